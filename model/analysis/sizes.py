"""Sizes: RMS and standard deviation that stay right where squares would overflow or vanish."""

from __future__ import annotations

import math

import numpy as np

from ..nn.network import Network


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


def rms(values: np.ndarray) -> float:
    """The root of the mean square over all entries, in 64 bits; infinite or NaN where an entry is."""
    entries = values.astype(float, copy=False).ravel()
    square, limits = entries.dot(entries), np.finfo(float)
    if limits.tiny / limits.eps < square < limits.max:
        return math.sqrt(square / entries.size)
    return float(_scaled_rms(entries[None])[0])


def deviation(values: np.ndarray) -> float:
    """The standard deviation over all entries; exactly 0 where they are all the same number.

    The first entry is subtracted before the mean is taken, so that rounding cannot pretend a spread of 1e-17.
    """
    entries = values.astype(float, copy=False).ravel()
    shifted = entries - entries[0]
    return rms(shifted - shifted.mean())


def _scaled_rms(entries: np.ndarray) -> np.ndarray:
    """The RMS of each row of ``entries``, divided by the greatest of them first."""
    greatest = np.abs(entries).max(axis=1)
    scale = np.where((greatest > 0) & np.isfinite(greatest), greatest, 1.0)
    scaled = entries / scale[:, None]
    return scale * np.sqrt(np.vecdot(scaled, scaled) / entries.shape[1])
