"""Numbers and code in the window: pointed at with the mouse inside a step, and copied to the clipboard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gui.panels import standard
from gui.place import Place
from tests.gui.person import Person


@pytest.fixture
def one(regular: Person) -> Iterator[Person]:
    regular.begin(batch_norm=True, dropout=0.2)
    regular.bench.board.arrange(["boundary", "code"])
    regular.settle()
    yield regular
    regular.session.pause()
    regular.bench.board.arrange(list(standard()))
    regular.settle()


def place(one: Person) -> Place:
    return one.bench.board.places[1]


def marked(one: Person) -> str:
    """The first array of the marked line."""
    panel = place(one).canvas.panel
    return panel._page(panel.snapshot).table[0].entry.title


def to_phase(one: Person, phase: int) -> None:
    """Go on, phase by phase."""
    while one.now.passage is None or one.now.phase < phase:
        before = one.now
        one.session.phase_on()
        one.wait(lambda: one.now is not before and one.now.passage is not None)  # noqa: B023
    one.settle()


def test_a_line_is_marked_under_the_mouse_and_kept_by_a_press(one: Person):
    to_phase(one, 2)
    assert marked(one) == "h2"
    canvas = place(one).canvas
    page = canvas.panel._page(canvas.panel.snapshot)
    row = page.top + next(n for n, row in enumerate(page.code) if row.text.startswith("var2"))
    x, y = page.sheet.at(row, 10)
    spot = {"x": round(x), "y": round(canvas.widget.winfo_height() - y)}
    canvas.widget.event_generate("<Motion>", **spot)
    assert marked(one) == "var2"
    canvas.widget.event_generate("<Leave>")
    assert marked(one) == "h2"
    canvas.widget.event_generate("<Button-1>", **spot)
    assert marked(one) == "var2"


def test_the_lines_of_the_phase_are_copied_and_run(one: Person):
    to_phase(one, 3)
    place(one).bar.parts["copy"].invoke()
    text = one.root.clipboard_get()
    passage = one.now.passage
    names = {"np": np, "h2": passage.layers[1].h.T, "W3": passage.layers[2].W, "b3": passage.layers[2].b}
    exec(text, names)
    assert np.allclose(names["z3"], passage.layers[2].h.T, rtol=1e-12)
    assert "clipboard" in one.says
