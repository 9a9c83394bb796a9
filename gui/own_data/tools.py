"""The tools: a strip above the boundary plot while points are drawn, with the classes and what else can be done."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from gui.controls.tooltip import Hints
from gui.theme.theme import Theme
from model.data.own.points import MOST_CLASSES

from .drawing import Drawing
from .marks import Marks

LINE = 2  # px: under the class that is chosen


class Tools(ttk.Frame):
    """Buttons for ``drawing``; ``show`` says what it is at."""

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, drawing: Drawing, save: Callable[[], None]) -> None:
        super().__init__(parent, style="Body.TFrame", padding=(theme.px(4), 0, theme.px(4), theme.px(2)))
        self._theme, self._drawing, self._marks = theme, drawing, Marks(theme)
        self._lines: list[tk.Frame] = []
        self.classes = [self._class(label, hints) for label in range(MOST_CLASSES)]
        self.spray = ttk.Checkbutton(self, text="spray", style="Card.TCheckbutton", command=self._spray)
        self.spray.state(["!alternate", "selected" if drawing.spray else "!selected"])
        self.spray.grid(row=0, column=MOST_CLASSES, padx=(theme.px(8), 0))
        hints.attach(self.spray, "Scatter the points of a stroke around the pointer")
        self.buttons: dict[str, ttk.Button] = {}
        row = ttk.Frame(self, style="Body.TFrame")
        row.grid(row=1, column=0, columnspan=MOST_CLASSES + 1, sticky="w")
        for name, words, help_words, action in (
            ("undo", "Undo", "Take the last stroke back (Ctrl-Z)", drawing.undo),
            ("clear", "Clear", "Begin with an empty plane", drawing.clear),
            ("save", "Save…", "Write the points to a CSV file", save),
            ("done", "Done", "End drawing; the points stay (Esc)", drawing.stop),
        ):
            button = ttk.Button(row, text=words, style="Card.Flat.TButton", command=action)
            button.pack(side="left", padx=(0, theme.px(4)))
            hints.attach(button, help_words)
            self.buttons[name] = button

    def show(self) -> None:
        """Mark the class in force, and offer what can be done."""
        self._underline()
        sketch = self._drawing.sketch
        self.buttons["undo"].state(["!disabled" if sketch is not None and sketch.can_undo else "disabled"])
        self.buttons["clear"].state(["!disabled" if sketch is None or len(sketch) else "disabled"])

    def _class(self, label: int, hints: Hints) -> ttk.Button:
        holder = ttk.Frame(self, style="Body.TFrame")
        holder.grid(row=0, column=label)
        button = ttk.Button(
            holder, text=f" {label}", style="Card.Flat.TButton", compound="left",
            command=lambda: self._drawing.choose(label),
        )  # fmt: skip
        self._theme.follow(button, lambda: button.configure(image=self._marks(label, 12)))
        button.pack()
        line = tk.Frame(holder, height=self._theme.px(LINE))
        line.pack(fill="x")
        self._lines.append(line)
        self._theme.follow(line, self._underline)
        hints.attach(button, f"Draw points of class {label} (key {label})")
        return button

    def _underline(self) -> None:
        palette = self._theme.palette
        for label, line in enumerate(self._lines):
            line.configure(background=palette.accent if label == self._drawing.label else palette.card)

    def _spray(self) -> None:
        self._drawing.spray = self.spray.instate(["selected"])
