"""Scoring as a query in SQL over a wide table: a row for each unit, a column for each question.

The query is standard SQL but for `TRY_CAST`, `TRANSLATE` and `REGEXP_EXTRACT`, which read cells, as DuckDB has them.
What shaped it: a number without exponent is a decimal there, and sums of decimals overflow, so all have one; NaN is
above all numbers; `LEAST` and `GREATEST` leave out what is missing; a column can be spoken of in the next query only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from smmi.errors import ArgumentError
from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import IsPresent, Named, Relation
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS, bounds_of, states_by_word
from smmi.exchange.expressions._tree import Definition, ExpressionTree
from smmi.exchange.expressions._walking import walk
from smmi.instrument import AnswerState, Composition, Indicator, MultipleChoice, Nonresponse
from smmi.scoring import ScoringScheme

LARGEST: Final = 1.7976931348623157e308
UNIT: Final = "the unit"
"""How the query calls the units inside; no code has a space."""
ANSWERED, NO_ANSWER = int(AnswerState.ANSWERED), int(AnswerState.NO_ANSWER)


def to_sql(scheme: ScoringScheme, /, *, table: str = "answers", unit: str = "unit") -> str:
    """Return one SELECT that scores every row of a wide table, in the dialect of DuckDB.

    The table has a column for each question and characteristic, called by its code, with what a CSV file of answers
    holds: option codes, numbers, selections with semicolons between (``NONE_SELECTED`` for none of them), compositions
    as ``rural=20;urban=80``, and ``NOT_APPLICABLE`` or ``NOT_ADMINISTERED``. Lists and structs will do, too. The query
    checks no answer: what is none to its question counts as no answer.

    Args:
        scheme: The scheme.
        table: The name of the table.
        unit: The column that identifies units.

    Returns:
        The query. Its columns are the unit, each score by its code, and after each ``reason of`` it where it is absent.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.
        ArgumentError: The unit's column has the code of a score.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> print(to_sql(ScoringScheme(editions.smmi_16()), table="schools").splitlines()[0])
        -- Scores of the instrument "smmi", edition "16-areas": percent of attainable, or NULL with a reason.
    """
    return sql_text(expression_tree(scheme), table=table, unit=unit)


def sql_text(tree: ExpressionTree, /, *, table: str, unit: str) -> str:
    """Return the query of a tree."""
    if unit in {output.code for output in tree.outputs}:
        raise ArgumentError("unit", repr(unit), "a name that is not the code of a score")
    notation = _Sql()
    first = [
        f"{quoted(unit)} AS {quoted(UNIT)}",
        *(line for one in tree.questions for line in _question(one)),
    ]
    first += [
        f"NULLIF(TRIM(CAST({quoted(code)} AS VARCHAR)), '') AS {known(code)}" for code in tree.characteristics
    ]
    steps = [f"step0 AS (\n  SELECT\n    {_listed(first)}\n  FROM {quoted(table)}\n)"]
    for i, level in enumerate(_levels(tree.definitions), start=1):
        made = [f"{notation.number(one.number)} AS {quoted(one.name)}" for one in level]
        steps.append(f"step{i} AS (\n  SELECT\n    {_listed(['*', *made])}\n  FROM step{i - 1}\n)")
    last = [f"{quoted(UNIT)} AS {quoted(unit)}"]
    for output in tree.outputs:
        words = " ".join(f"WHEN {number} THEN {literal(word)}" for number, word in REASONS.items())
        last.append(f"1e2 * {quoted(output.points)} AS {quoted(output.code)}")
        last.append(f"CASE {quoted(output.reason)} {words} END AS {quoted(f'reason of {output.code}')}")
    about = f"{_comment(tree.instrument.code)}, edition {_comment(tree.instrument.edition)}"
    ctes = ",\n".join(steps)
    return (
        f"-- Scores of the instrument {about}: percent of attainable, or NULL with a reason.\n"
        f"WITH {ctes}\nSELECT\n  {_listed(last, 2)}\nFROM step{len(steps) - 1}\n"
    )


def quoted(name: str, /) -> str:
    """Return a name that means nothing else, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str, /) -> str:
    """Return text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def known(code: str) -> str:
    """Return the name of a characteristic's value."""
    return quoted(f"known.{code}")


def _comment(text: str) -> str:
    """Return text on one line of plain characters."""
    return '"' + text.encode("unicode_escape").decode("ascii") + '"'


def _listed(columns: Sequence[str], indent: int = 4) -> str:
    return (",\n" + " " * indent).join(columns)


def _levels(definitions: Sequence[Definition]) -> Iterator[list[Definition]]:
    """Yield definitions that speak only of those before, as many at a time as can be."""
    level: dict[str, int] = {}
    for one in definitions:
        below = [level[part.name] for part in walk(one.number) if isinstance(part, Named | IsPresent)]
        level[one.name] = 1 + max(below, default=-1)
    for i in range(max(level.values(), default=-1) + 1):
        yield [one for one in definitions if level[one.name] == i]


def _question(indicator: Indicator) -> list[str]:
    """Return the columns that say what was answered, and the state of that."""
    code, scale = indicator.code, indicator.scale
    cell = f"TRIM(CAST({quoted(code)} AS VARCHAR))"
    words = {word: state for word, state in states_by_word(scale).items() if word is not None}
    words |= {one.name: int(one.state) for one in Nonresponse}
    match scale:
        case MultipleChoice():
            # Selections become `;a;b;`, so that an option is found by what stands around it.
            given = f"';' || TRANSLATE({cell}, ',[] ', ';;;') || ';'"
            some = " OR ".join(f"POSITION({literal(f';{o.code};')} IN {given}) > 0" for o in scale.answers)
            if not scale.minimum:
                some += f" OR {cell} IN ('NONE_SELECTED', '[]')"
            return [f"{given} AS {_given(code)}", _told(code, cell, words, some)]
        case Composition():
            shares = [_share(cell, part.code) for part in scale.parts]
            some = " OR ".join(f"{share} IS NOT NULL" for share in shares)
            columns = [
                f"COALESCE({share}, 0e0) AS {quoted(f'share.{code}.{part.code}')}"
                for share, part in zip(shares, scale.parts, strict=True)
            ]
            return [*columns, _told(code, cell, words, some)]
        case _ if scale.answers:
            return [f"{cell} AS {_given(code)}", _told(code, cell, words, "FALSE")]
        case _:
            low, high, _ = bounds_of(scale)
            number = f"TRY_CAST({quoted(code)} AS DOUBLE)"
            within = f"{number} BETWEEN {_number(max(low, -LARGEST))} AND {_number(min(high, LARGEST))}"
            return [f"{number} AS {_given(code)}", _told(code, cell, words, within)]


def _told(code: str, cell: str, words: Mapping[str, int], answered: str) -> str:
    """Return the column with the state of an answer."""
    by_state: dict[int, list[str]] = {}
    for word, state in words.items():
        by_state.setdefault(state, []).append(word)
    cases = [
        f"WHEN {cell} IN ({', '.join(map(literal, some))}) THEN {state}" for state, some in by_state.items()
    ]
    return f"CASE {' '.join(cases)} WHEN {answered} THEN {ANSWERED} ELSE {NO_ANSWER} END AS {quoted(f'told.{code}')}"


def _share(cell: str, part: str) -> str:
    pattern = f"(?:^|[^a-z0-9_]){part}[^a-z0-9_=:]*[=:] *([-+.0-9eE]+)"
    return f"TRY_CAST(REGEXP_EXTRACT({cell}, {literal(pattern)}, 1) AS DOUBLE)"


def _given(code: str) -> str:
    return quoted(f"given.{code}")


def _number(value: float) -> str:
    """Return a number with an exponent, which makes it a double."""
    text = repr(value)
    text = text if "e" in text else f"{text}e0"
    return f"({text})" if value < 0 else text


class _Sql(Notation):
    """How expressions are written in SQL: what is missing is NULL."""

    missing = "CAST(NULL AS DOUBLE)"

    def constant(self, value: float) -> str:
        return _number(value)

    def name(self, name: str) -> str:
        return quoted(name)

    def given_state(self, code: str) -> str:
        return quoted(f"told.{code}")

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        cases = " ".join(f"WHEN {literal(option)} THEN {_number(number)}" for option, number in by_option)
        return f"CASE {_given(code)} {cases} END"

    def answer_number(self, code: str) -> str:
        return _given(code)

    def part_share(self, code: str, part: str) -> str:
        return quoted(f"share.{code}.{part}")

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        if not cases:
            return otherwise
        return f"CASE {' '.join(f'WHEN {when} THEN {number}' for when, number in cases)} ELSE {otherwise} END"

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0e0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({' * '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"POWER({base}, {exponent})"

    def mean(self, numbers: Sequence[str]) -> str:
        earned = " + ".join(f"COALESCE({number}, 0e0)" for number in numbers)
        there = " + ".join(f"CASE WHEN {number} IS NULL THEN 0 ELSE 1 END" for number in numbers)
        return f"(({earned}) / NULLIF({there}, 0))"

    def least(self, numbers: Sequence[str]) -> str:
        return f"LEAST({', '.join(numbers)})"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"GREATEST({', '.join(numbers)})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {relation.value} {right})"

    def is_present(self, name: str) -> str:
        return f"({quoted(name)} IS NOT NULL)"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        # An empty list is no list in SQL.
        return f"({_given(code)} IN ({', '.join(map(literal, options)) or 'NULL'}))"

    def selects(self, code: str, option: str) -> str:
        return f"(POSITION({literal(f';{option};')} IN {_given(code)}) > 0)"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        there = f"{known(code)} IS NOT NULL"
        return (
            f"({there} AND {known(code)} IN ({', '.join(map(literal, values))}))" if values else f"({there})"
        )

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' AND '.join(conditions) or 'TRUE'})"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' OR '.join(conditions) or 'FALSE'})"

    def negated(self, condition: str) -> str:
        return f"(NOT {condition})"
