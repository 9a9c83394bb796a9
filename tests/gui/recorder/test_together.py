"""Runs that are compared, as options: the record command must train the very same ones."""

from __future__ import annotations

import pytest

from gui.recorder.together import together
from gui.render_options import make_parser
from gui.render_runs import contrast_of
from model.training.contrast import Contrast, Variant, alone, collected, seeds_of, values_of
from model.training.experiment import KNOBS, Experiment
from model.training.moment import Moment
from tests.gui.person import another

BASE = Experiment(samples=60, learning_rate=0.1)


def trained(options: list[str], moment: Moment) -> tuple[Experiment, ...]:
    """What the command trains."""
    parsed = make_parser().parse_args(["--out", "x.png", *options])
    return contrast_of(parsed, moment.experiment).experiments()


@pytest.mark.parametrize("focus", [0, 1])
@pytest.mark.parametrize("name", [name for name, knob in KNOBS.items() if knob.shown and name != "inputs"])
def test_values_of_any_setting(name: str, focus: int):
    runs = values_of(BASE, name, [getattr(BASE, name), another(KNOBS[name], getattr(BASE, name))])
    moment = Moment(runs.experiments()[focus], (), 5)
    options = together(runs, moment)
    assert options
    assert trained(options, moment) == runs.experiments()


@pytest.mark.parametrize("focus", [0, 3])
def test_seeds(focus: int):
    runs = seeds_of(BASE.replace(seed=7), 5)
    moment = Moment(runs.experiments()[focus])
    options = together(runs, moment)
    assert options
    assert trained(options, moment) == runs.experiments()


def test_one_run_needs_no_options():
    assert together(alone(BASE), Moment(BASE)) == []


@pytest.mark.parametrize(
    "runs",
    [
        collected([BASE, BASE.replace(activation="relu", seed=3), BASE.replace(activation="relu")]),
        Contrast(BASE, (Variant("mine", {"depth": 1}), Variant("yours", {"depth": 3}))),
        Contrast(BASE, (Variant("", {"seed": 0}), Variant("", {"seed": 5})), band=True),
        values_of(BASE, "learning_rate", [0.1, 0.1 + 1e-12]),
    ],
    ids=["two settings", "named", "seeds apart", "told apart by more digits than are shown"],
)
def test_what_cannot_be_said_is_not_said_wrongly(runs: Contrast):
    moment = Moment(runs.experiments()[0])
    options = together(runs, moment)
    assert options is None or trained(options, moment) == runs.experiments()


def test_a_compared_setting_that_was_changed_on_the_way_cannot_be_said():
    runs = values_of(BASE, "learning_rate", [0.1, 0.3])
    assert together(runs, Moment(BASE, ((3, {"learning_rate": 0.2}),), 5)) is None
