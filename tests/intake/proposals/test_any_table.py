"""Whatever a table holds, there is a proposal, and what it asks can be answered."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, strategies as st

from smmi.errors import SmmiError
from smmi.instrument import Binary, Composition, Option
from smmi.intake import propose_reading
from tests.intake.field import SCALES, instrument_of

MIX = Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")])
ANY = instrument_of({**SCALES, "mix": MIX, "policy": Binary(code="yes_no")})
TEXTS = """Partly|1|2|9|-99|x|Equity;Advocacy, at home|45,5|1,234|1.234|N/A|?|-|0|Response|Total|{"ImportId":"x"}|Yes|%
5%|1 000|12 hours|rural=3;urban=97|0.5|advocacy""".replace("\n", "|").split("|")
OBJECTS = [None, 3, 2.5, float("nan"), True, dt.date(2026, 1, 1), Decimal("1.5"), "٣", ""]
CELLS = st.sampled_from([*TEXTS, *OBJECTS]) | st.text()
NAMES = st.sampled_from(
    """Id|id|topics|Topics|topics_1|topics_2|topics/equity|plans|plans?|PLANS|share|visits|Vists|ResponseId|Status|Year
Date|topics [Equity]|topics___1|V1|Q1. plans|Q2. share|E-mail|topics (choice=Equity)|mix_rural|mix_urban""".replace(
        "\n", "|"
    ).split("|")
)


@st.composite
def tables(draw):
    """A header of likely names and unlikely ones, and rows that fit it more or less."""
    header = draw(st.lists(NAMES | CELLS, max_size=8))
    widths = st.integers(max(0, len(header) - 1), len(header) + 1)
    rows = st.lists(widths.flatmap(lambda n: st.lists(CELLS, min_size=n, max_size=n)), max_size=6)
    return header, draw(rows)


@given(tables(), st.data())
def test_any_table_has_a_proposal_whose_questions_can_be_answered(table, data):
    """Each question and each of its answers has a name of its own; any answers give a reading, or a typed refusal."""
    header, rows = table
    proposal = propose_reading(ANY, header, rows)
    assert str(proposal)
    names = [question.id for question in proposal.questions]
    assert len(set(names)) == len(names)
    replies = {}
    for question in proposal.questions:
        ids = [option.id for option in question.options]
        assert len(set(ids)) == len(ids)
        replies[question.id] = data.draw(st.sampled_from(ids))
    try:
        answers, account = proposal.confirm(replies).answers(header, rows)
    except SmmiError:
        return
    assert str(account)
    assert len(answers) <= len(rows)
