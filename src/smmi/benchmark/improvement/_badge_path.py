"""The way to the badge: the questions that are left to answer; no answer that there is changes."""

from collections.abc import Collection
from fractions import Fraction

from smmi.benchmark.improvement._moves import Costs, below, gate_codes, price_of
from smmi.benchmark.improvement._results import Path, Paths, Proof, Step
from smmi.benchmark.improvement._targets import Badge
from smmi.instrument import Answers, AnswerState

GAPS = (AnswerState.NO_ANSWER, AnswerState.NOT_ADMINISTERED)


def to_badge(answers: Answers, /, *, costs: Costs, frozen: Collection[str]) -> Paths:
    """Return what is left to answer until the assessment is complete.

    A changed answer that shuts a gate completes nothing: it hides questions. So each step is a blank question, and
    any answer will do, or that it does not apply. Questions behind a gate that is not answered yet are steps as well,
    and count: nobody knows what the answers will be.

    Args:
        answers: Those of one unit.
        costs: As in `paths`: of several answers, the cheapest.
        frozen: As in `paths`.

    Raises:
        UnknownCodeError: Nothing has a code that is frozen.
    """
    instrument = answers.instrument
    states = {one.code: AnswerState(int(answers.states(one.code)[0])) for one in instrument.indicators}
    still = below(instrument, frozen)
    left = {code for code, state in states.items() if state in GAPS}
    gates = {one.code: left & {*gate_codes(one)} for one in instrument.indicators}
    prices = {code: _price(costs, code) for code in states if code in left}
    steps = tuple(
        Step(code=code, before=None, after=None, cost=float(price), steps=1, asked=not gates[code])
        for code, price in prices.items()
        if price is not None and code not in still and states[code] is AnswerState.NO_ANSWER
    )
    done = len(steps) == len(prices)
    cost = float(sum((prices[step.code] or Fraction(0) for step in steps), Fraction(0)))
    path = Path(steps=steps, cost=cost, score=None, reached=done)
    return Paths(
        target=Badge(),
        unit=str(answers.units[0]),
        threshold=None,
        score=None,
        best=path if done else None,
        near=() if done else (path,),
        proof=Proof.ADDITIVE,
        in_steps=not costs,
    )


def _price(costs: Costs, code: str) -> Fraction | None:
    """Return what it costs to answer; None where no answer may be given."""
    price = price_of(code, costs.get(code, 1.0))
    return min(price.values(), default=None) if isinstance(price, dict) else price
