"""A single point: its numbers against the trainer's own prediction, and the zig-zag of one-signed gradients."""

from __future__ import annotations

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.catalogue import study
from model.analysis.sample import one_sign
from model.analysis.unable import Unable
from tests.nn import reference


@pytest.mark.parametrize("part", ["training", "validation"])
@pytest.mark.parametrize("classes", [2, 4])
def test_a_point_is_what_the_network_says_of_it(part, classes):
    trainer = Trainer(Experiment(dataset="blobs", classes=classes, dropout=0.4))
    trainer.run(100)
    points = trainer.data.train if part == "training" else trainer.data.validation
    found = study(trainer, "sample", part=part, index=11)
    answer = trainer.predict(points.points[11])[0]
    label = points.targets[11]
    assert found.probabilities == pytest.approx(answer)
    assert found.target.tolist() == [float(label == number) for number in range(classes)]
    assert found.loss == pytest.approx(-np.log(answer[label]))
    assert found.point.tolist() == points.points[11].tolist()
    assert found.step == 100


def test_its_gradients_are_the_slopes_of_its_own_loss():
    trainer = Trainer(Experiment(width=3, dropout=0.5, l2=0.1))
    trainer.run(30)
    found = study(trainer, "sample", index=5)
    own = [{name: values.copy() for name, values in layer.parameters.items()} for layer in trainer.network.layers]
    part = trainer.data.train
    slopes = reference.gradients(own, part.inputs[5:6], part.targets[5:6], "tanh")
    for gradient, expected in zip(found.gradients, slopes, strict=True):
        assert gradient == pytest.approx(expected["W"], abs=1e-10)


@pytest.mark.parametrize(("activation", "low", "high"), [("sigmoid", 1, 1), ("relu", 1, 1), ("tanh", 0.0, 0.02)])
def test_the_share_of_one_signed_units(activation, low, high):
    """Eight inputs into each unit: two in 256 tanh units agree by chance, every sigmoid or ReLU unit must."""
    shares = []
    for seed in range(6):
        trainer = Trainer(Experiment(activation=activation, seed=seed, samples=60))
        shares += [study(trainer, "sample", index=index).one_signed for index in range(25)]
    assert low <= np.mean(shares) <= high


def test_zeros_side_with_everyone():
    gradient = np.array([[1.0, -1.0, 0.0, 1.0], [0.0, -2.0, 0.0, -1.0]])
    assert one_sign(gradient).tolist() == [True, True, True, False]


def test_batch_norm_gives_an_answer_but_no_signs():
    trainer = Trainer(Experiment(batch_norm=True))
    trainer.run(50)
    found = study(trainer, "sample", index=3)
    assert found.gradients == ()
    assert found.probabilities == pytest.approx(trainer.predict(trainer.data.train.points[3])[0])


def test_a_point_that_is_not_there_is_refused_in_words():
    with pytest.raises(Unable, match="no validation point 0"):
        study(Trainer(Experiment(train_fraction=1.0)), "sample", part="validation", index=0)
