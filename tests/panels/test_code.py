"""Numbers and code: what stands on the page, under the pointer and on the clipboard in every phase of a step."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gui.panels.code.numerals import corner, summary
from gui.panels.code.panel import CodePanel
from gui.panels.code.rows import broken, rows, window
from gui.panels.code.subject import INVITATION, captions
from gui.panels.code.table import Entry, arrange, found
from gui.theme.palette import PALETTES
from model import Experiment, Trainer
from model.listing import listing
from model.training.observer import Observer
from model.training.passage import Pick, dissect
from model.training.snapshot import Snapshot, Status

RICH = Experiment(samples=60, hidden=(6, 5), batch_norm=True, dropout=0.2, l2=0.001, optimizer="momentum")
DEEP = Experiment(samples=60, depth=30, width=64)
SIZES = [(300, 200), (440, 360), (1150, 640), (160, 90)]


def inside(experiment: Experiment = RICH, phase: int = 0, point: Pick | None = None) -> Snapshot:
    """A moment inside a step."""
    trainer = Trainer(experiment)
    trainer.run(3)
    shot = Observer(trainer, cells=4).snapshot(Status.PAUSED)
    return dataclasses.replace(shot, passage=dissect(trainer, point), phase=phase)


@pytest.fixture(scope="module")
def rich() -> Snapshot:
    return inside()


def panel_of(shot: Snapshot, size: tuple[int, int] = (440, 360), palette: str = "light") -> CodePanel:
    figure = Figure(figsize=(size[0] / 96, size[1] / 96), dpi=96)
    FigureCanvasAgg(figure)
    panel = CodePanel(figure, PALETTES[palette])
    panel.show(shot)
    return panel


def place(panel: CodePanel, row: int, column: int = 5) -> tuple[float, float]:
    """The pixel of a character of the page."""
    return panel._page(panel.snapshot).sheet.at(row, column + 0.5)


def row_of(panel: CodePanel, text: str) -> int:
    """The row of the page on which a line of code begins."""
    page = panel._page(panel.snapshot)
    return page.top + next(n for n, row in enumerate(page.code) if row.line >= 0 and row.text.strip() == text)


def own_titles(panel: CodePanel) -> list[str]:
    """The arrays of the marked line."""
    page = panel._page(panel.snapshot)
    others = page.others_at if page.others_at is not None else page.sheet.rows
    return [placed.entry.title for placed in page.table if placed.top < others]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("phase", range(9))
def test_every_phase_fits_its_page(rich, phase, size):
    panel = panel_of(dataclasses.replace(rich, phase=phase), size)
    page = panel._page(panel.snapshot)
    panel.figure.canvas.draw()
    panel.frame(panel.figure.canvas.get_renderer())
    sheet, (top, left) = page.sheet, page.corner
    assert page.top + len(page.code) <= max(sheet.rows, page.top + 1)
    for row in page.code:
        assert row.line < 0 or 2 + len(row.text) + len(row.comment) <= max(page.code_columns, 12)
    for placed in page.table:
        below = placed.corner.rows if placed.corner else []
        assert top + placed.top + len(below) < sheet.rows
        assert left + len(placed.entry.head(sheet.columns - left)) <= sheet.columns or sheet.columns < 30
        assert all(left + 1 + len(text) <= sheet.columns for text in below)
    if size in SIZES[:3]:  # there is room for the marked line and its first array
        assert any((row.part, row.line) == (phase, page.line) for row in page.code)
        assert page.table


def test_marks_what_the_phase_is_there_for_and_shows_its_arrays(rich):
    panel = panel_of(dataclasses.replace(rich, phase=2), (500, 700))
    page = panel._page(panel.snapshot)
    assert own_titles(panel) == ["h2", "a2", "mask2"]
    assert page.table[0].entry.shape == "batch 10, units 5"
    assert np.array_equal(page.table[0].entry.array, rich.passage.layers[1].h.T)


def test_what_else_the_phase_makes_stands_below_where_there_is_room(rich):
    panel = panel_of(dataclasses.replace(rich, phase=4), (500, 700))
    assert own_titles(panel) == ["loss", "losses"]
    assert [placed.entry.title for placed in panel._page(panel.snapshot).table][2:] == ["p"]


def test_pointing_marks_another_line_and_pressing_keeps_it(rich):
    panel = panel_of(dataclasses.replace(rich, phase=2), (500, 700))
    at = place(panel, row_of(panel, "std2 = np.sqrt(var2 + 1e-05)"))
    panel.pointer = at
    assert own_titles(panel) == ["std2", "var2"]
    panel.pointer = None
    assert panel._page(panel.snapshot).table[0].entry.title == "h2"
    assert panel.clicked(*at).redraw
    assert panel._page(panel.snapshot).table[0].entry.title == "std2"
    assert panel.clicked(*place(panel, 0)) is None
    panel.show(dataclasses.replace(rich, phase=3))
    assert panel._page(panel.snapshot).table[0].entry.title == "z3"


def test_the_update_shows_parameters_before_and_after(rich):
    panel = panel_of(dataclasses.replace(rich, phase=8), (1150, 640))
    table = {each.entry.title: each.entry.array for each in panel._page(panel.snapshot).table}
    update = rich.passage.update.layer(0)
    assert np.array_equal(table["W1 before"], update.before)
    assert np.array_equal(table["W1"], update.after)
    panel.pointer = place(panel, row_of(panel, "v[:] = 0.9 * v - rate * g"))
    table = {each.entry.title: each.entry.array for each in panel._page(panel.snapshot).table}
    assert np.array_equal(table["velocities[0] of W1"], update.slots_after["velocity"])


def test_says_every_number_under_the_pointer(rich):
    panel = panel_of(dataclasses.replace(rich, phase=2), (500, 700))
    page = panel._page(panel.snapshot)
    row, wide = page.corner[0], page.table[0].corner.wide
    assert panel.describe(*place(panel, row)).startswith("h2 (batch 10, units 5): min ")
    said = panel.describe(*place(panel, row + 3, 1 + wide + 2))
    value = rich.passage.layers[1].h.T[2, 1]
    assert said.startswith("h2[2, 1] = ")
    assert float(said.split("= ")[1].replace("−", "-")) == pytest.approx(value, rel=5e-3)
    assert panel.describe(*place(panel, row_of(panel, "z2 = h1 @ W2"))) is None  # what it is for stands there


def test_says_what_a_line_is_for_where_its_comment_has_no_room(rich):
    panel = panel_of(dataclasses.replace(rich, phase=2), (300, 400))
    assert panel.describe(*place(panel, row_of(panel, "z2 = h1 @ W2"))) == "weighted sums; beta is the bias"


def test_outside_a_step_says_how_to_get_in_and_shows_the_step_to_come(rich):
    panel = panel_of(dataclasses.replace(rich, passage=None), (440, 900))
    page = panel._page(panel.snapshot)
    assert " ".join(page.sentence) == INVITATION
    assert page.part is None
    assert not page.table
    assert page.code[1].text.strip() == "x = X[rows]"
    assert panel.clicked(*place(panel, 4)) is None


@pytest.mark.parametrize("phase", [None, 0, 4, 8])
def test_what_is_copied_is_python(rich, phase):
    panel = panel_of(
        dataclasses.replace(rich, passage=None) if phase is None else dataclasses.replace(rich, phase=phase)
    )
    compile(panel.copied, "copied", "exec")
    heads = [line for line in panel.copied.splitlines() if line.startswith("# ")]
    assert len(heads) == (9 if phase is None else 1)


@pytest.mark.parametrize("part", ["training", "validation"])
def test_a_followed_point_has_one_row(part):
    panel = panel_of(inside(RICH, 2, Pick(part, 4)), (500, 700))
    page = panel._page(panel.snapshot)
    assert f"{part} point 4 alone" in " ".join(page.sentence)
    assert page.table[0].entry.shape == "batch 1, units 5"
    assert any("running_mean2" in row.text for row in page.code)


def test_deep_networks_stay_readable():
    shot = inside(DEEP)
    for phase in (1, 20, 32, 40, 63):
        page = panel_of(dataclasses.replace(shot, phase=phase))._page(dataclasses.replace(shot, phase=phase))
        assert any((row.part, row.line) == (phase, page.line) for row in page.code)
        assert page.table


def test_numbers_that_are_none_are_said_so():
    array = np.array([[1.0, np.nan], [np.inf, -2.0]])
    assert corner(array, 4, 40).texts == (("1.000", "NaN"), ("inf", "−2.000"))
    assert summary(array) == ("2 of 4 not finite", "min −2", "mean −0.5", "max 1")
    entry = Entry("z1", "batch 2, units 2", array)
    table, _ = arrange([entry], 5, 60)
    assert table[0].described(1, 12) == "z1[0, 1] = not a number"


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([1.23456, -0.5, 0.0], ("1.235", "−0.500", "0")),
        ([123.456, -0.01], ("123.5", "−1e−2")),
        ([1.5e-7, -2e-9], ("1.50e−7", "−2.00e−9")),
        ([2e6, 1.0], ("2.00e+6", "1.00e+0")),
        ([0.0, 0.0], ("0", "0")),
    ],
)
def test_digits(numbers, texts):
    assert corner(np.array([numbers]), 1, 80).texts == (texts,)


def test_a_corner_says_where_it_is_cut():
    shown = corner(np.arange(400.0).reshape(20, 20), 3, 40)
    assert len(shown.rows) == 3
    assert shown.right
    assert shown.below
    assert all(len(row) <= 40 and row.endswith("…") for row in shown.rows)
    assert len({len(row) for row in shown.rows}) == 1


def test_rooms_for_all_before_more_for_one():
    tall = Entry("a", "", np.ones((50, 3)))
    table, left_out = arrange([tall, tall, Entry("c", "", np.ones(()))], 9, 40)
    assert left_out == 0
    assert [placed.top for placed in table] == [0, 6, 8]
    assert found(table, 7) is table[1]
    assert found(table, 9) is None
    assert arrange([tall] * 5, 5, 40)[1] == 3


@pytest.mark.parametrize("columns", [20, 33, 60])
def test_long_lines_are_broken_between_words_where_they_can_be(columns):
    text = "    d1 = (dzhat1 - dzhat1.mean(axis=0) - zhat1 * (dzhat1 * zhat1).mean(axis=0)) / std1"
    pieces = broken(text, columns)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert max(len(piece) for piece in pieces) <= columns
    assert columns < 33 or " ".join(" ".join(pieces).split()) == text.strip()


@pytest.mark.parametrize("room", [3, 6, 12, 40])
def test_a_window_holds_the_marked_line(room):
    parts = listing(RICH, 0.1).parts
    every = rows(parts, captions(parts), 60)
    for number, part in enumerate(parts):
        for line in range(len(part.lines)):
            first, last = window(every, number, line, room)
            assert last - first <= room
            assert any((row.part, row.line) == (number, line) for row in every[first:last])
