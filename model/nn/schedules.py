"""Learning-rate policies: one record each, with a pure function from a step to a learning rate.

The same function draws the preview, trains and replays. Steps count from 0: the first update sees step 0. Policies know
nothing of epochs; defaults that depend on the length of an epoch are functions of the experiment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..knob import Invalid, Knob
from ..table import Table
from . import policies
from .plateau import Memory, plateau, watch
from .policies import ANNEALINGS, CYCLE_MODES, Options
from .turns import Turns, once


@dataclass(frozen=True)
class Schedule:
    """A policy: ``rate(step, learning_rate, options)`` for an array of steps, and the knobs of its own options.

    The default of an option is a value or a function of the experiment and the number of steps in an epoch.
    A policy that depends on the losses of the run so far has ``watch(memory, step, loss, options)``, which gives its
    memory after one more evaluation, and ``rate`` takes the memory as a fourth argument (``NOTHING`` at first).
    ``turns`` are the steps at which it begins anew, drops or ends.
    """

    name: str
    label: str
    rate: Callable[..., np.ndarray]
    options: tuple[Knob, ...] = ()
    help: str = ""
    watch: Callable[[Memory, int, float, Options], Memory] | None = None
    turns: Turns | None = None

    @property
    def foreseen(self) -> bool:
        """Whether the rates of all steps are known before the run."""
        return self.watch is None


def rates(
    schedule: Schedule,
    step: np.ndarray,
    learning_rate: float,
    options: Options,
    warmup_steps: int = 0,
    memory: Memory | None = None,
) -> np.ndarray:
    """The learning rates at an array of steps, with a linear warm-up in front.

    In step t < warmup_steps the policy's first rate times (t + 1) / warmup_steps (Goyal et al. 2017); then the policy,
    which sees step t - warmup_steps. ``memory`` is that of a policy that watches the run.
    """
    known = () if schedule.foreseen or memory is None else (memory,)
    if not warmup_steps:
        return schedule.rate(step, learning_rate, options, *known)
    later = schedule.rate(np.maximum(step - warmup_steps, 0), learning_rate, options, *known)
    return later * np.minimum((step + 1.0) / warmup_steps, 1.0)


def remember(
    schedule: Schedule,
    memory: Memory,
    evaluations: Iterable[tuple[int, float]],
    options: Options,
    warmup_steps: int = 0,
) -> Memory:
    """The memory after ``evaluations`` (step, loss) in their order; those during the warm-up do not count."""
    if schedule.watch is not None:
        for step, loss in evaluations:
            if step >= warmup_steps:
                memory = schedule.watch(memory, step - warmup_steps, loss, options)
    return memory


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
    return lambda experiment, steps_per_epoch: max(1, round(count * steps_per_epoch)) if count else 0


def _whole_run(experiment: Any, steps_per_epoch: int) -> int:
    """The steps of a bounded run, else of 100 epochs."""
    return (experiment.max_epochs or 100) * steps_per_epoch


def _learning_rate(experiment: Any, steps_per_epoch: int) -> float:
    return experiment.learning_rate


def _steps(name: str, label: str, default: Any, help: str, least: int = 1) -> Knob:
    """``default`` in epochs, or a function that gives it in steps."""
    initial = default if callable(default) else _epochs(default)
    return Knob(name, int, initial, label, "steps", help, minimum=least, maximum=1e9, log=True, live=True)


def _rate(name: str, label: str, default: Any, help: str) -> Knob:
    return Knob(name, float, default, label, "per step", help, minimum=0.0, maximum=1e9, log=True, live=True)


def _gamma(help: str, default: Any) -> Knob:
    return Knob("gamma", float, default, "Gamma", "", help, minimum=0.0, maximum=1.0, above=True, live=True)


def _number(name: str, label: str, default: float, help: str, low: float, high: float, **facts: Any) -> Knob:
    kind = facts.pop("kind", float)
    return Knob(name, kind, default, label, facts.pop("unit", ""), help, minimum=low, maximum=high, live=True, **facts)


def _choice(name: str, label: str, default: str, help: str, choices: Table[Any]) -> Knob:
    return Knob(name, str, default, label, "", help, choices=choices, live=True)


# fmt: off
SCHEDULES = Table(
    "learning-rate policy",
    Schedule("constant", "constant", policies.constant, help="The same learning rate at every step."),
    Schedule("step", "step decay", policies.step_decay, (
        _steps("step_size", "Steps between drops", 20, "The learning rate drops after every so many steps."),
        _gamma("Each drop multiplies the learning rate by this.", 0.5),
    ), "Multiplies the learning rate by gamma after every step_size steps.",
        turns=Turns("the learning rate drops, time {number}", policies.step_drops)),
    Schedule("exponential", "exponential decay", policies.exponential, (
        _gamma("Every step multiplies the learning rate by this.",
               lambda experiment, steps_per_epoch: round(0.1 ** (1.0 / (50 * steps_per_epoch)), 8)),
    ), "Multiplies the learning rate by gamma at every step."),
    Schedule("inverse_time", "inverse time", policies.inverse_time, (
        _steps("decay_steps", "Decay steps", 20, "The steps after which the rate is divided by 1 + decay rate."),
        _number("decay_rate", "Decay rate", 1.0, "How much the divisor, 1 at first, grows in so many steps.", 0.0, 1e6,
                log=True),
    ), "Divides the learning rate by 1 + decay_rate step / decay_steps: it falls ever more slowly."),
    Schedule("polynomial", "polynomial", policies.polynomial, (
        _steps("total_iters", "Steps to the end", _whole_run, "The learning rate is 0 after so many steps."),
        _number("power", "Power", 1.0, "1 is a straight line; 2 falls faster at first.", 0.0, 10.0, above=True),
    ), "Falls to 0 along a power of the share of steps that are left.",
        turns=once("the learning rate has fallen to 0", lambda options: options["total_iters"])),
    Schedule("cosine", "cosine", policies.cosine, (
        _steps("T_max", "Steps to the end", 100, "The cosine reaches its end after so many steps and stays there."),
        _rate("eta_min", "Final rate", 0.0, "The learning rate at the end."),
    ), "Falls along half a cosine wave to the final rate.",
        turns=once("the learning rate is at its final value", lambda options: options["T_max"])),
    Schedule("warm_restarts", "warm restarts", policies.warm_restarts, (
        _steps("T_0", "First cycle", 10, "The first fall takes so many steps; then the learning rate jumps up again."),
        _number("T_mult", "Cycles grow by", 2, "Each cycle is so many times as long as the one before.", 1, 100,
                kind=int, unit="times"),
        _rate("eta_min", "Lowest rate", 0.0, "The learning rate towards the end of every cycle."),
    ), "Falls along half a cosine wave again and again, each time from the learning rate.",
        turns=Turns("warm restart {number}", policies.restarts)),
    Schedule("cyclic", "cyclic", policies.cyclic, (
        _rate("base_lr", "Lowest rate", lambda experiment, steps_per_epoch: experiment.learning_rate / 10,
              "The foot of every cycle."),
        _rate("max_lr", "Highest rate", _learning_rate, "The top of the first cycle."),
        _steps("step_size_up", "Half a cycle", 4, "Steps from the foot to the top, and again back to the foot."),
        _choice("mode", "Heights", "triangular", "How the cycles' heights change.", CYCLE_MODES),
        _gamma("Read by the shrinking mode only: each step multiplies the height by this.", 0.9995),
    ), "Rises and falls between two rates.",
        turns=Turns("cycle {next} begins", policies.cycle_starts)),
    Schedule("one_cycle", "one cycle", policies.one_cycle, (
        _rate("max_lr", "Highest rate", _learning_rate, "The top of the cycle."),
        _steps("total_steps", "Steps in all", _whole_run, "The cycle is over after so many steps."),
        _number("pct_start", "Way up", 0.3, "The share of the steps in which the learning rate rises.", 0.0, 1.0,
                unit="fraction"),
        _choice("anneal_strategy", "Shape", "cos", "How the learning rate goes up and down.", ANNEALINGS),
        _number("div_factor", "Start below top", 25.0, "The cycle begins at the highest rate divided by this.",
                1.0, 1e9, log=True),
        _number("final_div_factor", "End below start", 1e4, "The cycle ends at its first rate divided by this.",
                1.0, 1e12, log=True),
    ), "Rises to the highest rate once, then falls far below where it began.",
        turns=once("the one cycle is over", lambda options: options["total_steps"] - 1)),
    Schedule("warmup", "linear warm-up", policies.warmup, (
        _steps("warmup_steps", "Warm-up", 5, "The learning rate grows in a straight line for so many steps."),
    ), "Grows to the learning rate in a straight line, then stays.",
        turns=once("the warm-up is over", lambda options: options["warmup_steps"])),
    Schedule("plateau", "plateau", plateau, (
        _number("factor", "Factor", 0.1, "Each drop multiplies the learning rate by this.", 0.0, 0.99, above=True),
        _steps("patience", "Patience", 50, "Counted in steps; the default is as many as 50 epochs have. After more "
               "steps than this without progress the learning rate drops, at the next evaluation of all points: these "
               "come at steps of their own, not in every epoch.", 0),
        _number("threshold", "Threshold", 1e-4, "Progress is a loss below the best one by more than this share of it.",
                0.0, 0.99, unit="fraction", log=True),
        _steps("cooldown", "Cool-down", 0, "Steps after a drop before patience counts again.", 0),
        _rate("min_lr", "Lowest rate", 0.0, "The learning rate never drops below this."),
    ), "Drops when the validation loss (without validation the training loss) has stopped falling.", watch),
)
# fmt: on
