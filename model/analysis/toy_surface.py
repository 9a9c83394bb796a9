"""Toy surfaces: losses of two parameters that can be seen whole, and a ball that goes down them by gradient descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..table import Table

Place = np.ndarray  # (..., 2)
FAR = 1e9  # a ball further out than that is lost


@dataclass(frozen=True)
class Bump:
    """``height`` exp(-|p - centre|^2 / (2 width^2))."""

    height: float
    centre: tuple[float, float]
    width: float

    def value(self, p: Place) -> np.ndarray:
        """At ``p (..., 2)``."""
        return self.height * np.exp(-((p - self.centre) ** 2).sum(axis=-1) / (2 * self.width**2))

    def gradient(self, p: Place) -> np.ndarray:
        """``(..., 2)``."""
        return -self.value(p)[..., None] * (p - self.centre) / self.width**2

    def hessian(self, p: Place) -> np.ndarray:
        """``(..., 2, 2)``."""
        away = (p - self.centre) / self.width
        return self.value(p)[..., None, None] * (away[..., None] * away[..., None, :] - np.eye(2)) / self.width**2


@dataclass(frozen=True)
class ToySurface:
    """f(p) = sum over i of ``steepness[i]`` p_i^2 / 2, plus bumps. ``x`` and ``y`` are the ranges to draw.

    ``start`` is where a ball begins; ``minima`` name places, the global one last.
    """

    name: str
    label: str
    steepness: tuple[float, float]
    bumps: tuple[Bump, ...]
    x: tuple[float, float]
    y: tuple[float, float]
    start: tuple[float, float]
    minima: tuple[tuple[str, tuple[float, float]], ...]
    help: str = ""

    def value(self, p: Place) -> np.ndarray:
        """At ``p (..., 2)``."""
        p = np.asarray(p, dtype=float)
        return 0.5 * (np.array(self.steepness) * p**2).sum(axis=-1) + sum(bump.value(p) for bump in self.bumps)

    def gradient(self, p: Place) -> np.ndarray:
        """``(..., 2)``."""
        p = np.asarray(p, dtype=float)
        return np.array(self.steepness) * p + sum(bump.gradient(p) for bump in self.bumps)

    def hessian(self, p: Place) -> np.ndarray:
        """``(..., 2, 2)``."""
        p = np.asarray(p, dtype=float)
        bowl = np.broadcast_to(np.diag(self.steepness), (*p.shape[:-1], 2, 2))
        return bowl + sum(bump.hessian(p) for bump in self.bumps)

    def curvatures(self, p: Place) -> np.ndarray:
        """Eigenvalues of the Hessian, ascending, ``(..., 2)``."""
        return np.linalg.eigvalsh(self.hessian(p))

    def stable_rate(self, p: Place) -> np.ndarray:
        """2 / lambda_max: gradient descent stays at a minimum only below it; infinite where nothing curves upwards."""
        greatest = self.curvatures(p)[..., -1]
        return np.where(greatest > 0, 2 / np.where(greatest > 0, greatest, 1.0), np.inf)

    def nearest(self, p: Place) -> np.ndarray:
        """The number of the minimum nearest to each of ``p (n, 2)``."""
        centres = np.array([place for _, place in self.minima])
        return np.linalg.norm(np.asarray(p)[:, None] - centres, axis=-1).argmin(axis=1)


def roll(surface: ToySurface, start: Place, rates: np.ndarray) -> np.ndarray:
    """The path ``(steps + 1, ..., 2)`` of balls from ``start (..., 2)``: p <- p - rate gradient, once for each rate.

    A ball that is lost stays where it was lost.
    """
    path = np.empty((len(rates) + 1, *np.shape(start)))
    path[0] = start
    with np.errstate(over="ignore", invalid="ignore"):
        for number, rate in enumerate(rates):
            p = path[number]
            moved = p - rate * surface.gradient(p)
            lost = ~(np.abs(moved).max(axis=-1) < FAR)
            path[number + 1] = np.where(lost[..., None], p, moved)
    return path


TOY_SURFACES = Table(
    "toy surface",
    ToySurface(
        "two_wells",
        "two wells",
        (0.1, 0.1),
        (Bump(-0.5, (1.2, 0.4), 0.2), Bump(-1.0, (-1.0, -0.3), 0.8)),
        (-2.4, 2.2),
        (-1.6, 1.6),
        (1.35, 0.55),
        (("local", (1.18600, 0.39540)), ("global", (-0.93967, -0.28190))),
        "A narrow local minimum and a wide global one: a rate above 2 / lambda_max throws a ball out of the first.",
    ),
    ToySurface(
        "bowl",
        "bowl",
        (1.0, 10.0),
        (),
        (-1.5, 1.5),
        (-1.5, 1.5),
        (1.0, 1.0),
        (("global", (0.0, 0.0)),),
        "A bowl ten times as steep one way as the other: stable below a rate of 0.2, and never above.",
    ),
)
