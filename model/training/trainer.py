"""The trainer: makes the steps of a run, records them, and can set the run back. No threads, no clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..analysis.divergence import Divergence, find_divergence
from ..data.dataset import Data, generate, given
from ..data.generators import DATASETS
from ..knob import Invalid
from ..nn.activations import ACTIVATIONS
from ..nn.losses import loss_for
from ..nn.network import Network
from ..nn.optimizers import OPTIMIZERS
from ..nn.precision import PRECISIONS
from ..nn.predictor import Predictor, with_ones
from ..seeds import Purpose, generator
from .batches import Batches, Place
from .evaluation import Cadence, Evaluation, Evaluator
from .experiment import LIVE, Experiment
from .history import History
from .record import StepRecord, gradient_rms
from .stepper import Stepper, block_length


class RunOver(RuntimeError):
    """A step was asked of a run that has diverged or finished."""


@dataclass(frozen=True)
class State:
    """Everything that the next step depends on, besides experiment and data."""

    step: int
    parameters: np.ndarray
    slots: tuple[np.ndarray, ...]
    running: np.ndarray
    place: Place
    dropout: dict[str, Any]


class Trainer:
    """One run of ``experiment``.

    ``data=(x, y)`` trains on points of your own instead: x ``(n, inputs)`` used as given, y ``(n,)`` class numbers.
    """

    def __init__(self, experiment: Experiment, data: tuple[np.ndarray, np.ndarray] | None = None) -> None:
        self._first = experiment
        self.data = (
            _generated(experiment) if data is None else given(*data, experiment.train_fraction, experiment.data_seed)
        )
        self.loss = loss_for(self.data.classes)
        dtype = PRECISIONS[experiment.precision].dtype
        self._x = with_ones(self.data.train.inputs, dtype).T.copy()
        self._targets = self.loss.encode(self.data.train.targets, self.data.classes).astype(dtype)
        self.network = Network(
            self.data.train.inputs.shape[1],
            experiment.widths,
            self.loss.outputs(self.data.classes),
            ACTIVATIONS[experiment.activation],
            experiment.leaky_slope,
            experiment.batch_norm,
            dtype,
        )
        self._block = block_length(self.network, min(experiment.batch_size, len(self.data.train)))
        self._gradients = np.empty((self._block, self.network.parameters.size), dtype)
        self._slots = tuple(
            np.zeros_like(self.network.parameters) for _ in range(OPTIMIZERS[experiment.optimizer].slots)
        )
        self._steppers: dict[int, Stepper] = {}
        self._evaluator = Evaluator(self.network, self.data, self.loss)
        self._changes: list[tuple[int, dict[str, Any]]] = []
        self.reset()

    def reset(self) -> None:
        """Back to the same initial weights at step 0; live changes made so far are forgotten."""
        self._changes.clear()
        self._rewind()

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
        self._take_over(changes)
        as_checked = {name: getattr(self.experiment, name) for name in changes}  # a dict of options stays its owner's
        self._changes[self._applied :] = [(self.step_count, as_checked)]
        self._applied = len(self._changes)

    def goto(self, step: int) -> None:
        """Go to ``step`` exactly: forwards by training, backwards by training again from the start."""
        if step < 0:
            raise ValueError(f"step: {step} is not possible; allowed: 0 or more")
        if step < self.step_count:
            self._rewind()
        self.run(step - self.step_count)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Probabilities ``(n, classes)`` at points ``x (n, inputs)`` in the data's own units; changes nothing."""
        points = np.array(x, float, ndmin=2)
        if not len(points):
            return np.empty((0, self.data.classes))
        with np.errstate(over="ignore", invalid="ignore"):
            logits = Predictor(self.network, with_ones(self.data.scaling(points), self.network.dtype)).logits()
            return self.loss.probabilities(logits).T.copy()

    def evaluate(self) -> Evaluation:
        """Losses and accuracies of this moment; recorded nowhere, changes nothing.

        Anew each time at step 0, where scripts may have written other weights.
        """
        if self._evaluation is None or self._evaluation.step != self.step_count or self.step_count == 0:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
                self._evaluation = self._evaluator.evaluate(self.step_count)
        return self._evaluation

    @property
    def steps_per_epoch(self) -> int:
        """How many steps make an epoch."""
        return self._batches.steps_per_epoch

    @property
    def block(self) -> int:
        """How many steps are made in one go, about 0.1 s of work at most."""
        return self._block

    @property
    def ending(self) -> str:
        """Why no further step can be made, in words; empty while the run can go on."""
        if self.divergence:
            return str(self.divergence)
        if self.step_count >= self._last_step():
            return f"Finished: {self.experiment.max_epochs:,} epochs are done, as asked."
        return ""

    @property
    def state(self) -> State:
        """A copy of everything that the next step depends on."""
        return State(
            self.step_count,
            self.network.parameters.copy(),
            tuple(slot.copy() for slot in self._slots),
            self.network.running.copy(),
            self._batches.place,
            self._dropout.state,
        )

    @state.setter
    def state(self, state: State) -> None:
        self.step_count = state.step
        self.network.parameters[...], self.network.running[...] = state.parameters, state.running
        for slot, saved in zip(self._slots, state.slots):
            slot[...] = saved
        self._batches.place, self._dropout.state = state.place, state.dropout

    def _rewind(self) -> None:
        """To step 0, with the recorded changes still to come."""
        first = self._first
        self.experiment, self.step_count, self._applied = first, 0, 0
        self._steppers.clear()
        self.divergence: Divergence | None = None
        self._evaluation: Evaluation | None = None
        rng = generator(first.seed, Purpose.WEIGHTS)
        self.network.initialize(rng, first.initializer, first.initializer_scale, first.bias_init)
        for slot in self._slots:
            slot.fill(0)
        order = generator(first.seed, Purpose.BATCHES)
        self._batches = Batches(len(self.data.train), first.batch_size, first.batch_norm, order)
        self._dropout = generator(first.seed, Purpose.DROPOUT).bit_generator
        self.history = History(len(self.network.layers))
        samples = len(self.data.train) + len(self.data.validation)
        self._cadence = Cadence.of(samples, self._batches.sizes[0])
        self._apply_changes()
        self._record_evaluation()

    def _advance(self, target: int) -> None:
        """Make one block of steps, at most up to ``target``."""
        later = self._changes[self._applied][0] if self._applied < len(self._changes) else target
        stop = min(target, later, self._next_evaluation, self._last_step())
        before = self.state
        count = min(self._block, stop - self.step_count)
        losses, rates, rms = self._train(self._batches.take(count))
        if not self._finite(losses, rms):
            losses, rates, rms = self._until_divergence(before, count, (losses, rates, rms))
        steps = np.arange(before.step + 1, self.step_count + 1)
        self.history.steps.append(np.column_stack((steps, losses, rates, rms)))
        self._apply_changes()
        if self.step_count == self._next_evaluation or self.divergence:
            self._record_evaluation()

    def _train(self, blocks: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Steps on minibatches, as ``Batches.take`` gives them; loss, learning rate and gradient RMS of each step."""
        sizes = np.repeat([block.shape[1] for block in blocks], [len(block) for block in blocks])
        first, count, place = self.step_count, len(sizes), 0
        rates = self.experiment.learning_rates(np.arange(first, first + count), self.steps_per_epoch)
        alone = len(self._batches.sizes) == 1 or (sizes == sizes[0]).all()
        places = {size: slice(count) if alone else np.flatnonzero(sizes == size) for size in set(sizes.tolist())}
        for size, own in places.items():
            rows = np.concatenate([block for block in blocks if block.shape[1] == size])
            targets = self._targets.take(rows, axis=1).transpose(1, 0, 2)
            self._stepper(size).load(own, self._x.take(rows, axis=0), targets, rates[own])
        for block in blocks:
            self._stepper(block.shape[1]).run(place, place := place + len(block))
        self.step_count += count
        losses = np.empty(count)
        for size, own in places.items():
            stepper = self._stepper(size)
            losses[own] = self.loss.mean(stepper.kept[own], stepper.targets[own])
        return losses, rates, gradient_rms(self.network, self._gradients[:count])

    def _stepper(self, batch: int) -> Stepper:
        """What makes one step on a minibatch of this size, under the settings of the moment."""
        if batch not in self._steppers:
            self._steppers[batch] = Stepper(
                self.network, self.loss, self.experiment, batch, self._slots, self._dropout.random_raw, self._gradients
            )
        return self._steppers[batch]

    def _until_divergence(self, before: State, steps: int, block: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Make the block's steps again, one by one, and stop after the one in which numbers ceased to be finite.

        So a run ends at the same step whether it was played or clicked.
        """
        self.state = before
        for count in range(1, steps + 1):
            blocks = self._batches.take(1)
            losses, rates, rms = self._train(blocks)
            if not self._finite(losses, rms):
                space = self._stepper(blocks[0].shape[1]).space
                self.divergence = find_divergence(self.step_count, float(rates[0]), space, self._gradients[0])
                return tuple(part[:count] for part in block)
        raise AssertionError("a block of steps gave other numbers when it was repeated")

    def _finite(self, losses: np.ndarray, rms: np.ndarray) -> bool:
        """Whether the steps just made left nothing but finite numbers."""
        return all(bool(np.isfinite(values).all()) for values in (losses, rms, self.network.parameters))

    def _apply_changes(self) -> None:
        """Take over the recorded changes whose step has come."""
        while self._applied < len(self._changes) and self._changes[self._applied][0] == self.step_count:
            self._take_over(self._changes[self._applied][1])
            self._applied += 1

    def _take_over(self, changes: dict[str, Any]) -> None:
        self.experiment = self.experiment.replace(**changes)
        self._steppers.clear()

    def _last_step(self) -> float:
        epochs = self.experiment.max_epochs
        return float("inf") if epochs is None else epochs * self.steps_per_epoch

    def _record_evaluation(self) -> None:
        now = self.recorded = self.evaluate()
        row = (now.step, now.train_loss, now.validation_loss, now.train_accuracy, now.validation_accuracy)
        self.history.evaluations.append(np.array([row]))
        self._next_evaluation = self._cadence.after(self.step_count)


def _generated(experiment: Experiment) -> Data:
    return generate(
        DATASETS[experiment.dataset],
        experiment.samples,
        experiment.class_count,
        experiment.noise,
        experiment.label_noise,
        experiment.train_fraction,
        experiment.standardize,
        experiment.data_seed,
    )
