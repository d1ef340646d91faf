"""Survey designs: the strata and sampling units by which a sample came about."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._calibration import stratified_variances
from smmi.benchmark.survey._margins import attributes_of, check_sample, labels_of, population_finding
from smmi.errors import Finding, MarginError, Reason
from smmi.frozen import frozen_array, made_anew, read_only
from smmi.instrument import Answers

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Label = tuple[str, ...]


@attrs.frozen(kw_only=True)
class SurveyDesign:
    """How a sample came about: sampling units drawn within strata. Make it with `SurveyDesign.of`.

    The design is that of the first stage. What is sampled within sampling units is in the variance between them.

    Attributes:
        units: The units, in the order of the answers.
        strata_by: The attributes that say a unit's stratum; none for one stratum.
        clusters_by: The attributes that say its sampling unit; none where each unit is one.
        strata: The strata: the values of the attributes.
        clusters: The sampling unit of each unit, (n,), counted from 0 through the strata in turn.
        stratum_of: The stratum of each sampling unit, (c,).
        population: How many sampling units there are in each stratum in all, (h,), or None if that is not known or
            they were drawn with replacement.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark import SurveyDesign
        >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
        >>> design = SurveyDesign.of(answers, strata="discipline")
        >>> design.strata, design.degrees_of_freedom
        ((('dental',), ('nursing',)), 4)
        >>> design.describe()
        '6 units in 2 strata by discipline, drawn with replacement.'
    """

    units: tuple[str, ...] = attrs.field(repr=False)
    strata_by: tuple[str, ...]
    clusters_by: tuple[str, ...]
    strata: tuple[Label, ...]
    clusters: Codes = attrs.field(**frozen_array())
    stratum_of: Codes = attrs.field(**frozen_array())
    population: tuple[int, ...] | None = None

    @classmethod
    def of(
        cls,
        answers: Answers,
        /,
        *,
        strata: str | tuple[str, ...] | None = None,
        clusters: str | tuple[str, ...] | None = None,
        population: Mapping[Any, int] | int | None = None,
    ) -> "SurveyDesign":
        """Return the design of a sample.

        Args:
            answers: The units, with their attributes.
            strata: The attribute that says a unit's stratum; several in a tuple are crossed. One stratum where not
                given.
            clusters: The attribute that says a unit's sampling unit within its stratum. Each unit is one where not
                given.
            population: How many sampling units there are in each stratum in all, by its value: a sample without
                replacement from a finite population. A number where there is one stratum.

        Raises:
            MarginError: A unit has no stratum or sampling unit, or a count is missing or smaller than the sample; all
                findings at once.
            UnknownCodeError: The answers have no such attribute.
            ArgumentError: An argument is of a wrong class.

        Example:
            >>> import smmi
            >>> from smmi import editions
            >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
            >>> rng = np.random.default_rng(1)
            >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
            >>> sizes = {"nursing": 420, "dental": 66}
            >>> design = SurveyDesign.of(answers, strata="discipline", population=sizes)
            >>> design.sampled.tolist(), design.degrees_of_freedom
            ([2, 4], 4)
        """
        check_sample(answers)
        strata_by = () if strata is None else attributes_of(strata, "strata")
        clusters_by = () if clusters is None else attributes_of(clusters, "clusters")
        n = len(answers)
        of_stratum: list[Any] = labels_of(answers, strata_by) if strata_by else [()] * n
        of_cluster: list[Any] = labels_of(answers, clusters_by) if clusters_by else [(i,) for i in range(n)]
        findings = [
            population_finding(
                Reason.NO_ATTRIBUTE_VALUE,
                f"$.{argument}",
                f"{sum(None in label for label in labels)} units have none; give it, or leave them out",
            )
            for argument, labels in (("strata", of_stratum), ("clusters", of_cluster))
            if any(None in label for label in labels)
        ]
        MarginError.raise_any(findings)
        names = sorted(set(of_stratum))
        pairs = sorted(set(zip(of_stratum, of_cluster, strict=True)))
        place = {pair: i for i, pair in enumerate(pairs)}
        design = cls(
            units=tuple(answers.units.tolist()),
            strata_by=strata_by,
            clusters_by=clusters_by,
            strata=tuple(names),
            clusters=np.array(
                [place[pair] for pair in zip(of_stratum, of_cluster, strict=True)], dtype=np.intp
            ),
            stratum_of=np.array([names.index(stratum) for stratum, _ in pairs], dtype=np.intp),
        )
        return design if population is None else attrs.evolve(design, population=_sizes(design, population))

    __reduce__ = made_anew

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def sampled(self) -> Codes:
        """How many sampling units there are of each stratum, (h,)."""
        counts: Codes = read_only(np.bincount(self.stratum_of))
        return counts

    @cached_property
    def fractions(self) -> Floats:
        """Which share of the sampling units of each stratum was drawn, (h,); 0 where that is not known."""
        known = self.population
        shares = (
            np.zeros(len(self.strata)) if known is None else self.sampled / np.array(known, dtype=np.float64)
        )
        found: Floats = read_only(shares)
        return found

    @property
    def lonely(self) -> tuple[Label, ...]:
        """The strata of which a single sampling unit of several was drawn: they tell nothing of how these vary."""
        alone = (self.sampled == 1) & (self.fractions < 1.0)
        return tuple(
            stratum for stratum, is_alone in zip(self.strata, alone.tolist(), strict=True) if is_alone
        )

    @property
    def degrees_of_freedom(self) -> int:
        """How many sampling units there are, less how many strata."""
        return len(self.stratum_of) - len(self.strata)

    def degrees_of_freedom_of(self, inside: npt.NDArray[np.bool_], /) -> int:
        """Return the degrees of freedom of some units, (n,): their sampling units, less their strata.

        Args:
            inside: Which units, (n,).
        """
        clusters = np.unique(self.clusters[inside])
        return len(clusters) - len(np.unique(self.stratum_of[clusters]))

    def variances(self, parts: Floats, /) -> Floats:
        """Return the variance of totals, (p,), from what each unit adds to each, its weight included, (p, n).

        NaN where a stratum has a lonely sampling unit.

        Args:
            parts: What each unit adds to each total, its weight included, (p, n).

        Returns:
            A variance for each total, (p,); NaN where a stratum has a lonely sampling unit.
        """
        size = self.sampled.astype(np.float64)
        left = 1.0 - self.fractions
        # A stratum that was drawn whole adds nothing, also where it has one sampling unit.
        factors = np.where(left > 0, left * size / np.where(size > 1, size - 1.0, np.nan), 0.0)
        return stratified_variances(parts, self.clusters, self.stratum_of, factors)

    def describe(self) -> str:
        """Return the design, as a sentence for a methodology note."""
        what = f"sampling units by {' x '.join(self.clusters_by)}" if self.clusters_by else "units"
        within = f" in {len(self.strata)} strata by {' x '.join(self.strata_by)}" if self.strata_by else ""
        how = (
            "with replacement" if self.population is None else "without replacement from a finite population"
        )
        return f"{len(self.stratum_of)} {what}{within}, drawn {how}."


def _sizes(design: SurveyDesign, population: object) -> tuple[int, ...]:
    """Return the number of sampling units in each stratum.

    Raises:
        MarginError: One is missing, no whole number, or smaller than the sample.
    """
    given: Any = population
    known = (
        {(value if isinstance(value, tuple) else (value,)): size for value, size in given.items()}
        if isinstance(given, Mapping)
        else dict.fromkeys(design.strata, given)
        if len(design.strata) == 1
        else {}
    )
    if len(design.strata) > 1 and not isinstance(given, Mapping):
        message = (
            f"got {given!r}, which is for one stratum; expected the number of each of {len(design.strata)}"
        )
        MarginError.raise_any([population_finding(Reason.WRONG_TYPE, "$.population", message)])
    findings: list[Finding] = [
        population_finding(
            Reason.NO_UNIT_IN_CELL, "$.population", f"no unit is in {' x '.join(map(repr, stratum))}", stratum
        )
        for stratum in known
        if stratum not in design.strata
    ]
    for stratum, n in zip(design.strata, design.sampled.tolist(), strict=True):
        size = known.get(stratum)
        if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < n:
            where = f"stratum {' x '.join(map(repr, stratum))}" if stratum else "the sample"
            message = (
                f"got {size!r} for {where}, expected an integer of at least {n}, the sampling units drawn"
            )
            reason = Reason.NO_POPULATION_COUNT if size is None else Reason.OUT_OF_RANGE
            findings.append(population_finding(reason, "$.population", message, stratum or None))
    MarginError.raise_any(findings)
    return tuple(int(known[stratum]) for stratum in design.strata)
