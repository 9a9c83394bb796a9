"""Tests of the arrangement: cells that fill the grid without gap or overlap."""

import numpy as np
import pytest

from gui.panels import PANELS, places, standard
from gui.panels.arrangement import COLUMNS, ROWS, Cell, tiles


def covered(cells: list[Cell]) -> np.ndarray:
    """How many cells lie on each square of the grid."""
    grid = np.zeros((ROWS, COLUMNS), int)
    for cell in cells:
        grid[cell.row : cell.row + cell.rows, cell.column : cell.column + cell.columns] += 1
    return grid


def test_first_arrangement_fills_the_grid():
    assert (covered(list(standard().values())) == 1).all()


@pytest.mark.parametrize("count", range(1, 13))
def test_tiles_fill_the_grid(count):
    cells = tiles(count)
    assert len(cells) == count
    assert (covered(cells) == 1).all()
    assert all(cell.rows > 0 and cell.columns > 0 for cell in cells)


def test_panels_keep_their_own_places_where_all_have_one():
    names = list(standard())[:2]
    assert places(names) == {name: PANELS[name].cell for name in names}
