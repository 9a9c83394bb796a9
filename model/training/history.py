"""The history of a run: what was recorded, in bounded memory however long the run gets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Curve:
    """A recorded quantity over the whole run so far, reduced to at most about 512 buckets.

    Bucket i covers the steps from ``first (n,)`` to ``last (n,)`` (inclusive; equal while a run is short) and the
    quantity's exact extremes in it are ``low`` and ``high``, ``(n,)`` or ``(n, layers)``. Non-finite values may occur.
    """

    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Curves:
    """Everything that panels draw over time. The first three have one row a step, the others one an evaluation."""

    loss: Curve
    learning_rate: Curve
    gradient_rms: Curve
    train_loss: Curve
    validation_loss: Curve
    train_accuracy: Curve
    validation_accuracy: Curve
