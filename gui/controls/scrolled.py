"""A column that scrolls when it is taller than its place: by wheel, by bar, and towards what has the keyboard."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from ..theme.theme import Theme

NOTCH = 120.0  # what Windows calls one click of the wheel
STRIDE = 56  # pixels for it


class Scrolled(ttk.Frame):
    """Put widgets into ``inside`` and call ``adopt`` on them; the bar is there only when it is needed."""

    def __init__(self, parent: tk.Misc, theme: Theme, width: int) -> None:
        super().__init__(parent)
        self._theme = theme
        self._canvas = tk.Canvas(self, width=width, highlightthickness=0, borderwidth=0, takefocus=False)
        theme.colour(self._canvas, background="background")
        self._bar = ttk.Scrollbar(self, orient="vertical", command=self._canvas.yview, takefocus=False)
        self._canvas.configure(yscrollcommand=self._moved, yscrollincrement=1)
        self.inside = ttk.Frame(self._canvas)
        self._window = self._canvas.create_window(0, 0, anchor="nw", window=self.inside)
        self._canvas.pack(side="left", fill="both", expand=True)
        self._canvas.bind("<Configure>", self._resized)
        self.inside.bind("<Configure>", self._resized)
        self._tag = f"Scrolled{self}"
        for event in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
            self.bind_class(self._tag, event, self._wheel)
        self.bind_class(self._tag, "<FocusIn>", self._focused)
        self.adopt(self._canvas)

    def adopt(self, widget: tk.Misc) -> None:
        """Let the wheel over ``widget``, and over all in it, scroll the column and not change a value by accident."""
        if self._tag not in widget.bindtags():
            widget.bindtags((self._tag, *widget.bindtags()))
        for child in widget.winfo_children():
            self.adopt(child)

    def to_top(self) -> None:
        """Show the beginning."""
        self._canvas.yview_moveto(0.0)

    @property
    def needs_bar(self) -> bool:
        """Whether there is more than fits."""
        return self.inside.winfo_reqheight() > self._canvas.winfo_height()

    def _resized(self, _event: object) -> None:
        self._canvas.itemconfigure(self._window, width=self._canvas.winfo_width())
        self._canvas.configure(scrollregion=(0, 0, self._canvas.winfo_width(), self.inside.winfo_reqheight()))
        if not self.needs_bar:
            self._canvas.yview_moveto(0.0)

    def _moved(self, first: str, last: str) -> None:
        self._bar.set(first, last)
        if self.needs_bar:
            self._bar.place(relx=1.0, rely=0.0, relheight=1.0, anchor="ne")
        else:
            self._bar.place_forget()

    def _wheel(self, event: tk.Event[tk.Misc]) -> str:
        if self.needs_bar:
            turns = {4: 1.0, 5: -1.0}.get(event.num if isinstance(event.num, int) else 0, event.delta / NOTCH)
            self._canvas.yview_scroll(round(-turns * self._theme.px(STRIDE)) or (-1 if turns > 0 else 1), "units")
        return "break"

    def _focused(self, event: tk.Event[tk.Misc]) -> None:
        """Bring what has the keyboard into view."""
        widget = event.widget
        if (
            not self.needs_bar
            or not isinstance(widget, tk.Misc)
            or widget.winfo_toplevel() is not self.winfo_toplevel()
        ):
            return  # the list of a combobox is a window of its own
        top = event.widget.winfo_rooty() - self.inside.winfo_rooty()
        bottom, margin = top + event.widget.winfo_height(), self._theme.px(10)
        seen = self._canvas.canvasy(0)
        height = self._canvas.winfo_height()
        if top - margin < seen:
            self._canvas.yview_scroll(round(top - margin - seen), "units")
        elif bottom + margin > seen + height:
            self._canvas.yview_scroll(round(bottom + margin - seen - height), "units")
