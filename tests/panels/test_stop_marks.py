"""Early stopping and other networks in the panels: marks in the loss, dashed and thin lines over the boundary."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gui.panels import PANELS
from gui.panels.drawing import words as measure
from gui.panels.drawing.brush import Brush
from gui.theme.palette import PALETTES
from model.training.early_stopping import EarlyStop
from model.training.overlays import OVERLAYS, Overlay
from model.training.snapshot import Snapshot

from .synthetic import boundary, snapshot
from .test_panels import drawn, inked, pixels

WAITING = EarlyStop(1000, 40, 0.454, 0.5, 12, 50)
STOPPED = dataclasses.replace(WAITING, wait=50, step=2000, epoch=80, restored=True)


def said(panel, monkeypatch) -> list[tuple[str, float]]:
    """The words of the marks and the steps that they stand at."""
    found = []

    def noting(brush: Brush, x: float, y: float, text: str, palette) -> None:
        low, high = panel.x.limits
        found.append((text, low + (x - brush.box.x0) / brush.box.width * (high - low)))
        assert brush.box.y0 < y < brush.box.y1

    monkeypatch.setattr(Brush, "flag", noting)
    pixels(panel)
    return found


@pytest.mark.parametrize("log", [False, True])
def test_the_loss_marks_best_and_waiting(monkeypatch, log):
    panel = drawn("loss", "typical", log=log)
    panel.show(snapshot(early_stop=WAITING))
    ((words, step),) = said(panel, monkeypatch)
    for part in ("best", "epoch 40", "0.454", "waiting 12 of 50"):
        assert part in words
    assert step == pytest.approx(1000, rel=1e-6)


def test_the_loss_marks_best_and_stopped(monkeypatch):
    panel = drawn("loss", "typical")
    panel.show(snapshot(early_stop=STOPPED))
    (best, at_best), (stopped, at_stop) = said(panel, monkeypatch)
    assert best.startswith("best")
    assert "waiting" not in best
    for part in ("stopped", "epoch 80", "waited 50"):
        assert part in stopped
    assert (at_best, at_stop) == (pytest.approx(1000), pytest.approx(2000))


@pytest.mark.parametrize("size", [(300, 200), (900, 500)])
@pytest.mark.parametrize("step", [1, 1000, 2000])
def test_words_of_a_mark_stay_inside_the_axes(monkeypatch, size, step):
    panel = drawn("loss", "typical", size)
    panel.show(snapshot(early_stop=dataclasses.replace(STOPPED, best_step=step)))
    text, starts = Brush.text, []

    def noting(brush, x, y, words, *rest, **more):
        if words.startswith(("best", "stopped")):
            wide = measure.width(words, measure.KEY, 72 * brush.points)
            starts.append((x - brush.box.x0, brush.box.x1 - x - wide))
        text(brush, x, y, words, *rest, **more)

    monkeypatch.setattr(Brush, "text", noting)
    pixels(panel)
    assert len(starts) == 2
    assert min(min(pair) for pair in starts) > -1


def other_networks(**changes) -> Snapshot:
    """Dropout's overlay over the usual boundary, and one of another network."""
    grids = tuple(np.roll(boundary().probabilities[::2, ::2], 6 + turn, axis=1) for turn in range(3))
    overlays = tuple(Overlay(name, grids, grids[1]) for name in OVERLAYS)
    other = dataclasses.replace(boundary(), probabilities=np.roll(boundary().probabilities, 20, axis=1))
    return snapshot(**{"overlays": overlays, "other_boundary": other, "early_stop": STOPPED, **changes})


def key_words(panel) -> list[str]:
    return [entry.text for entry in panel._shown_key]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_best_and_last_boundary_are_told_apart(palette):
    plain = drawn("boundary", "typical", palette=palette)
    before = pixels(plain)
    plain.show(other_networks(overlays=()))
    assert (pixels(plain) != before).any()
    assert key_words(plain)[-2:] == ["p = 0.5, best", "last"]
    assert plain._shown_key[-1].dashed
    plain.show(other_networks(overlays=(), early_stop=dataclasses.replace(STOPPED, restored=False)))
    assert key_words(plain)[-2:] == ["p = 0.5, last", "best"]


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_is_drawn_only_while_its_toggle_is_on(name):
    panel = drawn("boundary", "typical")
    panel.show(other_networks(other_boundary=None))
    before = pixels(panel)
    assert panel.toggle(name)
    assert inked(panel) > 0
    assert (pixels(panel) != before).any()
    assert f"3 {OVERLAYS[name].noun}" in key_words(panel)
    assert ("their mean" in key_words(panel)) is OVERLAYS[name].averaged
    assert not panel.toggle(name)
    assert (pixels(panel) == before).all()


def test_every_overlay_can_be_switched_on_where_it_applies():
    offered = {toggle.overlay: toggle for record in PANELS.values() for toggle in record.panel.offers()}
    for name, kind in OVERLAYS.items():
        assert offered[name].applies is kind.applies
        assert offered[name].help.endswith(".")
