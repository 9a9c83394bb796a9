"""The source of a run: its data, from the description or from a script, and the network that suits them."""

from __future__ import annotations

import numpy as np

from ..data.dataset import Data, generate, given, prepare
from ..data.generators import DATASETS
from ..data.sets import Recipe
from ..nn.activations import ACTIVATIONS
from ..nn.losses import loss_for
from ..nn.network import Network
from ..nn.precision import PRECISIONS
from .experiment import Experiment


def data_for(experiment: Experiment, points: tuple[np.ndarray, np.ndarray] | Data | None = None) -> Data:
    """The data of a run: ``points`` where a script gives some, x ``(n, inputs)`` and y ``(n,)`` or ready for use."""
    if isinstance(points, Data):
        return points
    if points is not None:
        return given(*points, experiment.train_fraction, experiment.data_seed)
    return data_of(experiment)


def network_for(experiment: Experiment, data: Data) -> Network:
    """The network that the experiment describes for ``data``; its weights are still zero."""
    return Network(
        data.train.inputs.shape[1],
        experiment.widths,
        loss_for(data.classes).outputs(data.classes),
        ACTIVATIONS[experiment.activation],
        experiment.slope,
        experiment.batch_norm,
        PRECISIONS[experiment.precision].dtype,
        experiment.norm_position,
    )


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
