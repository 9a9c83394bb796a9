"""Tests of the arrangement: cells that fill the grid without gap or overlap."""

import numpy as np
import pytest

from gui.panels import PANELS, VIEWS, places, standard
from gui.panels.arrangement import COLUMNS, ROWS, Cell, tiles


def covered(cells: list[Cell]) -> np.ndarray:
    """How many cells lie on each square of the grid."""
    grid = np.zeros((ROWS, COLUMNS), int)
    for cell in cells:
        grid[cell.row : cell.row + cell.rows, cell.column : cell.column + cell.columns] += 1
    return grid


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_fills_the_grid_with_panels_that_exist(view):
    assert (covered(list(view.cells.values())) == 1).all()
    assert set(view.cells) <= set(PANELS)


@pytest.mark.parametrize("count", range(1, 13))
def test_tiles_fill_the_grid(count):
    cells = tiles(count)
    assert len(cells) == count
    assert (covered(cells) == 1).all()
    assert all(cell.rows > 0 and cell.columns > 0 for cell in cells)


def test_panels_keep_their_own_places_where_all_have_one():
    names = list(standard())[:2]
    assert places(names) == {name: standard()[name] for name in names}
