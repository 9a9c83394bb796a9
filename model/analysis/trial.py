"""A trial ground: a second network of a run, on which other parameters can be tried without touching the first."""

from __future__ import annotations

import numpy as np

from ..nn.plan import run
from ..nn.workspace import Workspace
from ..training.trainer import Trainer


class Trial:
    """The data loss of the run's network on its whole training set, at any parameters, in 64 bits.

    Evaluation mode: no dropout, and batch norm keeps the running statistics that it had when the trial was made.
    ``here (parameters,)`` is where the run stood then.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._twin = Trainer(trainer.experiment.replace(precision="float64"), trainer.data)
        self.network = self._twin.network
        self.network.running[...] = trainer.network.running
        self.here = trainer.network.parameters.astype(float)
        self._plan: list | None = None
        self._gradient = np.empty_like(self.network.parameters)

    def loss(self, parameters: np.ndarray) -> float:
        """The mean loss (nats) over all training points; may be infinite or not a number."""
        self.network.parameters[...] = parameters
        return self._twin.evaluate().train_loss

    def gradient(self, parameters: np.ndarray) -> np.ndarray:
        """dL/dparameters of that loss by back-propagation; overwritten by the next call. Not with batch norm."""
        if self._plan is None:
            self._plan = self._passes()
        self.network.parameters[...] = parameters
        with np.errstate(all="ignore"):
            run(self._plan)
        return self._gradient

    def _passes(self) -> list:
        """One forward and backward pass over all training points."""
        x, targets = self._twin.examples
        space = Workspace(self.network, x.shape[1])
        loss = self._twin.loss.plan(space.logits, targets, np.empty_like(space.logits), space.dlogits)
        return [*space.forward(x), *loss, *space.backward(x, self._gradient)]
