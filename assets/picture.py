"""Makes glassnet.png, the picture in README.md, anew: the window after some training. Needs a screen or Xvfb."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import _tkinter  # noqa: E402
import tkinter as tk  # noqa: E402

from gui import scaling  # noqa: E402 - it stands beside assets, not in it
from gui.files.folder import CHOSEN  # noqa: E402
from gui.pictures.order import Order  # noqa: E402
from gui.pictures.shot import shot_of  # noqa: E402
from gui.start.screen import VirtualScreen, absence  # noqa: E402
from gui.window import SIZE  # noqa: E402
from gui.workbench import Workbench  # noqa: E402
from model import Experiment  # noqa: E402

EXPERIMENT = Experiment(
    dataset="spirals", classes=3, noise=0.05, depth=3, width=16, optimizer="adam", learning_rate=0.01, schedule="cosine"
)
STEPS = 1800
REST = 1.5  # s after which everything that follows a pause is drawn


def main(path: Path = HERE / "glassnet.png") -> None:
    """Train, rest, and save what is on the screen."""
    screen = VirtualScreen() if absence() else None
    try:
        if screen is not None:
            os.environ["DISPLAY"] = screen.name
        _take(path)
    finally:
        if screen is not None:
            screen.stop()


def _take(path: Path) -> None:
    with tempfile.TemporaryDirectory() as state:  # nobody's recent files and sessions
        os.environ[CHOSEN] = state
        scaling.prepare()
        root = tk.Tk()
        root.geometry("{}x{}+0+0".format(*SIZE))
        bench = Workbench(root, root.quit, EXPERIMENT)
        seen = bench.session
        _until(root, lambda: seen.snapshot is not None)
        seen.goto(STEPS)
        _until(root, lambda: seen.snapshot.step == STEPS)
        end = time.monotonic() + REST
        _until(root, lambda: time.monotonic() > end)
        shot_of(root, bench.theme, bench.board, seen.snapshot).save(Order(), path)
        bench.close()
        root.destroy()


def _until(root: tk.Tk, met: Callable[[], bool]) -> None:
    while not met():
        root.tk.dooneevent(_tkinter.DONT_WAIT)
        time.sleep(0.001)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
