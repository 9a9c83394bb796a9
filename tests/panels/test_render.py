"""The render command and the view: pictures without a window, and sentences instead of tracebacks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from gui import render, render_options, render_runs
from gui.panels import PANELS, places, standard
from gui.pictures.formats import save
from gui.theme.palette import DARK, LIGHT
from gui.view import caption, draw_view
from model.training.experiment import KNOBS, Experiment
from model.training.moment import Moment

from .synthetic import SITUATIONS, snapshot

ROOT = Path(__file__).parents[2]


def picture(path: Path) -> np.ndarray:
    return matplotlib.image.imread(path)[:, :, :3]


def test_writes_a_picture_of_the_asked_size(tmp_path, capsys):
    out = tmp_path / "picture.png"
    assert render.main(["--steps", "60", "--out", str(out), "--size", "900x600", "--scale", "1.5"]) == 0
    assert picture(out).shape[:2] == (900, 1350)
    assert "Step 60" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_what_a_panel_shows_can_be_chosen(tmp_path):
    paths = [tmp_path / name for name in ("a.png", "b.png")]
    for path, choice in zip(paths, ("dW RMS", "delta RMS"), strict=True):
        options = ["--panel", "gradient_history", "--choose", f"gradient_history={choice}", "--size", "400x300"]
        assert render.main(["--steps", "30", "--out", str(path), *options]) == 0
    assert (picture(paths[0]) != picture(paths[1])).any()


def test_same_settings_same_picture_and_dark_is_dark(tmp_path):
    paths = [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for path, dark in zip(paths, ([], [], ["--dark"]), strict=True):
        assert render.main(["--steps", "30", "--out", str(path), *dark]) == 0
    one, two, dark = (picture(path) for path in paths)
    assert (one == two).all()
    assert dark.mean() < 0.35 < 0.8 < one.mean()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_vector_files(tmp_path, kind):
    out = tmp_path / f"x.{kind}"
    assert render.main(["--steps", "5", "--out", str(out), "--panel", "loss", "--log", "loss"]) == 0
    assert out.stat().st_size > 5000


def test_every_setting_is_an_option_by_its_own_name():
    parser = render_options.make_parser()
    known = {name for action in parser._actions for name in action.option_strings}
    names = [*KNOBS, "hidden", "schedule_options"]
    assert {f"--{name}" for name in names} | {"--" + name.replace("_", "-") for name in names} <= known


def test_options_reach_the_experiment():
    text = "--out x.png --learning-rate 0.1 --schedule step --hidden 8,4 --batch-norm --standardize off --classes 3"
    options = render_options.make_parser().parse_args([*text.split(), "--schedule-options", '{"gamma": 0.25}'])
    assert render_runs.experiment_of(options) == Experiment(
        learning_rate=0.1, schedule="step", hidden=(8, 4), batch_norm=True, standardize=False, classes=3,
        schedule_options={"gamma": 0.25},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--steps 5", "--out"),
        ("--out x.png --learning-rate abc", "--learning-rate: abc"),
        ("--out x.png --depth 99", "0 to 30"),
        ("--out x.png --learnig-rate 1", "--learning-rate"),
        ("--out x.png --activation rleu", "relu"),
        ("--out x.png --hidden 8,x", "8,4"),
        ("--out x.png --schedule-options {", "JSON"),
        ("--out x.png --schedule step --schedule-options {\"gama\":1}", "gamma"),
        ("--out x.png --steps many", "--steps: many"),
        ("--out x.png --size 12x12", "1280x800"),
        ("--out x.png --size 8000x8000 --scale 8", "pixels"),
        ("--out x.png --scale nan", "--scale: nan"),
        ("--out x.png --panel los", "loss"),
        ("--out x.png --log boundary", "--log: boundary"),
        ("--out x.png --choose gradient_history=loss", "allowed: gradient_history=dW RMS, "),
        ("--out x.jpeg", ".png"),
        ("--out nowhere/x.png", "no folder"),
        ("--out x.png --batch-norm --batch-size 1", "--batch-size: 1"),
        ("--out x.png 7", "7: not understood"),
    ],
)  # fmt: skip
def test_refuses_in_a_sentence(typed, told, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert render.main(typed.split()) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_help_teaches(capsys):
    assert render.main(["--help"]) == 0
    words = capsys.readouterr().out
    for part in ("examples:", "--learning-rate", "circles, moons", "--panel"):
        assert part in words


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    out = tmp_path / "x.png"
    out.write_text("old")
    figure = draw_view(snapshot(), LIGHT, panels=places(["loss"]))

    def broken(*args, **facts):
        raise OSError("disk full")

    monkeypatch.setattr(figure, "savefig", broken)
    with pytest.raises(OSError, match="disk full"):
        save(figure, out)
    assert out.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_diverged_run_is_drawn_and_says_so(tmp_path, capsys):
    out = tmp_path / "x.png"
    arguments = [
        "--steps",
        "2000",
        "--learning-rate",
        "1000",
        "--activation",
        "linear",
        "--depth",
        "6",
        "--out",
        str(out),
    ]
    assert render.main(arguments) == 0
    assert out.exists()
    assert "Diverged" in capsys.readouterr().out


def test_a_machine_is_told_every_run_and_people_on_the_side(tmp_path, capsys):
    out = tmp_path / "x.png"
    typed = ["--samples", "40", "--epochs", "2", "--compare", "depth=1,2", "--panel", "loss", "--json"]
    assert render.main(["--out", str(out), *typed]) == 0
    said, beside = capsys.readouterr()
    end = json.loads(said)
    assert (end["event"], end["file"], end["bytes"]) == ("end", str(out), out.stat().st_size)
    assert [(run["step"], run["epoch"], run["settings"].get("depth")) for run in end["runs"]] == [
        (4, 2, 1),
        (4, 2, None),
    ]
    assert str(out) in beside
    wild = ["--learning-rate", "1000", "--activation", "linear", "--depth", "6", "--panel", "loss"]
    assert render.main(["--out", str(out), *wild, "--json", "--fail-diverged"]) == 1
    end, error = map(json.loads, capsys.readouterr().out.splitlines())
    assert (end["runs"][0]["status"], end["runs"][0]["train_loss"], error["event"]) == ("diverged", None, "error")


@pytest.mark.parametrize(
    "situation",
    [pytest.param(name, marks=pytest.mark.slow if turn % 3 else ()) for turn, name in enumerate(SITUATIONS)],
)
def test_view_of_every_situation(situation, tmp_path):
    palette = (LIGHT, DARK)[list(SITUATIONS).index(situation) % 2]
    save(draw_view(SITUATIONS[situation](), palette, (1000, 640)), tmp_path / "view.png")
    assert picture(tmp_path / "view.png").std() > 0.02


@pytest.mark.parametrize("size", [(1000, 640), (1920, 1080), (2560, 1600)])
def test_panels_share_the_view_without_overlapping(size):
    figure = draw_view(snapshot(), LIGHT, size)
    boxes = [axes.bbox.extents for axes in figure.axes]
    assert len(boxes) == len(standard())
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        assert 0 < x0 < x1 < size[0]
        assert 0 < y0 < y1 < size[1]
        for a0, b0, a1, b1 in boxes[number + 1 :]:
            assert x1 <= a0 or a1 <= x0 or y1 <= b0 or b1 <= y0


def test_caption_names_what_differs_from_the_defaults():
    head, settings = caption(snapshot(layers=5))
    assert "Step 2,000" in head
    assert "depth 4" in settings
    assert "width" not in settings


def test_needs_neither_tk_nor_pyplot():
    code = "import sys; import gui.render; print(sorted({'tkinter', 'matplotlib.pyplot'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [name for name, record in PANELS.items() if record.panel.analysis])
def test_a_panel_that_is_asked_for_is_studied(name, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(render, "draw_view", lambda snapshot, *rest, **more: shown.append(snapshot) or Figure())
    monkeypatch.setattr(render, "save", lambda figure, path, moment: None)
    assert render.main(["--steps", "20", "--samples", "40", "--panel", name, "--out", str(tmp_path / "a.png")]) == 0
    assert shown[0].analyses[PANELS[name].panel.analysis].value is not None


TABLE = "a;b;c;kind\n" + "".join(f"{n},5;{n * n % 7};{-n};{'uv'[n % 2]}\n" for n in range(20))


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], ("a", "b")),
        (["--inputs", "c"], ("c",)),
        (["--inputs", "3, b,1"], ("c", "b", "a")),
        (["--label", "kind", "--inputs", "b,c"], ("b", "c")),
    ],
)
def test_a_file_of_points_takes_the_place_of_a_data_set(tmp_path, options, names):
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    given = render_options.make_parser().parse_args(["--out", "x.png", "--data", str(path), *options])
    own = render_runs.with_data(render_runs.experiment_of(given), given).own
    assert (own.name, own.feature_names, own.class_names, len(own.labels)) == ("points.csv", names, ("u", "v"), 20)
    out = tmp_path / "x.png"
    assert render.main(["--steps", "3", "--out", str(out), "--data", str(path), *options]) == 0
    assert out.stat().st_size > 5000


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--data", "none.csv"], "--data none.csv: cannot be read"),
        (["--inputs", "a"], "--inputs: .*--data"),
        (["--data", "{}", "--dataset", "moons"], "choose one"),
        (["--data", "{}", "--inputs", "zz"], "no column 'zz'; there are a, b, c, kind"),
        (["--data", "{}", "--label", "c"], "20 classes .*allowed: 2 to 6"),
        (["--data", "{}", "--inputs", "a,kind"], "kind"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, capsys, options, words):
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    out = tmp_path / "x.png"
    assert render.main(["--out", str(out), *(option.format(path) for option in options)]) == 2
    said = capsys.readouterr().err
    assert re.search(words, said)
    assert said.count("\n") == 1
    assert not out.exists()


SAVED = Moment(Experiment(samples=60, width=3), ((5, {"learning_rate": 0.3}), (9, {"l2": 0.1})), 14)


@pytest.mark.parametrize(
    ("options", "step", "settings"),
    [
        ([], 14, {"learning_rate": 0.3, "l2": 0.1}),
        (["--steps", "7"], 7, {"learning_rate": 0.3}),
        (["--learning-rate", "0.2", "--depth", "1"], 14, {"learning_rate": 0.2, "depth": 1, "l2": 0.1}),
        (["--compare", "l2=0,1"], 14, {"learning_rate": 0.3}),
    ],
)
def test_a_saved_experiment_is_drawn_at_its_moment(tmp_path, monkeypatch, options, step, settings):
    path, out, shown = tmp_path / "a.glassnet", tmp_path / "x.png", []
    path.write_text(SAVED.to_json())
    monkeypatch.setattr(render, "draw_view", lambda snapshot, *rest, **more: shown.append(snapshot) or Figure())
    assert render.main(["--out", str(out), "--experiment", str(path), *options]) == 0
    assert (shown[0].step, shown[0].experiment) == (step, SAVED.experiment.replace(**settings))
    if not options:
        assert np.array_equal(shown[0].parameters, SAVED.trainer().network.parameters)


@pytest.mark.parametrize(
    ("text", "said"), [(None, "no such file"), ("a,b\n1,2", "--data"), ('{"glassnet": 9}', "newer Glassnet")]
)
def test_what_is_no_experiment_is_refused(tmp_path, capsys, text, said):
    path = tmp_path / "a.txt"
    if text is not None:
        path.write_text(text)
    assert render.main(["--out", str(tmp_path / "x.png"), "--experiment", str(path)]) == 2
    assert said in capsys.readouterr().err
