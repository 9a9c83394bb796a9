"""The markers of the points: one shape for each class, filled for training and hollow for validation."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from gui.theme.palette import Palette
from model.data.dataset import Data

SHAPES = ("o", "s", "^", "D", "p", "P")  # circle, square, triangle, diamond, pentagon, plus: by class number
WEIGHTS = (1.0, 0.9, 1.12, 0.84, 1.12, 1.15)  # sizes that look alike


def point_markers(axes: Axes, data: Data, palette: Palette) -> list[Line2D]:
    """One artist for each class of each part, training on top; all of them animated, so frames can paint below them."""
    if data.train.points.shape[1] != 2:
        return []
    size = marker_size(len(data.train) + len(data.validation))
    lines = []
    for part, filled in ((data.validation, False), (data.train, True)):
        for label in range(data.classes):
            points = part.points[part.targets == label]
            if len(points):
                face, edge = faces(palette, label, filled)
                (line,) = axes.plot(
                    points[:, 0], points[:, 1], SHAPES[label], markersize=size * WEIGHTS[label], markerfacecolor=face,
                    markeredgecolor=edge, markeredgewidth=0.18 * size if not filled else 0.12 * size, linestyle="",
                    animated=True, zorder=3 + filled, scalex=False, scaley=False, label=f"class {label}",
                )  # fmt: skip
                lines.append(line)
    return lines


def faces(palette: Palette, label: int, filled: bool) -> tuple[str, str]:
    """Face and edge: a coloured face with an edge like the card, or a coloured ring around the card's colour."""
    colour = palette.classes[label]
    return (colour, palette.card) if filled else (palette.card, colour)


def marker_size(points: int) -> float:
    """Points wide, the smaller the more there are: 5.2 for a few hundred, 2.4 for 20,000."""
    return float(np.clip(5.2 * (500 / max(points, 1)) ** 0.22, 2.4, 5.6))
