"""The conductor: what is done in the training thread, order by order; it leads the runs and hands out snapshots."""

from __future__ import annotations

import dataclasses
import time
import traceback
from collections.abc import Callable
from typing import Any

from .branches import Branches
from .contrast import Contrast, alone
from .experiment import Experiment
from .inbox import Inbox
from .jobs import SLICE, Jobs
from .lockstep import Lockstep, ended
from .moment import Moment
from .passage import Pick
from .snapshot import Companion, Snapshot, Status
from .speed import Speed
from .walk import Walk

REPORTS_PER_SECOND = 20.0  # of analyses, while nothing else makes pictures
BOUNDARY_SHARE = 0.03  # of the time, at most, goes into decision boundaries at full speed
MOST_KEPT = 5  # runs that can be kept at a time


class Conductor:
    """Leads one run, or several in lockstep, as the orders of a ``Worker`` say, which explains them.

    Reads ``inbox`` while it works, and gives every snapshot to ``put``. No threads of its own.
    """

    def __init__(self, experiment: Experiment, inbox: Inbox, put: Callable[[Snapshot], None]) -> None:
        self._inbox, self._deliver = inbox, put
        self.runs = Lockstep(alone(experiment))
        self.jobs = Jobs(self.runs.trainer)
        self.status, self._message = Status.READY, ""  # words about a failure; other endings are the runs' own
        self._kept: dict[int, Companion] = {}  # by place: -1, -2, ...
        self._report_due = self._slice_due = self._boundary_due = 0.0
        self._steps_per_frame: int | None = None
        self._walk, self._by_phase = Walk(), False
        self._goal: int | None = None  # the step at which counted steps end
        self._speed = Speed()
        self.last = self.runs.snapshot(self.status)

    def may_play(self) -> bool:
        """Whether there is something to train now."""
        if self.status is not Status.RUNNING or self._inbox.held:
            return False
        return self._unpaced or self._inbox.shown is self.last

    def may_analyse(self) -> bool:
        return self.jobs.busy and not self._inbox.held

    def go_on(self) -> None:
        """A block of training, then a slice of analysis, unless training has had less time than the last slice."""
        if self.may_play():
            self._play_on()
        if self.may_analyse() and (not self.may_play() or time.perf_counter() >= self._slice_due):
            self._report(self.jobs.advance())
            self._slice_due = time.perf_counter() + SLICE

    def analyse(self, name: str, options: dict[str, Any]) -> None:
        self.jobs.ask(name, options)
        self._report(not self.jobs.busy)

    def cancel(self, name: str) -> None:
        self.jobs.cancel(name)
        self._report(True)

    def play(self, steps_per_frame: int | None, phases: bool) -> None:
        self._steps_per_frame, self._by_phase = steps_per_frame, phases
        if not phases:
            self._walk.leave()
        if self.runs.ending:
            self._end()
        elif self.status is not Status.FAILED:
            if self.status is not Status.RUNNING or self._goal is not None:
                self._speed.start()
            self.status, self._goal = Status.RUNNING, None
        self._publish()

    def pause(self) -> None:
        if self.status is Status.RUNNING:
            self._rest()
        self._publish()

    def step(self, steps: int) -> None:
        """Set the goal so many steps further; the way there can be interrupted, but it is not forgotten."""
        if self.status is Status.FAILED:
            return
        self._walk.leave()
        self._goal = self._aim + steps
        self.status = Status.RUNNING

    def step_epoch(self) -> None:
        length = self.runs.trainer.steps_per_epoch
        self.step(length - self._aim % length)

    def goto(self) -> None:
        """Also takes a run back that has ended."""
        step = self._inbox.sought
        if step is None or self.status is Status.FAILED:
            return
        self._goal = None
        self._walk.leave()
        self.runs.goto(step, lambda: self._inbox.sought == step and not self._inbox.closing)
        if self._inbox.sought == step:
            self._inbox.sought = None
        self._come_to_rest()

    def switch(self, branch: int, number: int) -> None:
        self.last = dataclasses.replace(self.last, run=number)
        self._walk.leave()
        self.runs.switch(branch, number)
        self.jobs = Jobs(self.runs.trainer)
        self._come_to_rest()

    def phase(self, by: int) -> None:
        if self.status is Status.FAILED:
            return
        if self._goal is not None and self._goal - self.runs.step_count <= self.runs.trainer.block:
            self.runs.run(self._goal - self.runs.step_count)
        for _ in range(abs(by)):
            if by > 0:
                self._phase_on()
            else:
                self._phase_back()
        self._come_to_rest()

    def phase_to(self, phase: int) -> None:
        if self._walk.stand(phase) or self.status is Status.RUNNING:  # whoever asked believes that it rests
            self._come_to_rest()

    def follow(self, pick: Pick | None) -> None:
        self._walk.follow(pick, self.runs.trainer)
        self._publish()

    def about_branches(self, order: Callable[[Branches], None]) -> None:
        order(self.runs.branches)
        self._publish()

    def restart(self, contrast: Contrast, focus: int, number: int, playing: bool) -> None:
        self._goal, self._walk = None, Walk()
        experiment = contrast.experiments()[focus]
        self.last = dataclasses.replace(self.last, run=number, experiment=experiment, passage=None, followed=None)
        self.runs = Lockstep(contrast, number, focus, self.runs.wanted)
        self.jobs = Jobs(self.runs.trainer)
        self.status, self._message = Status.RUNNING if playing else Status.READY, ""
        self._speed.start()
        self._publish()

    def resume(self, moment: Moment, number: int) -> None:
        self.restart(alone(moment.experiment), 0, number, playing=False)
        self.runs.expect((moment.changes,))
        if moment.step:
            self.step(moment.step)
        else:
            self._publish()

    def change(self, changes: dict[str, Any]) -> None:
        self.runs.change(changes)
        self._walk.renew(self.runs.trainer)
        if self.runs.ending:
            self._end()
        elif self.status in (Status.FINISHED, Status.DIVERGED):  # there is more to do now
            self.status = Status.PAUSED
        self._publish()

    def look_at(self, focus: int, number: int) -> None:
        self.runs.look_at(focus, number)
        self._walk.renew(self.runs.trainer)
        self.jobs = Jobs(self.runs.trainer)
        if self.runs.ending and self.status is not Status.READY:
            self._end()
        self._publish()

    def part(self, contrast: Contrast, number: int) -> None:
        self.runs.alone(contrast, number)
        if self.runs.ending:
            self._end()
        self._publish()

    def keep(self) -> None:
        now = self.runs.snapshot(self.status)
        free = [-place for place in range(1, MOST_KEPT + 1) if -place not in self._kept]
        place = free[0] if free else next(iter(self._kept))
        self._kept.pop(place, None)
        picture = dataclasses.replace(now, companions=(), band=False, branches=(), ghosts=())
        self._kept[place] = Companion(place, "", {}, picture)
        self._publish()

    def forget(self, place: int | None) -> None:
        if place is None:
            self._kept.clear()
        self._kept.pop(place, None)
        self._publish()

    def look(self, overlays: frozenset[str]) -> None:
        self.runs.wanted = overlays
        if self.status is not Status.FAILED:
            self._publish()

    def fail(self, error: Exception) -> None:
        """An exception becomes a state of the run, with its text."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        self.status, self._goal = Status.FAILED, None
        self._message = f"Training failed: {type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        self._put(dataclasses.replace(self.last, status=self.status, message=self._message))

    def _report(self, finished: bool) -> None:
        """Publish what analyses have found, now and then, unless training publishes anyway."""
        now = time.perf_counter()
        if (finished or now >= self._report_due) and not (self.status is Status.RUNNING and self._unpaced):
            self._report_due = now + 1 / REPORTS_PER_SECOND
            self._publish()

    @property
    def _unpaced(self) -> bool:
        """Whether training waits for no picture."""
        return self._goal is not None or (self._steps_per_frame is None and not self._by_phase)

    def _play_on(self) -> None:
        runs = self.runs
        if self._goal is not None:
            runs.run(self._goal - runs.step_count, self._inbox.undisturbed)
            if runs.step_count >= self._goal:
                self._rest()
        elif self._by_phase:
            self._phase_on()
        elif self._steps_per_frame is None:
            self._speed.add(runs.run(2**60, self._inbox.undisturbed))
        else:
            self._speed.add(runs.run(self._steps_per_frame, self._inbox.uninterrupted))
        if runs.ending:
            self._end()
        if self._inbox.wanted or not self._unpaced or self.status is not Status.RUNNING:
            self._publish()

    def _come_to_rest(self) -> None:
        """At a step, or a phase of one, to which a person went."""
        self._goal = None
        if self.runs.ending:
            self._end()
        else:
            self.status = Status.PAUSED if self.runs.step_count else Status.READY
        self._publish()

    def _phase_on(self) -> None:
        """Behind the last phase the step is made; where the run looked at has ended, others may still go on."""
        runs, walk = self.runs, self._walk
        if walk.move(1):
            return
        if walk.inside or runs.trainer.ending:
            runs.run(1)
        walk.enter(runs.trainer)

    def _phase_back(self) -> None:
        """Before the first phase lies the last of the step before; before the very first nothing."""
        step = self.runs.trainer.step_count
        if not self._walk.move(-1) and step:
            self.runs.goto(step - 1)
            self._walk.enter(self.runs.trainer, last=True)

    @property
    def _aim(self) -> int:
        """The step at which the steps asked for so far end."""
        return self._goal if self._goal is not None else self.runs.step_count

    def _rest(self) -> None:
        self.status, self._goal = Status.PAUSED, None

    def _end(self) -> None:
        """No run can make a further step."""
        self._goal, self.status = None, ended(self.runs.trainer)

    def _publish(self) -> None:
        """Put a snapshot of this moment into the mailbox."""
        busy = self.status is Status.RUNNING and self._unpaced
        began = time.perf_counter()
        old = busy and began < self._boundary_due
        speed = self._speed.value if busy and self._goal is None else 0.0
        taken = self._walk.seen_in(self.runs.snapshot(self.status, speed, busy, old, self._kept.values()))
        self._put(taken if self.status is not Status.FAILED else dataclasses.replace(taken, message=self._message))
        if not old:
            now = time.perf_counter()
            self._boundary_due = now + (now - began) / BOUNDARY_SHARE

    def _put(self, snapshot: Snapshot) -> None:
        """Give a snapshot out, with what the analyses have found."""
        if self.jobs.reports:
            snapshot = dataclasses.replace(snapshot, analyses=self.jobs.reports)
        self.last = snapshot
        self._deliver(snapshot)
