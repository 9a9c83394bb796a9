"""The page of code and numbers: what stands in which row and column of a sheet of characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.transforms import Bbox

from model.listing import Part

from ..drawing.typewriter import cell
from .rows import Row, most_columns, rows, window
from .table import Entry, Placed, arrange, found, height

SMALL, LARGE = 8.0, 9.5  # points
SPACIOUS = 620.0  # points of width from which letters are larger
LEADING = 1.42  # a row's height for a font of size 1
ASIDE = 112  # characters from which the numbers stand beside the code
SHARE = 0.55  # of them is for the code, at most
BETWEEN = 3  # characters between code and numbers
FEWEST = 5  # rows of numbers below the code


@dataclass(frozen=True)
class Sheet:
    """``columns`` characters in each of ``rows``; left and top edge, width and height of one in px."""

    left: float
    top: float
    wide: float
    high: float
    columns: int
    rows: int
    size: float  # points

    def at(self, row: int, column: float = 0) -> tuple[float, float]:
        """The left middle of a character, px."""
        return self.left + column * self.wide, self.top - (row + 0.5) * self.high

    def character(self, x: float, y: float) -> tuple[int, int]:
        """Row and column at a pixel."""
        return int((self.top - y) // self.high), int((x - self.left) // self.wide)


def sheet(box: Bbox, dpi: float) -> Sheet:
    """As many characters as ``box`` (px) holds."""
    size = LARGE if box.width * 72 / dpi > SPACIOUS else SMALL
    wide = cell(size, dpi)
    high = round(LEADING * size * dpi / 72)
    return Sheet(
        box.x0, box.y1, wide, high, max(8, int(box.width / wide)), max(1, int(box.height / high)), size
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """``sentence`` stands on top, from row ``top`` on the ``code``, behind which ``after`` rows find no room.

    Of the phase itself so many rows are hidden ``above`` and ``below``.

    ``table`` begins at row and column ``corner``; so many arrays find no room in it. From its row ``others_at`` on
    stand those that other lines make. ``part`` is the phase shown, of which ``line`` is marked; None outside a step.
    """

    sheet: Sheet
    sentence: tuple[str, ...]
    top: int
    code: tuple[Row, ...]
    code_columns: int
    after: int = 0
    above: int = 0
    below: int = 0
    part: int | None = None
    line: int = -1
    corner: tuple[int, int] = (0, 0)
    table: tuple[Placed, ...] = ()
    left_out: int = 0
    others_at: int | None = None

    def row_at(self, x: float, y: float) -> Row | None:
        """The row of code at a pixel."""
        row, column = self.sheet.character(x, y)
        inside = 0 <= row - self.top < len(self.code) and 0 <= column < self.code_columns
        return self.code[row - self.top] if inside else None

    def own_line_at(self, x: float, y: float) -> int | None:
        """The number of the line at a pixel, where it belongs to the phase that is shown."""
        row = self.row_at(x, y)
        return row.line if row is not None and row.part == self.part and row.line >= 0 else None

    def placed_at(self, x: float, y: float) -> str | None:
        """The number, or the array, at a pixel of the table, in words."""
        row, column = self.sheet.character(x, y)
        row, column = row - self.corner[0], column - self.corner[1]
        placed = found(self.table, row) if row >= 0 and column >= 0 else None
        return placed.described(row, column) if placed is not None else None

    def marked(self, line: int, entries: Sequence[Entry], others: Sequence[Entry]) -> Page:
        """The same page with another line marked, whose arrays are ``entries``; ``others`` where they leave room."""
        row, column = self.corner
        rows, columns = self.sheet.rows - row, self.sheet.columns - column
        table, left_out = arrange(entries, rows, columns)
        used = height(table) + 2  # a free row, and one of words
        more = arrange(others, rows - used, columns)[0] if not left_out and rows > used else []
        moved = [replace(placed, top=placed.top + used) for placed in more]
        return replace(
            self, line=line, table=(*table, *moved), left_out=left_out, others_at=used - 1 if moved else None
        )  # fmt: skip


def whole_step(sheet: Sheet, sentence: Sequence[str], parts: Sequence[Part], captions: Sequence[str]) -> Page:
    """All phases from the first on."""
    every, room = rows(parts, captions, sheet.columns), max(1, sheet.rows - len(sentence))
    shown = every if len(every) <= room else every[: room - 1]
    return Page(sheet, tuple(sentence), len(sentence), tuple(shown), sheet.columns, len(every) - len(shown))


def one_phase(
    sheet: Sheet, sentence: Sequence[str], parts: Sequence[Part], captions: Sequence[str], part: int, line: int,
    entries: Sequence[Entry], others: Sequence[Entry],
) -> Page:  # fmt: skip
    """Phase number ``part`` among the others, with room for the ``entries`` of its ``line`` below or beside it.

    What these leave is for the ``others`` of the phase.
    """
    aside = sheet.columns >= ASIDE
    columns = min(most_columns(parts), int(SHARE * sheet.columns)) if aside else sheet.columns
    every = rows(parts, captions, columns)
    top, room = len(sentence), max(1, sheet.rows - len(sentence))
    if not aside:
        own, wanted = sum(row.part == part for row in every), sum(1 + entry.rows for entry in (*entries, *others))
        room = max(1, min(own, room - FEWEST - 1), room - wanted - 3)
    first, last = window(every, part, line, room)
    corner = (top, columns + BETWEEN) if aside else (top + last - first + 1, 0)
    above, below = (sum(row.part == part for row in hidden) for hidden in (every[:first], every[last:]))
    page = Page(
        sheet, tuple(sentence), top, tuple(every[first:last]), columns, 0, above, below, part, line, corner
    )  # fmt: skip
    return page.marked(line, entries, others)
