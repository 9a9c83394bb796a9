"""A dialect: how a table is written as text, and how that is found out from its first lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...table import Table
from .numerals import number
from .refusal import Refusal

LOOKED_AT = 200  # lines that decide
COMMENT = "#"
STILL_WITHIN = re.compile(r"[;\t|]")  # where a cell has one, it was rather meant to be several
TOKEN = re.compile(r'"((?:[^"]|"")*)"(?=\s|$)|(\S+)')


@dataclass(frozen=True)
class Mark:
    """A character between cells, or in a number; ``name`` is the character itself."""

    name: str
    label: str


DELIMITERS = Table(
    "delimiter", Mark(",", "comma"), Mark(";", "semicolon"), Mark("\t", "tab"), Mark("|", "bar |"), Mark(" ", "spaces")
)
DECIMALS = Table("decimal mark", Mark(".", "point 0.5"), Mark(",", "comma 0,5"))


@dataclass(frozen=True)
class Dialect:
    """``delimiter`` between cells, ``decimal`` mark within numbers, and whether the first line has the names."""

    delimiter: str = ","
    decimal: str = "."
    header: bool = True

    def __post_init__(self) -> None:
        if self.delimiter == self.decimal:
            raise Refusal("a comma cannot separate the columns and be the decimal mark as well")

    def cells(self, line: str) -> list[str]:
        """The cells of one line without the spaces around them. Raises csv.Error where its quotes do not pair."""
        if self.delimiter == " ":
            return _between_spaces(line)
        if '"' not in line:
            return [cell.strip() for cell in line.split(self.delimiter)]
        reader = csv.reader([line.strip()], delimiter=self.delimiter, skipinitialspace=True, strict=True)
        return [cell.strip() for cell in next(reader)]


def _between_spaces(line: str) -> list[str]:
    if line.count('"') % 2:
        raise csv.Error("a quote is not closed")
    return [found[1].replace('""', '"') if found[1] is not None else found[2] for found in TOKEN.finditer(line)]


def detect(lines: Sequence[str]) -> Dialect:
    """The dialect in which most lines have equally many cells and most cells are numbers; ``lines`` are not blank."""
    sample = lines[:LOOKED_AT]
    trials = [Dialect(delimiter, decimal) for delimiter in DELIMITERS for decimal in DECIMALS if delimiter != decimal]
    best = max(trials, key=lambda trial: _likelihood(trial, sample))
    return Dialect(best.delimiter, best.decimal, _has_header(best, sample))


def _likelihood(dialect: Dialect, lines: Sequence[str]) -> float:
    """From 0 to 1; of two that are equal the first is meant."""
    rows = _rows(dialect, lines)
    if not rows:
        return 0.0
    width, often = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    numbers = sum(number(cell, dialect.decimal) is not None for cell in cells)
    whole = sum(not STILL_WITHIN.search(cell) for cell in cells)
    return often / len(lines) * (0.1 + 0.6 * numbers / len(cells) + 0.3 * whole / len(cells))


def _has_header(dialect: Dialect, lines: Sequence[str]) -> bool:
    """Whether the first line has no number although there are numbers under it."""
    rows = _rows(dialect, lines)
    if len(rows) < 2 or any(number(cell, dialect.decimal) is not None for cell in rows[0]):
        return False
    return any(number(cell, dialect.decimal) is not None for row in rows[1:] for cell in row)


def _rows(dialect: Dialect, lines: Sequence[str]) -> list[list[str]]:
    rows = []
    for line in lines:
        try:
            rows.append(dialect.cells(line))
        except csv.Error:
            continue
    return rows
