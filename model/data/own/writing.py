"""Writing: own points as the text of a CSV file, from which the same points are read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

LABEL, VALUE = "class", "value"  # what the last column is called


def as_csv(
    points: np.ndarray,
    labels: np.ndarray,
    feature_names: Sequence[str] = (),
    class_names: Sequence[str] = (),
    last: str = LABEL,
) -> str:
    """``points (n, inputs)`` to their last digit and the class of each, below a line with the columns' names."""
    names = list(feature_names) or [f"x{column + 1}" for column in range(points.shape[1])]
    label = next(name for name in (last, *(f"{last} {n}" for n in range(2, 200))) if name not in names)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, label])
    for point, number in zip(points.tolist(), labels.tolist(), strict=True):
        writer.writerow([*map(repr, point), class_names[number] if class_names else number])
    return text.getvalue()
