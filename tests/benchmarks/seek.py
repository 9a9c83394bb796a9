"""How long it takes to go to any step, against the length of the run, and what memory keyframes and branches hold."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from model import Trainer

from .engine import NETS, experiment

STEPS, SEEKS = 100_000, 40
LENGTHS = (0.01, 0.1, 1.0)  # shares of the whole run at which is measured


def main(argv: Sequence[str] | None = None) -> int:
    """Print some lines for every net; ``argv`` may name nets and a number of steps."""
    words = sys.argv[1:] if argv is None else argv
    steps = next((int(word) for word in words if word.isdigit()), STEPS)
    print(
        f"{'net':38} {'steps':>9} {'keyframes':>10} {'memory':>9} {'seek, median':>13} {'longest':>9} "
        f"{'from 0':>9} {'a branch':>9} {'its memory':>11}"
    )
    for name in [word for word in words if word in NETS] or list(NETS):
        label, changes = NETS[name]
        _measure(f"{name}: {label}", Trainer(experiment("float64", changes)), [int(share * steps) for share in LENGTHS])
    return 0


def _measure(name: str, trainer: Trainer, lengths: Sequence[int]) -> None:
    """One line for each length of the run."""
    whole, rng = 0.0, np.random.default_rng(0)
    for length in lengths:
        whole += _timed(trainer.goto, length)
        times = [1000 * _timed(trainer.goto, step) for step in rng.integers(0, length, SEEKS).tolist()]
        branch = _timed(trainer.fork)
        own = trainer.history.nbytes + trainer.path.nbytes  # keyframes are shared
        print(
            f"{name:38} {length:9,} {len(trainer.timeline):10,} {trainer.timeline.nbytes / 1e6:6.1f} MB "
            f"{np.median(times):10.1f} ms {max(times):6.1f} ms {1000 * whole:6.0f} ms {1000 * branch:6.1f} ms "
            f"{own / 1e6:8.1f} MB",
            flush=True,
        )
        trainer.goto(length)


def _timed(act: Callable[..., object], *arguments: int) -> float:
    """How long it takes, s."""
    began = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - began
