"""Writing a film of 100 frames: this program's GIF against the same frames from Matplotlib's own PillowWriter."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from matplotlib.animation import PillowWriter

from gui.films.gif import GifFilm
from gui.films.making import Reel, shoot, steps_of
from gui.films.options import colours_of
from gui.films.stage import Scenery, Stage
from gui.panels import places
from gui.theme.palette import DARK, LIGHT
from gui.view import DPI
from model.training.contrast import alone
from model.training.experiment import Experiment

STEPS = steps_of(0, 1980, 20)  # 100 frames
SIZE = (900, 600)
RATE = 10.0
MOST_TIME, MOST_SIZE = 0.6, 1.0  # of what PillowWriter takes
CASES = {
    "all panels, light": (Experiment(), LIGHT, ()),
    "all panels, dark": (Experiment(dataset="spirals", classes=3, hidden=(16, 16), learning_rate=0.1), DARK, ()),
    "boundary alone": (Experiment(hidden=(8, 8), learning_rate=0.1), LIGHT, ("boundary",)),
    "network": (Experiment(), DARK, ("network", "boundary")),
}


def own(scenery: Scenery, experiment: Experiment, names: Sequence[str], path: Path) -> None:
    """The film as the record command writes it, the training in it included."""
    film = GifFilm(path, scenery.pixels, RATE, colours_of(scenery.palette))
    shoot(Reel(alone(experiment), names), STEPS, Stage(scenery), film, lambda *_: None)
    film.close()


def matplotlibs(scenery: Scenery, experiment: Experiment, names: Sequence[str], path: Path) -> None:
    """The same frames, each drawn by the figure and saved by PillowWriter, the training in it included."""
    reel, writer = Reel(alone(experiment), names), PillowWriter(fps=RATE)
    view = scenery.compose(reel.at(STEPS[0]))
    with writer.saving(view.figure, str(path), dpi=DPI):
        for step in STEPS:
            snapshot = reel.at(step)
            for panel in view.panels:
                panel.show(snapshot)
            writer.grab_frame()


def main(argv: Sequence[str] | None = None) -> int:
    """Print time and bytes as shares of PillowWriter's; 1 if they are more than they may be."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (experiment, palette, names) in CASES.items():
            scenery = Scenery(palette, SIZE, panels=places(names) if names else None, captioned=False)
            seconds, sizes = [], []
            for write in (own, matplotlibs):
                path = Path(folder) / f"{write.__name__}.gif"
                began = time.perf_counter()
                write(scenery, experiment, names, path)
                seconds.append(time.perf_counter() - began)
                sizes.append(path.stat().st_size)
            shares = seconds[0] / seconds[1], sizes[0] / sizes[1]
            failures += shares[0] > MOST_TIME or shares[1] > MOST_SIZE
            print(
                f"  {name:20} {shares[0]:5.2f} of the time ({seconds[0]:.2f} s), "
                f"{shares[1]:5.2f} of the size ({sizes[0] / 1e6:.2f} MB)",
                flush=True,
            )
    print(f"  allowed: {MOST_TIME} of the time, {MOST_SIZE} of the size")
    return 1 if failures else 0
