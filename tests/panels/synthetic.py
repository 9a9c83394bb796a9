"""Snapshots made by hand: every situation a panel has to draw, without training anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from _pytest.mark import ParameterSet

from model.analysis.boundary import Boundary
from model.analysis.curvature import Curvature
from model.analysis.divergence import Divergence
from model.analysis.fit import FittedCurve, FittedSurface
from model.analysis.landscape import Landscape
from model.analysis.normalization import BatchNormState
from model.analysis.preactivations import BINS, Preactivations
from model.analysis.range_test import RangeTest, smooth
from model.analysis.report import Report
from model.analysis.sample import Sample
from model.analysis.signals import Signals
from model.analysis.unit_maps import Mapper
from model.analysis.units import Units
from model.data.dataset import Data, Part, Scaling
from model.nn.losses import loss_for
from model.training.evaluation import Evaluation
from model.training.experiment import Experiment
from model.training.history import Curve, Curves
from model.training.snapshot import Companion, Snapshot, Status
from model.training.source import network_for

BUCKETS = 512
CELLS = 100


def snapshot(step: int = 2000, layers: int = 3, classes: int = 2, validation: bool = True, **changes: Any) -> Snapshot:
    """A run that learns: loss falls towards 0.1, gradients differ by layer; ``changes`` replace fields."""
    experiment = Experiment(
        dataset="blobs" if classes > 2 else "circles",
        classes=classes,
        depth=layers - 1,
        train_fraction=0.5 if validation else 1.0,
    )
    fields: dict[str, Any] = {
        "run": 1,
        "status": Status.PAUSED,
        "message": "",
        "experiment": experiment,
        "data": data(classes, validation),
        "step": step,
        "epoch": step // 25,
        "steps_per_epoch": 25,
        "evaluation": Evaluation(step, *(float(v) for v in evaluated(np.array([step]), validation)[:, 0])),
        "loss": 0.2 if step else np.nan,
        "learning_rate": 0.03,
        "gradient_rms": rms(np.array([step]), layers)[0] if step else np.full(layers, np.nan),
        "curves": curves(step, layers, validation),
        "boundary": boundary(classes, step),
        "parameters": None,
        "parameter_count": None,
        "steps_per_second": 0.0,
        "batch_norm": batch_norm(layers - 1, step) if layers > 1 else None,
        "analyses": reports(classes, layers),
        "signals": signals(step, layers),
        "units": Units(step, experiment.widths, None, np.arange(layers - 1) % 3, np.zeros(layers - 1, int)),
        "preactivations": preactivations(step, layers - 1),
    }
    fields |= changes
    fields.setdefault("maps", None)
    return Snapshot(**(fields | wired(fields)))


def wired(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters, gradient and maps of a network that suits experiment and data, with weights drawn at random."""
    network = network_for(fields["experiment"], fields["data"])
    network.initialize(np.random.default_rng(4), "xavier", bias=0.1)
    network.parameters += 0.3 * np.sin(np.arange(network.parameters.size) + fields["step"] / 300)
    loss, parameters = loss_for(fields["data"].classes), network.parameters.copy()
    maps = Mapper(network, fields["data"], loss).take(fields["step"])
    gradient = 0.1 * np.sin(np.arange(parameters.size))
    own = {"parameters": parameters, "parameter_count": parameters.size, "maps": maps, "gradient": gradient}
    return {name: value for name, value in own.items() if fields.get(name) is None}


def batch_norm(layers: int, step: int, width: int = 8) -> BatchNormState:
    """Units that spread out while they learn; the newest minibatch is a little off."""
    units = np.arange(layers * width)
    mean, variance = np.sin(units), 0.5 + np.cos(units) ** 2
    moving = 1 - 0.9 ** min(step, 1000)
    running = np.stack((moving * mean, 1 - moving + moving * variance))
    newest = (
        np.stack((mean + 0.1 * np.sin(7 * units + step), 1.2 * variance)) if step else np.full((2, len(units)), np.nan)
    )
    return BatchNormState((width,) * layers, running, newest, 1 + 0.3 * np.sin(3 * units), 0.2 * np.cos(units), False)


def data(classes: int = 2, validation: bool = True, points: int = 250, seed: int = 1) -> Data:
    """Rings, one a class."""
    rng = np.random.default_rng(seed)

    def part(count: int) -> Part:
        targets = np.arange(count) % classes
        angle = rng.uniform(0, 2 * np.pi, count)
        radius = (1 + targets) / classes + rng.normal(0, 0.06, count)
        xy = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        return Part(xy, xy, targets)

    return Data(part(points), part(points if validation else 0), classes, Scaling(np.zeros(2), np.ones(2)))


def boundary(classes: int = 2, step: int = 2000) -> Boundary:
    """Rings again, surer with distance from their borders."""
    centres = (np.arange(CELLS) + 0.5) / CELLS * 2.8 - 1.4
    x, y = np.meshgrid(centres, centres)
    radius = np.hypot(x, y - 0.1 * x)
    scores = -18.0 * (radius[..., None] - (1 + np.arange(classes)) / classes) ** 2 * classes
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    return Boundary((-1.4, 1.4), (-1.4, 1.4), (scores / scores.sum(axis=2, keepdims=True)).astype(np.float32), step)


def curves(step: int, layers: int, validation: bool = True) -> Curves:
    """At most 512 buckets over ``step`` steps, whatever their number."""
    first, last = buckets(1, step)
    noise = np.abs(np.sin(12.9898 * first)) * 0.6 + 0.7
    mean = learned(first) * noise
    spread = np.where(last > first, 1.4, 1.0)
    gradients = rms(first, layers) * noise[:, None]
    rate = np.full(len(first), 0.03)
    at, until = buckets(0, step, 128)
    rows = evaluated(at, validation)
    return Curves(
        Curve(first, last, mean / spread, mean * spread),
        Curve(first, last, rate, rate),
        Curve(first, last, gradients / spread[:, None], gradients * spread[:, None]),
        *(Curve(at, until, row, row) for row in rows),
        *(Curve(at, until, each, each) for each in (activations(at, layers), 2 * rms(at, layers))),
    )


def buckets(start: int, stop: int, most: int = BUCKETS) -> tuple[np.ndarray, np.ndarray]:
    """First and last step of at most ``most`` buckets from ``start`` to ``stop``, both included."""
    if stop < start:
        return np.zeros(0), np.zeros(0)
    edges = np.unique(np.linspace(start, stop + 1, min(most, stop - start + 1) + 1).astype(np.int64))
    return edges[:-1].astype(float), edges[1:] - 1.0


def learned(steps: np.ndarray) -> np.ndarray:
    """A loss that falls from ln 2 to 0.05."""
    return 0.05 + 0.643 / (1 + (steps / 800.0) ** 1.5)


def evaluated(steps: np.ndarray, validation: bool) -> np.ndarray:
    """Training loss, validation loss, training accuracy, validation accuracy, by row."""
    loss = learned(steps)
    rows = np.array([loss, loss * 1.1 + 0.01, 1 - loss / 2, 0.98 - loss / 2])
    if not validation:
        rows[[1, 3]] = np.nan
    return rows


def rms(steps: np.ndarray, layers: int) -> np.ndarray:
    """``(steps, layers)``: each layer's gradient a third of the next one's."""
    return 0.2 * 3.0 ** -np.arange(layers - 1, -1, -1) / (1 + np.asarray(steps, float)[:, None] / 5000)


@lru_cache(maxsize=8)
def reports(classes: int = 2, layers: int = 3, line: bool = False) -> Mapping[str, Report]:
    """One finished report of every analysis, the same ones each time."""
    values = {"range_test": range_test(), "landscape": landscape(line), "sample": sample(classes, layers)}
    options = {"landscape": {"line": line}, "sample": {"part": "training", "index": 7}}
    return {name: Report(name, 2000, options.get(name, {}), 1.0, value) for name, value in values.items()}


def range_test(least: float = 0.2) -> RangeTest:
    """A loss that falls between 0.01 and 0.5 and then runs away."""
    rates = np.geomspace(1e-5, 10, 600)[:540]
    losses = least + (0.7 - least) / (1 + (rates / 0.05) ** 2) + (rates / 1.2) ** 4
    losses = losses * (1 + 0.1 * np.sin(12.9898 * np.arange(540)))
    return RangeTest(2000, 0.03, rates, losses, smooth(losses, 10.0), "the loss ran away to 2.6", True)


def landscape(line: bool = False, broken: bool = False) -> Landscape:
    """A bent valley with a path into it."""
    across, up = np.linspace(-2, 2, 31), np.zeros(1) if line else np.linspace(-1, 1, 31)
    losses = 0.05 + 0.3 * (across[None] - 1) ** 2 + (up[:, None] - 0.3 * across[None] ** 2 / 4) ** 2
    if broken:
        losses[:, :9] = np.nan
        losses[:, 9] = np.inf
    way = np.linspace(0, 1, 30)
    path = np.column_stack((2.4 * way - 1.6, 0.7 * np.cos(2.4 * way)))
    path_losses = 0.05 + 0.3 * (path[:, 0] - 1) ** 2
    found = Curvature(np.linspace(-0.1, 3.0, 105), 0.02)
    words = "path's first principal direction", "path's second principal direction"
    return Landscape(
        2000, "path", words, "These two hold 97.0% of the path.", across, up, losses, path[-1], path[0], path,
        path_losses, 0.06, 105, ("layer 1: w 1→1", "layer 1: w 1→2"), (0, 1), found,
    )  # fmt: skip


def sample(classes: int = 2, layers: int = 3, width: int = 8, broken: bool = False) -> Sample:
    """A point of the last class, rather well understood."""
    odds = np.full(classes, np.nan) if broken else np.arange(1.0, classes + 1) ** 2
    outputs = 1 if classes == 2 else classes
    sizes = [2, *[width] * (layers - 1), outputs]
    rng = np.random.default_rng(3)
    gradients = tuple(rng.normal(size=shape) for shape in pairwise(sizes))
    target = np.zeros(classes)
    target[-1] = 1
    return Sample(
        2000, "training", 7, np.array([0.4, -0.7]), classes - 1, odds / odds.sum(), target, np.full(outputs, 1.2), 0.22,
        gradients, "tanh",
    )  # fmt: skip


def strange_reports() -> Mapping[str, Report]:
    """Numbers that are none, and many units."""
    flat = dataclasses.replace(range_test(), losses=np.full(540, np.nan), smoothed=np.full(540, np.nan))
    values = {"range_test": flat, "landscape": landscape(broken=True), "sample": sample(3, 12, 64, broken=True)}
    return {name: Report(name, 1990, {}, 0.4, value) for name, value in values.items()}


def failed_reports() -> Mapping[str, Report]:
    """Nothing but words."""
    return {name: Report(name, 2000, {}, 1.0, None, "There is nothing to look at.") for name in reports()}


def signals(step: int, layers: int, gradient: np.ndarray | None = None) -> Signals:
    """Activations that shrink forward, deltas that shrink backward, as strong as at the first step before it."""
    at = np.array([max(step, 1)])
    gradient = rms(at, layers)[0] if gradient is None else gradient
    return Signals(step, activations(at, layers)[0], 2 * rms(at, layers)[0], gradient)


def activations(steps: np.ndarray, layers: int) -> np.ndarray:
    """``(steps, layers)``: each layer's activations half as strong as those of the one before, slowly growing."""
    return 0.6 * 2.0 ** -np.arange(layers) * (1 + np.asarray(steps, float)[:, None] / (5000 + steps[:, None]))


def preactivations(step: int, hidden: int) -> Preactivations:
    """Bells, narrower from layer to layer and wider with time."""
    bell = np.rint(1000 * np.exp(-0.5 * np.linspace(-3, 3, BINS) ** 2)).astype(int)
    high = 3.0 * 0.8 ** np.arange(hidden) * (1 + step / (step + 5000))
    return Preactivations(step, -high, high, np.tile(bell, (hidden, 1)))


def zero_gradients() -> Snapshot:
    """All gradients exactly 0, always."""
    made = snapshot()
    zero = np.zeros_like(made.curves.gradient_rms.low)
    gradient = dataclasses.replace(made.curves.gradient_rms, low=zero, high=zero)
    return dataclasses.replace(
        made,
        gradient_rms=np.zeros(3),
        signals=Signals(made.step, *np.zeros((3, 3))),
        curves=dataclasses.replace(made.curves, gradient_rms=gradient),
    )


def diverged() -> Snapshot:
    """Losses, gradients and answers that have become infinite or no number."""
    made = snapshot(step=900)
    fields = {}
    for name in ("loss", "gradient_rms", "activation_std", "train_loss", "validation_loss"):
        curve = getattr(made.curves, name)
        low, high = curve.low.copy(), curve.high.copy()
        low[-len(low) // 8 :], high[-len(high) // 8 :] = np.nan, np.inf
        fields[name] = dataclasses.replace(curve, low=low, high=high)
    answers = made.boundary.probabilities.copy()
    answers[:40] = np.nan
    return dataclasses.replace(
        made,
        status=Status.DIVERGED,
        loss=np.nan,
        evaluation=Evaluation(900, np.nan, np.inf, 0.5, 0.5),
        gradient_rms=np.array([np.nan, np.inf, 0.3]),
        signals=Signals(900, *np.array([[1e3, np.inf, np.nan], [np.nan, np.inf, 0.3], [np.nan, np.inf, 0.3]])),
        preactivations=Preactivations(900, np.array([-1e9, np.nan]), np.array([1e9, np.nan]), np.ones((2, BINS), int)),
        curves=dataclasses.replace(made.curves, **fields),
        boundary=dataclasses.replace(made.boundary, probabilities=answers),
        divergence=Divergence(790, 2, 3, "gradient", 3.0),
        analyses=strange_reports(),
    )


def tiny_gradients() -> Snapshot:
    """Gradients at the edge of what a float can hold."""
    tiny = np.array([5e-324, 1e-160, 1e-30])
    return snapshot(gradient_rms=tiny, signals=signals(2000, 3, tiny))


def dead_units() -> Snapshot:
    """Dead and identical units in a rectifier network, one layer dead as a whole."""
    units = Units(2000, (16, 16, 16), np.array([3, 16, 0]), None, np.array([0, 2, 16]))
    return snapshot(layers=4, units=units, experiment=Experiment(depth=3, width=16, activation="relu"))


def old_snapshot() -> Snapshot:
    """Without signals and units."""
    return snapshot(signals=None, units=None, preactivations=None)


def regression(inputs: int, step: int = 2000, broken: bool = False) -> Snapshot:
    """A network that has nearly learned y = sin(3 x1) or, over two inputs, y = x1 x2; more have no picture."""
    rng = np.random.default_rng(2)

    def truth(points: np.ndarray) -> np.ndarray:
        return np.sin(3 * points[:, 0]) if inputs == 1 else points[:, 0] * points[:, 1]

    def part(count: int) -> Part:
        points = rng.uniform(-1, 1, (count, inputs))
        return Part(points, points, truth(points) + rng.normal(0, 0.1, count))

    own = Data(part(60), part(60), 0, Scaling(np.zeros(inputs), np.ones(inputs)), truth)
    fit: FittedCurve | FittedSurface | None = None
    if inputs == 1:
        x = np.linspace(-1.1, 1.1, 200)
        fit = FittedCurve(x, 0.9 * truth(x[:, None]), truth(x[:, None]), step)
    elif inputs == 2:
        x, y = np.meshgrid(*[np.linspace(-1.1, 1.1, CELLS)] * 2)
        fit = FittedSurface((-1.1, 1.1), (-1.1, 1.1), (0.9 * x * y).astype(np.float32), step)
    if broken and fit is not None:
        values = fit.values.copy()
        values[: len(values) // 3] = np.nan
        fit = dataclasses.replace(fit, values=values)
    experiment = Experiment(dataset="sine" if inputs == 1 else "hills")
    made = snapshot(step=step, data=own, boundary=None, fit=fit, experiment=experiment)
    evaluation = dataclasses.replace(made.evaluation, train_accuracy=np.nan, validation_accuracy=np.nan)
    return dataclasses.replace(made, evaluation=evaluation)


def one_input() -> Snapshot:
    """Two classes on a line."""
    x = np.linspace(-1, 1, 40)[:, None]
    part = Part(x, x, (x[:, 0] > 0).astype(int))
    return snapshot(data=Data(part, part, 2, Scaling(np.zeros(1), np.ones(1))), boundary=None)


def badly_scaled() -> Snapshot:
    """Points a hundred times as far apart along one input as along the other."""
    made, unit = snapshot(), np.array([100.0, 0.01])

    def stretched(part: Part) -> Part:
        return Part(part.points * unit, part.inputs, part.targets)

    parts = stretched(made.data.train), stretched(made.data.validation)
    own = Data(*parts, 2, Scaling(np.zeros(2), unit))
    grid = dataclasses.replace(made.boundary, x_range=(-140.0, 140.0), y_range=(-0.014, 0.014))
    return dataclasses.replace(made, data=own, boundary=grid)


def together(
    *places: int, band: bool = False, place: int = 0, labels: tuple[str, ...] = (), **changes: Any
) -> Snapshot:
    """A run with companions at ``places``; the third has diverged, kept ones went further."""
    data_of_all = data()
    companions = []
    for number, at in enumerate(places):
        other = diverged() if number == 2 and not band else snapshot(step=2600 if at < 0 else 2000, data=data_of_all)
        curve = other.curves.train_loss
        factor = 1.0 + 0.3 * (number + 1)
        raised = dataclasses.replace(curve, low=factor * curve.low, high=factor * curve.high)
        other = dataclasses.replace(
            other, data=data_of_all, curves=dataclasses.replace(other.curves, train_loss=raised)
        )
        label = labels[number] if labels else f"initializer number {number + 1}"
        companions.append(Companion(at, label, {"initializer": "he"}, other))
    present = snapshot(**({"data": data_of_all} | changes))
    label = "initializer Xavier"
    return dataclasses.replace(present, companions=tuple(companions), label=label, place=place, band=band)


LONG = ("learning rate 0.003, initializer He normal, batch norm on, hidden layers 16-16-16, dropout rate 0.25",)

SITUATIONS: dict[str, Callable[[], Snapshot]] = {
    "typical": snapshot,
    "nothing yet": lambda: snapshot(step=0, analyses={}),
    "first step": lambda: snapshot(step=1),
    "diverged": diverged,
    "zero gradients": zero_gradients,
    "tiny gradients": tiny_gradients,
    "31 layers": lambda: snapshot(layers=31),
    "perceptron": lambda: snapshot(layers=1, analyses=reports(layers=1, line=True)),
    "6 classes": lambda: snapshot(classes=6),
    "no validation": lambda: snapshot(validation=False),
    "dead units": dead_units,
    "nothing but curves": old_snapshot,
    "long run": lambda: snapshot(step=10**8),
    "no plane": lambda: snapshot(boundary=None, analyses=failed_reports()),
    "curve": lambda: regression(1),
    "surface": lambda: regression(2),
    "two together": lambda: together(1),
    "one kept, long words": lambda: together(-1, labels=LONG),
    "six together": lambda: together(0, 1, 3, 4, 5, place=2),
    "four together, five kept": lambda: together(1, 2, 3, -1, -2, -3, -4, -5),
    "twenty seeds": lambda: together(*range(1, 20), band=True),
    "two curves": lambda: dataclasses.replace(
        regression(1), companions=(Companion(1, "depth 3", {"depth": 3}, regression(1, 900)),), label="depth 2"
    ),
    "two surfaces": lambda: dataclasses.replace(
        regression(2), companions=(Companion(-1, "depth 3", {"depth": 3}, regression(2, 900)),), label="depth 2"
    ),
}


def with_every_situation(names: Iterable[str]) -> list[ParameterSet]:
    """Each of ``names`` with each situation: a third of the pairs always, so that all occur, the others when slow."""
    pairs = [(each, name, turn) for each, name in enumerate(names) for turn in enumerate(SITUATIONS)]
    return [
        pytest.param(name, situation, marks=() if (each + turn) % 3 == 0 or not turn else pytest.mark.slow)
        for each, name, (turn, situation) in pairs
    ]


ODD_DATA: dict[str, Callable[[], Snapshot]] = {  # only of interest where points are drawn
    "five inputs": lambda: regression(5),
    "surface of no number": lambda: regression(2, broken=True),
    "curve of no number": lambda: regression(1, broken=True),
    "one input": one_input,
    "badly scaled": badly_scaled,
}
