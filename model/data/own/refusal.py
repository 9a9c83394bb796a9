"""A refusal: why something of a person's own cannot be used, in words for that person."""

from __future__ import annotations


class Refusal(ValueError):
    """What is wrong and what would be right; nothing has been changed."""
