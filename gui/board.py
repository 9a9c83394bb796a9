"""The board: places for panels, in the arrangement that pictures share."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Collection
from tkinter import ttk

from model.training.experiment import Experiment
from model.training.snapshot import Snapshot, Status

from .canvas import PanelCanvas
from .controls.tooltip import Hints
from .panels import PANELS, VIEWS, stand_in, standard
from .panels.arrangement import COLUMNS, ROWS, WHOLE, Cell
from .panels.toggle import LOG
from .panels.wish import Wish
from .place import Orders, Place
from .theme.palette import Palette
from .theme.theme import Theme


class Board(ttk.Frame):
    """``save`` is called with the name of the panel whose camera is pressed, ``grant`` with what panels wish for.

    ``look`` is called with the names of all overlays that panels want, whenever these change.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        hints: Hints,
        save: Callable[[str], None],
        grant: Callable[[Wish], None],
        look: Callable[[frozenset[str]], None],
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._experiment: Experiment | None = None  # the one for which the toggles are offered
        self._waiting: list[str] = []
        self._shown: tuple[int, Status] | None = None
        self._snapshot: Snapshot | None = None
        self._enlarged: Place | None = None
        for axis, count in ((self.columnconfigure, COLUMNS), (self.rowconfigure, ROWS)):
            axis(list(range(count)), weight=1, uniform="cell")
        orders = Orders(self._choose, save, self._enlarge, grant, self._look_now, {})
        self._place: Callable[[str, Cell], Place] = lambda name, cell: Place(
            self, theme, hints, cell, PANELS[name], orders
        )
        self.view = next(iter(VIEWS))
        self._left: dict[str, list[str]] = {}  # the panels of views that a person has left, in their places
        self.places = [self._place(name, cell) for name, cell in standard().items()]

    @property
    def canvases(self) -> dict[str, PanelCanvas]:
        """Every panel that has a place, by name."""
        return {place.record.name: place.canvas for place in self.places}

    @property
    def toggles(self) -> dict[tuple[str, str], ttk.Checkbutton]:
        """The check buttons by panel and toggle."""
        return {(place.record.name, name): box for place in self.places for name, box in place.toggles.items()}

    @property
    def arrangement(self) -> dict[str, Cell]:
        """Which panel stands where; only the enlarged one, where there is one."""
        if self._enlarged is not None:
            return {self._enlarged.record.name: WHOLE}
        return {place.record.name: place.cell for place in self.places}

    @property
    def toggled(self) -> dict[str, tuple[str, ...]]:
        """By panel, what is switched on in it."""
        return {name: tuple(canvas.panel.on) for name, canvas in self.canvases.items()}

    @property
    def chosen(self) -> dict[str, dict[str, str]]:
        """What is chosen in the panels that leave a choice, by name."""
        return {name: dict(canvas.panel.chosen) for name, canvas in self.canvases.items() if canvas.panel.chosen}

    def show(self, snapshot: Snapshot) -> None:
        """Show one moment in every panel that is on screen.

        While one and the same run goes on, a picture in which a panel needs its axes drawn anew shows that panel
        alone, so that no picture takes long; the others keep their last one until the next.
        """
        if self._snapshot is None or bool(self._snapshot.companions) != bool(snapshot.companions):
            self._suit(bool(snapshot.companions))
        self._snapshot = snapshot
        shown, self._shown = self._shown, (snapshot.run, snapshot.status)
        if snapshot.experiment is not self._experiment:
            self._offer(snapshot.experiment)
        canvases = self.canvases.values()
        for canvas in canvases:
            canvas.take(snapshot)
        for place in self.places:
            place.say_title()
            place.refresh()
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

    def wants(self) -> list[Wish]:
        """What the panels on screen need now, without being asked."""
        wishes = (canvas.panel.wants() for canvas in self.canvases.values() if canvas.visible)
        return [wish for wish in wishes if wish is not None]

    def adopt(self, view: str) -> None:
        """Arrange the panels as ``VIEWS[view]`` says, or as they were left in it."""
        if self._enlarged is not None:
            self._enlarge(self._enlarged)
        for place in self.places:
            place.remember()
        self._left[self.view] = [place.record.name for place in self.places]
        self.view, cells = view, list(VIEWS[view].cells.values())
        names = self._left.get(view, list(VIEWS[view].cells))
        for surplus in self.places[len(cells) :]:
            surplus.destroy()
        self.places = self.places[: len(cells)]
        for place, name, cell in zip(self.places, names, cells):
            place.spread(cell)
            if place.record.name != name:
                place.show(PANELS[name], self._snapshot)
        for name, cell in list(zip(names, cells))[len(self.places) :]:
            self.places.append(self._place(name, cell))
            self.places[-1].bring(self._snapshot)
        self._suit(bool(self._snapshot and self._snapshot.companions))

    def arrange(self, names: list[str]) -> None:
        """Show the panels ``names`` in the places, in order; places beyond keep what is not among them."""
        if len(names) > len(self.places):
            self.adopt(max(VIEWS, key=lambda view: len(VIEWS[view].cells)))
        for place, name in zip(self.places, names):
            self._choose(place, name)

    def set_logarithmic(self, names: Collection[str]) -> None:
        """Give the panels ``names`` a logarithmic axis, and no others."""
        for (panel, toggle), box in self.toggles.items():
            if toggle == LOG.name and (panel in names) != (LOG.name in self.canvases[panel].panel.on):
                box.invoke()

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
                place.remember()
                place.show(PANELS[name], None)
                self._experiment = None  # what the new panel offers has to be looked through
        self._look_now()

    def _choose(self, place: Place, name: str) -> None:
        """Show a panel in a place; where it stood before comes what stood here."""
        if place.record.name == name:
            return
        for other in self.places:
            other.remember()
        for other in self.places:
            if other.record.name == name:
                other.show(place.record, self._snapshot)
        place.show(PANELS[name], self._snapshot)
        self._look_now()

    def _enlarge(self, place: Place) -> None:
        """Let a place fill the board, or give the others their room back."""
        self._enlarged = None if self._enlarged is place else place
        for other in self.places:
            if self._enlarged not in (None, other):
                other.card.grid_remove()
            else:
                other.fill(other is self._enlarged)
        place.mark_enlarged(self._enlarged is place)

    def _look_now(self) -> None:
        """Something was switched: say which overlays panels want in their snapshots."""
        panels = [canvas.panel for canvas in self.canvases.values()]
        wanted = {each.overlay for panel in panels for each in panel.offers() if each.name in panel.on} - {""}
        self._look(frozenset(wanted))

    def _offer(self, experiment: Experiment) -> None:
        """Hide the toggles that would show nothing in this experiment."""
        self._experiment = experiment
        for place in self.places:
            place.offer(experiment)
