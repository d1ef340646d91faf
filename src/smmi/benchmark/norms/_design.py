"""The weights and the design of norms: checked, and said in words."""

from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import Conventions
from smmi.benchmark.distribution._effective_sizes import DesignSizes
from smmi.benchmark.distribution._groups import Group
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._comparable import comparable
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._sample import check_design
from smmi.benchmark.survey._unit_weights import unit_weights
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.errors import ArgumentError
from smmi.scoring import Scores


@attrs.frozen
class Weighing:
    """How the units of norms are weighted.

    Attributes:
        weights: The weights, or None where units are not weighted.
        design: The design by which intervals are made, or None.
    """

    weights: SurveyWeights | None
    design: SurveyDesign | None

    @classmethod
    def of(cls, scores: Scores, weights: Any, design: Any) -> "Weighing":  # noqa: ANN401  (checked here)
        """Return checked weights and design; where there is a design, units without weights have a weight of 1.

        Raises:
            ArgumentError: They are none, or of other units, or the design has a lonely sampling unit.
        """
        if isinstance(weights, SurveyWeights):
            weights.weights_of(scores.units)
            known: SurveyWeights | None = weights
        else:
            numbers = unit_weights(weights, len(scores))
            if numbers is None and design is not None:
                numbers = np.ones(len(scores))
            known = None if numbers is None else SurveyWeights.of_design(scores.answers, numbers)
        if design is not None:
            ArgumentError.raise_unless(
                design, SurveyDesign, argument="design", expected="None or a SurveyDesign"
            )
            check_design(known, design)
            if design.lonely:
                got = f"one sampling unit in {', '.join(' x '.join(map(repr, one)) for one in design.lonely)}"
                advice = "One tells nothing of how they vary: join the stratum with a similar one"
                raise ArgumentError("design", got, "at least two in each stratum", advice)
        return cls(known, design)

    def population_of(self, group: Group, inside: npt.NDArray[np.bool_]) -> int | None:
        """Return how many units of a group the design knows of, or None.

        They are those in it where all strata that it has units of were drawn whole; and the strata's where the group is
        made of whole strata, and units were drawn rather than several together.

        Args:
            group: The group.
            inside: Which units of the sample are in it, (n,).
        """
        design = self.design
        if design is None or design.population is None or not inside.any():
            return None
        strata = np.unique(design.stratum_of[design.clusters[inside]])
        if (design.fractions[strata] == 1.0).all():
            return int(inside.sum())
        whole = not group.label and {attribute for attribute, _ in group.pairs} <= set(design.strata_by)
        if not whole or len(design.stratum_of) < len(design):
            return None
        return sum(int(design.population[stratum]) for stratum in strata.tolist())

    def tables_of(
        self, scores: Scores, inside: npt.NDArray[np.bool_], *, conventions: Conventions
    ) -> dict[str, NormTable]:
        """Return the distribution of each score in a group, by code.

        Args:
            scores: The scores of all units.
            inside: Which of them are in the group, (n,).
            conventions: To how many decimals equal scores are ties, and which scores are asked for by name.
        """
        own = None if self.weights is None else self.weights.weights[inside]
        tables, decimals = {}, conventions.decimals
        comparing, _ = comparable(scores, conventions)
        for row, code in enumerate(scores.codes):
            tables[code] = NormTable.of(comparing[row, inside], own, decimals=decimals)
            if self.weights is not None and self.design is not None:
                values = np.where(inside, comparing[row], np.nan)
                sizes = DesignSizes.of(values, self.weights, self.design, decimals=decimals)
                tables[code] = attrs.evolve(tables[code], design=sizes)
        return tables

    def tables_by_group(
        self, scores: Scores, groups: Iterable[Group], *, conventions: Conventions
    ) -> tuple[dict[Group, dict[str, NormTable]], dict[Group, int]]:
        """Return the distribution of each score in each group, and how many units a group has in all where it is known.

        Args:
            scores: The scores of all units.
            groups: The groups.
            conventions: As in `tables_of`.
        """
        tables, sizes = {}, {}
        for group in groups:
            inside = group.members(scores.answers)
            size = self.population_of(group, inside)
            if size is not None:
                sizes[group] = size
            tables[group] = self.tables_of(scores, inside, conventions=conventions)
        return tables, sizes

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return what a methodology note says of the design: names and sentences; nothing where there is none."""
        if self.weights is None or self.design is None:
            return ()
        effective = (
            "Intervals and probabilities take the number of independent units that the design makes the group worth at "
            "each score, p (1 - p) / Var(p), and account for how few sampling units tell it (Korn and Graubard 1998). "
            f"Var(p) is linearised: {self.design.describe()}"
        )
        return ("Weighting", self.weights.describe()), ("Survey design", effective)
