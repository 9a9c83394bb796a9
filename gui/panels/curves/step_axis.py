"""The axis of steps: one rule for every panel that draws over the steps, so that they can be read side by side."""

from __future__ import annotations

from model.nn.schedules import SCHEDULES
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from ..drawing.span import GROWING, Steps, above

ROOM = 1.02  # leaves room for the dot at the newest step
LEAST = 20
EPOCHS_AHEAD = 60  # of a policy that changes the rate
PAST = 1.1  # times the longest of a policy's own times: its end can be seen


def step_axis(snapshot: Snapshot) -> Steps:
    """From 0 over every step that any of the shown runs has done or has in store; beyond that it grows in jumps.

    It depends on the moment alone, so that all panels that show the same moment have the same axis; and it keeps the
    furthest step of a run that has gone back.
    """
    live = [snapshot, *(each.snapshot for each in snapshot.companions if not each.kept)]
    kept = [each.snapshot for each in snapshot.companions if each.kept]
    ghosts = (ghost.furthest for ghost in snapshot.ghosts)
    reached = ROOM * max(*(max(each.step, each.furthest) for each in (*live, *kept)), *ghosts, 0)
    ahead = max(steps_ahead(each.experiment, each.steps_per_epoch) for each in live)
    return Steps(0.0, ahead if reached <= ahead else above(reached, GROWING))


def steps_ahead(experiment: Experiment, steps_per_epoch: int) -> float:
    """Where the axis ends before the run gets there: all of a bounded run, else as far as the policy has plans."""
    if experiment.max_epochs is not None:
        return ROOM * (experiment.max_epochs * steps_per_epoch)
    schedule = SCHEDULES[experiment.schedule]
    plans = PAST * experiment.warmup_steps
    if schedule.foreseen and schedule.options:
        options = experiment.options(steps_per_epoch)
        own = [PAST * options[knob.name] for knob in schedule.options if knob.unit == "steps"]
        plans = experiment.warmup_steps + max(EPOCHS_AHEAD * steps_per_epoch, *own, 0)
    return above(max(plans, LEAST), GROWING)
