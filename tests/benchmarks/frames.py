"""The cost of a frame: every panel in a window, idle and beside a training thread, against a full drawing."""

from __future__ import annotations

import _tkinter
import statistics
import sys
import threading
import time
import tkinter as tk
from collections.abc import Callable, Sequence

from gui.canvas import PanelCanvas
from gui.panels import PANELS
from gui.theme.palette import LIGHT
from model.training.experiment import Experiment
from model.training.observer import Observer
from model.training.snapshot import Snapshot, Status
from model.training.trainer import Trainer

SIZES = {"boundary": (440, 360), "loss": (520, 300), "network": (440, 360)}  # px; as in a window of 1280x800
OTHERS = (300, 200)
WARM_UP, SNAPSHOTS = 20_000, 25  # steps before the first snapshot, different snapshots
FRAMES, PAUSE = 200, 0.004  # frames in a measurement, s between two
Costs = dict[str, list[float]]  # ms, by part


class Stage:
    """All panels in one window, with snapshots to show."""

    def __init__(self, experiment: Experiment) -> None:
        self.root = tk.Tk()
        self.root.geometry("1380x600+0+0")
        self.canvases = []
        for number, record in enumerate(PANELS.values()):
            wide, high = SIZES.get(record.name, OTHERS)
            canvas = PanelCanvas(self.root, record, LIGHT)
            canvas.widget.place(x=530 * (number % 3), y=370 * (number // 3), width=wide, height=high)
            self.canvases.append(canvas)
        trainer = Trainer(experiment)
        observer = Observer(trainer, wanted=frozenset().union(*(record.panel.needs for record in PANELS.values())))
        trainer.run(WARM_UP)
        self.snapshots: list[Snapshot] = []
        for _ in range(SNAPSHOTS):
            trainer.run(17)
            self.snapshots.append(observer.snapshot(Status.RUNNING))
        self.pump(0.5)
        self.frame(self.snapshots[0])
        self.pump(0.3)

    def pump(self, seconds: float) -> None:
        """Let the window work."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if not self.root.tk.dooneevent(_tkinter.DONT_WAIT):
                time.sleep(0.001)

    def frame(self, snapshot: Snapshot) -> dict[str, float]:
        """Show ``snapshot`` in all panels; the ms that each took, and Tk's own drawing at the end as "Tk"."""
        costs, began = {}, time.perf_counter()
        for canvas in self.canvases:
            canvas.show(snapshot)
            now = time.perf_counter()
            costs[canvas.record.name], began = 1e3 * (now - began), now
        self.root.update_idletasks()
        costs["Tk"] = 1e3 * (time.perf_counter() - began)
        return costs

    def frames(self) -> Costs:
        """``FRAMES`` frames; ms by part, and "all"."""
        costs: Costs = {}
        for number in range(FRAMES):
            parts = self.frame(self.snapshots[number % SNAPSHOTS])
            parts["all"] = sum(parts.values())
            for name, cost in parts.items():
                costs.setdefault(name, []).append(cost)
            self.pump(PAUSE)
        return costs

    def full(self) -> Costs:
        """The same with every static part stale."""
        costs: Costs = {}
        for number in range(8):
            for canvas in self.canvases:
                canvas._background = None
            parts = self.frame(self.snapshots[number])
            parts["all"] = sum(parts.values())
            for name, cost in parts.items():
                costs.setdefault(name, []).append(cost)
        return costs

    def close(self) -> None:
        """End."""
        for canvas in self.canvases:
            canvas.destroy()
        self.root.destroy()


def beside(work: Callable[[Callable[[], bool]], None], measure: Callable[[], Costs]) -> Costs:
    """``measure()`` while a thread does ``work(going)`` until ``going()`` is False."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(lambda: not stop.is_set(),))
    thread.start()
    try:
        return measure()
    finally:
        stop.set()
        thread.join()


def train(going: Callable[[], bool]) -> None:
    """Train net A of the benchmarks without rest."""
    Trainer(Experiment()).run(2**60, going)


def run(depth: int = 2) -> list[tuple[str, float, float, float, float]]:
    """Rows: part, ms of a frame (median), the same beside training, ms of a full drawing, frame / full."""
    stage = Stage(Experiment(depth=depth))
    try:
        idle, busy, full = stage.frames(), beside(train, stage.frames), stage.full()
    finally:
        stage.close()
    median = statistics.median
    return [
        (name, median(idle[name]), median(busy[name]), median(full[name]), median(idle[name]) / median(full[name]))
        for name in idle
    ]


def report(depth: int) -> str:
    """The rows as a table for people."""
    lines = [
        f"{depth} hidden layers: ms of one frame",
        f"{'':18}{'idle':>8}{'training':>10}{'full':>8}{'idle/full':>11}",
    ]
    lines += [
        f"{name:18}{idle:8.2f}{busy:10.2f}{full:8.1f}{ratio:11.3f}" for name, idle, busy, full, ratio in run(depth)
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] = ()) -> int:
    """Measure a shallow and the deepest network; 1 where there is no screen."""
    try:
        for depth in [int(text) for text in argv] or [2, 30]:
            sys.stdout.write(report(depth) + "\n")
    except tk.TclError as error:
        sys.stderr.write(f"The cost of frames is measured in a window: {error}\n")
        return 1
    return 0
