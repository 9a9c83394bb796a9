"""A sheet: the table in a text file, with every cell that cannot be what its column is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from .decoding import decode
from .dialect import COMMENT, DELIMITERS, Dialect, detect
from .numerals import complaint, missing, number
from .refusal import Refusal

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 100, 500_000
LONGEST_NAME = 40
NUMERIC = 0.5  # share of a column's known cells that must be numbers, for the others to be mistakes in it
DIRECTIVE = "sep="


class Kind(Enum):
    """What a column holds; the value is the word a person reads."""

    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Fault:
    """What is wrong with ``value`` in a line of the file (counted from 1); ``column`` is None for the whole line."""

    line: int
    column: int | None
    name: str
    value: str
    wrong: str

    def __str__(self) -> str:
        place = f"line {self.line:,}" + (f", {self.name}" if self.name else "")
        return f"{place}: “{_short(self.value)}” {self.wrong}" if self.value else f"{place}: {self.wrong}"


@dataclass(frozen=True)
class Sheet:
    """A table as read: ``rows`` of equally many cells as text, without header, comments and blank lines.

    ``lines`` are the rows' line numbers in the file. ``numbers (rows, columns)`` holds the cells of number columns,
    NaN where a cell is at fault and in text columns. ``faults`` go by line.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    numbers: np.ndarray = field(repr=False)
    faults: tuple[Fault, ...]
    dialect: Dialect
    encoding: str

    def column(self, place: int) -> list[str]:
        """All cells of one column."""
        return [row[place] for row in self.rows]

    def find(self, words: str) -> int:
        """The column that is called ``words``, or has that number (from 1). Raises Refusal."""
        name = words.strip()
        if name in self.names:
            return self.names.index(name)
        if name.isascii() and name.isdigit() and 1 <= int(name) <= len(self.names):
            return int(name) - 1
        raise Refusal(f"there is no column {name!r}; there are {', '.join(self.names)}")


def read(content: bytes, dialect: Dialect | None = None) -> Sheet:
    """The table in ``content``, in ``dialect`` or, without one, in the one that is found out. Raises Refusal."""
    text, encoding = decode(content)
    numbered, delimiter = _content_lines(text)
    if dialect is None:
        dialect = _detected([line for _, line in numbered], delimiter)
    lines, rows, faults = _split(numbered, dialect)
    header = rows.pop(0) if dialect.header and rows else None
    lines = lines[1:] if header is not None else lines
    if not rows:
        raise Refusal("the file has no row of data" + (" below its header" if header else ""))
    width = _width(header, rows)
    names = _names(header, width)
    kept, kept_lines = [], []
    for line, row in zip(lines, rows):
        if len(row) == width:
            kept.append(tuple(row))
            kept_lines.append(line)
        else:
            faults.append(Fault(line, None, "", "", f"{_cells(len(row))} instead of {width}"))
    kinds, numbers, wrong = _columns(kept, kept_lines, names, dialect.decimal)
    in_order = tuple(sorted((*faults, *wrong), key=lambda fault: (fault.line, fault.column or 0)))
    return Sheet(names, kinds, tuple(kept), tuple(kept_lines), numbers, in_order, dialect, encoding)


def _content_lines(text: str) -> tuple[list[tuple[int, str]], str | None]:
    """The lines with something in them, numbered; and the delimiter that the first one announces, as Excel does."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    announced = None
    if lines[0].strip().lower().startswith(DIRECTIVE):
        mark = lines[0].strip(" \n")[len(DIRECTIVE) :]
        announced, lines[0] = (mark if mark in DELIMITERS else None), ""
    found = [(at, line) for at, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith(COMMENT)]
    if not found:
        raise Refusal("the file has nothing but blank lines and comments")
    if len(found) > MOST_ROWS + 1:
        raise Refusal(f"the file has {len(found):,} lines; allowed: up to {MOST_ROWS:,} rows")
    return found, announced


def _detected(lines: Sequence[str], delimiter: str | None) -> Dialect:
    found = detect(lines)
    if delimiter is None or delimiter == found.delimiter:
        return found
    decimal = found.decimal if found.decimal != delimiter else "."
    return replace(found, delimiter=delimiter, decimal=decimal)


def _split(numbered: Sequence[tuple[int, str]], dialect: Dialect) -> tuple[list[int], list[list[str]], list[Fault]]:
    """Line numbers and cells of the lines whose quotes pair, and the faults of the others."""
    lines, rows, faults, cells = [], [], [], 0
    for at, line in numbered:
        try:
            row = dialect.cells(line)
        except csv.Error:
            faults.append(Fault(at, None, "", line.strip(), "has quotes that do not pair"))
            continue
        cells += len(row)
        if len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            raise Refusal(
                f"line {at:,}: too many cells; allowed: up to {MOST_COLUMNS} columns and {MOST_CELLS:,} cells in all"
            )
        lines.append(at)
        rows.append(row)
    return lines, rows, faults


def _width(header: list[str] | None, rows: Sequence[list[str]]) -> int:
    """How many columns there are: as many as names, if any row has so many, else as most rows have."""
    widths = [len(row) for row in rows]
    if header is not None and len(header) in widths:
        return len(header)
    return max(sorted(set(widths), reverse=True), key=widths.count)


def _names(header: list[str] | None, width: int) -> tuple[str, ...]:
    """A name for each column, each another one."""
    names: list[str] = []
    for place in range(width):
        given = header[place] if header is not None and place < len(header) else ""
        plain = name = tidy(given) or f"column {place + 1}"
        count = 1
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        names.append(name)
    return tuple(names)


def tidy(text: str) -> str:
    """``text`` in one line of printable letters, not too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return _short(line)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _cells(count: int) -> str:
    return f"{count} cell{'' if count == 1 else 's'}"


def _columns(
    rows: Sequence[tuple[str, ...]], lines: Sequence[int], names: tuple[str, ...], mark: str
) -> tuple[tuple[Kind, ...], np.ndarray, list[Fault]]:
    """Kind and numbers of each column, and the cells that are at fault in a number column."""
    numbers = np.full((len(rows), len(names)), np.nan)
    kinds, faults = [], []
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        values = [number(cell, mark) for cell in cells]
        known = sum(not missing(cell) for cell in cells)
        good = sum(value is not None for value in values)
        kinds.append(Kind.NUMBER if good and good >= NUMERIC * known else Kind.TEXT)
        if kinds[-1] is Kind.TEXT:
            continue
        numbers[:, place] = [np.nan if value is None else value for value in values]
        faults += [
            Fault(line, place, name, cell, complaint(cell, mark))
            for line, cell, value in zip(lines, cells, values)
            if value is None
        ]
    numbers.flags.writeable = False
    return tuple(kinds), numbers, faults
