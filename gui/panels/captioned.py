"""A panel with a caption: sentences below the axes that say in words what the picture shows."""

from __future__ import annotations

from typing import ClassVar

from matplotlib.transforms import Bbox

from model.training.snapshot import Snapshot

from .drawing import words
from .drawing.brush import Brush
from .drawing.layout import PAD, Layout, Request
from .panel import Panel

SHARE = 0.22  # of the panel's height, at most
APART = 4.0  # points between caption and axis label


class CaptionedPanel(Panel):
    """Reserves ``caption_lines`` lines at its foot, fewer where the panel is low."""

    caption_lines: ClassVar[int] = 2

    def caption(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Sentences, each on lines of its own; what finds no room is cut."""
        return ()

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Write the caption."""
        left, bottom, wide, high = self._place
        size, gap = words.KEY, PAD * brush.points
        line = words.height(size, 72 * brush.points)
        top = bottom + gap + self._lines(high, line, gap) * line
        lines: list[str] = []
        for sentence in self.caption(snapshot):
            lines += wrapped(sentence, wide - 2 * gap, size, 72 * brush.points)
        shown = lines[: self._lines(high, line, gap)]
        if len(shown) < len(lines) and shown:
            shown[-1] = shown[-1].rstrip(".,;:") + "…"
        for number, text in enumerate(shown):
            brush.text(left + gap, top - (number + 0.5) * line, text, self.palette.muted, size)

    @property
    def box(self) -> Bbox:
        """The axes' and the caption's."""
        left, bottom, wide, high = self._place
        gap = self._px(PAD)
        line = words.height(words.KEY, self.figure.dpi)
        foot = Bbox.from_bounds(
            round(left), round(bottom), round(wide), round(gap + self._lines(high, line, gap) * line)
        )
        return Bbox.union([super().box, foot])

    @property
    def _place(self) -> tuple[float, float, float, float]:
        """The cell in px: left, bottom, width, height."""
        wide, high = self.figure.bbox.size
        return self.cell[0] * wide, self.cell[1] * high, self.cell[2] * wide, self.cell[3] * high

    def _lines(self, high: float, line: float, gap: float) -> int:
        return max(0, min(self.caption_lines, int((SHARE * high - gap) / line)))

    def _request(self, cell: tuple[float, float, float, float]) -> Request:
        foot = self._foot(cell[3])
        return super()._request((cell[0], cell[1] + foot, cell[2], max(0.0, cell[3] - foot)))

    def _foot(self, high: float) -> float:
        """How much of the height the caption takes, px."""
        line = words.height(words.KEY, self.figure.dpi)
        lines = self._lines(high, line, self._px(PAD))
        return lines * line + self._px(APART) if lines else 0.0

    def _label(self, layout: Layout, cell: tuple[float, float, float, float]) -> None:
        """Labels keep clear of the caption."""
        foot = self._foot(cell[3])
        super()._label(layout, (cell[0], cell[1] + foot, cell[2], cell[3] - foot))


def wrapped(sentence: str, room: float, size: float, dpi: float) -> list[str]:
    """``sentence`` in lines of at most ``room`` px, broken between words."""
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and words.width(longer, size, dpi) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
