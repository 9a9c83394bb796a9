"""The render command: train without a window and write the view as a picture. Needs neither Tk nor a screen."""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from gui.theme.palette import DARK, LIGHT
from model.knob import Invalid, Knob
from model.training.contrast import MOST_SEEDS, Contrast, Variant, alone, seeds_of
from model.training.experiment import KNOBS, Experiment
from model.training.lockstep import Lockstep, ended
from model.training.snapshot import Snapshot, Status

from .panels import PANELS, places
from .view import caption, draw_view, save

KINDS = (".png", ".svg", ".pdf")
SIDE = (240, 8000)  # px, least and most of width and height
MOST_PIXELS = 120_000_000
EXAMPLES = """\
examples:
  python3 main.py render --steps 2000 --out picture.png
  python3 main.py render --steps 5000 --dataset spirals --classes 3 --hidden 16,16 --out spirals.png
  python3 main.py render --schedule step --schedule-options '{"gamma": 0.5}' --panel learning_rate --out rate.pdf
  python3 main.py render --compare initializer=zeros,xavier,he --out contrast.png
  python3 main.py render --depth 30 --activation sigmoid --panel gradients --dark --scale 2 --out vanishing.png

The same settings give the same picture, as long as the seeds stay the same.
"""


class Refused(Exception):
    """What a person asked for cannot be done; the text says why and what can."""


def main(argv: Sequence[str]) -> int:
    """Render as ``argv`` asks; 0 if the picture was written, 2 if the options make no sense, 1 if writing failed."""
    parser = _parser()
    try:
        options = parser.parse_args(argv)
        contrast = _contrast(_experiment(options), options.compare, options.seeds)
        out = _path(options.out)
        width, height = _size(options.size, options.scale)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except SystemExit as end:  # --help
        return int(end.code or 0)
    snapshot = _train(contrast, options.steps)
    figure = draw_view(
        snapshot,
        DARK if options.dark else LIGHT,
        (width, height),
        options.scale,
        places(options.panel) if options.panel else None,
        options.log,
    )
    try:
        save(figure, out)
    except OSError as error:
        sys.stderr.write(f"{out} could not be written: {error.strerror or error}\n")
        return 1
    sys.stdout.write(f"{out}: {caption(snapshot)[0]}\n")
    if snapshot.message:
        sys.stdout.write(f"{snapshot.message}\n")
    return 0


def _train(contrast: Contrast, steps: int) -> Snapshot:
    runs = Lockstep(contrast)
    runs.run(steps)
    return runs.snapshot(ended(runs.trainer) if runs.ending else Status.PAUSED)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and what the nearest option is called."""

    def error(self, message: str) -> NoReturn:
        unknown = re.match(r"unrecognized arguments: (-\S+)", message)
        if unknown:
            known = [name for action in self._actions for name in action.option_strings if "_" not in name]
            near = difflib.get_close_matches(unknown[1].split("=")[0], known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise Refused(f"{unknown[1]}: no such option{hint} (render --help shows all)")
        stray = re.match(r"unrecognized arguments: (.+)", message)
        message = f"{stray[1]}: not understood; settings are typed as --name value" if stray else message
        raise Refused(f"{message} (render --help shows all)")


def _parser() -> _Parser:
    parser = _Parser(
        prog="python3 main.py render",
        usage="python3 main.py render --out FILE [--steps N] [options of the picture] [settings of the experiment]",
        description="Train a network without a window and write what the window would show as a picture.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument_group("picture").add_argument
    add("--out", required=True, metavar="FILE", help="where to write: .png, .svg or .pdf; an old file is replaced")
    add("--steps", type=_whole, default=1000, metavar="N", help="how many minibatch updates to train (default 1000)")
    add("--size", default="1280x800", metavar="WxH", help="size in px, before --scale (default 1280x800)")
    add("--scale", type=_scale, default=1.0, metavar="S", help="times so many px and so large text: 2 for a handout")
    words = "run these values of one setting together, as --compare initializer=xavier,he; several settings: all pairs"
    add("--compare", action="append", default=[], metavar="NAME=V,V", help=words)
    add("--seeds", type=_seeds, default=0, metavar="N", help="run N seeds together and draw their median and band")
    add("--dark", action="store_true", help="the dark colours")
    names = ", ".join(PANELS)
    add("--panel", type=_panel, action="append", metavar="NAME", help=f"only this panel, may be repeated: {names}")
    logs = ", ".join(name for name, record in PANELS.items() if record.panel.has_log)
    add(
        "--log",
        type=_log,
        action="append",
        default=[],
        metavar="NAME",
        help=f"logarithmic y axis in this panel: {logs}",
    )
    for group in dict.fromkeys(knob.group for knob in KNOBS.values()):
        section = parser.add_argument_group(group.lower() or None)
        for knob in KNOBS.values():
            if knob.group == group:
                _add_knob(section, knob)
            if knob.group == group and knob.name == "width":
                section.add_argument(
                    "--hidden", metavar="8,4", help="units of each hidden layer; wins over depth and width"
                )
            if knob.group == group and knob.name == "schedule":
                words = """the policy's own options, such as '{"step_size": 500, "gamma": 0.5}'"""
                section.add_argument("--schedule-options", metavar="JSON", help=words)
                section.add_argument("--schedule_options", help=argparse.SUPPRESS)
    return parser


def _add_knob(section: Any, knob: Knob) -> None:
    """The option of one setting; switches may stand alone (--batch-norm) or with on or off."""
    name = "--" + knob.name.replace("_", "-")
    default = "none" if knob.default is None else knob.show(knob.default)
    allowed = knob.legal + (f" {knob.unit}" if knob.unit and knob.choices is None else "")
    words = f"{knob.help or knob.label or 'see the documentation.'} ({allowed}; default {default})".strip()
    switch = {"nargs": "?", "const": "on"} if knob.kind is bool else {}
    meta = "on/off" if knob.kind is bool else "NAME" if knob.choices is not None else "N" if knob.kind is int else "X"
    section.add_argument(
        name, metavar=meta, help=words.replace("%", "%%") if knob.shown else argparse.SUPPRESS, **switch
    )
    if "_" in knob.name:  # typed as in a script
        section.add_argument("--" + knob.name, help=argparse.SUPPRESS, **switch)


def _experiment(options: argparse.Namespace) -> Experiment:
    """The experiment that the options describe."""
    try:
        given = {
            name: knob.read(text) for name, knob in KNOBS.items() if (text := getattr(options, name, None)) is not None
        }
        if options.hidden is not None:
            given["hidden"] = _hidden(options.hidden)
        if options.schedule_options is not None:
            given["schedule_options"] = _options(options.schedule_options)
        return Experiment(**given)
    except Invalid as error:
        name, _, inner = error.knob.partition(".")
        option = "--" + name.replace("_", "-") + (f", {inner}" if inner else "")
        raise Refused(f"{option}: {_typed(error.value)} is not possible; allowed: {error.legal}") from error


def _contrast(base: Experiment, compared: list[str], seeds: int) -> Contrast:
    """The runs that ``--compare`` and ``--seeds`` ask for; without them the single one."""
    try:
        if seeds and compared:
            raise Refused("--seeds and --compare: only one of them at a time is possible")
        if seeds:
            return seeds_of(base, seeds)
        if not compared:
            return alone(base)
        every = [[(name, value) for value in values] for name, values in map(_values, compared)]
        return Contrast(base, tuple(Variant("", dict(changes)) for changes in itertools.product(*every)))
    except Invalid as error:
        raise Refused(
            f"--compare: {error.knob} {_typed(error.value)} is not possible; allowed: {error.legal}"
        ) from error


def _values(text: str) -> tuple[str, list[Any]]:
    """A setting and its values: initializer=xavier,he."""
    name, _, values = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    if name not in KNOBS:
        near = difflib.get_close_matches(name, list(KNOBS), 1)
        raise Refused(f"--compare: {name} is no setting{f'; did you mean {near[0]}?' if near else ''}")
    return name, [KNOBS[name].read(value) for value in values.split(",")]


def _typed(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _hidden(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise Invalid("hidden", text, "whole numbers with commas between them, such as 8,4") from None


def _options(text: str) -> dict[str, Any]:
    try:
        options = json.loads(text)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise Invalid("schedule_options", text, """a JSON object in quotes, such as '{"gamma": 0.5}'""")
    return options


def _path(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise Refused(f"--out: {text} is not possible; allowed: names that end in {', '.join(KINDS)}")
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def _size(text: str, scale: float) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", text.strip())
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIDE[0] <= side <= SIDE[1] for side in sides):
        raise Refused(f"--size: {text} is not possible; allowed: such as 1280x800, each side {SIDE[0]} to {SIDE[1]} px")
    if sides[0] * sides[1] * scale**2 > MOST_PIXELS:
        raise Refused(f"--size {text} --scale {scale:g}: too many pixels; allowed: {MOST_PIXELS:,} in all")
    return sides


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text):
        raise Refused(f"--steps: {text} is not possible; allowed: whole numbers, 0 or more")
    return int(text)


def _seeds(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= MOST_SEEDS:
        raise Refused(f"--seeds: {text} is not possible; allowed: 2 to {MOST_SEEDS}")
    return int(text)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 8.0:
        raise Refused(f"--scale: {text} is not possible; allowed: 0.5 to 8")
    return scale


def _panel(text: str) -> str:
    if text not in PANELS:
        raise Refused(f"--panel: {text} is not possible; allowed: {', '.join(PANELS)}")
    return text


def _log(text: str) -> str:
    if text not in PANELS or not PANELS[text].panel.has_log:
        allowed = ", ".join(name for name, record in PANELS.items() if record.panel.has_log)
        raise Refused(f"--log: {text} is not possible; allowed: {allowed}")
    return text
