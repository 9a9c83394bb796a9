"""The read-out: epoch, step, losses and accuracies in figures that keep their place while they change."""

from __future__ import annotations

import math
import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk

from ..theme import fonts
from ..theme.palette import Palette
from ..theme.theme import Theme

NOTHING = "–"
COUNT, LOSS, SHARE = "12,345,678", "1.23e+05", "100.0 %"  # the longest that must be readable


@dataclass(frozen=True)
class Reading:
    """What the read-out says; NaN where there is nothing to say (no validation set)."""

    epoch: int
    step: int
    train_loss: float
    validation_loss: float
    train_accuracy: float
    validation_accuracy: float


def loss_words(loss: float) -> str:
    """A loss in at most seven characters, with four digits after the point where it is of ordinary size."""
    if math.isnan(loss):
        return NOTHING
    if math.isinf(loss):
        return "∞" if loss > 0 else "-∞"
    return f"{loss:.4f}" if loss == 0.0 or 1e-3 <= abs(loss) < 100.0 else f"{loss:.2e}"


def share_words(share: float) -> str:
    """An accuracy in percent."""
    return NOTHING if math.isnan(share) else f"{100 * share:.1f} %"


class Readout(ttk.Frame):
    """Two lines: the training set's figures above the validation set's, each with the stroke of its curve."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: dict[ttk.Label, str] = {}
        self._names: list[ttk.Label] = []
        self._epoch = self._figure("Epoch", 0, 0, COUNT)
        self._step = self._figure("Step", 1, 0, COUNT)
        self.columnconfigure(2, minsize=theme.px(12))
        self._train_loss, self._train_accuracy = self._set(0, "training", "train", dashed=False)
        self._validation_loss, self._validation_accuracy = self._set(1, "validation", "validation", dashed=True)

    def _figure(self, words: str, row: int, column: int, longest: str) -> ttk.Label:
        px = self._theme.px
        ttk.Label(self, text=words, style="Small.TLabel").grid(row=row, column=column, sticky="w")
        figure = ttk.Label(self, text=NOTHING, style="Value.TLabel", anchor="e")
        figure.grid(row=row, column=column + 1, sticky="e", padx=(px(4), 0))
        self.columnconfigure(column + 1, minsize=px(4) + self._theme.font(fonts.VALUE).measure(longest))
        return figure

    def _set(self, row: int, words: str, role: str, dashed: bool) -> tuple[ttk.Label, ttk.Label]:
        stroke = Stroke(self, self._theme, role, dashed)
        stroke.grid(row=row, column=3, padx=(0, self._theme.px(6)))
        name = ttk.Label(self, text=words, style="Small.TLabel")
        name.grid(row=row, column=4, sticky="w")
        self._names.append(name)
        loss = self._figure("loss", row, 5, LOSS)
        accuracy = self._figure("accuracy", row, 7, SHARE)
        for column in (5, 7):
            self.grid_slaves(row, column)[0].grid_configure(padx=(self._theme.px(8), 0))
        return loss, accuracy

    def show(self, reading: Reading) -> None:
        """Say ``reading``; what did not change costs nothing."""
        self._say(self._epoch, f"{reading.epoch:,}")
        self._say(self._step, f"{reading.step:,}")
        self._say(self._train_loss, loss_words(reading.train_loss))
        self._say(self._validation_loss, loss_words(reading.validation_loss))
        self._say(self._train_accuracy, self._share(reading.train_accuracy, reading.train_loss))
        self._say(self._validation_accuracy, self._share(reading.validation_accuracy, reading.validation_loss))

    @staticmethod
    def _share(accuracy: float, loss: float) -> str:
        """Answers that are no numbers are neither right nor wrong."""
        return share_words(accuracy if math.isfinite(loss) else math.nan)

    def shorten(self, short: bool) -> None:
        """Leave away the names of the sets, or bring them back; the strokes of their curves stay."""
        for name in self._names:
            if short:
                name.grid_remove()
            else:
                name.grid()

    def _say(self, label: ttk.Label, words: str) -> None:
        if self._shown.get(label) != words:
            self._shown[label] = words
            label.configure(text=words)

    @property
    def words(self) -> tuple[str, ...]:
        """The figures as they stand, in reading order."""
        labels = (self._epoch, self._step, self._train_loss, self._train_accuracy)
        return tuple(str(label.cget("text")) for label in (*labels, self._validation_loss, self._validation_accuracy))


class Stroke(tk.Canvas):
    """A short piece of a curve's line: the colour ``role`` of the palette, solid or dashed."""

    def __init__(self, parent: tk.Misc, theme: Theme, role: str, dashed: bool) -> None:
        px = theme.px
        super().__init__(parent, width=px(18), height=px(10), highlightthickness=0, borderwidth=0, takefocus=False)
        pieces = ((0, 7), (11, 18)) if dashed else ((0, 18),)
        lines = [self.create_rectangle(px(start), px(4), px(stop), px(4) + px(2), width=0) for start, stop in pieces]

        def dress() -> None:
            palette: Palette = theme.palette
            self.configure(background=palette.background)
            for line in lines:
                self.itemconfigure(line, fill=getattr(palette, role))

        theme.follow(self, dress)
