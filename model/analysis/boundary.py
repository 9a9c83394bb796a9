"""The decision boundary: what a network answers on a grid over the plane of its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from .answers import MARGIN, Answers, centres, edges

CELLS = 100  # cells along each side of the plane
LONGEST = 6.0  # sides of the data's extent that differ more than that get a unit each, or one would be a mere line


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


class Plane:
    """A grid over the points of a data set with two inputs, and a network's answers on it.

    The grid is square, but for data that are far longer one way than the other. Raises ValueError where the points are
    no plane.
    """

    def __init__(self, network: Network, data: Data, loss: Loss, cells: int = CELLS) -> None:
        if data.train.points.shape[1] != 2:
            raise ValueError(f"a decision boundary needs two inputs, not {data.train.points.shape[1]}")
        self.x_range, self.y_range = extent(data)
        self.cells = cells
        self._answers = Answers(network, data, loss, places_of(self.x_range, self.y_range, cells))

    def grid(self, running: np.ndarray | None = None, masks: Sequence[np.ndarray] | None = None) -> np.ndarray:
        """The answers ``(rows, columns, classes)`` of the network as it is now, read-only.

        ``running`` and ``masks`` as in ``Predictor.logits``.
        """
        answers = self._answers.now(running, masks).T.reshape(self.cells, self.cells, -1)
        answers.flags.writeable = False
        return answers

    def boundary(self, step: int) -> Boundary:
        """The answers of the network as it is now."""
        return Boundary(self.x_range, self.y_range, self.grid(), step)


def extent(data: Data) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of the plane that is shown of data with two inputs: (low, high) of x and of y."""
    sides = np.ptp(data.points, axis=0)
    square = bool(sides.max() <= LONGEST * sides.min() or not sides.min())
    return data.frame or around(data.points, square)


def places_of(x_range: tuple[float, float], y_range: tuple[float, float], cells: int) -> np.ndarray:
    """The centres ``(cells * cells, 2)`` of a grid, row after row from the lowest y."""
    across, up = (centres(side, cells) for side in (x_range, y_range))
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def around(points: np.ndarray, square: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """The smallest rectangle around all ``points (n, 2)``, or the smallest square, with a margin."""
    if not square:
        return edges(points[:, 0]), edges(points[:, 1])
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-6) * (1 + 2 * MARGIN)
    middle = (low + high) / 2
    return tuple((float(m - half), float(m + half)) for m in middle)  # type: ignore[return-value]
