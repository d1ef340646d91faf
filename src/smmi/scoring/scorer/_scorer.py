"""The scorer: one compiled plan for batches of any size and for single responses, equal to the last bit."""

import math
from collections.abc import Mapping
from functools import cached_property

import attrs
import numpy as np

from smmi.errors import ArgumentError, EditionMismatchError
from smmi.instrument import Answers, Instrument
from smmi.scoring.scheme._scheme import ScoringScheme, score_codes
from smmi.scoring.scorer._batch import Batch
from smmi.scoring.scorer._plan import Plan, make_plan
from smmi.scoring.scorer._profile import ScoreProfile
from smmi.scoring.scorer._scores import Scores
from smmi.scoring.scorer._single import SingleScorer
from smmi.scoring.scorer._tables import AreaTable, Digit, digits_of, likeness
from smmi.scoring.scorer.filtered import FilteredPlan


@attrs.frozen(eq=False)
class Scorer:
    """A compiled scheme; make it with `ScoringScheme.compile`.

    A scorer holds no state but tables that it fills when they first pay; it may be shared between threads.

    Attributes:
        scheme: What was compiled.
    """

    scheme: ScoringScheme

    @cached_property
    def plan(self) -> Plan:
        """The compiled tables and bound rules."""
        return make_plan(self.scheme)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the scores: overall, the domains, the areas."""
        return score_codes(self.scheme.instrument)

    @cached_property
    def _tables(self) -> dict[int, AreaTable]:
        return {}

    @cached_property
    def _known(self) -> dict[object, AreaTable]:
        """The tables by what areas that have them are alike in."""
        return {}

    @cached_property
    def _alike(self) -> list[list[int]]:
        """The positions of the areas that can have a table: of those together that have the same."""
        found: dict[object, list[int]] = {}
        for position, digits in enumerate(self._digits):
            if digits:
                found.setdefault(likeness(self.plan, position), []).append(position)
        return list(found.values())

    @cached_property
    def _scored(self) -> list[int]:
        """The sizes of the batches so far, until every table is made."""
        return []

    @cached_property
    def _digits(self) -> tuple[tuple[Digit, ...] | None, ...]:
        return tuple(digits_of(self.plan, area) for area in self.plan.areas)

    @cached_property
    def _coverages(self) -> dict[int, AreaTable]:
        """The weight by joint state of each area that is a weighted mean, for want of a table."""
        found: dict[int, AreaTable] = {}
        known: dict[object, AreaTable | None] = {}
        for i, area in enumerate(self.plan.areas):
            if area.accumulates:
                alike = likeness(self.plan, i)
                if alike not in known:
                    known[alike] = AreaTable.of_coverage(self.plan, area)
                if table := known[alike]:
                    found[i] = table
        return found

    @cached_property
    def _filtered(self) -> FilteredPlan | None:
        return FilteredPlan.of(self.plan, measured=bool(self._coverages))

    @cached_property
    def _single(self) -> SingleScorer:
        return SingleScorer.of(self.plan)

    def score(self, answers: Answers, /, *, threads: int = 1) -> Scores:
        """Score the answers of many units.

        Args:
            answers: The answers.
            threads: In how many threads; more than one pays above some 100,000 units. The scores are the same.

        Raises:
            EditionMismatchError: The answers are of another instrument or edition than the scheme.
            ArgumentError: These are no answers, or the number of threads is not at least 1.
            SchemeError: A rule returned something other than points.
        """
        ArgumentError.raise_unless(
            answers,
            Answers,
            argument="answers",
            expected="Answers",
            advice={Mapping: "Write score_one(record) for a single response"},
        )
        check_edition(answers, self.scheme)
        if not isinstance(threads, int) or threads < 1:
            raise ArgumentError("threads", repr(threads), "an integer of at least 1")
        plan, n = self.plan, len(answers)
        rows = 1 + len(plan.domains) + len(plan.areas)
        values, absences = np.empty((rows, n)), np.empty((rows, n), dtype=np.uint8)
        Batch(
            plan=plan,
            columns=answers.columns,
            tables=self._tables_for(n),
            coverages=self._coverages,
            values=values,
            absences=absences,
            filtered=self._filtered,
            alike=self._alike,
        ).run(threads)
        return Scores(
            instrument=answers.instrument,
            units=answers.units,
            values=values,
            absences=absences,
            answers=answers,
            scheme=self.scheme,
        )

    def score_one(
        self, record: Mapping[str, object], /, *, attributes: Mapping[str, str | None] | None = None
    ) -> ScoreProfile:
        """Score one response: a mapping from indicator code to answer.

        Args:
            record: The answers, as in `Answers.from_records`, without identifier and attributes.
            attributes: The characteristics of the unit; needed where they decide which indicators apply.

        Raises:
            EditCheckError: An answer is impossible.
            ArgumentError: The record or the attributes are no mapping.
        """
        attributes = attributes or {}
        try:
            return ScoreProfile(self._single.score(record, attributes))
        except (AttributeError, LookupError, TypeError, ValueError):
            _expect_mappings(record, attributes)
            raise

    def _tables_for(self, n: int) -> dict[int, AreaTable]:
        """Return the tables of the areas for which there are any, made once they pay.

        A table costs as much as scoring as many units as it has states; it is made when as many have been scored, in
        all areas together that have the same.
        """
        self._scored.append(n)
        scored = sum(self._scored)
        self._scored[:] = [scored]
        if len(self._tables) < len(self._digits):
            paying = {
                position: digits
                for alike in self._alike
                for position in alike
                if position not in self._tables
                and (digits := self._digits[position])
                and math.prod(digit.size for digit in digits) <= scored * len(alike)
            }
            self._tables.update(AreaTable.of_each(self.plan, paying, self._known))
        return dict(self._tables)


def score(answers: Answers, scheme: ScoringScheme, /) -> Scores:
    """Score answers by a scheme.

    Raises:
        EditionMismatchError: The answers are of another instrument or edition than the scheme.
        SchemeError: A rule returned something other than points.
        ArgumentError: These are no answers, or this is no scheme.
    """
    ArgumentError.raise_unless(
        answers,
        Answers,
        argument="answers",
        expected="Answers",
        advice={ScoringScheme: "The arguments are swapped; write score(answers, scheme)"},
    )
    ArgumentError.raise_unless(
        scheme,
        ScoringScheme,
        argument="scheme",
        expected="a ScoringScheme",
        advice={
            Instrument: "ScoringScheme.equal_weights(instrument) is one",
            Scorer: "Write scorer.score(answers)",
        },
    )
    return scheme.compile().score(answers)


def check_edition(answers: Answers, scheme: ScoringScheme) -> None:
    """Refuse answers that a scheme cannot score.

    Raises:
        EditionMismatchError: The answers are of another instrument or edition than the scheme.
    """
    own, scored = answers.instrument, scheme.instrument
    if own is not scored and own != scored:
        raise EditionMismatchError(own.code, own.edition, scored.code, scored.edition)


def _expect_mappings(record: object, attributes: object) -> None:
    """Refuse what is no mapping; asked only where scoring a single response has failed, for it takes time."""
    ArgumentError.raise_unless(
        record,
        Mapping,
        argument="record",
        expected="a mapping from indicator codes to answers",
        advice={
            Answers: "Write score(answers) for answers of many units",
            object: "Write {code: answer} for each answer",
        },
    )
    ArgumentError.raise_unless(
        attributes,
        Mapping,
        argument="attributes",
        expected="a mapping from characteristics to the unit's values",
    )
