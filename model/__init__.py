"""Glassnet without pixels: the mathematics of a network and the time of its training, with numpy alone."""

from .data.generators import DATASETS
from .nn.activations import ACTIVATIONS
from .nn.initializers import INITIALIZERS
from .nn.optimizers import OPTIMIZERS
from .nn.schedules import SCHEDULES
from .training.experiment import Experiment
from .training.trainer import Trainer

__all__ = ["ACTIVATIONS", "DATASETS", "INITIALIZERS", "OPTIMIZERS", "SCHEDULES", "Experiment", "Trainer"]
