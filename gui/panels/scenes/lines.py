"""Lines over a boundary: where the winner changes for other networks than the one in use."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path

from ..drawing.brush import Brush
from .surface import borders, whole


class Lines:
    """The borders of grids, traced once for each grid."""

    def __init__(self) -> None:
        self._traced: dict[int, tuple[np.ndarray, list[np.ndarray]]] = {}

    def draw(
        self, brush: Brush, grids: tuple[np.ndarray, ...], colour: str, width: float, dashed: bool = False
    ) -> None:
        """The borders in every one of ``grids (rows, columns, classes)``, each as large as the box."""
        for grid in grids:
            rows, columns = grid.shape[:2]
            scale = np.array([brush.box.width / columns, brush.box.height / rows])
            for line in self._borders(grid):
                brush.path(Path(line * scale + (brush.box.x0, brush.box.y0)), colour, width, dashed)

    def keep(self, *grids: np.ndarray) -> None:
        """Forget all but these."""
        kept = {id(grid) for grid in grids}
        self._traced = {name: found for name, found in self._traced.items() if name in kept}

    def _borders(self, grid: np.ndarray) -> list[np.ndarray]:
        if id(grid) not in self._traced:  # the grid is held, so that its id stays taken
            self._traced[id(grid)] = grid, borders(grid) if whole(grid) else []
        return self._traced[id(grid)][1]
