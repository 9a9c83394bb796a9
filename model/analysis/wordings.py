"""Wordings: how many numbers together, and points, are said in few words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..data.dataset import PARTS, Data
from .figures import figure, lowered

COLUMNS = 4  # of a point's coordinates that are said


def span(values: np.ndarray) -> str:
    """From where to where finite values go; the value itself where all are the same."""
    good = np.asarray(values, float)[np.isfinite(values)]
    if not len(good):
        return "without a finite number"
    low, high = good.min(), good.max()
    return f"= {figure(low)}" if low == high else f"from {figure(low)} to {figure(high)}"


def rms(values: np.ndarray) -> str:
    """The root of the mean square, over all entries; "not a number" where one of them is none."""
    return figure(size(values))


def size(values: np.ndarray) -> float:
    """The root of the mean square, also where squares would be 0 or infinite."""
    values = np.asarray(values, float)
    scale = float(np.abs(values).max(initial=0.0))
    return scale * float(np.sqrt(np.square(values / scale).mean())) if np.isfinite(scale) and scale else scale


def deviation(values: np.ndarray) -> str:
    """The standard deviation over all entries."""
    values = np.asarray(values, float)
    scale = np.abs(values).max(initial=0.0)
    return figure(scale * (values / scale).std() if np.isfinite(scale) and scale else scale)


def broken(values: np.ndarray, what: str = "numbers") -> str:
    """How many of ``values`` are not finite; empty where all are."""
    values = np.asarray(values)
    count = int((~np.isfinite(values)).sum())
    return f"{count:,} of {values.size:,} {what} not finite" if count else ""


def of_them(count: int, total: int, noun: str) -> str:
    """A share in words with its verb: "1 of 8 units is", "all 8 units are"."""
    if count == total:
        return f"The only {noun} is" if total == 1 else f"All {total:,} {noun}s are"
    return f"{count:,} of {total:,} {noun}s {'is' if count == 1 else 'are'}"


def listed(words: Sequence[str]) -> str:
    """Words one after the other."""
    return ", ".join(words)


def class_name(data: Data, label: int) -> str:
    """The name of a class; without one "class 0"."""
    return data.class_names[label] if data.class_names else f"class {label}"


def point_words(part: str, index: int, data: Data, colours: Sequence[str] = ()) -> str:
    """A point with its place and what is true of it: "training point 17 (x₁ = 0.3, x₂ = −1.2, class 1, blue)".

    ``colours`` are those of the classes, where they can be seen.
    """
    points = data.validation if part == PARTS[1] else data.train
    place, target = points.points[index], points.targets[index]
    alone = len(place) == 1
    names = data.feature_names or ["x" if alone else f"x{lowered(n + 1)}" for n in range(len(place))]
    facts = [f"{name} = {figure(value)}" for name, value in zip(names, place)][:COLUMNS]
    facts += ["…"] if len(place) > COLUMNS else []
    facts.append(class_name(data, int(target)) if data.classes else f"value {figure(target)}")
    facts += [colours[int(target)]] if colours else []
    return f"{part} point {index:,} ({', '.join(facts)})"
