"""Own points in an experiment: split and scaled like any data set, exact in JSON, gone when another set is chosen."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from model import Experiment, Trainer
from model.data.own.points import OwnPoints
from model.data.own.refusal import Refusal
from model.knob import Invalid
from model.training.experiment import KNOBS


def some(count: int = 40, inputs: int = 2, classes: int = 2, seed: int = 0, **more) -> OwnPoints:
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    return OwnPoints("a.csv", rng.standard_normal((count, inputs)) * 5 + 100 + labels[:, None], labels, **more)


def rows(x: np.ndarray) -> list[list[float]]:
    return sorted(x.tolist())


def test_they_are_split_by_class_and_scaled_by_the_training_part():
    own = some(count=60, classes=3)
    data = Trainer(Experiment(own=own, train_fraction=0.7)).data
    assert data.classes == 3
    np.testing.assert_array_equal(np.bincount(data.train.targets), [14, 14, 14])
    np.testing.assert_allclose(data.train.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1, rtol=1e-12)
    both = np.concatenate((data.train.points, data.validation.points))
    assert rows(both) == rows(own.points)
    label_of = dict(zip(map(tuple, own.points.tolist()), own.labels.tolist()))
    for part in (data.train, data.validation):
        assert [label_of[tuple(point)] for point in part.points.tolist()] == part.targets.tolist()


def test_without_standardizing_the_network_sees_them_as_they_are():
    data = Trainer(Experiment(own=some(), standardize=False)).data
    np.testing.assert_array_equal(data.train.inputs, data.train.points)


def test_the_data_seed_splits_the_same_points_otherwise():
    one, other = (Trainer(Experiment(own=some(), data_seed=seed)).data for seed in (0, 1))
    assert rows(one.train.points) != rows(other.train.points)
    assert rows(np.concatenate((one.train.points, one.validation.points))) == rows(
        np.concatenate((other.train.points, other.validation.points))
    )


def test_given_data_keep_their_meaning():
    own = some()
    data = Trainer(Experiment(train_fraction=1.0), data=(own.points, own.labels)).data
    np.testing.assert_array_equal(data.train.inputs, own.points)


def test_two_equal_experiments_give_equal_runs():
    one, other = (Trainer(Experiment(own=some(), batch_size=4)) for _ in range(2))
    one.run(40)
    other.run(40)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("labels", [[0, 1], [0, 0], [1, 1], [0, 5], [0, 0, 0]])
def test_very_few_points_train(labels: list[int], batch_norm: bool):
    own = OwnPoints("", np.arange(2.0 * len(labels)).reshape(-1, 2), labels)
    trainer = Trainer(Experiment(own=own, batch_norm=batch_norm, train_fraction=0.1))
    trainer.run(5)
    assert trainer.step_count == 5
    assert Experiment(own=own, train_fraction=0.1).train_samples == len(trainer.data.train)


@pytest.mark.parametrize("inputs", [1, 3, 7])
def test_other_numbers_of_inputs_than_two_train(inputs: int):
    trainer = Trainer(Experiment(own=some(inputs=inputs)))
    trainer.run(20)
    assert trainer.network.layers[0].parameters["W"].shape[0] == inputs


def test_the_experiment_counts_what_the_trainer_makes():
    experiment = Experiment(own=some(count=47, classes=3), batch_size=4, train_fraction=0.6)
    trainer = Trainer(experiment)
    assert experiment.train_samples == len(trainer.data.train)
    assert experiment.steps_per_epoch == trainer.steps_per_epoch


def test_json_and_copies_bring_them_back_exactly():
    own = some(feature_names=("a", "b"), class_names=("u", "v"), frame=((0.0, 200.0), (50.0, 150.0)))
    experiment = Experiment(own=own, seed=3)
    for again in (Experiment.from_json(experiment.to_json()), pickle.loads(pickle.dumps(experiment))):
        assert again == experiment
        np.testing.assert_array_equal(again.own.points, own.points)
        assert (again.own.frame, again.own.class_names) == (own.frame, own.class_names)
    assert experiment != experiment.replace(own=some(seed=1))
    assert hash(own) == hash(Experiment.from_json(experiment.to_json()).own)


def test_choosing_a_data_set_ends_their_use_and_nothing_else_does():
    experiment = Experiment(own=some(), dataset="moons")
    assert experiment.dataset == KNOBS["dataset"].default
    assert experiment.replace(data_seed=4, learning_rate=0.1).own == experiment.own
    assert experiment.replace(dataset="moons").own is None
    assert experiment.replace(dataset=experiment.dataset).own is None


def test_what_says_nothing_about_them_is_not_read():
    for name in ("samples", "classes", "noise", "label_noise", "imbalance", "turns"):
        assert not KNOBS[name].read_by(Experiment(own=some()))
    for name in ("train_fraction", "standardize", "data_seed"):
        assert KNOBS[name].read_by(Experiment(own=some()))


@pytest.mark.parametrize(
    "changes",
    [
        {"points": [[1, 2]]},
        {"points": [[1, 2], [3, np.nan]]},
        {"points": [[1, 2], [3, 1e200]]},
        {"points": [[1, 2], [3]]},
        {"points": [[1, 2], [3, "x"]]},
        {"points": 3},
        {"labels": [0, 6]},
        {"labels": [0, -1]},
        {"labels": [0, 0.5]},
        {"labels": [0, np.nan]},
        {"labels": [0, 1, 1]},
        {"feature_names": ["a"]},
        {"class_names": ["a"]},
        {"class_names": "abcdefgh"},
        {"class_names": ["a", "b\n"]},
        {"frame": [[0, 1]]},
        {"frame": [[1, 0], [0, 1]]},
        {"frame": [[0, 1], [0, np.inf]]},
        {"frame": "x"},
        {"name": 3},
        {"name": "a\tb"},
    ],
)
def test_impossible_points_are_refused(changes: dict):
    facts = {"points": [[1, 2], [3, 4]], "labels": [0, 1], **changes}
    with pytest.raises(Refusal):
        OwnPoints.of(facts)
    with pytest.raises(Invalid, match="own"):
        Experiment(own=facts)


@pytest.mark.parametrize("facts", [3, "x", [], {}, {"points": [[1, 2], [3, 4]]}, {"points": 1, "labels": 1, "more": 2}])
def test_what_tells_of_no_points_is_refused(facts: object):
    with pytest.raises(Invalid, match="own"):
        Experiment(own=facts)


def test_they_are_read_only():
    own = some()
    for array in (own.points, own.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_features_are_made_of_a_plane_and_more_inputs_are_taken_as_they_are():
    plane = Trainer(Experiment(own=some(), features=("x1", "x1^2"))).data
    np.testing.assert_allclose(plane.train.inputs[:, 1], plane.train.inputs[:, 0] ** 2)
    more = Experiment(own=some(inputs=4), features=("x2",))
    assert Trainer(more).data.train.inputs.shape[1] == 4
    assert not KNOBS["features"].read_by(more)
    with pytest.raises(Invalid, match="features"):
        Experiment(own=some(inputs=1), features=("x2",))


def test_whitening_works_on_them():
    inputs = Trainer(Experiment(own=some(inputs=3), whiten=True)).data.train.inputs
    np.testing.assert_allclose(np.cov(inputs.T, bias=True), np.eye(3), atol=1e-9)
