"""What scripts cannot repeat, in words that name the setting."""

from __future__ import annotations

from ...knob import Invalid
from ...training.moment import Moment


def check(moment: Moment) -> None:
    """Raises Invalid where the run has something that a script for another library does not repeat."""
    experiment = moment.experiment
    past = [step for step, _ in moment.changes if step < moment.step]
    if past:
        raise Invalid("changes", f"at step {past[0]:,}", "runs without live changes, which these scripts do not repeat")
    if experiment.batch_norm and experiment.widths and experiment.train_samples < 2:
        raise Invalid("train_fraction", experiment.train_fraction, "2 or more training points with batch norm")
