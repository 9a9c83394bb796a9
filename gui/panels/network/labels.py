"""The words in a network's picture: names of layers, inputs and outputs, and what is folded or left out."""

from __future__ import annotations

from ..drawing import words
from .layout import Column
from .light import STRENGTHS
from .sheet import Sheet


def label(sheet: Sheet, edges: int, drawn: int) -> None:
    """All of them; ``drawn`` of ``edges`` between the units that are shown have a line."""
    _head(sheet)
    _name(sheet)
    for column in sheet.scheme.columns:
        if column.more is not None:
            left_out = f"+ {column.count - column.shown:,} more", f"+ {column.count - column.shown:,}"
            room = sheet.scheme.pitch
            text = next((text for text in left_out if sheet.width(text) <= room), left_out[-1])
            sheet.middle(*column.more, text, sheet.palette.text)
    _fold(sheet)
    if edges > drawn:
        box = sheet.brush.box
        choices = f"the strongest {drawn:,} of {edges:,} edges between these units", f"{drawn:,} of {edges:,} edges"
        text = next((text for text in choices if sheet.width(text) <= box.width), choices[-1])
        sheet.middle((box.x0 + box.x1) / 2, box.y0 + sheet.line / 2, text, sheet.palette.muted)


def fitted(names: tuple[str, ...], room: float, dpi: float) -> tuple[str, ...]:
    """``names`` without as much of their ends as does not fit ``room`` px."""
    return tuple(_cut(name, room, dpi) for name in names)


def widest(names: tuple[str, ...], dpi: float) -> float:
    """Px that the longest of ``names`` takes."""
    return max((words.width(name, words.KEY, dpi) for name in names), default=0.0)


def headings(sheet: Sheet) -> list[list[str]]:
    """Two rows of words above the columns: the longest that fit everywhere."""
    columns, last, scheme = sheet.scheme.columns, len(sheet.wiring.sizes) - 1, sheet.scheme
    room = scheme.pitch - 3 * sheet.brush.points if len(columns) > 1 else sheet.brush.box.width
    long = ["inputs" if c.layer == 0 else "output" if c.layer == last else f"layer {c.layer}" for c in columns]
    short = ["in" if c.layer == 0 else "out" if c.layer == last else str(c.layer) for c in columns]
    counts = [_count(column) for column in columns]
    units = [f"{text} unit{'s' * (text != '1')}" if 0 < c.layer < last else text for text, c in zip(counts, columns)]

    def fitting(*rows: list[str]) -> list[str]:
        return next((row for row in rows if max(map(sheet.width, row)) <= room), [""] * len(columns))

    return [fitting(long, short), fitting(units, counts, [f"{c.count:,}" for c in columns])]


def _count(column: Column) -> str:
    return f"{column.count:,}" if column.shown == column.count else f"{column.shown:,} of {column.count:,}"


def _head(sheet: Sheet) -> None:
    for number, texts in enumerate(headings(sheet)):
        y = sheet.scheme.top - (number + 0.5) * sheet.line
        for column, text in zip(sheet.scheme.columns, texts, strict=True):
            now = column.layer in sheet.light.now
            colour = sheet.palette.accent if now else sheet.palette.muted if number else sheet.palette.text
            weak = sheet.light.columns[column.layer] <= STRENGTHS["to come"]
            sheet.middle(column.x, y, text, sheet.dimmed(colour, 0.6) if weak else colour)


def _name(sheet: Sheet) -> None:
    """Inputs by their features, outputs by what they say."""
    first, last, gap = sheet.scheme.columns[0], sheet.scheme.columns[-1], 4 * sheet.brush.points
    for (_, y), name in zip(first.places, sheet.names[0]):
        sheet.brush.text(first.x - first.side / 2 - gap, y, name, sheet.palette.text, right=True)
    for (_, y), name in zip(last.places, sheet.names[1]):
        sheet.brush.text(last.x + last.side / 2 + gap, y, name, sheet.palette.text)


def _fold(sheet: Sheet) -> None:
    """How many layers are folded."""
    fold, scheme, box = sheet.scheme.fold, sheet.scheme, sheet.brush.box
    if fold is None:
        return
    room = 2 * scheme.pitch - max(column.side for column in scheme.columns)
    lines = ("…", f"{fold.stop - fold.first} layers", "folded")
    if max(map(sheet.width, lines)) > room:
        lines = ("…", str(fold.stop - fold.first), "")
    for number, text in enumerate(lines):
        sheet.middle(fold.x, (box.y0 + scheme.top) / 2 - (number - 1) * sheet.line, text, sheet.palette.text)


def _cut(text: str, room: float, dpi: float) -> str:
    while words.width(text, words.KEY, dpi) > room and len(text) > 2:
        text = text[:-2] + "…"
    return text
