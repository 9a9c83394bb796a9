"""Overlays: sub-networks and minibatch statistics against slow networks, and that looking changes nothing."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from model import DATASETS, Experiment, Trainer
from model.training.observer import Observer
from model.training.overlays import CELLS, MINIBATCHES, OVERLAYS, SUBNETWORKS
from model.training.snapshot import Snapshot, Status
from tests.nn import reference

from .probes import differing, parameters, small, state

ALL = frozenset(OVERLAYS)


def seen(trainer: Trainer, wanted: frozenset[str] = ALL) -> Snapshot:
    return Observer(trainer, wanted=wanted).snapshot(Status.PAUSED)


def centres(snapshot: Snapshot) -> np.ndarray:
    """The points of the coarse grid in the data's own units, row by row from the lowest y."""
    share = (np.arange(CELLS) + 0.5) / CELLS
    x, y = (low + (high - low) * share for low, high in (snapshot.boundary.x_range, snapshot.boundary.y_range))
    return np.array([[across, up] for up in y for across in x])


def which(trainer: Trainer) -> list[tuple[float, ...]]:
    """For each sub-network the factors of the two hidden units under which the slow network gives its answers."""
    snapshot = seen(trainer)
    (overlay,) = snapshot.overlays
    assert overlay.name == "subnetworks"
    points = trainer.data.scaling(centres(snapshot))
    found = []
    for grid in overlay.grids:
        for factors in product((0.0, 2.0), repeat=2):
            logits, _ = reference.forward(parameters(trainer), points, "tanh", masks=[np.array([factors])])
            if np.allclose(reference.probabilities(logits), grid.reshape(-1, 2), atol=1e-5):
                found.append(factors)
                break
        else:
            raise AssertionError("no units left out give these answers")
    np.testing.assert_allclose(overlay.mean, np.mean(overlay.grids, axis=0), rtol=1e-6)
    return found


def test_subnetworks_leave_units_out_and_keep_them_out_while_training_goes_on() -> None:
    trainer = Trainer(small(hidden=(2,), dropout=0.5))
    before = which(trainer)
    assert len(before) == SUBNETWORKS
    assert len(set(before)) > 1
    trainer.run(60)
    assert which(trainer) == before
    other = Trainer(small(hidden=(2,), dropout=0.5, seed=1))
    assert which(other) != before


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_their_mean_is_near_the_whole_network_while_weights_are_small(rate: float) -> None:
    """The whole network stands for the mean of all sub-networks (Srivastava et al. 2014, section 1)."""
    trainer = Trainer(small(hidden=(64, 64), dropout=rate))
    trainer.run(30)
    snapshot = seen(trainer)
    whole = snapshot.boundary.probabilities.reshape(CELLS, 2, CELLS, 2, 2).mean(axis=(1, 3))
    (overlay,) = snapshot.overlays
    apart = np.mean([np.abs(grid - whole).mean() for grid in overlay.grids])
    assert np.abs(overlay.mean - whole).mean() < 0.5 * apart


def test_minibatch_statistics_of_the_full_batch_by_hand() -> None:
    trainer = Trainer(small(hidden=(3,), batch_norm=True, batch_size=500))
    trainer.run(3)
    snapshot = seen(trainer)
    (overlay,) = snapshot.overlays
    assert len(overlay.grids) == 1
    hidden, out = parameters(trainer)
    sums = trainer.data.train.inputs @ hidden["W"]
    mean, variance = sums.mean(axis=0), ((sums - sums.mean(axis=0)) ** 2).mean(axis=0)
    z = trainer.data.scaling(centres(snapshot)) @ hidden["W"]
    h = np.tanh(hidden["gamma"] * (z - mean) / np.sqrt(variance + 1e-5) + hidden["beta"])
    expected = reference.probabilities(h @ out["W"] + out["b"])
    np.testing.assert_allclose(overlay.grids[0].reshape(-1, 2), expected, atol=1e-5)
    coarse = snapshot.boundary.probabilities.reshape(CELLS, 2, CELLS, 2, 2).mean(axis=(1, 3))
    assert np.abs(coarse - overlay.grids[0]).max() > 0.01  # the running statistics lag behind


def test_small_minibatches_differ_from_each_other() -> None:
    trainer = Trainer(small(batch_norm=True, batch_size=5))
    trainer.run(20)
    (overlay,) = seen(trainer).overlays
    assert len({grid.tobytes() for grid in overlay.grids}) == MINIBATCHES


@pytest.mark.parametrize("position", ["before", "after"])
def test_looking_changes_nothing(position: str) -> None:
    changes = dict(dropout=0.3, batch_norm=True, norm_position=position, early_stopping=True)
    watched, alone = Trainer(small(**changes)), Trainer(small(**changes))
    observer = Observer(watched, wanted=ALL)
    for _ in range(12):
        watched.run(7)
        assert len(observer.snapshot(Status.RUNNING).overlays) == len(OVERLAYS)
    alone.run(12 * 7)
    assert not differing(state(watched), state(alone))


def test_only_what_is_wanted_and_applies_is_there() -> None:
    trainer = Trainer(small(dropout=0.3))
    assert seen(trainer, frozenset()).overlays == ()
    assert seen(Trainer(small())).overlays == ()
    observer = Observer(trainer, wanted=ALL)
    first = observer.snapshot(Status.RUNNING).overlays
    assert [overlay.name for overlay in first] == ["subnetworks"]
    assert observer.snapshot(Status.RUNNING).overlays is first
    trainer.run(5)
    assert observer.snapshot(Status.RUNNING, old_boundary=True).overlays is first
    assert observer.snapshot(Status.RUNNING).overlays is not first
    trainer.change(dropout=0.0)
    assert observer.snapshot(Status.RUNNING, old_boundary=True).overlays == ()


def test_regression_has_no_overlays() -> None:
    dataset = next(name for name, record in DATASETS.items() if not record.class_count(2))
    changes = dict(dataset=dataset, dropout=0.3, batch_norm=True)
    assert not any(kind.applies(small(**changes)) for kind in OVERLAYS.values())
    assert seen(Trainer(small(**changes))).overlays == ()


def test_after_an_early_stop_the_other_boundary_is_there() -> None:
    experiment = Experiment(samples=60, label_noise=0.2, learning_rate=0.3, early_stopping=True, patience=5)
    trainer = Trainer(experiment)
    observer = Observer(trainer)
    assert observer.snapshot(Status.READY).other_boundary is None
    trainer.run(10**6)
    stop = trainer.early_stop
    at = []
    for step in (stop.best_step, stop.step):
        plain = Trainer(experiment.replace(early_stopping=False))
        plain.run(step)
        at.append(Observer(plain).snapshot(Status.PAUSED).boundary.probabilities)
    for restore, (used, other) in ((True, at), (False, at[::-1]), (True, at)):
        trainer.change(restore_best=restore)
        now = observer.snapshot(Status.FINISHED)
        np.testing.assert_array_equal(now.boundary.probabilities, used)
        np.testing.assert_array_equal(now.other_boundary.probabilities, other)
        assert now.early_stop.restored is restore
    trainer.change(patience=100)
    assert observer.snapshot(Status.PAUSED).other_boundary is None


def test_length_and_zeros_of_the_weights() -> None:
    trainer = Trainer(small(hidden=(2,)))
    for layer, value in zip(trainer.network.layers, (3.0, 4.0), strict=True):
        layer.parameters["W"][...] = 0.0
        layer.parameters["W"][0, 0] = value
        layer.parameters["b"][...] = 9.0
    snapshot = seen(trainer)
    assert snapshot.weight_norm == pytest.approx(5.0)
    assert snapshot.zero_share == pytest.approx(4 / 6)
