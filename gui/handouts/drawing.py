"""Drawing: the panels of a picture, in colours for paper, somewhere on a figure."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gui.panels import PANELS
from gui.panels.drawing.words import TITLE as SIZE
from gui.theme.palette import LIGHT

from .ink import Ink, cut
from .sheet import Picture, Tile

WIDE = 180.0  # mm: what A4 and Letter leave between their margins
MM = 72 / 25.4  # points
GAP = 4.0  # mm between panels
DPI = 72.0  # of vector files: panels place some of their parts in pixels
FINE = 300.0  # dots per inch of pixels inside a picture, such as the map of a boundary
TITLE, PAD = Ink(SIZE, SIZE, LIGHT.text), 8.0  # of a panel's title; points beside it
Box = tuple[float, float, float, float]  # left, bottom, width, height: shares of the figure


def draw(figure: Figure, picture: Picture, box: Box) -> None:
    """Put the panels of ``picture`` side by side into ``box``."""
    left, bottom, wide, high = box
    gap = GAP / WIDE * wide
    shares = picture.shares or (1.0,) * len(picture.tiles)
    room = wide - gap * (len(shares) - 1)
    for tile, share in zip(picture.tiles, shares, strict=False):
        part = room * share / sum(shares)
        _put(figure, tile, (left, bottom, part, high))
        left += part + gap


def as_svg(picture: Picture) -> bytes:
    """The picture alone, every letter an outline: it looks the same wherever it is opened."""
    figure = Figure(figsize=(WIDE * MM / 72, picture.high * MM / 72), dpi=DPI, facecolor=LIGHT.card)
    FigureCanvasAgg(figure)
    draw(figure, picture, (0.0, 0.0, 1.0, 1.0))
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "glassnet"}):
        figure.savefig(file, format="svg", dpi=FINE, metadata={"Date": None, "Creator": "Glassnet"})
    return file.getvalue()


def _put(figure: Figure, tile: Tile, cell: Box) -> None:
    room = cell[2] * figure.get_figwidth() * 72 - 2 * PAD
    panel = PANELS[tile.panel].panel(figure, LIGHT, cell, cut(tile.title, room, TITLE))
    panel.on.update(tile.toggled)
    panel.show(tile.snapshot)
