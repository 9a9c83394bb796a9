"""The canvas in a real window: frames, sizes, hiding, the pointer, and a clean end."""

from __future__ import annotations

import _tkinter
import dataclasses
import gc
import io
import time
import tkinter as tk
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from gui.canvas import PanelCanvas
from gui.panels import PANELS
from gui.theme.palette import DARK, LIGHT, Palette

from .synthetic import SITUATIONS, snapshot

PATIENCE = 10.0  # seconds, for machines that do much else
STILL = ("boundary", "boundaries", "inputs")  # drawn from answers and points that do not change here


@pytest.fixture
def root():
    """A window; errors in callbacks fail the test."""
    try:
        window = tk.Tk()
    except tk.TclError as error:
        pytest.skip(f"no display: {error}")
    errors: list[BaseException] = []
    window.report_callback_exception = lambda kind, error, trace: errors.append(error)
    window.geometry("700x500")
    yield window
    if window.tk.call("info", "commands", "."):
        window.destroy()
    gc.collect()
    assert not errors


def pump(root: tk.Tk, seconds: float = 0.15) -> None:
    """Let the window work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not root.tk.dooneevent(_tkinter.DONT_WAIT):
            time.sleep(0.002)


def settle(root: tk.Tk, canvas: PanelCanvas) -> None:
    """Let the window work until the canvas is on screen, as large as its widget, and everything that waited is done."""
    end = time.monotonic() + PATIENCE
    while True:
        if root.tk.dooneevent(_tkinter.DONT_WAIT):
            continue
        box, widget = canvas.panel.figure.bbox, canvas.widget
        pending = canvas._pending is not None or canvas._canvas._idle_draw_id
        large = (round(box.width), round(box.height)) == (widget.winfo_width(), widget.winfo_height())
        if widget.winfo_viewable() and large and not pending:
            return
        assert time.monotonic() < end, "the canvas never comes to rest"
        time.sleep(0.002)


def laid(root: tk.Tk, name: str = "loss", palette: Palette = LIGHT) -> PanelCanvas:
    """A canvas on screen that has nothing to show yet."""
    canvas = PanelCanvas(root, PANELS[name], palette)
    canvas.widget.pack(fill="both", expand=True)
    settle(root, canvas)
    return canvas


def shown(root: tk.Tk, name: str = "loss", **changes) -> PanelCanvas:
    """A canvas on screen with a snapshot in it."""
    canvas = laid(root, name)
    canvas.show(snapshot(**changes))
    settle(root, canvas)
    return canvas


def picture(canvas: PanelCanvas) -> np.ndarray:
    """What is on screen: the pixels ``(rows, columns, 3)`` that Tk has been given."""
    photo = canvas._canvas._tkphoto
    with Image.open(io.BytesIO(photo.tk.call(photo, "data", "-format", "ppm"))) as image:
        return np.array(image)


@pytest.mark.parametrize("name", PANELS)
def test_fills_the_window_and_paints_frames_without_drawing_all(root, name):
    canvas = shown(root, name, step=1900)
    assert picture(canvas).shape[:2] == (canvas.widget.winfo_height(), canvas.widget.winfo_width())
    redraws, before, first = canvas.redraws, picture(canvas), canvas.panel.snapshot
    canvas.show(snapshot(step=1500, data=canvas.panel.snapshot.data, gradient_rms=np.array([1e-3, 1e-5, 0.5])))
    assert canvas.redraws == redraws
    if name not in STILL and canvas.panel.moved(first):
        assert (picture(canvas) != before).any()


@pytest.mark.parametrize("name", PANELS)
def test_frames_leave_what_a_full_drawing_gives(root, name):
    canvas = shown(root, name, step=1900)
    for step in (1990, 1950, 1970):
        canvas.show(snapshot(step=step, data=canvas.panel.snapshot.data))
    by_frames = picture(canvas).astype(int)
    canvas._background = None
    canvas.paint()
    assert np.abs(by_frames - picture(canvas)).max() <= 2


def test_a_resize_draws_once_after_the_last_change(root, monkeypatch):
    canvas = shown(root)
    redraws = canvas.redraws
    monkeypatch.setattr("gui.canvas.REST", 500)
    for width in range(650, 500, -10):
        root.geometry(f"{width}x400")
        pump(root, 0.004)
    end = time.monotonic() + 10
    while picture(canvas).shape[1] != 510 and time.monotonic() < end:
        pump(root, 0.05)
    assert picture(canvas).shape[1] == canvas.widget.winfo_width() == 510
    assert canvas.redraws - redraws <= 2


def test_nothing_is_drawn_while_hidden_and_the_newest_when_back(root):
    canvas = shown(root)
    canvas.widget.pack_forget()
    pump(root, 0.35)
    redraws, before = canvas.redraws, picture(canvas)
    canvas.show(snapshot(step=40_000, run=2))
    assert canvas.redraws == redraws
    assert (picture(canvas) == before).all()
    canvas.widget.pack(fill="both", expand=True)
    pump(root)
    assert canvas.redraws > redraws
    assert canvas.panel.snapshot.run == 2


def test_restyle_repaints_in_the_new_colours(root):
    canvas = shown(root)
    canvas.restyle(DARK)
    pump(root)
    assert picture(canvas).mean() < 90


def test_pointer_gets_words_and_they_go_with_it(root):
    canvas = shown(root)
    canvas.widget.event_generate("<Motion>", x=200, y=250)
    pump(root)
    assert "training" in canvas._readout["text"]
    assert canvas._readout.winfo_ismapped()
    canvas.widget.event_generate("<Leave>")
    pump(root)
    assert not canvas._readout.winfo_ismapped()


def test_logarithmic_toggle_redraws(root):
    canvas = shown(root)
    before = picture(canvas)
    assert canvas.toggle("log")
    assert (picture(canvas) != before).any()
    assert not canvas.toggle("log")
    assert (picture(canvas) == before).all()


def test_takes_no_focus(root):
    entry = tk.Entry(root)
    entry.pack()
    entry.focus_force()
    pump(root)
    shown(root)
    assert root.focus_lastfor() is entry


@pytest.mark.parametrize("moment", ["at once", "resizing", "idle drawing", "with the window"])
def test_ends_cleanly(root, moment, capfd):
    canvas = shown(root)
    if moment == "resizing":
        root.geometry("400x400")
        pump(root, 0.01)
    if moment == "idle drawing":
        canvas._canvas.draw_idle()
    if moment == "with the window":
        root.geometry("400x400")
        root.destroy()
    else:
        canvas.destroy()
        pump(root, 0.1)
        canvas.show(snapshot())
    assert "invalid command name" not in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", PANELS)
def test_one_situation_after_the_other_in_a_small_canvas(root, name):
    root.geometry("300x200")
    canvas = laid(root, name, DARK)
    for run, situation in enumerate(SITUATIONS.values()):
        canvas.show(dataclasses.replace(situation(), run=run))
        canvas.redraw()
        canvas.show(dataclasses.replace(situation(), run=run))
        settle(root, canvas)
        assert canvas._painted is canvas.panel.snapshot


@pytest.mark.parametrize("name", PANELS)
def test_a_canvas_too_small_for_everything_draws_what_it_can(root, name):
    root.geometry("110x75")
    canvas = laid(root, name)
    for situation in ("twenty seeds", "31 layers"):
        canvas.show(SITUATIONS[situation]())
        settle(root, canvas)
    root.geometry("300x75")
    settle(root, canvas)
    assert canvas.redraws >= 2


def test_a_canvas_leaves_nothing_behind_in_the_window(root):
    """Panels come and go in a place all day long."""
    heard: list[tk.Misc] = []
    root.bind("<Destroy>", lambda event: heard.append(event.widget))
    shown(root).destroy()
    root.update()

    def left() -> tuple[object, ...]:
        names = (str(name).lstrip("0123456789") for name in root.tk.splitlist(root.tk.call("info", "commands")))
        return [root.bind(event) for event in root.bind()], Counter(names)

    before = left()
    canvas = shown(root)
    widget = canvas.widget
    canvas.destroy()
    del canvas
    root.update()
    gc.collect()
    after = left()
    assert after[0] == before[0]
    assert dict(after[1] - before[1]) == {}
    assert widget in heard
