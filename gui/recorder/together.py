"""Runs together: the options by which the record command trains the runs that a person compares."""

from __future__ import annotations

from gui.render_options import Refused
from gui.render_runs import compared_runs
from model.training.contrast import Contrast
from model.training.experiment import KNOBS
from model.training.moment import Moment


def together(runs: Contrast, moment: Moment) -> list[str] | None:
    """The options for ``runs``, of which ``moment`` is the one that is looked at; None where they cannot be said.

    They can if the runs differ in one setting that has not been changed on the way, or are seeds in a row.
    """
    names = {name for variant in runs.variants for name in variant.changes}
    if len(runs.variants) < 2:
        return []
    if len(names) != 1 or any(names & changes.keys() for _, changes in moment.changes):
        return None
    (name,) = names
    if name not in KNOBS or any(variant.label for variant in runs.variants):
        return None
    first = runs.experiments()[0]
    base = moment.now.replace(**{name: getattr(first, name)})
    if runs.band:
        options, compared, seeds = (
            ["--seed", str(first.seed), "--seeds", str(len(runs.variants))],
            [],
            len(runs.variants),
        )
    else:
        between = ";" if KNOBS[name].kind is tuple else ","
        written = between.join(KNOBS[name].show(getattr(each, name)) for each in runs.experiments())
        options, compared, seeds = ["--compare", f"{name}={written}"], [f"{name}={written}"], 0
    try:
        same = compared_runs(base, compared, seeds).experiments() == runs.experiments()
    except Refused:
        return None
    return options if same else None
