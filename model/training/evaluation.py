"""An evaluation: losses and accuracies in evaluation mode on the whole training and validation sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evaluation:
    """Mean data losses (nats) and accuracies (fractions, 0 to 1) at ``step``; NaN where there is no validation set."""

    step: int
    train_loss: float
    validation_loss: float
    train_accuracy: float
    validation_accuracy: float
