"""Jobs: analyses in slices, asked for by name, in the worker's thread, cancelled by a restart."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.catalogue import ANALYSES, Analysis
from model.analysis.unable import Unable
from model.training.jobs import Jobs
from model.training.snapshot import Status
from tests.training.test_worker import Watcher, watch  # noqa: F401 - a fixture


class Counting:
    """A study that counts to ``goal`` and takes as long as it is told to."""

    made = 0

    def __init__(self, trainer: Trainer, goal: int = 5, lasts: float = 0.0, fails: str = "") -> None:
        if fails == "unable":
            raise Unable("there is nothing to count")
        Counting.made += 1
        self._goal, self._lasts, self._fails, self._count = goal, lasts, fails, 0

    def pieces(self) -> Iterator[float]:
        while self._count < self._goal:
            time.sleep(self._lasts)
            if self._fails:
                raise ArithmeticError(self._fails)
            self._count += 1
            yield self._count / self._goal

    def result(self) -> int:
        return self._count


@pytest.fixture(autouse=True)
def counting() -> Iterator[None]:
    for name in ("counting", "another"):
        ANALYSES.add(Analysis(name, "Counting", Counting))
    yield
    for name in ("counting", "another"):
        ANALYSES.remove(name)


def finish(jobs: Jobs) -> None:
    for _ in range(10_000):
        if not jobs.busy:
            return
        jobs.advance(0.0)
    raise AssertionError("it never ends")


def test_a_job_advances_a_little_and_ends_with_its_result():
    jobs = Jobs(Trainer(Experiment()))
    jobs.ask("counting", {"goal": 3})
    assert jobs.busy
    assert jobs.reports["counting"].value is None
    assert not jobs.advance(0.0)
    assert jobs.reports["counting"].progress == pytest.approx(1 / 3)
    assert jobs.reports["counting"].value == 1
    finish(jobs)
    assert jobs.reports["counting"].done
    assert jobs.reports["counting"].value == 3
    assert jobs.reports["counting"].options == {"goal": 3}


def test_jobs_take_turns():
    jobs = Jobs(Trainer(Experiment()))
    for name in ("counting", "another"):
        jobs.ask(name, {"goal": 10})
    for _ in range(6):
        jobs.advance(0.0)
    assert [jobs.reports[name].value for name in ("counting", "another")] == [3, 3]


def test_a_slice_ends_soon_after_its_time():
    jobs = Jobs(Trainer(Experiment()))
    jobs.ask("counting", {"goal": 1000, "lasts": 0.002})
    jobs.advance(0.01)
    assert 1 <= jobs.reports["counting"].value <= 6


def test_asked_anew_it_begins_again_and_keeps_the_old_result_meanwhile():
    jobs = Jobs(Trainer(Experiment()))
    jobs.ask("counting", {"goal": 2})
    finish(jobs)
    jobs.ask("counting", {"goal": 2})
    assert jobs.reports["counting"].value == 2
    assert not jobs.reports["counting"].done
    jobs.ask("counting", {"goal": 7})
    assert jobs.reports["counting"].value is None  # that was the answer to another question
    finish(jobs)
    assert jobs.reports["counting"].value == 7


def test_broken_off_it_keeps_what_it_has():
    jobs = Jobs(Trainer(Experiment()))
    jobs.ask("counting", {"goal": 9})
    jobs.advance(0.0)
    jobs.cancel("counting")
    assert not jobs.busy
    assert jobs.reports["counting"].done
    assert jobs.reports["counting"].value == 1
    jobs.cancel("counting")


@pytest.mark.parametrize(
    ("fails", "words"), [("unable", "nothing to count"), ("the abacus broke", "ArithmeticError: the abacus broke")]
)
def test_what_fails_becomes_words(fails, words):
    jobs = Jobs(Trainer(Experiment()))
    jobs.ask("counting", {"fails": fails})
    finish(jobs)
    assert words in jobs.reports["counting"].trouble
    assert jobs.reports["counting"].done


@pytest.mark.parametrize("pace", [None, 30, 0], ids=["full speed", "paced", "at rest"])
@pytest.mark.parametrize("name", ["range_test", "landscape", "sample"])
def test_the_worker_finds_what_is_asked_for_and_trains_as_if_alone(watch, name, pace):  # noqa: F811
    one = watch()
    if pace != 0:
        one.worker.play(pace)
        one.until(lambda s: s.step >= 30)
    one.worker.analyse(name)
    found = one.until(lambda s: name in s.analyses and s.analyses[name].done)
    assert found.analyses[name].value is not None
    assert not found.analyses[name].trouble
    one.worker.pause()
    rested = one.until(lambda s: s.status is not Status.RUNNING)
    alone = Trainer(Experiment())
    alone.run(rested.step)
    np.testing.assert_array_equal(rested.parameters, alone.network.parameters)


def test_paced_pictures_keep_their_steps_while_a_job_runs(watch):  # noqa: F811
    one = watch()
    one.worker.play(5)
    one.worker.analyse("counting", goal=60, lasts=0.003)
    one.until(lambda s: "counting" in s.analyses and s.analyses["counting"].done)
    steps = np.unique([s.step for s in one.seen])
    assert (np.diff(steps) == 5).all()


def test_a_restart_cancels_everything(watch):  # noqa: F811
    one = watch()
    one.worker.analyse("counting", goal=10**6, lasts=0.001)
    one.until(lambda s: "counting" in s.analyses)
    one.worker.restart(Experiment(seed=1))
    fresh = one.until(lambda s: s.run == 2)
    assert not fresh.analyses
    assert not one.worker._conductor.jobs.busy


def test_a_broken_job_leaves_the_run_alone(watch):  # noqa: F811
    one = watch()
    one.worker.analyse("counting", fails="the abacus broke")
    told = one.until(lambda s: "counting" in s.analyses and s.analyses["counting"].trouble)
    assert told.status is Status.READY
    one.worker.step(1)
    assert one.until(lambda s: s.step == 1).status in (Status.PAUSED, Status.RUNNING)


def test_orders_do_not_wait_for_a_long_job(watch):  # noqa: F811
    one = watch()
    one.worker.analyse("counting", goal=10**6, lasts=0.001)
    one.worker.step(3)
    assert one.until(lambda s: s.step == 3)
    one.worker.cancel("counting")
    one.until(lambda s: s.analyses["counting"].done)
    assert not one.worker._conductor.jobs.busy
