"""Landmark lines: losses that are known beforehand, as fine lines with words that can be read wherever curves run."""

from __future__ import annotations

import numpy as np

from gui.theme.palette import Palette
from model.analysis.landmarks import Landmark, landmarks
from model.data.dataset import Data
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush

CLEAR = 6.0  # points between a landmark and the middle of its words
NEAR_END = 0.75  # share of the axis from which on a curve's end comes near a landmark's words
SIZE = 7.5  # points
NEAR_TOP, ROW = 45.0, 10.0  # points: landmarks so near to the upper edge push other words down, by so much more


class LandmarkLines:
    """Those of a snapshot's data, such as ln 2 of a network that finds both classes equally likely."""

    _found: tuple[Data, tuple[Landmark, ...]] | None = None

    def paint(self, brush: Brush, snapshot: Snapshot, palette: Palette) -> None:
        """The lines."""
        for at, _ in self._shown(brush, snapshot):
            brush.line(np.array(brush.x.limits), np.full(2, at), palette.disabled, 0.8, dashed=True)

    def name(self, brush: Brush, snapshot: Snapshot, palette: Palette) -> None:
        """Their words at the right, on a ground of their own, on that side of their lines where no curve ends."""
        low, high = brush.y.limits
        taken, ends = np.inf, self._ends_at_the_right(brush, snapshot)
        for at, words in self._shown(brush, snapshot):
            place = brush.place(np.array([brush.x.limits[1]]), np.array([at]))[0]
            gap = (taken - place[1]) / brush.points
            taken = place[1]
            if gap < CLEAR:  # its words would stand on others
                continue
            away = (ends - place[1]) / brush.points
            above, below = (((way * away > 0) & (way * away < 2 * CLEAR)).any() for way in (1, -1))
            upper = at < low + 0.9 * (high - low) and gap > 2 * CLEAR and (below or not above)
            y = place[1] + (CLEAR if upper else -CLEAR) * brush.points
            brush.text(place[0] - 3, y, words, palette.muted, SIZE, right=True, ground=palette.card)

    def clear(self, brush: Brush, snapshot: Snapshot) -> float:
        """How many points below the upper edge two lines of words are clear of the landmarks'."""
        low, high = brush.y.limits
        values = np.array([at for at, _ in self._shown(brush, snapshot)])
        below = (high - values) / (high - low) * brush.box.height / brush.points
        return float(below[below < NEAR_TOP].max(initial=0.0)) + ROW

    def _shown(self, brush: Brush, snapshot: Snapshot) -> list[tuple[float, str]]:
        """Coordinates and words of the landmarks on the axis, the highest first."""
        if self._found is None or self._found[0] is not snapshot.data:
            found = landmarks(snapshot.data, snapshot.experiment)
            self._found = snapshot.data, tuple(sorted(found, key=lambda mark: -mark.value))
        low, high = brush.y.limits
        places = [(float(brush.y.coordinate(mark.value)), mark.words) for mark in self._found[1]]
        return [(at, words) for at, words in places if low < at < high]

    def _ends_at_the_right(self, brush: Brush, snapshot: Snapshot) -> np.ndarray:
        """Heights (px) of the newest losses, if they stand where the landmarks' words are."""
        if snapshot.step < NEAR_END * brush.x.limits[1] or snapshot.early_stop is not None:
            return np.empty(0)
        newest = brush.y.coordinate(np.array([snapshot.evaluation.train_loss, snapshot.evaluation.validation_loss]))
        return brush.place(np.zeros(2), newest)[:, 1]
