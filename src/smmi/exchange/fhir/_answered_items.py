"""What stands in one response: the unit, and the answers of each item, whatever else stands there."""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from smmi.errors import Finding
from smmi.exchange.accounts._definitions import wrong
from smmi.instrument.declaration import shown

DEEPEST: Final = 40
MOST_ITEMS: Final = 50_000


class Text(str):
    """An answer that is a text, and no coding."""

    __slots__ = ()


class Display(str):
    """What is shown of a coding that has no code."""

    __slots__ = ()


@attrs.frozen(eq=False)
class Answered:
    """What a response says.

    Attributes:
        path: Where it stands.
        unit: The unit.
        values: The values of each item, by its ``linkId``.
        units: In what units quantities are, by the ``linkId`` of the item: the names of each unit, and where it stands.
    """

    path: str
    unit: str
    values: dict[str, list[object]] = attrs.field(factory=dict)
    units: dict[str, dict[tuple[str, ...], str]] = attrs.field(factory=dict)


def unit_of(response: Mapping[str, Any], path: str, number: int, problems: list[Finding]) -> str:
    """Return what a response calls the unit: the identifier of its subject, the reference to it, or its own id."""
    subject = response.get("subject", {})
    identifier = subject.get("identifier", {}) if isinstance(subject, Mapping) else {}
    found: list[str] = []
    for where, holder, name in (
        (f"{path}.subject.identifier", identifier, "value"),
        (f"{path}.subject", subject, "reference"),
        (path, response, "id"),
    ):
        if not isinstance(holder, Mapping):
            problems.append(wrong(where, f"got {shown(holder)}, expected an object"))
            continue
        text = holder.get(name)
        if text is not None and not isinstance(text, str):
            problems.append(wrong(f"{where}.{name}", f"got {shown(text)}, expected text"))
        elif text and text.strip():
            found.append(text)
    return found[0] if found else f"response {number}"


def collect(items: object, path: str, into: Answered, problems: list[Finding]) -> None:
    """Collect the answers of items, and of those inside, by their names."""
    waiting: list[tuple[object, str, int]] = [(items, path, 0)]
    seen = 0
    while waiting:
        several, where, depth = waiting.pop()
        if not isinstance(several, list) or depth > DEEPEST:
            problems.append(wrong(where, f"expected a list of items, nested {DEEPEST} deep at most"))
            continue
        for position, item in enumerate(several):
            here = f"{where}[{position}]"
            seen += 1
            if seen > MOST_ITEMS:
                problems.append(wrong(here, f"got more than {MOST_ITEMS:,} items"))
                return
            name = item.get("linkId") if isinstance(item, Mapping) else None
            answers = item.get("answer", []) if isinstance(item, Mapping) else []
            if not isinstance(name, str):
                problems.append(wrong(here, "expected an item with a linkId"))
                continue
            if not isinstance(answers, list) or not all(isinstance(one, Mapping) for one in answers):
                problems.append(wrong(f"{here}.answer", "expected a list of answers"))
                continue
            if answers:
                if name in into.values:
                    problems.append(wrong(here, f"the item {name[:40]!r} has answers twice"))
                into.values[name] = [
                    _value(one, f"{here}.answer[{i}]", name, into, problems) for i, one in enumerate(answers)
                ]
            if "item" in item:
                waiting.append((item["item"], f"{here}.item", depth + 1))
            waiting += [
                (one["item"], f"{here}.answer[{i}].item", depth + 1)
                for i, one in enumerate(answers)
                if "item" in one
            ]


def _value(
    answer: Mapping[str, Any], path: str, item: str, into: Answered, problems: list[Finding]
) -> object:
    """Return the value of an answer: a code, a number, a truth value as yes or no, or text."""
    names = [name for name in answer if name.startswith("value")]
    if len(names) != 1:
        if names or not (
            {"extension", "item"} & set(answer) or any(name[0] == "_" for name in answer if name)
        ):
            got = " and ".join(names) or "none"
            problems.append(wrong(path, f"got {got}, expected one value"))
        return None
    name, value = names[0], answer[names[0]]
    where = f"{path}.{name}"
    found: object
    if name == "valueCoding" and isinstance(value, Mapping):
        found, expected = _coding(value), "a coding with a code, or with what it shows"
    elif name == "valueQuantity" and isinstance(value, Mapping):
        found, expected = (
            _quantity(value, where, item, into, problems),
            "a quantity with a number as its value",
        )
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif name == "valueString" and isinstance(value, str):
        return Text(value)
    else:
        found = None if isinstance(value, Mapping | list) else value
        expected = "a coding, a quantity, a number, text or a truth value"
    if found is None:
        problems.append(wrong(where, f"got {shown(value)}, expected {expected}"))
    return found


def _coding(value: Mapping[str, Any]) -> str | None:
    code, display = value.get("code"), value.get("display")
    if isinstance(code, str) and code.strip():
        return code
    return Display(display) if code is None and isinstance(display, str) and display.strip() else None


def _quantity(
    value: Mapping[str, Any], path: str, item: str, into: Answered, problems: list[Finding]
) -> object:
    """Return the number of a quantity; one that is less or more than it is none."""
    comparator = value.get("comparator")
    if comparator is not None:
        problems.append(wrong(path, f"got the comparator {shown(comparator)}, expected a number itself"))
    unit = tuple(one for key in ("unit", "code") if isinstance(one := value.get(key), str) and one.strip())
    if unit:
        into.units.setdefault(item, {}).setdefault(unit, path)
    found = value.get("value")
    return None if isinstance(found, bool | str | Mapping | list) else found
