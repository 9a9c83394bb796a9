"""Data sets as records: points of several classes, or points with a value each, drawn from a recipe and a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from ..seeds import Purpose, generator
from .split import class_sizes
from .tasks import TASKS, Task

EXTENT = 1.0  # inputs of regression sets lie between -1 and 1
LABELS = ("label_noise", "imbalance")  # settings that mean something wherever there are classes


@dataclass(frozen=True)
class Recipe:
    """What is asked of a data set, in the words of the experiment's knobs; ``settings`` are those of this set alone."""

    samples: int
    classes: int = 2
    noise: float = 0.0
    label_noise: float = 0.0
    imbalance: float = 0.0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """``points (n, inputs)`` and ``targets (n,)``, class numbers or values.

    The split divides each of the ``groups (n,)``, numbered from 0, in the same shares. ``truth(points)`` gives the
    values without noise, where there are any.
    """

    points: np.ndarray
    targets: np.ndarray
    groups: np.ndarray
    truth: Callable[[np.ndarray], np.ndarray] | None = None


@dataclass(frozen=True)
class Dataset:
    """Points in a plane and their classes.

    ``generate(rng, labels, noise, classes)`` returns points ``(n, 2)`` for the given labels ``(n,)``; the settings
    named in ``settings`` come as keywords. ``classes`` is the least and the greatest number of classes there can be.
    ``plateaus`` are losses (nats) at which networks get stuck on it, and why.
    """

    name: str
    label: str
    generate: Callable[..., np.ndarray]
    classes: tuple[int, int] = (2, 2)
    help: str = ""
    settings: tuple[str, ...] = ()
    plateaus: tuple[tuple[float, str], ...] = ()

    task: ClassVar[Task] = TASKS["classification"]
    inputs: ClassVar[int] = 2

    def class_count(self, wanted: int) -> int:
        """``wanted`` where this set has a choice, else its own number."""
        return wanted if self.reads("classes") else self.classes[0]

    def reads(self, setting: str) -> bool:
        """True where a setting of the experiment changes this set."""
        chosen = setting == "classes" and self.classes[0] != self.classes[1]
        return chosen or setting in (*LABELS, *self.settings)

    def sizes(self, samples: int, classes: int, imbalance: float) -> list[int]:
        """How many points each group has that the split divides: each class."""
        return class_sizes(samples, self.class_count(classes), imbalance)

    def draw(self, recipe: Recipe, seed: int) -> Drawn:
        """Points of every class, some of the labels wrong if so asked."""
        classes = self.class_count(recipe.classes)
        labels = np.repeat(np.arange(classes), self.sizes(recipe.samples, classes, recipe.imbalance))
        own = {name: recipe.settings[name] for name in self.settings}
        points = self.generate(generator(seed, Purpose.POINTS), labels, recipe.noise, classes, **own)
        return Drawn(
            points, mislabel(generator(seed, Purpose.LABEL_NOISE), labels, classes, recipe.label_noise), labels
        )


@dataclass(frozen=True)
class Function:
    """Points ``(n, inputs)`` evenly over -1 to 1 and a value each: ``function(points)`` and normal noise on top."""

    name: str
    label: str
    function: Callable[[np.ndarray], np.ndarray]
    inputs: int = 1
    help: str = ""

    task: ClassVar[Task] = TASKS["regression"]
    classes: ClassVar[tuple[int, int]] = (0, 0)
    settings: ClassVar[tuple[str, ...]] = ()

    def class_count(self, wanted: int) -> int:
        """None, whatever is wanted."""
        return 0

    def reads(self, setting: str) -> bool:
        """True where a setting of the experiment changes this set."""
        return setting in self.settings

    def sizes(self, samples: int, classes: int, imbalance: float) -> list[int]:
        """How many points each group has that the split divides: all are one."""
        return [samples]

    def draw(self, recipe: Recipe, seed: int) -> Drawn:
        """The same points and the same pushes whatever the noise, which scales them."""
        rng = generator(seed, Purpose.POINTS)
        points = rng.uniform(-EXTENT, EXTENT, (recipe.samples, self.inputs))
        targets = self.function(points) + recipe.noise * rng.standard_normal(recipe.samples)
        return Drawn(points, targets, np.zeros(recipe.samples, dtype=int), self.function)


def mislabel(rng: np.random.Generator, labels: np.ndarray, classes: int, share: float) -> np.ndarray:
    """``labels`` with a random ``share`` of them replaced by another class each."""
    order, shift = rng.permutation(len(labels)), rng.integers(1, classes, len(labels))
    wrong = order[: round(share * len(labels))]
    changed = labels.copy()
    changed[wrong] = (labels[wrong] + shift[wrong]) % classes
    return changed
