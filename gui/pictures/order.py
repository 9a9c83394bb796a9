"""An order: which picture a person wants, as the dialog asks for it and the session remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gui.panels import PANELS
from gui.theme.palette import PALETTES, Palette
from model.table import Table


@dataclass(frozen=True)
class Choice:
    """One thing to choose: ``name`` for the program, ``label`` for a person."""

    name: str
    label: str


WINDOW, ALL = "window", "panels"
SUBJECTS = Table(
    "subject",
    Choice(WINDOW, "Whole window"),
    Choice(ALL, "All panels"),
    *(Choice(record.name, record.label) for record in PANELS.values()),
)
SCALES = Table("size", *(Choice(f"{times}", f"{times}×") for times in (1, 2, 4)))
SCREEN = "screen"  # the colours that the window has
COLOURS = Table(
    "colours",
    Choice(SCREEN, "As on the screen"),
    *(Choice(palette.name, palette.label.capitalize()) for palette in PALETTES.values()),
)


@dataclass(frozen=True)
class Order:
    """``what`` is a subject's name; ``scale`` says how many pixels there are for one of the screen, along each side."""

    NAMES: ClassVar[tuple[str, ...]] = ("what", "format", "scale", "colours")  # the fields that are chosen from a table

    what: str = WINDOW
    format: str = "png"
    scale: str = "1"
    colours: str = SCREEN
    caption: bool = False

    @property
    def times(self) -> int:
        """How many pixels for one of the screen, along each side."""
        return int(self.scale)

    def palette(self, on_screen: Palette) -> Palette:
        """The colours that are meant."""
        return on_screen if self.colours == SCREEN else PALETTES[self.colours]
