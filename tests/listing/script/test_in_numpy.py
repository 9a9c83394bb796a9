"""A script of a run, in a process without this program, gives the run's losses: every entry of every table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, DATASETS, INITIALIZERS, OPTIMIZERS, SCHEDULES, Experiment, Trainer
from model.data.features import FEATURES
from model.data.own.points import OwnPoints
from model.knob import Invalid
from model.listing.script import numpy_script
from model.listing.script.datasets import FEATURE_CODE, POINTS_CODE, TARGETS_CODE, VALUES_CODE
from model.listing.script.initializers import INITIALIZER_CODE
from model.listing.script.schedules import ANNEALING_CODE, CYCLE_MODE_CODE, SCHEDULE_CODE
from model.listing.script.text import WIDE
from model.nn.losses import LOSSES
from model.nn.network import NORM_POSITIONS
from model.nn.policies import ANNEALINGS, CYCLE_MODES
from model.nn.precision import PRECISIONS
from model.training.moment import Moment

from .alone import losses

STEPS = 100
SMALL = {"samples": 61, "batch_size": 6, "hidden": (5, 4), "learning_rate": 0.1}
OWN = OwnPoints("mine", [[0.5, 1, 7], [2, -1, 7], [0.1, 3, 7], [4, 4.5, 7], [2, 2, 7], [1, 0, 7]] * 3, [0, 1, 2] * 6)
SHORT = {  # options with which something happens in a hundred steps
    "step": {"step_size": 30},
    "inverse_time": {"decay_steps": 20},
    "polynomial": {"total_iters": 70, "power": 1.5},
    "cosine": {"T_max": 60, "eta_min": 0.01},
    "warm_restarts": {"T_0": 9},
    "cyclic": {"step_size_up": 7},
    "one_cycle": {"total_steps": 80},
    "warmup": {"warmup_steps": 50},
    "plateau": {"patience": 0, "threshold": 0.05, "factor": 0.6, "cooldown": 3},
}
Changes = tuple[tuple[int, dict[str, Any]], ...]


def moment(changes: Changes = (), **settings: Any) -> Moment:
    """A hundred steps of a small experiment."""
    return Moment(Experiment(**{**SMALL, **settings}), changes, STEPS)


def few() -> Iterator[Moment]:
    """A sample in which each kind of thing is there once."""
    yield Moment(Experiment(), (), STEPS)
    yield moment(dataset="spirals", classes=3, label_noise=0.2, activation="prelu", dropout=0.3, optimizer="adam")
    yield moment(dataset="hills", batch_norm=True, initializer="orthogonal", optimizer="nesterov", schedule="one_cycle")
    yield moment(own=OWN, batch_norm=True, norm_position="after", dropout_rates=(0.0, 0.5), whiten=True)
    yield moment(
        ((20, {"dropout": 0.4}), (50, {"learning_rate": 0.02, "l2": 0.01}), (70, {"schedule": "cosine"})),
        features=("x1", "x1 x2", "sin x2"),
        max_norm=0.8,
        schedule="plateau",
        schedule_options=SHORT["plateau"],
        warmup_steps=5,
    )


def all_choices() -> Iterator[tuple[str, Moment]]:
    """Every entry of every table, alone and with what it meets."""
    norms = [{}, *({"batch_norm": True, "norm_position": name, "bias_init": 0.3} for name in NORM_POSITIONS)]
    for dataset in DATASETS:
        yield dataset, moment(dataset=dataset)
    for dataset in (name for name, each in DATASETS.items() if each.class_count(3) == 3):
        yield dataset, moment(dataset=dataset, classes=4, label_noise=0.1, imbalance=0.4)
    for initializer in INITIALIZERS:
        for activation in ("tanh", "prelu"):
            yield initializer, moment(initializer=initializer, activation=activation, hidden=(4, 5), bias_init=0.1)
    for activation in ACTIVATIONS:
        for norm in norms:
            for dropout in (0.0, 0.3):
                yield activation, moment(activation=activation, dropout=dropout, leaky_slope=0.1, **norm)
    for optimizer in OPTIMIZERS:
        for norm in norms:
            yield optimizer, moment(optimizer=optimizer, dropout=0.2, **{**norm, "learning_rate": 0.02})
    for schedule in SCHEDULES:
        for warmup in (0, 12):
            options = SHORT.get(schedule)
            yield schedule, moment(schedule=schedule, schedule_options=options, warmup_steps=warmup, learning_rate=0.5)
    for mode in CYCLE_MODES:
        yield mode, moment(schedule="cyclic", schedule_options={"mode": mode, "step_size_up": 4, "gamma": 0.9})
    for annealing in ANNEALINGS:
        options = {"anneal_strategy": annealing, "total_steps": 50, "pct_start": 0.0}
        yield annealing, moment(schedule="one_cycle", schedule_options=options)
    yield "equal cycles", moment(schedule="warm_restarts", schedule_options={"T_0": 9, "T_mult": 1, "eta_min": 0.02})
    for feature in FEATURES:
        yield feature, moment(features=(feature,))
    for settings in (
        {"l1": 0.01},
        {"l1": 0.02, "l1_proximal": True},
        {"l2": 0.03},
        {"max_norm": 0.6},
        {"l1": 0.01, "l2": 0.02, "max_norm": 0.7},
        {"standardize": False},
        {"train_fraction": 1.0},
        {"hidden": ()},
        {"hidden": (3,) * 12, "activation": "relu", "initializer": "he"},
        {"batch_size": 1000},
        {"batch_size": 3, "batch_norm": True},  # 31 points: one remains
        {"own": OWN, "train_fraction": 0.7},
        {"dataset": "sine", "features": ("x1", "x1^2"), "label_noise": 0.3},
        {"early_stopping": True, "patience": 50, "min_delta": 0.1},
        {"train_fraction": 1.0, "schedule": "plateau", "schedule_options": SHORT["plateau"]},
        {"seed": 12345, "data_seed": 99},
    ):
        yield str(settings), moment(**settings)


def changed() -> Iterator[tuple[str, Moment]]:
    """Live changes of all kinds of settings."""
    yield "rate", moment(((0, {"learning_rate": 0.3}), (40, {"learning_rate": 0.01}), (40, {"l1": 0.01})))
    yield "base", moment(((20, {"learning_rate": 0.2}), (60, {"learning_rate": 0.05})), schedule="cosine")
    dropped = {**SHORT["plateau"], "min_lr": 0.06}
    yield "least", moment(((20, {"learning_rate": 0.2}),), schedule="plateau", schedule_options=dropped)
    yield "momentum", moment(((33, {"momentum": 0.2}),), optimizer="momentum")
    yield "adam", moment(((33, {"beta1": 0.5, "eps": 0.01}), (60, {"beta2": 0.9})), optimizer="adam")
    yield "dropout", moment(((10, {"dropout": 0.5}), (31, {"dropout": 0.0}), (57, {"dropout_rates": (0.1, 0.3)})))
    yield "penalties", moment(((9, {"l2": 0.1}), (20, {"max_norm": 0.5}), (40, {"l1": 0.1, "l1_proximal": True})))
    yield (
        "policy",
        moment(((30, {"schedule": "exponential"}), (60, {"schedule": "plateau"}), (80, {"warmup_steps": 90}))),
    )
    yield "stopping", moment(((30, {"early_stopping": True, "patience": 40}), (70, {"early_stopping": False})))
    yield "shorter", moment(((30, {"max_epochs": 5}), (90, {"max_epochs": 30})), max_epochs=20)
    yield "later", moment(((STEPS, {"l2": 5.0}), (STEPS + 50, {"dropout": 0.9})))


def check(moments: list[Moment], folder: Path) -> None:
    """The losses of the scripts are those of the runs, whose numbers they share to the last digits."""
    found = losses([numpy_script(each) for each in moments], folder)
    for each, curve in zip(moments, found, strict=True):
        trainer = each.trainer()
        assert trainer.step_count == len(curve)
        np.testing.assert_allclose(curve, trainer.history["loss"], rtol=1e-9, atol=1e-12, err_msg=each.short()[:300])


def test_a_sample_of_scripts_gives_the_losses_of_the_runs(tmp_path):
    check(list(few()), tmp_path)


@pytest.mark.slow
def test_every_choice_gives_the_losses_of_the_run(tmp_path):
    check([each for _, each in all_choices()], tmp_path)


def test_live_changes_come_at_their_steps(tmp_path):
    check([each for _, each in changed()], tmp_path)


@pytest.mark.parametrize(
    ("code", "table"),
    [
        ({**POINTS_CODE, **VALUES_CODE}, DATASETS),
        (FEATURE_CODE, FEATURES),
        (TARGETS_CODE, LOSSES),
        (INITIALIZER_CODE, INITIALIZERS),
        (SCHEDULE_CODE, SCHEDULES),
        (CYCLE_MODE_CODE, CYCLE_MODES),
        (ANNEALING_CODE, ANNEALINGS),
    ],
    ids=lambda each: getattr(each, "noun", ""),
)
def test_every_record_of_every_table_has_its_code(code, table):
    assert set(code) == set(table)


def test_early_stopping_ends_the_script_where_it_ends_the_run(tmp_path):
    stopped = Moment(Experiment(**SMALL, early_stopping=True, patience=1, min_delta=0.2, batch_norm=True), (), 5000)
    trainer = stopped.trainer()
    assert trainer.early_stop.stopped
    ((curve),) = losses([numpy_script(stopped)], tmp_path)
    np.testing.assert_allclose(curve, trainer.history["loss"], rtol=1e-9)


def test_more_patience_takes_a_stop_back_in_the_script_too(tmp_path):
    trainer = Trainer(Experiment(**SMALL, early_stopping=True, patience=1, min_delta=0.2))
    trainer.run(5000)
    stopped = trainer.step_count
    trainer.change(patience=4)
    trainer.run(5000)
    assert stopped < trainer.step_count < 5000
    (curve,) = losses([numpy_script(Moment.of(trainer))], tmp_path)
    np.testing.assert_allclose(curve, trainer.history["loss"], rtol=1e-9)


def test_a_run_of_32_bits_stays_near_its_script(tmp_path):
    single = moment(precision="float32", dropout=0.2, batch_norm=True, optimizer="momentum")
    (curve,) = losses([numpy_script(single)], tmp_path)
    assert PRECISIONS["float32"].name in numpy_script(single)
    np.testing.assert_allclose(curve, single.trainer().history["loss"], rtol=1e-3)


@pytest.mark.parametrize("each", list(few()), ids=lambda each: each.experiment.dataset)
def test_no_line_is_too_wide_and_each_script_is_short(each):
    lines = numpy_script(each).splitlines()
    assert max(map(len, lines)) <= WIDE
    assert len(lines) < 250


def test_the_script_of_the_first_experiment_is_short():
    assert 80 <= len(numpy_script(Moment(Experiment())).splitlines()) <= 120


@pytest.mark.parametrize("word", ["dropout", "masks", "running_mean", "velocities", "learning_rate", "evaluations"])
def test_what_is_not_chosen_is_not_there(word):
    chosen = moment(dropout=0.1, batch_norm=True, optimizer="momentum", schedule="plateau", hidden=(3,))
    assert word in numpy_script(chosen)
    assert not re.search(word, numpy_script(Moment(Experiment())))


def test_own_points_that_are_too_many_are_refused_by_name():
    many = OwnPoints("many", np.arange(6000.0).reshape(3000, 2), np.arange(3000) % 2)
    with pytest.raises(Invalid, match=r"own: .*4,000"):
        numpy_script(Moment(Experiment(own=many)))


def test_a_name_cannot_break_out_of_its_comment(tmp_path):
    """The name of own points is a person's words: quotes and backslashes stay words."""
    facts = json.loads(json.dumps(OWN.facts())) | {"name": 'a"""b\\'}
    named = Moment(Experiment(own=OwnPoints.of(facts), hidden=(2,)), (), 3)
    assert len(losses([numpy_script(named)], tmp_path)[0]) == 3
