"""The worker: the only thread. It trains in the background and leaves snapshots for whoever draws them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .conductor import Conductor
from .contrast import Contrast, alone
from .experiment import Experiment
from .inbox import Inbox
from .moment import Moment
from .passage import Pick
from .snapshot import Snapshot
from .trainer import Trainer


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
        self._inbox, self._bell = Inbox(), threading.Condition()
        self._conductor = Conductor(experiment, self._inbox, self._put)
        self._mail: Snapshot | None = self._conductor.last
        self._found: Answer | None = None
        self._thread = threading.Thread(target=self._live, name="training", daemon=True)
        self._thread.start()

    def play(self, steps_per_frame: int | None = None, phases: bool = False) -> None:
        """Train on. With ``steps_per_frame`` each snapshot must be ``shown`` before the next so many steps.

        With ``phases`` each snapshot must be ``shown`` before the next phase of a step, however many steps are asked.
        """
        self._order(self._conductor.play, steps_per_frame, phases)

    def pause(self) -> None:
        """Stop after the steps under way."""
        self._order(self._conductor.pause)

    def step(self, steps: int = 1) -> None:
        """Make so many steps, then pause; those asked for before are made first."""
        self._order(self._conductor.step, steps)

    def step_epoch(self) -> None:
        """Go on to the end of the epoch under way, then pause."""
        self._order(self._conductor.step_epoch)

    def goto(self, step: int) -> None:
        """Go to ``step``, back or ahead, and rest there; of several such wishes only the newest counts."""
        self._inbox.sought = step
        self._order(self._conductor.goto)

    def phase(self, by: int = 1) -> None:
        """One phase of the step to come further, or (-1) back, and rest there; so many at once.

        Outside of a step the first one further is phase 0 of the step to come. Behind a step's last phase that step is
        made, and the next one begins; before its first lies the last of the step before. Of steps that were asked for
        and are not made yet, a few are made first; a long way ends where it is.
        """
        self._order(self._conductor.phase, by)

    def phase_to(self, phase: int) -> None:
        """To phase number ``phase`` of this step; outside of a step, and where it has no such phase, nowhere."""
        self._order(self._conductor.phase_to, phase)

    def follow(self, pick: Pick | None) -> None:
        """Let the phases be those of one point alone, or (None) of the minibatch; a point that is not there is none."""
        self._order(self._conductor.follow, pick)

    def restart(self, experiment: Experiment, playing: bool = False) -> int:
        """Begin a new run, which plays at the pace of the old one if ``playing``. Returns the new run's number."""
        return self.contrast(alone(experiment), 0, playing)

    def contrast(self, contrast: Contrast, focus: int = 0, playing: bool = False) -> int:
        """Begin the runs of ``contrast`` together; snapshots are of run ``focus``, with the others as companions."""
        self.run_number += 1
        self._inbox.sought = None  # no long way is gone to its end in a run that nobody wants any more
        self._order(self._conductor.restart, contrast, focus, self.run_number, playing)
        return self.run_number

    def resume(self, moment: Moment) -> int:
        """Begin the run of ``moment``, go to its step with pictures on the way, and rest there."""
        self.run_number += 1
        self._inbox.sought = None
        self._order(self._conductor.resume, moment, self.run_number)
        return self.run_number

    def look_at(self, focus: int) -> int:
        """Take snapshots of another one of the runs, under a new number."""
        self.run_number += 1
        self._order(self._conductor.look_at, focus, self.run_number)
        return self.run_number

    def part(self, contrast: Contrast) -> int:
        """End all runs but the one looked at, which goes on alone as ``contrast`` describes it."""
        self.run_number += 1
        self._order(self._conductor.part, contrast, self.run_number)
        return self.run_number

    def switch(self, branch: int) -> int:
        """Go on with another branch of the run, from where it was left, under a new number; it rests there."""
        self.run_number, self._inbox.sought = self.run_number + 1, None
        self._order(self._conductor.switch, branch, self.run_number)
        return self.run_number

    def rename(self, branch: int, name: str) -> None:
        """Call a branch ``name``."""
        self._order(self._conductor.about_branches, lambda branches: branches.rename(branch, name))

    def remove(self, branch: int) -> None:
        """Let go of a branch that is not the present one."""
        self._order(self._conductor.about_branches, lambda branches: branches.remove(branch))

    def keep(self) -> None:
        """Keep the run looked at as it is now, beside all that come later; the oldest gives way to a sixth."""
        self._order(self._conductor.keep)

    def forget(self, place: int | None = None) -> None:
        """Show a kept run no longer; without a place all of them."""
        self._order(self._conductor.forget, place)

    def change(self, **changes: Any) -> None:
        """Change live settings of the run under way."""
        self._order(self._conductor.change, changes)

    def look(self, overlays: frozenset[str]) -> None:
        """Put the named overlays, and no others, into all snapshots from now on."""
        self._order(self._conductor.look, overlays)

    def analyse(self, name: str, **options: Any) -> None:
        """Begin an analysis of the run under way; snapshots carry what it finds, and a restart cancels it."""
        self._order(self._conductor.analyse, name, options)

    def cancel(self, name: str) -> None:
        """Break an analysis off."""
        self._order(self._conductor.cancel, name)

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
            self._inbox.wanted = True
            self._bell.notify()
        return snapshot

    def shown(self, snapshot: Snapshot) -> None:
        """``snapshot`` has been drawn; unless there is a newer one already, paced training goes on."""
        with self._bell:
            self._inbox.shown = snapshot
            self._bell.notify()

    def hold(self) -> None:
        """Rest at the next block of steps until ``release()``, so that drawing has the processor to itself."""
        self._inbox.held = True

    def release(self) -> None:
        """Go on after ``hold()``."""
        with self._bell:
            self._inbox.held = False
            self._bell.notify()

    def close(self, timeout: float = 5.0) -> None:
        """End the thread; returns when it has ended. Raises RuntimeError if it has not within ``timeout`` seconds."""
        with self._bell:
            self._inbox.closing = True
            self._inbox.held = False
            self._bell.notify()
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise RuntimeError(f"the training thread did not end within {timeout:g} s")

    def _order(self, action: Callable[..., None], *arguments: Any) -> None:
        with self._bell:
            self._inbox.orders.append(lambda: action(*arguments))
            self._bell.notify()

    # What follows runs in the thread.

    def _live(self) -> None:
        inbox, conductor = self._inbox, self._conductor
        while True:
            with self._bell:
                while not (inbox.closing or inbox.orders or conductor.may_play() or conductor.may_analyse()):
                    self._bell.wait()
                if inbox.closing:
                    return
                order = inbox.orders.popleft() if inbox.orders else conductor.go_on
            try:
                order()
            except Exception as error:
                conductor.fail(error)

    def _ask(
        self,
        question: Callable[[tuple[Trainer, ...]], Any],
        run: int,
        tell: Callable[[Answer], object] | None,
    ) -> None:
        """An error belongs to who asked; the runs go on."""
        try:
            answer = Answer(run, found=question(self._conductor.runs.trainers))
        except Exception as error:
            answer = Answer(run, error=error)
        if tell is not None:
            tell(answer)
            return
        with self._bell:
            self._found = answer

    def _put(self, snapshot: Snapshot) -> None:
        """Put a snapshot into the mailbox."""
        with self._bell:
            self._mail = snapshot
            self._inbox.wanted = False
