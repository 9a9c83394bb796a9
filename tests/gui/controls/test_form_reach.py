"""The form by keyboard, wheel and pointer: all of it can be reached and read."""

from __future__ import annotations

import pytest

from gui.controls.form import Form
from gui.theme.palette import DARK, LIGHT
from gui.theme.theme import Theme
from model.training.experiment import GROUPS, KNOBS, Experiment
from tests.gui.conftest import Stage
from tests.gui.controls.desk import Desk, unfold


def test_tab_reaches_every_control_in_order(stage: Stage):
    desk = Desk(stage, activation="leaky_relu", optimizer="momentum", schedule="cyclic")
    wanted = [
        desk.form.rows[key].field.main for name in GROUPS for key in desk.form._wanted() if KNOBS[key[0]].group == name
    ]
    reached = []
    widget = desk.form.groups[GROUPS[0]].button
    for _ in range(100):
        widget = widget.tk_focusNext()
        if widget is None or widget in reached:
            break
        reached.append(widget)
    assert [widget for widget in reached if widget in wanted] == wanted


def test_tab_still_goes_in_order_after_rows_appeared(desk: Desk):
    desk.choose("activation", "leaky_relu")
    activation, slope = desk.form.row("activation").field.main, desk.form.row("leaky_slope").field.main
    assert activation.tk_focusNext() is slope
    desk.choose("activation", "tanh")
    desk.choose("initializer", "normal")
    desk.choose("activation", "leaky_relu")
    assert activation.tk_focusNext() is slope


def test_groups_close_and_open_by_key(desk: Desk):
    group = desk.form.groups["Network"]
    desk.stage.focus(group.button)
    desk.stage.press(group.button, "<space>")
    assert not desk.form.row("depth").winfo_viewable()
    desk.stage.press(group.button, "<space>")
    assert desk.form.row("depth").winfo_viewable()


def test_what_does_not_fit_scrolls_to_the_keyboard_and_by_the_wheel(stage: Stage):
    desk = Desk(stage)
    stage.root.geometry("500x300")
    stage.wait(lambda: desk.form.column.needs_bar)
    stage.settle()
    last = desk.form.row("l2").field.main
    stage.focus(last)
    assert last.winfo_rooty() + last.winfo_height() <= stage.root.winfo_rooty() + 300
    before = last.winfo_rooty()
    stage.press(last, "<Button-4>")
    assert last.winfo_rooty() > before
    assert desk.changes == []


def test_the_wheel_does_not_change_a_value(desk: Desk):
    box = desk.form.row("activation").field.main
    desk.stage.press(box, "<Button-5>")
    assert desk.form.row("activation").field.read() == "tanh"


def test_hints_come_with_the_keyboard_and_go(desk: Desk):
    row = desk.form.row("noise")  # near the top: nothing scrolls under the pointer
    desk.stage.focus(row.field.main)
    desk.stage.wait(lambda: desk.form.hints.words)
    assert KNOBS["noise"].legal in desk.form.hints.words
    desk.stage.press(row.field.main, "<Key-5>")
    assert desk.form.hints.words == ""


def test_switching_colours_keeps_what_is_being_typed(desk: Desk):
    row = desk.enter("noise", "0.7", key="<Shift_L>")
    desk.theme.apply(DARK)
    desk.stage.settle()
    assert row.field.typed == "0.7"
    assert desk.changes == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_off(stage: Stage, scale: float):
    theme = Theme(stage.root, LIGHT, scale)
    form = Form(stage.root, theme, Experiment(initializer="normal", schedule="cyclic"), lambda change: None)
    form.pack(side="left", fill="y")
    unfold(form)
    stage.settle()
    body = theme.font("GlassnetBody")
    for row in form.rows.values():
        assert row.winfo_reqwidth() <= row.winfo_width(), row.knob.name
        for record in (row.knob.choices or {}).values():
            assert body.measure(record.label) <= row.field.winfo_width() - theme.px(30), record.label


def test_a_double_click_selects_the_whole_number(desk: Desk):
    entry = desk.form.row("learning_rate").field.main
    desk.stage.focus(entry)
    for _ in range(2):
        entry.event_generate("<Button-1>", x=20, y=10)
        entry.event_generate("<ButtonRelease-1>", x=20, y=10)
    desk.stage.settle()
    assert (entry.index("sel.first"), entry.index("sel.last")) == (0, len("0.03"))
