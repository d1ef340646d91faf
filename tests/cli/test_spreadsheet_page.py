"""The page about spreadsheets is true: its commands run in order, and say what stands there."""

import re
import shlex
from pathlib import Path

from smmi.cli.formats import read_instrument

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
ELIDED = "…"


def test_the_commands_of_the_page_lead_to_a_report(folder, run):
    """Somebody who knows no Python gets from its files to its report; what is elided stands between what is shown."""
    page = PAGE.read_text(encoding="utf-8")
    codebook = re.search(r"```text\n(domain,.*?)```", page, flags=re.DOTALL)[1]
    (folder / "Outreach.csv").write_text(codebook, encoding="utf-8")
    text = re.search(r"```text\n(School ID;.*?)```", page, flags=re.DOTALL)[1]
    assert f'file = """{text}"""' in page
    (folder / "schools.csv").write_text(text, encoding="utf-8")
    shown = re.findall(r"```console\n(.*?)```", page, flags=re.DOTALL)
    steps = [step for fence in shown for step in re.split(r"(?m)^\$ smmi ", fence) if step]
    assert len(steps) == 5
    for step in steps:
        command, _, told = step.partition("\n")
        result = run(*shlex.split(command))
        assert result.exit_code == (1 if "questions are open" in told else 0)
        parts = [re.escape(part.strip("\n")) for part in re.split(rf"(?m)^{ELIDED}$", told)]
        assert re.fullmatch("(?s)" + ".*".join(parts), result.stdout.strip("\n"))
    assert (folder / "S1.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (folder / "scores.xlsx").exists()


def test_the_codebook_of_the_page_asks_what_its_python_does(folder):
    """The same questions with the same options, values and limits; only scales have other names."""
    page = PAGE.read_text(encoding="utf-8")
    names = {}
    exec(re.search(r"```\{code-cell\} python\n(.*?)```", page, flags=re.DOTALL)[1], names)  # noqa: S102  (the page's own)
    codebook = re.search(r"```text\n(domain,.*?)```", page, flags=re.DOTALL)[1]
    (folder / "Outreach.csv").write_text(codebook, encoding="utf-8")
    read, declared = read_instrument("Outreach.csv"), names["instrument"]
    assert (read.code, read.edition, read.title) == (declared.code, declared.edition, declared.title)
    assert [
        (one.code, one.prompt, one.source_names, type(one.scale), one.scale.options)
        for one in read.indicators
    ] == [
        (one.code, one.prompt, one.source_names, type(one.scale), one.scale.options)
        for one in declared.indicators
    ]
    assert read["visits"].scale.limits == declared["visits"].scale.limits


def test_the_page_needs_no_other_page():
    """Up to the part about Python no sentence leads to another page, and its words of installing are the README's."""
    page = PAGE.read_text(encoding="utf-8")
    for_analysts = page.partition("## In Python")[0]
    assert "{doc}" not in for_analysts
    assert ".md" not in for_analysts.replace("`README.md`", "")
    assert for_analysts.count("{ref}") == 1
    assert "(codebooks)=" in for_analysts
    words = (PAGE.parents[1] / "README.md").read_text(encoding="utf-8")
    (install,) = re.findall(r"```bash\n(.*?)\n```", for_analysts, flags=re.DOTALL)
    assert install.replace(",files", "") in words
