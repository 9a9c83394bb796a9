"""Activation functions: one record each, function and derivative side by side.

A record lays out the NumPy calls that fill arrays it is given. A derivative may use the pre-activations z or the
activations h, whichever is cheaper; both belong to the same forward pass. At a kink it is that of the left side (0 for
ReLU).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table
from . import piecewise, smooth
from .gelu import gelu, gelu_derivative
from .plan import Plan, run

Slope = piecewise.Slope


@dataclass(frozen=True)
class Activation:
    """``forward(z, h, slope)`` plans h; ``backward(z, h, d, slope)`` plans dh/dz into d; all of one shape.

    ``slope`` is the experiment's, ignored by most. Where it is learned, one for each layer, it is an array without
    dimensions, and ``slope_gradient(z, dh, scratch, gradient)`` plans dL/dslope from dL/dh. ``negative_slope(slope)``
    is the slope far below zero of a rectifier (0 elsewhere), which He initialization and the dead-unit count read.
    ``gain`` is the factor that keeps a signal's size (read by orthogonal initialization only): PyTorch's where it
    names one, else 1 / sqrt(mean of h^2 over standard normal z), from which those of ReLU and leaky ReLU come too.
    ``rectifies``: a unit whose sums are never above 0 is dead. ``saturates``: bounded on both sides, flat where its
    sums are large. ``identity``: a layer hands on its sums as they are.
    """

    name: str
    label: str
    forward: Callable[[np.ndarray, np.ndarray, Slope], Plan]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray, Slope], Plan]
    gain: Callable[[float], float]
    help: str = ""
    negative_slope: Callable[[float], float] = lambda slope: 0.0
    reads_slope: bool = False
    in_place: bool = False  # h may be written over z, and the derivative reads h alone
    centred: bool = False
    rectifies: bool = False
    saturates: bool = False
    identity: bool = False
    slope_gradient: Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], Plan] | None = None

    @property
    def learned(self) -> bool:
        """Whether the slope is a parameter of each layer."""
        return self.slope_gradient is not None

    def function(self, z: np.ndarray, h: np.ndarray, slope: float) -> None:
        """Write the activations of ``z`` into ``h``."""
        run(self.forward(z, h, slope))

    def derivative(self, z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
        """Write dh/dz into ``d``."""
        run(self.backward(z, h, d, slope))


def _leaky_gain(slope: float) -> float:
    return (2 / (1 + slope**2)) ** 0.5


ACTIVATIONS = Table(
    "activation",
    Activation(
        "linear",
        "linear",
        piecewise.linear,
        piecewise.linear_derivative,
        lambda slope: 1.0,
        "The sum itself: layers of it stay a straight line.",
        identity=True,
        centred=True,
        in_place=True,
    ),
    Activation(
        "sigmoid",
        "sigmoid",
        smooth.sigmoid,
        smooth.sigmoid_derivative,
        lambda slope: 1.0,
        "Between 0 and 1; its slope is at most 1/4.",
        saturates=True,
        in_place=True,
    ),
    Activation(
        "tanh",
        "tanh",
        smooth.tanh,
        smooth.tanh_derivative,
        lambda slope: 5 / 3,
        "Between -1 and 1, centred on 0.",
        saturates=True,
        centred=True,
        in_place=True,
    ),
    Activation(
        "relu",
        "ReLU",
        piecewise.relu,
        piecewise.relu_derivative,
        lambda slope: 2**0.5,
        "Zero below 0, the sum itself above.",
        rectifies=True,
        in_place=True,
    ),
    Activation(
        "leaky_relu",
        "leaky ReLU",
        piecewise.leaky_relu,
        piecewise.leaky_relu_derivative,
        _leaky_gain,
        "Like ReLU, with a small slope below 0.",
        rectifies=True,
        negative_slope=lambda slope: slope,
        reads_slope=True,
    ),
    Activation(
        "prelu",
        "PReLU",
        piecewise.prelu,
        piecewise.prelu_derivative,
        _leaky_gain,
        "Like leaky ReLU, with a slope that each layer learns.",
        rectifies=True,
        negative_slope=lambda slope: slope,
        reads_slope=True,
        slope_gradient=piecewise.prelu_slope_gradient,
    ),
    Activation(
        "elu",
        "ELU",
        smooth.elu,
        smooth.elu_derivative,
        lambda slope: 1.2451983,
        "The sum itself above 0, exp(z) - 1 below: never under -1.",
    ),
    Activation(
        "gelu",
        "GELU",
        gelu,
        gelu_derivative,
        lambda slope: 1.5335304,
        "z times the share of a bell curve that lies below z (the exact form): a smooth ReLU.",
    ),
    Activation(
        "swish",
        "swish (SiLU)",
        smooth.swish,
        smooth.swish_derivative,
        lambda slope: 1.6765325,
        "z times sigmoid(z): a smooth ReLU that dips a little below 0.",
    ),
    Activation(
        "softplus",
        "softplus",
        smooth.softplus,
        smooth.softplus_derivative,
        lambda slope: 1.0418668,
        "log(1 + exp(z)): a smooth ReLU that is always above 0.",
        in_place=True,
    ),
)
