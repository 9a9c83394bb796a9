"""The render command: train without a window and write the view as a picture. Needs neither Tk nor a screen."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gui.start.progress import Progress
from gui.theme.palette import PALETTES
from model.training.contrast import Contrast
from model.training.experiment import Experiment
from model.training.jobs import Jobs
from model.training.lockstep import Lockstep, ended
from model.training.moment import Changes
from model.training.snapshot import Snapshot, Status

from .commandline.options import steps_of
from .commandline.parser import Failure, event, obey
from .panels import PANELS, places, standard
from .pictures.formats import UNITS, format_of, save
from .render_options import make_parser, path_of, size_of, toggled_by
from .render_runs import contrast_of, expected, moment_of
from .view import caption, draw_view


def main(argv: Sequence[str]) -> int:
    """Render as ``argv`` asks; 0 if the picture was written, 2 if the options make no sense, 1 if writing failed."""
    return obey(argv, _render)


def _render(argv: Sequence[str]) -> None:
    options = make_parser().parse_args(argv)
    moment = moment_of(options)
    contrast = contrast_of(options, moment.experiment)
    changes = expected(contrast, moment.changes, options)
    out = path_of(options.out)
    width, height = size_of(options.size, options.scale)
    toggled = toggled_by(options)
    steps = steps_of(options, moment.step, contrast.base.steps_per_epoch)
    snapshot = _train(contrast, steps, options.panel or (), toggled, changes)
    figure = draw_view(
        snapshot,
        PALETTES[options.colours],
        (width, height),
        UNITS if format_of(out).vector else options.scale,
        places(options.panel) if options.panel else None,
        toggled,
        chosen=dict(options.choose),
        captioned=options.caption,
    )
    try:
        save(figure, out, snapshot.moment)
    except OSError as error:
        raise Failure(f"{out} could not be written: {error.strerror or error}") from error
    _tell(snapshot, out, options.json)
    if options.fail_diverged and any(each.status is Status.DIVERGED for each in _shots(snapshot)):
        raise Failure(snapshot.message or "A run diverged.")


def _tell(snapshot: Snapshot, out: Path, machine: bool) -> None:
    """The result, for a person and if asked for a machine."""
    words = sys.stderr if machine else sys.stdout
    words.write(f"{out}: {caption(snapshot)[0]}\n")
    if snapshot.message:
        words.write(f"{snapshot.message}\n")
    if machine:
        event("end", file=str(out), bytes=out.stat().st_size, runs=[_facts(each) for each in _shots(snapshot)])


def _shots(snapshot: Snapshot) -> list[Snapshot]:
    """All runs, in their order."""
    shots = [(snapshot.place, snapshot), *((each.place, each.snapshot) for each in snapshot.companions)]
    return [shot for _, shot in sorted(shots, key=lambda pair: pair[0])]


def _facts(shot: Snapshot) -> dict[str, Any]:
    """Where one run stands, under the names that train uses."""
    numbers = {name: value for name, value in vars(shot.evaluation).items() if name != "step"}
    different = Experiment().differences(shot.experiment)
    settings = {name: value for name, value in different.items() if name != "own"}
    seeds = {"seed": shot.experiment.seed, "data_seed": shot.experiment.data_seed}
    return {"step": shot.step, "epoch": shot.epoch, **numbers, **seeds, "status": shot.status.name.lower(),
            "message": shot.message, "settings": settings}  # fmt: skip


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
    with Progress(steps) as bar:
        runs.run(steps, lambda: bar.to(runs.step_count) or True)
    jobs = Jobs(runs.trainer)
    for name in {PANELS[panel].panel.analysis for panel in panels} - {""}:
        jobs.ask(name, {})
    while jobs.busy:
        jobs.advance()
    shot = runs.snapshot(ended(runs.trainer) if runs.ending else Status.PAUSED)
    return dataclasses.replace(shot, analyses=jobs.reports)
