"""No choice is read as another one, whatever the choices of a question are called and however they are shown."""

import pytest
from hypothesis import example, given, strategies as st

from smmi.exchange.fhir import answers_from_fhir, from_fhir
from smmi.exchange.redcap import COLUMNS, answers_from_redcap, from_redcap
from smmi.exchange.redcap._dictionary import box
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform

NAMES = (
    "1", "2", "01", "1.0", "1e0", "-1", "-0", "0", "A", "a", "b", "C_1", "c_1", "Y!", "y", "NOT_APPLICABLE",
    "a-b", "a/b", "true", "none", "other", "\N{LATIN SMALL LETTER E WITH ACUTE}", "999",
)  # fmt: skip
LABELS = (*NAMES, "a b", "1 2", "b a", "No answer")


def by_fhir(pairs, chosen, *, several):
    """The instrument of a questionnaire, and the answers of a response."""
    options = [{"valueCoding": {"code": name, "display": label}} for name, label in pairs]
    item = {"linkId": "q", "type": "choice", "repeats": several, "answerOption": options}
    asked = [item, {"linkId": "rest", "type": "boolean"}]
    instrument, account = from_fhir({"resourceType": "Questionnaire", "title": "T", "item": asked})
    answer = [{"valueCoding": {"code": name}} for name in chosen]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "id": "u"}
    told = [{"linkId": "q", "answer": answer}]
    return instrument, account, lambda: answers_from_fhir(instrument, [response | {"item": told}])


def form_of(pairs, *, several):
    """An XLSForm of the question, and its instrument."""
    kind = "select_multiple" if several else "select_one"
    return from_xlsform(
        {
            "survey": [{"type": f"{kind} q", "name": "q"}, {"type": "integer", "name": "rest"}],
            "choices": [{"list_name": "q", "name": name, "label": label} for name, label in pairs],
        }
    )


def by_xlsform(pairs, chosen, *, several):
    """The instrument of a form, and the answers of an export."""
    instrument, account = form_of(pairs, several=several)
    return (
        instrument,
        account,
        lambda: answers_from_xlsform(instrument, ["KEY", "q"], [["u", " ".join(chosen)]]),
    )


def by_xlsform_boxes(pairs, chosen, *, several):
    """The instrument of a form, and the answers of an export with a column for each choice."""
    instrument, account = form_of(pairs, several=several)
    header = ["KEY", *[f"g/q/{name}" for name, _ in pairs]] if several else ["KEY", "g/q"]
    cells = [str(int(name in chosen)) for name, _ in pairs] if several else chosen
    return instrument, account, lambda: answers_from_xlsform(instrument, header, [["u", *cells]])


def by_redcap(pairs, chosen, *, several):
    """The instrument of a dictionary, and the answers of a raw export."""
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", "q", "rest")]
    rows[1] |= {COLUMNS[3]: "checkbox" if several else "radio"}
    rows[1] |= {COLUMNS[5]: " | ".join(f"{name}, {label}" for name, label in pairs)}
    rows[2] |= {COLUMNS[3]: "yesno"}
    instrument, account = from_redcap(rows)
    header = ["id", *[box("q", name) for name, _ in pairs]] if several else ["id", "q"]
    cells = [str(int(name in chosen)) for name, _ in pairs] if several else chosen
    return instrument, account, lambda: answers_from_redcap(instrument, header, [["u", *cells]])


@st.composite
def cases(draw):
    """Choices with labels, and some that are chosen."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    pairs = [(name, draw(st.sampled_from(LABELS))) for name in names]
    several = draw(st.booleans())
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3 if several else 1, unique=True))
    return pairs, sorted(chosen, key=names.index), several


@pytest.mark.parametrize("way", [by_fhir, by_xlsform, by_xlsform_boxes, by_redcap])
@example(([("1", "1"), ("01", "x")], ["1"], False))
@example(([("1", "2"), ("2", "1")], ["2"], False))
@example(([("Y!", "a"), ("A", "b"), ("b", "Y!")], ["A"], False))
@example(([("a", "A"), ("b", "B"), ("c_1", "a b")], ["a", "b"], True))
@example(([("-1", "x"), ("1", "-1")], ["-1"], True))
@example(([("\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{LATIN SMALL LETTER E WITH ACUTE}"), ("a", "b")],
          ["\N{LATIN SMALL LETTER E WITH ACUTE}"], True))  # fmt: skip
@given(cases())
def test_a_choice_is_read_as_itself_or_the_account_says_why_not(way, case):
    """A question whose choices answers would not tell apart is left out; columns that are called alike are refused."""
    pairs, chosen, several = case
    instrument, account, read = way(pairs, chosen, several=several)
    if "q" not in {one.code for one in instrument.indicators}:
        assert any(one.code == "q" and one.message.startswith("choices ") for one in account.left_out)
        return
    options = [option.code for option in instrument["q"].scale.options]
    expected = tuple(options[[name for name, _ in pairs].index(one)] for one in chosen)
    try:
        answers, _ = read()
    except ValueError as error:
        assert several
        assert "may hold" in str(error) or "to be read twice" in str(error)
        assert {"a-b", "a/b"} <= {name for name, _ in pairs}
        return
    assert answers.record("u")["q"] == (expected if several else expected[0])
