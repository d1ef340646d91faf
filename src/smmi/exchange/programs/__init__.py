"""Scoring as programs that stand alone: a function in Python or JavaScript, a query in SQL, syntax for SPSS.

Each is the expression tree of a scheme (`smmi.exchange.expressions`) in the words of its language.
"""

from smmi.exchange.programs._javascript import to_javascript
from smmi.exchange.programs._python import to_python
from smmi.exchange.programs._spss import to_spss
from smmi.exchange.programs._sql import to_sql

__all__ = ["to_javascript", "to_python", "to_spss", "to_sql"]
