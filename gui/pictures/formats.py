"""The formats of pictures, and the one way in which each is written: whole or not at all, with the moment inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gui.view import DPI, write_whole
from model.table import Table
from model.training.moment import Moment
from model.training.picture_moment import KEYWORD, said

# Text stays text, and the same picture is the same file.
SETTINGS = {"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "glassnet"}
MAKER = "Glassnet"
FINE = 2.0  # pixels of a raster inside a vector picture for one of the screen, at least
UNITS = 72.0 / DPI  # scale at which vector pictures are laid out: their units are points, whatever the screen's are
MOST_PIXELS = 120_000_000  # of a PNG


@dataclass(frozen=True)
class Format:
    """A kind of file. ``vector``: lines and words in it are sharp at every size.

    ``facts`` is its metadata by matplotlib's names, given the text of the moment ("" for none); never a date.
    """

    name: str
    label: str
    help: str
    vector: bool
    facts: Callable[[str], dict[str, Any]]

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return f".{self.name}"


FORMATS = Table(
    "format",
    Format("png", "PNG", "Pixels: for slides, mails and the web.", False,
           lambda text: {"Software": MAKER, **({KEYWORD: text} if text else {})}),
    Format("svg", "SVG", "Lines and words: for the web and for drawing programs.", True,
           lambda text: {"Creator": MAKER, "Date": None, **({"Description": text} if text else {})}),
    Format("pdf", "PDF", "Lines and words: for papers and print.", True,
           lambda text: {"Creator": MAKER, "CreationDate": None, **({"Keywords": text} if text else {})}),
)  # fmt: skip


def format_of(path: str | Path) -> Format | None:
    """The format that the name of a file asks for; None where it asks for another or for none."""
    return FORMATS.get(Path(path).suffix.lower().removeprefix("."))


def save(figure: Figure, path: str | Path, moment: Moment | None = None) -> None:
    """Write ``figure`` to ``path``, whose name says the format, whole or not at all."""
    path = Path(path)
    kind = format_of(path) or FORMATS["png"]
    facts = kind.facts(said(moment) if moment is not None else "")
    face, dpi = figure.get_facecolor(), max(figure.dpi, DPI * FINE) if kind.vector else figure.dpi

    def write(temporary: str) -> None:
        with matplotlib.rc_context(SETTINGS):
            figure.savefig(temporary, format=kind.name, dpi=dpi, facecolor=face, metadata=facts)

    write_whole(path, write)


def save_pixels(picture: Image.Image, path: Path, moment: Moment | None = None) -> None:
    """Write what was seen on the screen as PNG, whole or not at all."""
    facts = PngInfo()
    for name, text in FORMATS["png"].facts(said(moment) if moment is not None else "").items():
        facts.add_text(name, text)
    write_whole(path, lambda temporary: picture.save(temporary, "PNG", dpi=(DPI, DPI), pnginfo=facts))
