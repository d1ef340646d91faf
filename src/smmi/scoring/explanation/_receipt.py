"""Receipts: fingerprints of instrument, scheme, answers, scores and norms, and a check which of them has changed.

The answers of a unit are written as JSON with sorted keys: its identifier, its attributes, and every answer that it
gave. A blank is left out, a selection has no order, and a number is a double. The fingerprint of the answers is that
of the sorted SHA-256 digests of the units, so it does not depend on the order of the rows. The fingerprint of the
scores is made in the same way.

Answers enter as they were before routing: a changed gate changes the fingerprint of the instrument, not of the answers.
"""

import enum
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.fingerprint import Scope, fingerprint
from smmi.instrument import Answers, Indicator, Nonresponse, NotCondition
from smmi.instrument.answers import TRUE, attribute_verdicts, verdicts
from smmi.instrument.scales import coding
from smmi.scoring.rules import Absence
from smmi.scoring.scheme._scheme import ScoringScheme
from smmi.scoring.scorer._profile import ScoreProfile
from smmi.scoring.scorer._scores import Scores

DIGEST: Final = re.compile("[0-9a-f]{64}")
"""A SHA-256 as text."""


class Fingerprinted(Protocol):
    """Anything with a fingerprint, such as norms; no base class is needed.

    Example:
        >>> class PublishedNorms:
        ...     fingerprint = "0" * 64
        >>> norms: Fingerprinted = PublishedNorms()
        >>> len(norms.fingerprint)
        64
    """

    @property
    def fingerprint(self) -> str:
        """The SHA-256, as 64 hexadecimal digits."""
        ...


class ReceiptPart(enum.Enum):
    """A part of what scores are made from.

    Example:
        >>> [part.value for part in ReceiptPart][:2]
        ['instrument-wording', 'instrument']
    """

    _fingerprinted_as = enum.nonmember("Part")

    INSTRUMENT_WORDING = "instrument-wording"
    """Labels, prompts and other wording of the instrument, which can change no score."""
    INSTRUMENT = "instrument"
    """What can affect a score in the instrument: scales, hierarchy, routing, applicability."""
    SCHEME_WORDING = "scheme-wording"
    """Notes in the scheme, which can change no score."""
    SCHEME = "scheme"
    """Rules, weights and policies."""
    ANSWERS = "answers"
    """The units, their attributes, and what they answered."""
    SCORES = "scores"
    """The values of the scores and the reasons of their absences."""
    NORMS = "norms"
    """The norms with which the scores were compared."""


@attrs.frozen(kw_only=True)
class Receipt:
    """The fingerprints of everything that scores were made from: plain text, to be kept beside a report.

    Make it with `receipt`; `verify` says what has changed since. A fingerprint is a SHA-256 as 64 hexadecimal digits.

    Attributes:
        code: The instrument's code.
        edition: Its edition.
        units: How many units were scored.
        instrument_text: The fingerprint of the whole instrument, wording included.
        instrument: The same of what can affect a score.
        scheme_text: The fingerprint of the whole scheme without its instrument, notes included.
        scheme: The same of what can affect a score.
        answers: The fingerprint of the units, their attributes and answers, whatever their order.
        scores: The fingerprint of the scores and absences, whatever the order of the units.
        norms: The fingerprint of the norms, or None if there were none.

    Raises:
        ArgumentError: A fingerprint is not 64 hexadecimal digits.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> records = [{"school": "S1", "discipline": "dental"}]
        >>> answers = smmi.Answers.from_records(
        ...     editions.smmi_16(), records, unit="school", attributes=("discipline",)
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> kept = receipt(scores)
        >>> kept.edition, len(kept.instrument), kept.norms
        ('16-areas', 64, None)
        >>> Receipt(**attrs.asdict(kept)) == kept
        True
    """

    code: str
    edition: str
    units: int
    instrument_text: str
    instrument: str
    scheme_text: str
    scheme: str
    answers: str
    scores: str
    norms: str | None = None

    def __attrs_post_init__(self) -> None:
        for name in _FIELDS.values():
            got = getattr(self, name)
            if (name, got) != ("norms", None) and not (isinstance(got, str) and DIGEST.fullmatch(got)):
                raise ArgumentError(name, repr(got), "a SHA-256 as 64 hexadecimal digits")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the receipt itself: one line that stands for everything."""
        return fingerprint(self)


_FIELDS: Final[Mapping[ReceiptPart, str]] = {
    ReceiptPart.INSTRUMENT_WORDING: "instrument_text",
    ReceiptPart.INSTRUMENT: "instrument",
    ReceiptPart.SCHEME_WORDING: "scheme_text",
    ReceiptPart.SCHEME: "scheme",
    ReceiptPart.ANSWERS: "answers",
    ReceiptPart.SCORES: "scores",
    ReceiptPart.NORMS: "norms",
}
_WORDING_OF: Final = {
    ReceiptPart.INSTRUMENT_WORDING: ReceiptPart.INSTRUMENT,
    ReceiptPart.SCHEME_WORDING: ReceiptPart.SCHEME,
}


@attrs.frozen(kw_only=True)
class Verification:
    """What became of the parts of a receipt; made by `verify`, printed as one line.

    Attributes:
        agrees: The parts whose fingerprint is that of the receipt.
        moved: The parts whose fingerprint is another, in the order of `ReceiptPart`. Wording stands here only if
            nothing that can affect a score changed in the same instrument or scheme.
        reproduced: Whether scoring the answers again gives the scores, bit for bit.

    Example:
        >>> found = Verification(agrees=(ReceiptPart.SCHEME,), moved=(ReceiptPart.ANSWERS,), reproduced=True)
        >>> found.holds, str(found)
        (False, 'moved: answers')
    """

    agrees: tuple[ReceiptPart, ...]
    moved: tuple[ReceiptPart, ...]
    reproduced: bool

    @property
    def holds(self) -> bool:
        """Whether nothing moved, and the scores are those of the answers."""
        return not self.moved and self.reproduced

    def __str__(self) -> str:
        words = [f"moved: {', '.join(part.value for part in self.moved)}"] if self.moved else []
        words += [] if self.reproduced else ["the scores are not those of the answers"]
        return "; ".join(words) or "the receipt holds"


def receipt(scores: Scores, /, *, norms: str | Fingerprinted | None = None) -> Receipt:
    """Return the receipt of scores.

    Args:
        scores: The scores.
        norms: The norms with which they are compared, if they are: their fingerprint, or what has one.

    Returns:
        The receipt, with the fingerprints of the instrument, the scheme, the answers, the scores and the norms.

    Raises:
        ArgumentError: These are no scores, or the norms have no fingerprint.
        FingerprintError: A rule from outside smmi has no canonical form.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.Answers.from_records(
        ...     editions.smmi_16(), [{"school": "S1", "discipline": "dental"}], unit="school",
        ...     attributes=("discipline",)
        ... )  # fmt: skip
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> kept = receipt(scores)
        >>> kept.code, kept.units, verify(kept, scores=scores).holds
        ('smmi', 1, True)
    """
    return _receipt_of(scores, norms)


def _receipt_of(scores: Scores, norms: str | Fingerprinted | None) -> Receipt:
    ArgumentError.raise_unless(
        scores,
        Scores,
        argument="scores",
        expected="Scores",
        advice={ScoreProfile: "Write profile.scores for the scores of one unit"},
    )
    instrument, scheme = scores.instrument, _unbound(scores.scheme)
    return Receipt(
        code=instrument.code,
        edition=instrument.edition,
        units=len(scores),
        instrument_text=fingerprint(instrument),
        instrument=instrument.score_fingerprint,
        scheme_text=fingerprint(scheme),
        scheme=fingerprint(scheme, scope=Scope.SCORE),
        answers=answers_fingerprint(scores.answers),
        scores=scores_fingerprint(scores),
        norms=_norms_fingerprint(norms),
    )


@tells_keywords
def verify(receipt: Receipt, /, *, scores: Scores, norms: str | Fingerprinted | None = None) -> Verification:
    """Return which parts have the fingerprint that a receipt says, and which have moved.

    A part has moved if its fingerprint is another than on the receipt. A changed answer moves the answers, and the
    scores where it changes one. Norms that stand on the receipt and are not given have moved, and so have norms that
    are given and do not stand on it.

    Args:
        receipt: The receipt.
        scores: The scores as they are now, with their answers and their scheme.
        norms: The norms as they are now.

    Returns:
        The parts that agree, the parts that moved, and whether the answers still make the scores.

    Raises:
        ArgumentError: This is no receipt, these are no scores, or the norms have no fingerprint.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.scoring import WeakestLink
        >>> from smmi.instrument import synthesize
        >>> answers = synthesize(smmi.editions.smmi_16(), units=3, rng=np.random.default_rng(1))
        >>> equal = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> kept = receipt(smmi.score(answers, equal))
        >>> str(verify(kept, scores=smmi.score(answers, equal)))
        'the receipt holds'
        >>> stricter = attrs.evolve(equal, areas=WeakestLink())
        >>> str(verify(kept, scores=smmi.score(answers, stricter)))
        'moved: scheme, scores'
    """
    ArgumentError.raise_unless(
        receipt,
        Receipt,
        argument="receipt",
        expected="a Receipt",
        advice={
            Scores: "Write verify(receipt, scores=scores)",
            Mapping: "Write Receipt(**fields) to make one of its fields",
        },
    )
    now = _receipt_of(scores, norms)
    differ = {part for part, name in _FIELDS.items() if getattr(receipt, name) != getattr(now, name)}
    if (receipt.code, receipt.edition, receipt.units) != (now.code, now.edition, now.units):
        differ |= {ReceiptPart.INSTRUMENT_WORDING} if receipt.units == now.units else {ReceiptPart.ANSWERS}
    moved = [part for part in ReceiptPart if part in differ and _WORDING_OF.get(part) not in differ]
    considered = [part for part in ReceiptPart if part is not ReceiptPart.NORMS or receipt.norms or now.norms]
    return Verification(
        agrees=tuple(part for part in considered if part not in differ),
        moved=tuple(moved),
        reproduced=scores_fingerprint(scores.scheme.compile().score(scores.answers)) == now.scores,
    )


def _unbound(scheme: ScoringScheme) -> dict[str, object]:
    """Return what a scheme says, apart from its instrument."""
    names = (field.name for field in attrs.fields(ScoringScheme))
    return {name: getattr(scheme, name) for name in names if name != "instrument"}


def _norms_fingerprint(norms: str | Fingerprinted | None) -> str | None:
    if norms is None:
        return None
    found = norms if isinstance(norms, str) else getattr(norms, "fingerprint", None)
    if not isinstance(found, str) or not DIGEST.fullmatch(found):
        got = repr(norms) if isinstance(norms, str) else f"a {type(norms).__name__}"
        raise ArgumentError("norms", got, "norms, or their fingerprint of 64 hexadecimal digits")
    return found


def answers_fingerprint(answers: Answers, /) -> str:
    """Return the fingerprint of units, their attributes and what they said, whatever the order of the rows."""
    said: list[dict[str, object]] = [{} for _ in range(len(answers))]
    for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True):
        given = coding(indicator.scale).decode_all(column.codes, column.values)
        for record, raw, skip in zip(said, given, _elsewhere(answers, indicator), strict=True):
            if raw is not None and not (skip and raw is Nonresponse.NOT_APPLICABLE):
                record[indicator.code] = _plain(raw)
    for aside in answers.set_aside:
        said[answers.position(aside.unit)][aside.code] = _plain(aside.answer)
    attributes: list[dict[str, str]] = [{} for _ in range(len(answers))]
    for name, values in answers.attributes.items():
        for own, value in zip(attributes, values, strict=True):
            if value is not None:
                own[name] = value
    return _of_units(zip(answers.units.tolist(), attributes, said, strict=True))


def _elsewhere(answers: Answers, indicator: Indicator) -> list[bool]:
    """Return for each unit whether the instrument says that an indicator does not apply to it."""
    if indicator.applies is None:
        return [False] * len(answers)
    found = verdicts(
        NotCondition(indicator.applies), lambda leaf: attribute_verdicts(leaf, answers.attributes[leaf.code])
    )
    return np.equal(found, TRUE).tolist()  # type: ignore[no-any-return]


def _plain(raw: object) -> object:
    """Return a raw answer as JSON can say it: a text, a number, or an object that says what it is."""
    match raw:
        case Nonresponse():
            return {"nonresponse": raw.name}
        case tuple():
            return {"selected": sorted(raw)}
        case Mapping():
            return {"shares": {part: float(share) + 0.0 for part, share in raw.items()}}
        case int() | float():
            return float(raw) + 0.0
        case _:
            return raw


def scores_fingerprint(scores: Scores, /) -> str:
    """Return the fingerprint of scores and of the reasons of their absences, whatever the order of the rows."""
    names = [absence.name for absence in Absence]
    values, absences = scores.values.T.tolist(), scores.absences.T.tolist()
    rows = (
        {
            code: names[absence] if absence else value
            for code, value, absence in zip(scores.codes, *row, strict=True)
        }
        for row in zip(values, absences, strict=True)
    )
    return _of_units(zip(scores.units.tolist(), rows, strict=True))


def _of_units(units: Iterable[Any]) -> str:
    texts = (json.dumps(unit, sort_keys=True, separators=(",", ":")) for unit in units)
    return fingerprint(sorted(hashlib.sha256(text.encode("ascii")).hexdigest() for text in texts))
