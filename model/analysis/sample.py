"""A single point: what the network says about it, and which way that point alone would push every weight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..data.dataset import PARTS
from ..nn.plan import run
from ..nn.predictor import Predictor, with_ones
from ..nn.workspace import Workspace
from ..training.trainer import Trainer
from .unable import Unable


@dataclass(frozen=True)
class Sample:
    """Point ``index`` of ``part`` at ``step``, in evaluation mode: no dropout.

    ``probabilities``, ``target`` (one-hot) ``(classes,)``, ``logits (outputs,)``, ``loss`` in nats. ``gradients`` are
    dL/dW ``(in, out)`` of this point's loss, layer by layer, empty with batch norm, for the statistics of one point
    are none. ``fed`` says for each layer what feeds it.
    """

    step: int
    part: str
    index: int
    point: np.ndarray
    label: int
    probabilities: np.ndarray
    target: np.ndarray
    logits: np.ndarray
    loss: float
    gradients: tuple[np.ndarray, ...]
    activation: str

    @property
    def one_signed(self) -> float:
        """Share of the hidden and output units fed by hidden units whose weight gradients all have one sign.

        A unit's gradients are its delta times what feeds it: never negative after sigmoid and ReLU, so the weights of
        a unit can only rise or fall together, and a step zig-zags towards its aim (LeCun, Bottou, Orr & Mueller 1998,
        section 4.3). Gradients that are exactly 0 side with everyone. NaN where no unit is fed by hidden ones.
        """
        units = np.concatenate([one_sign(gradient) for gradient in self.gradients[1:]] or [np.zeros(0, bool)])
        return float(units.mean()) if len(units) else float("nan")


def one_sign(gradient: np.ndarray) -> np.ndarray:
    """For each unit ``(out,)`` whether no two entries of its column in ``gradient (in, out)`` have opposite signs."""
    return ~((gradient > 0).any(axis=0) & (gradient < 0).any(axis=0))


class SampleStudy:
    """Looks at one point, in a workspace of its own. Raises Unable where there is no such point."""

    def __init__(self, trainer: Trainer, part: str = PARTS[0], index: int = 0) -> None:
        if not trainer.data.classes:
            raise Unable("One point is looked at where there are classes; these data have values.")
        points = trainer.data.train if part == PARTS[0] else trainer.data.validation
        if not 0 <= index < len(points):
            raise Unable(f"There is no {part} point {index:,}. Click another one in the decision boundary.")
        with np.errstate(all="ignore"):
            self._sample = _look(trainer, points, part, index)

    def pieces(self) -> Iterator[float]:
        """Everything was done at once."""
        yield 1.0

    def result(self) -> Sample:
        """The point as it was."""
        return self._sample


def _look(trainer: Trainer, points: object, part: str, index: int) -> Sample:
    network, loss, classes = trainer.network, trainer.loss, trainer.data.classes
    one = slice(index, index + 1)
    x = with_ones(points.inputs[one], network.dtype)
    targets = loss.encode(points.targets[one], classes).astype(network.dtype)
    logits = Predictor(network, x).logits().copy()
    label = int(points.targets[index])
    return Sample(
        step=trainer.step_count,
        part=part,
        index=index,
        point=points.points[index],
        label=label,
        probabilities=loss.probabilities(logits)[:, 0].copy(),
        target=(np.arange(classes) == label).astype(float),
        logits=logits[:, 0],
        loss=loss.value(logits, targets),
        gradients=() if network.batch_norm else _gradients(trainer, x, targets),
        activation=network.activation.name,
    )


def _gradients(trainer: Trainer, x: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, ...]:
    """dL/dW of every layer by back-propagation, ``x (inputs + 1, 1)``."""
    network, space = trainer.network, Workspace(trainer.network, 1)
    gradient = np.zeros_like(network.parameters)
    plan = trainer.loss.plan(space.logits, targets, np.empty_like(space.logits), space.dlogits)
    run([*space.forward(x), *plan, *space.backward(x, gradient)])
    return tuple(gradient[layer.weights].reshape(layer.fan_in, layer.fan_out) for layer in network.layers)
