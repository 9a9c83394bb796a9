"""Snapshots made by hand: every situation a panel has to draw, without training anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from model.analysis.boundary import Boundary
from model.analysis.divergence import Divergence
from model.data.dataset import Data, Part, Scaling
from model.training.evaluation import Evaluation
from model.training.experiment import Experiment
from model.training.history import Curve, Curves
from model.training.snapshot import Companion, Snapshot, Status

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
        "parameters": np.zeros(9),
        "parameter_count": 9,
        "steps_per_second": 0.0,
    }
    return Snapshot(**(fields | changes))


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


def zero_gradients() -> Snapshot:
    """All gradients exactly 0, always."""
    made = snapshot()
    zero = np.zeros_like(made.curves.gradient_rms.low)
    gradient = dataclasses.replace(made.curves.gradient_rms, low=zero, high=zero)
    return dataclasses.replace(
        made, gradient_rms=np.zeros(3), curves=dataclasses.replace(made.curves, gradient_rms=gradient)
    )


def diverged() -> Snapshot:
    """Losses, gradients and answers that have become infinite or no number."""
    made = snapshot(step=900)
    fields = {}
    for name in ("loss", "gradient_rms", "train_loss", "validation_loss"):
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
        curves=dataclasses.replace(made.curves, **fields),
        boundary=dataclasses.replace(made.boundary, probabilities=answers),
        divergence=Divergence(790, 2, 3, "gradient", 3.0),
    )


def tiny_gradients() -> Snapshot:
    """Gradients at the edge of what a float can hold."""
    return snapshot(gradient_rms=np.array([5e-324, 1e-160, 1e-30]))


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
    "nothing yet": lambda: snapshot(step=0),
    "first step": lambda: snapshot(step=1),
    "diverged": diverged,
    "zero gradients": zero_gradients,
    "tiny gradients": tiny_gradients,
    "31 layers": lambda: snapshot(layers=31),
    "perceptron": lambda: snapshot(layers=1),
    "6 classes": lambda: snapshot(classes=6),
    "no validation": lambda: snapshot(validation=False),
    "long run": lambda: snapshot(step=10**8),
    "no plane": lambda: snapshot(boundary=None),
    "two together": lambda: together(1),
    "one kept, long words": lambda: together(-1, labels=LONG),
    "six together": lambda: together(0, 1, 3, 4, 5, place=2),
    "four together, five kept": lambda: together(1, 2, 3, -1, -2, -3, -4, -5),
    "twenty seeds": lambda: together(*range(1, 20), band=True),
}
