"""The beginning of a script: data, initial weights, minibatches and dropout masks of a run, in NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...nn.losses import loss_for
from ...seeds import Purpose, generator
from ...training.batches import batch_sizes
from ...training.experiment import Experiment
from ...training.moment import Moment
from ...training.source import data_of, network_for
from ..losses import LOSS_CODE

STEPS = 1000  # of a run that has not begun
INDENT = "    "


def beginning(moment: Moment, imports: Sequence[str] = ()) -> str:
    """Makes X, Y, X_validation and Y_validation ``(points, ...)``, the parameters W1, b1, ..., ``minibatches(steps)``
    and, where it changes, ``learning_rate(step)``."""
    parts = (_data, _weights, _minibatches, _learning_rate)
    head = ["import numpy as np", *imports]
    if imports and imports[0] == "import os":
        head = ["import os", "", 'os.environ.setdefault("KERAS_BACKEND", "torch")', "", "import numpy as np"]
        head += imports[3:]
    texts = ("\n".join(part(moment)) for part in parts)
    return "\n".join(head) + f"\n\nSTEPS = {moment.step or STEPS}\n\n" + "\n\n".join(text for text in texts if text)


def _array(values: np.ndarray) -> str:
    return f"np.array({values.tolist()!r}, dtype=np.{values.dtype.name}).reshape({values.shape!r})"


def _data(moment: Moment) -> Iterator[str]:
    experiment = moment.experiment
    data = data_of(experiment)
    loss = loss_for(data.classes)
    for name, part in (("", data.train), ("_validation", data.validation)):
        yield f"X{name} = {_array(part.inputs.astype(experiment.precision))}"
        targets = LOSS_CODE[loss.name].of(loss.encode(part.targets, data.classes).astype(experiment.precision))
        yield f"Y{name} = {_array(targets)}"


def _weights(moment: Moment) -> Iterator[str]:
    experiment = moment.experiment
    network = network_for(experiment, data_of(experiment))
    rng = generator(experiment.seed, Purpose.WEIGHTS)
    network.initialize(rng, experiment.initializer, experiment.initializer_scale, experiment.bias_init)
    for number, layer in enumerate(network.layers, 1):
        for name, values in layer.parameters.items():
            if name in ("W", "b"):
                yield f"{name}{number} = {_array(values)}"


def _minibatches(moment: Moment) -> Iterator[str]:
    experiment = moment.experiment
    sizes = batch_sizes(experiment.train_samples, experiment.batch_size, experiment.batch_norm)
    yield "def minibatches(steps):"
    yield f"{INDENT}rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence({experiment.seed}, spawn_key=(4,))))"
    if any(experiment.layer_dropout):
        seeds = f"np.random.SeedSequence({experiment.seed}, spawn_key=(5,))"
        yield f"{INDENT}bits = np.random.PCG64({seeds})"
    yield f"{INDENT}sizes, step = {sizes!r}, 0"
    yield f"{INDENT}while step < steps:"
    yield f"{INDENT * 2}order, start = rng.permutation(len(X)), 0"
    yield f"{INDENT * 2}for size in sizes[: steps - step]:"
    rows = "order[start : start + size]"
    if any(experiment.layer_dropout):
        yield from (INDENT * 3 + line for line in _masks(experiment))
        yield f"{INDENT * 3}yield {rows}, masks"
    else:
        yield f"{INDENT * 3}yield {rows}"
    yield f"{INDENT * 3}start, step = start + size, step + 1"


def _masks(experiment: Experiment) -> Iterator[str]:
    yield f"units, rates = {list(experiment.widths)!r}, {list(experiment.layer_dropout)!r}"
    yield "count = sum(u + 1 for u in units) * size"
    yield "drawn = bits.random_raw(-(-count // 4)).view(np.uint16)"
    yield "masks, place = [], 0"
    yield "for u, rate in zip(units, rates):"
    yield f"{INDENT}kept = drawn[place : place + u * size].reshape(u, size).T >= min(round(rate * 65536), 65535)"
    yield f"{INDENT}place += (u + 1) * size"
    yield f"{INDENT}if rate:"
    yield f"{INDENT * 2}masks.append((kept / (1 - rate)).astype(X.dtype))"


def _learning_rate(moment: Moment) -> Iterator[str]:
    experiment = moment.experiment
    if experiment.schedule == "constant" and not experiment.warmup_steps:
        return
    rates = experiment.learning_rates(np.arange(moment.step or STEPS))
    yield f"RATES = {rates.tolist()!r}"
    yield ""
    yield ""
    yield "def learning_rate(step):"
    yield f"{INDENT}return RATES[step]"
