"""The network: inputs, units and outputs as small pictures of what they give, and the weights between them as edges."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from model.analysis.unit_maps import NAME as MAPS
from model.training.snapshot import Snapshot

from . import network_words, words
from .brush import Brush
from .key import Entry
from .network_card import Said, draw_card
from .network_edges import CODES, MOST, NEAR, Gap, curves, draw_edges, gaps_of, kinds_of, nearest, shares_of, strongest
from .network_layout import COMFORT, Column, Scheme, scheme_for
from .network_tiles import ROUND, faded, frames, lay, pictures, scaled_curves
from .network_wiring import Wiring
from .panel import Panel
from .span import Linear, Span
from .wish import Wish

Unit = tuple[int, int]  # layer (0: the inputs) and number
Edge = tuple[int, int, int]  # weight layer, unit from, unit to
EDGES = {"weight": lambda snapshot: snapshot.parameters, "gradient dW": lambda snapshot: snapshot.gradient}
NAME_SHARE, NAME_MOST = 0.16, 84.0  # of the width, points: the most that names beside inputs or outputs take
LOW = 210.0  # points: a panel that is lower leaves words out
BADGE = 6.5  # points: the mark of a dead or saturated unit
BADGES = {"dead": "X", "saturated": "D"}
DIM = 0.35  # how much of its colours a dead unit keeps


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
        if newest is None or newest.maps is not painted.maps or newest.units is not painted.units:
            return True
        flat = self._flat(newest), self._flat(painted)
        return newest.step != painted.step or any(values is None for values in flat) or not np.array_equal(*flat)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Signs, what widths mean, and the marks of units that do not learn."""
        palette, what = self.palette, "weight" if self.chosen["edges"] == "weight" else "dW"
        edges = (
            Entry(f"{what} > 0", palette.positive, width=2.2),
            Entry(f"{what} < 0", palette.negative, dashed=True, width=2.2),
        )
        marked = snapshot.units.marked if snapshot.units is not None and snapshot.experiment.widths else {}
        marks = tuple(Entry(word, palette.card, BADGES[word], palette.text) for word in marked)
        thick = (Entry("thick: large in its layer", palette.muted, width=3.3),)
        low = self.cell[3] * self.figure.bbox.height < self._px(LOW)
        return (*edges, *marks, *(() if low else thick))

    def arrange(self) -> None:
        """Lay out, and find every unit's place."""
        super().arrange()
        box, wiring = self.axes.bbox, self._wiring
        self._kept, self._scheme = None, None
        if wiring is None:
            return
        head = 2 * words.height(words.KEY, self.figure.dpi) + self._px(5)
        self._names = self._fitting_names(box.width)
        rooms = tuple(max(wide) + self._px(5) if wide else 0.0 for wide in self._widths())
        extents, line = tuple(box.extents), words.height(words.KEY, self.figure.dpi)
        for foot in (0.0, line):  # a line of words, if there are edges that are not drawn
            room = extents[0], extents[1] + foot, *extents[2:]
            self._scheme = scheme_for(wiring.sizes, room, rooms, head, self._px(1.0))
            self._gaps = tuple(gaps_of(self._scheme)) if self._scheme else ()
            if self._edge_count <= MOST:
                break
        parts = [curves(gap.ends.reshape(-1, 2, 2)) for gap in self._gaps]
        self._vertices = np.concatenate(parts) if parts else np.zeros((0, 4, 2))

    @property
    def box(self) -> Bbox:
        """Frames may touch everything but the key."""
        box = self.axes.bbox.frozen()
        return Bbox.from_extents(box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1)

    # What is drawn

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The network; on a screen as pixels that are kept until something is different."""
        if self._scheme is None:
            brush.note("too little room for the network", "no room", palette=self.palette)
            return
        state = (snapshot.maps, snapshot.parameters, snapshot.gradient, snapshot.units, self._scheme, self.palette)
        screen = isinstance(brush.renderer, RendererAgg)
        if screen and self._kept is not None and all(map(_same, self._kept[0], state)):
            _cut(brush.renderer, self.box)[...] = self._kept[1]
            return
        self._edges(brush, snapshot)
        for column in self._scheme.columns:
            self._units(brush, snapshot, column)
        self._words(brush, snapshot)
        if screen:
            self._kept = state, _cut(brush.renderer, self.box).copy()

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """What is under the pointer or pinned, in large."""
        meant = self._meant()
        if meant is None or self._scheme is None:
            return
        if len(meant) == 3:
            self._light_edge(brush, meant)
            return
        self._light_unit(brush, meant)
        wiring = self._wiring
        title = wiring.unit(*meant)
        formula = network_words.formula(wiring, *meant) if meant[0] else ""
        said = Said(title, formula, tuple(network_words.notes(wiring, *meant)))
        draw_card(brush, self.palette, snapshot, self._scheme, meant, said, meant == self.pinned)

    def describe(self, x: float, y: float) -> str | None:
        """What is at pixel ``x``, ``y``, in words; a unit whose card is shown says it there."""
        if self._scheme is None or self.snapshot is None or self.at(x, y) is None:
            return None
        meant, wiring = self._at(x, y), self._wiring
        if meant is not None and len(meant) == 3:
            return network_words.edge_words(wiring, *meant)
        if meant is not None:
            return None if self.pointer is not None else network_words.formula(wiring, *meant)
        return self._place_words(x)

    def clicked(self, x: float, y: float) -> Wish | None:
        """Pin what is there, or let go of what was pinned."""
        meant = self._at(x, y) if self._scheme is not None else None
        if meant is None and self.pinned is None:
            return None
        self.pinned = None if meant == self.pinned else meant
        return Wish(redraw=True)

    # Parts

    def _edges(self, brush: Brush, snapshot: Snapshot) -> None:
        scheme, flat = self._scheme, self._flat(snapshot)
        if scheme.fold is not None:
            self._stubs(brush)
        shares = [shares_of(self._wiring.of(flat, gap.layer), gap.ends.shape[:2]).ravel() for gap in self._gaps]
        if shares:
            side = min(column.side for column in scheme.columns)
            thinner = min(1.0, 0.35 + 0.65 * side / (COMFORT * brush.points))
            every = np.concatenate(shares)
            drawn = strongest(every, MOST)
            draw_edges(brush, self.palette, self._vertices[drawn], kinds_of(every[drawn]), 1.0, thinner)

    def _stubs(self, brush: Brush) -> None:
        """Short lines from and to where layers are folded."""
        fold, columns = self._scheme.fold, self._scheme.columns
        vertices = []
        for column in columns:
            if column.layer in (fold.first - 1, fold.stop):
                way = np.sign(fold.x - column.x)
                start = column.x + way * column.side / 2
                end = start + way * 0.4 * (abs(fold.x - column.x) - column.side / 2)
                for _, y in column.places:
                    vertices += [(start, y), (end, y)]
        codes = np.tile([Path.MOVETO, Path.LINETO], len(vertices) // 2)
        brush.path(Path(np.array(vertices), codes), self.palette.grid, 1.2)

    def _units(self, brush: Brush, snapshot: Snapshot, column: Column) -> None:
        """One layer's pictures with their frames and marks."""
        palette, side = self.palette, round(column.side)
        corners = np.rint(column.places - side / 2)
        maps = snapshot.maps
        flat = maps is not None and maps.x_range is None
        radius = side / 2 if flat else ROUND * side
        marks = self._marks(snapshot, column)
        self._ground(brush, snapshot, column, corners, radius, marks.get("dead"))
        brush.path(frames(corners, side, side, radius), palette.edge, 1.0)
        for word, marked in marks.items():
            places = column.places[marked] + 0.36 * column.side
            if len(places):
                size = min(BADGE, 0.4 * column.side / brush.points)
                for colour, more in ((palette.card, 3.0), (palette.text, 0.0)):
                    for x, y in places:
                        brush.marker(x, y, palette.card, colour, size + more, "o" if more else BADGES[word])

    def _ground(
        self,
        brush: Brush,
        snapshot: Snapshot,
        column: Column,
        corners: np.ndarray,
        radius: float,
        dead: np.ndarray | None,
    ) -> None:
        """Heat maps or discs; the card with curves on it; plain where there are no maps."""
        palette, side, maps = self.palette, round(column.side), snapshot.maps
        if maps is None or maps.over_line:
            brush.shape(frames(corners, side, side, radius), palette.card)
            if maps is not None:
                self._curves(brush, snapshot, column, corners)
            return
        times = brush.renderer.get_image_magnification()
        size = round(side * times), round(side * times)
        picture = pictures(snapshot, column.layer, column.shown, palette, size)
        if dead is not None and dead.any():
            picture = np.where(dead[:, None, None], faded(picture, palette, DIM), picture)
        lay(brush, picture, corners, radius * times)

    def _curves(self, brush: Brush, snapshot: Snapshot, column: Column, corners: np.ndarray) -> None:
        values, zero = scaled_curves(snapshot, column.layer, column.shown, self.palette)
        side, count = round(column.side), values.shape[1]
        x = corners[:, :1] + side * (0.08 + 0.84 * (np.arange(count) + 0.5) / count)
        low = corners[:, 1:] + 0.14 * side
        codes = np.full(values.shape, Path.LINETO)
        codes[:, 0] = Path.MOVETO
        axis = np.stack((np.hstack((x[:, :1], x[:, -1:])), np.repeat(low + 0.72 * side * zero, 2, axis=1)), axis=2)
        brush.path(Path(axis.reshape(-1, 2), np.tile([Path.MOVETO, Path.LINETO], len(axis))), self.palette.grid, 0.8)
        line = np.stack((x, low + 0.72 * side * values), axis=2).reshape(-1, 2)
        brush.path(Path(line, codes.ravel()), self.palette.train, 1.4)

    def _marks(self, snapshot: Snapshot, column: Column) -> dict[str, np.ndarray]:
        """Which of the shown units are dead or saturated, by the word for it."""
        units, hidden = snapshot.units, 0 < column.layer < len(self._wiring.sizes) - 1
        if units is None or not hidden:
            return {}
        return {word: marked[column.layer - 1][: column.shown] for word, marked in units.marked.items()}

    def _words(self, brush: Brush, snapshot: Snapshot) -> None:
        """Names of layers, inputs, outputs, and of what is folded."""
        scheme, dpi = self._scheme, 72 * brush.points
        line = words.height(words.KEY, dpi)
        room = scheme.pitch - 3 * brush.points if len(scheme.columns) > 1 else brush.box.width
        for number, texts in enumerate(self._headings(room)):
            for column, text in zip(scheme.columns, texts, strict=True):
                colour = self.palette.muted if number else self.palette.text
                self._middle(brush, column.x, scheme.top - (number + 0.5) * line, text, colour)
        first, last = scheme.columns[0], scheme.columns[-1]
        gap = 4 * brush.points
        for (_, y), name in zip(first.places, self._names[0]):
            brush.text(first.x - first.side / 2 - gap, y, name, self.palette.text, right=True)
        for (_, y), name in zip(last.places, self._names[1]):
            brush.text(last.x + last.side / 2 + gap, y, name, self.palette.text)
        for column in scheme.columns:
            if column.more is not None:
                self._more(brush, column)
        if scheme.fold is not None:
            self._fold(brush)
        if self._edge_count > MOST:
            text = f"the strongest {MOST} of {self._edge_count:,} edges between these units"
            self._middle(brush, (brush.box.x0 + brush.box.x1) / 2, brush.box.y0 + line / 2, text, self.palette.muted)

    def _more(self, brush: Brush, column: Column) -> None:
        """How many units of a layer are folded."""
        x, y = column.more
        self._middle(brush, x, y, f"+ {column.count - column.shown:,} more", self.palette.text)

    def _fold(self, brush: Brush) -> None:
        """How many layers are folded."""
        fold, scheme = self._scheme.fold, self._scheme
        middle = (brush.box.y0 + scheme.top) / 2
        line = words.height(words.KEY, 72 * brush.points)
        count = fold.stop - fold.first
        room = 2 * scheme.pitch - max(column.side for column in scheme.columns)
        lines = ("…", f"{count} layers", "folded")
        if max(words.width(text, words.KEY, 72 * brush.points) for text in lines) > room:
            lines = ("…", str(count), "")
        for number, text in enumerate(lines):
            self._middle(brush, fold.x, middle - (number - 1) * line, text, self.palette.text)

    def _middle(self, brush: Brush, x: float, y: float, text: str, colour: str) -> None:
        wide = words.width(text, words.KEY, 72 * brush.points)
        brush.text(min(max(x - wide / 2, brush.box.x0), brush.box.x1 - wide), y, text, colour)

    def _headings(self, room: float) -> list[list[str]]:
        """Two rows of words above the columns: the longest that fit everywhere."""
        columns, last = self._scheme.columns, len(self._wiring.sizes) - 1
        long = ["inputs" if c.layer == 0 else "output" if c.layer == last else f"layer {c.layer}" for c in columns]
        short = ["in" if c.layer == 0 else "out" if c.layer == last else str(c.layer) for c in columns]
        counts = [f"{c.count:,}" if c.shown == c.count else f"{c.shown:,} of {c.count:,}" for c in columns]
        units = [
            f"{text} unit{'s' * (text != '1')}" if 0 < c.layer < last else text for text, c in zip(counts, columns)
        ]
        brief = [f"{c.count:,}" for c in columns]
        dpi = self.figure.dpi

        def fitting(*rows: list[str]) -> list[str]:
            fits = (row for row in rows if max(words.width(text, words.KEY, dpi) for text in row) <= room)
            return next(fits, [""] * len(columns))

        return [fitting(long, short), fitting(units, counts, brief)]

    @property
    def _edge_count(self) -> int:
        """Between units that are shown."""
        return sum(gap.count for gap in self._gaps)

    # What is meant

    def _meant(self) -> Unit | Edge | None:
        """What is under the pointer, else what is pinned."""
        under = self._at(*self.pointer) if self.pointer is not None and self._scheme is not None else None
        return under or self.pinned

    def _at(self, x: float, y: float) -> Unit | Edge | None:
        """The unit or edge at pixel ``x``, ``y``."""
        unit = self._scheme.unit_at(x, y)
        return unit or nearest(list(self._gaps), x, y, self._px(NEAR))

    def _place_words(self, x: float) -> str | None:
        """The layer, or all weights between two layers."""
        for column in self._scheme.columns:
            if abs(x - column.x) <= column.side / 2 + self._px(3):
                return network_words.layer_words(self._wiring, column.layer)
        between = (left.layer for left, right in self._scheme.gaps if left.x < x < right.x)
        layer = next(between, None)
        return None if layer is None else network_words.gap_words(self._wiring, layer)

    def _light_unit(self, brush: Brush, unit: Unit) -> None:
        """The unit's edges once more on a ground of their own, and a strong frame."""
        layer, number = unit
        for gap in self._gaps:
            if gap.layer == layer - 1:
                self._light(brush, gap, np.s_[:, number])
            elif gap.layer == layer:
                self._light(brush, gap, np.s_[number, :])
        column = self._scheme.column(layer)
        side, corner = round(column.side), np.rint(column.places[number : number + 1] - round(column.side) / 2)
        brush.path(frames(corner - 1, side + 2, side + 2, ROUND * side), self.palette.accent, 2.0)

    def _light_edge(self, brush: Brush, edge: Edge) -> None:
        """One edge on a broad ground."""
        gap = next((gap for gap in self._gaps if gap.layer == edge[0]), None)
        if gap is None:
            return
        path = Path(curves(gap.ends[edge[1], edge[2]][None])[0], CODES)
        for colour, width in ((self.palette.card, 9.0), (self.palette.accent, 6.0), (self.palette.card, 4.4)):
            brush.path(path, colour, width)
        self._light(brush, gap, np.s_[edge[1] : edge[1] + 1, edge[2]], False)

    def _light(self, brush: Brush, gap: Gap, which: Any, ground: bool = True) -> None:
        """Some edges once more; on a ``ground`` of the card's colour."""
        shares = shares_of(self._wiring.of(self._flat(self.snapshot), gap.layer), gap.ends.shape[:2])
        own = kinds_of(shares[which].ravel())
        vertices = curves(gap.ends[which].reshape(-1, 2, 2))
        if ground:
            brush.path(Path(vertices.reshape(-1, 2), np.tile(CODES, len(vertices))), self.palette.card, 5.0)
        draw_edges(brush, self.palette, vertices, own, 1.0, 1.25)

    def _flat(self, snapshot: Snapshot) -> np.ndarray | None:
        """What the edges show, laid out like the parameters."""
        return EDGES[self.chosen["edges"]](snapshot)

    def _fitting_names(self, wide: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of inputs and outputs, cut to the room that there is for them."""
        room = min(NAME_SHARE * wide, self._px(NAME_MOST))
        inputs, outputs = self._wiring.inputs, self._wiring.outputs
        return tuple(_cut_words(name, room, self.figure.dpi) for name in inputs), tuple(
            _cut_words(name, room, self.figure.dpi) for name in outputs
        )

    def _widths(self) -> list[list[float]]:
        return [[words.width(name, words.KEY, self.figure.dpi) for name in names] for names in self._names]


def _same(one: Any, other: Any) -> bool:
    return one is other


def _cut(renderer: RendererAgg, box: Bbox) -> np.ndarray:
    """The pixels ``(rows, columns, 4)`` in a box, to read or to write."""
    pixels = np.asarray(renderer.buffer_rgba())
    top, left = max(0, pixels.shape[0] - round(box.y1)), max(0, round(box.x0))
    return pixels[top : pixels.shape[0] - max(0, round(box.y0)), left : max(0, round(box.x1))]


@lru_cache(maxsize=512)
def _cut_words(text: str, room: float, dpi: float) -> str:
    """``text`` without as much of its end as does not fit."""
    while words.width(text, words.KEY, dpi) > room and len(text) > 2:
        text = text[:-2] + "…"
    return text
