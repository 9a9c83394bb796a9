"""The decision boundary: what a network answers on a grid over the plane of its data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Boundary:
    """Probabilities ``(rows, columns, classes)`` at the centres of a grid of cells over the plane of the points.

    ``x_range`` and ``y_range`` are the outer edges (low, high) of the whole grid in the data's own units; row 0 is
    the lowest y, column 0 the lowest x. ``step`` is the step at which it was computed.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    probabilities: np.ndarray
    step: int
