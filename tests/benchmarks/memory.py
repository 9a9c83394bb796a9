"""Memory and drawing cost of the history: both must not grow with the length of a run."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Sequence

import numpy as np

from model import Experiment, Trainer
from model.training.history import History

LAYERS, BLOCK = 9, 1 << 20


def fed(steps: int, layers: int = LAYERS) -> History:
    """A history to which so many synthetic rows were appended, in large blocks."""
    history = History(layers)
    rows = np.random.default_rng(0).random((min(BLOCK, steps), 3 + layers))
    for start in range(0, steps, BLOCK):
        block = rows[: min(BLOCK, steps - start)]
        block[:, 0] = np.arange(start + 1, start + 1 + len(block))
        history.steps.append(block)
    return history


def curves_seconds(history: History) -> float:
    times = []
    for _ in range(15):
        begin = time.perf_counter()
        history.curves()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def real_run(steps: int) -> tuple[int, int]:
    """Bytes of a history after so many real steps of net A, and bytes of Python memory that the run added."""
    trainer = Trainer(Experiment(optimizer="momentum"))
    trainer.run(1000)
    tracemalloc.start()
    trainer.run(steps)
    added, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return trainer.history.nbytes, added


def main(argv: Sequence[str] | None = None) -> int:
    """Print bytes, times and their ratios."""
    kept, added = real_run(10**5)
    print(f"10^5 real steps, 3 layers: history {kept / 1e6:.1f} MB, memory added while training {added / 1e6:.1f} MB")
    begin = time.perf_counter()
    sizes = {power: fed(10**power).nbytes for power in (6, 8)}
    per_row = (time.perf_counter() - begin) / (10**6 + 10**8)
    print(
        f"{LAYERS} layers: {sizes[6] / 1e6:.1f} MB after 10^6 steps, {sizes[8] / 1e6:.1f} MB after 10^8 steps", end=""
    )
    print(f" ({sizes[8] / sizes[6]:.2f} times); appending in blocks costs {per_row * 1e9:.0f} ns a step")
    short, long = curves_seconds(fed(10**3)), curves_seconds(fed(10**7))
    print(f"curves: {short * 1e6:.0f} us after 10^3 steps, {long * 1e6:.0f} us after 10^7 ({long / short:.1f} times)")
    return 0
