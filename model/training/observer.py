"""An observer: takes snapshots of a trainer, without changing anything about it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..analysis.boundary import CELLS, Boundary, Plane
from ..analysis.census import Census
from ..analysis.fit import Fit, fitter
from ..analysis.normalization import batch_norm_state
from ..analysis.preactivations import Preactivations
from ..analysis.signals import Signals
from ..analysis.unit_maps import NAME as MAPS
from ..analysis.unit_maps import Mapper, UnitMaps
from ..analysis.units import Units
from ..nn.network import Network
from .history import Curves
from .marks import Mark, marks_of
from .moment import Moment
from .overlays import Overlay, Overlays
from .snapshot import Snapshot, Status
from .trainer import Trainer

OLD = 1.03  # in full swing marks are looked for when the run is so many times as long as it was


class Observer:
    """Takes the snapshots of one trainer, which is run number ``run`` of the program.

    ``wanted`` names the overlays that belong into them, and whether maps of the units do; boundaries have ``cells``
    along each side.
    """

    def __init__(
        self, trainer: Trainer, run: int = 1, wanted: frozenset[str] = frozenset(), cells: int = CELLS
    ) -> None:
        self.trainer, self.run, self.wanted = trainer, run, wanted
        self._curves: Curves | None = None
        self._signals: Signals | None = None
        self._flat = bool(trainer.data.classes) and trainer.data.train.points.shape[1] == 2
        self.look_closely(cells)
        self._fitter = fitter(trainer.network, trainer.data, trainer.loss)
        self._fit: Fit | None = None
        self._fit_of: tuple[int, int] | None = None
        self._other: tuple[tuple[int, int], Boundary] | None = None
        self._marks: tuple[Mark, ...] = ()
        self._marks_of: tuple[Any, ...] = ()
        self._overlays = Overlays(trainer.network, trainer.data, self._make_plane)
        self._overlaid: tuple[tuple[Any, tuple[int, int]], tuple[Overlay, ...]] | None = None
        self._census = Census(trainer.network, trainer.data.train.inputs)
        self._counted: tuple[Units, Preactivations] | None = None
        self._counted_of: tuple[int, int] | None = None
        self._mapper: Mapper | None = None
        self._maps: UnitMaps | None = None
        self._maps_of: tuple[int, int] | None = None
        self._gradient: tuple[tuple[int, int], np.ndarray] | None = None

    def look_closely(self, cells: int) -> None:
        """From now on boundaries have so many cells along each side."""
        self._plane = self._make_plane(cells) if self._flat else None
        self._boundary: Boundary | None = None
        self._boundary_of: tuple[int, int] | None = None

    def snapshot(
        self,
        status: Status,
        message: str = "",
        steps_per_second: float = 0.0,
        recorded: bool = False,
        old_boundary: bool = False,
        brief: bool = False,
    ) -> Snapshot:
        """The trainer as it is now.

        To save time, ``recorded`` takes the newest evaluation that was recorded anyway, and ``old_boundary`` the
        boundary or fit, units and pre-activations of the snapshot before; ``brief`` takes its signals and its curves of
        every step, not those of evaluations.
        """
        trainer = self.trainer
        curves = self._curves = trainer.history.curves(self._curves if brief else None)
        row = trainer.history.steps.newest(1)
        loss, rate, rms = _newest(row[0]) if len(row) else self._nothing_yet()
        if not brief or self._signals is None:
            self._signals = trainer.signals()
        norm, zero_share = self._weights()
        units, preactivations = self._counted if old_boundary and self._counted else self._new_counts()
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
            curves=curves,
            boundary=self._boundary if old_boundary and self._boundary else self._new_boundary(),
            parameters=_read_only(trainer.network.parameters.copy()),
            parameter_count=trainer.network.parameters.size,
            steps_per_second=steps_per_second,
            divergence=trainer.divergence,
            fit=self._fit if old_boundary and self._fit else self._new_fit(),
            slopes=trainer.network.learned_slopes,
            early_stop=trainer.early_stop,
            other_boundary=self._other_boundary(),
            overlays=self._newest_overlays(old_boundary),
            weight_norm=norm,
            zero_share=zero_share,
            batch_norm=batch_norm_state(trainer.network, trainer.minibatch_statistics),
            signals=self._signals,
            units=units,
            preactivations=preactivations,
            furthest=trainer.furthest,
            marks=self._marks if brief else self._new_marks(recorded),
            maps=self._newest_maps(old_boundary),
            gradient=self._newest_gradient(),
            moment=Moment.of(trainer),
        )

    def _new_marks(self, seldom: bool) -> tuple[Mark, ...]:
        """Looked for again only where something has happened that may be marked; ``seldom`` in a run in full swing."""
        trainer = self.trainer
        known = (trainer.furthest, trainer.history.evaluations.shown, trainer.changes, trainer.end_step,
                 trainer.stop_step)  # fmt: skip
        seen = self._marks_of[0] if self._marks_of else math.inf
        if known != self._marks_of and not (seldom and seen <= known[0] < OLD * seen):
            self._marks, self._marks_of = marks_of(trainer), known
        return self._marks

    def _nothing_yet(self) -> tuple[float, float, np.ndarray]:
        """Loss, learning rate and gradients before the first step."""
        trainer = self.trainer
        rate = trainer.experiment.learning_rates(np.zeros(1), trainer.steps_per_epoch)[0]
        return np.nan, float(rate), np.full(len(trainer.network.layers), np.nan)

    def _weights(self) -> tuple[float, float]:
        """The length of all W together, and the share of their entries that are exactly 0."""
        parts = [layer.parameters["W"].ravel() for layer in self.trainer.network.layers]
        with np.errstate(over="ignore", invalid="ignore"):
            norm = math.hypot(*(float(np.linalg.norm(part)) for part in parts))
        return norm, 1 - sum(map(np.count_nonzero, parts)) / sum(part.size for part in parts)

    def _new_counts(self) -> tuple[Units, Preactivations]:
        """Anew each time at step 0, where scripts may have written other weights."""
        step = self.trainer.step_count
        if self._counted is None or self._counted_of != self.trainer.moment or step == 0:
            self._counted, self._counted_of = self._census.take(step), self.trainer.moment
        return self._counted

    def _new_boundary(self) -> Boundary | None:
        if self._plane is not None and (self._boundary is None or self._boundary_of != self.trainer.moment):
            self._boundary = self._plane.boundary(self.trainer.step_count)
            self._boundary_of = self.trainer.moment
        return self._boundary

    def _new_fit(self) -> Fit | None:
        if self._fitter is not None and (self._fit is None or self._fit_of != self.trainer.moment):
            self._fit = self._fitter.fit(self.trainer.step_count)
            self._fit_of = self.trainer.moment
        return self._fit

    def _other_boundary(self) -> Boundary | None:
        """Once for every early stop."""
        moment, trainer = self.trainer.moment, self.trainer
        if self._plane is None or trainer.early_stop is None or not trainer.early_stop.stopped:
            return None
        if self._other is None or self._other[0] != moment:
            self._other = moment, self._make_plane(network=trainer.other_network).boundary(trainer.step_count)
        return self._other[1]

    def _newest_overlays(self, old: bool) -> tuple[Overlay, ...]:
        """Those of this moment; those of the snapshot before where ``old`` ones will do and are what is wanted."""
        if not self.wanted or not self._flat:
            return ()
        setting = self.wanted, self.trainer.experiment
        if self._overlaid is None or self._overlaid[0] != (setting, self.trainer.moment):
            if not (old and self._overlaid is not None and self._overlaid[0][0] == setting):
                fresh = self._overlays.compute(self.wanted, self.trainer.experiment)
                self._overlaid = (setting, self.trainer.moment), fresh
        return self._overlaid[1]

    def _newest_maps(self, old: bool) -> UnitMaps | None:
        """Those of this moment, or of the snapshot before where ``old`` ones will do; None where nobody wants any."""
        if MAPS not in self.wanted:
            return None
        trainer, known = self.trainer, self._maps is not None
        stale = self._maps_of != trainer.moment and not old
        if not known or stale or (trainer.step_count == 0 and not old):
            self._mapper = self._mapper or Mapper(trainer.network, trainer.data, trainer.loss)
            self._maps, self._maps_of = self._mapper.take(trainer.step_count), trainer.moment
        return self._maps

    def _newest_gradient(self) -> np.ndarray | None:
        """Once for every moment, wherever maps are wanted."""
        if MAPS not in self.wanted:
            return None
        if self._gradient is None or self._gradient[0] != self.trainer.moment:
            self._gradient = self.trainer.moment, _read_only(self.trainer.gradient())
        return self._gradient[1]

    def _make_plane(self, cells: int = CELLS, network: Network | None = None) -> Plane:
        return Plane(network or self.trainer.network, self.trainer.data, self.trainer.loss, cells)


def _newest(row: np.ndarray) -> tuple[float, float, np.ndarray]:
    return float(row[1]), float(row[2]), row[3:]


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
