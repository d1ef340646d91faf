"""The public names of `smmi.exchange` as their users write them; only type-checked, never run."""

from typing import Any

from smmi import editions
from smmi.errors import NotExpressibleError
from smmi.exchange import expressions, programs, surveyjs
from smmi.exchange.accounts import DefinitionAccount
from smmi.scoring import ScoringScheme

scheme = ScoringScheme(editions.smmi_16())
tree: expressions.ExpressionTree = expressions.expression_tree(scheme)
definition: expressions.Definition = tree.definitions[0]
output: expressions.Output = tree.outputs[0]
named: tuple[str, str, str, str] = (output.code, output.label, output.points, output.reason)
asked: tuple[str, ...] = tuple(one.code for one in tree.questions) + tree.characteristics
found: dict[str, Any] = expressions.evaluate(tree, {"community_partners": 3})
python: str = programs.to_python(scheme)
javascript: str = programs.to_javascript(scheme)
sql: str = programs.to_sql(scheme, table="schools", unit="school")
syntax: str = programs.to_spss(scheme)
survey: tuple[dict[str, Any], DefinitionAccount] = surveyjs.to_surveyjs(scheme.instrument, scheme)
only_asked: tuple[dict[str, Any], DefinitionAccount] = surveyjs.to_surveyjs(scheme.instrument)
try:
    programs.to_python(scheme)
except NotExpressibleError as error:
    why: tuple[str, str, str, str] = (error.target, error.code, error.rule, error.why)
