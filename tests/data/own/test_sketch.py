"""A sketch: adding, erasing and undoing stroke by stroke."""

from __future__ import annotations

import numpy as np
import pytest

from model.data.own.points import MOST
from model.data.own.refusal import Refusal
from model.data.own.sketch import Sketch

FRAME = ((-1.0, 1.0), (0.0, 10.0))


def sketch(count: int = 3, **more) -> Sketch:
    return Sketch(np.column_stack((np.linspace(-0.9, 0.9, count), np.full(count, 5.0))), np.zeros(count), FRAME, **more)


def stroke(one: Sketch, *places: tuple[float, float], label: int = 1) -> bool:
    one.begin()
    for x, y in places:
        one.add(x, y, label)
    return one.end()


def test_a_stroke_is_undone_as_one():
    one = sketch()
    before = one.points.tolist()
    assert stroke(one, (0.1, 1.0), (0.2, 2.0), (0.3, 3.0))
    assert one.points[3:].tolist() == [[0.1, 1.0], [0.2, 2.0], [0.3, 3.0]]
    assert one.labels.tolist() == [0, 0, 0, 1, 1, 1]
    one.undo()
    assert one.points.tolist() == before
    assert not one.can_undo
    one.undo()
    assert one.points.tolist() == before


def test_nothing_is_added_outside_the_frame_and_such_a_stroke_is_forgotten():
    one = sketch()
    assert not stroke(one, (1.01, 5.0), (0.0, -0.1), (0.0, 10.5))
    assert len(one) == 3
    assert not one.can_undo


def test_the_eraser_takes_what_is_within_its_ellipse():
    one = Sketch(np.array([[0.0, 5.0], [0.09, 5.0], [0.11, 5.0], [0.0, 5.9], [0.0, 6.1]]), np.arange(5), FRAME)
    one.begin()
    gone = one.erase(0.0, 5.0, (0.1, 1.0))
    assert one.end()
    assert gone.tolist() == [[0.0, 5.0], [0.09, 5.0], [0.0, 5.9]]
    assert one.labels.tolist() == [2, 4]
    one.undo()
    assert one.labels.tolist() == [0, 1, 2, 3, 4]


def test_an_empty_plane_can_be_undone_and_is_no_data_set():
    one = sketch()
    one.clear()
    with pytest.raises(Refusal):
        one.result()
    one.undo()
    assert len(one.result().labels) == 3


def test_there_is_an_end_to_adding():
    one = sketch(MOST)
    assert one.full
    assert not stroke(one, (0.0, 5.0))


def test_names_go_on_and_new_classes_get_some():
    one = sketch(feature_names=("a", "b"), class_names=("u", "v"))
    stroke(one, (0.0, 1.0), label=3)
    result = one.result()
    assert result.class_names == ("u", "v", "class 2", "class 3")
    assert (result.feature_names, result.frame, result.classes) == (("a", "b"), FRAME, 4)
    assert sketch().result().class_names == ()
