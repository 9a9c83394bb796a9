"""The stages of a hidden layer between its weighted sums z and what it hands on, h: each knows its way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..nn.activations import ACTIVATIONS
from ..training.experiment import Experiment
from ..training.passage import LayerPass
from .activations import ACTIVATION_CODE, activate, activate_back
from .line import Line, made
from .norms import POSITION_CODE, normalize, normalize_back


@dataclass(frozen=True)
class Place:
    """One stage of hidden layer ``n`` (from 1): it turns ``source`` into ``result``, names without their number.

    ``alone``: one point is the whole minibatch, and batch norm uses its running statistics.
    """

    experiment: Experiment
    n: int
    alone: bool
    source: str
    result: str

    @property
    def z(self) -> str:
        """What it is given."""
        return f"{self.source}{self.n}"

    @property
    def h(self) -> str:
        """What it gives."""
        return f"{self.result}{self.n}"

    @property
    def hat(self) -> str:
        """What it is given, normalized."""
        return f"{self.source}hat{self.n}"

    @property
    def dz(self) -> str:
        """dL/dz; that of the weighted sums is called d."""
        return f"d{self.n}" if self.source == "z" else f"d{self.z}"

    @property
    def dh(self) -> str:
        """dL/dh."""
        return f"d{self.h}"

    @property
    def slope(self) -> str:
        """The slope of its activation: a number, or a parameter where it is learned."""
        return f"alpha{self.n}" if self.experiment.learned_slope else repr(self.experiment.leaky_slope)


@dataclass(frozen=True)
class Stage:
    """``result`` is what its result is called where another stage follows.

    ``numbers`` are the engine's own arrays in it, by name, ``(batch, units)`` or ``(units,)``.
    """

    result: str
    applies: Callable[[Experiment, int], bool]
    forward: Callable[[Place], list[Line]]
    backward: Callable[[Place], list[Line]]
    numbers: Callable[[LayerPass, Place], dict[str, np.ndarray]]


def _activate(place: Place) -> list[Line]:
    name = place.experiment.activation
    return activate(ACTIVATION_CODE[name], ACTIVATIONS[name].label, place.n, place.z, place.h, place.slope)


def _activate_back(place: Place) -> list[Line]:
    code = ACTIVATION_CODE[place.experiment.activation]
    return activate_back(code, place.n, place.z, place.h, place.dz, place.dh, place.slope, f"dalpha{place.n}")


def _drop(place: Place) -> list[Line]:
    n, rate = place.n, place.experiment.layer_dropout[place.n - 1]
    drawn = f"(rng.random({place.z}.shape) >= {rate!r}) / (1 - {rate!r})"
    return [
        made(f"mask{n}", drawn, f"dropout: {100 * rate:g} % become 0, the rest grow"),
        made(place.h, f"{place.z} * mask{n}", main=True),
    ]


def _norm_numbers(layer: LayerPass, place: Place) -> dict[str, np.ndarray]:
    n, norm = place.n, layer.norm
    now = {} if norm.running else {f"mean{n}": norm.mean, f"var{n}": norm.variance}
    return {**now, place.hat: norm.normalized.T, place.h: norm.y.T, place.dh: norm.dy.T}


STAGES: Mapping[str, Stage] = {
    "norm": Stage(
        "u",
        lambda experiment, n: experiment.batch_norm,
        lambda place: normalize(place.n, place.z, place.hat, place.h, place.alone),
        lambda place: normalize_back(place.n, place.hat, place.dz, place.dh, place.alone),
        _norm_numbers,
    ),
    "activation": Stage(
        "a", lambda experiment, n: True, _activate, _activate_back, lambda layer, place: {place.h: layer.a.T}
    ),
    "dropout": Stage(
        "h",
        lambda experiment, n: experiment.layer_dropout[n - 1] > 0,
        _drop,
        lambda place: [made(place.dz, f"{place.dh} * mask{place.n}", "nothing comes back through what was dropped")],
        lambda layer, place: {f"mask{place.n}": layer.mask.T},
    ),
}


def chain(experiment: Experiment, n: int, alone: bool = False) -> list[tuple[Stage, Place]]:
    """The stages of hidden layer ``n`` (from 1), in order; what the last one gives is called h."""
    order = POSITION_CODE[experiment.norm_position].order
    stages = [STAGES[name] for name in order if STAGES[name].applies(experiment, n)]
    results = [*(stage.result for stage in stages[:-1]), "h"]
    sources = ["z", *results[:-1]]
    return [
        (stage, Place(experiment, n, alone, source, result))
        for stage, source, result in zip(stages, sources, results, strict=True)
    ]
