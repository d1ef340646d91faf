"""Why a score is absent."""

import enum


class Absence(enum.IntEnum):
    """The machine-readable reason of an absent score; `PRESENT` if there is one."""

    PRESENT = 0
    NOT_APPLICABLE = 1
    """The indicator does not apply to the unit."""
    GATED = 2
    """The instrument's own routing skipped the indicator."""
    NOT_ADMINISTERED = 3
    """The indicator was not put to the unit."""
    NO_ANSWER = 4
    """The indicator was not answered."""
    NOTHING_ANSWERED = 5
    """Nothing below the node was answered."""
    TOO_LITTLE_ANSWERED = 6
    """Less was answered than the minimum coverage asks for."""
    NOTHING_APPLICABLE = 7
    """Nothing below the node was there to be answered."""
    PROPAGATED = 8
    """Something below the node is missing, and the policy is to have no score then."""
    NO_WEIGHT = 9
    """Everything below the node has weight 0."""
    BOUNDS_UNKNOWN = 10
    """Only in bounds: the rules do not say what can be attained, or there is too much to try."""

    @property
    def label(self) -> str:
        """The reason in words."""
        return self.name.lower().replace("_", " ")

    def __str__(self) -> str:
        return self.label
