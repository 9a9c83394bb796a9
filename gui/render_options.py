"""The options of the render command: what can be typed, and what it means for the picture."""

from __future__ import annotations

import argparse
import difflib
import re
from pathlib import Path
from typing import Any, NoReturn

from gui.theme.palette import DARK, LIGHT, PALETTES
from model.knob import Knob
from model.training.contrast import MOST_SEEDS
from model.training.experiment import KNOBS

from .panels import PANELS
from .panels.toggle import LOG
from .pictures.formats import FORMATS, MOST_PIXELS
from .render_written import WRITTEN

KINDS = tuple(each.ending for each in FORMATS.values())
ONOFF = {"on": True, "off": False}
SIDE = (240, 8000)  # px, least and most of width and height
EXAMPLES = """\
examples:
  python3 main.py render --steps 2000 --out picture.png
  python3 main.py render --steps 5000 --dataset spirals --classes 3 --hidden 16,16 --out spirals.png
  python3 main.py render --schedule step --schedule-options '{"gamma": 0.5}' --panel learning_rate --out rate.pdf
  python3 main.py render --compare initializer=zeros,xavier,he --out contrast.png
  python3 main.py render --data points.csv --inputs length,width --label species --out points.png
  python3 main.py render --depth 30 --activation sigmoid --panel gradients --colours dark --scale 2 --out vanishing.png
  python3 main.py render --experiment spirals.glassnet --out spirals.pdf
  python3 main.py render --experiment picture.png --panel loss --out loss.svg

The same settings give the same picture, as long as the seeds stay the same.
"""


class Refused(Exception):
    """What a person asked for cannot be done; the text says why and what can."""


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


def make_parser() -> _Parser:
    """All options; what cannot be understood raises Refused."""
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
    words = "how many minibatch updates to train (default 1000; with --experiment, where it was saved)"
    add("--steps", type=_whole, metavar="N", help=words)
    words = "a file or picture that Glassnet has saved; settings that are typed besides act from its first step on"
    add("--experiment", metavar="FILE", help=words)
    add("--size", default="1280x800", metavar="WxH", help="size in px, before --scale (default 1280x800)")
    add("--scale", type=_scale, default=1.0, metavar="S", help="times so many px: 1, 2, 4, or 0.5 to 8")
    words = "run these values of one setting together, as --compare initializer=xavier,he; several settings: all pairs"
    add("--compare", action="append", default=[], metavar="NAME=V,V", help=words)
    add("--seeds", type=_seeds, default=0, metavar="N", help="run N seeds together and draw their median and band")
    add("--colours", type=_colours, default=LIGHT.name, metavar="NAME", help=f"{' or '.join(PALETTES)} (default light)")
    add("--dark", action="store_const", dest="colours", const=DARK.name, help="the same as --colours dark")
    words = "on or off: where the run stands, settings and seeds above the picture (default on)"
    add("--caption", type=_on, nargs="?", const=True, default=True, metavar="on/off", help=words)
    add("--data", metavar="FILE", help="train on the points in a text table (CSV) instead of a data set")
    add("--inputs", metavar="A,B", help="with --data: columns that are inputs, by name or number (default: found out)")
    add("--label", metavar="C", help="with --data: the column with the class, by name or number (default: found out)")
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
    add(
        "--show",
        type=_toggle,
        action="append",
        default=[],
        metavar="PANEL.WHAT",
        help=f"switch on what a panel can show besides: {', '.join(_toggle_names())}",
    )
    choices = ", ".join(_choices())
    add(
        "--choose",
        type=_choice,
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help=f"what a panel shows, where it leaves a choice: {choices}",
    )
    _add_settings(parser)
    return parser


def _add_settings(parser: _Parser) -> None:
    """An option for every setting of the experiment, by group."""
    for group in dict.fromkeys(knob.group for knob in KNOBS.values()):
        section = parser.add_argument_group(group.lower() or None)
        for knob in KNOBS.values():
            if knob.group == group:
                _add_knob(section, knob)
                for setting in WRITTEN.values():
                    if setting.after == knob.name:
                        _add_option(section, setting.name, setting.help, metavar=setting.form)


def _add_knob(section: Any, knob: Knob) -> None:
    """The option of one setting; switches may stand alone (--batch-norm) or with on or off."""
    default = "none" if knob.default is None else knob.show(knob.default)
    allowed = knob.legal + (f" {knob.unit}" if knob.unit and knob.choices is None else "")
    words = f"{knob.help or knob.label or 'see the documentation.'} ({allowed}; default {default})".strip()
    switch = {"nargs": "?", "const": "on"} if knob.kind is bool else {}
    meta = (
        "NAME,NAME"
        if knob.several
        else "on/off"
        if knob.kind is bool
        else "NAME"
        if knob.choices is not None
        else "N"
        if knob.kind is int
        else "X"
    )
    _add_option(section, knob.name, words if knob.shown else argparse.SUPPRESS, metavar=meta, **switch)


def _add_option(section: Any, name: str, words: str, **form: Any) -> None:
    """``--its-name``, or ``--its_name`` as it is typed in a script."""
    section.add_argument(
        "--" + name.replace("_", "-"), help=words.replace("%", "%%") if words != argparse.SUPPRESS else words, **form
    )
    if "_" in name:
        section.add_argument("--" + name, help=argparse.SUPPRESS, **form)


def path_of(text: str) -> Path:
    """Where to write."""
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise Refused(f"--out: {text} is not possible; allowed: names that end in {', '.join(KINDS)}")
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def size_of(text: str, scale: float) -> tuple[int, int]:
    """Width and height, px."""
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


def _colours(text: str) -> str:
    if text not in PALETTES:
        raise Refused(f"--colours: {text} is not possible; allowed: {', '.join(PALETTES)}")
    return text


def _on(text: str) -> bool:
    if text not in ONOFF:
        raise Refused(f"--caption: {text} is not possible; allowed: {', '.join(ONOFF)}")
    return ONOFF[text]


def _panel(text: str) -> str:
    if text not in PANELS:
        raise Refused(f"--panel: {text} is not possible; allowed: {', '.join(PANELS)}")
    return text


def _choices() -> dict[str, tuple[str, dict[str, str]]]:
    """Everything that panels leave to choose, as it is typed: panel, and choice with its label."""
    return {
        f"{name}={label}": (name, {choice: label})
        for name, record in PANELS.items()
        for choice, labels in record.panel.choices.items()
        for label in labels
    }


def _choice(text: str) -> tuple[str, dict[str, str]]:
    if text not in _choices():
        raise Refused(f"--choose: {text} is not possible; allowed: {', '.join(_choices())}")
    return _choices()[text]


def _log(text: str) -> str:
    if text not in PANELS or not PANELS[text].panel.has_log:
        allowed = ", ".join(name for name, record in PANELS.items() if record.panel.has_log)
        raise Refused(f"--log: {text} is not possible; allowed: {allowed}")
    return text


def _toggle_names() -> list[str]:
    """Everything that ``--show`` understands."""
    return [f"{name}.{each.name}" for name, record in PANELS.items() for each in record.panel.toggles]


def _toggle(text: str) -> tuple[str, str]:
    if text not in _toggle_names():
        raise Refused(f"--show: {text} is not possible; allowed: {', '.join(_toggle_names())}")
    panel, _, toggle = text.partition(".")
    return panel, toggle


def toggled_by(options: argparse.Namespace) -> dict[str, set[str]]:
    """By panel, what is switched on in it."""
    toggled: dict[str, set[str]] = {}
    for panel, toggle in (*((panel, LOG.name) for panel in options.log), *options.show):
        toggled.setdefault(panel, set()).add(toggle)
    return toggled
