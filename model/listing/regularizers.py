"""The code of the regularizers, by the names in REGULARIZERS: one line in a loop over the weights W of all layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .line import Line


@dataclass(frozen=True)
class RegularizerCode:
    """``before`` adds a penalty's gradient to dW before the optimizer, ``after`` changes W after it.

    ``{strength}`` stands for how strong it is; ``words`` say what it is.
    """

    words: str
    before: str = ""
    after: str = ""


REGULARIZER_CODE: Mapping[str, RegularizerCode] = {
    "l1": RegularizerCode("L1 penalty {strength} * sum |W|", before="dW += {strength} * np.sign(W)"),
    "l1_proximal": RegularizerCode(
        "L1 by exact zeros", after="W -= np.clip(W, -rate * {strength}, rate * {strength})"
    ),
    "l2": RegularizerCode("L2 penalty {strength} / 2 * sum W**2", before="dW += {strength} * W"),
    "max_norm": RegularizerCode(
        "no unit's weights longer than {strength}",
        after="W *= {strength} / np.maximum(np.linalg.norm(W, axis=0), {strength})",
    ),
}  # fmt: skip


def penalize(codes: Sequence[tuple[RegularizerCode, float]], layers: int) -> list[Line]:
    """The penalties' share of the gradients."""
    weights, gradients = _weights(layers)
    body = [_line(code.before, code.words, strength, gradients) for code, strength in codes if code.before]
    names = f"[{', '.join(weights)}], [{', '.join(gradients)}]"
    return [Line(f"for W, dW in zip({names}):"), *body] if body else []


def correct(codes: Sequence[tuple[RegularizerCode, float]], layers: int) -> list[Line]:
    """What is done to the weights after the optimizer."""
    weights, _ = _weights(layers)
    body = [_line(code.after, code.words, strength, weights) for code, strength in codes if code.after]
    return [Line(f"for W in [{', '.join(weights)}]:"), *body] if body else []


def _line(pattern: str, words: str, strength: float, makes: tuple[str, ...]) -> Line:
    return Line(pattern.format(strength=repr(strength)), words.format(strength=repr(strength)), makes).inside


def _weights(layers: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = tuple(f"W{n}" for n in range(1, layers + 1))
    return names, tuple("d" + name for name in names)
