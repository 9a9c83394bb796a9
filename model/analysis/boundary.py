"""The decision boundary: what a network answers on a grid over the plane of its data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.predictor import Predictor, with_ones

CELLS = 100  # cells along each side of the plane
MARGIN = 0.08  # of the data's extent is left free on every side


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
    """A square grid over the points of a data set with two inputs, and a network's answers on it.

    Answers are computed in 32 bits, for a picture needs no more, and again in the network's own precision where weights
    are too large for that. Raises ValueError where the points are no plane.
    """

    def __init__(self, network: Network, data: Data, loss: Loss, cells: int = CELLS) -> None:
        if data.train.points.shape[1] != 2:
            raise ValueError(f"a decision boundary needs two inputs, not {data.train.points.shape[1]}")
        points = np.concatenate((data.train.points, data.validation.points))
        self.x_range, self.y_range = data.frame or _square(points)
        self.cells, self._loss = cells, loss
        across, up = (_centres(edges, cells) for edges in (self.x_range, self.y_range))
        grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        self._network, self._inputs = network, data.scaling(grid)
        self._predictor = Predictor(network, with_ones(self._inputs, np.float32))

    def boundary(self, step: int) -> Boundary:
        """The answers of the network as it is now."""
        with np.errstate(over="ignore", invalid="ignore"):
            answers = self._loss.probabilities(self._predictor.logits())
            if not np.isfinite(answers).all():
                exact = Predictor(self._network, with_ones(self._inputs, self._network.dtype))
                answers = self._loss.probabilities(exact.logits())
        probabilities = answers.T.reshape(self.cells, self.cells, -1)
        probabilities.flags.writeable = False
        return Boundary(self.x_range, self.y_range, probabilities, step)


def _square(points: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """The smallest square around all points, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-6) * (1 + 2 * MARGIN)
    middle = (low + high) / 2
    return tuple((float(m - half), float(m + half)) for m in middle)  # type: ignore[return-value]


def _centres(edges: tuple[float, float], cells: int) -> np.ndarray:
    low, high = edges
    return low + (high - low) * (np.arange(cells) + 0.5) / cells
