"""The window while it trains at full speed: pictures a second, delay of the event loop, training speed kept.

Every figure is a ratio or a count within one run: undisturbed training and training under the window take turns.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gui.scaling import prepare
from gui.workbench import Workbench
from model import Experiment, Trainer

from .engine import NETS
from .engine import experiment as experiment_of

TICK = 10  # ms between two looks at the clock
SECONDS, ROUNDS = 3.0, 3
RATES = (30.0, 60.0)


@dataclass(frozen=True)
class Measured:
    """One stretch: pictures and steps a second, delays of the event loop and costs of a picture in ms."""

    frames: float
    steps: float
    delays: np.ndarray
    costs: np.ndarray


class Watch:
    """Drives a real window for a while and looks at the clock from inside its event loop."""

    def __init__(self, experiment: Experiment) -> None:
        prepare()
        self.root = tk.Tk()
        self.root.geometry("1280x800+0+0")
        self.bench = Workbench(self.root, self.root.quit, experiment)
        self.costs: list[float] = []
        show = self.bench.show

        def timed(snapshot: object) -> None:
            began = time.perf_counter()
            show(snapshot)  # type: ignore[arg-type]
            self.costs.append(1000 * (time.perf_counter() - began))

        self.bench.show = timed  # type: ignore[method-assign]
        self._for(1.0)

    def stretch(self, frames_per_second: float, seconds: float = SECONDS) -> Measured:
        """Train at full speed for ``seconds`` while so many pictures a second are asked for."""
        bench = self.bench
        bench.frames_per_second = frames_per_second
        bench.session.pace(None)
        if not bench.session.playing:
            bench.session.play_or_pause()
        self._for(0.7)
        first, frames, began = bench.session.snapshot.step, bench.frames, time.perf_counter()
        self.costs.clear()
        delays = self._for(seconds)
        passed = time.perf_counter() - began
        steps = bench.session.snapshot.step - first
        measured = Measured((bench.frames - frames) / passed, steps / passed, delays, np.array(self.costs))
        bench.session.pause()
        self._for(0.2)
        return measured

    def close(self) -> None:
        self.bench.close()
        self.root.destroy()

    def _for(self, seconds: float) -> np.ndarray:
        """Run the event loop; how late each tick came, ms."""
        late: list[float] = []
        end = time.perf_counter() + seconds

        def tick(due: float) -> None:
            now = time.perf_counter()
            late.append(1000 * (now - due))
            if now < end:
                self.root.after(TICK, tick, now + TICK / 1000)
            else:
                self.root.quit()

        self.root.after(TICK, tick, time.perf_counter() + TICK / 1000)
        self.root.mainloop()
        return np.array(late)


def undisturbed(trainer: Trainer, seconds: float = SECONDS / 2) -> float:
    """Steps a second of a trainer that nobody watches."""
    first, began = trainer.step_count, time.perf_counter()
    trainer.run(2**60, lambda: time.perf_counter() - began < seconds)
    return (trainer.step_count - first) / (time.perf_counter() - began)


def main(argv: Sequence[str] = ()) -> int:
    """Nets A, B and D, at 30 and at 60 pictures a second asked for; ``argv`` may name nets."""
    print("net  asked  drawn/s  speed kept  delay p99  delay max  cost of a picture (median, p99)   (ms)")
    for name in argv or ("A", "B", "D"):
        experiment = experiment_of("float64", NETS[name][1])
        trainer = Trainer(experiment)
        trainer.run(200)
        watch = Watch(experiment)
        for rate in RATES:
            alone, watched = [], []
            for _ in range(ROUNDS):
                alone.append(undisturbed(trainer))
                watched.append(watch.stretch(rate))
            alone.append(undisturbed(trainer))
            delays, costs = (np.concatenate([getattr(m, part) for m in watched]) for part in ("delays", "costs"))
            print(
                f"{name:3}  {rate:5.0f}  {np.median([m.frames for m in watched]):7.1f}"
                f"  {np.median([m.steps for m in watched]) / np.median(alone):9.0%}"
                f"  {np.percentile(delays, 99):9.1f}  {delays.max():9.1f}"
                f"  {np.median(costs):8.1f} {np.percentile(costs, 99):8.1f}"
            )
        watch.close()
    return 0
