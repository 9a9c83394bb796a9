"""The sheet on which a network is drawn: the brush, and everything that its parts have to know."""

from __future__ import annotations

from dataclasses import dataclass

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.colours import mix
from .layout import Scheme
from .light import Light
from .wiring import Wiring


@dataclass(frozen=True)
class Sheet:
    """``names`` are those of inputs and of outputs, as long as there is room for."""

    brush: Brush
    palette: Palette
    snapshot: Snapshot
    wiring: Wiring
    scheme: Scheme
    light: Light
    names: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def line(self) -> float:
        """The height of a line of words, px."""
        return words.height(words.KEY, 72 * self.brush.points)

    def dimmed(self, colour: str, strength: float) -> str:
        """``colour`` with so much light on it."""
        return colour if strength >= 1 else mix(colour, self.palette.card, strength)

    def width(self, text: str) -> float:
        """How wide words are, px."""
        return words.width(text, words.KEY, 72 * self.brush.points)

    def middle(self, x: float, y: float, text: str, colour: str) -> None:
        """Words around pixel ``x``, but inside the box."""
        box, wide = self.brush.box, self.width(text)
        self.brush.text(min(max(x - wide / 2, box.x0), box.x1 - wide), y, text, colour)
