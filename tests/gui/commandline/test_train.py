"""The train command: what a person types, the table, JSON and CSV that come out, and its exit codes."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gui.commandline import train
from gui.commandline.report import report
from gui.start import commands
from model import Experiment, Trainer
from model.training.experiment import GROUPS, KNOBS
from model.training.moment import Moment
from model.training.outcome import Row, outcome_of

ROOT = Path(__file__).parents[3]
SMALL = ["--samples", "40", "--width", "3", "--steps", "12"]
WILD = ["--activation", "linear", "--depth", "6", "--learning-rate", "1000", "--steps", "500"]
MOMENT = Moment(Experiment(samples=40, width=3), ((5, {"learning_rate": 0.3}),), 9)


def events(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_table_with_median_and_quartiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([*SMALL, "--seeds", "3", "--compare", "activation=tanh,relu"]) == 0
    said, beside = capsys.readouterr()
    assert beside == ""
    assert "Median [lower quartile, upper quartile]" in said
    head, rule, *rows = said.strip().splitlines()[2:]
    assert head.split()[:3] == ["activation", "runs", "diverged"]
    assert [row.split()[:3] for row in rows] == [["tanh", "3", "0"], ["relu", "3", "0"]]
    assert {len(line) for line in (head, rule, *rows)} == {len(rule)}


def test_json_tells_every_run_as_the_trainer_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([*SMALL, "--seeds", "3", "--seed", "7", "--json"]) == 0
    said, beside = capsys.readouterr()
    start, *runs, end = events(said)
    assert (start, end["event"]) == ({"event": "start", "runs": 3}, "end")
    assert "training loss" in beside
    losses = []
    for seed, run in enumerate(runs, 7):
        trainer = Trainer(Experiment(samples=40, width=3, seed=seed))
        trainer.run(12)
        losses.append(trainer.evaluate().train_loss)
        assert (run["seed"], run["data_seed"], run["step"], run["train_loss"]) == (seed, 0, 12, losses[-1])
    assert end["rows"][0]["spreads"]["train_loss"]["median"] == sorted(losses)[1]


def test_every_run_a_line_of_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "runs.csv"
    options = ["--compare", "l2=0,0.1", "--compare", "batch_norm=on,off", "--seeds", "2"]
    assert train.main([*SMALL, *options, "--out", str(out)]) == 0
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["l2"], row["batch_norm"], row["seed"]) for row in rows[:4]] == [
        ("0", "on", "0"), ("0", "on", "1"), ("0", "off", "0"), ("0", "off", "1"),
    ]  # fmt: skip
    assert len(rows) == 8
    assert float(rows[0]["train_loss"]) > 0
    assert [path.name for path in tmp_path.iterdir()] == ["runs.csv"]
    assert str(out) in capsys.readouterr().out


def test_lists_are_compared_with_semicolons_between_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--samples", "40", "--steps", "3", "--compare", "hidden=3;3,2", "--json"]) == 0
    said, beside = capsys.readouterr()
    assert [row["changes"] for row in events(said)[-1]["rows"]] == [{"hidden": [3]}, {"hidden": [3, 2]}]
    assert [line.split()[0] for line in beside.splitlines()[-2:]] == ["3", "3,2"]


@pytest.mark.parametrize("kind", ["file", "line"])
def test_a_saved_run_is_trained_with_its_live_changes(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.glassnet"
    path.write_text(MOMENT.to_json())
    assert train.main(["--json", "--experiment", str(path) if kind == "file" else MOMENT.short()]) == 0
    run = events(capsys.readouterr().out)[1]
    assert (run["step"], run["train_loss"]) == (9, MOMENT.trainer().evaluate().train_loss)


def test_epochs_are_those_of_each_batch_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--samples", "40", "--epochs", "3", "--compare", "batch_size=5,10", "--json"]) == 0
    _, *runs, _ = events(capsys.readouterr().out)
    assert [(run["step"], run["epoch"]) for run in runs] == [(12, 3), (6, 3)]


def test_a_diverged_run_is_a_result_unless_it_must_not_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([*WILD, "--json"]) == 0
    _, run, end = events(capsys.readouterr().out)
    assert (run["diverged"], run["train_loss"], end["rows"][0]["diverged"]) == (True, None, 1)
    assert train.main([*WILD, "--fail-diverged"]) == 1
    said, beside = capsys.readouterr()
    assert "1 run diverged" in beside
    assert "Diverged at step" in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--learnig-rate 1", "did you mean --learning-rate?"),
        ("--activation rleu", "did you mean relu? allowed: linear, "),
        ("--compare intializer=he", "did you mean initializer?"),
        ("--compare depth=1,99", "0 to 30"),
        ("--compare hidden=8;x", "8,4"),
        ("--steps 3 --epochs 3", "choose one of them"),
        ("--steps some", "--steps: some"),
        ("--seeds 0", "1 to 10,000"),
        ("--seeds 3 --compare seed=1,2", "choose one of them"),
        ("--seeds 9000 --compare depth=1,2", "too many runs"),
        ("--until accuracy=95", "from 0 to 1"),
        ("--out runs.png", ".csv"),
        ("--out nowhere/runs.csv", "no folder"),
        ("--experiment none.glassnet", "no such file"),
        ("--experiment glassnet1~detph=3", "detph"),
        ("7", "7: not understood"),
    ],
)  # fmt: skip
def test_refuses_in_a_sentence(typed: str, told: str, capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = [word.replace("~", " ") for word in typed.split()]
    assert train.main([*words, "--json"]) == 2
    said, beside = capsys.readouterr()
    assert told in beside
    assert len(beside.strip().splitlines()) == 1
    assert events(said) == [{"event": "error", "message": beside.strip()}]
    assert not list(tmp_path.iterdir())


def test_help_teaches_in_the_order_of_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--help"]) == 0
    words = capsys.readouterr().out
    places = [words.index(f"\n{group}:\n") for group in GROUPS]
    assert places == sorted(places)
    assert words.count("\n  python3 main.py train ") >= 3
    flat = " ".join(words.split())
    assert all(f"{knob.label}:" in flat for knob in KNOBS.values() if knob.shown)


def test_the_examples_are_possible() -> None:
    import shlex

    for line in train.EXAMPLES[:3]:
        assert train.plans_of(train.make_parser().parse_args(shlex.split(line)))


def test_a_narrow_terminal_gets_the_table_in_parts() -> None:
    experiment = Experiment(samples=40, width=3)
    row = Row({"activation": "tanh"}, tuple(outcome_of(experiment.replace(seed=seed), (), 5) for seed in range(3)))
    for wide in (60, 80, 120):
        table = report([row], None, wide).split("\n\n", 1)[1]
        assert max(map(len, table.splitlines())) <= wide
        assert table.count("activation") == len(table.split("\n\n"))
    assert table.count("validation accuracy") == 1


def test_a_command_that_is_none_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["trian", "--steps", "3"]) == 2
    assert "did you mean train?" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_neither_a_traceback_nor_a_file(number: int, code: int, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "train", "--seeds", "50", "--steps", "100000", "--json"]
    process = subprocess.Popen(
        [*command, "--out", "runs.csv"], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert json.loads(process.stdout.readline())["event"] == "start"
        time.sleep(0.1)
        process.send_signal(number)
        _, beside = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == code
    assert "Traceback" not in beside
    assert not list(tmp_path.iterdir())


def test_nothing_but_json_is_on_stdout_and_a_reader_may_leave(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "train", *SMALL, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [each["event"] for each in events(done.stdout)] == ["start", "run", "end"]
    process = subprocess.Popen(
        [*command, "--seeds", "300"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 1


def test_needs_no_tk_and_no_pyplot() -> None:
    code = (
        "import sys, gui.commandline.train as t; t.make_parser(); print({'tkinter', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
