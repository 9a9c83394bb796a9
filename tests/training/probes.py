"""Small experiments, and ways to look at a trainer from outside through its public names alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import DATASETS, Experiment, Trainer
from model.data.dataset import Data

PLANE = np.array([[x, y] for x in np.linspace(-2, 2, 9) for y in np.linspace(-2, 2, 9)])
COLUMNS = ("step", "loss", "learning_rate", "gradient_rms")
EVALUATED = ("evaluated_step", "train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
SIGNALS = ("activation_std", "delta_rms")
RATE = 1024.0  # of the one step by which a gradient is read: a power of two, so that the division is exact


def small(**changes: Any) -> Experiment:
    """A cheap experiment with two small hidden layers."""
    return Experiment(**{"samples": 60, "width": 5, "learning_rate": 0.1, **changes})


def places(trainer: Trainer) -> np.ndarray:
    """Points of the plane with as many inputs as the trainer's data have."""
    return PLANE[:, : trainer.data.train.points.shape[1]]


def parameters(trainer: Trainer) -> list[dict[str, np.ndarray]]:
    """Copies of every layer's parameters."""
    return [{name: value.copy() for name, value in layer.parameters.items()} for layer in trainer.network.layers]


def put(trainer: Trainer, values: list[dict[str, Any]]) -> None:
    """Write parameters into a trainer that has not made a step."""
    for layer, wanted in zip(trainer.network.layers, values, strict=True):
        for name, value in wanted.items():
            layer.parameters[name][...] = value


def state(trainer: Trainer) -> dict[str, bytes]:
    """Everything of a run that must repeat bit for bit: parameters, recorded history, answers on the plane.

    The answers hold the running statistics of batch norm.
    """
    found = {name: np.ascontiguousarray(trainer.history[name]).tobytes() for name in COLUMNS + EVALUATED + SIGNALS}
    for number, layer in enumerate(parameters(trainer)):
        found |= {f"layer {number} {name}": value.tobytes() for name, value in layer.items()}
    found["answers"] = trainer.predict(places(trainer)).tobytes()
    return found


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The parts of two states that are not the same."""
    return [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]


def custom(x: np.ndarray, labels: np.ndarray, classes: int = 2, **changes: Any) -> Trainer:
    """A trainer on given points, all of them in every step."""
    chosen = {"dataset": "blobs", "classes": classes, "train_fraction": 1.0, "batch_size": max(2, len(labels))}
    return Trainer(Experiment(**{**chosen, **changes}), data=(np.asarray(x, float), np.asarray(labels)))


def step_gradients(trainer: Trainer) -> list[dict[str, np.ndarray]]:
    """The gradient with which the trainer makes its next step; the experiment must be plain SGD at RATE."""
    assert trainer.experiment.optimizer == "sgd"
    assert trainer.experiment.learning_rate == RATE
    before = parameters(trainer)
    trainer.step()
    after = parameters(trainer)
    return [{name: (old[name] - new[name]) / RATE for name in old} for old, new in zip(before, after, strict=True)]


def classes_of(dataset: str) -> int:
    """The greatest number of classes that a data set can have, at most four; 2 where it has none."""
    return min(4, DATASETS[dataset].classes[1] or 2)


def data_sets(task: str) -> list[str]:
    """The names of all data sets with this task."""
    return [name for name, dataset in DATASETS.items() if dataset.task.name == task]


def data_of(**changes: Any) -> Data:
    """The data set that a trainer of such an experiment uses."""
    return Trainer(Experiment(**{"depth": 0, **changes})).data
