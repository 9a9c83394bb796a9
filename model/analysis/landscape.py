"""The loss surface of the real network: a slice along chosen directions, the run's path on it, and its curvature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..training.trainer import Trainer
from .curvature import MOST, Curvature, curvature, hessian
from .directions import DIRECTIONS, Axes, Course, parameter_names
from .trial import Trial
from .unable import Unable

CELLS = (15, 41)  # along each side of a surface, fewest and most; odd, so that the middle is a cell
PLACES = (41, 161)  # along a line
WORK = 1.2e9  # multiplications for all cells together, a second or so
MARKED = 120  # places of the path, at most
NAMED = 400  # parameters that can be chosen by name
INSTEAD = DIRECTIONS["random"]  # of directions that the run does not give yet


@dataclass(frozen=True)
class Landscape:
    """Losses ``(up, across)`` (nats) of the training set in the plane of two directions; one row along a single one.

    ``across`` and ``up`` are coordinates, which ``words`` explain. ``here``, ``start`` and ``path (n, 2)``
    are projected onto the plane, so the path's own losses ``path_losses (n,)`` may be others than those below it.
    ``names`` are those of the first parameters of the network. ``curvature`` is None for large networks.
    """

    step: int
    directions: str
    words: tuple[str, str]
    note: str
    across: np.ndarray
    up: np.ndarray
    losses: np.ndarray
    here: np.ndarray
    start: np.ndarray
    path: np.ndarray
    path_losses: np.ndarray
    loss: float
    parameters: int
    names: tuple[str, ...]
    chosen: tuple[int, int]
    curvature: Curvature | None
    why_not: str = ""

    @property
    def line(self) -> bool:
        """Whether this is a slice along one direction alone."""
        return len(self.up) == 1

    @property
    def lowest(self) -> tuple[float, float, float] | None:
        """Place and loss of the least loss among the cells, or None where none is finite."""
        if not np.isfinite(self.losses).any():
            return None
        known = np.where(np.isfinite(self.losses), self.losses, np.inf)
        row, column = np.unravel_index(int(known.argmin()), known.shape)
        return float(self.across[column]), float(self.up[row]), float(self.losses[row, column])


class LandscapeStudy:
    """The surface in pieces of one evaluation. Raises Unable where the parameters are not finite."""

    def __init__(
        self,
        trainer: Trainer,
        directions: str = "path",
        line: bool = False,
        first: int = 0,
        second: int = 1,
        cells: int | None = None,
    ) -> None:
        self._trial = Trial(trainer)
        here = self._trial.here
        if not np.isfinite(here).all():
            raise Unable("The weights are not finite any more: there is no surface around them. Reset the run.")
        self._step, self._name, self._line = trainer.step_count, directions, line
        rows = trainer.path.until(trainer.step_count)
        self._path = np.concatenate((rows, here[None])) if len(rows) else here[None]
        course = Course(trainer.network, here, self._path, trainer.experiment.seed, (first, second))
        self._axes, self._note = _axes(directions, course)
        self._chosen, self._names = (first, second), tuple(parameter_names(trainer.network)[:NAMED])
        self._make_grid(len(trainer.data.train) + len(trainer.data.validation), cells)
        self._why_not = _why_not(trainer)
        self._found: Landscape | None = None

    def pieces(self) -> Iterator[float]:
        """Cells from the first row to the last, the path, then the curvature."""
        marked = np.unique(np.linspace(0, len(self._path) - 1, MARKED).round().astype(int))
        total = self._losses.size + len(marked) + (0 if self._why_not else 2 * self._trial.here.size)
        done = 0
        for row, b in enumerate(self._up):
            for column, a in enumerate(self._across):
                self._losses[row, column] = self._trial.loss(self._axes.place(a, b))
                done += 1
                yield done / (total + 1)
        path_losses = np.empty(len(marked))
        for number, place in enumerate(marked):
            path_losses[number] = self._trial.loss(self._path[place])
            done += 1
            yield done / (total + 1)
        rows: list[np.ndarray] = []
        for row in () if self._why_not else hessian(self._trial.gradient, self._trial.here):
            rows.append(row)
            done += 2
            yield done / (total + 1)
        found = curvature(rows, self._trial.gradient(self._trial.here)) if rows else None
        self._found = self._landscape(self._path[marked], path_losses, found)
        yield 1.0

    def result(self) -> Landscape | None:
        """The whole of it, or None."""
        return self._found

    def _make_grid(self, points: int, cells: int | None) -> None:
        """As fine as the work of all evaluations allows."""
        affordable = WORK / (points * self._trial.here.size)
        if self._line:
            count, counts = int(min(max(affordable, PLACES[0]), PLACES[1])), 1
        else:
            count = counts = int(min(max(affordable**0.5, CELLS[0]), CELLS[1]))
        count, counts = cells or count, 1 if self._line else cells or counts
        (left, right), (low, high) = self._axes.spans
        self._across = np.linspace(left, right, count)
        self._up = np.zeros(1) if self._line else np.linspace(low, high, counts)
        if self._line:  # through the present place
            self._up[0] = self._axes.coordinates(self._trial.here[None])[0, 1]
        self._losses = np.full((len(self._up), len(self._across)), np.nan)

    def _landscape(self, path: np.ndarray, path_losses: np.ndarray, found: Curvature | None) -> Landscape:
        places = self._axes.coordinates(path)
        here = self._axes.coordinates(self._trial.here[None])[0]
        for array in (self._across, self._up, self._losses, places, path_losses, here):
            array.flags.writeable = False
        return Landscape(
            self._step, self._name, self._axes.words, self._note, self._across, self._up, self._losses, here, places[0],
            places, path_losses, self._trial.loss(self._trial.here), self._trial.here.size, self._names, self._chosen,
            found, self._why_not,
        )  # fmt: skip


def _axes(name: str, course: Course) -> tuple[Axes, str]:
    """The directions asked for or, where the run gives none yet, random ones with the reason."""
    try:
        axes = DIRECTIONS[name].axes(course)
        return axes, axes.note
    except Unable as reason:
        return INSTEAD.axes(course), f"{reason} Random directions instead."


def _why_not(trainer: Trainer) -> str:
    """Why there is no Hessian, or nothing."""
    if trainer.network.parameters.size > MOST:
        return f"curvature: only for up to {MOST} parameters"
    return "curvature: not with batch norm" if trainer.network.batch_norm else ""
