"""Tags: the name by which a document speaks of a class, where several classes may stand.

Built-in rules have theirs in the table of rules (`smmi.scoring.rules`). Every other class is called by the name under
which it has its fingerprints, in kebab case, so that a tag stays when a class is renamed.
"""

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs

from smmi.errors import ArgumentError
from smmi.fingerprint import name_of
from smmi.instrument import Condition, Scale
from smmi.instrument.crosswalk_entries import AnswerMap, BandAbove, BandFrom, CrosswalkEntry
from smmi.intake import NumberedRows, Source, UnitColumn
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage, Weighting
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES
from smmi.serialization.fields._fields import is_class_of_fields, keys_of

TAG: Final = "kind"
"""The key under which the tag stands."""

Tags = Mapping[str, type]

_TAG_PATTERN: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _kebab(name: str) -> str:
    return _HUMP.sub("-", name.strip("_")).lower()


def _tagged(*classes: type) -> Tags:
    return {_kebab(name_of(cls)): cls for cls in classes}


SCALES: Final = _tagged(*get_args(Scale))
TABLES: Final = (
    SCALES,
    ITEM_RULES,
    AGGREGATION_RULES,
    _tagged(*get_args(Condition)),
    _tagged(*get_args(CrosswalkEntry)),
    _tagged(*get_args(AnswerMap)),
    _tagged(BandFrom, BandAbove, MinimumCoverage, Weighting),
    _tagged(*get_args(Source)),
    _tagged(UnitColumn, NumberedRows),
)
"""Every class that has a tag."""


@attrs.frozen
class TagTable:
    """Every class that has a tag, a caller's own rules included.

    Attributes:
        item_rules: The classes of item rules by tag.
        aggregation_rules: The classes of aggregation rules by tag.
        tags: The tag of each class.
    """

    item_rules: Tags
    aggregation_rules: Tags
    tags: Mapping[type, str]

    def choices(self, annotation: object) -> Tags | None:
        """Return the classes that may stand where something is annotated so, by tag; None if they have no tags.

        The annotation is a port, a class with a tag, or a union of such classes (and None, which is left out).
        """
        if annotation is ItemRule:
            return self.item_rules
        if annotation is AggregationRule:
            return self.aggregation_rules
        several = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
        members = [member for member in several if member is not NoneType]
        try:
            return {self.tags[member]: member for member in members}
        except (KeyError, TypeError):
            return None


def tag_table(rules: Iterable[type] = ()) -> TagTable:
    """Return the table of the built-in classes and of a caller's rules.

    Raises:
        ArgumentError: A rule is no class of fields, is no rule, or its tag is taken.
    """
    item_rules, aggregation_rules = dict(ITEM_RULES), dict(AGGREGATION_RULES)
    tags = {cls: tag for table in TABLES for tag, cls in table.items()}
    taken = {tag: cls for cls, tag in tags.items()}
    for rule in rules:
        _check_class(rule)
        if rule in tags:
            continue
        tag = _own_tag(rule)
        if tag in taken:
            advice = f"Give {rule.__name__} another one: tag = '…'"
            other = f"{taken[tag].__module__}.{taken[tag].__qualname__}"
            raise ArgumentError(
                "rules", f"the tag {tag!r} of {rule.__name__}", f"one that {other} has not", advice
            )
        tags[rule], taken[tag] = tag, rule
        if _offers(rule, "points"):
            item_rules[tag] = rule
        if _offers(rule, "aggregate"):
            aggregation_rules[tag] = rule
    return TagTable(item_rules, aggregation_rules, tags)


def _check_class(rule: Any) -> None:  # noqa: ANN401  (whatever a caller hands in)
    if not isinstance(rule, type):
        got = f"a {type(rule).__name__}"
        raise ArgumentError("rules", got, "classes of rules", "Hand over the class, not an instance of it")
    if not is_class_of_fields(rule):
        raise ArgumentError("rules", f"the class {rule.__name__}", "an attrs class or a dataclass")
    if not (_offers(rule, "points") or _offers(rule, "aggregate")):
        raise ArgumentError(
            "rules",
            f"the class {rule.__name__}",
            "a rule: a method `points` (item rule) or `aggregate` (aggregation rule)",
        )
    if TAG in keys_of(rule):
        raise ArgumentError(
            "rules", f"a field {TAG!r} of {rule.__name__}", "another name: the tag stands there"
        )


def _offers(rule: type, method: str) -> bool:
    return callable(getattr(rule, method, None)) and method not in keys_of(rule)


def _own_tag(rule: type) -> str:
    declared = None if "tag" in keys_of(rule) else getattr(rule, "tag", None)
    tag = declared if isinstance(declared, str) else _kebab(rule.__name__)
    if not _TAG_PATTERN.fullmatch(tag):
        raise ArgumentError(
            "rules", f"the tag {tag!r} of {rule.__name__}", "words joined by hyphens, such as 'my-rule'"
        )
    return tag
