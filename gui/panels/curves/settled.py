"""What has settled: the older part of a growing line, which is drawn once and then kept as pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from ..drawing.brush import Brush

FEWEST = 60  # places of a line that are worth keeping as pixels
LOOSE = 40  # places that may be drawn anew in every frame before they are kept too


class Settled:
    """One long line that must be the first thing painted in its box, for what is below it is kept with it.

    Strokes close to each other are by far the most expensive things on a screen; of a curve that grows, most stay.
    """

    def __init__(self) -> None:
        self._ground: tuple[Any, ...] = ()  # all that what lies below depends on
        self._places = np.empty((0, 2))  # pixels of the line in the frame before
        self._pixels: np.ndarray | None = None  # of the box with the first ``_count`` places
        self._count = 0

    def line(
        self, brush: Brush, x: np.ndarray, y: np.ndarray, colour: str, width: float, ground: tuple[Any, ...]
    ) -> None:
        """``brush.line``; ``ground`` says what is below besides what the brush knows."""
        if not isinstance(brush.renderer, RendererAgg):
            brush.line(x, y, colour, width)
            return
        places = brush.place(x, y)
        ground = (brush.renderer, tuple(brush.box.extents), brush.x, brush.y, colour, width, *ground)
        same = _shared(places, self._places) if self._same(ground) else 0
        self._ground, self._places = ground, places
        if self._count > same:
            self._pixels, self._count = None, 0
        if self._pixels is not None:
            _inside(brush)[...] = self._pixels
        if same >= FEWEST and (self._pixels is None or same - self._count > LOOSE):
            brush.through(places[max(0, self._count - 1) : same], colour, width)
            self._pixels, self._count = _inside(brush).copy(), same
        brush.through(places[max(0, self._count - 1) :], colour, width)

    def _same(self, ground: tuple[Any, ...]) -> bool:
        """Whether it would stand on what it stood on before."""
        before = self._ground
        same = len(before) == len(ground) and before[0] is ground[0] and before[1:] == ground[1:]
        if not same:
            self._pixels, self._count = None, 0
        return same


def _shared(one: np.ndarray, other: np.ndarray) -> int:
    """How many rows at their beginning are the same."""
    length = min(len(one), len(other))
    same = (one[:length] == other[:length]).all(axis=1)
    return length if same.all() else int(same.argmin())


def _inside(brush: Brush) -> np.ndarray:
    """The pixels of the brush's box and of the edge that its strokes reach, top row first."""
    canvas, box = np.asarray(brush.renderer.buffer_rgba()), brush.box
    rows = max(0, canvas.shape[0] - math.ceil(box.y1) - 1), canvas.shape[0] - max(0, math.floor(box.y0))
    return canvas[rows[0] : rows[1], max(0, math.floor(box.x0)) : math.ceil(box.x1) + 1]
