"""A data set in use: points, targets, the split, and the inputs that the network sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..seeds import Purpose, generator
from .own.points import Frame, OwnPoints
from .scaling import Scaling, scaling_for
from .sets import Dataset, Function, Recipe
from .split import split
from .tasks import TASKS, Task, task_of

PARTS = ("training", "validation")


@dataclass(frozen=True)
class Part:
    """One part of the split: ``points (n, columns)`` in the data's own units, ``inputs (n, inputs)`` as the network
    sees them, ``targets (n,)`` whole class numbers or values. All read-only."""

    points: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class Data:
    """Training and validation parts, the number of classes (0: the targets are values), and the way from points to
    network inputs. ``truth(points)`` gives values ``(n,)`` without noise, where they are known.

    Names are empty where classes and features have only numbers. ``frame`` is the part of the plane to be shown, where
    that is not simply what the points need.
    """

    train: Part
    validation: Part
    classes: int
    scaling: Scaling
    truth: Callable[[np.ndarray], np.ndarray] | None = None
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    frame: Frame | None = None

    @property
    def task(self) -> Task:
        """What there is to learn."""
        return TASKS["classification" if self.classes else "regression"]

    @property
    def points(self) -> np.ndarray:
        """All points ``(n, columns)``, training ones first."""
        return np.concatenate((self.train.points, self.validation.points))

    @property
    def targets(self) -> np.ndarray:
        """All targets ``(n,)``, training ones first."""
        return np.concatenate((self.train.targets, self.validation.targets))


def generate(
    dataset: Dataset | Function,
    recipe: Recipe,
    train_fraction: float,
    seed: int,
    standardize: bool = True,
    whiten: bool = False,
    features: tuple[str, ...] = (),
) -> Data:
    """Draw, disturb and split a generated data set; every draw comes from ``seed``."""
    drawn = dataset.draw(recipe, seed)
    groups = len(dataset.sizes(recipe.samples, recipe.classes, recipe.imbalance))
    rows = split(generator(seed, Purpose.SPLIT), drawn.groups, groups, train_fraction)
    scaling = scaling_for(drawn.points[rows[0]], standardize, whiten, features)
    parts = _parts(drawn.points, drawn.targets, rows, scaling)
    return Data(*parts, dataset.class_count(recipe.classes), scaling, drawn.truth)


def prepare(
    own: OwnPoints,
    train_fraction: float,
    seed: int,
    standardize: bool = True,
    whiten: bool = False,
    features: tuple[str, ...] = (),
) -> Data:
    """A person's own points, split and scaled as generated ones are; ``seed`` decides the split alone."""
    rows = split(generator(seed, Purpose.SPLIT), own.labels, own.classes, train_fraction)
    scaling = scaling_for(own.points[rows[0]], standardize, whiten, features)
    parts = _parts(own.points, own.labels, rows, scaling)
    return Data(*parts, own.classes, scaling, None, own.class_names, own.feature_names, own.frame)


def given(x: np.ndarray, y: np.ndarray, train_fraction: float, seed: int) -> Data:
    """A person's own points ``x (n, inputs)`` and targets ``y (n,)``, used as they are, without scaling.

    Whole numbers are class numbers, numbers with a decimal point (a floating number format) values. Raises ValueError
    where they are no finite numbers, not of one length, or not whole class numbers from 0.
    """
    try:
        x, y = np.array(x, float, ndmin=2), np.array(y)
    except (TypeError, ValueError):
        raise ValueError("data: x must be rows of equally many numbers, and y as many targets") from None
    if x.ndim != 2 or not x.shape[1] or y.shape != (len(x),):
        raise ValueError(f"data: x must be (n, inputs) and y (n,), not {x.shape} and {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError("data: x must hold finite numbers only")
    targets, classes = task_of(y).read(y)
    if train_fraction >= 1:
        rows = np.arange(len(x)), np.arange(0)
    else:
        groups = targets if classes else np.zeros(len(x), dtype=int)
        rows = split(generator(seed, Purpose.SPLIT), groups, max(1, classes), train_fraction)
    scaling = scaling_for(x, standardize=False, whiten=False)
    return Data(*_parts(x, targets, rows, scaling), classes, scaling)


def _parts(
    points: np.ndarray, targets: np.ndarray, rows: tuple[np.ndarray, np.ndarray], scaling: Scaling
) -> tuple[Part, Part]:
    """The training and the validation part, whose ``rows`` are given."""
    train, validation = (_part(points[own], targets[own], scaling) for own in rows)
    return train, validation


def _part(points: np.ndarray, targets: np.ndarray, scaling: Scaling) -> Part:
    part = Part(points, scaling(points), targets)
    for array in (part.points, part.inputs, part.targets):
        array.flags.writeable = False
    return part
