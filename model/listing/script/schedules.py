"""The code of the learning-rate policies, by the names in SCHEDULES: lines that make ``rate`` from ``step``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from ...nn.plateau import Memory
from ...nn.policies import Options
from ...nn.schedules import SCHEDULES
from ...training.experiment import Experiment
from .text import function, inside

Lines = list[str]
MOST_NAMED = 4  # policies in a row that a docstring has room for


def _constant(rate: float, options: Options) -> Lines:
    return [f"rate = {rate!r}"]


def _step_decay(rate: float, options: Options) -> Lines:
    return [f"rate = {rate!r} * {options['gamma']!r} ** (step // {options['step_size']})"]


def _exponential(rate: float, options: Options) -> Lines:
    return [f"rate = {rate!r} * {options['gamma']!r}**step"]


def _inverse_time(rate: float, options: Options) -> Lines:
    return [f"rate = {rate!r} / (1 + {options['decay_rate']!r} * step / {options['decay_steps']})"]


def _polynomial(rate: float, options: Options) -> Lines:
    return [
        f"left = 1 - min(step / {options['total_iters']}, 1)  # share of the steps that are left",
        f"rate = {rate!r} * left" + ("" if options["power"] == 1 else f"**{options['power']!r}"),
    ]


def _cosine(rate: float, options: Options) -> Lines:
    return [f"progress = min(step / {options['T_max']}, 1)", _along_cosine(rate, options["eta_min"])]


def _warm_restarts(rate: float, options: Options) -> Lines:
    first, growth = options["T_0"], options["T_mult"]
    if growth == 1:
        begin = [f"progress = step % {first} / {first}"]
    else:
        begin = [
            f"length = {first}",
            "while step >= length:  # a restart",
            "    step -= length",
            f"    length *= {growth}",
            "progress = step / length",
        ]
    return [*begin, _along_cosine(rate, options["eta_min"])]


def _along_cosine(high: float, low: float) -> str:
    share = "(1 + math.cos(math.pi * progress)) / 2"
    return f"rate = {low!r} + ({high!r} - {low!r}) * {share}" if low else f"rate = {high!r} * {share}"


def _cyclic(rate: float, options: Options) -> Lines:
    half, low, high = options["step_size_up"], options["base_lr"], options["max_lr"]
    return [
        f"cycle = step // {2 * half}",
        f"height = 1 - abs(step / {half} - 2 * cycle - 1)  # 0 at the foot, 1 at the top",
        *CYCLE_MODE_CODE[options["mode"]](options["gamma"]),
        f"rate = {low!r} + ({high!r} - {low!r}) * height",
    ]


CYCLE_MODE_CODE: Mapping[str, Callable[[float], Lines]] = {
    "triangular": lambda gamma: [],
    "triangular2": lambda gamma: ["height *= 0.5**cycle"],
    "exp_range": lambda gamma: [f"height *= {gamma!r}**step"],
}

ANNEALING_CODE: Mapping[str, str] = {"cos": "(1 - math.cos(math.pi * progress)) / 2", "linear": "progress"}


def _one_cycle(rate: float, options: Options) -> Lines:
    high, last = options["max_lr"], options["total_steps"] - 1
    low = high / options["div_factor"]
    end, share = low / options["final_div_factor"], ANNEALING_CODE[options["anneal_strategy"]]
    top = max(options["pct_start"] * options["total_steps"] - 1, 0.0)
    way_up = [f"progress = step / {top!r}", f"rate = {low!r} + ({high!r} - {low!r}) * {share}"]
    way_down = [
        f"progress = (min(step, {last}) - {top!r}) / {last - top!r}",
        f"rate = {high!r} + ({end!r} - {high!r}) * {share}",
    ]
    up = way_up if top > 0 else [f"rate = {high!r}"]
    down = way_down if last > top else [f"rate = {end!r}"]
    return [f"if step <= {top!r}:", *inside(up), "else:", *inside(down)]


def _warmup(rate: float, options: Options) -> Lines:
    return [f"rate = {rate!r} * min((step + 1) / {options['warmup_steps']}, 1)"]


def _plateau(rate: float, options: Options) -> Lines:
    lowered, least = f"{rate!r} * {options['factor']!r}**drops", options["min_lr"]
    later, wait = options["cooldown"], f"at - since > {options['patience']}"
    return [
        f"best, since, drops = math.inf, {Memory().since}, {Memory().drops}",
        "for at, seen in evaluations:",
        f"    if seen < best * (1 - {options['threshold']!r}):  # progress",
        "        best, since = seen, max(since, at)",
        f"    elif {wait}:  # none for too long",
        f"        since, drops = at{f' + {later}' if later else ''}, drops + 1",
        f"rate = max({lowered}, min({least!r}, {rate!r}))" if least else f"rate = {lowered}",
    ]


SCHEDULE_CODE: Mapping[str, Callable[[float, Options], Lines]] = {
    "constant": _constant,
    "step": _step_decay,
    "exponential": _exponential,
    "inverse_time": _inverse_time,
    "polynomial": _polynomial,
    "cosine": _cosine,
    "warm_restarts": _warm_restarts,
    "cyclic": _cyclic,
    "one_cycle": _one_cycle,
    "warmup": _warmup,
    "plateau": _plateau,
}


class _Base(float):
    """A learning rate that is written as a name, because it changes."""

    def __repr__(self) -> str:
        return "base"


def learning_rate(settings: Sequence[tuple[int, Experiment]]) -> list[str]:
    """The function from a step, counted from 0, to its learning rate; ``settings`` are in force from their steps on."""
    labels = dict.fromkeys(SCHEDULES[experiment.schedule].label for _, experiment in settings)
    words = f"The learning rate of a step from 0: {', then '.join(list(labels)[:MOST_NAMED])}."
    bodies = _different([(first, _body(experiment)) for first, experiment in settings])
    named = _different([(first, _body(experiment, _Base(0))) for first, experiment in settings])
    if len(named) == 1 < len(bodies) and len(named[0][1]) > 1:
        rates = _different([(first, [f"base = {each.learning_rate!r}"]) for first, each in settings])
        lines = [*rates[0][1]]
        for first, base in rates[1:]:
            lines += [f"if step >= {first}:", *inside(base)]
        return function("learning_rate(step)", words, [*lines, *named[0][1]])
    lines = []
    for (_, body), (end, _) in pairwise(bodies):
        lines += [f"if step < {end}:", *inside(body)]
    return function("learning_rate(step)", words, [*lines, *bodies[-1][1]])


def _different(bodies: Sequence[tuple[int, Lines]]) -> list[tuple[int, Lines]]:
    """``bodies`` without those that are as the one before."""
    return [each for number, each in enumerate(bodies) if not number or bodies[number - 1][1] != each[1]]


def steady(settings: Sequence[tuple[int, Experiment]]) -> bool:
    """Whether the learning rate is one number for all steps."""
    return all(_body(experiment) == [f"return {settings[0][1].learning_rate!r}"] for _, experiment in settings)


def watches(settings: Sequence[tuple[int, Experiment]]) -> bool:
    """Whether a policy depends on the losses of the run."""
    return any(not SCHEDULES[experiment.schedule].foreseen for _, experiment in settings)


def _body(experiment: Experiment, base: float | None = None) -> Lines:
    """Lines that end with the learning rate's return; ``base`` takes the place of the experiment's rate."""
    rate = experiment.learning_rate if base is None else base
    lines = SCHEDULE_CODE[experiment.schedule](rate, experiment.options())
    warm = experiment.warmup_steps
    if not warm:
        *before, last = lines
        return (
            [*before, f"return {last.removeprefix('rate = ')}"] if last.startswith("rate") else [*lines, "return rate"]
        )
    lines = [line.replace("evaluations:", f"warmed_up(evaluations, {warm}):") for line in lines]
    first = [f"grown = min((step + 1) / {warm}, 1)  # warm-up", f"step = max(step - {warm}, 0)"]
    return [*first, *lines, "return grown * rate"]


def warmed_up(settings: Sequence[tuple[int, Experiment]]) -> list[str]:
    """The function that a policy needs which watches the run after a warm-up."""
    if not any(watches([each]) and each[1].warmup_steps for each in settings):
        return []
    body = ("return [(at - warm, seen) for at, seen in evaluations if at >= warm]",)
    return function("warmed_up(evaluations, warm)", "The evaluations after the warm-up, counted from its end.", body)
