"""Stepping: the sensible value after or before this one, for the arrow keys and the little arrows of a field."""

from __future__ import annotations

import math

from model.knob import Knob

FIRST_FROM_NOTHING = 100  # where an empty field begins: a limit of 1 would stop the run at once
SMALLEST_DECADE = {int: 1, float: 1e-5}
LEADS = {int: (1, 2, 5), float: (1, 3)}  # what a decade is divided into
COARSE_STEPS, FINE_STEPS = 20, 100


def neighbour(knob: Knob, value: float | int | None, direction: int) -> float | int:
    """The next sensible value above (``direction`` 1) or below (-1) ``value``, always a legal one."""
    if value is None:
        return _legal(knob, FIRST_FROM_NOTHING)
    if knob.stops:
        return _next_of(knob, knob.stops, value, direction)
    if knob.log or knob.optional:
        return _next_of(knob, _decades(knob, value), value, direction)
    step = stride(knob, COARSE_STEPS)
    count = math.floor(value / step + 1e-9) + 1 if direction > 0 else math.ceil(value / step - 1e-9) - 1
    return _legal(knob, count * step)


def stride(knob: Knob, count: int) -> float | int:
    """A round step of which about ``count`` make the whole range; 1 for whole numbers."""
    if knob.kind is int or math.isinf(knob.maximum - knob.minimum):
        return 1
    rough = (knob.maximum - knob.minimum) / count
    decade = 10.0 ** math.floor(math.log10(rough) + 1e-9)
    return next(lead * decade for lead in (1, 2, 5, 10) if lead * decade >= rough * 0.999)


def snapped(knob: Knob, value: float) -> float:
    """``value`` on the fine grid on which a slider moves."""
    step = stride(knob, FINE_STEPS)
    return _legal(knob, round(value / step) * step)


def _next_of(knob: Knob, values: tuple[float, ...], value: float, direction: int) -> float | int:
    beyond = [stop for stop in values if (stop - value) * direction > 1e-12 * max(1.0, abs(value))]
    return _legal(knob, min(beyond, key=lambda stop: abs(stop - value))) if beyond else value


def _decades(knob: Knob, value: float) -> tuple[float, ...]:
    """Round numbers around ``value``, and 0 where nothing smaller is left."""
    smallest = SMALLEST_DECADE[knob.kind]
    middle = math.floor(math.log10(max(abs(value), smallest)))
    powers = range(max(middle - 1, round(math.log10(smallest))), middle + 3)
    return (0.0, *(lead * 10.0**power for power in powers for lead in LEADS[knob.kind]))


def _legal(knob: Knob, value: float) -> float | int:
    """``value`` without the dust of binary fractions, inside the range and of the knob's kind."""
    inside = min(max(round(value, 10), knob.minimum), knob.maximum)
    if knob.above and inside == knob.minimum:
        inside = round(stride(knob, FINE_STEPS), 10)
    return round(inside) if knob.kind is int else float(inside)
