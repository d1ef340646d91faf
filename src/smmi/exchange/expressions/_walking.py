"""Walking through expressions: what stands in a number or in a condition."""

from collections.abc import Iterator

from smmi.exchange.expressions._nodes import (
    Choice,
    Compared,
    Condition,
    Every,
    Greatest,
    Least,
    MeanOf,
    Negated,
    Number,
    Power,
    Product,
    Quotient,
    Some,
    Total,
)


def _parts(node: Number | Condition) -> tuple[Number | Condition, ...]:
    match node:
        case Total(terms):
            return tuple(part for term in terms for part in (term.when, term.number) if part is not None)
        case MeanOf(several) | Product(several) | Least(several) | Greatest(several):
            return several
        case Quotient(one, other) | Power(one, other) | Compared(one, _, other):
            return one, other
        case Choice(cases, otherwise):
            return (*(part for case in cases for part in (case.when, case.then)), otherwise)
        case Every(several) | Some(several):
            return several
        case Negated(one):
            return (one,)
        case _:
            return ()


def walk(node: Number | Condition, /) -> Iterator[Number | Condition]:
    """Yield a node and everything in it, each before its parts."""
    yield node
    for part in _parts(node):
        yield from walk(part)
