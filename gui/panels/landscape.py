"""The loss surface: a slice through the loss of the real network, the run's path on it, and its curvature in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from gui.theme.palette import Palette
from model.analysis.curvature import Curvature
from model.analysis.directions import DIRECTIONS
from model.analysis.landscape import Landscape
from model.analysis.report import Report
from model.training.snapshot import Snapshot, Status

from .captioned import CaptionedPanel
from .drawing.brush import Brush
from .drawing.key import Entry
from .drawing.span import Linear, Span, brief, from_zero
from .relief import Relief, halo, mark
from .wish import Pick, Press, Wish

NAME = "landscape"
DEFAULTS: Mapping[str, Any] = {"directions": next(iter(DIRECTIONS)), "line": False, "first": 0, "second": 1}
FORMS = ("surface", "line")
MARGIN = "00.00000"  # room for the colours' key and its numbers
NARROW = 260.0  # points; a narrower panel has no such key
AT_REST = 1e-3  # a shorter gradient is none
SAYS = {
    "plateau": "Plateau: flat in every direction",
    "saddle": "Saddle: curves down in {negative} of {count} directions",
    "valley": "Valley: curves up or not at all",
    "minimum": "Minimum: curves up in every direction",
}


class LandscapePanel(CaptionedPanel):
    """Tints and contours over two directions, or a curve along one; ring: start, dot: now, star: lowest."""

    x_words = ("direction 1",)
    y_words = ("direction 2",)
    analysis: ClassVar[str] = NAME
    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False
    caption_lines: ClassVar[int] = 3

    _asked: Mapping[str, Any] = DEFAULTS  # stays through a restart
    _relief: tuple[Landscape, Palette, Relief] | None = None

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The plane, edge to edge; or the line, and losses from 0."""
        found = _found(snapshot)
        if found is None:
            return Linear(-1.0, 1.0), Linear(-1.0, 1.0)
        if found.line:
            return Linear(float(found.across[0]), float(found.across[-1])), from_zero(_ceiling(found), None)
        return _edges(found.across), _edges(found.up)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Path and marks."""
        ink, card = self.palette.text, self.palette.card
        found = _found(snapshot)
        return (
            Entry("run's path", ink, width=1.4, dashed=found is not None and found.line),
            Entry("start", ink, "o", card),
            Entry("now", ink, "o", ink),
            Entry("lowest of this slice", ink, "*", ink),
        )

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another slice has other words."""
        return before is None or _found(before) is not _found(snapshot)

    def arrange(self) -> None:
        """Lay out with the words of the newest slice."""
        found = _found(self.snapshot) if self.snapshot else None
        line = found is not None and found.line
        across, up = found.words if found else ("direction 1", "direction 2")
        self.x_words = (across, across.split(" (")[0], "direction 1")
        self.y_words = ("training loss (nats)", "loss") if line else (up, up.split(" (")[0], "direction 2")
        narrow = self._place[2] < self._px(NARROW)
        self.margin_words = "" if line or narrow or found is None else MARGIN
        super().arrange()

    def moved(self, painted: Snapshot) -> bool:
        """Only a new slice, or how far it is."""
        newest = self.snapshot
        if newest is None or newest.analyses.get(NAME) is not painted.analyses.get(NAME):
            return True
        found = _found(newest)
        return found is not None and (found.step == newest.step) != (found.step == painted.step)

    def wants(self) -> Wish | None:
        """A slice of this moment, whenever the run rests."""
        snapshot, report = self.snapshot, self._report
        if snapshot is None or snapshot.status in (Status.RUNNING, Status.FAILED):
            return None
        if report is not None and report.step == snapshot.step:
            return None
        return Wish(analysis=NAME, options=self.options)

    @property
    def options(self) -> Mapping[str, Any]:
        """Which slice is asked for."""
        if self._report is not None:
            self._asked = {**DEFAULTS, **self._report.options}
        return self._asked

    def caption(self, snapshot: Snapshot) -> tuple[str, ...]:
        """That it is a slice, and what the curvature means."""
        report, found = snapshot.analyses.get(NAME), _found(snapshot)
        if found is None:
            waiting = (
                f"Computing: {report.progress:.0%} …" if report and not report.done else "Pause, or press Compute."
            )
            return (report.trouble if report and report.trouble else waiting,)
        kind = "one direction" if found.line else "two directions"
        old = " (the run has gone on since)" if found.step != snapshot.step else ""
        doing = f" Computing: {report.progress:.0%} …" if report and not report.done else ""
        slice_words = f"A slice along {kind} of {found.parameters:,}, at step {found.step:,}{old}. {found.note}{doing}"
        return slice_words, curvature_words(found.curvature) if found.curvature else found.why_not.capitalize()

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Surface or line, path, marks."""
        found = _found(snapshot)
        if found is None:
            report = snapshot.analyses.get(NAME)
            words = "no slice" if report and report.done else "computing" if report else "no slice yet"
            brush.note(words, palette=self.palette, down=0.5 * brush.box.height / brush.points)
            return
        heights = found.path_losses if found.line else found.path[:, 1]
        if found.line:
            brush.line(found.across, self.y.coordinate(found.losses[0]), self.palette.train, 1.8)
            brush.line(found.path[:, 0], self.y.coordinate(heights), self.palette.text, 1.2, dashed=True)
        else:
            relief = self._coloured(found)
            relief.paint(brush)
            if self.margin_words:
                relief.paint_key(brush)
            halo(brush, found.path[:, 0], heights, self.palette)
        lowest = found.lowest
        if lowest is not None:
            mark(brush, lowest[0], lowest[2] if found.line else lowest[1], self.palette, "*", True, 8.0)
        mark(brush, found.path[0, 0], heights[0], self.palette, "o", False)
        mark(brush, found.path[-1, 0], heights[-1], self.palette, "o", True)

    def describe(self, x: float, y: float) -> str | None:
        """The loss under the pointer."""
        place, found = self.at(x, y), _found(self.snapshot) if self.snapshot else None
        if place is None:
            return None
        if found is None:
            return "no slice yet"
        column = int(np.abs(found.across - place[0]).argmin())
        row = 0 if found.line else int(np.abs(found.up - place[1]).argmin())
        loss = float(found.losses[row, column])
        here = f"{found.across[column]:.3g}" if found.line else f"{found.across[column]:.3g}, {found.up[row]:.3g}"
        return f"training loss {brief(loss)} at ({here})".replace("-", "−")

    def _coloured(self, found: Landscape) -> Relief:
        if self._relief is None or self._relief[0] is not found or self._relief[1] is not self.palette:
            self._relief = (found, self.palette, Relief(found.losses, self.palette))
        return self._relief[2]

    @property
    def _report(self) -> Report | None:
        return self.snapshot.analyses.get(NAME) if self.snapshot else None

    # -- controls

    def _ask(self, **changes: Any) -> Wish:
        return Wish(analysis=NAME, options={**self.options, **changes})

    def _parameter_names(self) -> Sequence[str]:
        found = _found(self.snapshot) if self.snapshot else None
        chosen = found is not None and self.options["directions"] == "parameters"
        return [name.removeprefix("layer ") for name in found.names] if chosen else ()

    controls = (
        Pick(
            "directions",
            "Along which directions the loss is computed: a slice shows no more than them",
            lambda panel: [record.label for record in DIRECTIONS.values()],
            lambda panel: list(DIRECTIONS).index(panel.options["directions"]),
            lambda panel, number: panel._ask(directions=list(DIRECTIONS)[number]),
        ),
        Pick(
            "form",
            "Over two directions, or along the first alone",
            lambda panel: FORMS,
            lambda panel: int(panel.options["line"]),
            lambda panel, number: panel._ask(line=bool(number)),
        ),
        Pick(
            "first",
            "The parameter that changes from left to right: its layer, then from which input to which unit",
            lambda panel: panel._parameter_names(),
            lambda panel: panel.options["first"],
            lambda panel, number: panel._ask(first=number),
        ),
        Pick(
            "second",
            "The parameter that changes from below upwards: its layer, then from which input to which unit",
            lambda panel: () if panel.options["line"] else panel._parameter_names(),
            lambda panel: panel.options["second"],
            lambda panel, number: panel._ask(second=number),
        ),
        Press(
            "compute",
            "Compute the slice for the weights as they are now; at a pause that happens by itself",
            lambda panel: "Compute",
            lambda panel: panel._ask(),
        ),
    )


def curvature_words(found: Curvature) -> str:
    """What the Hessian's eigenvalues mean."""
    says = SAYS[found.kind].format(negative=found.negative, count=len(found.eigenvalues))
    rest = "" if found.slope < AT_REST else f", still sloping ({brief(found.slope)})"
    if not np.isfinite(found.stable_rate):
        return f"{says}{rest}."
    limit = f"plain gradient descent is stable here below a learning rate of 2/λmax = {brief(found.stable_rate)}"
    return f"{says}{rest}. λmax = {brief(found.greatest)}: {limit}."


def _found(snapshot: Snapshot) -> Landscape | None:
    report = snapshot.analyses.get(NAME)
    return report.value if report else None


def _edges(centres: np.ndarray) -> Linear:
    """From the outer edge of the first cell to that of the last."""
    half = (centres[-1] - centres[0]) / (2 * (len(centres) - 1))
    return Linear(float(centres[0] - half), float(centres[-1] + half))


def _ceiling(found: Landscape) -> float:
    """A loss that leaves the path and most of the line in sight."""
    line = found.losses[np.isfinite(found.losses)]
    tops = [float(np.max(found.path_losses, where=np.isfinite(found.path_losses), initial=0.0)), 2.5 * found.loss]
    return min(float(line.max(initial=0.0)), 1.2 * max(tops)) if len(line) else 1.0
