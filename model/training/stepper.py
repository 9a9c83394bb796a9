"""A stepper: makes updates on minibatches of one size, each as one list of NumPy calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.optimizers import OPTIMIZERS
from ..nn.plan import Plan, Watch, write
from ..nn.regularizers import in_force
from ..nn.workspace import Workspace
from .evaluation import PASSES
from .experiment import Experiment

BLOCK = 256  # steps whose statistics are computed together
GRADIENT_BYTES = 900_000  # of a block, so that they stay in the cache; but at least SHORTEST steps
SHORTEST = 6
WORK = 1.5e9  # multiplications in a block, about 0.1 s: a person's order waits until the block is done
REPLAYED = 5e7  # multiplications between two keyframes, about 10 ms; but at least a block


def block_length(network: Network, batch: int) -> int:
    """How many steps on minibatches of ``batch`` points are made in one block; at least one."""
    in_cache = max(SHORTEST, GRADIENT_BYTES // network.parameters.nbytes)
    return min(BLOCK, in_cache, _steps(WORK, network, batch))


def keyframe_spacing(network: Network, batch: int) -> int:
    """How many steps on minibatches of ``batch`` points may have to be made again to come back to one."""
    return max(block_length(network, batch), min(BLOCK, _steps(REPLAYED, network, batch)))


def _steps(work: float, network: Network, batch: int) -> int:
    """In how many steps there are so many multiplications; at least one."""
    return max(1, int(work // (PASSES * batch * network.parameters.size)))


class Stepper:
    """Forward, loss, backward, penalties, optimizer, constraints: one network, one batch size, fixed settings.

    A block's steps have places of their own, so that nothing is copied in a step: place i reads minibatch i and its
    learning rate and writes the gradient of the data loss ``gradients (places, parameters)`` and what the loss keeps,
    ``kept (places, outputs, batch)``. ``random(n)`` gives n random 64-bit words for dropout.

    ``watch`` and ``running`` are for a step that is looked at; see ``Workspace``. Of the update, ``watch`` is also
    shown ``downhill``, the gradient with penalties that the optimizer is given, and ``moved``, the parameters that it
    leaves before constraints; of layer 0, for they are flat.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        experiment: Experiment,
        batch: int,
        state: tuple[np.ndarray, ...],
        random: Callable[[int], np.ndarray],
        gradients: np.ndarray,
        watch: Watch | None = None,
        running: bool = False,
    ) -> None:
        self.space = space = Workspace(network, batch, experiment.layer_dropout, watch, running)
        self._watch = watch
        self._loss, self._experiment, self._state, self._random = loss, experiment, state, random
        places, dtype = len(gradients), network.dtype
        self._gradients, self._scratch = gradients, np.empty((2, network.parameters.size), dtype)
        self._x = np.ones((places, batch, network.inputs + 1), dtype)
        self.targets, self.kept = (np.empty((places, *space.logits.shape), dtype) for _ in range(2))
        self._rates = np.zeros(places, dtype)
        self._plans: list[Plan | None] = [None] * places

    def load(self, places: slice | np.ndarray, x: np.ndarray, targets: np.ndarray, rates: np.ndarray) -> None:
        """Lay minibatches ready: ``x (steps, batch, inputs + 1)``, ``targets (steps, outputs, batch)``."""
        self._x[places], self.targets[places], self._rates[places] = x, targets, rates

    def run(self, first: int, last: int) -> None:
        """One update on each of the minibatches in the places from ``first`` up to, not including, ``last``."""
        for place in range(first, last):
            for call in self._plans[place] or self._plan(place):
                call()

    def passage(self, place: int) -> Plan:
        """What comes before the update of the step in one place: forward, loss, backward."""
        space, x, gradient = self.space, self._x[place].T, self._gradients[place]
        draw = [self._draw_bits] if space.dropout else []
        loss = self._loss.plan(space.logits, self.targets[place], self.kept[place], space.dlogits)
        return [*draw, *space.forward(x), *loss, *space.backward(x, gradient)]

    def update(self, place: int) -> Plan:
        """What comes after the passage of the step in one place.

        Penalties on a copy of the data loss's gradient, the optimizer, constraints, and running statistics.
        """
        gradient, rate = self._gradients[place], self._rates[place : place + 1].reshape(())
        network, experiment, (penalized, scratch) = self.space.network, self._experiment, self._scratch
        parameters, penalties, corrections = network.parameters, [], []
        for regularizer, strength in in_force(experiment):
            if regularizer.before:
                penalties += regularizer.before(parameters, strength, network.weight_mask, penalized, scratch)
            if regularizer.after:
                corrections += regularizer.after(network, strength, rate, scratch)
        plan = [write(gradient, penalized), *penalties] if penalties else []
        downhill = penalized if penalties else gradient
        optimizer = OPTIMIZERS[experiment.optimizer]
        options = {name: getattr(experiment, name) for name in optimizer.reads}
        plan += self._seen("downhill", downhill)
        plan += optimizer.plan(parameters, downhill, rate, self._state, options, scratch)
        plan += [*self._seen("moved", parameters), *corrections]
        return plan + self.space.normalization.update_running if network.batch_norm else plan

    def _plan(self, place: int) -> Plan:
        """The step in one place, laid out when it is first made."""
        self._plans[place] = plan = [*self.passage(place), *self.update(place)]
        return plan

    def _seen(self, name: str, array: np.ndarray) -> Plan:
        return [partial(self._watch, name, 0, array)] if self._watch else []

    def _draw_bits(self) -> None:
        bits = self.space.dropout.bits
        bits[...] = self._random(len(bits))
