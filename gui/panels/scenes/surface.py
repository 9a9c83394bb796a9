"""The surface: probabilities on a coarse grid as smooth pixels, and the lines where the winning class changes."""

from __future__ import annotations

from functools import cached_property, lru_cache

import contourpy
import numpy as np

from gui.theme.palette import Palette

from ..drawing.colours import LEVELS, class_tints, two_class_tints

TINY = np.float32(1e-12)  # probabilities below this are equally impossible


@lru_cache(maxsize=16)
def stretch(cells: int, pixels: int, factor: float = 1.0, flipped: bool = False) -> np.ndarray:
    """The matrix ``(pixels, cells)`` float32 that interpolates linearly between the centres of cells.

    It multiplies by ``factor`` too, and ``flipped`` turns the result upside down: what is done here is not done in
    every frame.
    """
    place = (np.arange(pixels) + 0.5) * cells / pixels - 0.5
    first = np.clip(np.floor(place).astype(int), 0, max(0, cells - 2))
    share = np.clip(place - first, 0.0, 1.0)
    matrix = np.zeros((pixels, cells), np.float32)
    matrix[np.arange(pixels), first] = 1.0 - share
    matrix[np.arange(pixels), np.minimum(first + 1, cells - 1)] += share
    return np.ascontiguousarray(matrix[::-1] if flipped else matrix) * np.float32(factor)


def whole(probabilities: np.ndarray) -> bool:
    """True if every number is finite. One pass: a sum of probabilities cannot overflow."""
    return bool(np.isfinite(probabilities.sum()))


class Surface:
    """One grid of probabilities ``(rows, columns, classes)`` in the colours of ``palette``.

    Everything is computed at most once: at full speed several frames show the same grid.
    """

    def __init__(self, probabilities: np.ndarray, palette: Palette) -> None:
        self.probabilities = probabilities
        self.whole = whole(probabilities)
        self._palette = palette
        self._pixels: np.ndarray | None = None

    def pixels(self, rows: int, columns: int) -> np.ndarray:
        """``(rows, columns, 4)`` uint8, the top row first; what is not finite is grey."""
        if self._pixels is None or self._pixels.shape[:2] != (rows, columns):
            if self.probabilities.shape[2] <= 2 and self.whole:
                self._pixels = self._two_classes(self.probabilities[:, :, -1], rows, columns)
            else:
                self._pixels = self._many_classes(self.probabilities, rows, columns)
        return self._pixels

    @cached_property
    def borders(self) -> list[np.ndarray]:
        """The lines between the regions of the winning classes, as ``borders`` gives them; none in a broken grid."""
        return borders(self.probabilities) if self.whole else []

    def _two_classes(self, probability: np.ndarray, rows: int, columns: int) -> np.ndarray:
        tall = stretch(len(probability), rows, LEVELS - 1, True) @ probability.astype(np.float32, copy=False)
        index = (tall @ stretch(probability.shape[1], columns).T).astype(np.uint8)
        return two_class_tints(self._palette).take(index, mode="clip").view(np.uint8).reshape(rows, columns, 4)

    def _many_classes(self, probabilities: np.ndarray, rows: int, columns: int) -> np.ndarray:
        high, wide, classes = probabilities.shape
        flat = probabilities.reshape(-1, classes).astype(np.float32)
        if classes == 1:
            flat = np.column_stack((1 - flat, flat))
        tints = class_tints(flat, self._palette).reshape(high, wide * 3)
        tall = (stretch(high, rows, 255.0, True) @ tints).reshape(rows, wide, 3)
        rgba = np.full((rows, columns, 4), 255, np.uint8)
        for channel in range(3):
            rgba[:, :, channel] = tall[:, :, channel] @ stretch(wide, columns).T
        return rgba


def borders(probabilities: np.ndarray) -> list[np.ndarray]:
    """Lines ``(points, 2)`` between the regions of the winning classes, in grid cells (x, y), from the grid's corner.

    With two classes this is p = 0.5. Each class but the last is traced against the best of the others.
    """
    classes = probabilities.shape[2]
    level = 0.0
    if classes <= 2:
        leads, level = [probabilities[:, :, -1]], 0.5
    else:
        scores = np.log(np.maximum(probabilities, TINY)).transpose(2, 0, 1)  # straighter between cells than they are
        best, second = _two_best(scores)
        leads = [np.where(score == best, best - second, score - best) for score in scores[:-1]]
    lines = []
    for lead in leads:
        framed = _framed(lead)
        x, y = _places(framed.shape)
        tracer = contourpy.contour_generator(x, y, framed, line_type=contourpy.LineType.ChunkCombinedNan)
        lines += [line for line in tracer.lines(level)[0] if line is not None]
    return lines


def _two_best(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The greatest and the second greatest of ``scores (classes, rows, columns)`` in every cell."""
    best, second = np.maximum(scores[0], scores[1]), np.minimum(scores[0], scores[1])
    for score in scores[2:]:
        second = np.maximum(second, np.minimum(best, score))
        best = np.maximum(best, score)
    return best, second


@lru_cache(maxsize=4)
def _places(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the centres of a framed grid, in cells from the corner of the grid itself."""
    x, y = np.meshgrid(np.arange(shape[1]) - 0.5, np.arange(shape[0]) - 0.5)
    return x, y


def _framed(grid: np.ndarray) -> np.ndarray:
    """``grid`` with its outermost cells once more around it, so that lines reach the edge of the picture."""
    framed = np.empty((grid.shape[0] + 2, grid.shape[1] + 2))
    framed[1:-1, 1:-1] = grid
    framed[0, 1:-1], framed[-1, 1:-1] = grid[0], grid[-1]
    framed[:, 0], framed[:, -1] = framed[:, 1], framed[:, -2]
    return framed
