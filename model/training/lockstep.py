"""Lockstep: the runs of a contrast trained together, step by step, while one of them is looked at. No threads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..analysis.boundary import CELLS
from .branches import Branches, Ghost
from .contrast import Contrast
from .experiment import Experiment
from .moment import Changes
from .observer import Observer
from .snapshot import Companion, Snapshot, Status
from .trainer import Trainer
from .wording import said_together

COARSE = 50  # cells along each side of a companion's boundary, which is drawn small


class Lockstep:
    """The runs of ``contrast``, all at the same step; one that has ended stays where it is while the others go on.

    Each is the very run that its experiment gives alone, bit for bit: they share nothing. Run ``focus`` is the one
    looked at, number ``run`` of the program; the others are its companions. Where they are taken back and changed they
    branch together: ``branches`` keeps what they were.
    """

    def __init__(self, contrast: Contrast, run: int = 1, focus: int = 0, wanted: frozenset[str] = frozenset()) -> None:
        self.contrast, self.focus, self.branches = contrast, focus, Branches()
        self._observe([Trainer(experiment) for experiment in contrast.experiments()], run)
        self.wanted = wanted
        self._seen: Experiment | None = self.trainer.experiment
        self._turn = self._boundary_turn = 0
        self._first_boundaries = True

    @property
    def trainer(self) -> Trainer:
        """The run that is looked at."""
        return self._observers[self.focus].trainer

    @property
    def wanted(self) -> frozenset[str]:
        """The overlays that belong into snapshots; those of the run that is looked at."""
        return self._observers[self.focus].wanted

    @wanted.setter
    def wanted(self, overlays: frozenset[str]) -> None:
        for place, observer in enumerate(self._observers):
            observer.wanted = overlays if place == self.focus else frozenset()

    @property
    def trainers(self) -> tuple[Trainer, ...]:
        """All runs, in the order of the contrast."""
        return tuple(observer.trainer for observer in self._observers)

    @property
    def step_count(self) -> int:
        """Where the runs stand that can go on; if none can, the one that is looked at."""
        return min((trainer.step_count for trainer in self._going), default=self.trainer.step_count)

    @property
    def ending(self) -> str:
        """Why no run can make a further step; empty while one can."""
        return "" if any(True for _ in self._going) else self.trainer.ending

    def run(self, steps: int, keep_going: Callable[[], bool] | None = None) -> int:
        """Make so many steps in every run that can, fewer where ``keep_going()`` says no; returns how many."""
        if len(self._observers) == 1:
            made = self.trainer.run(steps, keep_going)
            self._catch_up()
            return made
        start = self.step_count
        while (going := list(self._going)) and (keep_going is None or keep_going()):
            front = min(trainer.step_count for trainer in going)
            if front >= start + steps:
                break
            block = max(1, min(trainer.block for trainer in going) // len(going))
            for trainer in going:
                trainer.run(min(front + block, start + steps) - trainer.step_count)
        return self.step_count - start

    def goto(self, step: int, keep_going: Callable[[], bool] | None = None) -> None:
        """Go to ``step`` in every run; those that ended earlier go to their ends."""
        for trainer in self.trainers:
            trainer.goto(step, keep_going)
        self._seen = None
        self._catch_up()

    def expect(self, changes: Iterable[Changes]) -> None:
        """Before the first step: for each run the changes of an earlier one that will be made again."""
        for trainer, own in zip(self.trainers, changes, strict=True):
            trainer.expect(own)
        self._catch_up()

    @property
    def behind(self) -> bool:
        """Whether the run that is looked at has been taken back, so that some of its future is known."""
        return self.trainer.step_count < self.trainer.furthest

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change live settings, in each run unless its variant fixes them. Raises Invalid before anything changes.

        After going back the future that is known rests from now on as a branch, and this is a new one.
        """
        contrast, step, behind = self.contrast, self.step_count, self._behind
        twins = [trainer.fork() for trainer in self.trainers] if any(behind) else []
        self._change(changes)
        if behind != self._behind:
            self.branches.grow(contrast, twins, step)
        self.branches.settle(changes, self.trainer.experiment, step)

    def switch(self, branch: int, run: int) -> None:
        """Go on with another branch, as number ``run`` of the program, from where it was left."""
        taken = self.branches.exchange(branch, self.contrast, self.trainers, self.step_count)
        if taken is not None:
            wanted, self.contrast = self.wanted, taken.contrast
            self._observe(taken.trainers, run)
            self.wanted, self._first_boundaries = wanted, True
            self.goto(taken.step)
        for observer in self._observers:
            observer.run = run

    def _observe(self, trainers: Iterable[Trainer], run: int) -> None:
        """Make these the present runs."""
        self._observers = [
            Observer(trainer, run, cells=CELLS if place == self.focus else COARSE)
            for place, trainer in enumerate(trainers)
        ]

    def _change(self, changes: Mapping[str, Any]) -> None:
        self.contrast = self.contrast.changed(self.focus, changes)
        for observer, experiment in zip(self._observers, self.contrast.experiments(), strict=True):
            own = {name: getattr(experiment, name) for name in changes}
            now = observer.trainer.experiment
            if len(self._observers) == 1 or any(getattr(now, name) != value for name, value in own.items()):
                observer.trainer.change(**own)

    def look_at(self, focus: int, run: int) -> None:
        """Look at another run from now on, as number ``run`` of the program."""
        if focus != self.focus:
            self._observers[self.focus].look_closely(COARSE)
            self._observers[focus].look_closely(CELLS)
        wanted, self.focus = self.wanted, focus
        self.wanted = wanted
        for observer in self._observers:
            observer.run = run

    def alone(self, contrast: Contrast, run: int) -> None:
        """Let go of all runs but the one looked at, which ``contrast`` describes and which goes on."""
        self.branches.part(self.focus)
        self.contrast, self._observers, self.focus = contrast, [self._observers[self.focus]], 0
        self._observers[0].run = run

    def snapshot(
        self,
        status: Status,
        speed: float = 0.0,
        recorded: bool = False,
        old_boundary: bool = False,
        kept: Iterable[Companion] = (),
    ) -> Snapshot:
        """The run that is looked at as it is now, with its companions and those that were ``kept``.

        To save time, ``recorded`` takes the newest evaluations that were recorded anyway, and ``old_boundary`` the
        boundaries of the snapshot before. While they train, one companion at a time gets a new boundary, and one new
        curves of every step; their evaluations are always the newest.
        """
        rests = status is not Status.RUNNING or self._first_boundaries
        self._first_boundaries, count = False, len(self._observers)
        self._turn, self._boundary_turn = self._turn + 1, self._boundary_turn + (not old_boundary)
        snapshots = []
        for place, observer in enumerate(self._observers):
            always = place == self.focus or rests
            old = old_boundary or not (always or self._boundary_turn % count == place)
            own, message = self._status_of(observer.trainer, status, place), observer.trainer.ending
            brief = not (always or self._turn % count == place)
            snapshots.append(observer.snapshot(own, message, speed, recorded, old, brief))
        return self._together(snapshots, tuple(kept))

    def _catch_up(self) -> None:
        """Take note of recorded changes that a trainer has made by itself, on its way through its own past."""
        now = self.trainer.experiment
        if now is not self._seen:
            self.contrast, self._seen = self.contrast.as_of(self.focus, now), now

    @property
    def _behind(self) -> tuple[bool, ...]:
        """For each run whether some of its future is known."""
        return tuple(trainer.step_count < trainer.furthest for trainer in self.trainers)

    @property
    def _going(self) -> Iterable[Trainer]:
        """The runs that can make a further step."""
        return (observer.trainer for observer in self._observers if not observer.trainer.ending)

    def _status_of(self, trainer: Trainer, status: Status, place: int) -> Status:
        """What one run does; the one looked at stands for all while any goes on."""
        if not trainer.ending or status is Status.FAILED or (place == self.focus and not self.ending):
            return status
        return ended(trainer)

    def _ghosts(self) -> tuple[Ghost, ...]:
        """What other branches did, and after going back what comes again."""
        ghosts, trainer = self.branches.ghosts(self.focus), self.trainer
        if not self.behind:
            return ghosts
        stem, known, end = self.branches.present, trainer.history.known(), trainer.furthest_evaluation
        return Ghost(stem.number, stem.name, trainer.step_count, trainer.furthest, known, end, own=True), *ghosts

    def _together(self, snapshots: list[Snapshot], kept: tuple[Companion, ...]) -> Snapshot:
        branches = self.branches.listed(self.trainer, self.focus)
        mine = dataclasses.replace(
            snapshots[self.focus], branches=branches, ghosts=self._ghosts(), branch_note=self.branches.note
        )
        labels = self.contrast.labels if len(snapshots) > 1 else ("",)
        others = [(place, labels[place], snapshot) for place, snapshot in enumerate(snapshots) if place != self.focus]
        others += [(each.place, "", each.snapshot) for each in kept]
        if not others:
            return mine
        companions = tuple(_companion(place, label, snapshot, mine) for place, label, snapshot in others)
        label = labels[self.focus] or _own_label(mine.experiment, companions)
        band = self.contrast.band and len(snapshots) > 1
        return dataclasses.replace(mine, companions=companions, label=label, place=self.focus, band=band)


def ended(trainer: Trainer) -> Status:
    """What a run is that can make no further step."""
    return Status.DIVERGED if trainer.divergence else Status.FINISHED


def _companion(place: int, label: str, snapshot: Snapshot, present: Snapshot) -> Companion:
    differences = present.experiment.differences(snapshot.experiment)
    same = f"same settings, to step {snapshot.step:,}"
    return Companion(place, label or said_together(differences, snapshot.experiment) or same, differences, snapshot)


def _own_label(experiment: Experiment, companions: tuple[Companion, ...]) -> str:
    """The settings of the present run in which any other differs from it."""
    names = {name: None for companion in companions for name in companion.differences}
    return said_together(names, experiment) or "present run"
