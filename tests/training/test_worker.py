"""The worker: orders, snapshots and failures of the only thread, without a window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer
from model.training.snapshot import Snapshot, Status
from model.training.worker import Worker

PATIENCE = 20.0
NETS: dict[str, dict[str, Any]] = {
    "default": {},
    "dropout, momentum and a remainder": dict(dropout=0.3, optimizer="momentum", batch_size=32),
    "batch norm": dict(batch_norm=True, batch_size=16),
}
WILD = dict(activation="leaky_relu", initializer="he", learning_rate=1e6)


class Watcher:
    """A worker, and someone who takes its snapshots."""

    def __init__(self, **settings: Any) -> None:
        self.worker = Worker(Experiment(**settings))
        self.seen: list[Snapshot] = []

    def until(self, true: Callable[[Snapshot], object], shows: bool = True) -> Snapshot:
        """Take snapshots, and say that they are shown, until one is as wished."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            snapshot = self.worker.newest()
            if snapshot is None:
                time.sleep(0.0005)
                continue
            self.seen.append(snapshot)
            if true(snapshot):
                return snapshot
            if shows:
                self.worker.shown(snapshot)
        raise AssertionError(f"waited in vain; the last was {self.seen[-1:]}")


@pytest.fixture
def watch() -> Iterator[Callable[..., Watcher]]:
    made: list[Watcher] = []

    def make(**settings: Any) -> Watcher:
        made.append(Watcher(**settings))
        return made[-1]

    yield make
    for one in made:
        one.worker.close()
        assert not one.worker._thread.is_alive()


@pytest.mark.parametrize("settings", NETS.values(), ids=NETS)
def test_played_stepped_and_run_are_the_same(watch: Callable[..., Watcher], settings: dict[str, Any]):
    played, clicked, trainer = watch(**settings), watch(**settings), Trainer(Experiment(**settings))
    played.worker.play(5)
    at_the_end = played.until(lambda s: s.step == 500)
    assert [s.step for s in played.seen if s.step] == list(range(5, 505, 5))
    assert all(s.boundary is not None and s.boundary.step == s.step for s in played.seen)
    for step in range(1, 501):
        clicked.worker.step(1)
        by_click = clicked.until(lambda s, step=step: s.step >= step and s.status is Status.PAUSED)
        assert by_click.step == step
    trainer.run(500)
    np.testing.assert_array_equal(at_the_end.parameters, trainer.network.parameters)
    np.testing.assert_array_equal(by_click.parameters, trainer.network.parameters)


def test_nothing_goes_on_before_a_picture_is_shown(watch: Callable[..., Watcher]):
    one = watch()
    one.worker.play(5)
    one.until(lambda s: s.step == 5)
    time.sleep(0.05)
    assert one.worker.newest() is None
    one.worker.shown(one.seen[0])  # an older one does not count
    time.sleep(0.05)
    assert one.worker.newest() is None
    one.worker.shown(one.seen[-1])
    one.until(lambda s: s.step == 10)


def test_orders_that_pile_up_are_all_obeyed(watch: Callable[..., Watcher]):
    one = watch()
    for _ in range(200):
        one.worker.step(1)
    assert one.until(lambda s: s.status is Status.PAUSED and s.step >= 200).step == 200
    for _ in range(3):
        one.worker.step_epoch()
    assert one.until(lambda s: s.status is Status.PAUSED and s.epoch >= 11).step == 11 * 25


def test_a_live_change_does_not_break_off_the_steps_asked_for(watch: Callable[..., Watcher]):
    one = watch()
    one.worker.step(5000)
    one.worker.change(learning_rate=0.01)
    assert one.until(lambda s: s.status is Status.PAUSED).step == 5000
    assert one.seen[-1].experiment.learning_rate == 0.01


@pytest.mark.parametrize("order", ["pause", "play", "restart"])
def test_a_long_way_can_be_interrupted(watch: Callable[..., Watcher], order: str):
    one = watch()
    one.worker.step(10**9)
    one.until(lambda s: s.step > 0)
    if order == "pause":
        one.worker.pause()
        assert one.until(lambda s: s.status is Status.PAUSED).step < 10**9
    elif order == "play":
        one.worker.play(5)
        pictures = len(one.seen)
        one.until(lambda s: len(one.seen) == pictures + 12)
        assert np.diff([s.step for s in one.seen[-8:]]).tolist() == [5] * 7
    else:
        one.worker.restart(Experiment(seed=1))
        assert one.until(lambda s: s.run == 2).step == 0


@pytest.mark.parametrize("playing", [True, False])
def test_a_new_run_plays_if_asked_to(watch: Callable[..., Watcher], playing: bool):
    one = watch()
    one.worker.play(None if playing else 5)
    assert one.worker.restart(Experiment(seed=1), playing) == 2
    first = one.until(lambda s: s.run == 2)
    assert first.status is (Status.RUNNING if playing else Status.READY)
    assert first.experiment.seed == 1


def test_at_full_speed_nobody_needs_to_look(watch: Callable[..., Watcher]):
    one = watch()
    one.worker.play()
    one.until(lambda s: s.step > 0, shows=False)
    early = one.seen[-1].step
    time.sleep(0.05)
    later = one.until(lambda s: s.step > early + 500, shows=False)
    assert later.status is Status.RUNNING
    one.worker.pause()
    rested = one.until(lambda s: s.status is Status.PAUSED)
    alone = Trainer(Experiment())
    alone.run(rested.step)
    np.testing.assert_array_equal(rested.parameters, alone.network.parameters)


def test_held_it_rests_and_released_it_goes_on(watch: Callable[..., Watcher]):
    one = watch()
    one.worker.play()
    one.until(lambda s: s.step > 100)
    one.worker.hold()
    time.sleep(0.05)
    while one.worker.newest() is not None:
        time.sleep(0.02)
    one.worker.release()
    one.until(lambda s: s.step > one.seen[0].step + 500)


def test_a_divergence_ends_the_run_and_a_restart_begins_another(watch: Callable[..., Watcher]):
    one = watch(**WILD)
    one.worker.play()
    end = one.until(lambda s: s.status is Status.DIVERGED)
    assert end.message == str(end.divergence)
    one.worker.step(1)
    one.worker.play(5)
    assert one.until(lambda s: s.status is not Status.RUNNING).step == end.step
    one.worker.restart(Experiment(), True)
    one.until(lambda s: s.run == 2 and s.step > 100)


def test_a_limit_ends_the_run_and_a_higher_one_lets_it_go_on(watch: Callable[..., Watcher]):
    one = watch(max_epochs=2)
    one.worker.play(30)
    assert one.until(lambda s: s.status is Status.FINISHED).step == 50
    one.worker.change(max_epochs=3)
    assert one.until(lambda s: s.status is Status.PAUSED).message == ""
    one.worker.play(30)
    assert one.until(lambda s: s.status is Status.FINISHED).step == 75
    one.worker.change(max_epochs=None)
    one.until(lambda s: s.status is Status.PAUSED)
    one.worker.change(max_epochs=1)
    assert "Finished" in one.until(lambda s: s.status is Status.FINISHED).message


def test_play_after_a_limit_that_has_passed_says_that_it_is_over(watch: Callable[..., Watcher]):
    one = watch()
    one.worker.step(100)
    one.until(lambda s: s.step == 100)
    one.worker.change(max_epochs=1)
    one.worker.play(5)
    time.sleep(0.05)
    assert one.until(lambda s: True).status is Status.FINISHED


def test_an_exception_becomes_a_state_with_its_words(watch: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> int:
        raise ArithmeticError("the abacus broke")

    one = watch()
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "run", broken)
        one.worker.play(5)
        failed = one.until(lambda s: s.status is Status.FAILED)
    assert "ArithmeticError: the abacus broke" in failed.message
    one.worker.play(5)
    one.worker.step(1)
    time.sleep(0.05)
    while (late := one.worker.newest()) is not None:
        assert late.status is Status.FAILED
    one.worker.restart(Experiment())
    assert one.until(lambda s: s.run == 2).status is Status.READY


def test_snapshots_cannot_be_written(watch: Callable[..., Watcher]):
    snapshot = watch().until(lambda s: True)
    for array in (snapshot.parameters, snapshot.gradient_rms):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_closing_ends_the_thread_also_while_it_trains(watch: Callable[..., Watcher]):
    before = threading.active_count()
    others = [Worker(Experiment()) for _ in range(5)]
    for worker in others:
        worker.play()
        worker.step_epoch()
        worker.play()
    assert threading.active_count() == before + 5
    for worker in others:
        worker.close()
    assert threading.active_count() == before
