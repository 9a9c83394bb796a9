"""Scenes: the boundary panel shows what suits the data, and the inputs panel the points before and after."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gui.panels.curves.loss import LossPanel
from gui.panels.drawing.span import Linear, round_span
from gui.panels.scenes.class_map import ClassMap
from gui.panels.scenes.curve_fit import CurveFit
from gui.panels.scenes.scene import Scene
from gui.panels.scenes.value_map import ValueMap, ValueSurface
from gui.theme.palette import DARK, LIGHT, PALETTES
from model.training.observer import Observer
from model.training.snapshot import Snapshot, Status
from tests.training.probes import Experiment, Trainer

from .synthetic import ODD_DATA, SITUATIONS
from .test_panels import check_words, drawn, inked, pixels, texts

KINDS = {"typical": ClassMap, "curve": CurveFit, "surface": ValueMap, "five inputs": Scene, "one input": ClassMap}


def words(panel) -> str:
    return " | ".join(text.get_text() for text in texts(panel))


def real(**settings) -> Snapshot:
    trainer = Trainer(Experiment(samples=200, **settings))
    trainer.run(20)
    return Observer(trainer).snapshot(Status.PAUSED)


@pytest.mark.parametrize("situation", KINDS)
def test_the_scene_suits_the_data(situation):
    panel = drawn("boundary", situation, title="Decision boundary")
    assert type(panel.scene) is KINDS[situation]
    assert (panel.scene.heading or "Decision boundary") in words(panel)


def test_one_panel_goes_from_scene_to_scene_and_back():
    """As when a person chooses another data set: nothing of the old scene stays."""
    panel = drawn("boundary", "typical")
    first = pixels(panel)
    for situation in ("surface", "curve", "five inputs", "typical"):
        assert panel.show({**SITUATIONS, **ODD_DATA}[situation]())
        assert (pixels(panel) == pixels(drawn("boundary", situation))).mean() > 0.999
    assert (pixels(panel) == first).mean() > 0.999


@pytest.mark.parametrize("situation", ODD_DATA)
@pytest.mark.parametrize("name", ["boundary", "inputs"])
def test_odd_data_are_drawn_with_whole_words(name, situation):
    for palette in PALETTES.values():
        assert inked(drawn(name, situation, palette=palette)) > 0.001
    panel = drawn(name, situation, (300, 200), title="Panel")
    check_words(panel)
    box = panel.axes.bbox
    said = panel.describe(box.x0 + 0.5 * box.width, box.y0 + 0.5 * box.height)
    assert said is None or "nan" not in said


def test_badly_scaled_data_fill_the_boundary():
    panel = drawn("boundary", "badly scaled")
    assert (panel.x.limits, panel.y.limits) == ((-140.0, 140.0), (-0.014, 0.014))
    assert panel.axes.bbox.width > 300


def test_a_curve_says_network_and_truth_under_the_pointer():
    """At the middle both are 0; at the right edge the network has 0.9 of sin(3.3)."""
    panel = drawn("boundary", "curve")
    box = panel.axes.bbox
    assert panel.describe(box.x0 + box.width, box.y0 + 9).endswith(
        f"network {0.9 * np.sin(3.3):.2f}, without noise {np.sin(3.3):.2f}".replace("-", "−")
    )


def test_a_surface_says_its_value_and_has_a_key_of_colours():
    panel = drawn("boundary", "surface")
    box = panel.axes.bbox
    assert "network" in panel.describe(box.x0 + 0.7 * box.width, box.y0 + 0.2 * box.height)
    assert " to " in words(panel)
    assert "every" in words(panel)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_surface_has_its_lowest_value_at_the_start_of_the_map(palette):
    """A ramp from left to right gets the map's colours in order, at the strength of the tints."""
    values = np.tile(np.linspace(-1, 1, 50, dtype=np.float32), (50, 1))
    picture = ValueSurface(values, Linear(-1.0, 1.0), 0.5, palette).pixels(20, 200)[:, :, :3].astype(int)
    assert (picture == picture[:1]).all()
    light = picture[0].sum(axis=1)
    assert light[-1] - light[0] > 100
    assert (np.diff(light) >= -4).all()


def test_lines_of_a_surface_stand_at_its_levels():
    """On a ramp of 50 cells from -1 to 1 the line of value v crosses at cell 0.5 + 24.5 (v + 1)."""
    values = np.tile(np.linspace(-1, 1, 50, dtype=np.float32), (50, 1))
    lines = ValueSurface(values, Linear(-1.0, 1.0), 0.5, LIGHT).lines
    at = sorted(float(line[:, 0].mean()) for line in lines if np.ptp(line[:, 1]) > 40)
    np.testing.assert_allclose(at[-3:], [12.75, 25, 37.25][-3:], atol=24.6)
    inner = [place for place in at if 1 < place < 49]
    np.testing.assert_allclose(inner, [12.75, 25.0, 37.25], atol=1e-3)


def test_no_number_is_grey_in_a_surface():
    values = np.zeros((20, 20), np.float32)
    values[:10] = np.nan
    picture = ValueSurface(values, Linear(-1.0, 1.0), 0.5, LIGHT).pixels(40, 40)[:, :, :3] / 255
    assert np.allclose(picture[-1], to_rgb(LIGHT.surface_neutral), atol=0.01)
    assert not np.allclose(picture[0], to_rgb(LIGHT.surface_neutral), atol=0.1)


@pytest.mark.parametrize(("low", "high"), [(-1.2, 1.3), (0.0, 1.0), (3.0, 3.0), (-1e-3, 2e5)])
def test_round_spans_cover_and_end_on_a_step(low, high):
    span, step = round_span(low, high, 7)
    assert span.low <= low + 1e-9
    assert span.high >= high - 1e-9
    assert span.high > span.low
    for edge in span.limits:
        assert edge / step == pytest.approx(round(edge / step), abs=1e-9)


def test_the_loss_has_its_own_name_and_landmarks():
    panel = drawn("loss", "typical")
    assert "nats" in panel.axes.get_ylabel()
    panel.show(SITUATIONS["curve"]())
    assert panel.axes.get_ylabel() == "mean squared error"
    assert [mark.words for mark in landmarks_of(panel)] == ["always the mean", "the noise"]


def landmarks_of(panel: LossPanel):
    pixels(panel)
    return panel._known._found[1]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"dataset": "bands", "noise": 0.0}, "standardized"),
        ({"dataset": "bands", "noise": 0.0, "whiten": True}, "whitened"),
        ({"dataset": "bands", "noise": 0.0, "standardize": False}, "as it is"),
    ],
)
def test_inputs_before_and_after(settings, said):
    panel = drawn("inputs", "typical", (600, 360))
    panel.show(real(**settings))
    left, right = (" ".join(e.text for e in side.key(side.snapshot)) for side in (panel, panel.after))
    assert "correlation 0.9" in left
    assert ("correlation 0.00" in right) == (said == "whitened")
    assert ("sd 1.00 and 1.00" in right) == (said != "as it is")
    assert panel.after.axes.get_xlabel() == f"x₁ {said}"
    assert panel.axes.bbox.x1 < panel.after.axes.bbox.x0
    for side in (panel, panel.after):
        box = side.axes.bbox
        assert box.width == pytest.approx(box.height, abs=2)
        assert side.describe(box.x0 + 5, box.y0 + 5).startswith(side.when)
