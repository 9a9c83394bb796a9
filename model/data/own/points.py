"""Own points: a person's own data set, from a file or drawn with the mouse, as part of an experiment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .numerals import LARGEST
from .refusal import Refusal

FEWEST, MOST = 2, 20_000  # points
MOST_CLASSES, MOST_INPUTS = 6, 100
Frame = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """``points (n, inputs)`` in their own units and class numbers ``labels (n,)``, read-only, called ``name``.

    ``feature_names`` and ``class_names`` are empty where they have none. ``frame`` is the part of the plane to be shown
    (x and y, low and high) where that is not simply what the points need, as for drawn ones. Equal where the content
    is, whatever the object. Raises Refusal.
    """

    name: str
    points: np.ndarray = field(repr=False)
    labels: np.ndarray = field(repr=False)
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    frame: Frame | None = None

    def __post_init__(self) -> None:
        points, labels = _checked(self.points, self.labels)
        for name, value in (
            ("points", points),
            ("labels", labels),
            ("feature_names", _checked_names("feature", self.feature_names, points.shape[1])),
            ("class_names", _checked_names("class", self.class_names, max(2, int(labels.max()) + 1))),
            ("frame", _checked_frame(self.frame, points.shape[1])),
        ):
            object.__setattr__(self, name, value)
        if not isinstance(self.name, str) or not self.name.isprintable():
            raise Refusal("own points: their name must be words")
        object.__setattr__(self, "_digest", self._sum())

    @property
    def classes(self) -> int:
        """How many classes there are; two at least."""
        return max(2, len(self.class_names), int(self.labels.max()) + 1)

    @property
    def inputs(self) -> int:
        """How many numbers each point has."""
        return self.points.shape[1]

    @property
    def label(self) -> str:
        """What a person reads where the data set stands."""
        return self.name or "own points"

    @property
    def help(self) -> str:
        """What they are, in a sentence."""
        return f"Your own {len(self.labels):,} points in {self.classes} classes; choosing a data set ends their use."

    def class_sizes(self) -> list[int]:
        """How many points each class has."""
        return np.bincount(self.labels, minlength=self.classes).tolist()

    def facts(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        return {
            "name": self.name,
            "points": self.points.tolist(),
            "labels": self.labels.tolist(),
            "feature_names": list(self.feature_names),
            "class_names": list(self.class_names),
            "frame": self.frame,
        }

    @classmethod
    def of(cls, facts: Any) -> OwnPoints:
        """The points that ``facts()`` tell of. Raises Refusal."""
        fields = ("name", "points", "labels", "feature_names", "class_names", "frame")
        if not isinstance(facts, Mapping) or not {"points", "labels"} <= set(facts) <= set(fields):
            raise Refusal(f"own points are told by {', '.join(fields)}")
        return cls(**{"name": "", **facts})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnPoints) and self._digest == other._digest  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self._digest)  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.label} ({len(self.labels):,} points)"

    def _sum(self) -> bytes:
        words = repr((self.name, self.points.shape, self.feature_names, self.class_names, self.frame))
        made = hashlib.sha256(words.encode("utf-8", "replace"))
        made.update(self.points.tobytes())
        made.update(self.labels.tobytes())
        return made.digest()


def _checked(points: Any, labels: Any) -> tuple[np.ndarray, np.ndarray]:
    try:
        points, given = np.array(points, float), np.asarray(labels, float)
    except (TypeError, ValueError, OverflowError):
        raise Refusal("own points: points must be rows of equally many numbers, labels whole numbers") from None
    if points.ndim != 2 or not 1 <= points.shape[1] <= MOST_INPUTS or given.shape != points.shape[:1]:
        raise Refusal(
            f"own points: (n, inputs) points and (n,) labels are needed, not {points.shape} and {given.shape}"
        )
    if not FEWEST <= len(points) <= MOST:
        raise Refusal(f"{len(points):,} points are not possible; allowed: {FEWEST} to {MOST:,}")
    if not (np.abs(points) <= LARGEST).all():
        raise Refusal(f"own points: a coordinate is not finite or beyond {LARGEST:g}")
    if not ((given >= 0) & (given < MOST_CLASSES) & (given == np.floor(given))).all():
        raise Refusal(f"own points: labels must be whole numbers from 0 to {MOST_CLASSES - 1}")
    numbers = given.astype(np.int64)
    points.flags.writeable = numbers.flags.writeable = False
    return points, numbers


def _checked_names(what: str, names: Any, needed: int) -> tuple[str, ...]:
    if not isinstance(names, (tuple, list)) or not all(isinstance(name, str) and name.isprintable() for name in names):
        raise Refusal(f"own points: {what} names must be words")
    if names and (len(names) < needed or (what == "feature" and len(names) > needed) or len(names) > MOST_INPUTS):
        raise Refusal(f"own points: {len(names)} {what} names for {needed}")
    if what == "class" and len(names) > MOST_CLASSES:
        raise Refusal(f"own points: {len(names)} classes; allowed: up to {MOST_CLASSES}")
    return tuple(names)


def _checked_frame(frame: Any, inputs: int) -> Frame | None:
    if frame is None:
        return None
    try:
        edges = np.array(frame, float)
    except (TypeError, ValueError):
        edges = np.zeros(0)
    fits = edges.shape == (2, 2) and inputs == 2 and bool((np.abs(edges) <= 10 * LARGEST).all())
    if not fits or not (edges[:, 0] < edges[:, 1]).all():
        raise Refusal("own points: a frame is two ranges, each from low to high, for points in a plane")
    return tuple((float(low), float(high)) for low, high in edges)  # type: ignore[return-value]
