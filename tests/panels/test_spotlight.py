"""Inside a step the minibatch's points shine in the boundary panel, the others fade, and points can be followed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from gui.panels.scenes.boundary import BoundaryPanel
from gui.panels.scenes.spotlight import FADED, LATER
from gui.theme.palette import LIGHT
from model import Experiment, Trainer
from model.training.observer import Observer
from model.training.passage import Pick, dissect
from model.training.snapshot import Snapshot, Status

SCENES = [{"dataset": "circles"}, {"dataset": "blobs", "classes": 3}, {"dataset": "sine"}, {"dataset": "plane"}]


def moments(point: Pick | None = None, **settings: object) -> tuple[Snapshot, Snapshot, Snapshot]:
    """Outside of a step, in its batch phase, and in its loss phase."""
    trainer = Trainer(Experiment(samples=100, **settings))
    outside = Observer(trainer).snapshot(Status.PAUSED)
    passage = dissect(trainer, point)
    loss = next(index for index, phase in enumerate(passage.phases) if phase.kind == "loss")
    return outside, *(dataclasses.replace(outside, passage=passage, phase=index) for index in (0, loss))


def drawn(panel: BoundaryPanel, snapshot: Snapshot) -> np.ndarray:
    """The picture ``(rows, columns, 3)``, 0 to 1."""
    canvas = panel.figure.canvas
    panel.show(snapshot)
    canvas.draw()
    panel.frame(canvas.get_renderer())
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255


@pytest.fixture
def panel() -> BoundaryPanel:
    figure = Figure(figsize=(5, 5), dpi=96, facecolor=LIGHT.card)
    FigureCanvasAgg(figure)
    return BoundaryPanel(figure, LIGHT)


def colour_at(panel: BoundaryPanel, picture: np.ndarray, x: float, y: float) -> np.ndarray:
    across, up = panel.axes.transData.transform((x, y))
    return picture[round(len(picture) - up), round(across)]


@pytest.mark.parametrize("settings", SCENES, ids=lambda settings: settings["dataset"])
def test_other_points_fade_most_in_the_batch_phase(panel: BoundaryPanel, settings: dict):
    outside, batch, loss = moments(**settings)
    for snapshot, wanted in ((outside, None), (batch, FADED), (loss, LATER), (outside, None)):
        drawn(panel, snapshot)
        assert {marker.get_alpha() for marker in panel._markers} == {wanted}


@pytest.mark.parametrize("settings", SCENES, ids=lambda settings: settings["dataset"])
def test_each_phase_looks_different(panel: BoundaryPanel, settings: dict):
    pictures = [drawn(panel, snapshot) for snapshot in moments(**settings)]
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])


def test_points_of_the_minibatch_have_their_full_colour(panel: BoundaryPanel):
    _, batch, _ = moments()
    picture, train = drawn(panel, batch), batch.data.train
    for row in batch.passage.rows:
        full = to_rgb(LIGHT.classes[int(train.targets[row])])
        np.testing.assert_allclose(colour_at(panel, picture, *train.points[row]), full, atol=0.02)


def test_a_followed_point_alone_shines(panel: BoundaryPanel):
    _, batch, _ = moments(Pick("validation", 7))
    picture, data = drawn(panel, batch), batch.data
    assert not panel.moved(batch)
    hollow = colour_at(panel, picture, *data.validation.points[7])
    np.testing.assert_allclose(hollow, to_rgb(LIGHT.card), atol=0.02)


@pytest.mark.parametrize("settings", SCENES, ids=lambda settings: settings["dataset"])
def test_a_click_on_a_point_follows_it(panel: BoundaryPanel, settings: dict):
    outside, *_ = moments(**settings)
    drawn(panel, outside)
    place = panel.scene.places(outside.data.train)[3]
    wish = panel.clicked(*panel.axes.transData.transform(place))
    assert wish.follow.part == "training"
    np.testing.assert_array_equal(panel.scene.places(outside.data.train)[wish.follow.index], place)
    assert bool(wish.analysis) == bool(outside.data.classes)


def test_phases_of_layers_need_no_new_picture(panel: BoundaryPanel):
    _, batch, _ = moments()
    forward = [dataclasses.replace(batch, phase=index) for index in (1, 2)]
    drawn(panel, forward[0])
    panel.show(forward[1])
    assert not panel.moved(forward[0])
    panel.show(batch)
    assert panel.moved(forward[1])
