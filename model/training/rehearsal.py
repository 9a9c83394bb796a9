"""A rehearsal: a copy of a run that trains on by itself, with learning rates of its own, and never touches the run."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from ..seeds import Purpose, generator
from .trainer import Trainer


class Rehearsal(Trainer):
    """Starts where ``run`` stands: same data, parameters, running statistics and optimizer state.

    Minibatches and dropout come from the seed's stream ``purpose``. ``rates`` gives the learning rates of the steps,
    counted from 0 at the start of the rehearsal. Nothing ends it but a divergence.
    """

    def __init__(self, run: Trainer, purpose: Purpose, rates: Callable[[np.ndarray], np.ndarray]) -> None:
        self._rates, self._start = rates, 0
        super().__init__(run.experiment.replace(max_epochs=None, early_stopping=False), run.data)
        rng = generator(run.experiment.seed, purpose)
        self._updates.shuffle(rng)
        there, own = run.state, self._updates.batches.place
        self.state = dataclasses.replace(there, place=own, dropout=rng.spawn(1)[0].bit_generator.state)
        self._start = there.step
        self._recording.due = math.inf

    def learning_rates(self, steps: np.ndarray) -> np.ndarray:
        """The rehearsal's own."""
        return self._rates(np.asarray(steps) - self._start)
