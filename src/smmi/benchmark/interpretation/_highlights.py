"""Strengths and areas for improvement, by a declared rule on placement."""

import attrs

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.distribution._conventions import Quartile
from smmi.benchmark.norms._placement import Placement, Standing
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile


@attrs.frozen(kw_only=True)
class HighlightRule:
    """An area is a strength, or an area for improvement, if its quartile in the group compared with is one of these.

    It has to be so with some certainty. Where it is not, but cannot be ruled out with the same certainty either, the
    area is too close to tell, whichever quartile it lies in among the units seen.

    Attributes:
        strengths: The quartiles of strengths.
        improvements: The quartiles of areas for improvement.
        certainty: The least probability of these quartiles, all uncertainty known accounted for; 0 asks for none.

    Raises:
        ArgumentError: The certainty is not from 0 to 1.

    Example:
        >>> HighlightRule(certainty=0.0).describe()
        'An area is a strength in the Top quartile, an area for improvement in the Fourth quartile.'
    """

    strengths: tuple[Quartile, ...] = (Quartile.TOP,)
    improvements: tuple[Quartile, ...] = (Quartile.FOURTH,)
    certainty: float = attrs.field(default=0.8, converter=plain_number)

    def __attrs_post_init__(self) -> None:
        number = isinstance(self.certainty, int | float) and not isinstance(self.certainty, bool)
        if not number or not 0 <= self.certainty <= 1:
            raise ArgumentError("certainty", repr(self.certainty), "a number from 0 to 1")

    def describe(self) -> str:
        """Return the rule as a sentence."""
        strong = " or ".join(quartile.label for quartile in self.strengths)
        weak = " or ".join(quartile.label for quartile in self.improvements)
        if not self.certainty:
            return f"An area is a strength in the {strong} quartile, an area for improvement in the {weak} quartile."
        return (
            f"An area is a strength if it lies in the {strong} quartile, and an area for improvement if it lies in the "
            f"{weak} quartile, with a probability of at least {self.certainty * 100:g} %. "
            f"Where either has a probability above {100 - self.certainty * 100:g} % and neither is certain enough, "
            "it is too close to tell."
        )

    def is_sure(self, standing: Standing, quartiles: tuple[Quartile, ...], /) -> bool:
        """Whether a standing lies in one of these quartiles with the certainty that is asked for.

        Args:
            standing: Where a unit stands.
            quartiles: The quartiles of a strength, or of an area for improvement.
        """
        chances = standing.band_probabilities
        return chances is not None and not self._is_doubtful(1.0 - sum(chances[one] for one in quartiles))

    def is_possible(self, standing: Standing, quartiles: tuple[Quartile, ...], /) -> bool:
        """Whether it cannot be ruled out, with the certainty that is asked for, that it lies in one of them.

        Args:
            standing: Where a unit stands.
            quartiles: The quartiles of a strength, or of an area for improvement.
        """
        chances = standing.band_probabilities
        return standing.quartile in quartiles or (
            chances is not None and self._is_doubtful(sum(chances[one] for one in quartiles))
        )

    def _is_doubtful(self, chance: float) -> bool:
        """Whether something is more probable than a certainty of its opposite allows."""
        return exceeds(chance, float(1 - exact(self.certainty)), rounding=ROUNDING)


@attrs.frozen(kw_only=True)
class Highlights:
    """The strengths and areas for improvement of a unit.

    Attributes:
        group: The name of the group compared with.
        strengths: The standings of strong areas, the highest first; ties in declared order.
        improvements: The standings of weak areas, the lowest first; ties in declared order.
        unclear: The standings of areas that may be one or the other, but are too close to tell; in declared order.
        rule: By what rule.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> profile = scores.of("S001")
        >>> found = benchmark.highlights(profile, benchmark.Norms.fit(scores).place(profile))
        >>> found.group, [standing.code for standing in found.strengths]
        ('all', ['community_collaborations'])
    """

    group: str
    strengths: tuple[Standing, ...]
    improvements: tuple[Standing, ...]
    unclear: tuple[Standing, ...]
    rule: HighlightRule


def highlights(
    profile: ScoreProfile, placement: Placement, /, *, group: str = "all", rule: HighlightRule | None = None
) -> Highlights:
    """Return a unit's strengths and areas for improvement against one of its groups.

    All are told, also where they say much about single peers: that is for organisers. A report leaves such out.

    Args:
        profile: The unit's scores.
        placement: Where it stands.
        group: The name of the group to compare with.
        rule: By what rule; `HighlightRule()` where not given.

    Returns:
        The standings of strong areas, of weak ones, and of those that are too close to tell.

    Raises:
        UnknownCodeError: The unit is in no such group.
        ArgumentError: These are no profile and placement.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> profile = scores.of("S001")
        >>> placement = benchmark.Norms.fit(scores).place(profile)
        >>> rule = benchmark.HighlightRule(certainty=0.6)
        >>> [standing.code for standing in benchmark.highlights(profile, placement, rule=rule).strengths]
        ['community_collaborations', 'financial_support']
    """
    ArgumentError.raise_unless(
        profile,
        ScoreProfile,
        argument="profile",
        expected="a ScoreProfile",
        advice={Placement: "The arguments are swapped; write highlights(profile, placement)"},
    )
    ArgumentError.raise_unless(placement, Placement, argument="placement", expected="a Placement")
    rule = rule or HighlightRule()
    standings = [placement.standing(area.code, group=group) for area in profile.scores.instrument.areas]
    ranked = [standing for standing in standings if standing.quartile is not None]
    strong = [standing for standing in ranked if standing.quartile in rule.strengths]
    weak = [standing for standing in ranked if standing.quartile in rule.improvements]
    sure = {standing.code for standing in strong if rule.is_sure(standing, rule.strengths)}
    sure |= {standing.code for standing in weak if rule.is_sure(standing, rule.improvements)}
    return Highlights(
        group=group,
        strengths=tuple(sorted((one for one in strong if one.code in sure), key=lambda one: -_order(one))),
        improvements=tuple(sorted((one for one in weak if one.code in sure), key=_order)),
        unclear=tuple(
            one
            for one in ranked
            if one.code not in sure
            and (rule.is_possible(one, rule.strengths) or rule.is_possible(one, rule.improvements))
        ),
        rule=rule,
    )


def _order(standing: Standing) -> float:
    return standing.percentile if standing.percentile is not None else float(standing.quartile or 0)
