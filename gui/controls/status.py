"""The status line along the bottom: what is happening, in words; trouble also by an icon, a colour and a way out."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.table import Table

from ..theme.theme import Theme


@dataclass(frozen=True)
class Tone:
    """How serious a message is: the style of its words, and an icon where one is needed."""

    name: str
    label: str
    style: str
    icon: str = ""


TONES = Table(
    "tone",
    Tone("plain", "news", "Muted.TLabel"),
    Tone("warning", "warning", "Warning.TLabel", "warning"),
    Tone("error", "error", "StatusError.TLabel", "error"),
)


class StatusLine(ttk.Frame):
    """One line of words at the left, a short note (steps a second) at the right, a ``button`` where one is offered."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        px = theme.px
        super().__init__(parent, padding=(px(12), px(4), px(12), px(5)))
        self._theme = theme
        self._tone = TONES["plain"]
        self._words = ttk.Label(self, style=self._tone.style, compound="left")
        self._note = ttk.Label(self, style="Muted.TLabel", anchor="e")
        self._note.pack(side="right", padx=(px(16), 0))
        self._words.pack(side="left", fill="x", expand=True)
        self.button = ttk.Button(self, style="Slim.TButton")
        self._offered = ""
        ttk.Frame(self, height=self.button.winfo_reqheight(), width=0).pack(side="left")  # as high with it as without
        theme.follow(self._words, self._dress)

    def show(self, words: str, tone: str = "plain") -> None:
        """Say ``words``; ``tone`` is one of TONES."""
        tone_changed = TONES[tone] is not self._tone
        self._tone = TONES[tone]
        spaced = f" {words}" if self._tone.icon else words
        if spaced != self._words.cget("text"):
            self._words.configure(text=spaced)
        if tone_changed:
            self._dress()

    def note(self, words: str) -> None:
        """Say ``words`` at the right end."""
        if words != self._note.cget("text"):
            self._note.configure(text=words)

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """A button called ``words`` that calls ``act``; without words there is none."""
        if words == self._offered:
            return
        self._offered = words
        self.button.configure(text=words, command=act)
        if words:
            self.button.pack(side="right", padx=(self._theme.px(12), 0), before=self._words)
        else:
            self.button.pack_forget()

    def take_in(self, widget: tk.Widget) -> None:
        """Give ``widget``, a child of this line, room before the note."""
        widget.pack(side="right", padx=(self._theme.px(12), 0), before=self._words)

    def let_out(self, widget: tk.Widget) -> None:
        """Take its room back."""
        widget.pack_forget()

    @property
    def words(self) -> str:
        """What the line says."""
        return str(self._words.cget("text")).strip()

    def _dress(self) -> None:
        icon = self._theme.icon(self._tone.icon, 14, self._tone.name) if self._tone.icon else ""
        self._words.configure(style=self._tone.style, image=icon)
