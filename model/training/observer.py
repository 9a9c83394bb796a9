"""An observer: takes snapshots of a trainer, without changing anything about it."""

from __future__ import annotations

import numpy as np

from ..analysis.boundary import CELLS, Boundary, Plane
from .snapshot import Snapshot, Status
from .trainer import Trainer


class Observer:
    """Takes the snapshots of one trainer, which is run number ``run`` of the program."""

    def __init__(self, trainer: Trainer, run: int = 1, cells: int = CELLS) -> None:
        self.trainer, self.run = trainer, run
        self.look_closely(cells)

    def look_closely(self, cells: int) -> None:
        """From now on boundaries have so many cells along each side."""
        trainer = self.trainer
        flat = trainer.data.train.points.shape[1] == 2
        self._plane = Plane(trainer.network, trainer.data, trainer.loss, cells) if flat else None
        self._boundary: Boundary | None = None

    def snapshot(
        self,
        status: Status,
        message: str = "",
        steps_per_second: float = 0.0,
        recorded: bool = False,
        old_boundary: bool = False,
    ) -> Snapshot:
        """The trainer as it is now.

        To save time, ``recorded`` takes the newest evaluation that was recorded anyway, and ``old_boundary`` the
        boundary of the snapshot before.
        """
        trainer = self.trainer
        row = trainer.history.steps.newest(1)
        loss, rate, rms = _newest(row[0]) if len(row) else self._nothing_yet()
        return Snapshot(
            run=self.run,
            status=status,
            message=message,
            experiment=trainer.experiment,
            data=trainer.data,
            step=trainer.step_count,
            epoch=trainer.step_count // trainer.steps_per_epoch,
            steps_per_epoch=trainer.steps_per_epoch,
            evaluation=trainer.recorded if recorded else trainer.evaluate(),
            loss=loss,
            learning_rate=rate,
            gradient_rms=_read_only(rms),
            curves=trainer.history.curves(),
            boundary=self._boundary if old_boundary and self._boundary else self._new_boundary(),
            parameters=_read_only(trainer.network.parameters.copy()),
            parameter_count=trainer.network.parameters.size,
            steps_per_second=steps_per_second,
            divergence=trainer.divergence,
        )

    def _nothing_yet(self) -> tuple[float, float, np.ndarray]:
        """Loss, learning rate and gradients before the first step."""
        trainer = self.trainer
        rate = trainer.experiment.learning_rates(np.zeros(1), trainer.steps_per_epoch)[0]
        return np.nan, float(rate), np.full(len(trainer.network.layers), np.nan)

    def _new_boundary(self) -> Boundary | None:
        if self._plane is not None and (self._boundary is None or self._boundary.step != self.trainer.step_count):
            self._boundary = self._plane.boundary(self.trainer.step_count)
        return self._boundary


def _newest(row: np.ndarray) -> tuple[float, float, np.ndarray]:
    return float(row[1]), float(row[2]), row[3:]


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
