"""Figures: how numbers are said to people, in few digits."""

from __future__ import annotations

import math

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def brief(value: float) -> str:
    """A number for a read-out, three digits: 0.123, 4.56×10⁻⁸, 0, infinite, not a number."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    if value == 0:
        return "0"  # also for minus zero, which is a number of its own only to machines
    if 1e-3 <= abs(value) < 1e6:
        return f"{value:.3g}" if abs(value) < 1e3 else f"{value:,.0f}"
    if abs(value) < 1e-307:  # too small for a power of ten to divide by
        return f"{value:.2g}"
    return powers(value)


def figure(value: float) -> str:
    """``brief``, with a real minus sign: for running text."""
    return brief(float(value)).replace("-", "−")


def powers(value: float) -> str:
    """``value`` with a power of ten: 10⁻⁸, 2×10⁵."""
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    return raised(f"{value / 10.0**exponent:.3g}", exponent)


def raised(lead: str, exponent: int) -> str:
    """``lead`` times ten to the ``exponent``."""
    if lead == "1" and exponent in (0, 1):
        return str(10**exponent)
    power = str(exponent).translate(RAISED)
    return f"10{power}" if lead == "1" else f"{lead}×10{power}"


def lowered(number: int) -> str:
    """A whole number as a subscript: ₁₂."""
    return str(number).translate(LOWERED)


def moved(before: float, after: float) -> tuple[str, str]:
    """Two values with as many decimals as show their difference to two digits."""
    apart = abs(after - before)
    if not math.isfinite(apart) or max(abs(before), abs(after)) >= 1e6:
        return figure(before), figure(after)
    decimals = 3 if apart == 0 else min(max(3, 1 - math.floor(math.log10(apart))), 12)
    return _decimal(before, decimals), _decimal(after, decimals)


def _decimal(value: float, decimals: int) -> str:
    """With so many decimals; what is 0 then has no sign."""
    text = f"{value:.{decimals}f}"
    return text.replace("-", "−" if float(text) else "")
