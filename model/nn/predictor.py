"""A predictor: a network's answers at fixed points in evaluation mode, without touching the network.

Batch norm enters with its running statistics and dropout not at all, so every layer is one affine map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from .network import Network
from .plan import Plan, run, write

CHUNK = 512  # points; the activations of a chunk stay in the processor's cache


class Predictor:
    """Answers at the points ``x (inputs + 1, n)``, whose last row is 1, in the number format of ``x``.

    ``watch(layer, z)`` is shown what each hidden layer's activation is given, ``(units, points)``, chunk by chunk, and
    ``watch_given(layer, h)`` what it gives.
    """

    def __init__(
        self,
        network: Network,
        x: np.ndarray,
        watch: Callable[[int, np.ndarray], object] | None = None,
        watch_given: Callable[[int, np.ndarray], object] | None = None,
    ) -> None:
        self.network, self._watch, self._watch_given, dtype = network, watch, watch_given, x.dtype
        self._matrices = [np.zeros((layer.fan_in + 1, layer.fan_out), dtype) for layer in network.layers]
        self._logits = np.empty((network.outputs, x.shape[1]), dtype)
        learned = network.activation.learned
        self._slopes = [np.empty((), dtype) if learned else slope for slope in network.slopes]
        self._plan: Plan = []
        room = 0
        for start in range(0, x.shape[1], CHUNK):
            part = x[:, start : start + CHUNK].copy()
            if part.shape[1] != room:
                room = part.shape[1]
                sums, passage, logits = self._passage(room, dtype)
            enter, leave = self._matrices[0].T.dot, self._logits[:, start : start + CHUNK]
            self._plan += [partial(enter, part, sums), *passage, write(logits, leave)]

    def logits(self, running: np.ndarray | None = None, masks: Sequence[np.ndarray] | None = None) -> np.ndarray:
        """``(outputs, n)`` of the network as it is now; overwritten by the next call.

        Other batch-norm statistics and masks of dropout, as in ``Network.effective``, make it another network.
        """
        for layer, matrix in zip(self.network.layers, self._matrices):
            matrix[:-1], matrix[-1] = self.network.effective(layer, running, masks)
        for own, slope in zip(self._slopes, self.network.slopes if self.network.activation.learned else ()):
            own[...] = slope
        run(self._plan)
        return self._logits

    def _passage(self, n: int, dtype: np.dtype) -> tuple[np.ndarray, Plan, np.ndarray]:
        """Where the first layer's sums ``(units, n)`` go, the calls from there on, and where logits come out.

        Chunks of one size share all of it: arrays of each chunk's own would need memory for every point at once.
        """
        network = self.network
        hidden = [np.ones((width + 1, n), dtype) for width in network.widths]
        sums = [h[:-1] if network.activation.in_place else np.empty_like(h[:-1]) for h in hidden]
        sums.append(np.empty((network.outputs, n), dtype))
        plan: Plan = []
        layers = zip(sums, hidden, self._slopes, self._matrices[1:], sums[1:])
        for number, (z, h, slope, matrix, after) in enumerate(layers):
            plan += [partial(self._watch, number, z)] if self._watch else []
            plan += network.activation.forward(z, h[:-1], slope)
            plan += [partial(self._watch_given, number, h[:-1])] if self._watch_given else []
            plan.append(partial(matrix.T.dot, h, after))
        return sums[0], plan, sums[-1]


def with_ones(inputs: np.ndarray, dtype: np.dtype | type = np.float64) -> np.ndarray:
    """``inputs (n, inputs)`` as ``(inputs + 1, n)`` with a last row of ones."""
    n, width = inputs.shape
    x = np.ones((width + 1, n), dtype)
    x[:-1] = inputs.T
    return x
