"""How long it takes to go to any step of a long run, and what memory the keyframes hold."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np

from model import Trainer

from .engine import NETS, experiment

STEPS, SEEKS = 100_000, 40


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for every net; ``argv`` may name nets and a number of steps."""
    words = sys.argv[1:] if argv is None else argv
    steps = next((int(word) for word in words if word.isdigit()), STEPS)
    print(f"{'net':38} {'steps':>9} {'keyframes':>10} {'memory':>9} {'seek, median':>13} {'longest':>9} {'from 0':>9}")
    for name in [word for word in words if word in NETS] or list(NETS):
        label, changes = NETS[name]
        trainer = Trainer(experiment("float64", changes))
        began = time.perf_counter()
        trainer.run(steps)
        whole, times = time.perf_counter() - began, []
        for step in np.random.default_rng(0).integers(0, steps, SEEKS).tolist():
            began = time.perf_counter()
            trainer.goto(step)
            times.append(1000 * (time.perf_counter() - began))
        timeline = trainer.timeline
        print(
            f"{name + ': ' + label:38} {steps:9,} {len(timeline):10,} {timeline.nbytes / 1e6:6.1f} MB "
            f"{np.median(times):10.1f} ms {max(times):6.1f} ms {1000 * whole:6.0f} ms",
            flush=True,
        )
    return 0
