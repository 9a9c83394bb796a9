"""Answers at fixed places: what a network says there now, exactly enough for a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.predictor import Predictor, with_ones

MARGIN = 0.08  # of the points' extent is left free on every side


class Answers:
    """A network's answers at ``places (n, columns)`` in the data's own units.

    They are computed in 32 bits, for a picture needs no more, and again in the network's own precision where weights
    are too large for that.
    """

    def __init__(self, network: Network, data: Data, loss: Loss, places: np.ndarray) -> None:
        self._network, self._loss, self._inputs = network, loss, data.scaling(places)
        self._predictor = Predictor(network, with_ones(self._inputs, np.float32))

    def now(self, running: np.ndarray | None = None, masks: Sequence[np.ndarray] | None = None) -> np.ndarray:
        """``(classes, n)`` probabilities or ``(1, n)`` values of the network as it is now, in an array of their own.

        ``running`` and ``masks`` as in ``Predictor.logits``.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            answers = self._loss.probabilities(self._predictor.logits(running, masks))
            if np.isfinite(answers).all():
                return answers
            exact = Predictor(self._network, with_ones(self._inputs, self._network.dtype))
            return self._loss.probabilities(exact.logits(running, masks))


def edges(values: np.ndarray) -> tuple[float, float]:
    """The extent of ``values (n,)`` with a margin."""
    low, high = float(values.min()), float(values.max())
    half = max((high - low) / 2, 1e-6) * (1 + 2 * MARGIN)
    return (low + high) / 2 - half, (low + high) / 2 + half


def centres(edges: tuple[float, float], cells: int) -> np.ndarray:
    """The middles of equal cells between two edges."""
    low, high = edges
    return low + (high - low) * (np.arange(cells) + 0.5) / cells
