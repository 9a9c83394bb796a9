"""Scripts that train an experiment by themselves, without this program: readable, short, and with the same numbers."""

from .keras import keras_script
from .pytorch import torch_script

__all__ = ["keras_script", "torch_script"]
