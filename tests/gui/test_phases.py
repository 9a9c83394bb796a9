"""Going through a step phase by phase in the real window: keys, buttons, the track, and points that are followed."""

from __future__ import annotations

import numpy as np
import pytest

from gui.session import BEGINNING
from model.training.passage import PHASES, Pick
from model.training.snapshot import Status
from tests.gui.person import Person

SMALL = {"hidden": (3,), "samples": 60}
PHASES_OF_SMALL = ["batch", "forward", "forward", "loss", "backward", "backward", "update"]


@pytest.fixture
def one(regular: Person) -> Person:
    """At rest after 5 steps, outside of any."""
    regular.begin(**SMALL)
    regular.session.worker.step(5)
    regular.wait(lambda: regular.now.step == 5 and regular.now.status is Status.PAUSED)
    regular.settle()
    return regular


def inside(one: Person, step: int, phase: int) -> None:
    """See phase number ``phase`` of the step after ``step``."""
    one.wait(lambda: one.now.passage is not None and (one.now.step, one.now.phase) == (step, phase))
    one.settle()


def outside(one: Person) -> None:
    one.wait(lambda: one.now.passage is None)
    one.settle()


def bar_is_there(one: Person) -> bool:
    return bool(one.bench.phases.bar.winfo_ismapped())


def click_on(one: Person, part: str, index: int) -> None:
    """Press on a point in the decision boundary."""
    canvas = one.bench.board.canvases["boundary"]
    panel, widget = canvas.panel, canvas.widget
    one.wait(lambda: round(panel.figure.bbox.height) == widget.winfo_height())  # the bar has taken its room
    points = one.now.data.validation if part == "validation" else one.now.data.train
    low, high = np.array([panel.x.limits, panel.y.limits]).T
    box = panel.axes.bbox
    x, y = (box.x0, box.y0) + (points.points[index] - low) / (high - low) * (box.width, box.height)
    widget.event_generate("<Button-1>", x=round(x), y=round(widget.winfo_height() - y))
    widget.event_generate("<ButtonRelease-1>", x=round(x), y=round(widget.winfo_height() - y))
    one.settle()


def test_down_goes_through_all_phases_and_then_makes_the_step(one: Person):
    assert not bar_is_there(one)
    kinds, said = [], []
    for phase in range(len(PHASES_OF_SMALL)):
        one.strike("<Down>")
        inside(one, 5, phase)
        kinds.append(one.now.passage.phases[phase].kind)
        said.append(one.bench.phases.bar.words)
        assert f"Step 6, phase {phase + 1} of 7" in one.says
    assert kinds == PHASES_OF_SMALL
    assert len(set(said)) == len(said)
    assert bar_is_there(one)
    one.strike("<Down>")
    inside(one, 6, 0)
    assert said[0].startswith("Minibatch of 10 of the 30 training points, drawn for step 6")


def test_up_goes_back_into_the_step_before(one: Person):
    one.strike("<Down>", "<Down>")
    inside(one, 5, 1)
    one.strike("<Up>", "<Up>")
    inside(one, 4, 6)
    assert "Update" in one.bench.phases.bar.words
    one.strike("<Down>")
    inside(one, 5, 0)


def test_the_bar_keeps_its_height_while_phases_change(one: Person):
    one.strike("<Down>")
    inside(one, 5, 0)
    heights = {one.bench.phases.bar.winfo_height()}
    for phase in range(1, 9):
        one.strike("<Down>")
        inside(one, 5 + phase // 7, phase % 7)
        heights.add(one.bench.phases.bar.winfo_height())
        assert one.bench.phases.bar.caption.winfo_reqheight() <= one.bench.phases.bar.caption.winfo_height() + 1
    assert len(heights) == 1


def test_a_press_on_the_track_goes_to_that_phase(one: Person):
    one.push("phase")
    inside(one, 5, 0)
    track = one.bench.phases.bar.track
    for phase in (4, 1, 6, 0):
        x, y = track.place_of(phase)
        track.event_generate("<Button-1>", x=x, y=y)
        inside(one, 5, phase)


def test_buttons_of_the_bar(one: Person):
    one.push("phase")
    inside(one, 5, 0)
    buttons = one.bench.phases.bar.buttons
    buttons["on"].invoke()
    inside(one, 5, 1)
    buttons["back"].invoke()
    inside(one, 5, 0)
    buttons["leave"].invoke()
    outside(one)
    assert not bar_is_there(one)
    assert one.now.step == 5


@pytest.mark.parametrize("key", ["<Right>", "<Left>", "<space>", "<End>", "<Home>"])
def test_playing_stepping_and_going_elsewhere_leave_the_step(one: Person, key: str):
    one.strike("<Down>")
    inside(one, 5, 0)
    one.strike(key)
    outside(one)
    assert not bar_is_there(one)
    one.rest()


def test_phases_change_nothing_about_the_run(one: Person):
    one.strike(*["<Down>"] * 9)
    inside(one, 6, 1)
    one.strike("<Right>")
    one.wait(lambda: one.now.step == 7)
    by_phases = one.now.parameters
    one.begin(**SMALL)
    one.session.worker.step(7)
    one.wait(lambda: one.now.step == 7)
    np.testing.assert_array_equal(one.now.parameters, by_phases)


def test_a_field_keeps_the_arrow_keys(one: Person):
    field = one.bench.form.row("samples").field.main
    one.focus(field)
    one.press(field, "<Down>", "<Up>")
    one.bench.root.focus_set()
    one.settle()
    assert one.now.passage is None


def test_a_clicked_point_is_followed_from_the_next_phase_on(one: Person):
    click_on(one, "training", 4)
    assert one.now.passage is None
    assert "Training point 4 (" in one.says
    one.strike("<Down>")
    one.wait(lambda: one.now.passage is not None and one.now.passage.point == Pick("training", 4))
    one.settle()
    assert str(one.bench.phases.bar.followed.cget("text")).startswith("following training point 4")
    assert "Training point 4" in one.bench.phases.bar.words


def test_inside_a_step_a_click_follows_and_a_second_one_stops(one: Person):
    one.strike("<Down>")
    inside(one, 5, 0)
    click_on(one, "validation", 2)
    one.wait(lambda: one.now.passage.point == Pick("validation", 2))
    click_on(one, "validation", 2)
    one.wait(lambda: one.now.passage.point is None)
    one.settle()
    assert not one.bench.phases.bar.followed.winfo_ismapped()


def test_escape_stops_following_and_then_leaves(one: Person):
    one.strike("<Down>", "<Down>")
    inside(one, 5, 1)
    click_on(one, "training", 0)
    one.wait(lambda: one.now.passage.point is not None)
    one.settle()
    one.bench.phases.bar.buttons["whole"].invoke()
    one.wait(lambda: one.now.passage.point is None)
    click_on(one, "training", 0)
    one.wait(lambda: one.now.passage.point is not None)
    one.strike("<Escape>")
    one.wait(lambda: one.now.passage is not None and one.now.passage.point is None)
    assert one.now.phase == 1
    one.strike("<Escape>")
    outside(one)


def test_slow_motion_plays_phase_after_phase(one: Person):
    one.choose_speed("slow")
    one.hurry()
    one.push("play")
    inside(one, 6, 2)
    seen = [(s.step, s.phase) for s in one.shown if s.run == one.now.run and s.passage is not None]
    assert seen[:9] == [(5, phase) for phase in range(7)] + [(6, 0), (6, 1)]
    assert "Space pauses" in one.says
    one.push("play")
    one.wait(lambda: one.now.status is Status.PAUSED)
    assert bar_is_there(one)
    one.choose_speed("30")


@pytest.mark.parametrize("settings", [{"depth": 30, "width": 4}, {"depth": 0}, {"dataset": "sine"}])
def test_the_track_shows_every_phase_of_any_net(one: Person, settings: dict):
    one.begin(**settings)
    one.strike("<Down>")
    inside(one, 0, 0)
    groups = one.bench.phases.bar.track.groups
    blocks = [block for group in groups for block in group.blocks]
    assert [block.index for block in blocks] == list(range(len(one.now.passage.phases)))
    assert [group.kind for group in groups] == list(PHASES)
    assert min(block.right - block.left for block in blocks) >= 4
    assert blocks[-1].right <= one.bench.phases.bar.track.winfo_width() + 1
    one.begin()


def test_hints_do_not_hide_the_caption(one: Person):
    one.strike("<Down>")
    inside(one, 5, 0)
    bar, hints = one.bench.phases.bar, one.bench.form.hints
    bar.buttons["on"].event_generate("<Enter>")
    one.wait(lambda: hints.words)
    one.settle()
    bubble = hints._bubble
    assert bubble.winfo_rooty() + bubble.winfo_height() <= bar.caption.winfo_rooty()
    bar.buttons["on"].event_generate("<Leave>")
    one.wait(lambda: not hints.words)


def test_the_phases_of_a_step_that_diverges(one: Person):
    wild = {"dataset": "sine", "activation": "relu", "learning_rate": 10.0, "hidden": (6,), "samples": 60}
    one.begin(**wild)
    one.session.worker.step(400)
    one.wait(lambda: one.now.status is Status.DIVERGED)
    last = one.now.step
    one.session.goto(last - 1)
    one.wait(lambda: one.now.step == last - 1 and one.now.status is Status.PAUSED)
    said = []
    for phase in range(7):
        one.strike("<Down>")
        inside(one, last - 1, phase)
        said.append(one.bench.phases.bar.words)
    assert any("not finite" in words and "diverges in this step" in words for words in said)
    one.strike("<Down>")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    one.settle()
    assert "Diverged at step" in one.says
    assert not bar_is_there(one)
    one.strike("<Up>")
    inside(one, last - 1, 6)


def test_before_the_first_phase_of_a_run_up_says_why_it_does_nothing(regular: Person):
    one = regular
    one.begin(**SMALL)
    one.strike("<Up>")
    one.settle()
    assert one.says == BEGINNING
    assert (one.now.step, one.now.passage) == (0, None)
    one.strike("<Down>")
    inside(one, 0, 0)
    assert one.says != BEGINNING
    one.strike("<Up>")
    one.settle()
    assert one.says == BEGINNING
    one.strike("<Down>")
    inside(one, 0, 1)
    one.strike("<Up>")
    inside(one, 0, 0)
    assert one.says != BEGINNING
