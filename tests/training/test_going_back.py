"""Going back and branching: the worker's part, without a window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model import Experiment, Trainer
from model.training.contrast import Contrast, Variant
from model.training.marks import marks_of
from model.training.snapshot import Status

from .test_keeping import step_to
from .test_worker import WILD, Watcher, watch  # noqa: F401 - a fixture

Make = Callable[..., Watcher]


def parameters_at(step: int, **settings: object) -> np.ndarray:
    trainer = Trainer(Experiment(**settings))
    trainer.run(step)
    return trainer.network.parameters


def test_any_step_can_be_gone_to_and_is_as_it_was(watch: Make):  # noqa: F811
    one = watch(dropout=0.2)
    step_to(one, 200)
    for step in (150, 3, 199, 200, 0):
        one.worker.goto(step)
        there = one.until(lambda s, step=step: s.step == step)
        assert there.furthest == 200
        assert there.status is (Status.PAUSED if step else Status.READY)
        assert len(there.curves.loss.first) <= max(1, step)
        np.testing.assert_array_equal(there.parameters, parameters_at(step, dropout=0.2))


def test_of_many_wishes_the_newest_counts(watch: Make):  # noqa: F811
    one = watch()
    step_to(one, 300)
    for step in range(299, 10, -1):
        one.worker.goto(step)
    one.until(lambda s: s.step == 11)


def test_playing_on_from_the_past_repeats_the_future(watch: Make):  # noqa: F811
    one = watch()
    step_to(one, 120)
    end = one.seen[-1].parameters
    one.worker.goto(50)
    one.until(lambda s: s.step == 50)
    one.worker.step(70)
    again = one.until(lambda s: s.step == 120 and s.status is Status.PAUSED)
    np.testing.assert_array_equal(again.parameters, end)
    assert not again.companions


def test_another_future_lets_the_old_one_rest_as_a_branch(watch: Make):  # noqa: F811
    one = watch()
    step_to(one, 120)
    old = one.seen[-1]
    one.worker.goto(50)
    one.until(lambda s: s.step == 50)
    one.worker.change(learning_rate=0.3)
    branch = one.until(lambda s: len(s.branches) == 2)
    (ghost,) = branch.ghosts
    assert (ghost.own, ghost.start, ghost.furthest) == (False, 50, 120)
    np.testing.assert_array_equal(ghost.curves.loss.high, old.curves.loss.high)
    assert branch.furthest == branch.step == 50
    first, second = branch.branches
    assert (first.furthest, first.step, first.present) == (120, 120, False)
    assert (second.name, second.start, second.parent) == ("learning rate 0.3 from step 50", 50, first.number)
    one.worker.switch(first.number)
    again = one.until(lambda s: s.run == 2)
    assert (again.step, again.experiment.learning_rate) == (120, 0.03)
    np.testing.assert_array_equal(again.parameters, old.parameters)


def test_a_run_that_has_ended_can_be_taken_back(watch: Make):  # noqa: F811
    one = watch(**WILD)
    one.worker.play(None)
    end = one.until(lambda s: s.status is Status.DIVERGED)
    one.worker.goto(end.step - 1)
    back = one.until(lambda s: s.step == end.step - 1)
    assert (back.status, back.divergence) == (Status.PAUSED, None)
    assert np.isfinite(back.parameters).all()
    assert [mark.step for mark in back.marks if mark.grave] == [end.step]
    one.worker.goto(10**6)
    assert one.until(lambda s: s.status is Status.DIVERGED).step == end.step


def test_runs_in_lockstep_go_together(watch: Make):  # noqa: F811
    one = watch()
    pair = Contrast(Experiment(), (Variant("", {"learning_rate": 0.01}), Variant("", {"learning_rate": 0.1})))
    one.worker.contrast(pair)
    one.until(lambda s: s.run == 2)
    one.worker.step(90)
    one.until(lambda s: s.step == 90)
    one.worker.goto(30)
    there = one.until(lambda s: s.step == 30)
    (other,) = there.companions
    assert other.snapshot.step == 30
    np.testing.assert_array_equal(there.parameters, parameters_at(30, learning_rate=0.01))
    np.testing.assert_array_equal(other.snapshot.parameters, parameters_at(30, learning_rate=0.1))


def test_marks_name_changes_and_the_best():
    trainer = Trainer(Experiment())
    trainer.run(100)
    trainer.change(learning_rate=0.5)
    trainer.run(400)
    marks = marks_of(trainer)
    assert "changed: learning rate 0.5" in {mark.words for mark in marks if mark.step == 100}
    losses, steps = trainer.history["validation_loss"], trainer.history["evaluated_step"]
    assert steps[losses.argmin()] in {mark.step for mark in marks if "best" in mark.words}
    assert not any(mark.grave for mark in marks)
