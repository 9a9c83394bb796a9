"""The check boxes of a choice of several, used as a person uses them."""

from __future__ import annotations

from tests.gui.conftest import Stage
from tests.gui.controls.desk import Desk


def click(desk: Desk, name: str) -> None:
    desk.form.row("features").field.boxes[name].invoke()
    desk.stage.settle()


def checked(desk: Desk) -> list[str]:
    return [name for name, box in desk.form.row("features").field.boxes.items() if box.instate(["selected"])]


def test_boxes_show_and_report_the_choice(desk: Desk) -> None:
    assert checked(desk) == ["x1", "x2"]
    click(desk, "x1 x2")
    click(desk, "x1")
    assert desk.changes == [{"features": ("x1", "x2", "x1 x2")}, {"features": ("x2", "x1 x2")}]
    assert checked(desk) == ["x2", "x1 x2"]


def test_boxes_stand_below_the_label_and_inside_the_column(desk: Desk) -> None:
    row = desk.form.row("features")
    right = row.winfo_rootx() + row.winfo_width()
    for box in row.field.boxes.values():
        assert box.winfo_rooty() >= row.label.winfo_rooty() + row.label.winfo_height()
        assert box.winfo_rootx() + box.winfo_reqwidth() <= right
        assert box.winfo_width() >= box.winfo_reqwidth()


def test_the_last_box_cannot_be_cleared(stage: Stage) -> None:
    desk = Desk(stage, features=("x2",))
    click(desk, "x2")
    assert desk.changes == []
    row = desk.form.row("features")
    assert "one or more of x1" in row.message
    click(desk, "sin x1")
    assert row.message == ""
    assert desk.changes == [{"features": ("sin x1",)}]


def test_features_of_a_missing_input_are_grey_and_come_back(desk: Desk) -> None:
    click(desk, "x1 x2")
    desk.choose("dataset", "sine")
    boxes = desk.form.row("features").field.boxes
    assert checked(desk) == ["x1"]
    assert [name for name, box in boxes.items() if box.instate(["disabled"])] == ["x2", "x2^2", "x1 x2", "sin x2"]
    click(desk, "sin x1")
    assert desk.changes[-1] == {"features": ("x1", "x2", "x1 x2", "sin x1")}
    desk.choose("dataset", "circles")
    assert checked(desk) == ["x1", "x2", "x1 x2", "sin x1"]


def test_a_data_set_that_has_none_of_the_chosen_inputs_is_refused_in_words(stage: Stage) -> None:
    desk = Desk(stage, features=("x2",))
    desk.choose("dataset", "sine")
    row = desk.form.row("dataset")
    assert desk.changes == []
    assert "Features" in row.message
    assert "1 input" in row.message
    assert row.field.read() == "circles"


def test_settings_of_classes_go_where_there_are_none(desk: Desk) -> None:
    assert desk.sees("label_noise")
    assert desk.sees("imbalance")
    assert not desk.sees("turns")
    desk.choose("dataset", "sine")
    assert not desk.sees("label_noise")
    assert not desk.sees("imbalance")
    desk.choose("dataset", "spirals")
    assert desk.sees("turns")


def test_whitening_takes_the_place_of_standardizing(desk: Desk) -> None:
    assert desk.sees("standardize")
    desk.form.row("whiten").field.main.invoke()
    desk.stage.settle()
    assert desk.changes == [{"whiten": True}]
    assert not desk.sees("standardize")
