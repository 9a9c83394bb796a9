"""A scene: one way to show what a network answers; each kind of data has its own, and the boundary panel the stage."""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from gui.theme.palette import Palette
from model.data.dataset import Part
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Linear, Span
from .spotlight import Spots

NAMES = ("x₁", "x₂")
LONGEST = 18  # letters of a name that are shown


class Scene:
    """The base of all scenes, and the empty one, for answers that have no picture.

    ``heading`` stands in place of the panel's usual title, where it is not empty. ``on`` are the panel's toggles that
    are switched on.
    """

    heading: ClassVar[str] = ""
    x_words: ClassVar[tuple[str, ...]] = NAMES[:1]
    y_words: ClassVar[tuple[str, ...]] = NAMES[1:]

    def __init__(self, palette: Palette, on: AbstractSet[str] = frozenset()) -> None:
        self.palette, self.on = palette, on

    @staticmethod
    def suits(snapshot: Snapshot) -> bool:
        """Whether this is the way to show ``snapshot``."""
        return True

    @staticmethod
    def answers(snapshot: Snapshot) -> tuple[object, ...]:
        """What the scene is painted from; the same objects give the same picture."""
        return ()

    def square(self, snapshot: Snapshot) -> bool:
        """Whether one unit of x is as long as one of y."""
        return False

    @staticmethod
    def places(part: Part) -> np.ndarray | None:
        """Where the points of a part stand, ``(n, 2)``; None where they are not shown."""
        return None

    def spots(self, snapshot: Snapshot, part: Part, rows: np.ndarray) -> Iterable[Spots]:
        """How some points of a part look, in the light."""
        return ()

    @classmethod
    def named(cls, axis: int, snapshot: Snapshot | None) -> tuple[str, ...]:
        """What axis 0 (x) or 1 (y) is called: as the data's columns are, where they are a plane and have names."""
        names = snapshot.data.feature_names if snapshot is not None else ()
        return (short(names[axis]),) if len(names) == 2 else (cls.x_words, cls.y_words)[axis]

    def spans(self, snapshot: Snapshot) -> tuple[Span, Span]:
        """What the axes cover."""
        return Linear(0.0, 1.0), Linear(0.0, 1.0)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What the key explains."""
        return ()

    def markers(self, axes: Axes, snapshot: Snapshot) -> list[Artist]:
        """The points, as artists on ``axes``."""
        return []

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw what lies below the points."""

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw what stands above the points."""
        columns = snapshot.data.train.points.shape[1]
        brush.note(f"no picture: the data have {columns} inputs", "no picture", palette=self.palette)

    def describe(self, x: float, y: float, snapshot: Snapshot) -> str | None:
        """In words, what is at x, y."""
        return None

    def parts(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Filled and hollow, in the key."""
        muted, card = self.palette.muted, self.palette.card
        parts = (Entry("training", muted, "o", muted), Entry("validation", muted, "o", card))
        return parts if len(snapshot.data.validation) else parts[:1]


def on_plane(part: Part) -> np.ndarray | None:
    """The points themselves, where they lie in a plane."""
    return part.points if part.points.shape[1] == 2 else None


def grid_spans(x_range: tuple[float, float], y_range: tuple[float, float]) -> tuple[Span, Span]:
    """The spans of a grid over the plane."""
    return Linear(*x_range), Linear(*y_range)


def alike(x_range: tuple[float, float], y_range: tuple[float, float]) -> bool:
    """Whether both sides of a grid are equally long, as they are but for badly scaled data."""
    across, up = x_range[1] - x_range[0], y_range[1] - y_range[0]
    return abs(across - up) < 1e-6 * across


def place_words(x: float, y: float) -> str:
    """A place in the plane in words."""
    return f"x₁ {x:.3g}, x₂ {y:.3g}".replace("-", "−")


def short(name: str) -> str:
    """``name``, without the end of a very long one."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def digits(value: float, edges: tuple[float, float]) -> str:
    """``value`` with as many digits as its place on a side of the plane needs: two decimals where that is about 2."""
    decimals = 2 - math.floor(math.log10((edges[1] - edges[0]) / 2))
    return f"{value:.{max(0, decimals)}f}".replace("-", "−") if -6 < decimals < 9 else f"{value:.3g}".replace("-", "−")


def cell_at(place: float, edges: tuple[float, float], cells: int) -> int:
    """The number of the cell in which ``place`` lies."""
    share = (place - edges[0]) / (edges[1] - edges[0])
    return min(max(int(share * cells), 0), cells - 1)
