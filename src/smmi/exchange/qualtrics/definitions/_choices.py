"""Choices: the options of a question, by their ids, and the scales that they make.

An option's code is ``c`` and the choice's id, which stays where recode values are renumbered and choices moved.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import Reason
from smmi.exchange.accounts._texts import PIPED, Codes, plain
from smmi.exchange.qualtrics.definitions._fields import entries, flag, mapping, markup, name, number, refuse
from smmi.instrument import MultipleChoice, Nominal, Nonresponse, Option, Ordinal
from smmi.instrument.declaration import LONGEST_TEXT, is_name
from smmi.instrument.scales import stands_for_nothing

MOST_NAMED: Final = 6
"""How many choices a note names."""
MOST_SELECTED: Final = 62
"""How many options a multiple choice may have."""
Note = Callable[[str], None]
"""Takes down what is not carried over, or not as it was."""


@attrs.frozen(kw_only=True, eq=False)
class Choice:
    """A choice of a question, an answer or a row of a matrix.

    Attributes:
        id: Its id.
        code: Its code as an option.
        label: What a respondent reads, without markup.
        value: Its recode value.
        spellings: Further texts by which exports write it.
        exclusive: Whether it can only be chosen alone.
        analysed: Whether it counts in the tool's own analyses.
        has_text: Whether something may be written in.
        logic: Its display logic, as it stands.
        path: Where it stands.
    """

    id: str
    code: str
    label: str
    value: float | None
    spellings: tuple[str, ...]
    exclusive: bool
    analysed: bool
    has_text: bool
    logic: object
    path: str


def plain_text(value: object, path: str, note: Note, /) -> str:
    """Return a text without markup, of a length that an instrument takes."""
    found = plain(markup(value, path))
    if len(found.text) > LONGEST_TEXT:
        message = f"got a text of {len(found.text):,} characters, expected {LONGEST_TEXT:,} at most"
        refuse(Reason.BAD_VALUE, path, message)
    if found.has_media:
        note("pictures, sound, video or scripts within texts")
    if PIPED.search(found.text):
        note("piped text, which stands as its placeholder")
    return found.text


def choices_of(
    payload: Mapping[str, Any], key: str, order: str, path: str, note: Note, /
) -> tuple[Choice, ...]:
    """Return the choices of a question, or the answers of a matrix, in the order in which they are shown.

    Args:
        payload: What is said of the question.
        key: Where they stand.
        order: Where their order stands.
        path: Where the question stands.
        note: Takes down what is not carried over.
    """
    where = f"{path}.{key}"
    found = dict(entries(payload.get(key), where, "choices"))
    told = [
        name(one, f"{path}.{order}")
        for _, one in entries(payload.get(order), f"{path}.{order}", "ids of choices")
    ]
    shown = [one for one in dict.fromkeys(told) if one in found]
    ids = [*shown, *(one for one in found if one not in set(shown))]
    is_row = key == "Choices" and bool(payload.get("Answers"))
    recodes = (
        {} if is_row else dict(entries(payload.get("RecodeValues"), f"{path}.RecodeValues", "recode values"))
    )
    naming = {} if is_row else dict(entries(payload.get("VariableNaming"), f"{path}.VariableNaming", "names"))
    analysed = (
        {} if is_row else dict(entries(payload.get("AnalyzeChoices"), f"{path}.AnalyzeChoices", "choices"))
    )
    codes = Codes()
    made = []
    for one in ids:
        at = f"{where}[{one!r}]"
        said = mapping(found[one], at, "a choice, a mapping")
        raw = " ".join(markup(said.get("Display"), f"{at}.Display").split())
        label = plain_text(raw, at, note)
        if not label:
            label = f"Choice {one}"
            note("choices without text, which are called by their ids")
        recode = recodes.get(one, one)
        value = number(recode)
        if value is None and one in recodes:
            note("recode values that are no numbers")
        made.append(
            Choice(
                id=one,
                code=codes.give(f"c{one}", before="c"),
                label=label,
                value=value,
                spellings=(raw, name(naming.get(one) if isinstance(naming.get(one), str | int) else "", at)),
                exclusive=flag(said.get("ExclusiveAnswer")),
                analysed=name(analysed.get(one, "on"), at).lower() not in {"no", "off", "false"},
                has_text=flag(said.get("TextEntry")),
                logic=said.get("DisplayLogic"),
                path=at,
            )
        )
    return tuple(_told_apart(made, note))


def _told_apart(choices: Sequence[Choice], note: Note) -> Iterable[Choice]:
    """Yield the choices without values and spellings that may mean another one."""
    values = Counter(choice.value for choice in choices if choice.value is not None)
    if any(count > 1 for count in values.values()):
        note("recode values that several choices have: an export of values does not tell them apart")
    owners: dict[str, set[str]] = {}
    for choice in choices:
        for text in (choice.code, choice.label, *choice.spellings):
            owners.setdefault(text.casefold(), set()).add(choice.id)
    for choice in choices:
        kept = [
            text
            for text in dict.fromkeys(choice.spellings)
            if text != choice.label
            and is_name(text) is None
            and owners[text.casefold()] == {choice.id}
            and (number(text) is None or number(text) == choice.value or number(text) not in values)
        ]
        single = choice.value is not None and values[choice.value] == 1
        yield attrs.evolve(choice, spellings=tuple(kept), value=choice.value if single else None)


@attrs.frozen(kw_only=True)
class Conventions:
    """What a definition does not say by itself.

    Attributes:
        negative: What negative recode values stand for; None if they are answers.
        ordinal: Names of questions of which the choices ascend by their recode values.
    """

    negative: Nonresponse | None
    ordinal: frozenset[str]


def options_of(
    choices: Sequence[Choice], conventions: Conventions, note: Note, /, *, fewest: int, several: bool
) -> tuple[Option, ...]:
    """Return the options that choices make.

    A choice with a negative recode value stands for a nonresponse, as does one that is left out of analyses. They are
    answers all the same where the values lie symmetrically around 0 and no label says otherwise, where too few other
    answers were left, and among several choices that may be chosen together with them.
    """
    values = {choice.value for choice in choices}
    negative = {choice.id for choice in choices if choice.value is not None and choice.value < 0}
    if conventions.negative is None:
        negative = set()
    elif (
        negative
        and values == {None if value is None else -value for value in values}
        and not any(stands_for_nothing(choice.label) for choice in choices if choice.id in negative)
    ):
        note("negative recode values that lie symmetrically around 0: they are answers")
        negative = set()
    absent = negative | {choice.id for choice in choices if not choice.analysed}
    if several and any(choice.id in absent and not choice.exclusive for choice in choices):
        note(
            "choices with a negative recode, or left out of analyses, that are not exclusive: they are answers"
        )
        absent = {choice.id for choice in choices if choice.id in absent and choice.exclusive}
    if len(choices) - len(absent) < fewest and absent:
        note("negative recodes, or choices left out of analyses, beside too few others: they are answers")
        absent = set()
    stands_for = conventions.negative or Nonresponse.NOT_APPLICABLE
    if absent:
        labels = [repr(choice.label) for choice in choices if choice.id in absent]
        note(f"choices that stand for {stands_for.state.label} here: {', '.join(labels[:MOST_NAMED])}")
    return tuple(
        Option(
            choice.code,
            choice.label,
            value=choice.value,
            spellings=choice.spellings,
            exclusive=several and choice.exclusive and choice.id not in absent,
            nonresponse=stands_for if choice.id in absent else None,
        )
        for choice in choices
    )


def single_scale(
    code: str, choices: Sequence[Choice], conventions: Conventions, note: Note, /, *, ordered: bool
) -> Nominal | Ordinal | MultipleChoice:
    """Return the scale of a question of which one choice is the answer."""
    if len(choices) == 1:
        note("a single choice of one option, which is a multiple choice of one here")
        return MultipleChoice(
            code=code, options=options_of(choices, conventions, note, fewest=1, several=True)
        )
    options = options_of(choices, conventions, note, fewest=2, several=False)
    answers = [option for option in options if option.nonresponse is None]
    if not ordered:
        return Nominal(code=code, options=options)
    if any(option.value is None for option in answers):
        note("an order of choices, as recode values are lacking")
        return Nominal(code=code, options=options)
    ascending = sorted(answers, key=lambda option: option.value or 0.0)
    return Ordinal(code=code, options=(*ascending, *(option for option in options if option.nonresponse)))


def multiple_scale(
    code: str,
    choices: Sequence[Choice],
    limits: tuple[int, int | None],
    conventions: Conventions,
    note: Note,
    /,
) -> MultipleChoice:
    """Return the scale of a question of which several choices, `MOST_SELECTED` at most, may be the answer."""
    options = options_of(choices, conventions, note, fewest=1, several=True)
    answers = [option for option in options if option.nonresponse is None]
    together = sum(not option.exclusive for option in answers)
    low, high = limits
    high = None if high is not None and not 1 <= high <= len(answers) else high
    if low > min(together, len(answers) if high is None else high):
        low = 0
    if (low, high) != limits:
        note("a number of choices that nobody can make")
    return MultipleChoice(code=code, options=options, minimum=low, maximum=high)
