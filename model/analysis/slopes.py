"""Slopes: where an activation is so flat that next to no gradient passes through it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..nn.activations import Activation

SMALL = 0.05  # a derivative below this share of the steepest one is called small
_REACH, _POINTS = 8.0, 1601  # where the steepest place is looked for; 0 is among the points


def slope_at(activation: Activation, z: np.ndarray, slope: float) -> np.ndarray:
    """dh/dz at ``z``; ``slope`` is the leaky slope."""
    z = np.array(z, dtype=float)
    h, d = np.empty_like(z), np.empty_like(z)
    activation.function(z, h, slope)
    activation.derivative(z, h, d, slope)
    return d


def steepest(activation: Activation, slope: float) -> float:
    """The greatest derivative anywhere: 1/4 for sigmoid, 1 for tanh and ReLU."""
    return _steepest(activation, float(slope))


def is_flat(activation: Activation, z: np.ndarray, slope: float) -> np.ndarray:
    """True where the derivative at ``z`` is small."""
    return np.abs(slope_at(activation, z, slope)) < SMALL * steepest(activation, slope)


@lru_cache(maxsize=64)
def _steepest(activation: Activation, slope: float) -> float:
    return float(np.abs(slope_at(activation, np.linspace(-_REACH, _REACH, _POINTS), slope)).max())
