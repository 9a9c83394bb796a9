"""The card of one unit: its map in large with the points, its range of values, its formula; drawn over the network."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import contourpy
import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from ..captioned import wrapped
from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.colours import mix
from ..drawing.span import Linear
from ..scenes.markers import SHAPES
from ..scenes.value_map import value_span
from .light import passing
from .numbers import signed
from .tiles import coloured, frames, lay, pictures, scale_of, scaled_curves, shades

SIDES = 132.0, 104.0, 84.0, 66.0  # points: sides of the map, the largest that fits is taken
SHARE = 0.34  # of the panel's width that a map takes, at most
BESIDE = 150.0, 210.0  # points: widths of words beside a map
PAD, GAP = 7.0, 6.0  # points: inside the card, from the unit to it
RADIUS = 5.0  # points
UNBROKEN = " (?=[+−] |with )"  # where a formula may be broken


@dataclass(frozen=True)
class Said:
    """What a card says: a ``title``, a ``formula`` and ``sentences``."""

    title: str
    formula: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """How a card is laid out, px: ``size`` of its map (0: there is none), its lines of words, ``stacked`` under the map
    or beside it, its width and height."""

    size: float
    lines: tuple[str, ...]
    stacked: bool
    wide: float
    high: float


def draw_card(
    brush: Brush,
    palette: Palette,
    snapshot: Snapshot,
    place: Bbox,
    unit: tuple[int, ...],
    said: Said,
    pinned: bool,
) -> None:
    """The card of ``unit`` (layer, number) beside its ``place``, wherever in the box there is room; that of an edge
    (weight layer, from, to) has no map."""
    line, pad, gap = _line(brush), PAD * brush.points, GAP * brush.points
    has_map = len(unit) == 2 and snapshot.maps is not None and snapshot.maps.x_range is not None
    shape = _shape(brush, said, has_map, max(brush.box.x1 - place.x1, place.x0 - brush.box.x0) - gap)
    left, bottom = _corner(brush.box, place, shape, gap)
    _ground(brush, palette, left, bottom, shape.wide, shape.high, pinned)
    top, at = bottom + shape.high - pad, left + pad
    if shape.size:
        _map(brush, palette, snapshot, unit, Bbox.from_extents(at, top - shape.size, at + shape.size, top))
        _scale(brush, palette, snapshot, unit, (at, top - shape.size - 0.8 * line, shape.size))
        if shape.stacked:
            top -= shape.size + 1.6 * line
        else:
            at += shape.size + pad
    brush.text(at, top - 0.55 * line, said.title, palette.text, words.LABEL + 1)
    for number, text in enumerate(shape.lines):
        brush.text(at, top - (number + 1.85) * line, text, palette.text)


def _line(brush: Brush) -> float:
    return words.height(words.KEY, 72 * brush.points)


def _shape(brush: Brush, said: Said, has_map: bool, room: float) -> Shape:
    """The largest that fits beside the unit, ``room`` px wide, else into the box, else the lowest with fewer words."""
    shapes = [
        _one_shape(brush, said, side * brush.points, beside * brush.points)
        for side in (_sides(brush) if has_map else (0.0,))
        for beside in ((0.0, *BESIDE) if side else BESIDE)
    ]
    box = brush.box
    for wide in (room, box.width):
        for shape in shapes:
            if shape.wide <= wide and shape.high <= box.height:
                return shape
    last = min(shapes, key=lambda shape: (shape.wide > box.width, shape.size, shape.high))
    most = max(1, len(last.lines) - int(np.ceil((last.high - box.height) / _line(brush))))
    cut = (*last.lines[: most - 1], last.lines[most - 1][:-1] + "…") if most < len(last.lines) else last.lines
    return replace(last, lines=cut, high=min(last.high, box.height))


def _sides(brush: Brush) -> list[float]:
    """Sides of maps that leave something to be seen of the network, points."""
    room = SHARE * min(brush.box.width, 1.6 * brush.box.height) / brush.points
    return [side for side in SIDES if side <= room] or [SIDES[-1]]


def _one_shape(brush: Brush, said: Said, size: float, beside: float) -> Shape:
    """With words of a width ``beside`` the map, or under it where that is 0."""
    line, pad, size, dpi = _line(brush), PAD * brush.points, round(size), 72 * brush.points
    room = beside or size
    lines = _broken(said.formula, room, dpi) if said.formula else []
    for sentence in said.sentences:
        lines += wrapped(sentence, room, words.KEY, dpi)
    widest = max((words.width(text, words.KEY, dpi) for text in lines), default=0.0)
    widest = max(widest, words.width(said.title, words.LABEL + 1, dpi))
    text = (len(lines) + 1.3) * line
    foot = 1.6 * line if size else 0.0
    if not beside or not size:
        return Shape(size, tuple(lines), True, max(size, widest) + 2 * pad, size + foot + text + 2 * pad)
    return Shape(size, tuple(lines), False, size + widest + 3 * pad, max(size + foot, text) + 2 * pad)


def _broken(formula: str, room: float, dpi: float) -> list[str]:
    """A formula in lines that are broken between its terms only."""
    lines: list[str] = []
    for part in re.split(UNBROKEN, formula):
        longer = f"{lines[-1]} {part}" if lines else part
        if lines and words.width(longer, words.KEY, dpi) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _corner(box: Bbox, place: Bbox, shape: Shape, gap: float) -> tuple[float, float]:
    """Lower left corner: right of the place, else left of it, else where most of it fits; never outside the box."""
    right, left = place.x1 + gap, place.x0 - gap - shape.wide
    fits = right if right + shape.wide <= box.x1 else left
    at = fits if fits >= box.x0 else min(max(box.x0, right), box.x1 - shape.wide)
    up = min(max((place.y0 + place.y1 - shape.high) / 2, box.y0), box.y1 - shape.high)
    return round(max(box.x0, at)), round(max(box.y0, up))


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
    if layer < len(maps.layers) - 1 or snapshot.data.classes == 2:
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
    """The training points, small, inside a step those that it is about; those of a class in its shape."""
    stepping, train, classes = snapshot.passage, snapshot.data.train, snapshot.data.classes
    points, targets = passing(snapshot) if stepping is not None else (train.points, train.targets)
    size = 2.6 if stepping is None else 4.2
    for label in range(max(1, classes)):
        own = points[targets == label] if classes else points
        face = palette.classes[label] if classes else palette.muted
        if len(own):
            brush.dots(own[:, 0], own[:, 1], palette.card, face, size, SHAPES[label], 0.4 * size / 2.6)


def _curve(brush: Brush, palette: Palette, snapshot: Snapshot, unit: tuple[int, int], box: Bbox) -> None:
    layer, number = unit
    values, zero = scaled_curves(snapshot, layer, number + 1)
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
