"""Marks of a run: changes, turns of the policy, the best, the end; and ticks for epochs, never too many."""

from __future__ import annotations

import pytest

from model import Experiment, Trainer
from model.training.marks import KINDS, TURNS, Mark, epoch_ticks, marks_of
from model.training.timeline import BYTES

from .probes import small


def of_kind(trainer: Trainer, kind: str) -> list[Mark]:
    return [mark for mark in marks_of(trainer) if mark.kind == kind]


def test_every_mark_is_of_a_known_kind_and_in_order() -> None:
    trainer = Trainer(small(schedule="cyclic", schedule_options={"step_size_up": 9}, early_stopping=True, patience=20))
    trainer.run(60)
    trainer.change(learning_rate=0.5)
    trainer.run(4000)
    marks = marks_of(trainer)
    assert {mark.kind for mark in marks} <= set(KINDS)
    assert [mark.step for mark in marks] == sorted(mark.step for mark in marks)
    assert {"change", "turn", "end", "best"} == {mark.kind for mark in marks}


def test_turns_are_those_of_the_policy_in_force() -> None:
    """Drops every 50 steps until 120, then restarts every 40 counted from step 0."""
    trainer = Trainer(small(schedule="step", schedule_options={"step_size": 50}))
    trainer.run(120)
    trainer.change(schedule="warm_restarts", schedule_options={"T_0": 40, "T_mult": 1})
    trainer.run(90)
    turns = of_kind(trainer, "turn")
    assert [mark.step for mark in turns] == [50, 100, 120, 160, 200]
    assert "drops" in turns[0].words
    assert "restart 4" in turns[3].words
    trainer.goto(70)
    assert of_kind(trainer, "turn") == turns, "also those to come are known"


def test_a_very_long_run_has_few_turns() -> None:
    trainer = Trainer(small(schedule="cyclic", schedule_options={"step_size_up": 1}))
    trainer.run(3000)
    assert 0 < len(of_kind(trainer, "turn")) <= TURNS


def test_an_early_stop_stays_marked_after_going_back() -> None:
    trainer = Trainer(small(early_stopping=True, patience=2, learning_rate=0.5))
    trainer.run(20_000)
    assert trainer.early_stop.stopped
    (end,) = of_kind(trainer, "end")
    assert (end.step, end.grave) == (trainer.step_count, True)
    trainer.goto(end.step - 5)
    assert of_kind(trainer, "end") == [end]
    trainer.change(patience=500)
    assert not of_kind(trainer, "end")


def test_more_patience_takes_the_mark_of_a_stop_away() -> None:
    trainer = Trainer(small(early_stopping=True, patience=2, learning_rate=0.5))
    trainer.run(20_000)
    stop = trainer.step_count
    trainer.change(patience=500)
    assert not of_kind(trainer, "end")
    trainer.run(3)
    trainer.goto(stop - 1)
    trainer.goto(stop + 3)
    assert not of_kind(trainer, "end")


@pytest.mark.parametrize("furthest", [0, 24, 25, 26, 700, 99_999, 10**7])
@pytest.mark.parametrize("most", [1, 7, 60])
def test_epoch_ticks_are_ends_of_epochs_and_never_too_many(furthest: int, most: int) -> None:
    ticks, stride = epoch_ticks(furthest, 25, most)
    assert len(ticks) <= most
    assert all(step % (25 * stride) == 0 and 0 < step <= furthest for step in ticks)
    assert len(ticks) == furthest // (25 * stride)
    assert stride == 1 or furthest // 25 > most
    assert str(stride).strip("0") in ("1", "2", "5")


def test_what_early_stopping_keeps_counts_as_memory() -> None:
    plain, watching = (Trainer(Experiment(hidden=(64, 64), early_stopping=on)) for on in (False, True))
    for trainer in (plain, watching):
        trainer.run(600)
    best = {id(frame.watch.best[0]) for frame in watching.timeline if frame.watch.best}
    assert best
    size = watching.network.parameters.nbytes
    assert watching.timeline.nbytes >= sum(frame.state.parameters.nbytes for frame in watching.timeline) + size * len(
        best
    )
    assert plain.timeline.nbytes < watching.timeline.nbytes < BYTES
