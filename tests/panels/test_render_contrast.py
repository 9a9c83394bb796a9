"""Several runs by the render command: the same view as in the window, and sentences for what cannot be."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gui import render, render_runs
from gui.panels import PANELS, stand_in, standard
from gui.panels.drawing.span import brief
from gui.theme.palette import LIGHT
from gui.view import caption, draw_view
from model import Experiment
from model.training.contrast import values_of

from .synthetic import together


@pytest.mark.parametrize(
    "options",
    [
        ["--compare", "initializer=xavier,he"],
        ["--compare", "batch-norm=on,off", "--compare", "learning_rate=0.1,1"],
        ["--seeds", "5"],
    ],
    ids=["values", "pairs", "seeds"],
)
def test_several_runs_give_a_picture(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "contrast.png"
    assert render.main(["--steps", "20", "--width", "4", "--out", str(out), *options]) == 0
    assert out.stat().st_size > 20_000
    assert "Step 20" in capsys.readouterr().out


def test_pairs_are_all_pairs():
    made = render_runs.compared_runs(Experiment(), ["initializer=xavier,he", "learning-rate=0.1,0.3"], 0)
    pairs = [(e.initializer, e.learning_rate) for e in made.experiments()]
    assert pairs == [("xavier", 0.1), ("xavier", 0.3), ("he", 0.1), ("he", 0.3)]
    single = render_runs.compared_runs(Experiment(), ["initializer=xavier,he"], 0)
    assert single == values_of(Experiment(), "initializer", ["xavier", "he"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--compare", "intializer=he,xavier"], "did you mean initializer"),
        (["--compare", "initializer=he,best"], "'best'"),
        (["--compare", "initializer=he,he"], "differ"),
        (["--compare", "seed=1,2,3,4,5,6,7"], "1 to 6 runs"),
        (["--seeds", "21"], "2 to 20"),
        (["--seeds", "5", "--compare", "seed=1,2"], "only one of them"),
    ],
)
def test_what_cannot_be_is_said(options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert render.main(["--out", str(tmp_path / "x.png"), *options]) == 2
    assert words.replace("'", "") in capsys.readouterr().err.replace("'", "").replace('"', "")
    assert not list(tmp_path.iterdir())


def test_the_panel_for_several_runs_stands_in_and_gives_way():
    several = stand_in(standard(), True)
    assert "boundaries" in several
    assert "boundary" not in several
    assert several["boundaries"] == standard()["boundary"]
    assert stand_in(several, False) == standard()
    both = {**standard(), "boundaries": several["boundaries"]}
    assert stand_in(both, True) == both


def test_the_heading_of_several_runs_says_what_they_share_and_where_they_differ():
    taken = together(1)
    deeper = dataclasses.replace(taken, experiment=taken.experiment.replace(depth=5, noise=0.3))
    other = dataclasses.replace(taken.companions[0].snapshot, experiment=deeper.experiment.replace(initializer="he"))
    both = dataclasses.replace(deeper, companions=(dataclasses.replace(taken.companions[0], snapshot=other),))
    reached, settings = caption(both)
    assert reached.startswith("Step 2,000")
    losses = [brief(each.evaluation.train_loss) for each in (both, other)]
    assert reached.endswith(f"of initializer Xavier {losses[0]}, initializer number 1 {losses[1]}")
    common, different = settings.split("; different: ")
    assert common == "Common settings: noise 0.3, hidden layers 5, data seed 0, seed 0"
    assert different == "initializer Xavier, initializer He; panels of one run: initializer Xavier"


def test_the_heading_of_many_seeds_says_their_median_and_their_ends():
    seeds = together(*range(1, 20), band=True)
    made = [
        dataclasses.replace(each, label=f"seed {n}", snapshot=dataclasses.replace(
            each.snapshot, experiment=each.snapshot.experiment.replace(seed=n),
            evaluation=dataclasses.replace(each.snapshot.evaluation, train_loss=0.01 * n)))
        for n, each in enumerate(seeds.companions, start=1)
    ]  # fmt: skip
    start = dataclasses.replace(seeds.evaluation, train_loss=0.5)
    reached, settings = caption(dataclasses.replace(seeds, companions=tuple(made), evaluation=start))
    assert reached.endswith("of 20 runs: median 0.11, 0.01 to 0.5")
    assert "different: seed 0 to seed 19; panels of one run" in settings


def test_the_panel_for_several_runs_stands_in_the_picture():
    titles = {text.get_text() for text in draw_view(together(1), LIGHT).texts}
    assert PANELS["boundaries"].label in titles
    assert PANELS["boundary"].label not in titles
