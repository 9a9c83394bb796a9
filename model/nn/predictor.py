"""A predictor: a network's answers at fixed points in evaluation mode, without touching the network.

Batch norm enters with its running statistics and dropout not at all, so every layer is one affine map.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from .network import Network
from .plan import Plan, run

CHUNK = 512  # points; the activations of a chunk stay in the processor's cache


class Predictor:
    """Answers at the points ``x (inputs + 1, n)``, whose last row is 1, in the number format of ``x``."""

    def __init__(self, network: Network, x: np.ndarray) -> None:
        self.network, dtype = network, x.dtype
        self._matrices = [np.zeros((layer.fan_in + 1, layer.fan_out), dtype) for layer in network.layers]
        self._logits = np.empty((network.outputs, x.shape[1]), dtype)
        starts = range(0, x.shape[1], CHUNK)
        buffers = self._buffers(min(CHUNK, x.shape[1]), dtype)
        self._plan: Plan = []
        for start in starts:
            part = x[:, start : start + CHUNK].copy()
            if part.shape[1] != buffers[0].shape[1]:
                buffers = self._buffers(part.shape[1], dtype)
            self._plan += self._chunk(part, buffers, self._logits[:, start : start + CHUNK])

    def logits(self) -> np.ndarray:
        """``(outputs, n)`` of the network as it is now; overwritten by the next call."""
        for layer, matrix in zip(self.network.layers, self._matrices):
            matrix[:-1], matrix[-1] = self.network.effective(layer)
        run(self._plan)
        return self._logits

    def _buffers(self, n: int, dtype: np.dtype) -> list[np.ndarray]:
        """Room for the activations of ``n`` points layer by layer, with a last row of ones, and for their logits."""
        return [
            *(np.ones((width + 1, n), dtype) for width in self.network.widths),
            np.ones((self.network.outputs, n), dtype),
        ]

    def _chunk(self, x: np.ndarray, buffers: list[np.ndarray], logits: np.ndarray) -> Plan:
        activation, slope, plan = self.network.activation, self.network.slope, []
        for matrix, full in zip(self._matrices[:-1], buffers):
            h = full[:-1]
            z = h if activation.in_place else np.empty_like(h)
            plan += [partial(matrix.T.dot, x, z), *activation.forward(z, h, slope)]
            x = full
        return [*plan, partial(self._matrices[-1].T.dot, x, buffers[-1]), partial(np.copyto, logits, buffers[-1])]


def with_ones(inputs: np.ndarray, dtype: np.dtype | type = np.float64) -> np.ndarray:
    """``inputs (n, inputs)`` as ``(inputs + 1, n)`` with a last row of ones."""
    n, width = inputs.shape
    x = np.ones((width + 1, n), dtype)
    x[:-1] = inputs.T
    return x
