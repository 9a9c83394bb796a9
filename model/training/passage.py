"""A passage: the step to come, taken apart into its phases, with every array that the engine makes on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.sizes import gradient_rms
from ..data.dataset import PARTS, Data, Part
from ..knob import Invalid
from ..nn.optimizers import OPTIMIZERS
from ..nn.plan import run
from ..nn.regularizers import in_force
from ..nn.workspace import Workspace
from .layer_pass import LayerPass, NormPass
from .phases import LIT, PHASES, Phase, PhaseKind
from .update_parts import Arrays, Update

if TYPE_CHECKING:
    from .experiment import Experiment
    from .stepper import Stepper
    from .trainer import Trainer

__all__ = [
    "LIT",
    "PHASES",
    "LayerPass",
    "NormPass",
    "Passage",
    "Phase",
    "PhaseKind",
    "Pick",
    "Update",
    "dissect",
    "part_of",
]


@dataclass(frozen=True)
class Pick:
    """One point of the data: row ``index`` of ``part``, one of PARTS."""

    part: str
    index: int


@dataclass(frozen=True)
class Passage:
    """The step after ``step`` completed ones, under the settings ``experiment``; all arrays are read-only.

    ``rows (batch,)`` are the training points of the minibatch, or ``point`` is the one that is followed (``rows`` is
    then its row in its part). ``inputs (batch, in)`` as the network sees them, ``targets (outputs, batch)`` as the loss
    ``loss_name``, a record of LOSSES, sees them, ``labels (batch,)`` as the data have them, ``probabilities (classes,
    batch)`` the answers (of regression the values ``(1, batch)``). ``losses (batch,)`` are each point's, ``loss`` their
    mean, both without penalties. ``layers`` hold the hidden layers first, the output layer last. ``gradient_rms
    (layers,)`` is that of each dW.
    """

    step: int
    experiment: Experiment
    rows: np.ndarray
    point: Pick | None
    inputs: np.ndarray
    targets: np.ndarray
    labels: np.ndarray
    layers: tuple[LayerPass, ...]
    loss_name: str
    probabilities: np.ndarray
    losses: np.ndarray
    loss: float
    learning_rate: float
    gradient_rms: np.ndarray
    update: Update

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """In order: batch, forward layer by layer, loss, backward from the output, update."""
        numbers = range(len(self.layers))
        forward, backward = (tuple(Phase(kind, n) for n in numbers) for kind in ("forward", "backward"))
        return Phase("batch"), *forward, Phase("loss"), *reversed(backward), Phase("update")

    def lit(self, phase: int) -> tuple[str, ...]:
        """For each layer what phase number ``phase`` is to it: "done", "now" or "to come".

        The loss concerns the output layer, the update all layers; on the way back a layer counts as done when its
        gradients are there.
        """
        layers, now = len(self.layers), self.phases[phase]
        if now.kind == "update":
            return ("now",) * layers
        if now.kind == "batch":
            return ("to come",) * layers
        at = layers - 1 if now.layer is None else now.layer
        before, behind = ("to come", "done") if now.kind == "backward" else ("done", "to come")
        return (before,) * at + ("now",) + (behind,) * (layers - 1 - at)


def dissect(trainer: Trainer, point: Pick | None = None) -> Passage:
    """What the next step of ``trainer`` will do, on copies: the trainer stays as it is, and the step will be this one
    bit for bit.

    With ``point`` the step is one on that point alone, as it would be if it were the whole minibatch: dropout draws its
    masks from where the run's stream stands. Only batch norm, which finds no statistics in one point, uses its running
    ones, as ``predict`` does; they are constants for the gradient, and this step leaves them alone. Raises Invalid
    where there is no such point.
    """
    with np.errstate(all="ignore"):
        return _Dissection(trainer, point).passage()


def part_of(data: Data, point: Pick) -> Part:
    """The part of ``data`` in which ``point`` lies. Raises Invalid where there is no such point."""
    parts = dict(zip(PARTS, (data.train, data.validation), strict=True))
    if point.part not in parts or not 0 <= point.index < len(parts[point.part]):
        counts = " and ".join(f"{len(part):,} {name}" for name, part in parts.items())
        raise Invalid("point", f"{point.part} {point.index}", f"there are {counts} points, counted from 0")
    return parts[point.part]


class _Dissection:
    """One step on copies, run in stages, and what was seen on the way."""

    def __init__(self, trainer: Trainer, point: Pick | None) -> None:
        self.trainer, self.point = trainer, point
        updates, loss, network = trainer.updates, trainer.loss, trainer.network
        self.part = part_of(trainer.data, point) if point else trainer.data.train
        self.rows = np.array([point.index]) if point else updates.batches.peek().copy()
        self.running = point is not None and network.batch_norm
        self.labels, self.inputs = self.part.targets[self.rows], self.part.inputs[self.rows].astype(network.dtype)
        self.targets = loss.encode(self.labels, trainer.data.classes).astype(network.dtype)
        self.rate = float(trainer.learning_rates(np.array([trainer.step_count]))[0])
        self.seen: dict[tuple[str, int], np.ndarray] = {}
        self.gradient = np.empty((1, network.parameters.size), network.dtype)
        self.stepper, self.network, self.slots = updates.apart(
            len(self.rows), self.gradient, partial(_note, self.seen), self.running
        )

    def passage(self) -> Passage:
        """Make the step, and put together what was seen."""
        trainer, stepper = self.trainer, self.stepper
        self._load(stepper)
        run(stepper.passage(0))
        layers = tuple(self._layer(number) for number in range(len(self.network.layers)))
        logits, kept, targets = stepper.space.logits, stepper.kept[0], stepper.targets[0]
        return Passage(
            step=trainer.step_count,
            experiment=trainer.experiment,
            rows=_frozen(self.rows),
            point=self.point,
            inputs=_frozen(self.inputs),
            targets=_frozen(targets),
            labels=_frozen(self.labels),
            layers=layers,
            loss_name=trainer.loss.name,
            probabilities=_frozen(trainer.loss.probabilities(logits)),
            losses=_frozen(trainer.loss.mean(kept.T[:, :, None], targets.T[:, :, None])),
            loss=float(trainer.loss.mean(kept[None], targets[None])[0]),
            learning_rate=self.rate,
            gradient_rms=_frozen(gradient_rms(self.network, self.gradient)[0]),
            update=self._update(),
        )

    def _load(self, stepper: Stepper) -> None:
        x = np.ones((1, len(self.rows), self.network.inputs + 1), self.network.dtype)
        x[0, :, :-1] = self.inputs
        stepper.load(slice(1), x, self.targets[None], np.array([self.rate]))

    def _layer(self, number: int) -> LayerPass:
        """What was seen of one layer; the parameters are still those before the update."""
        seen, space, last = self.seen, self.stepper.space, number == len(self.network.widths)
        layer, gradient, logits = self.network.layers[number], self.gradient[0], _frozen(self.stepper.space.logits)
        own = {name: _frozen(values) for name, values in layer.parameters.items()}
        back = {name: _frozen(gradient[layer.place(name)].reshape(own[name].shape)) for name in own}
        return LayerPass(
            h_in=seen["h", number - 1] if number else _frozen(self.inputs.T),
            W=own["W"],
            b=own.get("b"),
            z=logits if last else seen["z", number],
            norm=self._norm(number, space, own) if layer.normalized else None,
            a=None if last else seen.get(("a", number), seen["h", number]),
            mask=seen.get(("mask", number)),
            h=logits if last else seen["h", number],
            dh=seen["delta", number] if last else seen["dh", number],
            delta=seen["delta", number],
            dW=back["W"],
            db=back.get("b"),
            dgamma=back.get("gamma"),
            dbeta=back.get("beta"),
            slope=float("nan") if last else float(self.network.slopes[number]),
            dslope=float(back["alpha"][0]) if "alpha" in back else None,
        )

    def _norm(self, number: int, space: Workspace, own: Arrays) -> NormPass:
        mean, variance = space.normalization.now[:, self.network.layers[number].units]
        return NormPass(
            mean=_frozen(mean),
            variance=_frozen(variance),
            normalized=_frozen(space.normalization.normalized(number)),
            gamma=own["gamma"],
            beta=own["beta"],
            y=self.seen["y", number],
            dy=self.seen["dy", number],
            after=self.network.layers[number].biased,
            running=self.running,
        )

    def _update(self) -> Update:
        """Make the update, and say what each part of it has done."""
        parameters, penalty = self.network.parameters, self._penalty()
        before, running = parameters.copy(), _frozen(self.network.running)
        slots_before, counters_before = self._slots()
        run(self.stepper.update(0))
        slots_after, counters_after = self._slots()
        moved = self.seen["moved", 0]
        return Update(
            rate=self.rate,
            before=_frozen(before),
            gradient=_frozen(self.gradient[0]),
            penalty=_frozen(penalty),
            downhill=self.seen["downhill", 0],
            move=_frozen(moved - before),
            correction=_frozen(parameters - moved),
            step=_frozen(parameters - before),
            after=_frozen(parameters),
            slots_before=slots_before,
            slots_after=slots_after,
            counters_before=counters_before,
            counters_after=counters_after,
            running_before=running,
            running_after=_frozen(self.network.running),
            places=tuple(
                {name: (layer.place(name), values.shape) for name, values in layer.parameters.items()}
                for layer in self.network.layers
            ),
        )

    def _penalty(self) -> np.ndarray:
        """What penalties add to a gradient of zeros."""
        penalty, scratch = np.zeros((2, self.network.parameters.size), self.network.dtype)
        for regularizer, strength in in_force(self.trainer.experiment):
            if regularizer.before:
                mask = self.network.weight_mask
                run(regularizer.before(self.network.parameters, strength, mask, penalty, scratch))
        return penalty

    def _slots(self) -> tuple[Arrays, np.ndarray | None]:
        """What the optimizer remembers now, by name, and what it counts by."""
        record = OPTIMIZERS[self.trainer.experiment.optimizer]
        slots = {name: _frozen(slot) for name, slot in zip(record.slots, self.slots)}
        return slots, _frozen(self.slots[-1]) if record.counters else None


def _note(seen: dict[tuple[str, int], np.ndarray], name: str, layer: int, array: np.ndarray) -> None:
    """Keep what is shown. No method, or the dissection would wait for the garbage collector with all its arrays."""
    seen[name, layer] = _frozen(array)


def _frozen(array: np.ndarray) -> np.ndarray:
    """A copy that cannot be written."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy
