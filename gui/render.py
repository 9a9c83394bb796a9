"""The render command: train without a window and write the view as a picture. Needs neither Tk nor a screen."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence

from gui.theme.palette import PALETTES
from model.training.contrast import Contrast
from model.training.jobs import Jobs
from model.training.lockstep import Lockstep, ended
from model.training.moment import Changes
from model.training.snapshot import Snapshot, Status

from .panels import PANELS, places, standard
from .pictures.formats import save
from .render_options import Refused, make_parser, path_of, size_of, toggled_by
from .render_runs import contrast_of, expected, moment_of
from .view import caption, draw_view


def main(argv: Sequence[str]) -> int:
    """Render as ``argv`` asks; 0 if the picture was written, 2 if the options make no sense, 1 if writing failed."""
    parser = make_parser()
    try:
        options = parser.parse_args(argv)
        moment = moment_of(options)
        contrast = contrast_of(options, moment.experiment)
        changes = expected(contrast, moment.changes, options)
        out = path_of(options.out)
        width, height = size_of(options.size, options.scale)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except SystemExit as end:  # --help
        return int(end.code or 0)
    toggled = toggled_by(options)
    steps = moment.step if options.steps is None else options.steps
    snapshot = _train(contrast, steps, options.panel or (), toggled, changes)
    figure = draw_view(
        snapshot,
        PALETTES[options.colours],
        (width, height),
        options.scale,
        places(options.panel) if options.panel else None,
        toggled,
        chosen=dict(options.choose),
        captioned=options.caption,
    )
    try:
        save(figure, out, snapshot.moment)
    except OSError as error:
        sys.stderr.write(f"{out} could not be written: {error.strerror or error}\n")
        return 1
    sys.stdout.write(f"{out}: {caption(snapshot)[0]}\n")
    if snapshot.message:
        sys.stdout.write(f"{snapshot.message}\n")
    return 0


def _train(
    contrast: Contrast,
    steps: int,
    panels: Sequence[str] = (),
    toggled: Mapping[str, set[str]] | None = None,
    changes: Sequence[Changes] = (),
) -> Snapshot:
    """The runs after so many steps, with every analysis that ``panels`` show and every overlay switched on."""
    offered = [(each, on) for panel, on in (toggled or {}).items() for each in PANELS[panel].panel.offers()]
    wanted = frozenset(each.overlay for each, on in offered if each.name in on) - {""}
    wanted = wanted.union(*(PANELS[panel].panel.needs for panel in panels or standard()))
    runs = Lockstep(contrast, wanted=wanted)
    if any(changes):
        runs.expect(changes)
    runs.run(steps)
    jobs = Jobs(runs.trainer)
    for name in {PANELS[panel].panel.analysis for panel in panels} - {""}:
        jobs.ask(name, {})
    while jobs.busy:
        jobs.advance()
    shot = runs.snapshot(ended(runs.trainer) if runs.ending else Status.PAUSED)
    return dataclasses.replace(shot, analyses=jobs.reports)
