"""Elements of resources: texts, extensions, and the codes and weights of options, whatever stands there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smmi.exchange.accounts._documents import as_float
from smmi.exchange.fhir import _addresses as at

_SAID: Final = frozenset(
    {
        "linkId",
        "type",
        "text",
        "item",
        "answerOption",
        "answerValueSet",
        "answerConstraint",
        "enableWhen",
        "enableBehavior",
        "repeats",
        "extension",
    }
)


def text_in(resource: Mapping[str, Any], name: str) -> str:
    found = resource.get(name)
    return " ".join(found.split()) if isinstance(found, str) else ""


def extensions_of(item: Mapping[str, Any], address: str) -> Iterator[object]:
    """Yield the values of the extensions of an item with an address."""
    several = item.get("extension")
    for one in several if isinstance(several, list) else ():
        if isinstance(one, Mapping) and one.get("url") == address:
            yield from (value for name, value in one.items() if name.startswith("value"))


def number_in(item: Mapping[str, Any], address: str) -> float | None:
    for value in extensions_of(item, address):
        found = as_float(value)
        if found is not None:
            return found
    return None


def code_of_value(value: object) -> str | None:
    """Return a value as the code of an option."""
    if isinstance(value, Mapping):
        code = value.get("code", value.get("display"))
        return code if isinstance(code, str) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None


def told_by(option: object) -> tuple[str, str] | None:
    """Return the code and the label of an option; None if it is none that is known."""
    if not isinstance(option, Mapping):
        return None
    value = next((one for name, one in option.items() if name.startswith("value")), None)
    code = code_of_value(value)
    if code is None or not code.strip() or isinstance(value, bool):
        return None
    label = text_in(value, "display") if isinstance(value, Mapping) else code
    return code, label or code


def of_several_systems(offered: Sequence[object]) -> str:
    """Return what says that options of several systems have one code, and so are no answers apart; or nothing."""
    seen: dict[str, object] = {}
    for option in offered:
        value = option.get("valueCoding") if isinstance(option, Mapping) else None
        if isinstance(value, Mapping) and (told := told_by(option)) is not None:
            system = value.get("system")
            if seen.setdefault(told[0], system) != system:
                return f"choices of several systems that have one code: {told[0][:40]!r}"
    return ""


def unsaid_of(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield what of an item nothing here speaks of: elements, and extensions by the ends of their addresses."""
    for key in item:
        if key not in _SAID:
            yield f"the element {key[:40]!r}"
    several = item.get("extension")
    for one in several if isinstance(several, list) else ():
        address = one.get("url") if isinstance(one, Mapping) else None
        if isinstance(address, str) and address not in at.KNOWN:
            yield f"the extension {address.rpartition('/')[2][:60]!r}"


def weights_of(offered: Sequence[object]) -> str:
    """Return in words what options weigh."""
    told = []
    for option in offered:
        if isinstance(option, Mapping) and (pair := told_by(option)) is not None:
            weights = [value for address in at.WEIGHTS for value in extensions_of(option, address)]
            told += [f"{pair[0]} {weights[0]}"] if weights else []
    return ", ".join(told)
