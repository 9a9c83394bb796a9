"""A panel: one plot of a snapshot, as a part that seldom changes and a part that is painted anew in every frame.

``show`` takes a snapshot and says whether the seldom changing part (axes, ticks, key) has to be drawn again; ``frame``
paints the rest on top of it. Saving the figure to a file draws both.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from . import words
from .brush import Brush
from .colours import mix
from .key import Entry, Key
from .span import Layers, Linear, Span, Tick

PAD, TICK_LENGTH, GAP, LABEL_GAP = (
    6.0,
    3.0,
    2.5,
    2.0,
)  # points: around a panel, of a tick, beside its words, beside the y label
WHOLE = (0.0, 0.0, 1.0, 1.0)


class Panel:
    """The base of all panels. ``cell`` is the share of ``figure`` it fills: left, bottom, width, height, 0 to 1.

    ``title`` is drawn only if given: on screen the card around the panel has it. Labels come in several lengths;
    the longest that fits is taken.
    """

    x_words: ClassVar[tuple[str, ...]] = ("step",)
    y_words: ClassVar[tuple[str, ...]] = ("",)
    grid: ClassVar[bool] = True  # lines across the axes at the y ticks
    square: ClassVar[bool] = False  # one unit of x as long as one unit of y
    has_log: ClassVar[bool] = False  # the y axis can be linear or logarithmic: ``toggle_log``
    hairlined: ClassVar[bool] = True  # the pointer gets a vertical line
    margin_words: ClassVar[str] = ""  # room for these words right of the axes

    def __init__(
        self, figure: Figure, palette: Palette, cell: tuple[float, float, float, float] = WHOLE, title: str = ""
    ) -> None:
        self.figure, self.palette, self.cell, self.title = figure, palette, cell, title
        self.snapshot: Snapshot | None = None
        self.logarithmic = False
        self.x: Span = Linear(0.0, 1.0)
        self.y: Span = Linear(0.0, 1.0)
        self._shown_key: tuple[Entry, ...] = ()
        self.axes = figure.add_axes(cell)
        self.axes.set_axisbelow(True)
        self._heading = figure.text(0, 0, title, fontproperties=words.font(words.TITLE), va="top")
        self._key = Key(figure)
        self._moving = self.axes.add_artist(_Moving(self))
        self.restyle(palette)

    # What a panel says about itself

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The spans of x and y; ``same_run`` is False where the present ones belong to another run."""
        raise NotImplementedError

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw everything that changes from frame to frame."""
        raise NotImplementedError

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What the key above the axes explains."""
        return ()

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """True if something besides axes and key makes the static part stale."""
        return False

    def describe(self, x: float, y: float) -> str | None:
        """The values at pixel ``x``, ``y`` of the figure (y up) in words, or None where there is nothing to say."""
        return None

    # What its owner calls

    def show(self, snapshot: Snapshot) -> bool:
        """Take ``snapshot``; True if the static part must be drawn again."""
        before, self.snapshot = self.snapshot, snapshot
        same_run = before is not None and before.run == snapshot.run
        spans, key = self.spans(snapshot, same_run), self.key(snapshot)
        stale = before is None or self.changed(before, snapshot)
        if stale or spans != (self.x, self.y) or key != self._shown_key:
            (self.x, self.y), self._shown_key = spans, key
            self.arrange()
            return True
        return False

    def frame(self, renderer: RendererBase) -> None:
        """Paint the changing part onto ``renderer``, which holds the static part already."""
        self._moving.draw(renderer)

    def hairline(self, renderer: RendererBase, x: float, y: float) -> None:
        """A vertical line through pixel ``x``, if something is described there."""
        if self.hairlined and self.at(x, y) is not None:
            brush = Brush(renderer, self.axes.bbox.frozen(), Linear(0.0, 1.0), Linear(0.0, 1.0))
            share = (x - brush.box.x0) / brush.box.width
            brush.upright(np.array([share]), 0.0, np.array([1.0]), self.palette.muted, 0.8)

    def toggle_log(self) -> bool:
        """Switch the y axis between linear and logarithmic; True if it is logarithmic now. Draw anew afterwards."""
        self.logarithmic = not self.logarithmic
        if self.snapshot is not None:
            self.x, self.y = self.spans(self.snapshot, False)
            self.arrange()
        return self.logarithmic

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette``. Draw anew afterwards."""
        self.palette = palette
        self.axes.set_facecolor(palette.card)
        self._heading.set_color(palette.text)
        for side, spine in self.axes.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_position(("outward", 0.4))  # wholly outside the box that frames repaint
            spine.set(color=palette.muted, linewidth=0.8)
        self.axes.tick_params(
            which="both", color=palette.muted, labelcolor=palette.muted, labelsize=words.TICK,
            length=TICK_LENGTH, width=0.8, pad=GAP,
        )  # fmt: skip
        for axis in (self.axes.xaxis, self.axes.yaxis):
            axis.label.set(color=palette.text, size=words.LABEL)
        self.axes.grid(False, axis="both")
        if self.grid:
            self.axes.grid(True, axis="y", color=palette.grid, linewidth=0.8)
        if self.snapshot is not None:
            self._shown_key = self.key(self.snapshot)
            self.arrange()

    def paint_divergence(self, brush: Brush, snapshot: Snapshot) -> None:
        """Grey, with the words, from the step on in which numbers stopped being finite (x must be steps)."""
        if snapshot.divergence is not None:
            start = min(snapshot.divergence.step, self.x.limits[1])
            brush.area(
                (start, self.x.limits[1]), self.y.limits, mix(self.palette.surface_neutral, self.palette.card, 0.5)
            )
            brush.note(f"not a number from step {snapshot.divergence.step:,} on", self.palette)

    @property
    def box(self) -> Bbox:
        """What ``frame`` may touch, px."""
        box = self.axes.bbox.frozen()
        box.x1 += self._margin_room()
        return box

    def at(self, x: float, y: float) -> tuple[float, float] | None:
        """The values at pixel ``x``, ``y`` of the figure, or None outside the axes."""
        box = self.axes.bbox
        if not (box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1):
            return None
        places = []
        for span, share in ((self.x, (x - box.x0) / box.width), (self.y, (y - box.y0) / box.height)):
            low, high = span.limits
            places.append(span.value(low + share * (high - low)))
        return places[0], places[1]

    # Layout

    def arrange(self) -> None:
        """Margins, ticks and key for the present size of the figure: call it after a resize. Draw anew afterwards."""
        dpi = self.figure.dpi
        x0, y0, wide, high = _pixels(self.cell, self.figure)
        pad, out = self._px(PAD), self._px(TICK_LENGTH + GAP)
        tick, label = words.height(words.TICK, dpi), words.height(words.LABEL, dpi)
        bottom = y0 + pad + label + tick + out
        top = y0 + high - pad - (words.height(words.TITLE, dpi) + self._px(3.0) if self.title else 0.0)
        left, right = x0 + 0.12 * wide, x0 + wide - pad
        for _ in range(2):  # the key's rows depend on the width, the width on the ticks, the ticks on the height
            rows = self._key.rows(self._shown_key, right - left)
            room = top - len(rows) * words.height(words.KEY, dpi) - (self._px(4.0) if rows else tick / 2)
            y_ticks = self.y.ticks(max(2, int((room - bottom) / (2.4 * tick)) + 1))
            y_wide = max((words.width(text, words.TICK, dpi) for _, text in y_ticks), default=0.0)
            left = x0 + pad + label + self._px(LABEL_GAP) + y_wide + out
            x_ticks, over = self._x_ticks(x0 + wide - pad - self._margin_room() - left)
            right = x0 + wide - max(pad * 0.6 + over, pad + self._margin_room())
        box = self._squared(Bbox.from_extents(round(left), round(bottom), round(right), round(room)))
        x_ticks, _ = self._x_ticks(box.width)
        self._place(box, x_ticks, y_ticks, label, (x0, y0, wide, high))
        self._heading.set_position(
            ((x0 + 1.4 * pad) / self.figure.bbox.width, (y0 + high - pad) / self.figure.bbox.height)
        )
        self._key.draw(rows, box.x0, top, self.palette.text)

    def _x_ticks(self, width: float) -> tuple[list[Tick], float]:
        """As many ticks as fit ``width`` px without touching, and how far the last one's words stand out."""
        dpi, (low, high) = self.figure.dpi, self.x.limits
        apart = self._px(4.0 if isinstance(self.x, Layers) else 13.0)
        for most in range(max(2, int(width / self._px(14))), 1, -1):
            ticks = self.x.ticks(most)
            sizes = [words.width(text, words.TICK, dpi) for _, text in ticks]
            places = [(at - low) / (high - low) * width for at, _ in ticks]
            ends = [place + size / 2 + apart for place, size in zip(places, sizes, strict=True)]
            starts = [place - size / 2 for place, size in zip(places, sizes, strict=True)]
            if all(end <= start for end, start in zip(ends, starts[1:], strict=False)):
                break
        return ticks, max(0.0, ends[-1] - apart - width) if ticks else 0.0

    def _place(self, box: Bbox, x_ticks: list[Tick], y_ticks: list[Tick], label: float, cell: tuple) -> None:
        """Put the axes into ``box`` with these ticks, and their labels along the cell's edges."""
        wide, high = self.figure.bbox.size
        self.axes.set_position((box.x0 / wide, box.y0 / high, box.width / wide, box.height / high))
        self.axes.set(xlim=self.x.limits, ylim=self.y.limits)
        for axis, ticks in ((self.axes.xaxis, x_ticks), (self.axes.yaxis, y_ticks)):
            axis.set_major_locator(FixedLocator([at for at, _ in ticks]))
            axis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
        x_text = self._fitting(self.x_words, cell[2])
        y_text = self._fitting(self.y_words, min(1.15 * box.height, cell[3] - 2 * self._px(PAD)))
        self.axes.set_xlabel(x_text, va="bottom")
        self.axes.set_ylabel(y_text, va="top")
        half = words.width(y_text, words.LABEL, self.figure.dpi) / 2 + self._px(2.0)
        middle = min(max((box.y0 + box.y1) / 2, cell[1] + half), cell[1] + cell[3] - half)
        edge = self._y_label_edge(box, y_ticks, label)
        across = self.figure.transFigure
        self.axes.xaxis.set_label_coords((box.x0 + box.x1) / 2 / wide, (cell[1] + self._px(PAD) * 0.8) / high, across)
        self.axes.yaxis.set_label_coords(edge / wide, middle / high, across)

    def _y_label_edge(self, box: Bbox, ticks: list[Tick], label: float) -> float:
        """The left edge of the y label, px: next to the widest tick."""
        y_wide = max((words.width(text, words.TICK, self.figure.dpi) for _, text in ticks), default=0.0)
        return box.x0 - self._px(TICK_LENGTH + GAP) - y_wide - label - self._px(LABEL_GAP)

    def _squared(self, box: Bbox) -> Bbox:
        """``box``, shrunk where one unit must be as long along x as along y; whole px."""
        if not self.square:
            return box
        wide, high = (limits[1] - limits[0] for limits in (self.x.limits, self.y.limits))
        unit = min(box.width / wide, box.height / high)
        width, height = round(unit * wide), round(unit * high)
        left = round(box.x0 + (box.width - width) / 2)
        return Bbox.from_bounds(left, round(box.y1) - height, width, height)

    def _fitting(self, choices: tuple[str, ...], room: float) -> str:
        """The first of ``choices`` that is no longer than ``room`` px, else the last."""
        dpi = self.figure.dpi
        return next((text for text in choices if words.width(text, words.LABEL, dpi) <= room), choices[-1])

    def _margin_room(self) -> float:
        """Px that words right of the axes need."""
        wide = words.width(self.margin_words, words.KEY, self.figure.dpi)
        return math.ceil(wide + self._px(5.0)) if self.margin_words else 0

    def _px(self, points: float) -> float:
        return points * self.figure.dpi / 72


class _Moving(Artist):
    """All that changes in a panel from frame to frame, as one artist: left out of the static part, saved to files."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel
        self.set_animated(True)
        self.set_zorder(2.0)

    def draw(self, renderer: RendererBase) -> None:
        """Paint the panel's newest snapshot."""
        panel = self._panel
        if panel.snapshot is not None and self.get_visible():
            panel.paint(Brush(renderer, panel.axes.bbox.frozen(), panel.x, panel.y), panel.snapshot)


def _pixels(cell: tuple[float, float, float, float], figure: Figure) -> tuple[float, float, float, float]:
    """``cell`` of ``figure`` in px: left, bottom, width, height."""
    wide, high = figure.bbox.size
    return cell[0] * wide, cell[1] * high, cell[2] * wide, cell[3] * high
