"""A layer's pass: all arrays of one weight layer on the way forward and back through one minibatch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class NormPass:
    """Batch norm of one layer: y = gamma normalized + beta, normalized = (input - mean) / sqrt(variance + eps).

    ``mean``, ``variance`` (biased), ``gamma``, ``beta`` are ``(out,)``, ``normalized``, ``y`` and ``dy``, dL/dy,
    ``(out, batch)``. The input is z, or with ``after`` a. ``running``: the statistics are the running ones, constants.
    """

    mean: np.ndarray
    variance: np.ndarray
    normalized: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    y: np.ndarray
    dy: np.ndarray
    after: bool
    running: bool


@dataclass(frozen=True)
class LayerPass:
    """One weight layer's way forward and back, features first.

    ``h_in (in, batch)`` comes in, ``W (in, out)``, ``b (out,)`` (None where beta takes its place), ``z (out, batch)``
    are the weighted sums, ``a`` what the activation gives, ``mask`` the factors of dropout (or None), ``h`` what is
    handed on, all ``(out, batch)``. The output layer has no activation: ``a`` is None and ``h`` are the logits, z.

    Back: ``dh`` is dL/dh (of the output layer dL/dlogits), ``delta`` dL/dz, both ``(out, batch)``; ``dW (in, out)``,
    ``db``, ``dgamma``, ``dbeta (out,)`` and ``dslope``, a number, are None where there is no such parameter. L is the
    mean loss of the minibatch. ``slope`` is what the activation is given, learned or not.
    """

    h_in: np.ndarray
    W: np.ndarray
    b: np.ndarray | None
    z: np.ndarray
    norm: NormPass | None
    a: np.ndarray | None
    mask: np.ndarray | None
    h: np.ndarray
    dh: np.ndarray
    delta: np.ndarray
    dW: np.ndarray
    db: np.ndarray | None
    dgamma: np.ndarray | None
    dbeta: np.ndarray | None
    slope: float
    dslope: float | None
