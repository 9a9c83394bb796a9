"""A panel: one plot of a snapshot, as a part that seldom changes and a part that is painted anew in every frame.

``show`` takes a snapshot and says whether the seldom changing part (axes, ticks, key) has to be drawn again; ``frame``
paints the rest on top of it. Saving the figure to a file draws both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from .drawing import words
from .drawing.brush import Brush
from .drawing.colours import mix
from .drawing.key import Entry, Key
from .drawing.layout import GAP, PAD, TICK_LENGTH, Layout, Request, lay_out
from .drawing.span import Linear, Span
from .toggle import LOG, Toggle
from .wish import Control, Wish

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
    has_log: ClassVar[bool] = False  # the y axis can be linear or logarithmic
    toggles: ClassVar[tuple[Toggle, ...]] = ()  # what else can be switched on and off
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # what can be chosen, and from which labels: ``choose``
    lays_over: ClassVar[bool] = False  # lays several runs over each other
    hairlined: ClassVar[bool] = True  # the pointer gets a vertical line
    margin_words: ClassVar[str] = ""  # room for these words right of the axes
    heading: str = ""  # stands in place of the panel's usual title while it is not empty
    controls: ClassVar[tuple[Control, ...]] = ()  # beside its title
    analysis: ClassVar[str] = ""  # what must be studied for its picture
    needs: ClassVar[frozenset[str]] = frozenset()  # what snapshots must hold while it is on screen, besides the usual
    bare: ClassVar[bool] = False  # a picture without axes: neither ticks nor labels
    pointer: tuple[float, float] | None = None  # where the pointer is, px of the figure; its owner says so

    def __init__(
        self, figure: Figure, palette: Palette, cell: tuple[float, float, float, float] = WHOLE, title: str = ""
    ) -> None:
        self.figure, self.palette, self.cell, self.title = figure, palette, cell, title
        self.snapshot: Snapshot | None = None
        self.on: set[str] = set()  # the names of the toggles that are on
        self.chosen = {name: labels[0] for name, labels in self.choices.items()}
        self.x: Span = Linear(0.0, 1.0)
        self.y: Span = Linear(0.0, 1.0)
        self._shown_key: tuple[Entry, ...] = ()
        self.axes = figure.add_axes(cell)
        self.axes.set_axisbelow(True)
        self.axes.axison = not self.bare
        self._heading = figure.text(0, 0, title, fontproperties=words.font(words.TITLE), va="top")
        self._key = Key(figure)
        self._still = self.axes.add_artist(_Moving(self, self.backdrop, 1.5))
        self._still.set_animated(False)
        self._below = self.axes.add_artist(_Moving(self, self.paint, 2.0))
        self._above = self.axes.add_artist(_Moving(self, self.annotate, 6.0))
        self.restyle(palette)

    # What a panel says about itself

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The spans of x and y; ``same_run`` is False where the present ones belong to another run."""
        raise NotImplementedError

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw everything that changes from frame to frame."""
        raise NotImplementedError

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw what changes and stands above everything else."""

    def backdrop(self, brush: Brush, snapshot: Snapshot) -> None:
        """Draw what seldom changes and stands below everything else; ``changed`` says when."""

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What the key above the axes explains."""
        return ()

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """True if something besides axes and key makes the static part stale."""
        return False

    def moved(self, painted: Snapshot) -> bool:
        """True if the newest snapshot looks different from ``painted``, of the same run, on the same axes."""
        return True

    def describe(self, x: float, y: float) -> str | None:
        """The values at pixel ``x``, ``y`` of the figure (y up) in words, or None where there is nothing to say."""
        return None

    def wants(self) -> Wish | None:
        """What the panel needs now for its picture, without being asked."""
        return None

    def clicked(self, x: float, y: float) -> Wish | None:
        """What a click at pixel ``x``, ``y`` of the figure (y up) asks for: to look at the run whose entry is there."""
        run = self._key.run_at(x, y)
        return None if run is None else Wish(run=run)

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
        self._below.draw(renderer)
        self._above.draw(renderer)

    def hairline(self, renderer: RendererBase, x: float, y: float) -> None:
        """A vertical line through pixel ``x``, if something is described there."""
        if self.hairlined and self.at(x, y) is not None:
            brush = Brush(renderer, self.axes.bbox.frozen(), Linear(0.0, 1.0), Linear(0.0, 1.0))
            share = (x - brush.box.x0) / brush.box.width
            brush.upright(np.array([share]), 0.0, np.array([1.0]), self.palette.muted, 0.8)

    @classmethod
    def offers(cls) -> tuple[Toggle, ...]:
        """Everything that can be switched on and off, the logarithmic axis last."""
        return (*cls.toggles, LOG) if cls.has_log else cls.toggles

    @property
    def logarithmic(self) -> bool:
        """Whether the y axis is logarithmic."""
        return LOG.name in self.on

    def toggle(self, name: str) -> bool:
        """Switch one of ``offers``; True if it is on now. Draw anew afterwards."""
        self.on ^= {name}
        if self.snapshot is not None:
            self.x, self.y = self.spans(self.snapshot, False)
            self._shown_key = self.key(self.snapshot)
            self.arrange()
        return name in self.on

    def choose(self, name: str, label: str) -> None:
        """Take one of ``choices[name]``. Draw anew afterwards."""
        if label not in self.choices[name]:
            raise ValueError(f"{name}: {label!r} is not possible; allowed: {', '.join(self.choices[name])}")
        self.chosen[name] = label
        if self.snapshot is not None:
            (self.x, self.y), self._shown_key = self.spans(self.snapshot, False), self.key(self.snapshot)
            self.arrange()

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
            axis.label.set(color=palette.text, size=words.LABEL, parse_math=False)  # a name may have a dollar sign
        self.axes.grid(False, axis="both")
        if self.grid:
            self.axes.grid(True, axis="y", color=palette.grid, linewidth=0.8)
        if self.snapshot is not None:
            self._shown_key = self.key(self.snapshot)
            self.arrange()

    def paint_divergence(self, brush: Brush, snapshot: Snapshot) -> None:
        """Grey from the step on in which numbers stopped being finite (x must be steps)."""
        if snapshot.divergence is not None:
            start = min(snapshot.divergence.step, self.x.limits[1])
            brush.area(
                (start, self.x.limits[1]), self.y.limits, mix(self.palette.surface_neutral, self.palette.card, 0.5)
            )

    def note_divergence(self, brush: Brush, snapshot: Snapshot) -> None:
        """The words for it, above everything else."""
        if snapshot.divergence is not None:
            brush.note(f"not a number from step {snapshot.divergence.step:,} on", "not a number", palette=self.palette)

    @property
    def box(self) -> Bbox:
        """What ``frame`` may touch, px: drawing that is clipped to the axes reaches their last pixel."""
        box = self.axes.bbox.frozen()
        box.x1 += max(1.0, self._request((0, 0, 0, 0)).margin_room)
        box.y1 += 1.0
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
        cell, (wide, high) = _pixels(self.cell, self.figure), self.figure.bbox.size
        layout = lay_out(self._request(cell))
        box = layout.box
        self.axes.set_position((box.x0 / wide, box.y0 / high, box.width / wide, box.height / high))
        self.axes.set(xlim=self.x.limits, ylim=self.y.limits)
        for axis, ticks in ((self.axes.xaxis, layout.x_ticks), (self.axes.yaxis, layout.y_ticks)):
            axis.set_major_locator(FixedLocator([at for at, _ in ticks]))
            axis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
        self._label(layout, cell)
        self._heading.set_text((self.heading or self.title) if self.title else "")
        pad = self._px(PAD)
        self._heading.set_position(((cell[0] + 1.4 * pad) / wide, (cell[1] + cell[3] - pad) / high))
        self._key.draw(layout.rows, *layout.corner, self.palette.text)

    def _request(self, cell: tuple[float, float, float, float]) -> Request:
        return Request(
            cell, self.figure.dpi, self.x, self.y, self._key, self._shown_key, bool(self.title), self.square,
            self.margin_words, self.bare,
        )  # fmt: skip

    def _label(self, layout: Layout, cell: tuple[float, float, float, float]) -> None:
        """Both axes' labels, in the longest words that fit, inside the cell."""
        wide, high = self.figure.bbox.size
        middle = layout.x_label[0] - cell[0]
        x_text = self._fitting(self.x_words, 2 * min(middle, cell[2] - middle))
        y_text = self._fitting(self.y_words, min(1.15 * layout.box.height, cell[3] - 2 * self._px(PAD)))
        self.axes.set_xlabel(x_text, va="bottom")
        self.axes.set_ylabel(y_text, va="top")
        half = words.width(y_text, words.LABEL, self.figure.dpi) / 2 + self._px(2.0)
        middle = min(max(layout.y_label[1], cell[1] + half), cell[1] + cell[3] - half)
        across = self.figure.transFigure
        self.axes.xaxis.set_label_coords(layout.x_label[0] / wide, layout.x_label[1] / high, across)
        self.axes.yaxis.set_label_coords(layout.y_label[0] / wide, middle / high, across)

    def _fitting(self, choices: tuple[str, ...], room: float) -> str:
        """The first of ``choices`` that is no longer than ``room`` px, else the last."""
        dpi = self.figure.dpi
        return next((text for text in choices if words.width(text, words.LABEL, dpi) <= room), choices[-1])

    def _px(self, points: float) -> float:
        return points * self.figure.dpi / 72


class _Moving(Artist):
    """What changes in a panel from frame to frame, as one artist: left out of the static part, saved to files."""

    def __init__(self, panel: Panel, paint: Callable[[Brush, Snapshot], None], zorder: float) -> None:
        super().__init__()
        self._panel, self._paint = panel, paint
        self.set_animated(True)
        self.set_zorder(zorder)

    def draw(self, renderer: RendererBase) -> None:
        """Paint the panel's newest snapshot."""
        panel = self._panel
        if panel.snapshot is not None and self.get_visible():
            self._paint(Brush(renderer, panel.axes.bbox.frozen(), panel.x, panel.y), panel.snapshot)


def _pixels(cell: tuple[float, float, float, float], figure: Figure) -> tuple[float, float, float, float]:
    """``cell`` of ``figure`` in px: left, bottom, width, height."""
    wide, high = figure.bbox.size
    return cell[0] * wide, cell[1] * high, cell[2] * wide, cell[3] * high
