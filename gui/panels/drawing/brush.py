"""A brush: draws numbers on any renderer at once, without artists, for what changes in every frame."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

from gui.theme.palette import Palette

from . import words
from .span import Span
from .typewriter import stretched, typed

BUCKET = 1.5  # points
DASHES, DOTS = (4.0, 2.2), (1.2, 2.2)  # points on, points off
Dashed = bool | tuple[float, float]
MARGIN = 2.0  # points of ground on both sides of words
UNDER, OVER = 0.28, 0.95  # of their size that it reaches under and over their base line
_PIXELS = IdentityTransform()


class Brush:
    """Draws in the coordinates of two spans inside ``box`` (px, y up). Widths and sizes are in points."""

    def __init__(self, renderer: RendererBase, box: Bbox, x: Span, y: Span) -> None:
        self.renderer, self.box, self.x, self.y = renderer, box, x, y
        self.points = renderer.points_to_pixels(1.0)
        self._x, self._y = _mapping(x, box.x0, box.width), _mapping(y, box.y0, box.height)
        low, high = y.limits
        self.reach = 3 * low - 2 * high, 3 * high - 2 * low  # lines that go further up or down look the same

    @property
    def columns(self) -> int:
        """How many buckets of a curve are worth drawing in the box: one for every two px of an ordinary screen."""
        return int(self.box.width / self.points / BUCKET)

    def place(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Coordinates as pixels ``(n, 2)``."""
        pixels = np.empty((len(x), 2))
        np.multiply(x, self._x[1], out=pixels[:, 0])
        np.multiply(y, self._y[1], out=pixels[:, 1])
        pixels += (self._x[0], self._y[0])
        return pixels

    def line(self, x: np.ndarray, y: np.ndarray, colour: str, width: float = 1.4, dashed: Dashed = False) -> None:
        """A line through the points; NaN interrupts it."""
        self.path(Path(self.place(x, y)), colour, width, dashed)

    def through(self, places: np.ndarray, colour: str, width: float) -> None:
        """A line through pixels ``(n, 2)``."""
        if len(places) > 1:
            self.path(Path(places), colour, width)

    def path(self, path: Path, colour: str, width: float, dashed: Dashed = False) -> None:
        """A path that is in pixels already."""
        gc = self._context(colour, width)
        if dashed:
            gc.set_dashes(0, DASHES if dashed is True else dashed)
        self.renderer.draw_path(gc, path, _PIXELS)
        gc.restore()

    def outline(self, path: Path, colour: str, width: float) -> None:
        """A path in pixels that may leave the box."""
        gc = self._context(colour, width, clipped=False)
        self.renderer.draw_path(gc, path, _PIXELS)
        gc.restore()

    def marker(self, x: float, y: float, edge: str, face: str, size: float, shape: str) -> None:
        """One marker at pixel ``x``, ``y``, which may be outside the box."""
        gc, fill = self._context(edge, 1.2, clipped=False), self._context(face, 1.2, clipped=False)
        marker, transform = _marker(shape, size * self.points)
        self.renderer.draw_markers(gc, marker, transform, Path([(x, y)]), _PIXELS, fill.get_rgb())
        fill.restore()
        gc.restore()

    def upright(self, x: np.ndarray, low: float, high: np.ndarray, colour: str, width: float) -> None:
        """Vertical lines at ``x`` from ``low`` up to each of ``high``."""
        self.stretches(x, low, high, colour, width)

    def stretches(self, x: np.ndarray, low: np.ndarray | float, high: np.ndarray, colour: str, width: float) -> None:
        """Vertical lines at ``x`` from each of ``low`` up to each of ``high``."""
        vertices = np.empty((len(x), 2, 2))  # line, end, coordinate
        vertices[:, :, 0] = np.multiply(x, self._x[1])[:, None]
        np.multiply(low, self._y[1], out=vertices[:, 0, 1])
        np.multiply(high, self._y[1], out=vertices[:, 1, 1])
        vertices += (self._x[0], self._y[0])
        self.path(Path(vertices.reshape(-1, 2), _apart(len(x))), colour, width)

    def area(self, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
        """A filled rectangle."""
        corners = self.place(np.array(x)[[0, 1, 1, 0]], np.array(y)[[0, 0, 1, 1]])
        self.shape(Path(corners, closed=False), colour)

    def shape(self, path: Path, colour: str) -> None:
        """A filled path that is in pixels already."""
        gc = self._context(colour, 0.0)
        self.renderer.draw_path(gc, path, _PIXELS, gc.get_rgb())
        gc.restore()

    def between(self, x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> None:
        """The area between two lines over the same ``x``, where both are numbers."""
        good = np.isfinite(low) & np.isfinite(high)
        if good.sum() < 2:
            return
        x, low, high = x[good], low[good], high[good]
        corners = self.place(np.concatenate((x, x[::-1])), np.concatenate((low, high[::-1])))
        gc = self._context(colour, 0.0)
        self.renderer.draw_path(gc, Path(corners, closed=False), _PIXELS, gc.get_rgb())
        gc.restore()

    def dots(
        self,
        x: np.ndarray,
        y: np.ndarray,
        edge: str,
        face: str,
        size: float = 4.5,
        shape: str = "o",
        width: float = 1.2,
    ) -> None:
        """Markers ``size`` points wide; ``face`` fills them."""
        gc = self._context(edge, width)
        marker, transform = _marker(shape, size * self.points)
        self.renderer.draw_markers(gc, marker, transform, Path(self.place(x, y)), _PIXELS, _rgba(face))
        gc.restore()

    def spots(self, places: np.ndarray, edge: str, face: str, size: float, shape: str) -> None:
        """Markers at pixels ``places (n, 2)``, with a fine edge."""
        gc, fill = self._context(edge, 0.5), self._context(face, 0.5)
        marker, transform = _marker(shape, size * self.points)
        self.renderer.draw_markers(gc, marker, transform, Path(places), _PIXELS, fill.get_rgb())
        fill.restore()
        gc.restore()

    def text(
        self, x: float, y: float, text: str, colour: str, size: float = words.KEY, right: bool = False, ground: str = ""
    ) -> None:
        """One line of words, its left (or right) middle at pixel ``x``, ``y``; rendered once, then kept as pixels.

        On a ``ground`` of that colour it can be read wherever it stands.
        """
        dpi = 72 * self.points
        x -= words.width(text, size, dpi) if right else 0.0
        y -= 0.36 * size * self.points
        gc = self._context(colour, 1.0, clipped=False)
        if isinstance(self.renderer, RendererAgg):
            stamp, below, before = _stamp(text, colour, size, dpi, ground)
            self.renderer.draw_image(gc, round(x) - before, round(y) - below, stamp)  # the bottom row first
        else:
            if ground:
                self._ground(x, y, text, size, ground)
            flipped = self.renderer.height - y if self.renderer.flipy() else y
            self.renderer.draw_text(gc, x, flipped, text, words.font(size), 0)
        gc.restore()

    def type(self, x: float, y: float, text: str, colour: str, size: float) -> None:
        """One line in letters of one width, its left middle at pixel ``x``, ``y``."""
        if not text.strip():
            return
        dpi, gc = 72 * self.points, self._context(colour, 1.0, clipped=False)
        y -= 0.36 * size * self.points
        if isinstance(self.renderer, RendererAgg):
            stamp, below = typed(text, colour, size, dpi)
            self.renderer.draw_image(gc, round(x), round(y) - below, stamp)
        else:
            font = words.font(stretched(size, dpi), family=words.MONO)
            flipped = self.renderer.height - y if self.renderer.flipy() else y
            self.renderer.draw_text(gc, x, flipped, text, font, 0)
        gc.restore()

    def _ground(self, x: float, y: float, text: str, size: float, colour: str) -> None:
        """A filled rectangle behind words whose base line begins at pixel ``x``, ``y``."""
        dpi = 72 * self.points
        edge = MARGIN * self.points
        corners = _corners(x - edge, y - UNDER * size * self.points, words.width(text, size, dpi) + 2 * edge, size, dpi)
        fill = self._context(colour, 0.0, clipped=False)
        self.renderer.draw_path(fill, corners, _PIXELS, fill.get_rgb())
        fill.restore()

    def note(self, *choices: str, palette: Palette, down: float = 10.0) -> None:
        """Words on a ground of their own near the top of the box, ``down`` points below its edge.

        The first of ``choices`` that fits the box is taken; too long a last one is cut.
        """
        dpi, room = 72 * self.points, self.box.width - 12 * self.points
        text = next((each for each in choices if words.width(each, words.KEY, dpi) <= room), choices[-1])
        while words.width(text, words.KEY, dpi) > room and len(text) > 2:
            text = text[:-2] + "…"
        half = words.width(text, words.KEY, dpi) / 2
        x, y = (self.box.x0 + self.box.x1) / 2, self.box.y1 - down * self.points
        gc, fill = self._context(palette.border, 0.8), self._context(palette.card, 0.0)
        edge = np.array([half + 5 * self.points, 7 * self.points])
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * edge + (x, y)
        self.renderer.draw_path(gc, Path(corners), _PIXELS, fill.get_rgb())
        fill.restore()
        gc.restore()
        self.text(x - half, y, text, palette.text)

    def flag(self, x: float, y: float, text: str, palette: Palette) -> None:
        """Words on the card's ground beside pixel ``x``, at the height of ``y``: right of it, or left for lack of room.

        Words for which there is no room on either side are cut.
        """
        dpi, gap = 72 * self.points, 4 * self.points
        to_right, to_left = self.box.x1 - x - gap, x - self.box.x0 - gap
        room = max(to_right, to_left) - gap
        while words.width(text, words.KEY, dpi) > room and len(text) > 2:
            text = text[:-2] + "…"
        wide = words.width(text, words.KEY, dpi)
        left = x + gap if wide <= to_right else x - gap - wide
        fill, edge = self._context(palette.card, 0.0), 2 * self.points
        corners = np.array([(-edge, -6), (wide + edge, -6), (wide + edge, 6), (-edge, 6), (-edge, -6)], float)
        corners[:, 1] *= self.points
        self.renderer.draw_path(fill, Path(corners + np.array([left, y])), _PIXELS, fill.get_rgb())
        fill.restore()
        self.text(left, y, text, palette.text)

    def image(self, rgba: np.ndarray) -> None:
        """Pixels ``(height, width, 4)`` uint8, top row first, over the whole box; opaque."""
        rows, columns = rgba.shape[:2]
        if isinstance(self.renderer, RendererAgg):  # straight into the canvas: blending would cost ten times as much
            canvas = np.asarray(self.renderer.buffer_rgba())
            top, left = canvas.shape[0] - round(self.box.y0) - rows, round(self.box.x0)
            canvas[top : top + rows, left : left + columns] = rgba
            return
        gc = self._context("black", 1.0)
        self.renderer.draw_image(gc, self.box.x0, self.box.y0, rgba[::-1])
        gc.restore()

    def stamps(self, pictures: np.ndarray, corners: np.ndarray, mask: np.ndarray) -> None:
        """Many pictures at once: ``(n, rows, columns)`` uint32, RGBA in memory, top row first, where ``mask`` is True.

        ``corners (n, 2)`` are their lower left ones, px; a picture that leaves the canvas is left out.
        """
        high, wide = mask.shape
        if not isinstance(self.renderer, RendererAgg):
            self._draw_each(pictures, corners, mask)
            return
        canvas = np.asarray(self.renderer.buffer_rgba()).view(np.uint32)[:, :, 0]
        left, top = np.rint(corners[:, 0]).astype(int), canvas.shape[0] - np.rint(corners[:, 1]).astype(int) - high
        inside = (left >= 0) & (top >= 0) & (left + wide <= canvas.shape[1]) & (top + high <= canvas.shape[0])
        rows, columns = np.nonzero(mask)
        canvas[top[inside, None] + rows, left[inside, None] + columns] = pictures[inside][:, rows, columns]

    def _draw_each(self, pictures: np.ndarray, corners: np.ndarray, mask: np.ndarray) -> None:
        gc = self._context("black", 1.0, clipped=False)
        for picture, (x, y) in zip(pictures, corners, strict=True):
            rgba = np.ascontiguousarray(picture).view(np.uint8).reshape(*mask.shape, 4).copy()
            rgba[~mask, 3] = 0
            self.renderer.draw_image(gc, x, y, rgba[::-1])
        gc.restore()

    def image_size(self) -> tuple[int, int]:
        """Rows and columns of an image that fills the box."""
        times = self.renderer.get_image_magnification()
        return round(self.box.height * times), round(self.box.width * times)

    def _context(self, colour: str, width: float, clipped: bool = True) -> GraphicsContextBase:
        gc = self.renderer.new_gc()
        gc.set_foreground(colour)
        gc.set_linewidth(width)
        gc.set_joinstyle("bevel")
        if clipped:
            gc.set_clip_rectangle(self.box)
        return gc


def _mapping(span: Span, start: float, length: float) -> tuple[float, float]:
    """Offset and factor from coordinates to pixels."""
    low, high = span.limits
    factor = length / (high - low)
    return start - low * factor, factor


@lru_cache(maxsize=256)
def _rgba(colour: str) -> tuple[float, float, float, float]:
    """What renderers call a colour."""
    return to_rgba(colour)


@lru_cache(maxsize=256)
def _apart(count: int) -> np.ndarray:
    """The codes of so many lines that do not hang together."""
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], Path.code_type), count)
    codes.flags.writeable = False
    return codes


@lru_cache(maxsize=64)
def _marker(shape: str, size: float) -> tuple[Path, Affine2D]:
    style = MarkerStyle(shape)
    return style.get_path(), style.get_transform().frozen() + Affine2D().scale(size)


def _corners(x: float, y: float, wide: float, size: float, dpi: float) -> Path:
    """The ground of a line of words, its lower left corner at ``x``, ``y``."""
    high = (UNDER + OVER) * size * dpi / 72
    return Path([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)])


@lru_cache(maxsize=256)
def _stamp(text: str, colour: str, size: float, dpi: float, ground: str = "") -> tuple[np.ndarray, int, int]:
    """``text`` as RGBA pixels on nothing or on ``ground``, bottom row first.

    Also how many of them are below its base line, and how many columns stand before its first letter.
    """
    below, before = round(0.4 * size * dpi / 72), math.ceil(MARGIN * dpi / 72) if ground else 0
    wide, high = round(words.width(text, size, dpi)) + 4 + 2 * before, round(words.height(size, dpi)) + below
    renderer = RendererAgg(wide, high, dpi)
    gc = renderer.new_gc()
    if ground:
        gc.set_foreground(ground)
        gc.set_linewidth(0.0)
        corners = _corners(0.0, below - UNDER * size * dpi / 72, wide - 4, size, dpi)
        renderer.draw_path(gc, corners, _PIXELS, gc.get_rgb())
    gc.set_foreground(colour)
    renderer.draw_text(gc, before, high - below, text, words.font(size), 0)
    return np.array(renderer.buffer_rgba())[::-1], below, before
