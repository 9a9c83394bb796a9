"""A shot: everything that was on the screen when a person asked for a picture, and every picture that it can become."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image, ImageGrab

from gui.board import Board
from gui.panels.arrangement import WHOLE, Cell
from gui.theme.palette import Palette
from gui.theme.theme import Theme
from gui.view import DPI, caption_height, draw_view
from model.training.snapshot import Snapshot

from .formats import FORMATS, MOST_PIXELS, UNITS, save, save_pixels
from .order import ALL, WINDOW, Order

SMALLEST = 200  # px at scale 1: the sides of a picture


@dataclass(frozen=True)
class Shot:
    """``seen`` are the window's pixels, None where the system does not let a program look.

    ``sizes`` are those of the window, of all panels and of each panel by name, in px at scale 1; ``scale`` is the
    screen's own. A picture that is not what was ``seen`` is drawn anew by the same panels on a figure of its own.
    """

    snapshot: Snapshot
    seen: Image.Image | None
    palette: Palette
    scale: float
    sizes: Mapping[str, tuple[int, int]]
    arrangement: Mapping[str, Cell]
    toggled: Mapping[str, tuple[str, ...]]
    chosen: Mapping[str, Mapping[str, str]]

    def as_seen(self, order: Order) -> bool:
        """Whether ``order`` is for what was on the screen, pixel by pixel."""
        plain = order.what == WINDOW and not FORMATS[order.format].vector and order.times == 1 and not order.caption
        return plain and order.palette(self.palette) is self.palette and self.seen is not None

    def pixels(self, order: Order) -> tuple[int, int]:
        """Width and height of a picture in PNG."""
        if self.as_seen(order) and self.seen is not None:
            return self.seen.size
        wide, high = self._size(order)
        return round(wide * self.scale * order.times), round(high * self.scale * order.times)

    def inches(self, order: Order) -> tuple[float, float]:
        """Width and height of a picture in a vector format."""
        wide, high = self._size(order)
        return wide / DPI, high / DPI

    def trouble(self, order: Order) -> str:
        """Why there cannot be such a picture; empty where there can."""
        wide, high = self.pixels(order)
        if wide * high > MOST_PIXELS and not FORMATS[order.format].vector:
            return f"{wide:,} × {high:,} pixels are too many; allowed: {MOST_PIXELS:,} in all. Choose a smaller size."
        return ""

    def save(self, order: Order, path: Path) -> None:
        """Write the picture, with the moment inside. Raises OSError."""
        if self.as_seen(order) and self.seen is not None:
            save_pixels(self.seen, path, self.snapshot.moment)
        else:
            save(self.figure(order), path, self.snapshot.moment)

    def figure(self, order: Order) -> Figure:
        """The picture drawn anew."""
        several = order.what in (WINDOW, ALL)
        return draw_view(
            self.snapshot, order.palette(self.palette), self._size(order), self._times(order),
            self.arrangement if several else {order.what: WHOLE}, self.toggled, several, self.chosen, order.caption,
        )  # fmt: skip

    def _size(self, order: Order) -> tuple[int, int]:
        usual = tuple(side // 2 for side in self.sizes[ALL])
        wide, high = self.sizes.get(order.what, usual)  # a panel that is not shown has the size of a usual one
        wide, high = max(SMALLEST, wide), max(SMALLEST, high)
        if order.caption and order.what not in (WINDOW, ALL):  # one panel keeps its room
            high += round(caption_height(self.snapshot, wide, self._times(order)))
        return wide, high

    def _times(self, order: Order) -> float:
        return UNITS if FORMATS[order.format].vector else self.scale * order.times


def shot_of(window: tk.Tk, theme: Theme, board: Board, snapshot: Snapshot) -> Shot:
    """What is on the screen now."""
    sizes = {WINDOW: _size(window, theme), **sizes_of(board, theme)}
    return Shot(
        snapshot, _grabbed(window), theme.palette, theme.scale, sizes, dict(board.arrangement), board.toggled,
        board.chosen,
    )  # fmt: skip


def sizes_of(board: Board, theme: Theme) -> dict[str, tuple[int, int]]:
    """How large all panels are on the screen, and each one by name, in px at scale 1."""
    canvases = {name: canvas.widget for name, canvas in board.canvases.items() if canvas.widget.winfo_viewable()}
    return {ALL: _size(board, theme), **{name: _size(widget, theme) for name, widget in canvases.items()}}


def _size(widget: tk.Misc, theme: Theme) -> tuple[int, int]:
    return round(widget.winfo_width() / theme.scale), round(widget.winfo_height() / theme.scale)


def _grabbed(window: tk.Tk) -> Image.Image | None:
    """What the screen shows where the window is; None where the system does not let a program look."""
    left, top = window.winfo_rootx(), window.winfo_rooty()
    box = (left, top, left + window.winfo_width(), top + window.winfo_height())
    try:
        if sys.platform.startswith("linux"):
            return ImageGrab.grab(bbox=box, xdisplay=window.winfo_screen() if ":" in window.winfo_screen() else "")
        return ImageGrab.grab(bbox=box)
    except (OSError, ValueError):
        return None
