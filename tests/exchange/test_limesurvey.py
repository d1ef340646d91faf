"""Structures of LimeSurvey as instruments, and exports of responses as answers."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DocumentError
from smmi.exchange.limesurvey import answers_from_limesurvey, from_limesurvey
from smmi.exchange.limesurvey._logic import parsed
from smmi.instrument import Nonresponse


def table(name: str, *rows: dict) -> str:
    """A table of a structure, as the tool writes it."""
    inside = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><fields/><rows>{inside}</rows></{name}>"


def question(qid: int, kind: str, title: str, text: str, **more: object) -> dict:
    """A question of the first group, with its text in the row, as older versions have it."""
    row = {"qid": qid, "parent_qid": 0, "gid": 1, "type": kind, "title": title, "question": text}
    return {**row, "question_order": qid, "language": "en", "relevance": "1", "other": "N", **more}


def structure(*tables: str) -> str:
    """A structure."""
    head = '<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>'
    return f"{head}<DBVersion>359</DBVersion>{''.join(tables)}</document>"


QUESTIONS = (
    question(1, "Y", "open", "Is it <b>open</b>?"),
    question(2, "L", "often", "How often?", relevance='((open.NAOK == "Y"))', other="Y"),
    question(3, "M", "who", "Who comes?", relevance='open.NAOK=="Y" and often.NAOK != "dk"'),
    question(4, "F", "good", "How good is"),
    question(5, "N", "beds", "How many beds?", relevance='who_rural.NAOK == "Y" or count(that.who) > 1'),
    question(6, "T", "more", "What else?"),
    question(7, "*", "sum", "{beds * 2}"),
    question(8, "N", "nurses", "How many nurses?", relevance="beds.NAOK >= 3"),
)
INSIDE = (
    question(11, "T", "rural", "Rural patients", parent_qid=3),
    question(12, "T", "SQ002", "Refugees", parent_qid=3),
    question(13, "T", "food", "Food", parent_qid=4),
    question(14, "T", "bed", "Beds", parent_qid=4),
)
ANSWERS = (
    {"qid": 2, "code": "A1", "answer": "Weekly", "sortorder": 1, "assessment_value": 1, "language": "en"},
    {"qid": 2, "code": "A2", "answer": "Daily", "sortorder": 2, "assessment_value": 5, "language": "en"},
    {
        "qid": 2,
        "code": "dk",
        "answer": "Do not know",
        "sortorder": 3,
        "assessment_value": 0,
        "language": "en",
    },
    {"qid": 4, "code": "1", "answer": "Bad", "sortorder": 1, "language": "en"},
    {"qid": 4, "code": "2", "answer": "Good", "sortorder": 2, "language": "en"},
)
GROUPS = table(
    "groups", {"gid": 1, "group_name": "Clinic", "group_order": 1, "language": "en", "grelevance": ""}
)
TITLES = table("surveys_languagesettings", {"surveyls_language": "en", "surveyls_title": "Visits"})
SURVEYS = table("surveys", {"sid": 1, "language": "en"})
VISITS = structure(
    GROUPS,
    table("questions", *QUESTIONS),
    table("subquestions", *INSIDE),
    table("answers", *ANSWERS),
    SURVEYS,
    TITLES,
)


def test_what_people_write_is_carried_or_named():
    """Lists, arrays, several choices, relevance, worth of answers, and what asks nothing that counts."""
    instrument, account = from_limesurvey(
        VISITS, nonresponses={"dk": Nonresponse.NO_ANSWER}, ordinal=["often"]
    )
    codes = [one.code for one in instrument.indicators]
    assert codes == ["open", "often", "who", "good_food", "good_bed", "beds", "nurses"]
    assert (instrument.title, instrument["open"].prompt) == ("Visits", "Is it open?")
    assert [one.label for one in instrument.areas] == ["Clinic"]
    assert type(instrument["often"].scale).__name__ == "Ordinal"
    assert [(o.code, o.spellings) for o in instrument["often"].scale.options] == [
        ("a1", ("A1",)),
        ("a2", ("A2",)),
        ("dk", ()),
        ("other", ("-oth-",)),
    ]
    assert instrument["often"].scale.options[-1].nonresponse is Nonresponse.NO_ANSWER
    assert str(instrument["often"].gate) == "Equals(code='open', value='yes')"
    assert instrument["good_bed"].prompt == "How good is: Beds"
    assert instrument["beds"].gate is None
    assert str(instrument["nurses"].gate) == "AtLeast(code='beds', value=3.0)"
    told: dict = {}
    for one in account.left_out:
        told.setdefault(one.code, []).append(one.message)
    assert told["often"] == [
        "what answers are worth: A1 1, A2 5, dk 0",
        "the text of a further answer that is written in; that there is one is an option, and no answer, for "
        "answers ascend",
    ]
    assert told["beds"][0].startswith(
        "a condition, or a part of one, that a gate cannot say: (who_rural.NAOK"
    )
    assert (told["more"], told["sum"]) == (
        ["a text that is written in"],
        ["an equation: scores are worked out from the answers"],
    )


def test_exports_are_read_by_codes():
    """Boxes that are not ticked, questions that were not displayed, and responses that were not submitted."""
    instrument, _ = from_limesurvey(VISITS)
    header = [
        "id",
        "submitdate",
        "open",
        "often",
        "who[rural]",
        "who[SQ002]",
        "good[food]",
        "good[bed]",
        "beds",
        "sum",
    ]
    rows = [
        ["1", "2026-11-30", "Y", "A2", "Y", "", "2", "1", "4", "8"],
        ["2", "2026-11-30", "N", "N/A", "N/A", "N/A", "", "", "", ""],
        ["3", "", "Y", "A1", "", "", "", "", "", ""],
    ]
    answers, account = answers_from_limesurvey(instrument, header, rows)
    assert answers.units.tolist() == ["1", "2"]
    first = answers.record("1")
    assert (first["open"], first["often"], first["who"], first["good_food"]) == (
        "yes",
        "a2",
        ("rural",),
        "c_2",
    )
    assert answers.record("2")["often"] is Nonresponse.NOT_APPLICABLE
    assert answers.record("2")["good_bed"] is None
    assert "sum" in str(account)
    with pytest.raises(ValueError, match="export question codes and answer codes"):
        answers_from_limesurvey(instrument, ["id", "Is it open?"], [["1", "Yes"]])
    with pytest.raises(ValueError, match="no column is called 'school'"):
        answers_from_limesurvey(instrument, header, rows, unit="school")


FURTHER = structure(
    GROUPS,
    table(
        "questions",
        question(1, "L", "host", "Who hosts it?", other="Y"),
        question(2, "M", "who", "Who comes?", other="Y"),
        question(3, "!", "often", "How often?"),
    ),
    table(
        "subquestions",
        question(11, "T", "rural", "Rural patients", parent_qid=2),
        question(12, "T", "SQ002", "Refugees", parent_qid=2),
    ),
    table("answers", *({**one, "qid": qid} for qid in (1, 3) for one in ANSWERS[:2])),
    table(
        "question_attributes", {"qid": 1, "attribute": "other_replace_text", "value": "Somebody <i>else</i>"}
    ),
    SURVEYS,
    TITLES,
)
BOXES = ("who[rural]", "who[SQ002]", "who[other]")


def test_answers_that_are_written_in_are_options():
    """Of a list and of several choices; the text itself is named in the account, and no file stops at it."""
    instrument, account = from_limesurvey(FURTHER)
    assert [(one.label, one.nonresponse) for one in instrument["host"].scale.options[2:]] == [
        ("Somebody else", None)
    ]
    assert [one.label for one in instrument["who"].scale.options] == ["Rural patients", "Refugees", "Other"]
    assert {one.code for one in account.left_out if "written in" in one.message} == {"host", "who"}
    header = ["id", "submitdate", "host", "host[other]", *BOXES, "often"]
    rows = [
        ["1", "2026-11-30", "-oth-", "A friend", "Y", "", "Neighbours", "A1"],
        ["2", "2026-11-30", "A1", "", "", "", "Y", "A2"],
    ]
    answers, read = answers_from_limesurvey(instrument, header, rows)
    assert answers.record("1") == {"host": "other", "who": ("rural", "other"), "often": "a1"}
    assert answers.record("2") == {"host": "a1", "who": ("other",), "often": "a2"}
    assert "host[other]" in str(read)


@given(st.tuples(*[st.sampled_from(["Y", "", "N", "N/A", "{question_not_shown}"])] * 2))
def test_a_box_that_was_not_shown_hides_no_tick(boxes):
    """Beside other boxes it is not ticked; where no box was shown, the question does not apply."""
    instrument, _ = from_limesurvey(FURTHER)
    header = ["id", "who[rural]", "who[SQ002]", "often"]
    answers, account = answers_from_limesurvey(instrument, header, [["1", *boxes, "{question_not_shown}"]])
    ticked = tuple(code for code, box in zip(("rural", "sq002"), boxes, strict=True) if box == "Y")
    none_shown = all(len(box) > 1 for box in boxes)
    found = answers.record("1")["who"]
    if ticked or none_shown:
        assert found == (ticked or Nonresponse.NOT_APPLICABLE)
    else:
        assert found in (None, ())
    assert answers.record("1")["often"] is Nonresponse.NOT_APPLICABLE
    if ticked and not none_shown and any(len(box) > 1 for box in boxes):
        assert "not shown" in str(account)


@pytest.mark.parametrize("encoding", ["shift_jis", "hex", "idna", "nothing-known", "utf-7"])
def test_an_encoding_that_is_not_read_is_a_clear_error(encoding):
    """The file says in what it is written; the tool always writes UTF-8."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?><document></document>'.encode("ascii")
    with pytest.raises(DocumentError) as caught:
        from_limesurvey(declared)
    assert "$" in str(caught.value)


def test_newer_structures_have_texts_in_tables_of_their_own():
    """Since version 4 of the tool, by the ids of questions and answers, in each language."""
    questions = [
        {key: value for key, value in one.items() if key not in {"question", "language"}} for one in QUESTIONS
    ]
    texts = [
        {"qid": one["qid"], "question": f"{one['question']} ({lang})", "language": lang}
        for one in QUESTIONS
        for lang in ("de", "en")
    ]
    answers = [{**one, "aid": i} for i, one in enumerate(ANSWERS)]
    labels = [{"aid": i, "answer": f"{one['answer']}!", "language": "en"} for i, one in enumerate(ANSWERS)]
    newer = structure(
        GROUPS, table("questions", *questions), table("question_l10ns", *texts), table("subquestions", *INSIDE),
        table("answers", *answers), table("answer_l10ns", *labels), SURVEYS, TITLES,
    )  # fmt: skip
    instrument, _ = from_limesurvey(newer)
    assert instrument["open"].prompt == "Is it open? (en)"
    assert [option.label for option in instrument["often"].scale.options] == [
        "Weekly!",
        "Daily!",
        "Do not know!",
        "Other",
    ]
    assert from_limesurvey(newer, language="de")[0]["beds"].prompt == "How many beds? (de)"


ENTITY = '<!DOCTYPE document [<!ENTITY greeting "hello">]><document><questions><rows/></questions></document>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTITY, "there is a document type declaration"),
        ("", "this is no XML"),
        (VISITS[: len(VISITS) // 2], "this is no XML"),
        (VISITS.encode("utf-16")[:99], "this is no XML"),
        ("<document/>", "this is no structure of a survey"),
        ("<a>" * 50 + "</a>" * 50, "more than 8 deep"),
        (structure(table("questions")), "no question can be carried over"),
        ("\ud800", "lone surrogates"),
    ],
    ids=["entity", "nothing", "half", "encoding", "other", "deep", "empty", "surrogate"],
)
def test_what_is_no_structure_is_refused(text, words):
    """In words; no entity is ever expanded."""
    with pytest.raises(ValueError, match="cannot be read") as caught:
        from_limesurvey(text)
    assert words in str(caught.value)


@given(st.text(alphabet="abq1.NAOK=!<>()'\"&|andor ", max_size=100))
def test_relevance_is_understood_or_left(text):
    """Whatever it is, it raises nothing."""
    parsed(text)
    rows = [question(1, "Y", "a", "A"), question(2, "Y", "b", "B", relevance=text)]
    assert len(from_limesurvey(structure(table("questions", *rows)))[0].indicators) == 2
