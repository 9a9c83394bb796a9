"""Features: what can be made of the scaled inputs x1 and x2 for the network to see instead of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ..table import Table


@dataclass(frozen=True)
class Feature:
    """``function(x)`` makes one column ``(n,)`` of the scaled inputs ``x (n, inputs)``, of which it reads the first
    ``inputs``."""

    name: str
    label: str
    function: Callable[[np.ndarray], np.ndarray]
    inputs: int = 1
    help: str = ""


FEATURES = Table(
    "feature",
    Feature("x1", "x₁", lambda x: x[:, 0], 1, "the first input"),
    Feature("x2", "x₂", lambda x: x[:, 1], 2, "the second input"),
    Feature("x1^2", "x₁²", lambda x: x[:, 0] ** 2, 1, "the square of the first"),
    Feature("x2^2", "x₂²", lambda x: x[:, 1] ** 2, 2, "the square of the second"),
    Feature("x1 x2", "x₁x₂", lambda x: x[:, 0] * x[:, 1], 2, "the product of both"),
    Feature("sin x1", "sin x₁", lambda x: np.sin(x[:, 0]), 1, "the sine of the first, in radians"),
    Feature("sin x2", "sin x₂", lambda x: np.sin(x[:, 1]), 2, "the sine of the second, in radians"),
)


def possible(names: Iterable[str], inputs: int) -> tuple[str, ...]:
    """Those of ``names`` that can be made of so many inputs."""
    return tuple(name for name in names if FEATURES[name].inputs <= inputs)
