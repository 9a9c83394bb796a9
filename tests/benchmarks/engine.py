"""Steps a second: the trainer with every diagnostic recorded, and the textbook loop, taking turns in one process."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model import Experiment, Trainer

from .textbook import Textbook

ROUNDS, SECONDS = 7, 0.3
NETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A": ("2-8-8-1 tanh, batch 10", dict(hidden=(8, 8), activation="tanh", batch_size=10, samples=500)),
    "B": ("2-[16]x4-1 relu, 32", dict(hidden=(16,) * 4, activation="relu", batch_size=32, samples=1280)),
    "C": (
        "2-[32]x8-1 relu + batch norm, 32",
        dict(hidden=(32,) * 8, activation="relu", batch_size=32, samples=1280, batch_norm=True),
    ),
    "c": ("the same without batch norm", dict(hidden=(32,) * 8, activation="relu", batch_size=32, samples=1280)),
    "D": (
        "2-[64]x6-3 relu, 128",
        dict(hidden=(64,) * 6, activation="relu", batch_size=128, samples=5120, dataset="spirals", classes=3),
    ),
}


def experiment(precision: str, changes: dict[str, Any]) -> Experiment:
    """Half of the points train, with momentum; a rate at which no net diverges."""
    initializer = "xavier" if changes["activation"] == "tanh" else "he"
    return Experiment(
        **changes, precision=precision, optimizer="momentum", learning_rate=0.003, initializer=initializer
    )


def opponents(precision: str, changes: dict[str, Any]) -> tuple[Trainer, Textbook]:
    """The trainer and the textbook loop, on the same training points."""
    chosen = experiment(precision, changes)
    trainer = Trainer(chosen)
    part, dtype = trainer.data.train, np.dtype(precision)
    sizes = [2, *chosen.widths, 1 if chosen.class_count == 2 else chosen.class_count]
    x, y = part.inputs.astype(dtype), np.array(part.targets)
    loop = Textbook(
        sizes, x, y, chosen.activation, chosen.batch_norm, chosen.batch_size, chosen.learning_rate, chosen.momentum
    )
    return trainer, loop


def seconds(run: Callable[[int], object], steps: int) -> float:
    begin = time.perf_counter()
    run(steps)
    return time.perf_counter() - begin


def steps_for(run: Callable[[int], object]) -> int:
    """How many steps take about SECONDS, after warming up."""
    run(200)
    return max(50, round(200 * SECONDS / seconds(run, 200)))


def measure(precision: str, changes: dict[str, Any]) -> tuple[float, float, float]:
    """Steps a second of trainer and loop and their ratio, medians over rounds in which they take turns."""
    runs = [opponent.run for opponent in opponents(precision, changes)]
    counts = [steps_for(run) for run in runs]
    rounds = [[count / seconds(run, count) for run, count in zip(runs, counts)] for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*rounds))
    return ours, theirs, statistics.median(one / other for one, other in rounds)


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for every net and precision; ``argv`` may name nets."""
    wanted = [name for name in (sys.argv[1:] if argv is None else argv) if name in NETS] or list(NETS)
    print(f"{'net':38} {'format':8} {'trainer':>12} {'textbook':>12} {'ratio':>7}   (steps a second)")
    for name in wanted:
        label, changes = NETS[name]
        for precision in ("float32", "float64"):
            ours, theirs, ratio = measure(precision, changes)
            print(f"{name + ': ' + label:38} {precision:8} {ours:12,.0f} {theirs:12,.0f} {ratio:6.1f}x", flush=True)
    return 0
