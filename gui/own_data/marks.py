"""Marks: the classes' shapes as small pictures for Tk, as the plots draw them."""

from __future__ import annotations

import tkinter as tk

import numpy as np

from gui.panels.scenes.markers import SHAPES
from gui.theme import shapes
from gui.theme.picture import Picture
from gui.theme.theme import Theme

CORNERS = {"s": (4, 45.0), "^": (3, -90.0), "D": (4, 0.0), "p": (5, -90.0)}  # how many, and where the first one is
REACH = {"s": 1.2, "^": 1.2, "D": 1.15, "p": 1.1}  # of a corner, in radii of the circle that looks as large


class Marks:
    """The pictures of one window, by class, made when they are first asked for."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._made: dict[tuple[int, int, str], tk.PhotoImage] = {}

    def __call__(self, label: int, size: float = 11) -> tk.PhotoImage:
        """The mark of class ``label`` in a square of ``size`` (unscaled) pixels, in the colours of the moment."""
        theme, pixels = self._theme, self._theme.px(size)
        key = (label, pixels, theme.palette.name)
        if key not in self._made:
            distance = _outline(SHAPES[label], pixels)
            picture = Picture(pixels, pixels).paint(shapes.cover(distance), theme.palette.card)
            picture.paint(shapes.cover(distance + theme.px(1)), theme.palette.classes[label])
            self._made[key] = picture.image(theme.root)
        return self._made[key]


def _outline(shape: str, pixels: int) -> np.ndarray:
    """The distance to the edge of ``shape``, which fills a square of so many pixels."""
    x, y = shapes.pixels(pixels, pixels)
    middle, radius = pixels / 2, 0.42 * pixels
    if shape == "P":
        arm = 0.36 * radius
        bars = ((middle - arm, middle - radius, middle + arm, middle + radius),
                (middle - radius, middle - arm, middle + radius, middle + arm))  # fmt: skip
        return np.minimum(*(shapes.box(x, y, bar, 0.0) for bar in bars))
    if shape not in CORNERS:
        return shapes.disc(x, y, (middle, middle), radius)
    count, first = CORNERS[shape]
    angles = np.radians(first + 360 / count * np.arange(count))
    reach = REACH[shape] * radius
    return shapes.polygon(x, y, [(middle + reach * np.cos(angle), middle + reach * np.sin(angle)) for angle in angles])
