"""Experiments that together say everything that a script for another library must be able to say."""

from __future__ import annotations

from typing import Any

from model import ACTIVATIONS, OPTIMIZERS, SCHEDULES, Experiment
from model.nn.initializers import INITIALIZERS
from model.nn.network import NORM_POSITIONS
from model.nn.precision import PRECISIONS

SMALL = {"samples": 60, "width": 5}
FORESEEN = [name for name, schedule in SCHEDULES.items() if schedule.foreseen]
SHIFTING = {"schedule": "cosine", "schedule_options": {"T_max": 120}}


def _shapes() -> list[dict[str, Any]]:
    """Activations, on both sides of batch norm, with and without dropout."""
    plain = [{"activation": name, "initializer": "he", "leaky_slope": 0.1} for name in ACTIVATIONS]
    norms = [{"batch_norm": True, "norm_position": name, "bias_init": 0.1} for name in NORM_POSITIONS]
    drops: list[dict[str, Any]] = [{}, {"dropout": 0.3}]
    return [each | norm | drop for each in plain for norm in [{}, *norms] for drop in drops]


REGULARIZED: list[dict[str, Any]] = [
    {"l1": 0.01},
    {"l1": 0.02, "l1_proximal": True},
    {"l1": 0.02, "l1_proximal": True, "momentum": 0.5, "optimizer": "momentum", **SHIFTING},
    {"l2": 0.03, "optimizer": "adam"},
    {"max_norm": 0.6},
    {"l1": 0.01, "l2": 0.02, "max_norm": 0.7, **SHIFTING},
]
OTHERS: list[dict[str, Any]] = [
    {"dataset": "blobs", "classes": 3},
    {"dataset": "sine"},
    {"dataset": "hills", "optimizer": "nesterov", "momentum": 0.0},
    {"depth": 0},
    {"hidden": (6, 3, 4), "dropout_rates": (0.0, 0.4, 0.2)},
    {"train_fraction": 1.0, "batch_size": 64},
    {"early_stopping": True},
    {"warmup_steps": 20, "optimizer": "momentum"},
    {"whiten": True, "features": ("x1", "x2", "x1 x2")},
    *({"initializer": name, "initializer_scale": 0.3} for name in INITIALIZERS),
]

CASES: list[dict[str, Any]] = [
    *({"optimizer": name} | each for name in OPTIMIZERS for each in ({}, SHIFTING)),
    *({"schedule": name} for name in FORESEEN),
    *_shapes(),
    *REGULARIZED,
    *OTHERS,
    *({"precision": name} for name in PRECISIONS),
]


def experiment(case: dict[str, Any]) -> Experiment:
    """The small experiment that a case stands for."""
    return Experiment(**(SMALL | case))


def named(case: dict[str, Any]) -> str:
    """The case as the name of a test."""
    return " ".join(f"{name}={value}" for name, value in case.items()) or "usual"
