"""The worker: the only thread. It trains in the background and leaves snapshots for whoever draws them."""

from __future__ import annotations

import dataclasses
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .branches import Branches
from .contrast import Contrast, alone
from .experiment import Experiment
from .jobs import SLICE, Jobs
from .lockstep import Lockstep, ended
from .moment import Moment
from .passage import Pick
from .snapshot import Companion, Snapshot, Status
from .speed import Speed
from .trainer import Trainer
from .walk import Walk

REPORTS_PER_SECOND = 20.0  # of analyses, while nothing else makes pictures
BOUNDARY_SHARE = 0.03  # of the time, at most, goes into decision boundaries at full speed
MOST_KEPT = 5  # runs that can be kept at a time


@dataclass(frozen=True)
class Answer:
    """What a question has ``found`` about the runs of number ``run``, or the ``error`` that it met."""

    run: int
    found: Any = None
    error: Exception | None = None


class Worker:
    """Trains one run, or several in lockstep. Every method may be called from the window's thread and returns at once.

    Snapshots come through a mailbox with one slot: ``newest()`` takes what lies in it. Each start of a run has a
    number; snapshots carry it, so that a late one of an older run can be told and dropped.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.run_number = 1
        self._runs = Lockstep(alone(experiment))
        self._kept: dict[int, Companion] = {}  # by place: -1, -2, ...
        self._jobs = Jobs(self._runs.trainer)
        self._report_due = self._slice_due = 0.0
        self._status, self._message = Status.READY, ""  # words about a failure; other endings are the runs' own
        self._steps_per_frame: int | None = None
        self._walk, self._by_phase = Walk(), False
        self._goal: int | None = None  # the step at which counted steps end
        self._orders: deque[Callable[[], None]] = deque()
        self._bell = threading.Condition()
        self._mail: Snapshot | None = None
        self._last = self._runs.snapshot(self._status)
        self._shown: Snapshot | None = None
        self._wanted, self._closing, self._held = True, False, False
        self._speed = Speed()
        self._boundary_due = 0.0
        self._found: Answer | None = None
        self._sought: int | None = None  # the step to go to
        self._mail = self._last
        self._thread = threading.Thread(target=self._live, name="training", daemon=True)
        self._thread.start()

    def play(self, steps_per_frame: int | None = None, phases: bool = False) -> None:
        """Train on. With ``steps_per_frame`` each snapshot must be ``shown`` before the next so many steps.

        With ``phases`` each snapshot must be ``shown`` before the next phase of a step, however many steps are asked.
        """
        self._order(self._play, steps_per_frame, phases)

    def pause(self) -> None:
        """Stop after the steps under way."""
        self._order(self._pause)

    def step(self, steps: int = 1) -> None:
        """Make so many steps, then pause; those asked for before are made first."""
        self._order(self._step, steps)

    def step_epoch(self) -> None:
        """Go on to the end of the epoch under way, then pause."""
        self._order(self._step_epoch)

    def goto(self, step: int) -> None:
        """Go to ``step``, back or ahead, and rest there; of several such wishes only the newest counts."""
        self._sought = step
        self._order(self._goto)

    def phase(self, by: int = 1) -> None:
        """One phase of the step to come further, or (-1) back, and rest there; so many at once.

        Outside of a step the first one further is phase 0 of the step to come. Behind a step's last phase that step is
        made, and the next one begins; before its first lies the last of the step before. Of steps that were asked for
        and are not made yet, a few are made first; a long way ends where it is.
        """
        self._order(self._phase, by)

    def phase_to(self, phase: int) -> None:
        """To phase number ``phase`` of this step; outside of a step, and where it has no such phase, nowhere."""
        self._order(self._phase_to, phase)

    def follow(self, pick: Pick | None) -> None:
        """Let the phases be those of one point alone, or (None) of the minibatch; a point that is not there is none."""
        self._order(self._follow, pick)

    def restart(self, experiment: Experiment, playing: bool = False) -> int:
        """Begin a new run, which plays at the pace of the old one if ``playing``. Returns the new run's number."""
        return self.contrast(alone(experiment), 0, playing)

    def contrast(self, contrast: Contrast, focus: int = 0, playing: bool = False) -> int:
        """Begin the runs of ``contrast`` together; snapshots are of run ``focus``, with the others as companions."""
        self.run_number += 1
        self._sought = None  # no long way is gone to its end in a run that nobody wants any more
        self._order(self._restart, contrast, focus, self.run_number, playing)
        return self.run_number

    def resume(self, moment: Moment) -> int:
        """Begin the run of ``moment``, go to its step with pictures on the way, and rest there."""
        self.run_number += 1
        self._sought = None
        self._order(self._resume, moment, self.run_number)
        return self.run_number

    def look_at(self, focus: int) -> int:
        """Take snapshots of another one of the runs, under a new number."""
        self.run_number += 1
        self._order(self._look_at, focus, self.run_number)
        return self.run_number

    def part(self, contrast: Contrast) -> int:
        """End all runs but the one looked at, which goes on alone as ``contrast`` describes it."""
        self.run_number += 1
        self._order(self._part, contrast, self.run_number)
        return self.run_number

    def switch(self, branch: int) -> int:
        """Go on with another branch of the run, from where it was left, under a new number; it rests there."""
        self.run_number, self._sought = self.run_number + 1, None
        self._order(self._switch, branch, self.run_number)
        return self.run_number

    def rename(self, branch: int, name: str) -> None:
        """Call a branch ``name``."""
        self._order(self._about_branches, lambda branches: branches.rename(branch, name))

    def remove(self, branch: int) -> None:
        """Let go of a branch that is not the present one."""
        self._order(self._about_branches, lambda branches: branches.remove(branch))

    def keep(self) -> None:
        """Keep the run looked at as it is now, beside all that come later; the oldest gives way to a sixth."""
        self._order(self._keep)

    def forget(self, place: int | None = None) -> None:
        """Show a kept run no longer; without a place all of them."""
        self._order(self._forget, place)

    def change(self, **changes: Any) -> None:
        """Change live settings of the run under way."""
        self._order(self._change, changes)

    def look(self, overlays: frozenset[str]) -> None:
        """Put the named overlays, and no others, into all snapshots from now on."""
        self._order(self._look, overlays)

    def analyse(self, name: str, **options: Any) -> None:
        """Begin an analysis of the run under way; snapshots carry what it finds, and a restart cancels it."""
        self._order(self._analyse, name, options)

    def cancel(self, name: str) -> None:
        """Break an analysis off."""
        self._order(self._cancel, name)

    def ask(
        self, question: Callable[[tuple[Trainer, ...]], Any], tell: Callable[[Answer], object] | None = None
    ) -> None:
        """Let the thread find out something about the runs under way, without changing them; see ``answer``.

        With ``tell`` the thread hands the answer to that and to nobody else.
        """
        self._order(self._ask, question, self.run_number, tell)

    def answer(self) -> Answer | None:
        """What the newest question has found, once; None while there is nothing new."""
        with self._bell:
            answer, self._found = self._found, None
        return answer

    def errand(self, action: Callable[[], None]) -> None:
        """Let the thread do what must not hold the window up, such as writing a file; nothing about the runs."""
        self._order(action)

    def newest(self) -> Snapshot | None:
        """The newest snapshot not taken yet, or None; asks for the next one."""
        with self._bell:
            snapshot, self._mail = self._mail, None
            self._wanted = True
            self._bell.notify()
        return snapshot

    def shown(self, snapshot: Snapshot) -> None:
        """``snapshot`` has been drawn; unless there is a newer one already, paced training goes on."""
        with self._bell:
            self._shown = snapshot
            self._bell.notify()

    def hold(self) -> None:
        """Rest at the next block of steps until ``release()``, so that drawing has the processor to itself."""
        self._held = True

    def release(self) -> None:
        """Go on after ``hold()``."""
        with self._bell:
            self._held = False
            self._bell.notify()

    def close(self, timeout: float = 5.0) -> None:
        """End the thread; returns when it has ended. Raises RuntimeError if it has not within ``timeout`` seconds."""
        with self._bell:
            self._closing = True
            self._held = False
            self._bell.notify()
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise RuntimeError(f"the training thread did not end within {timeout:g} s")

    def _order(self, action: Callable[..., None], *arguments: Any) -> None:
        with self._bell:
            self._orders.append(lambda: action(*arguments))
            self._bell.notify()

    # What follows runs in the thread.

    def _live(self) -> None:
        while True:
            with self._bell:
                while not (self._closing or self._orders or self._may_play() or self._may_analyse()):
                    self._bell.wait()
                if self._closing:
                    return
                order = self._orders.popleft() if self._orders else self._go_on
            try:
                order()
            except Exception as error:
                self._fail(error)

    def _may_play(self) -> bool:
        """Whether there is something to train now."""
        if self._status is not Status.RUNNING or self._held:
            return False
        return self._unpaced or self._shown is self._last

    def _may_analyse(self) -> bool:
        return self._jobs.busy and not self._held

    def _go_on(self) -> None:
        """A block of training, then a slice of analysis, unless training has had less time than the last slice."""
        if self._may_play():
            self._play_on()
        if self._may_analyse() and (not self._may_play() or time.perf_counter() >= self._slice_due):
            self._report(self._jobs.advance())
            self._slice_due = time.perf_counter() + SLICE

    def _analyse(self, name: str, options: dict[str, Any]) -> None:
        self._jobs.ask(name, options)
        self._report(not self._jobs.busy)

    def _cancel(self, name: str) -> None:
        self._jobs.cancel(name)
        self._report(True)

    def _report(self, finished: bool) -> None:
        """Publish what analyses have found, now and then, unless training publishes anyway."""
        now = time.perf_counter()
        if (finished or now >= self._report_due) and not (self._status is Status.RUNNING and self._unpaced):
            self._report_due = now + 1 / REPORTS_PER_SECOND
            self._publish()

    @property
    def _unpaced(self) -> bool:
        """Whether training waits for no picture."""
        return self._goal is not None or (self._steps_per_frame is None and not self._by_phase)

    def _undisturbed(self) -> bool:
        """Whether unpaced training can go on for another block of steps."""
        return not (self._orders or self._wanted or self._closing or self._held)

    def _uninterrupted(self) -> bool:
        """Whether the steps of one picture can go on."""
        return not (self._orders or self._closing)

    def _play_on(self) -> None:
        runs = self._runs
        if self._goal is not None:
            runs.run(self._goal - runs.step_count, self._undisturbed)
            if runs.step_count >= self._goal:
                self._rest()
        elif self._by_phase:
            self._phase_on()
        elif self._steps_per_frame is None:
            self._speed.add(runs.run(2**60, self._undisturbed))
        else:
            self._speed.add(runs.run(self._steps_per_frame, self._uninterrupted))
        if runs.ending:
            self._end()
        if self._wanted or not self._unpaced or self._status is not Status.RUNNING:
            self._publish()

    def _play(self, steps_per_frame: int | None, phases: bool) -> None:
        self._steps_per_frame, self._by_phase = steps_per_frame, phases
        if not phases:
            self._walk.leave()
        if self._runs.ending:
            self._end()
        elif self._status is not Status.FAILED:
            if self._status is not Status.RUNNING or self._goal is not None:
                self._speed.start()
            self._status, self._goal = Status.RUNNING, None
        self._publish()

    def _pause(self) -> None:
        if self._status is Status.RUNNING:
            self._rest()
        self._publish()

    def _step(self, steps: int) -> None:
        """Set the goal so many steps further; the way there can be interrupted, but it is not forgotten."""
        if self._status is Status.FAILED:
            return
        self._walk.leave()
        self._goal = self._aim + steps
        self._status = Status.RUNNING

    def _step_epoch(self) -> None:
        length = self._runs.trainer.steps_per_epoch
        self._step(length - self._aim % length)

    def _goto(self) -> None:
        """Also takes a run back that has ended."""
        step = self._sought
        if step is None or self._status is Status.FAILED:
            return
        self._goal = None
        self._walk.leave()
        self._runs.goto(step, lambda: self._sought == step and not self._closing)
        if self._sought == step:
            self._sought = None
        self._come_to_rest()

    def _switch(self, branch: int, number: int) -> None:
        self._last = dataclasses.replace(self._last, run=number)
        self._walk.leave()
        self._runs.switch(branch, number)
        self._jobs = Jobs(self._runs.trainer)
        self._come_to_rest()

    def _come_to_rest(self) -> None:
        """At a step, or a phase of one, to which a person went."""
        self._goal = None
        if self._runs.ending:
            self._end()
        else:
            self._status = Status.PAUSED if self._runs.step_count else Status.READY
        self._publish()

    def _phase(self, by: int) -> None:
        if self._status is Status.FAILED:
            return
        if self._goal is not None and self._goal - self._runs.step_count <= self._runs.trainer.block:
            self._runs.run(self._goal - self._runs.step_count)
        for _ in range(abs(by)):
            if by > 0:
                self._phase_on()
            else:
                self._phase_back()
        self._come_to_rest()

    def _phase_on(self) -> None:
        """Behind the last phase the step is made; where the run looked at has ended, others may still go on."""
        runs, walk = self._runs, self._walk
        if walk.move(1):
            return
        if walk.inside or runs.trainer.ending:
            runs.run(1)
        walk.enter(runs.trainer)

    def _phase_back(self) -> None:
        """Before the first phase lies the last of the step before; before the very first nothing."""
        step = self._runs.trainer.step_count
        if not self._walk.move(-1) and step:
            self._runs.goto(step - 1)
            self._walk.enter(self._runs.trainer, last=True)

    def _phase_to(self, phase: int) -> None:
        if self._walk.stand(phase) or self._status is Status.RUNNING:  # whoever asked believes that it rests
            self._come_to_rest()

    def _follow(self, pick: Pick | None) -> None:
        self._walk.follow(pick, self._runs.trainer)
        self._publish()

    def _about_branches(self, order: Callable[[Branches], None]) -> None:
        order(self._runs.branches)
        self._publish()

    @property
    def _aim(self) -> int:
        """The step at which the steps asked for so far end."""
        return self._goal if self._goal is not None else self._runs.step_count

    def _rest(self) -> None:
        self._status, self._goal = Status.PAUSED, None

    def _restart(self, contrast: Contrast, focus: int, number: int, playing: bool) -> None:
        self._goal, self._walk = None, Walk()
        experiment = contrast.experiments()[focus]
        self._last = dataclasses.replace(self._last, run=number, experiment=experiment, passage=None, followed=None)
        self._runs = Lockstep(contrast, number, focus, self._runs.wanted)
        self._jobs = Jobs(self._runs.trainer)
        self._status, self._message = Status.RUNNING if playing else Status.READY, ""
        self._speed.start()
        self._publish()

    def _resume(self, moment: Moment, number: int) -> None:
        self._restart(alone(moment.experiment), 0, number, playing=False)
        self._runs.expect((moment.changes,))
        if moment.step:
            self._step(moment.step)
        else:
            self._publish()

    def _change(self, changes: dict[str, Any]) -> None:
        self._runs.change(changes)
        self._walk.renew(self._runs.trainer)
        if self._runs.ending:
            self._end()
        elif self._status in (Status.FINISHED, Status.DIVERGED):  # there is more to do now
            self._status = Status.PAUSED
        self._publish()

    def _look_at(self, focus: int, number: int) -> None:
        self._runs.look_at(focus, number)
        self._walk.renew(self._runs.trainer)
        self._jobs = Jobs(self._runs.trainer)
        if self._runs.ending and self._status is not Status.READY:
            self._end()
        self._publish()

    def _part(self, contrast: Contrast, number: int) -> None:
        self._runs.alone(contrast, number)
        if self._runs.ending:
            self._end()
        self._publish()

    def _keep(self) -> None:
        now = self._runs.snapshot(self._status)
        free = [-place for place in range(1, MOST_KEPT + 1) if -place not in self._kept]
        place = free[0] if free else next(iter(self._kept))
        self._kept.pop(place, None)
        picture = dataclasses.replace(now, companions=(), band=False, branches=(), ghosts=())
        self._kept[place] = Companion(place, "", {}, picture)
        self._publish()

    def _forget(self, place: int | None) -> None:
        if place is None:
            self._kept.clear()
        self._kept.pop(place, None)
        self._publish()

    def _look(self, overlays: frozenset[str]) -> None:
        self._runs.wanted = overlays
        if self._status is not Status.FAILED:
            self._publish()

    def _end(self) -> None:
        """No run can make a further step."""
        self._goal, self._status = None, ended(self._runs.trainer)

    def _ask(
        self,
        question: Callable[[tuple[Trainer, ...]], Any],
        run: int,
        tell: Callable[[Answer], object] | None,
    ) -> None:
        """An error belongs to who asked; the runs go on."""
        try:
            answer = Answer(run, found=question(self._runs.trainers))
        except Exception as error:
            answer = Answer(run, error=error)
        if tell is not None:
            tell(answer)
            return
        with self._bell:
            self._found = answer

    def _fail(self, error: Exception) -> None:
        """An exception becomes a state of the run, with its text."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        self._status, self._goal = Status.FAILED, None
        self._message = f"Training failed: {type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        self._put(dataclasses.replace(self._last, status=self._status, message=self._message))

    def _publish(self) -> None:
        """Put a snapshot of this moment into the mailbox."""
        busy = self._status is Status.RUNNING and self._unpaced
        began = time.perf_counter()
        old = busy and began < self._boundary_due
        speed = self._speed.value if busy and self._goal is None else 0.0
        taken = self._walk.seen_in(self._runs.snapshot(self._status, speed, busy, old, self._kept.values()))
        self._put(taken if self._status is not Status.FAILED else dataclasses.replace(taken, message=self._message))
        if not old:
            now = time.perf_counter()
            self._boundary_due = now + (now - began) / BOUNDARY_SHARE

    def _put(self, snapshot: Snapshot) -> None:
        if self._jobs.reports:
            snapshot = dataclasses.replace(snapshot, analyses=self._jobs.reports)
        with self._bell:
            self._mail = self._last = snapshot
            self._wanted = False
