"""The question: a few words and an answer on each button, over the window, which waits meanwhile."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from gui.theme.theme import Theme

from ..controls.appearing import appear

PAD, WRAP = 16, 400
Answer = tuple[str, Callable[[], object]]


def nothing() -> None:
    """The answer of whoever wants all to stay as it is."""


class Question(tk.Toplevel):
    """``answers`` from the first, which Return gives, to the last, which is Escape's and changes nothing."""

    def __init__(self, window: tk.Tk, theme: Theme, title: str, words: str, answers: Sequence[Answer]) -> None:
        super().__init__(window)
        self.withdraw()
        self.title(title)
        px = theme.px
        self.configure(highlightthickness=px(1))
        theme.colour(self, background="background", highlightbackground="edge", highlightcolor="edge")
        inside = ttk.Frame(self, padding=px(PAD))
        inside.pack(fill="both", expand=True)
        self.heading = ttk.Label(inside, text=title, style="Title.TLabel")
        self.heading.pack(anchor="w")
        self.words = ttk.Label(inside, text=words, style="Muted.TLabel", wraplength=px(WRAP), justify="left")
        self.words.pack(anchor="w", pady=(px(8), px(16)))
        foot = ttk.Frame(inside)
        foot.pack(fill="x")
        self.buttons: dict[str, ttk.Button] = {}
        for number, (label, act) in enumerate(answers):
            style = "Primary.TButton" if number == 0 else "TButton"
            button = ttk.Button(foot, text=label, style=style, command=lambda act=act: self._answer(act))
            button.pack(side="right", padx=(px(8), 0))
            self.buttons[label] = button
        first, last = answers[0][0], answers[-1][0]
        for button in reversed(self.buttons.values()):  # Tab goes from the left to the right
            button.lift()
        for key in ("<Return>", "<KP_Enter>"):
            self.bind(key, lambda event: self._enter(first))
        self.bind("<Escape>", lambda event: self.buttons[last].invoke())
        self.protocol("WM_DELETE_WINDOW", self.buttons[last].invoke)
        appear(self, window, next(iter(self.buttons.values())))

    def _enter(self, first: str) -> None:
        """What the button with the keyboard says, else the first answer."""
        focus = self.focus_get()
        chosen = next((button for button in self.buttons.values() if button is focus), self.buttons[first])
        chosen.invoke()

    def _answer(self, act: Callable[[], object]) -> None:
        self.destroy()
        act()
