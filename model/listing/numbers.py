"""The numbers of a step under the names that the listing gives them: the engine's own, and those between them.

The engine's arrays are features first; here they are turned, ``(batch, features)``, as the listing's are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from ..training.experiment import Experiment
from ..training.passage import LayerPass, Passage
from .line import Part, code
from .listing import Listing, parameters
from .losses import LOSS_CODE
from .optimizers import OPTIMIZER_CODE, entry
from .stages import chain

PARAMETER = re.compile(r"([a-zA-Z]+)(\d+)")
Arrays = dict[str, np.ndarray]
MOST = 400_000  # entries of the largest array up to which numbers are worked out that the engine does not keep


def engine_numbers(passage: Passage) -> Arrays:
    """Everything that the engine has before the update, by the listing's names."""
    found: Arrays = {"x": passage.inputs, "y": LOSS_CODE[passage.loss_name].of(passage.targets), "rows": passage.rows}
    for n, layer in enumerate(passage.layers, start=1):
        found |= _of_layer(layer, n, passage)
    found |= {"losses": passage.losses, "loss": np.asarray(passage.loss)}
    update = passage.update
    return found | _state(passage, update.before, update.slots_before, update.counters_before, update.running_before)


def updated_numbers(passage: Passage) -> Arrays:
    """What the engine's update makes: gradients with penalties, parameters, slots and running statistics."""
    update = passage.update
    downhill = {f"d{name}": values for name, values in _cut(passage, update.downhill).items()}
    return downhill | _state(passage, update.after, update.slots_after, update.counters_after, update.running_after)


def run(part: Part, namespace: dict[str, object]) -> None:
    """Run the lines of one phase in ``namespace``."""
    with np.errstate(all="ignore"):
        exec(compile(part.text, f"<{part.kind}>", "exec"), namespace)


def namespace(listing: Listing, arrays: Mapping[str, np.ndarray], experiment: Experiment) -> dict[str, object]:
    """What the lines of a step can read: copies of ``arrays``, the optimizer's lists, and the head of the listing."""
    names: dict[str, object] = {name: np.array(array) for name, array in arrays.items()}
    optimizer = OPTIMIZER_CODE[experiment.optimizer]
    for slot in optimizer.slots:
        names[slot.name] = [names[entry(slot, number)] for number in range(len(parameters(experiment)))]
    exec(code(listing.head), names)
    return names


def read(namespace: Mapping[str, object], name: str) -> np.ndarray:
    """The array called ``name``: a variable, or an entry of a list."""
    variable, _, number = name.rstrip("]").partition("[")
    value = namespace[variable]
    return np.asarray(value[int(number)] if number else value)  # type: ignore[index]


def _of_layer(layer: LayerPass, n: int, passage: Passage) -> Arrays:
    """Forward and backward pass of layer ``n`` (from 1)."""
    found = {f"z{n}": layer.z.T, f"d{n}": layer.delta.T}
    if n < len(passage.layers):
        for stage, place in chain(passage.experiment, n, passage.point is not None):
            found |= stage.numbers(layer, place)
        found |= {f"h{n}": layer.h.T, f"dh{n}": layer.dh.T}
    gradients = {"W": layer.dW, "b": layer.db, "gamma": layer.dgamma, "beta": layer.dbeta, "alpha": layer.dslope}
    return found | {f"d{name}{n}": np.asarray(array) for name, array in gradients.items() if array is not None}


def _state(
    passage: Passage,
    flat: np.ndarray,
    slots: Mapping[str, np.ndarray],
    counters: np.ndarray | None,
    running: np.ndarray,
) -> Arrays:
    """Parameters, what the optimizer remembers of them, and the running statistics."""
    found, optimizer = _cut(passage, flat), OPTIMIZER_CODE[passage.experiment.optimizer]
    for slot, remembered in zip(optimizer.slots, slots.values(), strict=True):
        found |= {entry(slot, number): part for number, part in enumerate(_cut(passage, remembered).values())}
    for (name, *_), value in zip(optimizer.counters, () if counters is None else counters, strict=True):
        found[name] = np.asarray(value)
    ends = np.cumsum(passage.experiment.widths)[:-1] if running.size else []
    for kind, row in zip(("mean", "var"), running if running.size else ()):
        found |= {f"running_{kind}{n}": piece for n, piece in enumerate(np.split(row, ends), start=1)}
    return found


def _cut(passage: Passage, flat: np.ndarray) -> Arrays:
    """The pieces of a flat vector like the network's, by the names of the parameters."""
    found = {}
    for name in parameters(passage.experiment):
        kind, number = PARAMETER.fullmatch(name).groups()  # type: ignore[union-attr]
        place, shape = passage.update.places[int(number) - 1][kind]
        found[name] = flat[place].reshape(shape)
    return found
