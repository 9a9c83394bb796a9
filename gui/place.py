"""A place: one card of the board, which shows one panel at a time; the menu on its title chooses which."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.training.snapshot import Snapshot

from .canvas import PanelCanvas
from .controls.card import Card
from .controls.tooltip import Hints
from .panels import PANELS, PanelRecord
from .panels.arrangement import Cell
from .theme.theme import Theme

GAP = 4  # px on each side of a card


@dataclass(frozen=True)
class RunOrders:
    """What a place asks of the window about runs: look at another one, keep the present one, compare several."""

    look_at: Callable[[int], object]
    keep: Callable[[], object]
    compare: Callable[[], object]


@dataclass(frozen=True)
class Orders:
    """What a place asks of its board: another panel in it, a picture of a panel, the whole board for itself."""

    choose: Callable[[Place, str], None]
    save: Callable[[str], None]
    enlarge: Callable[[Place], None]
    runs: RunOrders | None = None


class Place:
    """``canvas`` shows ``record``'s panel; ``log_button`` switches its y axis, where it can be switched."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, hints: Hints, cell: Cell, record: PanelRecord, orders: Orders
    ) -> None:
        self.cell, self._theme, self._hints, self._orders = cell, theme, hints, orders
        self.card = Card(parent, theme, record.label, self._open_menu)
        self._menu, self._chosen = tk.Menu(self.card, tearoff=False), tk.StringVar(self.card)
        self._buttons()
        self.card.grid(padx=theme.px(GAP), pady=theme.px(GAP), sticky="nsew")
        self.spread(cell)
        self._fill(record)

    def show(self, record: PanelRecord, snapshot: Snapshot | None) -> None:
        """Show another panel, at the same moment."""
        self.canvas.destroy()
        self._fill(record)
        if snapshot is not None:
            self.canvas.show(snapshot)

    def spread(self, cell: Cell) -> None:
        """Stand in ``cell`` of the board's grid."""
        self.card.grid(row=cell.row, column=cell.column, rowspan=cell.rows, columnspan=cell.columns)

    def mark_enlarged(self, enlarged: bool) -> None:
        """Let the button say what it will do next."""
        self._theme.picture(self.enlarge_button, "reduce" if enlarged else "enlarge", 15, "muted")

    def _fill(self, record: PanelRecord) -> None:
        self.record = record
        self.card.title = record.label
        self.canvas = PanelCanvas(
            self.card.body, record, self._theme.palette, pick=self._orders.runs and self._orders.runs.look_at
        )
        self.canvas.widget.pack(fill="both", expand=True)
        self.log_button = self._log() if record.panel.has_log else None
        self.run_buttons = self._runs(self._orders.runs) if record.panel.overlays and self._orders.runs else ()

    def _buttons(self) -> None:
        """The parts of the header that stay whatever panel is shown."""
        self._hints.attach(self.card.handle, lambda: f"{self.record.help} Press for another panel in this place.")
        self.card.header.bind("<Double-Button-1>", lambda event: self._orders.enlarge(self))
        self.camera_button = self._button("camera", lambda: self._orders.save(self.record.name))
        self._hints.attach(self.camera_button, lambda: f"Save a picture of this panel: {self.record.label}")
        self.enlarge_button = self._button("enlarge", lambda: self._orders.enlarge(self))
        self._hints.attach(self.enlarge_button, "Let this panel fill the board, or give the others their room back.")

    def _button(self, icon: str, command: Callable[[], None]) -> ttk.Button:
        button = ttk.Button(self.card.header, style="Card.Flat.TButton", compound="image", command=command)
        self._theme.picture(button, icon, 15, "muted")
        button.pack(side="right")
        return button

    def _log(self) -> ttk.Checkbutton:
        box = ttk.Checkbutton(self.card.header, text="log", style="Card.TCheckbutton", command=self.canvas.toggle_log)
        box.state(["!alternate"])
        self._hints.attach(box, "Logarithmic vertical axis")
        box.pack(side="right", padx=self._theme.px(6))
        self.canvas.widget.bind("<Destroy>", lambda event: box.destroy(), add="+")
        return box

    def _runs(self, runs: RunOrders) -> tuple[ttk.Button, ttk.Button]:
        """Keep and Compare, on a panel that lays runs over each other."""
        made = []
        for icon, words, act, hint in (
            ("pin", " Keep", runs.keep, "Keep this run: the next one is laid over it (K)"),
            ("compare", " Compare", runs.compare, "Several values, settings or seeds together, in lockstep (C)"),
        ):
            button = ttk.Button(self.card.header, text=words, style="Card.Flat.TButton", compound="left", command=act)
            self._theme.picture(button, icon, 14, "muted")
            self._hints.attach(button, hint)
            button.pack(side="left")
            self.canvas.widget.bind("<Destroy>", lambda event, button=button: button.destroy(), add="+")
            made.append(button)
        return made[0], made[1]

    def _open_menu(self) -> None:
        self._fill_menu()
        handle = self.card.handle
        self._menu.tk_popup(handle.winfo_rootx(), handle.winfo_rooty() + handle.winfo_height())

    def _fill_menu(self) -> None:
        """All panels, the present one marked."""
        self._menu.delete(0, "end")
        self._chosen.set(self.record.name)
        for record in PANELS.values():
            self._menu.add_radiobutton(
                label=record.label, value=record.name, variable=self._chosen,
                command=lambda name=record.name: self._orders.choose(self, name),
            )  # fmt: skip
