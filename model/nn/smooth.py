"""Smooth activations: sigmoid, tanh, ELU, swish and softplus, as plans that overflow nowhere."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy import absolute, add, exp, expm1, log1p, maximum, minimum, multiply, negative, subtract

from .plan import Plan, extreme, number


def sigmoid(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = 1 / (1 + exp(-z)), written as (1 + tanh(z / 2)) / 2, which never overflows."""
    half = number(0.5, h)
    return [
        partial(multiply, z, half, h),
        partial(np.tanh, h, h),
        partial(multiply, h, half, h),
        partial(add, h, half, h),
    ]


def sigmoid_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = h (1 - h), at most 1/4."""
    return [partial(subtract, number(1, d), h, d), partial(multiply, d, h, d)]


def tanh(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = tanh(z)."""
    return [partial(np.tanh, z, h)]


def tanh_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = 1 - h^2."""
    return [partial(multiply, h, h, d), partial(subtract, number(1, d), d, d)]


def elu(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = z above 0, exp(z) - 1 below. Clevert, Unterthiner & Hochreiter 2016, with alpha = 1.

    exp(z) - 1 is never below z, so that the greater of z and exp(min(z, 0)) - 1 is right on both sides.
    """
    return [
        extreme(minimum, z, np.zeros_like(z), h),
        partial(expm1, h, h),
        extreme(maximum, z, h, h),
    ]


def elu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = 1 above 0, exp(z) = h + 1 below."""
    return [extreme(minimum, h, np.zeros_like(h), d), partial(add, d, number(1, d), d)]


def swish(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = z sigmoid(z). Ramachandran, Zoph & Le 2017; SiLU in Elfwing, Uchibe & Doya 2018."""
    return [*sigmoid(z, h, slope), partial(multiply, h, z, h)]


def swish_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = s + h (1 - s) with s = sigmoid(z), computed as h + s (1 - h)."""
    rest = np.empty_like(h)
    return [
        *sigmoid(z, d, slope),
        partial(subtract, number(1, h), h, rest),
        partial(multiply, d, rest, d),
        partial(add, d, h, d),
    ]


def softplus(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)). Dugas, Bengio, Belisle, Nadeau & Garcia 2001."""
    above = np.empty_like(z)
    return [
        extreme(maximum, z, np.zeros_like(z), above),
        partial(absolute, z, h),
        partial(negative, h, h),
        partial(exp, h, h),
        partial(log1p, h, h),
        partial(add, h, above, h),
    ]


def softplus_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = sigmoid(z) = 1 - exp(-h)."""
    return [partial(negative, h, d), partial(expm1, d, d), partial(negative, d, d)]
