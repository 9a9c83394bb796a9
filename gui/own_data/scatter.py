"""The scatter: a small preview of the points of a plane, by class."""

from __future__ import annotations

import tkinter as tk

import numpy as np

from gui.theme.theme import Theme
from model.data.own.points import OwnPoints

from .marks import Marks

SIDE, MARGIN, SIZE = 230, 14, 8  # px
MOST = 1500  # points that are drawn: evenly picked out of more


class Scatter(tk.Canvas):
    """Draws in the colours of the moment; both axes fill the square."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        side = theme.px(SIDE)
        super().__init__(parent, width=side, height=side, highlightthickness=theme.px(1), borderwidth=0)
        theme.colour(self, background="card", highlightbackground="border")
        self._theme, self._marks = theme, Marks(theme)
        self._points: OwnPoints | None = None
        theme.follow(self, self._draw)

    def show(self, points: OwnPoints | None) -> None:
        """Draw ``points``, or nothing."""
        if points is None or points != self._points:
            self._points = points
            self._draw()

    def _draw(self) -> None:
        self.delete("all")
        own, side, margin = self._points, self._theme.px(SIDE), self._theme.px(MARGIN)
        if own is None or own.inputs != 2:
            words = "no preview" if own is None else "no plane: nothing to draw"
            self.create_text(side / 2, side / 2, text=words, fill=self._theme.palette.muted, font="GlassnetSmall")
            return
        every = -(-len(own.labels) // MOST)
        points, labels = own.points[::every], own.labels[::every]
        low, high = own.points.min(axis=0), own.points.max(axis=0)
        shares = (points - low) / np.where(high > low, high - low, 1.0)
        room = side - 2 * margin
        for (x, y), label in zip(shares, labels.tolist()):
            at = margin + x * room, side - margin - y * room
            self.create_image(*at, image=self._marks(label, SIZE))
