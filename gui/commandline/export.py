"""The export command: train a run and take it home as one of the kinds of files that the catalogue knows."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gui.exports.catalogue import EXPORTS, Export
from gui.render_runs import experiment_of, moment_of, with_data, without
from gui.start.progress import Progress
from model.knob import Invalid
from model.training.experiment import FIELDS
from model.training.trainer import Trainer

from .options import add_result, add_run, add_settings, steps_of
from .parser import Failure, Parser, Refused, event, obey, refusal

STDOUT = "-"
HANDOUT = "handout"
LESSON = "with handout: that of a lesson, by its name or number, to a file that ends in .html or .pdf"
EXAMPLES = (
    "history --steps 2000 --out history.csv",
    "state --experiment spirals.glassnet --out weights.npz",
    "handout --lesson momentum --out momentum.pdf",
    "history --dataset moons --activation relu --steps 500 --out - | head",
)


def main(argv: Sequence[str]) -> int:
    """Export as ``argv`` asks; the exit code."""
    return obey(argv, _export)


def make_parser() -> Parser:
    """All options; what cannot be understood raises Refused."""
    kinds = "\n".join(f"  {each.name:10} {each.label} ({each.suffix}): {each.help}" for each in EXPORTS.values())
    parser = Parser(
        "export",
        "KIND --out FILE [--steps N | --epochs N] [settings of the experiment]",
        f"Train a network without a window and take the run home as a file. KIND is one of:\n\n{kinds}",
        EXAMPLES,
    )
    section = parser.add_argument_group("the file")
    section.add_argument("kind", metavar="KIND", type=_kind, help=f"what to write: {', '.join(EXPORTS)}")
    words = "where to write; an old file is replaced; - writes to stdout, where the file is text"
    section.add_argument("--lesson", metavar="NAME", help=LESSON)
    section.add_argument("--out", required=True, metavar="FILE", help=words)
    add_run(parser)
    add_result(parser, "tell the result as JSON on stdout, with the file's name and size; words go to stderr then")
    add_settings(parser)
    return parser


def _export(argv: Sequence[str]) -> None:
    options = make_parser().parse_args(argv)
    if options.lesson is not None:
        _lesson(options.kind, options.lesson, options.out, options.json)
        return
    export, moment = options.kind, moment_of(options)
    experiment = with_data(experiment_of(options, moment.experiment), options)
    out = _out(options.out, export, options.json)
    typed = {name for name in FIELDS if getattr(options, name, None) is not None}
    trainer = Trainer(experiment)
    trainer.expect(without(moment.changes, typed))
    steps = steps_of(options, moment.step, experiment.steps_per_epoch)
    with Progress(steps) as bar:
        trainer.run(steps, lambda: bar.to(trainer.step_count) or True)
    gathered = _gathered(export, trainer)
    if out is None:
        _to_stdout(export, gathered)
    else:
        _write(export, gathered, out)
    _tell(export, gathered, trainer, out, options.json)
    if options.fail_diverged and trainer.divergence:
        raise Failure(str(trainer.divergence))


def _lesson(export: Export, name: str, out: str, machine: bool) -> None:
    """The handout of a lesson: its own runs, with its own settings."""
    if not export.name.startswith(HANDOUT):
        raise Refused(f"--lesson: only for {HANDOUT}, not for {export.name}")
    from gui.handouts.command import write_lesson  # draws

    path = _path(out)
    try:
        with Progress(100, "%") as bar:
            lesson = write_lesson(name, path, lambda share: bar.to(round(100 * share)))
    except Invalid as error:
        raise Refused(f"--{error.knob}: {error.value} is not possible; allowed: {error.legal}") from error
    except OSError as error:
        raise Failure(f"{path} could not be written: {error.strerror or error}") from error
    (sys.stderr if machine else sys.stdout).write(f"{path}: lesson {lesson.order}, {lesson.words().title}.\n")
    if machine:
        event("end", kind=export.name, file=str(path), bytes=path.stat().st_size, lesson=lesson.name)


def _gathered(export: Export, trainer: Trainer) -> object:
    try:
        return export.gather(trainer)
    except Invalid as error:
        raise Failure(f"{export.label} is not possible for this run: {error}") from error


def _write(export: Export, gathered: object, out: Path) -> None:
    try:
        export.write(gathered, out)
    except OSError as error:
        raise Failure(f"{out} could not be written: {error.strerror or error}") from error


def _to_stdout(export: Export, gathered: object) -> None:
    """By way of a file: exports write files."""
    with tempfile.TemporaryDirectory(prefix="glassnet-") as folder:
        path = Path(folder) / f"export{export.suffix}"
        _write(export, gathered, path)
        content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"--out -: {export.name} is no text; name a file that ends in {export.suffix}") from None
    sys.stdout.write(text)


def _tell(export: Export, gathered: object, trainer: Trainer, out: Path | None, machine: bool) -> None:
    words = sys.stderr if machine or out is None else sys.stdout
    said = [f"{out}: {export.label} at step {trainer.step_count:,}." if out else "", export.said(gathered)]
    words.write("".join(f"{each}\n" for each in (*said, trainer.ending) if each))
    if machine and out:
        size, step = out.stat().st_size, trainer.step_count
        event("end", kind=export.name, file=str(out), bytes=size, step=step, message=trainer.ending)


def _out(text: str, export: Export, machine: bool) -> Path | None:
    """Where to write; None is stdout."""
    if text == STDOUT:
        if machine:
            raise Refused("--out - and --json: both write to stdout; choose one of them")
        return None
    path = Path(text)
    if path.suffix.lower() != export.suffix:
        raise Refused(f"--out: {text} is not possible; allowed for {export.name}: names that end in {export.suffix}")
    return _path(text)


def _path(text: str) -> Path:
    """A file that can be there."""
    path = Path(text)
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def _kind(text: str) -> Export:
    if text not in EXPORTS:
        raise refusal("KIND", text, EXPORTS)
    return EXPORTS[text]
