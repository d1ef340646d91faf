"""Constants that are no decimals: doubles that know the rational number to which they are next.

A double is all that most engines need of 1/3. What works exactly asks for the number itself.
"""

from fractions import Fraction

from smmi._decimals import exact


class _Rounded(float):
    """The double next to a rational number, which it keeps."""

    __slots__ = ("rational",)

    rational: Fraction


def rounded(number: Fraction, /) -> float:
    """Return the double next to a rational number; `rational` says of which.

    Example:
        >>> rational(rounded(Fraction(1, 3)))
        Fraction(1, 3)
    """
    found = _Rounded(number)
    found.rational = number
    return found


def rational(number: float, /) -> Fraction:
    """Return the rational number for which a constant stands: of a plain double, its shortest decimal.

    Example:
        >>> rational(0.1)
        Fraction(1, 10)
    """
    return number.rational if isinstance(number, _Rounded) else exact(float(number))
