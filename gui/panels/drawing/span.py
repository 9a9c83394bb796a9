"""Spans: what an axis covers, with limits that seldom change and ticks that never touch each other.

An axis counts in coordinates: the numbers themselves on a linear span, powers of ten on a logarithmic one. So the
smallest gradient a float can hold has its place, and exact zeros get a row of their own at the foot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.analysis.figures import brief as brief  # all panels say numbers alike
from model.analysis.figures import powers, raised

Tick = tuple[float, str]  # its coordinate and its words

STEADY = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # what limits may start with
GROWING = (1.0, 2.0, 5.0, 10.0)
STRIDES = (1, 2, 3, 4, 5, 10, 20, 50, 100, 200)  # decades between two ticks
FOOT = 0.09  # share of a logarithmic axis that the row of exact zeros takes


@dataclass(frozen=True)
class Linear:
    """From ``low`` to ``high``, evenly."""

    low: float
    high: float

    @property
    def limits(self) -> tuple[float, float]:
        """Both ends, as coordinates."""
        return self.low, self.high

    def coordinate(self, values: np.ndarray) -> np.ndarray:
        """Where ``values`` stand; NaN for those that are not finite."""
        values = np.asarray(values, dtype=float)
        return np.where(np.isfinite(values), values, np.nan)

    def value(self, coordinate: float) -> float:
        """The number at ``coordinate``."""
        return coordinate

    def ticks(self, most: int) -> list[Tick]:
        """At most ``most`` (at least two) round numbers within the limits."""
        step = tick_step(self.high - self.low, most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(index * step, self.words(index * step, step)) for index in range(first, last + 1)]

    def words(self, value: float, step: float) -> str:
        """``value`` as a tick's label, with the decimals that ticks ``step`` apart need."""
        if not 1e-4 <= max(abs(self.low), abs(self.high)) < 1e5:
            return powers(value) if value else "0"
        return f"{value:.{max(0, -math.floor(math.log10(step) + 1e-9))}f}".replace("-", "−")


@dataclass(frozen=True)
class Around(Linear):
    """As far below 0 as above it, with both ends as ticks where no round numbers fit in between."""

    def ticks(self, most: int) -> list[Tick]:
        """0 and at least two more."""
        found = super().ticks(most)
        if len(found) >= 3:
            return found
        return [(at, self.words(at, tick_step(self.high, 2))) for at in (self.low, 0.0, self.high)]


@dataclass(frozen=True)
class Steps(Linear):
    """Training steps, whole numbers: 500, 20k, 1.5M."""

    def ticks(self, most: int) -> list[Tick]:
        """Whole steps only."""
        return [(at, words) for at, words in super().ticks(most) if float(at).is_integer()]

    def words(self, value: float, step: float) -> str:
        """``value`` with the unit that suits the whole axis."""
        for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
            if (self.high >= 10 * unit and step >= unit) or self.high >= unit > 1e3:
                return f"{value / unit:g}{letter}" if value else "0"
        return f"{value:,.0f}"


@dataclass(frozen=True)
class Log:
    """Powers of ten from ``low`` to ``high``; ``zero`` adds a row for exact zeros below them.

    ``head`` adds room above them, as a share of their length.
    """

    low: int
    high: int
    zero: bool = False
    head: float = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """Both ends, in powers of ten."""
        length = self.high - self.low
        return self.low - (FOOT * length if self.zero else 0.0), self.high + self.head * length

    @property
    def foot(self) -> float:
        """The coordinate of exact zeros."""
        return self.low - 0.5 * FOOT * (self.high - self.low) if self.zero else math.nan

    def coordinate(self, values: np.ndarray) -> np.ndarray:
        """Powers of ten; zeros at the foot, NaN for what is negative or not finite."""
        values = np.asarray(values, dtype=float)
        good = np.isfinite(values) & (values > 0)
        powers_of_ten = np.log10(np.where(good, values, 1.0))
        return np.where(good, powers_of_ten, np.where(values == 0, self.foot, np.nan))

    def value(self, coordinate: float) -> float:
        """The number at ``coordinate``; 0 in the row of zeros."""
        return 0.0 if self.zero and coordinate < self.low else 10.0**coordinate

    def ticks(self, most: int) -> list[Tick]:
        """Round powers of ten, or 1-2-5 steps where there are few of them; "0" in the row of zeros."""
        decades = self.high - self.low
        if decades <= 2 and most >= 3 * decades + 1:
            powers_of_ten = [d + math.log10(lead) for d in range(self.low, self.high) for lead in (1, 2, 5)]
        else:
            stride = next((s for s in STRIDES if decades // s + 1 <= max(2, most)), STRIDES[-1])
            powers_of_ten = [float(d) for d in range(self.low, self.high) if d % stride == 0]
        if decades <= 2 or self.high % stride == 0:
            powers_of_ten.append(float(self.high))
        powers_of_ten = powers_of_ten or [float(self.low)]  # no round number in between
        plain = self.low >= -4 and self.high <= 3
        ticks = [(at, f"{10.0**at:g}" if plain else _power_words(at)) for at in powers_of_ten]
        return [(self.foot, "0"), *self._clear_of_foot(ticks, most)] if self.zero else ticks

    def _clear_of_foot(self, ticks: list[Tick], most: int) -> list[Tick]:
        """``ticks`` without those whose words would touch the 0."""
        room = (self.limits[1] - self.limits[0]) / max(2, most) * 0.6
        return [tick for tick in ticks if tick[0] - self.foot >= room]


@dataclass(frozen=True)
class Layers:
    """Weight layers 1 to ``count``; the last one is the output's, unless they are hidden ones alone."""

    count: int
    hidden: bool = False

    @property
    def limits(self) -> tuple[float, float]:
        """Half a layer of room on both sides."""
        return 0.4, self.count + 0.6

    def coordinate(self, values: np.ndarray) -> np.ndarray:
        """The number of the layer itself."""
        return np.asarray(values, dtype=float)

    def value(self, coordinate: float) -> float:
        """The layer nearest to ``coordinate``."""
        return float(min(max(round(coordinate), 1), self.count))

    def ticks(self, most: int) -> list[Tick]:
        """The first layer, evenly spaced ones, and the output."""
        stride = next(s for s in (1, 2, 3, 5, 10, 20, 50) if (self.count - 1) / s + 1 <= max(2, most) or s == 50)
        inner = range(1, self.count, 1) if stride == 1 else range(stride, self.count, stride)
        kept = [layer for layer in inner if self.count - layer >= stride]
        kept = [1, *[layer for layer in kept if layer > stride]] if self.count > 1 and stride > 1 else kept
        last = str(self.count) if self.hidden else "out"
        return [*((float(layer), str(layer)) for layer in kept), (float(self.count), last)]


Span = Linear | Log | Layers


def tick_step(length: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that puts at most ``most`` ticks on ``length``."""
    rough = length / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(lead * power for lead in (1, 2, 5, 10) if lead * power >= rough * (1 - 1e-9))


def above(value: float, leads: tuple[float, ...] = STEADY) -> float:
    """The smallest round number, with one of ``leads`` in front, that is not below ``value`` (more than 0)."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(lead * power for lead in leads if lead * power >= value * (1 - 1e-12))


def from_zero(highest: float, before: Span | None) -> Linear:
    """A linear span from 0 to somewhat above ``highest``, kept while that fills enough of it."""
    highest = highest if math.isfinite(highest) and highest > 0 else 1.0
    if isinstance(before, Linear) and not isinstance(before, Steps) and 0.4 * before.high < highest <= before.high:
        return before
    return Linear(0.0, above(1.04 * highest))


def round_span(low: float, high: float, most: int) -> tuple[Linear, float]:
    """The span from ``low`` to ``high``, widened to multiples of a round step of which at most ``most`` lie in it."""
    step = tick_step(max(high - low, 1e-9), most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Linear(first * step, max(last, first + 1) * step), step


def decades(
    values: np.ndarray, before: Span | None, least: tuple[int, int], zero: bool = False, growth: float = 1.0
) -> Log:
    """A logarithmic span that covers ``least``, ``before`` and ``values``: upwards to the next whole decade.

    Downwards it grows by ``growth`` times its length: 1 doubles it. With ``zero`` the row of zeros is always there,
    else once a zero has been seen.
    """
    low, high = (before.low, before.high) if isinstance(before, Log) else least
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    zero = zero or bool((values == 0).any()) or (isinstance(before, Log) and before.zero)
    values = values[values > 0]
    if len(values):
        bottom, top = float(np.log10(values.min())), float(np.log10(values.max()))
        while bottom < low:
            low -= math.ceil(growth * (high - low))
        high = max(high, math.ceil(top - 1e-9))
    return Log(max(low, -330), min(high, 309), zero)


def _power_words(at: float) -> str:
    """Ten to the power ``at`` for a tick; ``at`` may be too small for the number itself to be a float."""
    exponent = math.floor(at + 1e-9)
    return raised(f"{10.0 ** (at - exponent):.0f}", exponent)
