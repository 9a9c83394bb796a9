"""A place: one card of the board, which shows one panel at a time; the menu on its title chooses which."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .canvas import PanelCanvas
from .controls.bar import Bar
from .controls.card import Card
from .controls.chooser import Chooser
from .controls.crowd import fit
from .controls.tooltip import Hints
from .panels import PANELS, PanelRecord
from .panels.arrangement import WHOLE, Cell
from .panels.toggle import Toggle
from .panels.wish import Wish
from .theme.theme import Theme

GAP = 4  # px on each side of a card
TOGGLE_GAP = 6  # px on each side of a toggle


@dataclass(frozen=True)
class Orders:
    """What a place asks of its board: another panel in it, a picture of a panel, the whole board, a panel's wish; and
    that it is told when something was switched that needs more in the snapshots.

    ``remembered`` has the views of panels that have been shown before, by name: what was switched on and chosen.
    """

    choose: Callable[[Place, str], None]
    save: Callable[[str], None]
    enlarge: Callable[[Place], None]
    grant: Callable[[Wish], None]
    look: Callable[[], None]
    remembered: dict[str, tuple[set[str], dict[str, str]]]


class Place:
    """``canvas`` shows ``record``'s panel; ``toggles`` holds the check buttons of what can be switched in it.

    ``bar`` holds the panel's own controls, where it has any; ``choosers`` has a list for each of its ``choices``.
    """

    def __init__(
        self, parent: tk.Misc, theme: Theme, hints: Hints, cell: Cell, record: PanelRecord, orders: Orders
    ) -> None:
        self._theme, self._hints, self._orders = theme, hints, orders
        self.card = Card(parent, theme, record.label, self._open_menu)
        self._menu, self._chosen = tk.Menu(self.card, tearoff=False), tk.StringVar(self.card)
        self._buttons()
        self.card.configure(width=1, height=1)  # long words in a header must not take room from other places
        self.card.pack_propagate(False)
        self.card.grid(padx=theme.px(GAP), pady=theme.px(GAP), sticky="nsew")
        self.spread(cell)
        self._fill(record)

    def show(self, record: PanelRecord, snapshot: Snapshot | None) -> None:
        """Show another panel, at the same moment, with what was switched on and chosen when it was remembered."""
        self.canvas.destroy()
        self._fill(record)
        self.bring(snapshot)

    def bring(self, snapshot: Snapshot | None) -> None:
        """Show the moment that all other places show, if there is one."""
        if snapshot is not None:
            self.offer(snapshot.experiment)
            self.canvas.show(snapshot)
            self.refresh()

    def destroy(self) -> None:
        """Leave the board for good."""
        self.canvas.destroy()
        self.card.destroy()

    def remember(self) -> None:
        """Keep what is switched on and chosen, for whatever place shows this panel next."""
        self._orders.remembered[self.record.name] = self.canvas.panel.on, self.canvas.panel.chosen

    def refresh(self) -> None:
        """Bring the panel's own controls up to date."""
        if self.bar is not None:
            self.bar.refresh()

    def say_title(self) -> None:
        """The title of what the panel shows now."""
        title = self.canvas.panel.heading or self.record.label
        if title != self._title:
            self.card.title = self._title = title
            self._fit()

    def spread(self, cell: Cell) -> None:
        """Stand in ``cell`` of the board's grid from now on."""
        self.cell = cell
        self.fill(False)

    def fill(self, whole: bool) -> None:
        """Stand in the ``whole`` grid for a while, or in its own cell."""
        cell = WHOLE if whole else self.cell
        self.card.grid(row=cell.row, column=cell.column, rowspan=cell.rows, columnspan=cell.columns)

    def mark_enlarged(self, enlarged: bool) -> None:
        """Let the button say what it will do next."""
        self._theme.picture(self.enlarge_button, "reduce" if enlarged else "enlarge", 15, "muted")

    def _fill(self, record: PanelRecord) -> None:
        self.record = record
        self.card.title = self._title = record.label
        self.canvas = PanelCanvas(self.card.body, record, self._theme.palette)
        on, chosen = self._orders.remembered.get(record.name, (set(), {}))
        self.canvas.panel.on.update(on)
        self.canvas.panel.chosen.update(chosen)
        self.bar = self._own_controls() if record.panel.controls else None
        self.canvas.widget.pack(fill="both", expand=True)
        self.canvas.widget.bind("<Button-1>", self._click, add="+")
        self.toggles = {toggle.name: self._toggle(toggle) for toggle in reversed(record.panel.offers())}
        self._offered = list(self.toggles)
        self.choosers = {name: self._chooser(name) for name in record.panel.choices}
        self.run_buttons = self._runs() if record.panel.lays_over else ()
        self._fit()

    def _buttons(self) -> None:
        """The parts of the header that stay whatever panel is shown."""
        self._hints.attach(self.card.handle, lambda: f"{self.record.help} Press for another panel in this place.")
        self.card.header.bind("<Configure>", lambda event: self._fit())
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

    def _own_controls(self) -> Bar:
        bar = Bar(self.card.body, self._theme, self._hints, self.canvas.panel, self._grant)
        bar.pack(side="top", fill="x")
        self.canvas.widget.bind("<Destroy>", lambda event: bar.destroy(), add="+")
        return bar

    def _click(self, event: tk.Event) -> None:
        wish = self.canvas.panel.clicked(event.x, self.canvas.widget.winfo_height() - event.y)
        if wish is not None:
            self._grant(wish)

    def _grant(self, wish: Wish) -> None:
        if wish.redraw:
            self.canvas.redraw()
        else:
            self._orders.grant(wish)

    def offer(self, experiment: Experiment) -> None:
        """Hide the toggles that would show nothing in this experiment."""
        offered = [toggle.name for toggle in reversed(self.record.panel.offers()) if toggle.applies(experiment)]
        if offered != self._offered:
            self._offered = offered
            self._fit()

    def _fit(self) -> None:
        """In a narrow header words give way to icons, then toggles give way; the menu on the title has them too."""
        wanted = [self.toggles[name] for name in self._offered]
        others = [box for box in self.toggles.values() if box.winfo_manager()]
        fit(self.card.header, self.run_buttons, wanted, others, self._theme.px(TOGGLE_GAP))

    def _toggle(self, toggle: Toggle) -> ttk.Checkbutton:
        def switch() -> None:
            self.canvas.toggle(toggle.name)
            if toggle.overlay:
                self._orders.look()

        box = ttk.Checkbutton(self.card.header, text=toggle.label, style="Card.TCheckbutton", command=switch)
        box.state(["!alternate", "selected" if toggle.name in self.canvas.panel.on else "!selected"])
        self._hints.attach(box, toggle.help)
        self.canvas.widget.bind("<Destroy>", lambda event: box.destroy(), add="+")
        return box

    def _chooser(self, name: str) -> Chooser:
        canvas = self.canvas
        labels, now = self.record.panel.choices[name], canvas.panel.chosen[name]
        box = Chooser(self.card.header, self._theme, labels, now, lambda label: canvas.choose(name, label))
        self._hints.attach(box, f"Choose the {name} that is shown.")
        box.pack(side="right")
        canvas.widget.bind("<Destroy>", lambda event: box.destroy(), add="+")
        return box

    def _runs(self) -> tuple[ttk.Button, ...]:
        """Keep and Compare, on a panel that lays runs over each other."""
        made = []
        for icon, words, name, hint in (
            ("pin", " Keep", "keep", "Keep this run: the next one is laid over it (K)"),
            ("compare", " Compare", "compare", "Several values, settings or seeds together, in lockstep (C)"),
        ):
            button = ttk.Button(
                self.card.header, text=words, style="Card.Flat.TButton", compound="left",
                command=lambda name=name: self._grant(Wish(command=name)),
            )  # fmt: skip
            self._theme.picture(button, icon, 14, "muted")
            self._hints.attach(button, hint)
            button.pack(side="left")
            self.canvas.widget.bind("<Destroy>", lambda event, button=button: button.destroy(), add="+")
            made.append(button)
        return tuple(made)

    def _open_menu(self) -> None:
        self._fill_menu()
        handle = self.card.handle
        self._menu.tk_popup(handle.winfo_rootx(), handle.winfo_rooty() + handle.winfo_height())

    def _fill_menu(self) -> None:
        """All panels, the present one marked, and what can be switched in it."""
        self._menu.delete(0, "end")
        self._chosen.set(self.record.name)
        for record in PANELS.values():
            self._menu.add_radiobutton(
                label=record.label, value=record.name, variable=self._chosen,
                command=lambda name=record.name: self._orders.choose(self, name),
            )  # fmt: skip
        self._switched = {name: tk.BooleanVar(self.card, name in self.canvas.panel.on) for name in self._offered}
        for number, name in enumerate(reversed(self._offered)):
            if not number:
                self._menu.add_separator()
            box = self.toggles[name]
            self._menu.add_checkbutton(label=box.cget("text"), variable=self._switched[name], command=box.invoke)
