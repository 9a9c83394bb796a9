"""Moments and pictures that several tests of pictures share."""

from __future__ import annotations

from pathlib import Path

from gui.panels import places
from gui.pictures.formats import save
from gui.theme.palette import LIGHT, PALETTES
from gui.view import draw_view
from model.data.own.points import OwnPoints
from model.training.contrast import alone
from model.training.experiment import Experiment
from model.training.lockstep import Lockstep
from model.training.moment import Moment
from model.training.snapshot import Snapshot, Status

AWKWARD = ('a<b & "c"', "(μ) \\ ]]>")  # names with whatever a format has to escape
OWN = OwnPoints.of(
    {
        "name": "my \\(points\\) & <more>.csv",
        "points": [[0.1, -2.5], [1e-300, 3.0], [0.3, 0.7], [-1.0, 2.0], [5.5, 1.25], [0.2, 0.1]],
        "labels": [0, 1, 0, 1, 0, 1],
        "feature_names": list(AWKWARD),
        "class_names": ["yes", "no)"],
    }
)  # fmt: skip
MOMENTS = {
    "defaults": Moment(Experiment(samples=60), (), 7),
    "schedule options": Moment(
        Experiment(samples=40, schedule="step", schedule_options={"gamma": 0.3, "step_size": 5}, seed=2**32 - 1), (), 9
    ),
    "live changes": Moment(
        Experiment(samples=40, optimizer="adam", dropout=0.2),
        (
            (3, {"learning_rate": 1 / 3}),
            (6, {"schedule": "cosine", "schedule_options": {"T_max": 50}}),
            (8, {"l2": 1e-4}),
        ),
        7,
    ),
    "own data": Moment(Experiment(own=OWN, batch_size=2), (), 5),
}  # fmt: skip


def shown(moment: Moment) -> Snapshot:
    """The run of ``moment``, rested at its step."""
    runs = Lockstep(alone(moment.experiment))
    runs.trainer.expect(moment.changes)
    runs.goto(moment.step)
    return runs.snapshot(Status.PAUSED)


def drawn(moment: Moment, path: Path, *panels: str, colours: str = LIGHT.name, scale: float = 1.0) -> bytes:
    """A picture of ``moment``; its bytes."""
    snapshot = shown(moment)
    save(draw_view(snapshot, PALETTES[colours], (480, 320), scale, places(list(panels))), path, snapshot.moment)
    return path.read_bytes()
