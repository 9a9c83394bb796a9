"""Divergence: a run whose numbers stop being finite ends, at the same step however it is driven, and says where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer
from tests.training.probes import PLANE, custom, parameters, put

WILD = dict(activation="leaky_relu", initializer="he", depth=2, width=8, learning_rate=1e6)
CASES: dict[str, dict[str, Any]] = {
    "leaky ReLU": WILD,
    "float32": dict(WILD, precision="float32"),
    "momentum": dict(WILD, optimizer="momentum"),
    "linear": dict(WILD, activation="linear"),
    "dropout": dict(WILD, dropout=0.2, seed=1),
    "perceptron with a huge penalty": dict(depth=0, l2=10.0, learning_rate=1e9),
    "late": dict(activation="relu", initializer="normal", initializer_scale=0.5, depth=8, width=32, learning_rate=0.1),
}


def finite_parameters(trainer: Trainer) -> bool:
    return all(np.isfinite(value).all() for layer in parameters(trainer) for value in layer.values())


def until_the_end(trainer: Trainer, limit: int = 3000) -> int:
    """Steps made one by one until the trainer makes no more."""
    for count in range(limit):
        if trainer.divergence:
            return count
        trainer.step()
    return limit


@pytest.mark.parametrize("seed", range(5))
def test_a_huge_learning_rate_ends_the_run_within_ten_steps(seed: int) -> None:
    trainer = Trainer(Experiment(**WILD, seed=seed))
    made = trainer.run(100)
    assert made <= 10
    assert trainer.divergence is not None
    assert trainer.divergence.step == trainer.step_count == made


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_played_and_clicked_runs_end_at_the_same_step_with_the_same_words(changes: dict[str, Any]) -> None:
    played, clicked = Trainer(Experiment(**changes)), Trainer(Experiment(**changes))
    made = played.run(3000)
    assert until_the_end(clicked) == made
    assert str(played.divergence) == str(clicked.divergence)
    for name in ("step", "loss", "gradient_rms", "learning_rate", "evaluated_step"):
        np.testing.assert_array_equal(played.history[name], clicked.history[name])
    for one, other in zip(parameters(played), parameters(clicked), strict=True):
        for key in one:
            np.testing.assert_array_equal(one[key], other[key])


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_it_is_the_first_step_with_a_number_that_is_not_finite(changes: dict[str, Any]) -> None:
    trainer = Trainer(Experiment(**changes))
    last = trainer.run(3000)
    assert trainer.divergence is not None
    finite = np.isfinite(np.column_stack((trainer.history["loss"], trainer.history["gradient_rms"]))).all(axis=1)
    assert finite[:-1].all()
    assert not (finite[-1] and finite_parameters(trainer))
    trainer.goto(last - 1)
    assert trainer.divergence is None
    assert finite_parameters(trainer)


def test_the_message_names_step_layer_and_learning_rate() -> None:
    trainer = Trainer(Experiment(**WILD))
    trainer.run(100)
    message = str(trainer.divergence)
    assert f"step {trainer.step_count:,}" in message
    assert "layer" in message
    assert "1e+06" in message


def test_a_network_without_answers_gets_none_right() -> None:
    trainer = Trainer(Experiment(**WILD))
    trainer.run(50)
    assert np.isnan(trainer.predict(PLANE)).all()
    now = trainer.evaluate()
    assert (now.train_accuracy, now.validation_accuracy) == (0, 0)


def test_after_the_end_no_step_is_made_and_the_reason_is_given() -> None:
    trainer = Trainer(Experiment(**WILD))
    made = trainer.run(100)
    assert trainer.run(5) == 0
    assert trainer.step_count == made
    with pytest.raises(RuntimeError, match="Diverged at step"):
        trainer.step()
    assert len(trainer.history["loss"]) == made
    assert trainer.predict(PLANE).shape == (len(PLANE), 2)  # asking is still allowed


def test_going_back_from_a_divergence_makes_it_a_living_run() -> None:
    trainer = Trainer(Experiment(**WILD))
    made = trainer.run(100)
    trainer.goto(0)
    trainer.change(learning_rate=0.01)
    assert trainer.run(50) == 50
    assert finite_parameters(trainer)
    trainer.goto(0)
    trainer.change(learning_rate=1e6)
    assert trainer.run(100) == made


@pytest.mark.parametrize(("layer", "words"), [(0, "hidden layer 1"), (1, "hidden layer 2"), (2, "output layer")])
def test_the_layer_is_the_one_in_which_it_began(layer: int, words: str) -> None:
    """Weights of 1e200 in one layer make its own sums 1e200 times larger than anything before: inputs of 1e200 too."""
    x = np.array([[1.0, 1.0], [1.0, 0.5], [0.5, 1.0], [1.0, 2.0]])
    trainer = custom(x, [0, 1, 0, 1], hidden=(3, 3), activation="linear", initializer="constant", initializer_scale=1.0)
    values = [{"W": 1.0} for _ in range(3)]
    values[layer] = {"W": 1e308}
    put(trainer, values)
    assert trainer.run(1) == 1
    assert trainer.divergence is not None
    assert trainer.divergence.layer == layer + 1
    assert words in str(trainer.divergence)


def test_a_healthy_run_never_ends_this_way() -> None:
    trainer = Trainer(Experiment())
    assert trainer.run(2000) == 2000
    assert trainer.divergence is None


@pytest.mark.parametrize(("epochs", "steps"), [(1, 25), (3, 75)])
def test_max_epochs_ends_a_run_after_whole_epochs(epochs: int, steps: int) -> None:
    trainer = Trainer(Experiment(max_epochs=epochs))
    assert trainer.run(1000) == steps
    with pytest.raises(RuntimeError, match="epochs"):
        trainer.step()
    trainer.change(max_epochs=None)
    assert trainer.run(10) == 10
