"""Initialization, activations and depth: phenomena as contrasts of runs that differ in one thing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from .runs import (
    CIRCLES,
    DEEP,
    LN2,
    LN3,
    ONE_CORNER,
    XOR,
    accuracy,
    last_hidden_sd,
    loss,
    norm_ratio,
    spread,
    trained,
)

# Symmetry: identical initial weights never become different.


def test_01_zero_weights_stay_zero_for_ever() -> None:
    trainer = trained(1500, XOR, depth=2, width=8, learning_rate=0.3, initializer="zeros")
    assert abs(loss(trainer) - LN2) < 0.005
    assert accuracy(trainer) == 0.5
    assert all((layer.parameters["W"] == 0).all() for layer in trainer.network.layers)
    assert (trainer.history["gradient_rms"] == 0).all()


def test_01_constant_weights_are_a_network_of_one_unit() -> None:
    trainer = trained(1500, XOR, learning_rate=0.3, initializer="constant", initializer_scale=0.5)
    assert spread(trainer) <= 1e-12
    assert accuracy(trainer) <= 0.76
    assert abs(loss(trainer) - ONE_CORNER) < 0.04


def test_01_random_weights_break_the_symmetry() -> None:
    trainer = trained(1500, XOR, learning_rate=0.3, initializer="xavier")
    assert accuracy(trainer) >= 0.99
    assert spread(trainer) > 0.5


# Too small weights: signal and gradient collapse together.


def test_02_small_weights_pass_neither_signal_nor_gradient() -> None:
    start = trained(0, DEEP, initializer="normal", initializer_scale=0.01)
    assert last_hidden_sd(start) < 1e-9
    start.step()
    assert 0 < start.history["gradient_rms"][0, 0] * math.sqrt(32) < 1e-9
    end = trained(2000, DEEP, initializer="normal", initializer_scale=0.01)
    assert abs(loss(end) - LN2) < 0.005
    assert accuracy(end) == 0.5


def test_02_xavier_passes_both() -> None:
    start = trained(0, DEEP, initializer="xavier")
    assert last_hidden_sd(start) > 0.05
    start.step()
    assert start.history["gradient_rms"][0, 0] * math.sqrt(32) > 1e-3
    assert accuracy(trained(2000, DEEP, initializer="xavier")) >= 0.99


# Vanishing gradients: eight sigmoid layers.


def test_03_eight_sigmoid_layers_lose_the_gradient() -> None:
    assert norm_ratio(trained(1, DEEP, activation="sigmoid", batch_size=200)) < 1e-4
    assert abs(loss(trained(2000, DEEP, activation="sigmoid")) - LN2) < 0.01


@pytest.mark.parametrize(("activation", "initializer"), [("tanh", "xavier"), ("relu", "he")])
def test_03_other_activations_keep_it(activation: str, initializer: str) -> None:
    chosen = dict(DEEP, activation=activation, initializer=initializer)
    assert norm_ratio(trained(1, chosen, batch_size=200)) > 1e-2
    assert accuracy(trained(2000, chosen)) >= 0.99


# Thirty ReLU layers: He et al. 2015, figure 3, in miniature.


def test_04_thirty_relu_layers_train_with_he_and_stall_with_xavier() -> None:
    deep = dict(CIRCLES, depth=30, width=32, activation="relu", learning_rate=0.02)
    start = {name: trained(0, deep, initializer=name) for name in ("xavier", "he")}
    sd = {name: last_hidden_sd(trainer, lambda z: np.maximum(z, 0)) for name, trainer in start.items()}
    assert sd["xavier"] < 1e-4
    assert sd["he"] >= 1000 * sd["xavier"]
    stalled, fine = (trained(800, deep, initializer=name) for name in ("xavier", "he"))
    assert abs(loss(stalled) - LN2) < 0.005
    assert accuracy(stalled) <= 0.55
    assert accuracy(fine) >= 0.95


# Exploding: too large weights.


@pytest.mark.parametrize(("scale", "at_least"), [(0.5, 5), (1.0, 1000)])
def test_05_large_weights_explode(scale: float, at_least: float) -> None:
    wide = dict(CIRCLES, depth=8, width=32, activation="relu", learning_rate=0.1)
    trainer = trained(1000, wide, initializer="normal", initializer_scale=scale)
    assert trainer.history["train_loss"][0] > at_least
    assert trainer.divergence is not None or accuracy(trainer) <= 0.55


def test_05_he_does_not() -> None:
    trainer = trained(1000, CIRCLES, depth=8, width=32, activation="relu", learning_rate=0.1, initializer="he")
    assert trainer.history["train_loss"][0] < 2
    assert trainer.divergence is None
    assert accuracy(trainer) >= 0.99


# Linear layers stay linear.


@pytest.mark.parametrize("depth", [0, 2])
def test_06_no_line_solves_xor_however_deep(depth: int) -> None:
    trainer = trained(2000, XOR, depth=depth, activation="linear", learning_rate=0.1)
    assert trainer.history["train_accuracy"].max() <= 0.76
    assert abs(loss(trainer) - LN2) < 0.005


def test_06_four_sigmoid_units_do() -> None:
    assert accuracy(trained(2000, XOR, depth=1, width=4, activation="sigmoid", learning_rate=2.0)) >= 0.99


# Dying ReLU by a bad bias.


def test_07_a_bad_bias_kills_relu_units_and_a_leak_revives_them() -> None:
    bad = dict(CIRCLES, noise=0.1, depth=2, width=16, initializer="he", bias_init=-3.0, learning_rate=0.3)
    dead = trained(2000, bad, activation="relu")
    assert abs(loss(dead) - LN2) < 0.005
    assert (dead.history["gradient_rms"][:, 0] == 0).mean() > 0.9
    assert accuracy(trained(2000, bad, activation="leaky_relu", leaky_slope=0.2)) >= 0.95


# Batch norm revives the sigmoid stack.


def test_16_batch_norm_makes_eight_sigmoid_layers_trainable() -> None:
    deep = dict(CIRCLES, samples=256, batch_size=64, depth=8, width=16, activation="sigmoid", learning_rate=1.0)
    assert norm_ratio(trained(1, deep, batch_size=256)) < 1e-4
    assert abs(loss(trained(1200, deep)) - LN2) < 0.02
    assert 0.02 <= norm_ratio(trained(1, deep, batch_size=256, batch_norm=True)) <= 50
    assert accuracy(trained(1200, deep, batch_norm=True)) >= 0.85


# Softmax on a spiral of three arms.

SPIRAL = dict(dataset="spirals", classes=3, samples=300, noise=0.05, train_fraction=1.0)


def test_17_softmax_starts_at_ln_3_and_a_line_is_not_enough() -> None:
    trainer = trained(
        200, SPIRAL, depth=0, initializer="normal", learning_rate=1.0, batch_size=300, l2=0.001, standardize=False
    )
    assert abs(trainer.history["train_loss"][0] - LN3) < 0.01
    assert 0.40 <= accuracy(trainer) <= 0.65


def test_17_two_relu_layers_are() -> None:
    changes = dict(depth=2, width=32, activation="relu", initializer="he", optimizer="momentum", learning_rate=0.03)
    trainer = trained(2000, SPIRAL, changes, batch_size=30, standardize=False)
    assert accuracy(trainer) >= 0.95


# Local minima: exact levels.


def test_18_small_networks_end_at_exact_levels_and_wide_ones_always_solve_xor() -> None:
    levels = np.array([0.0, LN2 / 2, ONE_CORNER, LN2])
    narrow = dict(XOR, depth=1, width=2, activation="tanh", learning_rate=0.5)
    losses = np.array([loss(trained(3000, narrow, seed=seed)) for seed in range(12)])
    near = np.abs(losses[:, None] - levels).min(axis=1) < 0.03
    assert near.mean() >= 0.9
    assert (losses < 0.05).any()
    assert (losses > 0.3).any()
    for seed in range(3):
        assert loss(trained(3000, narrow, width=8, seed=seed)) < 0.05
