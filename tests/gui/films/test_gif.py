"""GIF films: what another program reads from them is what was put in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gui.films.film import HOLD
from gui.films.gif import GifFilm
from gui.films.making import Reel, shoot, steps_of
from gui.films.options import colours_of
from gui.films.stage import Scenery, Stage
from gui.panels import places
from gui.theme.palette import PALETTES, Palette
from model.training.contrast import alone
from model.training.experiment import Experiment

SIZE = (40, 30)


def frame(*rectangles: tuple[int, int, int, int, tuple[int, int, int]]) -> np.ndarray:
    """White with rectangles: left, top, right, bottom, colour."""
    rgba = np.full((SIZE[1], SIZE[0], 4), 255, np.uint8)
    for left, top, right, bottom, colour in rectangles:
        rgba[top:bottom, left:right, :3] = colour
    return rgba


def write(path: Path, frames: list[np.ndarray], rate: float = 10.0, theme: tuple[str, ...] = ()) -> None:
    film = GifFilm(path, (frames[0].shape[1], frames[0].shape[0]), rate, theme)
    for each in frames:
        film.add(each)
    assert film.close() == path.stat().st_size


def read(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """The frames as Pillow shows them, and how long each stays, ms."""
    frames, times = [], []
    with Image.open(path) as film:
        assert film.info["loop"] == 0  # for ever
        for number in range(film.n_frames):
            film.seek(number)
            frames.append(np.array(film.convert("RGB")))
            times.append(film.info["duration"])
    return frames, times


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    red, blue = (10, 3, 8, 20, (200, 10, 20)), (9, 4, 30, 9, (10, 20, 210))
    frames = [frame(), frame(red), frame(red), frame(red, blue), frame(blue), frame()]
    write(tmp_path / "a.gif", frames, theme=("#ffffff", "#c80a14", "#0a14d2"))
    seen, times = read(tmp_path / "a.gif")
    assert times == [100] * 5 + [100 + 1000 * HOLD]
    for was, now in zip(frames, seen, strict=True):
        assert np.array_equal(was[:, :, :3], now)


def test_few_colours_stay_what_they_are_even_if_nobody_names_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    some = rng.integers(0, 256, (60, 3))
    frames = [np.dstack((some[rng.integers(0, 60, SIZE)], np.full(SIZE, 255))).astype(np.uint8) for _ in range(4)]
    write(tmp_path / "a.gif", frames)
    for was, now in zip(frames, read(tmp_path / "a.gif")[0], strict=True):
        assert np.abs(was[:, :, :3].astype(int) - now).max() <= 4  # as fine as the table of keys


@pytest.mark.parametrize("rate", [3.0, 7.0, 12.0, 30.0])
def test_a_film_takes_its_time(tmp_path: Path, rate: float) -> None:
    write(tmp_path / "a.gif", [frame((i, 0, i + 1, 5, (9, 9, 9))) for i in range(30)], rate)
    times = read(tmp_path / "a.gif")[1]
    assert sum(times) == pytest.approx(1000 * (30 / rate + HOLD), abs=10)
    assert max(times[:-1]) - min(times[:-1]) <= 10


def test_colours_are_sought_anew_when_others_appear(tmp_path: Path) -> None:
    up = np.linspace(0, 255, SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0])
    full = np.full(up.shape, 255.0)
    ramps = [np.dstack(parts).astype(np.uint8) for parts in
             ((up, 0 * up, 0 * up, full), (0 * up, up, 0 * up, full), (0 * up, full - up, up, full))]  # fmt: skip
    write(tmp_path / "a.gif", ramps)
    for was, now in zip(ramps, read(tmp_path / "a.gif")[0], strict=True):
        assert np.abs(was[:, :, :3].astype(int) - now).max() <= 6


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_a_recorded_run_looks_like_its_frames(tmp_path: Path, palette: Palette) -> None:
    scenery = Scenery(palette, (420, 300), panels=places(["boundary"]), captioned=True)
    stage, film = Stage(scenery), GifFilm(tmp_path / "a.gif", scenery.pixels, 10.0, colours_of(palette))
    drawn: list[np.ndarray] = []

    class Watched:
        def frame(self, snapshot):
            drawn.append(stage.frame(snapshot)[:, :, :3].copy())
            return stage.frame(snapshot)

    shoot(
        Reel(alone(Experiment(learning_rate=0.3)), ["boundary"]), steps_of(0, 400, 50), Watched(), film, lambda *_: None
    )
    film.close()
    seen = read(tmp_path / "a.gif")[0]
    assert len(seen) == len(drawn) == 9
    for was, now in zip(drawn, seen, strict=True):
        apart = np.sqrt(((was.astype(float) - now) ** 2).mean())
        assert apart < 3.0  # of 255: below what is seen
        assert (np.abs(was.astype(int) - now).max(axis=2) > 40).mean() < 1e-3  # words and markers keep their edges


def test_a_dropped_film_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"older")
    film = GifFilm(tmp_path / "a.gif", SIZE, 10.0)
    film.add(frame())
    film.abort()
    film.abort()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.gif": b"older"}


def test_the_estimate_ends_at_the_truth(tmp_path: Path) -> None:
    film = GifFilm(tmp_path / "a.gif", SIZE, 10.0)
    for number in range(10):
        film.add(frame((number, 2, number + 4, 9, (9, 9, 9))))
    assert film.estimated(10) == film.bytes
    assert 2 * film.bytes < film.estimated(100) < 10 * film.bytes
    film.abort()
