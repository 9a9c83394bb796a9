"""The code of batch norm: the lines of its pass forward and back, and by the names in NORM_POSITIONS where it stands.

Ioffe & Szegedy 2015, algorithm 1 and its derivative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..nn.network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM
from .line import Line, made


@dataclass(frozen=True)
class PositionCode:
    """``order`` of the stages between the weighted sums and what a hidden layer hands on; keys of ``stages.STAGES``."""

    order: tuple[str, ...]


POSITION_CODE: Mapping[str, PositionCode] = {
    "before": PositionCode(("norm", "activation", "dropout")),
    "after": PositionCode(("activation", "norm", "dropout")),
}


def normalize(n: int, z: str, hat: str, y: str, alone: bool) -> list[Line]:
    """y from z in layer ``n``; ``hat`` is z normalized. A point ``alone`` has no statistics: the running ones do."""
    if alone:
        mean, first = f"running_mean{n}", [made(f"std{n}", f"np.sqrt(running_var{n} + {BATCH_NORM_EPSILON!r})")]
        words = "one point has no mean and variance: the running ones"
    else:
        mean, words = f"mean{n}", "normalized: mean 0, variance 1"
        first = [
            made(mean, f"{z}.mean(axis=0)", "of each unit over the minibatch"),
            made(f"var{n}", f"{z}.var(axis=0)"),
            made(f"std{n}", f"np.sqrt(var{n} + {BATCH_NORM_EPSILON!r})"),
        ]
    return [
        *first,
        made(hat, f"({z} - {mean}) / std{n}", words),
        made(y, f"gamma{n} * {hat} + beta{n}", "scaled and shifted, as learned"),
    ]


def normalize_back(n: int, hat: str, dz: str, dy: str, alone: bool) -> list[Line]:
    """dL/dgamma, dL/dbeta and dL/dz from dL/dy; mean and deviation depend on z too, unless the running ones serve."""
    pulls = "" if alone else f" - d{hat}.mean(axis=0) - {hat} * (d{hat} * {hat}).mean(axis=0)"
    inner = f"d{hat}" if alone else f"(d{hat}{pulls})"
    return [
        made(f"dgamma{n}", f"({dy} * {hat}).sum(axis=0)"),
        made(f"dbeta{n}", f"{dy}.sum(axis=0)"),
        made(f"d{hat}", f"gamma{n} * {dy}"),
        made(dz, f"{inner} / std{n}", "mean and deviation are constants" if alone else "mean and deviation move too"),
    ]


def remember(layers: Sequence[int]) -> list[Line]:
    """The running statistics of the normalized ``layers`` take their share of this minibatch's."""
    if not layers:
        return []
    keep, share = f"{1 - BATCH_NORM_MOMENTUM!r}", f"{BATCH_NORM_MOMENTUM!r}"
    lines: list[Line] = []
    for kind, value, words in (
        ("mean", "m", "for evaluation: running means"),
        ("var", "m * len(x) / (len(x) - 1)", "running variances, unbiased"),
    ):
        running, now = ([f"{prefix}{kind}{n}" for n in layers] for prefix in ("running_", ""))
        lines += [
            Line(f"for r, m in zip([{', '.join(running)}], [{', '.join(now)}]):"),
            Line(f"r[:] = {keep} * r + {share} * {value}", words, tuple(running)).inside,
        ]
    return lines
