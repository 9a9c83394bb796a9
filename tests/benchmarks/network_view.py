"""The cost of a frame of the network view, in a window, against a full drawing of the same panel in the same run."""

from __future__ import annotations

import statistics
import sys
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

PANEL = PANELS["network"]
SIZES = ((620, 460), (1240, 700))  # px: a large place, the whole board
NETS = {"8-8": (8, 8), "64-64": (64, 64), "30 x 8": (8,) * 30, "30 x 256": (256,) * 30}
SNAPSHOTS, FRAMES, DRAWINGS = 6, 60, 6
MS = 1e3


def snapshots(hidden: tuple[int, ...]) -> tuple[list[Snapshot], float]:
    """Moments of a run, each with maps of its own, and the ms that a snapshot takes (median)."""
    trainer = Trainer(Experiment(hidden=hidden))
    observer, costs, made = Observer(trainer, wanted=PANEL.panel.needs), [], []
    for _ in range(SNAPSHOTS):
        trainer.run(5)
        began = time.perf_counter()
        made.append(observer.snapshot(Status.RUNNING))
        costs.append(MS * (time.perf_counter() - began))
    return made, statistics.median(costs)


def measure(act: Callable[[int], object], root: tk.Tk, times: int) -> float:
    """Ms of ``act(number)`` with Tk's own drawing, median."""
    costs = []
    for number in range(times):
        began = time.perf_counter()
        act(number)
        root.update_idletasks()
        costs.append(MS * (time.perf_counter() - began))
    return statistics.median(costs)


def run(hidden: tuple[int, ...], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Ms of a frame with new numbers and maps, of one in which only the pointer moves, of a full drawing, and of a
    snapshot."""
    made, taken = snapshots(hidden)
    root = tk.Tk()
    try:
        root.geometry(f"{size[0]}x{size[1]}+0+0")
        canvas = PanelCanvas(root, PANEL, LIGHT)
        canvas.widget.place(x=0, y=0, width=size[0], height=size[1])
        root.update()
        canvas.show(made[0])
        root.update()

        def point(number: int) -> None:
            canvas._pointer = 0.5 * size[0] + number, 0.5 * size[1]
            canvas.paint()

        def draw(number: int) -> None:
            canvas.panel._kept = canvas._background = None
            canvas.show(made[number % SNAPSHOTS])

        frame = measure(lambda number: canvas.show(made[number % SNAPSHOTS]), root, FRAMES)
        moving = measure(point, root, FRAMES)
        canvas._pointer = None
        full = measure(draw, root, DRAWINGS)
        canvas.destroy()
    finally:
        root.destroy()
    return frame, moving, full, taken


def main(argv: Sequence[str] = ()) -> int:
    """Measure small and large networks; 1 where there is no screen."""
    heads = "frame ms", "pointer ms", "full ms", "frame/full", "snapshot ms"
    try:
        sys.stdout.write(f"{'network':12}{'px':>12}" + "".join(f"{head:>13}" for head in heads) + "\n")
        for name in argv or NETS:
            for wide, high in SIZES:
                frame, moving, full, taken = run(NETS[name], (wide, high))
                numbers = frame, moving, full, frame / full, taken
                row = "".join(f"{value:13.2f}" for value in numbers)
                sys.stdout.write(f"{name:12}{f'{wide} x {high}':>12}{row}\n")
    except tk.TclError as error:
        sys.stderr.write(f"The cost of frames is measured in a window: {error}\n")
        return 1
    return 0
