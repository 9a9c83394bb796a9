"""The arrangement of panels: cells of a grid that window and pictures share."""

from __future__ import annotations

from dataclasses import dataclass

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
