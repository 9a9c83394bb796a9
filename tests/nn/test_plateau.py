"""The plateau policy: worked tables, PyTorch's counters as an oracle, and runs that repeat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import SCHEDULES, Experiment, Trainer
from model.nn.plateau import NOTHING, Memory
from tests.training.probes import differing, small, state

EAGER = {"patience": 0, "threshold": 0.2, "factor": 0.5}  # drops soon, so that a short run has many drops


def drops(losses: list[float], every: int = 1, **options: Any) -> list[int]:
    """How often the rate has dropped after each of ``losses``, one every so many steps from step 0 on."""
    experiment = Experiment(schedule="plateau", schedule_options=options)
    memory, counts = NOTHING, []
    for number, loss in enumerate(losses):
        memory = experiment.remembered(memory, [(number * every, loss)])
        counts.append(memory.drops)
    return counts


def test_a_worked_table() -> None:
    """Patience 20 steps, one evaluation every 10: the third one in a row that is no better is 30 steps after the best.

    The best 0.9 is of step 10: at 20 and 30 nothing happens, at 40 the rate drops and patience begins anew; at 50 and
    60 nothing, at 70 it drops again. 0.5 at step 80 is better.
    """
    losses = [1.0, 0.9, 0.9, 0.95, 0.9, 0.91, 0.92, 0.93, 0.5, 0.6]
    assert drops(losses, 10, patience=20, cooldown=0, threshold=1e-4) == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_pause_after_a_drop() -> None:
    """A cool-down of 20 steps: after the drop at 40, patience counts from 60, so that 90 is the next."""
    losses = [1.0, 0.9, *[0.9] * 9]
    assert drops(losses, 10, patience=20, cooldown=20, threshold=1e-4) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]


def test_threshold_is_a_share_of_the_best() -> None:
    """With 10 % a loss must come below 0.9, then below 0.9 * 0.89; what falls slowly does not count."""
    assert drops([1.0, 0.91, 0.89, 0.81], patience=0, threshold=0.1) == [0, 1, 1, 2]


def test_what_is_no_number_is_no_progress() -> None:
    assert drops([1.0, np.nan, np.inf, 0.5], patience=0) == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("count", "low", "rate"),
    [(0, 0.0, 0.8), (1, 0.0, 0.2), (3, 0.0, 0.0125), (3, 0.1, 0.1), (0, 2.0, 0.8), (5, 2.0, 0.8)],
)
def test_the_rate_after_drops(count: int, low: float, rate: float) -> None:
    """0.8 divided by 4 with each drop, not below ``min_lr``, and never raised to it."""
    options = {"factor": 0.25, "min_lr": low}
    experiment = Experiment(learning_rate=0.8, schedule="plateau", schedule_options=options)
    rates = experiment.learning_rates(np.arange(3), memory=Memory(drops=count))
    np.testing.assert_allclose(rates, rate, rtol=1e-15)


def pytorchs_drops(losses: list[float], patience: int, cooldown: int, threshold: float) -> list[int]:
    """ReduceLROnPlateau of PyTorch (mode min, threshold_mode rel), which counts bad epochs."""
    best, bad, cooling, count, counts = float("inf"), 0, 0, 0, []
    for loss in losses:
        if loss < best * (1 - threshold):
            best, bad = loss, 0
        else:
            bad += 1
        if cooling > 0:
            cooling -= 1
            bad = 0
        if bad > patience:
            count, cooling, bad = count + 1, cooldown, 0
        counts.append(count)
    return counts


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.8, 1.0]), min_size=1, max_size=40),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from([0.0, 1e-4, 0.4]),
    st.integers(1, 30),
)
def test_with_one_evaluation_an_epoch_it_is_pytorchs(
    losses: list[float], patience: int, cooldown: int, threshold: float, every: int
) -> None:
    found = drops(losses, every, patience=patience * every, cooldown=cooldown * every, threshold=threshold)
    assert found == pytorchs_drops(losses, patience, cooldown, threshold)


def eager(**changes: Any) -> Experiment:
    return small(schedule="plateau", schedule_options=EAGER, learning_rate=0.2, samples=40, **changes)


@pytest.mark.parametrize("warmup", [0, 25])
@pytest.mark.parametrize("fraction", [0.5, 1.0])
def test_a_run_follows_its_own_evaluations(fraction: float, warmup: int) -> None:
    """The rate at step k is that after the evaluations up to step k; those of the warm-up do not count."""
    trainer = Trainer(eager(train_fraction=fraction, warmup_steps=warmup))
    trainer.run(1500)
    watched = trainer.history["validation_loss" if fraction < 1 else "train_loss"]
    seen = [(int(step), loss) for step, loss in zip(trainer.history["evaluated_step"], watched) if step >= warmup]
    counts, best, since = {}, np.inf, warmup
    for step, loss in seen:  # patience 0: whatever is no better than the best by a fifth of it drops the rate
        better = loss < 0.8 * best
        counts[step] = max(counts.values(), default=0) + (not better and step > since)
        best, since = (loss, step) if better else (best, step)
    assert counts[seen[-1][0]] >= 3
    expected = []
    for k in range(1500):
        ramp = min(1.0, (k + 1) / warmup) if warmup else 1.0
        expected.append(0.2 * ramp * 0.5 ** max((count for step, count in counts.items() if step <= k), default=0))
    np.testing.assert_allclose(trainer.history["learning_rate"], expected, rtol=1e-12)


def test_played_clicked_and_replayed_with_live_changes_it_is_the_same_run() -> None:
    changes = {
        200: dict(schedule_options={**EAGER, "threshold": 0.01}),
        300: dict(schedule="cosine"),
        350: dict(schedule="plateau", schedule_options={**EAGER, "cooldown": 60}, warmup_steps=20),
        500: dict(learning_rate=0.1),
    }
    played, clicked = Trainer(eager()), Trainer(eager())
    for trainer in (played, clicked):
        for step, change in [*changes.items(), (700, None)]:
            while trainer.step_count < step:
                trainer.run(step - trainer.step_count if trainer is played else 1)
            if change:
                trainer.change(**change)
    wanted = state(played)
    assert not differing(state(clicked), wanted)
    for step in (650, 120, 340, 700):
        played.goto(step)
    assert not differing(state(played), wanted)
    assert len(np.unique(played.history["learning_rate"])) > 5


def test_options_that_change_are_those_of_the_whole_run() -> None:
    """A policy is a function of the step and the evaluations so far, whenever it was chosen."""
    always, later = Trainer(eager()), Trainer(small(learning_rate=0.2, samples=40))
    for trainer in (always, later):
        trainer.change(learning_rate=0.0)  # the same losses in both
        trainer.run(400)
    later.change(schedule="plateau", schedule_options=EAGER)
    for trainer in (always, later):
        trainer.change(learning_rate=0.2)
    assert always.step().learning_rate == later.step().learning_rate < 0.2


def test_only_a_policy_that_watches_is_not_foreseen() -> None:
    assert [name for name, record in SCHEDULES.items() if not record.foreseen] == ["plateau"]
