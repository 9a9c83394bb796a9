"""PReLU's learned slopes: where they live, what they start with, how they move, and that all answers know them."""

from __future__ import annotations

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.boundary import Plane
from model.training.observer import Observer
from model.training.snapshot import Status
from tests.training.probes import PLANE, custom, parameters, put, small

from . import reference


def learned(**changes: object) -> Trainer:
    return Trainer(small(activation="prelu", depth=3, **changes))


def slopes(trainer: Trainer) -> list[float]:
    return [float(layer["alpha"][0]) for layer in parameters(trainer)[:-1]]


def test_every_hidden_layer_has_one_in_the_flat_vector() -> None:
    """2-5-5-5-1 has 15 + 30 + 30 + 6 weights and biases, and three slopes."""
    trainer = learned()
    *hidden, output = trainer.network.layers
    assert [layer.parameters["alpha"].shape for layer in hidden] == [(1,)] * 3
    assert "alpha" not in output.parameters
    assert trainer.network.parameters.size == 81 + 3
    assert all(np.shares_memory(layer.parameters["alpha"], trainer.network.parameters) for layer in hidden)


@pytest.mark.parametrize("start", [0.25, 0.0, -0.5])
def test_they_begin_with_the_knob(start: float) -> None:
    trainer = learned(prelu_init=start)
    assert slopes(trainer) == [start] * 3
    trainer.run(30)
    assert all(slope != start for slope in slopes(trainer))
    trainer.reset()
    assert slopes(trainer) == [start] * 3


def test_only_prelu_has_them() -> None:
    trainer = Trainer(small(activation="leaky_relu"))
    assert all("alpha" not in layer.parameters for layer in trainer.network.layers)


def test_one_step_by_hand() -> None:
    """x = -2, w1 = 1, a = 1/4: z = -2, h = -1/2; w2 = 1: logit -1/2, p = 0.3775406688, p - y = -0.6224593312 (class 1).

    dL/da = -0.6224593312 * -2 = 1.2449186624, dL/dw1 = -0.6224593312 * 1/4 * -2, and only the latter is recorded.
    """
    trainer = custom([[-2.0], [-2.0]], [1, 1], hidden=(1,), activation="prelu", learning_rate=0.5)
    put(trainer, [{"W": 1.0, "b": 0.0}, {"W": 1.0, "b": 0.0}])
    record = trainer.step()
    assert slopes(trainer) == [pytest.approx(0.25 - 0.5 * 1.2449186624, rel=1e-9)]
    np.testing.assert_allclose(record.gradient_rms, [0.3112296656, 0.3112296656], rtol=1e-9)


@pytest.mark.parametrize("penalty", [dict(l2=0.3), dict(l1=0.3)])
def test_penalties_leave_them_alone(penalty: dict[str, float]) -> None:
    plain, punished = learned(), learned(**penalty)
    for trainer in (plain, punished):
        trainer.step()
    assert slopes(punished) == slopes(plain)
    assert not np.array_equal(parameters(punished)[0]["W"], parameters(plain)[0]["W"])


@pytest.mark.parametrize("changes", [{}, dict(batch_norm=True), dict(dropout=0.4), dict(optimizer="adam")], ids=str)
def test_answers_use_the_slopes_of_the_moment(changes: dict[str, object]) -> None:
    """In 64 bits against the reference, and in the 32 bits of the picture, from objects made before the training."""
    trainer = learned(**changes)
    plane = Plane(trainer.network, trainer.data, trainer.loss, cells=9)
    plane.boundary(0)
    trainer.run(60)
    assert min(abs(slope - 0.25) for slope in slopes(trainer)) > 1e-3
    fresh = Plane(trainer.network, trainer.data, trainer.loss, cells=9).boundary(60)
    np.testing.assert_array_equal(plane.boundary(60).probabilities, fresh.probabilities)
    if not changes.get("batch_norm"):
        logits, _ = reference.forward(parameters(trainer), trainer.data.scaling(PLANE), "prelu")
        np.testing.assert_allclose(trainer.predict(PLANE), reference.probabilities(logits), rtol=1e-9, atol=1e-14)


def test_a_snapshot_tells_them() -> None:
    trainer = learned()
    trainer.run(20)
    assert list(Observer(trainer).snapshot(Status.PAUSED).slopes) == slopes(trainer)
    assert Observer(Trainer(small())).snapshot(Status.PAUSED).slopes == ()


def test_he_draws_for_the_slope_at_the_start() -> None:
    """He et al. 2015, eq. 15: variance 2 / ((1 + a^2) fan_in), so that slope 1 gives half of slope 0."""
    wide = dict(activation="prelu", initializer="he", hidden=(100, 100))
    one, none = (Trainer(Experiment(prelu_init=start, **wide)) for start in (1.0, 0.0))
    weights = [trainer.network.layers[1].parameters["W"] for trainer in (one, none)]
    np.testing.assert_allclose(weights[1], weights[0] * np.sqrt(2), rtol=1e-12)
