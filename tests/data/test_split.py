"""Data in use: seeds, class counts, shares of the split, label noise and standardization."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import DATASETS, Experiment
from model.data.dataset import Data
from model.knob import Invalid
from tests.training.probes import classes_of, data_of, data_sets

PLANES = data_sets("classification")


def labels(data: Data) -> np.ndarray:
    return np.concatenate((data.train.targets, data.validation.targets))


def all_points(data: Data) -> np.ndarray:
    return np.concatenate((data.train.points, data.validation.points))


def rows(x: np.ndarray) -> list[bytes]:
    return sorted(row.tobytes() for row in np.ascontiguousarray(x))


@pytest.mark.parametrize("name", DATASETS)
def test_the_data_seed_alone_decides_the_data(name: str) -> None:
    once, again = data_of(dataset=name, seed=1), data_of(dataset=name, seed=2, batch_size=3, width=4, l2=0.1)
    for one, other in zip((once.train, once.validation), (again.train, again.validation), strict=True):
        np.testing.assert_array_equal(one.inputs, other.inputs)
        np.testing.assert_array_equal(one.targets, other.targets)
    assert not set(rows(all_points(once))) & set(rows(all_points(data_of(dataset=name, data_seed=1))))


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("samples", [50, 501])
@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.7, 1.0])
def test_every_class_has_its_share_of_both_parts(name: str, samples: int, fraction: float) -> None:
    classes = classes_of(name)
    data = data_of(dataset=name, samples=samples, classes=classes, train_fraction=fraction)
    assert data.classes == classes
    assert len(data.train) + len(data.validation) == samples
    total, train = (np.bincount(y, minlength=classes) for y in (labels(data), data.train.targets))
    assert np.ptp(total) <= 1
    assert np.abs(train - total * fraction).max() <= 0.5 + 1e-9
    if fraction == 1.0:
        assert len(data.validation) == 0


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("share", [0.4, 0.7, 0.9])
def test_the_larger_class_has_its_share_of_both_parts(name: str, share: float) -> None:
    """Class 0 has it, the other classes share the rest evenly."""
    classes = classes_of(name)
    if share < 1 / classes:
        with pytest.raises(Invalid, match="imbalance"):
            Experiment(dataset=name, classes=classes, imbalance=share)
        return
    data = data_of(dataset=name, classes=classes, samples=1000, imbalance=share)
    total, train = (np.bincount(y, minlength=classes) for y in (labels(data), data.train.targets))
    assert total[0] == round(1000 * share)
    assert np.ptp(total[1:]) <= 1
    assert total.sum() == 1000
    assert np.abs(train - total / 2).max() <= 0.5
    assert Experiment(dataset=name, classes=classes, samples=1000, imbalance=share).train_samples == len(data.train)


def test_an_imbalance_that_leaves_a_class_without_points_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match=r"imbalance: 0\.95 .*0\.5 to 0\.83 for 12 points of 2 classes"):
        Experiment(samples=12, imbalance=0.95)
    assert Experiment(samples=12, imbalance=0.83).train_samples > 0
    with pytest.raises(Invalid, match=r"0\.17 to 0\.9 for 100 points of 6 classes"):
        Experiment(dataset="rings", samples=100, classes=6, imbalance=0.95)
    assert Experiment(dataset="sine", samples=12, imbalance=0.95).train_samples == 6  # it has no classes


def test_few_points_still_train_every_class() -> None:
    data = data_of(dataset="blobs", classes=6, samples=12, train_fraction=0.1)
    np.testing.assert_array_equal(np.bincount(data.train.targets), np.ones(6))


@pytest.mark.parametrize("changes", [{"train_fraction": 0.8}, {"standardize": False}, {"label_noise": 0.3}])
def test_the_points_stay_when_something_else_changes(changes: dict[str, Any]) -> None:
    assert rows(all_points(data_of(**changes))) == rows(all_points(data_of()))


def test_both_parts_are_in_random_order() -> None:
    data = data_of(samples=400)
    for part in (data.train, data.validation):
        half = len(part) // 2
        assert abs(part.targets[:half].sum() - half / 2) < 5 * math.sqrt(half) / 2
        assert 0.4 < np.mean(part.targets[1:] != part.targets[:-1]) < 0.6


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_label_noise_replaces_that_share_of_the_labels_by_others(name: str, share: float) -> None:
    """Points are matched by their place; the replaced labels never equal the true ones."""
    classes, samples = classes_of(name), 2000
    clean, noisy = (data_of(dataset=name, classes=classes, samples=samples, label_noise=s) for s in (0.0, share))
    truth = {point.tobytes(): label for point, label in zip(all_points(clean), labels(clean), strict=True)}
    pairs = np.array([(truth[p.tobytes()], y) for p, y in zip(all_points(noisy), labels(noisy), strict=True)])
    wrong = pairs[pairs[:, 0] != pairs[:, 1]]
    assert abs(len(wrong) - samples * share) <= 5 * math.sqrt(samples * share * (1 - share))
    if classes > 2:
        shift = (wrong[:, 1] - wrong[:, 0]) % classes  # any other class, with equal chances
        expected = len(wrong) / (classes - 1)
        assert np.abs(np.bincount(shift, minlength=classes)[1:] - expected).max() < 5 * math.sqrt(expected)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("fraction", [0.3, 1.0])
def test_standardized_inputs_have_mean_0_and_deviation_1_on_the_training_part(name: str, fraction: float) -> None:
    data = data_of(dataset=name, train_fraction=fraction)
    np.testing.assert_allclose(data.train.inputs.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1, rtol=1e-12)
    if fraction < 1:  # the same numbers scale the validation part, so there they are near but not exact
        assert np.abs(data.validation.inputs.mean(axis=0)).max() > 1e-9
        scale = data.train.points.std(axis=0)
        expected = (data.validation.points - data.train.points.mean(axis=0)) / scale
        np.testing.assert_allclose(data.validation.inputs, expected, rtol=1e-10, atol=1e-12)


def test_without_standardizing_the_network_sees_the_points() -> None:
    data = data_of(standardize=False)
    np.testing.assert_array_equal(data.train.inputs, data.train.points)


def test_data_are_read_only() -> None:
    part = data_of().train
    for array in (part.points, part.inputs, part.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
