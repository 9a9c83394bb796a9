"""The split: which points train the network and which only validate it."""

from __future__ import annotations

import numpy as np


def class_sizes(samples: int, classes: int, larger: float = 0.0) -> list[int]:
    """How many of ``samples`` points each class gets: equal shares, the first classes one more.

    With ``larger`` class 0 gets that share of all points, and the other classes equal shares of the rest.
    """
    if larger:
        first = round(larger * samples)
        return [first, *class_sizes(samples - first, classes - 1)]
    return [samples // classes + (label < samples % classes) for label in range(classes)]


def training_sizes(sizes: list[int], fraction: float) -> list[int]:
    """How many points of each class train: the rounded share, at least one."""
    return [min(size, max(1, round(size * fraction))) for size in sizes]


def split(rng: np.random.Generator, labels: np.ndarray, classes: int, fraction: float) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the training and of the validation part, each in random order, every class in its share."""
    order = rng.permutation(len(labels))
    train, validation = [], []
    for label in range(classes):
        rows = order[labels[order] == label]
        cut = training_sizes([len(rows)], fraction)[0]
        train.append(rows[:cut])
        validation.append(rows[cut:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(validation))
