"""Small editions of one instrument, for tests of what compares two of them."""

from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument, Option, Ordinal

YES_NO = Binary(code="yes_no")
THREE = Ordinal(code="three", options=(Option("none", "None"), Option("some", "Some"), Option("all", "All")))
FIVE = Ordinal(code="five", options=tuple(Option(f"l{i}", f"Level {i}") for i in range(1, 6)))


def question(code, scale=YES_NO, **rest):
    """An indicator."""
    return Indicator(code=code, prompt=rest.pop("prompt", f"{code}?"), scale=scale, **rest)


def edition(name, areas, *, domain="whole", **rest):
    """An edition of one domain, from its areas: indicators by the area's code."""
    made = [Area(code=code, label=code.title(), indicators=inside) for code, inside in areas.items()]
    return Instrument(
        code="tiny",
        edition=name,
        title="Tiny",
        domains=[Domain(code=domain, label="Whole", areas=made)],
        **rest,
    )


def answered(instrument, *records, **rest):
    """Answers from records without unit names: S1, S2, …"""
    named = [{"unit_id": f"S{place}", **record} for place, record in enumerate(records, start=1)]
    return Answers.from_records(instrument, named, unit="unit_id", **rest)
