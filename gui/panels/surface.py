"""The surface: probabilities on a coarse grid as smooth pixels, and the lines where the winning class changes."""

from __future__ import annotations

from functools import lru_cache

import contourpy
import numpy as np

from gui.theme.palette import Palette

from .colours import LEVELS, class_tints, two_class_tints


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
    """Turns probabilities ``(rows, columns, classes)`` into RGBA pixels; keeps its buffers from frame to frame."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self._lookup = two_class_tints(palette)

    def pixels(self, probabilities: np.ndarray, rows: int, columns: int) -> np.ndarray:
        """``(rows, columns, 4)`` uint8, the top row first; what is not finite is grey."""
        if probabilities.shape[2] <= 2 and whole(probabilities):
            return self._two_classes(probabilities[:, :, -1], rows, columns)
        return self._many_classes(probabilities, rows, columns)

    def _two_classes(self, probability: np.ndarray, rows: int, columns: int) -> np.ndarray:
        tall = stretch(len(probability), rows, LEVELS - 1, True) @ probability.astype(np.float32, copy=False)
        index = (tall @ stretch(probability.shape[1], columns).T).astype(np.uint8)
        return self._lookup.take(index, mode="clip").view(np.uint8).reshape(rows, columns, 4)

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
    if not whole(probabilities):
        return []
    level = 0.0
    if classes <= 2:
        leads, level = [probabilities[:, :, -1]], 0.5
    else:
        order = np.sort(probabilities, axis=2)
        best, second = order[:, :, -1], order[:, :, -2]
        leads = [
            np.where(probabilities[:, :, k] == best, best - second, probabilities[:, :, k] - best)
            for k in range(classes - 1)
        ]
    lines = []
    for lead in leads:
        tracer = contourpy.contour_generator(z=_framed(lead), line_type=contourpy.LineType.ChunkCombinedNan)
        lines += [line - 0.5 for line in tracer.lines(level)[0] if line is not None]
    return lines


def _framed(grid: np.ndarray) -> np.ndarray:
    """``grid`` with its outermost cells once more around it, so that lines reach the edge of the picture."""
    framed = np.empty((grid.shape[0] + 2, grid.shape[1] + 2))
    framed[1:-1, 1:-1] = grid
    framed[0, 1:-1], framed[-1, 1:-1] = grid[0], grid[-1]
    framed[:, 0], framed[:, -1] = framed[:, 1], framed[:, -2]
    return framed
