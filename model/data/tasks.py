"""Tasks: what a network learns from a data set, classes or values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table

MOST_CLASSES = 1000  # each has an output of its own


@dataclass(frozen=True)
class Task:
    """One task. ``read(y)`` takes a person's own targets ``(n,)`` and gives them back checked, with the number of
    classes (0 where there are none); it raises ValueError."""

    name: str
    label: str
    read: Callable[[np.ndarray], tuple[np.ndarray, int]]


def class_numbers(y: np.ndarray) -> tuple[np.ndarray, int]:
    """Whole class numbers from 0; at least two classes."""
    given = np.asarray(y)
    labels = given.astype(int) if given.dtype.kind in "biu" else np.zeros(0, int)
    if len(labels) < 2 or labels.min() < 0 or labels.max() >= MOST_CLASSES:
        raise ValueError(f"data: y must hold at least two whole class numbers, from 0 to {MOST_CLASSES - 1} at most")
    return labels, max(2, int(labels.max()) + 1)


def values(y: np.ndarray) -> tuple[np.ndarray, int]:
    """Finite values; no classes."""
    if len(y) < 2 or not np.isfinite(y).all():
        raise ValueError("data: y must hold at least two values, all of them finite")
    return y.astype(float), 0


TASKS = Table(
    "task",
    Task("classification", "classification", class_numbers),
    Task("regression", "regression", values),
)


def task_of(y: np.ndarray) -> Task:
    """Targets in a number format with a decimal point are values, whole ones class numbers."""
    return TASKS["regression" if np.issubdtype(np.asarray(y).dtype, np.floating) else "classification"]
