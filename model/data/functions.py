"""The functions that regression sets are made of: curves of one input, surfaces over two."""

from __future__ import annotations

import numpy as np

from .sets import Function

HILL_WIDTH = 0.22  # standard deviation of a hill, in the units of the plane


def sine(x: np.ndarray) -> np.ndarray:
    """y = sin(2 pi x): two whole waves."""
    return np.sin(2 * np.pi * x[:, 0])


def step(x: np.ndarray) -> np.ndarray:
    """-1 left of 0, +1 from there on."""
    return np.where(x[:, 0] < 0, -1.0, 1.0)


def polynomial(x: np.ndarray) -> np.ndarray:
    """y = 4 x^3 - 3 x, Chebyshev's polynomial of degree 3: from -1 to 1, with a hill and a valley between."""
    return x[:, 0] * (4 * x[:, 0] ** 2 - 3)


def plane(x: np.ndarray) -> np.ndarray:
    """y = (x1 + x2) / 2, which a network without hidden layer learns."""
    return x.sum(axis=1) / 2


def hills(x: np.ndarray) -> np.ndarray:
    """Six normal bells around (-2/3, 0, 2/3) x (-0.4, 0.4), hills and valleys of height 1 by turns."""
    height = np.zeros(len(x))
    for column, across in enumerate((-2 / 3, 0.0, 2 / 3)):
        for row, up in enumerate((-0.4, 0.4)):
            distance = (x[:, 0] - across) ** 2 + (x[:, 1] - up) ** 2
            height += (-1) ** (column + row) * np.exp(-distance / (2 * HILL_WIDTH**2))
    return height


FUNCTIONS = (
    Function("sine", "sine curve", sine, 1, "A curve to be fitted: sin(2πx) for x from -1 to 1."),
    Function("step", "step curve", step, 1, "A curve to be fitted: -1 left of 0, +1 right of it."),
    Function("polynomial", "polynomial curve", polynomial, 1, "A curve to be fitted: 4x³ - 3x."),
    Function("plane", "plane surface", plane, 2, "A surface to be fitted: (x₁ + x₂) / 2."),
    Function("hills", "hills surface", hills, 2, "A surface to be fitted: three round hills and three valleys."),
)
