"""Scripts that train an experiment by themselves, without this program: readable, short, and with the same numbers."""

from .in_numpy import numpy_script
from .keras import keras_script
from .pytorch import torch_script

__all__ = ["keras_script", "numpy_script", "torch_script"]
