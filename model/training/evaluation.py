"""An evaluation: losses and accuracies in evaluation mode on the whole training and validation sets."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.predictor import Predictor, with_ones

SHARE = 0.02  # of the training arithmetic may be spent on evaluations
PASSES = 3  # a training step costs about three forward passes over its minibatch
GROWTH = 4  # in a run's opening the gaps between evaluations are a quarter of the step


@dataclass(frozen=True)
class Evaluation:
    """Mean data losses and accuracies (fractions, 0 to 1) at ``step``; NaN where there is no validation set, or where
    nothing is right or wrong (regression)."""

    step: int
    train_loss: float
    validation_loss: float
    train_accuracy: float
    validation_accuracy: float


@dataclass(frozen=True)
class Cadence:
    """At which steps evaluations are recorded: a law of the experiment, never of the clock.

    Every ``interval`` steps, which costs 2 % of the training arithmetic; a run's opening, where most happens,
    is seen more closely by some thirty more (at 1, 2, 3, ... with gaps of a quarter of the step).
    """

    interval: int

    @classmethod
    def of(cls, samples: int, batch_size: int) -> Cadence:
        """The cadence of a run with so many samples in all and so many in a minibatch."""
        return cls(max(1, math.ceil(samples / (SHARE * PASSES * batch_size))))

    def after(self, step: int) -> int:
        """The first evaluation after that at ``step``."""
        gap = max(1, -(-step // GROWTH))
        if gap < self.interval and step + gap < self.interval * GROWTH:
            return step + gap
        return -(-(step + min(gap, self.interval)) // self.interval) * self.interval


class Evaluator:
    """Evaluates a network on a data set, with buffers of its own."""

    def __init__(self, network: Network, data: Data, loss: Loss) -> None:
        self._loss, self._cut = loss, len(data.train)
        both = np.concatenate((data.train.inputs, data.validation.inputs))
        self._given = data.targets
        self._predictor = Predictor(network, with_ones(both, network.dtype))
        self._targets = loss.encode(self._given, data.classes).astype(network.dtype)

    def evaluate(self, step: int) -> Evaluation:
        """Losses and accuracies of the network as it is now."""
        logits = self._predictor.logits()
        right = self._loss.right(self._loss.probabilities(logits), self._given)
        cut = self._cut
        parts = [self._measure(logits, right, part) for part in (slice(None, cut), slice(cut, None))]
        (train_loss, train_accuracy), (validation_loss, validation_accuracy) = parts
        return Evaluation(step, train_loss, validation_loss, train_accuracy, validation_accuracy)

    def _measure(self, logits: np.ndarray, right: np.ndarray | None, part: slice) -> tuple[float, float]:
        """Mean loss and share of right answers in one part."""
        logits, targets = logits[:, part], self._targets[:, part]
        if not targets.size:
            return math.nan, math.nan
        accuracy = math.nan if right is None else float(right[part].mean())
        return self._loss.value(logits, targets), accuracy
