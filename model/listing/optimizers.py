"""The code of the optimizers, by the names in OPTIMIZERS: the body of a loop over all parameters w, gradients g."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .line import Line, made


@dataclass(frozen=True)
class Slot:
    """What an optimizer remembers of every parameter: a list of arrays; ``letter`` stands for one of them in a loop."""

    name: str
    letter: str


@dataclass(frozen=True)
class OptimizerCode:
    """``slots`` in the order of the engine's; each of ``body`` is one line with words, and what it changes.

    In the patterns the names of the optimizer's options, such as ``{momentum}``, stand for their values. ``counters``
    are names and values of single numbers that it keeps, beside what they are in words.
    """

    body: tuple[tuple[str, str, str], ...]
    slots: tuple[Slot, ...] = ()
    counters: tuple[tuple[str, str, str], ...] = ()


VELOCITY = (Slot("velocities", "v"),)
NEW_VELOCITY = ("v[:] = {momentum} * v - rate * g", "part of the old velocity is kept", "velocities")

OPTIMIZER_CODE: Mapping[str, OptimizerCode] = {
    "sgd": OptimizerCode((("w -= rate * g", "straight down the gradient", "parameters"),)),
    "momentum": OptimizerCode((NEW_VELOCITY, ("w += v", "", "parameters")), VELOCITY),
    "nesterov": OptimizerCode(
        (NEW_VELOCITY, ("w += {momentum} * v - rate * g", "looks one step ahead", "parameters")), VELOCITY
    ),
    "rmsprop": OptimizerCode(
        (
            ("s[:] = {rmsprop_alpha} * s + (1 - {rmsprop_alpha}) * g**2", "running mean of squares", "squares"),
            ("w -= rate * g / (np.sqrt(s) + {eps})", "each gradient by its usual size", "parameters"),
        ),
        (Slot("squares", "s"),),
    ),
    "adam": OptimizerCode(
        (
            ("m[:] = {beta1} * m + (1 - {beta1}) * g", "running mean", "means"),
            ("s[:] = {beta2} * s + (1 - {beta2}) * g**2", "and of squares", "squares"),
            ("w -= rate * (m / c1) / (np.sqrt(s / c2) + {eps})", "both without their bias to 0", "parameters"),
        ),
        (Slot("means", "m"), Slot("squares", "s")),
        (
            ("c1", "{beta1} * c1 + (1 - {beta1})", "1 - {beta1}**t in step t"),
            ("c2", "{beta2} * c2 + (1 - {beta2})", "1 - {beta2}**t"),
        ),
    ),
}


def optimize(optimizer: OptimizerCode, options: Mapping[str, float], parameters: Sequence[str]) -> list[Line]:
    """The update of all ``parameters``, whose gradients are called after them."""
    values = {name: repr(value) for name, value in options.items()}
    lists = ["parameters", "gradients", *(slot.name for slot in optimizer.slots)]
    letters = ["w", "g", *(slot.letter for slot in optimizer.slots)]
    makes = {slot.name: tuple(entry(slot, number) for number in range(len(parameters))) for slot in optimizer.slots}
    makes["parameters"] = tuple(parameters)
    return [
        *(made(*(text.format(**values) for text in counter)) for counter in optimizer.counters),
        Line(f"parameters = [{', '.join(parameters)}]"),
        Line(f"gradients = [{', '.join('d' + name for name in parameters)}]"),
        Line(f"for {', '.join(letters)} in zip({', '.join(lists)}):"),
        *(
            Line(text.format(**values), words, makes[changed], main=changed == "parameters").inside
            for text, words, changed in optimizer.body
        ),
    ]


def entry(slot: Slot, number: int) -> str:
    """What the optimizer remembers of parameter ``number``."""
    return f"{slot.name}[{number}]"
