"""The start: from ``python3 main.py`` to something on screen and to a usable window, against the bare imports."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7
BARE = """
import tkinter, numpy
from matplotlib.backends.backend_tkagg import FigureCanvasTkAgg
from matplotlib.figure import Figure
root = tkinter.Tk()
figure = Figure()
figure.add_subplot().plot([1, 2])
canvas = FigureCanvasTkAgg(figure, root)
canvas.get_tk_widget().pack()
canvas.draw()
root.update()
"""
WATCHED = """
import runpy, sys, time
sys.path.insert(0, {root!r})
import gui.window as window
began = float(sys.argv[1])
class Watched(window.Window):
    def _seen(self, event):
        print("seen", time.time() - began, flush=True)
        super()._seen(event)
    def _furnish(self):
        super()._furnish()
        show = self.workbench.show
        def first(snapshot):
            show(snapshot)
            self.workbench.show = show
            print("usable", time.time() - began, flush=True)
            self.root.after(50, self.close)
        self.workbench.show = first
window.Window = Watched
sys.argv = [{main!r}]
try:
    runpy.run_path({main!r}, run_name="__main__")
except SystemExit:
    pass
"""


def watched() -> tuple[float, float]:
    """Seconds until something was drawn, and until the first snapshot was."""
    code = WATCHED.format(root=str(ROOT), main=str(ROOT / "main.py"))
    done = subprocess.run(
        [sys.executable, "-c", code, repr(time.time())], capture_output=True, text=True, check=True, timeout=60
    )
    times = dict(line.split() for line in done.stdout.splitlines())
    return float(times["seen"]), float(times["usable"])


def bare() -> float:
    """Seconds that tkinter, numpy, matplotlib's Tk backend and one drawing take."""
    began = time.time()
    subprocess.run([sys.executable, "-c", BARE], check=True, timeout=60)
    return time.time() - began


def main(argv: Sequence[str] = ()) -> int:
    """Print the medians of rounds in which the two take turns."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    rounds = [(*watched(), bare()) for _ in range(ROUNDS)]
    seen, usable, plain = (statistics.median(column) for column in zip(*rounds))
    print(f"something on screen after {seen:.2f} s, usable after {usable:.2f} s")
    print(f"bare imports and one drawing: {plain:.2f} s; usable / bare = {usable / plain:.2f}")
    return 0
