"""The loss surface: its cells against the trainer's own evaluation, its directions, and its Hessian by other ways."""

from __future__ import annotations

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.catalogue import study
from model.analysis.directions import DIRECTIONS, Course, filter_normalized, parameter_names
from model.analysis.trial import Trial
from model.training.path import LEAST, ROWS, Path
from tests.nn import reference

TINY = dict(samples=60, depth=1, width=3)
KINDS = {
    "tanh": {},
    "batch norm": {"batch_norm": True},
    "32 bits": {"precision": "float32"},
    "many": {"dataset": "blobs", "classes": 3},
}


def trained(steps: int = 300, **settings) -> Trainer:
    trainer = Trainer(Experiment(**{**TINY, **settings}))
    trainer.run(steps)
    return trainer


@pytest.mark.parametrize("directions", DIRECTIONS)
@pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)
def test_cells_are_what_the_network_evaluates_there(settings, directions):
    trainer = trained(**settings)
    found = study(trainer, "landscape", directions=directions, cells=7)
    assert found.losses.shape == (7, 7)
    assert found.loss == pytest.approx(trainer.evaluate().train_loss, rel=1e-5)
    other = Trainer(trainer.experiment.replace(precision="float64"))
    other.network.running[...] = trainer.network.running
    here = trainer.network.parameters.astype(float)
    path = np.concatenate((trainer.path.rows, here[None]))
    course = Course(trainer.network, here, path, trainer.experiment.seed, (0, 1))
    axes = DIRECTIONS[directions].axes(course)
    for row, column in ((0, 0), (3, 5), (6, 2)):
        other.network.parameters[...] = axes.origin + found.across[column] * axes.d[0] + found.up[row] * axes.d[1]
        assert found.losses[row, column] == pytest.approx(other.evaluate().train_loss, rel=1e-12)


@pytest.mark.parametrize("directions", DIRECTIONS)
def test_the_present_place_lies_on_the_surface(directions):
    trainer = trained()
    found = study(trainer, "landscape", directions=directions, line=True, cells=41)
    assert found.line
    assert found.path[-1] == pytest.approx(found.here)
    assert found.path_losses[-1] == pytest.approx(found.loss)
    assert found.path_losses[0] == pytest.approx(Trainer(trainer.experiment).evaluate().train_loss)
    at_here = np.interp(found.here[0], found.across, found.losses[0])
    assert at_here == pytest.approx(found.loss, abs=0.02)
    assert found.lowest[2] == found.losses.min()


def test_from_the_initial_to_the_present_weights():
    found = study(trained(), "landscape", directions="start", line=True, cells=22)
    assert found.start == pytest.approx([0, 0], abs=1e-9)
    assert found.here == pytest.approx([1, 0], abs=1e-9)


def test_two_single_parameters_have_their_own_values():
    trainer = trained()
    found = study(trainer, "landscape", directions="parameters", first=4, second=1, cells=5)
    values = trainer.network.parameters
    assert found.here == pytest.approx([values[4], values[1]])
    assert found.words == (parameter_names(trainer.network)[4], parameter_names(trainer.network)[1])


def test_principal_directions_hold_a_path_in_a_plane():
    trainer = trained()
    here = trainer.network.parameters
    plane = np.random.default_rng(0).normal(size=(2, here.size))
    path = here + np.random.default_rng(1).normal(size=(20, 2)) @ plane
    axes = DIRECTIONS["path"].axes(Course(trainer.network, here, path, 0, (0, 1)))
    back = axes.origin + axes.coordinates(path) @ axes.d
    assert back == pytest.approx(path)
    assert axes.d @ axes.d.T == pytest.approx(np.eye(2), abs=1e-12)
    assert "100.0%" in axes.note


def test_random_directions_are_as_long_as_each_unit():
    trainer = trained()
    here = trainer.network.parameters
    course = Course(trainer.network, here, here[None], 0, (0, 1))
    one, other = filter_normalized(course, 2)
    for layer in trainer.network.layers:
        own = here[layer.weights].reshape(layer.fan_in, layer.fan_out)
        for drawn in (one, other):
            lengths = np.linalg.norm(drawn[layer.weights].reshape(own.shape), axis=0)
            assert lengths == pytest.approx(np.linalg.norm(own, axis=0))
    assert filter_normalized(course, 2)[0] == pytest.approx(one)
    course = Course(trainer.network, here, here[None], 1, (0, 1))
    assert np.abs(filter_normalized(course, 2)[0] - one).max() > 0.1


def test_every_parameter_has_a_name_of_its_own():
    trainer = trained()
    names = parameter_names(trainer.network)
    assert len(set(names)) == len(names) == trainer.network.parameters.size
    assert names[1] == "layer 1: w 1→2"
    assert names[-1] == "out: b 1"


def test_without_a_path_there_are_random_directions_and_a_reason():
    found = study(Trainer(Experiment(**TINY)), "landscape", directions="path", cells=3)
    assert "no path" in found.note
    assert found.words[0].startswith("random")


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_hessian_of_a_tiny_network_is_that_of_the_reference(activation):
    """Second differences of the reference's loss, computed from the formulas alone."""
    trainer = Trainer(Experiment(samples=24, depth=1, width=2, activation=activation))
    trainer.run(50)
    found = study(trainer, "landscape", cells=3).curvature
    theta = trainer.network.parameters.copy()
    other = Trainer(trainer.experiment)
    layers = [layer.parameters for layer in other.network.layers]

    def loss(at: np.ndarray) -> float:
        other.network.parameters[...] = at
        return reference.loss(layers, other.data.train.inputs, other.data.train.targets, activation)

    width, count = 1e-3, theta.size
    steps = width * np.eye(count)
    matrix = np.empty((count, count))
    for i in range(count):
        for j in range(count):
            corners = [loss(theta + a * steps[i] + b * steps[j]) * a * b for a in (-1, 1) for b in (-1, 1)]
            matrix[i, j] = sum(corners) / (4 * width**2)
    expected = np.linalg.eigvalsh(matrix)
    assert found.eigenvalues == pytest.approx(expected, abs=2e-6)
    assert found.stable_rate == pytest.approx(2 / expected[-1], rel=1e-4)


def test_zero_weights_stand_on_a_saddle_and_a_perceptron_at_a_minimum():
    saddle = trained(0, initializer="zeros", bias_init=0.1)
    saddle.network.parameters[...] = 0.0
    found = study(saddle, "landscape", directions="parameters", cells=3).curvature
    assert found.kind == "saddle"
    assert found.negative >= 1
    perceptron = trained(2000, depth=0, dataset="blobs", noise=1.0, learning_rate=0.3, batch_size=1000)
    found = study(perceptron, "landscape", cells=3).curvature
    assert found.kind == "minimum"
    assert found.slope < 1e-3


def test_large_and_normalized_networks_say_why_there_is_no_hessian():
    assert "parameters" in study(trained(10, width=64), "landscape", cells=3).why_not
    assert "batch norm" in study(trained(10, batch_norm=True), "landscape", cells=3).why_not


def test_the_gradient_of_a_trial_is_the_slope_of_its_loss():
    trial = Trial(trained(l2=0.1, dropout=0.2))
    at = trial.here.copy()
    slopes = reference.slopes(lambda: trial.loss(at), at)
    assert trial.gradient(at) == pytest.approx(slopes, abs=1e-9)


def test_a_path_is_bounded_and_even_and_depends_on_nothing_but_the_steps():
    path = Path(5)
    for step in range(10_000):
        path.offer(step, np.full(5, float(step)))
    assert LEAST < len(path.steps) <= ROWS
    assert path.steps[0] == 0
    assert len(set(np.diff(path.steps))) == 1
    assert (path.rows[:, 0] == path.steps).all()
    assert path.steps[-1] > 9_000
    large = Path(10**6)
    for step in range(40):
        large.offer(step, np.zeros(10**6, np.float32))
    assert large.nbytes <= LEAST * 4 * 10**6
    path.offer(10_001, np.full(5, np.nan))
    assert np.isfinite(path.rows).all()


def test_after_going_back_the_surface_shows_the_past_alone():
    trainer = trained(700)
    trainer.goto(100)
    back, fresh = (study(each, "landscape", cells=3) for each in (trainer, trained(100)))
    np.testing.assert_array_equal(back.path, fresh.path)
    np.testing.assert_array_equal(back.losses, fresh.losses)


def test_a_replayed_run_has_the_same_path():
    trainer = trained(700)
    steps, rows = trainer.path.steps, trainer.path.rows
    trainer.goto(100)
    trainer.goto(700)
    assert (trainer.path.steps == steps).all()
    assert (trainer.path.rows == rows).all()
