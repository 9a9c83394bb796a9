"""The PDF of a sheet: its pieces flow down one page or two, words stay words, and free room goes to the answers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gui.files.writing import write_safely
from gui.pictures.formats import FORMATS, SETTINGS
from model.training.picture_moment import said

from . import drawing, layouts
from .fitting import fitted
from .ink import Ink, printable
from .layouts import Block, Sink
from .marks import FOOT
from .sheet import Picture, Sheet

PAGE = (210.0 * drawing.MM, 297.0 * drawing.MM)  # points: A4; what is written has room on Letter too
LEFT, TOP = 15.0 * drawing.MM, 13.0 * drawing.MM
BELOW = 14.0 * drawing.MM
ROOM = PAGE[1] - TOP - BELOW  # points, for pieces
FOOTER = Ink(7.5, 10.0, "#5b6472")
MOST_MORE = 4  # ruled lines that one answer gets besides its own


@dataclass(frozen=True)
class Paper(Sink):
    """A page on which blocks are drawn; y is in points from the top."""

    figure: Figure

    def text(self, x: float, y: float, words: str, ink: Ink) -> None:
        look = {"fontproperties": ink.font, "color": ink.colour, "va": "baseline", "parse_math": False}
        self.figure.text((LEFT + x) / PAGE[0], 1 - y / PAGE[1], words, **look)

    def rule(self, x: float, y: float, wide: float, colour: str, thick: float) -> None:
        ends = [(LEFT + x) / PAGE[0], (LEFT + x + wide) / PAGE[0]]
        at = 1 - y / PAGE[1]
        self.figure.add_artist(Line2D(ends, [at, at], color=colour, linewidth=thick, solid_capstyle="butt"))

    def picture(self, y: float, high: float, picture: Picture) -> None:
        box = (LEFT / PAGE[0], 1 - (y + high) / PAGE[1], layouts.WIDE / PAGE[0], high / PAGE[1])
        drawing.draw(self.figure, picture, box)


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write the pages to ``path``, whole or not at all. Raises OSError."""
    write_safely(path, pdf(sheet))


def pdf(sheet: Sheet) -> bytes:
    """The file's content."""
    facts = FORMATS["pdf"].facts(said(sheet.moment) if sheet.moment is not None else "") | {"Title": sheet.title}
    content = io.BytesIO()
    with matplotlib.rc_context(SETTINGS), PdfPages(content, metadata=facts) as file:
        for figure in figures(sheet):
            file.savefig(figure, dpi=drawing.FINE)
    return content.getvalue()


def figures(sheet: Sheet) -> list[Figure]:
    """One figure a page."""
    pages = fitted(sheet, ROOM)[1]
    return [_page(sheet, blocks, number, len(pages)) for number, blocks in enumerate(pages, 1)]


def _page(sheet: Sheet, blocks: list[Block], number: int, count: int) -> Figure:
    figure = Figure(figsize=(PAGE[0] / 72, PAGE[1] / 72), dpi=72, facecolor="white")
    FigureCanvasAgg(figure)
    paper = Paper(figure)
    free, growing = ROOM - sum(block.high for block in blocks), sum(block.grows for block in blocks)
    more = min(MOST_MORE, int(free / (growing * layouts.RULED))) if growing else 0
    y = TOP
    for block in blocks:
        extra = more if block.grows else 0
        block.draw(paper, y, extra)
        y += block.high + extra * layouts.RULED
    of = f"  ·  page {number} of {count}" if count > 1 else ""
    words = printable(f"{FOOT}{of}", FOOTER)
    paper.text(0.0, PAGE[1] - 8.0 * drawing.MM, words, FOOTER)
    return figure
