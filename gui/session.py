"""A session: the experiment in force and the worker that trains it; what every button means. No widgets here."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from model.data.own.points import OwnPoints
from model.nn.schedules import SCHEDULES
from model.training.contrast import Contrast, alone
from model.training.experiment import KNOBS, LIVE, Experiment
from model.training.moment import Moment
from model.training.snapshot import Companion, Snapshot, Status
from model.training.worker import Worker

from .panels.wish import Wish

LOST = (Status.DIVERGED, Status.FAILED)
RATE_POLICY = {"schedule", "schedule_options", "warmup_steps"}
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
        self.playing = False
        self.counting = False
        self.news = ""
        self.snapshot: Snapshot | None = None
        self.coming: Moment | None = None  # of a run that was resumed, until it is seen
        self._sought: int | None = None  # the step that a person has asked for, until it is there
        self._foreseen: dict[str, tuple[int, int, Wish]] = {}

    @property
    def over(self) -> bool:
        """Whether the run can make no further step as things are."""
        return self._status in OVER

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
            self.playing = False
        self.snapshot = snapshot
        if self._sought is not None:
            self._arrive(snapshot)
        return snapshot

    def play_or_pause(self) -> None:
        """Play where the network rests, rest where it plays."""
        if self.playing:
            self.pause()
        elif not self.over:
            self.playing, self.counting, self._sought, self.news = True, False, None, ""
            self.worker.play(self.steps_per_frame)

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
        self.news = f"New weights: seed {self.experiment.seed}."

    def new_data(self) -> None:
        """The next data seed, with the same initial weights."""
        self._begin(self.runs.reseeded("data_seed"), self.focus, "")
        what = "New data" if self.experiment.own is None else "The same points, split anew"
        self.news = f"{what}: data seed {self.experiment.data_seed}."

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
        """Go to a step of the run, back or ahead, and rest there."""
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
        if snapshot.experiment != self.experiment:
            self.runs = self.runs.as_of(self.focus, snapshot.experiment)
            self.experiment = self.runs.experiments()[self.focus]

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
        self.news = f"Shown in all panels: {self.runs.labels[place]}."
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

    def pace(self, steps_per_frame: int | None) -> None:
        """So many steps for every picture; None is full speed."""
        self.steps_per_frame = steps_per_frame
        if self.playing:
            self.worker.play(steps_per_frame)

    def change(self, changes: dict[str, Any]) -> None:
        """Change settings: live ones act on the running network, any other starts it anew. Raises Invalid."""
        runs = self.runs.changed(self.focus, changes)
        changed = runs.experiments()[self.focus]
        words = ", ".join(_said(name, changed) for name in changes)
        if LIVE.issuperset(changes) and self._status not in LOST:
            self.runs, self.experiment = runs, changed
            self.news = f"{words}: acts from the next step on{self._rate_now(changed, changes)}."
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
        self._sought = self.coming = None
        self.counting, self.news = False, news
        self.worker.contrast(runs, focus, self.playing)


def _said(name: str, experiment: Experiment) -> str:
    """A setting and its value as a person reads them."""
    if name not in KNOBS:  # the options of a choice
        return name.replace("_", " ").capitalize()
    knob, value = KNOBS[name], getattr(experiment, name)
    shown = knob.choices[value].label if knob.choices is not None else knob.show(value)
    return f"{knob.label} {shown or 'never'}"
