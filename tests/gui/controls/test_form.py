"""The form in a real window, used as a person uses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gui.controls.row import LIVE_WORDS, RESTART_WORDS
from model.nn.activations import ACTIVATIONS
from model.nn.schedules import SCHEDULES
from model.training.experiment import GROUPS, KNOBS, Experiment
from tests.gui.conftest import Stage
from tests.gui.controls.desk import Desk
from tests.gui.person import settings_that_read

SHOWN = [name for name, knob in KNOBS.items() if knob.shown]
HIDDEN = [name for name, knob in KNOBS.items() if not knob.shown]


@pytest.mark.parametrize("name", SHOWN)
def test_every_knob_has_a_row_that_says_what_it_knows(standing_desk: Desk, name: str):
    desk = standing_desk
    desk.form.show(Experiment(**settings_that_read(name)))
    desk.stage.settle()
    knob, row = KNOBS[name], desk.form.row(name)
    assert desk.sees(name)
    assert row.winfo_ismapped()
    assert row.label.cget("text") == knob.label
    words = row.words()
    assert knob.help in words
    assert (LIVE_WORDS if knob.live else RESTART_WORDS) in words
    if knob.choices is None and knob.kind is not bool:
        assert knob.legal in words
        assert knob.unit in words
    assert row.field.read() == getattr(desk.form.experiment, name)


@pytest.mark.parametrize("name", HIDDEN)
def test_knobs_that_are_not_for_show_are_not_shown(desk: Desk, name: str):
    assert not desk.sees(name)


def test_all_groups_are_there(desk: Desk):
    assert tuple(desk.form.groups) == GROUPS
    assert desk.folded == ["Inputs"]


def test_what_acts_at_once_is_marked(desk: Desk):
    for name in SHOWN:
        if desk.sees(name):
            marks = desk.form.row(name).grid_slaves(row=0, column=0)
            assert bool(marks) == KNOBS[name].live


def test_knobs_without_effect_are_hidden_until_they_have_one(desk: Desk):
    assert not desk.sees("leaky_slope")
    desk.choose("activation", "leaky_relu")
    assert desk.sees("leaky_slope")
    assert desk.changes == [{"activation": "leaky_relu"}]
    desk.choose("activation", "relu")
    assert not desk.sees("leaky_slope")
    desk.enter("depth", "0")
    assert not desk.sees("width")


def test_a_number_may_be_typed_with_a_comma(desk: Desk):
    row = desk.enter("learning_rate", "0,05")
    assert desk.changes == [{"learning_rate": 0.05}]
    assert row.field.typed == "0.05"
    assert row.message == ""


@pytest.mark.parametrize("key", ["<Return>", "<KP_Enter>"])
def test_keys_that_commit(desk: Desk, key: str):
    desk.enter("noise", "0.25", key=key)
    assert desk.changes == [{"noise": 0.25}]


def test_leaving_commits(desk: Desk):
    row = desk.enter("noise", "0.3", key="<Shift_L>")
    assert desk.changes == []
    desk.stage.focus(desk.form.row("seed").field.main)
    assert desk.changes == [{"noise": 0.3}]
    assert row.field.typed == "0.3"


def test_the_same_value_again_is_no_change(desk: Desk):
    row = desk.enter("learning_rate", "0.0300")
    assert desk.changes == []
    assert row.field.typed == "0.03"


@pytest.mark.parametrize(
    ("name", "text"),
    [("noise", "abc"), ("noise", "2"), ("samples", "1.5"), ("samples", "3"), ("depth", "-1"), ("batch_size", "")],
)
def test_a_bad_entry_is_refused_in_words_under_it(desk: Desk, name: str, text: str):
    before = desk.form.experiment
    row = desk.enter(name, text)
    assert desk.changes == []
    assert desk.form.experiment == before
    assert f"“{text}”" in row.message
    assert KNOBS[name].legal in row.message
    assert row.field.typed == text
    assert row.field.main.instate(["invalid"])
    complaint = row._complaint
    assert complaint.winfo_ismapped()
    assert complaint.winfo_rooty() >= row.field.winfo_rooty() + row.field.winfo_height()
    assert complaint.words.winfo_rootx() + complaint.words.winfo_width() <= row.winfo_rootx() + row.winfo_width()
    assert complaint.words.winfo_reqheight() <= complaint.words.winfo_height()


def test_escape_restores_what_is_in_force(desk: Desk):
    row = desk.enter("noise", "abc")
    desk.stage.press(row.field.main, "<Escape>")
    assert row.field.typed == "0.1"
    assert row.message == ""
    assert not row.field.main.instate(["invalid"])
    assert desk.changes == []


def test_a_refusal_goes_when_the_entry_is_mended(desk: Desk):
    row = desk.enter("noise", "abc")
    desk.enter("noise", "0.2")
    assert row.message == ""
    assert desk.changes == [{"noise": 0.2}]


def test_a_refusal_for_another_setting_stands_beside_what_was_changed(stage: Stage):
    desk = Desk(stage, batch_size=1)
    row = desk.form.row("batch_norm")
    row.field.main.invoke()
    stage.settle()
    assert desk.changes == []
    assert "batch norm" in row.message
    assert KNOBS["batch_size"].label in row.message
    assert row.field.read() is False
    desk.enter("batch_size", "10")
    assert row.message == ""
    row.field.main.invoke()
    assert desk.changes == [{"batch_size": 10}, {"batch_norm": True}]


def test_arrow_keys_step_through_sensible_values(desk: Desk):
    rate = desk.form.row("learning_rate").field.main
    desk.stage.focus(rate)
    desk.stage.press(rate, "<Up>", "<Up>", "<Down>")
    assert [change["learning_rate"] for change in desk.changes] == [0.1, 0.3, 0.1]
    desk.changes.clear()
    depth = desk.form.row("depth").field.main
    desk.stage.focus(depth)
    desk.stage.press(depth, "<Up>", "<<Decrement>>")
    assert [change["depth"] for change in desk.changes] == [3, 2]
    desk.changes.clear()
    activation = desk.form.row("activation").field.main
    desk.stage.focus(activation)
    desk.stage.press(activation, "<Down>")
    names = list(ACTIVATIONS)
    assert desk.changes == [{"activation": names[names.index("tanh") + 1]}]


def test_a_slider_says_its_value_and_commits_when_let_go(desk: Desk):
    field = desk.form.row("noise").field
    slider = field.slider
    middle = {"x": slider.winfo_width() // 2, "y": slider.winfo_height() // 2}
    slider.event_generate("<Button-1>", **middle)
    slider.event_generate("<B1-Motion>", **middle)
    desk.stage.settle()
    assert desk.changes == []
    slider.event_generate("<ButtonRelease-1>", **middle)
    desk.stage.settle()
    assert len(desk.changes) == 1
    assert desk.changes[0]["noise"] == pytest.approx(0.5, abs=0.05)
    assert field.typed == KNOBS["noise"].show(desk.changes[0]["noise"])


def test_a_live_slider_acts_while_it_moves(desk: Desk):
    slider = desk.form.row("dropout").field.slider
    slider.set(0.3)
    assert desk.changes == [{"dropout": 0.3}]


def test_an_optional_number_may_be_empty(desk: Desk):
    row = desk.enter("max_epochs", "20")
    desk.enter("max_epochs", "")
    assert desk.changes == [{"max_epochs": 20}, {"max_epochs": None}]
    assert row.field.typed == "none"


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_brings_its_options(desk: Desk, name: str):
    desk.choose("schedule", name)
    assert desk.form.experiment.schedule == name
    values = desk.form.experiment.options()
    shown = [key[2] for key, row in desk.form.rows.items() if key[2] and row.winfo_manager()]
    assert sorted(shown) == sorted(values)
    for option, value in values.items():
        assert desk.form.row("schedule", option).field.read() == value


def test_an_option_is_reported_with_the_others_set_by_hand(stage: Stage):
    desk = Desk(stage, schedule="step")
    desk.enter("schedule", "7", option="step_size")
    desk.enter("schedule", "0,9", option="gamma")
    assert desk.changes[-1] == {"schedule_options": {"step_size": 7, "gamma": 0.9}}


def test_an_option_not_set_follows_its_default(stage: Stage):
    desk = Desk(stage, schedule="step")
    row = desk.form.row("schedule", "step_size")
    desk.enter("batch_size", "50")
    assert row.field.read() == desk.form.experiment.options()["step_size"]
    desk.enter("schedule", "7", option="step_size")
    desk.enter("batch_size", "20")
    assert row.field.read() == 7
    desk.enter("schedule", "", option="step_size")
    assert desk.changes[-1] == {"schedule_options": None}
    assert row.field.read() == desk.form.experiment.options()["step_size"] != 7


def test_a_bad_option_is_refused(stage: Stage):
    desk = Desk(stage, schedule="step")
    row = desk.enter("schedule", "0", option="gamma")
    assert desk.changes == []
    assert "“0”" in row.message


def test_showing_another_experiment_reports_nothing(desk: Desk):
    desk.form.show(Experiment(dataset="moons", noise=0.4, depth=4, schedule="cosine", batch_norm=True))
    desk.stage.settle()
    assert desk.changes == []
    assert desk.form.row("noise").field.typed == "0.4"
    assert desk.form.row("batch_norm").field.read() is True
    assert desk.form.row("schedule", "T_max").field.read() > 0


def test_the_size_of_the_network_is_said(desk: Desk):
    group = desk.form.groups[KNOBS["depth"].group]
    desk.form.show_parameters(1234)
    assert group.summary == "1,234 parameters · shallow"
    desk.enter("depth", "3")
    assert group.summary.endswith("deep")
    desk.enter("depth", "0")
    assert group.summary.endswith("no hidden layer")


def test_a_record_added_to_a_table_appears(desk: Desk):
    ACTIVATIONS.add(replace(ACTIVATIONS["tanh"], name="mine", label="my own"))
    try:
        field = desk.form.row("activation").field
        field._refresh()
        assert "my own" in field.main.cget("values")
        desk.choose("activation", "mine")
        assert desk.changes == [{"activation": "mine"}]
    finally:
        ACTIVATIONS.remove("mine")
