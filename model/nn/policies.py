"""The laws of the learning-rate policies: pure functions from steps, the learning rate and options to rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..table import Table

Options = Mapping[str, Any]


def constant(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """The learning rate itself at every step."""
    return np.full(np.shape(step), float(learning_rate))


def step_decay(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate * gamma^floor(step / step_size); goes on falling for ever (StepLR)."""
    return learning_rate * options["gamma"] ** (np.asarray(step) // options["step_size"])


def step_drops(number: np.ndarray, options: Options) -> np.ndarray:
    """The step of each drop of ``step_decay``, counted from 1."""
    return number * float(options["step_size"])


def exponential(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate * gamma^step; goes on falling for ever (ExponentialLR, counted in steps)."""
    return learning_rate * options["gamma"] ** np.asarray(step, dtype=float)


def inverse_time(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate / (1 + decay_rate step / decay_steps), for ever (Keras' InverseTimeDecay).

    Robbins & Monro 1951: the sum of all rates is infinite, that of their squares finite.
    """
    return learning_rate / (1.0 + options["decay_rate"] * np.asarray(step, dtype=float) / options["decay_steps"])


def polynomial(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate (1 - step / total_iters)^power; stays at 0 after total_iters steps (PolynomialLR)."""
    left = 1.0 - np.minimum(np.asarray(step) / options["total_iters"], 1.0)
    return learning_rate * left ** options["power"]


def cosine(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """eta_min + (learning_rate - eta_min) (1 + cos(pi step / T_max)) / 2; stays at eta_min after T_max.

    Loshchilov & Hutter 2017, "SGDR", eq. 5, without the restarts.
    """
    progress = np.minimum(np.asarray(step) / options["T_max"], 1.0)
    return _along_cosine(learning_rate, options["eta_min"], progress)


def warm_restarts(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """The cosine of ``cosine`` from the start again after T_0 steps, then T_0 T_mult, T_0 T_mult^2, ... steps.

    Loshchilov & Hutter 2017, "SGDR", eq. 5 (CosineAnnealingWarmRestarts). The cycle that holds a step is found by a
    logarithm and set right where that was rounded to the wrong side of a restart.
    """
    step, first, growth = np.asarray(step, dtype=float), options["T_0"], options["T_mult"]
    if growth == 1:
        return _along_cosine(learning_rate, options["eta_min"], np.mod(step, first) / first)
    begin = partial(restarts, options=options)
    cycle = np.floor(np.log1p(step * (growth - 1) / first) / np.log(growth))
    cycle = np.where(step < begin(cycle), cycle - 1, np.where(step >= begin(cycle + 1), cycle + 1, cycle))
    progress = (step - begin(cycle)) / (first * np.power(float(growth), cycle))
    return _along_cosine(learning_rate, options["eta_min"], progress)


def restarts(number: np.ndarray, options: Options) -> np.ndarray:
    """The step of each restart of ``warm_restarts``, counted from 1: T_0 (T_mult^n - 1) / (T_mult - 1), or T_0 n."""
    first, growth = options["T_0"], options["T_mult"]
    return first * number if growth == 1 else first * (np.power(float(growth), number) - 1) / (growth - 1)


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


def cycle_starts(number: np.ndarray, options: Options) -> np.ndarray:
    """The step at which each cycle of ``cyclic`` after the first begins, counted from 1."""
    return number * 2.0 * options["step_size_up"]


def one_cycle(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """Up from max_lr / div_factor to max_lr, then down to the start's final_div_factor-th part; stays there.

    Smith & Topin 2018, in the steps of OneCycleLR: the top is step pct_start total_steps - 1, the end step
    total_steps - 1. Where there is no room for a way up, the run begins at the top.
    """
    step, last = np.asarray(step, dtype=float), options["total_steps"] - 1
    top = max(options["pct_start"] * options["total_steps"] - 1, 0.0)
    low, high = options["max_lr"] / options["div_factor"], options["max_lr"]
    between = ANNEALINGS[options["anneal_strategy"]].share
    up = between(np.minimum(step / top, 1.0)) if top > 0 else np.ones_like(step)
    down = between(np.clip((step - top) / (last - top), 0.0, 1.0)) if last > top else np.ones_like(step)
    end = low / options["final_div_factor"]
    return np.where(step <= top, low + (high - low) * up, high + (end - high) * down)


def warmup(step: np.ndarray, learning_rate: float, options: Options) -> np.ndarray:
    """learning_rate (step + 1) / warmup_steps for step < warmup_steps, then the learning rate itself.

    Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2 (gradual warm-up). No step is wasted at rate 0.
    """
    return learning_rate * np.minimum((np.asarray(step) + 1.0) / options["warmup_steps"], 1.0)


def _along_cosine(high: float, low: float, progress: np.ndarray) -> np.ndarray:
    return low + 0.5 * (high - low) * (1.0 + np.cos(np.pi * progress))


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


@dataclass(frozen=True)
class Annealing:
    """How one rate becomes another: ``share(progress)`` of the way is done, both from 0 to 1."""

    name: str
    label: str
    share: Callable[[np.ndarray], np.ndarray]


ANNEALINGS = Table(
    "annealing",
    Annealing("cos", "half a cosine", lambda progress: 0.5 - 0.5 * np.cos(np.pi * progress)),
    Annealing("linear", "straight lines", lambda progress: progress),
)
