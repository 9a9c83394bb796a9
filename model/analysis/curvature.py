"""Curvature: the exact Hessian of a small network's loss, and what its eigenvalues mean for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

MOST = 200  # parameters; the Hessian needs twice as many gradients
WIDTH = 1e-6  # of the central difference: narrow, so that it seldom straddles a kink of ReLU
FLAT = 1e-6  # nats; curvatures and slopes below it are none


@dataclass(frozen=True)
class Curvature:
    """Eigenvalues (nats per squared parameter, ascending) of the Hessian of the loss, and the gradient's length."""

    eigenvalues: np.ndarray
    slope: float

    @property
    def least(self) -> float:
        """The smallest eigenvalue."""
        return float(self.eigenvalues[0])

    @property
    def greatest(self) -> float:
        """lambda_max."""
        return float(self.eigenvalues[-1])

    @property
    def stable_rate(self) -> float:
        """2 / lambda_max: plain gradient descent cannot stay at a minimum above it (LeCun et al. 1998)."""
        return 2.0 / self.greatest if self.greatest > 0 else np.inf

    @property
    def kind(self) -> str:
        """What the place is called: by the curvatures, whatever the slope."""
        tolerance = max(FLAT, 1e-4 * abs(self.eigenvalues).max())
        if abs(self.eigenvalues).max() < FLAT:
            return "plateau"
        if self.least < -tolerance:
            return "saddle"
        return "valley" if self.least < tolerance else "minimum"

    @property
    def negative(self) -> int:
        """How many directions curve downwards, beyond what rounding can explain."""
        return int((self.eigenvalues < -max(FLAT, 1e-4 * abs(self.eigenvalues).max())).sum())


def hessian(gradient: Callable[[np.ndarray], np.ndarray], at: np.ndarray, width: float = WIDTH) -> Iterator[np.ndarray]:
    """Row by row the central differences of ``gradient`` at ``at (n,)``."""
    moved = at.astype(float)
    for number, value in enumerate(at):
        moved[number] = value + width
        up = gradient(moved).copy()
        moved[number] = value - width
        yield (up - gradient(moved)) / (2 * width)
        moved[number] = value


def curvature(rows: list[np.ndarray], gradient: np.ndarray) -> Curvature | None:
    """From the rows of a Hessian, made symmetric; None where they are not finite."""
    matrix = np.array(rows)
    if not (np.isfinite(matrix).all() and np.isfinite(gradient).all()):
        return None
    values = np.linalg.eigvalsh((matrix + matrix.T) / 2)
    values.flags.writeable = False
    return Curvature(values, float(np.linalg.norm(gradient)))
