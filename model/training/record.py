"""Records of steps: the gradient RMS of each layer, computed for many steps together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..nn.network import Network


@dataclass(frozen=True)
class StepRecord:
    """One completed update. ``gradient_rms (layers,)`` is the RMS of dW of the data loss, before the update."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
    gradient_rms: np.ndarray


def gradient_rms(network: Network, gradients: np.ndarray) -> np.ndarray:
    """The RMS over each layer's dW, ``(steps, layers)``, from flat ``gradients (steps, parameters)``."""
    columns = [_rms(gradients[:, layer.weights]) for layer in network.layers]
    return np.stack(columns, axis=1)


def _rms(entries: np.ndarray) -> np.ndarray:
    """The root of the mean square of each row, also where squares would overflow or vanish."""
    squares = np.vecdot(entries, entries).astype(float)
    limits = np.finfo(entries.dtype)
    if not (squares.min() > limits.tiny / limits.eps and squares.max() < limits.max):
        return _scaled_rms(entries.astype(float))
    return np.sqrt(squares / entries.shape[1])


def _scaled_rms(entries: np.ndarray) -> np.ndarray:
    """The same, each row divided by its greatest entry first."""
    greatest = np.abs(entries).max(axis=1)
    safe = np.where((greatest > 0) & np.isfinite(greatest), greatest, 1.0)
    scaled = entries / safe[:, None]
    return safe * np.sqrt(np.vecdot(scaled, scaled) / entries.shape[1])
