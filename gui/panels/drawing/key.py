"""The key of a plot: which line, marker or colour means what, in rows above the axes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from . import words
from .brush import DASHES

RAMP, RAMP_HIGH = 48.0, 7.0  # points: a strip of colours, long and high
SAMPLE, MARK, GAP, SPACE = 15.0, 7.0, 3.5, 9.0  # points: a line's sample, a marker's, sample to words, entry to entry


@dataclass(frozen=True)
class Entry:
    """``text`` and a sample: a line of ``colour`` (maybe dashed), a marker with an edge and a face, or both.

    Without a colour there is no sample, and the text begins a row. ``area`` fills the sample with the colour. ``run``
    is the place of the run that the entry stands for.
    """

    text: str
    colour: str
    marker: str = ""
    face: str = ""
    dashed: bool = False
    width: float = 1.6
    ramp: tuple[str, ...] = ()  # a strip of these colours, for values
    lined: bool = False  # the marker stands on a line
    area: bool = False
    run: int | None = None

    @property
    def sample(self) -> float:
        """Width of the sample, points."""
        if self.ramp:
            return RAMP
        if self.marker and not self.lined:
            return MARK
        return SAMPLE if self.colour else 0.0


class Key:
    """Entries laid out from left to right, wrapped into as many rows as they need."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._artists: list[Artist] = []
        self._runs: list[tuple[float, float, float, float, int]] = []  # left, bottom, right, top px of a run's entry

    def run_at(self, x: float, y: float) -> int | None:
        """The place of the run whose entry is at pixel ``x``, ``y`` of the figure."""
        return next((run for x0, y0, x1, y1, run in self._runs if x0 <= x <= x1 and y0 <= y <= y1), None)

    def rows(self, entries: tuple[Entry, ...], width: float) -> list[list[Entry]]:
        """``entries`` in rows that are at most ``width`` px wide; what is too long for a row is cut."""
        rows: list[list[Entry]] = []
        used = width
        for entry in (self._cut(entry, width) for entry in entries) if width > 0 else entries:
            wide = self._width(entry)
            if not rows or not entry.sample or used + wide - self._px(SPACE) > width:
                rows.append([])
                used = 0.0
            rows[-1].append(entry)
            used += wide
        return rows

    def row_width(self, row: list[Entry]) -> float:
        """How wide ``row`` is, px."""
        return sum(self._width(entry) for entry in row) - self._px(SPACE)

    def draw(self, rows: list[list[Entry]], left: float, top: float, ink: str) -> None:
        """Make the artists, the first row's upper edge at ``top``, from ``left`` on (px in the figure)."""
        self.clear()
        line = words.height(words.KEY, self._figure.dpi)
        column = max((entry.sample for row in rows for entry in row), default=0.0) if all_single(rows) else 0.0
        for number, row in enumerate(rows):
            x, y = left, top - (number + 0.5) * line
            for entry in row:
                sample = max(column, entry.sample)
                gap = GAP if sample else 0.0
                self._sample(entry, x, y, self._px(sample))
                self._text(entry.text, x + self._px(sample + gap), y, ink)
                if entry.run is not None:
                    self._runs.append((x, y - line / 2, x + self._width(entry), y + line / 2, entry.run))
                x += self._width(entry)

    def clear(self) -> None:
        """Remove all artists."""
        for artist in self._artists:
            artist.remove()
        self._artists, self._runs = [], []

    def _cut(self, entry: Entry, width: float) -> Entry:
        """``entry`` with as much of its words as fits."""
        while self._width(entry) - self._px(SPACE) > width and len(entry.text) > 4:
            entry = replace(entry, text=entry.text[:-2].rstrip(" ,…") + "…")
        return entry

    def _width(self, entry: Entry) -> float:
        return self._px(entry.sample + (GAP if entry.sample else 0.0) + SPACE) + words.width(
            entry.text, words.KEY, self._figure.dpi
        )

    def _px(self, points: float) -> float:
        return points * self._figure.dpi / 72

    def _sample(self, entry: Entry, x: float, y: float, wide: float) -> None:
        if entry.ramp:
            self._strip(entry, x, y)
        elif entry.colour:
            self._stroke(entry, x, y, wide)

    def _strip(self, entry: Entry, x: float, y: float) -> None:
        """The colours side by side, without gaps."""
        edges = np.linspace(x, x + self._px(RAMP), len(entry.ramp) + 1)
        for colour, left, right in zip(entry.ramp, edges, [*edges[2:], edges[-1]]):  # over each other: no gaps
            piece = Line2D(
                [left / self._figure.dpi, right / self._figure.dpi], [y / self._figure.dpi] * 2,
                transform=self._figure.dpi_scale_trans, color=colour, linewidth=RAMP_HIGH, solid_capstyle="butt",
            )  # fmt: skip
            self._artists.append(self._figure.add_artist(piece))

    def _stroke(self, entry: Entry, x: float, y: float, wide: float) -> None:
        places = [x + wide / 2] if entry.marker and not entry.lined else [x, x + wide / 2, x + wide]
        line = Line2D(
            [place / self._figure.dpi for place in places],
            [y / self._figure.dpi] * len(places),
            transform=self._figure.dpi_scale_trans,
            color=entry.colour,
            linewidth=7.0 if entry.area else entry.width,
            solid_capstyle="butt",
            linestyle=(0, [length / entry.width for length in DASHES]) if entry.dashed else "-",
            marker=entry.marker or None,
            markevery=[len(places) // 2],
            markersize=5.5,
            markerfacecolor=entry.face or entry.colour,
            markeredgewidth=1.0,
        )
        self._artists.append(self._figure.add_artist(line))

    def _text(self, text: str, x: float, y: float, ink: str) -> None:
        label = Text(
            x / self._figure.dpi,
            y / self._figure.dpi,
            text,
            transform=self._figure.dpi_scale_trans,
            color=ink,
            fontproperties=words.font(words.KEY),
            verticalalignment="center_baseline",
            parse_math=False,  # a name may have a dollar sign
        )
        self._artists.append(self._figure.add_artist(label))


def all_single(rows: list[list[Entry]]) -> bool:
    """True if the key is one column, in which samples should stand in line."""
    return len(rows) > 1 and all(len(row) == 1 for row in rows)
