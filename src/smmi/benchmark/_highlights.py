"""Strengths and areas for improvement, by a declared rule on placement."""

import attrs

from smmi.benchmark._conventions import Quartile
from smmi.benchmark._placement import Placement, Standing
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile


@attrs.frozen(kw_only=True)
class HighlightRule:
    """An area is a strength, or an area for improvement, if its quartile in the group compared with is one of these.

    Attributes:
        strengths: The quartiles of strengths.
        improvements: The quartiles of areas for improvement.
    """

    strengths: tuple[Quartile, ...] = (Quartile.TOP,)
    improvements: tuple[Quartile, ...] = (Quartile.FOURTH,)

    def describe(self) -> str:
        """Return the rule as a sentence."""
        strong = " or ".join(quartile.label for quartile in self.strengths)
        weak = " or ".join(quartile.label for quartile in self.improvements)
        return f"An area is a strength in the {strong} quartile, and an area for improvement in the {weak} quartile."


@attrs.frozen(kw_only=True)
class Highlights:
    """The strengths and areas for improvement of a unit.

    Attributes:
        group: The name of the group compared with.
        strengths: The standings of strong areas, the highest first; ties in declared order.
        improvements: The standings of weak areas, the lowest first; ties in declared order.
        rule: By what rule.
    """

    group: str
    strengths: tuple[Standing, ...]
    improvements: tuple[Standing, ...]
    rule: HighlightRule


def highlights(
    profile: ScoreProfile, placement: Placement, /, *, group: str = "all", rule: HighlightRule | None = None
) -> Highlights:
    """Return a unit's strengths and areas for improvement against one of its groups.

    Args:
        profile: The unit's scores.
        placement: Where it stands.
        group: The name of the group to compare with.
        rule: By what rule; `HighlightRule()` where not given.

    Raises:
        UnknownCodeError: The unit is in no such group.
        ArgumentError: These are no profile and placement.
    """
    advice: dict[type, str] = {Placement: "The arguments are swapped; write highlights(profile, placement)"}
    ArgumentError.raise_unless(
        profile, ScoreProfile, argument="profile", expected="a ScoreProfile", advice=advice
    )
    ArgumentError.raise_unless(placement, Placement, argument="placement", expected="a Placement")
    rule = rule or HighlightRule()
    standings = [placement.standing(area.code, group=group) for area in profile.scores.instrument.areas]
    ranked = [standing for standing in standings if standing.quartile is not None]
    strong = [standing for standing in ranked if standing.quartile in rule.strengths]
    weak = [standing for standing in ranked if standing.quartile in rule.improvements]
    return Highlights(
        group=group,
        strengths=tuple(sorted(strong, key=lambda standing: -_order(standing))),
        improvements=tuple(sorted(weak, key=_order)),
        rule=rule,
    )


def _order(standing: Standing) -> float:
    return standing.percentile if standing.percentile is not None else float(standing.quartile or 0)
