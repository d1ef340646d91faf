"""What holds for the files of the repository, whatever is in them."""

import re
import subprocess
import tomllib
from pathlib import Path

import smmi

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "smmi"
TESTS = ROOT / "tests"

NAMES_WITHOUT_A_NOUN = {"base", "common", "core", "helpers", "misc", "types", "utils", "validation"}
LONGEST_MODULE = 500
NOT_A_MIRROR = {"data", "foreign", "oracles", "redteam", "thirdparty", "typing"}
FIRST_SCREEN = 40

FRAGMENT = re.compile(r"\+[a-z0-9]+(?:-[a-z0-9]+)*\.([a-z]+)\.md")
"""How a news fragment is called: a plus, words, and what kind of change it is."""

# The patterns are written so that they do not match themselves.
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:Users|home|opt|root|work)/\w|[A-Z]:\\Users\\")
REGISTRY_HOST = re.compile(r"(?:files\.pythonhosted|pypi|registry\.npmjs|deb\.debian|npmjs)\.(?:org|com)")


def shipped_files() -> list[Path]:
    """Every file that git tracks or would track."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def settings(*path: str) -> dict:
    """A table of pyproject.toml."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name in path:
        found = found[name]
    return found


def packages() -> list[Path]:
    """Every package under src/smmi, at any depth."""
    return sorted(path.parent for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE)


MODULES = sorted(
    path for folder in (SOURCE, TESTS) for path in folder.rglob("*.py") if "node_modules" not in path.parts
)
SOURCES = [path for path in MODULES if SOURCE in path.parents]


def test_a_module_is_named_by_a_noun_of_the_field():
    """No module or package has a name that says nothing, or is called "validation", which means another thing here."""

    def names(path):
        parts = path.relative_to(ROOT).parts[1:]
        return {part.removesuffix(".py").strip("_").removeprefix("test_") for part in parts}

    assert [path for path in MODULES if names(path) & NAMES_WITHOUT_A_NOUN] == []


def test_a_module_fits_in_the_head():
    """No module of the library has more than 500 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_tests_mirror_the_source():
    """Every package of the library has its tests at the same place, and no folder of tests stands for nothing."""
    rooms = {path.relative_to(SOURCE).parts[0] for path in packages()}
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    modules = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")}
    assert sorted(rooms - folders - modules) == [], "packages without tests"
    assert sorted(folders - rooms - NOT_A_MIRROR) == [], "tests of no package"


def test_no_shipped_file_names_a_machine():
    """No shipped file holds a path of somebody's machine or the host of a package registry."""
    found = []
    for path in shipped_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, or the sample that is not UTF-8 on purpose
            text = path.read_bytes().decode("latin-1")
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if MACHINE_PATH.search(line) or REGISTRY_HOST.search(line)
        ]
    assert found == []


def test_the_first_screen_of_the_readme_shows_both_commands():
    """The README's first screen holds, each in its own fence, the command that shows and the one that tests."""
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN])
    commands = re.findall(r"^```bash\n(.+?)\n```$", screen, flags=re.MULTILINE | re.DOTALL)
    assert [command.split(" && ")[-1].split()[0] for command in commands[:2]] == [
        ".venv/bin/smmi",
        ".venv/bin/pytest",
    ]


def test_the_package_says_that_it_is_typed():
    """The marker file of PEP 561 is there, so that a type checker believes the annotations."""
    assert (SOURCE / "py.typed").is_file()


def test_the_package_knows_its_version():
    """The version that the package says is the one that it is published under."""
    assert smmi.__version__ == settings("project")["version"]


def test_every_news_fragment_has_a_name_that_the_change_log_knows():
    """A fragment is called `+words.kind.md` with a kind that towncrier is told of, and says something in plain text."""
    kinds = {kind["directory"] for kind in settings("tool", "towncrier")["type"]}
    folder = ROOT / settings("tool", "towncrier")["directory"]
    fragments = sorted(path for path in folder.iterdir() if path.name != ".gitignore")
    named = {path.name: FRAGMENT.fullmatch(path.name) for path in fragments}
    assert [name for name, match in named.items() if not match or match[1] not in kinds] == []
    texts = {path.name: path.read_text(encoding="utf-8").strip() for path in fragments}
    assert [name for name, text in texts.items() if not text or text.startswith(("#", "-"))] == []


def test_the_change_log_has_the_place_where_releases_are_written():
    """The line below which towncrier writes a release stands in the change log, once."""
    towncrier = settings("tool", "towncrier")
    text = (ROOT / towncrier["filename"]).read_text(encoding="utf-8")
    assert text.count(towncrier["start_string"]) == 1


def test_the_citation_is_of_this_version():
    """Who cites the software cites the version, the licence and the authors of the package."""
    project = settings("project")
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    authors = [f"  - name: {author['name']}" for author in project["authors"]]
    assert {
        "cff-version: 1.2.0",
        "type: software",
        f"version: {project['version']}",
        f"license: {project['license']}",
        *authors,
    } <= set(lines)


def test_the_workflow_runs_what_a_developer_runs():
    """The workflow calls the one script that holds every check, with the lowest Python, and has no secret."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    lowest = settings("project")["requires-python"].removeprefix(">=")
    assert "run: bash .ci/run\n" in text
    assert f'python-version: "{lowest}"\n' in text
    assert "secrets" not in text


def test_the_hooks_before_a_commit_are_tools_of_the_project():
    """Every hook runs a tool that the project's extras install: nothing is fetched when somebody commits."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^  - repo: (\S+)$", text, flags=re.MULTILINE) == ["local"]
    assert set(re.findall(r"^        language: (\S+)$", text, flags=re.MULTILINE)) == {"system"}
    entries = {line.split()[0] for line in re.findall(r"^        entry: (.+)$", text, flags=re.MULTILINE)}
    assert entries == {"ruff", "lint-imports", "mypy", "pytest"}
