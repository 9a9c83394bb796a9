"""What a step records: minibatch data loss, gradient RMS over weights, the rate, evaluations; what penalties do."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Experiment, Trainer
from model.nn.network import Network
from model.nn.predictor import Predictor, with_ones
from model.training.stepper import block_length
from tests.nn import reference
from tests.training.probes import custom, parameters, put, small

RNG = np.random.default_rng(5)
X, LABELS = RNG.normal(size=(9, 2)), np.arange(9) % 3


def softmax_trainer(**changes: Any) -> Trainer:
    return custom(X, LABELS, 3, hidden=(4, 3), **changes)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("penalties", [{}, {"l1": 0.5}, {"l2": 3.0}])
def test_gradient_rms_is_that_of_the_data_loss_over_weights_before_the_update(
    batch_norm: bool, penalties: dict[str, float]
) -> None:
    trainer = softmax_trainer(batch_norm=batch_norm, learning_rate=0.5, **penalties)
    start = parameters(trainer)
    record = trainer.step()
    slopes = reference.gradients(start, X, LABELS, "tanh")
    np.testing.assert_allclose(record.gradient_rms, [np.sqrt(np.mean(own["W"] ** 2)) for own in slopes], rtol=1e-7)
    assert record.loss == pytest.approx(reference.loss(start, X, LABELS, "tanh"), rel=1e-12)


@pytest.mark.parametrize("chunk", [1, 5, 32, 33, 100])
def test_rms_and_loss_of_every_step_of_a_run_are_those_of_its_own_start(chunk: int) -> None:
    """Ten probes along a run of 100 steps, each against the reference at the parameters before that step."""
    trainer = softmax_trainer(learning_rate=0.3, optimizer="momentum")
    trainer.run(100)
    watched = softmax_trainer(learning_rate=0.3, optimizer="momentum")
    for step in range(0, 100, 9):
        watched.goto(step)
        start = parameters(watched)
        slopes = reference.gradients(start, X, LABELS, "tanh")
        expected = [np.sqrt(np.mean(own["W"] ** 2)) for own in slopes]
        np.testing.assert_allclose(trainer.history["gradient_rms"][step], expected, rtol=1e-6, atol=1e-12)
        assert trainer.history["loss"][step] == pytest.approx(reference.loss(start, X, LABELS, "tanh"), rel=1e-10)
        watched.run(min(chunk, 100 - step))


def test_a_record_says_what_history_says() -> None:
    trainer = Trainer(small())
    records = [trainer.step() for _ in range(75)]
    assert [record.step for record in records] == list(range(1, 76))
    np.testing.assert_array_equal(trainer.history["step"], np.arange(1, 76))
    np.testing.assert_array_equal(trainer.history["loss"], [record.loss for record in records])
    np.testing.assert_array_equal(trainer.history["learning_rate"], [record.learning_rate for record in records])
    np.testing.assert_array_equal(trainer.history["gradient_rms"], [record.gradient_rms for record in records])
    assert trainer.history["gradient_rms"].shape == (75, 3)


def test_the_epoch_of_a_record_counts_completed_epochs() -> None:
    """30 points train in batches of 10: an epoch is three steps."""
    trainer = Trainer(small())
    assert [trainer.step().epoch for _ in range(7)] == [0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize(("name", "factor"), [("l1", np.sign), ("l2", lambda weights: weights)])
def test_a_penalty_adds_its_slope_to_weights_only(name: str, factor: Any, batch_norm: bool) -> None:
    rate, strength = 0.5, 0.01
    plain, penalized = (
        softmax_trainer(batch_norm=batch_norm, bias_init=0.4, learning_rate=rate, **{name: value})
        for value in (0.0, strength)
    )
    start = parameters(plain)
    records = plain.step(), penalized.step()
    assert records[0].loss == records[1].loss
    for old, one, other in zip(start, parameters(plain), parameters(penalized), strict=True):
        for key in old:
            extra = -rate * strength * factor(old["W"]) if key == "W" else 0.0
            np.testing.assert_allclose(other[key] - one[key], extra, rtol=1e-9, atol=1e-15)


def test_penalties_pass_through_momentum() -> None:
    """On data without information (all inputs 0) only the penalty moves W: the recurrence of a bowl.

    w1 = w0 - 0.5 * 0.1 w0 = 0.95 w0; v1 = -0.05 w0; v2 = 0.5 v1 - 0.05 w1 = -0.0725 w0; w2 = 0.8775 w0.
    """
    trainer = custom(
        np.zeros((4, 2)), [0, 1, 0, 1], depth=0, l2=0.1, learning_rate=0.5, optimizer="momentum", momentum=0.5
    )
    put(trainer, [{"W": [[1.0], [-2.0]]}])
    trainer.run(2)
    np.testing.assert_allclose(parameters(trainer)[0]["W"].ravel(), [0.8775, -1.755], rtol=1e-14)


def evaluated(trainer: Trainer) -> dict[str, np.ndarray]:
    names = ("evaluated_step", "train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
    return {name: trainer.history[name] for name in names}


@pytest.mark.parametrize("changes", [{}, {"dropout": 0.5}, {"dataset": "spirals", "classes": 3}], ids=str)
def test_evaluations_are_the_loss_and_accuracy_of_predict_at_their_step(changes: dict[str, Any]) -> None:
    trainer = Trainer(small(samples=90, **changes))
    trainer.run(400)
    found = evaluated(trainer)
    steps = found["evaluated_step"]
    for row in {0, len(steps) // 2, len(steps) - 1}:
        trainer.goto(int(steps[row]))
        for part, name in ((trainer.data.train, "train"), (trainer.data.validation, "validation")):
            answers = trainer.predict(part.points)
            loss = -np.mean(np.log(answers[np.arange(len(part)), part.targets]))
            assert found[f"{name}_loss"][row] == pytest.approx(loss, rel=1e-9)
            accuracy = np.mean(answers.argmax(axis=1) == part.targets)
            assert found[f"{name}_accuracy"][row] == pytest.approx(accuracy, abs=1e-12)


def test_evaluations_start_at_step_0_and_depend_on_the_experiment_only() -> None:
    waiting = Trainer(small())
    assert list(evaluated(waiting)["evaluated_step"]) == [0]
    steps = []
    for chunk in (1, 7, 600):
        trainer = Trainer(small())
        while len(trainer.history["step"]) < 600:
            trainer.run(min(chunk, 600 - len(trainer.history["step"])))
        steps.append(list(evaluated(trainer)["evaluated_step"]))
    assert steps[0] == steps[1] == steps[2]
    assert steps[0] == sorted(set(steps[0]))


@pytest.mark.parametrize(
    "changes",
    [{}, {"samples": 20_000, "batch_size": 1}, {"samples": 12, "batch_size": 6}, {"samples": 2000, "batch_size": 1000}],
    ids=str,
)
def test_evaluations_cost_at_most_three_percent_of_the_training_arithmetic(changes: dict[str, Any]) -> None:
    """A forward pass over a point is a third of training on it; a run's opening may be seen more closely.

    From the opening's end on, the gap between two evaluations pays for one of them.
    """
    experiment = Experiment(**{"depth": 1, "width": 2, **changes})
    per_evaluation = experiment.samples / 3 / 0.03 / min(experiment.batch_size, experiment.train_samples)
    trainer = Trainer(experiment)
    trainer.run(min(4000, int(8 * per_evaluation)))
    gaps = np.diff(evaluated(trainer)["evaluated_step"])
    opening = gaps < per_evaluation - 1e-9
    assert np.count_nonzero(opening) <= 40
    assert not opening[np.cumsum(gaps) > 5 * per_evaluation].any()


def test_weights_written_before_the_first_step_are_evaluated() -> None:
    """Evaluating, writing weights, evaluating again: the second answer is about the weights that were written."""
    trainer = Trainer(small())
    before = trainer.evaluate().train_loss
    put(trainer, [{"W": 2.0}, {"W": -1.0}, {"W": 1.5, "b": 3.0}])
    part = trainer.data.train
    answers = trainer.predict(part.points)[np.arange(len(part)), part.targets]
    assert trainer.evaluate().train_loss == pytest.approx(-np.log(answers).mean(), rel=1e-9)
    assert abs(trainer.evaluate().train_loss - before) > 0.1


def test_without_a_validation_part_its_columns_are_not_a_number() -> None:
    trainer = Trainer(small(train_fraction=1.0))
    trainer.run(10)
    assert np.isnan(evaluated(trainer)["validation_loss"]).all()
    assert np.isnan(evaluated(trainer)["validation_accuracy"]).all()
    assert np.isfinite(evaluated(trainer)["train_loss"]).all()


@pytest.mark.parametrize("changes", [{}, dict(width=256, depth=30), dict(width=256, depth=30, batch_size=5000)])
def test_between_two_questions_lies_little_work(changes: dict[str, Any]) -> None:
    """What keeps the window waiting is a block of steps, or one step where that takes longer."""
    experiment = Experiment(samples=10_000, **changes)
    network = Network(2, experiment.widths, 1)
    steps = block_length(network, experiment.batch_size)
    assert steps == 1 or steps * experiment.batch_size * network.parameters.size < 1e9


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_evaluating_many_points_needs_little_memory(activation: str) -> None:
    network = Network(2, (64,) * 10, 1, ACTIVATIONS[activation])
    tracemalloc.start()
    Predictor(network, with_ones(np.zeros((20_000, 2))))
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 30e6  # the activations of all points at once would be 100 MB
