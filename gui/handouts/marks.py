"""What stands at the foot of a page, and before measured sentences: as claimed, or not, or that one run cannot say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A ``sign``, and what it means in ``words``."""

    sign: str
    words: str


FOOT = "Made with Glassnet. Open this file in Glassnet to go on from here."
MARKS = {
    True: Mark("✓", "as claimed"),
    False: Mark("✗", "not as claimed"),
    None: Mark("–", "one run cannot say"),
}
