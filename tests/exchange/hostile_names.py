"""An instrument whose codes are words of languages, and whose texts would break out of any literal or comment."""

import smmi
from smmi.instrument import (
    Answered,
    Area,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
    Ordinal,
)
from smmi.scoring import Linear, OptionPoints, ReferenceShares, ScoringScheme, SelectedShare
from tests.exchange.drawn_cases import Drawn

TEXT = (
    "__proto__ ' \" ` \\ \n\r\u2028 payload(); */ --> {{q}} {q} ${payload} <script>payload()</script> .\n"
    "EXECUTE. ; DROP TABLE answers; -- payload"
)
"""What would end a literal, a comment, a command or a line, and go on."""
WORDS = (
    "constructor",
    "prototype",
    "select",
    "null",
    "true",
    "and",
    "class",
    "lambda",
    "to",
    "with",
    "score",
    "answers",
    "get",
    "mean",
    "reasons",
    "all_",
    "iif",
    "sum",
    "state",
    "points",
)


def instrument(text: str = TEXT) -> Instrument:
    """The instrument, with the same text wherever there is one."""
    options = [Option(word, text) for word in WORDS[:6]]
    absent = [Option("valueof", text, nonresponse=Nonresponse.NOT_APPLICABLE)]
    scales = [
        Ordinal(code="null", options=[*options, *absent], label=text),
        MultipleChoice(code="select", options=[*options, *absent], label=text),
        Count(code="count", maximum=9, options=absent, label=text, unit=text),
        Composition(code="mix", parts=[Option("constructor", text), Option("nonresponse", text)], label=text),
    ]
    asked = [
        Indicator(
            code=word,
            prompt=text,
            scale=scales[i % 4],
            label=text,
            help=text,
            gate=Answered("constructor") if i == 9 else None,
            applies=Equals("from", "order") if i == 10 else None,
        )
        for i, word in enumerate(WORDS)
    ]
    areas = [
        Area(code=code, label=text, indicators=asked[i : i + 10])
        for i, code in [(0, "function"), (10, "return")]
    ]
    domains = [
        Domain(code=code, label=text, areas=[area])
        for code, area in zip(["def", "where"], areas, strict=True)
    ]
    return Instrument(
        code="import",
        edition=text,
        title=text,
        description=text,
        domains=domains,
        characteristics=[Characteristic("from", text, [Option("order", text), Option("by", text)])],
    )


def hostile() -> Drawn:
    """A scheme of it, with answers."""
    asked = instrument()
    items = {}
    for i, word in enumerate(WORDS):
        kinds = [
            OptionPoints({one: j / 5 for j, one in enumerate(WORDS[:6])}),
            SelectedShare(3),
            Linear(0, 9),
            ReferenceShares({"constructor": 30, "nonresponse": 70}),
        ]
        items[word] = kinds[i % 4]
    given = [
        list(WORDS[:6]),
        [(), ("null", "select"), ("constructor",)],
        [0, 4, 9, "valueof"],
        [{"constructor": 20.0, "nonresponse": 80.0}, {"nonresponse": 100.0}],
    ]
    records = [
        {
            "unit": f"u{j}",
            "from": ["order", "by", None][j % 3],
            **{
                word: (given[i % 4][(i + j) % len(given[i % 4])] if (i * j) % 7 else None)
                for i, word in enumerate(WORDS)
            },
        }
        for j in range(12)
    ]
    answers = smmi.Answers.from_records(asked, records, unit="unit", attributes=("from",))
    return Drawn.of(answers, ScoringScheme(asked, items=items))
