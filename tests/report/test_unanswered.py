"""What was not answered, and what was set aside."""

import attrs

from smmi.errors import Finding, Reason
from smmi.report import school_report
from tests.report.cohorts import clinic, clinic_scheme, clinics, place
from tests.report.pages import read


def section_of(**answers):
    """The section of the report on a clinic that gave these answers."""
    profile, placement = place(clinics(clinic(), **answers), clinic_scheme(clinic()))
    return read(school_report(profile, placement, unit_noun="clinic")).section("unanswered")


def tiles_of(section):
    """The counts, by label."""
    return {tile.one("dt").text: tile.one("dd").text for tile in section.one("dl", class_="tiles").all("div")}


def test_states_are_counted():
    """Each state that occurs is counted; answered and unanswered always are."""
    section = section_of(rooms=0, use=None, share=None, offers=None, parts=None, kind="country", wait=None)
    assert tiles_of(section) == {
        "answered": "1",
        "without an answer": "1",
        "not applicable": "1",
        "not asked, given other answers": "3",
    }
    assert tiles_of(section_of()) == {"answered": "6", "without an answer": "0"}


def test_blanks_are_listed_by_area_with_their_prompts():
    """An area with a blank has its counts, and each blank its label and prompt."""
    section = section_of(rooms=2, use=None, share=None)
    (gap,) = section.all("div", class_="gap")
    assert gap.one("h3").text == "Care"
    assert gap.one("p").text == "1 answered and 2 without an answer"
    assert [item.text for item in gap.all("li")] == ["Use: How are they used?", "Which share?"]
    assert "No blanks: Staff." in section.text


def test_areas_without_blanks_say_what_was_not_put_to_the_unit():
    """An area without blanks is named, with what was skipped or does not apply."""
    section = section_of(rooms=0, use=None, offers=None, parts=None, share=None)
    assert "No blanks: Staff (2 not asked, given other answers)." in section.text
    section = section_of(rooms=0, use=None, offers=None, parts=None)
    assert "Every indicator that was put to this clinic has an answer." in section.text
    assert (
        "Not put to it: Care (1 not asked, given other answers) and Staff (2 not asked, given other answers)."
        in section.text
    )


def test_answers_set_aside_are_shown_with_the_reason():
    """An answer behind a shut gate, or to what does not apply, is shown in words, with why it does not count."""
    section = section_of(
        rooms=0, use="high", offers=("alpha", "beta"), parts=(25.0, 75.0), kind="country", wait=3.5
    )
    skips = "the instrument's routing skips this indicator, given the answers before it"
    kept = "It is kept, and does not count."
    assert [item.text for item in section.all("ul")[-1].all("li")] == [
        f"Use: “high” was given, but {skips}. {kept}",
        f"What is offered?: “alpha, beta” was given, but {skips}. {kept}",
        f"Which parts?: “alpha 25 %, beta 75 %” was given, but {skips}. {kept}",
        f"How long is the wait?: “3.5 days” was given, but this indicator does not apply to this clinic. {kept}",
    ]


def test_other_doubts_are_shown_as_found():
    """A finding that is no matter of routing is shown with its message; without any doubt, that is said."""
    message = "'parts': the shares sum to 95, expected 100"
    finding = Finding(reason=Reason.DOES_NOT_SUM, path="$[0].parts", message=message, unit="U0", code="parts")
    answers = attrs.evolve(clinics(clinic()), findings=(finding,))
    section = read(school_report(*place(answers, clinic_scheme(clinic())))).section("unanswered")
    assert [item.text for item in section.all("ul")[-1].all("li")] == [message]
    assert section_of().all("p")[-1].text == "None."
