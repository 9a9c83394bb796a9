"""Optimizers: published one-step numbers, and long runs against a scalar recurrence in exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from model import OPTIMIZERS, Experiment, Trainer
from tests.training.probes import parameters, small


def apply(name: str, w: np.ndarray, gradient: np.ndarray, rate: float, state: tuple, momentum: float = 0.9) -> None:
    OPTIMIZERS[name].update(w, gradient.copy(), rate, state, momentum)


def test_sgd_gives_the_published_numbers_of_cs231n_and_keras() -> None:
    w = np.linspace(-0.4, 0.6, 20)
    apply("sgd", w, np.linspace(-0.6, 0.4, 20), 0.01, ())
    np.testing.assert_allclose(w[:5], [-0.394, -0.34189474, -0.28978947, -0.23768421, -0.18557895], atol=5e-9)
    w = np.array([1.0, 2.0, 3.0, 4.0])
    apply("sgd", w, np.array([1.0, 6.0, 7.0, 2.0]), 0.5, ())
    np.testing.assert_array_equal(w, [0.5, -1.0, -0.5, 3.0])


def test_momentum_gives_the_published_numbers_of_cs231n() -> None:
    w, velocity = np.linspace(-0.4, 0.6, 20), np.linspace(0.6, 0.9, 20)
    apply("momentum", w, np.linspace(-0.6, 0.4, 20), 1e-3, (velocity,))
    np.testing.assert_allclose(w[:5], [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789], atol=5e-9)
    np.testing.assert_allclose(w[15:], [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096], atol=5e-9)
    np.testing.assert_allclose(velocity[:5], [0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158], atol=5e-9)


@pytest.mark.parametrize("name", ["sgd", "momentum"])
def test_a_bowl_follows_the_exact_recurrence(name: str) -> None:
    """On f(w) = w^2 / 2 the gradient is w itself; rates, momentum and start are binary fractions, so exact."""
    w, state = np.array([1.0]), tuple(np.zeros(1) for _ in range(OPTIMIZERS[name].slots))
    exact, velocity = Fraction(1), Fraction(0)
    for _ in range(12):
        apply(name, w, w, 0.25, state, momentum=0.5)
        velocity = velocity / 2 - exact / 4 if name == "momentum" else -exact / 4
        exact += velocity
    assert Fraction(float(w[0])) == exact


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_optimizer_descends_a_bowl_entry_by_entry(name: str, dtype: type) -> None:
    """Entries do not mix, the type is kept, a zero gradient from rest moves nothing, and the bowl's bottom nears."""
    record = OPTIMIZERS[name]
    w = np.array([1.0, -2.0, 0.0], dtype)
    alone = w[:1].copy()
    state = tuple(np.zeros_like(w) for _ in range(record.slots))
    lone_state = tuple(np.zeros_like(alone) for _ in range(record.slots))
    for _ in range(300):
        apply(name, w, w, 0.02, state, 0.5)
        apply(name, alone, alone, 0.02, lone_state, 0.5)
    assert w.dtype == dtype
    assert w[2] == 0.0
    assert w[0] == alone[0]
    assert np.abs(w[:2]).max() < 0.1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_reads_momentum_says_whether_momentum_matters(name: str) -> None:
    ends = []
    for momentum in (0.3, 0.8):
        w, state = np.array([1.0]), tuple(np.zeros(1) for _ in range(OPTIMIZERS[name].slots))
        for _ in range(5):
            apply(name, w, w, 0.01, state, momentum)
        ends.append(w[0])
    assert OPTIMIZERS[name].reads_momentum == (ends[0] != ends[1])


def test_momentum_zero_is_sgd_and_momentum_survives_from_step_to_step() -> None:
    plain, zero, heavy = (
        Trainer(small(optimizer=name, momentum=momentum))
        for name, momentum in [("sgd", 0), ("momentum", 0), ("momentum", 0.9)]
    )
    for trainer in (plain, zero, heavy):
        trainer.run(1)
    first = [parameters(trainer)[0]["W"] for trainer in (plain, zero, heavy)]
    np.testing.assert_allclose(first[1], first[0], rtol=1e-14)
    np.testing.assert_allclose(first[2], first[0], rtol=1e-14)  # the first step has no velocity yet
    for trainer in (plain, zero, heavy):
        trainer.run(5)
    later = [parameters(trainer)[0]["W"] for trainer in (plain, zero, heavy)]
    np.testing.assert_allclose(later[1], later[0], rtol=1e-12)
    assert np.abs(later[2] - later[0]).max() > 1e-4


def test_velocity_is_scaled_by_the_rate_of_its_own_step() -> None:
    """v <- mu v - eta g: after the rate falls to 0 the old velocity, already scaled, rolls on: w moves by mu v."""
    trainer = Trainer(Experiment(samples=40, optimizer="momentum", momentum=0.5, learning_rate=0.25))
    start = parameters(trainer)[0]["W"]
    trainer.step()
    once = parameters(trainer)[0]["W"]
    trainer.change(learning_rate=0.0)
    trainer.step()
    twice = parameters(trainer)[0]["W"]
    np.testing.assert_allclose(twice - once, 0.5 * (once - start), rtol=1e-9, atol=1e-15)
