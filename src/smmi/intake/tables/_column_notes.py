"""What a file says of a column beside its cells."""

from collections.abc import Mapping

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import as_tuple
from smmi.intake.tables._loose_texts import number_of


@attrs.frozen(kw_only=True)
class ColumnNotes:
    """What a file says of a column beside its cells, as SAV and DTA files do.

    Attributes:
        label: The column's label.
        value_labels: The label of each coded value, by the value as a cell's text.
        missing: Values that the file itself declares to be missing: a text, or the lowest and the highest of a range.
        question: The names of a question of several choices of which the column holds one, as SPSS declares sets of
            multiple responses.
        counted: What a cell of such a column says where its choice was made.

    Example:
        >>> ColumnNotes(label="Plans", value_labels={"1": "Never"}, missing=("9", (97, 99))).value_labels["1"]
        'Never'
    """

    label: str = ""
    value_labels: Mapping[str, str] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    missing: tuple[str | tuple[float, float], ...] = attrs.field(converter=as_tuple, default=())
    question: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    counted: str = ""

    def label_of(self, text: str, /) -> str:
        """Return how the file labels a value, by a cell's text; nothing if it does not."""
        number = number_of(text)
        return next(
            (
                said
                for key, said in self.value_labels.items()
                if key == text or (number is not None and number_of(key) == number)
            ),
            "",
        )

    def declares_missing(self, text: str, /) -> bool:
        """Whether the file declares a value to be missing, by a cell's text."""
        number = number_of(text)
        for one in self.missing:
            if isinstance(one, tuple):
                if number is not None and one[0] <= number <= one[1]:
                    return True
            elif one == text or (number is not None and number_of(one) == number):
                return True
        return False
