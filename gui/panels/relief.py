"""A relief: a grid of losses as tinted pixels, contour lines at log-spaced levels, and the key of its colours."""

from __future__ import annotations

from functools import lru_cache

import contourpy
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette

from .drawing.brush import Brush
from .drawing.span import Linear, brief
from .scenes.surface import stretch

LINES = 9  # contour levels
STRENGTH = 0.62  # of the tint; the rest is the card
LEAST = 1e-3  # of the greatest loss: lower ones share a tint
TINTS = 256


class Relief:
    """``losses (rows, columns)``, row 0 lowest; what is not finite is grey.

    ``floor`` is subtracted first, for surfaces that reach below zero: levels are log-spaced above it.
    """

    def __init__(self, losses: np.ndarray, palette: Palette, floor: float = 0.0, top: float | None = None) -> None:
        self._palette, self._floor = palette, floor
        self._known = np.isfinite(losses)
        above = np.where(self._known, losses - floor, 0.0)
        highest = float(top - floor if top is not None else above.max(initial=0.0)) or 1.0
        lowest = float(np.min(above, where=self._known & (above > 0), initial=highest))
        self._low, self._high = np.log(max(lowest, LEAST * highest)), np.log(highest)
        if self._high - self._low < 1e-9:
            self._low = self._high - 1e-3
        self._logs = np.log(np.clip(above, np.exp(self._low), None))
        self._pixels: np.ndarray | None = None
        self._lines: list[Path] | None = None

    def paint(self, brush: Brush) -> None:
        """Tints all over the box, and lines."""
        rows, columns = brush.image_size()
        if self._pixels is None or self._pixels.shape[:2] != (rows, columns):
            self._pixels = self._tinted(rows, columns)
        brush.image(self._pixels)
        high, wide = self._logs.shape
        scale, corner = np.array([brush.box.width / wide, brush.box.height / high]), (brush.box.x0, brush.box.y0)
        for line in self._contours():
            brush.path(Path(line * scale + corner), self._palette.text, 0.55)

    def paint_key(self, brush: Brush) -> None:
        """A strip right of the box with the loss at its contour levels."""
        gap, wide, box = 5.0 * brush.points, 7.0 * brush.points, brush.box
        strip = Bbox.from_bounds(round(box.x1 + gap), box.y0, round(wide), box.height)
        small = Brush(brush.renderer, strip, Linear(0, 1), Linear(self._low, self._high))
        rows, columns = small.image_size()
        index = np.linspace(TINTS - 1, 0, rows).astype(int)
        small.image(np.repeat(tints(self._palette)[index][:, None], columns, axis=1))
        levels = self.levels
        shown = levels[:: 1 if box.height > 14 * len(levels) * brush.points else 2]
        for level in np.log(shown - self._floor):
            place = small.place(np.array([1.0]), np.array([level]))[0]
            small.line(np.array([0.0, 1.0]), np.full(2, level), self._palette.text, 0.6)
            text = brief(float(f"{np.exp(level) + self._floor:.2g}")).replace("-", "−")
            brush.text(place[0] + 3 * brush.points, place[1], text, self._palette.muted, 7.0)

    @property
    def levels(self) -> np.ndarray:
        """The losses at the lines."""
        return np.exp(np.linspace(self._low, self._high, LINES + 2)[1:-1]) + self._floor

    def _contours(self) -> list[np.ndarray]:
        if self._lines is None:
            high, wide = self._logs.shape
            x, y = np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5)
            masked = np.ma.masked_array(self._logs, ~self._known)
            tracer = contourpy.contour_generator(x, y, masked, line_type=contourpy.LineType.ChunkCombinedNan)
            heights = np.linspace(self._low, self._high, LINES + 2)[1:-1]
            self._lines = [line for height in heights for line in tracer.lines(height)[0] if line is not None]
        return self._lines

    def _tinted(self, rows: int, columns: int) -> np.ndarray:
        high, wide = self._logs.shape
        share = np.clip((self._logs - self._low) / (self._high - self._low), 0, 1)
        smooth = stretch(high, rows, TINTS - 1, True) @ share.astype(np.float32) @ stretch(wide, columns).T
        pixels = tints(self._palette)[np.clip(smooth, 0, TINTS - 1).astype(np.uint8)]
        if not self._known.all():
            bad = stretch(high, rows, 1.0, True) @ (~self._known).astype(np.float32) @ stretch(wide, columns).T > 0.5
            pixels[bad, :3] = np.rint(255 * np.array(to_rgb(self._palette.surface_neutral)))
        return pixels


@lru_cache(maxsize=4)
def tints(palette: Palette) -> np.ndarray:
    """RGBA ``(256, 4)`` uint8 from the lowest loss to the highest."""
    colours = colormaps["viridis"](np.linspace(0.12, 1.0, TINTS))[:, :3]
    mixed = STRENGTH * colours + (1 - STRENGTH) * np.array(to_rgb(palette.card))
    rgba = np.full((TINTS, 4), 255, np.uint8)
    rgba[:, :3] = np.rint(255 * mixed)
    return rgba


def halo(brush: Brush, x: np.ndarray, y: np.ndarray, palette: Palette, width: float = 1.4) -> None:
    """A line that can be seen on every tint."""
    brush.line(x, y, palette.card, width + 2.0)
    brush.line(x, y, palette.text, width)


def mark(brush: Brush, x: float, y: float, palette: Palette, shape: str, filled: bool, size: float = 7.0) -> None:
    """A marker that can be seen on every tint."""
    at = np.array([x]), np.array([y])
    brush.dots(*at, palette.card, palette.card, size + 3.0, shape)
    brush.dots(*at, palette.text, palette.text if filled else palette.card, size, shape, 1.4)
