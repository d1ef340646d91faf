"""The national survey of 2019 is an administration with the published counts."""

from smmi.editions import national_2019, smmi_18
from smmi.instrument import Origin
from smmi.instrument.answers import AdministrationKind


def test_the_published_counts():
    """689 schools were invited and 242 responded, in three disciplines: 35.1 percent."""
    wave = national_2019()
    assert wave is national_2019()
    assert (wave.instrument, wave.kind, wave.by) == (smmi_18(), AdministrationKind.NATIONAL, "discipline")
    assert wave.invited == {"nursing": 420, "medical": 203, "dental": 66}
    assert wave.responded == {"nursing": 133, "medical": 83, "dental": 26}
    assert (sum(wave.invited.values()), sum(wave.responded.values())) == (689, 242)
    assert wave.response_rate is not None
    assert round(100 * wave.response_rate, 1) == 35.1


def test_no_more_than_is_known():
    """Of the window only the year is given, and the counts name their source."""
    wave = national_2019()
    assert (wave.opens, wave.closes) == ("2019", "2019")
    assert wave.provenance is not None
    assert wave.provenance.origin is Origin.PUBLISHED
    assert wave.provenance.source.startswith("Batra et al. 2022")
