"""What is said of a domain or an area to whoever answers its questions or reads its score."""

import attrs

from smmi.instrument import Provenance
from smmi.instrument.declaration import Declared, a, checked, is_code, is_text, wording


@attrs.frozen(kw_only=True)
class Explanation(Declared):
    """An explanation of one domain or area, in plain words.

    Attributes:
        code: The code of the domain or the area.
        covers: What it covers.
        why: Why it is asked.
        strong: What a strong answer looks like.
        weak: What a weak answer looks like.
        provenance: Whose words these are, and what they rest on.

    Raises:
        DeclarationError: A field has an unusable value.

    Example:
        >>> from smmi import editions
        >>> known = editions.explanations(editions.smmi_16())["admissions"]
        >>> known.covers
        'How the school chooses among those who apply: the policy, the criteria, and the people who decide.'
        >>> known.provenance.origin.value
        'ours'
    """

    code: str = attrs.field(metadata=checked(is_code))
    covers: str = attrs.field(metadata=wording(is_text))
    why: str = attrs.field(metadata=wording(is_text))
    strong: str = attrs.field(metadata=wording(is_text))
    weak: str = attrs.field(metadata=wording(is_text))
    provenance: Provenance = attrs.field(metadata=wording(a(Provenance)))

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """What it covers, why it is asked, and what a strong and a weak answer look like."""
        return self.covers, self.why, self.strong, self.weak
