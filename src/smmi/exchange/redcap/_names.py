"""The names of fields and forms, each once."""

from smmi.instrument import Composition, Instrument, MultipleChoice


class Names:
    """The names of fields and forms of an instrument in a data dictionary.

    Attributes:
        parts: The field of each part of a composition, by the codes of indicator and part.
        why: The field that asks why there is no number, by the code of the indicator.
        forms: The form of each domain, by its code.
        first_form: The form of identifier and characteristics.
        last_form: The form of scores.
    """

    def __init__(self, instrument: Instrument, unit: str) -> None:
        self._taken = {unit, *(one.code for one in instrument.indicators)}
        self._taken |= {one.code for one in instrument.characteristics}
        self.parts = {
            (indicator.code, part.code): self.give(f"{indicator.code}_{part.code}")
            for indicator in instrument.indicators
            if isinstance(indicator.scale, Composition)
            for part in indicator.scale.parts
        }
        self.why = {
            indicator.code: self.give(f"{indicator.code}_why")
            for indicator in instrument.indicators
            if indicator.scale.nonresponses
            and not indicator.scale.answers
            and not isinstance(indicator.scale, MultipleChoice)
        }
        forms: dict[str, None] = {}
        self.forms = {domain.code: domain.code for domain in instrument.domains}
        forms |= dict.fromkeys(self.forms)
        self.first_form = _free("units", forms)
        self.last_form = _free("scores", {**forms, self.first_form: None})

    def give(self, name: str, /) -> str:
        """Return a name that no other field has."""
        made = _free(name, self._taken)
        self._taken.add(made)
        return made


def _free(name: str, taken: "dict[str, None] | set[str]") -> str:
    made, number = name, 1
    while made in taken:
        number += 1
        made = f"{name}_{number}"
    return made
