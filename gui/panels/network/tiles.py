"""The units of a network's picture as pixels: a heat map, a curve or a plain disc for each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.path import Path

from gui.theme.palette import Palette
from model.analysis.unit_maps import UnitMaps
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.colours import LEVELS, class_ramp, packed, signed_tints, two_class_tints, value_tints
from ..scenes.surface import stretch
from ..scenes.value_map import value_span

ROUND = 0.2  # of a side: the radius of a picture's corners
CORNER = 0.5523  # handles of a cubic that is nearly a quarter of a circle, in radii


def scale_of(maps: UnitMaps, layer: int) -> np.ndarray:
    """The value ``(units,)`` from which on the colour is strongest: each input's own largest; in other layers one for
    all units, the largest of an ordinary one."""
    size = np.abs(maps.layers[layer])
    largest = np.where(np.isfinite(size), size, 0.0).reshape(len(size), -1).max(axis=1, initial=0.0)
    if layer and (largest > 0).any():
        largest = np.full(len(size), np.median(largest[largest > 0]))
    return np.where(largest > 0, largest, 1.0)


def shades(snapshot: Snapshot, layer: int, units: int, palette: Palette) -> tuple[np.ndarray, np.ndarray]:
    """For the first ``units`` of a layer, numbers 0 to 255 (as floats, NaN kept) ``(units, ...)``, and the colours
    ``(units, 256)`` that they stand for; outputs as the decision boundary or the fit has them."""
    maps = snapshot.maps
    if layer < len(maps.layers) - 1:
        values = maps.layers[layer][:units]
        scale = scale_of(maps, layer)[:units].reshape(-1, *[1] * (values.ndim - 1))
        return (values / scale + 1) / 2 * (LEVELS - 1), np.tile(signed_tints(palette), (units, 1))
    if snapshot.data.classes == 0:
        low, high = value_span(snapshot)[0].limits
        return (maps.answers - low) / (high - low) * (LEVELS - 1), value_tints(palette)[None]
    if snapshot.data.classes == 2:
        return maps.answers[1:] * (LEVELS - 1), two_class_tints(palette)[None]
    ramps = np.stack([class_ramp(palette, label) for label in range(units)])
    return maps.answers[:units] * (LEVELS - 1), ramps


def pictures(snapshot: Snapshot, layer: int, units: int, palette: Palette, size: tuple[int, int]) -> np.ndarray:
    """The first ``units`` of a layer as pixels ``(units, rows, columns)`` uint32, top row first; grey is no number.

    Without a plane each is one colour: that of its mean.
    """
    rows, columns = size
    shade, ramps = shades(snapshot, layer, units, palette)
    if not snapshot.maps.over_plane:
        shade = shade.reshape(len(shade), -1).mean(axis=1)[:, None, None]
        shade = np.broadcast_to(shade, (len(shade), rows, columns))
    else:
        shade = stretch(shade.shape[1], rows, 1.0, True) @ shade @ stretch(shade.shape[2], columns).T
    return coloured(shade, ramps, palette)


def coloured(shade: np.ndarray, ramps: np.ndarray, palette: Palette) -> np.ndarray:
    """Colours of numbers ``(units, ...)`` from 0 to 255, along each unit's own ramp ``(units, 256)``."""
    good = np.isfinite(shade)
    index = np.clip(np.where(good, shade, 0.0), 0, LEVELS - 1).astype(np.intp)
    index += LEVELS * np.arange(len(shade)).reshape(-1, *[1] * (shade.ndim - 1))
    picture = np.ascontiguousarray(ramps).ravel().take(index)
    return picture if good.all() else np.where(good, picture, neutral(palette))


def neutral(palette: Palette) -> np.uint32:
    """Grey, for what is not a number."""
    colour = palette.surface_neutral
    return packed(np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]))[()]


def faded(picture: np.ndarray, palette: Palette, share: float) -> np.ndarray:
    """``picture`` (uint32) with so much of its colours; the rest is the card."""
    if share >= 1:
        return picture
    card = np.array([int(palette.card[at : at + 2], 16) for at in (1, 3, 5)], np.float32)
    rgba = np.ascontiguousarray(picture).view(np.uint8).reshape(*picture.shape, 4).copy()
    rgba[..., :3] = np.rint(share * rgba[..., :3] + (1 - share) * card)
    return rgba.view(np.uint32)[..., 0]


@lru_cache(maxsize=16)
def rounded(rows: int, columns: int, radius: float) -> np.ndarray:
    """True ``(rows, columns)`` inside a rectangle with round corners of ``radius`` px."""
    y, x = (np.abs(np.arange(n) + 0.5 - n / 2) for n in (rows, columns))
    out_y, out_x = (np.maximum(part - (n / 2 - radius), 0) for part, n in ((y, rows), (x, columns)))
    return np.hypot(out_y[:, None], out_x[None]) <= radius + 0.2


def frames(corners: np.ndarray, wide: float, high: float, radius: float) -> Path:
    """Rectangles with round corners as one path; ``corners (n, 2)`` are their lower left ones, px."""
    r, c = radius, (1 - CORNER) * radius
    x = np.array([r, wide - r, wide - c, wide, wide, wide, wide, wide - c, wide - r, r, c, 0, 0, 0, 0, c, r])
    y = np.array([0, 0, 0, c, r, high - r, high - c, high, high, high, high, high - c, high - r, r, c, 0, 0])
    codes = [Path.MOVETO, Path.LINETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.LINETO,
             *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]  # fmt: skip
    outline = np.column_stack((x, y))
    return Path((corners[:, None] + outline).reshape(-1, 2), np.tile(codes, len(corners)))


def lay(brush: Brush, picture: np.ndarray, corners: np.ndarray, radius: float) -> None:
    """Pictures ``(n, rows, columns)`` of pixels with round corners, their lower left ones at ``corners`` px."""
    brush.stamps(picture, corners, rounded(*picture.shape[1:], radius))


def scaled_curves(snapshot: Snapshot, layer: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """Curves over one input as ``(units, places)``, 0 to 1 from the foot to the head of a picture, and where 0 is."""
    maps = snapshot.maps
    values = np.asarray(maps.layers[layer][:units], float)
    if layer == len(maps.layers) - 1:
        values = np.asarray(maps.answers[1:] if snapshot.data.classes == 2 else maps.answers, float)[:units]
    good = np.where(np.isfinite(values), values, 0.0)
    low, high = (np.minimum(good.min(), 0.0), np.maximum(good.max(), 0.0))
    if layer == 0:
        low, high = (edge[:, None] for edge in (np.minimum(good.min(axis=1), 0.0), np.maximum(good.max(axis=1), 0.0)))
    span = np.where(high > low, high - low, 1.0)
    return (values - low) / span, np.broadcast_to(-low / span, (len(values), 1))
