"""The network view in the window: maps only while it is on screen, hovering, clicking, and training unchanged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from gui.panels import standard
from gui.panels.network.panel import NetworkPanel
from gui.place import Place
from model import Experiment, Trainer
from tests.gui.person import Person


@pytest.fixture
def one(regular: Person) -> Iterator[Person]:
    regular.begin()
    yield regular
    regular.session.pause()
    regular.bench.board.arrange(list(standard()))
    regular.settle()


def bring(one: Person) -> Place:
    """Put the panel into the first place."""
    place = one.bench.board.places[0]
    one.bench.board._choose(place, "network")
    one.wait(lambda: one.now.maps is not None)
    one.wait(lambda: place.canvas.panel._scheme is not None)
    one.settle()
    return place


def panel(place: Place) -> NetworkPanel:
    return place.canvas.panel


def go(one: Person, place: Place, event: str, spot: np.ndarray) -> None:
    """Let the pointer do something at a pixel of the picture (y up)."""
    widget = place.canvas.widget
    widget.event_generate(event, x=round(spot[0]), y=round(widget.winfo_height() - spot[1]))
    one.settle()


def test_maps_are_taken_only_while_the_panel_is_on_screen(one: Person):
    assert one.now.maps is None
    place = bring(one)
    other = one.bench.board.places[1]
    one.bench.board._enlarge(other)
    one.wait(lambda: one.now.maps is None)
    one.bench.board._enlarge(other)
    one.wait(lambda: one.now.maps is not None)
    one.bench.board._choose(place, "boundary")
    one.wait(lambda: one.now.maps is None)


def test_a_new_run_has_maps_too(one: Person):
    bring(one)
    number = one.begin(hidden=(3,))
    one.wait(lambda: one.now.run == number and one.now.maps is not None)
    assert [len(values) for values in one.now.maps.layers] == [2, 3, 1]


def test_pointing_shows_a_unit_in_large_and_clicking_pins_it(one: Person):
    place = bring(one)
    shown, canvas = panel(place), place.canvas
    unit = shown._scheme.column(2).places[5]
    plain = canvas._pixels.copy()
    go(one, place, "<Motion>", unit)
    large = (canvas._pixels != plain).mean()
    assert large > 0.05
    assert not canvas._readout.winfo_manager()
    go(one, place, "<Button-1>", unit)
    assert shown.pinned == (2, 5)
    go(one, place, "<Leave>", unit)
    assert (canvas._pixels != plain).mean() > 0.05
    go(one, place, "<Button-1>", unit)
    assert shown.pinned is None
    go(one, place, "<Leave>", unit)
    np.testing.assert_array_equal(canvas._pixels, plain)


def test_pointing_at_an_edge_says_its_weight(one: Person):
    place = bring(one)
    gap = panel(place)._gaps[0]
    go(one, place, "<Motion>", gap.ends[0, 0].mean(axis=0))
    weight = one.now.parameters[0]
    said = place.canvas._said
    assert said.startswith("x₁ → h1[0]: weight ")
    assert float(said.split("weight ")[1].split(",")[0].replace("−", "-")) == pytest.approx(weight, rel=0.01, abs=0.006)
    go(one, place, "<Leave>", gap.ends[0, 0].mean(axis=0))


def test_training_is_the_same_with_and_without_the_panel(one: Person):
    settings = {"samples": 60, "width": 4, "batch_norm": True, "dropout": 0.2}
    bring(one)
    one.begin(**settings)
    one.choose_speed("30")
    one.push("play")
    one.wait(lambda: one.now.step >= 300)
    one.push("play")
    one.wait(lambda: not one.session.playing and one.now.status.value == "paused")
    one.settle()
    alone = Trainer(Experiment(**settings))
    alone.run(one.now.step)
    assert one.now.parameters.tobytes() == alone.network.parameters.tobytes()
    assert one.now.maps.step == one.now.step


def test_inside_a_step_the_picture_follows_the_phases(one: Person):
    place = bring(one)
    seen = []
    for _ in range(len(one.now.experiment.widths) + 3):
        before = one.now
        one.session.phase_on()
        one.wait(lambda before=before: one.now is not before and one.now.passage is not None)
        one.settle()
        one.wait(lambda: place.canvas.up_to_date)
        seen.append(place.canvas._pixels.copy())
    assert not any(np.array_equal(first, then) for first, then in itertools.pairwise(seen))
