"""The formats of films: a table of records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from model.table import Table

from .film import Film
from .gif import GifFilm
from .video import Mp4Film, WebmFilm, found


@dataclass(frozen=True)
class Format:
    """A kind of film; ``film`` writes it. ``available()`` says whether this machine can, ``missing`` what it lacks.

    ``rates`` are the fewest and most frames a second.
    """

    name: str
    label: str
    help: str
    film: type[Film]
    available: Callable[[], bool]
    missing: str = ""
    rates: tuple[float, float] = (0.1, 60.0)

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return f".{self.name}"


FFMPEG = "the program ffmpeg is not installed (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg)"
FORMATS = Table(
    "format",
    Format("gif", "GIF", "Moves everywhere: in slides, mails, on the web.", GifFilm, lambda: True, "", (0.1, 50.0)),
    Format("mp4", "MP4", "A video for players and slides: small, all colours.", Mp4Film, found, FFMPEG),
    Format("webm", "WebM", "A video for web pages: small, all colours.", WebmFilm, found, FFMPEG),
)


def format_of(path: str | Path) -> Format | None:
    """The format that the name of a file asks for; None where it asks for another or for none."""
    return FORMATS.get(Path(path).suffix.lower().removeprefix("."))


def available() -> tuple[Format, ...]:
    """The formats that can be written on this machine."""
    return tuple(each for each in FORMATS.values() if each.available())
