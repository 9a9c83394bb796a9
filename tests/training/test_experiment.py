"""The experiment: its defaults, its files, and what it refuses."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import DATASETS, SCHEDULES, Experiment
from model.knob import Knob
from model.training.experiment import FIELDS, KNOBS

CONTRACT = dict(
    dataset="circles", samples=500, classes=2, noise=0.1, label_noise=0.0, train_fraction=0.5, standardize=True,
    data_seed=0, seed=0, depth=2, width=8, hidden=None, activation="tanh", leaky_slope=0.01,
    initializer="xavier", initializer_scale=0.01, bias_init=0.0, batch_norm=False, dropout=0.0, l1=0.0, l2=0.0,
    optimizer="sgd", momentum=0.9, learning_rate=0.03, schedule="constant", schedule_options=None,
    batch_size=10, max_epochs=None, early_stopping=False, patience=50, min_delta=0.0, restore_best=True,
    precision="float64",
    prelu_init=0.25, rmsprop_alpha=0.99, beta1=0.9, beta2=0.999, eps=1e-8, warmup_steps=0,
)  # fmt: skip
BRACKETS = str.maketrans("", "", "()[],")
NUMBERS = [name for name, knob in KNOBS.items() if knob.kind in (int, float) and knob.choices is None]


def test_names_and_defaults_are_those_that_scripts_rely_on() -> None:
    assert {name: getattr(Experiment(), name) for name in CONTRACT} == CONTRACT


def random_value(rng: np.random.Generator, knob: Knob) -> Any:
    """A legal value, ends and tiny numbers included."""
    if knob.optional and rng.random() < 0.3:
        return None
    if knob.choices is not None:
        return str(rng.choice(list(knob.choices)))
    if knob.several is not None:
        names = list(knob.several)
        return (names[0], *rng.permutation(names[1:])[: rng.integers(len(names))].tolist())
    if knob.kind is bool:
        return bool(rng.random() < 0.5)
    if knob.kind is tuple:
        return tuple(float(value) for value in rng.uniform(knob.minimum, knob.maximum, 3))
    high = min(knob.maximum, 1e12)
    value = [knob.minimum, high, rng.uniform(knob.minimum, high), high * 10 ** rng.uniform(-12, 0)][rng.integers(4)]
    value = min(max(value, knob.minimum), high)
    return int(value) if knob.kind is int else float(value)


def random_experiment(rng: np.random.Generator) -> Experiment:
    values = {name: random_value(rng, knob) for name, knob in KNOBS.items()}
    values["batch_size"] = max(2, values["batch_size"])
    values["samples"], values["imbalance"] = max(60, values["samples"]), float(rng.choice([0.0, 0.6]))
    values["early_stopping"] &= values["train_fraction"] < 0.9
    if rng.random() < 0.5:
        values["hidden"] = tuple(int(width) for width in rng.integers(1, 257, rng.integers(0, 31)))
    if values["dropout_rates"] is not None:
        values["hidden"] = values.get("hidden", (3, 2, 1))[:3]
        values["dropout_rates"] = values["dropout_rates"][: len(values["hidden"])]
    plain = Experiment(**values)
    options = plain.options()
    chosen = {knob.name: random_value(rng, knob) for knob in SCHEDULES[plain.schedule].options if rng.random() < 0.5}
    legal = {
        knob.name: value
        for knob in SCHEDULES[plain.schedule].options
        if (value := chosen.get(knob.name)) and not knob.above
    }
    return plain.replace(schedule_options=legal or options or None)


@pytest.mark.parametrize("seed", range(60))
def test_any_experiment_comes_back_from_its_file_the_same(seed: int) -> None:
    experiment = random_experiment(np.random.default_rng(seed))
    text = experiment.to_json()
    again = Experiment.from_json(text)
    assert again == experiment
    assert again.to_json() == text
    assert set(json.loads(text)) == set(FIELDS)
    assert not experiment.differences(again)


def test_a_file_with_few_settings_takes_defaults_for_the_rest() -> None:
    assert Experiment.from_json('{"depth": 3}') == Experiment(depth=3)
    assert Experiment.from_json('{"hidden": [4, 2]}').hidden == (4, 2)


def refused(**values: Any) -> str:
    """What the refusal says, from the constructor, a changed copy and a file alike."""
    messages = set()
    for build in (
        lambda: Experiment(**values),
        lambda: Experiment().replace(**values),
        lambda: Experiment.from_json(json.dumps(values)),
    ):
        with pytest.raises(ValueError, match=next(iter(values))) as error:
            build()
        messages.add(str(error.value))
    assert len({message.translate(BRACKETS) for message in messages}) == 1  # a tuple comes out of a file as a list
    return messages.pop()


@pytest.mark.parametrize("name", NUMBERS)
def test_out_of_range_names_key_value_and_range(name: str) -> None:
    knob = KNOBS[name]
    for edge, beyond in ((knob.minimum, -1), (knob.maximum, 1)):
        if not math.isinf(edge):
            value = knob.kind(edge + beyond * max(1, abs(edge) / 4))
            message = refused(**{name: value})
            assert repr(value) in message
            assert knob.legal in message


@pytest.mark.parametrize("name", KNOBS)
@pytest.mark.parametrize("value", ["fast", [1], {"a": 1}])
def test_a_wrong_type_names_key_value_and_range(name: str, value: Any) -> None:
    message = refused(**{name: value})
    assert repr(value)[1:-1] in message
    assert KNOBS[name].legal in message


@pytest.mark.parametrize("name", [name for name in KNOBS if KNOBS[name].kind is not bool])
def test_a_switch_is_no_number(name: str) -> None:
    refused(**{name: True})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_not_finite_is_refused(name: str, value: float) -> None:
    refused(**{name: value})


@pytest.mark.parametrize("name", ["samples", "depth", "width", "batch_size", "seed"])
def test_half_a_point_is_refused(name: str) -> None:
    refused(**{name: 20.5})


def test_an_unknown_setting_is_refused_by_name() -> None:
    for build in (lambda: Experiment.from_json('{"etta": 3}'), lambda: Experiment().replace(etta=3)):
        with pytest.raises(ValueError, match=r"etta.*3.*learning_rate"):
            build()


@pytest.mark.parametrize("text", ["[]", "3", "null", "{", '{"depth": 1} x'])
def test_what_is_no_experiment_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Experiment.from_json(text)


@pytest.mark.parametrize("hidden", [(0,), (257,), (2.5,), ("8",), 8, (8,) * 31, [None]])
def test_impossible_layers_are_refused(hidden: Any) -> None:
    assert "hidden" in refused(hidden=hidden)


@pytest.mark.parametrize(
    ("schedule", "options", "named"),
    [
        ("constant", {"gamma": 0.5}, "gamma"),
        ("step", {"gama": 0.5}, "gama"),
        ("step", {"gamma": 0.0}, "gamma"),
        ("step", {"gamma": 1.5}, "gamma"),
        ("step", {"step_size": 0}, "step_size"),
        ("cosine", {"T_max": 2.5}, "T_max"),
        ("cyclic", {"mode": "square"}, "mode"),
    ],
)
def test_impossible_schedule_options_are_refused_by_name(schedule: str, options: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Experiment(schedule=schedule, schedule_options=options)


def test_another_schedule_drops_the_options_of_the_old_one() -> None:
    step = Experiment(schedule="step", schedule_options={"gamma": 0.3})
    assert step.replace(learning_rate=1.0).schedule_options == {"gamma": 0.3}
    assert step.replace(schedule="cosine").schedule_options is None


def test_hidden_wins_over_depth_and_width() -> None:
    assert Experiment(hidden=(8, 4), depth=9, width=99).widths == (8, 4)
    assert Experiment(hidden=(), depth=9).widths == ()
    assert Experiment(depth=3, width=2).widths == (2, 2, 2)
    assert Experiment(depth=0).widths == ()


def test_an_experiment_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Experiment().depth = 3  # type: ignore[misc]


def test_a_batch_of_one_is_refused_with_batch_norm_only() -> None:
    assert Experiment(batch_size=1).batch_size == 1
    assert Experiment(batch_size=1, batch_norm=True, depth=0).batch_size == 1
    assert "batch norm" in refused(batch_size=1, batch_norm=True)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize(
    ("samples", "fraction", "batch", "steps"), [(100, 0.5, 10, 5), (100, 1.0, 30, 4), (12, 0.5, 99, 1)]
)
def test_steps_per_epoch_is_the_rounded_up_quotient(
    name: str, samples: int, fraction: float, batch: int, steps: int
) -> None:
    experiment = Experiment(dataset=name, samples=samples, train_fraction=fraction, batch_size=batch)
    assert experiment.steps_per_epoch == steps


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda experiment: pickle.loads(pickle.dumps(experiment))])
def test_an_experiment_can_be_copied_and_pickled(again: Callable[[Experiment], Experiment]) -> None:
    experiment = Experiment(schedule="step", schedule_options={"gamma": 0.25}, hidden=(3, 4))
    assert again(experiment) == experiment


def test_equal_experiments_have_equal_hashes_with_options_too() -> None:
    one = Experiment(schedule="step", schedule_options={"gamma": 0.25, "step_size": 10})
    same = Experiment.from_json(one.to_json())
    turned = one.replace(schedule_options={"step_size": 10, "gamma": 0.25})
    other = one.replace(schedule_options={"gamma": 0.5})
    assert len({one, same, turned}) == 1
    assert len({one, other, Experiment(), Experiment(seed=1)}) == 4
