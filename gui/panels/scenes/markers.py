"""The markers of the points: one shape for each class or one colour for each value; filled trains, hollow validates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from gui.theme.palette import Palette
from model.data.dataset import Data, Part

from ..drawing.colours import value_colours

SHAPES = ("o", "s", "^", "D", "p", "P")  # circle, square, triangle, diamond, pentagon, plus: by class number
WEIGHTS = (1.0, 0.9, 1.12, 0.84, 1.12, 1.15)  # sizes that look alike
FILLED, HOLLOW = 0.12, 0.18  # width of a marker's edge, in sizes of it
Places = Callable[[Part], np.ndarray]


def own_places(part: Part) -> np.ndarray:
    """Points ``(n, 2)`` where the data themselves have them."""
    return part.points


def point_markers(
    axes: Axes, data: Data, palette: Palette, places: Places = own_places, zoom: float = 1.0
) -> list[Line2D]:
    """One artist for each class of each part, training on top; all of them animated, so frames can paint below them.

    ``places(part)`` says where the points stand, ``(n, 2)``; ``zoom`` scales the markers.
    """
    if places(data.train).shape[1] != 2:
        return []
    size = zoom * marker_size(len(data.train) + len(data.validation))
    lines = []
    for part, filled in _parts(data):
        for label in range(data.classes):
            points = places(part)[part.targets == label]
            if len(points):
                looks = faces(palette, label, filled)
                lines.append(_line(axes, points, SHAPES[label], size, WEIGHTS[label], looks, filled, f"class {label}"))
    return lines


def value_markers(
    axes: Axes,
    data: Data,
    palette: Palette,
    limits: tuple[float, float],
    places: Places = own_places,
    zoom: float = 1.0,
) -> list[PathCollection]:
    """One artist for each part, every point in the colour of its target between ``limits``."""
    size = zoom * marker_size(len(data.train) + len(data.validation))
    made = []
    for part, filled in _parts(data):
        points = places(part)
        if len(points):
            colours = value_colours((part.targets - limits[0]) / (limits[1] - limits[0]), palette)
            face, edge = (colours, palette.card) if filled else (palette.card, colours)
            width = (FILLED if filled else HOLLOW) * 1.25 * size
            dots = axes.scatter(
                points[:, 0], points[:, 1], s=(1.25 * size) ** 2, c=face, edgecolors=edge, linewidths=width,
                animated=True, zorder=3 + filled,
            )  # fmt: skip
            made.append(dots)
    return made


def plain_markers(
    axes: Axes, data: Data, palette: Palette, places: Places | None = None, zoom: float = 1.0
) -> list[Line2D]:
    """One artist for each part in the colours of the loss curves; targets over the one input, if not said otherwise."""
    size = zoom * marker_size(len(data.train) + len(data.validation))
    lines = []
    for part, filled in _parts(data):
        if len(part):
            points = places(part) if places else np.column_stack((part.points[:, 0], part.targets))
            looks = (palette.train, palette.card) if filled else (palette.card, palette.validation)
            lines.append(_line(axes, points, "o", size, 1.0, looks, filled, "training" if filled else "validation"))
    return lines


def _parts(data: Data) -> Iterator[tuple[Part, bool]]:
    """Both parts, the one that is drawn on top last, and whether it is filled."""
    yield data.validation, False
    yield data.train, True


def _line(
    axes: Axes,
    points: np.ndarray,
    shape: str,
    size: float,
    weight: float,
    looks: tuple[str, str],
    filled: bool,
    label: str,
) -> Line2D:
    (line,) = axes.plot(
        points[:, 0], points[:, 1], shape, markersize=size * weight, markerfacecolor=looks[0],
        markeredgecolor=looks[1], markeredgewidth=(FILLED if filled else HOLLOW) * size, linestyle="",
        animated=True, zorder=3 + filled, scalex=False, scaley=False, label=label,
    )  # fmt: skip
    return line


def faces(palette: Palette, label: int, filled: bool) -> tuple[str, str]:
    """Face and edge: a coloured face with an edge like the card, or a coloured ring around the card's colour."""
    colour = palette.classes[label]
    return (colour, palette.card) if filled else (palette.card, colour)


def marker_size(points: int) -> float:
    """Points wide, the smaller the more there are: 5.2 for a few hundred, 2.4 for 20,000."""
    return float(np.clip(5.2 * (500 / max(points, 1)) ** 0.22, 2.4, 5.6))
