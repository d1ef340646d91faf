"""Norms that are asked by name to place what rests on a part of what applies."""

from collections.abc import Sequence

import attrs

from smmi.benchmark.norms._norms import Norms


def asking_for(norms: Norms, codes: Sequence[str], /) -> Norms:
    """Return norms that place scores of these codes also where they rest on a part of what applies.

    What is in the norms stays what it is.

    Args:
        norms: The norms.
        codes: The codes of the scores.

    Raises:
        UnknownCodeError: No score has one of the codes.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=12, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> norms = asking_for(benchmark.Norms.fit(scores), ["curriculum"])
        >>> norms.conventions.partly_administered
        ('curriculum',)
    """
    for code in codes:
        norms.table(code)
    return attrs.evolve(norms, conventions=norms.conventions.asking_for(codes))
