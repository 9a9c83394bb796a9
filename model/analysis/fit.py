"""The fit: what a network answers in regression, as a curve over one input or a surface over two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from .answers import Answers, edges
from .boundary import CELLS, Plane

PLACES = 401  # of a curve


@dataclass(frozen=True)
class FittedCurve:
    """``values (n,)`` that the network gives at ``x (n,)``, from edge to edge of the picture, and the ``truth (n,)``
    without noise, None where nobody knows it. ``step`` is the step at which it was computed."""

    x: np.ndarray
    values: np.ndarray
    truth: np.ndarray | None
    step: int


@dataclass(frozen=True)
class FittedSurface:
    """Values ``(rows, columns)`` at the centres of a grid of cells, laid out as a ``Boundary``'s."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    values: np.ndarray
    step: int


Fit = FittedCurve | FittedSurface


class Line:
    """Places along the one input of a data set, and a network's answers there."""

    def __init__(self, network: Network, data: Data, loss: Loss, places: int = PLACES) -> None:
        self._x = _read_only(np.linspace(*edges(data.points[:, 0]), places))
        column = self._x[:, None]
        self._truth = _read_only(data.truth(column)) if data.truth else None
        self._answers = Answers(network, data, loss, column)

    def fit(self, step: int) -> FittedCurve:
        """The answers of the network as it is now."""
        return FittedCurve(self._x, _read_only(self._answers.now()[0]), self._truth, step)


class Relief:
    """The same grid as for a decision boundary, with one value in each cell."""

    def __init__(self, network: Network, data: Data, loss: Loss, cells: int = CELLS) -> None:
        self._plane = Plane(network, data, loss, cells)

    def fit(self, step: int) -> FittedSurface:
        """The answers of the network as it is now."""
        return FittedSurface(self._plane.x_range, self._plane.y_range, self._plane.grid()[:, :, 0], step)


FITTERS: dict[int, Callable[[Network, Data, Loss], Line | Relief]] = {1: Line, 2: Relief}  # by the number of inputs


def fitter(network: Network, data: Data, loss: Loss) -> Line | Relief | None:
    """What takes the fit of a regression; None where it cannot be drawn or there are classes."""
    made_for = None if data.classes else FITTERS.get(data.train.points.shape[1])
    return made_for(network, data, loss) if made_for else None


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
