"""The scaling: from points in the data's own units to what the network sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .features import FEATURES

FLAT = 1e-12  # a direction with less than this share of the greatest variance does not vary


@dataclass(frozen=True)
class Scaling:
    """Inputs are ``(points - mean) / scale``, by column, or ``(points - mean) @ matrix`` where there is a matrix;
    then the named ``features`` of those, or all columns as they are where none are named."""

    mean: np.ndarray
    scale: np.ndarray
    matrix: np.ndarray | None = None
    features: tuple[str, ...] = ()

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """What the network sees, ``(n, inputs)``, of points ``(n, columns)``."""
        x = self.scaled(points)
        return np.column_stack([FEATURES[name].function(x) for name in self.features]) if self.features else x

    def scaled(self, points: np.ndarray) -> np.ndarray:
        """``points (n, columns)`` moved and scaled, before features are made of them."""
        centred = points - self.mean
        return centred / self.scale if self.matrix is None else centred @ self.matrix


def scaling_for(points: np.ndarray, standardize: bool, whiten: bool, features: Iterable[str] = ()) -> Scaling:
    """The scaling fitted to the training ``points (n, columns)``; ``whiten`` takes the place of ``standardize``."""
    names = tuple(features)
    if whiten:
        return Scaling(points.mean(axis=0), np.ones(points.shape[1]), zca(points), names)
    mean, scale = moments(points) if standardize else (np.zeros(points.shape[1]), np.ones(points.shape[1]))
    return Scaling(mean, scale, None, names)


def moments(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation by column; a column that never varies is only shifted."""
    deviation = points.std(axis=0)
    return points.mean(axis=0), np.where(deviation > 0, deviation, 1.0)


def zca(points: np.ndarray) -> np.ndarray:
    """The symmetric matrix that gives ``points (n, columns)`` the covariance 1: C^(-1/2), "zero-phase" whitening.

    Of all whitening matrices it moves the points least (Bell & Sejnowski 1997; Kessy, Lewin & Strimmer 2018).
    Directions that do not vary are only shifted.
    """
    centred = points - points.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred / len(points))
    flat = variances <= FLAT * max(variances[-1], 0.0)
    factors = np.where(flat, 1.0, 1 / np.sqrt(np.where(flat, 1.0, variances)))
    return (directions * factors) @ directions.T
