"""The source of a run's data: the experiment's own description, or points that a script gives."""

from __future__ import annotations

import numpy as np

from ..data.dataset import Data, generate, given, prepare
from ..data.generators import DATASETS
from ..data.sets import Recipe
from .experiment import Experiment


def data_for(experiment: Experiment, points: tuple[np.ndarray, np.ndarray] | Data | None = None) -> Data:
    """The data of a run: ``points`` where a script gives some, x ``(n, inputs)`` and y ``(n,)`` or ready for use."""
    if isinstance(points, Data):
        return points
    if points is not None:
        return given(*points, experiment.train_fraction, experiment.data_seed)
    return data_of(experiment)


def data_of(experiment: Experiment) -> Data:
    """The data set that the experiment describes."""
    split = experiment.train_fraction, experiment.data_seed
    scaled = experiment.standardize, experiment.whiten, experiment.used_features
    if experiment.own is not None:
        return prepare(experiment.own, *split, *scaled)
    dataset = DATASETS[experiment.dataset]
    recipe = Recipe(
        experiment.samples,
        experiment.classes,
        experiment.noise,
        experiment.label_noise,
        experiment.imbalance,
        {name: getattr(experiment, name) for name in dataset.settings},
    )
    return generate(dataset, recipe, *split, *scaled)
