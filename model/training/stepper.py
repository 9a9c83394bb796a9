"""A stepper: makes one update on a minibatch of one size, as one list of NumPy calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.optimizers import OPTIMIZERS
from ..nn.plan import Plan
from ..nn.regularizers import REGULARIZERS
from ..nn.workspace import Workspace
from .experiment import Experiment


class Stepper:
    """Forward, loss, backward, penalties, optimizer: for one network, one batch size and the settings of the moment.

    ``random(n)`` gives n random 64-bit words for dropout. ``kept`` has room for what the loss keeps of each of
    ``block`` steps.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        experiment: Experiment,
        batch: int,
        slots: tuple[np.ndarray, ...],
        random: Callable[[int], np.ndarray],
        block: int,
    ) -> None:
        self.space = space = Workspace(network, batch, experiment.dropout if network.widths else 0.0)
        self.kept_array = np.empty((block, *space.logits.shape), network.dtype)
        self.kept = list(self.kept_array)
        self._x, self._gradient, self._random = space.x, space.gradient, random
        self._targets, self._now = np.empty_like(space.logits), np.empty_like(space.logits)
        self._rate = np.zeros((), network.dtype)
        loss_plan = loss.plan(space.logits, self._targets, self._now, space.dlogits)
        self._pass: Plan = [*space.forward, *loss_plan, *space.backward]
        if space.dropout:
            self._pass.insert(0, self._draw_bits)
        self._update = self._update_plan(experiment, slots)

    def step(self, x: np.ndarray, targets: np.ndarray, kept: np.ndarray, row: np.ndarray, rate: Any) -> None:
        """One update on ``x (inputs + 1, batch)``; ``row (parameters,)`` receives the gradient of the data loss."""
        self._x[...] = x
        self._targets[...] = targets
        self._rate[...] = rate
        for call in self._pass:
            call()
        kept[...] = self._now
        row[...] = self._gradient
        for call in self._update:
            call()

    def _update_plan(self, experiment: Experiment, slots: tuple[np.ndarray, ...]) -> Plan:
        network, gradient = self.space.network, self._gradient
        parameters, scratch, plan = network.parameters, np.empty_like(gradient), []
        for regularizer in REGULARIZERS.values():
            strength = getattr(experiment, regularizer.name)
            if strength:
                plan += regularizer.plan(parameters, strength, network.weight_mask, gradient, scratch)
        plan += OPTIMIZERS[experiment.optimizer].plan(parameters, gradient, self._rate, slots, experiment.momentum)
        return plan + self.space.normalization.update_running if network.batch_norm else plan

    def _draw_bits(self) -> None:
        bits = self.space.dropout.bits
        bits[...] = self._random(len(bits))
