"""What scripts for other libraries cannot repeat, in words that name the setting."""

from __future__ import annotations

from ...knob import Invalid
from ...training.moment import Moment
from . import schedules
from .in_numpy import steps_of
from .outline import Outline


def outline_of(moment: Moment) -> Outline:
    """The outline of the run. Raises Invalid where it has something that these scripts do not repeat."""
    experiment, steps = moment.experiment, steps_of(moment)
    past = [(step, settings) for step, settings in moment.changes if step < steps]
    if past:
        step, settings = past[0]
        raise Invalid(
            next(iter(settings)), f"a live change at step {step:,}", "in this script only what stays as it began"
        )
    if schedules.watches([(0, experiment)]):
        raise Invalid("schedule", experiment.schedule, "in this script only policies that do not watch the losses")
    if experiment.batch_norm and experiment.widths and experiment.train_samples < 2:
        raise Invalid("train_fraction", experiment.train_fraction, "2 or more training points with batch norm")
    return Outline(experiment, steps)
