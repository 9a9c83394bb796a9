"""Random experiments over all knobs at once: played, clicked, and gone back and forth, they are the same run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, DATASETS, INITIALIZERS, OPTIMIZERS, SCHEDULES, Experiment, Trainer
from model.nn.network import NORM_POSITIONS

from .probes import differing, places, state

STEPS = 80
CHOICES: dict[str, tuple[Any, ...]] = {
    "dataset": tuple(DATASETS),
    "classes": (2, 3, 6),
    "samples": (12, 41, 150),
    "noise": (0.0, 0.3),
    "label_noise": (0.0, 0.0, 0.2),
    "train_fraction": (0.1, 0.5, 1.0),
    "standardize": (True, False),
    "whiten": (False, False, True),
    "features": (("x1", "x2"), ("x1", "x2"), ("x1", "sin x2", "x1 x2")),
    "turns": (1.0, 2.0),
    "hidden": ((), (1,), (8, 8), (3, 17, 2), (40, 5), (4,) * 6),
    "activation": tuple(ACTIVATIONS),
    "leaky_slope": (0.0, 0.01, 1.0),
    "prelu_init": (0.25, 0.0, -0.5),
    "initializer": tuple(INITIALIZERS),
    "initializer_scale": (1e-60, 0.01, 0.5, 5.0),
    "bias_init": (0.0, 0.1, -3.0),
    "batch_norm": (False, False, True),
    "norm_position": tuple(NORM_POSITIONS),
    "dropout": (0.0, 0.0, 0.5, 0.95),
    "dropout_rates": (None, None, (0.0, 0.3), (0.9, 0.1, 0.5)),
    "l1": (0.0, 0.01),
    "l1_proximal": (False, True),
    "l2": (0.0, 0.01, 1.0),
    "max_norm": (0.0, 0.0, 0.3, 2.0),
    "early_stopping": (False, True),
    "patience": (0, 2, 9),
    "min_delta": (0.0, 0.01),
    "restore_best": (False, True),
    "optimizer": tuple(OPTIMIZERS),
    "momentum": (0.0, 0.9, 1.0),
    "learning_rate": (0.0, 1e-3, 0.1, 3.0, 1e6),
    "schedule": tuple(SCHEDULES),
    "warmup_steps": (0, 0, 7, 200),
    "batch_size": (2, 3, 7, 10, 32, 500),
    "precision": ("float64", "float64", "float32"),
    "max_epochs": (None, None, 3),
    "seed": (0, 1, 2),
    "data_seed": (0, 1, 2),
}


def drawn(seed: int) -> Experiment:
    rng = np.random.default_rng(seed)
    values = {name: values[rng.integers(len(values))] for name, values in CHOICES.items()}
    values["early_stopping"] &= values["train_fraction"] < 1
    if len(values["dropout_rates"] or ()) != len(values["hidden"]):
        values["dropout_rates"] = None
    return Experiment(**values)


def clicked(experiment: Experiment) -> Trainer:
    trainer = Trainer(experiment)
    while trainer.step_count < STEPS and not trainer.ending:
        trainer.step()
    return trainer


def wandered(experiment: Experiment, rng: np.random.Generator) -> Trainer:
    """In chunks, with questions in between, then back to somewhere and forward again."""
    trainer = Trainer(experiment)
    while trainer.step_count < STEPS and not trainer.ending:
        trainer.run(min(int(rng.integers(1, 40)), STEPS - trainer.step_count))
        trainer.predict(places(trainer))
        trainer.evaluate()
        trainer.history.curves()
    trainer.goto(int(rng.integers(STEPS)))
    trainer.goto(STEPS)
    return trainer


@pytest.mark.parametrize("seed", range(40))
def test_a_random_run_repeats_bit_for_bit(seed: int) -> None:
    experiment = drawn(seed)
    played = Trainer(experiment)
    played.run(STEPS)
    for other in (clicked(experiment), wandered(experiment, np.random.default_rng(seed))):
        assert not differing(state(played), state(other)), experiment.to_json()
        assert str(played.divergence) == str(other.divergence)
    assert len(played.history["loss"]) == played.step_count
    if not played.divergence:
        assert np.isfinite(played.history["loss"]).all()
