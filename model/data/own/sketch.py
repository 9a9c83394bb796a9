"""A sketch: points that are being drawn by hand, stroke by stroke, each of which can be undone."""

from __future__ import annotations

import numpy as np

from .points import MOST, Frame, OwnPoints

NAME = "drawn points"


class Sketch:
    """Points ``(n, 2)`` within ``frame``, the plane that is drawn on, and their class numbers."""

    def __init__(
        self,
        points: np.ndarray,
        labels: np.ndarray,
        frame: Frame,
        feature_names: tuple[str, ...] = (),
        class_names: tuple[str, ...] = (),
    ) -> None:
        self.points, self.labels, self.frame = np.array(points, float), np.array(labels, int), frame
        self.feature_names, self.class_names = feature_names, class_names
        self._before: list[tuple[np.ndarray, np.ndarray]] = []

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return bool(self._before)

    @property
    def full(self) -> bool:
        """Whether there is no room for another point."""
        return len(self) >= MOST

    def begin(self) -> None:
        """A new stroke: what comes is undone together."""
        self._before.append((self.points, self.labels))

    def end(self) -> bool:
        """The stroke is over; False where it changed nothing, and then it is forgotten."""
        changed = self._before[-1][1] is not self.labels
        if not changed:
            self._before.pop()
        return changed

    def add(self, x: float, y: float, label: int) -> bool:
        """A point more, if there is room and it lies in the frame."""
        inside = all(low <= at <= high for at, (low, high) in zip((x, y), self.frame))
        if self.full or not inside:
            return False
        self.points = np.concatenate((self.points, [(x, y)]))
        self.labels = np.concatenate((self.labels, [label]))
        return True

    def erase(self, x: float, y: float, radii: tuple[float, float]) -> np.ndarray:
        """Take the points in an ellipse around a place away; returns where they were ``(gone, 2)``."""
        near = np.hypot(*((self.points - (x, y)) / radii).T) <= 1
        gone = self.points[near]
        if len(gone):
            self.points, self.labels = self.points[~near], self.labels[~near]
        return gone

    def clear(self) -> None:
        """An empty plane, as one stroke."""
        self.begin()
        self.points, self.labels = np.zeros((0, 2)), np.zeros(0, int)

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._before:
            self.points, self.labels = self._before.pop()

    def result(self) -> OwnPoints:
        """The points as a data set. Raises Refusal where there are too few."""
        names = self.class_names
        if names:
            names = (*names, *(f"class {number}" for number in range(len(names), int(self.labels.max(initial=1)) + 1)))
        return OwnPoints(NAME, self.points, self.labels, self.feature_names, names, self.frame)
