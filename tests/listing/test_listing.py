"""The code that is shown, executed, gives the engine's numbers: every choice of every table, phase by phase."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, OPTIMIZERS, Experiment
from model.data.dataset import PARTS
from model.listing import listing
from model.listing.activations import ACTIVATION_CODE
from model.listing.losses import LOSS_CODE
from model.listing.norms import POSITION_CODE
from model.listing.optimizers import OPTIMIZER_CODE
from model.listing.regularizers import REGULARIZER_CODE
from model.listing.stages import STAGES
from model.nn.losses import LOSSES, loss_for
from model.nn.network import NORM_POSITIONS
from model.nn.regularizers import REGULARIZERS, in_force
from model.training.passage import Pick

from .engine import SMALL, Step

NORMS = [{}, *({"batch_norm": True, "norm_position": name} for name in NORM_POSITIONS)]
DATA = [{"dataset": "circles"}, {"dataset": "blobs", "classes": 3}, {"dataset": "sine"}, {"dataset": "hills"}]
STRENGTHS = [
    {"l1": 0.01},
    {"l1": 0.02, "l1_proximal": True},
    {"l2": 0.03},
    {"max_norm": 0.6},
    {"l1": 0.01, "l2": 0.02, "max_norm": 0.7},
]


@pytest.mark.parametrize(
    ("code", "table"),
    [
        (ACTIVATION_CODE, ACTIVATIONS),
        (LOSS_CODE, LOSSES),
        (OPTIMIZER_CODE, OPTIMIZERS),
        (REGULARIZER_CODE, REGULARIZERS),
        (POSITION_CODE, NORM_POSITIONS),
    ],
    ids=lambda each: getattr(each, "noun", ""),
)
def test_every_record_of_every_table_has_its_code(code, table):
    assert set(code) == set(table)


@pytest.mark.parametrize("name", NORM_POSITIONS)
def test_every_stage_has_its_place(name):
    assert sorted(POSITION_CODE[name].order) == sorted(STAGES)


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.get("norm_position", "none"))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_with_batch_norm_and_dropout(activation, norm, dropout):
    Step(activation=activation, dropout=dropout, leaky_slope=0.1, initializer="he", **norm).check()


@pytest.mark.parametrize("data", DATA, ids=lambda data: data["dataset"])
def test_losses(data):
    Step(**data).check()


def test_all_losses_are_tried():
    assert {loss_for(Experiment(**data).class_count).name for data in DATA} == set(LOSSES)


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.get("norm_position", "none"))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_a_few_steps_in(optimizer, norm):
    Step(7, optimizer=optimizer, activation="prelu", l2=0.01, **norm).check()


@pytest.mark.parametrize("strength", STRENGTHS, ids=str)
def test_regularizers(strength):
    Step(optimizer="momentum", **strength).check()


def test_all_regularizers_are_tried():
    tried = {regularizer.name for each in STRENGTHS for regularizer, _ in in_force(Experiment(**each))}
    assert tried == set(REGULARIZERS)


@pytest.mark.parametrize("depth", range(4))
def test_depths(depth):
    Step(hidden=None, depth=depth, width=6).check()


def test_rates_by_layer_a_schedule_and_the_smaller_last_batch_of_an_epoch():
    step = Step(
        2, dropout_rates=(0.5, 0.0), schedule="cosine", warmup_steps=2, batch_norm=True, batch_size=8, samples=40
    )
    step.check()
    assert len(step.passage.rows) < SMALL["batch_size"]
    assert not any(name == "mask2" for part in step.listing.parts for name in part.makes)


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.get("norm_position", "none"))
@pytest.mark.parametrize("part", ["training", "validation"])
def test_one_point_alone(part, norm):
    Step(point=Pick(part, 5), dropout=0.3, optimizer="adam", **norm).check()


@pytest.mark.parametrize("classes", [2, 3])
def test_a_network_that_is_sure(classes):
    """Losses and gradients near 0, where careless formulas lose all digits."""
    step = Step(600, dataset="blobs", classes=classes, noise=0.0, learning_rate=1.0, samples=60)
    assert step.passage.loss < 1e-3
    step.check()


def test_a_person_reads_the_code_of_the_usual_network():
    """Word for word: what stands in textbooks."""
    parts = listing(Experiment(hidden=(8,)), 0.03).parts
    code = [line.text for part in parts for line in part.lines]
    assert code == [
        "x = X[rows]",
        "y = Y[rows]",
        "z1 = x @ W1 + b1",
        "h1 = np.tanh(z1)",
        "z2 = h1 @ W2 + b2",
        "p = 1 / (1 + np.exp(-z2))",
        "losses = np.logaddexp(0, np.where(y == 1, -z2, z2))",
        "loss = losses.mean()",
        "d2 = np.where(y == 1, -1 / (1 + np.exp(z2)), p) / len(y)",
        "dW2 = h1.T @ d2",
        "db2 = d2.sum(axis=0)",
        "dh1 = d2 @ W2.T",
        "d1 = dh1 * (1 - h1**2)",
        "dW1 = x.T @ d1",
        "db1 = d1.sum(axis=0)",
        "rate = 0.03",
        "parameters = [W1, b1, W2, b2]",
        "gradients = [dW1, db1, dW2, db2]",
        "for w, g in zip(parameters, gradients):",
        "    w -= rate * g",
    ]


def any_settings(rng: np.random.Generator) -> dict[str, Any]:
    """A choice of everything, at random."""
    return {
        "activation": rng.choice(list(ACTIVATIONS)).item(),
        "optimizer": rng.choice(list(OPTIMIZERS)).item(),
        **NORMS[rng.integers(len(NORMS))],
        **DATA[rng.integers(len(DATA))],
        **STRENGTHS[rng.integers(len(STRENGTHS))],
        "dropout": rng.choice([0.0, 0.2]).item(),
        "seed": rng.integers(100).item(),
    }


@pytest.mark.parametrize("number", range(12))
def test_choices_together(number):
    Step(5, **any_settings(np.random.default_rng(number))).check()


@pytest.mark.parametrize("part", PARTS)
def test_the_code_says_in_which_set_a_followed_point_is(part):
    first = listing(Experiment(), 0.03, alone=True, part=part).parts[0].lines[0]
    assert first.comment == f"standardized inputs of one {part} point: X holds the {part} points"
    assert "minibatch" in listing(Experiment(whiten=True), 0.03).parts[0].lines[0].comment
