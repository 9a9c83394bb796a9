"""The export command: every kind in the catalogue is written, and what cannot be is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gui.commandline import export
from gui.exports.catalogue import EXPORTS
from model import Experiment, Trainer

SMALL = ["--samples", "40", "--width", "3", "--steps", "12"]


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_kind_is_written_and_told(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"x{EXPORTS[kind].suffix}"
    assert export.main([kind, *SMALL, "--out", str(out), "--json"]) == 0
    said, beside = capsys.readouterr()
    end = json.loads(said)
    assert (end["event"], end["kind"], end["file"], end["step"]) == ("end", kind, str(out), 12)
    assert end["bytes"] == out.stat().st_size > 100
    assert str(out) in beside
    assert list(tmp_path.iterdir()) == [out]


def test_the_file_is_that_of_the_same_run(tmp_path: Path) -> None:
    paths = tmp_path / "a.csv", tmp_path / "b.csv"
    assert export.main(["history", *SMALL, "--out", str(paths[0])]) == 0
    trainer = Trainer(Experiment(samples=40, width=3))
    trainer.run(12)
    EXPORTS["history"].write(EXPORTS["history"].gather(trainer), paths[1])
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_text_goes_to_stdout(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert export.main(["history", *SMALL, "--out", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("step,epoch,")
    assert len(lines) == 14


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "KIND"),
        ("histroy --out x.csv", "did you mean history? allowed: "),
        ("history", "--out"),
        ("history --out x.npz", "names that end in .csv"),
        ("history --out nowhere/x.csv", "no folder"),
        ("history --out - --json", "choose one of them"),
        ("state --out - --steps 2", "no text"),
        ("history --out x.csv --learnig-rate 1", "did you mean --learning-rate?"),
    ],
)
def test_refuses_in_a_sentence(typed: str, told: str, capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert export.main(typed.split()) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_fails_and_says_so(tmp_path: Path, monkeypatch, capsys) -> None:
    def full(path: Path, content: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gui.exports.catalogue.write_safely", full)
    assert export.main(["history", *SMALL, "--out", str(tmp_path / "x.csv")]) == 1
    assert "No space left" in capsys.readouterr().err


def test_help_lists_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert export.main(["--help"]) == 0
    words = capsys.readouterr().out
    assert all(f"{each.name} " in words and each.help in words for each in EXPORTS.values())
    assert words.count("\n  python3 main.py export ") >= 3
