"""A group of the form: a card whose title opens and closes it."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from ..theme.theme import Theme

EDGE, RIGHT = 3, 9


class Group(ttk.Frame):
    """A titled card that folds; rows go into ``body``."""

    def __init__(self, parent: tk.Misc, theme: Theme, title: str) -> None:
        super().__init__(parent, style="Card.TFrame", padding=(theme.px(EDGE), theme.px(EDGE)))
        self._theme = theme
        self.open = True
        head = ttk.Frame(self, style="Body.TFrame")
        self.button = ttk.Button(
            head, text=f" {title}", style="Card.Header.Flat.TButton", compound="left", command=self.toggle
        )
        self.button.pack(side="left")
        self._summary = ttk.Label(head, style="Card.Small.TLabel")
        self._summary.pack(side="right", padx=(0, theme.px(RIGHT)))
        head.pack(fill="x")
        self.body = ttk.Frame(self, style="Body.TFrame", padding=(0, 0, theme.px(RIGHT), theme.px(5)))
        self.body.columnconfigure(0, weight=1)
        self.body.pack(fill="x")
        theme.follow(self.button, self._chevron)

    @staticmethod
    def margins(theme: Theme) -> int:
        """The pixels that a group takes at the left and right of its rows."""
        return 2 * theme.px(EDGE) + theme.px(RIGHT)

    def summarize(self, words: str) -> None:
        """Say ``words`` beside the title, also while the group is closed."""
        self._summary.configure(text=words)

    @property
    def summary(self) -> str:
        """What stands beside the title."""
        return str(self._summary.cget("text"))

    def toggle(self) -> None:
        """Open or close."""
        self.open = not self.open
        if self.open:
            self.body.pack(fill="x")
        else:
            self.body.pack_forget()
        self._chevron()

    def _chevron(self) -> None:
        self.button.configure(image=self._theme.icon("down" if self.open else "right", 12, "muted"))
