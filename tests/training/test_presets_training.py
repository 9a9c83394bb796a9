"""Learning rates, capacity and regularization: phenomena as contrasts of runs that differ in one thing."""

from __future__ import annotations

import numpy as np
import pytest

from .runs import CIRCLES, FEW, LN2, accuracy, loss, trained, validation_loss, weights

# The learning rate: too small crawls, right converges, too large never settles.


def test_08_the_learning_rate_decides() -> None:
    base = dict(CIRCLES, noise=0.1, depth=2, width=16, activation="tanh", batch_size=20)
    slow, right, wild = (trained(1500, base, learning_rate=rate) for rate in (1e-4, 0.3, 30.0))
    assert loss(slow) > 0.6
    assert accuracy(right) >= 0.97
    assert loss(right) < 0.05
    recorded = wild.history["loss"]
    assert recorded[750:].mean() > 5 * recorded[0]


# Decay: the loss drops at once and the jitter disappears.

NOISY = dict(CIRCLES, samples=300, noise=0.2, depth=2, width=16, activation="tanh", learning_rate=1.0, batch_size=4)


def test_09_step_decay_calms_a_noisy_run() -> None:
    drop = trained(1100, NOISY, schedule="step", schedule_options={"step_size": 1500, "gamma": 0.1})
    before, after = ([], [])
    for losses, until in ((before, 1500), (after, 2000)):
        while drop.step_count < until:
            drop.run(20)
            if drop.step_count <= 1500 or drop.step_count > 1600:
                losses.append(loss(drop))
    assert np.mean(after) <= 0.65 * np.mean(before)
    assert np.std(after) * 3 <= np.std(before)


@pytest.mark.parametrize(
    ("schedule", "options"),
    [("exponential", {"gamma": 0.998466}), ("cosine", {"T_max": 3000}), ("step", {"step_size": 1500, "gamma": 0.1})],
)
def test_09_every_decay_ends_below_a_constant_rate(schedule: str, options: dict[str, float]) -> None:
    assert loss(trained(3000, NOISY, schedule=schedule, schedule_options=options)) < loss(trained(3000, NOISY))


# A plateau: decay that is too fast freezes on it, cycles leave it.


def test_10_fast_decay_freezes_on_a_plateau_and_cycles_leave_it() -> None:
    plateau = dict(
        CIRCLES, depth=2, width=8, batch_size=20, learning_rate=1.0, initializer="normal", initializer_scale=0.1
    )
    frozen = trained(3200, plateau, schedule="exponential", schedule_options={"gamma": 0.99004983})
    assert accuracy(frozen) < 0.95
    assert loss(frozen) > 0.3
    options = {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 200}
    assert accuracy(trained(3200, plateau, schedule="cyclic", schedule_options=options)) >= 0.95


# Capacity.


def test_12_one_unit_underfits() -> None:
    spiral = dict(dataset="spirals", classes=2, samples=600, noise=0.03, batch_size=20, learning_rate=0.3)
    small = trained(4000, spiral, depth=1, width=1)
    assert accuracy(small) <= 0.85
    assert abs(accuracy(small) - accuracy(small, small.data.validation)) <= 0.1
    large = trained(4000, spiral, depth=2, width=32)
    assert accuracy(large) >= 0.95
    assert accuracy(large, large.data.validation) >= 0.95


LARGE = dict(FEW, depth=2, width=64, learning_rate=0.1, optimizer="momentum")


def test_12_many_units_on_few_noisy_points_overfit() -> None:
    trainer = trained(3000, LARGE)
    assert accuracy(trainer) >= 0.95
    assert accuracy(trainer, trainer.data.validation) <= accuracy(trainer) - 0.1
    assert validation_loss(trainer) >= 1.5 * trainer.history["validation_loss"].min()


# Regularization.


def test_14_l2_shrinks_weights_and_gap() -> None:
    none, l2 = trained(3000, LARGE), trained(3000, LARGE, l2=0.01)
    assert np.linalg.norm(weights(l2)) <= 0.35 * np.linalg.norm(weights(none))
    assert validation_loss(l2) - loss(l2) <= 0.3 * (validation_loss(none) - loss(none))
    assert validation_loss(l2) < validation_loss(none)


def test_14b_l1_makes_most_weights_tiny() -> None:
    base = dict(FEW, depth=2, width=32, learning_rate=0.3)
    none, l1 = trained(6000, base), trained(6000, base, l1=5e-4)
    assert (np.abs(weights(none)) < 0.01).mean() < 0.1
    assert (np.abs(weights(l1)) < 0.01).mean() > 0.5
    assert accuracy(l1) >= 0.85
    assert validation_loss(l1) < validation_loss(none)


def test_14b_the_proximal_step_makes_most_weights_exactly_zero() -> None:
    base = dict(FEW, depth=2, width=32, learning_rate=0.3)
    none, l1 = trained(6000, base), trained(6000, base, l1=5e-4, l1_proximal=True)
    assert (weights(l1) == 0).mean() >= 0.5
    for other in (none, trained(6000, base, l2=0.003)):
        assert (weights(other) != 0).all()
    assert accuracy(l1) >= 0.85
    assert validation_loss(l1) < validation_loss(none)


def test_14_max_norm_bounds_weights_and_shrinks_the_gap() -> None:
    none, bound = trained(3000, LARGE), trained(3000, LARGE, max_norm=1.0)
    assert np.linalg.norm(weights(bound)) < 0.7 * np.linalg.norm(weights(none))
    assert validation_loss(bound) - loss(bound) <= 0.75 * (validation_loss(none) - loss(none))
    assert validation_loss(bound) < validation_loss(none)


def test_15_dropout_shrinks_the_gap() -> None:
    none, dropped = trained(3000, LARGE), trained(3000, LARGE, dropout=0.5)
    assert validation_loss(dropped) - loss(dropped) <= 0.75 * (validation_loss(none) - loss(none))
    assert validation_loss(dropped) < validation_loss(none)


# Batch norm tolerates a rate that destroys the plain network.


def test_16b_batch_norm_allows_a_thirty_times_higher_rate() -> None:
    deep = dict(CIRCLES, samples=256, batch_size=64, depth=8, width=16, activation="relu", initializer="he")
    plain = trained(1200, deep, learning_rate=3.0)
    assert plain.divergence is not None or (accuracy(plain) < 0.95 and abs(loss(plain) - LN2) < 0.05)
    assert accuracy(trained(1200, deep, learning_rate=0.1)) >= 0.95
    for rate in (0.1, 3.0):
        assert accuracy(trained(1200, deep, learning_rate=rate, batch_norm=True)) >= 0.95
