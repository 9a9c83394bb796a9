"""The card of one unit: its map in large with the points, its range of values, its formula; drawn over the network."""

from __future__ import annotations

from dataclasses import dataclass

import contourpy
import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from . import words
from .brush import Brush
from .captioned import wrapped
from .colours import mix
from .markers import SHAPES
from .network_layout import Scheme
from .network_tiles import coloured, frames, lay, pictures, scale_of, scaled_curves, shades
from .network_words import signed
from .span import Linear
from .value_map import value_span

LARGE, SMALL = 132.0, 64.0  # points: sides of the map
TEXT = 176.0  # points: width of the words
PAD = 7.0  # points
LINES = 11  # of words, at most
RADIUS = 5.0  # points


@dataclass(frozen=True)
class Said:
    """What a card says: a ``title`` and ``sentences``."""

    title: str
    sentences: tuple[str, ...]


def draw_card(
    brush: Brush, palette: Palette, snapshot: Snapshot, scheme: Scheme, unit: tuple[int, int], said: Said, pinned: bool
) -> None:
    """The card of ``unit`` (layer, number) beside it, wherever in the box there is room."""
    point, line = brush.points, words.height(words.KEY, 72 * brush.points)
    pad, size = PAD * point, _map_size(brush)
    lines = _lines(said, TEXT * point, brush)
    with_map = snapshot.maps is not None and snapshot.maps.x_range is not None
    foot = 1.4 * line if with_map else 0.0
    wide = TEXT * point + 2 * pad + (size + pad if with_map else 0.0)
    high = max(size + foot if with_map else 0.0, (len(lines) + 1.3) * line) + 2 * pad
    left, bottom = _corner(brush.box, scheme, unit, wide, high, 6 * point)
    _ground(brush, palette, left, bottom, wide, high, pinned)
    top, at = bottom + high - pad, left + pad
    if with_map:
        _map(brush, palette, snapshot, unit, Bbox.from_extents(at, top - size, at + size, top))
        _scale(brush, palette, snapshot, unit, (at, top - size - 0.8 * line, size))
        at += size + pad
    brush.text(at, top - 0.55 * line, said.title, palette.text, words.LABEL + 1)
    for number, text in enumerate(lines):
        brush.text(at, top - (number + 1.85) * line, text, palette.text if text else palette.muted)


def _map_size(brush: Brush) -> float:
    room = min(brush.box.height - 40 * brush.points, brush.box.width - (TEXT + 3 * PAD) * brush.points)
    return round(max(SMALL * brush.points, min(LARGE * brush.points, room)))


def _lines(said: Said, room: float, brush: Brush) -> list[str]:
    """Everything in lines; what finds no room is cut."""
    line = words.height(words.KEY, 72 * brush.points)
    most = max(2, min(LINES, int((brush.box.height - 2 * PAD * brush.points) / line) - 2))
    lines = [part for sentence in said.sentences for part in wrapped(sentence, room, words.KEY, 72 * brush.points)]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def _corner(
    box: Bbox, scheme: Scheme, unit: tuple[int, int], wide: float, high: float, gap: float
) -> tuple[float, float]:
    """Lower left corner: right of the unit, else left of it, else where most of it fits; never outside the box."""
    column = scheme.column(unit[0])
    x, y = column.places[unit[1]]
    right, left = x + column.side / 2 + gap, x - column.side / 2 - gap - wide
    at = right if right + wide <= box.x1 else left if left >= box.x0 else min(max(box.x0, right), box.x1 - wide)
    return round(max(box.x0, at)), round(min(max(y - high / 2, box.y0), max(box.y0, box.y1 - high)))


def _ground(brush: Brush, palette: Palette, left: float, bottom: float, wide: float, high: float, pinned: bool) -> None:
    """A rounded card with a soft edge; a pinned one has a stronger edge."""
    radius = RADIUS * brush.points
    for out, share in ((3.0, 0.12), (2.0, 0.25), (1.0, 0.5)):
        more = out * brush.points
        halo = frames(np.array([[left - more, bottom - more]]), wide + 2 * more, high + 2 * more, radius + more)
        brush.path(halo, mix(palette.border, palette.card, share), 1.2)
    path = frames(np.array([[left, bottom]]), wide, high, radius)
    brush.shape(path, palette.card)
    brush.path(path, palette.accent if pinned else palette.edge, 1.6 if pinned else 1.0)


def _map(brush: Brush, palette: Palette, snapshot: Snapshot, unit: tuple[int, int], box: Bbox) -> None:
    maps, (layer, number) = snapshot.maps, unit
    if maps.over_line:
        _curve(brush, palette, snapshot, unit, box)
        return
    times = brush.renderer.get_image_magnification()
    size = round(box.height * times), round(box.width * times)
    picture = pictures(snapshot, layer, number + 1, palette, size)[-1:]
    lay(brush, picture, np.array([[box.x0, box.y0]]), 3.0)
    inner = Brush(brush.renderer, box, Linear(*maps.x_range), Linear(*maps.y_range))
    _zero_line(inner, palette, maps.layers[layer][number])
    _points(inner, palette, snapshot)
    brush.path(frames(np.array([[box.x0, box.y0]]), box.width, box.height, 3.0), palette.edge, 1.0)


def _zero_line(brush: Brush, palette: Palette, values: np.ndarray) -> None:
    """Where the unit gives 0."""
    if not np.isfinite(values).all() or values.min() >= 0 or values.max() <= 0:
        return
    rows, columns = values.shape
    tracer = contourpy.contour_generator(
        np.arange(columns) + 0.5, np.arange(rows) + 0.5, values, line_type=contourpy.LineType.ChunkCombinedNan
    )
    scale = np.array([brush.box.width / columns, brush.box.height / rows])
    line = tracer.lines(0.0)[0][0]
    if line is not None:
        brush.path(Path(line * scale + (brush.box.x0, brush.box.y0)), palette.text, 1.0)


def _points(brush: Brush, palette: Palette, snapshot: Snapshot) -> None:
    """The training points, small; those of a class in its shape."""
    part, classes = snapshot.data.train, snapshot.data.classes
    for label in range(max(1, classes)):
        own = part.points[part.targets == label] if classes else part.points
        face = palette.classes[label] if classes else palette.muted
        if len(own):
            brush.dots(own[:, 0], own[:, 1], palette.card, face, 2.6, SHAPES[label], 0.4)


def _curve(brush: Brush, palette: Palette, snapshot: Snapshot, unit: tuple[int, int], box: Bbox) -> None:
    layer, number = unit
    values, zero = scaled_curves(snapshot, layer, number + 1, palette)
    inner = Brush(brush.renderer, box, Linear(0.0, 1.0), Linear(-0.08, 1.08))
    inner.line(np.array([0.0, 1.0]), np.repeat(zero[-1], 2), palette.edge, 0.8)
    inner.line((np.arange(values.shape[1]) + 0.5) / values.shape[1], values[-1], palette.train, 2.0)
    brush.path(frames(np.array([[box.x0, box.y0]]), box.width, box.height, 3.0), palette.edge, 1.0)


def _scale(
    brush: Brush, palette: Palette, snapshot: Snapshot, unit: tuple[int, int], place: tuple[float, float, float]
) -> None:
    """The colours under the map with the values that both ends stand for; under a curve the inputs' range."""
    maps, (layer, number), (left, y, wide) = snapshot.maps, unit, place
    point = brush.points
    if maps.over_line:
        low, high = (signed(edge) for edge in maps.x_range)
    elif layer == len(maps.layers) - 1:
        low, high = ("0", "1") if snapshot.data.classes else _answer_ends(snapshot)
    else:
        scale = float(scale_of(maps, layer)[number])
        low, high = signed(-scale), signed(scale)
    dpi = 72 * point
    ends = words.width(low, words.KEY, dpi), words.width(high, words.KEY, dpi)
    brush.text(left, y, low, palette.muted)
    brush.text(left + wide, y, high, palette.muted, right=True)
    room = wide - sum(ends) - 12 * point
    if maps.over_line or room < 10 * point:
        return
    times = brush.renderer.get_image_magnification()
    columns, rows = round(room * times), max(1, round(6 * point * times))
    _, ramps = shades(snapshot, layer, number + 1, palette)
    shade = np.broadcast_to(np.linspace(0, 255, columns), (1, rows, columns))
    strip = coloured(np.array(shade), ramps[-1:], palette)
    lay(brush, strip, np.array([[round(left + ends[0] + 6 * point), round(y - 3 * point)]]), 0.0)


def _answer_ends(snapshot: Snapshot) -> tuple[str, str]:
    return tuple(signed(edge) for edge in value_span(snapshot)[0].limits)
