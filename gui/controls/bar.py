"""The bar: a panel's own buttons and drop lists, in a row above its picture."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from ..panels.panel import Panel
from ..panels.wish import Control, Pick, Press, Wish
from ..theme import fonts
from ..theme.theme import Theme
from .tooltip import Hints

WIDEST, SHORT = 24, 9  # characters of a drop list; a shorter one never gives way


class Bar(ttk.Frame):
    """``parts`` holds every button and list by its control's name; ``grant`` is given what a person wishes."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, hints: Hints, panel: Panel, grant: Callable[[Wish], None]
    ) -> None:
        super().__init__(parent, style="Body.TFrame", padding=(theme.px(6), 0, theme.px(6), 0))
        self._theme, self._panel, self._grant = theme, panel, grant
        self._said: dict[str, object] = {}
        self.parts: dict[str, ttk.Widget] = {}
        for control in panel.controls:
            part = self._press(control) if isinstance(control, Press) else self._pick(control)
            hints.attach(part, control.help)
            self.parts[control.name] = part
        self.refresh()

    def refresh(self) -> None:
        """Bring words and choices up to date; nothing is touched while nothing has changed."""
        said = {control.name: self._words(control) for control in self._panel.controls}
        if said == self._said:
            return
        for control in self._panel.controls:
            if said[control.name] != self._said.get(control.name) and said[control.name]:
                self._dress(control, said[control.name])
        shown = [name for name, words in said.items() if words]
        if shown != [name for name, words in self._said.items() if words]:
            self._line_up(shown)
        self._said = said

    def _line_up(self, names: list[str]) -> None:
        """Side by side; lists give way where there is little room, for the bar never widens its card."""
        for part in self.parts.values():
            part.grid_forget()
        for column in range(len(self.parts) + 1):
            self.columnconfigure(column, weight=0)
        for column, name in enumerate(names):
            self.parts[name].grid(row=0, column=column, sticky="ew", padx=self._theme.px(2))
            gives = isinstance(self.parts[name], ttk.Combobox) and int(self.parts[name].cget("width")) > SHORT
            self.columnconfigure(column, weight=int(gives))
        self.columnconfigure(len(names), weight=1000)  # whatever is left over
        self.configure(width=1, height=max(self.parts[name].winfo_reqheight() for name in names))
        self.grid_propagate(False)

    def _words(self, control: Control) -> object:
        """The label of a button; the offers of a list and which is chosen; false where the control is hidden."""
        if isinstance(control, Press):
            return control.label(self._panel)
        offers = tuple(control.offers(self._panel))
        return (offers, control.chosen(self._panel)) if offers else ()

    def _dress(self, control: Control, words: object) -> None:
        part = self.parts[control.name]
        if isinstance(part, ttk.Combobox):
            offers, chosen = words  # type: ignore[misc]
            body = self._theme.font(fonts.BODY)
            longest = max(map(body.measure, offers)) / body.measure("0")
            part.configure(values=offers, width=min(WIDEST, int(longest) + 1), height=min(20, len(offers)))
            part.current(min(max(chosen, 0), len(offers) - 1))
        else:
            part.configure(text=words)

    def _press(self, control: Press) -> ttk.Button:
        return ttk.Button(self, style="Card.TButton", command=lambda: self._wish(control.wish(self._panel)))

    def _pick(self, control: Pick) -> ttk.Combobox:
        box = ttk.Combobox(self, style="Card.TCombobox", state="readonly", exportselection=False)

        def picked(_event: object) -> None:
            box.selection_clear()
            self._wish(control.pick(self._panel, box.current()))

        box.bind("<<ComboboxSelected>>", picked)
        return box

    def _wish(self, wish: Wish | None) -> None:
        if wish is not None:
            self._grant(wish)
        self.refresh()
