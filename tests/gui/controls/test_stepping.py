"""Stepping: every neighbour is legal, steps go on in both directions, and no binary dust appears."""

from __future__ import annotations

import pytest

from gui.controls import stepping
from model.knob import Knob
from model.training.experiment import KNOBS, Experiment

NUMBERS = {name: knob for name, knob in KNOBS.items() if knob.kind in (int, float) and knob.choices is None}


@pytest.mark.parametrize("name", NUMBERS)
def test_neighbours_are_legal_and_ordered(name: str):
    knob = NUMBERS[name]
    value = getattr(Experiment(), name)
    for direction in (1, -1):
        at = value
        for _ in range(40):
            after = stepping.neighbour(knob, at, direction)
            assert knob.check(after) == after
            assert at is None or (after - at) * direction >= 0
            assert len(knob.show(after)) < 12
            at = after


@pytest.mark.parametrize("name", NUMBERS)
def test_a_step_up_moves_unless_it_is_the_end(name: str):
    knob = NUMBERS[name]
    low = knob.minimum if not knob.above else stepping.neighbour(knob, 1e-9, 1)
    value = max(low, -1e9)
    assert stepping.neighbour(knob, knob.kind(value), 1) > value


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [(0.03, 0.1, 0.01), (0.05, 0.1, 0.03), (1.0, 3.0, 0.3), (10.0, 10.0, 3.0), (0.0, 1e-5, 0.0)],
)
def test_learning_rates_go_one_three_ten(value: float, up: float, down: float):
    knob = KNOBS["learning_rate"]
    assert (stepping.neighbour(knob, value, 1), stepping.neighbour(knob, value, -1)) == (up, down)


def test_a_share_goes_by_twentieths():
    knob = KNOBS["dropout"]
    assert stepping.neighbour(knob, 0.5, 1) == 0.55
    assert stepping.neighbour(knob, 0.52, 1) == 0.55
    assert stepping.neighbour(knob, 0.52, -1) == 0.5
    assert stepping.neighbour(knob, 0.95, 1) == 0.95


def test_logarithmic_knobs_without_stops_go_by_decades():
    steps = Knob("steps", int, 1, minimum=1, maximum=1e9, log=True)
    rate = Knob("rate", float, 0.0, minimum=0.0, log=True)
    assert [stepping.neighbour(steps, value, 1) for value in (1, 2, 5, 7, 1000)] == [2, 5, 10, 10, 2000]
    assert [stepping.neighbour(steps, value, -1) for value in (1, 10, 12)] == [1, 5, 10]
    assert [stepping.neighbour(rate, value, 1) for value in (0.0, 0.03, 1.0)] == [1e-5, 0.1, 3.0]
    assert stepping.neighbour(rate, 1e-5, -1) == 0.0


def test_an_empty_field_starts_with_a_useful_number():
    assert stepping.neighbour(KNOBS["max_epochs"], None, 1) == 100
