"""Drawing points into the boundary plot of the real window with mouse and keys, and saving them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from gui.own_data.drawing import SPACING
from gui.own_data.plane import TAG
from gui.panels import PANELS, VIEWS
from model import DATASETS
from model.data.own.choice import suggest, take
from model.data.own.sheet import read
from tests.gui.person import Person

Make = Callable[..., Person]
HELD = {1: 0x100, 3: 0x400}


class Hand:
    """The mouse on the boundary plot of ``one``, in shares of its axes: (0, 0) is the lower left corner."""

    def __init__(self, one: Person) -> None:
        self.one, self.canvas = one, one.bench.board.canvases["boundary"]
        one.bench.own_data.buttons["draw"].invoke()
        one.settle()
        size = self.canvas.widget.winfo_height()
        one.wait(lambda: self.canvas._pending is None and self.canvas.widget.winfo_height() == size)
        one.settle()

    @property
    def drawing(self):
        return self.one.bench.own_data.drawing

    def pixel(self, x: float, y: float) -> tuple[int, int]:
        box = self.canvas.panel.axes.bbox
        return round(box.x0 + x * box.width), self.canvas.widget.winfo_height() - round(box.y0 + y * box.height)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The data's units there, by the limits of the axes."""
        (left, right), (low, high) = self.canvas.panel.axes.get_xlim(), self.canvas.panel.axes.get_ylim()
        return left + x * (right - left), low + y * (high - low)

    def stroke(self, *places: tuple[float, float], button: int = 1, state: int = 0) -> None:
        """Press at the first place, go through the others, let go; see the run that follows."""
        widget, run = self.canvas.widget, self.one.session.worker.run_number
        (x, y), *others = (self.pixel(*place) for place in places)
        widget.event_generate(f"<ButtonPress-{button}>", x=x, y=y, state=state)
        for x, y in others:
            widget.event_generate(f"<B{button}-Motion>", x=x, y=y, state=state | HELD[button])
        widget.event_generate(f"<ButtonRelease-{button}>", x=x, y=y, state=state | HELD[button])
        self.one.settle()
        if self.one.session.worker.run_number > run:
            self.one.wait(lambda: self.one.now.run > run)

    def key(self, *keys: str) -> None:
        self.one.strike(*keys)
        self.one.settle()

    @property
    def own(self):
        return self.one.session.experiment.own


@pytest.fixture
def hand(regular: Person) -> Iterator[Hand]:
    """The mouse at the window that all tests here share, on forty points of two circles."""
    regular.begin(samples=40)
    drawing = regular.bench.own_data.drawing
    drawing.label, drawing.spray = 0, False
    regular.bench.board.adopt(next(iter(VIEWS)))
    yield Hand(regular)
    drawing.stop()
    regular.session.pause()


def test_a_click_adds_a_point_of_the_class_in_force_where_the_pointer_is(hand: Hand):
    before = hand.one.now
    hand.key("<Key-1>")
    hand.stroke((0.25, 0.75))
    assert len(hand.own.labels) == 41
    assert hand.own.labels[-1] == 1
    pixel = np.ptp(hand.canvas.panel.axes.get_xlim()) / hand.canvas.panel.axes.bbox.width
    np.testing.assert_allclose(hand.own.points[-1], hand.place(0.25, 0.75), atol=1.5 * pixel)
    old = np.concatenate((before.data.train.points, before.data.validation.points))
    np.testing.assert_array_equal(hand.own.points[:-1], old)
    assert hand.one.now.step == 0
    assert hand.one.bench.form.row("dataset").field.main.get() == "drawn points"
    np.testing.assert_array_equal(before.parameters, hand.one.now.parameters)  # the same initial weights


def test_buttons_and_keys_number_the_classes_as_the_key_of_the_plot_does(hand: Hand):
    hand.stroke((0.25, 0.75))
    for label, button in enumerate(hand.one.bench.own_data.tools.classes):
        assert str(button.cget("text")).strip() == str(label)
        hand.key(f"<Key-{label}>")
        assert hand.drawing.label == label
    assert hand.canvas.panel.key(hand.one.now)[0].text == "class 0"


def test_a_drag_adds_points_at_even_distances_however_the_pointer_jumps(hand: Hand):
    hand.stroke((0.1, 0.1), (0.6, 0.1), (0.6, 0.5))
    drawn = hand.own.points[40:]
    unit = np.ptp(hand.canvas.panel.axes.get_xlim()) / hand.canvas.panel.axes.bbox.width
    length = np.hypot(*np.diff(drawn, axis=0).T) / unit
    assert len(drawn) > 15
    assert length.max() <= SPACING + 1e-6
    np.testing.assert_allclose(np.sort(length)[3:], SPACING, rtol=1e-6)  # a bit less around the corner only


def test_spray_scatters_around_the_pointer(hand: Hand):
    hand.one.bench.own_data.tools.spray.invoke()
    hand.stroke((0.2, 0.5), (0.8, 0.5))
    drawn = hand.own.points[40:]
    unit = np.ptp(hand.canvas.panel.axes.get_xlim()) / hand.canvas.panel.axes.bbox.width
    assert 5 * unit < drawn[:, 1].std() < 16 * unit


@pytest.mark.parametrize(("button", "state"), [(3, 0), (1, 0x1)])
def test_the_right_button_or_shift_erases_near_the_pointer(hand: Hand, button: int, state: int):
    hand.stroke((0.5, 0.5))
    count = len(hand.own.labels)
    place = hand.own.points[-1]
    hand.stroke((0.5, 0.5), button=button, state=state)
    assert len(hand.own.labels) < count
    unit = np.ptp(hand.canvas.panel.axes.get_xlim()) / hand.canvas.panel.axes.bbox.width
    assert np.hypot(*(hand.own.points - place).T).min() > 10 * unit


def test_strokes_are_undone_one_by_one(hand: Hand):
    counts = [40]
    for y in (0.2, 0.4):
        hand.stroke((0.1, y), (0.9, y))
        counts.append(len(hand.own.labels))
    for count in counts[-2::-1]:
        hand.key("<Control-z>")
        assert len(hand.own.labels) == count
    assert hand.one.bench.own_data.tools.buttons["undo"].instate(["disabled"])


def test_the_axes_stay_while_one_draws(hand: Hand):
    limits = hand.canvas.panel.x, hand.canvas.panel.y
    hand.stroke((0.01, 0.01))
    hand.stroke((0.99, 0.98))
    assert (hand.canvas.panel.x, hand.canvas.panel.y) == limits


def test_digits_bring_no_other_view_while_one_draws(hand: Hand):
    view = hand.one.bench.board.view
    for digit in range(10):
        hand.key(f"<Key-{digit}>")
    assert hand.one.bench.board.view == view
    assert hand.drawing.label == len(hand.one.bench.own_data.tools.classes) - 1


def test_an_empty_plane_waits_for_two_points(hand: Hand):
    buttons, run = hand.one.bench.own_data.tools.buttons, hand.one.now.run
    buttons["clear"].invoke()
    hand.one.settle()
    assert hand.canvas.widget.find_withtag(TAG)
    hand.stroke((0.3, 0.3))
    assert hand.one.session.worker.run_number == run
    hand.key("<Key-5>")
    hand.stroke((0.7, 0.7))
    assert hand.own.labels.tolist() == [0, 5]
    assert hand.one.now.data.classes == 6
    hand.one.wait(lambda: not hand.canvas.widget.find_withtag(TAG))
    hand.one.play(60)


def test_too_little_to_train_on_leaves_the_data_set_as_it_was(hand: Hand):
    run = hand.one.now.run
    hand.one.bench.own_data.tools.buttons["clear"].invoke()
    hand.stroke((0.3, 0.3))
    hand.key("<Escape>")
    assert not hand.drawing.active
    assert hand.own is None
    assert hand.one.now.run == hand.one.session.worker.run_number == run
    assert not hand.canvas.widget.find_withtag(TAG)
    assert "stays as it was" in hand.one.says


def test_after_the_end_the_points_stay_and_the_mouse_draws_no_more(hand: Hand):
    hand.stroke((0.5, 0.5))
    own = hand.own
    hand.one.bench.own_data.tools.buttons["done"].invoke()
    hand.one.settle()
    assert hand.one.bench.own_data.tools is None
    hand.stroke((0.2, 0.2))
    hand.key("<Key-5>")
    assert hand.own is own
    assert hand.drawing.label == 0
    hand.one.push("weights")
    assert hand.own is own


def test_training_goes_on_while_one_draws(hand: Hand):
    hand.one.push("play")
    hand.one.wait(lambda: hand.one.now.step > 30)
    hand.stroke((0.4, 0.4), (0.6, 0.6))
    run = hand.one.now.run
    hand.one.wait(lambda: hand.one.now.run == run and hand.one.now.step > 30)
    assert hand.one.session.playing


def test_other_data_chosen_meanwhile_are_drawn_upon(hand: Hand):
    hand.stroke((0.5, 0.5))
    run = hand.one.now.run
    hand.one.set("dataset", "moons")
    hand.one.new_run(run)
    moons = np.concatenate((hand.one.now.data.train.points, hand.one.now.data.validation.points))
    hand.stroke((0.5, 0.5))
    np.testing.assert_array_equal(hand.own.points[:-1], moons)


def test_new_weights_and_another_split_keep_the_strokes_that_can_be_undone(hand: Hand):
    hand.stroke((0.5, 0.5))
    for name in ("weights", "data", "reset"):
        run = hand.one.now.run
        hand.one.push(name)
        hand.one.new_run(run)
    hand.key("<Control-z>")
    assert len(hand.own.labels) == 40


def test_outside_the_axes_nothing_is_drawn(hand: Hand):
    hand.stroke((-0.05, 0.5), (0.5, 0.5))
    assert hand.own is None


def test_saved_points_are_read_again(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "drawn.csv"
    monkeypatch.setattr("gui.own_data.desk.filedialog.asksaveasfilename", lambda **asked: str(path))
    hand.key("<Key-2>")
    hand.stroke((0.1, 0.1), (0.6, 0.1))
    hand.one.bench.own_data.tools.buttons["save"].invoke()
    assert str(path) in hand.one.says
    sheet = read(path.read_bytes())
    again = take(sheet, suggest(sheet), "drawn.csv")
    np.testing.assert_array_equal(again.points, hand.own.points)
    np.testing.assert_array_equal(again.labels, hand.own.labels)


def test_a_generated_set_is_saved_whole(regular: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one, path = regular, tmp_path / "circles.csv"
    one.begin(samples=50)
    monkeypatch.setattr("gui.own_data.desk.filedialog.asksaveasfilename", lambda **asked: str(path))
    one.bench.own_data.buttons["save"].invoke()
    assert len(read(path.read_bytes()).rows) == 50
    monkeypatch.setattr(
        "gui.own_data.desk.filedialog.asksaveasfilename", lambda **asked: str(tmp_path / "no" / "a.csv")
    )
    one.bench.own_data.buttons["save"].invoke()
    assert "could not be written" in one.says


def test_another_panel_in_its_place_ends_drawing_and_drawing_brings_the_plot_back(person: Make):
    hand = Hand(person(samples=40))
    one, board = hand.one, hand.one.bench.board
    one.bench.own_data.tools.buttons["clear"].invoke()
    others = [name for name in board.canvases if name != "boundary"]
    board.places[0].show(PANELS["loss"], one.now)
    one.wait(lambda: not hand.drawing.active)
    assert one.bench.own_data.tools is None
    one.bench.own_data.buttons["draw"].invoke()
    one.settle()
    assert set(board.canvases) == {"boundary", *others}
    again = Hand.__new__(Hand)
    again.one, again.canvas = one, board.canvases["boundary"]
    one.wait(lambda: again.canvas.redraws and again.canvas._pending is None)
    again.stroke((0.5, 0.5))
    assert len(again.own.labels) == 41


def test_a_panel_that_fills_the_board_leaves_no_room_to_draw(person: Make):
    one = person()
    board = one.bench.board
    board._enlarge(board.places[1])
    one.settle()
    one.strike("<Control-d>")
    assert not one.bench.own_data.drawing.active
    assert "fills the board" in one.says


def test_values_cannot_be_drawn_but_are_saved(regular: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one, path = regular, tmp_path / "values.csv"
    name = next(name for name, record in DATASETS.items() if not record.class_count(2))
    one.begin(dataset=name, samples=30)
    one.bench.own_data.buttons["draw"].invoke()
    assert not one.bench.own_data.drawing.active
    assert "classes" in one.says
    monkeypatch.setattr("gui.own_data.desk.filedialog.asksaveasfilename", lambda **asked: str(path))
    one.bench.own_data.buttons["save"].invoke()
    sheet = read(path.read_bytes())
    assert sheet.names[-1] == "value"
    assert sorted(sheet.numbers[:, -1]) == sorted(one.now.data.targets)


def test_a_setting_that_does_not_go_with_the_points_is_said_and_more_points_mend_it(hand: Hand):
    hand.one.set("early_stopping", True)
    hand.one.bench.own_data.tools.buttons["clear"].invoke()
    hand.stroke((0.3, 0.3))
    hand.key("<Key-1>")
    hand.stroke((0.7, 0.7))  # one point of each class trains: nothing is left to validate
    assert hand.own is None
    assert "validation" in hand.one.says
    assert hand.canvas.widget.find_withtag(TAG)
    hand.stroke((0.2, 0.2), (0.8, 0.2))
    assert len(hand.own.labels) > 10
    hand.one.wait(lambda: not hand.canvas.widget.find_withtag(TAG))
