"""Several runs in one panel: bands, landmarks, tiles, their own colours, and what a press on them means."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from gui.panels.curves.band import band, quantiles
from gui.panels.panel import Panel
from gui.panels.runs import common_words, look, shown_runs
from gui.panels.scenes.tiling import tiling
from gui.theme.palette import LIGHT, PALETTES
from model.analysis.landmarks import landmarks
from model.data.dataset import Data, Part, Scaling
from model.training.experiment import Experiment
from model.training.history import Curve
from model.training.snapshot import Companion, Snapshot

from .synthetic import SITUATIONS, data, snapshot, together
from .test_panels import drawn, pixels


def test_quantiles_are_those_of_the_textbook():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(7, 5))
    np.testing.assert_allclose(quantiles(table), np.quantile(table, (0, 0.25, 0.5, 0.75, 1), axis=0))


def test_a_band_of_five_seeds_by_hand():
    steps = np.array([0.0, 1.0, 2.0])
    curves = [
        Curve(steps, steps, row, row) for row in np.array([[1, 5, 9], [2, 4, 8], [3, 3, 7], [4, 2, 6], [5, 1, 5.0]])
    ]
    made = band(curves)
    assert made.steps.tolist() == [0, 1, 2]
    assert made.rows.tolist() == [[1, 1, 5], [2, 2, 6], [3, 3, 7], [4, 4, 8], [5, 5, 9]]


def test_a_run_that_ended_counts_as_far_as_it_went_and_one_that_diverged_lies_above():
    steps = np.arange(4.0)
    short = Curve(steps[:2], steps[:2], np.full(2, 7.0), np.full(2, 7.0))
    wild = np.array([1.0, 2.0, np.nan, np.inf])
    calm = np.full(4, 1.0)
    made = band([Curve(steps, steps, calm, calm), short, Curve(steps, steps, wild, wild)])
    assert made.rows[0].tolist() == [1, 1, 1, 1]
    assert made.rows[-1].tolist() == [7, 7, np.inf, np.inf]


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_the_first_landmark_is_guessing(classes: int):
    marks = landmarks(data(classes), Experiment())
    assert [mark.value for mark in marks] == [pytest.approx(math.log(classes))]


def test_xor_has_the_landmarks_of_its_local_minima():
    values = [mark.value for mark in landmarks(data(), Experiment(dataset="xor"))]
    assert values == pytest.approx([0.6931472, 0.4773856, 0.3465736], abs=1e-7)
    assert len(landmarks(data(), Experiment(dataset="xor", label_noise=0.1))) == 1


def test_unequal_classes_have_the_entropy_of_their_shares():
    points = np.zeros((10, 2))
    part = Part(points, points, np.array([0] * 9 + [1]))
    unequal = Data(part, part, 2, Scaling(np.zeros(2), np.ones(2)))
    assert landmarks(unequal, Experiment())[1].value == pytest.approx(0.3250830, abs=1e-7)  # H(0.1)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 11, 20])
@pytest.mark.parametrize("size", [(300, 300), (700, 160), (120, 500)])
def test_tiles_stay_inside_and_apart(count: int, size: tuple[int, int]):
    tiles = tiling(count, Bbox.from_bounds(10, 20, *size), 8, 14)
    assert len(tiles) == count
    for number, tile in enumerate(tiles):
        assert tile.width == pytest.approx(tile.height)
        assert tile.x0 >= 9
        assert tile.y0 >= 19
        assert tile.x1 <= 11 + size[0]
        assert tile.y1 + 14 <= 22 + size[1]
        for other in tiles[:number]:
            assert tile.x0 >= other.x1 + 7 or tile.x1 <= other.x0 - 7 or tile.y1 + 14 <= other.y0 or tile.y0 >= other.y1


@pytest.mark.parametrize(
    ("count", "size", "rows"),
    [(4, (700, 400), [2, 2]), (5, (700, 420), [3, 2]), (3, (700, 160), [3]), (4, (900, 160), [4])],
)
def test_rows_are_filled_where_that_costs_no_size(count: int, size: tuple[int, int], rows: list[int]):
    tops = [tile.y1 for tile in tiling(count, Bbox.from_bounds(10, 20, *size), 8, 14)]
    assert [tops.count(top) for top in sorted(set(tops), reverse=True)] == rows


def test_a_run_keeps_its_look_when_another_is_looked_at():
    for palette in PALETTES.values():
        first = {run.place: (run.colour, run.shape) for run in shown_runs(together(1, 2, -1), palette)}
        second = {run.place: (run.colour, run.shape) for run in shown_runs(together(0, 2, -1, place=1), palette)}
        assert first == second
        assert len(set(first.values())) == 4
        assert len({look(place, palette) for place in range(6)}) == 6


def test_names_are_cut_by_whole_words_they_share():
    assert common_words(["initializer He", "initializer Xavier"]) == "initializer "
    assert common_words(["seed 1", "seed 10"]) == "seed "
    assert common_words(["seed", "seed 1"]) == common_words(["one"]) == common_words(["he", "hello"]) == ""


def run_at(panel: Panel, x: float, y: float) -> int | None:
    wish = panel.clicked(x, y)
    return wish and wish.run


def test_a_press_on_a_picture_or_an_entry_means_its_run():
    small = drawn("boundaries", "six together", (600, 500))
    found = {run_at(small, x, y) for x in range(0, 600, 10) for y in range(0, 500, 10)}
    assert found == {None, 0, 1, 2, 3, 4, 5}
    kept = drawn("boundaries", "one kept, long words")
    assert {run_at(kept, x, y) for x in range(0, 440, 10) for y in range(0, 360, 10)} == {None, 0}
    loss = drawn("loss", "six together", (600, 500))
    assert {run_at(loss, x, y) for x in range(0, 600, 5) for y in range(0, 500, 5)} == {None, 0, 1, 2, 3, 4, 5}
    alone = drawn("loss", "typical", (600, 500))
    assert {run_at(alone, x, y) for x in range(0, 600, 5) for y in range(0, 500, 5)} == {None}


def test_pictures_are_painted_anew_only_for_another_boundary():
    panel = drawn("boundaries", "two together")
    painted = panel.snapshot
    panel.show(dataclasses.replace(painted, step=painted.step + 1))
    assert not panel.moved(painted)
    other = dataclasses.replace(painted.companions[0], snapshot=snapshot())
    panel.show(dataclasses.replace(painted, companions=(other,)))
    assert panel.moved(painted)


def test_the_pointer_is_told_the_other_runs_too():
    panel = drawn("loss", "two together")
    box = panel.axes.bbox
    assert "initializer number 1 0." in panel.describe(box.x0 + 0.2 * box.width, box.y0 + 5)
    small = drawn("boundaries", "two together", (600, 400))
    words = {small.describe(x, y) for x in range(0, 600, 20) for y in range(0, 400, 20)} - {None}
    assert {text.split(":")[0] for text in words} == {"initializer Xavier", "initializer number 1"}


@pytest.mark.parametrize("name", ["loss", "boundaries"])
def test_every_run_leaves_its_colour(name: str):
    picture = pixels(drawn(name, "six together", (700, 600))).reshape(-1, 3)
    seen = {"#{:02x}{:02x}{:02x}".format(*colour) for colour in np.unique(picture, axis=0)}
    assert {run.colour for run in shown_runs(SITUATIONS["six together"](), LIGHT)} <= seen


def beside(factor: float, place: int = 1) -> Snapshot:
    """Two runs; the losses of the one that is not looked at are ``factor`` times those of the other."""
    made = together(place)
    curves = made.curves
    other = dataclasses.replace(
        made.companions[0].snapshot,
        curves=dataclasses.replace(
            curves,
            train_loss=dataclasses.replace(
                curves.train_loss, low=factor * curves.train_loss.low, high=factor * curves.train_loss.high
            ),
        ),
    )
    return dataclasses.replace(made, companions=(dataclasses.replace(made.companions[0], snapshot=other),))


@pytest.mark.parametrize("place", [1, -1])
@pytest.mark.parametrize("factor", [50.0, 1e300])
def test_a_wild_run_leaves_the_axis_at_the_top_and_the_key_says_so(factor: float, place: int):
    panel = drawn("loss", "two together")
    calm = panel.y
    panel.show(beside(factor, place))
    assert panel.y == calm
    assert [entry.text for entry in panel.key(panel.snapshot) if "top" in entry.text] == [
        "initializer number 1 (off the top)"
    ]
    assert len(np.unique(pixels(panel))) > 1
    panel.toggle("log")
    assert panel.y.limits[1] >= math.log10(factor / 2)
    assert not any("top" in entry.text for entry in panel.key(panel.snapshot))


def test_the_axis_follows_an_ordinary_run_and_the_one_that_is_looked_at():
    panel = drawn("loss", "two together")
    panel.show(beside(3.0))
    assert panel.y.limits[1] >= 3 * math.log(2)
    wild = beside(50.0)
    turned = dataclasses.replace(
        wild.companions[0].snapshot,
        run=2,
        place=1,
        label="wild",
        companions=(Companion(0, "calm", {}, dataclasses.replace(wild, companions=())),),
    )
    panel.show(turned)
    assert panel.y.limits[1] >= 50 * math.log(2)
    assert not any("top" in entry.text for entry in panel.key(turned))
