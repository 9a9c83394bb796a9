"""The decision boundary: markers, tints and the line where the winner changes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from gui.panels.scenes.boundary import BoundaryPanel
from gui.panels.scenes.markers import SHAPES, point_markers
from gui.panels.scenes.surface import Surface, borders, stretch
from gui.theme.palette import DARK, LIGHT
from model.training.snapshot import Snapshot

from .synthetic import boundary, snapshot
from .test_panels import drawn


def test_every_class_has_a_shape_of_its_own():
    assert len(set(SHAPES)) == len(SHAPES) >= len(LIGHT.classes)


@pytest.mark.parametrize("classes", [2, 6])
def test_points_differ_by_shape_and_by_filling(classes):
    axes = drawn("boundary", "typical").axes
    lines = point_markers(axes, snapshot(classes=classes).data, LIGHT)
    looks = {(line.get_marker(), line.get_markerfacecolor()) for line in lines}
    assert len({line.get_marker() for line in lines}) == classes
    assert len(looks) == len(lines) == 2 * classes


def test_one_unit_is_as_long_up_as_across():
    panel = drawn("boundary", "typical", (600, 300))
    box = panel.axes.bbox
    x, y = (limits[1] - limits[0] for limits in (panel.x.limits, panel.y.limits))
    assert box.width / x == pytest.approx(box.height / y, rel=0.01)


def test_stretch_is_linear_interpolation_between_centres():
    cells = np.arange(10.0)
    wide = stretch(10, 100) @ cells
    expected = np.interp((np.arange(100) + 0.5) / 10 - 0.5, cells, cells)
    assert np.allclose(wide, expected, atol=1e-5)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_tints_are_the_card_where_the_network_is_unsure(palette):
    unsure = np.full((4, 4, 2), 0.5, np.float32)
    for grid in (unsure, np.full((4, 4, 3), 1 / 3, np.float32)):
        tint = Surface(grid, palette).pixels(8, 8)[4, 4, :3] / 255
        assert np.allclose(tint, to_rgb(palette.card), atol=0.02)


@pytest.mark.parametrize("classes", [2, 4])
def test_sure_answers_have_their_class_colour(classes):
    for label in range(classes):
        grid = np.zeros((4, 4, classes), np.float32)
        grid[:, :, label] = 1
        tint = Surface(grid, LIGHT).pixels(6, 6)[3, 3, :3] / 255
        wanted = 0.6 * np.array(to_rgb(LIGHT.classes[label])) + 0.4 * np.array(to_rgb(LIGHT.card))
        assert np.allclose(tint, wanted, atol=0.02)


def test_low_y_is_at_the_bottom():
    grid = np.zeros((10, 10, 2), np.float32)
    grid[:5, :, 0], grid[5:, :, 1] = 1, 1  # class 0 wins where y is low
    picture = Surface(grid, LIGHT).pixels(20, 20)[:, :, :3].astype(int)
    bottom, top = picture[-2, 10], picture[1, 10]
    assert bottom[0] > bottom[2]  # orange
    assert top[2] > top[0]  # blue


def test_what_is_no_number_is_grey():
    grid = np.full((10, 10, 2), 0.9, np.float32)
    grid[:5] = np.nan
    bottom = Surface(grid, LIGHT).pixels(20, 20)[-2, 10, :3] / 255
    assert np.allclose(bottom, to_rgb(LIGHT.surface_neutral), atol=0.02)
    assert Surface(grid, LIGHT).borders == []


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_borders_lie_where_the_winner_changes(classes):
    grid = boundary(classes).probabilities
    lines = np.concatenate(borders(grid))
    lines = lines[np.isfinite(lines).all(axis=1)]
    assert len(lines) > 50
    inside = lines[(lines > 1).all(axis=1) & (lines < 99).all(axis=1)] - 0.5  # now centres of cells have whole numbers
    winner = grid.argmax(axis=2)
    for x, y in inside:
        near = winner[int(y) : int(np.ceil(y)) + 1, int(x) : int(np.ceil(x)) + 1]
        assert len(np.unique(near)) > 1


def test_names_of_classes_and_features_are_shown_as_they_are():
    made = snapshot(classes=2)
    names = dict(class_names=("$5 to $9", "a very long name of a class"), feature_names=("cost $", "size_{2}^$"))
    made = dataclasses.replace(made, data=dataclasses.replace(made.data, **names))
    panel = shown(made)
    assert [entry.text for entry in panel.key(made)[:2]] == ["$5 to $9", "a very long name …"]
    assert (panel.axes.get_xlabel(), panel.axes.get_ylabel()) == ("cost $", "size_{2}^$")
    words = panel.describe(*panel.axes.bbox.get_points().mean(axis=0))
    assert words.startswith("cost $ ")
    assert "$5 to $9" in words or "a very long name …" in words
    assert panel.show(snapshot(run=2))
    assert panel.axes.get_xlabel() == "x₁"


@pytest.mark.parametrize("scale", [1e-90, 1e-5, 1.0, 1e5, 1e90])
def test_a_plane_whose_sides_are_unlike_fills_the_room(scale: float):
    made = snapshot()
    grid = dataclasses.replace(made.boundary, x_range=(0.0, 50.0), y_range=(-scale, scale))
    panel = shown(dataclasses.replace(made, boundary=grid))
    assert panel.axes.get_ylim() == (-scale, scale)
    assert min(panel.axes.bbox.size) > 100
    place = panel.at(*panel.axes.bbox.get_points().mean(axis=0))
    np.testing.assert_allclose(place, (25.0, 0.0), atol=1e-9 * max(1.0, scale))
    assert panel.describe(*panel.axes.bbox.get_points().mean(axis=0))


def shown(made: Snapshot) -> BoundaryPanel:
    figure = Figure(figsize=(4, 4), dpi=96)
    FigureCanvasAgg(figure)
    panel = BoundaryPanel(figure, LIGHT)
    panel.show(made)
    figure.canvas.draw()
    return panel
