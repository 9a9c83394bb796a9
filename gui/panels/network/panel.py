"""The network: inputs, units and outputs as small pictures of what they give, and the weights between them as edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Bbox

from model.analysis.unit_maps import NAME as MAPS
from model.training.snapshot import Snapshot

from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Linear, Span
from ..panel import Panel
from ..wish import Wish
from . import words as network_words
from .card import Said, draw_card
from .edges import MOST, NEAR, Gap, curves, draw_edges, draw_stubs, gaps_of, kinds_of, light_edges, nearest, shares_of
from .edges import strongest as strongest_of
from .labels import fitted, label, widest
from .layout import COMFORT, Scheme, scheme_for
from .light import about_points, edge_word, light_on
from .sheet import Sheet
from .tiles import ROUND, frames
from .units import BADGES, draw_units
from .wiring import Wiring

Unit = tuple[int, int]  # layer (0: the inputs) and number
Edge = tuple[int, int, int]  # weight layer, unit from, unit to
EDGES = {"weight": lambda snapshot: snapshot.parameters, "gradient dW": lambda snapshot: snapshot.gradient}
NAME_SHARE, NAME_MOST = 0.16, 84.0  # of the width, points: the most that names beside inputs or outputs take
LOW, NARROW = 210.0, 340.0  # points: a panel that is lower or narrower leaves words out


class NetworkPanel(Panel):
    """Columns of units from the inputs on the left to the outputs on the right."""

    bare: ClassVar[bool] = True
    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False
    x_words: ClassVar[tuple[str, ...]] = ("",)
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"edges": tuple(EDGES)}
    needs: ClassVar[frozenset[str]] = frozenset((MAPS,))

    pinned: Unit | Edge | None = None
    _wiring: Wiring | None = None
    _scheme: Scheme | None = None
    _laid_for: tuple[float, ...] = ()
    _gaps: tuple[Gap, ...] = ()
    _vertices: np.ndarray | None = None  # of all edges
    _kept: tuple[tuple[Any, ...], np.ndarray] | None = None  # a state, and the pixels that were painted for it

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """There are no axes."""
        return Linear(0.0, 1.0), Linear(0.0, 1.0)

    def show(self, snapshot: Snapshot) -> bool:
        """Take ``snapshot``, and the network that it is of."""
        if self._wiring is None or not self._wiring.suits(snapshot):
            self._wiring, self.pinned, self._kept = Wiring(snapshot), None, None
        self._wiring.take(snapshot)
        return super().show(snapshot)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another network has another layout."""
        return before is None or before.run != snapshot.run or before.data is not snapshot.data

    def moved(self, painted: Snapshot) -> bool:
        """Other numbers or maps."""
        newest = self.snapshot
        if newest is None or any(one is not other for one, other in zip(_parts(newest), _parts(painted), strict=True)):
            return True
        flat = EDGES[self.chosen["edges"]](newest), EDGES[self.chosen["edges"]](painted)
        return newest.phase != painted.phase or any(part is None for part in flat) or not np.array_equal(*flat)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Signs, what widths mean, and the marks of units that do not learn."""
        palette, what = self.palette, edge_word(snapshot, self.chosen["edges"].split()[-1])
        edges = (
            Entry(f"{what} > 0", palette.positive, width=2.2),
            Entry(f"{what} < 0", palette.negative, dashed=True, width=2.2),
        )
        marked = snapshot.units.marked if snapshot.units is not None and snapshot.experiment.widths else {}
        marks = tuple(Entry(word, palette.card, BADGES[word][0], getattr(palette, BADGES[word][1])) for word in marked)
        marks += self._step_entries(snapshot)
        thick = (Entry("thick: large in its layer", palette.muted, width=3.3),)
        wide, high = self.figure.bbox.size
        small = self.cell[3] * high < self._px(LOW) or self.cell[2] * wide < self._px(NARROW)
        return (*edges, *marks, *(() if small else thick))

    def _step_entries(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What is marked inside a step."""
        palette, passage = self.palette, snapshot.passage
        if passage is None:
            return ()
        if light_on(snapshot, len(passage.layers)).deltas:
            return (Entry("disc: mean δ", palette.edge, "o", palette.card),)
        maps = snapshot.maps
        points = "minibatch" if passage.point is None else "the point"
        on_maps = about_points(snapshot) and maps is not None and maps.over_plane
        return (Entry(points, palette.text, "o", palette.muted),) if on_maps else ()

    def arrange(self) -> None:
        """Lay out, and find every unit's place."""
        super().arrange()
        self._lay_out()

    def _lay_out(self) -> None:
        """For the present size of a point: files may have another one than the screen."""
        self._kept, self._laid_for, wiring = None, self._extent, self._wiring
        (left, bottom, right, top), line = self.axes.bbox.extents, words.height(words.KEY, self.figure.dpi)
        room = min(NAME_SHARE * (right - left), self._px(NAME_MOST))
        self._names = fitted(wiring.inputs, room, self.figure.dpi), fitted(wiring.outputs, room, self.figure.dpi)
        rooms = tuple(widest(names, self.figure.dpi) + self._px(5) for names in self._names)
        for foot in (0.0, line):  # a line of words, if there are edges that are not drawn
            room = left, bottom + foot, right, top
            self._scheme = scheme_for(wiring.sizes, room, rooms, 2 * line + self._px(5), self._px(1.0))
            self._gaps = tuple(gaps_of(self._scheme)) if self._scheme else ()
            if self._edge_count <= MOST:
                break
        parts = [curves(gap.ends.reshape(-1, 2, 2)) for gap in self._gaps]
        self._vertices = np.concatenate(parts) if parts else np.zeros((0, 4, 2))
        self._gap_of = np.repeat([gap.layer for gap in self._gaps], [gap.count for gap in self._gaps])

    @property
    def _extent(self) -> tuple[float, ...]:
        """What the layout depends on besides the network: the box and the size of a point, px."""
        return (*self.axes.bbox.extents, self.figure.dpi)

    @property
    def box(self) -> Bbox:
        """Frames may touch everything but the key."""
        box = self.axes.bbox.frozen()
        return Bbox.from_extents(box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1)

    # What is drawn

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The network; on a screen as pixels that are kept until something is different."""
        if self._laid_for != self._extent:
            self._lay_out()
        if self._scheme is None:
            brush.note("too little room for the network", "no room", palette=self.palette)
            return
        own = snapshot.parameters, snapshot.gradient, snapshot.phase, self._scheme, self.palette
        state, screen = (*_parts(snapshot), *own), isinstance(brush.renderer, RendererAgg)
        if screen and self._kept is not None and all(a is b for a, b in zip(self._kept[0], state, strict=True)):
            _cut(brush.renderer, self.box)[...] = self._kept[1]
            return
        sheet = self._sheet(brush, snapshot)
        self._draw_edges(sheet)
        for column in self._scheme.columns:
            draw_units(sheet, column)
        label(sheet, self._edge_count, MOST)
        if screen:
            self._kept = state, _cut(brush.renderer, self.box).copy()

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """What is under the pointer, else what is pinned, in large."""
        meant = None if self._scheme is None else self._meant()
        if meant is None:
            return
        sheet, wiring = self._sheet(brush, snapshot), self._wiring
        self._light(sheet, meant)
        if len(meant) == 2:
            formula = network_words.formula(wiring, *meant) if meant[0] else ""
            said = Said(wiring.unit(*meant), formula, tuple(network_words.notes(wiring, *meant)))
        else:
            said = Said(*network_words.edge_words(wiring, *meant).split(": ", 1), ())
        if len(meant) == 2 or self.pointer is None or self._at(*self.pointer) != meant:
            draw_card(brush, self.palette, snapshot, self._place(meant), meant, said, meant == self.pinned)

    def describe(self, x: float, y: float) -> str | None:
        """What is at pixel ``x``, ``y``, in words; a unit whose card is shown says it there."""
        if self._scheme is None or self.snapshot is None or self.at(x, y) is None:
            return None
        meant, wiring = self._at(x, y), self._wiring
        if meant is None:
            return self._place_words(x)
        if len(meant) == 3:
            return network_words.edge_words(wiring, *meant)
        return None if self.pointer is not None else network_words.formula(wiring, *meant)

    def clicked(self, x: float, y: float) -> Wish | None:
        """Pin what is there, or let go of what was pinned."""
        meant = self._at(x, y) if self._scheme is not None else None
        if meant is None and self.pinned is None:
            return None
        self.pinned = None if meant == self.pinned else meant
        return Wish(redraw=True)

    def _sheet(self, brush: Brush, snapshot: Snapshot) -> Sheet:
        light = light_on(snapshot, len(self._wiring.sizes) - 1)
        return Sheet(brush, self.palette, snapshot, self._wiring, self._scheme, light, self._names)

    def _shares(self, sheet: Sheet, gap: Gap) -> np.ndarray:
        """What the edges of a gap show ``(in, out)``, as shares of the largest in the layer."""
        light = sheet.light
        flat = light.flat if gap.layer in light.replaced else EDGES[self.chosen["edges"]](sheet.snapshot)
        return shares_of(self._wiring.of(flat, gap.layer), gap.ends.shape[:2])

    def _draw_edges(self, sheet: Sheet) -> None:
        """All edges, the faded ones first."""
        if sheet.scheme.fold is not None:
            draw_stubs(sheet)
        if not self._gaps:
            return
        every = np.concatenate([self._shares(sheet, gap).ravel() for gap in self._gaps])
        drawn = strongest_of(every, MOST)
        kinds, strengths = kinds_of(every[drawn]), np.array(sheet.light.gaps)[self._gap_of[drawn]]
        for strength in sorted(set(strengths.tolist())):
            own = strengths == strength
            draw_edges(sheet.brush, self.palette, self._vertices[drawn[own]], kinds[own], strength, self._thinner)

    @property
    def _thinner(self) -> float:
        """The factor for widths between small units."""
        side = min(column.side for column in self._scheme.columns)
        return min(1.0, 0.35 + 0.65 * side / self._px(COMFORT))

    # What is meant

    @property
    def _edge_count(self) -> int:
        """Between units that are shown."""
        return sum(gap.count for gap in self._gaps)

    def _meant(self) -> Unit | Edge | None:
        """What is under the pointer, else what is pinned."""
        under = self._at(*self.pointer) if self.pointer is not None else None
        return under or (self.pinned if self._is_shown(self.pinned) else None)

    def _is_shown(self, meant: Unit | Edge | None) -> bool:
        """Whether what was pinned has a place also in the present size."""
        if meant is None:
            return False
        ends = [meant] if len(meant) == 2 else [(meant[0], meant[1]), (meant[0] + 1, meant[2])]
        columns = [(self._scheme.column(layer), number) for layer, number in ends]
        return all(column is not None and number < column.shown for column, number in columns)

    def _at(self, x: float, y: float) -> Unit | Edge | None:
        """The unit or edge at pixel ``x``, ``y``."""
        return self._scheme.unit_at(x, y) or nearest(list(self._gaps), x, y, self._px(NEAR))

    def _place(self, meant: Unit | Edge) -> Bbox:
        """The unit, or the middle of the edge."""
        if len(meant) == 2:
            column = self._scheme.column(meant[0])
            (x, y), half = column.places[meant[1]], column.side / 2
        else:
            gap = next(gap for gap in self._gaps if gap.layer == meant[0])
            (x, y), half = gap.ends[meant[1], meant[2]].mean(axis=0), 0.0
        return Bbox.from_extents(x - half, y - half, x + half, y + half)

    def _place_words(self, x: float) -> str | None:
        """The layer, or all weights between two layers."""
        for column in self._scheme.columns:
            if abs(x - column.x) <= column.side / 2 + self._px(3):
                return network_words.layer_words(self._wiring, column.layer)
        between = (left.layer for left, right in self._scheme.gaps if left.x < x < right.x)
        layer = next(between, None)
        return None if layer is None else network_words.gap_words(self._wiring, layer)

    def _light(self, sheet: Sheet, meant: Unit | Edge) -> None:
        """An edge, or a unit with all its edges, once more on a ground of their own."""
        if len(meant) == 3:
            gap = next(gap for gap in self._gaps if gap.layer == meant[0])
            light_edges(sheet, gap, self._shares(sheet, gap), np.s_[meant[1] : meant[1] + 1, meant[2]], True)
            return
        layer, number = meant
        for gap in self._gaps:
            if gap.layer in (layer - 1, layer):
                which = np.s_[:, number] if gap.layer == layer - 1 else np.s_[number, :]
                light_edges(sheet, gap, self._shares(sheet, gap), which)
        column = self._scheme.column(layer)
        side, corner = round(column.side), np.rint(column.places[number : number + 1] - round(column.side) / 2)
        sheet.brush.path(frames(corner - 1, side + 2, side + 2, ROUND * side), self.palette.accent, 2.0)


def _parts(snapshot: Snapshot) -> tuple[Any, ...]:
    """What is drawn besides the numbers of edges."""
    return snapshot.maps, snapshot.units, snapshot.passage


def _cut(renderer: RendererAgg, box: Bbox) -> np.ndarray:
    """The pixels ``(rows, columns, 4)`` in a box, to read or to write."""
    pixels = np.asarray(renderer.buffer_rgba())
    top, left = max(0, pixels.shape[0] - round(box.y1)), max(0, round(box.x0))
    return pixels[top : pixels.shape[0] - max(0, round(box.y0)), left : max(0, round(box.x1))]
