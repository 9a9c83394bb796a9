"""Scripts that train an experiment by themselves, without this program: readable, short, and with the same numbers."""

from .in_numpy import numpy_script

__all__ = ["numpy_script"]
