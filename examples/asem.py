"""The ASEM Sustainable Connectivity index as an instrument: declared from its structure table, scored, benchmarked.

Run it with the folder that holds `structure.csv` and `answers.csv`, a country, and the report to write:

    python examples/asem.py tests/data/asem AUT austria.html
"""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import smmi
from smmi import benchmark, report
from smmi.instrument import Area, Domain, Indicator, Instrument, Number, Origin, Provenance
from smmi.scoring import Linear, MinimumCoverage, Polarity, ScoringScheme

SOURCE = Provenance(
    Origin.PUBLISHED, "ASEM Sustainable Connectivity Portal, European Commission, Joint Research Centre"
)
GROUP = "EurAsia_group"

Row = Mapping[str, str]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def declare(structure: Sequence[Row]) -> Instrument:
    """Return the instrument that a structure table describes: sub-indices are domains, pillars are areas."""

    def below(parent: str) -> list[Row]:
        return [row for row in structure if row["parent"] == parent]

    def indicator(row: Row) -> Indicator:
        scale = Number(code=f"{row['code'].lower()}_scale", unit=row["unit"])
        return Indicator(code=row["code"].lower(), prompt=row["name"], scale=scale, provenance=SOURCE)

    def area(row: Row) -> Area:
        indicators = [indicator(child) for child in below(row["code"])]
        return Area(code=row["code"].lower(), label=row["name"], indicators=indicators, provenance=SOURCE)

    def domain(row: Row) -> Domain:
        areas = [area(child) for child in below(row["code"])]
        return Domain(code=row["code"].lower(), label=row["name"], areas=areas, provenance=SOURCE)

    (index,) = (row for row in structure if row["level"] == "4")
    domains = [domain(row) for row in below(index["code"])]
    return Instrument(code="asem", edition="2018", title=index["name"], domains=domains, provenance=SOURCE)


def scheme_of(instrument: Instrument, structure: Sequence[Row]) -> ScoringScheme:
    """Return COINr's scheme: the table's goalposts, arithmetic means without blanks, the index from the sub-indices."""
    polarities = {"1": Polarity.POSITIVE, "-1": Polarity.NEGATIVE}
    indicators = [row for row in structure if row["level"] == "1"]
    return ScoringScheme(
        instrument,
        items={
            row["code"].lower(): Linear(
                float(row["low"]), float(row["high"]), polarity=polarities[row["direction"]]
            )
            for row in indicators
        },
        weights={row["code"].lower(): float(row["weight"]) for row in structure if row["level"] != "4"},
        coverage=MinimumCoverage(0.0),
        overall_from="domains",
    )


def answers_of(instrument: Instrument, table: Sequence[Row]) -> smmi.Answers:
    """Return the countries' data as answers; an empty cell is no answer."""
    codes = {indicator.code for indicator in instrument.indicators}
    records = [
        {"country": row["uCode"], GROUP: row[GROUP]}
        | {key.lower(): float(cell) if cell else None for key, cell in row.items() if key.lower() in codes}
        for row in table
    ]
    return smmi.Answers.from_records(instrument, records, unit="country", attributes=(GROUP,))


def main(folder: str, country: str, out: str) -> None:
    """Score all countries and write the report of one, against all and against its own continent."""
    structure = rows_of(Path(folder) / "structure.csv")
    instrument = declare(structure)
    scores = smmi.score(
        answers_of(instrument, rows_of(Path(folder) / "answers.csv")), scheme_of(instrument, structure)
    )
    norms = benchmark.Norms.fit(scores, by=(GROUP,))
    profile = scores.of(country)
    placement = norms.place(profile)
    # The data of all countries are public: nothing has to be kept from one of them.
    html = report.school_report(profile, placement, rule=benchmark.ReportRule.public(), unit_noun="country")
    Path(out).write_text(html, encoding="utf-8")
    overall = placement["overall"]["all"]
    print(
        f"{country}: {profile['overall'].value:.1f}, {overall.quartile.label} quartile of {overall.n} countries"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
