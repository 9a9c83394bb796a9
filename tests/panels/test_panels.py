"""Every panel in every situation: something is drawn, words stand inside the picture and do not touch."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from gui.panels import PANELS
from gui.panels.panel import Panel
from gui.theme.palette import LIGHT, PALETTES, Palette
from model.training.experiment import Experiment

from .synthetic import ODD_DATA, SITUATIONS, snapshot, with_every_situation

SIZES = SMALL, LARGE = [(300, 200), (900, 500)]
TINY = [(60, 60), (90, 300), (300, 90)]


def drawn(name: str, situation: str, size: tuple[int, int] = (440, 360), palette: Palette = LIGHT, **marks) -> Panel:
    """A panel that shows a situation, laid out in a figure of its own of ``size`` px."""
    figure = Figure(figsize=(size[0] / 96, size[1] / 96), dpi=96 * marks.get("scale", 1), facecolor=palette.card)
    FigureCanvasAgg(figure)
    panel = PANELS[name].panel(figure, palette, title=marks.get("title", ""))
    if marks.get("log"):
        panel.toggle("log")
    assert panel.show({**SITUATIONS, **ODD_DATA}[situation]())
    return panel


def pixels(panel: Panel) -> np.ndarray:
    """``(rows, columns, 3)`` as they are saved to a file."""
    canvas = panel.figure.canvas
    canvas._is_saving = True  # files hold the changing part too
    canvas.draw()
    canvas._is_saving = False
    return np.asarray(canvas.buffer_rgba())[:, :, :3].copy()


def inked(panel: Panel) -> float:
    """The share of the axes' box that is not the card's colour."""
    box, picture = panel.axes.bbox, pixels(panel)
    inside = picture[picture.shape[0] - round(box.y1) : picture.shape[0] - round(box.y0), round(box.x0) : round(box.x1)]
    card = np.rint(255 * np.array(to_rgb(panel.palette.card)))
    return float((np.abs(inside - card).sum(axis=2) > 24).mean())


def texts(panel: Panel) -> list[Text]:
    """All words that stand in the panel's figure."""
    return [text for text in panel.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize(("name", "situation"), with_every_situation(PANELS))
def test_is_not_blank_and_words_are_whole_and_apart(name, situation):
    """Always small, where words collide first; every other time large too; light and dark in turns."""
    turn = list(PANELS).index(name) + list(SITUATIONS).index(situation)
    palettes = list(PALETTES.values())
    panel = drawn(name, situation, SMALL, palettes[turn // 2 % 2], title=PANELS[name].label)
    assert inked(panel) > 0.001
    check_words(panel)
    if turn % 2:
        check_words(drawn(name, situation, LARGE, title=PANELS[name].label))


def bounded(train: float, validation: float, palette: Palette) -> tuple[Panel, np.ndarray]:
    """The losses of a run that ends at the right edge, level but for their start."""
    run = snapshot(experiment=Experiment(max_epochs=80))
    curve = run.curves.train_loss
    level = [np.append(0.8, np.full(len(curve.low) - 1, value)) for value in (train, validation)]
    flat = [dataclasses.replace(curve, low=row, high=row) for row in level]
    curves = dataclasses.replace(run.curves, train_loss=flat[0], validation_loss=flat[1])
    newest = dataclasses.replace(run.evaluation, train_loss=train, validation_loss=validation)
    panel = drawn("loss", "typical", palette=palette)
    panel.show(dataclasses.replace(run, curves=curves, evaluation=newest))
    return panel, pixels(panel)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_of_a_landmark_can_be_read_and_hide_no_end_of_a_curve(palette: Palette):
    panel, free = bounded(0.3, 0.3, palette)
    box, top = panel.axes.bbox, panel.y.limits[1]

    def strip(low: float, high: float, left: int, right: int) -> tuple[slice, slice]:
        rows = [free.shape[0] - round(box.y0 + box.height * loss / top) for loss in (high, low)]
        return slice(*rows), slice(round(box.x1) - left, round(box.x1) - right)

    words = strip(0.705, 0.74, 60, 12)
    assert len(np.unique(free[words].reshape(-1, 3), axis=0)) > 8
    _, both = bounded(0.72, 0.67, palette)
    np.testing.assert_array_equal(both[words], free[words])
    line = strip(0.705, 0.74, 200, 150)
    assert (both[line] != free[line]).any()
    _, above = bounded(0.72, 0.72, palette)
    end = strip(0.715, 0.725, 60, 12)
    assert (above[end] != free[end]).any(axis=(0, 2)).all()


@pytest.mark.parametrize("size", TINY)
@pytest.mark.parametrize(
    "situation", ["typical", *(pytest.param(name, marks=pytest.mark.slow) for name in ("twenty seeds", "31 layers"))]
)
@pytest.mark.parametrize("name", PANELS)
def test_too_little_room_leaves_things_out_and_nothing_else(name, situation, size):
    pixels(drawn(name, situation, size))


@pytest.mark.parametrize("name", PANELS)
def test_the_words_under_a_narrow_panel_are_whole(name):
    panel = drawn(name, "typical", (210, 240))
    panel.figure.canvas.draw()
    label = panel.axes.xaxis.label.get_window_extent()
    assert label.x0 >= -0.5
    assert label.x1 <= panel.figure.bbox.width + 0.5


def check_words(panel: Panel) -> None:
    """All words are inside the figure, and no two touch."""
    if panel.figure.stale:
        panel.figure.canvas.draw()
    wide, high = panel.figure.bbox.size
    boxes = {text: text.get_window_extent() for text in texts(panel)}
    for text, box in boxes.items():
        inside = box.x0 >= -0.5 and box.y0 >= -0.5 and box.x1 <= wide + 0.5 and box.y1 <= high + 0.5
        assert inside, f"{text.get_text()!r} is cut at {box.extents}"
    for (one, first), (other, second) in itertools.combinations(boxes.items(), 2):
        apart = first.x1 <= second.x0 or second.x1 <= first.x0 or first.y1 <= second.y0 + 1 or second.y1 <= first.y0 + 1
        assert apart, f"{one.get_text()!r} touches {other.get_text()!r}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [name for name, record in PANELS.items() if not record.panel.bare])
def test_axes_have_room_labels_and_point_up(name, size):
    panel = drawn(name, "typical", size)
    box = panel.axes.bbox
    assert box.height > 0.4 * size[1]
    assert box.width > 0.3 * size[0]
    assert panel.axes.get_xlabel()
    assert panel.axes.get_ylabel()
    for limits in (panel.axes.get_xlim(), panel.axes.get_ylim()):
        assert limits[0] < limits[1]
    for axis in (panel.axes.xaxis, panel.axes.yaxis):
        shown = [tick for tick in axis.get_majorticklocs() if axis.get_view_interval()[0] <= tick]
        assert 2 <= len(shown) <= 40


@pytest.mark.parametrize(
    ("name", "situation"), with_every_situation(name for name, record in PANELS.items() if record.panel.has_log)
)
def test_logarithmic_axis(name, situation):
    linear, logarithmic = drawn(name, situation), drawn(name, situation, log=True)
    assert logarithmic.logarithmic
    assert logarithmic.y != linear.y
    assert inked(logarithmic) > 0.001
    assert not logarithmic.toggle("log")
    assert logarithmic.y == linear.y


@pytest.mark.parametrize("name", PANELS)
def test_scale_makes_everything_larger(name):
    once, twice = drawn(name, "typical"), drawn(name, "typical", scale=2)
    assert twice.axes.bbox.width == pytest.approx(2 * once.axes.bbox.width, rel=0.05)
    assert inked(twice) == pytest.approx(inked(once), rel=0.25, abs=0.01)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("name", PANELS)
def test_saves_to_every_kind_of_file(name, kind, tmp_path):
    path = tmp_path / f"panel.{kind}"
    drawn(name, "typical").figure.savefig(path)
    assert path.stat().st_size > 2000


@pytest.mark.parametrize("name", PANELS)
def test_frame_equals_full_drawing(name):
    """What frames leave on the canvas is what a drawing from scratch gives."""
    panel = drawn(name, "typical")
    canvas = panel.figure.canvas
    canvas.draw()
    background = canvas.copy_from_bbox(panel.box)
    for step in (1990, 1980, 1970):
        assert not panel.show(snapshot(step=step, data=panel.snapshot.data))
        canvas.restore_region(background)
        panel.frame(canvas.get_renderer())
    by_frames = np.asarray(canvas.buffer_rgba())[:, :, :3].astype(int)
    difference = np.abs(by_frames - pixels(panel)).max(axis=2)
    assert (difference > 40).mean() < 0.001
    assert difference.mean() < 0.3


@pytest.mark.parametrize("name", PANELS)
def test_static_part_is_drawn_few_times_in_a_long_run(name):
    """Axes grow in large jumps: ten times as many steps cost a few drawings more, not ten times as many."""
    panel = drawn(name, "nothing yet")
    steps = np.unique(np.geomspace(1, 10**6, 150).astype(int))
    data = panel.snapshot.data
    stale = sum(panel.show(snapshot(step=int(step), data=data)) for step in steps)
    assert stale <= 60


@pytest.mark.parametrize("name", PANELS)
def test_restyle_changes_colours_and_keeps_places(name):
    panel = drawn(name, "typical")
    light, box = pixels(panel), panel.axes.bbox.frozen()
    panel.restyle(PALETTES["dark"])
    assert np.abs(pixels(panel).astype(int) - light).mean() > 5
    assert np.allclose(panel.axes.bbox.extents, box.extents)


@pytest.mark.parametrize(("name", "situation"), with_every_situation(PANELS))
def test_describes_what_is_under_the_pointer(name, situation):
    panel = drawn(name, situation)
    box = panel.axes.bbox
    assert panel.describe(-5, -5) is None
    for across in (0.02, 0.3, 0.6, 0.98):
        words = panel.describe(box.x0 + across * box.width, box.y0 + 0.5 * box.height)
        assert words is None or (words and "nan" not in words)
    if situation == "typical":
        assert panel.describe(box.x0 + 0.3 * box.width, box.y0 + 0.5 * box.height)
