"""An instrument becomes a form: rows of the sheets of an XLSForm."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from smmi.errors import ArgumentError, Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.expressions._nodes import (
    Compared,
    Condition,
    Constant,
    GivenState,
    Named,
    Relation,
    every,
    negated,
)
from smmi.exchange.expressions._routing import verdict
from smmi.exchange.xlsform._expressions import XPathNotation, calculations
from smmi.exchange.xlsform._names import Names, inert, label_of
from smmi.instrument import (
    AnswerState,
    Area,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Percentage,
)
from smmi.instrument.scales import largest_selection
from smmi.scoring import ScoringScheme

Row = dict[str, str]
Form = dict[str, list[Row]]
COLUMNS: Final = ("type", "name", "label", "hint", "constraint", "relevant", "calculation", "bind::type")
"""The columns of the sheet "survey". pyxform wants to see each within the first hundred rows, or to be told.

No cell is an empty text: of one, pyxform 4.5.0 makes the condition "None":
findings/pyxform-writes-none-for-a-blank.sh
"""


def to_xlsform(
    instrument: Instrument, scheme: ScoringScheme | None = None, /
) -> tuple[Form, DefinitionAccount]:
    """Return an instrument as the sheets of an XLSForm, which scores itself where a scheme is given, and the account.

    Domains and areas become groups, indicators questions by their codes: one choice, several choices, decimals and
    integers with their limits as constraints, a group of decimals for a composition, and a further question where
    options beside a number say why there is none. Gates are ``relevant``. Characteristics that decide where questions
    apply stand in a group before.

    Scores are calculations: ``score_curriculum``, and ``why_curriculum`` in words where there is none.

    Args:
        instrument: The instrument.
        scheme: The scheme that scores it.

    Returns:
        The rows of the sheets "survey", "choices" and "settings", each a dict by the names of columns, as pyxform
        takes them, with the columns of the first under "survey_header"; and the account of what they cannot carry.

    Raises:
        ArgumentError: It is no instrument, or the scheme is of another one.
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> form, account = to_xlsform(Instrument(code="tiny", edition="1", title="Tiny", domains=[domain]))
        >>> [row["type"] for row in form["survey"]]
        ['begin_group', 'begin_group', 'select_one has_policy', 'end_group', 'end_group']
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and getattr(scheme, "instrument", None) != instrument:
        raise ArgumentError("scheme", "the scheme of another instrument", "a ScoringScheme of the same one")
    writer = _Writer(instrument)
    survey = list(writer.rows())
    if scheme is not None:
        scored = [
            {"type": "calculate", "name": name, "calculation": text}
            | ({"bind::type": "decimal"} if number else {})
            for name, text, number in calculations(scheme, writer.names)
        ]
        survey = scored + survey
    settings = {
        "form_title": label_of(instrument.title, instrument.code),
        "form_id": instrument.code,
        "version": label_of(instrument.edition, instrument.code),
    }
    header = [dict.fromkeys(COLUMNS, "")]
    form = {"survey": survey, "survey_header": header, "choices": writer.choices, "settings": [settings]}
    account = DefinitionAccount(
        title=instrument.title, questions=writer.carried, left_out=list(_left_out(instrument))
    )
    return form, account


class _Writer:
    """The rows of a form."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self.names = Names(instrument)
        self._notation = XPathNotation(instrument, self.names, {})
        self._routing = _StateNotation(instrument, self.names, {})
        self.choices: list[Row] = []
        self.carried: list[CarriedQuestion] = []

    def rows(self) -> Iterator[Row]:
        """Yield the rows of groups and questions."""
        if self._instrument.characteristics:
            yield {"type": "begin_group", "name": self.names.characteristics}
            for one in self._instrument.characteristics:
                yield self._chosen("select_one", one.code, one.label, one.options)
            yield {"type": "end_group", "name": self.names.characteristics}
        for domain in self._instrument.domains:
            yield from self._group(domain)

    def _group(self, node: Domain | Area) -> Iterator[Row]:
        yield {"type": "begin_group", "name": node.code, "label": label_of(node.label, node.code)}
        if isinstance(node, Domain):
            for area in node.areas:
                yield from self._group(area)
        else:
            for indicator in node.indicators:
                made = list(self._questions(indicator))
                relevant = self._relevant(indicator)
                yield from (row | ({"relevant": relevant} if relevant else {}) for row in made)
                kind = made[0]["type"].partition(" ")[0]
                carried = CarriedQuestion(
                    source=indicator.code, name=indicator.code, codes=(indicator.code,), kind=kind
                )
                self.carried.append(carried)
        yield {"type": "end_group", "name": node.code}

    def _chosen(self, kind: str, name: str, label: str, options: Sequence[Option]) -> Row:
        self.choices += [
            {"list_name": name, "name": option.code, "label": label_of(option.label, option.code)}
            for option in options
        ]
        return {"type": f"{kind} {name}", "name": name, "label": label_of(label, name)}

    def _questions(self, indicator: Indicator) -> Iterator[Row]:
        scale, code = indicator.scale, indicator.code
        hint = {"hint": inert(indicator.help)} if inert(indicator.help) else {}
        if isinstance(scale, Composition):
            for position, part in enumerate(scale.parts):
                text = label_of(part.label, part.code)
                label = f"{label_of(indicator.prompt, code)}: {text}" if position == 0 else text
                row = {"type": "decimal", "name": self.names.parts[code, part.code], "label": label}
                yield row | _limits(0.0, 100.0) | (hint if position == 0 else {})
        elif isinstance(scale, MultipleChoice):
            row = self._chosen("select_multiple", code, indicator.prompt, scale.options) | hint
            constraint = _selection(scale)
            yield row | ({"constraint": constraint} if constraint else {})
        elif scale.answers:
            yield self._chosen("select_one", code, indicator.prompt, scale.options) | hint
        else:
            kind = "integer" if isinstance(scale, Count) else "decimal"
            limits = _limits(*scale.limits)  # type: ignore[union-attr]  # a scale of numbers
            yield {"type": kind, "name": code, "label": label_of(indicator.prompt, code)} | limits | hint
        if code in self.names.why:
            yield self._chosen(
                "select_one", self.names.why[code], "If there is no number: why?", scale.nonresponses
            )

    def _relevant(self, indicator: Indicator) -> str:
        """Return when a question is asked."""
        parts = [negated(verdict(self._instrument, indicator.applies).false)] if indicator.applies else []
        parts += [verdict(self._instrument, indicator.gate).true] if indicator.gate else []
        return self._routing.condition(every(*parts)) if parts else ""


class _StateNotation(XPathNotation):
    """Conditions that speak of answers alone: states are asked of what was given."""

    def condition(self, node: Condition) -> str:
        match node:
            case Compared(Named(name), Relation.EQUAL, Constant(state)):
                return self.told(name.partition(".")[2], AnswerState(int(state)))
            case Compared(GivenState(code), Relation.EQUAL, Constant(state)):
                return self.told(code, AnswerState(int(state)))
            case _:
                return super().condition(node)

    def answer_number(self, code: str) -> str:
        return f"${{{code}}}"


def _limits(low: float, high: float) -> Row:
    parts = [
        f". {relation} {_number(value)}"
        for relation, value in ((">=", low), ("<=", high))
        if math.isfinite(value)
    ]
    return {"constraint": " and ".join(parts)} if parts else {}


def _number(value: float) -> str:
    return f"{value:f}" if "e" in repr(value) else repr(value).removesuffix(".0")


def _selection(scale: MultipleChoice) -> str:
    """Return what selections are answers: how many, and which options stand alone."""
    parts = []
    if scale.minimum > 1:
        parts.append(f"count-selected(.) >= {scale.minimum}")
    if largest_selection(scale) < len(scale.options):
        parts.append(f"count-selected(.) <= {max(largest_selection(scale), 1)}")
    parts += [
        f"not(selected(., '{option.code}') and count-selected(.) > 1)"
        for option in scale.options
        if option.exclusive or option.nonresponse is not None
    ]
    return " and ".join(parts)


def _left_out(instrument: Instrument) -> Iterator[Finding]:
    """Yield what a form has no place for."""
    for field in ("description", "terms", "provenance"):
        if getattr(instrument, field):
            yield left_out(f"$.{field}", f"the instrument's {field}")
    nodes: list[Domain | Area] = [*instrument.domains, *instrument.areas]
    for node in nodes:
        for field in ("help", "tags", "provenance"):
            if getattr(node, field, None):
                yield left_out(f"$.{node.code}.{field}", f"{field} of domains and areas", node.code)
    for one in instrument.indicators:
        for what in _unsaid(one):
            yield left_out(f"$.{one.code}", what, one.code)


def _unsaid(indicator: Indicator) -> Iterator[str]:
    """Yield what of an indicator a form cannot say."""
    scale: Any = indicator.scale
    for field in ("label", "terms", "tags", "provenance", "source_names"):
        if getattr(indicator, field):
            yield f"{field.replace('_', ' ')} of indicators"
    said = (
        (not indicator.scored, "that an indicator is not scored"),
        (True, f"that a scale is {type(scale).__name__}, and its code"),
        (indicator.applies, "that it depends on what a unit is: characteristics are questions of the form"),
        (scale.nonresponses, "what options stand for that are no answers"),
        (
            any(one.value is not None or one.spellings for one in scale.options),
            "coded values and spellings of options",
        ),
        (isinstance(scale, Composition), "that shares sum to 100"),
        (getattr(scale, "unit", ""), "units of numbers"),
    )
    yield from (what for holds, what in said if holds)
    if isinstance(scale, MultipleChoice) and scale.minimum == 0:
        yield "that none of the choices is an answer: no choice is no answer"
    if isinstance(scale, Percentage | Number) and scale.decimals is not None:
        yield "how many decimals a number may have"
