"""The code of the activations, by the names in ACTIVATIONS: one pattern each for the function and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .line import Line, made

SIGMOID = "1 / (1 + np.exp(-{z}))"


@dataclass(frozen=True)
class ActivationCode:
    """``forward`` is h from z, ``backward`` dL/dz from dL/dh.

    In the patterns ``{z}`` and ``{h}`` stand for what the activation is given and gives, ``{dh}`` for dL/dh,
    ``{slope}`` for a slope below zero, ``{n}`` for the number of the layer. ``first`` are names and values that are
    needed before, with words. ``slope`` is dL/dslope where that is learned. ``words`` say what it does, where its label
    is not enough. ``imports`` are lines for the head of a script.
    """

    forward: str
    backward: str
    first: tuple[tuple[str, str, str], ...] = ()
    slope: str = ""
    words: str = ""
    imports: tuple[str, ...] = ()


ACTIVATION_CODE: Mapping[str, ActivationCode] = {
    "linear": ActivationCode("{z}", "{dh}", words="linear"),
    "sigmoid": ActivationCode(SIGMOID, "{dh} * {h} * (1 - {h})"),
    "tanh": ActivationCode("np.tanh({z})", "{dh} * (1 - {h}**2)"),
    "relu": ActivationCode("np.maximum({z}, 0)", "{dh} * ({z} > 0)"),
    "leaky_relu": ActivationCode(
        "np.where({z} > 0, {z}, {slope} * {z})", "{dh} * np.where({z} > 0, 1, {slope})"
    ),
    "prelu": ActivationCode(
        "np.where({z} > 0, {z}, {slope} * {z})",
        "{dh} * np.where({z} > 0, 1, {slope})",
        slope="({dh} * np.minimum({z}, 0)).sum()",
    ),
    "elu": ActivationCode("np.where({z} > 0, {z}, np.expm1({z}))", "{dh} * np.where({z} > 0, 1, np.exp({z}))"),
    "gelu": ActivationCode(
        "{z} * Phi{n}",
        "{dh} * (Phi{n} + {z} * np.exp(-({z}**2) / 2) / np.sqrt(2 * np.pi))",
        first=(("Phi{n}", "(1 + erf({z} / np.sqrt(2))) / 2", "share of a bell curve below {z}; math.erf"),),
        imports=("import math", "erf = np.vectorize(math.erf)"),
    ),
    "swish": ActivationCode(
        "{z} * s{n}",
        "{dh} * (s{n} + {h} * (1 - s{n}))",
        first=(("s{n}", SIGMOID, "sigmoid"),),
    ),
    "softplus": ActivationCode("np.logaddexp(0, {z})", "{dh} / (1 + np.exp(-{z}))", words="log(1 + exp({z}))"),
}  # fmt: skip


def activate(activation: ActivationCode, words: str, n: int, z: str, h: str, slope: str) -> list[Line]:
    """h from z in layer ``n`` (from 1); ``words`` say which activation it is."""
    names = {"z": z, "h": h, "slope": slope, "n": n}
    before = [made(*(text.format(**names) for text in line)) for line in activation.first]
    said = activation.words.format(**names) or words
    return [*before, made(h, activation.forward.format(**names), said, main=True)]


def activate_back(
    activation: ActivationCode, n: int, z: str, h: str, dz: str, dh: str, slope: str, dslope: str
) -> list[Line]:
    """dL/dz from dL/dh, and dL/dslope where the slope is learned."""
    names = {"z": z, "h": h, "dh": dh, "slope": slope, "n": n}
    learned = [made(dslope, activation.slope.format(**names), "its slope")] if activation.slope else []
    return [*learned, made(dz, activation.backward.format(**names), "through the activation")]
