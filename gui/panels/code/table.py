"""A table of arrays: of each its name, shape and extent, and as large a corner of its numbers as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import numerals
from .numerals import Corner, corner, flat, summary

ROWS = 12  # of one array, at most
INDENT = 1  # characters before the numbers


@dataclass(frozen=True)
class Entry:
    """One array: ``title`` is what it is called, ``shape`` its axes in words, empty for a single number."""

    title: str
    shape: str
    array: np.ndarray

    @property
    def rows(self) -> int:
        """How many rows all of its numbers take."""
        return 0 if self.array.size == 1 else min(ROWS, len(flat(self.array)))

    def head(self, columns: int) -> str:
        """Name, shape and as much of its extent as ``columns`` characters hold."""
        facts = summary(self.array)
        if self.array.size == 1:
            return f"{self.title} = {facts[0]}"
        text = f"{self.title} ({self.shape})"
        ends = tuple(fact for fact in facts if not fact.startswith("mean"))
        choices = ("  ".join((text, *some)) for some in (facts, ends, facts[:1], ()))
        return next((words for words in choices if len(words) <= columns), text)

    @property
    def words(self) -> str:
        """All about it in one sentence."""
        facts = summary(self.array)
        return (
            f"{self.title} = {facts[0]}" if self.array.size == 1 else f"{self.title} ({self.shape}): {', '.join(facts)}"
        )


@dataclass(frozen=True)
class Placed:
    """An entry with ``top``, the row of its head; ``corner`` is what is shown below it."""

    entry: Entry
    top: int
    corner: Corner | None

    def described(self, row: int, column: int) -> str:
        """The number under a row and column of the table in words, else the entry."""
        down, across = row - self.top - 1, (column - INDENT) // self.corner.wide if self.corner else -1
        if self.corner is None or down < 0 or not 0 <= across < self.corner.values.shape[1]:
            return self.entry.words
        value = numerals.said(float(self.corner.values[down, across]))
        single = len(flat(self.entry.array)) == 1
        place = f"{across}" if single else f"{down}, {across}"
        return f"{self.entry.title}[{place}] = {value}"


def arrange(entries: Sequence[Entry], rows: int, columns: int) -> tuple[list[Placed], int]:
    """Entries for a table of so many rows, each of so many characters; and how many find no room.

    Every array gets its head and a row of numbers before any of them gets more.
    """
    given, left = [], rows
    for number, entry in enumerate(entries):
        least = 1 + min(1, entry.rows)
        if left - least < (number + 1 < len(entries)):  # the last row says how many are left out
            break
        given.append(least - 1)
        left -= least
    left -= len(given) < len(entries)
    for number, entry in enumerate(entries[: len(given)]):
        more = min(entry.rows - given[number], max(0, left))
        given[number] += more
        left -= more
    placed, top = [], 0
    for entry, count in zip(entries, given):
        placed.append(Placed(entry, top, corner(entry.array, count, columns - INDENT) if count else None))
        top += 1 + count
    return placed, len(entries) - len(given)


def height(table: Sequence[Placed]) -> int:
    """How many rows a table takes."""
    return max((placed.top + 1 + (len(placed.corner.texts) if placed.corner else 0) for placed in table), default=0)


def found(table: Sequence[Placed], row: int) -> Placed | None:
    """The entry to which a row belongs."""
    before = [placed for placed in table if placed.top <= row]
    height = before[-1].top + (len(before[-1].corner.texts) if before[-1].corner else 0) if before else -1
    return before[-1] if row <= height else None
