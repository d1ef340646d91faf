"""The page about spreadsheets is true: its commands run in order, and say what stands there."""

import json
import re
import shlex
from pathlib import Path

from smmi.serialization import to_document

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
ELIDED = "…"


def test_the_commands_of_the_page_lead_to_a_report(folder, run):
    """Somebody who knows no Python gets from its file to its report; what is elided stands between what is shown."""
    page = PAGE.read_text(encoding="utf-8")
    declaration = re.search(r"```\{code-cell\} python\n(.*?)```", page, flags=re.DOTALL)[1]
    names = {}
    exec(declaration, names)  # noqa: S102  (the page's own)
    (folder / "outreach.json").write_text(json.dumps(to_document(names["instrument"])), encoding="utf-8")
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
