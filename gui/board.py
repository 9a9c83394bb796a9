"""The board: places for panels, in the arrangement that pictures share."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from model.training.snapshot import Snapshot, Status

from .canvas import PanelCanvas
from .controls.tooltip import Hints
from .panels import PANELS, stand_in, standard
from .panels.arrangement import COLUMNS, ROWS, WHOLE, Cell
from .place import Orders, Place, RunOrders
from .theme.palette import Palette
from .theme.theme import Theme


class Board(ttk.Frame):
    """``save`` is called with the name of the panel whose camera is pressed."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        hints: Hints,
        save: Callable[[str], None],
        runs: RunOrders | None = None,
    ) -> None:
        super().__init__(parent)
        self._waiting: list[str] = []
        self._shown: tuple[int, Status] | None = None
        self._snapshot: Snapshot | None = None
        self._enlarged: Place | None = None
        for axis, count in ((self.columnconfigure, COLUMNS), (self.rowconfigure, ROWS)):
            axis(list(range(count)), weight=1, uniform="cell")
        orders = Orders(self._choose, save, self._enlarge, runs)
        self.places = [Place(self, theme, hints, cell, PANELS[name], orders) for name, cell in standard().items()]

    @property
    def canvases(self) -> dict[str, PanelCanvas]:
        """Every panel that has a place, by name."""
        return {place.record.name: place.canvas for place in self.places}

    @property
    def log_buttons(self) -> dict[str, ttk.Checkbutton]:
        """The switches of the panels that have one, by name."""
        return {place.record.name: place.log_button for place in self.places if place.log_button}

    @property
    def arrangement(self) -> dict[str, Cell]:
        """Which panel stands where; only the enlarged one, where there is one."""
        if self._enlarged is not None:
            return {self._enlarged.record.name: WHOLE}
        return {place.record.name: place.cell for place in self.places}

    @property
    def logarithmic(self) -> list[str]:
        """The panels whose y axis is logarithmic by a person's wish."""
        return [name for name in self.log_buttons if self.canvases[name].panel.logarithmic]

    def show(self, snapshot: Snapshot) -> None:
        """Show one moment in every panel that is on screen.

        While one and the same run goes on, a picture in which a panel needs its axes drawn anew shows that panel
        alone, so that no picture takes long; the others keep their last one until the next.
        """
        if self._snapshot is None or bool(self._snapshot.companions) != bool(snapshot.companions):
            self._suit(bool(snapshot.companions))
        self._snapshot = snapshot
        shown, self._shown = self._shown, (snapshot.run, snapshot.status)
        canvases = self.canvases.values()
        for canvas in canvases:
            canvas.take(snapshot)
        in_motion = shown == self._shown and snapshot.status is Status.RUNNING
        if in_motion and self.catch_up():
            return
        for canvas in canvases:
            if canvas.visible and not canvas.up_to_date:
                canvas.paint()

    def catch_up(self) -> bool:
        """Draw the panel whose axes have been out of date for longest; False where there is none."""
        canvases = self.canvases
        stale = [name for name, canvas in canvases.items() if canvas.stale and canvas.visible]
        self._waiting = [name for name in self._waiting if name in stale]
        self._waiting += [name for name in stale if name not in self._waiting]
        if not self._waiting:
            return False
        canvases[self._waiting.pop(0)].paint()
        return True

    def arrange(self, names: list[str]) -> None:
        """Show the panels ``names`` in the places, in order; places beyond keep what is not among them."""
        for place, name in zip(self.places, names):
            self._choose(place, name)

    def restyle(self, palette: Palette) -> None:
        """Take other colours."""
        for canvas in self.canvases.values():
            canvas.restyle(palette)

    def close(self) -> None:
        """Cancel what canvases have pending and remove them."""
        for canvas in self.canvases.values():
            canvas.destroy()

    def _suit(self, several: bool) -> None:
        """Show the panels that suit several runs, or one, where there is such a pair."""
        names = stand_in({place.record.name: place.cell for place in self.places}, several)
        for place, name in zip(self.places, names):
            if place.record.name != name:
                place.show(PANELS[name], None)

    def _choose(self, place: Place, name: str) -> None:
        """Show a panel in a place; where it stood before comes what stood here."""
        if place.record.name == name:
            return
        for other in self.places:
            if other.record.name == name:
                other.show(place.record, self._snapshot)
        place.show(PANELS[name], self._snapshot)

    def _enlarge(self, place: Place) -> None:
        """Let a place fill the board, or give the others their room back."""
        self._enlarged = None if self._enlarged is place else place
        for other in self.places:
            if self._enlarged not in (None, other):
                other.card.grid_remove()
            else:
                other.spread(WHOLE if other is self._enlarged else other.cell)
        place.mark_enlarged(self._enlarged is place)
