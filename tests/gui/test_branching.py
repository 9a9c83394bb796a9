"""Branches and the way back from a divergence, in the real window with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.panels.curves.panel import CurvePanel
from gui.session import ONE_BRANCH
from model.training.snapshot import Status
from tests.gui.person import Person
from tests.gui.test_time_line import at

WILD = dict(activation="leaky_relu", initializer="he", learning_rate=1e6)


@pytest.fixture
def one(regular: Person) -> Person:
    """At step 40, on a branch that left the first run (60 steps long) at step 30."""
    regular.begin()
    steps(regular, 60)
    regular.session.goto(30)
    at(regular, 30)
    regular.set("learning_rate", 0.3)
    regular.wait(lambda: len(regular.now.branches) == 2)
    steps(regular, 10)
    return regular


def steps(one: Person, count: int) -> None:
    target = one.now.step + count
    one.session.worker.step(count)
    at(one, target)


def present(one: Person) -> str:
    """What the chooser says."""
    return one.bench.time_line.chooser.button.cget("text").strip()


def entries(one: Person) -> list[str]:
    """The lines of the chooser's menu."""
    menu = one.bench.time_line.chooser.menu
    return [menu.entrycget(at, "label") for at in range(menu.index("end") + 1) if menu.type(at) != "separator"]


def take(one: Person, words: str) -> None:
    """Open the menu and take the first line with these words."""
    chooser = one.bench.time_line.chooser
    chooser._fill()
    menu = chooser.menu
    for at_line in range(menu.index("end") + 1):
        if menu.type(at_line) != "separator" and words in menu.entrycget(at_line, "label"):
            menu.invoke(at_line)
            break
    else:
        raise AssertionError(f"{words!r} is not in the menu: {entries(one)}")
    one.settle()


def test_a_change_in_the_past_makes_a_branch_and_says_so(one: Person):
    assert present(one) == "learning rate 0.3 from step 30"
    assert one.now.furthest == one.now.step == 40
    assert "first run" in one.says
    assert "new branch from step 30" in one.says


def test_the_menu_switches_and_switching_back_is_exact(one: Person):
    weights = one.now.parameters
    take(one, "first run")
    one.wait(lambda: present(one) == "first run")
    at(one, 60)
    assert one.session.experiment.learning_rate == one.bench.form.experiment.learning_rate == 0.03
    assert "first run" in one.says
    take(one, "learning rate 0.3")
    at(one, 40)
    assert one.bench.form.experiment.learning_rate == 0.3
    np.testing.assert_array_equal(one.now.parameters, weights)


def test_a_key_goes_to_the_next_branch_and_back_in_it_works(one: Person):
    one.strike("<b>")
    at(one, 60)
    one.strike("<Left>", "<Left>")
    at(one, 58)
    assert [ghost.start for ghost in one.now.ghosts] == [58, 30]
    one.strike("<b>")
    at(one, 40)
    one.strike("<b>")
    at(one, 58)


def test_keys_that_come_on_the_way_to_another_branch_lead_nowhere_else(one: Person):
    one.strike("<b>", "<Left>", "<b>")
    at(one, 60)
    assert present(one) == "first run"
    one.strike("<Left>")
    at(one, 59)


def test_playing_goes_on_in_a_branch(one: Person):
    one.strike("<b>")
    at(one, 60)
    one.strike("<space>")
    one.wait(lambda: one.now.step > 70)
    one.strike("<b>")
    one.wait(lambda: one.now.status is Status.PAUSED and one.now.step == 40)
    assert not one.session.playing


def test_a_branch_is_named_by_key_and_keyboard(one: Person):
    one.strike("<F2>")
    entry = one.bench.time_line.chooser.entry
    assert entry.get() == "learning rate 0.3 from step 30"
    one.focus(entry)
    entry.delete(0, "end")
    entry.insert(0, "  too   fast ")
    one.press(entry, "<Return>")
    one.wait(lambda: present(one) == "too fast")
    one.strike("<b>")
    at(one, 60)
    assert [ghost.name for ghost in one.now.ghosts] == ["too fast"]
    one.strike("<F2>")
    entry = one.bench.time_line.chooser.entry
    one.focus(entry)
    entry.insert(0, "not this")
    one.press(entry, "<Escape>")
    assert present(one) == "first run"
    assert one.bench.time_line.chooser.entry is None


def test_a_branch_is_removed_and_the_chooser_goes_with_the_last(one: Person):
    take(one, "Remove “first run”")
    one.wait(lambda: len(one.now.branches) == 1)
    assert not one.bench.time_line.chooser.winfo_manager()
    assert not one.now.ghosts
    assert "is gone" in one.says
    one.strike("<b>")
    one.settle()
    assert one.says == ONE_BRANCH


def test_every_panel_of_curves_names_the_ghosts(one: Person):
    panels = [canvas.panel for canvas in one.bench.board.canvases.values() if isinstance(canvas.panel, CurvePanel)]
    assert len(panels) == 3
    for panel in panels:
        assert "first run" in [entry.text for entry in panel.key(one.now)]
    one.strike("<Left>")
    at(one, 39)
    for panel in panels:
        assert {"first run", "what would come"} <= {entry.text for entry in panel.key(one.now)}


def test_a_reset_ends_the_branches_and_says_so(one: Person):
    run = one.now.run
    one.push("reset")
    one.new_run(run)
    one.settle()
    assert len(one.now.branches) == 1
    assert "branches" in one.says
    assert not one.bench.time_line.chooser.winfo_manager()


def test_the_line_says_what_is_under_the_pointer(one: Person):
    line = one.bench.time_line
    line.line.event_generate("<Motion>", x=line.place_of(30), y=5)
    one.settle()
    said = line._under_pointer()
    for part in ("step 30", "changed: learning rate 0.3", "another branch goes to step 60: first run"):
        assert part in said
    length = one.now.steps_per_epoch
    line.line.event_generate("<Motion>", x=line.place_of(length - 7), y=5)
    assert line._under_pointer().endswith("epoch 0")
    line.line.event_generate("<Leave>")


def test_after_a_divergence_a_button_leads_back_and_another_way_can_be_taken(person: Callable[..., Person]):
    one = person(**WILD)
    one.push("play")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    end = one.now.step
    assert not one.session.playing
    assert "learning rate 1e+06" in one.says
    assert "layer" in one.says
    button = one.bench.status.button
    one.wait(lambda: button.winfo_viewable())
    assert str(button.cget("takefocus")) != "0"
    one.focus(button)
    one.press(button, "<space>")
    at(one, end - 1)
    one.wait(lambda: not button.winfo_manager())
    assert np.isfinite(one.now.parameters).all()
    one.session.goto(0)
    at(one, 0)
    one.set("learning_rate", 0.01)
    one.wait(lambda: len(one.now.branches) == 2)
    steps(one, end + 5)
    assert np.isfinite(one.now.loss)
    one.strike("<b>")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    assert one.now.step == end
    one.wait(lambda: button.winfo_viewable())
