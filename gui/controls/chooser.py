"""A chooser: a small button in a card's header that says what is chosen and opens a list of the rest."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from ..theme.theme import Theme


class Chooser(ttk.Button):
    """One of ``labels``; ``on_choice(label)`` is called when another is taken from the list."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, labels: Sequence[str], chosen: str, on_choice: Callable[[str], object]
    ) -> None:
        super().__init__(parent, text=chosen, style="Small.Card.Flat.TButton", compound="right", command=self._open)
        theme.picture(self, "down", 11, "muted")
        self._on_choice, self._chosen = on_choice, tk.StringVar(self, chosen)
        self.menu = tk.Menu(self, tearoff=False)
        for label in labels:
            self.menu.add_radiobutton(label=label, value=label, variable=self._chosen, command=self._taken)

    @property
    def chosen(self) -> str:
        """The label that is chosen."""
        return self._chosen.get()

    def _open(self) -> None:
        self.menu.tk_popup(self.winfo_rootx(), self.winfo_rooty() + self.winfo_height())

    def _taken(self) -> None:
        self.configure(text=self.chosen)
        self._on_choice(self.chosen)
