"""Kinds of change of one node from edition to edition, in order of gravity."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

import attrs

from smmi.instrument.declaration import Provenance, Term
from smmi.instrument.hierarchy import Area, Domain, Indicator, Instrument
from smmi.instrument.scales import MultipleChoice, Nominal, Option, Scale


class ChangeKind(enum.Enum):
    """What happened to an entry, the least grave first.

    Example:
        >>> ChangeKind.REWORDED.gravity < ChangeKind.RESCALED.gravity
        True
    """

    IDENTICAL = "identical"
    """Nothing changed."""
    RELABELLED = "relabelled"
    """Something changed that no respondent reads and no score uses: a name in tables, a tag, a provenance."""
    RECODED = "recoded"
    """It has another code."""
    REORDERED = "reordered"
    """What it holds or offers stands in another order, which has no meaning of its own."""
    REWORDED = "reworded"
    """Respondents read other words."""
    MOVED = "moved"
    """It belongs elsewhere."""
    REROUTED = "rerouted"
    """It is asked of other units: its gate, its applicability, or what they depend on changed."""
    RESCALED = "rescaled"
    """It is answered on another scale."""
    RECOMPOSED = "recomposed"
    """Of an area or domain: what it holds came or went. Of an indicator: it came into the score, or left it."""
    REWORKED = "reworked"
    """Declared to be asked anew: a new indicator in an old one's place."""
    MERGED = "merged"
    """Several became one."""
    SPLIT = "split"
    """One became several."""
    NEW = "new"
    """It was not there before."""
    RETIRED = "retired"
    """It is no longer there."""

    @property
    def gravity(self) -> int:
        """The place in the order of gravity, from 0."""
        return _GRAVITY[self]


_GRAVITY: Final = {kind: place for place, kind in enumerate(ChangeKind)}

SCORED: Final = "scored"
"""The field of a change in whether an indicator is scored."""
NONRESPONSES: Final = "scale.nonresponses"
"""The field of a change in the options that stand for a nonresponse, which leaves the answers as they were."""


@attrs.frozen(kw_only=True)
class EditionChange:
    """One thing that changed.

    Attributes:
        kind: What kind of change it is.
        field: What changed: ``prompt``, ``scale.answers``, ``gate``, ``parent``, ``indicators``.
        old: What it was, as text.
        new: What it is, as text.

    Example:
        >>> str(
        ...     EditionChange(
        ...         kind=ChangeKind.MOVED, field="parent", old="admissions", new="financial_support"
        ...     )
        ... )
        "moved: parent was 'admissions', is 'financial_support'"
    """

    _fingerprinted_as: ClassVar[str] = "Change"

    kind: ChangeKind
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.field} was {self.old!r}, is {self.new!r}"


_HEADING: Final = {
    "code": ChangeKind.RECODED,
    "label": ChangeKind.REWORDED,
    "help": ChangeKind.REWORDED,
    "tags": ChangeKind.RELABELLED,
    "provenance": ChangeKind.RELABELLED,
}
_INSTRUMENT: Final = {
    "code": ChangeKind.RECODED,
    "title": ChangeKind.REWORDED,
    "terms": ChangeKind.REWORDED,
    "description": ChangeKind.RELABELLED,
    "provenance": ChangeKind.RELABELLED,
}
_QUESTION: Final = {
    "code": ChangeKind.RECODED,
    "prompt": ChangeKind.REWORDED,
    "help": ChangeKind.REWORDED,
    "terms": ChangeKind.REWORDED,
    "label": ChangeKind.RELABELLED,
    "tags": ChangeKind.RELABELLED,
    "provenance": ChangeKind.RELABELLED,
    "source_names": ChangeKind.RELABELLED,
}
_SCALE: Final = {"code": ChangeKind.RELABELLED, "label": ChangeKind.RELABELLED}
"""What it means that a field changed; so for each kind of entry."""


def gravest(changes: Sequence[EditionChange]) -> ChangeKind:
    """Return the gravest kind among changes."""
    return max(
        (change.kind for change in changes), key=lambda kind: kind.gravity, default=ChangeKind.IDENTICAL
    )


def heading_changes(old: Area | Domain, new: Area | Domain) -> Iterator[EditionChange]:
    """Yield what changed in an area or domain itself, apart from what it holds."""
    return _field_changes(_HEADING, old, new)


def instrument_changes(old: Instrument, new: Instrument) -> Iterator[EditionChange]:
    """Yield what changed in an instrument itself, apart from its edition and what it holds."""
    yield from _field_changes(_INSTRUMENT, old, new)
    was = {c.code: c for c in old.characteristics}
    is_now = {c.code: c for c in new.characteristics}
    for code in dict.fromkeys([*was, *is_now]):
        before, after = was.get(code), is_now.get(code)
        yield from _changed(
            ChangeKind.RECOMPOSED,
            f"characteristics.{code}",
            _codes(before.options) if before else "",
            _codes(after.options) if after else "",
        )


def question_changes(old: Indicator, new: Indicator) -> Iterator[EditionChange]:
    """Yield what changed in an indicator itself, apart from its place and its routing."""
    yield from _field_changes(_QUESTION, old, new)
    yield from _changed(ChangeKind.RECOMPOSED, SCORED, *("yes" if one.scored else "no" for one in (old, new)))
    yield from scale_changes(old.scale, new.scale)


def scale_changes(old: Scale, new: Scale) -> Iterator[EditionChange]:
    """Yield what changed from scale to scale."""
    if old == new:
        return
    yield from _field_changes(_SCALE, old, new, "scale.")
    if type(old) is not type(new):
        yield from _changed(ChangeKind.RESCALED, "scale", type(old).__name__, type(new).__name__)
    ordered = not isinstance(old, MultipleChoice | Nominal)
    yield from _option_changes("scale.answers", old.answers, new.answers, ordered=ordered)
    parts = getattr(old, "parts", ()), getattr(new, "parts", ())
    yield from _option_changes("scale.parts", *parts, ordered=False)
    meant = [
        sorted(f"{o.code} ({o.nonresponse.state.label})" for o in scale.options if o.nonresponse)
        for scale in (old, new)
    ]
    yield from _changed(ChangeKind.RESCALED, NONRESPONSES, ", ".join(meant[0]), ", ".join(meant[1]))
    yield from _label_changes(old.nonresponses, new.nonresponses)
    for field in ("minimum", "maximum", "decimals"):
        if hasattr(old, field) and hasattr(new, field):
            was, is_now = getattr(old, field), getattr(new, field)
            yield from _changed(ChangeKind.RESCALED, f"scale.{field}", _number(was), _number(is_now))
    if hasattr(old, "unit") and hasattr(new, "unit"):
        yield from _changed(ChangeKind.REWORDED, "scale.unit", old.unit, new.unit)
    if hasattr(old, "tolerance") and hasattr(new, "tolerance"):
        yield from _changed(
            ChangeKind.RELABELLED, "scale.tolerance", f"{old.tolerance:g}", f"{new.tolerance:g}"
        )


def _option_changes(
    field: str, old: Sequence[Option], new: Sequence[Option], *, ordered: bool
) -> Iterator[EditionChange]:
    was, is_now = ([(option.code, option.exclusive) for option in options] for options in (old, new))
    if was != is_now:
        kind = ChangeKind.RESCALED if ordered or sorted(was) != sorted(is_now) else ChangeKind.REORDERED
        yield EditionChange(kind=kind, field=field, old=_codes(old), new=_codes(new))
    yield from _label_changes(old, new)


def _label_changes(old: Sequence[Option], new: Sequence[Option]) -> Iterator[EditionChange]:
    after = {option.code: option for option in new}
    for option in old:
        field, other = f"scale.options.{option.code}", after.get(option.code, option)
        yield from _changed(ChangeKind.REWORDED, f"{field}.label", option.label, other.label)
        yield from _changed(
            ChangeKind.RELABELLED, f"{field}.value", _number(option.value), _number(other.value)
        )
        was, is_now = (", ".join(one.spellings) for one in (option, other))
        yield from _changed(ChangeKind.RELABELLED, f"{field}.spellings", was, is_now)


def _field_changes(
    meaning: Mapping[str, ChangeKind], old: object, new: object, prefix: str = ""
) -> Iterator[EditionChange]:
    for field, kind in meaning.items():
        was, is_now = (_in_words(getattr(entry, field)) for entry in (old, new))
        yield from _changed(kind, prefix + field, was, is_now)


def _changed(kind: ChangeKind, field: str, old: str, new: str) -> Iterator[EditionChange]:
    if old != new:
        yield EditionChange(kind=kind, field=field, old=old, new=new)


def _codes(options: Sequence[Option]) -> str:
    return ", ".join(option.code + (" (alone)" if option.exclusive else "") for option in options)


def _in_words(value: object) -> str:
    """Return the value of a field as text."""
    match value:
        case Provenance(origin, source):
            return f"{origin.value}: {source}"
        case tuple() if value and isinstance(value[0], Term):
            return "; ".join(f"{term.term}: {term.definition}" for term in value)
        case tuple():
            return ", ".join(value)
        case _:
            return str(value or "")


def _number(number: float | None) -> str:
    return "none" if number is None else f"{number:.15g}"
