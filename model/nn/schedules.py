"""Learning-rate policies: pure functions from a step to a learning rate.

The same function draws the preview, trains and replays. Steps count from 0: the first update sees step 0. Policies know
nothing of epochs; defaults that depend on the length of an epoch are functions of the experiment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..knob import Invalid, Knob
from ..table import Table

Options = Mapping[str, Any]
Law = Callable[[np.ndarray, float, Options], np.ndarray]


@dataclass(frozen=True)
class Schedule:
    """A policy: ``rate(step, learning_rate, options)`` for an array of steps, and the knobs of its own options.

    The default of an option is a value or a function of the experiment and the number of steps in an epoch.
    """

    name: str
    label: str
    rate: Law
    options: tuple[Knob, ...] = ()
    help: str = ""


def constant(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """The learning rate itself at every step."""
    return np.full(np.shape(step), float(learning_rate))


def step_decay(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate * gamma^floor(step / step_size); goes on falling for ever (StepLR)."""
    return learning_rate * options["gamma"] ** (np.asarray(step) // options["step_size"])


def exponential(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate * gamma^step; goes on falling for ever (ExponentialLR, counted in steps)."""
    return learning_rate * options["gamma"] ** np.asarray(step, dtype=float)


def cosine(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """eta_min + (learning_rate - eta_min) (1 + cos(pi step / T_max)) / 2; stays at eta_min after T_max.

    Loshchilov & Hutter 2017, "SGDR", eq. 5, without the restarts.
    """
    progress = np.minimum(np.asarray(step) / options["T_max"], 1.0)
    low = options["eta_min"]
    return low + 0.5 * (learning_rate - low) * (1.0 + np.cos(np.pi * progress))


def cyclic(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """A triangle wave between base_lr and max_lr, step_size_up steps each way, for ever. Smith 2017 (WACV).

    cycle = floor(1 + step / (2 step_size_up)); x = |step / step_size_up - 2 cycle + 1|;
    rate = base_lr + (max_lr - base_lr) max(0, 1 - x) scale, where scale is 1 (triangular), 1 / 2^(cycle - 1)
    (triangular2) or gamma^step (exp_range).
    """
    step = np.asarray(step, dtype=float)
    half = options["step_size_up"]
    cycle = np.floor(1.0 + step / (2 * half))
    height = np.maximum(0.0, 1.0 - np.abs(step / half - 2 * cycle + 1))
    scale = CYCLE_MODES[options["mode"]].scale(step, cycle, options["gamma"])
    return options["base_lr"] + (options["max_lr"] - options["base_lr"]) * height * scale


def warmup(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate (step + 1) / warmup_steps for step < warmup_steps, then the learning rate itself.

    Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2 (gradual warm-up). No step is wasted at rate 0.
    """
    return learning_rate * np.minimum((np.asarray(step) + 1.0) / options["warmup_steps"], 1.0)


@dataclass(frozen=True)
class CycleMode:
    """How the height of the triangles changes: ``scale(step, cycle, gamma)``."""

    name: str
    label: str
    scale: Callable[[np.ndarray, np.ndarray, float], Any]


CYCLE_MODES = Table(
    "cycle mode",
    CycleMode("triangular", "equal heights", lambda step, cycle, gamma: 1.0),
    CycleMode("triangular2", "halved each cycle", lambda step, cycle, gamma: 0.5 ** (cycle - 1.0)),
    CycleMode("exp_range", "shrinking by gamma", lambda step, cycle, gamma: gamma**step),
)


def resolve(schedule: Schedule, given: Options | None, experiment: Any, steps_per_epoch: int) -> dict[str, Any]:
    """All options of ``schedule``: those ``given``, checked, and defaults for the rest. Raises Invalid."""
    given = dict(given or {})
    names = [knob.name for knob in schedule.options]
    for name in given:
        if name not in names:
            raise Invalid(
                f"schedule_options.{name}", given[name], f"options of {schedule.name}: {', '.join(names) or 'none'}"
            )
    return {
        knob.name: knob.check(given[knob.name]) if knob.name in given else knob.initial(experiment, steps_per_epoch)
        for knob in schedule.options
    }


def _epochs(count: float) -> Callable[[Any, int], int]:
    """So many epochs, in steps."""
    return lambda experiment, steps_per_epoch: max(1, round(count * steps_per_epoch))


def _gamma(name_help: str, default: Any) -> Knob:
    return Knob("gamma", float, default, "Gamma", "", name_help, minimum=0.0, maximum=1.0, above=True, live=True)


def _steps(name: str, label: str, epochs: float, help: str) -> Knob:
    return Knob(name, int, _epochs(epochs), label, "steps", help, minimum=1, maximum=1e9, log=True, live=True)


def _rate(name: str, label: str, default: Any, help: str) -> Knob:
    return Knob(name, float, default, label, "per step", help, minimum=0.0, maximum=1e9, log=True, live=True)


SCHEDULES = Table(
    "learning-rate policy",
    Schedule("constant", "constant", constant, help="The same learning rate at every step."),
    Schedule(
        "step",
        "step decay",
        step_decay,
        (
            _steps("step_size", "Steps between drops", 20, "The learning rate drops after every so many steps."),
            _gamma("Each drop multiplies the learning rate by this.", 0.5),
        ),
        "Multiplies the learning rate by gamma after every step_size steps.",
    ),
    Schedule(
        "exponential",
        "exponential decay",
        exponential,
        (
            _gamma(
                "Every step multiplies the learning rate by this.",
                lambda experiment, steps_per_epoch: round(0.1 ** (1.0 / (50 * steps_per_epoch)), 8),
            ),
        ),
        "Multiplies the learning rate by gamma at every step.",
    ),
    Schedule(
        "cosine",
        "cosine",
        cosine,
        (
            _steps("T_max", "Steps to the end", 100, "The cosine reaches its end after so many steps and stays there."),
            _rate("eta_min", "Final rate", 0.0, "The learning rate at the end."),
        ),
        "Falls along half a cosine wave to the final rate.",
    ),
    Schedule(
        "cyclic",
        "cyclic",
        cyclic,
        (
            _rate(
                "base_lr",
                "Lowest rate",
                lambda experiment, steps_per_epoch: experiment.learning_rate / 10,
                "The foot of every cycle.",
            ),
            _rate(
                "max_lr",
                "Highest rate",
                lambda experiment, steps_per_epoch: experiment.learning_rate,
                "The top of the first cycle.",
            ),
            _steps("step_size_up", "Half a cycle", 4, "Steps from the foot to the top, and again back to the foot."),
            Knob(
                "mode",
                str,
                "triangular",
                "Heights",
                "",
                "How the cycles' heights change.",
                choices=CYCLE_MODES,
                live=True,
            ),
            _gamma("Read by the shrinking mode only: each step multiplies the height by this.", 0.9995),
        ),
        "Rises and falls between two rates.",
    ),
    Schedule(
        "warmup",
        "linear warm-up",
        warmup,
        (_steps("warmup_steps", "Warm-up", 5, "The learning rate grows in a straight line for so many steps."),),
        "Grows to the learning rate in a straight line, then stays.",
    ),
)
