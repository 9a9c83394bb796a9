"""The record command: from options to a film, its lines for machines, and what is left when it is ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gui.commandline.parser import TERMINATED
from gui.films import record
from gui.films.formats import FORMATS
from gui.films.options import MOST_FRAMES
from gui.start import commands

MAIN = Path(__file__).parents[3] / "main.py"
SMALL = ["--panel", "loss", "--size", "300x240"]


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_film_from_a_to_b_every_k_with_b_in_it(tmp_path, capsys):
    out = tmp_path / "x.gif"
    assert (
        commands.main(["record", "--from", "5", "--to", "42", "--every", "10", "--out", str(out), "--json", *SMALL])
        == 0
    )
    told = lines(capsys.readouterr().out)
    assert [each["event"] for each in told] == ["start", *["frame"] * 5, "end"]
    assert told[0]["frames"] == told[-1]["frames"] == 5
    frames = told[1:-1]
    assert [each["step"] for each in frames] == [5, 15, 25, 35, 42]
    assert [each["done"] for each in frames] == [1, 2, 3, 4, 5]
    assert frames[-1]["estimated"] == frames[-1]["bytes"]
    assert (told[-1]["bytes"], told[-1]["file"]) == (out.stat().st_size, str(out))
    with Image.open(out) as film:
        assert (film.n_frames, film.size) == (5, (300, 240))
    assert [path.name for path in tmp_path.iterdir()] == ["x.gif"]


def test_a_run_that_ends_ends_its_film(tmp_path, capsys):
    out = tmp_path / "x.gif"
    assert record.main(["--to", "5000", "--every", "20", "--max-epochs", "2", "--out", str(out), "--json", *SMALL]) == 0
    told = lines(capsys.readouterr().out)
    assert (told[0]["frames"], told[-1]["frames"], told[-1]["step"]) == (251, 4, 50)  # 250 points, 10 in a minibatch
    assert "Finished" in told[-1]["message"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--out x.avi", ".gif, .mp4, .webm"),
        ("--out nowhere/x.gif", "no folder"),
        ("--out x.gif --from 9 --to 3", "goes forwards"),
        ("--out x.gif --every 0", "--every: 0"),
        ("--out x.gif --from -1", "--from"),
        ("--out x.gif --to 1000000 --every 1", f"allowed: {MOST_FRAMES:,}, with --every 201"),
        ("--out x.gif --rate 0", "--rate: 0"),
        ("--out x.gif --rate 60", "0.1 to 50"),
        ("--out x.gif --size 4000x3000", "too many pixels for a film"),
        ("--out x.gif --steps 7", "--from one step --to another"),
        ("--out x.gif --evry 5", "--every"),
    ],
)
def test_refuses_in_a_sentence(typed, told, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert record.main(typed.split()) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_missing_ffmpeg_is_told(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert record.main(["--out", str(tmp_path / "x.mp4")]) == 2
    assert "ffmpeg is not installed" in capsys.readouterr().err


def test_help_teaches(capsys):
    assert record.main(["--help"]) == 0
    words = capsys.readouterr().out
    for part in ("examples:", "--every K", "--rate FPS", "--learning-rate", "900x600"):
        assert part in words


@pytest.mark.parametrize(
    ("number", "code", "left"), [("SIGTERM", TERMINATED, 0), ("SIGINT", 130, 0), ("SIGKILL", -9, 1)]
)
@pytest.mark.parametrize("ending", [".gif", pytest.param(".mp4", marks=pytest.mark.slow)])
def test_an_ended_recording_leaves_the_older_film(tmp_path, number, code, left, ending):
    if not FORMATS[ending[1:]].available():
        pytest.skip("ffmpeg is not installed")
    out = tmp_path / f"x{ending}"
    out.write_bytes(b"older")
    command = [sys.executable, str(MAIN), "record", "--json", "--to", "4000", "--every", "1", "--out", str(out), *SMALL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        for line in child.stdout:
            if '"frame"' in line:
                os.kill(child.pid, getattr(signal, number))
                break
        child.stdout.read()
        assert child.wait(30) == code
    while left and ending == ".mp4" and _writing(tmp_path):  # what ffmpeg has still to write after its input has ended
        time.sleep(0.05)
    assert out.read_bytes() == b"older"
    others = [path.name for path in tmp_path.iterdir() if path != out]
    assert len(others) == left
    assert all(name.startswith(".") and name.endswith(".part") for name in others)


def _writing(folder: Path) -> bool:
    """Whether any process has a file of ``folder`` open (Linux)."""
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(entry).startswith(f"{folder}/"):
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "gif"])
def test_a_video_has_every_frame_and_even_sides(tmp_path, name):
    if not FORMATS[name].available():
        pytest.skip("ffmpeg is not installed")
    out = tmp_path / f"x.{name}"
    assert (
        record.main(["--to", "30", "--every", "3", "--out", str(out), "--panel", "boundary", "--size", "301x241"]) == 0
    )
    raw = subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-i", str(out), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    frames = np.frombuffer(raw, np.uint8).reshape(-1, 242, 302, 3)
    assert len(frames) == 11 + 15  # the last one stays for 1.5 s
    still = tmp_path / "x.png"
    assert (
        commands.main(
            [
                "render",
                "--steps",
                "30",
                "--out",
                str(still),
                "--panel",
                "boundary",
                "--size",
                "301x241",
                "--caption",
                "off",
            ]
        )
        == 0
    )
    with Image.open(still) as picture:
        apart = np.abs(frames[-1, :241, :301].astype(float) - np.array(picture.convert("RGB")))
    assert apart.mean() < 4.0
