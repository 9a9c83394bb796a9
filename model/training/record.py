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
    """The RMS over each layer's dW, ``(steps, layers)``, from flat ``gradients (steps, parameters)``.

    Also right where squares would overflow or vanish: those are computed again, divided by the greatest entry first.
    """
    parts = [gradients[:, layer.weights] for layer in network.layers]
    squares = np.empty((len(gradients), len(parts)))
    for column, part in enumerate(parts):
        squares[:, column] = np.vecdot(part, part)
    rms = np.sqrt(squares / [part.shape[1] for part in parts])
    limits = np.finfo(gradients.dtype)
    doubtful = ~((squares > limits.tiny / limits.eps) & (squares < limits.max))
    for column in np.flatnonzero(doubtful.any(axis=0)):  # these rows only: a row must not depend on its block
        rows = doubtful[:, column]
        rms[rows, column] = _scaled_rms(parts[column][rows].astype(float))
    return rms


def _scaled_rms(entries: np.ndarray) -> np.ndarray:
    """The RMS of each row of ``entries``, divided by the greatest of them first."""
    greatest = np.abs(entries).max(axis=1)
    scale = np.where((greatest > 0) & np.isfinite(greatest), greatest, 1.0)
    scaled = entries / scale[:, None]
    return scale * np.sqrt(np.vecdot(scaled, scaled) / entries.shape[1])
