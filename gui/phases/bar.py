"""The phase bar: one minibatch phase by phase, with the numbers of each in words. On screen inside a step only."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.analysis.caption import caption, followed_words
from model.data.dataset import Data
from model.training.passage import Passage
from model.training.snapshot import Snapshot

from ..controls.tooltip import Hints
from ..theme import fonts
from ..theme.theme import Theme
from .track import Track, phase_words

BACK_HINT = "One phase back (Up). From the first phase to the last one of the step before."
ON_HINT = "One phase on (Down). After the last one the step is made, and the next minibatch is drawn."
TRACK_HINT = "The phases of this minibatch. Press one to go there. Click a point in the plot to follow it alone."
WHOLE_HINT = "Show the whole minibatch again (Escape, or click the point once more)"
LEAVE_HINT = "Leave the step: nothing of it has been done to the network"
FOLLOW_WIDTH = 215  # px of the words about the point that is followed
LINES = 2  # of the caption, at least; hints stand above the bar, for they must not hide it


@dataclass(frozen=True)
class PhaseActions:
    """What a person can ask for here."""

    back: Callable[[], object]
    on: Callable[[], object]
    go: Callable[[int], object]  # to the phase of this number
    whole: Callable[[], object]  # follow no point any longer
    leave: Callable[[], object]


class PhaseBar(ttk.Frame):
    """``show`` brings it up to date; it takes no room while no phase is shown. Put it in place with ``place_after``."""

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, actions: PhaseActions) -> None:
        px = theme.px
        super().__init__(parent, style="Card.TFrame", padding=(px(10), px(6), px(8), px(7)))
        self._theme, self._hints, self._actions = theme, hints, actions
        self._pack: dict[str, object] = {}
        self._snapshot: Snapshot | None = None
        self._told: tuple[Passage, tuple[str, ...]] | None = None
        self.buttons: dict[str, ttk.Button] = {}
        self._top()
        self.caption = ttk.Label(self, style="Card.TLabel", anchor="nw", justify="left")
        self._holder = ttk.Frame(self, style="Body.TFrame")  # keeps its height whatever the caption says
        self._holder.pack_propagate(False)
        self._holder.pack(side="top", fill="x", pady=(px(4), 0))
        self.caption.pack(in_=self._holder, fill="both", expand=True)
        tk.Misc.lift(self.caption)
        self._lines = 0
        self._holder.bind("<Configure>", lambda event: self._fit(), add="+")
        theme.follow(self, self._recolour)

    def place_after(self, neighbour: tk.Misc, **pack: object) -> None:
        """Where it is packed while there is a phase to show."""
        self._pack = {"after": neighbour, **pack}

    @property
    def words(self) -> str:
        """The caption as it stands."""
        return str(self.caption.cget("text"))

    def show(self, snapshot: Snapshot) -> None:
        """The phase of ``snapshot``; nothing is touched while it is the same."""
        before, self._snapshot = self._snapshot, snapshot
        passage = snapshot.passage
        if passage is None:
            if self.winfo_manager():
                self.pack_forget()
                self._told, self._lines = None, 0
            return
        if before is not None and before.passage is passage and before.phase == snapshot.phase:
            return
        captions = self._captions(snapshot, passage)
        self.track.show(passage.phases, snapshot.phase)
        self._follow(followed_words(passage, snapshot.data, colour_words(snapshot.data, self._theme)))
        self.caption.configure(text=captions[snapshot.phase])
        self._fit()
        if not self.winfo_manager():
            self.pack(**self._pack)  # type: ignore[arg-type]

    # -- building ------------------------------------------------------------------------------------------------

    def _top(self) -> None:
        px, row = self._theme.px, ttk.Frame(self, style="Body.TFrame")
        row.pack(side="top", fill="x")
        self._button(row, "back", "left", BACK_HINT, self._actions.back).pack(side="left")
        self._button(row, "on", "right", ON_HINT, self._actions.on).pack(side="left", padx=(0, px(8)))
        self._button(row, "leave", "cross", LEAVE_HINT, self._actions.leave).pack(side="right", padx=(px(4), 0))
        whole = self.buttons["whole"] = ttk.Button(
            row, text="Whole minibatch", style="Card.TButton", command=self._actions.whole
        )
        self._hints.attach(whole, WHOLE_HINT, "above")
        self.followed = ttk.Label(
            row, style="Card.Small.TLabel", justify="left", wraplength=px(FOLLOW_WIDTH), width=0, anchor="w"
        )
        self.track = Track(row, self._theme, self._actions.go)
        self._hints.attach(self.track, TRACK_HINT, "above")
        self.track.pack(side="left", fill="x", expand=True)

    def _button(self, row: tk.Misc, name: str, icon: str, hint: str, command: Callable[[], object]) -> ttk.Button:
        button = self.buttons[name] = ttk.Button(row, style="Card.Flat.TButton", compound="image", command=command)
        self._theme.picture(button, icon, 16)
        self._hints.attach(button, hint, "above")
        return button

    # -- words ---------------------------------------------------------------------------------------------------

    def _captions(self, snapshot: Snapshot, passage: Passage) -> tuple[str, ...]:
        """Of all phases, so that the bar is high enough for each from the start."""
        if self._told is None or self._told[0] is not passage:
            colours = colour_words(snapshot.data, self._theme)
            told = tuple(caption(passage, index, snapshot.data, colours) for index in range(len(passage.phases)))
            self._told = passage, told
        return self._told[1]

    def _recolour(self) -> None:
        """Captions name the colours of the classes."""
        snapshot, self._snapshot, self._told = self._snapshot, None, None
        if snapshot is not None:
            self.show(snapshot)

    def _fit(self) -> None:
        """As many lines as the longest caption of this step needs; never fewer than before while it is on screen."""
        if self._told is None:
            return
        room = self._holder.winfo_width()
        if room <= 1:  # before it is seen first; its parent's is about right
            room = max(1, self.master.winfo_width() - self._theme.px(40))
        font = self._theme.font(fonts.BODY)
        needed = max(wrapped_lines(text, room, font.measure) for text in self._told[1])
        self._lines = max(self._lines, LINES, needed)
        self.caption.configure(wraplength=room)
        high = self._lines * font.metrics("linespace")
        if self._holder.winfo_reqheight() != high:
            self._holder.configure(height=high)

    def _follow(self, words: str) -> None:
        """Say which point is followed, with a button to stop, or that none is by saying nothing."""
        whole, label, px = self.buttons["whole"], self.followed, self._theme.px
        if not words:
            whole.pack_forget()
            label.pack_forget()
            return
        label.configure(text=f"following {words}".replace(" (", "\n(", 1))
        if not label.winfo_manager():
            whole.pack(side="right", padx=(px(4), 0), before=self.track)
            label.pack(side="right", padx=(px(10), px(4)), before=self.track)


def wrapped_lines(text: str, room: float, measure: Callable[[str], int]) -> int:
    """How many lines Tk needs for ``text`` in ``room`` px, breaking between words."""
    lines, used, space = 1, 0.0, measure(" ")
    for word in text.split(" "):
        wide = measure(word)
        if used and used + space + wide > room:
            lines, used = lines + 1, float(wide)
        else:
            used += wide + (space if used else 0)
    return lines + (math.ceil(used / room) - 1 if used > room else 0)


def colour_words(data: Data, theme: Theme) -> tuple[str, ...]:
    """The colours in which the points of the classes can be seen, by class number."""
    words = theme.palette.class_words
    return tuple(words[label % len(words)] for label in range(data.classes))


def status_words(snapshot: Snapshot, playing: bool) -> str:
    """Where a person is inside a step, for the status line."""
    passage = snapshot.passage
    count, name = len(passage.phases), phase_words(passage.phases, snapshot.phase)
    where = f"Step {passage.step + 1:,}, phase {snapshot.phase + 1} of {count}: {name}."
    if playing:
        return f"{where} Space pauses."
    if snapshot.phase == count - 1:
        return f"{where} Down makes the step and draws the next minibatch; Up goes back, Space trains on."
    return f"{where} Down goes on, Up goes back; Space trains on."
