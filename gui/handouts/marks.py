"""The marks before measured sentences: as claimed, not as claimed, or more than one run can say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A ``sign``, and what it means in ``words``."""

    sign: str
    words: str


MARKS = {
    True: Mark("✓", "as claimed"),
    False: Mark("✗", "not as claimed"),
    None: Mark("–", "one run cannot say"),
}
