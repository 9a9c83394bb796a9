"""The small picture of an activation: the function, its slope, and where a network's sums lie on them."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.analysis.slopes import slope_at
from model.nn.activations import Activation

from .drawing import words
from .drawing.brush import Brush
from .drawing.colours import mix
from .drawing.span import Linear

REACH = 4.0  # from -4 to 4
EDGES = np.linspace(-REACH, REACH, 81)  # of the histogram's bins; what lies beyond counts in the outer ones
LOWEST, HIGHEST = -1.25, 2.1  # the part of the function that is drawn, at most
TICKS, VALUES = (-4, -2, 0, 2, 4), (0, 1)
SMALL = 7.0  # points of its words
FULLEST = 0.9  # of the height: the tallest bar of the histogram
NAMES = ("activation", "its slope", "sums z")


def draw_activation(
    size: tuple[int, int], dpi: float, palette: Palette, activation: Activation, slope: float, shares: np.ndarray | None
) -> np.ndarray:
    """RGB ``(rows, columns, 3)`` uint8 of ``size`` (columns, rows); ``shares (80,)`` of sums lie between ``EDGES``."""
    renderer = RendererAgg(*size, dpi)
    canvas = np.asarray(renderer.buffer_rgba())
    canvas[:] = (*np.rint(255 * np.array(to_rgb(palette.card))).astype(int), 255)
    z = np.linspace(-REACH, REACH, 161)
    h, d = np.empty_like(z), slope_at(activation, z, slope)
    activation.function(z.copy(), h, slope)
    low = max(LOWEST, min(0.0, h.min(), d.min())) - 0.1
    high = min(HIGHEST, max(1.0, h.max(), d.max())) + 0.1
    brush = Brush(renderer, _box(size, dpi), Linear(-REACH, REACH), Linear(low, high))
    _axes(brush, palette, (low, high))
    if shares is not None:
        _histogram(brush, palette, shares, (low, high))
    brush.line(z, d, palette.backward, 1.3, dashed=True)
    brush.line(z, h, palette.forward, 1.6)
    _names(brush, palette, shares is not None)
    return canvas[:, :, :3].copy()


def _box(size: tuple[int, int], dpi: float) -> Bbox:
    """Where the axes are: words stand left of them, below and to the right."""
    point = dpi / 72
    right = max(words.width(name, SMALL, dpi) for name in NAMES) + 17 * point
    left = words.width("1", SMALL, dpi) + 6 * point
    return Bbox.from_extents(left, 10.5 * point, max(left + 1, size[0] - right), size[1] - 2 * point)


def _axes(brush: Brush, palette: Palette, limits: tuple[float, float]) -> None:
    """Lines at 0 and 1, a line at z = 0, and their numbers."""
    across, (low, high), dpi = np.array([-REACH, REACH]), limits, 72 * brush.points
    for value in VALUES:
        brush.line(across, np.full(2, float(value)), palette.grid if value else palette.disabled, 0.8)
        x, y = brush.place(across[:1], np.array([float(value)]))[0]
        brush.text(x - 3 * brush.points, y, str(value), palette.muted, SMALL, right=True)
    brush.upright(np.zeros(1), low, np.array([high]), palette.grid, 0.8)
    for tick in TICKS:
        text = str(tick).replace("-", "−")
        x = brush.place(np.array([float(tick)]), np.zeros(1))[0, 0] - words.width(text, SMALL, dpi) / 2
        brush.text(x, brush.box.y0 - 5.5 * brush.points, text, palette.muted, SMALL)


def _histogram(brush: Brush, palette: Palette, shares: np.ndarray, limits: tuple[float, float]) -> None:
    """Bars from the foot, as one shape behind the curves."""
    low, high = limits
    heights = low + FULLEST * (high - low) * shares / max(shares.max(), 1e-12)
    x = np.repeat(EDGES, 2)
    y = np.concatenate(([low], np.repeat(heights, 2), [low]))
    brush.shape(Path(brush.place(x, y), closed=False), mix(palette.muted, palette.card, 0.32))


def _names(brush: Brush, palette: Palette, live: bool) -> None:
    """What the lines are, each beside a sample, right of the axes."""
    colours = (palette.forward, palette.backward, mix(palette.muted, palette.card, 0.5))
    x, point = brush.box.x1 + 4 * brush.points, brush.points
    for row, (name, colour) in enumerate(zip(NAMES, colours, strict=True)):
        if row == 2 and not live:
            return
        y = brush.box.y1 - (5 + 11 * row) * point
        brush.text(x + 12 * point, y, name, palette.text, SMALL)
        sample = Path(np.array([(x, y), (x + 9 * point, y)]))
        _sample(brush, sample, colour, 4.0 if row == 2 else 1.6, dashed=row == 1)


def _sample(brush: Brush, path: Path, colour: str, width: float, dashed: bool) -> None:
    """A stroke outside the axes."""
    size = brush.renderer.width, brush.renderer.height
    whole = Brush(brush.renderer, Bbox.from_bounds(0, 0, *size), Linear(0.0, 1.0), Linear(0.0, 1.0))
    whole.path(path, colour, width, dashed)
