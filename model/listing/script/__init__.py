"""Scripts: an experiment as a program of its own, for other libraries."""

from .keras import keras_script
from .pytorch import torch_script

__all__ = ["keras_script", "torch_script"]
