"""The options that commands share: what is trained and how long, and every setting under its name in the window."""

from __future__ import annotations

import argparse
import re
from typing import Any

from gui.render_written import WRITTEN
from model.knob import Knob
from model.training.experiment import GROUPS, KNOBS

from .parser import Parser, Refused

USUAL = 1000  # steps
MOST = 10**12  # steps
ONOFF = {"on": True, "off": False}


def add_run(parser: Parser) -> None:
    """What is trained, and how long."""
    add = parser.add_argument_group("the run").add_argument
    words = "how many minibatch updates to train (default 1000; with --experiment, where it was saved)"
    add("--steps", type=_steps, metavar="N", help=words)
    words = "instead of --steps: passes over the training points; one takes (training points / batch size) steps"
    add("--epochs", type=_epochs, metavar="N", help=words)
    words = (
        "a file or picture that Glassnet has saved, or the line in quotes that Ctrl-C copies in the window; "
        "settings that are typed besides act from its first step on"
    )
    add("--experiment", metavar="FILE", help=words)
    add("--data", metavar="FILE", help="train on the points in a text table (CSV) instead of a data set")
    add("--inputs", metavar="A,B", help="with --data: columns that are inputs, by name or number (default: found out)")
    add("--label", metavar="C", help="with --data: the column with the class, by name or number (default: found out)")


def add_several(section: Any, seeds: Any, purpose: str) -> None:
    """Several runs at once: ``seeds`` reads how many."""
    words = (
        "run these values of one setting, as --compare initializer=xavier,he (lists as --compare 'hidden=8;16,16'); "
        "several settings: all pairs"
    )
    section.add_argument("--compare", action="append", default=[], metavar="NAME=V,V", help=words)
    section.add_argument("--seeds", type=seeds, default=0, metavar="N", help=purpose)


def add_result(parser: Parser, words: str) -> None:
    """How the result is told."""
    add = parser.add_argument_group("the result").add_argument
    add("--json", action="store_true", help=words)
    words = "exit with 1 if a run diverged (its numbers ceased to be finite); otherwise that is a result like others"
    add("--fail-diverged", action="store_true", help=words)


def add_settings(parser: Parser) -> None:
    """An option for every setting of the experiment, in the groups and the order of the window."""
    for group in GROUPS:
        section = parser.add_argument_group(group)
        for knob in (knob for knob in KNOBS.values() if knob.group == group):
            _add_knob(section, knob)
            for setting in WRITTEN.values():
                if setting.after == knob.name:
                    _add_option(section, setting.name, setting.help, metavar=setting.form)


def steps_of(options: argparse.Namespace, saved: int, steps_per_epoch: int) -> int:
    """How many steps to train; ``saved`` where nothing is asked."""
    if options.epochs is None:
        return saved if options.steps is None else options.steps
    if options.steps is not None:
        raise Refused("--steps and --epochs: choose one of them")
    return options.epochs * steps_per_epoch


def read_on(option: str, text: str) -> bool:
    """A switch: on or off."""
    if text not in ONOFF:
        raise Refused(f"{option}: {text} is not possible; allowed: {', '.join(ONOFF)}")
    return ONOFF[text]


def read_whole(option: str, text: str, least: int, most: int) -> int:
    """A whole number in a range."""
    if not re.fullmatch(r"\d{1,13}", text) or not least <= int(text) <= most:
        raise Refused(f"{option}: {text} is not possible; allowed: whole numbers, {least} to {most:,}")
    return int(text)


def _steps(text: str) -> int:
    return read_whole("--steps", text, 0, MOST)


def _epochs(text: str) -> int:
    return read_whole("--epochs", text, 0, 10**9)


def _add_knob(section: Any, knob: Knob) -> None:
    """The option of one setting; switches may stand alone (--batch-norm) or with on or off."""
    default = "none" if knob.default is None else knob.show(knob.default)
    unit = f" {knob.unit}" if knob.unit and knob.choices is None else ""
    words = f"{knob.label}: {knob.help or 'see the documentation.'} ({knob.legal}{unit}; default {default})"
    switch = {"nargs": "?", "const": "on"} if knob.kind is bool else {}
    _add_option(section, knob.name, words if knob.shown else argparse.SUPPRESS, metavar=_form(knob), **switch)


def _form(knob: Knob) -> str:
    """What stands for the value in the help."""
    if knob.several:
        return "NAME,NAME"
    if knob.kind is bool:
        return "on/off"
    return "NAME" if knob.choices is not None else "N" if knob.kind is int else "X"


def _add_option(section: Any, name: str, words: str, **form: Any) -> None:
    """``--its-name``, or ``--its_name`` as it is typed in a script."""
    shown = words if words == argparse.SUPPRESS else words.replace("%", "%%")
    section.add_argument("--" + name.replace("_", "-"), help=shown, **form)
    if "_" in name:
        section.add_argument("--" + name, help=argparse.SUPPRESS, **form)
