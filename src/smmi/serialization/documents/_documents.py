"""Documents: plain dicts that say of what kind they are, and from which version of its schema."""

import enum
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import getitem
from typing import Any, Final, TypeVar, overload

import attrs
from cattrs import Converter

from smmi.benchmark import Ledger, Norms, Placement, Placements, PublishedNorms
from smmi.benchmark.comparison import AdjustedComparison, GroupComparison
from smmi.benchmark.cut_points import BandCuts
from smmi.benchmark.manual import ManualNorms
from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import Administration
from smmi.instrument.crosswalk import Crosswalk
from smmi.intake import Account, Reading
from smmi.scoring import Scores, ScoringScheme
from smmi.scoring.explanation import Receipt
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES
from smmi.scoring.scheme import OVERALL
from smmi.serialization.documents._converter import shared_converter
from smmi.serialization.documents._heads import HEAD, INSTRUMENT, SCHEMA, Schema, unchanged
from smmi.serialization.documents._references import Bound
from smmi.serialization.fields import (
    cut,
    described,
    fields_of,
    finding_at,
    findings_of,
    json_findings,
    missing_key,
    nearest,
)
from smmi.serialization.sheets import (
    _comparisons,
    _ledger,
    _norms,
    _placements,
    _published_norms as _published,
    _scores,
)
from smmi.serialization.sheets._answers import Sheet, answers_of, sheet_of
from smmi.serialization.sheets._comparisons import AdjustedSheet, ComparisonSheet
from smmi.serialization.sheets._ledger import LedgerSheet
from smmi.serialization.sheets._norms import NormsSheet
from smmi.serialization.sheets._placements import PlacementsSheet
from smmi.serialization.sheets._published_norms import PublishedNormsSheet
from smmi.serialization.sheets._scores import ScoresSheet

T = TypeVar("T")
Content = dict[str, Any]
Instruments = Instrument | Iterable[Instrument] | None


class Inclusion(enum.Enum):
    """What a document holds of the instrument to which it belongs.

    Example:
        >>> from smmi import editions
        >>> scheme = ScoringScheme.equal_weights(editions.smmi_16())
        >>> (
        ...     sorted(to_document(scheme)["instrument"]),
        ...     "domains" in to_document(scheme, instrument=Inclusion.WHOLE)["instrument"],
        ... )
        (['code', 'edition', 'fingerprint'], True)
    """

    REFERENCE = "reference"
    """Its code, its edition and the fingerprint of all that affects scores."""
    WHOLE = "whole"
    """The instrument's whole document."""


def _itself(value: Any) -> Any:  # noqa: ANN401  (a value of the kind's class)
    return value


@attrs.frozen(kw_only=True)
class DocumentKind:
    """One kind of document.

    Attributes:
        schema: What it says of itself.
        cls: The class of which it holds a value.
        form: The class whose fields are those of the document, where that is not `cls`.
        to_form: Makes the form of a value.
        from_form: Makes the value of a form.
    """

    schema: Schema
    cls: type
    form: type = attrs.Factory(lambda self: self.cls, takes_self=True)
    to_form: Callable[[Any], Any] = _itself
    from_form: Callable[[Any], object] = _itself

    @property
    def bound(self) -> tuple[tuple[str, ...], ...]:
        """Where such a document speaks of instruments to which it belongs: the keys on the way there."""
        own = fields_of(self.form)
        return tuple((field.key,) for field in own if field.annotation is Instrument) + tuple(
            (field.key, inner.key)
            for field in own
            if field.annotation is ScoringScheme
            for inner in fields_of(ScoringScheme)
            if inner.annotation is Instrument
        )


KINDS: Final = (
    DocumentKind(schema=INSTRUMENT, cls=Instrument),
    DocumentKind(schema=Schema(name="smmi/scheme"), cls=ScoringScheme),
    DocumentKind(
        schema=Schema(name="smmi/answers", version=2, checked_since=2, upgrades={1: unchanged}),
        cls=Answers,
        form=Sheet,
        to_form=sheet_of,
        from_form=answers_of,
    ),
    DocumentKind(schema=Schema(name="smmi/crosswalk"), cls=Crosswalk),
    DocumentKind(schema=Schema(name="smmi/administration"), cls=Administration),
    DocumentKind(schema=Schema(name="smmi/reading"), cls=Reading),
    DocumentKind(schema=Schema(name="smmi/account", checked_since=1), cls=Account),
    DocumentKind(
        schema=Schema(name="smmi/norms", version=2, checked_since=2, upgrades={1: unchanged}),
        cls=Norms,
        form=NormsSheet,
        to_form=_norms.sheet_of,
        from_form=_norms.norms_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/ledger", checked_since=1),
        cls=Ledger,
        form=LedgerSheet,
        to_form=_ledger.sheet_of,
        from_form=_ledger.ledger_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/published-norms", checked_since=1),
        cls=PublishedNorms,
        form=PublishedNormsSheet,
        to_form=_published.sheet_of,
        from_form=_published.norms_of,
    ),
    DocumentKind(schema=Schema(name="smmi/band-cuts", checked_since=1), cls=BandCuts),
    DocumentKind(schema=Schema(name="smmi/manual-norms", checked_since=1), cls=ManualNorms),
    DocumentKind(
        schema=Schema(name="smmi/scores", checked_since=1),
        cls=Scores,
        form=ScoresSheet,
        to_form=_scores.sheet_of,
        from_form=_scores.scores_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/placements", checked_since=1),
        cls=Placements,
        form=PlacementsSheet,
        to_form=_placements.sheet_of,
        from_form=_placements.placements_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/placement", checked_since=1),
        cls=Placement,
        form=PlacementsSheet,
        to_form=_placements.single_sheet_of,
        from_form=_placements.placement_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/comparison", checked_since=1),
        cls=GroupComparison,
        form=ComparisonSheet,
        to_form=_comparisons.sheet_of,
        from_form=_comparisons.comparison_of,
    ),
    DocumentKind(
        schema=Schema(name="smmi/adjusted-comparison", checked_since=1),
        cls=AdjustedComparison,
        form=AdjustedSheet,
        to_form=_comparisons.adjusted_sheet_of,
        from_form=_comparisons.adjusted_of,
    ),
    DocumentKind(schema=Schema(name="smmi/receipt", checked_since=1), cls=Receipt),
)
"""Every kind of document; a new one is a line here."""

_OURS: Final = frozenset([*ITEM_RULES.values(), *AGGREGATION_RULES.values()])
_BY_SCHEMA: Final = {kind.schema.name: kind for kind in KINDS}
_BY_CLASS: Final = {kind.cls: kind for kind in KINDS}


def to_document(
    value: object, /, *, instrument: Inclusion = Inclusion.REFERENCE, rules: Iterable[type] = ()
) -> Content:
    """Return the document of a value: a dict of what JSON can say, which `from_document` reads.

    What is as by default is left out. A document that belongs to an instrument (of a scheme, of answers, of an
    administration, of a reading; of a crosswalk, to two) refers to it by its code, edition and score fingerprint,
    unless the whole instrument is asked for.

    Args:
        value: An instrument, a scheme, answers, a crosswalk, an administration, a reading, the account of one, norms,
            published norms, a ledger, cuts, norms of a manual, scores, placements, a placement, a comparison of groups,
            or a receipt.
        instrument: What to say of the instrument to which the value belongs.
        rules: Classes of rules from outside smmi that the value uses (see `make_converter`).

    Returns:
        A dict of what JSON can say, with the name and the version of its schema, and its own checksum (see `checksum`).

    Raises:
        ArgumentError: There is no document of such a value, or it uses a rule whose class was not handed over.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> document = to_document(tiny)
        >>> document["schema"], document["version"], document["title"]
        ('smmi/instrument', 1, 'Tiny')
        >>> document["domains"][0]["areas"][0]["indicators"][0]["scale"]
        {'kind': 'binary', 'code': 'yes_no'}
    """
    kind = kind_of(type(value), "value")
    outside = as_classes(rules)
    converter = shared_converter(outside)
    scheme = value.scheme if isinstance(value, Scores) else value
    if isinstance(scheme, ScoringScheme):
        _check_rules(scheme, outside)
    content: Content = converter.unstructure(kind.to_form(value), unstructure_as=kind.form)
    for *way, key in kind.bound if instrument is Inclusion.WHOLE else ():
        said = reduce(getitem, way, content)
        said[key] = to_document(getattr(reduce(getattr, way, value), key))
    findings = json_findings(content) if outside else []
    try:
        if not findings:
            return kind.schema.written(content)
    except ValueError:
        findings = json_findings(content)
    raise ArgumentError("value", f"what no document can say, at {findings[0]}", "values of JSON")


def rules_of(scheme: ScoringScheme, /) -> dict[str, object]:
    """Return the rules of a scheme: declared ones of indicators, and those of all areas, domains and the whole."""
    domains, areas = scheme.instrument.domains, scheme.instrument.areas
    codes = (OVERALL, *(domain.code for domain in domains), *(area.code for area in areas))
    return {**scheme.items, **{code: scheme.aggregation_rule(code) for code in codes}}


def classes_of_rules(scheme: ScoringScheme, /) -> set[type]:
    """Return the classes of a scheme's rules that are not smmi's own, those inside of others included."""
    return {type(inner) for rule in rules_of(scheme).values() for inner in _nested(rule)} - _OURS


def _nested(rule: object) -> Iterator[object]:
    while rule is not None:
        yield rule
        rule = getattr(rule, "rule", None)


def _check_rules(scheme: ScoringScheme, rules: tuple[type, ...]) -> None:
    """Refuse a scheme with rules whose classes were not handed over, and name them all.

    Raises:
        ArgumentError: There are such rules.
    """
    missing = sorted(cls.__name__ for cls in classes_of_rules(scheme) - set(rules))
    if missing:
        raise ArgumentError(
            "rules",
            ", ".join(cls.__name__ for cls in rules) or "none",
            "the classes of all rules of the scheme that are not smmi's own",
            f"Hand over: rules=[{', '.join(missing)}]",
        )


@overload
def from_document(
    document: object, /, *, instrument: Instruments = None, rules: Iterable[type] = ()
) -> object: ...
@overload
def from_document(
    document: object, cls: type[T], /, *, instrument: Instruments = None, rules: Iterable[type] = ()
) -> T: ...
def from_document(
    document: object,
    cls: type | None = None,
    /,
    *,
    instrument: Instruments = None,
    rules: Iterable[type] = (),
) -> object:
    """Return the value that a document says.

    Nothing is coerced: a text is not a number, true is not a number, and only an integer may stand for a float.
    An unknown key is an error, as is a document that no such value can have, and one that was changed after it was
    written: its checksum is checked. People may leave the checksum out of what they write (instruments, schemes,
    crosswalks, administrations, readings), or edit; answers, accounts and norms have to have it. Older versions of a
    schema are read as they were meant.

    Args:
        document: A dict, as `parse_json` returns it.
        cls: The class that is expected, if one is; a document of another kind is then an error.
        instrument: The instrument to which the document belongs, if it only refers to it; for a crosswalk, both
            editions. If the document contains the instrument, the given one must be the same in all that affects
            scores, and is used. A scheme beside its one instrument may leave out the reference to it, or any part:
            people who write it know no fingerprint. What it does say must be so.
        rules: Classes of rules from outside smmi that the document may use (see `make_converter`).

    Returns:
        A value of the class that the document's schema names.

    Raises:
        DocumentError: The document is not what its schema says. The error holds every finding, each with its path.
        ArgumentError: There are no documents of the class, or a rule cannot be serialised.

    Example:
        >>> from smmi import editions
        >>> instrument = editions.smmi_16()
        >>> document = to_document(instrument)
        >>> from_document(document, Instrument) == instrument
        True
        >>> from_document(document | {"title": "", "languages": ["en"]})
        Traceback (most recent call last):
          ...
        smmi.errors.DocumentError: ...
    """
    expected = None if cls is None else kind_of(cls, "cls")
    converter = shared_converter(as_classes(rules))
    try:
        return _read_document(document, expected, _as_instruments(instrument), converter)
    except RecursionError:
        message = "the document is nested too deeply for what is left of the stack"
        raise DocumentError((finding_at("$", message),)) from None


def _read_document(
    document: object, expected: DocumentKind | None, instruments: tuple[Instrument, ...], converter: Converter
) -> object:
    DocumentError.raise_any(json_findings(document))
    if not isinstance(document, dict):
        message = f"got {described(document)}, expected an object"
        raise DocumentError((finding_at("$", message, Reason.WRONG_TYPE),))
    kind, findings = _head(document, expected)
    try:
        content = kind.schema.content(document)
        partly = kind.cls is ScoringScheme and len(instruments) == 1
        for way in kind.bound if instruments else ():
            content = _bound(content, way, instruments, partly=partly)
        value = kind.from_form(converter.structure(content, kind.form))
    except Exception as error:  # noqa: BLE001  (whatever a stranger's rule raises is a finding)
        raise DocumentError((*findings, *findings_of(error))) from None
    DocumentError.raise_any(findings)
    return value


def _bound(
    content: Content, way: tuple[str, ...], instruments: tuple[Instrument, ...], *, partly: bool
) -> Content:
    """Return the same content, in which what stands at the end of a way comes with the instruments handed over."""
    key, *rest = way
    if key not in content and not partly:
        return content
    said = content.get(key, {})
    if rest:
        inner = _bound(said, tuple(rest), instruments, partly=partly) if type(said) is dict else said
        return content | {key: inner}
    return content | {key: Bound(said, instruments, partly)}


def _head(document: Content, expected: DocumentKind | None) -> tuple[DocumentKind, list[Finding]]:
    """Return the kind as which to read a document, and what is wrong with its head.

    Raises:
        DocumentError: It cannot be read at all.
    """
    path, kinds = f"$.{SCHEMA}", (expected.schema.name,) if expected else tuple(_BY_SCHEMA)
    listed = ("one of " if len(kinds) > 1 else "") + ", ".join(map(repr, kinds))
    schema = document.get(SCHEMA)
    if SCHEMA not in document:
        kind, findings = expected, [missing_key(SCHEMA, HEAD, "a document", "$")]
    elif type(schema) is not str:
        message = f"got {described(schema)}, expected {listed}"
        raise DocumentError((finding_at(path, message, Reason.WRONG_TYPE),))
    elif schema not in kinds:
        message = f"got {cut(schema)}, expected {listed}{'' if expected else nearest(schema, kinds)}"
        raise DocumentError((finding_at(path, message, Reason.UNKNOWN_KIND),))
    else:
        kind, findings = expected or _BY_SCHEMA[schema], []
    version = kind.schema.version_finding(document) if kind else None
    findings += [version] if version else []
    if kind is None or (version and version.reason is Reason.WRONG_TYPE):
        raise DocumentError(tuple(findings))
    changed = kind.schema.checksum_finding(document)
    findings += [changed] if changed else []
    if version and version.reason is Reason.BAD_SCHEMA_VERSION:
        raise DocumentError(tuple(findings))
    return kind, findings


def kind_of(cls: type, argument: str) -> DocumentKind:
    """Return the kind of the documents of a class.

    Raises:
        ArgumentError: There is none.
    """
    try:
        return _BY_CLASS[cls]
    except (KeyError, TypeError):
        known = ", ".join(kind.cls.__name__ for kind in KINDS)
        raise ArgumentError(argument, getattr(cls, "__name__", repr(cls)), f"one of {known}") from None


def as_classes(rules: Iterable[type]) -> tuple[type, ...]:
    """Return the classes of rules as a tuple, also if only one was handed over."""
    return (rules,) if isinstance(rules, type) else tuple(rules)


def _as_instruments(instrument: Instruments) -> tuple[Instrument, ...]:
    given = (instrument,) if isinstance(instrument, Instrument) else tuple(instrument or ())
    for one in given:
        if not isinstance(one, Instrument):
            raise ArgumentError("instrument", f"a {type(one).__name__}", "an Instrument, or several")
    return given
