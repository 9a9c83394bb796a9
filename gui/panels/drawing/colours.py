"""Colours computed from a palette: mixtures, layers, and the tints of the probability map."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex, to_rgb

from gui.theme.palette import Palette

STRENGTH = 0.6  # how much of its class colour a certain answer has; the rest is the card
SIGNED = 0.85  # the same of the largest value of a unit
LEVELS = 256


def mix(first: str, second: str, share: float) -> str:
    """``share`` of ``first`` on top of ``second``."""
    return to_hex(share * np.array(to_rgb(first)) + (1 - share) * np.array(to_rgb(second)))


@lru_cache(maxsize=64)
def layer_colours(palette: Palette, layers: int) -> list[str]:
    """One colour for each weight layer, from the first to the output, evenly along the palette's colour map."""
    low, high = palette.layer_span
    shares = np.linspace(low, high, layers) if layers > 1 else np.array([(low + high) / 2])
    return [to_hex(colour) for colour in colormaps[palette.layers](shares)]


@lru_cache(maxsize=4)
def two_class_tints(palette: Palette) -> np.ndarray:
    """``(256,)`` uint32, RGBA in memory: the tint of class 1's probability 0/255 to 255/255, neutral in the middle."""
    share = np.linspace(0, 1, LEVELS)
    tints = class_tints(np.column_stack((1 - share, share)), palette)
    rgba = np.full((LEVELS, 4), 255, np.uint8)
    rgba[:, :3] = np.rint(255 * tints)
    return np.ascontiguousarray(rgba).view(np.uint32)[:, 0]


def value_colours(shares: np.ndarray, palette: Palette) -> list[str]:
    """One colour "#rrggbb" for each of ``shares (n,)``, 0 to 1, along the sequential map of values."""
    low, high = palette.layer_span[0] / 2, (1 + palette.layer_span[1]) / 2  # no colour fades into the card
    return [to_hex(colour) for colour in colormaps[palette.layers](low + (high - low) * np.clip(shares, 0, 1))]


@lru_cache(maxsize=4)
def value_tints(palette: Palette) -> np.ndarray:
    """``(256,)`` uint32, RGBA in memory: the map of values, as strong as the tints of sure classes."""
    colours = np.array([to_rgb(colour) for colour in value_colours(np.linspace(0, 1, LEVELS), palette)])
    rgba = np.full((LEVELS, 4), 255, np.uint8)
    rgba[:, :3] = np.rint(255 * (STRENGTH * colours + (1 - STRENGTH) * np.array(to_rgb(palette.card))))
    return np.ascontiguousarray(rgba).view(np.uint32)[:, 0]


def class_tints(probabilities: np.ndarray, palette: Palette) -> np.ndarray:
    """RGB ``(n, 3)``, 0 to 1, of probabilities ``(n, classes)``: mixed class colours, the stronger the surer.

    Rows that are not finite get the palette's neutral grey.
    """
    classes = probabilities.shape[1]
    card = np.array(to_rgb(palette.card), dtype=np.float32)
    colours = np.array([to_rgb(colour) for colour in palette.classes[:classes]], dtype=np.float32)
    sure = (probabilities.max(axis=1, keepdims=True) * classes - 1) / (classes - 1)
    tints = card + STRENGTH * sure * (probabilities @ (colours - card))
    bad = ~np.isfinite(tints).all(axis=1)
    if bad.any():
        tints[bad] = to_rgb(palette.surface_neutral)
    return tints


@lru_cache(maxsize=4)
def signed_tints(palette: Palette) -> np.ndarray:
    """``(256,)`` uint32, RGBA in memory: from the largest negative value over 0, which is the card, to the largest."""
    card = np.array(to_rgb(palette.card))
    share = np.linspace(-1, 1, LEVELS)[:, None]
    ends = np.where(share < 0, np.array(to_rgb(palette.negative)), np.array(to_rgb(palette.positive)))
    return packed(card + SIGNED * np.abs(share) * (ends - card))


@lru_cache(maxsize=16)
def class_ramp(palette: Palette, label: int) -> np.ndarray:
    """``(256,)`` uint32, RGBA in memory: probability 0 (the card) to 1 of one class among several."""
    card, colour = np.array(to_rgb(palette.card)), np.array(to_rgb(palette.classes[label]))
    return packed(card + SIGNED * np.linspace(0, 1, LEVELS)[:, None] * (colour - card))


def packed(colours: np.ndarray) -> np.ndarray:
    """RGB ``(..., 3)``, 0 to 1, as uint32 ``(...)`` with RGBA in memory, opaque."""
    rgba = np.full((*colours.shape[:-1], 4), 255, np.uint8)
    rgba[..., :3] = np.rint(255 * colours)
    return rgba.view(np.uint32)[..., 0]
