"""Signals against a network written from the formulas, and their promises: no extra pass, nothing touched."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Experiment, Trainer
from model.analysis.sizes import deviation, rms
from model.training.observer import Observer
from model.training.snapshot import Status
from tests.nn import reference
from tests.training.probes import custom, parameters, small, state

RNG = np.random.default_rng(7)
X, LABELS = RNG.normal(size=(9, 2)), np.arange(9) % 3
NAMES = ("activation_std", "delta_rms", "weight_gradient_rms")


def onward(layers: list[dict[str, np.ndarray]], sums: np.ndarray, activation: str) -> tuple[np.ndarray, np.ndarray]:
    """What the first of ``layers`` gives for its ``sums`` h W ``(n, units)``, and the logits in the end."""
    given = []
    for number, layer in enumerate(layers):
        sums = given[-1] @ layer["W"] if number else sums
        normal = "gamma" in layer
        sums = reference.normalized(sums, layer["gamma"], layer["beta"]) if normal else sums + layer["b"]
        given.append(reference.activate(activation, sums, 0.01) if number < len(layers) - 1 else sums)
    return given[0], given[-1]


def expected(layers: list[dict[str, np.ndarray]], activation: str) -> dict[str, list[float]]:
    """All signals; deltas and gradients by five-point differences of the loss, narrow ones because of kinks."""
    h, found = X, {name: [] for name in NAMES}
    for number in range(len(layers)):
        sums = h @ layers[number]["W"]
        h, _ = onward(layers[number:], sums, activation)
        deltas = reference.slopes(partial(loss_after, layers[number:], sums, activation), sums, 1e-5)
        own = layers[number]["W"]
        gradients = reference.slopes(partial(reference.loss, layers, X, LABELS, activation), own, 1e-5)
        for name, value in zip(NAMES, (np.std(h), root_mean_square(deltas), root_mean_square(gradients)), strict=True):
            found[name].append(float(value))
    return found


def loss_after(layers: list[dict[str, np.ndarray]], sums: np.ndarray, activation: str) -> float:
    return reference.data_loss(onward(layers, sums, activation)[1], LABELS)


def root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def together(trainer: Trainer) -> np.ndarray:
    signals = trainer.signals()
    return np.array([getattr(signals, name) for name in NAMES])


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name in reference.FORMULAS])
def test_signals_are_those_of_the_formulas(activation: str, batch_norm: bool) -> None:
    trainer = custom(X, LABELS, 3, hidden=(4, 3), activation=activation, batch_norm=batch_norm, learning_rate=0.3)
    trainer.run(3)
    before = parameters(trainer)
    trainer.step()
    signals = trainer.signals()
    assert signals.step == 4
    for name, values in expected(before, activation).items():
        np.testing.assert_allclose(getattr(signals, name), values, rtol=1e-6, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("changes", [{}, {"dropout": 0.5}, {"batch_norm": True}, {"samples": 61, "batch_size": 8}])
def test_what_is_foreseen_is_what_the_next_step_does(changes: dict[str, Any]) -> None:
    """At step 0 and, after the state was set, in the middle of a run; also for the smaller last minibatch."""
    trainer = Trainer(small(**changes))
    for _ in range(9):
        trainer.state = trainer.state
        foreseen = together(trainer)
        trainer.step()
        np.testing.assert_array_equal(together(trainer), foreseen)


@pytest.mark.parametrize("changes", [{}, {"dropout": 0.5, "batch_norm": True}], ids=str)
def test_looking_changes_nothing(changes: dict[str, Any]) -> None:
    watched, alone = Trainer(small(**changes)), Trainer(small(**changes))
    observer = Observer(watched)
    for _ in range(12):
        observer.snapshot(Status.RUNNING)
        watched.run(5)
    alone.run(60)
    assert state(watched) == state(alone)


def test_history_has_the_signals_of_its_evaluations() -> None:
    trainer, found = Trainer(small()), []
    for step in trainer_steps(300):
        trainer.goto(step)
        found.append(together(trainer)[:2])
    np.testing.assert_array_equal(trainer.history["evaluated_step"], trainer_steps(300))
    np.testing.assert_array_equal(trainer.history["activation_std"], [each[0] for each in found])
    np.testing.assert_array_equal(trainer.history["delta_rms"], [each[1] for each in found])
    curves = trainer.history.curves()
    np.testing.assert_array_equal(curves.delta_rms.high, trainer.history["delta_rms"])


def trainer_steps(steps: int) -> list[int]:
    """Where such a run is evaluated."""
    trainer = Trainer(small())
    trainer.run(steps)
    return trainer.history["evaluated_step"].tolist()


def test_weights_written_before_the_first_step_count() -> None:
    trainer = Trainer(small())
    trainer.signals()
    trainer.network.parameters[...] = 0.0
    np.testing.assert_array_equal(trainer.signals().activation_std, 0.0)


def test_a_snapshot_has_the_newest_and_cannot_be_written() -> None:
    trainer = Trainer(small())
    observer = Observer(trainer)
    for step in (0, 1, 7):
        trainer.goto(step)
        signals = observer.snapshot(Status.PAUSED).signals
        assert signals.step == step
        np.testing.assert_array_equal(signals.activation_std, together(trainer)[0])
    np.testing.assert_allclose(signals.weight_gradient_rms, trainer.history["gradient_rms"][-1], rtol=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        signals.delta_rms[0] = 1.0


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1.0, 1e160, 1e300])
def test_sizes_neither_vanish_nor_overflow(scale: float) -> None:
    """-3, 1, 2 has mean 0 and the RMS sqrt(14 / 3)."""
    with np.errstate(all="ignore"):
        assert rms(scale * np.array([-3.0, 1.0, 2.0])) == pytest.approx(scale * np.sqrt(14 / 3), rel=1e-12)
        assert deviation(scale * np.array([-3.0, 1.0, 2.0])) == pytest.approx(scale * np.sqrt(14 / 3), rel=1e-12)


@pytest.mark.parametrize("value", [0.0, 0.3, -1e30, 1 / 3])
def test_equal_numbers_deviate_by_exactly_nothing(value: float) -> None:
    assert deviation(np.full((7, 11), value)) == 0.0


CIRCLES = dict(samples=200, noise=0.08, train_fraction=1.0, batch_size=200)


def at_the_start(**changes: Any) -> dict[str, np.ndarray]:
    """Norms and deviations at step 0, over the whole training set."""
    trainer = Trainer(Experiment(**CIRCLES, **changes))
    signals, layers = trainer.signals(), trainer.network.layers
    entries, units = ([layer.fan_in * layer.fan_out for layer in layers], [layer.fan_out for layer in layers])
    return {
        "activation": signals.activation_std,
        "dw": signals.weight_gradient_rms * np.sqrt(entries),
        "delta": signals.delta_rms * np.sqrt(units),
    }


@pytest.mark.parametrize("seed", range(3))
def test_small_weights_collapse_where_a_ratio_of_gradients_hides_it(seed: int) -> None:
    """Eight tanh layers of weights of 0.01, in twenty seeds of a prototype: activations 1.0e-12 to 3.7e-12 in the last,
    norm of dW of the first 4.9e-14 to 5.6e-13, its ratio to the last 0.21 to 3.1, that of delta 1.5e-12 to 1.2e-11.
    """
    found = at_the_start(depth=8, width=16, initializer="normal", initializer_scale=0.01, seed=seed, data_seed=seed)
    assert 5e-13 < found["activation"][-2] < 8e-12
    assert 2e-14 < found["dw"][0] < 1.5e-12
    assert 0.1 < found["dw"][0] / found["dw"][-1] < 8
    assert 7e-13 < found["delta"][0] / found["delta"][-1] < 3e-11


def test_xavier_keeps_tanh_alive_and_sigmoid_not() -> None:
    deep = dict(depth=8, width=16, initializer="xavier")
    tanh, sigmoid = at_the_start(**deep), at_the_start(**deep, activation="sigmoid")
    assert tanh["activation"][-2] > 0.05
    assert tanh["dw"][0] > 1e-3
    assert sigmoid["dw"][0] / sigmoid["dw"][-1] < 1e-4
    assert sigmoid["delta"][0] / sigmoid["delta"][-1] < 1e-4


def test_he_keeps_thirty_relu_layers_alive_and_xavier_not() -> None:
    deep = dict(depth=30, width=32, activation="relu")
    xavier, he = at_the_start(**deep, initializer="xavier"), at_the_start(**deep, initializer="he")
    assert xavier["activation"][-2] < 1e-4
    assert he["activation"][-2] > 1000 * xavier["activation"][-2]
