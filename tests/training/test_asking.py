"""The training thread answers questions about the runs under way, and neither answers nor errors change them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from model.training.contrast import values_of
from model.training.worker import Answer, Worker
from tests.lessons.shelf import small

PATIENCE = 20.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(small(max_epochs=2))
    yield made
    made.close()


def answer(worker: Worker) -> Answer:
    deadline = time.monotonic() + PATIENCE
    while (found := worker.answer()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return found


def test_the_thread_answers_in_turn(worker: Worker) -> None:
    run = worker.contrast(values_of(small(), "depth", (1, 2, 3)))
    worker.step(4)
    worker.ask(lambda trainers: [(trainer.experiment.depth, len(trainers)) for trainer in trainers])
    found = answer(worker)
    assert found == Answer(run, [(1, 3), (2, 3), (3, 3)])
    assert worker.answer() is None
    worker.ask(lambda trainers: threading.current_thread().name)
    assert answer(worker).found == "training"


def test_an_error_belongs_to_who_asked(worker: Worker) -> None:
    def wrong(trainers: tuple[object, ...]) -> None:
        raise KeyError("nothing of that name")

    worker.ask(wrong)
    assert isinstance(answer(worker).error, KeyError)
    worker.ask(lambda trainers: trainers[0].run(1))
    assert answer(worker).found == 1
