"""The trainer: makes the steps of a run, records them, and can set the run back. No threads, no clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Integral
from typing import Any

import numpy as np

from ..analysis.divergence import Divergence, find_divergence
from ..analysis.signals import Signals, read_signals
from ..data.dataset import Data
from ..knob import Invalid
from ..nn.losses import loss_for
from ..nn.network import Network
from ..nn.plateau import NOTHING
from ..nn.predictor import Predictor, with_ones
from ..seeds import Purpose, generator
from .course import Changes, Course
from .early_stopping import EarlyStop, EarlyStopping, Watch
from .evaluation import Cadence, Evaluation, Evaluator
from .experiment import LIVE, Experiment
from .history import History
from .path import Path
from .record import StepRecord
from .recording import Recording
from .source import data_for, network_for
from .timeline import Keyframe, State, Timeline
from .updates import Updates

POLICY = frozenset(("schedule", "schedule_options", "warmup_steps"))


class RunOver(RuntimeError):
    """A step was asked of a run that has diverged or finished."""


class Trainer:
    """One run of ``experiment``.

    ``data=(x, y)`` trains on points of your own instead: x ``(n, inputs)`` used as given, y ``(n,)`` class numbers or,
    in a floating number format, values (regression). Another trainer's ``data`` are taken as they are. Points that are
    to be scaled and split as generated ones are part of the experiment: ``Experiment(own=...)``.
    """

    def __init__(self, experiment: Experiment, data: tuple[np.ndarray, np.ndarray] | Data | None = None) -> None:
        self._course = Course(experiment)
        self.data = data_for(experiment, data)
        self.loss = loss_for(self.data.classes)
        self.network = network_for(experiment, self.data)
        self._updates = Updates(experiment, self.data, self.network, self.loss)
        self._evaluator = Evaluator(self.network, self.data, self.loss)
        self._early_stopping = EarlyStopping(self.network, bool(len(self.data.validation)))
        self._early_stopping.check(experiment)
        self._spare: State | None = None  # before the block that is being made
        self.reset()

    def reset(self) -> None:
        """Back to the same initial weights at step 0; live changes made so far are forgotten."""
        first = self.first
        self._course, self.step_count = Course(first), 0
        self._early_stopping.forget()
        self.divergence: Divergence | None = None
        self.end_step: int | None = None  # at which the run diverged, known also after going back
        self.stop_step: int | None = None  # at which early stopping ended it, known also after going back
        self._evaluation: tuple[tuple[int, int], Evaluation] | None = None
        self._furthest_evaluation: Evaluation | None = None  # of the step from which the run was set back
        self._signals: Signals | None = None
        self._memory = NOTHING
        rng = generator(first.seed, Purpose.WEIGHTS)
        self.network.initialize(rng, first.initializer, first.initializer_scale, first.bias_init)
        self._updates.begin(first)
        self.timeline = Timeline(self._updates.spacing)
        samples = len(self.data.train) + len(self.data.validation)
        self._recording = Recording(self.network, Cadence.of(samples, self._updates.batches.sizes[0]))
        self._record_evaluation()

    def step(self) -> StepRecord:
        """Make one update on one minibatch. Raises RunOver where the run has ended."""
        if not self.run(1):
            raise RunOver(self.ending)
        row = self.history.steps.newest(1)[0]
        epoch = self.step_count // self.steps_per_epoch
        return StepRecord(self.step_count, epoch, float(row[1]), float(row[2]), row[3:])

    def run(self, steps: int, keep_going: Callable[[], bool] | None = None) -> int:
        """Make so many updates, fewer where the run ends or ``keep_going()`` says no; returns how many."""
        start, target = self.step_count, self.step_count + steps
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            while self.step_count < target and not self.ending and (keep_going is None or keep_going()):
                self._advance(target)
        return self.step_count - start

    def change(self, **changes: Any) -> None:
        """Change settings of the running network from the next step on; recorded, so that replay repeats it.

        Raises Invalid for settings that only act on a new network. Changes that were made at later steps, before the
        run was set back, are forgotten.
        """
        for name, value in changes.items():
            if name not in LIVE:
                raise Invalid(name, value, f"a change of this needs a new network; live are {', '.join(sorted(LIVE))}")
        self._early_stopping.check(self.experiment.replace(**changes))  # refused before anything is forgotten
        self._forget_future()
        self._course.change(self.step_count, changes)
        self._settle(changes)

    def expect(self, changes: Iterable[tuple[int, Changes]]) -> None:
        """Before the first step: ``changes`` of an earlier run, in order, that will be made again at their steps."""
        if self.step_count or self.changes:
            raise ValueError("changes of an earlier run can be expected before the first step only")
        self._course.expect(changes)
        self._go_on_with_course()

    def goto(self, step: int, keep_going: Callable[[], bool] | None = None) -> None:
        """Go to ``step`` exactly: by training on, or again from the nearest state that was kept.

        Only part of the way where ``keep_going()`` says no.
        """
        if not isinstance(step, Integral) or step < 0:
            raise ValueError(f"step: {step} is not possible; allowed: whole numbers, 0 or more")
        step = int(step)
        if step < self.step_count == self.furthest:
            self._furthest_evaluation = self.evaluate()
        frame = self._keyframe_for(step)
        if frame is not None and (step < self.step_count or self.step_count < frame.state.step):
            self._return_to(frame)
        self.run(step - self.step_count, keep_going)

    def fork(self) -> Trainer:
        """A second trainer at the same step of the same run, with its past and its known future.

        From here on the two share nothing that changes: data, keyframes and rows of the path are never written again.
        """
        twin = Trainer(self.first, self.data)
        twin._course = self._course.copy()
        twin._updates.settle(self.experiment)
        twin.state, twin._early_stopping.memory = self.state, self._early_stopping.memory
        twin.divergence, twin.end_step, twin.stop_step = self.divergence, self.end_step, self.stop_step
        twin._signals, twin._furthest_evaluation = self.signals(), self.furthest_evaluation
        twin.timeline = self.timeline.copy()
        twin._recording = self._recording.copy(twin.network)
        return twin

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Probabilities ``(n, classes)``, or values ``(n, 1)``, at points ``x (n, inputs)`` in the data's own units.

        Changes nothing.
        """
        points = np.array(x, float, ndmin=2)
        if not len(points):
            return np.empty((0, max(1, self.data.classes)))
        columns = self.data.train.points.shape[1]
        if points.shape[1:] != (columns,):
            raise ValueError(f"predict: x must be (n, {columns}), not {np.shape(x)}")
        with np.errstate(over="ignore", invalid="ignore"):
            logits = Predictor(self.network, with_ones(self.data.scaling(points), self.network.dtype)).logits()
            return self.loss.probabilities(logits).T.copy()

    def evaluate(self) -> Evaluation:
        """Losses and accuracies of this moment; recorded nowhere, changes nothing.

        Anew each time at step 0, where scripts may have written other weights.
        """
        if self._evaluation is None or self._evaluation[0] != self.moment or self.step_count == 0:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
                self._evaluation = self.moment, self._evaluator.evaluate(self.step_count)
        return self._evaluation[1]

    @property
    def moment(self) -> tuple[int, int]:
        """The step, and how often early stopping has put another network in place: one moment, one network."""
        return self.step_count, self._early_stopping.swaps

    def learning_rates(self, steps: np.ndarray) -> np.ndarray:
        """The learning rate of each of ``steps`` under the settings of the moment."""
        return self.experiment.learning_rates(steps, self.steps_per_epoch, self._memory)

    @property
    def history(self) -> History:
        """What was recorded, in columns by name."""
        return self._recording.history

    @property
    def path(self) -> Path:
        """The way of the parameters."""
        return self._recording.path

    @property
    def recorded(self) -> Evaluation:
        """The newest evaluation that was recorded."""
        return self._recording.newest

    @property
    def examples(self) -> tuple[np.ndarray, np.ndarray]:
        """All training points as workspaces want them: ``x (inputs + 1, n)`` and encoded targets ``(outputs, n)``."""
        return self._updates.examples

    def signals(self) -> Signals:
        """The signals of the newest minibatch's pass, which its workspace still holds.

        Before the first step, and after ``state`` was set, those of the pass to come; changes nothing.
        """
        newest = self._updates.newest
        if self._signals is None or self._signals.step != self.step_count or not newest:
            self._signals = read_signals(self.step_count, *(newest or self._updates.coming()))
        return self._signals

    def gradient(self) -> np.ndarray:
        """dL/dparameters of the newest minibatch's data loss, entry by entry like ``network.parameters``.

        Before the first step, and after ``state`` was set, that of the pass to come; changes nothing.
        """
        return (self._updates.newest or self._updates.coming())[1].copy()

    @property
    def updates(self) -> Updates:
        """What makes the steps; to be looked at, not touched."""
        return self._updates

    @property
    def furthest(self) -> int:
        """The last step that is recorded: after going back, it lies in the future."""
        return self.history.steps.count

    @property
    def furthest_evaluation(self) -> Evaluation | None:
        """The evaluation of the last step that is recorded; None where it was reached by a detour."""
        if self.step_count == self.furthest:
            return self.evaluate()
        seen = self._furthest_evaluation
        return seen if seen is not None and seen.step == self.furthest else None

    @property
    def changes(self) -> tuple[tuple[int, dict[str, Any]], ...]:
        """The live changes of the run, also those that are still to come after going back: step and settings."""
        return self._course.changes

    @property
    def settings(self) -> tuple[tuple[int, Experiment], ...]:
        """Which settings are in force from which step on, along all of the run that is known."""
        return self._course.settings

    @property
    def first(self) -> Experiment:
        """The settings at step 0, before every live change."""
        return self._course.first

    @property
    def experiment(self) -> Experiment:
        """The settings in force."""
        return self._course.now

    @property
    def steps_per_epoch(self) -> int:
        """How many steps make an epoch."""
        return self._updates.batches.steps_per_epoch

    @property
    def block(self) -> int:
        """How many steps are made in one go, about 0.1 s of work at most."""
        return self._updates.block

    @property
    def _watched(self) -> str:
        """The loss that a policy watches: that of validation, where there is one."""
        return "validation_loss" if len(self.data.validation) else "train_loss"

    @property
    def ending(self) -> str:
        """Why no further step can be made, in words; empty while the run can go on."""
        if self.divergence:
            return str(self.divergence)
        if self._early_stopping.stopped:
            return str(self.early_stop)
        if self.step_count >= self._last_step():
            return f"Finished: {self.experiment.max_epochs:,} epochs are done, as asked."
        return ""

    @property
    def early_stop(self) -> EarlyStop | None:
        """What early stopping has seen; None where it is off or no epoch has ended since it was switched on."""
        return self._early_stopping.report(self.experiment, self.steps_per_epoch)

    @property
    def other_network(self) -> Network | None:
        """After an early stop the network that this one is not: the last one where the best is back, else the best."""
        return self._early_stopping.other()

    @property
    def minibatch_statistics(self) -> np.ndarray | None:
        """Mean and biased variance ``(2, hidden units)`` that batch norm found in the newest step's minibatch.

        None without batch norm, before the first step and between a live change and the step after it.
        """
        return self._updates.minibatch_statistics

    @property
    def state(self) -> State:
        """A copy of everything that the next step depends on."""
        return self._state_within(None)

    @property
    def watch(self) -> Watch:
        """What early stopping knows of the run so far; with ``state`` all that the steps to come depend on."""
        return self._early_stopping.memory

    @watch.setter
    def watch(self, watch: Watch) -> None:
        self._early_stopping.memory = watch

    def _state_within(self, spare: State | None) -> State:
        """The state, in the memory of another one that is given up: new memory costs more than to write in it."""
        updates, network = self._updates, self.network
        arrays = [network.parameters, network.running, *updates.slots]
        copies = [spare.parameters, spare.running, *spare.slots] if spare else [np.empty_like(a) for a in arrays]
        for copy, array in zip(copies, arrays):
            copy[...] = array
        parameters, running, *slots = copies
        place, dropout = updates.batches.place, updates.dropout.state
        return State(self.step_count, parameters, tuple(slots), running, place, dropout, self._memory)

    @state.setter
    def state(self, state: State) -> None:
        self.step_count, updates = state.step, self._updates
        self.network.parameters[...], self.network.running[...] = state.parameters, state.running
        for slot, saved in zip(updates.slots, state.slots):
            slot[...] = saved
        updates.batches.place, updates.dropout.state, updates.newest = state.place, state.dropout, None
        self._memory = state.memory

    def _return_to(self, frame: Keyframe) -> None:
        """Make the moment of a keyframe the present; what is recorded of later steps stays known."""
        self.divergence = None
        self._evaluation, self._signals = None, None
        self.state, self._early_stopping.memory = frame.state, frame.watch
        self._course.go_back(self.step_count)
        self._updates.settle(self.experiment)
        self._recording.go(frame)

    def _keyframe(self, state: State) -> Keyframe:
        """What has to be kept to come back to ``state``, which is the present one."""
        kept, evaluations = self._recording, self.history.evaluations.shown
        return Keyframe(state, self._early_stopping.memory, kept.newest, kept.row, evaluations, kept.due)

    def _forget_future(self) -> None:
        """After going back: what was recorded of later steps will not come like that."""
        self.timeline.forget_from(self.step_count)
        self.end_step = self.stop_step = None
        self._recording.forget(self.step_count)

    def _keyframe_for(self, step: int) -> Keyframe | None:
        """From where to replay so that everything is as it was at ``step``, also what was recorded.

        At least one step is made again, so that the newest pass is there to be looked at.
        """
        steps, evaluations = self.history.steps, self.history.evaluations
        frame = self.timeline.before(min(steps.needed(step) if step <= steps.count else step, max(0, step - 1)))
        return frame and self.timeline.before(frame.state.step, evaluations.needed(frame.evaluations))

    def _advance(self, target: int) -> None:
        """Make one block of steps, at most up to ``target``."""
        stop = min(target, self._course.due, self._recording.due, self._next_watch(), self._last_step())
        if self.timeline.due(self.step_count):
            self.timeline.keep(self._keyframe(self.state))
        before = self._spare = self._state_within(self._spare)
        count = min(self.block, stop - self.step_count)
        losses, rates, rms = self._train(count)
        if not self._finite(losses, rms):
            losses, rates, rms = self._until_divergence(before, count, (losses, rates, rms))
        steps = np.arange(before.step + 1, self.step_count + 1)
        self.history.steps.append(np.column_stack((steps, losses, rates, rms)))
        self._look_back()
        self._go_on_with_course()

    def _train(self, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """So many steps; loss, learning rate and gradient RMS of each."""
        rates = self.learning_rates(np.arange(self.step_count, self.step_count + count))
        losses, rms = self._updates.make(rates)
        self.step_count += count
        return losses, rates, rms

    def _until_divergence(self, before: State, steps: int, block: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Make the block's steps again, one by one, and stop after the one in which numbers ceased to be finite.

        So a run ends at the same step whether it was played or clicked.
        """
        self.state = before
        for count in range(1, steps + 1):
            losses, rates, rms = self._train(1)
            if not self._finite(losses, rms):
                self.divergence = find_divergence(self.step_count, float(rates[0]), *self._updates.newest)
                self.end_step = self.step_count
                return tuple(part[:count] for part in block)
        raise AssertionError("a block of steps gave other numbers when it was repeated")

    def _finite(self, losses: np.ndarray, rms: np.ndarray) -> bool:
        """Whether the steps just made left nothing but finite numbers."""
        return all(bool(np.isfinite(values).all()) for values in (losses, rms, self.network.parameters))

    def _look_back(self) -> None:
        """Evaluate where it is due, and let early stopping see an epoch's end."""
        ended = self.step_count % self.steps_per_epoch == 0
        watched = ended and self.experiment.early_stopping and not self.divergence
        if self.step_count == self._recording.due or watched or self.divergence:
            self._record_evaluation()
        if watched:
            self._early_stopping.observe(self.step_count, self.recorded.validation_loss, self.experiment)
            if self._early_stopping.stopped:
                self.stop_step = self.step_count

    def _next_watch(self) -> float:
        """The next epoch's end, if early stopping wants to see it."""
        epochs = self.step_count // self.steps_per_epoch + 1
        return epochs * self.steps_per_epoch if self.experiment.early_stopping else float("inf")

    def _go_on_with_course(self) -> None:
        """Take over the recorded changes whose step has come."""
        while self._course.due <= self.step_count:
            self._settle(self._course.go_on())

    def _settle(self, changes: Changes) -> None:
        """Let everything know the settings in force, of which ``changes`` are new."""
        self._early_stopping.settle(self.experiment)
        if self.stop_step == self.step_count and not self._early_stopping.stopped:
            self.stop_step = None
        self._updates.settle(self.experiment)
        if not POLICY.isdisjoint(changes):  # another policy judges the same past anew
            past = self._recording.regular(self._watched)
            self._memory = self.experiment.remembered(NOTHING, past, self.steps_per_epoch)

    def _last_step(self) -> float:
        epochs = self.experiment.max_epochs
        return float("inf") if epochs is None else epochs * self.steps_per_epoch

    def _record_evaluation(self) -> None:
        """Policies see the regular ones alone: whether early stopping watches too makes no other learning rates."""
        now = self.evaluate()
        if self._recording.add(now, self.signals()):
            loss = float(getattr(now, self._watched))
            self._memory = self.experiment.remembered(self._memory, [(now.step, loss)], self.steps_per_epoch)
