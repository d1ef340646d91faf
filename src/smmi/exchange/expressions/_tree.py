"""The scoring expression tree: definitions one after the other, and which of them are scores and reasons."""

from functools import cached_property

import attrs

from smmi.exchange.expressions._nodes import HasCharacteristic, Number
from smmi.exchange.expressions._walking import walk
from smmi.instrument import Indicator, Instrument


@attrs.frozen
class Definition:
    """A number with a name: it speaks of answers and of definitions that stand before.

    Attributes:
        name: A word for what it is, a point, and the code of a question or node: ``points.curriculum``.
        number: The number.

    Example:
        >>> from smmi import editions
        >>> from smmi.exchange.expressions import Definition, expression_tree
        >>> from smmi.scoring import ScoringScheme
        >>> tree = expression_tree(ScoringScheme(editions.smmi_16()))
        >>> isinstance(tree.definitions[0], Definition), tree.definitions[0].name
        (True, 'state.clinical_underserved')
    """

    name: str
    number: Number


@attrs.frozen(kw_only=True)
class Output:
    """One score of the tree.

    Attributes:
        code: The code of the area or domain, or "overall".
        label: Its name.
        points: The name of its points, from 0 to 1; missing where there is no score.
        reason: The name of the number of its `Absence`: 0 where there is a score.

    Example:
        >>> Output(code="overall", label="Overall", points="points.overall", reason="reason.overall").code
        'overall'
    """

    code: str
    label: str
    points: str
    reason: str


@attrs.frozen(kw_only=True)
class ExpressionTree:
    """A scoring scheme as expressions, for engines that know neither smmi nor its rules.

    Thresholds hold to the last digit. Coverage and medians are asked of whole numbers that doubles hold; a mark that
    an answer must reach is asked of the answer; a mark that a score must reach is asked of a score that is known to be
    at the mark or clearly away from it, by a number midway. Where none of this can be had, there is no tree.

    Attributes:
        instrument: What is asked.
        questions: The indicators on whose answers a score depends, in declared order.
        definitions: The numbers, each after those of which it speaks.
        outputs: The scores: overall, the domains, the areas.

    Example:
        >>> from smmi import editions
        >>> from smmi.exchange.expressions import ExpressionTree, expression_tree
        >>> from smmi.scoring import ScoringScheme
        >>> tree: ExpressionTree = expression_tree(ScoringScheme(editions.smmi_16()))
        >>> tree.characteristics
        ('discipline',)
    """

    instrument: Instrument
    questions: tuple[Indicator, ...]
    definitions: tuple[Definition, ...]
    outputs: tuple[Output, ...]

    @cached_property
    def characteristics(self) -> tuple[str, ...]:
        """The codes of the characteristics on which it depends where a question applies."""
        asked = {
            one.code
            for definition in self.definitions
            for one in walk(definition.number)
            if isinstance(one, HasCharacteristic)
        }
        return tuple(one.code for one in self.instrument.characteristics if one.code in asked)
