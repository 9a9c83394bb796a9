"""The arrangement of panels: cells of a grid that window and pictures share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

COLUMNS, ROWS = 12, 12


@dataclass(frozen=True)
class Cell:
    """Where a panel stands in a grid of 12 columns and 12 rows, row 0 on top."""

    column: int
    row: int
    columns: int
    rows: int

    def box(self, width: float, height: float, gap: float) -> tuple[float, float, float, float]:
        """Left, top, width, height in an area of ``width`` by ``height`` px, with ``gap`` px between neighbours."""
        across, down = (width + gap) / COLUMNS, (height + gap) / ROWS
        return self.column * across, self.row * down, self.columns * across - gap, self.rows * down - gap


WHOLE = Cell(0, 0, COLUMNS, ROWS)


def tiles(count: int) -> list[Cell]:
    """``count`` cells side by side, row by row, that fill the grid as squarely as its lines allow."""
    rows = max(1, round(count**0.5))
    lengths = [count // rows + (row < count % rows) for row in range(rows)]
    cells = []
    for row, length in enumerate(lengths):
        top, bottom = (ROWS * edge // rows for edge in (row, row + 1))
        edges = [COLUMNS * edge // length for edge in range(length + 1)]
        cells += [Cell(left, top, right - left, bottom - top) for left, right in pairwise(edges)]
    return cells
