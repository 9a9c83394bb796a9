"""A card: a rounded panel with a title, room for buttons beside it, and a body."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from ..theme.theme import Theme

EDGE = 5  # keeps the body off the rounded corners


class Card(ttk.Frame):
    """Put buttons into ``header`` (they stand at its right end when packed so) and the rest into ``body``."""

    def __init__(self, parent: tk.Misc, theme: Theme, title: str = "") -> None:
        super().__init__(parent, style="Card.TFrame", padding=theme.px(EDGE))
        self.header = ttk.Frame(self, style="Body.TFrame")
        self.body = ttk.Frame(self, style="Body.TFrame")
        self._title = ttk.Label(self.header, text=title, style="Card.Title.TLabel")
        self._title.pack(side="left", padx=theme.px(7), pady=theme.px(3))
        if title:
            self.header.pack(side="top", fill="x")
        self.body.pack(side="top", fill="both", expand=True)

    @property
    def title(self) -> str:
        """The words at the top."""
        return str(self._title.cget("text"))

    @title.setter
    def title(self, words: str) -> None:
        self._title.configure(text=words)
