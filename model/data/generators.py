"""Data-set generators: points in a plane and their classes, reproducible from one random stream.

Each draws the same stream whatever the noise, so that two noise levels show the same points pushed differently far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table

Points = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Dataset:
    """``generate(rng, labels, noise, classes)`` returns points ``(n, 2)`` for the given labels ``(n,)``.

    ``classes`` is the least and the greatest number of classes there can be.
    """

    name: str
    label: str
    generate: Callable[[np.random.Generator, np.ndarray, float, int], np.ndarray]
    classes: tuple[int, int] = (2, 2)
    help: str = ""

    def class_count(self, wanted: int) -> int:
        """``wanted`` where this set has a choice, else its own number."""
        return wanted if self.reads_classes else self.classes[0]

    @property
    def reads_classes(self) -> bool:
        """True where the number of classes can be chosen."""
        return self.classes[0] != self.classes[1]


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


def spirals(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    """One arm a class, evenly turned, one whole turn from the middle to radius 1; noise in the plane's units.

    The radius is the root of a uniform number, so that points are about evenly dense along the arm.
    """
    radius = np.sqrt(rng.uniform(0.02, 1.0, len(labels)))
    return _polar(radius, 2 * np.pi * (radius + labels / classes)) + _push(rng, labels, noise)


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def _push(rng: np.random.Generator, labels: np.ndarray, noise: float) -> np.ndarray:
    return noise * rng.standard_normal((len(labels), 2))


DATASETS = Table(
    "data set",
    Dataset("circles", "circles", circles, help="A ring around a ring."),
    Dataset("moons", "moons", moons, help="Two interleaving half circles."),
    Dataset("xor", "XOR", xor, help="Four clusters; opposite corners belong together."),
    Dataset("blobs", "blobs", blobs, (2, 6), "One round cluster for each class."),
    Dataset("spirals", "spirals", spirals, (2, 6), "One arm for each class, wound around the middle."),
)
