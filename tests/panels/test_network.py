"""The network's picture: places, folding, edges, formulas with numbers set by hand, the light of the phases."""

from __future__ import annotations

import dataclasses
import io
import itertools
from typing import Any

import numpy as np
import pytest

from gui.panels.drawing import words
from gui.panels.drawing.brush import Brush
from gui.panels.network.edges import MOST, SHARES, UNKNOWN, curves, kinds_of, shares_of, strongest
from gui.panels.network.layout import Scheme, scheme_for
from gui.panels.network.light import LAMPS, STRENGTHS, light_on
from gui.panels.network.panel import NetworkPanel
from gui.panels.network.wiring import Wiring
from gui.panels.network.words import edge_words, formula, layer_words, notes
from gui.theme.palette import DARK, LIGHT
from model import Experiment, Trainer
from model.analysis.unit_maps import NAME
from model.training.observer import Observer
from model.training.passage import PHASES, Pick, dissect
from model.training.snapshot import Snapshot, Status
from tests.training.probes import put

from .synthetic import snapshot
from .test_panels import LARGE, SMALL, drawn, pixels

NETS = [(2, 1), (2, 1, 1), (7, 8, 8, 1), (2, 256, 6), (5, 64, 3, 64, 1), (2, *[8] * 30, 1), (2, *[256] * 30, 6)]
BOXES = [(0.0, 0.0, wide, high) for wide, high in ((280.0, 150.0), (420.0, 260.0), (900.0, 600.0))]
HEAD = 30.0


def taken(trainer: Trainer) -> Snapshot:
    return Observer(trainer, wanted=frozenset((NAME,))).snapshot(Status.PAUSED)


def shown(snapshot: Snapshot, size: tuple[int, int] = (620, 420), **marks: Any) -> NetworkPanel:
    """A panel of ``snapshot``, drawn."""
    panel = drawn("network", "typical", size, **marks)
    panel.show(snapshot)
    panel.figure.canvas.draw()
    return panel


def scheme(sizes: tuple[int, ...], box: tuple[float, ...]) -> Scheme:
    return scheme_for(sizes, box, (20.0, 30.0), HEAD, 1.0)


def spoken(monkeypatch: pytest.MonkeyPatch, panel: NetworkPanel) -> list[tuple[str, float, float, float, float]]:
    """The words that a frame draws, with the box of each: left, bottom, right, top px."""
    found = []
    draw = Brush.text

    def noting(brush: Brush, x: float, y: float, text: str, colour: str, size: float = words.KEY, right=False) -> None:
        if text:
            wide, high = words.width(text, size, 72 * brush.points), size * brush.points
            left = x - wide if right else x
            found.append((text, left, y - high / 2, left + wide, y + high / 2))
        draw(brush, x, y, text, colour, size, right)

    monkeypatch.setattr(Brush, "text", noting)
    panel._kept = None
    panel.frame(panel.figure.canvas.get_renderer())
    return found


# Places


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("sizes", NETS)
def test_units_stand_apart_and_inside_and_everything_is_there_or_counted(sizes, box):
    made = scheme(sizes, box)
    folded = set(range(made.fold.first, made.fold.stop)) if made.fold else set()
    assert [column.layer for column in made.columns] == [n for n in range(len(sizes)) if n not in folded]
    assert {0, len(sizes) - 1} <= {column.layer for column in made.columns}
    for column in made.columns:
        assert column.count == sizes[column.layer]
        assert 1 <= column.shown <= column.count
        assert (column.more is None) == (column.shown == column.count)
        ys, half = column.places[:, 1], column.side / 2
        assert ys.max() + half <= box[3] - HEAD + 1e-6
        assert ys.min() - half >= box[1]
        assert box[0] + 20 - 1e-6 <= column.x - half
        assert column.x + half <= box[2] - 30 + 1e-6
        assert (np.diff(ys) <= -column.side).all()
        assert column.more is None or column.more[1] + half < ys.min()
    for left, right in itertools.pairwise(made.columns):
        assert right.x - right.side / 2 > left.x + left.side / 2 + 10
    for column in made.columns:
        for unit, (x, y) in enumerate(column.places):
            assert made.unit_at(x, y) == (column.layer, unit)


def test_a_network_that_fits_is_whole():
    made = scheme((2, 8, 8, 1), BOXES[1])
    assert made.fold is None
    assert [column.shown for column in made.columns] == [2, 8, 8, 1]


def test_too_little_room_is_no_scheme():
    assert scheme((2, 8, 8, 1), (0.0, 0.0, 60.0, 60.0)) is None


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(
    ("hidden", "said"),
    [((256,) * 30, "more"), ((8,) * 30, "layers"), ((1,), "layer 1"), ((), "output"), ((60, 3), "of 60")],
)
def test_folding_is_said_in_words_that_do_not_touch(monkeypatch, hidden, said, size, palette):
    experiment = Experiment(dataset="blobs", classes=6, hidden=hidden)
    panel = drawn("network", "typical", size, palette)
    panel.show(snapshot(classes=6, layers=len(hidden) + 1, experiment=experiment, run=2, units=None))
    panel.figure.canvas.draw()
    found = spoken(monkeypatch, panel)
    if size == LARGE:
        assert any(said in text for text, *_ in found), found
    box = panel.axes.bbox
    for text, left, bottom, right, top in found:
        inside = left >= box.x0 - 0.5 and right <= box.x1 + 0.5 and bottom >= box.y0 - 1 and top <= box.y1 + 1
        assert inside, text
    for (one, *first), (other, *second) in itertools.combinations(found, 2):
        apart = first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
        assert apart, (one, other)


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_files_with_another_size_of_a_point_have_the_same_picture(monkeypatch, kind):
    panel = shown(taken(Trainer(Experiment())), (560, 400), scale=2)
    found = {}
    draw = Brush.text

    def noting(brush: Brush, x: float, y: float, text: str, *args: Any, **options: Any) -> None:
        box = brush.box
        found[text] = (x - box.x0) / box.width, (y - box.y0) / box.height
        draw(brush, x, y, text, *args, **options)

    monkeypatch.setattr(Brush, "text", noting)
    panel.frame(panel.figure.canvas.get_renderer())
    panel._kept = None
    on_screen = found.copy()
    found.clear()
    panel.figure.savefig(io.BytesIO(), format=kind)
    assert on_screen.keys() == found.keys()
    for text, place in found.items():
        assert place == pytest.approx(on_screen[text], abs=0.02), text


# Edges


def test_kinds_go_by_sign_and_by_share_of_the_largest_in_the_layer():
    weights = np.array([[2.0, -2.0, 1.0], [-0.02, 0.0, np.nan]])
    kinds = kinds_of(shares_of(weights, (2, 3)))
    strong, half = len(SHARES), int((SHARES < 0.5).sum())
    assert kinds.tolist() == [[strong, -strong, half], [0, 0, UNKNOWN]]
    assert kinds_of(shares_of(np.zeros((2, 2)), (2, 2))).tolist() == [[0, 0], [0, 0]]
    part = shares_of(np.array([[1.0, 4.0], [3.0, 2.0]]), (1, 1))
    assert part.tolist() == [[0.25]]  # the largest of all counts, shown or not


def test_only_the_strongest_of_many_edges_are_drawn():
    shares = np.linspace(-1, 1, 2 * MOST + 1)
    drawn_ones = np.sort(np.abs(shares[strongest(shares, MOST)]))
    assert len(drawn_ones) == MOST
    assert drawn_ones[0] >= 0.499
    assert len(strongest(shares[:7], MOST)) == 7


def test_negative_weights_are_dashed(monkeypatch):
    trainer = Trainer(Experiment(hidden=(1,), features=("x1",)))
    put(trainer, [{"W": [[1.0]]}, {"W": [[-1.0]]}])
    lines = []
    monkeypatch.setattr(Brush, "path", lambda brush, path, colour, width, dashed=False: lines.append((colour, dashed)))
    panel = shown(taken(trainer))
    panel.frame(panel.figure.canvas.get_renderer())
    assert (LIGHT.negative, True) in lines
    assert (LIGHT.positive, False) in lines
    assert not {(LIGHT.negative, False), (LIGHT.positive, True)} & set(lines)


@pytest.mark.parametrize("share", [0.15, 0.5, 0.8])
def test_every_edge_is_found_under_its_own_curve(share):
    trainer = Trainer(Experiment(hidden=(3, 4)))
    panel = shown(taken(trainer), (900, 620))
    gap = panel._gaps[1]
    for one, other in np.ndindex(gap.ends.shape[:2]):
        corner = curves(gap.ends[one, other][None])[0]
        weights = [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
        x, y = np.array(weights) @ corner
        alone = [np.abs(np.array(weights) @ curves(e[None])[0] - (x, y)).max() > 8 for e in gap.ends.reshape(-1, 2, 2)]
        if sum(alone) == gap.count - 1:
            assert panel._at(x, y) == (1, one, other)


# Words


def numbered(**changes: Any) -> Wiring:
    """Two inputs, two hidden units, one logit; numbers by hand."""
    trainer = Trainer(Experiment(hidden=(2,), **changes))
    values = [{"W": [[0.5, -2.0], [0.25, 0.125]]}, {"W": [[3.0], [-0.05]], "b": [0.012]}]
    if trainer.network.batch_norm:
        values[0] |= {"gamma": [2.0, 1.0], "beta": [-0.5, 0.0]}
        trainer.network.running[...] = [[0.3, 0.0], [0.25 - 1e-5, 1.0]]
    if "b" in trainer.network.layers[0].parameters:
        values[0]["b"] = [-0.75, 0.1]
    put(trainer, values)
    return Wiring(taken(trainer))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "h1[0] = tanh(0.50 x₁ + 0.25 x₂ − 0.75)"),
        ({"activation": "linear"}, "h1[0] = 0.50 x₁ + 0.25 x₂ − 0.75"),
        ({"activation": "swish"}, "h1[0] = swish(0.50 x₁ + 0.25 x₂ − 0.75)"),
        ({"batch_norm": True}, "h1[0] = tanh(2.00 (s − 0.30) / 0.50 − 0.50) with s = 0.50 x₁ + 0.25 x₂"),
        (
            {"batch_norm": True, "norm_position": "after"},
            "h1[0] = 2.00 (tanh(s) − 0.30) / 0.50 − 0.50 with s = 0.50 x₁ + 0.25 x₂ − 0.75",
        ),
        ({"features": ("x1", "x1 x2")}, "h1[0] = tanh(0.50 x₁ + 0.25 x₁x₂ − 0.75)"),
    ],
)
def test_a_formula_has_the_units_own_numbers(changes, expected):
    assert formula(numbered(**changes), 1, 0) == expected


def test_largest_weights_come_first_and_outputs_say_what_they_are():
    assert formula(numbered(), 1, 1) == "h1[1] = tanh(−2.00 x₁ + 0.12 x₂ + 0.10)"
    assert formula(numbered(), 2, 0) == "p(class 1) = sigmoid(3.00 h1[0] − 0.05 h1[1] + 0.012)"
    regression = numbered(dataset="hills")
    assert formula(regression, 2, 0) == "y = 3.00 h1[0] − 0.05 h1[1] + 0.012"
    three = Wiring(taken(Trainer(Experiment(dataset="blobs", classes=3, hidden=(1,)))))
    assert formula(three, 2, 2).startswith("logit of class 2 = ")
    assert "Softmax" in notes(three, 2, 2)[0]


def test_many_terms_are_counted():
    trainer = Trainer(Experiment(hidden=(9,)))
    put(trainer, [{}, {"W": np.arange(1.0, 10.0)[:, None], "b": [-1.0]}])
    expected = "p(class 1) = sigmoid(9.00 h1[8] + 8.00 h1[7] + 7.00 h1[6] + 6.00 h1[5] + … and 5 more − 1.00)"
    assert formula(Wiring(taken(trainer)), 2, 0) == expected


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"activation": "prelu", "leaky_slope": 0.25}, "PReLU: learned slope 0.25 below 0."),
        ({"activation": "leaky_relu", "leaky_slope": 0.02}, "leaky ReLU: slope 0.02 below 0."),
        ({"dropout": 0.2}, "Dropout: in training 0 with probability 0.2, else times 1.25."),
        ({"batch_norm": True}, "Batch norm: with its running mean and deviation."),
        ({}, "Its inputs are standardized by the training points."),
        ({"whiten": True}, "Its inputs are whitened by the training points."),
    ],
)
def test_what_a_formula_leaves_unsaid_is_noted(changes, said):
    assert said in notes(numbered(**changes), 1, 0)


def test_units_behind_the_first_layer_and_plain_inputs_have_no_note_about_scaling():
    for wiring, layer in ((numbered(), 2), (numbered(standardize=False), 1)):
        assert not any("inputs are" in sentence for sentence in notes(wiring, layer, 0))


def test_every_kind_of_phase_has_its_lamp():
    assert set(LAMPS) == set(PHASES)


def test_edges_and_layers_in_words():
    wiring = numbered()
    slope = wiring.snapshot.gradient[wiring.layer(0).weights].reshape(2, 2)[1, 0]
    said = edge_words(wiring, 0, 1, 0)
    assert said.startswith("x₂ → h1[0]: weight 0.25, dW ")
    assert float(said.split("dW ")[1].split(" ")[0].replace("−", "-")) == pytest.approx(slope, rel=0.01, abs=0.005)
    assert said.endswith("(first minibatch)")
    assert layer_words(wiring, 1) == "hidden layer 1 of 1: 2 units, tanh, 6 parameters"


def test_numbers_that_are_none_are_said():
    trainer = Trainer(Experiment(hidden=(2,)))
    put(trainer, [{"W": [[np.nan, 1.0], [1.0, np.inf]]}, {}])
    wiring = Wiring(taken(trainer))
    assert "not a number x₁" in formula(wiring, 1, 0)
    assert "infinite" in edge_words(wiring, 0, 1, 1)


# Marks, pointer, pin


def test_dead_units_are_marked_by_shape_and_named_in_the_key():
    trainer = Trainer(Experiment(hidden=(4,), activation="relu"))
    trainer.network.layers[0].parameters["b"][...] = [-100.0, 0.0, 100.0, -100.0]
    dead = taken(trainer)
    assert dead.units.marked["dead"][0].tolist() == [True, False, False, True]
    panel = shown(dead)
    assert "dead" in {entry.text for entry in panel.key(dead)}
    assert any("Dead" in sentence for sentence in notes(panel._wiring, 1, 0))
    assert not any("Dead" in sentence for sentence in notes(panel._wiring, 1, 2))
    alive = dataclasses.replace(dead, units=dataclasses.replace(dead.units, marked={"dead": (np.zeros(4, bool),)}))
    column = panel._scheme.column(1)
    before, after = pixels(panel), pixels(shown(alive))
    high = before.shape[0]
    changed = [
        (before != after)[
            round(high - y - column.side / 2) : round(high - y + column.side / 2),
            round(x - column.side / 2) : round(x + column.side / 2),
        ].any()
        for x, y in column.places
    ]
    assert changed == [True, False, False, True]


@pytest.mark.parametrize("size", [SMALL, (460, 360), LARGE])
@pytest.mark.parametrize(
    "situation", ["typical", "dead units", "6 classes", "curve", "surface", "31 layers", "no plane"]
)
def test_a_card_stays_inside_whatever_is_pointed_at(monkeypatch, situation, size):
    panel = drawn("network", situation, size)
    panel.figure.canvas.draw()
    box = panel.axes.bbox
    for column in panel._scheme.columns:
        panel.pointer = tuple(column.places[-1])
        assert panel.describe(*panel.pointer) is None
        for text, left, bottom, right, top in spoken(monkeypatch, panel):
            inside = left >= box.x0 - 1 and right <= box.x1 + 1 and bottom >= box.y0 - 2 and top <= box.y1 + 2
            assert inside, text


def test_a_click_pins_and_a_click_elsewhere_lets_go():
    panel = shown(taken(Trainer(Experiment())), (700, 460))
    unit, plain = panel._scheme.column(1).places[2], pixels(panel)
    assert panel.clicked(*unit).redraw
    assert panel.pinned == (1, 2)
    panel.figure.canvas.draw()
    assert (pixels(panel) != plain).any()
    assert panel.clicked(*panel._scheme.column(2).places[0]).redraw
    assert panel.pinned == (2, 0)
    assert panel.clicked(2, 2).redraw
    assert panel.pinned is None
    assert panel.clicked(2, 2) is None
    edge = panel._gaps[0].ends[0, 0].mean(axis=0)
    assert panel.clicked(*edge).redraw
    assert panel.pinned == (0, 0, 0)
    panel.figure.canvas.draw()
    assert panel.clicked(*edge).redraw
    assert panel.pinned is None


def test_another_network_forgets_what_was_pinned():
    panel = shown(taken(Trainer(Experiment())))
    panel.clicked(*panel._scheme.column(2).places[7])
    panel.show(dataclasses.replace(taken(Trainer(Experiment(hidden=(3,)))), run=2))
    assert panel.pinned is None
    panel.figure.canvas.draw()
    assert [column.count for column in panel._scheme.columns] == [2, 3, 1]


def test_paints_again_only_what_is_different():
    trainer = Trainer(Experiment())
    observer = Observer(trainer, wanted=frozenset((NAME,)))
    trainer.run(5)
    first = observer.snapshot(Status.PAUSED)
    panel = shown(first)
    panel.show(observer.snapshot(Status.PAUSED))
    assert not panel.moved(first)
    trainer.run(1)
    panel.show(observer.snapshot(Status.RUNNING, old_boundary=True))
    assert panel.moved(first)


def test_edges_can_show_the_gradient():
    trainer = Trainer(Experiment())
    trainer.run(5)
    panel = shown(taken(trainer))
    weights = pixels(panel)
    panel.choose("edges", "gradient dW")
    assert {entry.text for entry in panel.key(panel.snapshot)} >= {"dW > 0", "dW < 0"}
    assert (pixels(panel) != weights).any()


# Inside a step


def phases() -> list[tuple[str, int | None, int]]:
    passage = dissect(Trainer(Experiment()))
    return [(phase.kind, phase.layer, number) for number, phase in enumerate(passage.phases)]


@pytest.mark.parametrize(("kind", "layer", "number"), phases())
def test_a_phase_lights_what_it_is_about_and_fades_the_rest(kind, layer, number):
    trainer = Trainer(Experiment(hidden=(8, 8)))
    passage = dissect(trainer)
    made = dataclasses.replace(taken(trainer), passage=passage, phase=number)
    light = light_on(made, 3)
    columns = {
        "batch": {0},
        "forward": {(layer or 0) + 1},
        "loss": {3},
        "backward": {(layer or 0) + 1},
        "update": set(),
    }
    edges = {"batch": set(), "forward": {layer}, "loss": set(), "backward": {layer}, "update": {0, 1, 2}}
    assert light.now == columns[kind]
    assert {n for n, strength in enumerate(light.columns) if strength == 1} == columns[kind]
    assert {n for n, strength in enumerate(light.gaps) if strength == 1} == edges[kind]
    panel, outside = shown(made), shown(dataclasses.replace(made, passage=None, phase=0))
    assert (pixels(panel) != pixels(outside)).any()
    if kind == "backward":
        wiring = panel._wiring
        np.testing.assert_array_equal(wiring.of(light.flat, layer), passage.layers[layer].dW)
        np.testing.assert_allclose(light.deltas[layer + 1], passage.layers[layer].delta.mean(axis=1))
    if kind == "update":
        assert light.replaced == {0, 1, 2}
        np.testing.assert_array_equal(light.flat, passage.update.after - passage.update.before)


def test_what_is_still_to_come_is_weaker_than_what_is_done():
    trainer = Trainer(Experiment(hidden=(8, 8)))
    made = dataclasses.replace(taken(trainer), passage=dissect(trainer), phase=2)
    light = light_on(made, 3)
    assert light.columns == (STRENGTHS["done"], STRENGTHS["done"], 1.0, STRENGTHS["to come"])
    assert light_on(taken(trainer), 3).columns == (1.0,) * 4


@pytest.mark.parametrize("changes", [{}, {"batch_norm": True}, {"dropout": 0.5}])
@pytest.mark.parametrize("point", [None, Pick("validation", 3)])
def test_a_unit_says_the_numbers_of_the_step_as_far_as_it_has_come(point, changes):
    trainer = Trainer(Experiment(hidden=(3, 3), **changes))
    trainer.run(4)
    passage = dissect(trainer, point)
    plain = taken(trainer)

    def said(phase: int, layer: int) -> str:
        wiring = Wiring(dataclasses.replace(plain, passage=passage, phase=phase))
        return next((each for each in notes(wiring, layer, 1) if each.startswith("In this step")), "")

    own = passage.layers[1]
    assert said(1, 2) == ""  # forward through layer 1: layer 2 is still to come
    words = said(2, 2)
    assert ("this point" in words) == (point is not None)
    value = words.split("z ")[1].split(",")[0].rstrip(".").replace("−", "-")
    assert float(value) == pytest.approx(own.z[1].mean(), rel=0.01, abs=0.006)
    assert ("normalized" in words) == ("batch_norm" in changes)
    assert ("handed on" in words) == ("dropout" in changes)
    assert "δ" not in words
    assert "δ" in said(6, 2)
