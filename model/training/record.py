"""A record of one step, as scripts get it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class StepRecord:
    """One completed update. ``gradient_rms (layers,)`` is the RMS of dW of the data loss, before the update."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
    gradient_rms: np.ndarray
