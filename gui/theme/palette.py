"""The palettes: every colour of the window and of the plots, in a light and a dark set.

Text stands at 4.5:1 or more on every ground it may stand on, marks and edges of controls at 3:1; a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.table import Table


@dataclass(frozen=True)
class Palette:
    """One set of colours, all "#rrggbb".

    ``classes`` goes by class number; 0 is also the negative and 1 the positive sign of weights and values.
    ``layers`` names the colour map from the first layer to the last, used between the shares ``layer_span``.
    """

    name: str
    label: str
    background: str  # the window, between the cards
    card: str  # a panel's ground
    border: str  # a card's thin edge and separators: decoration
    field: str  # what one writes into
    edge: str  # the edge of a control: 3:1
    hover: str  # under the pointer
    pressed: str
    text: str
    muted: str  # labels of groups, units, hints: 4.5:1
    disabled: str  # what cannot be used now
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str  # stands on accent
    track: str  # the empty part of a slider or a progress bar
    bubble: str  # a tooltip's ground
    bubble_text: str
    error: str
    warning: str
    grid: str  # lines behind a plot
    surface_neutral: str  # no value: "not a number", with the words
    classes: tuple[str, ...]
    train: str  # solid lines
    validation: str  # dashed lines
    forward: str  # what flows through the layers to the output
    backward: str  # and what flows back
    layers: str = "viridis"
    layer_span: tuple[float, float] = (0.0, 1.0)
    class_words: tuple[str, ...] = ()  # the names of the colours in ``classes``

    @property
    def negative(self) -> str:
        """The colour of values below zero."""
        return self.classes[0]

    @property
    def positive(self) -> str:
        """The colour of values above zero."""
        return self.classes[1]


LIGHT = Palette(
    name="light",
    label="light",
    background="#f3f4f6",
    card="#ffffff",
    border="#d3d7dd",
    field="#ffffff",
    edge="#868d97",
    hover="#e5e8ec",
    pressed="#d6dae0",
    text="#1f2328",
    muted="#5b6472",
    disabled="#9aa0a8",
    accent="#0b5bc4",
    accent_hover="#0a50ad",
    accent_pressed="#084495",
    accent_text="#ffffff",
    track="#d5dbe4",
    bubble="#2b3038",
    bubble_text="#f2f4f7",
    error="#b3261e",
    warning="#8a5a00",
    grid="#e3e6ea",
    surface_neutral="#c9ccd1",
    classes=("#d55e00", "#0072b2", "#008a64", "#b5559c", "#7a5c00", "#8a2846"),
    train="#5d3a9b",
    validation="#008570",
    forward="#806500",
    backward="#b0307f",
    layer_span=(0.0, 0.72),
    class_words=("orange", "blue", "green", "pink", "brown", "wine red"),
)

DARK = Palette(
    name="dark",
    label="dark",
    background="#1b1d22",
    card="#24272e",
    border="#3a3f49",
    field="#1d2026",
    edge="#7b8390",
    hover="#30343d",
    pressed="#3a3f4a",
    text="#e8eaed",
    muted="#a0a8b4",
    disabled="#686f7b",
    accent="#5aa2ff",
    accent_hover="#76b2ff",
    accent_pressed="#8fc0ff",
    accent_text="#10151d",
    track="#3d434e",
    bubble="#e6e9ee",
    bubble_text="#1f2328",
    error="#ff8a80",
    warning="#e6b450",
    grid="#343943",
    surface_neutral="#5a606a",
    classes=("#e69f00", "#56b4e9", "#2fbf8f", "#d98bb8", "#f0e442", "#ff8577"),
    train="#b9a7f0",
    validation="#2fc4a0",
    forward="#e3c65b",
    backward="#ee8fc7",
    layer_span=(0.28, 1.0),
    class_words=("orange", "blue", "green", "pink", "yellow", "salmon"),
)

PALETTES = Table("palette", LIGHT, DARK)
