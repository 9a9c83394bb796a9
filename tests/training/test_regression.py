"""Regression: mean squared error by hand and by finite differences, own values, and runs that learn."""

from __future__ import annotations

import numpy as np
import pytest

from model import ACTIVATIONS, DATASETS, Experiment, Trainer
from model.analysis.fit import FittedCurve, FittedSurface
from model.analysis.landmarks import landmarks
from model.nn.losses import LOSSES
from model.training.observer import Observer
from model.training.snapshot import Status
from tests.nn import reference

from .probes import RATE, custom, data_of, data_sets, parameters, put, step_gradients

SMOOTH = [name for name in ACTIVATIONS if name in reference.FORMULAS and "relu" not in name]


def squares(layers: reference.Parameters, x: np.ndarray, y: np.ndarray, activation: str) -> float:
    """The mean of the squared errors, point by point."""
    outputs, _ = reference.forward(layers, x, activation)
    return sum((float(z[0]) - float(value)) ** 2 for z, value in zip(outputs, y, strict=True)) / len(y)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", SMOOTH)
def test_gradients_are_those_of_finite_differences(activation: str, batch_norm: bool) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(9, 2)), rng.normal(size=9)
    trainer = custom(x, y, hidden=(4, 3), activation=activation, batch_norm=batch_norm, learning_rate=RATE)
    own = parameters(trainer)
    expected = [
        {name: reference.slopes(lambda: squares(own, x, y, activation), value, 1e-4) for name, value in layer.items()}
        for layer in own
    ]
    start = squares(own, x, y, activation)
    found = step_gradients(trainer)
    assert trainer.history["loss"][0] == pytest.approx(start, rel=1e-12)
    for one, other in zip(found, expected, strict=True):
        for name in one:
            assert reference.relative_error(one[name], other[name]) < 1e-6, name


def test_one_step_by_hand() -> None:
    """z = w x + b with w = 1, b = 0 at x = 1, 2 with y = 0, 4: errors 1 and -2, L = (1 + 4) / 2.

    dw = 2 (1 * 1 - 2 * 2) / 2 = -3, db = 2 (1 - 2) / 2 = -1; rate 0.1 gives w = 1.3, b = 0.1.
    """
    trainer = custom([[1.0], [2.0]], np.array([0.0, 4.0]), depth=0, learning_rate=0.1)
    put(trainer, [{"W": 1.0, "b": 0.0}])
    assert trainer.step().loss == pytest.approx(2.5, rel=1e-14)
    (layer,) = parameters(trainer)
    np.testing.assert_allclose([layer["W"].item(), layer["b"].item()], [1.3, 0.1], rtol=1e-14)
    np.testing.assert_allclose(trainer.predict([[10.0], [0.0]]), [[13.1], [0.1]], rtol=1e-14)


def test_one_straight_line_becomes_that_of_least_squares() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    y = x @ [1.0, -2.0, 0.5] + 3 + rng.normal(0, 0.1, 40)
    trainer = custom(x, y, depth=0, learning_rate=0.1)
    trainer.run(600)
    best = np.linalg.lstsq(np.column_stack((x, np.ones(40))), y, rcond=None)[0]
    (layer,) = parameters(trainer)
    np.testing.assert_allclose([*layer["W"][:, 0], *layer["b"]], best, atol=1e-6)


def test_own_values_mean_regression_and_whole_numbers_classes() -> None:
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    values, labels = Trainer(Experiment(), data=(x, np.array([0.0, 1, 1, 0]))), custom(x, np.array([0, 1, 1, 0]))
    assert (values.data.task.name, labels.data.task.name) == ("regression", "classification")
    assert values.predict(x).shape == (4, 1)
    assert values.predict(np.empty((0, 1))).shape == (0, 1)
    assert labels.predict(x).shape == (4, 2)
    for y in (np.array([0.0, np.nan, 1, 2]), np.array([0.0, np.inf, 1, 2])):
        with pytest.raises(ValueError, match="finite"):
            Trainer(Experiment(), data=(x, y))


@pytest.mark.parametrize("columns", [1, 3])
def test_points_of_another_width_are_refused(columns: int) -> None:
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        Trainer(Experiment()).predict(np.zeros((5, columns)))


def test_there_is_no_accuracy() -> None:
    trainer = Trainer(Experiment(dataset="sine", samples=40))
    trainer.run(30)
    assert np.isnan(trainer.history["train_accuracy"]).all()
    assert np.isfinite(trainer.history["train_loss"]).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", data_sets("regression"))
def test_runs_learn_down_to_a_few_times_the_noise(name: str, precision: str) -> None:
    """With noise of 0.2 no function gets below 0.04 on new points; guessing the mean leaves at least 0.16."""
    trainer = Trainer(
        Experiment(
            dataset=name,
            noise=0.2,
            samples=600,
            width=16,
            learning_rate=0.02,
            optimizer="momentum",
            precision=precision,
        )
    )
    trainer.run(4000)
    now, mean = trainer.evaluate(), trainer.data.train.targets.var()
    assert now.validation_loss < 2.0 * 0.04 < 0.6 * mean
    assert now.validation_loss > 0.5 * 0.04


@pytest.mark.parametrize("seed", range(3))
def test_a_large_rate_diverges(seed: int) -> None:
    """Unlike cross-entropy, whose gradient is bounded."""
    trainer = Trainer(Experiment(dataset="hills", hidden=(16, 16), learning_rate=3.0, seed=seed))
    trainer.run(1000)
    assert trainer.divergence is not None
    assert "smaller learning rate" in trainer.ending


@pytest.mark.parametrize("name", data_sets("regression"))
def test_a_snapshot_holds_the_fit(name: str) -> None:
    trainer = Trainer(Experiment(dataset=name, samples=60))
    observer = Observer(trainer)
    first = observer.snapshot(Status.READY)
    trainer.run(40)
    second = observer.snapshot(Status.PAUSED)
    assert first.boundary is None
    assert (first.fit.step, second.fit.step) == (0, 40)
    kept = first.fit.values.copy()
    observer.snapshot(Status.PAUSED)
    np.testing.assert_array_equal(first.fit.values, kept)  # later answers do not overwrite it
    if DATASETS[name].inputs == 1:
        assert isinstance(second.fit, FittedCurve)
        places, values = second.fit.x[:, None], second.fit.values
        np.testing.assert_array_equal(second.fit.truth, DATASETS[name].function(places))
    else:
        assert isinstance(second.fit, FittedSurface)
        (left, right), (low, high) = second.fit.x_range, second.fit.y_range
        places = np.array([[left + 0.305 * (right - left), low + 0.705 * (high - low)]])
        values = second.fit.values[70, 30]
    np.testing.assert_allclose(values, trainer.predict(places)[:, 0], atol=1e-5)


def test_three_inputs_have_no_picture() -> None:
    x = np.random.default_rng(0).normal(size=(30, 3))
    snapshot = Observer(Trainer(Experiment(), data=(x, x.sum(axis=1)))).snapshot(Status.READY)
    assert snapshot.fit is None
    assert snapshot.boundary is None


def test_landmarks_are_losses_that_can_be_reached() -> None:
    data = data_of(dataset="sine", noise=0.3, samples=2000)
    mean, noise = landmarks(data)
    constant = np.full(len(data.train), data.train.targets.mean())
    assert mean.value == pytest.approx(np.mean((data.train.targets - constant) ** 2))
    assert noise.value == pytest.approx(0.09, rel=0.15)
    assert [mark.words for mark in landmarks(data_of(dataset="sine", noise=0.0))] == ["always the mean"]
    even, uneven = landmarks(data_of()), landmarks(data_of(imbalance=0.9, samples=1000))
    assert [mark.value for mark in even] == [pytest.approx(np.log(2))]
    assert uneven[1].value == pytest.approx(-0.9 * np.log(0.9) - 0.1 * np.log(0.1), rel=1e-3)


def test_squares_do_not_warn_where_numbers_are_large() -> None:
    loss = LOSSES["squared"]
    assert loss.value(np.array([[1e100, 0.0]]), np.zeros((1, 2))) == pytest.approx(5e199)
