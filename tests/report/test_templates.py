"""The templates: what is absent is never printed, every sentence is used, and one message names the extra."""

import re
import subprocess
import sys
from importlib.resources import files

import jinja2
import pytest

from smmi.report import school_report
from smmi.report.page import _page
from smmi.report.wording import _sentences
from tests.report.cohorts import school

REPORT = files("smmi.report")
SENTENCES = "smmi.report.wording._sentences"


def sources(folder):
    """The text of every module and template below a folder."""
    for path in folder.iterdir():
        if path.is_dir():
            yield from sources(path)
        elif path.name.endswith((".py", ".jinja")):
            yield path.read_text("utf-8")


def test_every_sentence_is_used_and_there_is_no_other():
    """What modules and templates say by name is what the catalogue holds."""
    used = {name for text in sources(REPORT) for name in re.findall(r"\bwords\.([A-Z_0-9]+)", text)}
    assert used == {name for name in vars(_sentences) if name.isupper()}


def test_a_template_names_nothing_that_it_is_not_given(monkeypatch):
    """A name that is not there is an error, not an empty text."""
    monkeypatch.delattr(f"{SENTENCES}.READING")
    with pytest.raises(jinja2.UndefinedError, match="READING"):
        school_report(*school())


def test_none_is_never_printed(monkeypatch):
    """A value that is absent is an error, not the word None."""
    monkeypatch.setattr(f"{SENTENCES}.READING", None)
    with pytest.raises(TypeError, match="a template writes what is absent"):
        school_report(*school())


def test_what_a_sentence_says_is_text(monkeypatch):
    """A sentence of the catalogue is escaped as any other text."""
    monkeypatch.setattr(f"{SENTENCES}.READING", "<b>\"Peers\" & 'us'</b>")
    assert "<h3>&lt;b&gt;&quot;Peers&quot; &amp; &#x27;us&#x27;&lt;/b&gt;</h3>" in school_report(*school())


def run(blocked, code):
    """A new interpreter without a module runs the code."""
    code = f"import sys; sys.modules[{blocked!r}] = None\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


ASK = """
from tests.report.cohorts import school
from smmi.report import methodology, school_report
profile, placement = school()
assert methodology(profile.scores.scheme, placement.conventions)
try:
    school_report(profile, placement)
except ImportError as error:
    print(type(error).__name__, error.name, error, sep='; ')
"""


@pytest.mark.long
def test_without_jinja2_the_report_says_what_to_install():
    """Where jinja2 is not installed, the error names the extra; the methodology card needs none."""
    done = run("jinja2", ASK)
    assert done.stderr == ""
    assert done.stdout == (
        "ImportError; jinja2; smmi.report needs jinja2, which is not installed. "
        "Install it with: pip install 'smmi[report]'\n"
    )


@pytest.mark.long
def test_another_missing_module_is_its_own_error():
    """Only jinja2's absence is told as that of the extra."""
    assert run("markupsafe", ASK).stdout.startswith("ModuleNotFoundError; markupsafe; import of markupsafe")


@pytest.fixture
def no_engine():
    """A process in which no page was made so far."""
    _page.environment.cache_clear()
    yield
    _page.environment.cache_clear()


@pytest.mark.usefixtures("no_engine")
def test_a_report_cannot_be_made_without_jinja2(monkeypatch):
    """The same, in this process."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ImportError, match=r"smmi\[report\]") as caught:
        school_report(*school())
    assert caught.value.name == "jinja2"


@pytest.mark.usefixtures("no_engine")
def test_a_broken_installation_is_not_explained_away(monkeypatch):
    """The same, in this process, of what jinja2 itself needs."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "jinja2"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "markupsafe", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        school_report(*school())
    assert caught.value.name == "markupsafe"


def test_a_report_is_asked_for_before_jinja2_is_loaded():
    """Importing the report, or the command line, does not load the template engine."""
    done = run("nothing", "import smmi.report, smmi.cli._app; print('jinja2' in sys.modules)")
    assert done.stdout == "False\n"
