"""The plane: the boundary panel's axes as something to draw on, between pixels of its widget and the data's units."""

from __future__ import annotations

import tkinter as tk

import numpy as np

from gui.canvas import PanelCanvas
from gui.theme.theme import Theme

from .marks import Marks

TAG = "stroke"
BLANK = "Empty plane: click or drag to add points; training starts with the second one."
GAP = 14


class DrawnPlane:
    """Shows what is being drawn on top of ``canvas`` until the panel itself shows it."""

    def __init__(self, canvas: PanelCanvas, theme: Theme) -> None:
        self.canvas, self._theme, self._marks = canvas, theme, Marks(theme)

    @property
    def widget(self) -> tk.Canvas:
        """What takes the mouse."""
        return self.canvas.widget

    @property
    def alive(self) -> bool:
        """Whether the panel still has its place."""
        return bool(self.widget.winfo_exists())

    @property
    def units(self) -> tuple[float, float]:
        """How wide and how high a pixel is in the data's units."""
        panel, box = self.canvas.panel, self.canvas.panel.axes.bbox
        wide, high = (span.limits[1] - span.limits[0] for span in (panel.x, panel.y))
        return wide / box.width, high / box.height

    def place(self, x: float, y: float) -> tuple[float, float] | None:
        """The data's units at a pixel of the widget; None outside the axes."""
        return self.canvas.panel.at(x, self.widget.winfo_height() - y)

    def pixel(self, point: np.ndarray) -> tuple[float, float]:
        """The pixel of the widget at a place in the data's units."""
        panel, box = self.canvas.panel, self.canvas.panel.axes.bbox
        shares = [
            (at - span.limits[0]) / (span.limits[1] - span.limits[0]) for at, span in zip(point, (panel.x, panel.y))
        ]
        return box.x0 + shares[0] * box.width, self.widget.winfo_height() - box.y0 - shares[1] * box.height

    def mark(self, point: np.ndarray, label: int) -> None:
        """A point more."""
        self.widget.create_image(*self.pixel(point), image=self._marks(label), tags=TAG)

    def cross_out(self, point: np.ndarray) -> None:
        """A point less."""
        (x, y), room, palette = self.pixel(point), self._theme.px(5), self._theme.palette
        self.widget.create_oval(
            x - room, y - room, x + room, y + room, fill=palette.card, outline=palette.muted, tags=TAG
        )

    def blank(self, points: np.ndarray, labels: np.ndarray) -> None:
        """Nothing but these few points, where they are too few to train."""
        self.clear()
        box, high, palette = self.canvas.panel.axes.bbox, self.widget.winfo_height(), self._theme.palette
        corners = (box.x0, high - box.y1, box.x1, high - box.y0)
        self.widget.create_rectangle(*corners, fill=palette.card, outline=palette.border, tags=TAG)
        self.widget.create_text(
            (box.x0 + box.x1) / 2, high - box.y1 + self._theme.px(GAP), text=BLANK, fill=palette.muted, anchor="n",
            width=box.width - 2 * self._theme.px(GAP), justify="center", font="GlassnetBody", tags=TAG,
        )  # fmt: skip
        for point, label in zip(points, labels):
            self.mark(point, int(label))

    def clear(self) -> None:
        """Let the panel be seen."""
        if self.alive:
            self.widget.delete(TAG)
