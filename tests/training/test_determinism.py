"""Play equals Step equals rewind-and-replay, bit for bit, whatever is asked of the run in between."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, OPTIMIZERS, SCHEDULES, Experiment, Trainer
from tests.training.probes import PLANE, differing, small, state

STEPS = 500
CASES: dict[str, dict[str, Any]] = {name: dict(optimizer=name) for name in OPTIMIZERS}
CASES |= {
    "batch norm": dict(batch_norm=True, samples=62),  # 31 points train: the last batch has 11
    "dropout": dict(dropout=0.3),
    "everything": dict(
        batch_norm=True, dropout=0.2, l1=1e-4, l2=1e-3, optimizer="momentum", schedule="cosine", label_noise=0.1
    ),
    "last batch smaller": dict(samples=74),
    "full batch": dict(batch_size=20_000),
    "one at a time": dict(batch_size=1),
    "float32": dict(precision="float32", dropout=0.3, batch_norm=True),
    "batch norm behind the activations": dict(batch_norm=True, norm_position="after", dropout=0.2, samples=62),
    "dropout by layer": dict(dropout_rates=(0.2, 0.6)),
    "max-norm": dict(max_norm=0.8, optimizer="momentum"),
    "exact zeros": dict(l1=0.01, l1_proximal=True),
    "early stopping that watches": dict(early_stopping=True, patience=400),
    "early stopping that stops": dict(early_stopping=True, patience=60, label_noise=0.2, dropout=0.2),
    "all that regularizes": dict(
        early_stopping=True,
        patience=20,
        dropout_rates=(0.1, 0.4),
        l1=1e-3,
        l1_proximal=True,
        l2=1e-3,
        max_norm=1.0,
        batch_norm=True,
        norm_position="after",
        optimizer="momentum",
    ),
    "perceptron": dict(depth=0),
    "units without gradient": dict(activation="relu", batch_size=1, width=2, depth=3),
    "gradients too small to square": dict(initializer="normal", initializer_scale=1e-50, depth=6, bias_init=0.3),
    "dead layers of 32 bits": dict(activation="relu", width=2, depth=4, precision="float32", batch_size=2),
    "six classes": dict(dataset="blobs", classes=6, batch_size=7, width=33),
    "softmax": dict(dataset="spirals", classes=3),
}
ALL = pytest.mark.parametrize("changes", CASES.values(), ids=CASES)


def played(changes: dict[str, Any], steps: int = STEPS) -> Trainer:
    trainer = Trainer(small(**changes))
    trainer.run(steps)
    return trainer


def clicked(changes: dict[str, Any], steps: int = STEPS) -> Trainer:
    trainer = Trainer(small(**changes))
    for _ in range(steps):
        if not trainer.ending:
            trainer.step()
    return trainer


def assert_same(one: Trainer, other: Trainer) -> None:
    assert not differing(state(one), state(other))


@ALL
def test_running_equals_stepping(changes: dict[str, Any]) -> None:
    assert_same(played(changes), clicked(changes))


@ALL
def test_odd_chunks_with_questions_in_between_change_nothing(changes: dict[str, Any]) -> None:
    trainer = Trainer(small(**changes))
    done = 0
    for chunk in (1, 2, 31, 32, 33, 7, 64, 1, 129, 100):
        trainer.run(chunk)
        done += chunk
        probe(trainer)
    trainer.run(0)
    trainer.run(STEPS - done)
    assert_same(trainer, played(changes))


def probe(trainer: Trainer) -> None:
    """Ask what a window asks."""
    trainer.predict(PLANE)
    trainer.predict(PLANE[:1])
    for name in ("loss", "gradient_rms", "train_loss", "evaluated_step"):
        trainer.history[name]
    for layer in trainer.network.layers:
        _ = [value.sum() for value in layer.parameters.values()]
    if hasattr(trainer, "snapshot"):
        trainer.snapshot()


@ALL
def test_going_back_and_forth_changes_nothing(changes: dict[str, Any]) -> None:
    trainer = Trainer(small(**changes))
    for step in (40, 3, 200, 199, 0, 120, STEPS):
        trainer.goto(step)
    assert_same(trainer, played(changes))


@ALL
def test_a_step_gone_back_to_is_as_it_was(changes: dict[str, Any]) -> None:
    trainer = played(changes, 137)
    trainer.goto(61)
    assert_same(trainer, played(changes, 61))
    assert len(trainer.history["loss"]) == 61


LIVE_CHANGES = [
    dict(learning_rate=0.01),
    dict(dropout=0.5),
    dict(dropout=0.0),
    dict(l1=0.01, l2=0.01),
    dict(l1=0.01, l1_proximal=True, max_norm=0.5),
    dict(dropout_rates=(0.0, 0.6)),
    dict(early_stopping=True, patience=3),
    dict(momentum=0.3),
    dict(schedule="cosine", schedule_options={"T_max": 200, "eta_min": 0.001}),
]


@pytest.mark.parametrize("change", LIVE_CHANGES, ids=str)
@pytest.mark.parametrize(
    "changes", [CASES["momentum"], CASES["everything"], CASES["dropout"]], ids=["momentum", "all", "dropout"]
)
def test_a_live_change_is_replayed_at_its_step(changes: dict[str, Any], change: dict[str, Any]) -> None:
    trainers = []
    for walk in (Trainer.run, lambda trainer, steps: [trainer.step() for _ in range(steps) if not trainer.ending]):
        trainer = Trainer(small(**changes))
        walk(trainer, 77)
        trainer.change(**change)
        walk(trainer, 123)
        trainers.append(trainer)
    one, other = trainers
    assert_same(one, other)
    other.goto(20)
    other.goto(200)
    assert_same(one, other)
    other.goto(77)
    other.goto(0)
    other.run(200)
    assert_same(one, other)


def test_a_live_change_acts_from_the_next_step_on() -> None:
    trainer = Trainer(small())
    trainer.run(5)
    trainer.change(learning_rate=0.25)
    trainer.run(5)
    np.testing.assert_array_equal(trainer.history["learning_rate"], [0.1] * 5 + [0.25] * 5)


def test_a_change_is_replayed_as_it_was_made_whatever_becomes_of_the_dict() -> None:
    trainer, options = Trainer(small()), {"step_size": 3}
    trainer.change(schedule="step", schedule_options=options)
    trainer.run(30)
    after = state(trainer)
    options["step_size"] = 1
    trainer.goto(10)
    trainer.goto(30)
    assert not differing(state(trainer), after)


def test_a_change_after_going_back_replaces_the_future() -> None:
    """What was changed later in the abandoned future does not come back."""
    trainer = Trainer(small())
    trainer.run(50)
    trainer.change(learning_rate=0.5)
    trainer.run(50)
    trainer.goto(20)
    trainer.change(learning_rate=0.02)
    trainer.run(80)
    expected = Trainer(small())
    expected.run(20)
    expected.change(learning_rate=0.02)
    expected.run(80)
    assert_same(trainer, expected)
    for step in (10, 100):
        trainer.goto(step)
    assert_same(trainer, expected)


@ALL
def test_equal_experiments_give_equal_runs_and_another_seed_another(changes: dict[str, Any]) -> None:
    one, same, other = (state(played({**changes, "seed": seed}, 60)) for seed in (3, 3, 4))
    assert not differing(one, same)
    assert {"loss", "gradient_rms", "layer 0 W", "answers"} <= set(differing(one, other))


def test_two_runs_side_by_side_do_not_disturb_each_other() -> None:
    changes = CASES["everything"]
    one, other = Trainer(small(**changes)), Trainer(small(**changes, seed=9))
    for _ in range(50):
        one.run(3)
        other.run(2)
    assert_same(one, played(changes, 150))


def test_seed_and_data_seed_are_apart() -> None:
    base, run, data = (Trainer(Experiment(**seeds)) for seeds in ({}, {"seed": 1}, {"data_seed": 1}))
    weights = [trainer.network.layers[0].parameters["W"] for trainer in (base, run, data)]
    np.testing.assert_array_equal(weights[0], weights[2])
    assert not np.array_equal(weights[0], weights[1])
    np.testing.assert_array_equal(base.data.train.points, run.data.train.points)
    assert not np.array_equal(base.data.train.points, data.data.train.points)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_activation_and_policy_replays(activation: str, schedule: str) -> None:
    changes = dict(activation=activation, schedule=schedule, samples=40, learning_rate=0.05)
    trainer = clicked(changes, 45)
    trainer.goto(10)
    trainer.goto(45)
    assert_same(trainer, played(changes, 45))


def test_a_step_that_does_not_exist_is_refused() -> None:
    trainer = Trainer(small())
    with pytest.raises(ValueError, match="-1"):
        trainer.goto(-1)


@pytest.mark.parametrize(
    "change", [dict(width=3), dict(etta=1.0), dict(learning_rate=-1.0), dict(dropout="much")], ids=str
)
def test_a_change_that_cannot_act_live_is_refused_and_changes_nothing(change: dict[str, Any]) -> None:
    trainer = Trainer(small())
    trainer.run(10)
    with pytest.raises(ValueError, match=next(iter(change))):
        trainer.change(**change)
    trainer.run(10)
    assert_same(trainer, played({}, 20))
