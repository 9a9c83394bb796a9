"""The bar of a recording in the status line: how much is done, how large it will be, and a button that ends it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from gui.controls.tooltip import Hints
from gui.theme.theme import Theme

from .recording import Recording

LONG = 120  # px at scale 1


class RecordingBar(ttk.Frame):
    """``words`` says the state of the recording that is shown; ``cancel`` is called when its button is pressed."""

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, cancel: Callable[[], None]) -> None:
        super().__init__(parent)
        px = theme.px
        self._file = ""
        room = ttk.Frame(self, width=px(LONG), height=1)  # so that the line gets no higher by the bar
        self.bar = ttk.Progressbar(room, maximum=1.0)
        self.bar.place(rely=0.5, relwidth=1.0, anchor="w")
        self._label = ttk.Label(self, style="Muted.TLabel")
        self.button = ttk.Button(self, text="Cancel", style="Slim.TButton", command=cancel)
        room.pack(side="left", fill="y", padx=(0, px(8)))
        self._label.pack(side="left")
        self.button.pack(side="left", padx=(px(10), 0))
        for widget in (self.bar, self._label):
            hints.attach(widget, lambda: self._file, side="above")

    @property
    def words(self) -> str:
        """How far it is."""
        return str(self._label.cget("text"))

    def show(self, recording: Recording) -> None:
        """Say how far ``recording`` is."""
        reached = recording.reached
        self._file = f"Recording {recording.out}. Training goes on undisturbed."
        self.bar.configure(value=reached.done / reached.frames if reached.frames else 0.0)
        self.button.state(["disabled" if recording.cancelled else "!disabled"])
        words = "Cancelling…" if recording.cancelled else said(recording)
        if words != self.words:
            self._label.configure(text=words)


def said(recording: Recording) -> str:
    """How far it is, and how large the file will be."""
    reached = recording.reached
    if not reached.frames:
        return "Recording: getting ready…"
    size = f" · about {size_words(reached.estimated)}" if reached.estimated else ""
    return f"Recording: {reached.done:,} of {reached.frames:,} frames{size}"


def size_words(count: float) -> str:
    """So many bytes, to two digits, as file managers write them."""
    for unit in ("kB", "MB", "GB"):
        count /= 1000
        if count < 999.5 or unit == "GB":
            break
    return f"{float(f'{count:.2g}'):,.{1 if count < 9.95 else 0}f} {unit}"
