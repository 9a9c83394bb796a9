"""The chooser of branches: says on which branch of its run a person is, and leads to the others."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.training.branches import Branch
from model.training.snapshot import Snapshot

from .controls.tooltip import Hints
from .theme.theme import Theme

LETTERS = 36  # of a name; all of it is in the hint


@dataclass(frozen=True)
class Wishes:
    """What a person can ask for here, each with the number of a branch."""

    switch: Callable[[int], object]
    rename: Callable[[int, str], object]
    remove: Callable[[int], object]


class BranchChooser(ttk.Frame):
    """A button with the present branch's name, and a ``menu`` of all; it takes no room while there is only one.

    ``begin_naming`` puts an ``entry`` in the button's place: Return takes the name, Escape leaves the old one.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, wishes: Wishes) -> None:
        super().__init__(parent)
        self._theme, self._wishes = theme, wishes
        self._branches: tuple[Branch, ...] = ()
        self._before: tk.Misc | None = None
        self.entry: ttk.Entry | None = None
        self.button = ttk.Button(self, style="Slim.TButton", compound="left", command=self.open)
        theme.picture(self.button, "branch", 14, "text")
        self.button.pack()
        self.menu = tk.Menu(self, tearoff=False)
        self._chosen = tk.IntVar(self, 0)
        hints.attach(self.button, self._hint)

    def place_before(self, widget: tk.Misc) -> None:
        """Where it is packed while there are several branches."""
        self._before = widget

    def show(self, snapshot: Snapshot) -> None:
        """The branches of ``snapshot``; nothing is touched while they are called the same."""
        before, self._branches = self._branches, snapshot.branches
        if [(each.number, each.name, each.present) for each in before] != [
            (each.number, each.name, each.present) for each in self._branches
        ]:
            self._dress()

    @property
    def present(self) -> Branch | None:
        """The branch on which a person is."""
        return next((branch for branch in self._branches if branch.present), None)

    def open(self) -> None:
        """The menu, above the button: it stands at the window's foot."""
        self._fill()
        high = self.menu.winfo_reqheight()
        self.menu.tk_popup(self.button.winfo_rootx(), max(0, self.button.winfo_rooty() - high))

    def begin_naming(self) -> bool:
        """Let a person type a name for the present branch; False where there is only one branch."""
        if self.present is None or len(self._branches) < 2:
            return False
        if self.entry is None:
            self.entry = ttk.Entry(self, width=LETTERS, exportselection=False)
            self.entry.insert(0, self.present.name)
            self.button.pack_forget()
            self.entry.pack()
            number = self.present.number
            self.entry.bind("<Return>", lambda event: self._named(number))
            self.entry.bind("<KP_Enter>", lambda event: self._named(number))
            self.entry.bind("<Escape>", lambda event: self._end_naming())
            self.entry.bind("<FocusOut>", lambda event: self._end_naming())
        self.entry.selection_range(0, "end")
        self.entry.focus_set()
        return True

    def _named(self, number: int) -> None:
        name = self.entry.get() if self.entry is not None else ""
        self._end_naming()
        self._wishes.rename(number, name)

    def _end_naming(self) -> None:
        if self.entry is not None:
            entry, self.entry = self.entry, None
            entry.destroy()
            self.button.pack()
            self.winfo_toplevel().focus_set()

    def _dress(self) -> None:
        """The button says the present branch's name."""
        if len(self._branches) < 2:
            self._end_naming()
            self.pack_forget()
            return
        assert self.present is not None
        self.button.configure(text=f" {_short(self.present.name)}")
        if not self.winfo_manager():
            px = self._theme.px
            self.pack(side="left", before=self._before, padx=(px(4), px(4)))

    def _fill(self) -> None:
        """All branches to choose from, then what can be done with them."""
        menu = self.menu
        menu.delete(0, "end")
        self._chosen.set(self.present.number if self.present else 0)
        for branch in self._branches:
            menu.add_radiobutton(
                label=f"{branch.name}  ·  to step {branch.furthest:,}", value=branch.number, variable=self._chosen,
                command=lambda number=branch.number: self._wishes.switch(number),
            )  # fmt: skip
        menu.add_separator()
        menu.add_command(label="Name this branch…", accelerator="F2", command=self.begin_naming)
        for branch in self._branches:
            if not branch.present:
                menu.add_command(
                    label=f"Remove “{branch.name}”", command=lambda number=branch.number: self._wishes.remove(number)
                )  # fmt: skip

    def _hint(self) -> str:
        if self.present is None:
            return ""
        return (
            f"On the branch “{self.present.name}” of this run: one of {len(self._branches)}.\n"
            "Press to go on with another one from where it was left, to name this one or to remove one; "
            "B goes to the next."
        )


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip(" ,") + "…"
