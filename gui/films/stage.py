"""The stage: draws one snapshot after the other as the pixels of a picture, without drawing again what stands still.

What is below a panel's changing part is kept as pixels; the changing part and what stands above it are drawn in each
frame, in the order of a full drawing, so that every frame is the picture that stands for itself, pixel by pixel.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from gui.panels.arrangement import Cell
from gui.panels.panel import Panel
from gui.theme.palette import Palette
from gui.view import DPI, Composition, caption_lines, compose
from model.training.snapshot import Snapshot


@dataclass(frozen=True)
class Scenery:
    """How the frames of a film look: the same choices as for a picture."""

    palette: Palette
    size: tuple[int, int] = (900, 600)
    scale: float = 1.0
    panels: Mapping[str, Cell] | None = None
    toggled: Mapping[str, set[str]] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    captioned: bool = True

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a frame."""
        return tuple(int(side / DPI * DPI * self.scale) for side in self.size)

    def compose(self, snapshot: Snapshot) -> Composition:
        """The view of ``snapshot``."""
        return compose(
            snapshot, self.palette, self.size, self.scale, self.panels, self.toggled, chosen=self.chosen,
            captioned=self.captioned,
        )  # fmt: skip


class Stage:
    """Frames that look as ``scenery`` says."""

    def __init__(self, scenery: Scenery) -> None:
        self.scenery = scenery
        self._view: Composition | None = None
        self._simple = False  # whether all that changes belongs to the axes of the panels themselves
        self._ground: np.ndarray | None = None  # what stands still, RGBA
        self._late: dict[Panel, list[Artist]] = {}  # of each panel, what is drawn in every frame, in its order
        self._moving: list[Text] = []  # lines of the caption that are drawn in every frame
        self.redraws = 0  # how often what stands still was drawn

    def frame(self, snapshot: Snapshot) -> np.ndarray:
        """RGBA ``(height, width, 4)`` uint8, valid until the next frame."""
        if self._view is None or not self._write_caption(snapshot):
            self._begin(snapshot)
        else:
            stale = [panel.show(snapshot) for panel in self._view.panels]
            if any(stale):
                self._ground = None
        if not self._simple:
            self.redraws += 1
            return drawn(self._view.figure)
        if self._ground is None:
            self._draw_ground()
        return self._draw_rest()

    def _begin(self, snapshot: Snapshot) -> None:
        self._view = self.scenery.compose(snapshot)
        figure, panels = self._view.figure, self._view.panels
        for panel in panels:
            panel.afresh = True
        self._ground, self._simple = None, {*figure.axes} == {panel.axes for panel in panels}
        # The settings seldom change; where the run stands does in every frame, and is left out of what stands still.
        self._moving = [line for line in self._view.captions if line.get_color() == self.scenery.palette.text]
        for line in self._moving if self._simple else ():
            line.set_animated(True)

    def _write_caption(self, snapshot: Snapshot) -> bool:
        """Put the new words in the old lines; False where there are more or fewer of them."""
        scenery, lines = self.scenery, self._view.captions
        if not scenery.captioned:
            return True
        words = caption_lines(snapshot, scenery.size[0], DPI * scenery.scale)
        looks = [(points, getattr(scenery.palette, role)) for _, points, role, _ in words]
        if looks != [(line.get_fontsize(), line.get_color()) for line in lines]:
            return False
        for line, (text, *_) in zip(lines, words, strict=True):
            if text != line.get_text() and line not in self._moving:
                self._ground = None
            line.set_text(text)
        return True

    def _draw_ground(self) -> None:
        figure = self._view.figure
        self._late = {panel: _late(panel) for panel in self._view.panels}
        still = [artist for late in self._late.values() for artist in late if not artist.get_animated()]
        for artist in still:
            artist.set_animated(True)
        figure.canvas.draw()
        for artist in still:
            artist.set_animated(False)
        self._ground = np.array(figure.canvas.buffer_rgba())
        self.redraws += 1

    def _draw_rest(self) -> np.ndarray:
        canvas = self._view.figure.canvas
        renderer: RendererAgg = canvas.get_renderer()
        pixels = np.asarray(renderer.buffer_rgba())
        pixels[...] = self._ground
        for late in self._late.values():
            for artist in late:
                artist.draw(renderer)
        for line in self._moving:
            line.draw(renderer)
        return pixels


def _late(panel: Panel) -> list[Artist]:
    """What stands in the axes of ``panel`` at the height of its changing part or above."""
    never = {panel.axes.patch, *(() if panel.axes.axison else panel.axes.spines.values())}
    children = [child for child in panel.axes.get_children() if child not in never]
    level = min(child.get_zorder() for child in children if child.get_animated())
    late = [child for child in children if child.get_zorder() >= level and child.get_visible()]
    return sorted(late, key=lambda child: child.get_zorder())


def drawn(figure: Figure) -> np.ndarray:
    """All of ``figure`` as RGBA, as it is saved."""
    stream = io.BytesIO()
    figure.savefig(stream, format="rgba", dpi=figure.dpi, facecolor=figure.get_facecolor())
    wide, high = (int(side) for side in figure.bbox.size)
    return np.frombuffer(stream.getvalue(), np.uint8).reshape(high, wide, 4)
