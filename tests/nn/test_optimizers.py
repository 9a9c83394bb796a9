"""Optimizers: published one-step numbers, and long runs against a scalar recurrence in exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from model import OPTIMIZERS, Experiment, Trainer
from model.training.experiment import KNOBS
from tests.training.probes import parameters, small

DEFAULTS = {"momentum": 0.9, "rmsprop_alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
OPTIONS = sorted({option for record in OPTIMIZERS.values() for option in record.reads})


def apply(name: str, w: np.ndarray, gradient: np.ndarray, rate: float, state: tuple, **options: float) -> None:
    OPTIMIZERS[name].update(w, gradient.copy(), rate, state, {**DEFAULTS, **options})


def end_in_a_bowl(name: str, steps: int, rate: float, **options: float) -> float:
    """Where a weight that starts at 1 on f(w) = w^2 / 2 is after so many steps."""
    w = np.array([1.0])
    state = OPTIMIZERS[name].state(w)
    for _ in range(steps):
        apply(name, w, w, rate, state, **options)
    return float(w[0])


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


def test_adam_gives_the_published_numbers_of_cs231n() -> None:
    """The sixth step, after five of which the bias corrections alone know: 1 - beta^5 of both betas."""
    w, mean, squares = np.linspace(-0.4, 0.6, 20), np.linspace(0.6, 0.9, 20), np.linspace(0.7, 0.5, 20)
    state = (mean, squares, np.array([1 - 0.9**5, 1 - 0.999**5]))
    apply("adam", w, np.linspace(-0.6, 0.4, 20), 0.01, state)
    np.testing.assert_allclose(w[:5], [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977], atol=5e-9)
    np.testing.assert_allclose(state[2], [1 - 0.9**6, 1 - 0.999**6], rtol=1e-14)


def test_adams_first_step_is_the_learning_rate_whatever_the_gradient() -> None:
    """Kingma & Ba 2015, section 2.1: m^ / sqrt(s^) = g / |g| at t = 1."""
    w = np.zeros(4)
    apply("adam", w, np.array([1e-3, -5.0, 700.0, -1e-2]), 0.01, OPTIMIZERS["adam"].state(w))
    np.testing.assert_allclose(w, [-0.01, 0.01, -0.01, 0.01], rtol=2e-5)


def test_rmsprop_by_hand() -> None:
    """alpha 3/4, rate 1/8, gradients 2 then 1: s = 1, w = -1/4; then s = 3/4 + 1/4 = 1, w = -1/4 - 1/8.

    An eps of 1 halves all moves.
    """
    for eps, ends in [(1e-300, (-0.25, -0.375)), (1.0, (-0.125, -0.1875))]:
        w = np.zeros(1)
        state = OPTIMIZERS["rmsprop"].state(w)
        for gradient, end in zip((2.0, 1.0), ends):
            apply("rmsprop", w, np.array([gradient]), 0.125, state, rmsprop_alpha=0.75, eps=eps)
            assert w[0] == end


def test_nesterov_is_the_gradient_at_the_point_ahead() -> None:
    """Sutskever et al. 2013, eq. 3: v <- mu v - eta f'(w + mu v), w <- w + v; ours stands at w + mu v.

    On f(w) = w^2 / 2 with mu = 1/2, eta = 1/4 and exact fractions.
    """
    behind, velocity = Fraction(1), Fraction(0)
    for step in range(1, 13):
        velocity = velocity / 2 - (behind + velocity / 2) / 4
        behind += velocity
        assert Fraction(end_in_a_bowl("nesterov", step, 0.25, momentum=0.5)) == behind + velocity / 2


@pytest.mark.parametrize("name", ["sgd", "momentum"])
def test_a_bowl_follows_the_exact_recurrence(name: str) -> None:
    """On f(w) = w^2 / 2 the gradient is w itself; rates, momentum and start are binary fractions, so exact."""
    exact, velocity = Fraction(1), Fraction(0)
    for _ in range(12):
        velocity = velocity / 2 - exact / 4 if name == "momentum" else -exact / 4
        exact += velocity
    assert Fraction(end_in_a_bowl(name, 12, 0.25, momentum=0.5)) == exact


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_optimizer_descends_a_bowl_entry_by_entry(name: str, dtype: type) -> None:
    """Entries do not mix, the type is kept, a zero gradient from rest moves nothing, and the bowl's bottom nears."""
    record = OPTIMIZERS[name]
    w = np.array([1.0, -2.0, 0.0], dtype)
    alone = w[:1].copy()
    state, lone_state = record.state(w), record.state(alone)
    for _ in range(300):
        apply(name, w, w, 0.02, state, momentum=0.5)
        apply(name, alone, alone, 0.02, lone_state, momentum=0.5)
    assert w.dtype == dtype
    assert w[2] == 0.0
    assert w[0] == alone[0]
    assert np.abs(w[:2]).max() < 0.1


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_reads_says_which_options_matter(name: str, option: str) -> None:
    one, other = (end_in_a_bowl(name, 5, 0.01, **{option: value}) for value in (0.3, 0.8))
    assert (option in OPTIMIZERS[name].reads) == (one != other)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_a_live_knob_shown_where_it_is_read(option: str) -> None:
    knob = KNOBS[option]
    assert knob.default == DEFAULTS[option]
    assert knob.live
    for name, record in OPTIMIZERS.items():
        assert knob.read_by(Experiment(optimizer=name)) == (option in record.reads)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_state_of_a_run_goes_on_where_it_was_taken(name: str) -> None:
    """Moments and counters of steps are all in the trainer's state: put back, the run goes on from it bit for bit."""
    trainer, ends = Trainer(small(optimizer=name, learning_rate=0.01)), []
    trainer.run(7)
    kept = trainer.state
    for _ in range(2):
        trainer.state = kept
        trainer.run(20)
        ends.append(trainer.network.parameters.copy())
    np.testing.assert_array_equal(*ends)


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
