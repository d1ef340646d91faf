"""The peer ladder: ordered definitions of peers, relaxed until the group is large enough and no owner dominates it.

The precedent is GRESB's ladder of peer definitions (at least six members, no manager above half of them).
"""

import enum
from collections.abc import Iterator

import attrs
import numpy as np

from smmi._thresholds import exceeds
from smmi.benchmark.distribution._conventions import SelfInclusion
from smmi.benchmark.peers._peer_group import (
    FEWEST,
    Flags,
    NoPeers,
    PeerGroup,
    answers_of,
    attribute_findings,
    bad_value,
    comparable,
    group_findings,
    group_mask,
    is_enough,
    is_name,
    unknown_of,
)
from smmi.benchmark.survey._argument_checks import plain_number, plain_whole
from smmi.errors import DeclarationError, Finding, Reason
from smmi.instrument import Answers
from smmi.instrument.declaration import as_tuple, is_number
from smmi.scoring import Scores


class StepOutcome(enum.Enum):
    """Why a step of a ladder was taken, or was not.

    Example:
        >>> [one.value for one in StepOutcome]
        ['taken', 'too-small', 'one-owner-dominates', 'characteristic-unknown', 'not-of-the-group']
    """

    TAKEN = "taken"
    """The group is large enough, and no owner dominates it."""
    TOO_SMALL = "too-small"
    """The group is smaller than the minimum."""
    ONE_OWNER_DOMINATES = "one-owner-dominates"
    """The group is large enough, but one owner holds more of it than is allowed."""
    CHARACTERISTIC_UNKNOWN = "characteristic-unknown"
    """What the step asks for is not known of the unit."""
    NOT_OF_THE_GROUP = "not-of-the-group"
    """The unit does not satisfy the step's condition, so the group is not one of its peers."""


@attrs.frozen(kw_only=True)
class StepReceipt:
    """What one step of a ladder gave, and whether it was taken.

    Attributes:
        label: The label of the step's group.
        outcome: Why it was taken, or was not.
        size: How many units the group has, by the ladder's rule on the unit itself.
        largest_owner: The owner of most of them; of several, the first by name. None without an owner.
        largest_owner_size: How many of them this owner has; 0 without an owner.
        without_owner: How many of them have no known owner; each counts as an owner of its own.
        unknown: The characteristics that the step asks for and that are not known of the unit.

    Example:
        >>> step = StepReceipt(label="Same region", outcome=StepOutcome.TAKEN, size=12)
        >>> step.share_of_largest_owner is None
        True
    """

    label: str
    outcome: StepOutcome
    size: int
    largest_owner: str | None = None
    largest_owner_size: int = 0
    without_owner: int = 0
    unknown: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)

    @property
    def share_of_largest_owner(self) -> float | None:
        """The share of the group that the largest owner holds, 0 to 1; None without an owner."""
        return None if self.largest_owner is None else self.largest_owner_size / self.size


@attrs.frozen(kw_only=True)
class PeerReceipt:
    """How the peers of a unit were found: every step tried, in order. Its text is for a person.

    Attributes:
        unit: The unit.
        steps: What each step gave, up to the one taken.
        steps_declared: How many steps the ladder has.
        minimum: The smallest group that is taken.
        owner: The attribute that says who owns a unit, or None.
        most_of_one_owner: The largest share of a group that one owner may hold.
        self_inclusion: Whether the unit itself was counted.
        scored_only: Whether only units with an overall score were counted, since scores were given.

    Example:
        >>> small = StepReceipt(label="Same region", outcome=StepOutcome.TOO_SMALL, size=3)
        >>> receipt = PeerReceipt(
        ...     unit="S1",
        ...     steps=(small,),
        ...     steps_declared=1,
        ...     minimum=10,
        ...     owner=None,
        ...     most_of_one_owner=0.5,
        ...     self_inclusion=SelfInclusion.LEFT_OUT,
        ...     scored_only=False,
        ... )
        >>> print(receipt)
        Peers of 'S1': none, as no step is enough. Groups have at least 10 units, the unit itself left out.
        1. 'Same region': 3 units; not taken, as they are fewer than 10.
    """

    unit: str
    steps: tuple[StepReceipt, ...] = attrs.field(converter=as_tuple)
    steps_declared: int
    minimum: int
    owner: str | None
    most_of_one_owner: float
    self_inclusion: SelfInclusion
    scored_only: bool

    @property
    def taken(self) -> StepReceipt | None:
        """The step that was taken, or None."""
        return self.steps[-1] if self.steps[-1].outcome is StepOutcome.TAKEN else None

    @property
    def why(self) -> str:
        """Why these peers, or why there are none, in a sentence; no owner is named."""
        refused = "; ".join(
            f"“{step.label}” {self._refusal(step)}" for step in self.steps if step is not self.taken
        )
        if not self.taken:
            return f"No definition of peers is met ({refused})."
        count = f"definition {len(self.steps)} of {self.steps_declared}"
        return f"By “{self.taken.label}”, {count}{refused and f' ({refused})'}."

    def _refusal(self, step: StepReceipt) -> str:
        return {
            StepOutcome.TOO_SMALL: f"is met by {step.size}, fewer than {self.minimum}",
            StepOutcome.ONE_OWNER_DOMINATES: "has too many of one owner",
            StepOutcome.CHARACTERISTIC_UNKNOWN: f"asks for what is not known ({', '.join(step.unknown)})",
            StepOutcome.NOT_OF_THE_GROUP: "does not apply",
        }[step.outcome]

    def __str__(self) -> str:
        return "\n".join((self._heading(), *(self._line(i, step) for i, step in enumerate(self.steps, 1))))

    def _heading(self) -> str:
        found = "none, as no step is enough"
        if self.taken:
            step = f"step {len(self.steps)} of {self.steps_declared}, {self.taken.label!r}"
            found = f"{_units(self.taken.size)} by {step}"
        counted = "counted" if self.self_inclusion is SelfInclusion.INCLUDED else "left out"
        owner = (
            ""
            if self.owner is None
            else f"; no {self.owner!r} holds more than {_percent(self.most_of_one_owner)}"
        )
        scored = " with an overall score" if self.scored_only else ""
        rule = f"Groups have at least {self.minimum} units{scored}, the unit itself {counted}{owner}."
        return f"Peers of {self.unit!r}: {found}. {rule}"

    def _line(self, number: int, step: StepReceipt) -> str:
        owner = step.largest_owner
        held = "" if owner is None else f", {step.largest_owner_size} of them of {owner!r}"
        if step.without_owner:
            held += f", {step.without_owner} without an owner"
        return f"{number}. {step.label!r}: {_units(step.size)}{held}; {self._why(step)}."

    def _why(self, step: StepReceipt) -> str:
        most, unknown = _percent(self.most_of_one_owner), ", ".join(map(repr, step.unknown))
        return {
            StepOutcome.TAKEN: "taken",
            StepOutcome.TOO_SMALL: f"not taken, as they are fewer than {self.minimum}",
            StepOutcome.ONE_OWNER_DOMINATES: f"not taken, as one {self.owner!r} holds more than {most} of them",
            StepOutcome.CHARACTERISTIC_UNKNOWN: f"not taken, as {unknown} of this unit is not known",
            StepOutcome.NOT_OF_THE_GROUP: "not taken, as this unit does not belong to the group",
        }[step.outcome]


@attrs.frozen(kw_only=True)
class Peers:
    """The peers of a unit, or why there are none; make them with `PeerLadder.peers_of`.

    Attributes:
        unit: The unit.
        members: The units of the group, sorted; empty if no step is enough. The unit itself is among them only where
            the ladder counts it.
        group: The group that was taken, or None.
        step: The number of the step that was taken, from 1, or None.
        reason: Why there are no peers, or None.
        receipt: What each step gave.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> from smmi.benchmark import PeerGroup, PeerLadder
        >>> from smmi.instrument import synthesize
        >>> given = {"control": ["public", "public", "private", "private"]}
        >>> answers = synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(6), attributes=given)
        >>> ladder = PeerLadder(
        ...     steps=[PeerGroup("Same control", alike=["control"]), PeerGroup("All")], minimum=2
        ... )
        >>> peers = ladder.peers_of("S001", answers)
        >>> peers.members, peers.step, peers.group.label
        (('S002', 'S003', 'S004'), 2, 'All')
    """

    unit: str
    members: tuple[str, ...] = attrs.field(converter=as_tuple)
    group: PeerGroup | None
    step: int | None
    reason: NoPeers | None
    receipt: PeerReceipt

    def __len__(self) -> int:
        return len(self.members)

    @property
    def label(self) -> str:
        """What they are called: the label of the group that was taken; empty where there is none."""
        return "" if self.group is None else self.group.label

    @property
    def why(self) -> str:
        """Why these, or why there are none, in a sentence."""
        return self.receipt.why


@attrs.frozen(kw_only=True)
class PeerLadder:
    """Ordered definitions of peers, from the most to the least alike.

    The first step is taken whose group holds the unit, has at least `minimum` units, and of which no owner holds more
    than a share. If there is none, the result says so; a smaller group is never given.

    Attributes:
        steps: The groups, in the order in which they are tried.
        minimum: The smallest group that is taken; 10, as for percentile ranks, where not given.
        owner: The attribute that says who owns a unit (the parent university or system); None where ownership does not
            matter. A unit without a value has an owner of its own.
        most_of_one_owner: The largest share of a group that one owner may hold, above 0 and at most 1.
        self_inclusion: Whether the unit itself is one of the group, for its size, its owners and its members.

    Raises:
        DeclarationError: A field has an unusable value.

    Example:
        >>> ladder = PeerLadder(
        ...     steps=[
        ...         PeerGroup("Same discipline and region", alike=["discipline", "region"]),
        ...         PeerGroup("Same discipline", alike=["discipline"]),
        ...     ],
        ...     owner="system",
        ... )
        >>> ladder.minimum, ladder.most_of_one_owner
        (10, 0.5)
    """

    steps: tuple[PeerGroup, ...] = attrs.field(converter=as_tuple)
    minimum: int = attrs.field(default=10, converter=plain_whole)
    owner: str | None = None
    most_of_one_owner: float = attrs.field(default=0.5, converter=plain_number)
    self_inclusion: SelfInclusion = SelfInclusion.LEFT_OUT

    def __attrs_post_init__(self) -> None:
        DeclarationError.raise_any(self._findings())

    def _findings(self) -> Iterator[Finding]:
        if not isinstance(self.steps, tuple) or not all(isinstance(step, PeerGroup) for step in self.steps):
            yield bad_value("steps", self.steps, "a sequence of PeerGroup")
        elif not self.steps:
            yield Finding(
                reason=Reason.EMPTY,
                path="$.steps",
                message="'steps': got none, expected at least one PeerGroup",
            )
        else:
            labels = [step.label for step in self.steps]
            for i, label in enumerate(labels):
                if label in labels[:i]:
                    yield Finding(
                        reason=Reason.REPEATED_LABEL,
                        path=f"$.steps[{i}].label",
                        message=f"'steps': the label {label!r} stands twice; give each step its own",
                    )
        share = self.most_of_one_owner
        for field, is_good, expected in (
            ("minimum", is_enough(self.minimum), f"an integer of at least {FEWEST}"),
            ("owner", self.owner is None or is_name(self.owner), "None or the name of an attribute"),
            ("most_of_one_owner", is_number(share) and 0 < share <= 1, "a share above 0 and at most 1"),
            ("self_inclusion", isinstance(self.self_inclusion, SelfInclusion), "a SelfInclusion"),
        ):
            if not is_good:
                yield bad_value(field, getattr(self, field), expected)

    def peers_of(self, unit: str | int, source: Answers | Scores, /) -> Peers:
        """Return the peers of a unit, with the receipt of how they were found.

        Args:
            unit: The unit's identifier.
            source: The units: answers with attributes; or scores, and then only units with an overall score count as
                peers. The order of the units does not matter.

        Raises:
            DeclarationError: The ladder speaks of what the units do not have: all of it at once.
            UnknownCodeError: There is no such unit.
            ArgumentError: The source is neither answers nor scores.

        Example:
            >>> import numpy as np
            >>> from smmi import editions
            >>> from smmi.instrument import synthesize
            >>> control = ["public"] * 4 + ["private"] * 16
            >>> answers = synthesize(
            ...     editions.smmi_16(),
            ...     units=20,
            ...     rng=np.random.default_rng(6),
            ...     attributes={"control": control},
            ... )
            >>> ladder = PeerLadder(steps=[PeerGroup("Same control", alike=["control"]), PeerGroup("All")])
            >>> peers = ladder.peers_of("S001", answers)
            >>> print(peers.receipt)
            Peers of 'S001': 19 units by step 2 of 2, 'All'. Groups have at least 10 units, the unit itself left out.
            1. 'Same control': 3 units; not taken, as they are fewer than 10.
            2. 'All': 19 units; taken.
        """
        answers = answers_of(source)
        DeclarationError.raise_any(self._misfits(answers))
        position = answers.position(unit)
        name = str(answers.units[position])
        receipts: list[StepReceipt] = []
        counted = comparable(source)
        taken, members = None, []
        for group in self.steps:
            around = group_mask(group, answers, position)
            inside = around & counted
            inside[position] &= self.self_inclusion is SelfInclusion.INCLUDED
            receipts.append(self._tried(group, answers, position, inside, bool(around[position])))
            if receipts[-1].outcome is StepOutcome.TAKEN:
                taken, members = group, sorted(answers.units[inside].tolist())
                break
        return Peers(
            unit=name,
            members=members,
            group=taken,
            step=len(receipts) if taken else None,
            reason=None if taken else NoPeers.NO_STEP_IS_ENOUGH,
            receipt=PeerReceipt(
                unit=name,
                steps=receipts,
                steps_declared=len(self.steps),
                minimum=self.minimum,
                owner=self.owner,
                most_of_one_owner=self.most_of_one_owner,
                self_inclusion=self.self_inclusion,
                scored_only=isinstance(source, Scores),
            ),
        )

    def _misfits(self, answers: Answers) -> Iterator[Finding]:
        for i, step in enumerate(self.steps):
            yield from group_findings(step, answers, f"$.steps[{i}]")
        if self.owner is not None:
            yield from attribute_findings(self.owner, answers, "$.owner")

    def _tried(
        self,
        group: PeerGroup,
        answers: Answers,
        position: int,
        inside: Flags,
        belongs: bool,  # noqa: FBT001
    ) -> StepReceipt:
        size = int(np.count_nonzero(inside))
        owner, most, without = self._largest_owner(answers, inside)
        unknown = () if belongs else unknown_of(group, answers, position)
        if unknown:
            outcome = StepOutcome.CHARACTERISTIC_UNKNOWN
        elif not belongs:
            outcome = StepOutcome.NOT_OF_THE_GROUP
        elif size < self.minimum:
            outcome = StepOutcome.TOO_SMALL
        elif self.owner is not None and exceeds(max(most, min(without, 1)) / size, self.most_of_one_owner):
            outcome = StepOutcome.ONE_OWNER_DOMINATES
        else:
            outcome = StepOutcome.TAKEN
        return StepReceipt(
            label=group.label,
            outcome=outcome,
            size=size,
            largest_owner=owner,
            largest_owner_size=most,
            without_owner=without,
            unknown=unknown,
        )

    def _largest_owner(self, answers: Answers, inside: Flags) -> tuple[str | None, int, int]:
        """Return the owner of most units inside, how many it has, and how many units have no known owner."""
        if self.owner is None:
            return None, 0, 0
        column = answers.attribute(self.owner)
        counts = np.bincount(column.codes[inside], minlength=len(column.labels) + 1).tolist()
        without, most = counts[0], max(counts[1:], default=0)
        if not most:
            return None, 0, without
        owners = (label for label, count in zip(column.labels, counts[1:], strict=True) if count == most)
        return min(owners), most, without


def _units(size: int) -> str:
    return "1 unit" if size == 1 else f"{size} units"


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
