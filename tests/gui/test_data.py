"""Data of every kind in the real window: the panels, the read-out and the words suit them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model import DATASETS
from model.training.snapshot import Status
from tests.gui.person import Person

Make = Callable[..., Person]


def titles(one: Person) -> list[str]:
    return [place.card.title for place in one.bench.board.places]


def test_from_classes_to_a_curve_to_a_surface_and_back(person: Make):
    one = person(samples=60)
    assert "Decision boundary" in titles(one)
    for name, title in (("sine", "Fitted curve"), ("hills", "Fitted surface"), ("circles", "Decision boundary")):
        before = one.now.run
        one.set("dataset", name)
        one.new_run(before)
        one.push("epoch")
        one.wait(lambda: one.now.status is Status.PAUSED and one.now.step > 0)
        one.settle()
        assert titles(one)[0] == title
        accuracies = one.bench.transport.readout.words[3::2]
        assert all(("%" in words) == (name == "circles") for words in accuracies)
        assert "Failed" not in one.says


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_plays(regular: Person, name: str):
    regular.begin(dataset=name, samples=12, whiten=True)
    regular.play(until=30)
    regular.rest()
    assert regular.now.status is Status.PAUSED
    assert regular.bench.board.canvases["boundary"].panel.describe(150, 150) is not None


def test_a_diverging_regression_says_so(person: Make):
    one = person(dataset="sine", learning_rate=10.0)
    one.push("play")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    one.settle()
    assert "smaller learning rate" in one.says
