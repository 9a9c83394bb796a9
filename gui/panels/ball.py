"""A ball on a toy surface: plain gradient descent under the experiment's own learning rate and policy."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from gui.theme.palette import Palette
from model.analysis.toy_surface import TOY_SURFACES, ToySurface, roll
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .captioned import CaptionedPanel
from .drawing.brush import Brush
from .drawing.key import Entry
from .drawing.span import Linear, Span, brief
from .relief import Relief, halo, mark
from .wish import Pick, Wish

STEPS = 600  # of the ball; then it rests where it is
CELLS = 81
EVEN = 0.4  # how far below the surface, in its heights, the levels' logarithm begins: more is more even
INSIDE = 50.0  # a ball further out is off the picture for good


class BallPanel(CaptionedPanel):
    """The surface, the way of the ball as far as the run has come, and which rate the curvature under it allows.

    ``surface`` belongs to the class: every picture of the panel shows the chosen one.
    """

    x_words: ClassVar[tuple[str, ...]] = ("first parameter",)
    y_words: ClassVar[tuple[str, ...]] = ("second parameter",)
    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False
    square: ClassVar[bool] = True

    surface: ClassVar[ToySurface] = next(iter(TOY_SURFACES.values()))
    _way: tuple[ToySurface, Experiment, int, np.ndarray, np.ndarray] | None = None
    _relief: tuple[ToySurface, Palette, Relief] | None = None

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The part of the surface worth seeing."""
        return Linear(*self.surface.x), Linear(*self.surface.y)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """The ball and its way."""
        ink = self.palette.text
        return (
            Entry("way", ink, width=1.4),
            Entry("start", ink, "o", self.palette.card),
            Entry("ball", ink, "o", ink),
            Entry("minimum", ink, "x", ink),
        )

    def moved(self, painted: Snapshot) -> bool:
        """A ball that has made all its steps moves no more."""
        newest = self.snapshot
        if newest is None or newest.experiment != painted.experiment:
            return True
        return min(newest.step, STEPS) != min(painted.step, STEPS)

    def caption(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The rate of the moment against 2 / lambda_max under the ball."""
        path, rates = self.way(snapshot)
        step = min(snapshot.step, STEPS)
        ball, rate = path[step], float(rates[min(step, STEPS - 1)])
        where = f"Ball at step {step} of {STEPS}: f = {brief(float(self.surface.value(ball)))}".replace("-", "−")
        if np.abs(ball).max() > INSIDE:
            return (f"{where}. It was thrown out: the learning rate {brief(rate)} is too large for this surface.",)
        limit = float(self.surface.stable_rate(ball))
        if not np.isfinite(limit):
            return (f"{where}, learning rate {brief(rate)}. Nothing curves upwards here: no rate is too large yet.",)
        verdict = "below it: the ball settles" if rate < limit else "above it: the ball cannot stay"
        return (f"{where}. 2/λmax here is {brief(limit)}, the learning rate {brief(rate)} is {verdict}.",)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Surface, minima, way, ball."""
        self._coloured().paint(brush)
        for _, place in self.surface.minima:
            mark(brush, *place, self.palette, "x", True, 5.5)
        way = np.clip(self.way(snapshot)[0][: min(snapshot.step, STEPS) + 1], -INSIDE, INSIDE)
        halo(brush, way[:, 0], way[:, 1], self.palette)
        mark(brush, *way[0], self.palette, "o", False)
        mark(brush, *way[-1], self.palette, "o", True, 9.0)

    def describe(self, x: float, y: float) -> str | None:
        """Height and largest stable rate under the pointer."""
        place = self.at(x, y)
        if place is None:
            return None
        limit = float(self.surface.stable_rate(np.array(place)))
        words = f"f = {brief(float(self.surface.value(np.array(place))))}".replace("-", "−")
        return f"{words}, 2/λmax = {brief(limit)}" if np.isfinite(limit) else f"{words}, nothing curves upwards"

    def way(self, snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
        """All places of the ball ``(STEPS + 1, 2)`` and the learning rates ``(STEPS,)`` that lead there."""
        asked = self.surface, snapshot.experiment, snapshot.steps_per_epoch
        if self._way is None or self._way[:3] != asked:
            rates = np.asarray(snapshot.experiment.learning_rates(np.arange(STEPS), snapshot.steps_per_epoch), float)
            self._way = (*asked, roll(self.surface, np.array(self.surface.start), rates), rates)
        return self._way[3], self._way[4]

    def _coloured(self) -> Relief:
        if self._relief is None or self._relief[0] is not self.surface or self._relief[1] is not self.palette:
            x, y = (np.linspace(*ends, CELLS) for ends in (self.surface.x, self.surface.y))
            heights = self.surface.value(np.stack(np.meshgrid(x, y), axis=-1))
            floor = float(heights.min()) - EVEN * float(np.ptp(heights))
            self._relief = (self.surface, self.palette, Relief(heights, self.palette, floor))
        return self._relief[2]

    # -- controls

    def _take(self, number: int) -> Wish | None:
        type(self).surface = list(TOY_SURFACES.values())[number]
        if self.snapshot is not None:
            self.x, self.y = self.spans(self.snapshot, False)
            self.arrange()
        return Wish(redraw=True)

    controls = (
        Pick(
            "surface",
            "A narrow and a wide well, or a bowl; the ball follows the learning rate and policy of the settings",
            lambda panel: [surface.label for surface in TOY_SURFACES.values()],
            lambda panel: list(TOY_SURFACES.values()).index(panel.surface),
            lambda panel, number: panel._take(number),
        ),
    )
