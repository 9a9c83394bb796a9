"""Ghosts of other branches: dashed and faint on every curve, only after the step at which they part."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from gui.panels import PANELS
from gui.panels.curves.panel import AGAIN, NAMED, CurvePanel, ahead
from gui.theme.palette import PALETTES
from model.training.branches import Ghost
from model.training.history import Curve

from .synthetic import curves, snapshot
from .test_panels import drawn, pixels

CURVES = [name for name, record in PANELS.items() if issubclass(record.panel, CurvePanel)]
LATE, START = 3000, 2000


def ghost(number: int = 1, start: int = 1000, own: bool = False, name: str = "") -> Ghost:
    return Ghost(number, name or f"branch {number}", start, LATE, curves(LATE, 3), own=own)


def columns(panel: Any, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The steps at which two pictures of a panel differ, inside its axes."""
    box = panel.axes.bbox
    inside = (one != other)[:, round(box.x0) : round(box.x1)].any(axis=(0, 2))
    low, high = panel.x.limits
    return low + np.flatnonzero(inside) / box.width * (high - low)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("palette", list(PALETTES))
def test_a_ghost_is_seen_only_after_it_parts(name: str, palette: str) -> None:
    """The same panel with the same axes, drawn with a ghost that is faint, and with one that has no steps to draw."""
    panel = drawn(name, "typical", palette=PALETTES[palette])
    seen = snapshot(step=START, ghosts=(ghost(start=2400),))
    panel.show(seen)
    with_ghost = pixels(panel).copy()
    hidden = dataclasses.replace(ghost(start=LATE - 1), furthest=LATE)
    panel.snapshot = dataclasses.replace(seen, ghosts=(hidden,))
    steps = columns(panel, with_ghost, pixels(panel))
    assert len(steps)
    margin = 0.02 * (panel.x.limits[1] - panel.x.limits[0])
    assert 2400 - margin <= steps.min()
    assert steps.min() <= 2400 + 8 * margin
    assert steps.max() <= LATE + margin


@pytest.mark.parametrize("name", CURVES)
def test_the_key_names_the_newest_and_counts_the_rest(name: str) -> None:
    panel = drawn(name, "typical")
    some = [ghost(number, name=f"way {number}") for number in range(1, NAMED + 4)]
    panel.show(snapshot(step=START, ghosts=(ghost(9, START, own=True), *some)))
    words = [entry.text for entry in panel.key(panel.snapshot)]
    assert AGAIN in words
    assert f"way {NAMED + 3}" in words
    assert "way 1" not in words
    assert "and 3 more" in words
    entries = {entry.text: entry for entry in panel.key(panel.snapshot)}
    assert entries[AGAIN].dashed
    assert entries[f"way {NAMED + 3}"].dashed


@pytest.mark.parametrize("name", CURVES)
def test_the_axis_holds_the_whole_ghost(name: str) -> None:
    panel = drawn(name, "typical")
    panel.show(snapshot(step=100, ghosts=(ghost(start=50),)))
    assert panel.x.limits[1] >= LATE


@pytest.mark.parametrize("name", CURVES)
def test_another_branch_is_drawn_anew_and_a_step_on_the_way_is_not(name: str) -> None:
    panel = drawn(name, "typical")
    assert panel.show(snapshot(step=START, ghosts=(ghost(),)))
    assert not panel.show(snapshot(step=START, ghosts=(ghost(),)))
    assert panel.show(snapshot(step=START, ghosts=(ghost(start=1500),)))


def test_a_diverged_ghost_leaves_the_present_run_readable() -> None:
    panel = drawn("loss", "typical")
    before = snapshot(step=START)
    panel.show(before)
    height = panel.y.limits[1]
    far = ghost()
    wild = Curve(*(getattr(far.curves.train_loss, part) * (1e200 if part in ("low", "high") else 1)
                   for part in ("first", "last", "low", "high")))  # fmt: skip
    panel.show(
        dataclasses.replace(
            before, ghosts=(dataclasses.replace(far, curves=dataclasses.replace(far.curves, train_loss=wild)),)
        )
    )
    assert panel.y.limits[1] <= 3 * height
    pixels(panel)


def test_the_loss_says_what_a_ghost_had() -> None:
    panel = drawn("loss", "typical")
    panel.show(snapshot(step=START, ghosts=(ghost(name="quicker, dropout"),)))
    box, (low, high) = panel.axes.bbox, panel.x.limits

    def said(step: int) -> str:
        return panel.describe(box.x0 + (step - low) / (high - low) * box.width, box.y0 + 5) or ""

    assert "quicker and dropout" not in said(900)
    assert "quicker and dropout" in said(1500)
    assert said(2500).startswith("step 2,5")
    assert "quicker and dropout" in said(2500)


def test_a_line_is_cut_where_it_parts() -> None:
    steps, heights = ahead(np.array([0.0, 10.0, 20.0]), np.array([0.0, 1.0, 3.0]), 15.0)
    np.testing.assert_allclose(steps, [15, 20])
    np.testing.assert_allclose(heights, [2, 3])
    steps, heights = ahead(np.array([0.0, 10.0]), np.ones((2, 3)), 10.0)
    assert (len(steps), heights.shape) == (0, (0, 3))
    steps, _ = ahead(np.array([5.0, 10.0]), np.ones(2), 2.0)
    np.testing.assert_allclose(steps, [5, 10])
