"""The table of a data dictionary: its columns, choices in a cell, and what its own columns have no place for."""

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from smmi.errors import DocumentError, Finding, Reason, described
from smmi.exchange.accounts._documents import unreadable
from smmi.exchange.accounts._texts import plain

NAME, FORM, SECTION, KIND, LABEL, CHOICES = range(6)
COLUMNS: Final = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
"""The columns of a data dictionary, in the order in which the tool wants them."""
_OF_THE_API: Final = (
    "field_name",
    "form_name",
    "section_header",
    "field_type",
    "field_label",
    "select_choices_or_calculations",
    "field_note",
    "text_validation_type_or_show_slider_number",
    "text_validation_min",
    "text_validation_max",
    "identifier",
    "branching_logic",
    "required_field",
    "custom_alignment",
    "question_number",
    "matrix_group_name",
    "matrix_ranking",
    "field_annotation",
)
"""The same columns as the tool's programming interface calls them."""
_NEEDED: Final = (COLUMNS[NAME], COLUMNS[FORM], COLUMNS[KIND], COLUMNS[LABEL])
_READ: Final = frozenset((*COLUMNS[:12], COLUMNS[15], COLUMNS[17]))
MOST_ROWS: Final = 20_000
LONGEST_CELL: Final = 1_000_000
_NOTE: Final = "SMMI {"
_ACTION: Final = re.compile(r"@([A-Z][A-Z0-9-]*)(?:\s*=\s*('[^']*'|\"[^\"]*\"|\d+))?")


@attrs.frozen(kw_only=True)
class Field:
    """One row of a dictionary.

    Attributes:
        path: Where it stands.
        name: Its name, by which columns of records are called.
        form: The name of its form.
        section: The header of the section that it begins, without markup; empty where it begins none.
        kind: Its type, in small letters.
        label: What is asked, without markup.
        choices: Choices, or a calculation, as it stands.
        note: The note below it, without markup.
        validation: The type of validation.
        low: The least value, as it stands.
        high: The greatest value, as it stands.
        identifies: Whether it may name a person.
        branching: When it is shown, as it stands.
        matrix: The name of its matrix.
        actions: The action tags of its annotation, with what they say.
        noted: What `to_redcap` has noted in the annotation.
        rest: The columns of which nothing above speaks and that are not blank.
    """

    path: str
    name: str
    form: str
    section: str
    kind: str
    label: str
    choices: str
    note: str
    validation: str
    low: str
    high: str
    identifies: bool
    branching: str
    matrix: str
    actions: Mapping[str, str]
    noted: Mapping[str, Any]
    rest: tuple[str, ...] = ()


def fields_of(rows: Iterable[Mapping[str, object]], /) -> list[Field]:
    """Return the fields of a dictionary.

    Raises:
        DocumentError: It is no dictionary.
    """
    found: list[Field] = []
    problems: list[Finding] = []
    names: set[str] = set()
    if not isinstance(rows, Iterable) or isinstance(rows, str | bytes | Mapping):
        message = (
            f"got {described(rows)}, expected the rows of the dictionary, each a dict by the names of columns"
        )
        raise DocumentError((_wrong("$", message),))
    for position, row in enumerate(rows):
        path = f"$[{position}]"
        if position >= MOST_ROWS:
            problems.append(_wrong(path, f"got more than {MOST_ROWS:,} fields"))
            break
        if not isinstance(row, Mapping):
            problems.append(
                _wrong(path, f"got a {type(row).__name__}, expected a row as a dict by the names of columns")
            )
            break
        if not all(isinstance(key, str) for key in row):
            problems.append(_wrong(path, "got more cells than there are columns, or columns without a name"))
            break
        cells = {_column(key): item for key, item in row.items()}
        missing = [name for name in _NEEDED if name not in cells]
        if missing:
            listed = ", ".join(map(repr, missing))
            problems.append(
                _wrong(path, f"the columns {listed} are missing, which a data dictionary of REDCap has")
            )
            break
        field = _field(path, [_text(cells.get(name), f"{path}[{name!r}]", problems) for name in COLUMNS])
        rest = (
            name
            for name, cell in cells.items()
            if name not in _READ and isinstance(cell, str) and cell.strip()
        )
        field = attrs.evolve(field, rest=tuple(rest))
        problems += _unusable(field, names)
        names.add(field.name)
        found.append(field)
    if not found and not problems:
        problems.append(_wrong("$", "there is no row"))
    DocumentError.raise_any(problems)
    return found


def _unusable(field: Field, names: Collection[str]) -> Iterator[Finding]:
    """Yield what of a field no declaration takes, given the names of those before."""
    own = f"{field.path}[{COLUMNS[NAME]!r}]"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field.name):
        yield _wrong(
            own, f"got {field.name[:40]!r}, expected a name of small letters, digits and underscores"
        )
    elif field.name in names:
        yield _wrong(own, f"{field.name!r} stands twice")
    if not field.form:
        yield _wrong(f"{field.path}[{COLUMNS[FORM]!r}]", "got nothing, expected the name of a form")
    for what, text in (
        (COLUMNS[NAME], field.name),
        (COLUMNS[FORM], field.form),
        (COLUMNS[SECTION], field.section),
        (COLUMNS[LABEL], field.label),
        (COLUMNS[6], field.note),
    ):
        yield from unreadable(text, f"{field.path}[{what!r}]", "text")


def _text(cell: object, path: str, problems: list[Finding]) -> str:
    """Return a cell as text; what is none is added to the problems."""
    if cell is not None and not isinstance(cell, str):
        problems.append(_wrong(path, f"got a {type(cell).__name__}, expected text, as in the file"))
        return ""
    if cell and len(cell) > LONGEST_CELL:
        problems.append(_wrong(path, f"got more than {LONGEST_CELL:,} characters"))
        return ""
    return (cell or "").strip()


def _column(key: str) -> str:
    name = key.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").strip().strip('"')
    return COLUMNS[_OF_THE_API.index(name)] if name in _OF_THE_API else name


def _field(path: str, cells: list[str]) -> Field:
    name, form, section, kind, label, choices, note, validation, low, high, identifies, branching = cells[:12]
    annotation = cells[-1]
    return Field(
        path=path,
        name=name,
        form=form,
        section=plain(section).text,
        kind=kind.lower(),
        label=plain(label).text,
        choices=choices,
        note=plain(note).text,
        validation=validation.lower(),
        low=low,
        high=high,
        identifies=identifies.lower() in {"y", "yes", "1", "true"},
        branching=branching,
        matrix=cells[15],
        actions={one[1]: (one[2] or "").strip("'\"") for one in _ACTION.finditer(annotation)},
        noted=_noted(_note_in(annotation)),
    )


def _note_in(annotation: str) -> str:
    """Return the object that is noted in an annotation, as JSON; nothing where none is."""
    for line in annotation.split("\n"):
        begin, end = line.find(_NOTE), line.rfind("}")
        if 0 <= begin < end:
            return line[begin + len(_NOTE) - 1 : end + 1]
    return ""


def _noted(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def note_of(values: Mapping[str, object], /) -> str:
    """Return what is noted in an annotation, which has no list: JSON in which nothing is an action tag or a field."""
    if not values:
        return ""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    for sign in "@[":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"SMMI {text}"


def choices_of(field: Field, /) -> list[tuple[str, str]]:
    """Return the choices of a field: the code and the label of each, as the tool takes a cell apart.

    Raises:
        DocumentError: A choice has no code, or a code stands twice.
    """
    found: dict[str, str] = {}
    for part in field.choices.split("|"):
        code, comma, label = part.partition(",")
        code, label = code.strip(), plain(label).text
        if not part.strip():
            continue
        if not comma or not code:
            message = f"got the choice {part.strip()[:40]!r}, expected a code, a comma and a label"
            raise DocumentError((_wrong(f"{field.path}[{COLUMNS[CHOICES]!r}]", message),))
        if code in found:
            message = f"the code {code[:40]!r} stands twice"
            raise DocumentError((_wrong(f"{field.path}[{COLUMNS[CHOICES]!r}]", message),))
        found[code] = label or code
    return list(found.items())


def _wrong(path: str, message: str) -> Finding:
    return Finding(reason=Reason.BAD_VALUE, path=path, message=message)


def markup(text: str, /) -> str:
    """Return text as the tool shows it: no markup, no choice and no piped answer in it.

    Example:
        >>> markup("a < b | [sex]")
        'a &lt; b &#124; &#91;sex]'
    """
    escaped = html.escape(" ".join(text.split()), quote=False)
    return escaped.replace("|", "&#124;").replace("[", "&#91;")


def box(name: str, code: str, /) -> str:
    """Return the column of one choice of a checkbox: letters small, other signs than letters and digits underscores.

    Example:
        >>> box("topics", "-2")
        'topics____2'
    """
    return f"{name}___{re.sub('[^a-z0-9]', '_', code.lower())}"
