"""Numbers and code: the NumPy lines of the phase that a person is in, and the arrays of the marked line."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.path import Path

from model.listing import Listing, Part, code, listing
from model.listing.values import Values
from model.training.snapshot import Snapshot

from ..captioned import wrapped
from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.colours import mix
from ..drawing.span import Linear, Span
from ..panel import Panel
from ..wish import Press, Wish
from .page import Page, one_phase, sheet, whole_step
from .rows import MARGIN
from .subject import captions, entry, experiment_of, here_in, rate_of, sentence, subject, titled
from .table import INDENT, Entry, Placed

TINTS = (0.08, 0.16, 0.26)  # how strong a number's ground is, by its share of the greatest


class CodePanel(Panel):
    """The line under the pointer is marked, else the one that was pressed, else what the phase is there for."""

    bare: ClassVar[bool] = True
    x_words: ClassVar[tuple[str, ...]] = ("",)
    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False
    controls: ClassVar = (
        Press(
            "copy", "Put the lines of this phase (outside a step, of the whole step) on the clipboard.",
            lambda panel: panel.copy_words, lambda panel: Wish(copy=panel.copied),
        ),
    )  # fmt: skip

    _listed: tuple[tuple, Listing] | None = None
    _valued: tuple[object, Values] | None = None
    _pressed: tuple[int, int, int] | None = None  # step, phase, line

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Of nothing."""
        return Linear(0.0, 1.0), Linear(0.0, 1.0)

    def moved(self, painted: Snapshot) -> bool:
        """Another phase or point, or other settings."""
        newest = self.snapshot
        return newest is None or subject(newest) != subject(painted) or newest.passage is not painted.passage

    @property
    def copy_words(self) -> str:
        """What the button says."""
        return "Copy step" if self.snapshot is None or self.snapshot.passage is None else "Copy phase"

    @property
    def copied(self) -> str:
        """The lines of the phase, or of all phases, under their names; a whole step with its imports."""
        if self.snapshot is None:
            return ""
        parts, here = self._parts(self.snapshot), here_in(self.snapshot)
        named = zip(parts, captions(parts), strict=True)
        chosen = [f"# {caption}\n{part.text}" for number, (part, caption) in enumerate(named) if here in (None, number)]
        return "\n".join([code(self._listed[1].head), *chosen] if here is None else chosen)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Code, then numbers."""
        page = self._page(snapshot)
        for row, text in enumerate(page.sentence):
            brush.text(*page.sheet.at(row), text, self.palette.text)
        self._paint_code(brush, page)
        for placed in page.table:
            self._paint_array(brush, page, placed)
        self._paint_words(brush, page)

    def describe(self, x: float, y: float) -> str | None:
        """What a line is for, or the number under the pointer."""
        if self.snapshot is None or self.at(x, y) is None:
            return None
        page = self._page(self.snapshot)
        placed, row = page.placed_at(x, y), page.row_at(x, y)
        if placed is not None or row is None:
            return placed
        if row.line < 0:
            return row.text
        line = self._parts(self.snapshot)[row.part].lines[row.line]
        if row.part == page.part:  # marking it says the rest
            return line.comment if not row.comment and line.comment else None
        return f"{line.text.strip()}: {line.comment}" if line.comment else line.text.strip()

    def clicked(self, x: float, y: float) -> Wish | None:
        """A line of the present phase stays marked."""
        snapshot = self.snapshot
        line = self._page(snapshot).own_line_at(x, y) if snapshot is not None and self.at(x, y) else None
        if line is None:
            return None
        self._pressed = snapshot.step, snapshot.phase, line
        return Wish(redraw=True)

    # What stands where

    def _page(self, snapshot: Snapshot) -> Page:
        box, parts, here = self.axes.bbox, self._parts(snapshot), here_in(snapshot)
        grid, names = sheet(box, self.figure.dpi), captions(parts)
        head = wrapped(sentence(snapshot, parts), box.width, words.KEY, self.figure.dpi)[: max(1, grid.rows // 4)]
        if here is None:
            return whole_step(grid, head, parts, names)
        line = parts[here].main
        if self._pressed is not None and self._pressed[:2] == (snapshot.step, here):
            line = min(self._pressed[2], len(parts[here].lines) - 1)
        page = one_phase(grid, head, parts, names, here, line, *self._entries(snapshot, parts[here], line))
        under = page.own_line_at(*self.pointer) if self.pointer is not None else None
        return page if under in (None, line) else page.marked(under, *self._entries(snapshot, parts[here], under))

    def _parts(self, snapshot: Snapshot) -> tuple[Part, ...]:
        """The code of the step that is shown."""
        about = subject(snapshot)
        if self._listed is None or self._listed[0] != about:
            point = snapshot.passage.point if snapshot.passage is not None else None
            one = {} if point is None else {"alone": True, "part": point.part}
            self._listed = about, listing(experiment_of(snapshot), rate_of(snapshot), snapshot.data.classes, **one)
        return self._listed[1].parts

    def _entries(self, snapshot: Snapshot, part: Part, number: int) -> tuple[list[Entry], list[Entry]]:
        """The arrays that a line makes and reads, and those that other lines of the phase make."""
        line, values = part.lines[number], self._values(snapshot)
        before, after = values.before(part), values.of(part)
        own = dict.fromkeys((*line.makes, *line.reads))
        entries: list[Entry] = []
        for name in own:
            if name in line.makes and name in before and name in after:
                entries.append(entry(f"{titled(name, snapshot)} before", name, before[name], snapshot))
            if name in after:
                entries.append(entry(titled(name, snapshot), name, after[name], snapshot))
        others = [name for name in part.makes if name not in own and name in after]
        return entries, [entry(titled(name, snapshot), name, after[name], snapshot) for name in others]

    def _values(self, snapshot: Snapshot) -> Values:
        passage = snapshot.passage
        if self._valued is None or self._valued[0] is not passage:
            self._parts(snapshot)
            self._valued = passage, Values(self._listed[1], passage, snapshot.data)
        return self._valued[1]

    # How it looks

    def _paint_code(self, brush: Brush, page: Page) -> None:
        palette, grid = self.palette, page.sheet
        for number, row in enumerate(page.code):
            place, own = page.top + number, page.part in (None, row.part)
            if row.part == page.part and row.line == page.line:
                self._mark(brush, page, place)
            if row.line < 0:
                ink = palette.accent if row.part == page.part else palette.muted
                brush.text(*grid.at(place), row.text, ink, words.KEY)
                continue
            brush.type(*grid.at(place, MARGIN), row.text, palette.text if own else palette.muted, grid.size)
            if row.comment:
                at = grid.at(place, MARGIN + len(row.text))
                brush.type(*at, row.comment, palette.muted, grid.size)
        if page.part is None and page.after:
            text = f"… and {page.after} more rows; enlarge the panel to see them"
            brush.text(*grid.at(page.top + len(page.code), MARGIN), text, palette.muted)
        self._paint_hidden(brush, page, page.top, page.above, "above")
        self._paint_hidden(brush, page, page.top + len(page.code) - 1, page.below, "below")

    def _paint_hidden(self, brush: Brush, page: Page, place: int, hidden: int, side: str) -> None:
        """How many rows of the phase find no room, in words where these do."""
        if not hidden:
            return
        row, words_for_it = page.code[place - page.top], f"{hidden} more {side}"
        if row.line != page.line:
            brush.text(*page.sheet.at(place), "…", self.palette.muted)
        if MARGIN + len(row.text) + len(row.comment) + len(words_for_it) < page.code_columns:
            brush.text(*page.sheet.at(place, page.code_columns), words_for_it, self.palette.muted, right=True)

    def _mark(self, brush: Brush, page: Page, row: int) -> None:
        """A band behind the marked line, and a bar before it."""
        grid = page.sheet
        left, middle = grid.at(row)
        low, high = middle - grid.high / 2, middle + grid.high / 2
        brush.shape(_rectangle(left, low, left + page.code_columns * grid.wide, high), self.palette.hover)
        brush.shape(_rectangle(left, low, left + 3 * brush.points, high), self.palette.accent)

    def _paint_array(self, brush: Brush, page: Page, placed: Placed) -> None:
        """Head and numbers; the ground of a number says its sign, and how great it is beside the others."""
        grid, (row, column) = page.sheet, page.corner
        row += placed.top
        head = placed.entry.head(grid.columns - column)
        brush.type(*grid.at(row, column), head, self.palette.text, grid.size)
        if placed.corner is None:
            return
        self._tint(brush, page, placed, row + 1, column + INDENT)
        for number, text in enumerate(placed.corner.rows, start=1):
            last = number == len(placed.corner.rows) and placed.corner.below
            brush.type(*grid.at(row + number, column + INDENT), text, self.palette.text, grid.size)
            if last:
                brush.type(*grid.at(row + number, column), "…", self.palette.muted, grid.size)

    def _tint(self, brush: Brush, page: Page, placed: Placed, row: int, column: int) -> None:
        grid, corner = page.sheet, placed.corner
        if not np.issubdtype(corner.values.dtype, np.floating):
            return
        size = np.abs(placed.entry.array)
        top = size[np.isfinite(size)].max(initial=0.0)
        for sign, colour in ((1, self.palette.positive), (-1, self.palette.negative)):
            for level, strength in enumerate(TINTS):
                with np.errstate(invalid="ignore"):
                    share = sign * corner.values / top if top else np.zeros(corner.values.shape)
                    inside = (share > level / len(TINTS)) & (share <= (level + 1) / len(TINTS))
                cells = [
                    _rectangle(
                        left + 0.7 * grid.wide,
                        middle - grid.high / 2,
                        left + (corner.wide + 0.3) * grid.wide,
                        middle + grid.high / 2,
                    )
                    for down, across in np.argwhere(inside)
                    for left, middle in [grid.at(row + down, column + across * corner.wide)]
                ]
                if cells:
                    brush.shape(Path.make_compound_path(*cells), mix(colour, self.palette.card, strength))

    def _paint_words(self, brush: Brush, page: Page) -> None:
        """What the arrays are that the marked line does not need, or how many found no room."""
        row, column = page.corner
        if page.others_at is not None:
            text = "also made in this phase"
            brush.text(*page.sheet.at(row + page.others_at, column), text, self.palette.muted)
        if page.left_out:
            names = "array" if page.left_out == 1 else "arrays"
            text = f"… and {page.left_out} more {names}"
            brush.text(*page.sheet.at(page.sheet.rows - 1, page.corner[1]), text, self.palette.muted)


def _rectangle(left: float, bottom: float, right: float, top: float) -> Path:
    return Path([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])
