"""Directions through the space of parameters, along which a loss surface is drawn: a table of ways to choose them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..nn.network import Network
from ..seeds import Purpose, generator
from ..table import Table
from .unable import Unable

MARGIN = 0.3  # of the path's extent on each side
LEAST_MOVE = 1e-9  # a shorter way of the parameters is none


@dataclass(frozen=True)
class Course:
    """What a choice of directions may read: the network, its parameters ``here``, the ``path (rows, parameters)`` of
    its run so far (the beginning first, ``here`` last), and which two ``chosen`` parameters a person picked."""

    network: Network
    here: np.ndarray
    path: np.ndarray
    seed: int
    chosen: tuple[int, int]


@dataclass(frozen=True)
class Axes:
    """Two directions ``d (2, parameters)`` from ``origin``; a place is origin + a d[0] + b d[1].

    ``spans`` are the ends of a and b to draw, ``words`` what they mean.
    """

    origin: np.ndarray
    d: np.ndarray
    spans: tuple[tuple[float, float], tuple[float, float]]
    words: tuple[str, str]
    note: str = ""

    def coordinates(self, parameters: np.ndarray) -> np.ndarray:
        """(a, b) of the places nearest to ``parameters (n, parameters)``, in the plane: ``(n, 2)``."""
        return (parameters - self.origin) @ np.linalg.pinv(self.d)

    def place(self, a: float, b: float) -> np.ndarray:
        """The parameters at (a, b)."""
        return self.origin + a * self.d[0] + b * self.d[1]


@dataclass(frozen=True)
class Directions:
    """``axes(course)`` chooses them; it raises Unable, with words, where the run gives nothing to choose by."""

    name: str
    label: str
    axes: Callable[[Course], Axes]
    help: str = ""


def from_start(course: Course) -> Axes:
    """From the initial weights (0) to the present ones (1) (Goodfellow, Vinyals & Saxe 2015); across it at random."""
    way = course.here - course.path[0]
    if np.linalg.norm(way) < LEAST_MOVE:
        raise Unable("The weights have not moved yet.")
    across = filter_normalized(course, 1)[0]
    across -= way * (across @ way) / (way @ way)
    words = "from initial (0) to present weights (1)", "a random direction across"
    return Axes(course.path[0], np.stack((way, across)), ((-0.5, 1.6), (-1.0, 1.0)), words)


def at_random(course: Course) -> Axes:
    """Two random directions, scaled unit by unit to the network's own weights."""
    words = "random direction 1 (× the units' own size)", "random direction 2 (× the units' own size)"
    return Axes(course.here, filter_normalized(course, 2), ((-1.0, 1.0), (-1.0, 1.0)), words)


def along_path(course: Course) -> Axes:
    """The two directions in which the run has moved most: principal components of its path around the present place."""
    ways = course.path - course.here
    _, sizes, directions = np.linalg.svd(ways, full_matrices=False)
    if len(sizes) < 2 or sizes[1] < LEAST_MOVE:
        raise Unable("The run has no path yet.")
    d = directions[:2] * np.where(directions[:2] @ -ways[0] < 0, -1.0, 1.0)[:, None]  # the run comes from the left
    share = float((sizes[:2] ** 2).sum() / (sizes**2).sum())
    spans = tuple(_around(coordinates) for coordinates in (ways @ d.T).T)
    words = "path's first principal direction", "path's second principal direction"
    return Axes(course.here, d, spans, words, f"These two hold {share:.1%} of the path.")  # type: ignore[arg-type]


def two_parameters(course: Course) -> Axes:
    """Two single parameters, in their own values."""
    count = course.here.size
    pair = [min(max(0, number), count - 1) for number in course.chosen]
    if count > 1 and pair[0] == pair[1]:
        pair[1] = (pair[0] + 1) % count
    d = np.zeros((2, count))
    d[(0, 1), pair] = 1.0
    origin = np.where(d.any(axis=0), 0.0, course.here)
    spans = tuple(_around(np.append(course.path[:, number], course.here[number]), 2.0) for number in pair)
    names = parameter_names(course.network)
    return Axes(origin, d, spans, (names[pair[0]], names[pair[1]]))  # type: ignore[arg-type]


def filter_normalized(course: Course, count: int) -> np.ndarray:
    """``(count, parameters)`` normal numbers; those of each unit scaled to the length of its own parameters.

    So that a network whose weights are large and one whose weights are small are looked at equally closely (Li, Xu,
    Taylor, Studer & Goldstein 2018, section 4). A unit's incoming weights are a filter; biases and the like are scaled
    one array at a time.
    """
    rng = generator(course.seed, Purpose.DIRECTIONS)
    drawn = rng.standard_normal((count, course.here.size))
    for layer in course.network.layers:
        stop = layer.start
        for name, values in layer.parameters.items():
            start, stop = stop, stop + values.size
            own = course.here[start:stop].reshape(values.shape)
            each = drawn[:, start:stop].reshape(count, *values.shape)
            axis = -2 if name == "W" else -1
            each *= np.linalg.norm(own, axis=axis, keepdims=True) / np.linalg.norm(each, axis=axis, keepdims=True)
    if not drawn.any():
        raise Unable("All weights are exactly 0: a direction scaled to them has no length.")
    return drawn


def parameter_names(network: Network) -> list[str]:
    """What each parameter is called: "layer 1: w x2→h3", "out: b 1"."""
    names = []
    for number, layer in enumerate(network.layers, start=1):
        where = "out" if number == len(network.layers) else f"layer {number}"
        for name, values in layer.parameters.items():
            for place in np.ndindex(*values.shape):
                units = "→".join(str(unit + 1) for unit in place)
                names.append(f"{where}: {'w' if name == 'W' else name} {units}".rstrip())
    return names


def _around(values: np.ndarray, least: float = 0.0) -> tuple[float, float]:
    """A span around ``values``, with a margin, and at least ``least`` to both sides of the last one."""
    low, high = float(values.min()), float(values.max())
    room = MARGIN * (high - low) or 1.0
    return min(low - room, float(values[-1]) - least), max(high + room, float(values[-1]) + least)


DIRECTIONS = Table(
    "pair of directions",
    Directions("path", "along the run's path", along_path, "The two directions in which the weights have moved most."),
    Directions(
        "start",
        "from the initial weights",
        from_start,
        "The straight way from the initial weights to the present ones.",
    ),
    Directions(
        "random", "random", at_random, "Two random directions around the present weights, as large as each unit's own."
    ),
    Directions("parameters", "two parameters", two_parameters, "Two single weights or biases; all others stay."),
)
