"""The promise of the tables: a record added at run time is everywhere at once, without another line of code."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest

from gui import render, render_options, render_runs
from model import ACTIVATIONS, DATASETS, INITIALIZERS, SCHEDULES, Experiment, Trainer
from model.knob import Knob
from model.nn.activations import Activation
from model.nn.initializers import Initializer
from model.nn.plan import Plan
from model.nn.schedules import Schedule
from model.training.experiment import KNOBS
from tests.gui.person import Person
from tests.nn.test_gradients import check, trainer_away_from_kinks

CHOICES = {"activation": "sine", "schedule": "sawtooth", "initializer": "coin", "dataset": "halves"}


def sine(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    return [partial(np.sin, z, h)]


def sine_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    return [partial(np.cos, z, d)]


def halves(rng: np.random.Generator, labels: np.ndarray, noise: float, classes: int) -> np.ndarray:
    points = rng.uniform(0.1, 1.0, (len(labels), 2))
    points[:, 0] *= 2 * labels - 1
    return points + noise * rng.standard_normal(points.shape)


RECORDS = (
    (ACTIVATIONS, Activation("sine", "sine wave", sine, sine_derivative, lambda slope: 1.0, "sin(z).")),
    (
        SCHEDULES,
        Schedule(
            "sawtooth",
            "saw tooth",
            lambda step, rate, options: rate * (1.0 - np.asarray(step) % options["teeth"] / options["teeth"]),
            (Knob("teeth", int, 50, "Tooth", "steps", "Steps of one fall.", minimum=2, maximum=1000, live=True),),
            "Falls and falls again.",
        ),
    ),
    (
        INITIALIZERS,
        Initializer(
            "coin",
            "heads or tails",
            lambda rng, draw: rng.choice([-0.5, 0.5], (draw.fan_in, draw.fan_out)),
            "1/2 or -1/2.",
        ),
    ),
    (DATASETS, dataclasses.replace(DATASETS["moons"], name="halves", label="two halves", generate=halves)),
)


@pytest.fixture(autouse=True)
def additions() -> Iterator[None]:
    add()
    yield
    remove()


def add() -> None:
    for table, record in RECORDS:
        table.add(record)


def remove() -> None:
    for table, record in RECORDS:
        table.remove(record.name)


def test_the_records_are_the_choices_of_this_test() -> None:
    assert {record.name for _, record in RECORDS} == set(CHOICES.values())
    for name, value in CHOICES.items():
        assert value in KNOBS[name].choices


def test_a_person_finds_them_in_the_form_and_trains_with_them(person: Callable[..., Person]) -> None:
    remove()
    one = person(samples=60)
    add()  # while the window is open
    for name, value in CHOICES.items():
        box = one.bench.form.row(name).field.main
        one.focus(box)
        one.press(box, "<Down>")  # the list is read anew
        assert KNOBS[name].choices[value].label in box.cget("values")
        one.set(name, value)
    one.set("schedule", 20, option="teeth")
    wanted = Experiment(samples=60, schedule_options={"teeth": 20}, **CHOICES)
    assert one.session.experiment == wanted
    one.wait(lambda: one.now.experiment == wanted)
    one.play(45)
    one.rest()
    panel = one.bench.board.canvases["learning_rate"].panel
    assert panel.key(one.now)[1].text == "to come (saw tooth)"
    np.testing.assert_allclose(wanted.learning_rates([0, 10, 19, 20]), [0.03, 0.015, 0.0015, 0.03])
    row = one.bench.form.row("activation")
    assert "sin(z)." in row.words()


def test_the_command_line_knows_them(capsys: pytest.CaptureFixture[str]) -> None:
    words = [word for name, value in CHOICES.items() for word in (f"--{name}", value)]
    options = render_options.make_parser().parse_args(["--out", "x.png", *words, "--schedule-options", '{"teeth": 7}'])
    assert render_runs.experiment_of(options) == Experiment(schedule_options={"teeth": 7}, **CHOICES)
    assert render.main(["--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(value in told for value in CHOICES.values())


def test_they_come_back_from_a_file() -> None:
    experiment = Experiment(schedule_options={"teeth": 9}, **CHOICES)
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert {name: json.loads(experiment.to_json())[name] for name in CHOICES} == CHOICES
    with pytest.raises(ValueError, match=r"sine, cosine|relu.*sine"):
        Experiment(activation="cosine")


@pytest.mark.parametrize("changes", [{}, dict(batch_norm=True), dict(depth=0)], ids=str)
def test_their_gradient_is_checked_like_any_other(changes: dict) -> None:
    """Through back-propagation against differences; the activation answers for its own values, not its derivative."""
    widths = {} if "depth" in changes else dict(hidden=(4, 3))
    check(*trainer_away_from_kinks(3, activation="sine", initializer="coin", **widths, **changes))


def test_a_wrong_derivative_would_be_found() -> None:
    backward = ACTIVATIONS["softplus"].backward
    wrong = dataclasses.replace(ACTIVATIONS["sine"], name="wrong", backward=backward)
    ACTIVATIONS.add(wrong)
    try:
        with pytest.raises(AssertionError, match="layer 0"):
            check(*trainer_away_from_kinks(2, hidden=(4, 3), activation="wrong"))
    finally:
        ACTIVATIONS.remove("wrong")


def test_they_learn_and_repeat() -> None:
    """Two halves of a plane are told apart, whether played or replayed."""
    trainer = Trainer(Experiment(samples=60, noise=0.0, learning_rate=0.2, **CHOICES))
    trainer.run(300)
    end = trainer.network.parameters.copy()
    assert trainer.evaluate().train_accuracy == 1.0
    assert set(np.unique(np.abs(Trainer(trainer.experiment).network.layers[0].parameters["W"]))) == {0.5}
    trainer.goto(100)
    trainer.goto(300)
    np.testing.assert_array_equal(trainer.network.parameters, end)
