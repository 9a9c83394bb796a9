"""The rows of a listing on screen: its lines, broken where they are too long, and a window over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.listing import Part

HANG = "        "  # before what goes on in another row
MARGIN = 2  # characters before every line, for the mark


@dataclass(frozen=True)
class Row:
    """One row: part number ``part``, and which of its lines; a caption has ``line`` -1."""

    part: int
    line: int
    text: str
    comment: str = ""


def rows(parts: Sequence[Part], captions: Sequence[str], columns: int) -> list[Row]:
    """All lines of ``parts`` under their captions, in rows of ``columns`` characters; comments where they fit."""
    found: list[Row] = []
    for number, (part, caption) in enumerate(zip(parts, captions, strict=True)):
        found.append(Row(number, -1, caption))
        pieces = [broken(line.text, columns - MARGIN) for line in part.lines]
        column, commented = _comments(part, columns - MARGIN)
        for line, piece in enumerate(pieces):
            found += [Row(number, line, text) for text in piece[:-1]]
            if line in commented:
                found.append(Row(number, line, f"{piece[-1]:{column}}", f"# {part.lines[line].comment}"))
            else:
                found.append(Row(number, line, piece[-1]))
    return found


def _comments(part: Part, columns: int) -> tuple[int, set[int]]:
    """Where comments begin, one under the other, and the lines that have one there: as many as find room."""
    wanted = {number: line for number, line in enumerate(part.lines) if line.comment}
    while wanted:
        column = max(len(line.text) for line in wanted.values()) + 2
        if column + max(len(line.comment) for line in wanted.values()) + 2 <= columns:
            return column, set(wanted)
        del wanted[max(wanted, key=lambda number: len(wanted[number].text) + len(wanted[number].comment))]
    return 0, set()


def broken(text: str, columns: int) -> list[str]:
    """``text`` in pieces of at most ``columns`` characters, broken after blanks; later ones hang."""
    pieces, indent = [], " " * (len(text) - len(text.lstrip()))
    while len(text) > columns:
        start = len(text) - len(text.lstrip())
        at = text.rfind(" ", start, columns + 1)
        at = at if at > start else columns
        pieces.append(text[:at])
        text = indent + HANG[: max(2, min(len(HANG), columns // 6))] + text[at:].lstrip()
        if len(text) > columns and at == start:  # nothing can be done
            break
    return [*pieces, text]


def window(found: Sequence[Row], part: int, line: int, room: int) -> tuple[int, int]:
    """First and last (not included) of at most ``room`` rows: those of ``part``, else those around its ``line``.

    What is left over shows more of what comes after, then of what was before.
    """
    own = [at for at, row in enumerate(found) if row.part == part]
    first, last = own[0], own[-1] + 1
    if last - first > room:
        marked = [at for at in own if found[at].line == line] or own[:1]
        first = min(max(first, marked[-1] + 1 - room + (marked[-1] + 1 < last)), last - room)
        first = min(first, marked[0])
        return first, first + room
    last = min(len(found), last + (room - (last - first) + 1) // 2)
    first = max(0, last - room)
    last = min(len(found), first + room)
    return first, last - (found[last - 1].line < 0)  # no caption without a line


def most_columns(parts: Sequence[Part]) -> int:
    """How many characters all lines with their comments take."""
    widths = [
        max(len(line.text) for line in part.lines) + 4 + max(len(line.comment) for line in part.lines) for part in parts
    ]
    return MARGIN + max(widths)
