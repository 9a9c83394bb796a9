"""Max-norm and the proximal L1 step, by hand and through the trainer: what they change, and what they leave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import OPTIMIZERS, Experiment, Trainer
from model.nn.network import Network
from model.nn.plan import number, run
from model.nn.regularizers import REGULARIZERS
from tests.training.probes import custom, parameters, put, small


def corrected(name: str, weights: list[list[float]], strength: float, rate: float = 1.0) -> np.ndarray:
    """One layer's W after the correction; its bias of 5 must stay."""
    matrix = np.array(weights)
    network = Network(matrix.shape[0], (), matrix.shape[1])
    network.layers[0].parameters["W"][...], network.layers[0].parameters["b"][...] = matrix, 5.0
    after = REGULARIZERS[name].after
    run(after(network, strength, number(rate, network.parameters), np.empty_like(network.parameters)))
    assert (network.layers[0].parameters["b"] == 5.0).all()
    return network.layers[0].parameters["W"]


def test_max_norm_scales_columns_that_are_too_long_and_no_others() -> None:
    """Columns (3, 4) of length 5 to length 2: (1.2, 1.6); (0.6, 0.8) of length 1 and (0, 0) stay bit for bit."""
    found = corrected("max_norm", [[3.0, 0.6, 0.0], [4.0, 0.8, 0.0]], 2.0)
    np.testing.assert_allclose(found[:, 0], [1.2, 1.6], rtol=1e-15)
    np.testing.assert_array_equal(found[:, 1:], [[0.6, 0.0], [0.8, 0.0]])


def test_max_norm_does_not_hide_a_divergence() -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        found = corrected("max_norm", [[1e200, 1.0], [1.0, 1.0]], 2.0)
    assert np.isnan(found[:, 0]).all()
    assert np.isfinite(found[:, 1]).all()


def test_soft_threshold_by_hand() -> None:
    """Threshold 0.5 * 0.25 = 0.125, exact in binary."""
    found = corrected("l1_proximal", [[1.0, 0.125, -0.0625], [-0.75, 0.0, 0.25]], 0.25, rate=0.5)
    np.testing.assert_array_equal(found, [[0.875, 0.0, 0.0], [-0.625, 0.0, 0.125]])


def columns(trainer: Trainer) -> np.ndarray:
    """The length of every unit's incoming weights."""
    return np.concatenate([np.linalg.norm(layer["W"], axis=0) for layer in parameters(trainer)])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_unit_is_ever_beyond_max_norm(optimizer: str) -> None:
    free, bound = (Trainer(small(max_norm=limit, optimizer=optimizer)) for limit in (0.0, 0.8))
    for _ in range(30):
        free.step()
        bound.step()
        assert columns(bound).max() <= 0.8 * (1 + 1e-12)
    assert columns(free).max() > 0.9


def test_a_limit_that_nothing_reaches_changes_nothing() -> None:
    free, loose = (Trainer(small(max_norm=limit)) for limit in (0.0, 500.0))
    for trainer in (free, loose):
        trainer.run(50)
    np.testing.assert_array_equal(free.network.parameters, loose.network.parameters)


def test_max_norm_leaves_gamma_beta_and_bias_alone() -> None:
    """With learning rate 0 only the constraint acts, already after the first step."""
    trainer = Trainer(small(max_norm=0.5, batch_norm=True, norm_position="after", learning_rate=0.0, bias_init=3.0))
    trainer.step()
    layer = parameters(trainer)[0]
    assert (layer["gamma"] == 1).all()
    assert (layer["b"] == 3).all()
    assert columns(trainer).max() == pytest.approx(0.5)


def gradient_of_data() -> tuple[Trainer, dict[str, Any], np.ndarray, np.ndarray]:
    x, y = np.random.default_rng(0).normal(size=(9, 3)), np.arange(9) % 2
    facts = dict(depth=0, learning_rate=0.25)
    return custom(x, y, **facts), facts, x, y


def test_the_proximal_step_follows_the_update_with_the_steps_own_learning_rate() -> None:
    """W <- S(W - rate g, rate lambda), S by cases."""
    plain, facts, x, y = gradient_of_data()
    proximal = custom(x, y, l1=0.5, l1_proximal=True, **facts)
    start = [{"W": np.array([[1.0], [0.05], [-0.6]]), "b": 0.01}]
    for trainer in (plain, proximal):
        put(trainer, start)
        trainer.step()
    moved = parameters(plain)[0]["W"]
    expected = [[value - 0.125 if value > 0.125 else value + 0.125 if value < -0.125 else 0.0] for value in moved[:, 0]]
    np.testing.assert_allclose(parameters(proximal)[0]["W"], expected, rtol=1e-14)
    assert 0.0 in expected[1]
    np.testing.assert_array_equal(parameters(proximal)[0]["b"], parameters(plain)[0]["b"])


def test_only_the_proximal_step_gives_exact_zeros() -> None:
    for proximal, zeros in ((False, False), (True, True)):
        trainer = Trainer(small(l1=0.02, l1_proximal=proximal))
        trainer.run(300)
        assert any((layer["W"] == 0).any() for layer in parameters(trainer)) is zeros


def test_the_recorded_gradient_is_still_that_of_the_data_loss() -> None:
    plain, facts, x, y = gradient_of_data()
    bound = custom(x, y, l1=0.5, l1_proximal=True, max_norm=0.3, **facts)
    put(bound, parameters(plain))
    np.testing.assert_array_equal(plain.step().gradient_rms, bound.step().gradient_rms)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_each_has_an_effect_in_float32_too(name: str) -> None:
    settings = dict(l1=0.01, l1_proximal=name == "l1_proximal") if name.startswith("l1") else {name: 0.3}
    experiment = small(**settings, precision="float32")
    assert [each.name for each in REGULARIZERS.values() if each.strength(experiment)] == [name]
    trainers = [Trainer(each) for each in (experiment, small(precision="float32"))]
    for trainer in trainers:
        trainer.run(20)
        assert trainer.network.parameters.dtype == np.float32
    assert not np.array_equal(*(trainer.network.parameters for trainer in trainers))


def test_off_by_default() -> None:
    assert not any(each.strength(Experiment()) for each in REGULARIZERS.values())
