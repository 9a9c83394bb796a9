"""The light on a network's picture: inside a step, what the present phase is about stands out and the rest fades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.data.dataset import PARTS
from model.training.snapshot import Snapshot

from .numbers import signed

STRENGTHS = {"now": 1.0, "done": 0.5, "to come": 0.22}  # by the word for a layer in a phase
WORDS = {"backward": "dW", "update": "change"}  # what edges show in a kind of phase, if not what was chosen


@dataclass(frozen=True)
class Light:
    """How strongly ``columns`` (inputs, hidden layers, outputs) and the edges into each weight layer, ``gaps``, shine,
    0 to 1, and which columns the phase is about, ``now``.

    ``flat`` are numbers for edges, laid out like the parameters, that take the place of those chosen in the gaps named
    in ``replaced``; ``deltas`` are mean dL/dz ``(units,)`` that take the place of maps, by column.
    """

    columns: tuple[float, ...]
    gaps: tuple[float, ...]
    now: frozenset[int] = frozenset()
    flat: np.ndarray | None = None
    replaced: frozenset[int] = frozenset()
    deltas: dict[int, np.ndarray] | None = None


def light_on(snapshot: Snapshot, layers: int) -> Light:
    """The light of the phase in which ``snapshot`` is; all of it where it is in none. ``layers`` have weights."""
    passage = snapshot.passage
    if passage is None:
        return Light((1.0,) * (layers + 1), (1.0,) * layers)
    phase, lit = passage.phases[snapshot.phase], passage.lit(snapshot.phase)
    shine = [STRENGTHS[word] for word in lit]
    columns, gaps = [STRENGTHS["done"], *shine], shine
    now = frozenset(number + 1 for number, word in enumerate(lit) if word == "now")
    if phase.kind == "batch":
        columns[0], now = 1.0, frozenset((0,))
    elif phase.kind == "loss":
        gaps = [STRENGTHS["done"]] * layers
    elif phase.kind == "update":
        columns, now = [STRENGTHS["done"]] * (layers + 1), frozenset()
        return Light(tuple(columns), tuple(gaps), now, passage.update.step, frozenset(range(layers)))
    elif phase.kind == "backward":
        back = frozenset(number for number, word in enumerate(lit) if word != "to come")
        deltas = {number + 1: passage.layers[number].delta.mean(axis=1) for number in back}
        gaps = [strength if number in back else 0.0 for number, strength in enumerate(shine)]  # no dW is known there
        return Light(tuple(columns), tuple(gaps), now, passage.update.gradient, back, deltas)
    return Light(tuple(columns), tuple(gaps), now)


def edge_word(snapshot: Snapshot, chosen: str) -> str:
    """What the edges show."""
    passage = snapshot.passage
    return chosen if passage is None else WORDS.get(passage.phases[snapshot.phase].kind, chosen)


def passing(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Points ``(n, columns)`` and targets ``(n,)`` of the step: the minibatch, or the one point that is followed."""
    passage, data = snapshot.passage, snapshot.data
    part = data.validation if passage.point is not None and passage.point.part == PARTS[1] else data.train
    return part.points[passage.rows], part.targets[passage.rows]


def about_points(snapshot: Snapshot) -> bool:
    """Whether the phase is about points, which are marked, and not yet about gradients."""
    return snapshot.passage is not None and snapshot.passage.phases[snapshot.phase].kind in ("batch", "forward", "loss")


def unit_numbers(snapshot: Snapshot, layer: int, unit: int) -> list[str]:
    """What the step has made of a unit so far, in a sentence; layer 0 is the inputs."""
    passage = snapshot.passage
    if passage is None:
        return []
    who = "this point" if passage.point is not None else f"mean of {len(passage.rows)} points"
    if layer == 0:
        return [f"In this step, {who}: {_said(passage.inputs[:, unit])}."]
    own, lit = passage.layers[layer - 1], passage.lit(snapshot.phase)[layer - 1]
    back = passage.phases[snapshot.phase].kind in ("backward", "update")
    if not back and lit == "to come":
        return []
    values = {"z": own.z[unit], "normalized": own.norm.normalized[unit] if own.norm else None}
    values["a"] = own.a[unit] if own.a is not None else None
    values["handed on"] = own.h[unit] if own.mask is not None else None
    values["δ"] = own.delta[unit] if back and lit != "to come" else None
    known = ", ".join(f"{name} {_said(numbers)}" for name, numbers in values.items() if numbers is not None)
    return [f"In this step, {who}: {known}."]


def edge_numbers(snapshot: Snapshot, layer: int, one: int, other: int) -> str:
    """The gradient and the change of a weight in this step, as far as they are known; ``layer`` counts from 0."""
    passage = snapshot.passage
    kind = passage.phases[snapshot.phase].kind
    if kind not in ("backward", "update") or passage.lit(snapshot.phase)[layer] == "to come":
        return ""
    said = f", dW {signed(float(passage.layers[layer].dW[one, other]))}"
    if kind == "update":
        said += f", change {signed(float(passage.update.layer(layer).step[one, other]))}"
    return said


def _said(values: np.ndarray) -> str:
    return signed(float(values.mean()))
