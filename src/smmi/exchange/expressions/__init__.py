"""Scoring as expressions: the compiled scheme as a small neutral tree, and what that tree means.

Printers write the tree in the language of a target (`smmi.exchange.programs`); a scheme that cannot be expressed is
refused with node, rule and reason.
"""

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._evaluation import evaluate
from smmi.exchange.expressions._tree import Definition, ExpressionTree, Output

__all__ = ["Definition", "ExpressionTree", "Output", "evaluate", "expression_tree"]
