"""The structure of a survey becomes an instrument."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.accounts._conditions import Compared, condition_of, of_choice, of_number
from smmi.exchange.accounts._definitions import (
    all_of,
    check_arguments,
    check_ordinal,
    made_without_impossible,
    with_scales_apart,
)
from smmi.exchange.accounts._texts import Codes, alike, code_of, plain, value_of_name
from smmi.exchange.limesurvey._logic import parsed
from smmi.exchange.limesurvey._tables import Row, tables_of
from smmi.instrument import (
    Answered,
    Area,
    Binary,
    Condition,
    Domain,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    NotCondition,
    Number,
    Option,
    Ordinal,
    Scale,
)
from smmi.instrument.declaration import is_code
from smmi.intake.tables import number_of

MOST_QUESTIONS: Final = 20_000
OTHER_CHOICE: Final = "-oth-"
"""What stands in the column of a list whose answer is written in."""
OTHER_BOX: Final = "other"
"""The code of the box whose text is written in."""
_ONE: Final = frozenset("L!O")
_SEVERAL: Final = frozenset("MP")
_ROWS: Final = frozenset("FABCEH")
_FIXED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "5": tuple((str(i), str(i)) for i in range(1, 6)),
    "A": tuple((str(i), str(i)) for i in range(1, 6)),
    "B": tuple((str(i), str(i)) for i in range(1, 11)),
    "C": (("N", "No"), ("U", "Uncertain"), ("Y", "Yes")),
    "E": (("D", "Decrease"), ("S", "Same"), ("I", "Increase")),
    "G": (("F", "Female"), ("M", "Male")),
}
_SILENT: Final[Mapping[str, str]] = {
    "T": "a text that is written in",
    "S": "a text that is written in",
    "U": "a text that is written in",
    "Q": "texts that are written in",
    ";": "a table of texts",
    ":": "a table of numbers",
    "1": "an array with two scales",
    "D": "a date or a time",
    "X": "a text that asks nothing",
    "*": "an equation: scores are worked out from the answers",
    "R": "an order of choices",
    "I": "the language of the survey",
    "|": "a file",
}


def from_limesurvey(
    structure: str | bytes,
    /,
    *,
    code: str | None = None,
    edition: str = "1",
    language: str | None = None,
    nonresponses: Mapping[str, Nonresponse] = {},
    ordinal: Collection[str] = (),
) -> tuple[Instrument, DefinitionAccount]:
    """Return the instrument that the structure of a survey in LimeSurvey declares, and what became of each question.

    Groups become areas of one domain, a question an indicator, an array one for each row. Its code is made of the
    question's code, which is its source name; that of an option of the answer's code. Arrays and scales of points are
    ordinal in the order of their answers, and so are lists that `ordinal` names; other lists are nominal. Relevance
    equations, of questions and of groups, become gates as far as a gate can say them, and never narrower ones. Texts
    lose their markup. What answers are worth in an assessment of the tool is told in the account.

    Args:
        structure: What the file `.lss` holds, as text or as bytes. A document type declaration is refused.
        code: The code of the instrument; made of the title where None.
        edition: Its edition.
        language: The language of texts; the survey's base language where None.
        nonresponses: Codes of answers that stand for a nonresponse in every question.
        ordinal: The codes of lists of which the answers ascend.

    Returns:
        The instrument, and the account: which questions were carried over, and everything that was not.

    Raises:
        DocumentError: It is no structure, or no question of it can be carried over.
        ArgumentError: An argument has a wrong value, or no question has a code in `ordinal`.

    Example:
        >>> structure = '''<document><questions><rows>
        ... <row><qid>1</qid><gid>1</gid><parent_qid>0</parent_qid><type>Y</type><title>open</title>
        ... <question>Is it open?</question><language>en</language></row></rows></questions></document>'''
        >>> instrument, account = from_limesurvey(structure)
        >>> print(account)
        'Survey': 1 question was carried over.
          open 'open': yes or no, as open
    """
    ArgumentError.raise_unless(structure, str | bytes, argument="structure", expected="text or bytes")
    check_arguments(code=code, edition=edition, nonresponses=nonresponses, ordinal=ordinal)
    tables = tables_of(structure)
    reader = _Reader(tables, language, dict(nonresponses), frozenset(ordinal))
    reader.read()
    check_ordinal(ordinal, reader.names, "codes of questions of the survey")
    if not reader.items:
        message = "no question can be carried over: expected lists, arrays, several choices or numbers"
        raise DocumentError((Finding(reason=Reason.EMPTY, path="$", message=message), *reader.left_out))
    title = reader.title
    instrument = reader.instrument(code or code_of(title, before="survey"), edition)
    carried = [
        CarriedQuestion(source=one.name, name=one.code, codes=(one.code,), kind=one.kind)
        for one in reader.items
    ]
    return instrument, DefinitionAccount(title=title, questions=carried, left_out=reader.left_out)


@attrs.frozen(kw_only=True, eq=False)
class _Item:
    """A question, or a row of an array, that became an indicator.

    Attributes:
        name: The name of its column: the question's code, of a row with its own in brackets.
        code: The code of the indicator.
        kind: What it is, in words.
        text: What is asked.
        help: More for a respondent.
        scale: Its scale.
        options: The code of the option for which each answer stands.
        relevance: When it is asked, of its group too, as it stands.
        group: The group.
        position: Which of the indicators it is.
    """

    name: str
    code: str
    kind: str
    text: str
    help: str
    scale: Scale
    options: Mapping[str, str]
    relevance: tuple[str, ...]
    group: str
    position: int


def _ordered(rows: Sequence[Row], key: str) -> list[Row]:
    return sorted(rows, key=lambda row: number_of(row.get(key, "")) or 0.0)


class _Reader:
    """The questions of a survey while they are made indicators."""

    def __init__(
        self,
        tables: Mapping[str, list[Row]],
        language: str | None,
        nonresponses: dict[str, Nonresponse],
        ordinal: frozenset[str],
    ) -> None:
        self._tables, self._nonresponses, self._ordinal = tables, nonresponses, ordinal
        surveys = tables.get("surveys", [])
        self._language = language or next((row.get("language") for row in surveys), None)
        self._codes = Codes()
        titles = self._spoken(tables.get("surveys_languagesettings", []))
        self.title = next(
            (found for row in titles if (found := plain(row.get("surveyls_title", "")).text)), "Survey"
        )
        self._texts = {row.get("qid", ""): row for row in self._spoken(tables.get("question_l10ns", []))}
        self._labels = {row.get("aid", ""): row for row in self._spoken(tables.get("answer_l10ns", []))}
        self._other_labels = {
            row.get("qid", ""): row.get("value", "")
            for row in self._spoken(tables.get("question_attributes", []))
            if row.get("attribute") == "other_replace_text"
        }
        self.items: list[_Item] = []
        self.by_name: dict[str, list[_Item]] = {}
        self.left_out: list[Finding] = []
        self.names: set[str] = set()

    def _spoken(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows in the language of texts."""
        keys = ("language", "surveyls_language")
        own = [row for row in rows if self._language in {row.get(key) for key in keys}]
        return own or list(rows)

    def _leave(self, name: str, message: str) -> None:
        self.left_out.append(left_out(f"$.{name}", message, name))

    def read(self) -> None:
        """Read all questions, group by group."""
        questions = self._spoken(self._tables["questions"])
        below = [*self._spoken(self._tables.get("subquestions", [])), *questions]
        inside: dict[str, list[Row]] = {}
        for row in below:
            if row.get("parent_qid", "0") not in {"", "0"}:
                inside.setdefault(row["parent_qid"], []).append(row)
        groups = _ordered(self._spoken(self._tables.get("groups", [])), "group_order")
        names = {row.get("gid", ""): row for row in self._spoken(self._tables.get("group_l10ns", []))}
        by_group: dict[str, list[Row]] = {row.get("gid", ""): [] for row in groups}
        for row in questions:
            if row.get("parent_qid", "0") in {"", "0"}:
                by_group.setdefault(row.get("gid", ""), []).append(row)
        self._groups = {
            gid: plain({**row, **names.get(gid, {})}.get("group_name", "")).text
            for gid, row in ((row.get("gid", ""), row) for row in groups)
        }
        relevance = {row.get("gid", ""): row.get("grelevance", "") for row in groups}
        for gid, rows in by_group.items():
            for row in _ordered(rows, "question_order"):
                own = [
                    one for one in (relevance.get(gid, ""), row.get("relevance", "")) if one not in {"", "1"}
                ]
                if len(self.items) >= MOST_QUESTIONS:
                    self._leave(row.get("title", ""), f"what stands behind {MOST_QUESTIONS:,} questions")
                    return
                rows_inside = _ordered(inside.get(row.get("qid", ""), []), "question_order")
                self._take(row, rows_inside, gid, tuple(own))

    def _text(self, row: Row, key: str = "question") -> str:
        return plain({**row, **self._texts.get(row.get("qid", ""), {})}.get(key, "")).text

    def _take(self, row: Row, inside: Sequence[Row], gid: str, relevance: tuple[str, ...]) -> None:
        name, kind = row.get("title", "").strip(), row.get("type", "")
        if not name or name in self.names:
            self._leave(name or "?", "a question without a code of its own")
            return
        self.names.add(name)
        text = self._text(row) or name
        if kind in _ROWS:
            found = self._of_one(row, kind, name, ascends=True)
            for one in inside if found else ():
                if found and one.get("scale_id", "0") in {"", "0"}:
                    label = self._text(one) or one.get("title", "")
                    called = f"{name}[{one.get('title', '')}]"
                    self._add(called, f"{text}: {label}", row, found, "a row of an array", gid, relevance)
            return
        if kind == "K":
            for one in inside:
                called, label = f"{name}[{one.get('title', '')}]", self._text(one) or one.get("title", "")
                number = Number(code=code_of(called))
                self._add(called, f"{text}: {label}", row, (number, {}), "a number", gid, relevance)
            return
        found, what = self._scale(row, kind, name, inside)
        if found is None:
            if what:
                self._leave(name, what)
            return
        self._add(name, text, row, found, what, gid, relevance)

    def _scale(
        self, row: Row, kind: str, name: str, inside: Sequence[Row]
    ) -> tuple[tuple[Scale, Mapping[str, str]] | None, str]:
        """Return the scale of a question with its options, and what it is in words; or why there is none."""
        if kind in _ONE or kind in _FIXED:
            ascends = kind == "5" or name in self._ordinal
            return self._of_one(row, kind, name, ascends=ascends), "one choice"
        if kind == "Y":
            options = [Option("no", "No", spellings=("N",)), Option("yes", "Yes", spellings=("Y",))]
            return (Binary(code=code_of(name), options=options), {"N": "no", "Y": "yes"}), "yes or no"
        if kind in _SEVERAL:
            told = [(one.get("title", ""), self._text(one)) for one in inside]
            options_, by_code = self._options(told, name)
            self._put_other(row, name, OTHER_BOX, options_, by_code)
            if any(option.nonresponse is None for option in options_):
                return (MultipleChoice(code=code_of(name), options=options_), by_code), "several choices"
            return None, "several choices without any"
        if kind == "N":
            return (Number(code=code_of(name)), {}), "a number"
        return None, _SILENT.get(kind, f"a question of the type {kind[:10]!r}")

    def _of_one(
        self, row: Row, kind: str, name: str, *, ascends: bool
    ) -> tuple[Scale, Mapping[str, str]] | None:
        told = list(_FIXED.get(kind, ())) or list(self._answers(row, name))
        options, by_code = self._options(told, name)
        self._put_other(row, name, OTHER_CHOICE, options, by_code, ascends=ascends)
        if sum(option.nonresponse is None for option in options) < 2:
            self._leave(name, "a choice without two answers of its own")
            return None
        cls = Ordinal if ascends else Nominal
        return cls(code=code_of(name), options=options), by_code

    def _answers(self, row: Row, name: str) -> Iterator[tuple[str, str]]:
        """Yield the code and the label of each answer of a question."""
        qid = row.get("qid")
        own = [one for one in self._spoken(self._tables.get("answers", [])) if one.get("qid") == qid]
        worth = {one.get("code", ""): one.get("assessment_value", "") for one in own}
        if any(value not in {"", "0"} for value in worth.values()):
            self._leave(
                name, "what answers are worth: " + ", ".join(f"{one} {w}" for one, w in worth.items())
            )
        for one in _ordered(own, "sortorder"):
            label = {**one, **self._labels.get(one.get("aid", "?"), {})}.get("answer", "")
            yield one.get("code", ""), plain(label).text

    def _options(self, told: Sequence[tuple[str, str]], name: str) -> tuple[list[Option], dict[str, str]]:
        same = alike(one for one, _ in told)
        if same:
            self._leave(name, same)
            return [], {}
        codes = Codes(one for one, _ in told)
        options: list[Option] = []
        by_code: dict[str, str] = {}
        for answer, label in told:
            if not answer or answer in by_code:
                self._leave(name, f"the answer {answer[:40]!r}, which has no code or stands twice")
                continue
            own = answer if is_code(answer) is None else codes.give(answer, before="c")
            value = value_of_name(answer) if own != answer else None
            spelled = (answer,) if answer not in {own, label} and value is None else ()
            options.append(
                Option(
                    own,
                    label or answer,
                    nonresponse=self._nonresponses.get(answer),
                    value=value,
                    spellings=spelled if answer != (label or answer) else (),
                )
            )
            by_code[answer] = own
        return options, by_code

    def _put_other(
        self,
        row: Row,
        name: str,
        answer: str,
        options: list[Option],
        by_code: dict[str, str],
        *,
        ascends: bool = False,
    ) -> None:
        """Put the option that stands for an answer that is written in, if the question has that."""
        if row.get("other") != "Y" or row.get("type") not in _ONE | _SEVERAL:
            return
        own = Codes(option.code for option in options).give("other")
        nonresponse = self._nonresponses.get(answer, Nonresponse.NO_ANSWER if ascends else None)
        label = plain(self._other_labels.get(row.get("qid", ""), "")).text or "Other"
        taken = {option.label for option in options}
        label = label if label not in taken else f"{label} (written in)"
        spelled = (answer,) if answer != own else ()
        options.append(Option(own, label, nonresponse=nonresponse, spellings=spelled))
        by_code[answer] = own
        what = "the text of a further answer that is written in; that there is one is an option"
        self._leave(name, f"{what}, and no answer, for answers ascend" if ascends else what)

    def _add(
        self,
        name: str,
        text: str,
        row: Row,
        found: tuple[Scale, Mapping[str, str]],
        kind: str,
        gid: str,
        relevance: tuple[str, ...],
    ) -> None:
        scale, options = found
        item = _Item(
            name=name,
            code=self._codes.give(name),
            kind=kind,
            text=text,
            help=self._text(row, "help"),
            scale=scale,
            options=options,
            relevance=relevance,
            group=gid,
            position=len(self.items),
        )
        self.items.append(item)
        for called in (name, name.replace("[", "_").rstrip("]")):
            self.by_name.setdefault(called, []).append(item)

    def instrument(self, code: str, edition: str) -> Instrument:
        """Return the instrument, without gates that cannot be."""
        self.items = with_scales_apart(self.items)
        return made_without_impossible(
            self.items,
            {item.code: self._gate(item) for item in self.items},
            nothing=None,
            make=lambda gates: self._made(code, edition, gates),
            leave=lambda item: self._leave(item.name, "a condition that can never hold"),
        )

    def _made(self, code: str, edition: str, gates: Mapping[str, Condition | None]) -> Instrument:
        codes = Codes()
        for item in self.items:
            codes.give(item.code)
        areas: dict[str, list[_Item]] = {}
        for item in self.items:
            areas.setdefault(item.group, []).append(item)
        made = []
        for gid, items in areas.items():
            label = self._groups.get(gid) or "Questions"
            indicators = [
                Indicator(
                    code=item.code,
                    prompt=item.text,
                    help=item.help,
                    scale=item.scale,
                    gate=gates[item.code],
                    source_names=() if item.code == item.name else (item.name,),
                )
                for item in items
            ]
            made.append(Area(code=codes.give(label, before="group"), label=label, indicators=indicators))
        domain = Domain(code=codes.give("survey"), label=self.title, areas=made)
        return Instrument(code=code, edition=edition, title=self.title, domains=[domain])

    def _gate(self, item: _Item) -> Condition | None:
        missed: list[str] = []

        def known(one: Compared) -> Condition | None:
            found = self._compared(one, item)
            if found is None:
                missed.append(one.field)
            return found

        made = [condition_of(parsed(one), known) for one in item.relevance]
        if None in made or missed:
            text = " and ".join(f"({one})" for one in item.relevance)
            self._leave(item.name, f"a condition, or a part of one, that a gate cannot say: {text[:200]}")
        there = [one for one in made if one is not None]
        return all_of(there)

    def _compared(self, one: Compared, asking: _Item) -> Condition | None:
        found = [item for item in self.by_name.get(one.field, []) if item.position < asking.position]
        name, _, choice = one.field.rpartition("_")
        several = [item for item in self.by_name.get(name, []) if isinstance(item.scale, MultipleChoice)]
        if not found and several and several[0].position < asking.position:
            return _of_box(several[0], choice, one)
        if not found:
            return None
        item, scale = found[0], found[0].scale
        if one.value == "" and one.relation in {"=", "<>"}:
            return Answered(item.code) if one.relation == "<>" else NotCondition(Answered(item.code))
        if isinstance(scale, MultipleChoice):
            return None
        if scale.answers:
            there = {answer.code for answer in scale.answers}
            values = {answer: option for answer, option in item.options.items() if option in there}
            return of_choice(item.code, one, values, item.options)
        return of_number(item.code, one)


def _of_box(item: _Item, choice: str, one: Compared) -> Condition | None:
    """Return what is asked of one of several choices."""
    option = item.options.get(choice)
    if option not in {answer.code for answer in item.scale.answers} or one.relation not in {"=", "<>"}:
        return None
    if one.value not in {"Y", ""}:
        return None
    ticked = (one.value == "Y") == (one.relation == "=")
    return Includes(item.code, option) if ticked else NotCondition(Includes(item.code, option))
