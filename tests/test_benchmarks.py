"""Benchmarks: the opponent really trains, by right gradients, and names lead to the right benchmark."""

from __future__ import annotations

import types

import numpy as np
import pytest

from tests import benchmarks
from tests.benchmarks import engine
from tests.benchmarks.textbook import Textbook
from tests.nn import reference


def layers(loop: Textbook, values: dict[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
    """Parameters or gradients of the textbook loop in the reference network's form."""
    names = [("W", "gamma", "beta") if f"gamma{i}" in values else ("W", "b") for i in range(loop.layers)]
    return [{name: values[f"{name}{i}"] for name in own} for i, own in enumerate(names)]


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize(("activation", "batch_norm"), [("tanh", False), ("tanh", True), ("relu", False)])
def test_the_textbook_loop_has_the_right_loss_and_gradients(activation: str, batch_norm: bool, classes: int) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(8, 2)), np.arange(8) % classes
    loop = Textbook([2, 4, 3, 1 if classes == 2 else classes], x, y, activation, batch_norm, 8, 0.1)
    loss, gradients = loop.loss_and_gradients(x, y)
    own = layers(loop, loop.parameters)
    assert loss == pytest.approx(reference.loss(own, x, y, activation), rel=1e-9)
    for found, expected in zip(layers(loop, gradients), reference.gradients(own, x, y, activation), strict=True):
        for name in expected:
            assert reference.relative_error(found[name], expected[name]) < 1e-6


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("net", engine.NETS)
def test_both_opponents_train_the_same_network_in_the_same_format(net: str, precision: str) -> None:
    trainer, loop = engine.opponents(precision, engine.NETS[net][1])
    shapes = [layer.parameters["W"].shape for layer in trainer.network.layers]
    assert shapes == [loop.parameters[f"W{i}"].shape for i in range(loop.layers)]
    for opponent in (trainer, loop):
        opponent.run(10)
    assert len(loop.losses) == len(trainer.history["loss"]) == 10
    dtypes = {value.dtype for value in (*loop.parameters.values(), *loop.velocities.values())}
    assert dtypes == {np.dtype(precision)} == {trainer.network.dtype}


def test_every_benchmark_is_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[str] = []

    def pretend(module: str) -> types.SimpleNamespace:
        return types.SimpleNamespace(main=lambda arguments: called.append(module.rpartition(".")[2]) or 0)

    monkeypatch.setattr(benchmarks.importlib, "import_module", pretend)
    assert benchmarks.main(["memory"]) == 0
    assert benchmarks.main([]) == 0
    assert called == ["memory", *benchmarks.present()]
    assert {"engine", "memory"} <= set(called)
    assert benchmarks.main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
