"""Going from phase to phase, forwards and back: the worker's part, without a window."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer
from model.training.contrast import Contrast, Variant
from model.training.passage import Pick, dissect
from model.training.snapshot import Snapshot, Status

from .probes import small
from .test_going_back import parameters_at
from .test_keeping import step_to
from .test_passage import arrays_of, same
from .test_worker import WILD, Watcher, watch  # noqa: F401 - a fixture

Make = Callable[..., Watcher]
NETS: dict[str, dict[str, Any]] = {
    "default": dict(samples=60),
    "all that remembers": dict(samples=62, batch_norm=True, dropout=0.3, optimizer="adam", l2=0.01, schedule="cosine"),
}
NET = pytest.mark.parametrize("settings", NETS.values(), ids=NETS)
PHASES = 9  # of a net with two hidden layers


def rests(one: Watcher, step: int, phase: int | None) -> Snapshot:
    """Wait until the worker rests at a phase of the step after ``step`` ones, or (None) outside of any."""

    def there(seen: Snapshot) -> bool:
        inside = seen.passage is not None
        return seen.step == step and inside == (phase is not None) and seen.phase == (phase or 0)

    seen = one.until(lambda s: there(s) and s.status is not Status.RUNNING)
    assert seen.passage is None or seen.passage.step == step
    return seen


def nothing_comes(one: Watcher) -> None:
    """Nothing but the moment that is seen already."""
    time.sleep(0.03)
    late = one.worker.newest()
    assert late is None or (late.step, late.phase) == (one.seen[-1].step, one.seen[-1].phase)


@NET
def test_forward_through_all_phases_is_one_step(watch: Make, settings: dict[str, Any]):  # noqa: F811
    one, trainer = watch(**settings), Trainer(Experiment(**settings))
    for step in range(4):  # over an epoch's end
        for phase in range(PHASES):
            one.worker.phase()
            seen = rests(one, step, phase)
            assert len(seen.passage.phases) == PHASES
            assert same(seen.parameters, trainer.network.parameters)
        expected = dissect(trainer)
        assert all(map(same, arrays_of(seen.passage), arrays_of(expected)))
        trainer.step()
    one.worker.phase()
    seen = rests(one, 4, 0)
    assert same(seen.parameters, trainer.network.parameters)
    assert seen.status is Status.PAUSED


@NET
def test_backward_through_phases_crosses_into_the_step_before(watch: Make, settings: dict[str, Any]):  # noqa: F811
    one = watch(**settings)
    passages, parameters = {}, {}
    one.worker.phase()
    for step in range(3):
        seen = rests(one, step, 0)
        passages[step], parameters[step] = seen.passage, seen.parameters
        one.worker.phase(PHASES)
    rests(one, 3, 0)
    for step in (2, 1, 0):
        for phase in reversed(range(PHASES)):
            one.worker.phase(-1)
            seen = rests(one, step, phase)
            assert same(seen.parameters, parameters[step])
        assert all(map(same, arrays_of(seen.passage), arrays_of(passages[step])))
        assert seen.furthest == 3
    one.worker.phase(-1)  # before the very first phase lies nothing
    one.until(lambda s: s.passage is not None and (s.step, s.phase) == (0, 0))
    nothing_comes(one)


def test_from_outside_the_first_phase_back_is_the_update_of_the_step_before(watch: Make):  # noqa: F811
    one = watch()
    one.worker.phase(-1)
    rests(one, 0, None)
    step_to(one, 5)
    after = one.seen[-1].parameters
    one.worker.phase(-1)
    seen = rests(one, 4, PHASES - 1)
    assert same(seen.passage.update.after, after)


@pytest.mark.parametrize("phase", range(0, PHASES, 3))
def test_who_plays_from_inside_a_step_plays_as_from_outside(watch: Make, phase: int):  # noqa: F811
    one = watch(dropout=0.2, batch_norm=True)
    one.worker.phase(PHASES + phase + 1)
    rests(one, 1, phase)
    one.worker.play(5)
    played = one.until(lambda s: s.step == 31)
    assert all(s.passage is None for s in one.seen if s.step > 1)
    assert same(played.parameters, parameters_at(31, dropout=0.2, batch_norm=True))


@pytest.mark.parametrize(
    ("leave", "step"),
    [
        (lambda worker: worker.step(1), 2),
        (lambda worker: worker.step_epoch(), 25),
        (lambda worker: worker.goto(0), 0),
        (lambda worker: worker.goto(1), 1),
        (lambda worker: worker.restart(Experiment(seed=3)), 0),
    ],
    ids=["step", "epoch", "goto", "stay", "restart"],
)
def test_other_orders_lead_out_of_the_step(watch: Make, leave: Callable, step: int):  # noqa: F811
    one = watch()
    one.worker.phase(PHASES + 3)
    rests(one, 1, 2)
    leave(one.worker)
    rests(one, step, None)


def test_steps_asked_for_before_are_made_first(watch: Make):  # noqa: F811
    one = watch()
    one.worker.step(1)
    one.worker.step(1)
    one.worker.phase()
    rests(one, 2, 0)


def test_a_live_change_inside_a_step_is_seen_in_the_same_phase(watch: Make):  # noqa: F811
    one = watch()
    one.worker.phase(PHASES)
    before = rests(one, 0, PHASES - 1).passage
    one.worker.change(learning_rate=0.3)
    after = one.until(lambda s: s.passage is not None and s.passage.learning_rate == 0.3)
    assert after.phase == PHASES - 1
    assert after.passage.update.step == pytest.approx(10 * before.update.step)


def test_to_a_phase_of_this_step_and_nowhere_else(watch: Make):  # noqa: F811
    one = watch()
    one.worker.phase_to(3)  # outside
    one.worker.phase()
    rests(one, 0, 0)
    one.worker.phase_to(5)
    rests(one, 0, 5)
    one.worker.phase_to(PHASES)
    nothing_comes(one)


# Slow motion


def test_slow_motion_shows_phase_after_phase(watch: Make):  # noqa: F811
    one = watch(dropout=0.2)
    one.worker.play(1, phases=True)
    last = one.until(lambda s: s.step == 3)
    assert last.status is Status.RUNNING
    inside = [(s.step, s.phase) for s in one.seen if s.passage is not None]
    assert inside == [*((step, phase) for step in range(3) for phase in range(PHASES)), (3, 0)]
    assert same(last.parameters, parameters_at(3, dropout=0.2))
    nothing_comes(one)  # before it is shown
    one.worker.pause()
    rests(one, 3, 0)
    one.worker.play(None, phases=True)  # from there
    one.until(lambda s: (s.step, s.phase) == (3, 2))
    one.worker.play(5)
    one.until(lambda s: s.step == 8 and s.passage is None)


def test_slow_motion_ends_with_the_run(watch: Make):  # noqa: F811
    one = watch(samples=20, max_epochs=2)
    one.worker.play(1, phases=True)
    end = one.until(lambda s: s.status is Status.FINISHED)
    assert (end.step, end.passage) == (2, None)


# Where the run has ended


@pytest.mark.parametrize(
    "settings", [dict(samples=20, max_epochs=2), dict(WILD, depth=3)], ids=["finished", "diverged"]
)
def test_behind_the_end_nothing_lies_but_the_way_back(watch: Make, settings: dict[str, Any]):  # noqa: F811
    one = watch(**settings)
    one.worker.play(None)
    end = one.until(lambda s: s.status in (Status.FINISHED, Status.DIVERGED))
    one.worker.phase()
    assert rests(one, end.step, None).status is end.status
    one.worker.phase(-1)
    seen = rests(one, end.step - 1, len(end.gradient_rms) * 2 + 2)
    assert seen.status is Status.PAUSED
    assert same(seen.passage.update.after, end.parameters)
    one.worker.phase()
    assert rests(one, end.step, None).status is end.status


# One point


def test_a_point_is_followed_from_step_to_step(watch: Make):  # noqa: F811
    one, trainer = watch(batch_norm=True), Trainer(Experiment(batch_norm=True))
    one.worker.phase(3)
    rests(one, 0, 2)
    one.worker.follow(Pick("validation", 6))
    seen = one.until(lambda s: s.passage is not None and s.passage.point is not None)
    assert (seen.phase, seen.followed) == (2, Pick("validation", 6))
    one.worker.phase(PHASES)
    seen = rests(one, 1, 2)
    trainer.step()  # on the minibatch, whatever was looked at
    assert same(seen.parameters, trainer.network.parameters)
    assert same(seen.passage.update.after, dissect(trainer, Pick("validation", 6)).update.after)
    one.worker.follow(None)
    seen = one.until(lambda s: s.passage is not None and s.passage.point is None)
    assert same(seen.passage.rows, dissect(trainer).rows)


def test_a_point_chosen_outside_waits_for_the_phases(watch: Make):  # noqa: F811
    one = watch()
    one.worker.follow(Pick("training", 2))
    assert one.until(lambda s: s.followed).passage is None
    one.worker.phase()
    assert rests(one, 0, 0).passage.rows.tolist() == [2]


def test_a_point_that_is_not_there_is_not_followed(watch: Make):  # noqa: F811
    one = watch()
    one.worker.phase()
    rests(one, 0, 0)
    one.worker.follow(Pick("training", 10**6))
    seen = one.until(lambda s: s.passage is not None)
    assert (seen.followed, seen.passage.point, seen.status) == (None, None, Status.READY)


# Several runs


def test_runs_in_lockstep_all_make_the_step(watch: Make):  # noqa: F811
    one, plain = watch(), small()
    variants = tuple(Variant("", changes) for changes in ({"depth": 1}, {"depth": 3}))
    one.worker.contrast(Contrast(plain, variants))
    one.until(lambda s: s.run == 2)
    one.worker.phase(8)
    seen = rests(one, 1, 0)
    (other,) = seen.companions
    assert (other.snapshot.step, other.snapshot.passage) == (1, None)
    for depth, parameters in ((1, seen.parameters), (3, other.snapshot.parameters)):
        trainer = Trainer(plain.replace(depth=depth))
        trainer.step()
        assert same(parameters, trainer.network.parameters)
    one.worker.phase(6)
    rests(one, 1, 6)
    one.worker.look_at(1)
    looked = one.until(lambda s: s.run == 3)
    assert (len(looked.passage.layers), looked.phase) == (4, 6)
    one.worker.phase(3)
    one.worker.look_at(0)  # its step has fewer phases
    assert one.until(lambda s: s.run == 4).phase == 6


def test_where_the_run_looked_at_has_ended_the_others_go_on(watch: Make):  # noqa: F811
    one = watch()
    variants = tuple(Variant("", changes) for changes in ({"max_epochs": 1}, {"max_epochs": 5}))
    one.worker.contrast(Contrast(small(batch_size=30), variants))
    one.until(lambda s: s.run == 2)
    one.worker.phase(PHASES + 1)
    seen = rests(one, 1, None)
    assert seen.companions[0].snapshot.step == 1
    one.worker.phase()
    seen = one.until(lambda s: s.companions[0].snapshot.step == 2)
    assert seen.passage is None
    np.testing.assert_equal(seen.step, 1)


@pytest.mark.parametrize("seed", range(6))
def test_however_a_step_was_reached_its_phases_are_the_same(watch: Make, seed: int):  # noqa: F811
    """Steps, phases, leaps and slow motion at random; then the step to come is that of a run that just went there."""
    rng, settings = np.random.default_rng(seed), NETS["all that remembers"]
    one, trainer = watch(**settings), Trainer(Experiment(**settings))
    orders: list[Callable[[], object]] = [
        lambda: one.worker.phase(int(rng.integers(1, 25))),
        lambda: one.worker.phase(-int(rng.integers(1, 25))),
        lambda: one.worker.step(int(rng.integers(1, 9))),
        lambda: one.worker.goto(int(rng.integers(0, 12))),
        lambda: one.worker.follow(Pick("training", int(rng.integers(0, 31)))),
        lambda: one.worker.play(1, phases=True),
    ]
    for order in rng.integers(0, len(orders), 25):
        orders[order]()
        one.until(lambda s: True)
    one.worker.follow(None)
    one.worker.phase(-1)
    one.worker.phase()
    one.worker.step(1)  # out of the step, wherever it was
    one.until(lambda s: s.passage is None and s.status is Status.PAUSED)
    one.worker.phase()
    seen = one.until(lambda s: s.passage is not None and s.phase == 0 and s.status is Status.PAUSED)
    trainer.run(seen.step)
    assert same(seen.parameters, trainer.network.parameters)
    assert all(map(same, arrays_of(seen.passage), arrays_of(dissect(trainer))))
