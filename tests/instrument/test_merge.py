"""Several respondents' sheets become one row by a declared rule, and nothing that anybody said is lost from sight."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DeclarationError, EditCheckError, Reason
from smmi.instrument import (
    Answers,
    AnswerState,
    Characteristic,
    Composition,
    Count,
    Equals,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Option,
    Ordinal,
    merge,
)
from smmi.instrument.respondents import (
    AgreementRequired,
    Disagreement,
    Latest,
    MostConservative,
    RespondentAnswer,
    SectionOwners,
    SettledAnswer,
    scale_order,
)
from smmi.testing import strategies
from tests.instrument.editions import THREE, answered, edition, question

A, B, C = (Option(code, code.upper()) for code in "abc")
DK = Option("dk", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
NA = Option("na", "N/A", nonresponse=Nonresponse.NOT_APPLICABLE)
NONE = Option("none", "None", exclusive=True)
RULES = [
    AgreementRequired(),
    MostConservative(),
    Latest({"ann": 1, "bob": 2, "eve": 3}),
    SectionOwners({"one": "ann", "q3": "bob"}),
]
WHOLE = edition(
    "1",
    {
        "one": [question("level", THREE), question("count", Count(code="n", maximum=9))],
        "two": [
            question("topics", MultipleChoice(code="topics", options=(A, B, C, NONE), minimum=1)),
            question("kind", Nominal(code="kinds", options=(A, B))),
            question("mix", Composition(code="mix", parts=(A, B))),
            question("odd", Ordinal(code="odd", options=(*THREE.options, DK, NA))),
        ],
    },
)
PLAIN = edition("1", {"one": [question(f"q{i}", THREE) for i in range(3)], "two": [question("q3", THREE)]})


def sheets(instrument=WHOLE, **by):
    """One sheet for each respondent, for the unit S1."""
    return {name: answered(instrument, record) for name, record in by.items()}


def settled(code, **by):
    """What stands under agreement, lowest, and highest, of what respondents said of one indicator."""
    merged = merge(sheets(**{name: {code: answer} for name, answer in by.items()}), rule=AgreementRequired())
    return tuple(table.record("S1")[code] for table in (merged.answers, merged.lowest, merged.highest))


PLAIN_SHEETS = st.dictionaries(
    st.sampled_from(["ann", "bob", "eve"]),
    st.fixed_dictionaries({f"q{i}": st.sampled_from([None, "none", "some", "all"]) for i in range(4)}).map(
        lambda record: answered(PLAIN, record)
    ),
    min_size=1,
)


@given(st.data())
def test_one_respondent_is_merged_into_himself(data):
    """The merge of one respondent's sheet is that sheet, under every rule, lowest and highest alike."""
    instrument = data.draw(strategies.instruments())
    answers = data.draw(strategies.from_instrument(instrument))
    for rule in [*RULES[:2], Latest({"ann": 1}), SectionOwners({instrument.areas[0].code: "ann"})]:
        merged = merge({"ann": answers}, rule=rule)
        assert merged.answers == merged.lowest == merged.highest == answers
        assert merged.disagreements == merged.findings == ()


@given(PLAIN_SHEETS, st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_the_order_of_respondents_does_not_matter(given_sheets, rule, random):
    """The same sheets in any order merge into the same."""
    names = list(given_sheets)
    random.shuffle(names)
    assert merge({name: given_sheets[name] for name in names}, rule=rule) == merge(given_sheets, rule=rule)


@given(PLAIN_SHEETS, st.sampled_from(RULES))
def test_every_cell_lies_between_the_lowest_and_the_highest(given_sheets, rule):
    """A settled cell is not below the lowest merge nor above the highest, which are what somebody said."""
    merged = merge(given_sheets, rule=rule)
    for indicator in PLAIN.indicators:
        said = {sheet.record("S1")[indicator.code] for sheet in given_sheets.values()} - {None}
        low, stands, high = (
            table.record("S1")[indicator.code] for table in (merged.lowest, merged.answers, merged.highest)
        )
        heights = sorted(scale_order(indicator, answer) for answer in said)
        if said:
            assert (scale_order(indicator, low), scale_order(indicator, high)) == (heights[0], heights[-1])
            assert stands is None or stands in said
        else:
            assert low is stands is high is None


@given(PLAIN_SHEETS, st.sampled_from(RULES))
def test_every_disagreement_is_found_and_every_answer_has_a_giver(given_sheets, rule):
    """Where respondents differ there is a finding with all they said; what stands names those who said it."""
    merged = merge(given_sheets, rule=rule)
    for indicator in PLAIN.indicators:
        code = indicator.code
        said = {name: sheet.record("S1")[code] for name, sheet in given_sheets.items()}
        said = {name: answer for name, answer in said.items() if answer is not None}
        stands = merged.answers.record("S1")[code]
        assert merged.respondents("S1", code) == tuple(
            sorted(name for name, answer in said.items() if answer == stands)
        )
        (found,) = [d for d in merged.disagreements if d.code == code] or (None,)
        assert (found is not None) == (len(set(said.values())) > 1)
        if found:
            assert {voice.respondent: voice.answer for voice in found.voices} == said
            assert found.settled == stands
            assert any(f.code == code and f.reason is Reason.DISAGREEMENT for f in merged.findings)


@given(PLAIN_SHEETS)
def test_the_most_conservative_is_the_lowest(given_sheets):
    """Where everything has an order, the most conservative answers are the lowest merge."""
    merged = merge(given_sheets, rule=MostConservative())
    assert merged.answers == merged.lowest


@given(PLAIN_SHEETS)
def test_answers_whose_rows_are_respondents(given_sheets):
    """Rows of respondents with the unit that each speaks for merge as their sheets do."""
    names = sorted(given_sheets)
    records = [{"who": name, **given_sheets[name].record("S1")} for name in names]
    together = Answers.from_records(PLAIN, records, unit="who")
    merged = merge(together, units=dict.fromkeys(names, "S1"), rule=AgreementRequired())
    assert merged == merge(given_sheets, rule=AgreementRequired())


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        ("level", ["none", "all"], (None, "none", "all")),
        ("level", ["some", None], ("some", "some", "some")),
        ("count", [3, 3.0], (3, 3, 3)),
        ("count", [0, 7], (None, 0, 7)),
        ("topics", [("a", "b"), ("b", "c")], (None, ("b",), ("a", "b", "c"))),
        ("topics", [("a", "b"), ("b", "a")], (("a", "b"),) * 3),
        ("topics", [("a", "b"), ("none",)], (None, ("none",), ("a", "b"))),
        ("topics", [("a",), ("b", "c")], (None, ("a",), ("a", "b", "c"))),
        ("kind", ["a", "b"], (None, None, None)),
        ("kind", ["a", "a"], ("a", "a", "a")),
        ("mix", [{"a": 40, "b": 60}, {"a": 50, "b": 50}], (None, None, None)),
        ("odd", ["dk", "some"], ("some", "some", "some")),
        ("odd", ["dk", None], ("dk", "dk", "dk")),
        ("odd", ["na", "some"], (None, None, None)),
        ("odd", ["na", Nonresponse.NOT_APPLICABLE], (None, None, None)),
        ("odd", ["na", "dk"], ("na", "na", "na")),
        ("odd", [Nonresponse.NOT_ADMINISTERED] * 2, (Nonresponse.NOT_ADMINISTERED,) * 3),
        ("odd", [Nonresponse.NOT_ADMINISTERED, None], (None, None, None)),
    ],
)
def test_two_respondents_of_every_kind(code, said, expected):
    """Equal answers agree; selections meet and join; nominal answers and shares have no order; "dk" gives way."""
    assert settled(code, ann=said[0], bob=said[1]) == expected
    assert settled(code, ann=said[1], bob=said[0]) == expected


def test_a_selection_that_the_scale_does_not_admit_is_no_end():
    """The union of selections is the highest only if the scale admits so many; else the largest that was said."""
    scale = MultipleChoice(code="two", options=(A, B, C), maximum=2)
    instrument = edition("1", {"one": [question("q", scale)]})
    merged = merge(sheets(instrument, ann={"q": ("a", "b")}, bob={"q": ("c",)}), rule=MostConservative())
    assert (merged.answers.record("S1"), merged.highest.record("S1")) == ({"q": ()}, {"q": ("a", "b")})
    assert merged.respondents("S1", "q") == ("ann", "bob")


def test_the_order_may_be_given():
    """A function that looks up points orders nominal answers too, and turns an order round."""
    points = {("kind", "a"): 1.0, ("kind", "b"): 0.5, ("level", "none"): 1.0, ("level", "all"): 0.0}

    def order(indicator, answer):
        return points.get((indicator.code, answer))

    by = {"ann": {"kind": "a", "level": "none"}, "bob": {"kind": "b", "level": "all"}}
    merged = merge(sheets(**by), rule=MostConservative(), order=order)
    assert (merged.answers.record("S1")["kind"], merged.answers.record("S1")["level"]) == ("b", "all")
    assert (merged.highest.record("S1")["kind"], merged.highest.record("S1")["level"]) == ("a", "none")


def test_the_latest_stands_unless_two_are_latest():
    """The latest answer stands; two latest answers that differ settle nothing; an earlier one that differs is found."""
    by = sheets(ann={"level": "none", "count": 1}, bob={"level": "all", "count": 2}, eve={"count": 3})
    merged = merge(by, rule=Latest({"ann": "2024-01", "bob": "2024-02", "eve": "2024-02"}))
    assert merged.answers.record("S1")["level"] == "all"
    assert merged.answers.record("S1")["count"] is None
    assert [finding.message for finding in merged.findings] == [
        "'level' of 'S1': 'ann' said 'none', 'bob' said 'all'; 'all' stands (the latest)",
        "'count' of 'S1': 'ann' said 1, 'bob' said 2, 'eve' said 3; it is left blank",
    ]


def test_the_nearest_owner_counts():
    """An indicator's owner comes before its area's, that before the domain's; others are heard where he is silent."""
    rule = SectionOwners({"whole": "eve", "one": "ann", "q1": "bob"}, MostConservative())
    by = sheets(
        PLAIN,
        ann={"q0": "all", "q1": "all", "q2": None, "q3": "all"},
        bob={"q0": "none", "q1": "some", "q2": "some", "q3": "none"},
        eve={"q0": "none", "q1": "none", "q2": "all", "q3": "some"},
    )
    merged = merge(by, rule=rule)
    assert merged.answers.record("S1") == {"q0": "all", "q1": "some", "q2": "some", "q3": "some"}
    assert [(f.reason, f.code) for f in merged.findings] == [
        (Reason.DISAGREEMENT, "q0"),
        (Reason.DISAGREEMENT, "q1"),
        (Reason.OWNER_SILENT, "q2"),
        (Reason.DISAGREEMENT, "q3"),
    ]
    assert merged.findings[2].message == (
        "'q2' of 'S1': 'bob' said 'some', 'eve' said 'all'; 'some' stands ('ann' owns it and is silent; the lowest)"
    )


def test_a_silent_owner_is_found_even_where_the_others_agree():
    """What an owner left to others is found, and without a word from the others there is nothing to find."""
    rule = SectionOwners({"one": "ann"})
    merged = merge(sheets(PLAIN, ann={}, bob={"q0": "all"}), rule=rule)
    assert [finding.message for finding in merged.findings] == [
        "'q0' of 'S1': 'bob' said 'all'; 'all' stands ('ann' owns it and is silent; all agree)"
    ]
    merged = merge(sheets(PLAIN, ann={}, bob={"q0": "all"}, eve={"q0": "none"}), rule=rule)
    assert [finding.message for finding in merged.findings] == [
        "'q0' of 'S1': 'bob' said 'all', 'eve' said 'none'; it is left blank"
    ]
    merged = merge(sheets(PLAIN, bob={"q3": "all"}), rule=rule)
    assert merged.findings == ()


def test_what_has_no_order_is_said():
    """A disagreement without an order is one finding for itself, and one for the lowest and highest."""
    merged = merge(sheets(ann={"kind": "a"}, bob={"kind": "b"}), rule=MostConservative())
    assert [(f.reason, f.path, f.unit, f.code, f.row, f.message) for f in merged.findings] == [
        (
            Reason.DISAGREEMENT,
            "$[0].kind",
            "S1",
            "kind",
            0,
            "'kind' of 'S1': 'ann' said 'a', 'bob' said 'b'; it is left blank",
        ),
        (
            Reason.NO_ORDER,
            "$[0].kind",
            "S1",
            "kind",
            0,
            "'kind' of 'S1': what was said has no order; the lowest and the highest merge leave it blank",
        ),
    ]
    assert merged.disagreements == (
        Disagreement(
            unit="S1",
            code="kind",
            voices=(RespondentAnswer("ann", "a"), RespondentAnswer("bob", "b")),
            settled=None,
        ),
    )
    assert merged.respondents("S1", "kind") == ()


def test_routing_is_applied_to_what_was_merged():
    """One respondent opens the gate that another's answer stands behind; what his own sheet set aside counts."""
    instrument = edition("1", {"one": [question("gate"), question("behind", gate=Equals("gate", "yes"))]})
    by = sheets(instrument, ann={"gate": "yes"}, bob={"gate": "no", "behind": "yes"})
    assert by["bob"].record("S1") == {"gate": "no", "behind": "yes"}
    owned = merge(by, rule=SectionOwners({"gate": "ann"}))
    assert owned.answers.record("S1") == {"gate": "yes", "behind": "yes"}
    assert owned.answers.set_aside == ()
    shut = merge(by, rule=MostConservative())
    assert shut.answers.states("behind").tolist() == [AnswerState.GATED]
    assert [item.answer for item in shut.answers.set_aside] == ["yes"]
    unknown = merge(sheets(instrument, ann={"gate": "yes"}, bob={"gate": "no"}), rule=AgreementRequired())
    assert unknown.answers.states("behind").tolist() == [AnswerState.NO_ANSWER]


def test_several_units_and_their_attributes():
    """Each respondent may speak for several units; attributes that respondents give differently are found and blank."""
    kind = Characteristic("kind", "Kind", (Option("big", "Big"), Option("small", "Small")))
    instrument = edition("1", {"one": [question("q")]}, characteristics=(kind,))

    def sheet(*rows):
        records = [{"unit": unit, "q": answer, "kind": size, "town": "X"} for unit, answer, size in rows]
        return Answers.from_records(instrument, records, unit="unit", attributes=["kind", "town"])

    merged = merge(
        {
            "bob": sheet(("S2", "yes", "big"), ("S1", "no", "small")),
            "ann": sheet(("S1", None, "big"), ("S3", "no", None)),
        },
        rule=AgreementRequired(),
    )
    assert merged.answers.units.tolist() == ["S1", "S3", "S2"]
    assert [merged.answers.record(unit)["q"] for unit in ("S1", "S2", "S3")] == ["no", "yes", "no"]
    assert list(merged.answers.attribute("kind")) == [None, None, "big"]
    assert list(merged.answers.attribute("town")) == ["X", "X", "X"]
    assert [finding.message for finding in merged.findings] == [
        "'kind' of 'S1': 'ann' said 'big', 'bob' said 'small'; it is left blank"
    ]


def test_any_rule_will_do():
    """A stranger's rule decides; an answer that the scale does not admit is an error with the cell."""

    class Loudest:
        def __init__(self, answer):
            self.answer = answer

        def settle(self, voices):
            return SettledAnswer(self.answer, f"shouted down {len(voices.voices)}")

    by = sheets(ann={"level": "none"}, bob={"level": "some"})
    merged = merge(by, rule=Loudest("all"))
    assert merged.answers.record("S1")["level"] == "all"
    assert merged.respondents("S1", "level") == ("ann", "bob")
    with pytest.raises(EditCheckError) as caught:
        merge(by, rule=Loudest("loud"))
    assert caught.value.findings[0].path == "$[0].level"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: merge({}, rule=AgreementRequired()), "'sheets': got no sheets, expected at least one"),
        (
            lambda: merge(list(sheets(ann={}, bob={}).values()), rule=AgreementRequired()),
            "'sheets': got an object of class 'list', expected the Answers of each respondent by name, or Answers "
            "whose rows are respondents. Name the respondents: {'dean': answers, 'registrar': answers}",
        ),
        (
            lambda: merge(3, rule=AgreementRequired()),
            "'sheets': got 3, expected the Answers of each respondent by name, or Answers whose rows are respondents",
        ),
        (
            lambda: merge({"ann": [{"q0": "all"}]}, rule=AgreementRequired()),
            "'sheets': got an object of class 'list', expected the Answers of 'ann'",
        ),
        (
            lambda: merge(sheets(ann={}), rule="latest"),
            "'rule': got 'latest', expected a merge rule, such as MostConservative()",
        ),
        (
            lambda: merge(sheets(ann={}), rule=int),
            "'rule': got <class 'int'>, expected a merge rule, such as MostConservative()",
        ),
        (
            lambda: merge(answered(PLAIN, {}, {}), units={"S1": "X"}, rule=AgreementRequired()),
            "'units': got no unit for 'S2', expected the unit of each respondent",
        ),
        (
            lambda: merge({"ann": answered(PLAIN, {})}, units={"S1": "X"}, rule=AgreementRequired()),
            "'units': got {'S1': 'X'}, expected None, because the rows of each sheet are units",
        ),
        (
            lambda: merge({"ann": answered(PLAIN, {}), "bob": answered(WHOLE, {})}, rule=AgreementRequired()),
            "'sheets': got answers of 'bob' to <Instrument 'tiny' edition '1': 1 domains, 2 areas, 6 indicators>, "
            "expected answers to <Instrument 'tiny' edition '1': 1 domains, 2 areas, 4 indicators>, as those of 'ann'",
        ),
        (
            lambda: merge(
                {"ann": answered(PLAIN, {})},
                rule=SectionOwners({"one": "ann"}, SectionOwners({"tow": "bob"})),
            ),
            "'owners': got 'tow', expected codes of the instrument. Did you mean 'two'?",
        ),
        (
            lambda: merge(sheets(PLAIN, ann={"q0": "all"}, bob={"q0": "all"}), rule=Latest({"ann": 1})),
            "'times': got no time for 'bob', expected a time for each respondent",
        ),
    ],
)
def test_what_cannot_be_merged(make, message):
    """No sheets or no rule, a respondent without unit or time, several instruments, unknown sections are refused."""
    with pytest.raises(ArgumentError) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Latest({}), "'times' of Latest: got {}, expected times that compare, by respondent"),
        (
            lambda: Latest({"ann": 1, "bob": "2024"}),
            "'times' of Latest: got {'ann': 1, 'bob': '2024'}, expected times that compare, by respondent",
        ),
        (lambda: Latest(3), "'times' of Latest: got 3, expected times that compare, by respondent"),
        (lambda: SectionOwners({}), "'owners' of SectionOwners: got {}, expected respondents by code"),
        (
            lambda: SectionOwners({"one": None}),
            "'owners' of SectionOwners: got {'one': None}, expected respondents by code",
        ),
    ],
)
def test_a_rule_that_cannot_be(make, message):
    """A rule without the facts that it goes by is refused."""
    with pytest.raises(DeclarationError) as caught:
        make()
    assert [finding.message for finding in caught.value.findings] == [message]
