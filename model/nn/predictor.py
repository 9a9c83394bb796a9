"""A predictor: a network's answers in evaluation mode, without touching the network.

Batch norm enters with its running statistics and dropout not at all, so every layer is one affine map.
"""

from __future__ import annotations

import numpy as np

from .network import Network

CHUNK = 512  # points; the activations of a chunk stay in the processor's cache


class Predictor:
    """Answers for many points at once, in ``dtype``, with buffers of its own; refresh before each use."""

    def __init__(self, network: Network, dtype: np.dtype | type | None = None) -> None:
        self.network = network
        self.dtype = np.dtype(dtype or network.dtype)
        sizes = [(layer.fan_in + 1, layer.fan_out) for layer in network.layers]
        self._matrices = [np.zeros(size, self.dtype) for size in sizes]
        self._z = [np.zeros((width, CHUNK), self.dtype) for width in network.widths]
        self._h = [np.ones((width + 1, CHUNK), self.dtype) for width in network.widths]

    def refresh(self) -> None:
        """Take the network's parameters as they are now."""
        for layer, matrix in zip(self.network.layers, self._matrices):
            matrix[:-1], matrix[-1] = self.network.effective(layer)

    def logits(self, x: np.ndarray) -> np.ndarray:
        """``(outputs, n)`` for ``x (inputs + 1, n)`` whose last row is 1."""
        answers = np.empty((self.network.outputs, x.shape[1]), self.dtype)
        for start in range(0, x.shape[1], CHUNK):
            answers[:, start : start + CHUNK] = self._chunk(x[:, start : start + CHUNK])
        return answers

    def activations(self, x: np.ndarray) -> list[np.ndarray]:
        """Every hidden layer's z and h for at most one chunk of points, as ``[z1, h1, z2, ...]``; for inspection."""
        self._chunk(x)
        n = x.shape[1]
        return [a[: a.shape[0] - k, :n] for z, h in zip(self._z, self._h) for k, a in ((0, z), (1, h))]

    def _chunk(self, x: np.ndarray) -> np.ndarray:
        activation, slope, n = self.network.activation.function, self.network.slope, x.shape[1]
        for matrix, z, h in zip(self._matrices, self._z, self._h):
            if n == CHUNK:
                matrix.T.dot(x, z)
            else:
                z = z[:, :n]
                z[...] = matrix.T.dot(x)
                h = h[:, :n]
            activation(z, h[:-1], slope)
            x = h
        return self._matrices[-1].T.dot(x)


def with_ones(inputs: np.ndarray, dtype: np.dtype | type = np.float64) -> np.ndarray:
    """``inputs (n, inputs)`` as ``(inputs + 1, n)`` with a last row of ones."""
    n, width = inputs.shape
    x = np.ones((width + 1, n), dtype)
    x[:-1] = inputs.T
    return x
