"""The quantities of a layer that panels draw: forward, backward, and what both make of the weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gui.theme.palette import Palette
from model.analysis.signals import Signals
from model.table import Table
from model.training.history import Curve, Curves


@dataclass(frozen=True)
class Quantity:
    """``now(signals)`` is ``(layers,)``, ``over(curves)`` the same over the steps; ``brief`` is the label for a key.

    ``y_words`` label an axis, the longest first; ``marker`` tells it from the others where colours do not, as does
    ``aside``: -1 or 1 where its marks stand beside the middle of a layer's room.
    """

    name: str
    label: str
    brief: str
    y_words: tuple[str, ...]
    marker: str
    aside: int
    in_loss: bool  # counted in the unit of the loss
    now: Callable[[Signals], np.ndarray]
    over: Callable[[Curves], Curve]
    colour: Callable[[Palette], str]


QUANTITIES = Table(
    "quantity",
    Quantity(
        "activation_std",
        "activation std",
        "activation",
        ("standard deviation of activations", "activation std", "std"),
        "o",
        -1,
        False,
        lambda signals: signals.activation_std,
        lambda curves: curves.activation_std,
        lambda palette: palette.forward,
    ),
    Quantity(
        "delta_rms",
        "delta RMS",
        "delta",
        ("delta: RMS of dL/dz", "delta RMS", "RMS"),
        "s",
        1,
        True,
        lambda signals: signals.delta_rms,
        lambda curves: curves.delta_rms,
        lambda palette: palette.backward,
    ),
    Quantity(
        "weight_gradient_rms",
        "dW RMS",
        "dW",
        ("gradient RMS of dL/dW", "gradient RMS", "RMS"),
        "D",
        0,
        True,
        lambda signals: signals.weight_gradient_rms,
        lambda curves: curves.gradient_rms,
        lambda palette: palette.muted,
    ),
)


def labelled(label: str) -> Quantity:
    """The quantity that is called so on screen."""
    return next(quantity for quantity in QUANTITIES.values() if quantity.label == label)
