"""A session: the experiment in force and the worker that trains it; what every button means. No widgets here."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.training.contrast import Contrast, alone
from model.training.experiment import KNOBS, LIVE, Experiment
from model.training.snapshot import Companion, Snapshot, Status
from model.training.worker import Worker

LOST = (Status.DIVERGED, Status.FAILED)
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
        return snapshot

    def play_or_pause(self) -> None:
        """Play where the network rests, rest where it plays."""
        if self.playing:
            self.pause()
        elif not self.over:
            self.playing, self.counting, self.news = True, False, ""
            self.worker.play(self.steps_per_frame)

    def pause(self) -> None:
        """Rest."""
        self.playing = self.counting = False
        self.worker.pause()

    def batch(self) -> None:
        """One step: one minibatch."""
        self.playing, self.counting, self.news = False, True, ""
        self.worker.step(1)

    def epoch(self) -> None:
        """Steps to the end of the epoch."""
        self.playing, self.counting, self.news = False, True, ""
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
        self.news = f"New data: data seed {self.experiment.data_seed}."

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

    def close(self) -> None:
        """End the thread."""
        self.worker.close()

    def _rate_now(self, changed: Experiment, changes: dict[str, Any]) -> str:
        """What the policy makes of the learning rate at this step: policies count from step 0, whenever chosen."""
        if self.snapshot is None or not any(name.startswith("schedule") for name in changes):
            return ""
        step, steps_per_epoch = self.snapshot.step, self.snapshot.steps_per_epoch
        rate = float(changed.learning_rates(np.array([step]), steps_per_epoch)[0])
        return f"; counted from step 0, the learning rate at step {step:,} is {rate:.3g}"

    def _restart(self, experiment: Experiment, news: str) -> None:
        """Begin a single run."""
        self._begin(alone(experiment), 0, news)

    def _begin(self, runs: Contrast, focus: int, news: str) -> None:
        self.runs, self.focus, self.experiment = runs, focus, runs.experiments()[focus]
        self.counting, self.news = False, news
        self.worker.contrast(runs, focus, self.playing)


def _said(name: str, experiment: Experiment) -> str:
    """A setting and its value as a person reads them."""
    if name not in KNOBS:  # the options of a choice
        return name.replace("_", " ").capitalize()
    knob, value = KNOBS[name], getattr(experiment, name)
    shown = knob.choices[value].label if knob.choices is not None else knob.show(value)
    return f"{knob.label} {shown or 'never'}"
