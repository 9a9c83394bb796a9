"""Curves over the steps: the base of their panels, which draws ghosts: what other branches did, and what comes again.

Ghosts are dashed and faint and begin where they part from the present run. Those of other branches seldom change and
stand in the backdrop; what comes again after going back gets shorter with every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from gui.theme.palette import Palette
from model.training.branches import Ghost
from model.training.history import Curve, Curves
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.colours import mix
from ..drawing.key import Entry
from ..panel import Panel
from ..runs import look
from .trace import bucket_at, extremes

FAINT = 0.62  # how much of its colour a ghost has; the rest is the card
NAMED = 2  # ghosts of other branches that have an entry each in the key; more are counted
AGAIN = "what would come"
END = 4.5  # points across the marker at a ghost's end


class CurvePanel(Panel):
    """A panel whose x axis counts steps."""

    def ghost(self, brush: Brush, snapshot: Snapshot, ghost: Ghost) -> None:
        """Draw one ghost."""
        raise NotImplementedError

    def backdrop(self, brush: Brush, snapshot: Snapshot) -> None:
        """What other branches did."""
        for ghost in others(snapshot):
            self.ghost(brush, snapshot, ghost)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another branch, or another part of it."""
        return before is None or others(before) != others(snapshot)

    def paint_ahead(self, brush: Brush, snapshot: Snapshot) -> None:
        """What comes again; and once more what the grey of a divergence has covered."""
        for ghost in snapshot.ghosts:
            if ghost.own or snapshot.divergence is not None:
                self.ghost(brush, snapshot, ghost)

    def ghost_key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which ghost is which."""
        own = [Entry(AGAIN, self._ghostly(ghost), dashed=True, width=1.2) for ghost in snapshot.ghosts if ghost.own]
        found = others(snapshot)[::-1]
        named = [
            Entry(ghost.name, self._ghostly(ghost), look(ghost.number, self.palette)[1], self.palette.card, True, 1.2,
                  lined=True)
            for ghost in (found if len(found) <= NAMED + 1 else found[:NAMED])
        ]  # fmt: skip
        rest = len(found) - len(named)
        return (*own, *named, *([Entry(f"and {rest} more", self.palette.muted, dashed=True, width=1.0)] * bool(rest)))

    def end_ghost(self, brush: Brush, ghost: Ghost, steps: np.ndarray, heights: np.ndarray) -> None:
        """The marker of its branch at the last point of a ghost's line."""
        seen = np.flatnonzero(np.isfinite(heights) & (steps > ghost.start))
        if len(seen) and not ghost.own:
            colour = self._ghostly(ghost)
            shape, last = look(ghost.number, self.palette)[1], seen[-1:]
            brush.dots(steps[last], heights[last], colour, self.palette.card, END, shape, 1.0)

    def _ghostly(self, ghost: Ghost) -> str:
        return faint(self.palette.train if ghost.own else look(ghost.number, self.palette)[0], self.palette)


def others(snapshot: Snapshot) -> list[Ghost]:
    """The ghosts of other branches."""
    return [ghost for ghost in snapshot.ghosts if not ghost.own]


def faint(colour: str, palette: Palette) -> str:
    """A ghost's shade of ``colour``."""
    return mix(colour, palette.card, FAINT)


def ahead(steps: np.ndarray, heights: np.ndarray, start: float) -> tuple[np.ndarray, np.ndarray]:
    """The part of a line after ``start``; ``heights (n,)`` or ``(n, layers)``. It begins at ``start`` itself."""
    first = int(np.searchsorted(steps, start, side="right"))
    if first == len(steps) or first == 0:
        return steps[first:], heights[first:]
    share = (start - steps[first - 1]) / (steps[first] - steps[first - 1])
    begin = (1 - share) * heights[first - 1] + share * heights[first]
    return np.concatenate(([start], steps[first:])), np.concatenate((begin[None], heights[first:]))


def ghost_extremes(ghosts: Iterable[Ghost], curve: Callable[[Curves], Curve], known: np.ndarray, room: float) -> list:
    """What ghosts' curves add to the ``known`` values that an axis must hold.

    They stretch it to at most ``room`` times the greatest and a ``room``-th of the smallest, for a branch that has
    diverged would leave nothing to see of the others.
    """
    positive = known[np.isfinite(known) & (known > 0)]
    low, high = (positive.min() / room, positive.max() * room) if len(positive) else (0.0, np.inf)
    found: list[float] = []
    for ghost in ghosts:
        whole = curve(ghost.curves)
        later = whole.last > ghost.start
        part = Curve(whole.first[later], whole.last[later], whole.low[later], whole.high[later])
        found += np.clip(extremes(part)[extremes(part) > 0], low, high).tolist()
    return found


def ghost_words(snapshot: Snapshot, curve: Callable[[Curves], Curve], step: int, say: Callable[[float], str]) -> list:
    """What ghosts say at a step after they parted, by name."""
    found = []
    for ghost in snapshot.ghosts:
        known = curve(ghost.curves)
        at = bucket_at(known, step)
        if ghost.start < step <= ghost.furthest and at is not None and known.last[-1] >= step:
            name = AGAIN if ghost.own else ghost.name.replace(", ", " and ")
            found.append(f"{name} {say(float(0.5 * known.low[at] + 0.5 * known.high[at]))}")
    return found
