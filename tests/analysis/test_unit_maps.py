"""Maps of the units against a forward pass written from the formulas, and that taking them changes nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Trainer
from model.analysis.unit_maps import CELLS, LEAST, NAME, PLACES, VALUES, Mapper, UnitMaps
from model.training.observer import Observer
from model.training.snapshot import Snapshot, Status
from tests.nn import reference
from tests.training.probes import differing, small, state

WANTED = frozenset((NAME,))
NETS: dict[str, dict[str, Any]] = {
    "plain": {},
    "features": {"features": ("x1", "x2^2", "x1 x2"), "activation": "relu"},
    "whitened": {"whiten": True, "activation": "swish"},
    "three classes": {"dataset": "blobs", "classes": 3},
    "norm before": {"batch_norm": True},
    "norm after": {"batch_norm": True, "norm_position": "after", "activation": "softplus"},
    "learned slopes": {"activation": "prelu"},
    "dropout": {"dropout": 0.3},
    "perceptron": {"depth": 0},
    "surface": {"dataset": "hills"},
    "curve": {"dataset": "sine", "features": ("x1",)},
    "32 bits": {"precision": "float32"},
}


def seen(trainer: Trainer, **options: Any) -> Snapshot:
    return Observer(trainer, wanted=WANTED).snapshot(Status.PAUSED, **options)


def by_hand(trainer: Trainer, points: np.ndarray) -> list[np.ndarray]:
    """Every layer's values ``(n, units)`` at ``points (n, columns)``, layer after layer, in evaluation mode."""
    experiment, h = trainer.experiment, trainer.data.scaling(points)
    found = [h]
    for layer in trainer.network.layers[:-1]:
        values = layer.parameters
        z = h @ values["W"] + values.get("b", 0.0)
        norm = "gamma" in values
        if norm and "b" not in values:
            z = _normalized(layer, z)
        h = np.where(z > 0, z, values["alpha"] * z) if "alpha" in values else _activated(experiment.activation, z)
        if norm and "b" in values:
            h = _normalized(layer, h)
        found.append(h)
    last = trainer.network.layers[-1].parameters
    return [*found, h @ last["W"] + last["b"]]


def _normalized(layer: Any, z: np.ndarray) -> np.ndarray:
    share = (z - layer.running_mean) / np.sqrt(layer.running_variance + reference.EPSILON)
    return layer.parameters["gamma"] * share + layer.parameters["beta"]


def _activated(name: str, z: np.ndarray) -> np.ndarray:
    return reference.activate(name, z, 0.01)


def places(maps: UnitMaps) -> np.ndarray:
    """The centres of the cells in the data's own units ``(n, columns)``, row by row from the lowest y."""
    count = maps.layers[0].shape[-1]
    share = (np.arange(count) + 0.5) / count
    x = maps.x_range[0] + (maps.x_range[1] - maps.x_range[0]) * share
    if maps.over_line:
        return x[:, None]
    y = maps.y_range[0] + (maps.y_range[1] - maps.y_range[0]) * share
    return np.array([[across, up] for up in y for across in x])


@pytest.mark.parametrize("net", NETS)
def test_every_map_is_what_its_unit_gives(net: str) -> None:
    trainer = Trainer(small(**NETS[net]))
    trainer.run(30)
    maps = seen(trainer).maps
    points = places(maps)
    expected = by_hand(trainer, points)
    assert len(maps.layers) == len(expected)
    for found, values in zip(maps.layers, expected, strict=True):
        assert not found.flags.writeable
        np.testing.assert_allclose(found.reshape(len(found), -1).T, values, rtol=2e-4, atol=2e-5)
    np.testing.assert_allclose(maps.answers.reshape(len(maps.answers), -1).T, trainer.predict(points), atol=2e-5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_in_place_or_not_every_activation_is_seen_after_its_turn(name: str) -> None:
    trainer = Trainer(small(activation=name))
    maps = seen(trainer).maps
    for found, values in zip(maps.layers, by_hand(trainer, places(maps)), strict=True):
        np.testing.assert_allclose(found.reshape(len(found), -1).T, values, rtol=2e-4, atol=2e-5)


def test_inputs_that_are_no_plane_are_looked_at_where_training_points_are() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(40, 5))
    trainer = Trainer(small(), data=(x, (x[:, 0] > 0).astype(int)))
    maps = seen(trainer).maps
    assert not maps.over_plane
    assert not maps.over_line
    for found, values in zip(maps.layers, by_hand(trainer, trainer.data.train.points), strict=True):
        np.testing.assert_allclose(found.T, values, rtol=2e-4, atol=2e-5)


def test_weights_too_large_for_32_bits_are_taken_in_64() -> None:
    trainer = Trainer(small(activation="relu", depth=1))
    trainer.network.layers[0].parameters["W"][...] = 1e30
    trainer.network.layers[1].parameters["W"][...] = 1e-28
    trainer.network.layers[0].parameters["b"][...] = 1e39
    found = Mapper(trainer.network, trainer.data, trainer.loss).take(0).answers
    assert np.isfinite(found).all()


def test_many_units_get_coarser_maps() -> None:
    sizes = []
    for width, depth in ((8, 2), (64, 2), (256, 30)):
        trainer = Trainer(small(width=width, depth=depth))
        maps = Mapper(trainer.network, trainer.data, trainer.loss).take(0)
        sizes.append(maps.layers[0].shape[-1])
        assert sum(values.size for values in maps.layers) <= max(VALUES, LEAST**2 * width * (depth + 1))
    assert sizes[0] == CELLS >= sizes[1] > sizes[2] >= LEAST
    assert seen(Trainer(small(**NETS["curve"]))).maps.layers[0].shape == (1, PLACES)


@pytest.mark.parametrize("net", ["norm before", "norm after", "dropout", "learned slopes"])
def test_looking_changes_nothing(net: str) -> None:
    watched, alone = Trainer(small(**NETS[net])), Trainer(small(**NETS[net]))
    observer = Observer(watched, wanted=WANTED)
    for _ in range(6):
        assert observer.snapshot(Status.RUNNING).maps.step == watched.step_count
        watched.run(7)
    alone.run(6 * 7)
    assert not differing(state(watched), state(alone))


def test_maps_are_taken_only_where_wanted_and_as_seldom_as_the_boundary() -> None:
    trainer = Trainer(small())
    assert Observer(trainer).snapshot(Status.PAUSED).maps is None
    assert Observer(trainer).snapshot(Status.PAUSED).gradient is None
    observer = Observer(trainer, wanted=WANTED)
    trainer.run(3)
    first = observer.snapshot(Status.RUNNING)
    assert observer.snapshot(Status.RUNNING).maps is first.maps
    trainer.run(3)
    later = observer.snapshot(Status.RUNNING, old_boundary=True)
    assert later.maps is first.maps
    assert later.gradient is not first.gradient
    assert observer.snapshot(Status.RUNNING).maps.step == 6
    trainer.goto(3)
    again = observer.snapshot(Status.PAUSED)
    np.testing.assert_array_equal(again.maps.answers, first.maps.answers)


def test_the_gradient_is_that_of_the_newest_minibatch_and_first_of_the_one_to_come() -> None:
    trainer = Trainer(small(l2=0.01))
    layers = trainer.network.layers

    def rms(flat: np.ndarray) -> list[float]:
        return [math.sqrt(float(np.mean(flat[layer.weights] ** 2))) for layer in layers]

    coming = seen(trainer).gradient
    first = trainer.step()
    np.testing.assert_allclose(rms(coming), first.gradient_rms, rtol=1e-12)
    np.testing.assert_array_equal(seen(trainer).gradient, coming)
    second = trainer.step()
    np.testing.assert_allclose(rms(seen(trainer).gradient), second.gradient_rms, rtol=1e-12)
