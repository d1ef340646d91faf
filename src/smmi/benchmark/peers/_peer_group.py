"""Peer groups: which units are alike, as a declared expression over their characteristics.

The expressions are those of routing (``smmi.instrument``): `Equals`, `OneOf`, `Answered`, `NotCondition`,
`AllConditions` and `AnyCondition`, with Kleene's logic where a characteristic is unknown. What is relative to a unit is
not a condition but a list of characteristics in which the others are like it.
"""

import enum
from collections.abc import Iterator, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError, DeclarationError, Finding, Reason, suggestion
from smmi.instrument import Answered, Answers, Condition, Equals, OneOf
from smmi.instrument.answers import TRUE, UNKNOWN, Leaf, Verdicts, asked, attribute_verdicts, leaves, verdicts
from smmi.instrument.declaration import as_tuple
from smmi.scoring import ScoreProfile, Scores

Flags = npt.NDArray[np.bool_]

FEWEST: Final = 2
"""The smallest number of peers."""
LISTED: Final = 12
"""How many values of a characteristic a message lists."""


class NoPeers(enum.Enum):
    """Why a unit has no peers.

    Example:
        >>> [one.value for one in NoPeers]
        ['no-step-is-enough', 'not-of-the-group', 'too-few-comparable']
    """

    NO_STEP_IS_ENOUGH = "no-step-is-enough"
    """No step of the ladder gives a group that is large enough and that no owner dominates."""
    NOT_OF_THE_GROUP = "not-of-the-group"
    """The unit is not known to belong to the group within which the nearest were sought."""
    TOO_FEW_COMPARABLE = "too-few-comparable"
    """Fewer units than were asked for have a distance to the unit."""


def is_name(value: object) -> bool:
    """Whether a value is text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def is_enough(value: object) -> bool:
    """Whether a value is an integer, and enough as a number of peers."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= FEWEST


def bad_value(field: str, got: object, expected: str, *, reason: Reason = Reason.BAD_VALUE) -> Finding:
    """Return the finding that a field has an unusable value."""
    return Finding(
        reason=reason, path=f"$.{field}", message=f"{field!r}: got {shown(got)}, expected {expected}"
    )


def shown(value: object) -> str:
    """Return a value for a message: plain values as they are, of others the class."""
    if value is None or isinstance(value, bool | int | float | str | tuple):
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:59]}…"
    return f"an object of class {type(value).__name__!r}"


@attrs.frozen
class PeerGroup:
    """A group of units, absolute or relative to a unit, as a declared expression over characteristics.

    A unit belongs to it if it has the same value as the unit in every characteristic of `alike`, and `where` holds
    for it. A unit of which a value is unknown is like no other unit, nor does it satisfy a condition that hangs on the
    value. Without `alike` and `where` all units belong to the group.

    Attributes:
        label: What the group is called.
        alike: The characteristics, or other attributes, in which the units are like the one whose peers they are.
        where: A condition over characteristics that holds for every unit of the group, or None.

    Raises:
        DeclarationError: A field has an unusable value.

    Example:
        >>> from smmi.instrument import OneOf
        >>> group = PeerGroup(
        ...     "Same control, doctoral", alike=["control"], where=OneOf("carnegie", ("r1", "r2_r3"))
        ... )
        >>> group.characteristics
        ('control', 'carnegie')
    """

    label: str
    alike: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    where: Condition | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        DeclarationError.raise_any(self._findings())

    def _findings(self) -> Iterator[Finding]:
        if not is_name(self.label):
            yield bad_value("label", self.label, "text that is not blank")
        if not isinstance(self.alike, tuple) or not all(map(is_name, self.alike)):
            yield bad_value("alike", self.alike, "a sequence of characteristics, such as ('discipline',)")
        else:
            for name in sorted({name for name in self.alike if self.alike.count(name) > 1}):
                yield Finding(
                    reason=Reason.REPEATED_CODE,
                    path="$.alike",
                    message=f"'alike': {name!r} stands twice; name each characteristic once",
                    code=name,
                )
        if self.where is not None and not isinstance(self.where, Condition):
            yield bad_value("where", self.where, "None or a condition, such as Equals('control', 'public')")

    @property
    def characteristics(self) -> tuple[str, ...]:
        """The characteristics of which the group speaks, each once."""
        of_where = [leaf.code for leaf in leaves(self.where)] if self.where is not None else []
        return tuple(dict.fromkeys((*self.alike, *of_where)))

    def around(self, unit: str | int, source: Answers | Scores, /) -> Flags:
        """Return which units are in the group around a unit, itself included if it belongs, (n,).

        Args:
            unit: The unit to which `alike` is relative. It need not satisfy `where`.
            source: The units: answers with attributes, or scores of such answers.

        Raises:
            DeclarationError: The group speaks of what the units do not have.
            UnknownCodeError: There is no such unit.
            ArgumentError: The source is neither answers nor scores.

        Example:
            >>> import numpy as np
            >>> from smmi import editions
            >>> from smmi.instrument import synthesize
            >>> answers = synthesize(
            ...     editions.smmi_16(),
            ...     units=3,
            ...     rng=np.random.default_rng(6),
            ...     attributes={"control": ["public", "private", "public"]},
            ... )
            >>> PeerGroup("Same control", alike=["control"]).around("S001", answers)
            array([ True, False,  True])
        """
        answers = answers_of(source)
        DeclarationError.raise_any(group_findings(self, answers, "$"))
        return group_mask(self, answers, answers.position(unit))


def answers_of(source: object) -> Answers:
    """Return the answers that hold the units' attributes.

    Raises:
        ArgumentError: The source is neither answers nor scores.
    """
    if isinstance(source, Scores):
        return source.answers
    ArgumentError.raise_unless(
        source,
        Answers,
        argument="source",
        expected="Answers or Scores",
        advice={
            ScoreProfile: "A profile is of one unit; give the scores that it is from",
            str: "The arguments are swapped; the unit comes first",
        },
    )
    assert isinstance(source, Answers)  # noqa: S101  (for the type checker: raised above)
    return source


def comparable(source: Answers | Scores) -> Flags:
    """Return which units count as peers: those with an overall score if scores are given, else all, (n,)."""
    if isinstance(source, Scores):
        return ~np.isnan(source.overall)
    return np.ones(len(source), dtype=np.bool_)


def group_mask(group: PeerGroup, answers: Answers, position: int) -> Flags:
    """Return which units are in the group around the unit at a position, (n,); the group fits the answers."""
    inside = np.ones(len(answers), dtype=np.bool_)
    for name in group.alike:
        codes = answers.attribute(name).codes
        inside &= (codes == codes[position]) & (codes != 0)
    if group.where is not None:
        inside &= np.equal(_verdicts(group.where, answers), TRUE)
    return inside


def unknown_of(group: PeerGroup, answers: Answers, position: int) -> tuple[str, ...]:
    """Return the characteristics whose absence leaves open whether the unit at a position is in its own group.

    Empty if the unit is in the group, or if it is certain that it is not.
    """
    missing = {name for name in group.characteristics if answers.attribute(name)[position] is None}
    open_names = [name for name in group.alike if name in missing]
    if group.where is not None:
        verdict = _verdicts(group.where, answers)[position]
        if verdict == UNKNOWN:
            asking = [leaf.code for leaf in leaves(group.where) if not isinstance(leaf, Answered)]
            open_names += [name for name in asking if name in missing]
        elif verdict != TRUE:
            return ()
    return tuple(dict.fromkeys(open_names))


def _verdicts(condition: Condition, answers: Answers) -> Verdicts:
    return verdicts(condition, lambda leaf: attribute_verdicts(leaf, answers.attribute(leaf.code)))


def group_findings(group: PeerGroup, answers: Answers, path: str) -> Iterator[Finding]:
    """Yield what a group asks for that the units do not have."""
    for name in group.alike:
        yield from attribute_findings(name, answers, f"{path}.alike")
    known = {kind.code: [o.code for o in kind.options] for kind in answers.instrument.characteristics}
    for leaf in leaves(group.where) if group.where is not None else ():
        if leaf.code not in answers.attributes:
            yield from attribute_findings(leaf.code, answers, f"{path}.where")
        elif problem := _leaf_problem(leaf, known.get(leaf.code)):
            reason, text = problem
            yield Finding(reason=reason, path=f"{path}.where", message=f"{leaf}: {text}", code=leaf.code)


def attribute_findings(name: str, answers: Answers, path: str) -> Iterator[Finding]:
    """Yield a finding if the units have no attribute of a name."""
    if name in answers.attributes:
        return
    is_indicator = any(indicator.code == name for indicator in answers.instrument.indicators)
    if is_indicator:
        message = f"{name!r} is an indicator; expected a characteristic or another attribute of the units"
    elif any(kind.code == name for kind in answers.instrument.characteristics):
        message = (
            f"{name!r} is declared, but the answers do not hold it; "
            "name it among the attributes when the answers are read"
        )
    else:
        names = tuple(answers.attributes)
        among = f"expected one of {', '.join(map(repr, names))}" if names else "the answers have none"
        message = f"the units have no attribute {name!r}; {among}.{suggestion(name, names)}"
    reason = Reason.BAD_VALUE if is_indicator else Reason.UNKNOWN_CODE
    yield Finding(reason=reason, path=path, message=message, code=name)


def _leaf_problem(leaf: Leaf, known: Sequence[str] | None) -> tuple[Reason, str] | None:
    """Return what is wrong with a part of a condition over an attribute; one that is not declared may be any text."""
    if not isinstance(leaf, Equals | OneOf | Answered):
        kind = type(leaf).__name__
        return Reason.BAD_VALUE, f"{kind} does not go with a characteristic; use Equals or OneOf"
    for value in asked(leaf):
        if isinstance(value, str) if known is None else value in known:
            continue
        reason = Reason.UNKNOWN_CHARACTERISTIC_VALUE
        if known is None:
            return reason, f"got {value!r}, expected a code; the value of an attribute is text"
        among = ", ".join(map(repr, known[:LISTED])) + (
            f" … ({len(known)} in all)" if len(known) > LISTED else ""
        )
        near = suggestion(value, known) if isinstance(value, str) else ""
        return reason, f"got {value!r}, expected one of {among}{near and '.'}{near}"
    return None
