"""The record command: train without a window and write a film of it. Needs neither Tk nor a screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gui.commandline.parser import Failure, event, obey
from gui.render_options import toggled_by
from gui.render_runs import contrast_of, expected, moment_of
from gui.start.progress import Progress
from gui.view import caption
from model.training.snapshot import Snapshot, Status

from .film import Film
from .making import Reel, shoot
from .options import colours_of, format_for, frames_of, make_parser, path_of, scenery_of
from .stage import Stage


def main(argv: Sequence[str]) -> int:
    """Record as ``argv`` asks; 0 if the film was written, 2 if the options make no sense, 1 if writing failed."""
    return obey(argv, _record)


def _record(argv: Sequence[str]) -> None:
    options = make_parser().parse_args(argv)
    kind, out, scenery = format_for(options), path_of(options.out), scenery_of(options)
    moment = moment_of(options)
    contrast = contrast_of(options, moment.experiment)
    changes = expected(contrast, moment.changes, options)
    steps = frames_of(options, moment.step)
    reel = Reel(contrast, options.panel or (), toggled_by(options), changes)
    if options.json:
        event("start", frames=len(steps))
    last: list[Snapshot] = []

    def told(done: int, written: int, estimated: int, drawn: Snapshot) -> None:
        last[:] = [drawn]
        bar.to(done, f"{_mega(written)}, about {_mega(estimated)} in all" if estimated else _mega(written))
        if options.json:
            event("frame", done=done, frames=len(steps), bytes=written, estimated=estimated, step=drawn.step)

    try:
        with Progress(len(steps), "frames") as bar:
            film = kind.film(out, scenery.pixels, options.rate, colours_of(scenery.palette))
            with _whole(film):
                shoot(reel, steps, Stage(scenery), film, told)
                size = film.close()
    except OSError as error:
        raise Failure(f"{out} could not be written: {error.strerror or error}") from error
    words = sys.stderr if options.json else sys.stdout
    words.write(f"{out}: {film.frames:,} frames, {_mega(size)}. {caption(last[0])[0]}\n")
    if film.frames < len(steps):
        words.write(f"The run ended at step {last[0].step:,}: {last[0].message}\n")
    if options.json:
        event("end", file=str(out), frames=film.frames, bytes=size, step=last[0].step, message=last[0].message)
    if options.fail_diverged and last[0].status is Status.DIVERGED:
        raise Failure(last[0].message)


@contextmanager
def _whole(film: Film) -> Iterator[None]:
    """Whatever goes wrong: nothing half-made stays."""
    try:
        yield
    except BaseException:
        film.abort()
        raise


def _mega(size: int) -> str:
    """Bytes in words."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
