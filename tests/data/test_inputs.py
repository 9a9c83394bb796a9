"""Inputs: whitening, features, and that any point is mapped as the training points are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import DATASETS, Experiment, Trainer
from model.data.features import FEATURES
from model.data.scaling import zca
from model.knob import Invalid
from tests.training.probes import data_of, data_sets

ROOT = np.array([[0.6, -1.7], [2.5, 0.4], [0.0, 0.0]])
BY_HAND = {  # of the points in ROOT
    "x1": [0.6, 2.5, 0],
    "x2": [-1.7, 0.4, 0],
    "x1^2": [0.36, 6.25, 0],
    "x2^2": [2.89, 0.16, 0],
    "x1 x2": [-1.02, 1.0, 0],
    "sin x1": [math.sin(0.6), math.sin(2.5), 0],
    "sin x2": [math.sin(-1.7), math.sin(0.4), 0],
}


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("samples", [12, 300])
def test_whitened_inputs_have_covariance_one_over_the_training_points(name: str, samples: int) -> None:
    data = data_of(dataset=name, samples=samples, whiten=True, standardize=False)
    x = data.train.inputs
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.cov(x.T, bias=True), np.eye(x.shape[1])[: x.shape[1]].squeeze(), atol=1e-10)


def test_whitening_turns_as_little_as_it_can() -> None:
    """The ZCA matrix is symmetric and positive: of C = [[1, r], [r, 1]] its root is known in closed form."""
    r = 0.6
    x = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]]) * np.sqrt([[1 + r], [1 + r], [1 - r], [1 - r]])
    a, b = 1 / math.sqrt(1 + r), 1 / math.sqrt(1 - r)
    np.testing.assert_allclose(zca(x), [[(a + b) / 2, (a - b) / 2], [(a - b) / 2, (a + b) / 2]], rtol=1e-12)


@pytest.mark.parametrize("points", [np.ones((5, 2)), np.column_stack((np.arange(4.0), np.full(4, 7.0)))])
def test_directions_that_do_not_vary_are_only_shifted(points: np.ndarray) -> None:
    x = (points - points.mean(axis=0)) @ zca(points)
    assert np.isfinite(x).all()
    np.testing.assert_allclose(x.std(axis=0), points.std(axis=0) > 0, atol=1e-12)


def test_standardizing_leaves_the_correlation_that_whitening_removes() -> None:
    def correlation(**changes: Any) -> float:
        return float(np.corrcoef(data_of(dataset="bands", noise=0.0, samples=2000, **changes).train.inputs.T)[0, 1])

    raw = correlation(standardize=False)
    assert raw == pytest.approx(10 / 11, abs=0.02)
    assert correlation() == pytest.approx(raw, abs=1e-12)
    assert correlation(whiten=True) == pytest.approx(0, abs=1e-12)


def test_every_feature_is_what_it_is_called() -> None:
    assert set(BY_HAND) == set(FEATURES)
    for name, feature in FEATURES.items():
        np.testing.assert_allclose(feature.function(ROOT), BY_HAND[name], rtol=1e-12)


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_of_one_input_reads_no_other(name: str) -> None:
    feature = FEATURES[name]
    if feature.inputs == 1:
        np.testing.assert_array_equal(feature.function(ROOT[:, :1]), feature.function(ROOT))


@pytest.mark.parametrize("changes", [{}, {"whiten": True}, {"standardize": False}])
def test_features_are_made_of_the_scaled_inputs_in_the_order_asked(changes: dict[str, Any]) -> None:
    names = ("x2^2", "x1", "x1 x2")
    data, plain = data_of(features=names, **changes), data_of(**changes)
    x = plain.train.inputs
    np.testing.assert_allclose(data.train.inputs, np.column_stack((x[:, 1] ** 2, x[:, 0], x[:, 0] * x[:, 1])))
    np.testing.assert_array_equal(data.scaling(data.train.points), data.train.inputs)
    np.testing.assert_array_equal(data.scaling(data.validation.points), data.validation.inputs)


@pytest.mark.parametrize("name", DATASETS)
def test_the_network_has_as_many_inputs_as_there_are_features(name: str) -> None:
    trainer = Trainer(Experiment(dataset=name, features=tuple(FEATURES), whiten=True, samples=40))
    assert trainer.network.inputs == sum(f.inputs <= DATASETS[name].inputs for f in FEATURES.values())
    trainer.run(3)
    answers = trainer.predict(trainer.data.train.points)
    assert answers.shape == (len(trainer.data.train), max(1, trainer.data.classes))
    assert np.isfinite(answers).all()


def test_squares_let_a_perceptron_solve_circles() -> None:
    """x1^2 and x2^2 make the ring a half plane; x1 and x2 alone do not."""
    right = {}
    for names in (("x1", "x2"), ("x1^2", "x2^2")):
        trainer = Trainer(Experiment(depth=0, learning_rate=0.3, features=names))
        trainer.run(800)
        right[names] = trainer.evaluate().validation_accuracy
    assert right["x1", "x2"] < 0.75
    assert right["x1^2", "x2^2"] > 0.97


@pytest.mark.parametrize("features", [(), ("x1", "x1"), ("x3",), ("x1", "X2"), "x1", ["x1", 2], None, True])
def test_impossible_features_are_refused_by_name(features: Any) -> None:
    with pytest.raises(Invalid, match=r"features.*x1, x2, x1\^2.*each once"):
        Experiment(features=features)


@pytest.mark.parametrize("name", [name for name in data_sets("regression") if DATASETS[name].inputs == 1])
def test_without_a_second_input_its_features_are_left_out_or_refused(name: str) -> None:
    assert Experiment(dataset=name).used_features == ("x1",)
    assert Experiment(dataset=name, features=("x2", "sin x1")).used_features == ("sin x1",)
    with pytest.raises(Invalid, match=r"features: .*x2.*x1, x1\^2, sin x1 for a data set with 1 input"):
        Experiment(dataset=name, features=("x2", "x1 x2"))


def test_features_come_back_from_a_file() -> None:
    chosen = Experiment(features=["x1 x2", "x1"])
    assert chosen.features == ("x1 x2", "x1")
    assert Experiment.from_json(chosen.to_json()) == chosen


@pytest.mark.parametrize("name", DATASETS)
def test_few_samples_work_everywhere(name: str) -> None:
    for classes in {2, DATASETS[name].classes[1] or 2}:
        for fraction in (0.1, 0.5, 1.0):
            trainer = Trainer(Experiment(dataset=name, samples=12, classes=classes, train_fraction=fraction, noise=0.0))
            trainer.run(5)
            assert np.isfinite(trainer.history["loss"]).all()
