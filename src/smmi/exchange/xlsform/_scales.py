"""The scales of questions: what may be answered, and for which choice an option stands."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from smmi.exchange.accounts._choices import codes_for, not_apart, shown_elsewhere, too_many
from smmi.exchange.accounts._texts import code_of, value_of_name
from smmi.exchange.xlsform._sheets import cell_of
from smmi.instrument import Count, MultipleChoice, Nominal, Nonresponse, Number, Option, Ordinal, Scale
from smmi.instrument.declaration import EXACT, is_code
from smmi.intake.tables import number_of

OTHER: Final = "other"
"""The choice that the tool adds to a list where an answer may be written in."""
_SILENT: Final[Mapping[str, str]] = {
    "text": "a text that is written in",
    "note": "a text that asks nothing",
    "calculate": "a calculation: scores are worked out from the answers",
    "hidden": "a hidden value",
    "date": "a date or a time",
    "datetime": "a date or a time",
    "time": "a date or a time",
    "image": "a file",
    "audio": "a file",
    "video": "a file",
    "file": "a file",
    "geopoint": "a place",
    "geotrace": "a place",
    "geoshape": "a place",
    "barcode": "a text that is written in",
    "rank": "an order of choices",
    "acknowledge": "a box that is only acknowledged",
}
_META: Final = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "simserial",
        "subscriberid",
    }
)
_LIMIT: Final = re.compile(r"^\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$")

Found = tuple[Scale, Mapping[str, str], str]
"""A scale, its options by the names of choices, and what it is in words."""
Leave = Callable[[str, str, str], None]


class Scales:
    """The scales of the questions of a form; those of one list of choices are made once."""

    def __init__(
        self,
        choices: Sequence[Mapping[str, object]],
        label: Callable[[Mapping[str, object]], str],
        nonresponses: Mapping[str, Nonresponse],
        ordinal: frozenset[str],
        leave: Leave,
    ) -> None:
        self._label, self._nonresponses, self._ordinal, self._leave = label, nonresponses, ordinal, leave
        self._lists: dict[str, list[Mapping[str, object]]] = {}
        for row in choices:
            self._lists.setdefault(cell_of(row, "list_name") or cell_of(row, "list name"), []).append(row)
        self._made: dict[tuple[str, str, bool, bool], tuple[Found | None, Sequence[str]]] = {}

    def scale(self, row: Mapping[str, object], path: str, kind: str, rest: str, name: str) -> Found | None:
        """Return the scale of a question; None where it is left out."""
        if kind in {"select_one", "select_multiple"}:
            list_name, _, more = rest.partition(" ")
            may_write = more.startswith(("or_other", "or specify other"))
            key = (list_name, kind, may_write, name in self._ordinal)
            if key not in self._made:
                self._made[key] = self._choices(*key, name)
            found, notes = self._made[key]
            for note in notes:
                self._leave(path, note, name)
            return found
        if kind in {"integer", "decimal", "range"}:
            return self._number(row, path, kind, name), {}, "a number"
        what = (
            "the tool's own value" if kind in _META else _SILENT.get(kind.lower(), f"the type {kind[:40]!r}")
        )
        self._leave(path, what, name)
        return None

    def _choices(
        self,
        list_name: str,
        kind: str,
        may_write: bool,  # noqa: FBT001  (of a list, as the next)
        ascends: bool,  # noqa: FBT001
        name: str,
    ) -> tuple[Found | None, Sequence[str]]:
        """Return the scale of a list of choices, and what is to be said of it in the account."""
        rows = self._lists.get(list_name, [])
        told = [(choice, self._label(row) or choice) for row in rows for choice in [cell_of(row, "name")]]
        further = may_write and OTHER not in {choice for choice, _ in told}
        if further:
            told.append((OTHER, "Other"))
        same = not_apart(told)
        if same:
            return None, [same]
        options, by_name, notes = self._options(told)
        if further:
            what = "the text of a further answer that is written in; that there is one is an option"
            none = ascends and kind != "select_multiple"
            notes.append(f"{what}, and no answer, for answers ascend" if none else what)
            default = Nonresponse.NO_ANSWER if none else None
            options[-1] = Option(
                options[-1].code, options[-1].label, nonresponse=self._nonresponses.get(OTHER, default)
            )
        answers = sum(option.nonresponse is None for option in options)
        many = too_many(options, several=kind == "select_multiple")
        if many:
            return None, [*notes, many]
        code = code_of(list_name or name)
        if kind == "select_multiple" and answers:
            return (MultipleChoice(code=code, options=options), by_name, "several choices"), notes
        if answers < 2:
            return None, [*notes, "a choice without two options of its own"]
        cls = Ordinal if ascends else Nominal
        return (cls(code=code, options=options), by_name, "one choice"), notes

    def _options(self, told: Sequence[tuple[str, str]]) -> tuple[list[Option], dict[str, str], list[str]]:
        codes, elsewhere = codes_for(told), shown_elsewhere(told)
        options: list[Option] = []
        by_name: dict[str, str] = {}
        notes = []
        for choice, label in told:
            if not choice or choice in by_name:
                notes.append(f"the choice {choice[:40]!r}, which has no name or stands twice")
                continue
            own = choice if is_code(choice) is None else codes.give(choice, before="c")
            spelled = (choice,) if choice not in {own, label} else ()
            value = value_of_name(choice) if spelled or choice in elsewhere else None
            options.append(
                Option(
                    own,
                    label,
                    nonresponse=self._nonresponses.get(choice),
                    value=value,
                    spellings=spelled if value is None else (),
                )
            )
            by_name[choice] = own
        return options, by_name, notes

    def _number(self, row: Mapping[str, object], path: str, kind: str, name: str) -> Scale:
        lows: list[float] = []
        highs: list[float] = []
        for part in filter(None, re.split(r"\s+and\s+", cell_of(row, "constraint"))):
            found = _LIMIT.match(part.strip().strip("()"))
            value = number_of(found[2]) if found else None
            if found is None or value is None or (found[1] in {">", "<"} and kind != "integer"):
                self._leave(path, f"a constraint that is no limit: {part[:100]}", name)
            elif found[1] in {">=", ">"}:
                lows.append(math.floor(value) + 1.0 if found[1] == ">" else value)
            else:
                highs.append(math.ceil(value) - 1.0 if found[1] == "<" else value)
        for word in cell_of(row, "parameters").replace(",", " ").split():
            key, _, text = word.partition("=")
            limit = number_of(text)
            if key in {"start", "end"} and limit is not None:
                (lows if key == "start" else highs).append(limit)
            else:
                self._leave(path, f"the parameter {word[:40]}", name)
        low, high = max(lows, default=None), min(highs, default=None)
        if low is not None and high is not None and not low < high:
            self._leave(path, "limits of which the least is not below the greatest", name)
            low = high = None
        if kind == "integer" and not all(limit is None or abs(limit) <= EXACT for limit in (low, high)):
            self._leave(path, "limits of a whole number beyond those that are told apart", name)
            low = high = None
        code = code_of(name)
        if kind == "integer" and low is not None and low >= 0:
            return Count(
                code=code, minimum=math.ceil(low), maximum=None if high is None else math.floor(high)
            )
        return Number(code=code, minimum=low, maximum=high, decimals=0 if kind == "integer" else None)
