"""A stepper: makes updates on minibatches of one size, each as one list of NumPy calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.optimizers import OPTIMIZERS
from ..nn.plan import Plan
from ..nn.regularizers import REGULARIZERS
from ..nn.workspace import Workspace
from .evaluation import PASSES
from .experiment import Experiment

Minibatch = tuple[np.ndarray, np.ndarray, np.ndarray]

BLOCK = 128  # steps whose statistics are computed together
GRADIENT_BYTES = 600_000  # of a block, so that they stay in the cache; but at least SHORTEST steps
SHORTEST = 12
WORK = 1.5e9  # multiplications in a block, about 0.1 s: a person's order waits until the block is done


def block_length(network: Network, batch: int) -> int:
    """How many steps on minibatches of ``batch`` points are made in one block; at least one."""
    in_cache = max(SHORTEST, GRADIENT_BYTES // network.parameters.nbytes)
    return max(1, min(BLOCK, in_cache, int(WORK // (PASSES * batch * network.parameters.size))))


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
        self._targets, self._kept_now = np.empty_like(space.logits), np.empty_like(space.logits)
        self._rate = np.zeros((), network.dtype)
        loss_plan = loss.plan(space.logits, self._targets, self._kept_now, space.dlogits)
        self._pass: Plan = [*space.forward, *loss_plan, *space.backward]
        if space.dropout:
            self._pass.insert(0, self._draw_bits)
        self._update = self._update_plan(experiment, slots)

    def steps(self, minibatches: Iterable[Minibatch], rows: Iterator[np.ndarray], rates: Iterator[float]) -> None:
        """One update on each of ``minibatches``: inputs ``(inputs + 1, batch)``, targets, and room for what is kept.

        ``rows`` gives the places ``(parameters,)`` for the gradients of the data loss, ``rates`` the learning rates.
        """
        x_now, targets_now, kept_now, rate_now = self._x, self._targets, self._kept_now, self._rate
        gradient, forward_and_back, update = self._gradient, self._pass, self._update
        for (x, targets, kept), row, rate in zip(minibatches, rows, rates):
            x_now[...] = x
            targets_now[...] = targets
            rate_now[...] = rate
            for call in forward_and_back:
                call()
            kept[...] = kept_now
            row[...] = gradient
            for call in update:
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
