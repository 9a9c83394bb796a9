"""The listing: the few lines of NumPy that each phase of a training step is, for the settings in force.

Arrays are ``(batch, features)``, as in textbooks. Layers are numbered from 1, the output layer last. Every name that a
phase reads was made by a phase before it in the same step, or is there from the start: X, Y, rows, the parameters, the
optimizer's lists, the running statistics and the generator rng.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..data.dataset import PARTS
from ..nn.activations import ACTIVATIONS
from ..nn.losses import loss_for
from ..nn.network import NORM_POSITIONS
from ..nn.optimizers import OPTIMIZERS
from ..nn.regularizers import in_force
from ..nn.schedules import SCHEDULES
from ..training.experiment import Experiment
from ..training.wording import scaling
from .activations import ACTIVATION_CODE
from .line import Line, Part, made
from .losses import LOSS_CODE, delta, lose
from .norms import remember
from .optimizers import OPTIMIZER_CODE, optimize
from .regularizers import REGULARIZER_CODE, correct, penalize
from .stages import chain


@dataclass(frozen=True)
class Listing:
    """``head`` are the lines that come once, before everything; ``parts`` those of a step's phases, in their order."""

    head: tuple[Line, ...]
    parts: tuple[Part, ...]

    def part(self, kind: str, layer: int | None = None) -> Part:
        """The lines of one phase; ``layer`` counts from 0."""
        return next(part for part in self.parts if (part.kind, part.layer) == (kind, layer))


def listing(
    experiment: Experiment, rate: float, classes: int | None = None, alone: bool = False, part: str = PARTS[0]
) -> Listing:
    """The code of a step with learning ``rate``; ``classes`` (0 for values) where the data are not the experiment's.

    ``alone``: the step is one on a single point of ``part``, for which batch norm uses its running statistics.
    """
    loss = LOSS_CODE[loss_for(experiment.class_count if classes is None else classes).name]
    layers = len(experiment.widths) + 1
    imports = ACTIVATION_CODE[experiment.activation].imports if experiment.widths else ()
    first = delta(loss, f"z{layers}", f"d{layers}")
    parts = [Part("batch", None, tuple(_take(experiment, loss.targets, alone, part)))]
    for n in range(1, layers + 1):
        parts.append(Part("forward", n - 1, tuple(_forward(experiment, n, loss.output, alone))))
    parts.append(Part("loss", None, lose(loss, f"z{layers}")))
    for n in range(layers, 0, -1):
        parts.append(Part("backward", n - 1, tuple(_backward(experiment, n, first, alone))))
    parts.append(Part("update", None, tuple(_update(experiment, rate, alone))))
    return Listing(tuple(Line(text) for text in ("import numpy as np", *imports)), tuple(parts))


def parameters(experiment: Experiment) -> tuple[str, ...]:
    """The names of all parameter arrays, in the order in which they lie in the network's flat vector."""
    return tuple(f"{name}{n}" for n in range(1, len(experiment.widths) + 2) for name in _parameters(experiment, n))


def _parameters(experiment: Experiment, n: int) -> Iterator[str]:
    """The names of layer ``n``'s parameters, without its number."""
    yield "W"
    if _biased(experiment, n):
        yield "b"
    if n <= len(experiment.widths) and experiment.batch_norm:
        yield "gamma"
        yield "beta"
    if n <= len(experiment.widths) and ACTIVATIONS[experiment.activation].learned:
        yield "alpha"


def _biased(experiment: Experiment, n: int) -> bool:
    """Whether the sums of layer ``n`` have a bias."""
    normalized = experiment.batch_norm and n <= len(experiment.widths)
    return not normalized or NORM_POSITIONS[experiment.norm_position].biased


def _inputs(n: int) -> str:
    """What layer ``n`` is given."""
    return f"h{n - 1}" if n > 1 else "x"


def _forward(experiment: Experiment, n: int, output: str, alone: bool) -> Iterator[Line]:
    hidden = n <= len(experiment.widths)
    if _biased(experiment, n):
        words = "weighted sums" if hidden else output
        yield made(f"z{n}", f"{_inputs(n)} @ W{n} + b{n}", words, main=not hidden)
    else:
        yield made(f"z{n}", f"{_inputs(n)} @ W{n}", "weighted sums; beta is the bias")
    for stage, place in chain(experiment, n, alone) if hidden else ():
        for line in stage.forward(place):
            yield Line(line.text, line.comment, line.makes, main=place.h in line.makes and place.result == "h")


def _backward(experiment: Experiment, n: int, first: Line, alone: bool) -> Iterator[Line]:
    if n > len(experiment.widths):
        yield first
    else:
        yield made(f"dh{n}", f"d{n + 1} @ W{n + 1}.T", f"from layer {n + 1}")
        for stage, place in reversed(chain(experiment, n, alone)):
            yield from stage.backward(place)
    yield made(f"dW{n}", f"{_inputs(n)}.T @ d{n}", "gradient of the weights", main=True)
    if _biased(experiment, n):
        yield made(f"db{n}", f"d{n}.sum(axis=0)")


def _update(experiment: Experiment, rate: float, alone: bool) -> Iterator[Line]:
    layers, optimizer = len(experiment.widths) + 1, OPTIMIZERS[experiment.optimizer]
    codes = [(REGULARIZER_CODE[regularizer.name], strength) for regularizer, strength in in_force(experiment)]
    options = {name: getattr(experiment, name) for name in optimizer.reads}
    yield made("rate", repr(float(rate)), f"learning rate: {SCHEDULES[experiment.schedule].label}")
    yield from penalize(codes, layers)
    yield from optimize(OPTIMIZER_CODE[optimizer.name], options, parameters(experiment))
    yield from correct(codes, layers)
    yield from remember(range(1, layers) if experiment.batch_norm and not alone else ())


def _take(experiment: Experiment, targets: str, alone: bool, part: str) -> Iterator[Line]:
    """What comes in; the network does not see the data's own units where they are scaled."""
    whose = f"one {part} point: X holds the {part} points" if alone else "the minibatch"
    yield made("x", "X[rows]", f"{scaling(experiment)} inputs of {whose}".strip(), True)
    yield made("y", "Y[rows]", targets)
