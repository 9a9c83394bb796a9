"""Killed at any moment: a child that saves again and again is killed, and what it had saved before is whole."""

from __future__ import annotations

import gc
import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from gui.files.keeper import KIND, Keeper, Kept
from gui.files.writing import write_safely
from gui.pictures.formats import FORMATS, save
from gui.theme.palette import LIGHT
from gui.view import draw_view
from model import Experiment
from model.table import Table
from model.training.moment import Moment
from model.training.picture_moment import read_moment
from tests.gui.pictures.scenes import shown

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")
FEW, MANY = 4, 400  # children that are killed: in the ordinary tests, in those that take minutes
LONGEST = 0.03  # s that a child may live after its first save
EXPERIMENT = Experiment(samples=20, own=None)


@dataclass(frozen=True)
class Saving:
    """A way to save: ``prepare(path)`` gives what saves a moment, ``read(path)`` the step that is saved."""

    name: str
    ending: str
    prepare: Callable[[Path], Callable[[Moment], object]]
    read: Callable[[Path], int]


def _keeping(path: Path) -> Callable[[Moment], object]:
    """An autosave into the folder of ``path``; what another window has left there is taken over."""
    keeper = Keeper(path.parent)
    keeper.lost()
    return lambda moment: keeper.keep(Kept(moment))


def _kept(path: Path) -> int:
    """The step of the session that the next start finds, which then leaves it as it is."""
    keeper = Keeper(path.parent)
    found = keeper.lost()
    assert found is not None
    keeper.keep(found)
    os.close(keeper._lock.descriptor)
    return found.moment.step


@cache
def _figure() -> Figure:
    return draw_view(shown(Moment(EXPERIMENT)), LIGHT, (240, 240), panels={}, captioned=False)


def _drawing(path: Path) -> Callable[[Moment], object]:
    figure = _figure()
    return lambda moment: save(figure, path, moment)


SAVINGS = Table(
    "way to save",
    Saving("file", ".glassnet", lambda path: lambda moment: write_safely(path, moment.to_json()),
           lambda path: Moment.from_json(path.read_text()).step),
    Saving("autosave", KIND, _keeping, _kept),
    *(Saving(each.name, each.ending, _drawing, lambda path: read_moment(path).step) for each in FORMATS.values()),
)  # fmt: skip


def killed(prepare: Callable[[], Callable[[Moment], object]], first: int, lives: float) -> int:
    """Let a child save steps ``first``, ``first + 1`` ... and kill it; the last one that it said to be saved."""
    said, says = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # threads of other tests are no matter: the child only writes
        child = os.fork()
    if child == 0:
        gc.disable()
        try:
            save = prepare()
            for step in count(first):
                save(Moment(EXPERIMENT, (), step))
                os.write(says, step.to_bytes(8, "big"))
        finally:
            os._exit(1)
    os.close(says)
    heard = os.read(said, 8)  # it is at work
    time.sleep(lives)
    os.kill(child, signal.SIGKILL)
    while more := os.read(said, 1 << 16):
        heard += more
    os.close(said)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    return int.from_bytes(heard[-8:], "big")


def kill(saving: Saving, path: Path, times: int) -> None:
    rng, step = np.random.default_rng(7), 0
    _figure()  # which the children need not draw each by itself
    for _ in range(times):
        told = killed(lambda: saving.prepare(path), step + 1, float(rng.uniform(0, LONGEST)))
        step = saving.read(path)
        assert step in (told, told + 1), "what was said to be saved is there, or the next one, which is whole too"


@pytest.mark.parametrize("saving", SAVINGS.values(), ids=list(SAVINGS))
def test_whoever_is_killed_while_saving_loses_nothing_older(saving: Saving, tmp_path: Path):
    kill(saving, tmp_path / f"a{saving.ending}", FEW)


@pytest.mark.slow
@pytest.mark.parametrize("saving", SAVINGS.values(), ids=list(SAVINGS))
def test_whoever_is_killed_again_and_again_loses_nothing_older(saving: Saving, tmp_path: Path):
    kill(saving, tmp_path / f"a{saving.ending}", MANY)
