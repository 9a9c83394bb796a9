"""The code of the data sets, by the names in DATASETS, and of the features, by the names in FEATURES."""

from __future__ import annotations

from collections.abc import Mapping

POLAR = "points = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))"
MOONS = (
    "angle = rng.uniform(0, np.pi, len(labels))",
    "upper = np.column_stack((np.cos(angle), np.sin(angle)))",
    "lower = np.column_stack((1 - np.cos(angle), 0.5 - np.sin(angle)))",
    "points = np.where(labels[:, None] == 0, upper, lower)",
)

# Points (n, 2) of the classes in labels (n,), before noise. {classes} is how many there are; a data set's own settings
# have their names.
POINTS_CODE: Mapping[str, tuple[str, ...]] = {
    "circles": (
        "radius = np.where(labels == 0, 1.0, 0.5)",
        "angle = rng.uniform(0, 2 * np.pi, len(labels))",
        POLAR,
    ),
    "moons": MOONS,
    "xor": (
        "first = np.empty(len(labels))",
        "for label in (0, 1):",
        "    count = np.count_nonzero(labels == label)",
        "    first[labels == label] = rng.permutation(np.resize((1.0, -1.0), count))",
        "second = np.where(labels == 0, first, -first)",
        "points = np.column_stack((first, second))",
    ),
    "blobs": (
        "angle = 2 * np.pi * labels / {classes}",
        "points = np.column_stack((np.cos(angle), np.sin(angle)))",
    ),
    "spirals": (
        "radius = np.sqrt(rng.uniform(0.02, 1.0, len(labels)))",
        "angle = 2 * np.pi * ({turns} * radius + labels / {classes})",
        POLAR,
    ),
    "checkerboard": (
        "row, pair = np.divmod(rng.integers(0, 8, len(labels)), 2)",
        "corner = np.column_stack((2 * pair + (row + labels) % 2, row))",
        "within = 0.5 + 0.9 * (rng.uniform(size=(len(labels), 2)) - 0.5)",
        "points = (corner + within) / 2 - 1",
    ),
    "rings": (
        "radius = (labels + 1) / {classes}",
        "angle = rng.uniform(0, 2 * np.pi, len(labels))",
        POLAR,
    ),
    "bands": (
        "along = np.sqrt(3) * rng.uniform(-1, 1, len(labels))",
        "across = (2 * labels - 1) / np.sqrt(21)",
        "points = np.column_stack((along - across, along + across)) / np.sqrt(2)",
    ),
    "scaled_moons": MOONS,
}  # fmt: skip

# What is done to the points after the noise.
MOVED_CODE: Mapping[str, str] = {"scaled_moons": "points = points * (10.0, 0.2) + (20.0, -1.0)"}

# Values (n,) of the points, before noise.
VALUES_CODE: Mapping[str, tuple[str, ...]] = {
    "sine": ("values = np.sin(2 * np.pi * points[:, 0])",),
    "step": ("values = np.where(points[:, 0] < 0, -1.0, 1.0)",),
    "polynomial": ("values = 4 * points[:, 0] ** 3 - 3 * points[:, 0]",),
    "plane": ("values = points.sum(axis=1) / 2",),
    "hills": (
        "values = np.zeros(len(points))",
        "for column, across in enumerate((-2 / 3, 0.0, 2 / 3)):",
        "    for row, up in enumerate((-0.4, 0.4)):",
        "        distance = (points[:, 0] - across) ** 2 + (points[:, 1] - up) ** 2",
        "        values += (-1) ** (column + row) * np.exp(-distance / (2 * 0.22**2))",
    ),
}  # fmt: skip

# Columns (n,) of the scaled inputs (n, 1 or 2).
FEATURE_CODE: Mapping[str, str] = {
    "x1": "inputs[:, 0]",
    "x2": "inputs[:, 1]",
    "x1^2": "inputs[:, 0] ** 2",
    "x2^2": "inputs[:, 1] ** 2",
    "x1 x2": "inputs[:, 0] * inputs[:, 1]",
    "sin x1": "np.sin(inputs[:, 0])",
    "sin x2": "np.sin(inputs[:, 1])",
}

# Targets Y (n, outputs) from targets (n,), by the names in LOSSES.
TARGETS_CODE: Mapping[str, tuple[str, str]] = {
    "logistic": ("labels.astype(float)[:, None]", "class 0 or 1: one output"),
    "softmax": ("np.eye({classes})[labels]", "one-hot: 1 in the column of the class"),
    "squared": ("values[:, None]", "one output"),
}
