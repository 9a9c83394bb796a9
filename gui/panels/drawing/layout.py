"""The layout of a panel: where axes, ticks, labels and key stand, computed from the sizes of their words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from matplotlib.transforms import Bbox

from . import words
from .key import MARK, SAMPLE, Entry, Key
from .span import Layers, Span, Tick

PAD = 6.0  # points around a panel; the other lengths are points too
LEAST = 12.0  # px that axes keep where their words leave them no room
TICK_LENGTH, GAP, LABEL_GAP = 3.0, 2.5, 2.0  # of a tick, from it to its words, from those to the y label
TITLE_GAP, KEY_GAP, MARGIN_GAP = 3.0, 4.0, 5.0  # below the title, between key and axes, before words in the margin
KEY_SHARE = 0.45  # of the height, at most, goes to the key
APART = 13.0  # between two numbers on the x axis, at least; 4 between layers


@dataclass(frozen=True)
class Request:
    """What has to be laid out: ``cell`` is left, bottom, width, height in px."""

    cell: tuple[float, float, float, float]
    dpi: float
    x: Span
    y: Span
    key: Key
    entries: tuple[Entry, ...]
    titled: bool
    square: bool
    margin_words: str
    bare: bool = False  # no axes: the whole room is for the picture

    def px(self, points: float) -> float:
        """``points`` as px."""
        return points * self.dpi / 72

    @property
    def margin_room(self) -> int:
        """Px that words right of the axes need."""
        wide = words.width(self.margin_words, words.KEY, self.dpi)
        return math.ceil(wide + self.px(MARGIN_GAP)) if self.margin_words else 0


@dataclass(frozen=True)
class Layout:
    """Where everything stands, px in the figure: the axes' ``box``, ticks, rows of the key and their upper left corner,
    the middle of the x label's foot, and the upper edge (left, as it is turned) and middle of the y label."""

    box: Bbox
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    rows: list[list[Entry]]
    corner: tuple[float, float]
    x_label: tuple[float, float]
    y_label: tuple[float, float]


def lay_out(request: Request) -> Layout:
    """The layout with the key above the axes or, for square axes that gain by it, to their right."""
    above = _with_key_above(request)
    if not (request.square and request.entries):
        return above
    beside = _with_key_beside(request)
    return beside if beside.box.width > above.box.width else above


def _with_key_above(request: Request) -> Layout:
    """The key in as few rows as fit between the axes' left edge and the cell's right one."""
    start, end, bottom, top = _room(request)
    line = words.height(words.KEY, request.dpi)
    left, layout = start + 0.12 * (end - start), None
    for _ in range(2):  # the key's rows depend on the axes' left edge, that on the ticks, the ticks on the height left
        rows = request.key.rows(request.entries, end - (start if request.square else left))
        rows = _fewer(rows, max(1, int(KEY_SHARE * (top - bottom) / line)))
        gap = request.px(KEY_GAP) if rows else words.height(words.TICK, request.dpi) / 2
        layout = _with_axes(request, Bbox.from_extents(start, bottom, end, top - len(rows) * line - gap))
        left = layout.box.x0
    widest = max((request.key.row_width(row) for row in rows), default=0.0)
    return replace(layout, rows=rows, corner=(max(start, min(left, end - widest)), top))


def _fewer(rows: list[list[Entry]], most: int) -> list[list[Entry]]:
    """At most ``most`` rows; the last entry then says how many are left out."""
    if len(rows) <= most:
        return rows
    left_out = sum(map(len, rows[most:])) + 1
    return [*rows[: most - 1], [*rows[most - 1][:-1], Entry(f"{left_out} more", "")]]


def _with_key_beside(request: Request) -> Layout:
    """The key in one column right of the axes."""
    start, end, bottom, top = _room(request)
    rows = request.key.rows(request.entries, 0.0)
    wide = max(request.key.row_width(row) for row in rows) + request.px(2 * KEY_GAP + SAMPLE - MARK)
    half_tick = words.height(words.TICK, request.dpi) / 2
    layout = _with_axes(request, Bbox.from_extents(start, bottom, end - wide, top - half_tick))
    return replace(layout, rows=rows, corner=(layout.box.x1 + request.px(2 * KEY_GAP), layout.box.y1))


def _room(request: Request) -> tuple[float, float, float, float]:
    """Left, right, bottom and top between the cell's padding and title."""
    x0, y0, wide, high = request.cell
    pad = request.px(PAD)
    title = words.height(words.TITLE, request.dpi) + request.px(TITLE_GAP) if request.titled else 0.0
    return x0 + pad, x0 + wide - pad, y0 + pad, y0 + high - pad - title


def _with_axes(request: Request, room: Bbox) -> Layout:
    """Axes with ticks and labels that fill ``room``; no key."""
    if request.bare:
        right, top = max(room.x1, room.x0 + LEAST), max(room.y1, room.y0 + LEAST)
        box = Bbox.from_extents(round(room.x0), round(room.y0), round(right), round(top))
        return Layout(box, [], [], [], (0.0, 0.0), (box.x0, box.y0), (box.x0, box.y0))
    dpi, out = request.dpi, request.px(TICK_LENGTH + GAP)
    tick, label = words.height(words.TICK, dpi), words.height(words.LABEL, dpi)
    bottom = room.y0 + label + tick + out
    height = room.y1 - bottom
    y_ticks = request.y.ticks(_most(height, tick))
    y_wide = max((words.width(text, words.TICK, dpi) for _, text in y_ticks), default=0.0)
    before = label + request.px(LABEL_GAP) + y_wide + out
    left = room.x0 + before
    x_ticks, over = _x_ticks(request, room.x1 - request.margin_room - left)
    right = room.x1 - max(over - 0.4 * request.px(PAD), request.margin_room)
    left, bottom = min(left, right - LEAST), min(bottom, room.y1 - LEAST)
    box = Bbox.from_extents(round(left), round(bottom), round(right), round(room.y1))
    if request.square:
        box = _squared(box, request.x, request.y)
        x_ticks, _ = _x_ticks(request, box.width)
        y_ticks = request.y.ticks(_most(box.height, tick))
    middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    foot = (box.y0 - out - tick - label if request.square else room.y0) - 0.2 * request.px(PAD)
    return Layout(box, x_ticks, y_ticks, [], (0.0, 0.0), (middle[0], foot), (box.x0 - before, middle[1]))


def _most(height: float, line: float) -> int:
    """How many numbers ``line`` px high stand well beside an axis of ``height`` px."""
    return max(2, int(height / ((2.4 if height > 9 * line else 1.8) * line)) + 1)


def _x_ticks(request: Request, width: float) -> tuple[list[Tick], float]:
    """As many ticks as fit ``width`` px without touching, and how far the last one's words stand out."""
    low, high = request.x.limits
    apart = request.px(4.0 if isinstance(request.x, Layers) else APART)
    for most in range(max(2, int(width / request.px(14))), 1, -1):
        ticks = request.x.ticks(most)
        sizes = [words.width(text, words.TICK, request.dpi) for _, text in ticks]
        places = [(at - low) / (high - low) * width for at, _ in ticks]
        ends = [place + size / 2 for place, size in zip(places, sizes, strict=True)]
        starts = [place - size / 2 for place, size in zip(places, sizes, strict=True)]
        if all(end + apart <= start for end, start in zip(ends, starts[1:], strict=False)):
            break
    return ticks, max(0.0, ends[-1] - width) if ticks else 0.0


def _squared(box: Bbox, x: Span, y: Span) -> Bbox:
    """The largest box in the middle of ``box`` in which one unit is as long along x as along y; whole px."""
    wide, high = (limits[1] - limits[0] for limits in (x.limits, y.limits))
    unit = min(box.width / wide, box.height / high)
    width, height = round(unit * wide), round(unit * high)
    left = round(box.x0 + (box.width - width) / 2)
    return Bbox.from_bounds(left, round(box.y1) - height, width, height)
