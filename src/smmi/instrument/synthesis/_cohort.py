"""Synthetic cohorts: plausible answers of units that do not exist, for demonstrations, tests and simulations."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, EditCheckError
from smmi.frozen import by_code
from smmi.instrument.answers import (
    Answers,
    AttributeColumn,
    Column,
    attribute_verdicts,
    encode_attribute,
    encode_column,
    leaf_verdicts,
)
from smmi.instrument.declaration import AnswerState, is_share, shown
from smmi.instrument.hierarchy import Indicator, Instrument
from smmi.instrument.routing import FALSE, TRUE, VOID, verdicts
from smmi.instrument.scales import Scale
from smmi.instrument.synthesis._simulated_answers import GroupShift, draw_answers, levels, offsets, quantiles

Flags = npt.NDArray[np.bool_]

SKIPPED_SHARE: Final = 0.2
"""The share of areas that a unit leaves out which leaves out whole areas."""
NONRESPONSE_SHARE: Final = 0.5
"""The share of blanks that are an option such as "don't know", where the scale has one."""


@tells_keywords
def synthesize(
    instrument: Instrument,
    /,
    *,
    units: int,
    rng: np.random.Generator,
    attributes: Mapping[str, Sequence[str | None]] | None = None,
    shifts: Sequence[GroupShift] = (),
    negative: Collection[str] = (),
    blanks: float = 0.05,
) -> Answers:
    """Return plausible answers of units that do not exist.

    Every unit has a latent level, overall and in each area, so that its answers go together; from it an answer on each
    scale is drawn. The instrument's routing and applicability are respected: nobody answers what was not asked.

    Args:
        instrument: What is asked.
        units: How many units answer; they are called S001, S002, ….
        rng: The source of all randomness: the same state gives the same answers.
        attributes: Attributes of the units by name, each of length `units`. Characteristics that the instrument
            declares and that are not given are drawn, each value with the same probability.
        shifts: Groups whose level is higher.
        negative: Indicators whose answers fall with the level: those that a scheme scores with negative polarity.
        blanks: The share of answers that are missing one by one; as many units leave out whole areas. 0 for none.

    Returns:
        Answers without findings.

    Raises:
        ArgumentError: An argument has an unusable value.
        EditCheckError: An attribute has a value that its characteristic does not admit.
        UnknownCodeError: A shift or `negative` speaks of something that is not there.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> rng = np.random.default_rng(2019)
        >>> answers = synthesize(
        ...     editions.smmi_16(), units=3, rng=rng, attributes={"discipline": ["dental"] * 3}
        ... )
        >>> answers.units.tolist(), answers.findings
        (['S001', 'S002', 'S003'], ())
    """
    _check_arguments(instrument, units, rng, blanks)
    given = {name: list(values) for name, values in (attributes or {}).items()}
    _check_attributes(instrument, given, units)
    groups, coded = _attributes(instrument, given, units, rng)
    latent = levels(instrument, units, rng, offsets(instrument, shifts, coded, units))
    skipped = (rng.random(units) < blanks) & (rng.random((len(instrument.areas), units)) < SKIPPED_SHARE)
    indicators = {indicator.code: indicator for indicator in instrument.indicators}
    for code in negative:
        by_code(indicators, code, "no indicator has the code")
    asked = _Asked(coded)
    columns: dict[str, list[object]] = {}
    for area, level, skips in zip(instrument.areas, latent, skipped, strict=True):
        for indicator in area.indicators:
            at = quantiles(-level if indicator.code in negative else level, rng)
            answers = draw_answers(indicator.scale, at, rng)
            answers = _with_blanks(answers, indicator.scale, skips, blanks, rng)
            columns[indicator.code] = asked.answers(indicator, answers)
    width = max(3, len(str(units)))
    names = [f"S{number:0{width}d}" for number in range(1, units + 1)]
    return Answers.from_columns(
        instrument, {"": names, **groups, **columns}, unit="", attributes=tuple(groups)
    )


class _Asked:
    """What each unit has been asked and has answered so far; decides who is asked the next indicator."""

    def __init__(self, attributes: Mapping[str, AttributeColumn]) -> None:
        self._attributes = attributes
        self._so_far: dict[str, tuple[Scale, Column]] = {}

    def answers(self, indicator: Indicator, answers: list[object]) -> list[object]:
        """Return the answers of those who are asked, and None for everybody else."""
        n = len(answers)
        shut = elsewhere = np.zeros(n, dtype=np.bool_)
        if indicator.gate:
            shut = (
                verdicts(indicator.gate, lambda leaf: leaf_verdicts(leaf, *self._so_far[leaf.code])) != TRUE
            )
        if indicator.applies:
            applies = verdicts(
                indicator.applies, lambda leaf: attribute_verdicts(leaf, self._attributes[leaf.code])
            )
            elsewhere = (applies == FALSE) | (applies == VOID)
        given = [
            None if skip else answer
            for answer, skip in zip(answers, (shut | elsewhere).tolist(), strict=True)
        ]
        column, _ = encode_column(indicator.code, indicator.scale, given, lambda _row, code: code)
        codes = column.codes.copy()
        codes[shut] = AnswerState.GATED
        codes[elsewhere] = AnswerState.NOT_APPLICABLE
        self._so_far[indicator.code] = (indicator.scale, Column(codes, column.values))
        return given


def _attributes(
    instrument: Instrument, given: Mapping[str, list[str | None]], n: int, rng: np.random.Generator
) -> tuple[dict[str, list[str | None]], dict[str, AttributeColumn]]:
    values = dict(given)
    allowed = {c.code: [option.code for option in c.options] for c in instrument.characteristics}
    for code, options in allowed.items():
        if code not in values:
            values[code] = [options[drawn] for drawn in rng.integers(len(options), size=n).tolist()]
    coded = {}
    for name, column in values.items():
        coded[name], findings = encode_attribute(
            name, allowed.get(name), column, lambda row, code: f"$.{code}[{row}]"
        )
        EditCheckError.raise_any(findings)
    return values, coded


def _with_blanks(
    answers: list[object], scale: Scale, skips: Flags, blanks: float, rng: np.random.Generator
) -> list[object]:
    n = len(answers)
    blank = rng.random(n) < blanks
    instead: list[object] = [None] * n
    codes = [option.code for option in scale.nonresponses]
    if codes:
        said = (rng.random(n) < NONRESPONSE_SHARE).tolist()
        which = rng.integers(len(codes), size=n).tolist()
        instead = [codes[option] if says else None for says, option in zip(said, which, strict=True)]
    return [
        None if skip else other if missing else answer
        for answer, other, missing, skip in zip(answers, instead, blank.tolist(), skips.tolist(), strict=True)
    ]


def _check_arguments(instrument: object, units: object, rng: object, blanks: object) -> None:
    whole = isinstance(units, int | np.integer) and not isinstance(units, bool)
    seed = "Write rng=numpy.random.default_rng(seed)"
    for argument, value, good, expected, advice in (
        ("instrument", instrument, isinstance(instrument, Instrument), "an Instrument", ""),
        ("units", units, whole and units >= 1, "an integer of at least 1", ""),  # type: ignore[operator]
        ("rng", rng, isinstance(rng, np.random.Generator), "a numpy.random.Generator", seed),
        ("blanks", blanks, is_share(blanks), "a share from 0 to 1", ""),
    ):
        if not good:
            raise ArgumentError(argument, shown(value), expected, advice)


def _check_attributes(instrument: Instrument, given: Mapping[str, list[str | None]], units: int) -> None:
    taken = {indicator.code for indicator in instrument.indicators} | {""}
    for name, values in given.items():
        if name in taken:
            raise ArgumentError("attributes", repr(name), "names that are not blank and no indicator's code")
        if len(values) != units:
            raise ArgumentError(
                "attributes", f"{len(values)} values of {name!r}", f"{units}, one for each unit"
            )
