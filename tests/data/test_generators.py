"""Data-set generators: the stated geometry, the statistics of the noise, one stream for all noise levels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import DATASETS
from tests.training.probes import data_of, data_sets

COUNT = 4000
PLANES = data_sets("classification")
STRETCH = {"scaled_moons": np.array([10.0, 0.2])}  # what becomes of one unit of noise along each input


def points(name: str, noise: float = 0.0, classes: int | None = None, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    count = classes or DATASETS[name].class_count(2)
    labels = np.arange(COUNT) % count
    return DATASETS[name].generate(np.random.default_rng(seed), labels, noise, count), labels


def radius(x: np.ndarray) -> np.ndarray:
    return np.hypot(x[:, 0], x[:, 1])


def class_numbers(name: str) -> list[int]:
    low, high = DATASETS[name].classes
    return list(range(low, high + 1))


@pytest.mark.parametrize("name", PLANES)
def test_points_are_finite_and_repeat_with_their_stream(name: str) -> None:
    for classes in class_numbers(name):
        once, _ = points(name, 0.2, classes)
        assert once.shape == (COUNT, 2)
        assert np.isfinite(once).all()
        np.testing.assert_array_equal(points(name, 0.2, classes)[0], once)
        assert not np.array_equal(points(name, 0.2, classes, seed=1)[0], once)


@pytest.mark.parametrize("name", PLANES)
def test_noise_is_normal_round_and_a_push_on_the_same_points(name: str) -> None:
    """The push at noise 0.3 has mean 0, deviation 0.3 on both axes, no correlation, and is 3 times that at 0.1."""
    clean, _ = points(name)
    unit = STRETCH.get(name, 1.0)
    push = (points(name, 0.3)[0] - clean) / unit
    assert np.abs(push.mean(axis=0)).max() < 5 * 0.3 / math.sqrt(COUNT)
    np.testing.assert_allclose(push.std(axis=0), 0.3, rtol=5 / math.sqrt(2 * COUNT))
    assert abs(np.corrcoef(push.T)[0, 1]) < 5 / math.sqrt(COUNT)
    assert np.mean(push**4) / 0.3**4 == pytest.approx(3, abs=5 * math.sqrt(96 / push.size))
    np.testing.assert_allclose((points(name, 0.1)[0] - clean) / unit, push / 3, atol=1e-12)


@pytest.mark.parametrize("name", PLANES)
def test_classes_can_be_told_apart_without_noise(name: str) -> None:
    """The nearest other point has the same class, nearly everywhere."""
    for classes in class_numbers(name):
        x, labels = points(name, 0.0, classes)
        x, labels = x[:1200], labels[:1200]
        distance = ((x[:, None] - x[None]) ** 2).sum(axis=2)
        np.fill_diagonal(distance, np.inf)
        assert np.mean(labels[distance.argmin(axis=1)] == labels) > 0.97


def test_circles_have_radius_one_and_one_half() -> None:
    x, labels = points("circles")
    np.testing.assert_allclose(radius(x), np.where(labels == 0, 1.0, 0.5), rtol=1e-12)
    assert np.abs(x.mean(axis=0)).max() < 5 / math.sqrt(COUNT)


def test_moons_are_two_interleaving_half_circles() -> None:
    """As scikit-learn's: the upper around (0, 0), the lower around (1, 0.5)."""
    x, labels = points("moons")
    upper, lower = x[labels == 0], x[labels == 1] - (1, 0.5)
    np.testing.assert_allclose(radius(upper), 1, rtol=1e-12)
    np.testing.assert_allclose(radius(lower), 1, rtol=1e-12)
    assert upper[:, 1].min() >= -1e-12
    assert lower[:, 1].max() <= 1e-12
    for half in (upper, lower):
        assert np.abs(half[:, 0].mean()) < 0.1
        assert np.ptp(half[:, 0]) > 1.9


def test_xor_fills_four_corners_evenly() -> None:
    x, labels = points("xor")
    np.testing.assert_array_equal(np.abs(x), 1.0)
    np.testing.assert_array_equal(labels, (x[:, 0] * x[:, 1] < 0).astype(int))
    counts = [np.count_nonzero((x == corner).all(axis=1)) for corner in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
    assert counts == [COUNT // 4] * 4  # uneven corners would let a line get more than three quarters right
    half = [np.count_nonzero((x[: COUNT // 2] == corner).all(axis=1)) for corner in ((1, 1), (1, -1))]
    assert max(abs(count - COUNT / 8) for count in half) < 5 * math.sqrt(COUNT / 8)


@pytest.mark.parametrize("classes", class_numbers("blobs"))
def test_blobs_sit_evenly_on_a_circle(classes: int) -> None:
    x, labels = points("blobs", 0.0, classes)
    centres = np.array([x[labels == label][0] for label in range(classes)])
    np.testing.assert_array_equal(x, centres[labels])
    np.testing.assert_allclose(radius(centres), 1, rtol=1e-12)
    side = np.hypot(*(centres - np.roll(centres, 1, axis=0)).T)
    np.testing.assert_allclose(side, 2 * math.sin(math.pi / classes), rtol=1e-12)


@pytest.mark.parametrize("classes", class_numbers("spirals"))
def test_spiral_arms_turn_once_and_are_turned_copies(classes: int) -> None:
    """Turning every arm back by its share of a circle leaves one arm: the angle is 2 pi times the radius."""
    x, labels = points("spirals", 0.0, classes)
    r = radius(x)
    assert r.min() >= math.sqrt(0.02) - 1e-12
    assert r.max() <= 1
    assert np.mean(r**2) == pytest.approx(0.51, abs=5 * 0.2829 / math.sqrt(COUNT))  # r^2 is uniform on 0.02 to 1
    turns = np.arctan2(x[:, 1], x[:, 0]) / (2 * math.pi) - labels / classes - r
    np.testing.assert_allclose(turns, turns.round(), atol=1e-12)


@pytest.mark.parametrize("turns", [0.5, 2.0])
def test_turns_wind_the_arms(turns: float) -> None:
    """The angle of an arm is 2 pi times the turns times the radius."""
    labels = np.arange(COUNT) % 3
    x = DATASETS["spirals"].generate(np.random.default_rng(0), labels, 0.0, 3, turns=turns)
    angle = np.arctan2(x[:, 1], x[:, 0]) / (2 * math.pi) - labels / 3 - turns * radius(x)
    np.testing.assert_allclose(angle, angle.round(), atol=1e-12)


def test_the_turns_of_the_experiment_reach_the_spirals() -> None:
    def data(turns: float) -> np.ndarray:
        return data_of(dataset="spirals", turns=turns, noise=0.0).points

    np.testing.assert_allclose(np.sort(radius(data(1.0))), np.sort(radius(data(2.0))), rtol=1e-12)
    assert not np.allclose(data(1.0), data(2.0))


@pytest.mark.parametrize("classes", class_numbers("rings"))
def test_rings_are_evenly_apart(classes: int) -> None:
    x, labels = points("rings", 0.0, classes)
    np.testing.assert_allclose(radius(x), (labels + 1) / classes, rtol=1e-12)
    assert np.abs(x.mean(axis=0)).max() < 5 / math.sqrt(COUNT)


def test_the_checkerboard_fills_its_fields_evenly() -> None:
    """Sixteen fields of side 1/2 around odd quarters, coloured by turns; each has 1/16 of the points, evenly spread."""
    x, labels = points("checkerboard")
    field = np.floor((x + 1) * 2).astype(int)
    assert set(np.unique(field)) == {0, 1, 2, 3}
    np.testing.assert_array_equal(field.sum(axis=1) % 2, labels)
    counts = np.bincount(field[:, 0] + 4 * field[:, 1], minlength=16)
    assert np.abs(counts - COUNT / 16).max() < 5 * math.sqrt(COUNT / 16)
    inside = (x + 1) * 2 - field - 0.5
    assert np.abs(inside).max() <= 0.45
    np.testing.assert_allclose(inside.var(axis=0), 0.9**2 / 12, rtol=0.1)


def test_bands_have_a_correlation_of_ten_elevenths() -> None:
    """Sampled from 4000 points, the correlation is off by (1 - r^2) / sqrt(4000) = 0.003 at most a few times."""
    x, labels = points("bands")
    assert np.corrcoef(x.T)[0, 1] == pytest.approx(10 / 11, abs=0.015)
    across = (x[:, 1] - x[:, 0]) / math.sqrt(2)
    np.testing.assert_allclose(across, np.where(labels == 1, 1, -1) / math.sqrt(21), rtol=1e-12)


def test_badly_scaled_moons_are_moons_stretched_and_moved() -> None:
    np.testing.assert_allclose(points("scaled_moons", 0.1)[0], points("moons", 0.1)[0] * (10, 0.2) + (20, -1))
