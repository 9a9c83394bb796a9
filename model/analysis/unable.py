"""Unable: the exception of an analysis that has nothing to work on, in words for people."""

from __future__ import annotations


class Unable(Exception):
    """There is nothing to analyse; the text says why, and what would help."""
