"""Drawn answers, written as tables in the shapes of people and of tools; with the truth about each doubt."""

from decimal import Decimal

import attrs
from hypothesis import strategies as st

from smmi.instrument import (
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Ordinal,
    Percentage,
)

OFTEN = ("Never", "Sometimes", "Often", "Always, or nearly so")
TOPICS = ("Equity", "Advocacy, at home", "Research & teaching", "Rural practice")
PARTS = ("Rural", "Urban", "Abroad")
MISSING = ("N/A", "Prefer not to say", "-99", "Don't know")


def options(codes, labels, values):
    """Options, with values where there are any."""
    pairs = zip(codes, labels, values or [None] * len(codes), strict=True)
    return [Option(code, label, value=value) for code, label, value in pairs]


@st.composite
def instruments(draw):
    """An instrument with a question of each kind; options have values or not."""
    valued = draw(st.booleans())
    often = Ordinal(
        code="often",
        options=options(("never", "sometimes", "often", "always"), OFTEN, range(1, 5) if valued else None),
    )
    topics = MultipleChoice(
        code="topics_scale",
        options=options(
            ("equity", "advocacy", "research", "rural"), TOPICS, (11, 12, 13, -1) if valued else None
        ),
    )
    mix = Composition(
        code="mix_scale", parts=options(("rural_share", "urban_share", "abroad_share"), PARTS, None)
    )
    indicators = [
        Indicator(code="plans", prompt="How often is the plan revised?", scale=often, source_names=["Q1"]),
        Indicator(code="audits", prompt="How often is there an audit?", scale=often, source_names=["Q2_1"]),
        Indicator(
            code="policy",
            prompt="Is there a <b>policy</b>?",
            scale=Binary(code="yes_no"),
            source_names=["Q3"],
        ),
        Indicator(code="topics", prompt="Which topics are taught?", scale=topics, source_names=["Q4"]),
        Indicator(
            code="share",
            prompt="What share of students serve?",
            scale=Percentage(code="percent"),
            source_names=["Q5"],
        ),
        Indicator(
            code="visits", prompt="How many visits were there?", scale=Count(code="many"), source_names=["Q6"]
        ),
        Indicator(
            code="spent", prompt="How much was spent (EUR)?", scale=Number(code="money"), source_names=["Q7"]
        ),
        Indicator(code="mix", prompt="Where do graduates work?", scale=mix, source_names=["Q8"]),
    ]
    area = Area(code="practice", label="Practice", indicators=indicators)
    domain = Domain(code="whole", label="Whole", areas=[area])
    return Instrument(code="drawn", edition="1", title="Drawn", domains=[domain])


def decimals(low, high):
    """Numbers with at most two decimals."""
    return st.integers(low * 100, high * 100).map(lambda n: Decimal(n) / 100)


@st.composite
def records(draw, ticks_only):
    """Answers of some units; where columns hold ticks alone, an empty selection cannot be told from none."""
    codes = ("never", "sometimes", "often", "always")
    topics = st.lists(
        st.sampled_from(("equity", "advocacy", "research", "rural")), unique=True, min_size=ticks_only
    )
    answers = {
        "plans": st.sampled_from(codes),
        "audits": st.sampled_from(codes),
        "policy": st.sampled_from(("no", "yes")),
        "topics": topics.map(
            lambda chosen: tuple(c for c in ("equity", "advocacy", "research", "rural") if c in chosen)
        ),
        "share": decimals(0, 100),
        "visits": st.integers(0, 20_000),
        "spent": decimals(0, 5_000_000),
        "mix": st.integers(0, 100).flatmap(
            lambda a: st.integers(0, 100 - a).map(
                lambda b: {"rural_share": a, "urban_share": b, "abroad_share": 100 - a - b}
            )
        ),
    }
    one = st.fixed_dictionaries({code: st.none() | several for code, several in answers.items()})
    return draw(st.lists(one, min_size=2, max_size=8))


@attrs.frozen
class Shape:
    """How a table is written."""

    names: str
    choices: str
    selections: str
    option_names: str
    decimal: str
    thousands: str
    percent: str
    missing: str
    identifier: str
    prefix: str


def shapes():
    """Any shape that a table may have."""
    return st.builds(
        Shape,
        names=st.sampled_from(
            ("code", "CODE", "source", "prompt", "Prompt ", "numbered", "joined", "labels in row 2")
        ),
        choices=st.sampled_from(("code", "label", "LABEL", "value")),
        selections=st.sampled_from((";", ", ", "|", "; trailing", "0/1", "x", "text")),
        option_names=st.sampled_from((" [label]", "/code", "___value", "_code", " - label", " / label")),
        decimal=st.sampled_from(".,"),
        thousands=st.sampled_from(("", "mark", " ", "'")),
        percent=st.sampled_from(("plain", "sign", "fraction")),
        missing=st.sampled_from(("", "", *MISSING)),
        identifier=st.sampled_from(("id", "School ID", "ResponseId", "none")),
        prefix=st.sampled_from(("", "", "practice/", "practice-")),
    )


@attrs.frozen
class Written:
    """A table, the answers that it was written from, and the truth."""

    instrument: Instrument
    shape: Shape
    header: list
    rows: list
    units: list
    records: list

    def truth(self, question):
        """The answer to a question by someone who knows how the table was written."""
        ids = [option.id for option in question.options]
        match question.kind:
            case "fractions":
                return "fraction" if self.shape.percent == "fraction" else "percent"
            case "all_blank":
                return "no_answer"
            case "word":
                (word,) = question.options[0].changes[0].value
                return "no_answer" if word == self.shape.missing else "leave"
            case "marks":
                mark = {"": "", "mark": "_thousands", " ": "_blanks", "'": "_apostrophes"}[
                    self.shape.thousands
                ]
                name = {".": "decimal_point", ",": "decimal_comma"}[self.shape.decimal]
                # without thousands in the column a shorter format says the same
                return next(i for i in (name + mark, name, f"{name}_thousands") if i in ids)
            case "unit":
                return (
                    "numbered"
                    if self.shape.identifier == "none"
                    else next(i for i in ids if i.startswith("column_"))
                )
            case "none" | "none_ticked":
                return "none"
            case "coding":
                return next(i for i in ids if i.startswith("up_from_1"))
        raise AssertionError(f"{question} is asked of {self}")


@st.composite
def written(draw):
    """A table in a drawn shape."""
    shape = draw(shapes())
    instrument = draw(instruments())
    answers = draw(records(ticks_only=shape.selections in {"x", "text"}))
    if shape.names == "joined" and shape.selections not in {"0/1", "x", "text"}:
        shape = attrs.evolve(shape, names="prompt")
    columns = [
        _written(indicator, shape, [record[indicator.code] for record in answers])
        for indicator in instrument.indicators
    ]
    flat = [column for several in columns for column in several]
    extra = [
        ("E-mail", [f"u{i}@example.org" for i in range(len(answers))]),
        ("Remarks", ["fine"] * len(answers)),
    ]
    units = [f"U{i}" for i in range(len(answers))]
    if shape.identifier != "none":
        flat.insert(0, ((shape.identifier, ""), units))
    else:
        units = [
            f"row-{i + (3 if shape.names in {'joined', 'labels in row 2'} else 2)}"
            for i in range(len(answers))
        ]
    flat += [((name, ""), cells) for name, cells in extra]
    rows = [list(cells) for cells in zip(*(cells for _, cells in flat), strict=True)]
    if shape.names == "joined":
        header, last = [], None
        for (name, _), _ in flat:
            header.append("" if name == last else name)
            last = name
        return Written(instrument, shape, header, [[below for (_, below), _ in flat], *rows], units, answers)
    header = [name for (name, _), _ in flat]
    if shape.names == "labels in row 2":
        rows.insert(0, [below for (_, below), _ in flat])
    return Written(instrument, shape, header, rows, units, answers)


def _named(indicator, shape):
    match shape.names:
        case "code" | "labels in row 2":
            return shape.prefix + indicator.code
        case "CODE":
            return indicator.code.upper()
        case "source":
            return indicator.source_names[0]
        case "prompt" | "joined":
            return indicator.prompt
        case "Prompt ":
            return f"{indicator.prompt.upper().rstrip('?')}  "
        case "numbered":
            return f"{indicator.source_names[0]}. {indicator.prompt}"
    raise AssertionError(shape)


def _below(indicator, shape, option=None):
    """What the second header row says."""
    if shape.names == "labels in row 2":
        return f"{indicator.prompt} - {option.label}" if option else indicator.prompt
    return option.label if option else "Response"


def _written(indicator, shape, answers):
    """The columns of an indicator: names of two rows, and cells."""
    name, scale = _named(indicator, shape), indicator.scale
    single = (name, _below(indicator, shape))
    if isinstance(scale, Composition):
        return [
            (
                (_option_named(name, part, shape), _below(indicator, shape, part)),
                [
                    shape.missing if answer is None else _number(Decimal(answer[part.code]), shape, indicator)
                    for answer in answers
                ],
            )
            for part in scale.parts
        ]
    if isinstance(scale, MultipleChoice):
        if shape.selections in {"0/1", "x", "text"}:
            return [
                (
                    (_option_named(name, option, shape), _below(indicator, shape, option)),
                    [_tick(answer, option, shape) for answer in answers],
                )
                for option in scale.options
            ]
        return [(single, [_selection(answer, scale, shape) for answer in answers])]
    if isinstance(scale, Ordinal | Binary):
        return [(single, [_choice(answer, scale, shape) for answer in answers])]
    return [
        (single, [shape.missing if a is None else _number(Decimal(a), shape, indicator) for a in answers])
    ]


def _option_named(name, option, shape):
    if shape.names == "joined":
        return name
    value = option.value
    match shape.option_names:
        case " [label]":
            return f"{name} [{option.label}]"
        case "/code":
            return f"{name}/{option.code}"
        case "___value" if value is not None:
            return f"{name}___{str(int(value)).replace('-', '_')}"
        case " - label":
            return f"{name} - {option.label}"
        case " / label":
            return f"{name} / {option.label}"
    return f"{name}_{option.code}"


def _tick(answer, option, shape):
    if answer is None:
        return shape.missing if shape.selections == "0/1" else ""
    chosen = option.code in answer
    return {"0/1": ("0", "1"), "x": ("", "x"), "text": ("", option.label)}[shape.selections][chosen]


def _selection(answer, scale, shape):
    if not answer:
        return shape.missing if answer is None else "None"
    written = [_text(next(o for o in scale.options if o.code == code), shape) for code in answer]
    if shape.selections == "; trailing":
        return "".join(f"{text};" for text in written)
    return shape.selections.join(written)


def _choice(answer, scale, shape):
    return (
        shape.missing if answer is None else _text(next(o for o in scale.options if o.code == answer), shape)
    )


def _text(option, shape):
    if shape.choices == "value":
        return option.code if option.value is None else str(int(option.value))
    return {"code": option.code, "label": option.label, "LABEL": option.label.upper()}[shape.choices]


def _number(number, shape, indicator):
    share = isinstance(indicator.scale, Percentage | Composition)
    if share and shape.percent == "fraction":
        number /= 100
    text = f"{number:,f}" if not share else f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    marks = {"": "", "mark": "." if shape.decimal == "," else ",", " ": " ", "'": "'"}[shape.thousands]
    text = text.replace(".", "§").replace(",", marks).replace("§", shape.decimal)
    return f"{text}%" if share and shape.percent == "sign" else text
