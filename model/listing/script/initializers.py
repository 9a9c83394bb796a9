"""The code of the initializers, by the names in INITIALIZERS: the body of a function of rng, fan_in and fan_out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SHAPE = "(fan_in, fan_out)"


@dataclass(frozen=True)
class InitializerCode:
    """``words`` say what it is; ``{scale}``, ``{slope}`` (of the activation below 0) and ``{gain}`` are numbers."""

    words: str
    value: str
    before: tuple[str, ...] = ()


def _normal(words: str, deviation: str) -> InitializerCode:
    return InitializerCode(words, f"rng.normal(0, {deviation}, {SHAPE})")


def _uniform(words: str, edge: str) -> InitializerCode:
    return InitializerCode(words, f"rng.uniform(-edge, edge, {SHAPE})", (f"edge = {edge}",))


INITIALIZER_CODE: Mapping[str, InitializerCode] = {
    "zeros": InitializerCode("All weights 0: the units of a layer stay alike for ever.", f"np.zeros({SHAPE})"),
    "constant": InitializerCode("All weights alike.", f"np.full({SHAPE}, {{scale}})"),
    "normal": _normal("Normal, with one standard deviation for all layers.", "{scale}"),
    "uniform": _uniform("Uniform up to 1 / sqrt(fan_in), an old rule of thumb.", "1 / np.sqrt(fan_in)"),
    "lecun": _normal("Variance 1 / fan_in (LeCun et al. 1998).", "np.sqrt(1 / fan_in)"),
    "lecun_uniform": _uniform("Uniform with variance 1 / fan_in (LeCun et al. 1998).", "np.sqrt(3 / fan_in)"),
    "xavier": _normal(
        "Variance 2 / (fan_in + fan_out) (Glorot & Bengio 2010).", "np.sqrt(2 / (fan_in + fan_out))"
    ),
    "xavier_uniform": _uniform(
        "Uniform with variance 2 / (fan_in + fan_out) (Glorot & Bengio 2010).", "np.sqrt(6 / (fan_in + fan_out))"
    ),
    "he": _normal("Variance 2 / {spread}fan_in{end} (He et al. 2015).", "np.sqrt(2 / {spread}fan_in{end})"),
    "he_uniform": _uniform(
        "Uniform with variance 2 / {spread}fan_in{end} (He et al. 2015).", "np.sqrt(6 / {spread}fan_in{end})"
    ),
    "orthogonal": InitializerCode(
        "Orthogonal columns, or rows, of length {gain} (Saxe et al. 2014).",
        "columns if fan_in >= fan_out else columns.T",
        (
            "shape = max(fan_in, fan_out), min(fan_in, fan_out)",
            "q, r = np.linalg.qr(rng.normal(size=shape))",
            "columns = {gain} * q * np.where(np.diagonal(r) < 0, -1.0, 1.0)",
        ),
    ),
}  # fmt: skip
