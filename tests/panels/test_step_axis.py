"""The axis of steps: the same in every panel that has one, with room for all runs and all plans, and seldom new."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from gui.panels import PANELS
from gui.panels.curves.step_axis import LEAST, step_axis
from gui.panels.drawing.span import Steps
from gui.theme.palette import LIGHT
from model import SCHEDULES
from model.training.experiment import Experiment
from model.training.snapshot import Companion
from tests.panels.synthetic import snapshot


def over_steps() -> list[str]:
    """The panels whose x axis counts steps."""
    found = []
    for name, record in PANELS.items():
        panel = record.panel(Figure(), LIGHT)
        panel.show(snapshot())
        found += [name] if isinstance(panel.x, Steps) else []
    return found


def at(step: int, **settings: object):
    return dataclasses.replace(snapshot(100), step=step, experiment=Experiment(**settings), steps_per_epoch=25)


@given(st.integers(0, 10**12))
def test_the_newest_step_has_room_and_most_of_the_axis_is_used(step: int):
    axis = step_axis(at(step))
    assert axis.low == 0
    assert step < axis.high <= max(LEAST, 2.6 * step + 2)


def test_the_axis_changes_logarithmically_often():
    ends = [step_axis(at(int(step))).high for step in np.unique(np.geomspace(1, 1e8, 700).astype(int))]
    assert ends == sorted(ends)
    assert len(set(ends)) < 30


@pytest.mark.parametrize("settings", [
    {}, {"max_epochs": 40}, {"warmup_steps": 300}, *({"schedule": name} for name in SCHEDULES),
], ids=str)  # fmt: skip
@pytest.mark.parametrize("step", [0, pytest.param(900, marks=pytest.mark.slow), 40_000])
def test_every_panel_over_steps_has_the_same_axis(settings: dict, step: int):
    axes, names = set(), over_steps()
    assert len(names) >= 3
    for name in names:
        panel = PANELS[name].panel(Figure(), LIGHT)
        for moment in (at(0, **settings), at(step, **settings)):
            panel.show(moment)
        axes.add(panel.x)
    assert axes == {step_axis(at(step, **settings))}


def test_a_bounded_run_is_there_from_its_first_step_to_its_last():
    first, last = (step_axis(at(step, max_epochs=40)).high for step in (0, 40 * 25))
    assert first == last
    assert 1000 < first <= 1050


def test_what_a_policy_plans_is_there_before_it_is_done():
    options = {"T_max": 70_000}
    assert 70_000 < step_axis(at(0, schedule="cosine", schedule_options=options)).high < 200_000
    assert step_axis(at(0, warmup_steps=900)).high > 900
    assert step_axis(at(0)).high == LEAST


def test_the_longest_of_all_runs_counts_and_of_kept_ones_what_they_did():
    alone, longer = at(50), at(50, max_epochs=100)
    beside = Companion(1, "longer", {}, longer)
    kept = Companion(-1, "kept", {}, dataclasses.replace(longer, step=300))
    assert step_axis(dataclasses.replace(alone, companions=(beside,))) == step_axis(longer)
    assert step_axis(dataclasses.replace(longer, companions=(Companion(0, "x", {}, alone),))) == step_axis(longer)
    assert 300 < step_axis(dataclasses.replace(alone, companions=(kept,))).high <= 500


def test_a_run_that_goes_back_keeps_its_axis():
    ahead = at(4000)
    assert step_axis(dataclasses.replace(at(30), furthest=4000)) == step_axis(ahead)
