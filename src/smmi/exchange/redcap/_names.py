"""The names of fields and forms, each once."""

from smmi.exchange.accounts._further_names import FurtherNames
from smmi.instrument import Instrument


class Names(FurtherNames):
    """The names of fields and forms of an instrument in a data dictionary.

    Attributes:
        parts: The field of each part of a composition, by the codes of indicator and part.
        why: The field that asks why there is no number, by the code of the indicator.
        forms: The form of each domain, by its code.
        first_form: The form of identifier and characteristics.
        last_form: The form of scores.
    """

    def __init__(self, instrument: Instrument, unit: str) -> None:
        asked = {one.code for one in instrument.indicators} | {one.code for one in instrument.characteristics}
        super().__init__(instrument, {unit, *asked})
        self.forms = {domain.code: domain.code for domain in instrument.domains}
        self.first_form = _free("units", {*self.forms})
        self.last_form = _free("scores", {*self.forms, self.first_form})


def _free(name: str, taken: set[str]) -> str:
    """Return the name of a form that no other has."""
    made, number = name, 1
    while made in taken:
        number += 1
        made = f"{name}_{number}"
    return made
