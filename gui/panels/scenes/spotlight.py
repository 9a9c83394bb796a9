"""The spotlight: inside a step the points of its minibatch shine, and all others fade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gui.theme.palette import Palette
from model.analysis.figures import figure
from model.data.dataset import PARTS, Data, Part
from model.training.snapshot import Snapshot

from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.colours import value_colours
from .markers import SHAPES, WEIGHTS, faces, marker_size

FADED, LATER = 0.16, 0.42  # strength of the other points in the batch phase, and in those after it
GROWN = 1.5  # times the usual size of a point in the light
RING = 2.3  # times the usual size: around the point that is followed
BANDS = 24  # groups of values that are drawn in one colour each


@dataclass(frozen=True)
class Spots:
    """Points of one look. ``rows (n,)`` are those of their part of the data."""

    rows: np.ndarray
    edge: str
    face: str
    shape: str = "o"
    weight: float = 1.0


def strength(snapshot: Snapshot) -> float:
    """How strong the points outside of the light are, 0 to 1."""
    if snapshot.passage is None:
        return 1.0
    return LATER if snapshot.phase else FADED


def lit(snapshot: Snapshot) -> tuple[Part, np.ndarray]:
    """The part of the data and the rows of it that the phases are about."""
    passage, data = snapshot.passage, snapshot.data
    if passage.point is None:
        return data.train, np.asarray(passage.rows)
    return data.validation if passage.point.part == PARTS[1] else data.train, np.array([passage.point.index])


def class_spots(part: Part, rows: np.ndarray, palette: Palette, data: Data) -> Iterator[Spots]:
    """One look for each class."""
    for label in range(data.classes):
        own = rows[part.targets[rows] == label]
        if len(own):
            face, edge = faces(palette, label, part is data.train)
            yield Spots(own, edge, face, SHAPES[label], WEIGHTS[label])


def value_spots(
    part: Part, rows: np.ndarray, palette: Palette, data: Data, limits: tuple[float, float]
) -> Iterator[Spots]:
    """One look for each band of values between ``limits``."""
    share = np.clip((part.targets[rows] - limits[0]) / (limits[1] - limits[0]), 0, 1)
    bands = np.round(share * (BANDS - 1)).astype(int)
    for band in np.unique(bands):
        colour = value_colours(np.array([band / (BANDS - 1)]), palette)[0]
        trains = part is data.train
        yield Spots(rows[bands == band], *((palette.card, colour) if trains else (colour, palette.card)))


def plain_spots(part: Part, rows: np.ndarray, palette: Palette, data: Data) -> Iterator[Spots]:
    """One look for all."""
    looks = (palette.card, palette.train) if part is data.train else (palette.validation, palette.card)
    yield Spots(rows, *looks)


def shine(brush: Brush, snapshot: Snapshot, places: np.ndarray, looks: Iterator[Spots], palette: Palette) -> None:
    """Draw the points in the light above all others; ``places (n, 2)`` are those of all points of their part."""
    size = GROWN * marker_size(len(snapshot.data.train) + len(snapshot.data.validation))
    for spots in looks:
        x, y = places[spots.rows].T
        wide = size * spots.weight
        brush.dots(x, y, palette.card, palette.card, wide + 3.4, spots.shape)
        hollow = spots.face == palette.card
        brush.dots(x, y, spots.edge if hollow else palette.text, spots.face, wide, spots.shape, 2.2 if hollow else 1.2)
    if snapshot.passage.point is not None:
        ring(brush, *places[snapshot.passage.point.index], RING * size, palette)
    _best_and_worst(brush, snapshot, places, palette)


def ring(brush: Brush, x: float, y: float, size: float, palette: Palette) -> None:
    """Around one point."""
    across, up = np.array([x]), np.array([y])
    brush.dots(across, up, palette.card, "none", size, width=3.6)
    brush.dots(across, up, palette.text, "none", size, width=1.6)


def _best_and_worst(brush: Brush, snapshot: Snapshot, places: np.ndarray, palette: Palette) -> None:
    """In the loss phase: which points have the least and the greatest loss."""
    passage = snapshot.passage
    losses = np.asarray(passage.losses)
    if passage.phases[snapshot.phase].kind != "loss" or len(losses) < 2 or not np.isfinite(losses).all():
        return
    spots, dot = brush.place(*places[passage.rows].T), brush.points
    for name, number in (("best", int(losses.argmin())), ("worst", int(losses.argmax()))):
        text, (x, y) = f"{name} {figure(losses[number])}", spots[number]
        wide = words.width(text, words.KEY, 72 * dot)
        to_right = x + 8 * dot + wide <= brush.box.x1
        left = x + 8 * dot if to_right else x - 8 * dot - wide
        y = _clearest(brush, left, wide, float(y), spots)
        brush.flag(x + 4 * dot if to_right else x - 4 * dot, y, text, palette)
        spots = np.vstack([spots, [(left + share * wide, y) for share in (0.1, 0.5, 0.9)]])  # the next keeps off it


def _clearest(brush: Brush, left: float, wide: float, y: float, spots: np.ndarray) -> float:
    """At which height a flag covers the fewest ``spots (n, 2)``: that of its point ``y``, above or below; px."""
    high, box = words.height(words.KEY, 72 * brush.points), brush.box
    heights = [each for each in (y, y + high, y - high) if box.y0 + high / 2 <= each <= box.y1 - high / 2]

    def covered(middle: float) -> int:
        inside = (spots[:, 0] > left) & (spots[:, 0] < left + wide + 4 * brush.points)
        return int(np.sum(inside & (np.abs(spots[:, 1] - middle) < high / 2 + 2 * brush.points)))

    return min(heights, key=covered, default=y)
