"""Turns of policies: the steps that records name are those at which the learning rates themselves turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import SCHEDULES, Experiment

EPOCH, LAST, ALL = 25, 3000, 10**6
ONCE = [name for name, schedule in SCHEDULES.items() if schedule.turns and schedule.turns.count == 1]


def turns_and_rates(**settings: Any) -> tuple[list[int], np.ndarray]:
    experiment = Experiment(learning_rate=0.1, **settings)
    steps = [step for step, _ in experiment.policy_turns(LAST, EPOCH, ALL)]
    return steps, experiment.learning_rates(np.arange(LAST + 1), EPOCH)


@pytest.mark.parametrize(
    "options", [{}, {"T_0": 7, "T_mult": 1}, {"T_0": 1, "T_mult": 3}, {"T_0": 40, "T_mult": 2}], ids=str
)
@pytest.mark.parametrize("warmup", [0, 50])
def test_warm_restarts_turn_where_the_rate_jumps_up(options: dict[str, int], warmup: int) -> None:
    steps, rates = turns_and_rates(schedule="warm_restarts", schedule_options=options, warmup_steps=warmup)
    jumps = np.flatnonzero(np.diff(rates) > 0) + 1
    if options.get("T_0", 9) > 1:  # a cycle of a single step has no fall before its restart
        assert [step for step in steps if step > warmup] == [step for step in jumps.tolist() if step > warmup]
    assert set(jumps[jumps > warmup].tolist()) <= set(steps)


def test_cycles_turn_at_their_feet() -> None:
    steps, rates = turns_and_rates(schedule="cyclic", schedule_options={"step_size_up": 13})
    inner = np.arange(1, LAST)
    feet = inner[(rates[inner] < rates[inner - 1]) & (rates[inner] < rates[inner + 1])]
    assert [step for step in steps if step < LAST] == feet.tolist()


def test_step_decay_turns_where_the_rate_drops() -> None:
    steps, rates = turns_and_rates(schedule="step", schedule_options={"step_size": 70})
    assert steps == (np.flatnonzero(np.diff(rates) < 0) + 1).tolist()


@pytest.mark.parametrize("name", ONCE)
def test_after_its_only_turn_a_policy_rests(name: str) -> None:
    steps, rates = turns_and_rates(schedule=name)
    (turn,) = steps
    assert np.ptp(rates[turn:]) < 1e-12
    assert abs(rates[turn - 2] - rates[turn]) > 1e-9


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_of_very_many_turns_some_are_chosen_evenly(name: str) -> None:
    experiment = Experiment(schedule=name)
    found = experiment.policy_turns(10**9, EPOCH, 20)
    assert len(found) <= 20
    assert [step for step, _ in found] == sorted({step for step, _ in found})
    assert all(0 < step <= 10**9 and words for step, words in found)
