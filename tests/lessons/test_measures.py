"""Measures against hand arithmetic, on networks whose weights are written down."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from model import Trainer
from model.analysis.measures import MEASURES, Run
from model.analysis.probe import probe
from model.lessons.relations import RELATIONS
from tests.training.runs import loss

from .shelf import small


def value(trainer: Trainer, name: str, *steps: tuple[int, int]) -> float:
    return float(MEASURES[name].value(Run(trainer), *steps))


def trained(steps: int, **changes: object) -> Trainer:
    trainer = Trainer(small(**changes))
    trainer.run(steps)
    return trainer


def test_gradients_of_a_probe_are_those_of_differences() -> None:
    trainer = trained(30, depth=2, activation="tanh", batch_size=1000)
    seen = probe(trainer)
    for layer, gradient in zip(trainer.network.layers, seen.gradients):
        weights = layer.parameters["W"]
        for place in ((0, 0), (weights.shape[0] - 1, weights.shape[1] - 1)):
            losses = []
            for push in (1e-6, -1e-6):
                weights[place] += push
                losses.append(loss(trainer))
                weights[place] -= push
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(gradient[place], rel=1e-5, abs=1e-10)


def test_deltas_of_a_probe_give_its_gradients() -> None:
    """dL/dW = inputs^T delta, whatever computed either."""
    trainer = trained(5, depth=3, activation="leaky_relu", initializer="he")
    seen = probe(trainer)
    inputs = (trainer.data.train.inputs.T, *seen.activations[:-1])
    for h, delta, gradient in zip(inputs, seen.deltas, seen.gradients):
        np.testing.assert_allclose(h @ delta.T, gradient, rtol=1e-9, atol=1e-15)


def test_a_probe_changes_nothing() -> None:
    one, two = (trained(7, batch_norm=True, dropout=0.3) for _ in range(2))
    for name, measure in MEASURES.items():
        if not measure.reads_steps and name != "same_sign_share":
            measure.value(Run(one))
    for trainer in (one, two):
        trainer.run(7)
    assert (one.network.parameters == two.network.parameters).all()
    assert (one.network.running == two.network.running).all()


def test_measures_of_weights() -> None:
    trainer = trained(0, depth=1, width=2, activation="relu", initializer="zeros")
    first, last = (layer.parameters for layer in trainer.network.layers)
    first["W"][...] = [[3.0, 0.0], [0.0, 0.005]]
    last["W"][...] = [[4.0], [0.0]]
    assert value(trainer, "weight_norm") == pytest.approx(5.0, rel=1e-5)
    assert value(trainer, "zero_share") == 3 / 6
    assert value(trainer, "tiny_share") == 4 / 6
    assert value(trainer, "unit_spread") == pytest.approx(math.hypot(3, 0.005))
    assert value(trainer, "parameters") == 9
    first["b"][...] = [-1000.0, 0.0]
    assert value(trainer, "dead_at_end") == 1 / 2


def test_measures_of_the_start_do_not_see_training() -> None:
    fresh, later = trained(0, depth=3), trained(50, depth=3)
    for name in (name for name, measure in MEASURES.items() if not measure.trained):
        assert value(fresh, name) == value(later, name)


def test_losses_of_a_span_are_those_of_the_run() -> None:
    trainer = Trainer(small())
    losses = []
    trainer.run(40)
    for _ in range(3):
        trainer.run(20)
        losses.append(trainer.evaluate().train_loss)
    assert value(trainer, "loss_level", (40, 100)) == pytest.approx(sum(losses) / 3, rel=1e-12)
    assert value(trainer, "jitter", (40, 100)) == pytest.approx(np.std(losses), rel=1e-9)


def test_one_sign_for_units_fed_by_what_is_never_negative() -> None:
    for name, share in (("sigmoid", 1.0), ("relu", 1.0)):
        assert value(trained(0, depth=2, width=8, activation=name), "same_sign_share") == share
    seen = value(trained(0, depth=2, width=32, activation="linear", bias_init=0.0), "same_sign_share")
    assert seen < 0.05


def test_saturated_and_dead() -> None:
    large = trained(0, depth=2, width=16, activation="tanh", initializer="normal", initializer_scale=100.0)
    assert value(large, "saturated_share") > 0.95
    assert value(trained(0, depth=2, activation="relu", bias_init=-10.0), "dead_at_start") == 1.0


def test_dead_units_stay_dead_when_batch_norm_lifts_them() -> None:
    trainer = trained(0, depth=2, activation="relu", bias_init=-10.0, batch_norm=True, norm_position="after")
    for layer in trainer.network.layers[:-1]:
        layer.parameters["beta"][...] = 1.0
    assert value(trainer, "dead_at_end") == 1.0


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    "changes",
    [
        dict(depth=0),
        dict(depth=1, initializer="zeros"),
        dict(dataset="sine"),
        dict(dataset="hills", depth=0),
        dict(features=("x1",), train_fraction=1.0),
        dict(depth=2, initializer="zeros", batch_norm=True, norm_position="after"),
    ],
    ids=str,
)
def test_every_measure_has_a_number_or_none_for_every_network(name: str, changes: dict[str, Any]) -> None:
    steps = ((0, 3),) if MEASURES[name].reads_steps else ()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not math.isinf(value(trained(3, **changes), name, *steps))


def test_points_given_to_the_trainer_are_measured_from_the_start() -> None:
    rng = np.random.default_rng(0)
    trainer = Trainer(small(), data=(rng.normal(size=(20, 5)), rng.integers(0, 3, 20)))
    assert Run(trainer).start.gradients[0].shape == (5, 4)


def test_final_numbers_are_the_evaluation_of_now() -> None:
    trainer = trained(37)
    now = trainer.evaluate()
    assert value(trainer, "train_loss") == now.train_loss
    assert value(trainer, "loss_gap") == now.validation_loss - now.train_loss
    assert value(trainer, "epochs") == pytest.approx(37 / 3)


@pytest.mark.parametrize(
    ("name", "low", "equal", "high"),
    [("below", 1, 0, 0), ("at_most", 1, 1, 0), ("above", 0, 0, 1), ("at_least", 0, 1, 1), ("within", 0, 1, 0)],
)
def test_relations(name: str, low: int, equal: int, high: int) -> None:
    holds = RELATIONS[name].holds
    assert [bool(holds(value, 2.0, 0.5)) for value in (1.0, 2.0, 3.0)] == [bool(low), bool(equal), bool(high)]
    assert not holds(math.nan, 2.0, 0.5)


def test_every_measure_and_relation_has_a_label() -> None:
    assert all(record.label for table in (MEASURES, RELATIONS) for record in table.values())
