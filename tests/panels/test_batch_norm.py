"""The batch-norm panel: every unit's numbers where the pointer finds them, and what a snapshot holds of a run."""

from __future__ import annotations

import numpy as np
import pytest

from gui.panels.batch_norm import _places
from model import Trainer
from model.nn.network import NORM_POSITIONS
from model.training.observer import Observer
from model.training.snapshot import Snapshot, Status
from tests.training.probes import small

from .synthetic import snapshot
from .test_panels import drawn


def after(steps: int, **changes) -> tuple[Trainer, Snapshot]:
    trainer = Trainer(small(batch_norm=True, batch_size=500, hidden=(3, 2), **changes))
    trainer.run(steps)
    return trainer, Observer(trainer).snapshot(Status.PAUSED)


@pytest.mark.parametrize("position", NORM_POSITIONS)
def test_the_newest_minibatch_is_the_one_of_the_step_before(position: str) -> None:
    """In a full batch: mean and biased variance over all points, with the weights as they were before the step."""
    trainer, before = after(6, norm_position=position)
    layer = trainer.network.layers[0].parameters
    values = trainer.data.train.inputs @ layer["W"]
    if position == "after":
        values = np.tanh(values + layer["b"])
    trainer.step()
    state = Observer(trainer).snapshot(Status.PAUSED).batch_norm
    np.testing.assert_allclose(state.minibatch[0, :3], values.mean(axis=0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(state.minibatch[1, :3], values.var(axis=0), rtol=1e-9)
    count = len(values)
    expected = 0.9 * before.batch_norm.running[1, :3] + 0.1 * values.var(axis=0) * count / (count - 1)
    np.testing.assert_allclose(state.running[1, :3], expected, rtol=1e-9)
    assert state.after is (position == "after")


def test_before_the_first_step_there_is_no_minibatch() -> None:
    _, now = after(0)
    assert np.isnan(now.batch_norm.minibatch).all()
    np.testing.assert_array_equal(now.batch_norm.running, [[0] * 5, [1] * 5])
    assert (now.batch_norm.gamma == 1).all()


def test_without_batch_norm_there_is_no_state() -> None:
    assert Observer(Trainer(small())).snapshot(Status.PAUSED).batch_norm is None


def test_the_pointer_finds_every_unit() -> None:
    panel = drawn("batch_norm", "typical", (900, 400))
    state, box = panel.snapshot.batch_norm, panel.axes.bbox
    low, high = panel.x.limits
    for side in _places(state.widths):
        for unit, at in enumerate(side):
            words = panel.describe(box.x0 + (at - low) / (high - low) * box.width, box.y0 + 20)
            assert words.startswith(f"layer {unit // 8 + 1} unit {unit % 8 + 1}:")
            assert f"running mean {state.running[0, unit]:.3g}".replace("-", "−") in words
            assert f"variance {state.running[1, unit]:.3g}" in words


def test_limits_hold_all_bars_and_both_signs() -> None:
    panel = drawn("batch_norm", "typical")
    state = snapshot().batch_norm
    low, high = panel.y.limits
    assert low == -high
    assert high >= (np.abs(state.running[0]) + np.sqrt(state.running[1])).max()
    assert high >= (np.abs(state.beta) + np.abs(state.gamma)).max()
