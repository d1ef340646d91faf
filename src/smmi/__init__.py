"""smmi: declare an assessment instrument, score answers by pluggable rules, and benchmark units against their peers.

The names below are loaded when they are first used, so that importing smmi costs next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smmi import (
        badge,
        benchmark,
        editions,
        errors,
        exchange,
        fingerprint,
        frames,
        instrument,
        intake,
        report,
        scoring,
        serialization,
        testing as testing,
    )
    from smmi.instrument import Answers, Instrument, Nonresponse
    from smmi.scoring import ScoringScheme, score

__version__ = "0.1.0"

_HOMES = {
    "Answers": "instrument",
    "Instrument": "instrument",
    "Nonresponse": "instrument",
    "ScoringScheme": "scoring",
    "score": "scoring",
}
_ROOMS = (
    "badge",
    "benchmark",
    "editions",
    "errors",
    "exchange",
    "fingerprint",
    "frames",
    "instrument",
    "intake",
    "report",
    "scoring",
    "serialization",
    "testing",  # not in `__all__`: it needs an extra, and `from smmi import *` loads every name there
)

__all__ = [
    "Answers",
    "Instrument",
    "Nonresponse",
    "ScoringScheme",
    "badge",
    "benchmark",
    "editions",
    "errors",
    "exchange",
    "fingerprint",
    "frames",
    "instrument",
    "intake",
    "report",
    "score",
    "scoring",
    "serialization",
]


def __getattr__(name: str) -> object:
    import importlib

    if name in _HOMES:
        value: object = getattr(importlib.import_module(f"smmi.{_HOMES[name]}"), name)
    elif name in _ROOMS:
        value = importlib.import_module(f"smmi.{name}")
    else:
        message = f"module 'smmi' has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
