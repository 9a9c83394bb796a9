"""The key of a plot: which line, marker or colour means what, in rows above the axes."""

from __future__ import annotations

from dataclasses import dataclass

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
    """``text`` and a sample: a line of ``colour`` (maybe dashed), or a marker with an edge and a face.

    Without a colour there is no sample, and the text begins a row.
    """

    text: str
    colour: str
    marker: str = ""
    face: str = ""
    dashed: bool = False
    width: float = 1.6
    ramp: tuple[str, ...] = ()  # a strip of these colours, for values

    @property
    def sample(self) -> float:
        """Width of the sample, points."""
        return RAMP if self.ramp else MARK if self.marker else SAMPLE if self.colour else 0.0


class Key:
    """Entries laid out from left to right, wrapped into as many rows as they need."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._artists: list[Artist] = []

    def rows(self, entries: tuple[Entry, ...], width: float) -> list[list[Entry]]:
        """``entries`` in rows that are at most ``width`` px wide."""
        rows: list[list[Entry]] = []
        used = width
        for entry in entries:
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
                x += self._width(entry)

    def clear(self) -> None:
        """Remove all artists."""
        for artist in self._artists:
            artist.remove()
        self._artists = []

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
        places = [x + wide / 2] if entry.marker else [x, x + wide]
        line = Line2D(
            [place / self._figure.dpi for place in places],
            [y / self._figure.dpi] * len(places),
            transform=self._figure.dpi_scale_trans,
            color=entry.colour,
            linewidth=entry.width,
            linestyle=(0, [length / entry.width for length in DASHES]) if entry.dashed else "-",
            marker=entry.marker or None,
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
