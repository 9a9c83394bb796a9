"""A session: the experiment in force and the worker that trains it; what every button means. No widgets here."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from model.data.own.points import OwnPoints
from model.nn.schedules import SCHEDULES
from model.training.branches import Branch
from model.training.contrast import Contrast, alone
from model.training.experiment import KNOBS, LIVE, Experiment
from model.training.moment import Moment
from model.training.passage import Pick, part_of
from model.training.snapshot import Companion, Snapshot, Status
from model.training.worker import Worker

from .panels.wish import Wish

LOST = (Status.DIVERGED, Status.FAILED)
RATE_POLICY = {"schedule", "schedule_options", "warmup_steps"}
ONE_BRANCH = (
    "This run has one branch so far. Go back to an earlier step and change a live setting there: that makes another."
)
BEGINNING = "This is where the run begins: there is no phase before it. Down goes on."
OVER = (Status.DIVERGED, Status.FINISHED, Status.FAILED)


class Session:
    """Turns a person's wishes into orders for the worker, and drops what an older run sends late.

    ``experiment`` is what the settings say; ``news`` what the last change did, in words. ``playing`` and ``counting``
    say what was asked for: training on and on, or a number of steps. ``runs`` is what trains: one run or several in
    lockstep, of which number ``focus`` is looked at and is what ``experiment`` describes.
    """

    def __init__(self, experiment: Experiment, steps_per_frame: int | None = None) -> None:
        self.experiment, self.steps_per_frame = experiment, steps_per_frame
        self.runs, self.focus = alone(experiment), 0
        self.worker = Worker(experiment)
        self.by_phase = False  # played phase after phase
        self.playing = False
        self.counting = False
        self.news = self._late_news = ""
        self.snapshot: Snapshot | None = None
        self.coming: Moment | None = None  # of a run that was resumed, until it is seen
        self._sought: int | None = None  # the step that a person has asked for, until it is there
        self._switching = False  # to another branch, until it is seen
        self._branch_note = ""
        self._asked = False  # for a change that has not been seen yet; else the settings follow what is seen
        self._foreseen: dict[str, tuple[int, int, Wish]] = {}

    @property
    def over(self) -> bool:
        """Whether the run can make no further step as things are."""
        return self._status in OVER

    @property
    def changed_late(self) -> bool:
        """Whether ``news`` is of a live change of a run that was over, and may be over still."""
        return self.news != "" and self.news is self._late_news

    @property
    def _status(self) -> Status:
        """How the run under way stands, as far as it has been seen."""
        seen = self.snapshot is not None and self.snapshot.run == self.worker.run_number
        return self.snapshot.status if seen else Status.READY

    def take(self) -> Snapshot | None:
        """The newest snapshot of the present run, if there is one that has not been taken yet."""
        snapshot = self.worker.newest()
        if snapshot is None or snapshot.run != self.worker.run_number:
            return None
        if snapshot.status in OVER:
            if self.playing or self.counting:
                self.news = ""  # it was about a run that went on
            self.playing = self.counting = False
        self.snapshot = snapshot
        if self._sought is not None:
            self._arrive(snapshot)
        elif snapshot.experiment == self.experiment:
            self._asked = False
        elif not self._asked:
            self._take_over(snapshot)
        self._switching = False
        self._note_branches(snapshot)
        return snapshot

    def play_or_pause(self) -> None:
        """Play where the network rests, rest where it plays."""
        if self.playing:
            self.pause()
        elif not self.over:
            self.playing, self.counting, self._sought, self.news = True, False, None, ""
            self.worker.play(self.steps_per_frame, self.by_phase)

    def pause(self) -> None:
        """Rest."""
        self.playing = self.counting = False
        self.worker.pause()

    def batch(self) -> None:
        """One step: one minibatch."""
        self.playing, self.counting, self._sought, self.news = False, True, None, ""
        self.worker.step(1)

    def epoch(self) -> None:
        """Steps to the end of the epoch."""
        self.playing, self.counting, self._sought, self.news = False, True, None, ""
        self.worker.step_epoch()

    def reset(self) -> None:
        """The same initial weights again, with the settings as they are now."""
        self._begin(self.runs, self.focus, "Reset to the same initial weights.")

    def new_weights(self) -> None:
        """The next seed, on the same points."""
        self._begin(self.runs.reseeded("seed"), self.focus, "")
        self.news = f"New weights: seed {self.experiment.seed}.{self.news}"

    def defaults(self) -> None:
        """The settings with which the program starts: one run, anew."""
        self._restart(Experiment(), "All settings are at their defaults; the network was started anew.")

    def new_data(self) -> None:
        """The next data seed, with the same initial weights."""
        self._begin(self.runs.reseeded("data_seed"), self.focus, "")
        what = "New data" if self.experiment.own is None else "The same points, split anew"
        self.news = f"{what}: data seed {self.experiment.data_seed}.{self.news}"

    def use(self, own: OwnPoints) -> None:
        """A person's own points in the place of the data set, until another one is chosen."""
        self._begin(
            self.runs.changed(self.focus, {"own": own}), self.focus, f"Now {own}; the network was started anew."
        )

    def resume(self, moment: Moment, news: str) -> None:
        """Begin the run of ``moment`` and rest there; a way of many steps is seen, and Play goes on from anywhere."""
        self.playing, self.counting, self.news = False, bool(moment.step), news
        self.experiment, self.focus = moment.now, 0
        self.runs = alone(self.experiment)
        self.coming, self._sought = moment, moment.step
        self.worker.resume(moment)

    @property
    def travelling(self) -> bool:
        """Whether a step that was asked for is still to come."""
        return self._sought is not None

    @property
    def moment(self) -> Moment:
        """Where the run that is looked at stands or will stand, with what was just changed."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.run != self.worker.run_number or snapshot.moment is None:
            return self.coming or Moment(self.experiment)
        past = snapshot.moment
        if self._sought is not None:  # settings on the way are those of the way
            return dataclasses.replace(past, step=self._sought)
        changes = snapshot.experiment.differences(self.experiment)
        if not changes:
            return past
        if not LIVE.issuperset(changes):
            return Moment(self.experiment)
        earlier = tuple(each for each in past.changes if each[0] <= past.step)
        return Moment(past.experiment, (*earlier, (past.step, changes)), past.step)

    # Going back

    def goto(self, step: int) -> None:
        """Go to a step of the run, back or ahead, and rest there; not on the way to another branch."""
        if self._switching:
            return
        self.playing, self.counting, self._sought = False, False, max(0, step)
        self.news = ""
        self.worker.goto(self._sought)

    def back(self) -> None:
        """One step back."""
        self.goto(self._here - 1)

    def back_epoch(self) -> None:
        """Back to the end of the epoch before."""
        length = self.snapshot.steps_per_epoch if self.snapshot else 1
        self.goto((self._here - 1) // length * length)

    def newest(self) -> None:
        """To the last step that was ever made."""
        if self.snapshot is not None:
            self.goto(self.snapshot.furthest)

    @property
    def _here(self) -> int:
        """The step that was asked for, else the one that is seen."""
        if self._sought is not None:
            return self._sought
        return self.snapshot.step if self.snapshot is not None else 0

    def _arrive(self, snapshot: Snapshot) -> None:
        """On the way to a step that was asked for: the settings are again those of that time."""
        if snapshot.step == self._sought or snapshot.status in OVER:
            self._sought = None
        self._asked = False
        self._take_over(snapshot)

    def _take_over(self, snapshot: Snapshot) -> None:
        """The settings are those of the moment that is seen."""
        if snapshot.experiment != self.experiment:
            self.runs = self.runs.as_of(self.focus, snapshot.experiment)
            self.experiment = snapshot.experiment

    # Branches

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Those of the run, as far as they have been seen."""
        return self.snapshot.branches if self.snapshot else ()

    def switch(self, number: int) -> None:
        """Go on with another branch, from where it was left; this one rests meanwhile."""
        known = {branch.number for branch in self.branches if not branch.present}
        if number in known and not self._switching and self._status is not Status.FAILED:
            self.playing, self.counting, self._sought, self._switching, self.news = False, False, None, True, ""
            self.worker.switch(number)

    def next_branch(self) -> None:
        """The branch that began after this one; after the newest comes the first."""
        numbers = [branch.number for branch in self.branches]
        here = next((place for place, branch in enumerate(self.branches) if branch.present), 0)
        if len(numbers) > 1:
            self.switch(numbers[(here + 1) % len(numbers)])
        else:
            self.news = ONE_BRANCH

    def rename(self, number: int, name: str) -> None:
        """Call a branch ``name``; without letters it keeps the name that it has."""
        if name.strip():
            self.worker.rename(number, " ".join(name.split()))

    def remove(self, number: int) -> None:
        """Let go of a branch that is not the present one."""
        self.worker.remove(number)

    def finite(self) -> None:
        """Back to the last step before the numbers ceased to be finite."""
        if self.snapshot is not None and self.snapshot.divergence is not None:
            self.goto(self.snapshot.divergence.step - 1)

    def _note_branches(self, snapshot: Snapshot) -> None:
        """What happened to the branches is news, once."""
        if snapshot.branch_note != self._branch_note:
            self._branch_note = snapshot.branch_note
            self.news = f"{self.news} {snapshot.branch_note}".strip()

    # Phases of a step

    def phase_on(self) -> None:
        """One phase further; into the step to come from outside, and behind its last phase into the next one."""
        self._walk(1)

    def phase_back(self) -> None:
        """One phase back; before the first one lies the last of the step before, and before the very first nothing."""
        seen, under_way = self.snapshot, self.playing or self.counting or self.travelling
        self._walk(-1)
        if seen is not None and not under_way and seen.step == 0 and (seen.passage is None or seen.phase == 0):
            self.news = BEGINNING

    def phase_to(self, phase: int) -> None:
        """To a phase of the step that a person is inside of."""
        self.playing, self.counting, self.news = False, False, ""
        self.worker.phase_to(phase)

    def follow(self, pick: Pick | None) -> None:
        """Let phases show one point alone, or (None) the minibatch. Raises Invalid where there is no such point."""
        if pick is not None and self.snapshot is not None:
            part_of(self.snapshot.data, pick)
        self.worker.follow(pick)

    def _walk(self, by: int) -> None:
        self.playing, self.counting, self._sought, self._asked, self.news = False, False, None, False, ""
        self.worker.phase(by)

    # Several runs

    @property
    def comparing(self) -> bool:
        """Whether several runs train together."""
        return len(self.runs.variants) > 1

    @property
    def kept(self) -> tuple[Companion, ...]:
        """The runs that are kept, as far as they have been seen."""
        return tuple(each for each in self.snapshot.companions if each.kept) if self.snapshot else ()

    def contrast(self, contrast: Contrast, focus: int = 0) -> None:
        """Train the runs of ``contrast`` together from the start, and look at run ``focus``; plays on if it played."""
        count = len(contrast.variants)
        words = f"{count} runs in lockstep, each exactly as it would be alone." if count > 1 else ""
        self._begin(contrast, focus, words)

    def look_at(self, place: int) -> None:
        """Look at another of the runs that train together."""
        if place == self.focus or not 0 <= place < len(self.runs.variants):
            return
        self.focus, self.experiment = place, self.runs.experiments()[place]
        self.news, self._asked = f"Shown in all panels: {self.runs.labels[place]}.", False
        self.worker.look_at(place)

    def stop_comparing(self) -> None:
        """Let go of all runs but the one that is looked at, which goes on."""
        if self.comparing:
            self.runs, self.focus = alone(self.experiment), 0
            self.news = "One run again, from where it was."
            self.worker.part(self.runs)

    def keep(self) -> None:
        """Keep this run's curves and boundary beside those that come later."""
        self.news = "Kept: the next run will be laid over it."
        self.worker.keep()

    def forget(self, place: int | None = None) -> None:
        """Show a kept run no longer, or none of them."""
        self.worker.forget(place)

    def pace(self, steps_per_frame: int | None, phases: bool = False) -> None:
        """So many steps for every picture; None is full speed. With ``phases`` every picture is one phase of a step."""
        self.steps_per_frame, self.by_phase = steps_per_frame, phases
        if self.playing:
            self.worker.play(steps_per_frame, phases)

    def change(self, changes: dict[str, Any]) -> None:
        """Change settings: live ones act on the running network, any other starts it anew. Raises Invalid."""
        runs = self.runs.changed(self.focus, changes)
        changed = runs.experiments()[self.focus]
        words = ", ".join(_said(name, changed) for name in changes)
        if LIVE.issuperset(changes) and self._status not in LOST:
            self.runs, self.experiment = runs, changed
            self.news = f"{words}: acts from the next step on{self._rate_now(changed, changes)}."
            self._asked = True
            self._late_news = self.news if self.over else ""
            self.worker.change(**changes)
        else:
            started = "all networks were" if self.comparing else "the network was"
            self._begin(runs, self.focus, f"{words}: {started} started anew.")

    def look(self, overlays: frozenset[str]) -> None:
        """Ask for overlays by name; nothing about the run changes."""
        self.worker.look(overlays)

    def grant(self, wish: Wish) -> None:
        """Do what a person asks for in a panel."""
        if wish.cancel:
            self.worker.cancel(wish.cancel)
        if wish.analysis:
            self.worker.analyse(wish.analysis, **wish.options)
        if wish.changes:
            self.change(dict(wish.changes))

    def foresee(self, wish: Wish) -> None:
        """Do what a panel needs for its picture, once for each moment of a run."""
        if self.snapshot is None:
            return
        moment = (self.snapshot.run, self.snapshot.step, wish)
        if self._foreseen.get(wish.analysis) != moment:
            self._foreseen[wish.analysis] = moment
            self.grant(wish)

    def close(self) -> None:
        """End the thread."""
        self.worker.close()

    def _rate_now(self, changed: Experiment, changes: dict[str, Any]) -> str:
        """What the policy makes of the learning rate at this step: policies count from step 0, whenever chosen."""
        if self.snapshot is None or RATE_POLICY.isdisjoint(changes):
            return ""
        if not SCHEDULES[changed.schedule].foreseen:
            return "; it looks at the losses from step 0 on"
        step, steps_per_epoch = self.snapshot.step, self.snapshot.steps_per_epoch
        rate = float(changed.learning_rates(np.array([step]), steps_per_epoch)[0])
        return f"; counted from step 0, the learning rate at step {step:,} is {rate:.3g}"

    def _restart(self, experiment: Experiment, news: str) -> None:
        """Begin a single run."""
        self._begin(alone(experiment), 0, news)

    def _begin(self, runs: Contrast, focus: int, news: str) -> None:
        self.runs, self.focus, self.experiment = runs, focus, runs.experiments()[focus]
        ended = " The branches of the run before ended with it." if len(self.branches) > 1 else ""
        self._sought, self._asked, self._switching, self._branch_note = None, False, False, ""
        self.coming, self.counting, self.news = None, False, news + ended
        self.worker.contrast(runs, focus, self.playing)


def _said(name: str, experiment: Experiment) -> str:
    """A setting and its value as a person reads them."""
    if name not in KNOBS:  # the options of a choice
        return name.replace("_", " ").capitalize()
    knob, value = KNOBS[name], getattr(experiment, name)
    shown = knob.choices[value].label if knob.choices is not None else knob.show(value)
    return f"{knob.label} {shown or 'never'}"
