"""The updates of one network: minibatch after minibatch of its data, a block of them in one go."""

from __future__ import annotations

import numpy as np

from ..analysis.sizes import gradient_rms
from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import Network
from ..nn.optimizers import OPTIMIZERS
from ..nn.plan import Watch, run
from ..nn.predictor import with_ones
from ..nn.workspace import Workspace
from ..seeds import Purpose, generator
from .batches import Batches
from .experiment import Experiment
from .stepper import Stepper, block_length, keyframe_spacing

Pass = tuple[Workspace, np.ndarray]
Apart = tuple[Stepper, Network, tuple[np.ndarray, ...]]  # a stepper, its network and its slots


class Updates:
    """Trains ``network`` on the training points of ``data``, under the settings that it was told last.

    Holds what the next step depends on besides the parameters: the optimizer's ``slots``, the sequence of minibatches
    ``batches`` and the stream ``dropout``. ``block`` is how many steps can be made in one go, about 0.1 s of work at
    most, and ``spacing`` how far apart states are worth keeping. ``newest`` is the newest step's pass and its gradient
    of the data loss, None where there is none.
    """

    def __init__(self, experiment: Experiment, data: Data, network: Network, loss: Loss) -> None:
        self._network, self._loss = network, loss
        self._x = with_ones(data.train.inputs, network.dtype).T.copy()
        self._targets = loss.encode(data.train.targets, data.classes).astype(network.dtype)
        batch = min(experiment.batch_size, len(data.train))
        self.block, self.spacing = block_length(network, batch), keyframe_spacing(network, batch)
        self._gradients = np.empty((self.block, network.parameters.size), network.dtype)
        self.slots = OPTIMIZERS[experiment.optimizer].state(network.parameters)
        self._steppers: dict[int, Stepper] = {}
        self.begin(experiment)

    def begin(self, experiment: Experiment) -> None:
        """Everything as before the first step."""
        self.settle(experiment)
        self.newest: Pass | None = None
        for slot in self.slots:
            slot.fill(0)
        self.shuffle(generator(experiment.seed, Purpose.BATCHES))
        self.dropout = generator(experiment.seed, Purpose.DROPOUT).bit_generator

    def settle(self, experiment: Experiment) -> None:
        """Take over the settings of the moment."""
        self._experiment = experiment
        self._steppers.clear()

    def shuffle(self, rng: np.random.Generator) -> None:
        """Begin a new sequence of minibatches, drawn from ``rng``."""
        experiment = self._experiment
        self.batches = Batches(len(self._x), experiment.batch_size, experiment.batch_norm, rng)

    def make(self, rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A step with each of the learning ``rates (steps,)``; losses ``(steps,)`` and gradient RMS ``(steps, layers)``
        of them. At most ``block`` steps."""
        blocks, count, place = self.batches.take(len(rates)), len(rates), 0
        sizes = np.repeat([block.shape[1] for block in blocks], [len(block) for block in blocks])
        alone = len(self.batches.sizes) == 1 or (sizes == sizes[0]).all()
        places = {size: slice(count) if alone else np.flatnonzero(sizes == size) for size in set(sizes.tolist())}
        for size, own in places.items():
            rows = np.concatenate([block for block in blocks if block.shape[1] == size])
            targets = self._targets.take(rows, axis=1).transpose(1, 0, 2)
            self._stepper(size).load(own, self._x.take(rows, axis=0), targets, rates[own])
        for block in blocks:
            self._stepper(block.shape[1]).run(place, place := place + len(block))
        self.newest = self._stepper(blocks[-1].shape[1]).space, self._gradients[count - 1]
        losses = np.empty(count)
        for size, own in places.items():
            stepper = self._stepper(size)
            losses[own] = self._loss.mean(stepper.kept[own], stepper.targets[own])
        return losses, gradient_rms(self._network, self._gradients[:count])

    def coming(self) -> Pass:
        """The pass that the next step will make, in a workspace of its own, and its gradient; changes nothing."""
        rows = self.batches.peek()
        gradient = np.empty((1, self._network.parameters.size), self._network.dtype)
        stepper = self._new_stepper(len(rows), self._same_dropout(), gradient)
        stepper.load(slice(1), self._x[rows][None], self._targets[:, rows][None], np.zeros(1))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            run(stepper.passage(0))
        return stepper.space, gradient[0]

    def apart(self, batch: int, gradient: np.ndarray, watch: Watch, running: bool = False) -> Apart:
        """A stepper for one step on ``batch`` points that changes nothing here: all that it changes are copies.

        ``gradient (1, parameters)`` is where it writes; ``watch`` and ``running`` as in ``Stepper``.
        """
        network, slots = self._network.copy(), tuple(slot.copy() for slot in self.slots)
        random = self._same_dropout().random_raw
        stepper = Stepper(network, self._loss, self._experiment, batch, slots, random, gradient, watch, running)
        return stepper, network, slots

    @property
    def examples(self) -> tuple[np.ndarray, np.ndarray]:
        """All training points as workspaces want them: ``x (inputs + 1, n)`` and encoded targets ``(outputs, n)``."""
        return self._x.T, self._targets

    @property
    def minibatch_statistics(self) -> np.ndarray | None:
        """Mean and biased variance ``(2, hidden units)`` that batch norm found in the newest step's minibatch.

        None without batch norm, before the first step and between a live change and the step after it.
        """
        if not self.newest or not self._network.batch_norm or not self._steppers:
            return None
        return self.newest[0].normalization.updated_with

    def _stepper(self, batch: int) -> Stepper:
        """What makes one step on a minibatch of this size, under the settings of the moment."""
        if batch not in self._steppers:
            self._steppers[batch] = self._new_stepper(batch, self.dropout, self._gradients)
        return self._steppers[batch]

    def _same_dropout(self) -> np.random.PCG64:
        """A stream of its own that gives what dropout will draw next."""
        dropout = np.random.PCG64(0)
        dropout.state = self.dropout.state
        return dropout

    def _new_stepper(self, batch: int, dropout: np.random.PCG64, gradients: np.ndarray) -> Stepper:
        random = dropout.random_raw
        return Stepper(self._network, self._loss, self._experiment, batch, self.slots, random, gradients)
