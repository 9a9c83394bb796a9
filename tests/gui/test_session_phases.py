"""Phases through the session: what a person's wishes do to settings and to what plays. No window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from gui.session import Session
from model import Experiment
from model.knob import Invalid
from model.training.passage import Pick
from model.training.snapshot import Snapshot, Status

PATIENCE = 20.0
LAST = 8  # phase of a net with two hidden layers


@pytest.fixture
def session() -> Iterator[Session]:
    one = Session(Experiment(samples=60))
    until(one, lambda s: True)
    yield one
    one.close()


def until(one: Session, true: Callable[[Snapshot], object]) -> Snapshot:
    """Take and show snapshots until one is as wished."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        snapshot = one.take()
        if snapshot is not None and true(snapshot):
            return snapshot
        if snapshot is not None:
            one.worker.shown(snapshot)
        time.sleep(0.0005)
    raise AssertionError("waited in vain")


def at(step: int, phase: int) -> Callable[[Snapshot], bool]:
    return lambda s: s.passage is not None and (s.step, s.phase) == (step, phase)


def test_there_and_back(session: Session):
    session.phase_on()
    until(session, at(0, 0))
    session.phase_to(LAST)
    until(session, at(0, LAST))
    session.phase_on()
    until(session, at(1, 0))
    session.phase_back()
    until(session, at(0, LAST))
    session.back()
    assert until(session, lambda s: s.passage is None).step == 0


def test_the_way_back_takes_the_settings_of_that_time_along(session: Session):
    session.batch()
    until(session, lambda s: s.step == 1)
    session.change({"learning_rate": 0.3})
    until(session, lambda s: s.experiment.learning_rate == 0.3)
    session.phase_back()
    seen = until(session, at(0, LAST))
    assert seen.passage.learning_rate == session.experiment.learning_rate == 0.03
    session.phase_on()
    seen = until(session, at(1, 0))
    assert seen.passage.learning_rate == session.experiment.learning_rate == 0.3


def test_slow_motion_can_be_entered_and_left_while_playing(session: Session):
    session.pace(1, phases=True)
    session.play_or_pause()
    until(session, at(1, 3))
    session.pace(5)
    until(session, lambda s: s.step == 6 and s.passage is None)
    session.pace(1, phases=True)
    until(session, at(6, 2))
    assert session.playing
    session.phase_on()
    assert not session.playing
    assert until(session, at(6, 3)).status is Status.PAUSED


def test_a_point_is_followed_or_refused(session: Session):
    session.follow(Pick("training", 4))
    session.phase_on()
    assert until(session, at(0, 0)).passage.point == Pick("training", 4)
    with pytest.raises(Invalid, match="30 training"):
        session.follow(Pick("training", 30))
    session.follow(None)
    until(session, lambda s: s.followed is None)
