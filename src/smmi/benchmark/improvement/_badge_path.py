"""The way to the badge: what is left to answer, at the least cost."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from smmi.badge import completion
from smmi.benchmark.improvement._additive import Sums, TooManyError, moves_of, options_of, settings
from smmi.benchmark.improvement._market import Market
from smmi.benchmark.improvement._moves import Move
from smmi.benchmark.improvement._results import Paths, Proof
from smmi.benchmark.improvement._targets import Badge
from smmi.benchmark.improvement._trials import Trials
from smmi.instrument import Answers, AnswerState

GAPS = (AnswerState.NO_ANSWER, AnswerState.NOT_ADMINISTERED)


def to_badge(trials: Trials, market: Market, /) -> Paths:
    """Return the cheapest way to the complete assessment: each group of questions that share gates by itself."""
    chosen: dict[str, Move] = {}
    proof = Proof.ADDITIVE
    try:
        _, parts = settings(trials, market.movable, market.price, _gaps)
        for component in parts:
            options = options_of(component, _read)
            best = max(options, key=lambda option: (option.gain, -option.cost))
            chosen |= {code: move for code, move in moves_of(best.chosen).items() if move.steps}
    except TooManyError:
        chosen, proof = {}, Proof.NOT_PROVED
    changes = {code: move.answer for code, move in chosen.items()}
    done = completion(trials.changed([changes], named=True), unit=trials.unit).eligible
    path = market.path(chosen, score=None, reached=done)
    return Paths(
        target=Badge(),
        unit=trials.unit,
        threshold=None,
        score=None,
        best=path if done else None,
        near=() if done else (path,),
        proof=proof,
    )


def _gaps(answers: Answers) -> Mapping[str, Any]:
    """Return how many questions are left, less than none, as the sums of the whole."""
    states = [answers.states(one.code) for one in answers.instrument.indicators]
    return {"gaps": -np.isin(states, GAPS).sum(axis=0)[None]}


def _read(sums: Sums) -> tuple[int, tuple[int, ...]]:
    return (sums["gaps"][0] if sums else 0), ()
