"""A step taken apart: bit for bit the step that is then made, its numbers against independent oracles."""

from __future__ import annotations

import gc
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, OPTIMIZERS, SCHEDULES, Experiment, Trainer
from model.analysis.catalogue import study
from model.analysis.sizes import deviation, rms
from model.data.dataset import PARTS
from model.knob import Invalid
from model.nn.losses import LOSSES
from model.nn.network import NORM_POSITIONS
from model.nn.workspace import Workspace
from model.training.passage import LIT, PHASES, LayerPass, Pick, dissect
from tests.nn import reference
from tests.training.probes import custom, differing, small, state

NORMS: dict[str, dict[str, Any]] = {"": {}} | {
    f"norm {place} ": dict(batch_norm=True, norm_position=place) for place in NORM_POSITIONS
}
CASES: dict[str, dict[str, Any]] = {
    f"{name} {norm}{dropped}": dict(activation=name, **options, **more, width=3, leaky_slope=0.2)
    for name in ACTIVATIONS
    for norm, options in NORMS.items()
    for dropped, more in (("", {}), ("dropout", dict(dropout_rates=(0.3, 0.6))))
}
CASES |= {f"optimizer {name}": dict(optimizer=name, dropout=0.2, l2=0.01) for name in OPTIMIZERS}
CASES |= {f"schedule {name}": dict(schedule=name) for name in SCHEDULES}
REGULARIZED: dict[str, dict[str, Any]] = {
    "l1": dict(l1=0.01),
    "l1 proximal": dict(l1=0.05, l1_proximal=True),
    "l2": dict(l2=0.02),
    "max-norm": dict(max_norm=0.5),
    "all": dict(l1=0.05, l1_proximal=True, l2=0.02, max_norm=0.5, optimizer="adam"),
    "both penalties": dict(l1=0.01, l2=0.02, optimizer="nesterov"),
}
TASKS: dict[str, dict[str, Any]] = {
    "logistic": {},
    "softmax": dict(dataset="spirals", classes=3),
    "squared": dict(dataset="sine"),
}
CASES |= REGULARIZED | TASKS
CASES |= {
    "perceptron": dict(depth=0),
    "the last minibatch is smaller": dict(samples=74),
    "a remainder of one joins, with batch norm": dict(samples=62, batch_norm=True),
    "one at a time": dict(batch_size=1),
    "full batch": dict(batch_size=20_000),
    "32 bits": dict(precision="float32", batch_norm=True, dropout=0.3, optimizer="adam"),
    "early stopping that watches": dict(early_stopping=True, patience=400),
}
ALL = pytest.mark.parametrize("changes", CASES.values(), ids=CASES)


def after(steps: int, changes: dict[str, Any]) -> Trainer:
    trainer = Trainer(small(**changes))
    trainer.run(steps)
    return trainer


def arrays_of(found: object) -> list[np.ndarray]:
    """All arrays in a record, however deep."""
    if isinstance(found, np.ndarray):
        return [found]
    parts = found if isinstance(found, (tuple, list)) else getattr(found, "__dict__", {}).values()
    parts = found.values() if isinstance(found, dict) else parts
    return [array for part in parts for array in arrays_of(part)]


def same(one: Any, other: Any) -> bool:
    """To the last bit, NaN included."""
    one, other = np.asarray(one), np.asarray(other)
    return one.shape == other.shape and one.tobytes() == other.tobytes()


@ALL
def test_the_step_is_the_one_that_is_made_to_the_last_bit(changes: dict[str, Any]):
    """Three steps, the last of an epoch and the first of the next among them, each foreseen and then made."""
    trainer = Trainer(small(**changes))
    trainer.run(trainer.steps_per_epoch - 1)
    for _ in range(3):
        before, passage = trainer.state, dissect(trainer)
        record, now = trainer.step(), trainer.state
        update = passage.update
        assert passage.step + 1 == record.step
        assert same(update.before, before.parameters)
        assert same(update.after, now.parameters)
        assert (passage.loss, passage.learning_rate) == (record.loss, record.learning_rate)
        assert same(passage.gradient_rms, record.gradient_rms)
        assert same(update.running_before, before.running)
        assert same(update.running_after, now.running)
        for seen, kept in (
            ((update.slots_before, update.counters_before), before.slots),
            ((update.slots_after, update.counters_after), now.slots),
        ):
            slots = [*seen[0].values(), *([] if seen[1] is None else [seen[1]])]
            assert len(slots) == len(kept)
            assert all(map(same, slots, kept))
        signals = trainer.signals()
        assert [deviation(layer.h) for layer in passage.layers] == signals.activation_std.tolist()
        assert [rms(layer.delta) for layer in passage.layers] == signals.delta_rms.tolist()


@ALL
@pytest.mark.parametrize("point", [None, Pick(PARTS[0], 3)], ids=["minibatch", "point"])
def test_looking_changes_nothing(changes: dict[str, Any], point: Pick | None):
    looked_at, alone = Trainer(small(**changes)), Trainer(small(**changes))
    for _ in range(3):
        before = state(looked_at)
        dissect(looked_at, point)
        assert not differing(before, state(looked_at))
        looked_at.run(5)
    alone.run(15)
    assert not differing(state(looked_at), state(alone))
    assert all(map(same, looked_at.state.slots, alone.state.slots))


def test_nothing_waits_for_the_garbage_collector():
    """Which rests while a window is open; the arrays of a large minibatch would pile up."""
    trainer = after(3, dict(dropout=0.3, batch_norm=True))

    def workspaces() -> int:
        return sum(isinstance(each, Workspace) for each in gc.get_objects())

    before = workspaces()
    kept = dissect(trainer)
    assert kept.layers
    assert workspaces() == before


def test_its_arrays_cannot_be_written():
    passage = dissect(after(3, dict(batch_norm=True, dropout=0.3, optimizer="adam")))
    found = arrays_of(passage)
    assert len(found) > 50
    assert not any(array.flags.writeable for array in found)
    assert not passage.update.layer(1).after.flags.writeable


def test_every_layer_hands_on_what_the_next_one_gets():
    passage = dissect(after(4, dict(dropout=0.4, depth=3)))
    layers = passage.layers
    assert same(layers[0].h_in, passage.inputs.T)
    for layer, following in pairwise(layers):
        assert same(layer.h, following.h_in)
        assert same(layer.h, layer.a * layer.mask)
    assert same(layers[-1].h, layers[-1].z)
    assert layers[-1].a is None
    assert passage.losses.mean() == pytest.approx(passage.loss, rel=1e-14)
    assert passage.probabilities.sum(axis=0) == pytest.approx(np.ones(len(passage.rows)))


def test_a_tiny_net_by_hand():
    """2-1-1, ReLU: h = max(0, 3 - 2 + 0.5) = 1.5, logit = -2 * 1.5 + 1 = -2; class 1, p = 1 / (1 + e^2)."""
    trainer = custom([[3.0, 1.0], [3.0, 1.0]], [1, 1], hidden=(1,), activation="relu", learning_rate=0.5, l2=0.1)
    for layer, values in zip(trainer.network.layers, ({"W": [[1], [-2]], "b": [0.5]}, {"W": [[-2]], "b": [1]})):
        for name, value in values.items():
            layer.parameters[name][...] = value
    passage = dissect(trainer, Pick("training", 1))
    hidden, output = passage.layers
    p = 1 / (1 + math.exp(2))
    assert (hidden.z.item(), hidden.a.item(), output.z.item()) == (1.5, 1.5, -2)
    assert passage.loss == pytest.approx(math.log(1 + math.exp(2)))
    assert output.delta.item() == pytest.approx(p - 1)
    assert output.dW.item() == pytest.approx((p - 1) * 1.5)
    assert hidden.dh.item() == hidden.delta.item() == pytest.approx((p - 1) * -2)
    assert hidden.dW.ravel() == pytest.approx([(p - 1) * -6, (p - 1) * -2])
    assert hidden.db == pytest.approx([(p - 1) * -2])
    update = passage.update.layer(1)
    assert update.penalty.item() == pytest.approx(-0.2)
    assert update.after.item() == pytest.approx(-2 - 0.5 * ((p - 1) * 1.5 - 0.2))
    assert passage.update.layer(1, "b").penalty == [0]


def slopes_of(layers: tuple[LayerPass, ...]) -> list[dict[str, np.ndarray]]:
    """What is said to be the gradient, by layer and name."""
    names = {"W": "dW", "b": "db", "gamma": "dgamma", "beta": "dbeta", "alpha": "dslope"}
    return [
        {name: np.asarray(getattr(layer, d)) for name, d in names.items() if getattr(layer, d) is not None}
        for layer in layers
    ]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
@pytest.mark.parametrize("activation", ["tanh", "prelu", "gelu"])
def test_gradients_are_the_slopes_of_the_loss(activation: str, norm: dict[str, Any]):
    """Five-point differences of a network written from the formulas, with the masks that were drawn."""
    trainer = after(6, dict(activation=activation, width=3, dropout=0.3, seed=1, **norm))  # no sum is next to the kink
    passage = dissect(trainer)
    own = [{name: values.copy() for name, values in layer.parameters.items()} for layer in trainer.network.layers]
    masks = [layer.mask.T for layer in passage.layers[:-1]]
    expected = reference.gradients(own, passage.inputs, passage.labels, activation, masks=masks)
    for found, slopes in zip(slopes_of(passage.layers), expected, strict=True):
        assert found.keys() == slopes.keys()
        for name, values in found.items():
            assert values.reshape(slopes[name].shape) == pytest.approx(slopes[name], abs=1e-9)


@pytest.mark.parametrize("changes", TASKS.values(), ids=TASKS)
def test_deltas_are_the_slopes_of_the_loss_in_the_sums(changes: dict[str, Any]):
    """Any weighted sum moved a little, the rest of the pass worked out again from the formulas."""
    passage = dissect(after(6, dict(activation="tanh", width=3, **changes)))
    assert set(TASKS) == set(LOSSES)
    layers, count = passage.layers, len(passage.rows)

    def loss(z: np.ndarray, number: int) -> float:
        for layer in layers[number + 1 :]:
            z = layer.W.T @ np.tanh(z) + layer.b[:, None]
        if passage.loss_name == "squared":
            return float(((z[0] - passage.labels) ** 2).mean())
        return reference.data_loss(z.T, passage.labels)

    for number, layer in enumerate(layers):
        sums = layer.z.copy()
        expected = reference.slopes(lambda sums=sums, number=number: loss(sums, number), sums)
        assert layer.delta == pytest.approx(expected, abs=1e-10)
        assert layer.delta.shape == (len(layer.z), count)


# The update


@pytest.mark.parametrize("changes", REGULARIZED.values(), ids=REGULARIZED)
def test_the_parts_of_the_update_add_up(changes: dict[str, Any]):
    trainer = Trainer(small(**changes))  # its first weights are too long for the limit of max-norm
    update = dissect(trainer).update
    assert update.gradient + update.penalty == pytest.approx(update.downhill, abs=1e-15)
    assert update.move + update.correction == pytest.approx(update.step, abs=1e-15)
    assert update.before + update.step == pytest.approx(update.after, abs=1e-15)
    experiment, weights = trainer.experiment, trainer.network.weight_mask > 0
    assert bool(update.penalty.any()) == bool(experiment.l2 or (experiment.l1 and not experiment.l1_proximal))
    assert bool(update.correction.any()) == bool(experiment.max_norm or experiment.l1_proximal)
    for part in (update.penalty, update.correction):
        assert not part[~weights].any()


def test_what_each_regularizer_does_is_seen_apart():
    w = {name: dissect(Trainer(small(**changes))) for name, changes in REGULARIZED.items()}
    one = w["l2"].update.layer(0)
    assert one.penalty == pytest.approx(0.02 * one.before)
    one = w["l1"].update.layer(0)
    assert one.penalty == pytest.approx(0.01 * np.sign(one.before))
    one, rate = w["l1 proximal"].update.layer(0), w["l1 proximal"].learning_rate
    moved = one.before + one.move
    shrunk = np.sign(moved) * np.maximum(np.abs(moved) - rate * 0.05, 0)
    assert moved + one.correction == pytest.approx(shrunk, abs=1e-15)
    one = w["max-norm"].update.layer(0)
    long = np.linalg.norm(one.before + one.move, axis=0) > 0.5
    assert long.any()
    assert np.linalg.norm(one.after, axis=0)[long] == pytest.approx(0.5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_slots_carry_their_names(name: str):
    update = dissect(after(6, dict(optimizer=name, batch_norm=True))).update
    record = OPTIMIZERS[name]
    assert tuple(update.slots_before) == tuple(update.slots_after) == record.slots
    assert (update.counters_after is not None) == bool(record.counters)
    for slot in record.slots:
        assert update.layer(1).slots_after[slot].shape == update.layer(1).after.shape
    if "velocity" in record.slots:
        fresh = update.slots_after["velocity"]
        assert fresh == pytest.approx(0.9 * update.slots_before["velocity"] - update.rate * update.downhill)


def test_a_layers_part_is_that_of_the_layer():
    trainer = after(6, dict(activation="prelu", batch_norm=True))
    passage = dissect(trainer)
    for number, layer in enumerate(trainer.network.layers):
        for name, values in layer.parameters.items():
            assert same(passage.update.layer(number, name).before, values)
        assert same(passage.update.layer(number).gradient, passage.layers[number].dW)


# One point


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("changes", [*TASKS.values(), dict(depth=0), dict(dataset="blobs", classes=5)], ids=str)
def test_a_point_alone_is_what_the_study_of_one_point_says(part: str, changes: dict[str, Any]):
    trainer = after(20, changes)
    passage = dissect(trainer, Pick(part, 7))
    assert (passage.rows.tolist(), passage.point) == ([7], Pick(part, 7))
    points = trainer.data.train if part == PARTS[0] else trainer.data.validation
    assert passage.probabilities[:, 0] == pytest.approx(trainer.predict(points.points[7])[0])
    if trainer.data.classes:
        found = study(trainer, "sample", part=part, index=7)
        assert passage.loss == pytest.approx(found.loss)
        for layer, gradient in zip(passage.layers, found.gradients, strict=True):
            assert layer.dW == pytest.approx(gradient, abs=1e-15)
    else:
        assert passage.loss == pytest.approx((trainer.predict(points.points[7])[0, 0] - points.targets[7]) ** 2)


@pytest.mark.parametrize("changes", [{}, dict(optimizer="momentum", l2=0.01)], ids=["plain", "momentum and L2"])
def test_the_update_of_a_point_alone_is_a_step_on_it(changes: dict[str, Any]):
    """As a run makes that has this point alone, twice, from the same weights."""
    x, y = np.random.default_rng(5).normal(size=(6, 2)), np.array([0, 1, 0, 1, 1, 0])
    trainer, lone = custom(x, y, **changes), custom(x[[1, 1]], y[[1, 1]], **changes)
    lone.network.parameters[...] = trainer.network.parameters
    passage = dissect(trainer, Pick("training", 1))
    lone.step()
    assert passage.update.after == pytest.approx(lone.network.parameters, abs=1e-15)


def test_a_point_alone_is_dropped_out_like_a_minibatch_of_one():
    trainer = after(11, dict(batch_size=1, dropout=0.5))
    (row,) = dissect(trainer).rows
    alone, coming = dissect(trainer, Pick("training", int(row))), dissect(trainer)
    assert same(alone.layers[0].mask, coming.layers[0].mask)
    assert same(alone.update.after, coming.update.after)


@pytest.mark.parametrize("position", NORM_POSITIONS)
def test_with_batch_norm_a_point_gets_the_running_statistics(position: str):
    """Predicted as ever, with the true slopes of that loss; the running statistics are left alone."""
    trainer = after(30, dict(batch_norm=True, norm_position=position, activation="prelu", width=3))
    passage, part = dissect(trainer, Pick("training", 4)), trainer.data.train
    norm = passage.layers[1].norm
    assert norm.running
    assert not dissect(trainer).layers[1].norm.running
    assert same(norm.variance, trainer.network.running[1, 3:])
    answer = trainer.predict(part.points[4])[0]
    assert passage.probabilities[:, 0] == pytest.approx(answer)
    assert passage.loss == pytest.approx(-math.log(answer[part.targets[4]]))
    assert same(passage.update.running_after, trainer.network.running)
    point, label = part.points[4], part.targets[4]

    def loss() -> float:
        return -math.log(trainer.predict(point)[0][label])

    for layer, found in zip(trainer.network.layers, slopes_of(passage.layers), strict=True):
        for name, values in layer.parameters.items():
            expected = reference.slopes(loss, values)
            assert found[name].reshape(values.shape) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("pick", [Pick("training", 30), Pick("validation", -1), Pick("test", 0)], ids=str)
def test_a_point_that_is_not_there_is_refused_in_words(pick: Pick):
    with pytest.raises(Invalid, match="there are 30 training and 30 validation points"):
        dissect(Trainer(small()), pick)


# Phases


def test_phases_come_in_the_order_of_the_computation():
    passage = dissect(Trainer(small(depth=1)))
    order = [(phase.kind, phase.layer) for phase in passage.phases]
    assert order == [
        ("batch", None), ("forward", 0), ("forward", 1), ("loss", None), ("backward", 1), ("backward", 0),
        ("update", None),
    ]  # fmt: skip
    assert list(dict.fromkeys(kind for kind, _ in order)) == list(PHASES)


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_what_is_lit_moves_forwards_and_back(depth: int):
    passage = dissect(Trainer(small(depth=depth)))
    layers = depth + 1
    for number, phase in enumerate(passage.phases):
        lit = passage.lit(number)
        assert len(lit) == layers
        assert set(lit) <= set(LIT)
        if phase.layer is not None:
            assert [place for place, word in enumerate(lit) if word == "now"] == [phase.layer]
    assert passage.lit(layers) == ("done",) * depth + ("now",)  # the last one forward
    assert passage.lit(0) == ("to come",) * layers
    assert passage.lit(len(passage.phases) - 1) == ("now",) * layers
    assert passage.lit(2 * layers + 1)[1:] == ("done",) * depth


# A step that goes wrong

WILD = dict(activation="leaky_relu", initializer="he", learning_rate=1e6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("point", [None, Pick("training", 0)], ids=["minibatch", "point"])
@pytest.mark.parametrize("changes", [{}, dict(batch_norm=True), dict(dataset="spirals", classes=3)], ids=str)
def test_a_step_that_diverges_can_be_looked_at(changes: dict[str, Any], point: Pick | None):
    trainer = Trainer(Experiment(**{**WILD, **changes, "depth": 3}))
    trainer.network.layers[1].parameters["W"][...] *= 1e308
    passage = dissect(trainer, point)
    assert len(passage.losses) == (trainer.experiment.batch_size if point is None else 1)
    if point is None:
        assert not np.isfinite(passage.update.after).all()
        trainer.step()
        assert trainer.divergence
        assert same(passage.update.after, trainer.network.parameters)
        dissect(trainer)
