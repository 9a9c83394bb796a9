"""A long noisy line in a growing picture: most of it is drawn once, and nobody sees the difference."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from gui.panels.curves.settled import Settled
from gui.panels.drawing.brush import Brush
from gui.panels.panel import Panel
from gui.theme.palette import DARK

from .synthetic import SITUATIONS, snapshot
from .test_panels import drawn

STEPS = range(310, 318)


def other_losses(panel: Panel) -> None:
    curve = panel.snapshot.curves.loss
    half = dataclasses.replace(curve, low=0.5 * curve.low, high=0.5 * curve.high)
    panel.show(dataclasses.replace(panel.snapshot, run=2, curves=dataclasses.replace(panel.snapshot.curves, loss=half)))


CHANGES: dict[str, Callable[[Panel], object]] = {
    "colours": lambda panel: panel.restyle(DARK),
    "axis": lambda panel: panel.toggle("log"),
    "another run": other_losses,
    "an earlier step": lambda panel: panel.show(snapshot(step=120)),
    "divergence": lambda panel: panel.show(SITUATIONS["diverged"]()),
}


def framed(panel: Panel) -> np.ndarray:
    """What a canvas shows: the static part and a frame on top of it."""
    canvas = panel.figure.canvas
    canvas.draw()
    panel.frame(canvas.get_renderer())
    return np.asarray(canvas.buffer_rgba())[:, :, :3].astype(int)


def anew(panel: Panel) -> np.ndarray:
    """The same moment with everything drawn."""
    del panel._settled
    return framed(panel)


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many places the minibatches' line has, piece by piece, whenever it is drawn from now on."""
    counts: list[int] = []
    through = Brush.through

    def counting(self, some, *others):
        counts.append(len(some))
        through(self, some, *others)

    monkeypatch.setattr(Brush, "through", counting)
    return counts


def test_it_looks_the_same_and_draws_far_fewer_strokes(places: list[int]):
    panel = drawn("loss", "typical", (330, 220))
    kept = whole = 0
    for step in STEPS:
        panel.show(snapshot(step=step))
        places.clear()
        picture = framed(panel)
        kept += sum(places)
        settled, panel._settled = panel._settled, Settled()
        places.clear()
        differ = np.abs(picture - framed(panel)).max(axis=2)
        whole += sum(places)
        panel._settled = settled
        assert (differ > 16).sum() <= 12  # where the two parts of the line meet
        assert differ.max() < 64
    assert kept < 0.5 * whole


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_below_or_before_is_drawn_anew(change: str):
    panel = drawn("loss", "typical", (330, 220))
    for step in STEPS:
        panel.show(snapshot(step=step))
        framed(panel)
    CHANGES[change](panel)
    np.testing.assert_array_equal(framed(panel), anew(panel))
