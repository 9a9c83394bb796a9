"""The comparison: a strip above the panels with all runs that are shown together; a press on one looks at it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.training.snapshot import Snapshot

from ..panels.runs import Shown, shown_runs
from ..theme.theme import Theme
from .tooltip import Hints

LONGEST = 52  # letters of a run's name; all of it is in the hint
GAP, APART = 2, 14  # px between two entries, and more before what is done with all of them
MARK = 13  # px
EDGES = 18  # px left free at both ends of a row, together


@dataclass(frozen=True)
class Wishes:
    """What a person can ask for here."""

    look_at: Callable[[int], object]
    forget: Callable[[int | None], object]
    stop: Callable[[], object]


class Comparison(ttk.Frame):
    """``show`` brings it up to date; it takes no room while there is only one run.

    ``entries`` holds the button of every run by its place, ``removers`` those that drop a kept run.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, wishes: Wishes) -> None:
        super().__init__(parent, padding=(theme.px(6), theme.px(4), theme.px(2), 0))
        self._theme, self._hints, self._wishes = theme, hints, wishes
        self.entries: dict[int, ttk.Button] = {}
        self.removers: dict[int, ttk.Button] = {}
        self._said: tuple[object, ...] = ()
        self._parts: list[tuple[ttk.Button, ...]] = []  # those of one entry stay together
        self._snapshot: Snapshot | None = None
        self._pack: dict[str, object] = {}
        self.stop_button = self._button("Stop comparing", "cross", lambda: wishes.stop())
        self.clear_button = self._button("Remove kept runs", "cross", lambda: wishes.forget(None))
        hints.attach(self.stop_button, "Go on with the run that is looked at alone")
        hints.attach(self.clear_button, "Show none of the kept runs any longer")
        self.bind("<Configure>", lambda event: self._flow())
        theme.follow(self, lambda: self._snapshot and self.show(self._snapshot))

    def place_above(self, board: tk.Misc, **pack: object) -> None:
        """Where it is packed when there is something to compare."""
        self._pack = {"before": board, **pack}

    def show(self, snapshot: Snapshot) -> None:
        """The runs of ``snapshot``; nothing is touched while they are the same."""
        self._snapshot = snapshot
        said = (
            snapshot.place,
            snapshot.label,
            self._theme.palette,
            tuple((each.place, each.label) for each in snapshot.companions),
        )
        if said == self._said:
            return
        self._said = said
        runs = shown_runs(snapshot, self._theme.palette) if snapshot.companions else []
        self._make(runs)
        if runs and not self.winfo_manager():
            self.pack(**self._pack)  # type: ignore[arg-type]
        elif not runs:
            self.pack_forget()
        self._flow()

    # -- building ------------------------------------------------------------------------------------------------

    def _make(self, runs: list[Shown]) -> None:
        """One entry a run, then what can be done with all of them."""
        for widget in (*self.entries.values(), *self.removers.values()):
            widget.destroy()
        self.entries, self.removers, self._parts = {}, {}, []
        for run in runs:
            self._entry(run)
        live, kept = sum(not run.kept for run in runs), sum(run.kept for run in runs)
        for button, wanted in ((self.stop_button, live > 1), (self.clear_button, kept > 0)):
            button.place_forget()
            if wanted:
                self._parts.append((button,))

    def _entry(self, run: Shown) -> None:
        text = run.label if len(run.label) <= LONGEST else run.label[: LONGEST - 1].rstrip(" ,") + "…"
        style = "TButton" if run.present else "Flat.TButton"
        button = ttk.Button(
            self, text=f" {text}", style=style, compound="left", command=lambda: self._wishes.look_at(run.place)
        )
        icon = f"{'kept' if run.kept else 'mark'} {run.shape}"
        button.configure(image=self._theme.icon(icon, MARK, run.colour))
        self.entries[run.place] = button
        self._parts.append((button,))
        hint = (
            "kept; it does not go on" if run.kept else "shown in all panels" if run.present else "press to look at it"
        )
        self._hints.attach(button, f"{run.label}: {hint}")
        if run.kept:
            remover = self._button("", "cross", lambda: self._wishes.forget(run.place))
            self._hints.attach(remover, f"Remove {run.label}")
            self.removers[run.place] = remover
            self._parts[-1] = (button, remover)

    def _button(self, text: str, icon: str, command: Callable[[], object]) -> ttk.Button:
        button = ttk.Button(
            self, text=f" {text}" if text else "", style="Flat.TButton", compound="left" if text else "image",
            command=command,
        )  # fmt: skip
        self._theme.picture(button, icon, 12, "muted")
        return button

    def _flow(self) -> None:
        """From left to right, in as many rows as are needed."""
        gap, room = self._theme.px(GAP), max(1, self.winfo_width() - self._theme.px(EDGES))
        apart, left, top, row = self._theme.px(APART), 0, self._theme.px(3), 0
        for parts in self._parts:
            if left and parts[0] in (self.stop_button, self.clear_button):
                left += apart
            if left and left + sum(part.winfo_reqwidth() for part in parts) > room:
                left, top, row = 0, top + row + gap, 0
            for part in parts:
                part.place(x=left + self._theme.px(6), y=top)
                left, row = left + part.winfo_reqwidth(), max(row, part.winfo_reqheight())
            left += gap
        height = top + row + gap
        if height != self.winfo_reqheight():
            self.configure(height=height)
