"""Tests of one's own scoring rules: Hypothesis strategies and the law runner. Needs the extra ``testing``."""

_MISSING = "smmi.testing needs {name}, which is not installed. Install it with: pip install 'smmi[testing]'"

try:
    from smmi.testing import strategies
    from smmi.testing.runner import (
        LawCheck,
        LawReport,
        LawResult,
        LoweredScore,
        Outcome,
        check_rule,
        lowered_by_opening,
        scoring_rule_laws,
    )
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ImportError(_MISSING.format(name=error.name), name=error.name) from None

__all__ = [
    "LawCheck",
    "LawReport",
    "LawResult",
    "LoweredScore",
    "Outcome",
    "check_rule",
    "lowered_by_opening",
    "scoring_rule_laws",
    "strategies",
]
