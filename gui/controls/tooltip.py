"""The hint: a dark bubble with a few words beside whatever has the pointer or the keyboard."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from ..theme.theme import Theme

DELAY, LINGER = 500, 80  # milliseconds of rest before it appears, and after which it goes
STAYS = 9000  # milliseconds after which it no longer hides what is under it
WIDTH = 270
GAP = 8

Words = str | Callable[[], str]


class Hints:
    """One bubble for a whole window, placed inside it: no window manager can misplace it or give it the focus."""

    def __init__(self, theme: Theme, window: tk.Misc) -> None:
        self._theme, self._window = theme, window
        self._waiting: str | None = None
        self._target: tk.Misc | None = None
        self._bubble = ttk.Frame(window, style="Bubble.TFrame", padding=(theme.px(10), theme.px(7)))
        self._label = ttk.Label(self._bubble, style="Bubble.TLabel", wraplength=theme.px(WIDTH), justify="left")
        self._label.pack()
        self._bubble.bind("<Destroy>", lambda event: self._cancel())

    def attach(self, widget: tk.Misc, words: Words, side: str = "below", beside: tk.Misc | None = None) -> None:
        """Show ``words`` for ``widget``; ``side`` is "below", "above" or "right" of it, or of ``beside``."""
        anchor = beside or widget

        def come(_event: object) -> None:
            self._later(anchor, words, side)

        widget.bind("<Enter>", come, add="+")
        widget.bind("<Leave>", lambda event: self._wait(LINGER, self.hide), add="+")
        widget.bind("<Button>", lambda event: self.hide(), add="+")
        if _takes_keys(widget):
            widget.bind("<FocusIn>", come, add="+")
            widget.bind("<FocusOut>", lambda event: self.hide(), add="+")
            widget.bind("<Key>", lambda event: self.hide(), add="+")

    def hide(self) -> None:
        """Take the bubble away."""
        self._cancel()
        self._target = None
        if self._bubble.winfo_exists():
            self._bubble.place_forget()

    @property
    def words(self) -> str:
        """What the bubble says; empty while it is hidden."""
        return str(self._label.cget("text")) if self._bubble.winfo_manager() else ""

    def _later(self, anchor: tk.Misc, words: Words, side: str) -> None:
        if self._target is anchor:  # the pointer moved within what is explained already
            self._cancel()
        else:
            self._wait(DELAY, lambda: self._show(anchor, words, side))

    def _wait(self, milliseconds: int, act: Callable[[], None]) -> None:
        self._cancel()
        self._waiting = self._window.after(milliseconds, act)

    def _cancel(self) -> None:
        if self._waiting is not None:
            self._window.after_cancel(self._waiting)
            self._waiting = None

    def _show(self, anchor: tk.Misc, words: Words, side: str) -> None:
        self._waiting = None
        text = words() if callable(words) else words
        if not text or not anchor.winfo_exists() or not anchor.winfo_viewable():
            return
        self._label.configure(text=text)
        self._target = anchor
        left, top = self._place(anchor, side)
        self._bubble.place(x=left, y=top)
        self._bubble.lift()
        self._wait(STAYS, self.hide)

    def _place(self, anchor: tk.Misc, side: str) -> tuple[int, int]:
        """Beside the anchor, but never beyond the window."""
        gap = self._theme.px(GAP)
        left = anchor.winfo_rootx() - self._window.winfo_rootx()
        top = anchor.winfo_rooty() - self._window.winfo_rooty()
        if side == "right":
            left += anchor.winfo_width() + gap
        elif side == "above":
            self._bubble.update_idletasks()  # its height is that of the words before
            top -= self._bubble.winfo_reqheight() + gap // 2
        else:
            top += anchor.winfo_height() + gap // 2
        most_left = self._window.winfo_width() - self._bubble.winfo_reqwidth() - gap
        most_top = self._window.winfo_height() - self._bubble.winfo_reqheight() - gap
        return max(gap, min(left, most_left)), max(gap, min(top, most_top))


def _takes_keys(widget: tk.Misc) -> bool:
    """Whether Tab stops here anyway; binding keys or the focus to any other widget would make Tab stop there too."""
    return str(widget.cget("takefocus")) not in ("", "0", "False")
