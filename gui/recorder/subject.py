"""The subject of a recording: the run and the board as they were when a person asked, and what can be made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gui.films.formats import Format
from gui.films.options import MOST_PIXELS
from gui.panels.arrangement import Cell
from gui.theme.palette import Palette
from model.training.moment import Moment

from .command import recording
from .order import ALL, Order

GUESS, GUESSES = 0.01, {"gif": 0.04}  # bytes for a pixel of a frame, until a recording has told better
SMALLEST, LARGEST = 240, 8000  # px at scale 1: the sides of a picture
ALONE = (
    "The shown run alone is recorded: these runs differ in more than one setting, or changed on the way, and only "
    "runs that differ in one setting from the start can be recorded together."
)
KEPT = "Runs that were kept are not in it."


@dataclass(frozen=True)
class Subject:
    """``together`` are the options for the runs that are compared, None where they cannot be recorded together.

    ``newest`` is the last step of the run so far. ``sizes`` are those of all panels and of each panel by name, in px
    at scale 1; ``scale`` is the screen's own. ``learned`` has bytes per pixel of what was recorded before, by format.
    """

    moment: Moment
    newest: int
    together: list[str] | None
    kept: bool
    palette: Palette
    scale: float
    sizes: Mapping[str, tuple[int, int]]
    arrangement: Mapping[str, Cell]
    toggled: Mapping[str, tuple[str, ...]]
    chosen: Mapping[str, Mapping[str, str]]
    learned: Mapping[str, float]

    def pixels(self, order: Order) -> tuple[int, int]:
        """Width and height of a frame."""
        return order.pixels(self._screen(order), self.scale)

    def estimated(self, order: Order) -> float:
        """How many bytes it will have, as a guess from what was written before."""
        wide, high = self.pixels(order)
        share = self.learned.get(order.format, GUESSES.get(order.format, GUESS))
        return order.frames * wide * high * share

    def trouble(self, order: Order, out: Path) -> str:
        """Why there cannot be such an animation; empty where there can."""
        wide, high = self.pixels(order)
        if wide * high > MOST_PIXELS:
            return f"{wide:,} × {high:,} pixels are too many; allowed: {MOST_PIXELS:,} in all. Choose a smaller size."
        if out.is_dir() or not out.parent.is_dir():
            return f"{out} could not be written: {'it is a folder' if out.is_dir() else 'there is no such folder'}."
        return ""

    def notes(self, order: Order) -> list[str]:
        """What else a person should know."""
        notes = []
        if order.stop > self.newest:
            start = f"Steps after {self.newest:,} are" if self.newest else "The steps are"
            notes.append(f"{start} trained for the recording alone; the run here stays where it is.")
        if self.together is None:
            notes.append(ALONE)
        if self.kept:
            notes.append(KEPT)
        return notes

    def arguments(self, order: Order, experiment: Path, out: Path) -> list[str]:
        """What the record command is told; ``experiment`` is the file with the moment."""
        return recording(
            order, experiment, out, order.sides(self._screen(order)), order.times(self.scale),
            order.palette(self.palette).name, self.arrangement, self.together or (), self.toggled, self.chosen,
        )  # fmt: skip

    def _screen(self, order: Order) -> tuple[int, int]:
        """How large it is on the screen; a panel that is not shown has the size of a usual one."""
        whole = self.sizes[ALL]
        wide, high = self.sizes.get(order.what, (whole[0] // 2, whole[1] // 2))
        return min(max(SMALLEST, wide), LARGEST), min(max(SMALLEST, high), LARGEST)


def lack(kind: Format) -> str:
    """Why ``kind`` cannot be written on this machine, in words; empty where it can."""
    return "" if kind.available() else f"{kind.label} cannot be written: {kind.missing}."
