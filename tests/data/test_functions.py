"""Regression sets: the stated functions, even points, normal noise on the values, the split."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import DATASETS
from model.data.dataset import Data
from model.data.sets import Drawn, Recipe
from tests.training.probes import data_of, data_sets

FUNCTIONS = data_sets("regression")
COUNT = 4000
KNOWN = {  # places and the values there, worked out by hand
    "sine": ([[0.0], [0.25], [0.5], [-0.25], [1 / 12]], [0, 1, 0, -1, 0.5]),
    "step": ([[-1.0], [-1e-9], [0.0], [0.7]], [-1, -1, 1, 1]),
    "polynomial": ([[-1.0], [-0.5], [0.0], [0.5], [1.0]], [-1, 1, 0, -1, 1]),
    "plane": ([[1.0, 1.0], [-1.0, 0.0], [0.3, 0.5]], [1, -0.5, 0.4]),
}


def drawn(name: str, noise: float = 0.0, seed: int = 0, samples: int = COUNT) -> Drawn:
    return DATASETS[name].draw(Recipe(samples, noise=noise), seed)


@pytest.mark.parametrize("name", KNOWN)
def test_functions_have_the_values_that_they_claim(name: str) -> None:
    places, values = KNOWN[name]
    np.testing.assert_allclose(DATASETS[name].function(np.array(places)), values, atol=1e-12)


def test_hills_are_three_hills_and_three_valleys() -> None:
    """At each of six centres a height of about 1, by turns up and down; in the far corner nearly 0."""
    centres = np.array([[x, y] for x in (-2 / 3, 0, 2 / 3) for y in (-0.4, 0.4)])
    heights = DATASETS["hills"].function(centres)
    np.testing.assert_allclose(np.abs(heights), 1.0, atol=0.05)
    np.testing.assert_array_equal(np.sign(heights), [1, -1, -1, 1, 1, -1])
    step = 1e-4
    for offset in np.eye(2) * step:  # each centre is an extreme, up to what the neighbours add
        slope = (DATASETS["hills"].function(centres + offset) - DATASETS["hills"].function(centres - offset)) / 2 / step
        assert np.abs(slope).max() < 0.2


@pytest.mark.parametrize("name", FUNCTIONS)
def test_points_are_even_and_repeat_with_their_seed(name: str) -> None:
    once = drawn(name, 0.2)
    assert once.points.shape == (COUNT, DATASETS[name].inputs)
    assert np.abs(once.points).max() <= 1
    np.testing.assert_allclose(once.points.mean(axis=0), 0, atol=5 / math.sqrt(3 * COUNT))
    np.testing.assert_allclose(once.points.var(axis=0), 1 / 3, rtol=0.1)
    again, other = drawn(name, 0.2), drawn(name, 0.2, seed=1)
    np.testing.assert_array_equal(again.points, once.points)
    np.testing.assert_array_equal(again.targets, once.targets)
    assert not np.isin(other.points, once.points).any()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_noise_is_normal_and_on_the_values_alone(name: str) -> None:
    clean, noisy, half = drawn(name), drawn(name, 0.4), drawn(name, 0.2)
    np.testing.assert_array_equal(clean.targets, clean.truth(clean.points))
    np.testing.assert_array_equal(noisy.points, clean.points)
    push = noisy.targets - clean.targets
    assert abs(push.mean()) < 5 * 0.4 / math.sqrt(COUNT)
    assert push.std() == pytest.approx(0.4, rel=5 / math.sqrt(2 * COUNT))
    assert np.mean(push**4) / 0.4**4 == pytest.approx(3, abs=5 * math.sqrt(96 / COUNT))
    np.testing.assert_allclose(half.targets - clean.targets, push / 2, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("samples", "fraction"), [(12, 0.1), (12, 0.5), (101, 0.7), (50, 1.0)])
def test_the_split_has_its_share(name: str, samples: int, fraction: float) -> None:
    data: Data = data_of(dataset=name, samples=samples, train_fraction=fraction)
    assert len(data.train) == max(1, round(samples * fraction))
    assert len(data.train) + len(data.validation) == samples
    assert (data.classes, data.task.name) == (0, "regression")
    together = np.column_stack((data.points, data.targets))
    whole = drawn(name, 0.1, samples=samples)
    order = np.argsort(together[:, 0]), np.argsort(whole.points[:, 0])
    np.testing.assert_array_equal(together[order[0]], np.column_stack((whole.points, whole.targets))[order[1]])


def test_every_record_says_its_task_and_inputs() -> None:
    for dataset in DATASETS.values():
        assert dataset.inputs == (data_of(dataset=dataset.name, samples=12).train.points.shape[1])
        assert dataset.task.name in ("classification", "regression")
        assert (dataset.classes == (0, 0)) == (dataset.task.name == "regression")
        assert dataset.help.endswith(".")
