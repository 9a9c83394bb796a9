"""The faults: the lines of a file that cannot be used as they are, and whether they are to be left out."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from gui.theme.theme import Theme
from model.data.own.sheet import Fault

LINES, MOST = 4, 1000


class Faults(ttk.Frame):
    """A list, there only while there are faults; ``changed()`` when a person decides about them."""

    def __init__(self, parent: tk.Misc, theme: Theme, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._shown: tuple[Fault, ...] = ()
        self._inside = ttk.Frame(self)
        self._words = ttk.Label(self._inside, style="Warning.TLabel", compound="left")
        theme.picture(self._words, "warning", 14, "warning")
        self._words.pack(anchor="w")
        body = ttk.Frame(self._inside)
        body.pack(fill="x", pady=theme.px(3))
        self.list = tk.Listbox(
            body, height=LINES, borderwidth=0, highlightthickness=theme.px(1), relief="flat", font="GlassnetSmall",
            exportselection=False, activestyle="none",
        )  # fmt: skip
        theme.colour(
            self.list, background="field", foreground="text", highlightbackground="edge", highlightcolor="accent",
            selectbackground="hover", selectforeground="text",
        )  # fmt: skip
        bar = ttk.Scrollbar(body, orient="vertical", command=self.list.yview, takefocus=False)
        self.list.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.list.pack(side="left", fill="x", expand=True)
        self.box = ttk.Checkbutton(self._inside, text="Leave these lines out", command=changed)
        self.box.state(["!alternate"])
        self.box.pack(anchor="w")

    @property
    def leave_out(self) -> bool:
        """Whether lines with faults are to be left out."""
        return bool(self.box.instate(["selected"]))

    def show(self, faults: Sequence[Fault]) -> None:
        """List ``faults``."""
        if tuple(faults) == self._shown:
            return
        self._shown = tuple(faults)
        lines = len({fault.line for fault in faults})
        self._words.configure(
            text=f" {lines:,} {'line cannot be used as it is' if lines == 1 else 'lines cannot be used as they are'}"
        )
        self.list.delete(0, "end")
        self.list.insert("end", *(f" {fault}" for fault in faults[:MOST]))
        if len(faults) > MOST:
            self.list.insert("end", f" … and {len(faults) - MOST:,} more")
        if faults:
            self._inside.pack(fill="x")
        else:
            self._inside.pack_forget()
            self.configure(height=1)
