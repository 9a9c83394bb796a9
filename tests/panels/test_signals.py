"""What the panels of signals say and choose, and the small picture of an activation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gui.panels import PANELS, places
from gui.panels.activation import EDGES, draw_activation
from gui.panels.drawing.brush import Brush
from gui.panels.drawing.span import Log
from gui.panels.panel import Panel
from gui.panels.quantities import QUANTITIES
from gui.theme.palette import DARK, LIGHT
from gui.view import draw_view
from model import ACTIVATIONS, Experiment
from model.analysis.units import Units

from .synthetic import snapshot
from .test_panels import drawn, pixels

CHOICES = [
    (name, choice, label)
    for name, record in PANELS.items()
    for choice, labels in record.panel.choices.items()
    for label in labels
]


def said(monkeypatch: pytest.MonkeyPatch, panel: Panel) -> list[tuple[str, float]]:
    """The words that a frame draws, and where they begin (px)."""
    found: list[tuple[str, float]] = []
    draw = Brush.text

    def noting(brush: Brush, x: float, y: float, text: str, *args, **options) -> None:
        found.append((text, x))
        draw(brush, x, y, text, *args, **options)

    monkeypatch.setattr(Brush, "text", noting)
    panel.figure.canvas.draw()
    panel.frame(panel.figure.canvas.get_renderer())
    return found


def test_units_are_counted_above_their_layers(monkeypatch):
    panel = drawn("gradients", "dead units", (700, 360))
    words = said(monkeypatch, panel)
    assert [text for text, _ in words] == ["3 dead", "all dead", "2 identical", "all identical"]
    box = panel.axes.bbox
    for (text, x), layer in zip(words, (1, 2, 2, 3), strict=True):
        assert panel.at(x + 8, box.y0 + 5)[0] == layer, text


@pytest.mark.parametrize(("width", "last"), [(900, "all dead"), (520, "dead"), (260, "78 dead: layers 1–4, 6–12")])
def test_many_layers_say_numbers_or_one_sum(monkeypatch, width, last):
    dead = np.array([1, 2, 3, 4, 0, 6, 7, 8, 9, 10, 11, 17])
    units = Units(5, (17,) * 12, dead, None, np.zeros(12, int))
    panel = drawn("gradients", "31 layers", (width, 300))
    panel.show(snapshot(layers=13, units=units, experiment=Experiment(depth=12, width=17, activation="relu"), run=2))
    words = [text for text, _ in said(monkeypatch, panel)]
    assert words[-1] == last
    if last == "dead":
        assert words[:-1] == ["1", "2", "3", "4", "6", "7", "8", "9", "10", "11", "17"]


def test_room_for_counts_is_made_when_there_are_any_and_kept_within_a_run():
    panel = drawn("gradients", "typical")
    none, one = (Units(1, (8, 8), np.array([0, n]), None, np.zeros(2, int)) for n in (0, 1))
    panel.show(snapshot(units=none, run=5))
    assert isinstance(panel.y, Log)
    assert panel.y.head == 0
    assert panel.show(snapshot(units=one, run=5))
    room = panel.y.head
    assert room > 0
    assert not panel.show(snapshot(units=none, run=5))
    assert panel.y.head == room


def test_the_axis_has_sixteen_decades_and_holds_a_collapse():
    panel = drawn("gradients", "typical")
    assert panel.y.high - panel.y.low >= 16
    signals = replace(snapshot().signals, activation_std=np.array([1e-2, 1e-12, 1e-40]))
    panel.show(snapshot(signals=signals))
    assert panel.y.low <= -40


def test_the_pointer_reads_all_signals_of_a_layer():
    panel = drawn("gradients", "dead units", (500, 300))
    box = panel.axes.bbox
    words = panel.describe(box.x0 + 0.35 * box.width, box.y0 + 20)
    assert words.startswith("layer 2: ")
    assert all(quantity.label in words for quantity in QUANTITIES.values())
    assert "of 16 units 16 dead and 2 identical" in words
    assert "units" not in panel.describe(box.x1 - 5, box.y0 + 20)


def test_there_is_a_choice_to_test():
    assert len([label for name, _, label in CHOICES if name == "gradient_history"]) == len(QUANTITIES)


@pytest.mark.parametrize(("name", "choice", "label"), CHOICES)
def test_every_choice_draws_its_own_picture(name, choice, label):
    first, panel = drawn(name, "typical"), drawn(name, "typical")
    panel.choose(choice, label)
    assert panel.chosen == {choice: label}
    said = panel.axes.get_ylabel().replace("dL/dW", "dW").replace("activations", "activation")
    said += "".join(entry.text for entry in panel.key(panel.snapshot)) if panel.bare else ""
    assert label.split()[-1 if panel.bare else 0] in said
    same = label == panel.choices[choice][0]
    assert bool((pixels(panel) == pixels(first)).all()) is same
    box = panel.axes.bbox
    assert panel.bare or label in panel.describe(box.x0 + 0.3 * box.width, box.y0 + 20)
    saved = draw_view(snapshot(), LIGHT, panels=places([name]), chosen={name: {choice: label}})
    assert panel.axes.get_ylabel()[:5] in {axes.get_ylabel()[:5] for axes in saved.axes}


def test_what_cannot_be_chosen_is_refused():
    with pytest.raises(ValueError, match="dW RMS"):
        drawn("gradient_history", "typical").choose("quantity", "loss")


def test_flat_stretches_of_the_activation_are_grey():
    """tanh is flat beyond 2.18 (1 - tanh^2 = 0.05), ReLU below 0, linear nowhere."""
    for activation, expected in (("tanh", [(-4, -2.18), (2.18, 4)]), ("relu", [(-4, 0)]), ("linear", [])):
        stretches = PANELS["preactivations"].panel._flat_stretches(Experiment(activation=activation), -4.0, 4.0)
        np.testing.assert_allclose(np.reshape(stretches, (-1, 2)), np.reshape(expected, (-1, 2)), atol=0.03)


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_small_picture_follows_activation_and_sums(activation, palette, scale):
    size, other = (270 * scale, 62 * scale), "sigmoid" if activation != "sigmoid" else "tanh"
    shares = np.zeros(len(EDGES) - 1)
    shares[:10] = 0.1

    def draw(name: str, sums: np.ndarray | None = None) -> np.ndarray:
        return draw_activation(size, 96 * scale, palette, ACTIVATIONS[name], 0.2, sums).astype(int)

    alone, live = draw(activation), draw(activation, shares)
    assert alone.shape == (size[1], size[0], 3)
    assert (alone != draw(other)).any()
    changed = (alone != live).any(axis=2)
    middle = int(0.35 * size[0])
    assert changed[:, :middle].sum() > 60 * scale**2  # the bars at the left
    assert not changed[:, middle : int(0.6 * size[0])].any()
    edge = np.concatenate((alone[0], alone[:, -1]))  # nothing is cut off above or at the right
    assert (edge == edge[-1]).all(axis=1).mean() > 0.97
