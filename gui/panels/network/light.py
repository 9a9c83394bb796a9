"""The light on a network's picture: inside a step, what the present phase is about stands out and the rest fades."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.data.dataset import PARTS
from model.table import Table
from model.training.snapshot import Snapshot

from .numbers import signed

STRENGTHS = {"now": 1.0, "done": 0.5, "to come": 0.22}  # by the word for a layer in a phase


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
    lamp = lamp_of(snapshot)
    if lamp is None:
        return Light((1.0,) * (layers + 1), (1.0,) * layers)
    lit = snapshot.passage.lit(snapshot.phase)
    shine = tuple(STRENGTHS[word] for word in lit)
    now = frozenset(number + 1 for number, word in enumerate(lit) if word == "now")
    return lamp.shine(Light((STRENGTHS["done"], *shine), shine, now), snapshot)


def lamp_of(snapshot: Snapshot) -> Lamp | None:
    """That of the phase in which ``snapshot`` is."""
    return LAMPS[snapshot.passage.phases[snapshot.phase].kind] if snapshot.passage is not None else None


def edge_word(snapshot: Snapshot, chosen: str) -> str:
    """What the edges show."""
    lamp = lamp_of(snapshot)
    return lamp.edges or chosen if lamp is not None else chosen


def passing(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Points ``(n, columns)`` and targets ``(n,)`` of the step: the minibatch, or the one point that is followed."""
    passage, data = snapshot.passage, snapshot.data
    part = data.validation if passage.point is not None and passage.point.part == PARTS[1] else data.train
    return part.points[passage.rows], part.targets[passage.rows]


def about_points(snapshot: Snapshot) -> bool:
    """Whether the phase is about points, which are marked, and not yet about gradients."""
    lamp = lamp_of(snapshot)
    return lamp is not None and not lamp.gradients


def unit_numbers(snapshot: Snapshot, layer: int, unit: int) -> list[str]:
    """What the step has made of a unit so far, in a sentence; layer 0 is the inputs."""
    passage = snapshot.passage
    if passage is None:
        return []
    who = "this point" if passage.point is not None else f"mean of {len(passage.rows)} points"
    if layer == 0:
        return [f"In this step, {who}: {_said(passage.inputs[:, unit])}."]
    own, lit = passage.layers[layer - 1], passage.lit(snapshot.phase)[layer - 1]
    back = lamp_of(snapshot).gradients
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
    passage, lamp = snapshot.passage, lamp_of(snapshot)
    if not lamp.gradients or passage.lit(snapshot.phase)[layer] == "to come":
        return ""
    said = f", dW {signed(float(passage.layers[layer].dW[one, other]))}"
    if lamp.changes:
        said += f", change {signed(float(passage.update.layer(layer).step[one, other]))}"
    return said


def _said(values: np.ndarray) -> str:
    return signed(float(values.mean()))


# -- phase by phase: what a light that follows the layers becomes ------------------------------------------------------


@dataclass(frozen=True)
class Lamp:
    """The light of one kind of phase. ``edges`` say in it what is not what was chosen; ``gradients`` and ``changes``
    are known in it."""

    name: str
    shine: Callable[[Light, Snapshot], Light]
    edges: str = ""
    gradients: bool = False
    changes: bool = False


def _as_it_is(light: Light, _snapshot: Snapshot) -> Light:
    return light


def _batch(light: Light, _snapshot: Snapshot) -> Light:
    return replace(light, columns=(1.0, *light.columns[1:]), now=frozenset((0,)))


def _loss(light: Light, _snapshot: Snapshot) -> Light:
    return replace(light, gaps=(STRENGTHS["done"],) * len(light.gaps))


def _backward(light: Light, snapshot: Snapshot) -> Light:
    """Gradients take the place of weights and maps as far back as they are known; no edges where they are not."""
    passage, lit = snapshot.passage, snapshot.passage.lit(snapshot.phase)
    back = frozenset(number for number, word in enumerate(lit) if word != "to come")
    deltas = {number + 1: passage.layers[number].delta.mean(axis=1) for number in back}
    gaps = tuple(strength if number in back else 0.0 for number, strength in enumerate(light.gaps))
    return replace(light, gaps=gaps, flat=passage.update.gradient, replaced=back, deltas=deltas)


def _update(light: Light, snapshot: Snapshot) -> Light:
    columns, everywhere = (STRENGTHS["done"],) * len(light.columns), frozenset(range(len(light.gaps)))
    return replace(light, columns=columns, now=frozenset(), flat=snapshot.passage.update.step, replaced=everywhere)


LAMPS = Table(
    "kind of phase",
    Lamp("batch", _batch),
    Lamp("forward", _as_it_is),
    Lamp("loss", _loss),
    Lamp("backward", _backward, "dW", gradients=True),
    Lamp("update", _update, "change", gradients=True, changes=True),
)
