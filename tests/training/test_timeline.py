"""Going to any step: exact, from few keyframes, with histories that know what is past and what is to come."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from model import Trainer
from model.training import history, timeline
from tests.training.probes import differing, small, state
from tests.training.test_history import check_extremes

RICH: dict[str, Any] = dict(
    batch_norm=True, dropout=0.2, l2=1e-3, optimizer="momentum", schedule="cosine", batch_size=5, samples=62
)
RICHER: dict[str, Any] = dict(
    activation="prelu", optimizer="adam", schedule="plateau", schedule_options={"patience": 3}, early_stopping=True,
    patience=30, dropout=0.2, max_norm=2.0, batch_size=5, samples=62,
)  # fmt: skip


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few keyframes, few rows, few buckets: what happens to others after a million steps happens here soon."""
    monkeypatch.setattr(timeline, "MOST", 6)
    monkeypatch.setattr(history, "ROWS", 64)
    monkeypatch.setattr(history, "EVALUATION_ROWS", 16)
    monkeypatch.setattr(history, "BUCKETS", 32)
    monkeypatch.setattr(history, "SPAN", 4)
    monkeypatch.setattr(history, "DRAWN", 8)
    for length in ("block_length", "keyframe_spacing"):
        monkeypatch.setattr(f"model.training.updates.{length}", lambda network, batch: 16)


def assert_same(one: Trainer, other: Trainer) -> None:
    """Equal in everything the next step depends on."""
    assert one.experiment == other.experiment
    for part in ("state", "recorded", "early_stop"):
        mine, others = (getattr(trainer, part) for trainer in (one, other))
        np.testing.assert_equal(mine and dataclasses.asdict(mine), others and dataclasses.asdict(others))  # NaN is NaN
    np.testing.assert_equal(dataclasses.asdict(one.signals()), dataclasses.asdict(other.signals()))


def assert_curves(trainer: Trainer, reference: Trainer) -> None:
    """Every bucket of the loss curve has the exact extremes of its steps, as a run made step by step tells them."""
    losses = [reference.step().loss for _ in range(trainer.step_count)]
    check_extremes(trainer.history.curves().loss, np.array(losses))


def fresh(steps: int, changes: dict[int, dict[str, Any]] | None = None, settings: dict[str, Any] = RICH) -> Trainer:
    """A run made in one go, with live changes at given steps."""
    trainer = Trainer(small(**settings))
    for step, change in (changes or {}).items():
        trainer.goto(step)
        trainer.change(**change)
    trainer.goto(steps)
    return trainer


def test_what_watches_the_run_is_as_it_was(tight: None) -> None:
    trainer, rng = fresh(10_000, settings=RICHER), np.random.default_rng(4)
    end = trainer.step_count
    assert trainer.early_stop.stopped is not None
    for step in (end, 1, end - 1, *rng.integers(0, end, 8).tolist(), end):
        trainer.goto(step)
        assert_same(trainer, fresh(step, settings=RICHER))


def test_more_patience_goes_on_from_the_past(tight: None) -> None:
    trainer = fresh(10_000, settings=RICHER)
    end = trainer.step_count
    trainer.goto(end - 10)
    trainer.change(patience=40)
    trainer.goto(end + 20)
    assert_same(trainer, fresh(end + 20, {end - 10: dict(patience=40)}, RICHER))


def test_every_step_can_be_gone_to(tight: None) -> None:
    trainer, rng = fresh(700), np.random.default_rng(3)
    for step in (0, 699, 1, 350, *rng.integers(0, 700, 12).tolist()):
        trainer.goto(step)
        assert trainer.step_count == step
        assert_same(trainer, fresh(step))
    assert_curves(trainer, fresh(0))
    trainer.goto(700)
    assert_same(trainer, fresh(700))
    assert_curves(trainer, fresh(0))


def test_only_what_is_past_is_read() -> None:
    trainer = fresh(300)
    trainer.goto(120)
    assert not differing(state(trainer), state(fresh(120)))
    assert len(trainer.history) == 120
    assert trainer.history["step"].tolist() == list(range(1, 121))
    assert trainer.history["evaluated_step"].max() <= 120
    assert_same(trainer, fresh(120))


@pytest.mark.parametrize("back", [20, 333, 345, 352, 640])
def test_another_future_forgets_the_old_one(tight: None, back: int) -> None:
    """Also where the pyramid's last bucket needs rows that are gone: a replay gives them again."""
    trainer = fresh(650)
    trainer.goto(back)
    trainer.change(learning_rate=0.2)
    trainer.goto(back + 150)
    again = fresh(back + 150, {back: dict(learning_rate=0.2)})
    assert_same(trainer, again)
    again.goto(0)
    assert_curves(trainer, again)


def test_changes_of_the_past_are_in_force_where_they_were(tight: None) -> None:
    changes = {40: dict(dropout=0.5), 200: dict(learning_rate=0.001)}
    trainer = fresh(400, changes)
    for step in (39, 40, 41, 199, 300, 100):
        trainer.goto(step)
        assert_same(trainer, fresh(step, {at: change for at, change in changes.items() if at <= step}))


@pytest.mark.parametrize("change", [dict(warmup_steps=40), dict(early_stopping=False)], ids=str)
def test_a_change_where_a_state_was_kept(tight: None, change: dict[str, Any]) -> None:
    """The state that was kept there knows what was before the change; nothing may start from it any more."""
    trainer = fresh(100, settings=RICHER)
    kept = trainer.timeline.before(60).state.step
    trainer.goto(kept)
    trainer.change(**change)
    trainer.goto(kept + 20)
    trainer.goto(kept + 1)
    assert_same(trainer, fresh(kept + 1, {kept: change}, RICHER))


def test_a_change_at_step_0_of_a_run_whose_first_rows_are_gone(tight: None) -> None:
    trainer = fresh(400)
    trainer.goto(0)
    trainer.change(learning_rate=0.002)
    trainer.goto(50)
    assert_same(trainer, fresh(50, {0: dict(learning_rate=0.002)}))


def test_a_refused_change_forgets_nothing() -> None:
    trainer = fresh(100)
    trainer.goto(50)
    with pytest.raises(ValueError, match="learning_rate"):
        trainer.change(learning_rate=-1.0)
    trainer.goto(100)
    assert_same(trainer, fresh(100))


def test_a_diverged_run_can_be_taken_back_and_diverges_again() -> None:
    wild = small(activation="leaky_relu", initializer="he", learning_rate=1e6)
    trainer = Trainer(wild)
    trainer.run(100)
    end = trainer.step_count
    assert trainer.divergence
    trainer.goto(end - 1)
    assert not trainer.ending
    trainer.run(10)
    assert (trainer.step_count, bool(trainer.divergence)) == (end, True)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "BYTES", 200_000)
    trainer = fresh(0)
    trainer._updates.block = 8
    trainer.timeline.spacing = 8
    trainer.run(8_000)
    assert 2 < len(trainer.timeline) < 1024
    assert trainer.timeline.nbytes <= 200_000
