"""The preview of an activation: its small picture under the field in which it is chosen."""

from __future__ import annotations

import time
import tkinter as tk
from tkinter import ttk
from typing import Any

from model.analysis.preactivations import Preactivations
from model.nn.activations import ACTIVATIONS
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from ..panels.activation import EDGES, draw_activation
from ..theme.theme import Theme
from .fields import ChoiceField

HEIGHT, LEFT = 62, 16
DPI = 96.0
REST = 0.2  # s between two pictures of a network in training


class Preview(ttk.Frame):
    """Follows the experiment at once, the list of choices while it is browsed, and a network a few times a second."""

    def __init__(self, parent: tk.Misc, theme: Theme, field: ChoiceField) -> None:
        super().__init__(parent, style="Body.TFrame", height=theme.px(HEIGHT))
        self.pack_propagate(False)
        self._theme, self._experiment = theme, Experiment()
        self._image = tk.PhotoImage(master=self)
        self._label = tk.Label(self, image=self._image, borderwidth=0, highlightthickness=0, takefocus=0)
        self._label.place(x=theme.px(LEFT), y=0)
        self._browsed: str | None = None
        self._sums: Preactivations | None = None
        self._drawn: tuple[Any, ...] = ()
        self._due = 0.0
        field.on_browse(self.browse)
        self.bind("<Configure>", lambda event: self._paint())
        theme.colour(self._label, background="card")
        theme.follow(self, self._paint)

    @property
    def activation(self) -> str:
        """The name of the activation that is shown."""
        return self._browsed or self._experiment.activation

    def show(self, experiment: Experiment) -> None:
        """Show the activation of ``experiment``."""
        self._experiment, self._browsed = experiment, None
        self._paint()

    def browse(self, name: str | None) -> None:
        """Show another activation while the list is open; None is the chosen one again."""
        self._browsed = name
        self._paint()

    def observe(self, snapshot: Snapshot) -> None:
        """Show where the sums of a network lie."""
        now = time.monotonic()
        if snapshot.preactivations is not self._sums and now >= self._due:
            self._sums, self._due = snapshot.preactivations, now + REST
            self._paint()

    def _paint(self) -> None:
        """Draw, if anything has changed and there is room."""
        theme, sums = self._theme, self._sums
        size = self.winfo_width() - theme.px(LEFT), self.winfo_height()
        slope = self._experiment.replace(activation=self.activation).slope
        wanted = (size, theme.palette, self.activation, slope, sums)
        same = len(self._drawn) == len(wanted) and all(a is b or a == b for a, b in zip(self._drawn[:4], wanted[:4]))
        if size[0] < theme.px(100) or (same and self._drawn[4] is sums):
            return
        self._drawn = wanted
        shares = sums.over(EDGES) if sums is not None and len(sums.low) else None
        pixels = draw_activation(
            size,
            DPI * theme.scale,
            theme.palette,
            ACTIVATIONS[self.activation],
            slope,
            shares.mean(axis=0) if shares is not None else None,
        )
        self._image.configure(data=b"P6 %d %d 255\n" % size + pixels.tobytes(), format="ppm")
