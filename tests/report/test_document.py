"""The document as a whole: one file, the same each time, sound, alone, and deaf to what labels say."""

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from smmi.benchmark import Norms, highlights
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.report import school_report
from smmi.testing import strategies
from tests.report.cohorts import clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read

HOSTILE = (
    """</style></title><script src="https://example.org/x.js">'{}'</script><!-- & "> <img src=x onerror=y>"""
)


def hostile():
    """The report on a clinic where every text that can be chosen is an attack."""
    instrument = clinic(HOSTILE)
    answers = clinics(instrument, rooms=0, use="high", share=None, wait=None)
    return school_report(
        *place(answers, clinic_scheme(instrument), by=("kind",)),
        title=HOSTILE.format("title"),
        note=HOSTILE.format("note"),
        notices=(HOSTILE.format("notice"),),
        unit_noun=HOSTILE.format("noun"),
    )


def test_the_same_arguments_give_the_same_text():
    """A report is a function of its arguments."""
    assert school_report(*school()) == school_report(*school.__wrapped__())


def test_the_tags_match_and_every_reference_finds_its_target():
    """The document is sound: every element is closed in order, ids are unique, and references lead to them."""
    page = read(school_report(*school()))
    ids = [node["id"] for node in page.walk() if "id" in node.attributes]
    links = [node["href"] for node in page.walk() if node.attributes.get("href", "").startswith("#")]
    names = [node["aria-labelledby"] for node in page.walk() if "aria-labelledby" in node.attributes]
    assert len(set(ids)) == len(ids)
    assert len(links) > 10
    assert {link.removeprefix("#") for link in links} | set(names) <= set(ids)


def test_a_screen_reader_finds_its_way():
    """The page has a language, a title, one of each landmark, and headings that skip no level."""
    page = read(school_report(*school(), title="Lakeside"))
    assert page.one("html")["lang"] == "en"
    assert page.one("title").text == "Lakeside · Social Mission Metrics self-assessment"
    assert [len(page.all(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    levels = [int(node.name[1]) for node in page.walk() if re.fullmatch(r"h[1-6]", node.name)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("aria-labelledby" in node.attributes for node in page.all("section"))


@pytest.mark.parametrize("report", [lambda: school_report(*school()), hostile], ids=["school", "hostile"])
def test_the_document_is_alone(report):
    """There is no script, nothing is loaded, and the policy in it forbids both."""
    page = read(report())
    keys = {key for node in page.walk() for key in node.attributes}
    hrefs = {node["href"] for node in page.walk() if "href" in node.attributes}
    style = "".join(page.one("style").strings())
    policy = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta.attributes]
    assert not {node.name for node in page.walk()} & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    }
    assert not {key for key in keys if key.startswith("on")} | (keys & {"src", "srcset", "action", "style"})
    assert {href for href in hrefs if not href.startswith("#")} == {"data:,"}
    assert not re.search(r"url\(|@import|@font-face|//", style)
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_what_labels_say_is_text():
    """Labels, prompts, units, answers, titles and notes are shown as they are, and none is read as HTML."""
    page = read(hostile())
    text = "".join(page.strings())
    words = {"Clinics", "first", "a paper", "Inside", "Care", "Staff", "Use", "Which share?"}
    words |= {"How long is the wait?", "Kind", "Town", "high", "title", "note", "notice", "noun"}
    assert {word for word in words if HOSTILE.format(word) not in text} == set()
    plain = read(
        school_report(*place(clinics(clinic(), share=None), clinic_scheme(clinic()), by=("kind",)), note=".")
    )
    assert {node.name for node in page.walk()} == {node.name for node in plain.walk()}


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.data())
def test_any_instrument_can_be_reported_on(data):
    """Whatever the instrument, the scheme and the answers: the report is sound, and holds every area by its label."""
    instrument = data.draw(strategies.instruments())
    scheme = data.draw(strategies.schemes(instrument))
    profile, placement = place(
        data.draw(strategies.from_instrument(instrument)), scheme, by=(strategies.GROUP,)
    )
    page = read(school_report(profile, placement))
    rows = [
        node.all("span", class_="name")[0]
        for node in page.one("table").all("th")
        if node.all("span", class_="name")
    ]
    nodes = [node.label for domain in instrument.domains for node in (domain, *domain.areas)]
    assert ["".join(row.strings()) for row in rows] == nodes
    assert "".join(page.one("h1").strings()) == profile.unit


def test_the_heading_is_the_title_or_the_identifier():
    """Without a title the identifier is the heading; with one, the identifier stands among the facts."""
    profile, placement = school()
    assert read(school_report(profile, placement)).one("h1").text == profile.unit
    page = read(school_report(profile, placement, title="Lakeside", unit_noun="college"))
    facts = [(fact.one("dt").text, fact.one("dd").text) for fact in page.one("dl", class_="facts").all("div")]
    assert page.one("h1").text == "Lakeside"
    assert facts[:3] == [("College", "S001"), ("Discipline", "Dental medicine"), ("Control", "Public")]


def test_a_unit_without_attributes_has_no_facts():
    """Where nothing is known of a unit but its identifier, there is no empty list."""
    scheme = clinic_scheme(clinic())
    profile, placement = place(clinics(clinic(), kind=None), scheme)
    assert read(school_report(profile, placement)).all("dl", class_="facts") == []


def test_notices_stand_out_and_say_what_is_illustrative():
    """The notices given, and one that counts illustrative indicators, stand in the header, as does the note."""
    page = read(
        school_report(*school(), notices=("The cohort is synthetic.",), note="Made by us.\n\nIn spring.")
    )
    notices = page.one("header").one("div", role="note").all("p")
    illustrative = "illustrative: stand-ins, not the wording of the owner of the questionnaire."
    assert [notice.text for notice in notices] == [
        "The cohort is synthetic.",
        f"All 80 indicators of this instrument are {illustrative} So are 4 of the 16 areas: Leadership diversity, "
        "Admissions, Academic and financial support and Inclusive climate. The scores rest on them: take "
        "these results, and what they ask to be done, as a trial.",
    ]
    assert [node.text for node in page.all("p", class_="note")] == ["Made by us.", "In spring."]


def test_illustrative_indicators_are_counted():
    """Where only some indicators are illustrative, the notice says how many of how many."""
    page = read(school_report(*place(clinics(clinic()), clinic_scheme(clinic()))))
    assert page.one("div", role="note").text.startswith("1 of the 6 indicators of this instrument")


def test_notices_are_a_sequence():
    """A text in place of the sequence of notices is refused: it would be shown letter by letter."""
    with pytest.raises(ArgumentError) as caught:
        school_report(*school(), notices="Synthetic.")
    assert str(caught.value) == (
        "'notices': got 'Synthetic.', expected a sequence of sentences. Write notices=('Synthetic.',)"
    )


def test_the_placement_is_of_the_profile():
    """A placement of another unit is refused."""
    scheme = clinic_scheme(clinic())
    profile, _ = place(clinics(clinic()), scheme)
    _, placement = place(clinics(clinic()), scheme, unit="U1")
    with pytest.raises(ArgumentError) as caught:
        school_report(profile, placement)
    assert str(caught.value) == (
        "'placement': got that of 'U1', expected the placement of 'U0'. Place this profile"
    )


def test_the_highlights_are_of_the_placement():
    """Highlights of another unit are refused."""
    scheme = clinic_scheme(clinic())
    found = highlights(*place(clinics(clinic()), scheme, unit="U11"))
    with pytest.raises(ArgumentError) as caught:
        school_report(*place(clinics(clinic()), scheme), highlights=found)
    assert str(caught.value) == (
        "'highlights': got a standing in 'care' of another placement, "
        "expected highlights of this profile in this placement"
    )


def test_the_own_group_can_be_chosen():
    """`peers` picks the group; the last one is taken where it is not given, and an unknown one is refused."""
    profile, placement = school()

    def compared(**chosen):
        cards = read(school_report(profile, placement, **chosen)).section("summary").all("div", class_="card")
        return [card.one("h3").text for card in cards]

    assert compared() == ["All participants", "Dental medicine"]
    assert compared(peers="public") == ["All participants", "Public"]
    assert compared(peers="control=public") == ["All participants", "Public"]
    assert compared(peers="all") == ["All participants"]
    with pytest.raises(UnknownCodeError, match="the unit is in no group called 'medical'"):
        compared(peers="medical")


def test_norms_without_groups_compare_with_everyone():
    """Where the norms have no group of the unit's own, everyone is the only comparison."""
    profile, _ = school()
    page = read(school_report(profile, Norms.fit(profile.scores).place(profile)))
    assert [cell["colspan"] for cell in page.one("thead").all("th", scope="colgroup")] == ["3"]


WRONG_CLASSES = {
    "swapped": (
        lambda profile, placement: school_report(placement, profile),
        "'profile': got an object of class 'Placement', expected a ScoreProfile. "
        "The arguments are swapped; write school_report(profile, placement)",
    ),
    "scores": (
        lambda profile, placement: school_report(profile.scores, placement),
        "'profile': got an object of class 'Scores', expected a ScoreProfile. "
        "scores.of(unit) is the profile of one unit",
    ),
    "norms": (
        lambda profile, _placement: school_report(profile, Norms.fit(profile.scores)),
        "'placement': got an object of class 'Norms', expected a Placement. norms.place(profile) is one",
    ),
    "highlights": (
        lambda profile, placement: school_report(profile, placement, highlights=["curriculum"]),
        "'highlights': got an object of class 'list', expected Highlights. "
        "benchmark.highlights(profile, placement) returns them",
    ),
    "notices": (
        lambda profile, placement: school_report(profile, placement, notices=3),
        "'notices': got 3, expected a sequence of sentences",
    ),
    **{
        name: (
            lambda profile, placement, name=name: school_report(profile, placement, **{name: 3}),
            f"'{name}': got 3, expected text",
        )
        for name in ("title", "note", "unit_noun")
    },
}


@pytest.mark.parametrize(("ask", "message"), WRONG_CLASSES.values(), ids=WRONG_CLASSES)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of a profile, a placement, highlights or text is told; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(*school())
    assert str(caught.value) == message
