"""Shapes as signed distances: how far each pixel is from an edge, negative inside; edges come out smooth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

Point = tuple[float, float]
Distance = np.ndarray


def pixels(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """The x and y of the middle of every pixel, ready to broadcast."""
    return np.arange(width)[None, :] + 0.5, np.arange(height)[:, None] + 0.5


def box(x: np.ndarray, y: np.ndarray, corners: tuple[float, float, float, float], radius: float) -> Distance:
    """The distance to a rectangle (left, top, right, bottom) with rounded corners."""
    left, top, right, bottom = corners
    across = np.abs(x - (left + right) / 2) - (right - left) / 2 + radius
    down = np.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius
    outside = np.hypot(np.maximum(across, 0.0), np.maximum(down, 0.0))
    return outside + np.minimum(np.maximum(across, down), 0.0) - radius


def disc(x: np.ndarray, y: np.ndarray, centre: Point, radius: float) -> Distance:
    """The distance to a filled circle."""
    return np.hypot(x - centre[0], y - centre[1]) - radius


def line(x: np.ndarray, y: np.ndarray, points: Sequence[Point], width: float) -> Distance:
    """The distance to a path through ``points`` with round ends and joints."""
    starts, ends = np.array(points[:-1], dtype=float), np.array(points[1:], dtype=float)
    way = (ends - starts)[:, :, None, None]
    off_x = x[None] - starts[:, 0, None, None]
    off_y = y[None] - starts[:, 1, None, None]
    length = np.maximum((way**2).sum(axis=1), 1e-9)
    share = np.clip((off_x * way[:, 0] + off_y * way[:, 1]) / length, 0.0, 1.0)
    return np.hypot(off_x - share * way[:, 0], off_y - share * way[:, 1]).min(axis=0) - width / 2


def polygon(x: np.ndarray, y: np.ndarray, points: Sequence[Point], rounding: float = 0.0) -> Distance:
    """The distance to a filled polygon whose corners are rounded outwards by ``rounding``."""
    closed = [*points, points[0]]
    edge = line(x, y, closed, 0.0)
    inside = np.zeros(edge.shape, dtype=bool)
    for (x1, y1), (x2, y2) in pairwise(closed):
        if y1 != y2:  # the even-odd rule: how often a ray to the right crosses an edge
            crosses = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
            inside ^= crosses
    return np.where(inside, -edge, edge) - rounding


def arc(centre: Point, radius: float, start: float, stop: float, pieces: int = 24) -> list[Point]:
    """Points along an arc, for ``line``; degrees, clockwise from the right as the screen has it."""
    angles = np.radians(np.linspace(start, stop, pieces + 1))
    return [(centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)) for angle in angles]


def cover(distance: Distance) -> np.ndarray:
    """The share of every pixel that lies inside."""
    return np.clip(0.5 - distance, 0.0, 1.0)
