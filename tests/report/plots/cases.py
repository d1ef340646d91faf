"""Results to draw: instruments of so many areas, cohorts of so many peers, and labels that mean harm."""

from functools import cache

import numpy as np

import smmi
from smmi.benchmark import LastTime, Norms, Placement, last_time
from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal, synthesize
from smmi.scoring import ScoreProfile, Scores, ScoringScheme

HOSTILE = (
    "_hidden",
    "$5 and $6",
    r"\input{/etc/passwd} $\frac{1}{0}$",
    "<script>alert('x')</script>",
    "]]> &amp; \" ' <!-- -->",
    "\u202eright to left\u2066 never closed",
    "\u05e9\u05dc\u05d5\u05dd (12) \u0645\u0631\u062d\u0628\u0627",
    "letters " * 1_250,
    "W" * 10_000,
    "\u6f22\u5b57" * 5_000,
    "\x00bell\x07 \x1b[31m\ud800 \ufffe\uffff",
    "z" + "\u0300" * 500,
    "two\nlines\ttab\u2028separated",
    "\u00ad\u200b\u2060",
    "  ",
    "%s {0} {label}",
)
"""What may come from data: markup, quotes, mathematics, TeX, marks of direction, 10,000 letters, nothing to see."""


DECLARED = tuple(text for text in HOSTILE if text.strip() and not {"\x00", "\n", "\u00ad"} & {*text})
"""Those that an instrument takes for a label."""


@cache
def instrument(areas: int, *, hostile: bool = False) -> Instrument:
    """An instrument of so many areas, of two indicators each, in domains of at most eight."""
    words = ("Community", "engagement and", "partnerships with", "the underserved", "in rural places")

    def label(area: int) -> str:
        return (
            DECLARED[area % len(DECLARED)]
            if hostile
            else " ".join(words[: 1 + area % len(words)]) + f" {area}"
        )

    grade = Ordinal(code="grade", options=tuple(Option(f"o{i}", f"Option {i}") for i in range(5)))
    made = [
        Area(
            code=f"area{area}",
            label=label(area),
            indicators=tuple(
                Indicator(code=f"i{area}_{i}", label=f"{label(area)} {i}", prompt=label(area), scale=grade)
                for i in range(2)
            ),
        )
        for area in range(areas)
    ]
    domains = tuple(
        Domain(code=f"domain{start}", label=label(start), areas=tuple(made[start : start + 8]))
        for start in range(0, areas, 8)
    )
    return Instrument(code="made", edition="1", title="Made", domains=domains)


@cache
def cohort(areas: int, units: int, *, hostile: bool = False, seed: int = 1) -> Scores:
    """The scores of so many units, of two disciplines, one in ten answers blank."""
    rng = np.random.default_rng(seed)
    kinds = {"discipline": [("dental", "nursing")[unit % 2] for unit in range(units)]}
    answers = synthesize(
        instrument(areas, hostile=hostile), units=units, rng=rng, attributes=kinds, blanks=0.1
    )
    return smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))


@cache
def placed(areas: int, peers: int, *, hostile: bool = False) -> tuple[ScoreProfile, Placement]:
    """The scores of a unit among so many peers, and where it stands."""
    scores = cohort(areas, peers + 1, hostile=hostile)
    profile = scores.of("S001" if peers < 999 else scores.units[0])
    return profile, Norms.fit(scores, by=("discipline",)).place(profile)


@cache
def since(areas: int, peers: int, *, hostile: bool = False) -> tuple[LastTime, ScoreProfile, Placement]:
    """Last time beside this one, and a unit of both."""
    before, after = (cohort(areas, peers + 1, hostile=hostile, seed=seed) for seed in (2, 1))
    profile = after.of(after.units[0])
    return last_time(before, after), profile, Norms.fit(after).place(profile)
