"""Text for Qualtrics' import: its "advanced format", in which questions, choices and recode values are written.

The tags are those of the tool's manual ("Import and export surveys"). The format has no logic and no validation.
"""

import html
from collections.abc import Iterator

from smmi.errors import ArgumentError, Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.qualtrics._recodes import options_of_scale, recodes, written
from smmi.instrument import Composition, Indicator, Instrument, MultipleChoice, Ordinal, Scale
from smmi.instrument.hierarchy import Area
from smmi.instrument.routing import in_words
from smmi.scoring import ScoringScheme


def to_qualtrics(
    instrument: Instrument, scheme: ScoringScheme | None = None, /
) -> tuple[str, DefinitionAccount]:
    """Return an instrument as a text that Qualtrics imports, and the account of what the text cannot carry.

    Areas become blocks. An indicator becomes a question with its code for export tag: single and multiple choices with
    their recode values, numbers as texts to write in, compositions as constant sums. Options have the values that they
    declare, those without one the next number that is free; a nonresponse a negative one. Routing, limits and the
    scheme are not carried: the account names each, with the condition of a gate in words, to be set by hand. Responses
    are read by `answers_from_qualtrics` with the same instrument.

    Args:
        instrument: The instrument.
        scheme: The scheme of its scores, which is named in the account: the format has none.

    Returns:
        The text, to be saved as UTF-8 with the ending `.txt`, and the account.

    Raises:
        ArgumentError: The scheme is of another instrument.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> text, account = to_qualtrics(tiny)
        >>> print(text)
        [[AdvancedFormat]]
        <BLANKLINE>
        [[Block:Policies]]
        <BLANKLINE>
        [[Question:MC:SingleAnswer:Vertical]]
        [[ID:has_policy]]
        Is there a policy?
        [[AdvancedChoices]]
        [[Choice:1]]
        No
        [[Choice:2]]
        Yes
        <BLANKLINE>
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and scheme.instrument != instrument:
        raise ArgumentError("scheme", f"one of {scheme.instrument!r}", f"one of {instrument!r}")
    parts = ["[[AdvancedFormat]]"]
    questions: list[CarriedQuestion] = []
    for area in instrument.areas:
        parts.append(f"[[Block:{_block_name(area.label) or area.code}]]")
        for indicator in area.indicators:
            kind, lines = _question(indicator)
            parts.append("\n".join(lines))
            questions.append(
                CarriedQuestion(
                    source=indicator.code, name=indicator.code, codes=(indicator.code,), kind=kind
                )
            )
    rest = [*_of_instrument(instrument, scheme)]
    for area in instrument.areas:
        rest += _of_area(area)
    account = DefinitionAccount(title=instrument.title, questions=questions, left_out=rest)
    return "\n\n".join(parts) + "\n", account


def _line(text: str) -> str:
    """Return a text as one line of the format, in which no reader sees a tag, markup or a placeholder."""
    escaped = html.escape(" ".join(text.split()), quote=False)
    return escaped.replace("[[", "&#91;&#91;").replace("]]", "&#93;&#93;").replace("${", "&#36;{")


def _block_name(label: str) -> str:
    """Return a label as the name of a block, which is no markup."""
    return " ".join(label.replace("]]", "] ]").split()).removesuffix("]").rstrip()


def _question(indicator: Indicator) -> tuple[str, list[str]]:
    """Return what kind of question an indicator becomes, and its lines."""
    scale = indicator.scale
    head = [f"[[ID:{indicator.code}]]", _line(indicator.prompt)]
    if isinstance(scale, Composition):
        return "constant sum", ["[[Question:CS]]", *head, *_choices(indicator)]
    if not scale.answers:
        return "text to write in", ["[[Question:TE:SingleLine]]", *head]
    if isinstance(scale, MultipleChoice):
        return "multiple choice", ["[[Question:MC:MultipleAnswer:Vertical]]", *head, *_choices(indicator)]
    return "single choice", ["[[Question:MC:SingleAnswer:Vertical]]", *head, *_choices(indicator)]


def _choices(indicator: Indicator) -> Iterator[str]:
    options = options_of_scale(indicator.scale)
    values = recodes(options)
    yield "[[AdvancedChoices]]"
    for option in options:
        yield f"[[Choice:{written(values[option.code])}]]"
        yield _line(option.label)


def _of_instrument(instrument: Instrument, scheme: ScoringScheme | None) -> Iterator[Finding]:
    """Yield what of an instrument, apart from its areas, the format cannot carry."""
    if scheme is not None:
        yield left_out("$.scheme", "the scheme: scores are worked out from the answers that are read")
    for field in ("description", "terms", "characteristics", "provenance"):
        if getattr(instrument, field):
            yield left_out(f"$.{field}", f"the instrument's {field}")
    for domain in instrument.domains:
        if len(instrument.domains) > 1 or domain.label != instrument.title:
            yield left_out(f"$.domains.{domain.code}", "domains: blocks have none above them", domain.code)


def _of_area(area: Area) -> Iterator[Finding]:
    """Yield what of an area and its indicators the format cannot carry."""
    if _block_name(area.label) != " ".join(area.label.split()):
        yield left_out(
            f"$.{area.code}.label", "names with brackets, which end the name of a block", area.code
        )
    if area.help:
        yield left_out(f"$.{area.code}.help", "help of areas", area.code)
    for indicator in area.indicators:
        path = f"$.{area.code}.{indicator.code}"
        for what in _of_indicator(indicator):
            yield left_out(path, what, indicator.code)


def _of_indicator(indicator: Indicator) -> Iterator[str]:
    if indicator.gate is not None:
        yield f"display logic, to be set by hand: asked if {in_words(indicator.gate)}"
    if indicator.applies is not None:
        yield f"to whom it applies, to be set by hand: {in_words(indicator.applies)}"
    for field, what in (("help", "help"), ("terms", "terms"), ("label", "short names")):
        if getattr(indicator, field):
            yield f"{what} of indicators"
    scale = indicator.scale
    if isinstance(scale, Composition):
        yield "that shares sum to 100, to be set by hand as validation"
    elif not scale.answers:
        yield "limits and decimals of numbers, to be set by hand as validation"
    if scale.nonresponses and not scale.answers:
        yield "options beside a number that stand for a nonresponse"
    if isinstance(scale, MultipleChoice):
        yield from _of_multiple_choice(scale)
    yield from _of_values(scale)


def _of_values(scale: Scale) -> Iterator[str]:
    found = recodes(options_of_scale(scale))
    values = [found[option.code] for option in scale.answers]
    if isinstance(scale, Ordinal) and values != sorted(values):
        yield "the order of options, which their values contradict"
    if any(option.value not in {None, found[option.code]} for option in options_of_scale(scale)):
        yield "values that are no integers of nine digits at most: other recode values are given"


def _of_multiple_choice(scale: MultipleChoice) -> Iterator[str]:
    if scale.nonresponses or any(option.exclusive for option in scale.answers):
        yield "that a choice can only be chosen alone, to be set by hand"
    if scale.minimum > 0 or scale.maximum is not None:
        yield "how many may be chosen, to be set by hand as validation"
