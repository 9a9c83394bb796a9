"""A data set in use: points, labels, the split, and the inputs that the network sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..seeds import Purpose, generator
from .generators import Dataset
from .own.points import Frame, OwnPoints
from .split import class_sizes, split

UNLIKE = 3.0  # times as long is one side of the plane, at least, for both to get scales of their own
MARGIN = 0.08  # of the extent is left free on every side


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
    """Training and validation parts, the number of classes, and the way from points to network inputs.

    Names are empty where classes and features have only numbers. ``frame`` is the part of the plane to be shown, where
    that is not simply what the points need.
    """

    train: Part
    validation: Part
    classes: int
    scaling: Scaling
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    frame: Frame | None = None


def generate(
    dataset: Dataset,
    samples: int,
    classes: int,
    noise: float,
    label_noise: float,
    train_fraction: float,
    standardize: bool,
    seed: int,
) -> Data:
    """Draw, disturb and split a generated data set; every draw comes from ``seed``."""
    labels = np.repeat(np.arange(classes), class_sizes(samples, classes))
    points = dataset.generate(generator(seed, Purpose.POINTS), labels, noise, classes)
    rows, others = split(generator(seed, Purpose.SPLIT), labels, classes, train_fraction)
    labels = mislabel(generator(seed, Purpose.LABEL_NOISE), labels, classes, label_noise)
    scaling = fit(points[rows]) if standardize else identity(points.shape[1])
    return Data(
        _part(points[rows], labels[rows], scaling), _part(points[others], labels[others], scaling), classes, scaling
    )


def prepare(own: OwnPoints, train_fraction: float, standardize: bool, seed: int) -> Data:
    """A person's own points, split and scaled as generated ones are; ``seed`` decides the split alone."""
    points, labels = own.points, own.labels
    rows, others = split(generator(seed, Purpose.SPLIT), labels, own.classes, train_fraction)
    scaling = fit(points[rows]) if standardize else identity(own.inputs)
    parts = (_part(points[some], labels[some], scaling) for some in (rows, others))
    frame = own.frame or own_frame(points)
    return Data(*parts, own.classes, scaling, own.class_names, own.feature_names, frame)


def own_frame(points: np.ndarray) -> Frame | None:
    """A plane with a scale for each axis, where the two differ too much to share one; None where they do not."""
    if points.shape[1] != 2:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    if not 0 < extent.min() * UNLIKE < extent.max():
        return None
    edges = zip(low - MARGIN * extent, high + MARGIN * extent)
    return tuple((float(start), float(end)) for start, end in edges)  # type: ignore[return-value]


def given(x: np.ndarray, y: np.ndarray, train_fraction: float, seed: int) -> Data:
    """A person's own points ``x (n, inputs)`` and class numbers ``y (n,)``, used as they are, without scaling.

    Raises ValueError where they are no finite numbers, not of one length, or not whole class numbers from 0.
    """
    x, y = np.array(x, float, ndmin=2), np.array(y)
    if x.ndim != 2 or y.shape != (len(x),):
        raise ValueError(f"data: x must be (n, inputs) and y (n,), not {x.shape} and {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError("data: x must hold finite numbers only")
    labels = np.asarray(y, dtype=int)
    if (labels != y).any() or len(labels) < 2 or labels.min() < 0:
        raise ValueError("data: y must hold at least two whole class numbers, counted from 0")
    classes = max(2, int(labels.max()) + 1)
    if train_fraction >= 1:
        rows, others = np.arange(len(x)), np.arange(0)
    else:
        rows, others = split(generator(seed, Purpose.SPLIT), labels, classes, train_fraction)
    scaling = identity(x.shape[1])
    return Data(_part(x[rows], labels[rows], scaling), _part(x[others], labels[others], scaling), classes, scaling)


def mislabel(rng: np.random.Generator, labels: np.ndarray, classes: int, share: float) -> np.ndarray:
    """``labels`` with a random ``share`` of them replaced by another class each."""
    order, shift = rng.permutation(len(labels)), rng.integers(1, classes, len(labels))
    wrong = order[: round(share * len(labels))]
    changed = labels.copy()
    changed[wrong] = (labels[wrong] + shift[wrong]) % classes
    return changed


def fit(points: np.ndarray) -> Scaling:
    """The scaling to mean 0 and standard deviation 1; a column that never varies is only shifted."""
    deviation = points.std(axis=0)
    return Scaling(points.mean(axis=0), np.where(deviation > 0, deviation, 1.0))


def identity(columns: int) -> Scaling:
    """The scaling that changes nothing."""
    return Scaling(np.zeros(columns), np.ones(columns))


def _part(points: np.ndarray, labels: np.ndarray, scaling: Scaling) -> Part:
    part = Part(points, scaling(points), labels)
    for array in (part.points, part.inputs, part.targets):
        array.flags.writeable = False
    return part
