"""A sheet: what a handout says and shows, piece by piece, whoever writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from model.training.moment import Moment
from model.training.snapshot import Snapshot

PLAIN, STRONG, SMALL, CODE = "plain", "strong", "small", "code"  # looks of a paragraph


@dataclass(frozen=True)
class Heading:
    """What the pieces after it are about."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text in one of the looks."""

    text: str
    look: str = PLAIN


@dataclass(frozen=True)
class Facts:
    """Names and values, in as many pairs of columns as ``pairs`` says."""

    rows: tuple[tuple[str, str], ...]
    pairs: int = 3


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of every row names it. ``head`` names the columns, its first cell what the rows are."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Judged:
    """Measured sentences; ``holds`` is whether each is as claimed, None where one run cannot say."""

    lines: tuple[tuple[bool | None, str], ...]


@dataclass(frozen=True)
class Tile:
    """One panel of a picture: panel ``panel`` shows ``snapshot`` under ``title``, with some of its toggles on."""

    snapshot: Snapshot
    panel: str
    title: str
    toggled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """Panels side by side, all about ``high`` mm high, as wide as ``shares`` say; more shares than panels leave room.

    ``words`` are for who cannot see it.
    """

    tiles: tuple[Tile, ...]
    high: float
    words: str
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A question with at least so many ruled lines for the answer."""

    question: str
    lines: int


@dataclass(frozen=True)
class Fields:
    """Where name and date are written."""

    names: tuple[str, ...]


Piece = Heading | Paragraph | Facts | Grid | Judged | Picture | Answer | Fields


@dataclass(frozen=True)
class Sheet:
    """``above`` stands in small letters over the ``title``; ``moment`` is what opening the file brings back."""

    title: str
    above: str
    pieces: tuple[Piece, ...]
    moment: Moment | None = None
