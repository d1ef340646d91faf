"""The conventions of reliable change: its form, the cut, and whether a change that is just the cut is reliable."""

import enum
import math

import attrs

from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError


class ChangeForm(enum.Enum):
    """What a change is divided by, and from where it is counted.

    Let s be the standard deviation of the first wave and M its mean, r the reliability, and SEM = s √(1 − r).

    Example:
        >>> [(form.value, form.usual_cut) for form in ChangeForm][:2]
        [('jacobson-truax', 1.96), ('edwards-nunnally', 1.96)]
    """

    JACOBSON_TRUAX = "jacobson-truax"
    """The difference by √2 SEM (Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19)."""
    EDWARDS_NUNNALLY = "edwards-nunnally"
    """The second score less the first one regressed to the mean, by SEM (Speer 1992, J Consult Clin Psychol
    60:402-408)."""
    GULLIKSEN_LORD_NOVICK = "gulliksen-lord-novick"
    """The second score less the first one regressed to the mean, by s √(1 − r²) (Bauer, Lambert and Nielsen 2004, J
    Pers Assess 82:60-70)."""
    HSU_LINN_LORD = "hsu-linn-lord"
    """The same, where the mean to which the second score belongs is that of the second wave: a change of the whole
    field is no change of a unit (Hsu 1989, Behavioral Assessment 11:459-467)."""
    HAGEMAN_ARRINDELL = "hageman-arrindell"
    """The difference regressed to the mean difference by its own reliability r_d, by √r_d √2 SEM (Hageman and Arrindell
    1999, Behav Res Ther 37:1169-1193)."""

    @property
    def usual_cut(self) -> float:
        """The cut with which the form is used: 1.65 for Hageman and Arrindell, 1.96 else."""
        return 1.65 if self is ChangeForm.HAGEMAN_ARRINDELL else 1.96

    @property
    def regresses(self) -> bool:
        """Whether the first score is regressed to the mean, so that an extreme one is expected to come back."""
        return self is not ChangeForm.JACOBSON_TRUAX

    @property
    def of_both_waves(self) -> bool:
        """Whether it rests on what all units did from the one wave to the other, so that it tells one unit of it."""
        return self in (ChangeForm.HSU_LINN_LORD, ChangeForm.HAGEMAN_ARRINDELL)


class Margin(enum.Enum):
    """Whether a change that is just at the cut is reliable.

    Example:
        >>> [one.value for one in Margin]
        ['strict', 'inclusive']
    """

    STRICT = "strict"
    """Only beyond the cut."""
    INCLUSIVE = "inclusive"
    """At the cut as well."""


@attrs.frozen(kw_only=True)
class ChangeRule:
    """By what rule a change is called reliable.

    Attributes:
        form: What it is divided by.
        cut: From which quotient on; that with which the form is used where not given.
        margin: Whether just the cut is enough.

    Raises:
        ArgumentError: A value is not of its kind, or the cut is not positive.

    Example:
        >>> ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL).cut
        1.65
    """

    form: ChangeForm = ChangeForm.JACOBSON_TRUAX
    cut: float = attrs.field(converter=plain_number)
    margin: Margin = Margin.STRICT

    @cut.default
    def _usual(self) -> float:
        return self.form.usual_cut if isinstance(self.form, ChangeForm) else math.nan

    def __attrs_post_init__(self) -> None:
        ArgumentError.raise_unless(self.form, ChangeForm, argument="form", expected="a ChangeForm")
        ArgumentError.raise_unless(self.margin, Margin, argument="margin", expected="a Margin")
        good = isinstance(self.cut, int | float) and not isinstance(self.cut, bool)
        if not good or not 0 < self.cut < math.inf:
            raise ArgumentError("cut", repr(self.cut), "a positive finite number")

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return the rule as a name and a sentence, for a methodology note."""
        beyond = "beyond" if self.margin is Margin.STRICT else "at or beyond"
        regressed = (
            "The first score is regressed to the mean"
            if self.form.regresses
            else (
                "Regression to the mean is not accounted for: after an extreme score a change back is expected"
            )
        )
        return (("Reliable change", f"Form {self.form.value}, {beyond} {self.cut:g}. {regressed}."),)
