"""The time line: a run from its first step to its furthest; drag along it to go to any step, back or ahead."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from model.training.marks import Mark
from model.training.snapshot import Snapshot

from .controls.tooltip import Hints
from .theme.theme import Theme

HEIGHT, TRACK, KNOB, INSET = 22, 4, 7, 10  # px
NEAR = 6  # px between the pointer and the mark that it means
HINT = "Drag, or press Left and Right, to go back to any step of this run and ahead again."


class TimeLine(ttk.Frame):
    """``goto(step)`` is called while a person drags; beside the line stands what is under the pointer."""

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, goto: Callable[[int], object]) -> None:
        super().__init__(parent)
        self._theme, self._goto = theme, goto
        self._step, self._furthest, self._marks = 0, 0, ()
        self._drawn: tuple[object, ...] = ()
        self._pointed: int | None = None  # px
        self.words = ttk.Label(self, style="Small.TLabel", anchor="w", width=38)
        self.words.pack(side="right", padx=(theme.px(6), theme.px(4)))
        self.line = tk.Canvas(self, height=theme.px(HEIGHT), highlightthickness=0, borderwidth=0, takefocus=0)
        self.line.pack(side="left", fill="x", expand=True)
        theme.colour(self.line, background="background")
        theme.follow(self.line, self._draw)
        hints.attach(self.line, HINT)
        for event, act in (("<Configure>", self._resized), ("<Motion>", self._point), ("<Leave>", self._leave),
                           ("<Button-1>", self._drag), ("<B1-Motion>", self._drag)):  # fmt: skip
            self.line.bind(event, act, add="+")

    def show(self, snapshot: Snapshot) -> None:
        """Bring the line up to date."""
        self._step, self._furthest = snapshot.step, max(snapshot.furthest, snapshot.step)
        self._marks = snapshot.marks
        steps = (0, self._step, *(mark.step for mark in self._marks))
        facts = (self._furthest > 0, *(round(self._place(step)) for step in steps))  # while it trains, all but at rest
        if facts != self._drawn:
            self._drawn = facts
            self._draw()
        self._say()

    def place_of(self, step: int) -> int:
        """Where a step lies on the line, px."""
        return round(self._place(step))

    def _place(self, step: int) -> float:
        inset = self._theme.px(INSET)
        return inset + (self.line.winfo_width() - 2 * inset) * step / max(1, self._furthest)

    def _step_at(self, x: int) -> int:
        inset = self._theme.px(INSET)
        share = (x - inset) / max(1, self.line.winfo_width() - 2 * inset)
        return round(min(max(share, 0.0), 1.0) * self._furthest)

    def _draw(self) -> None:
        line, palette, px = self.line, self._theme.palette, self._theme.px
        line.delete("all")
        middle, half = px(HEIGHT) // 2, px(TRACK) // 2
        start, now, end = self._place(0), self._place(self._step), self._place(self._furthest)
        line.create_rectangle(start, middle - half, max(start, end), middle + half, fill=palette.track, width=0)
        line.create_rectangle(start, middle - half, now, middle + half, fill=palette.accent, width=0)
        for mark in self._marks:
            x, size = self._place(mark.step), px(4)
            top = (x - size, middle - 2 * size - 1, x + size, middle - 2 * size - 1, x, middle - half)
            line.create_polygon(*top, fill=palette.error if mark.grave else palette.muted, outline="")
        radius = px(KNOB)
        line.create_oval(now - radius, middle - radius, now + radius, middle + radius, fill=palette.accent,
                         outline=palette.card, width=px(2))  # fmt: skip

    def _say(self) -> None:
        """What is under the pointer, else where the run stands."""
        if self._furthest == 0:
            words = ""
        elif self._pointed is not None:
            mark = self._near(self._pointed)
            words = f"step {mark.step:,}: {mark.words}" if mark else f"step {self._step_at(self._pointed):,}"
        elif self._step < self._furthest:
            words = f"step {self._step:,} of {self._furthest:,}; Space goes on from here"
        else:
            words = ""
        if words != str(self.words.cget("text")):
            self.words.configure(text=words)

    def _near(self, x: int) -> Mark | None:
        near = [mark for mark in self._marks if abs(self._place(mark.step) - x) <= self._theme.px(NEAR)]
        return min(near, key=lambda mark: abs(self._place(mark.step) - x), default=None)

    def _point(self, event: tk.Event) -> None:
        self._pointed = event.x
        self._say()

    def _leave(self, _event: tk.Event) -> None:
        self._pointed = None
        self._say()

    def _drag(self, event: tk.Event) -> None:
        if self._furthest == 0:
            return
        self._pointed = event.x
        mark = self._near(event.x) if event.type == tk.EventType.ButtonPress else None
        step = mark.step if mark else self._step_at(event.x)
        if step != self._step:
            self._goto(step)

    def _resized(self, _event: tk.Event) -> None:
        self._draw()
