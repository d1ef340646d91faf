"""Merging: several respondents' sheets become one row for each unit, with provenance and disagreements."""

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, EditCheckError, Finding, Reason, suggestion
from smmi.frozen import freeze_mapping
from smmi.instrument.answers import (
    Answers,
    AttributeColumn,
    Column,
    encode_attribute,
    encode_column,
    routed_answers,
)
from smmi.instrument.declaration import shown
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.respondents._merge_rules import (
    AnswerOrder,
    MergeRule,
    RespondentAnswer,
    RespondentAnswers,
    SectionOwners,
    SettledAnswer,
    scale_order,
)
from smmi.instrument.respondents._sheets import (
    RespondentRow,
    blank_at,
    common_instrument,
    respondent_rows,
    voices_at,
)
from smmi.instrument.scales import coding


@attrs.frozen(kw_only=True)
class Disagreement:
    """Respondents who did not say the same of one thing.

    Attributes:
        unit: The unit.
        code: The indicator.
        voices: What each of them said.
        settled: What stands; None if nothing does.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.instrument.respondents import AgreementRequired
        >>> item = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[item])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> def sheet(answer):
        ...     return Answers.from_records(tiny, [{"school": "S1", "has_policy": answer}], unit="school")
        >>> merged = merge({"dean": sheet("yes"), "registrar": sheet("no")}, rule=AgreementRequired())
        >>> merged.disagreements[0].code, merged.disagreements[0].settled is None
        ('has_policy', True)
    """

    unit: str
    code: str
    voices: tuple[RespondentAnswer, ...]
    settled: object = attrs.field(hash=False)


@attrs.frozen(kw_only=True)
class MergedAnswers:
    """One row for each unit, made of several respondents' sheets; make it with `merge`.

    Attributes:
        answers: The answers under the rule.
        lowest: The answers if every disagreement went to the lowest answer.
        highest: The answers if every disagreement went to the highest.
        rule: The rule.
        provenance: Whose answer stands, by unit and indicator; of what nobody answered there is no entry.
        disagreements: Where respondents did not say the same.
        findings: Every disagreement, in words; and what an owner left to others, what has no order, and attributes
            that respondents give differently.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.instrument.respondents import AgreementRequired
        >>> item = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[item])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> def sheet(answer):
        ...     return Answers.from_records(tiny, [{"school": "S1", "has_policy": answer}], unit="school")
        >>> merged = merge({"dean": sheet("yes"), "registrar": sheet("no")}, rule=AgreementRequired())
        >>> merged.lowest.record("S1"), merged.highest.record("S1")
        ({'has_policy': 'no'}, {'has_policy': 'yes'})
    """

    answers: Answers
    lowest: Answers
    highest: Answers
    rule: MergeRule
    provenance: Mapping[tuple[str, str], tuple[str, ...]] = attrs.field(converter=freeze_mapping)
    disagreements: tuple[Disagreement, ...]
    findings: tuple[Finding, ...]

    def respondents(self, unit: str, code: str, /) -> tuple[str, ...]:
        """Return whose answer stands in one cell; nobody's if it is blank.

        Raises:
            UnknownCodeError: There is no such unit, or no such indicator.
        """
        self.answers.position(unit)
        self.answers.column(code)
        return self.provenance.get((unit, code), ())


@tells_keywords
def merge(
    sheets: Mapping[str, Answers] | Answers,
    /,
    *,
    rule: MergeRule,
    units: Mapping[str, str] | None = None,
    order: AnswerOrder = scale_order,
) -> MergedAnswers:
    """Make one row for each unit of what several respondents answered for it.

    Cell by cell, the rule makes one answer of what respondents said. Blanks say nothing, nor does what a respondent's
    own routing skipped; an answer that it set aside does. An option that stands for no answer ("don't know") gives
    way to any answer, while "not applicable" is something to disagree about. The instrument's routing is then applied
    to the merged answers anew. The order of the respondents does not matter.

    The lowest and the highest merge settle each disagreement by the order of answers: what respondents said, and of a
    multiple choice also what all chose and what anybody chose. What has no order is blank in both. They bound each
    cell; where a gate is disputed, routing decides after it, so they need not bound a score.

    Args:
        sheets: The answers of each respondent, by name, with a row for each unit that the respondent speaks for; or
            answers whose rows are respondents.
        rule: `AgreementRequired`, `Latest`, `SectionOwners`, `MostConservative`, or any other `MergeRule`.
        units: For answers whose rows are respondents, the unit that each speaks for.
        order: How high an answer to an indicator is; by its place on the scale if not given. To order by points, give
            a function that looks them up.

    Returns:
        The merged answers, the lowest and the highest merge, and every disagreement.

    Raises:
        ArgumentError: There are no sheets, these are no sheets or no rule, sheets are to different instruments, a
            respondent has no unit, or an owner is named for a code that the instrument does not have.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.instrument.respondents import MostConservative
        >>> item = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[item])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> def sheet(answer):
        ...     return Answers.from_records(tiny, [{"school": "S1", "has_policy": answer}], unit="school")
        >>> merged = merge({"dean": sheet("yes"), "registrar": sheet("no")}, rule=MostConservative())
        >>> merged.answers.record("S1"), merged.respondents("S1", "has_policy")
        ({'has_policy': 'no'}, ('registrar',))
        >>> print(merged.findings[0].message)
        'has_policy' of 'S1': 'dean' said 'yes', 'registrar' said 'no'; 'no' stands (the lowest)
    """
    if isinstance(rule, type) or not callable(getattr(rule, "settle", None)):
        raise ArgumentError("rule", shown(rule), "a merge rule, such as MostConservative()")
    rows = respondent_rows(sheets, units)
    instrument = common_instrument(rows)
    _check_owners(rule, instrument)
    at: dict[str, list[RespondentRow]] = {}
    for row in rows:
        at.setdefault(row.unit, []).append(row)
    return _merged(instrument, at, rule, order)


def _check_owners(rule: MergeRule, instrument: Instrument) -> None:
    while isinstance(rule, SectionOwners):
        for code in rule.owners:
            if code not in instrument:
                near = suggestion(code, instrument.nodes).strip()
                raise ArgumentError("owners", repr(code), "codes of the instrument", near)
        rule = rule.otherwise


def _merged(
    instrument: Instrument, at: Mapping[str, list[RespondentRow]], rule: MergeRule, order: AnswerOrder
) -> MergedAnswers:
    units = np.array(list(at), dtype=np.dtypes.StringDType())
    units.flags.writeable = False
    provenance: dict[tuple[str, str], tuple[str, ...]] = {}
    disagreements: list[Disagreement] = []
    findings: list[Finding] = []
    attributes = _attributes(instrument, at, findings)
    sheets: tuple[list[Column], list[Column], list[Column]] = ([], [], [])
    for place, indicator in enumerate(instrument.indicators):
        path, how = instrument.path(indicator.code), coding(indicator.scale)
        cells: list[tuple[object, object, object]] = []
        for number, (unit, rows) in enumerate(at.items()):
            voices = RespondentAnswers(
                unit=unit, indicator=indicator, path=path, voices=voices_at(rows, place, how), order=order
            )
            if not voices.voices:
                cells.append((blank_at(rows, place),) * 3)
                continue
            settled, ends = rule.settle(voices), voices.ranked()
            answer = settled.answer if settled else None
            cells.append((answer, ends[0] if ends else None, ends[-1] if ends else None))
            if settled:
                gave = tuple(v.respondent for v in voices.voices if v.answer == settled.answer)
                provenance[unit, indicator.code] = gave or tuple(v.respondent for v in voices.voices)
            if len(voices.answers) > 1:
                disagreements.append(
                    Disagreement(unit=unit, code=indicator.code, voices=voices.voices, settled=answer)
                )
            findings += _cell_findings(voices, settled, ends, number)
        for columns, several in zip(sheets, zip(*cells, strict=True), strict=True):
            column, bad = encode_column(indicator.code, indicator.scale, several, _locate)
            EditCheckError.raise_any(bad)
            columns.append(column)
    answers, lowest, highest = (
        routed_answers(instrument, units, columns, attributes, _locate) for columns in sheets
    )
    return MergedAnswers(
        answers=answers,
        lowest=lowest,
        highest=highest,
        rule=rule,
        provenance=provenance,
        disagreements=tuple(disagreements),
        findings=tuple(findings),
    )


def _locate(row: int, code: str) -> str:
    return f"$[{row}].{code}"


def _cell_findings(
    voices: RespondentAnswers, settled: SettledAnswer | None, ends: Sequence[object] | None, row: int
) -> Iterator[Finding]:
    code = voices.indicator.code
    where = f"{code!r} of {voices.unit!r}"

    def found(reason: Reason, message: str) -> Finding:
        return Finding(
            reason=reason, path=_locate(row, code), message=message, unit=voices.unit, code=code, row=row
        )

    reason = settled.reason if settled else Reason.DISAGREEMENT
    if len(voices.answers) > 1 or reason is not Reason.DISAGREEMENT or not settled:
        said = ", ".join(f"{voice.respondent!r} said {shown(voice.answer)}" for voice in voices.voices)
        stands = f"{shown(settled.answer)} stands ({settled.how})" if settled else "it is left blank"
        yield found(reason, f"{where}: {said}; {stands}")
    if ends is None:
        blank = "what was said has no order; the lowest and the highest merge leave it blank"
        yield found(Reason.NO_ORDER, f"{where}: {blank}")


def _attributes(
    instrument: Instrument, at: Mapping[str, list[RespondentRow]], findings: list[Finding]
) -> Mapping[str, AttributeColumn]:
    """Return the units' attributes: what all who name it agree on, or none."""
    declared = {c.code: [option.code for option in c.options] for c in instrument.characteristics}
    labels: dict[str, set[str]] = {}
    for rows in at.values():
        for row in rows:
            for name, column in row.answers.attributes.items():
                labels.setdefault(name, set()).update(column.labels)
    attributes = {}
    for name, known in labels.items():
        agreed: list[str | None] = []
        for number, (unit, rows) in enumerate(at.items()):
            said = {
                row.respondent: value
                for row in rows
                if name in row.answers.attributes
                and (value := row.answers.attributes[name][row.position]) is not None
            }
            agreed.append(next(iter(said.values())) if len(set(said.values())) == 1 else None)
            if len(set(said.values())) > 1:
                listed = ", ".join(f"{respondent!r} said {value!r}" for respondent, value in said.items())
                findings.append(
                    Finding(
                        reason=Reason.DISAGREEMENT,
                        path=_locate(number, name),
                        message=f"{name!r} of {unit!r}: {listed}; it is left blank",
                        unit=unit,
                        code=name,
                        row=number,
                    )
                )
        attributes[name], _ = encode_attribute(name, declared.get(name, sorted(known)), agreed, _locate)
    return attributes
