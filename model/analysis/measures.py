"""The measures: every number that can be claimed about a run, each with its name, its words and how it is taken."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..data.generators import ONE_CORNER
from ..table import Table
from ..training.evaluation import Evaluation
from ..training.trainer import Trainer
from .probe import Probe, probe

STRIDE = 20  # steps between the evaluations of a span
TINY = 0.01  # weights below this are called tiny
SATURATED = 0.95  # of its range: a tanh or sigmoid unit beyond this hardly has a slope
LN2 = math.log(2)
LANDMARKS = (0.0, LN2 / 2, ONE_CORNER, LN2)  # the losses at which tiny networks end on XOR

Steps = tuple[int, int]


class Run:
    """A trained ``trainer`` and, when a measure asks for it, the same network before its first step."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    @cached_property
    def start(self) -> Probe:
        """A pass through the network with its initial weights."""
        return probe(self._afresh())

    @cached_property
    def end(self) -> Probe:
        """A pass through the network as it is now."""
        return probe(self.trainer)

    def column(self, name: str) -> np.ndarray:
        """What was recorded under this name."""
        return self.trainer.history[name]

    def now(self, name: str) -> float:
        """One of the losses and accuracies of this very moment."""
        return float(getattr(self._evaluation, name))

    @cached_property
    def _evaluation(self) -> Evaluation:
        return self.trainer.evaluate()

    def training_losses(self, steps: Steps) -> np.ndarray:
        """The loss on all training points, taken every 20 steps after step ``steps[0]`` up to ``steps[1]``.

        A second run of the same experiment is measured, so that nothing depends on when the first one was evaluated.
        """
        if steps not in self._spans:
            again, (first, last) = self._afresh(), steps
            again.run(first)
            losses = [again.evaluate().train_loss for _ in range(first, last, STRIDE) if again.run(STRIDE)]
            self._spans[steps] = np.array(losses or [math.nan])
        return self._spans[steps]

    @cached_property
    def _spans(self) -> dict[Steps, np.ndarray]:
        return {}

    def _afresh(self) -> Trainer:
        """The same run before its first step."""
        return Trainer(self.trainer.experiment, self.trainer.data)

    @property
    def weights(self) -> np.ndarray:
        """All entries of all W."""
        return np.concatenate([layer.parameters["W"].ravel() for layer in self.trainer.network.layers])


@dataclass(frozen=True)
class Measure:
    """``value(run)`` is the number; one that ``reads_steps`` is ``value(run, (first, last))``.

    ``share`` numbers are fractions that people read as per cent. ``trained`` is False where the initial network is
    all that is looked at.
    """

    name: str
    label: str
    value: Callable[..., float]
    share: bool = False
    trained: bool = True
    reads_steps: bool = False

    def show(self, value: float) -> str:
        """``value`` as a person reads it."""
        if self.share and math.isfinite(value):
            return f"{value:.1%}".replace(".0%", "%")
        return f"{value:.3g}" if abs(value) < 1000 or not math.isfinite(value) else f"{value:,.0f}"


def norm_ratio(arrays: tuple[np.ndarray, ...]) -> float:
    """The Frobenius norm of the first array over that of the last."""
    last = float(np.linalg.norm(arrays[-1]))
    return float(np.linalg.norm(arrays[0])) / last if last else math.nan


def last_deviation(seen: Probe) -> float:
    """The standard deviation of what the last hidden layer gives."""
    return float(seen.activations[-2].std()) if len(seen.activations) > 1 else math.nan


def dead_share(seen: Probe) -> float:
    """Share of the hidden units that are not above zero on any training point."""
    dead = [(h <= 0).all(axis=1) for h in seen.responses]
    return float(np.concatenate(dead).mean()) if dead else math.nan


def saturated_share(seen: Probe) -> float:
    """Share of the hidden activations beyond 95 % of the way to 1 on either side."""
    hidden = [np.abs(h).ravel() for h in seen.responses]
    return float((np.concatenate(hidden) > SATURATED).mean()) if hidden else math.nan


def same_sign_share(seen: Probe) -> float:
    """Share of (unit of the last hidden layer, training point) pairs whose weight gradients all have one sign; NaN with
    fewer than two hidden layers.

    For a single point dL/dw_ij = h_i delta_j: one sign for all i wherever all h_i have one sign (LeCun 1998, 4.3).
    """
    if len(seen.activations) < 3:
        return math.nan
    inputs, deltas = seen.activations[-3], seen.deltas[-2]
    gradients = inputs[:, None, :] * deltas[None, :, :]  # (in, out, n)
    alike = (gradients >= 0).all(axis=0) | (gradients <= 0).all(axis=0)
    moved = (gradients != 0).any(axis=0)
    return float(alike[moved].mean()) if moved.any() else math.nan


def unit_spread(run: Run) -> float:
    """The greatest distance of a first-layer unit's incoming weights from those of unit 1: max_j |W_j - W_1|."""
    weights = run.trainer.network.layers[0].parameters["W"]
    return float(np.linalg.norm(weights - weights[:, :1], axis=0).max())


def landmark_distance(run: Run) -> float:
    """How far the training loss is from the nearest of 0, ln 2 / 2, 3/4 H(1/3) and ln 2."""
    return float(min(abs(run.now("train_loss") - level) for level in LANDMARKS))


def input_correlation(run: Run) -> float:
    """The greatest correlation, without sign, between two of the inputs over the training points."""
    inputs = run.trainer.data.train.inputs
    if inputs.shape[1] < 2:
        return math.nan
    table = np.abs(np.corrcoef(inputs.T))
    return float(table[~np.eye(len(table), dtype=bool)].max())


def last_minibatch_losses(run: Run) -> float:
    """The mean minibatch loss of the second half of the steps over the loss before the first."""
    losses = run.column("loss")
    return float(losses[len(losses) // 2 :].mean() / run.column("train_loss")[0])


def _first(name: str) -> Callable[[Run], float]:
    return lambda run: float(run.column(name)[0])


def _now(name: str) -> Callable[[Run], float]:
    return lambda run: run.now(name)


# fmt: off
MEASURES = Table(
    "measure",
    Measure("train_loss", "training loss", _now("train_loss")),
    Measure("validation_loss", "validation loss", _now("validation_loss")),
    Measure("train_accuracy", "training accuracy", _now("train_accuracy"), share=True),
    Measure("validation_accuracy", "validation accuracy", _now("validation_accuracy"), share=True),
    Measure("initial_loss", "first training loss", _first("train_loss"), trained=False),
    Measure("highest_accuracy", "highest training accuracy", lambda run: float(run.column("train_accuracy").max()),
        share=True),
    Measure("loss_gap", "loss gap",
        lambda run: run.now("validation_loss") - run.now("train_loss")),
    Measure("accuracy_gap", "accuracy gap",
        lambda run: run.now("train_accuracy") - run.now("validation_accuracy"), share=True),
    Measure("validation_rise", "validation loss / its lowest",
        lambda run: run.now("validation_loss") / float(run.column("validation_loss").min())),
    Measure("loss_level", "mean training loss",
        lambda run, steps: float(run.training_losses(steps).mean()), reads_steps=True),
    Measure("jitter", "sd of the training loss",
        lambda run, steps: float(run.training_losses(steps).std()), reads_steps=True),
    Measure("late_loss", "late minibatch loss / first loss", last_minibatch_losses),
    Measure("landmark_distance", "distance of the loss from a landmark", landmark_distance),
    Measure("epochs", "epochs", lambda run: run.trainer.step_count / run.trainer.steps_per_epoch),
    Measure("parameters", "parameters", lambda run: float(run.trainer.network.parameters.size), trained=False),
    Measure("activation_sd", "activation std of the last hidden layer",
        lambda run: last_deviation(run.start), trained=False),
    Measure("saturated_share", "saturated activations",
        lambda run: saturated_share(run.start), share=True, trained=False),
    Measure("first_gradient", "size of dW of layer 1",
        lambda run: float(np.linalg.norm(run.start.gradients[0])), trained=False),
    Measure("gradient_ratio", "dW, first layer / last",
        lambda run: norm_ratio(run.start.gradients), trained=False),
    Measure("delta_ratio", "delta, first layer / last",
        lambda run: norm_ratio(run.start.deltas), trained=False),
    Measure("same_sign_share", "units with gradients of one sign",
        lambda run: same_sign_share(run.start), share=True, trained=False),
    Measure("dead_at_start", "dead units at first", lambda run: dead_share(run.start), share=True, trained=False),
    Measure("dead_at_end", "dead units at the end", lambda run: dead_share(run.end), share=True),
    Measure("unit_spread", "difference between units", unit_spread),
    Measure("weight_norm", "size of all weights", lambda run: float(np.linalg.norm(run.weights))),
    Measure("zero_share", "weights exactly 0", lambda run: float((run.weights == 0).mean()), share=True),
    Measure("tiny_share", f"weights below {TINY:g}", lambda run: float((np.abs(run.weights) < TINY).mean()),
        share=True),
    Measure("input_correlation", "correlation of the inputs", input_correlation, trained=False),
)
# fmt: on
