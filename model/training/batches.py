"""Minibatches: how an epoch's fresh permutation is cut into steps."""

from __future__ import annotations


def batch_sizes(samples: int, batch_size: int, batch_norm: bool) -> list[int]:
    """The sizes of an epoch's minibatches; the last may be smaller.

    With batch norm a remainder of one sample joins the batch before it, because one sample has no variance.
    """
    size = min(batch_size, samples)
    whole, rest = divmod(samples, size)
    sizes = [size] * whole
    if rest == 1 and batch_norm:
        sizes[-1] += 1
    elif rest:
        sizes.append(rest)
    return sizes
