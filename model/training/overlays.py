"""Overlays: what other networks than the one in use answer on the plane; computed only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..analysis.boundary import Plane
from ..data.dataset import Data
from ..nn.network import Network
from ..nn.plan import run
from ..nn.predictor import with_ones
from ..nn.workspace import Workspace
from ..seeds import Purpose, generator
from ..table import Table
from .experiment import Experiment

CELLS = 50  # cells along each side of the plane: lines need fewer than tints
SUBNETWORKS = 12
MINIBATCHES = 8


@dataclass(frozen=True)
class Overlay:
    """Probabilities ``(rows, columns, classes)`` of several networks on the plane of the boundary, and their mean.

    ``name`` is that of a record of OVERLAYS. Every array is read-only.
    """

    name: str
    grids: tuple[np.ndarray, ...]
    mean: np.ndarray


@dataclass(frozen=True)
class Variant:
    """What makes another network of one: other batch-norm statistics ``(2, units)``, factors for the units."""

    running: np.ndarray | None = None
    masks: Sequence[np.ndarray] | None = None


@dataclass(frozen=True)
class OverlayKind:
    """``applies(experiment)`` is False where there is nothing to see; ``variants(network, experiment, data)``.

    ``noun`` is what the networks are called, ``help`` says what one sees; ``averaged`` that the mean of their answers
    is worth seeing too.
    """

    name: str
    label: str
    noun: str
    help: str
    applies: Callable[[Experiment], bool]
    variants: Callable[[Network, Experiment, Data], list[Variant]]
    averaged: bool = False


def subnetworks(network: Network, experiment: Experiment, data: Data) -> list[Variant]:
    """Networks as dropout trains them: units left out, the others scaled by 1 / (1 - rate). Srivastava et al. 2014.

    Each keeps its units for the whole run, so that its line moves with training and not with chance.
    """
    return [Variant(masks=masks) for masks in _fixed_masks(experiment.seed, network.widths, experiment.layer_dropout)]


@lru_cache(maxsize=4)
def _fixed_masks(seed: int, widths: tuple[int, ...], rates: tuple[float, ...]) -> list[list[np.ndarray]]:
    rng = generator(seed, Purpose.SUBNETWORKS)
    drawn = [[rng.random(width) for width in widths] for _ in range(SUBNETWORKS)]
    return [[(part >= rate) / (1 - rate) for part, rate in zip(one, rates, strict=True)] for one in drawn]


def minibatches(network: Network, experiment: Experiment, data: Data) -> list[Variant]:
    """The network as training sees it: normalized with the statistics of a few fixed minibatches instead of running."""
    samples = len(data.train)
    size = min(experiment.batch_size, samples)
    rng = generator(experiment.seed, Purpose.SHOWN_BATCHES)
    space = Workspace(network, size)
    x = np.empty((network.inputs + 1, size), network.dtype)
    plan, found = space.forward(x), []
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        for _ in range(MINIBATCHES if size < samples else 1):
            x[...] = with_ones(data.train.inputs[rng.permutation(samples)[:size]], network.dtype)
            run(plan)
            found.append(Variant(running=space.normalization.now.copy()))
    return found


OVERLAYS = Table(
    "overlay",
    OverlayKind(
        "subnetworks",
        "sub-nets",
        "sub-networks",
        "Thin lines: some of the networks that dropout trains, each with other units left out. Thick: the mean of "
        "their answers, which the whole network stands for.",
        lambda e: e.class_count > 0 and any(e.layer_dropout),
        subnetworks,
        averaged=True,
    ),
    OverlayKind(
        "minibatches",
        "batches",
        "minibatches",
        "Dashed lines: the network as training sees it, normalized with the statistics of single minibatches. Solid: "
        "with the running statistics, as everywhere else.",
        lambda e: e.class_count > 0 and e.batch_norm and bool(e.widths),
        minibatches,
    ),
)


class Overlays:
    """Computes the overlays of one network; changes nothing about it."""

    def __init__(self, network: Network, data: Data, plane: Callable[[int], Plane]) -> None:
        self._network, self._data, self._make_plane = network, data, plane
        self._plane: Plane | None = None

    def compute(self, names: frozenset[str], experiment: Experiment) -> tuple[Overlay, ...]:
        """Those of ``names`` that say something about ``experiment``, in the order of the table."""
        kinds = [kind for kind in OVERLAYS.values() if kind.name in names and kind.applies(experiment)]
        return tuple(self._overlay(kind, experiment) for kind in kinds)

    def _overlay(self, kind: OverlayKind, experiment: Experiment) -> Overlay:
        self._plane = self._plane or self._make_plane(CELLS)
        variants = kind.variants(self._network, experiment, self._data)
        grids = [self._plane.grid(variant.running, variant.masks) for variant in variants]
        mean = np.mean(grids, axis=0)
        mean.flags.writeable = False
        return Overlay(kind.name, tuple(grids), mean)
