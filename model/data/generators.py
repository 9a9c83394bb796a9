"""Data-set generators: points in a plane for given classes, reproducible from one random stream; all data sets.

Each draws the same stream whatever the noise, so that two noise levels show the same points pushed differently far.
"""

from __future__ import annotations

import math

import numpy as np

from ..table import Table
from .functions import FUNCTIONS
from .sets import Dataset, Function

BOARD = 4  # fields along each side of the checkerboard
FIELD = 0.9  # share of a field's side that is filled, so that neighbours stand apart
LONG, SHORT = 1.0, 1 / math.sqrt(21)  # of the bands: variances 21 : 1 are a correlation of (21 - 1) / (21 + 1) = 10/11
ONE_CORNER = 0.75 * (math.log(3) - 2 / 3 * math.log(2))  # 3/4 H(1/3): all that a net with one unit can do on XOR
STRETCH, SHIFT = (10.0, 0.2), (20.0, -1.0)  # of the badly scaled moons


def circles(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """Class 0 on a circle of radius 1, class 1 on one of radius 0.5; noise is normal, in the plane's units."""
    angle = rng.uniform(0, 2 * np.pi, len(labels))
    return _polar(np.where(labels == 0, 1.0, 0.5), angle) + _push(rng, labels, noise)


def moons(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """Two interleaving half circles of radius 1, the second one turned over and moved by (1, 0.5)."""
    angle = rng.uniform(0, np.pi, len(labels))
    upper = _polar(np.ones(len(labels)), angle)
    lower = np.column_stack((1 - np.cos(angle), 0.5 - np.sin(angle)))
    return np.where(labels[:, None] == 0, upper, lower) + _push(rng, labels, noise)


def xor(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """Four equal clusters at (+-1, +-1); class 1 where the signs differ; noise is the clusters' standard deviation.

    Equal, so that no straight line gets more than three quarters right.
    """
    first = np.empty(len(labels))
    for label in range(classes):
        rows = labels == label
        first[rows] = rng.permutation(np.resize((1.0, -1.0), np.count_nonzero(rows)))
    second = np.where(labels == 0, first, -first)
    return np.column_stack((first, second)) + _push(rng, labels, noise)


def blobs(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """One round cluster a class, centres evenly on a circle of radius 1; noise is the standard deviation."""
    return _polar(np.ones(len(labels)), 2 * np.pi * labels / classes) + _push(rng, labels, noise)


def spirals(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int, turns: float = 1.0) -> np.ndarray:
    """One arm a class, evenly turned, ``turns`` whole turns from the middle to radius 1; noise in the plane's units.

    The radius is the root of a uniform number, so that points are about evenly dense along the arm.
    """
    radius = np.sqrt(rng.uniform(0.02, 1.0, len(labels)))
    return _polar(radius, 2 * np.pi * (turns * radius + labels / classes)) + _push(rng, labels, noise)


def checkerboard(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """4 by 4 fields from -1 to 1, class 0 on those of one colour; even inside a field, with narrow gaps between."""
    field = rng.integers(0, BOARD * BOARD // 2, len(labels))
    row, pair = np.divmod(field, BOARD // 2)
    corner = np.column_stack((2 * pair + (row + labels) % 2, row))
    inside = 0.5 + FIELD * (rng.uniform(size=(len(labels), 2)) - 0.5)
    return (corner + inside) * 2 / BOARD - 1 + _push(rng, labels, noise)


def rings(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """One circle a class around the middle, evenly apart, the last class on radius 1; noise in the plane's units."""
    angle = rng.uniform(0, 2 * np.pi, len(labels))
    return _polar((labels + 1) / classes, angle) + _push(rng, labels, noise)


def bands(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """Two thin bands along the diagonal; without noise x1 and x2 have a correlation of 10/11 = 0.909."""
    along = LONG * math.sqrt(3) * rng.uniform(-1, 1, len(labels))
    across = SHORT * (2.0 * labels - 1)
    turned = np.column_stack((along - across, along + across)) / math.sqrt(2)
    return turned + _push(rng, labels, noise)


def scaled_moons(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """The moons with their noise, then x1 ten times as long, x2 a fifth, and both shifted away from 0."""
    return moons(rng, labels, noise, classes) * STRETCH + SHIFT


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def _push(rng: np.random.Generator, labels: np.ndarray, noise: float) -> np.ndarray:
    return noise * rng.standard_normal((len(labels), 2))


DATASETS: Table[Dataset | Function] = Table(
    "data set",
    Dataset("circles", "circles", circles, help="A ring around a ring."),
    Dataset("moons", "moons", moons, help="Two interleaving half circles."),
    Dataset(
        "xor",
        "XOR",
        xor,
        help="Four clusters; opposite corners belong together.",
        plateaus=((ONE_CORNER, "one corner: ¾ H(⅓)"), (math.log(2) / 2, "two corners merged: ½ ln 2")),
    ),
    Dataset("blobs", "blobs", blobs, (2, 6), "One round cluster for each class."),
    Dataset("spirals", "spirals", spirals, (2, 6), "One arm for each class, wound around the middle.", ("turns",)),
    Dataset("checkerboard", "checkerboard", checkerboard, help="Fields of 4 rows and 4 columns, two colours by turns."),
    Dataset("rings", "rings", rings, (2, 6), "One ring for each class, one around the other."),
    Dataset("bands", "correlated bands", bands, help="Two bands along the diagonal: correlation 0.91."),
    Dataset("scaled_moons", "badly scaled moons", scaled_moons, help="Moons with x₁ ten times as long and x₂ a fifth."),
    *FUNCTIONS,
)
