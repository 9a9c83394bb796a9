"""An order: which animation a person wants, as the dialog asks for it and the session remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gui.films.options import MOST_FRAMES, MOST_STEPS
from gui.panels import PANELS
from gui.pictures.order import ALL, COLOURS, SCREEN, Choice
from gui.theme.palette import PALETTES, Palette
from model.knob import Invalid
from model.table import Table

FRAMES = 100  # what a range is divided into at first
UNTRAINED = 1000  # steps that are offered where none has been made
RATES = (5, 10, 15, 20, 25, 30)  # frames a second that are offered
SUBJECTS = Table(
    "subject",
    Choice(ALL, "All panels"),
    *(Choice(record.name, record.label) for record in PANELS.values()),
)
SIZES = Table(
    "size",
    Choice(SCREEN, "As on the screen"),
    *(Choice(f"{wide}x{high}", f"{wide:,} × {high:,}") for wide, high in ((900, 600), (1280, 720), (1920, 1080))),
)
SCALES = Table("scale", *(Choice(f"{times}", f"{times}×") for times in (1, 2)))
__all__ = ["ALL", "COLOURS", "SCREEN", "Order"]  # two of them only pass through


@dataclass(frozen=True)
class Order:
    """``what`` is a subject's name, ``size`` and ``scale`` are names in their tables; a frame every ``every`` steps."""

    what: str = ALL
    start: int = 0
    stop: int = UNTRAINED
    every: int = UNTRAINED // FRAMES
    rate: int = 10
    format: str = "gif"
    size: str = SCREEN
    scale: str = "1"
    colours: str = SCREEN
    caption: bool = False

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return count(self.start, self.stop, self.every)

    @property
    def seconds(self) -> float:
        """How long it is played."""
        return self.frames / self.rate

    def palette(self, on_screen: Palette) -> Palette:
        """The colours that are meant."""
        return on_screen if self.colours == SCREEN else PALETTES[self.colours]

    def pixels(self, screen: tuple[int, int], scale: float) -> tuple[int, int]:
        """Width and height of a frame; ``screen`` is how large it is there, px at scale 1."""
        wide, high = self.sides(screen)
        return round(wide * self.times(scale)), round(high * self.times(scale))

    def sides(self, screen: tuple[int, int]) -> tuple[int, int]:
        """Width and height of a frame, px at scale 1."""
        if self.size == SCREEN:
            return screen
        wide, high = self.size.split("x")
        return int(wide), int(high)

    def times(self, scale: float) -> float:
        """So many pixels for one at scale 1; what is as on the screen has the screen's own ``scale`` besides."""
        return int(self.scale) * (scale if self.size == SCREEN else 1.0)


def every_for(start: int, stop: int) -> int:
    """Every how many steps a frame comes so that there are about a hundred."""
    return max(1, -(-(stop - start) // FRAMES))


def count(start: int, stop: int, every: int) -> int:
    """How many frames there are: the last step has one in any case."""
    return -(-(stop - start) // every) + 1


def numbers(texts: Mapping[str, str], fastest: float) -> dict[str, int]:
    """What was typed for ``start``, ``stop``, ``every`` and ``rate``, which is ``fastest`` at most.

    Raises Invalid, which names the field.
    """
    start = _whole("From step", texts["start"], 0, MOST_STEPS)
    stop = _whole("To step", texts["stop"], start, MOST_STEPS)
    every = _whole("Every", texts["every"], 1, MOST_STEPS)
    rate = _whole("Frames a second", texts["rate"], 1, int(fastest))
    frames = count(start, stop, every)
    if frames > MOST_FRAMES:
        least = -(-(stop - start) // (MOST_FRAMES - 1))
        raise Invalid("Every", f"{every:,}", f"{least:,} or more here, for {frames:,} frames are too many")
    return {"start": start, "stop": stop, "every": every, "rate": rate}


def _whole(label: str, text: str, least: int, most: int) -> int:
    digits = text.replace(",", "").replace(" ", "").replace("\u202f", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 15 and least <= int(digits) <= most):
        raise Invalid(label, text, f"whole numbers, {least:,} to {most:,}")
    return int(digits)
