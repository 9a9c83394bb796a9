"""The making of a film: a run is led from step to step, and each is drawn and written. No threads, no clocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

from gui.panels import PANELS, standard
from model.training.contrast import Contrast
from model.training.jobs import Jobs
from model.training.lockstep import Lockstep, ended
from model.training.moment import Changes
from model.training.snapshot import Snapshot, Status

from .film import Film
from .stage import Stage

Told = Callable[[int, int, int, Snapshot], None]  # frames done, bytes written, bytes estimated, what was drawn


class Reel:
    """The runs of a film: ``at(step)`` gives what the panels of a frame show.

    Only what ``panels`` (those shown at first, if none) show is studied; ``changes`` are live ones to be made again.
    """

    def __init__(
        self,
        contrast: Contrast,
        panels: Sequence[str] = (),
        toggled: Mapping[str, Iterable[str]] | None = None,
        changes: Sequence[Changes] = (),
    ) -> None:
        offered = [(each, on) for panel, on in (toggled or {}).items() for each in PANELS[panel].panel.offers()]
        wanted = frozenset(each.overlay for each, on in offered if each.name in on) - {""}
        wanted = wanted.union(*(PANELS[panel].panel.needs for panel in panels or standard()))
        self.runs = Lockstep(contrast, wanted=wanted)
        self._analyses = sorted({PANELS[panel].panel.analysis for panel in panels} - {""})
        if any(changes):
            self.runs.expect(changes)

    @property
    def step(self) -> int:
        """Where the runs are."""
        return self.runs.step_count

    @property
    def over(self) -> bool:
        """Whether no further step can be made."""
        return bool(self.runs.ending)

    def at(self, step: int) -> Snapshot:
        """The runs at ``step``, or where they ended before it."""
        self.runs.goto(step)
        jobs = Jobs(self.runs.trainer)
        for name in self._analyses:
            jobs.ask(name, {})
        while jobs.busy:
            jobs.advance()
        shot = self.runs.snapshot(ended(self.runs.trainer) if self.over else Status.PAUSED)
        return dataclasses.replace(shot, analyses=jobs.reports)


def steps_of(first: int, last: int, every: int) -> tuple[int, ...]:
    """The steps of the frames: ``first``, then ``every`` so many, and ``last`` in any case."""
    return (*range(first, last, every), last)


def shoot(reel: Reel, steps: Sequence[int], stage: Stage, film: Film, told: Told) -> None:
    """Draw and write a frame for each of ``steps``; the last one is where the runs end, if that is sooner."""
    for done, step in enumerate(steps, 1):
        snapshot = reel.at(step)
        film.add(stage.frame(snapshot))
        told(done, film.bytes, film.estimated(len(steps)), snapshot)
        if reel.over:
            return
