"""The units in a network's picture: their maps, curves or discs, with frames and marks."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path

from model.training.snapshot import Snapshot

from ..drawing.colours import LEVELS, signed_tints
from ..scenes.markers import SHAPES
from .layout import Column
from .light import about_points, passing
from .sheet import Sheet
from .tiles import ROUND, coloured, faded, frames, lay, pictures, scaled_curves

BADGE = 6.5  # points: the mark of a dead or saturated unit
BADGES = {"dead": ("X", "error"), "saturated": ("D", "warning")}  # shape, and colour by its name in the palette
DIM = 0.35  # how much of its colours a dead unit keeps
DOTS = 64  # points of a minibatch that are marked, at most
MOVETO, LINETO = Path.MOVETO, Path.LINETO


def draw_units(sheet: Sheet, column: Column) -> None:
    """One layer's pictures."""
    brush, palette, side = sheet.brush, sheet.palette, round(column.side)
    strength = sheet.light.columns[column.layer]
    corners, radius = np.rint(column.places - side / 2), _radius(sheet, column) * side
    marks = marks_of(sheet.snapshot, column, len(sheet.wiring.sizes))
    if _delta(sheet, column) is not None:
        _fill(sheet, column, corners, radius)
    elif sheet.snapshot.maps is None or sheet.snapshot.maps.over_line:
        _curves(sheet, column, corners, radius)
    else:
        _maps(sheet, column, corners, radius, marks.get("dead"))
    now = column.layer in sheet.light.now
    edge = palette.accent if now else sheet.dimmed(palette.edge, strength)
    brush.path(frames(corners, side, side, radius), edge, 1.8 if now else 1.0)
    _dots(sheet, column, corners)
    for word, marked in marks.items():
        _badges(sheet, column, marked, *BADGES[word])


def marks_of(snapshot: Snapshot, column: Column, layers: int) -> dict[str, np.ndarray]:
    """Which of the shown units of a hidden layer are dead or saturated, by the word for it."""
    units, hidden = snapshot.units, 0 < column.layer < layers - 1
    if units is None or not hidden:
        return {}
    marks = {word: marked[column.layer - 1][: column.shown] for word, marked in units.marked.items()}
    if snapshot.passage is not None and "dead" in marks:  # batch norm may wake with a minibatch's own statistics
        given = snapshot.passage.layers[column.layer - 1].a[: column.shown]
        marks["dead"] = marks["dead"] & ~(given != 0).any(axis=1)
    return marks


def _radius(sheet: Sheet, column: Column) -> float:
    """Of the corners, in sides: units with one number each, not a map, are discs."""
    maps = sheet.snapshot.maps
    single = maps is not None and maps.x_range is None
    return 0.5 if single or _delta(sheet, column) is not None else ROUND


def _delta(sheet: Sheet, column: Column) -> np.ndarray | None:
    """Mean dL/dz of the layer's units, where they take the place of maps."""
    return (sheet.light.deltas or {}).get(column.layer)


def _maps(sheet: Sheet, column: Column, corners: np.ndarray, radius: float, dead: np.ndarray | None) -> None:
    brush, palette = sheet.brush, sheet.palette
    times = brush.renderer.get_image_magnification()
    size = (round(round(column.side) * times),) * 2
    picture = pictures(sheet.snapshot, column.layer, column.shown, palette, size)
    picture = faded(picture, palette, sheet.light.columns[column.layer])
    if dead is not None and dead.any():
        picture = np.where(dead[:, None, None], faded(picture, palette, DIM), picture)
    lay(brush, picture, corners, radius * times)


def _fill(sheet: Sheet, column: Column, corners: np.ndarray, radius: float) -> None:
    """One colour for each unit: its delta, the strongest that of the largest in the layer."""
    brush, delta = sheet.brush, _delta(sheet, column)
    largest = np.abs(delta[np.isfinite(delta)]).max(initial=0.0)
    shade = (delta[: column.shown] / (largest or 1.0) + 1) / 2 * (LEVELS - 1)
    size = (round(round(column.side) * brush.renderer.get_image_magnification()),) * 2
    ramps = np.tile(signed_tints(sheet.palette), (column.shown, 1))
    colours = coloured(shade[:, None, None], ramps, sheet.palette)
    picture = faded(np.broadcast_to(colours, (column.shown, *size)), sheet.palette, sheet.light.columns[column.layer])
    lay(brush, picture, corners, radius * brush.renderer.get_image_magnification())


def _curves(sheet: Sheet, column: Column, corners: np.ndarray, radius: float) -> None:
    """Curves over the one input on plain ground; the ground alone where there are no maps."""
    brush, palette, side = sheet.brush, sheet.palette, round(column.side)
    brush.shape(frames(corners, side, side, radius), palette.card)
    if sheet.snapshot.maps is None:
        return
    strength = sheet.light.columns[column.layer]
    values, zero = scaled_curves(sheet.snapshot, column.layer, column.shown)
    x = corners[:, :1] + side * (0.08 + 0.84 * (np.arange(values.shape[1]) + 0.5) / values.shape[1])
    low, high = corners[:, 1:] + 0.14 * side, 0.72 * side
    axis = np.stack((x[:, [0, -1]], np.repeat(low + high * zero, 2, axis=1)), axis=2)
    brush.path(Path(axis.reshape(-1, 2), np.tile([MOVETO, LINETO], len(axis))), palette.grid, 0.8)
    codes = np.full(values.shape, LINETO)
    codes[:, 0] = MOVETO
    line = np.stack((x, low + high * values), axis=2).reshape(-1, 2)
    brush.path(Path(line, codes.ravel()), sheet.dimmed(palette.train, strength), 1.4)


def _dots(sheet: Sheet, column: Column, corners: np.ndarray) -> None:
    """Inside a step, where the points of the minibatch (or the one that is followed) lie on the maps it is about."""
    maps, data = sheet.snapshot.maps, sheet.snapshot.data
    lit = column.layer in sheet.light.now and about_points(sheet.snapshot)
    if maps is None or not maps.over_plane or not lit:
        return
    points, targets = passing(sheet.snapshot)
    points, targets = points[:DOTS], targets[:DOTS]
    low, high = np.array([maps.x_range, maps.y_range]).T
    shares = (points - low) / (high - low)
    labels = targets.astype(int) if data.classes else np.zeros(len(targets), int)
    size = max(2.0, 0.09 * column.side / sheet.brush.points) * (1.5 if len(points) == 1 else 1.0)
    for label in np.unique(labels):
        own = (corners[:, None] + round(column.side) * shares[None, labels == label]).reshape(-1, 2)
        face = sheet.palette.classes[label] if data.classes else sheet.palette.muted
        sheet.brush.spots(own, sheet.palette.text, face, size, SHAPES[label])


def _badges(sheet: Sheet, column: Column, marked: np.ndarray, shape: str, colour: str) -> None:
    """A mark in the upper right corner of each unit that is ``marked``."""
    places, palette = column.places[marked] + 0.36 * column.side, sheet.palette
    size = min(BADGE, 0.4 * column.side / sheet.brush.points)
    for x, y in places:
        sheet.brush.marker(x, y, palette.card, palette.card, size + 3.0, "o")
        sheet.brush.marker(x, y, palette.card, getattr(palette, colour), size, shape)
