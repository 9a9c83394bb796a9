"""A card: a rounded panel with a title, room for buttons beside it, and a body."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from ..theme.theme import Theme

EDGE = 5  # keeps the body off the rounded corners


class Card(ttk.Frame):
    """Put buttons into ``header`` (they stand at its right end when packed so) and the rest into ``body``.

    With a ``command`` the title is a button: ``handle``, else a label.
    """

    def __init__(
        self, parent: tk.Misc, theme: Theme, title: str = "", command: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent, style="Card.TFrame", padding=theme.px(EDGE))
        self.header = ttk.Frame(self, style="Body.TFrame")
        self.body = ttk.Frame(self, style="Body.TFrame")
        self.handle: ttk.Label | ttk.Button
        if command is None:
            self.handle = ttk.Label(self.header, text=title, style="Card.Title.TLabel")
            self.handle.pack(side="left", padx=theme.px(7), pady=theme.px(3))
        else:
            self.handle = ttk.Button(
                self.header, text=title, style="Card.Header.Flat.TButton", compound="right", command=command
            )
            theme.picture(self.handle, "down", 13, "muted")
            self.handle.pack(side="left")
        if title:
            self.header.pack(side="top", fill="x")
        self.body.pack(side="top", fill="both", expand=True)

    @property
    def title(self) -> str:
        """The words at the top."""
        return str(self.handle.cget("text"))

    @title.setter
    def title(self, words: str) -> None:
        self.handle.configure(text=words)
