"""Two waves and reliable change, as their users write them; only type-checked, never run."""

import numpy as np
import numpy.typing as npt

from smmi.benchmark import ChangeForm, ChangeRule, Conventions, change, cronbach_alpha, reliable_change
from smmi.benchmark.waves import ChangeVerdict, Margin, NoReliableChange, ReliableChange, TwoWaves
from smmi.errors import Finding
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import Scores

rule = ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL, cut=1.65, margin=Margin.INCLUSIVE)
usual: float = rule.form.usual_cut
regresses: bool = rule.form.regresses
told: tuple[tuple[str, str], ...] = rule.describe()


def compare(before: Scores, after: Scores, crosswalk: Crosswalk) -> tuple[Finding, ...]:
    """Two waves, with everything that can be said of them."""
    waves: TwoWaves = change(before, after)
    across: TwoWaves = change(
        before,
        after,
        crosswalk=crosswalk,
        reliability=cronbach_alpha(after),
        rule=rule,
        conventions=Conventions(partly_administered=["overall"]),
    )
    one: ReliableChange = waves["overall"]
    columns: tuple[npt.NDArray[np.float64], ...] = (one.difference, one.index, one.regression)
    numbers: tuple[float | None, ...] = (
        *(one.reliability, one.spread, one.error, one.difference_error),
        *(one.smallest_detectable, one.mean_difference, one.response_mean),
    )
    assert len(columns) + len(numbers) + one.count(ChangeVerdict.IMPROVED) + one.n > 0
    assert waves.before.codes == waves.after.codes
    return across.findings


def column(before: list[float], after: npt.NDArray[np.float64]) -> NoReliableChange | None:
    """Single columns of scores."""
    found = reliable_change(before, after, reliability=0.8, reference=before, rule=None)
    verdicts: npt.NDArray[np.uint8] = found.verdicts
    return found.reason if verdicts.size and found.reference and found.rule == rule else None
