"""The time line: a run from its first step to its furthest; drag along it to go to any step, back or ahead."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk

from model.training.branches import Ghost
from model.training.marks import KINDS, Kind, Mark, epoch_ticks
from model.training.snapshot import Snapshot

from .branches import BranchChooser, Wishes
from .controls.tooltip import Hints
from .theme.theme import Theme

HEIGHT, TRACK, KNOB, INSET = 26, 4, 7, 10  # px
LEAST = 160  # px of the line's length
NEAR = 6  # px between the pointer and the mark that it means
APART = {"flag": 9, "star": 9, "fork": 14, "notch": 5}  # px from one mark to the next of its row, at least
EPOCH_GAP = 9  # px from one epoch's tick to the next, at least
LETTERS = 52  # of the words beside the line
FORK = Kind("fork", "another branch", 2, "fork")
HINT = (
    "Drag, or press Left and Right, to go back to any step of this run and ahead again.\n"
    "Above the line: live changes (flags), the best validation loss so far (disc), the end of the run (red flag).\n"
    "Below it: epochs (short ticks), turns of the learning-rate policy (long ticks), other branches (forks)."
)


class TimeLine(ttk.Frame):
    """``goto(step)`` is called while a person drags; beside the line stands what is under the pointer.

    Left of it a run with several branches has its ``chooser``.
    """

    def __init__(
        self, parent: tk.Misc, theme: Theme, hints: Hints, goto: Callable[[int], object], wishes: Wishes
    ) -> None:
        super().__init__(parent)
        self._theme, self._goto = theme, goto
        self._step, self._furthest, self._epoch = 0, 0, 1
        self._marks: tuple[tuple[Kind, Mark], ...] = ()
        self._drawn: tuple[object, ...] = ()
        self._pointed: int | None = None  # px
        self.chooser = BranchChooser(self, theme, hints, wishes)
        self.line = tk.Canvas(
            self, width=theme.px(LEAST), height=theme.px(HEIGHT), highlightthickness=0, borderwidth=0, takefocus=0
        )
        self.line.pack(side="left", fill="x", expand=True)
        self.words = ttk.Label(self, style="Small.TLabel", anchor="w", width=46)  # cut where the line needs the room
        self.words.pack(side="right", padx=(theme.px(6), theme.px(4)))
        self.chooser.place_before(self.line)
        theme.colour(self.line, background="background")
        theme.follow(self.line, self._draw)
        hints.attach(self.line, lambda: f"{self._under_pointer()}\n\n{HINT}".strip())
        for event, act in (("<Configure>", self._resized), ("<Motion>", self._point), ("<Leave>", self._leave),
                           ("<Button-1>", self._drag), ("<B1-Motion>", self._drag)):  # fmt: skip
            self.line.bind(event, act, add="+")

    def show(self, snapshot: Snapshot) -> None:
        """Bring the line up to date."""
        self.chooser.show(snapshot)
        self._step, self._furthest = snapshot.step, max(snapshot.furthest, snapshot.step)
        self._epoch = snapshot.steps_per_epoch
        self._marks = (*((KINDS[mark.kind], mark) for mark in snapshot.marks), *_forks(snapshot.ghosts))
        steps = (0, self._step, self._epoch, *(mark.step for _, mark in self._marks))
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

    # -- drawing -------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        line, palette, px = self.line, self._theme.palette, self._theme.px
        line.delete("all")
        middle, half = px(HEIGHT) // 2, px(TRACK) // 2
        start, now, end = self._place(0), self._place(self._step), self._place(self._furthest)
        line.create_rectangle(start, middle - half, max(start, end), middle + half, fill=palette.track, width=0)
        self._draw_epochs(middle + half)
        line.create_rectangle(start, middle - half, now, middle + half, fill=palette.accent, width=0)
        for kind, mark in self._with_room():
            SIGNS[kind.sign](self, self._place(mark.step), middle, palette.error if mark.grave else palette.muted)
        radius = px(KNOB)
        line.create_oval(now - radius, middle - radius, now + radius, middle + radius, fill=palette.accent,
                         outline=palette.card, width=px(2))  # fmt: skip

    def _draw_epochs(self, top: int) -> None:
        """All ticks are one item of the canvas: a comb."""
        room = self.line.winfo_width() // self._theme.px(EPOCH_GAP)
        ticks, _ = epoch_ticks(self._furthest, self._epoch, room)
        deep, comb = self._theme.px(3), []
        for step in ticks:
            x = round(self._place(step))
            comb += [x, top, x, top + deep, x, top]
        if comb:
            self.line.create_line(*comb, fill=self._theme.palette.edge, width=self._theme.px(1))

    def _with_room(self) -> list[tuple[Kind, Mark]]:
        """The marks that can be told apart: of those too close to each other the weightier, else the earlier."""
        taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        chosen = []
        for kind, mark in sorted(self._marks, key=lambda each: (-each[0].rank, each[1].step)):
            x, gap = self._place(mark.step), self._theme.px(APART[kind.sign])
            row = taken[kind.sign in ABOVE]
            if all(abs(x - other) >= max(gap, its) for other, its in row):
                row.append((x, gap))
                chosen.append((kind, mark))
        return chosen

    def _flag(self, x: float, middle: int, colour: str) -> None:
        size, foot = self._theme.px(4), middle - self._theme.px(TRACK) // 2
        self.line.create_polygon(x - size, foot - 2 * size, x + size, foot - 2 * size, x, foot, fill=colour, outline="")

    def _star(self, x: float, middle: int, _colour: str) -> None:
        palette, size = self._theme.palette, self._theme.px(3.5)
        y = middle - self._theme.px(TRACK) // 2 - size - self._theme.px(1)
        self.line.create_oval(x - size, y - size, x + size, y + size, fill=palette.validation, outline="")

    def _notch(self, x: float, middle: int, colour: str) -> None:
        top = middle + self._theme.px(TRACK) // 2
        wide = self._theme.px(2)
        self.line.create_line(x, top, x, top + self._theme.px(7), fill=colour, width=wide)

    def _fork(self, x: float, middle: int, _colour: str) -> None:
        """A way that leaves the line, to the right and down."""
        px = self._theme.px
        y = middle + px(TRACK) // 2
        points = (x, y, x + px(5), y + px(7), x + px(12), y + px(7))
        self.line.create_line(*points, fill=self._theme.palette.accent, width=px(2))

    # -- words ---------------------------------------------------------------------------------------------------

    def _say(self) -> None:
        """What is under the pointer, else where the run stands."""
        if self._furthest == 0:
            words = ""
        elif self._pointed is not None:
            words = self._under_pointer()
        elif self._step < self._furthest:
            words = f"step {self._step:,} of {self._furthest:,}; Space goes on from here"
        else:
            words = ""
        words = words if len(words) <= LETTERS else words[: LETTERS - 1].rstrip(" ,;:") + "…"
        if words != str(self.words.cget("text")):
            self.words.configure(text=words)

    def _under_pointer(self) -> str:
        """The marks near the pointer, the weightiest first, else the step and the epoch."""
        if self._pointed is None or self._furthest == 0:
            return ""
        near = self._near(self._pointed)
        if not near:
            step = self._step_at(self._pointed)
            return f"step {step:,}, epoch {step // self._epoch:,}"
        said = "; ".join(f"step {mark.step:,}: {mark.words}" for mark in near[:2])
        return said + (f"; and {len(near) - 2} more" if len(near) > 2 else "")

    def _near(self, x: int) -> list[Mark]:
        """The marks that a pointer at ``x`` means."""
        away = {id(mark): abs(self._place(mark.step) - x) for _, mark in self._marks}
        near = [each for each in self._marks if away[id(each[1])] <= self._theme.px(NEAR)]
        return [mark for _, mark in sorted(near, key=lambda each: (-each[0].rank, away[id(each[1])]))]

    # -- pointing ------------------------------------------------------------------------------------------------

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
        near = self._near(event.x) if event.type == tk.EventType.ButtonPress else []
        step = min(near[0].step, self._furthest) if near else self._step_at(event.x)
        if step != self._step:
            self._goto(step)

    def _resized(self, _event: tk.Event) -> None:
        self._draw()


SIGNS: dict[str, Callable[[TimeLine, float, int, str], None]] = {
    "flag": TimeLine._flag,
    "star": TimeLine._star,
    "notch": TimeLine._notch,
    "fork": TimeLine._fork,
}
ABOVE = ("flag", "star")


def _forks(ghosts: Iterable[Ghost]) -> list[tuple[Kind, Mark]]:
    """Where other branches leave the present one."""
    return [
        (FORK, Mark(ghost.start, f"from here another branch goes to step {ghost.furthest:,}: {ghost.name}"))
        for ghost in ghosts
        if not ghost.own
    ]
