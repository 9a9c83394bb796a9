"""The trainer: makes the steps of a run, records them, and can set the run back. No threads, no clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

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
from ..nn.regularizers import REGULARIZERS
from ..nn.workspace import Workspace
from ..seeds import Purpose, generator
from .batches import Batches, Place
from .evaluation import Cadence, Evaluation, Evaluator
from .experiment import LIVE, Experiment
from .history import History
from .record import StepRecord, gradient_rms

BLOCK = 32  # steps whose statistics are computed together
GRADIENT_BYTES = 16_000_000  # a block is shorter where its gradients would need more


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


class _Group(NamedTuple):
    """The minibatches of one size in a block of steps: ``inputs (steps, inputs + 1, batch)`` and so on."""

    inputs: np.ndarray
    targets: np.ndarray
    kept: np.ndarray
    step: Callable[..., None]


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
        self._block = max(4, min(BLOCK, GRADIENT_BYTES // self.network.parameters.nbytes))
        self._gradients = np.empty((self._block, self.network.parameters.size), dtype)
        self._slots = tuple(
            np.zeros_like(self.network.parameters) for _ in range(OPTIMIZERS[experiment.optimizer].slots)
        )
        self._scratch = np.empty_like(self.network.parameters)
        self._spaces: dict[int, tuple[Workspace, np.ndarray]] = {}
        self._evaluator = Evaluator(self.network, self.data, self.loss)
        self._predictor = Predictor(self.network)
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
        self.experiment = self.experiment.replace(**changes)
        self._changes[self._applied :] = [(self.step_count, changes)]
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
        self._predictor.refresh()
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self._predictor.logits(with_ones(self.data.scaling(points), self.network.dtype))
            return self.loss.probabilities(logits).T.copy()

    def evaluate(self) -> Evaluation:
        """Losses and accuracies of this moment; recorded nowhere, changes nothing."""
        if self._evaluation is None or self._evaluation.step != self.step_count:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
                self._evaluation = self._evaluator.evaluate(self.step_count)
        return self._evaluation

    @property
    def steps_per_epoch(self) -> int:
        """How many steps make an epoch."""
        return self._batches.steps_per_epoch

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
        if not (np.isfinite(losses).all() and np.isfinite(rms).all() and np.isfinite(self.network.parameters).all()):
            losses, rates, rms = self._until_divergence(before, count, (losses, rates, rms))
        steps = np.arange(before.step + 1, self.step_count + 1)
        self.history.steps.append(np.column_stack((steps, losses, rates, rms)))
        self._apply_changes()
        if self.step_count == self._next_evaluation or self.divergence:
            self._record_evaluation()

    def _train(self, blocks: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Steps on minibatches, as ``Batches.take`` gives them; loss, learning rate and gradient RMS of each step."""
        order = np.repeat([block.shape[1] for block in blocks], [len(block) for block in blocks])
        groups = {size: self._group([b for b in blocks if b.shape[1] == size]) for size in set(order.tolist())}
        supply = {size: (group.step, zip(group.inputs, group.targets, group.kept)) for size, group in groups.items()}
        first, count = self.step_count, len(order)
        rates = self.experiment.learning_rates(np.arange(first, first + count), self.steps_per_epoch)
        for size, gradient, rate in zip(order.tolist(), self._gradients, rates.tolist()):
            step, minibatches = supply[size]
            step(*next(minibatches), gradient, rate)
        self.step_count += count
        losses = np.empty(count)
        for size, group in groups.items():
            losses[order == size] = self.loss.mean(group.kept, group.targets)
        return losses, rates, gradient_rms(self.network, self._gradients[:count])

    def _group(self, blocks: list[np.ndarray]) -> _Group:
        """What the steps on minibatches of one size need; all gathered together."""
        rows = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        space, kept = self._space(blocks[0].shape[1])
        inputs = self._x.take(rows, axis=0).transpose(0, 2, 1)
        targets = self._targets.take(rows, axis=1).transpose(1, 0, 2)
        return _Group(inputs, targets, kept[: len(rows)], self._step_function(space))

    def _step_function(self, space: Workspace) -> Callable[..., None]:
        """The function that makes one update: forward, loss, backward, penalties, optimizer."""
        experiment, network = self.experiment, self.network
        dropout = experiment.dropout if network.widths else 0.0
        words, random = space.dropout_words, self._dropout.random_raw
        forward, backward, loss_gradient = space.forward, space.backward, self.loss.gradient
        parameters, mask, scratch, slots = network.parameters, network.weight_mask, self._scratch, self._slots
        update, momentum = OPTIMIZERS[experiment.optimizer].update, experiment.momentum
        penalties = [(r.add, getattr(experiment, r.name)) for r in REGULARIZERS.values() if getattr(experiment, r.name)]
        update_running = space.update_running if network.batch_norm else None

        def step(x: np.ndarray, target: np.ndarray, keep: np.ndarray, gradient_row: np.ndarray, rate: float) -> None:
            logits = forward(x, dropout, random(words) if dropout else None)
            loss_gradient(logits, target, keep, space.dlogits)
            gradient = backward(dropout)
            gradient_row[...] = gradient
            for add, strength in penalties:
                add(parameters, strength, mask, gradient, scratch)
            update(parameters, gradient, rate, slots, momentum)
            if update_running is not None:
                update_running()

        return step

    def _until_divergence(self, before: State, steps: int, block: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Make the block's steps again, one by one, and stop after the one in which numbers ceased to be finite.

        So a run ends at the same step whether it was played or clicked.
        """
        self.state = before
        for count in range(1, steps + 1):
            blocks = self._batches.take(1)
            losses, rates, rms = self._train(blocks)
            if not (np.isfinite(losses[0]) and np.isfinite(rms).all() and np.isfinite(self.network.parameters).all()):
                space, _ = self._space(blocks[0].shape[1])
                self.divergence = find_divergence(self.step_count, float(rates[0]), space, self._gradients[0])
                return tuple(part[:count] for part in block)
        raise AssertionError("a block of steps gave other numbers when it was repeated")

    def _space(self, batch: int) -> tuple[Workspace, np.ndarray]:
        """The workspace for minibatches of this size, and room for what the loss keeps of a block of steps."""
        if batch not in self._spaces:
            kept = np.empty((self._block, self.network.outputs, batch), self.network.dtype)
            self._spaces[batch] = Workspace(self.network, batch), kept
        return self._spaces[batch]

    def _apply_changes(self) -> None:
        """Take over the recorded changes whose step has come."""
        while self._applied < len(self._changes) and self._changes[self._applied][0] == self.step_count:
            self.experiment = self.experiment.replace(**self._changes[self._applied][1])
            self._applied += 1

    def _last_step(self) -> float:
        epochs = self.experiment.max_epochs
        return float("inf") if epochs is None else epochs * self.steps_per_epoch

    def _record_evaluation(self) -> None:
        now = self.evaluate()
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
