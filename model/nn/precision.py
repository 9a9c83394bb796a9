"""Precisions: the number formats that a network can compute in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..table import Table


@dataclass(frozen=True)
class Precision:
    """A floating-point format."""

    name: str
    label: str
    dtype: np.dtype


PRECISIONS = Table(
    "precision",
    Precision("float64", "64 bits", np.dtype(np.float64)),
    Precision("float32", "32 bits", np.dtype(np.float32)),
)
