"""Numbers in the words of the network's picture: three digits, true minus signs."""

from __future__ import annotations

from ..drawing.span import brief


def number(value: float) -> str:
    """A number of at least 0."""
    return f"{value:.2f}" if 0.1 <= value < 10 else brief(value)


def signed(value: float) -> str:
    """A number with its sign, if that is minus."""
    return f"−{number(-value)}" if value < 0 else number(value)
