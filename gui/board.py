"""The board: all panels in their cards, in the arrangement that pictures share."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from model.training.experiment import Experiment
from model.training.snapshot import Snapshot, Status

from .canvas import PanelCanvas
from .controls.card import Card
from .controls.tooltip import Hints
from .panels import PANELS, PanelRecord, standard
from .panels.arrangement import COLUMNS, ROWS
from .panels.toggle import Toggle
from .theme.palette import Palette
from .theme.theme import Theme

GAP = 4  # on each side of a card


class Board(ttk.Frame):
    """``canvases`` holds every panel by name; ``save`` is called with the name of the panel whose camera is pressed.

    ``look`` is called with the names of all overlays that panels want, whenever these change. ``toggles`` holds the
    check buttons by panel and toggle.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        hints: Hints,
        save: Callable[[str], None],
        look: Callable[[frozenset[str]], None] = lambda overlays: None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._hints, self._save = theme, hints, save
        self._look = look
        self._experiment: Experiment | None = None  # the one for which the toggles are offered
        self.canvases: dict[str, PanelCanvas] = {}
        self.toggles: dict[tuple[str, str], ttk.Checkbutton] = {}
        self._waiting: list[str] = []
        self._shown: tuple[int, Status] | None = None
        for axis, count in ((self.columnconfigure, COLUMNS), (self.rowconfigure, ROWS)):
            axis(list(range(count)), weight=1, uniform="cell")
        self.arrangement = standard()
        for name in self.arrangement:
            self._add(PANELS[name])

    def show(self, snapshot: Snapshot) -> None:
        """Show one moment in every panel that is on screen.

        While one and the same run goes on, a picture in which a panel needs its axes drawn anew shows that panel
        alone, so that no picture takes long; the others keep their last one until the next.
        """
        shown, self._shown = self._shown, (snapshot.run, snapshot.status)
        if snapshot.experiment is not self._experiment:
            self._offer(snapshot.experiment)
        for canvas in self.canvases.values():
            canvas.take(snapshot)
        in_motion = shown == self._shown and snapshot.status is Status.RUNNING
        if in_motion and self.catch_up():
            return
        for canvas in self.canvases.values():
            if canvas.visible and not canvas.up_to_date:
                canvas.paint()

    def catch_up(self) -> bool:
        """Draw the panel whose axes have been out of date for longest; False where there is none."""
        stale = [name for name, canvas in self.canvases.items() if canvas.stale and canvas.visible]
        self._waiting = [name for name in self._waiting if name in stale]
        self._waiting += [name for name in stale if name not in self._waiting]
        if not self._waiting:
            return False
        self.canvases[self._waiting.pop(0)].paint()
        return True

    def restyle(self, palette: Palette) -> None:
        """Take other colours."""
        for canvas in self.canvases.values():
            canvas.restyle(palette)

    def close(self) -> None:
        """Cancel what canvases have pending and remove them."""
        for canvas in self.canvases.values():
            canvas.destroy()

    @property
    def toggled(self) -> dict[str, tuple[str, ...]]:
        """By panel, what is switched on in it."""
        return {name: tuple(canvas.panel.on) for name, canvas in self.canvases.items()}

    def _add(self, record: PanelRecord) -> None:
        theme, cell = self._theme, record.cell
        card = Card(self, theme, record.label)
        card.grid(
            row=cell.row, column=cell.column, rowspan=cell.rows, columnspan=cell.columns,
            sticky="nsew", padx=theme.px(GAP), pady=theme.px(GAP),
        )  # fmt: skip
        self._hints.attach(card.header, record.help)
        canvas = PanelCanvas(card.body, record, theme.palette)
        canvas.widget.pack(fill="both", expand=True)
        self.canvases[record.name] = canvas
        self._camera(card, record)
        for toggle in reversed(record.panel.offers()):
            self._toggle(card, record, canvas, toggle)

    def _camera(self, card: Card, record: PanelRecord) -> None:
        button = ttk.Button(
            card.header, style="Card.Flat.TButton", compound="image", command=lambda: self._save(record.name)
        )
        self._theme.picture(button, "camera", 15, "muted")
        self._hints.attach(button, f"Save a picture of this panel: {record.label}")
        button.pack(side="right")

    def _toggle(self, card: Card, record: PanelRecord, canvas: PanelCanvas, toggle: Toggle) -> None:
        def switch() -> None:
            canvas.toggle(toggle.name)
            if toggle.overlay:
                self._look(self._overlays)

        box = ttk.Checkbutton(card.header, text=toggle.label, style="Card.TCheckbutton", command=switch)
        box.state(["!alternate"])
        self._hints.attach(box, toggle.help)
        box.pack(side="right", padx=self._theme.px(6))
        self.toggles[record.name, toggle.name] = box

    @property
    def _overlays(self) -> frozenset[str]:
        """The overlays that panels want in their snapshots."""
        panels = [canvas.panel for canvas in self.canvases.values()]
        return frozenset(each.overlay for panel in panels for each in panel.offers() if each.name in panel.on) - {""}

    def _offer(self, experiment: Experiment) -> None:
        """Hide the toggles that would show nothing in this experiment."""
        self._experiment = experiment
        for name, canvas in self.canvases.items():
            for toggle in reversed(canvas.panel.offers()):
                box, applies = self.toggles[name, toggle.name], toggle.applies(experiment)
                if applies and not box.winfo_manager():
                    box.pack(side="right", padx=self._theme.px(6))
                elif not applies and box.winfo_manager():
                    box.pack_forget()
