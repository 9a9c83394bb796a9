"""Layouts: how high every piece of a sheet is on paper, and how it is drawn there. Lengths are in points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .drawing import MM
from .drawing import WIDE as WIDE_MM
from .ink import Ink, wrapped
from .marks import MARKS
from .sheet import CODE, PLAIN, SMALL, STRONG, Answer, Facts, Fields, Grid, Heading, Judged, Paragraph, Picture, Sheet

WIDE = WIDE_MM * MM
TEXT, MUTED, FAINT, EDGE, WRONG = "#1f2328", "#5b6472", "#d3d7dd", "#868d97", "#b3261e"
INKS = {
    PLAIN: Ink(9.5, 13.2, TEXT),
    STRONG: Ink(9.5, 13.2, TEXT, bold=True),
    SMALL: Ink(8.0, 11.2, MUTED),
    CODE: Ink(7.8, 11.2, TEXT, mono=True),
}
TITLE, HEADING = Ink(16.0, 20.0, TEXT, bold=True), Ink(10.5, 14.0, TEXT, bold=True)
NAME, CELL, COLUMN = Ink(8.2, 11.2, MUTED), Ink(8.2, 11.2, TEXT), Ink(8.2, 11.2, TEXT, bold=True)
WRONG_MARK = Ink(8.2, 11.2, WRONG, bold=True)
RULED = 7.2 * MM  # from one ruled line to the next
AFTER = 6.0  # below a piece
PAD = 2.2  # above and below the words of a cell
BETWEEN = 9.0  # between columns
NAMED = 0.58  # of a pair of columns, for the name
INDENT = 15.0  # of a measured sentence


class Sink(Protocol):
    """Where a piece is drawn; x from the left of the text, y from the top of the page."""

    def text(self, x: float, y: float, words: str, ink: Ink) -> None:
        """Words whose baseline is at ``y``."""

    def rule(self, x: float, y: float, wide: float, colour: str, thick: float) -> None:
        """A level line."""

    def picture(self, y: float, high: float, picture: Picture) -> None:
        """A picture as wide as the text."""


@dataclass(frozen=True)
class Block:
    """A piece on paper: ``draw(sink, top, more)`` with so many ruled lines more, where it ``grows``."""

    high: float
    draw: Callable[[Sink, float, int], None]
    grows: bool = False


def block(piece: Any) -> Block:
    """How ``piece`` stands on paper."""
    return BLOCKS[type(piece)](piece)


def head(sheet: Sheet) -> Block:
    """What stands over all pieces."""
    above, title = wrapped(sheet.above, WIDE, INKS[SMALL]), wrapped(sheet.title, WIDE, TITLE)
    high = len(above) * INKS[SMALL].line + len(title) * TITLE.line + 4.0

    def draw(sink: Sink, top: float, more: int) -> None:
        below = _lines(sink, 0.0, top, above, INKS[SMALL])
        _lines(sink, 0.0, below, title, TITLE)
        sink.rule(0.0, top + high, WIDE, TEXT, 1.3)

    return Block(high + 10.0, draw)


def _heading(piece: Heading) -> Block:
    lines = wrapped(piece.text, WIDE, HEADING)
    over = 6.0
    return Block(
        over + len(lines) * HEADING.line + 2.0,
        lambda sink, top, more: _stay(_lines(sink, 0.0, top + over, lines, HEADING)),
    )


def _paragraph(piece: Paragraph) -> Block:
    ink = INKS[piece.look]
    lines = wrapped(piece.text, WIDE, ink)
    return Block(len(lines) * ink.line + AFTER, lambda sink, top, more: _stay(_lines(sink, 0.0, top, lines, ink)))


def _facts(piece: Facts) -> Block:
    high = -(-len(piece.rows) // piece.pairs)
    pair = (WIDE - BETWEEN * (piece.pairs - 1)) / piece.pairs
    widths, inks = [NAMED * pair - BETWEEN, (1 - NAMED) * pair] * piece.pairs, [NAME, CELL] * piece.pairs
    starts = [side * (pair + BETWEEN) + shift for side in range(piece.pairs) for shift in (0.0, NAMED * pair)]
    rows = []
    for row in range(high):
        pairs = [
            piece.rows[at] if (at := row + side * high) < len(piece.rows) else ("", "") for side in range(piece.pairs)
        ]
        rows.append([word for name_and_value in pairs for word in name_and_value])
    return _table([(rows, inks)], starts, widths)


def _grid(piece: Grid) -> Block:
    count = len(piece.head) - 1
    first = WIDE * (0.36 if count < 4 else 0.26)
    width = (WIDE - first) / count - BETWEEN
    starts = [0.0, *(first + number * (width + BETWEEN) for number in range(count))]
    widths = [first - BETWEEN, *[width] * count]
    head_inks, inks = [COLUMN] * (count + 1), [NAME, *[CELL] * count]
    return _table([([list(piece.head)], head_inks), ([list(row) for row in piece.rows], inks)], starts, widths)


def _table(parts: list[tuple[list[list[str]], list[Ink]]], starts: list[float], widths: list[float]) -> Block:
    """Rows of words, each part in inks of its own; a thin line below every row, a stronger one below a part."""
    rows: list[tuple[list[list[str]], list[Ink], float, bool]] = []
    for number, (words, inks) in enumerate(parts):
        for row in words:
            cells = [wrapped(word, room, ink) for word, room, ink in zip(row, widths, inks, strict=True)]
            high = max(len(cell) for cell in cells) * inks[0].line + 2 * PAD
            rows.append((cells, inks, high, number + 1 < len(parts)))

    def draw(sink: Sink, top: float, more: int) -> None:
        for cells, inks, high, strong in rows:
            for cell, ink, x in zip(cells, inks, starts, strict=True):
                _lines(sink, x, top + PAD, cell, ink)
            top += high
            sink.rule(0.0, top, WIDE, MUTED if strong else FAINT, 0.8 if strong else 0.5)

    return Block(sum(high for _, _, high, _ in rows) + AFTER + 2.0, draw)


def _judged(piece: Judged) -> Block:
    told = [(holds, wrapped(words, WIDE - INDENT, CELL)) for holds, words in piece.lines]
    high = sum(len(lines) * CELL.line + 1.5 for _, lines in told)

    def draw(sink: Sink, top: float, more: int) -> None:
        for holds, lines in told:
            _lines(sink, 0.0, top, [MARKS[holds].sign], WRONG_MARK if holds is False else COLUMN)
            top = _lines(sink, INDENT, top, lines, CELL) + 1.5

    return Block(high + AFTER, draw)


def _picture(piece: Picture) -> Block:
    high = piece.high * MM
    return Block(high + AFTER, lambda sink, top, more: sink.picture(top, high, piece))


def _answer(piece: Answer) -> Block:
    lines = wrapped(piece.question, WIDE, INKS[PLAIN])
    words = len(lines) * INKS[PLAIN].line

    def draw(sink: Sink, top: float, more: int) -> None:
        _lines(sink, 0.0, top, lines, INKS[PLAIN])
        for number in range(piece.lines + more):
            sink.rule(0.0, top + words + (number + 1) * RULED, WIDE, EDGE, 0.6)

    return Block(words + piece.lines * RULED + 1.5 * AFTER, draw, grows=True)


def _fields(piece: Fields) -> Block:
    shares = [2.0, *[1.0] * (len(piece.names) - 1)]
    room = WIDE - 2 * BETWEEN * (len(shares) - 1)

    def draw(sink: Sink, top: float, more: int) -> None:
        x = 0.0
        for name, share in zip(piece.names, shares, strict=True):
            wide = room * share / sum(shares)
            sink.text(x, top + 11.0, name, NAME)
            sink.rule(x, top + 14.0, wide, EDGE, 0.6)
            x += wide + 2 * BETWEEN

    return Block(14.0 + 1.3 * AFTER, draw)


def _lines(sink: Sink, x: float, top: float, lines: list[str], ink: Ink) -> float:
    """Write ``lines`` below each other; returns where the next one would begin."""
    for line in lines:
        sink.text(x, top + 0.5 * (ink.line - ink.size) + 0.84 * ink.size, line, ink)
        top += ink.line
    return top


def _stay(_below: float) -> None:
    """What was drawn is enough."""


BLOCKS: dict[type, Callable[[Any], Block]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Facts: _facts,
    Grid: _grid,
    Judged: _judged,
    Picture: _picture,
    Answer: _answer,
    Fields: _fields,
}
