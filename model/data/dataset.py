"""A data set in use: points, labels, the split, and the inputs that the network sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Part:
    """One part of the split: ``points (n, 2)`` in the data's own units, ``inputs (n, inputs)`` as the network sees
    them, ``targets (n,)`` whole class numbers. All read-only."""

    points: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class Scaling:
    """Inputs are ``(points - mean) / scale``, by column; fitted on the training part alone."""

    mean: np.ndarray
    scale: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return (points - self.mean) / self.scale


@dataclass(frozen=True)
class Data:
    """Training and validation parts, the number of classes, and the way from points to network inputs."""

    train: Part
    validation: Part
    classes: int
    scaling: Scaling
