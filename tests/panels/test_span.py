"""Spans: limits cover the values and seldom change, ticks are round and few."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.panels.drawing.span import Layers, Linear, Log, Steps, above, brief, decades, from_zero, powers

positive = st.floats(1e-300, 1e300)


@given(positive)
def test_above_is_not_below_and_not_far(value):
    assert value * (1 - 1e-9) <= above(value) <= 2.01 * value


@given(st.floats(1e-6, 1e9), st.floats(0, 1e9), st.integers(2, 12))
def test_linear_ticks(high, low, most):
    span = Linear(-low, high)
    ticks = span.ticks(most)
    assert 1 <= len(ticks) <= most + 1
    assert all(-low * (1 + 1e-6) - 1e-12 <= at <= high * (1 + 1e-6) for at, _ in ticks)
    assert len({words for _, words in ticks}) == len(ticks)


@given(st.integers(1, 10**10), st.integers(2, 12))
def test_step_ticks_are_whole_and_distinct(high, most):
    ticks = Steps(0.0, float(above(high))).ticks(most)
    assert all(float(at).is_integer() for at, _ in ticks)
    assert len({words for _, words in ticks}) == len(ticks)


@given(st.integers(-300, 0), st.integers(1, 300), st.booleans(), st.integers(2, 14))
def test_log_ticks(low, length, zero, most):
    span = Log(low, min(low + length, 308), zero)
    ticks = span.ticks(most)
    assert len(ticks) >= 1
    assert len({words for _, words in ticks}) == len(ticks)
    assert ("0" in [words for _, words in ticks]) == zero


def test_zeros_stand_below_the_smallest_number():
    span = decades(np.array([0.0, 5e-324, 1.0]), None, (-16, 1), zero=True)
    zero, tiny, one = span.coordinate(np.array([0.0, 5e-324, 1.0]))
    assert span.limits[0] < zero < span.low <= tiny < one
    assert np.isnan(span.coordinate(np.array([np.nan, np.inf, -1.0]))).all()


def test_gradient_axis_covers_sixteen_decades_and_grows_by_doubling():
    span = decades(np.array([0.1]), None, (-16, 1), zero=True)
    assert span.high - span.low >= 16
    seen = {span}
    for exponent in range(0, -300, -1):
        span = decades(np.array([10.0**exponent]), span, (-16, 1), zero=True)
        seen.add(span)
    assert len(seen) <= 6
    assert decades(np.array([0.1]), span, (-16, 1)) == span


def test_linear_span_from_zero_stays_while_it_fits():
    span = from_zero(0.7, None)
    assert span.high == 0.8
    assert from_zero(0.5, span) is span
    assert from_zero(0.9, span).high == 1.0
    assert from_zero(0.1, span).high == 0.12
    assert from_zero(math.nan, None).high > 0


@pytest.mark.parametrize("count", range(1, 32))
@pytest.mark.parametrize("most", [2, 3, 5, 8, 40])
def test_layer_ticks_begin_with_1_and_end_with_out(count, most):
    ticks = Layers(count).ticks(most)
    assert ticks[-1] == (count, "out")
    assert count == 1 or ticks[0] == (1, "1")
    assert len(ticks) <= max(3, most + 1)
    assert all(later[0] > earlier[0] for earlier, later in itertools.pairwise(ticks))


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.1234, "0.123"), (1e-30, "10⁻³⁰"), (4.56e-8, "4.56×10⁻⁸"), (math.inf, "infinite"),
     (math.nan, "not a number"), (5e-324, "4.9e-324"), (12345.0, "12,345"), (2e9, "2×10⁹")],
)  # fmt: skip
def test_brief(value, words):
    assert brief(value) == words


def test_powers():
    assert powers(2e5) == "2×10⁵"
    assert powers(1e-8) == "10⁻⁸"
