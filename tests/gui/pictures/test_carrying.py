"""Pictures as save files: what is written into them comes back, bit for bit, or in words why it cannot."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from itertools import product
from pathlib import Path
from struct import pack
from typing import Any

import matplotlib
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gui import render
from gui.panels import PANELS, places
from gui.pictures.formats import FINE, FORMATS, save, save_pixels
from gui.theme.palette import PALETTES
from gui.view import draw_view
from model.knob import Invalid
from model.training.moment import Moment
from model.training.picture_moment import KEYWORD, KINDS, MARK, PNG_START, moment_in_picture, read_moment, said
from model.training.snapshot import Snapshot

from .scenes import MOMENTS, drawn, shown

TRIALS = 150  # damaged pictures of each kind
LOOKS = [{"colours": colours, "scale": scale, "captioned": captioned, "panels": places(["loss", "network"])}
         for colours in PALETTES for scale, captioned in ((1.0, True), (2.0, False))]  # fmt: skip


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A picture in every format, of the moment with live changes."""
    folder = tmp_path_factory.mktemp("pictures")
    return {name: drawn(MOMENTS["live changes"], folder / f"a.{name}", "learning_rate") for name in FORMATS}


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        moment_in_picture(content)
    words = str(refused.value)
    assert words
    assert "\n" not in words
    return words


def test_every_format_can_be_read_back():
    assert set(FORMATS) == set(KINDS)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", MOMENTS)
def test_picture_to_moment_to_the_same_picture(kind: str, name: str, tmp_path: Path):
    moment, path = MOMENTS[name], tmp_path / f"a.{kind}"
    first = drawn(moment, path, "boundary", "loss")
    found = read_moment(path)
    assert found == moment.checked()
    assert found.to_json() == moment.to_json()
    assert drawn(found, path, "boundary", "loss") == first


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look.values())))
@pytest.mark.parametrize("kind", FORMATS)
def test_every_look_comes_back_byte_by_byte(kind: str, look: dict[str, Any], tmp_path: Path):
    look, first = dict(look), shown(MOMENTS["live changes"])
    palette = PALETTES[look.pop("colours")]

    def picture(snapshot: Snapshot, path: Path) -> bytes:
        save(draw_view(snapshot, palette, (480, 320), **look), path, snapshot.moment)
        return path.read_bytes()

    path = tmp_path / f"a.{kind}"
    once = picture(first, path)
    again = shown(read_moment(path))
    assert again.moment == first.moment
    np.testing.assert_array_equal(again.parameters, first.parameters)
    assert picture(again, tmp_path / f"b.{kind}") == once


@pytest.mark.slow
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_panel_comes_back_byte_by_byte(kind: str, panel: str, tmp_path: Path):
    for number, (moment, colours) in enumerate(product(MOMENTS.values(), PALETTES)):
        path = tmp_path / f"{number}.{kind}"
        once = drawn(moment, path, panel, colours=colours)
        assert drawn(read_moment(path), path, panel, colours=colours) == once


def test_pixels_of_the_screen_carry_the_moment_too(tmp_path: Path):
    moment, path = MOMENTS["own data"], tmp_path / "a.png"
    seen = Image.effect_noise((40, 30), 50).convert("RGB")
    save_pixels(seen, path, moment)
    assert read_moment(path) == moment
    with Image.open(path) as picture:
        np.testing.assert_array_equal(np.asarray(picture), np.asarray(seen))


@pytest.mark.parametrize("kind", FORMATS)
def test_the_command_line_opens_a_picture(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path, again = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    options = ["--size", "480x320", "--panel", "loss"]
    settings = ["--samples", "40", "--schedule", "step", "--schedule-options", '{"gamma": 0.5}']
    assert render.main(["--steps", "30", "--out", str(path), *settings, *options]) == 0
    assert render.main(["--experiment", str(path), "--out", str(again), *options]) == 0
    assert again.read_bytes() == path.read_bytes()
    assert render.main(["--experiment", str(path), "--steps", "35", "--seed", "3", "--out", str(again), *options]) == 0
    old, new = read_moment(path), read_moment(again)
    assert new == Moment(old.experiment.replace(seed=3), (), 35)
    assert "Step 35" in capsys.readouterr().out


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_picture_is_the_same_file_and_settings_elsewhere_stay(kind: str, tmp_path: Path):
    before = dict(matplotlib.rcParams)
    contents = {drawn(MOMENTS["defaults"], tmp_path / f"{name}.{kind}", "loss") for name in "ab"}
    assert len(contents) == 1
    assert dict(matplotlib.rcParams) == before


# -- damaged and hostile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_picture_gives_its_moment_or_words(kind: str, pictures: dict[str, bytes]):
    whole, truth = pictures[kind], MOMENTS["live changes"].checked()
    start, rng = whole.find(MARK.encode()), np.random.default_rng(5)
    refused = 0
    for trial in range(TRIALS):
        damaged = bytearray(whole)
        at = int(rng.integers(start, start + 1500) if trial % 2 else rng.integers(len(whole)))
        damage = trial % 4
        if damage == 0:
            del damaged[at:]
        elif damage == 1:
            damaged[at] ^= 1 << int(rng.integers(8))
        elif damage == 2:
            damaged[at:at] = rng.bytes(5)
        else:
            del damaged[at : at + 3]
        try:
            found = moment_in_picture(bytes(damaged))
        except Invalid as error:
            found = truth if "\n" not in str(error) else None
            refused += 1
        assert found == truth
    assert refused > TRIALS // 4


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_digit_is_noticed(kind: str, pictures: dict[str, bytes]):
    changed = pictures[kind].replace(b'"step":7', b'"step":8')
    assert changed != pictures[kind]
    assert "damaged" in refusal(changed)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_without_a_run_says_so(kind: str, tmp_path: Path):
    path = tmp_path / f"a.{kind}"
    figure = matplotlib.figure.Figure(figsize=(1, 1))
    figure.savefig(path, metadata=FORMATS[kind].facts(""))
    assert "no run is stored" in refusal(path.read_bytes())


def test_compressed_text_is_read_but_never_without_end():
    text = said(MOMENTS["defaults"]).encode()
    key = KEYWORD.encode() + b"\0"
    for made in (
        chunk(b"zTXt", key + b"\0" + zlib.compress(text)),
        chunk(b"iTXt", key + b"\1\0en\0Glassnet\0" + zlib.compress(text)),
        chunk(b"iTXt", key + b"\0\0\0\0" + text),
    ):
        assert moment_in_picture(PNG_START + made) == MOMENTS["defaults"]
    packer = zlib.compressobj()
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(20)) + packer.flush()
    assert "damaged" in refusal(PNG_START + chunk(b"zTXt", key + b"\0" + bomb))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no picture"),
        (b"GIF89a", "no picture"),
        (PNG_START, "no run"),
        (PNG_START + b"\xff\xff\xff\xfftEXtGlassnet\0" + MARK.encode(), "no run"),
        (PNG_START + chunk(b"tEXt", b"Glassnet\0" + MARK.encode() + b" 00000000 {}"), "damaged"),
        (PNG_START + chunk(b"zTXt", b"Glassnet\0\0garbage"), "damaged"),
        (PNG_START + chunk(b"iTXt", b"Glassnet\0\1"), "damaged"),
        (b"<svg>" + MARK.encode() * 100_000, "damaged"),
        (b"<svg>" + MARK.encode() + b" 12345678 {&#x110000;&#xD800;&lt;", "damaged"),
        (b"%PDF-1.4 (" + MARK.encode() + b" 12345678 {\\", "damaged"),
        (b"%PDF-1.4 (" + MARK.encode() + b"\\" * 200_000 + b")" * 1000, "damaged"),
    ],
)
def test_hostile_pictures_are_refused(content: bytes, told: str):
    assert told in refusal(content)


def test_entities_are_never_expanded():
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    content = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><svg>{MARK} 12345678 {{&a12;}}</svg>'
    assert "damaged" in refusal(content.encode())


def good(text: str) -> bytes:
    """An SVG with ``text`` under a true checksum."""
    return f"<svg>{MARK} {zlib.crc32(text.encode()):08x} {text}</svg>".encode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "Glassnet"),
        ('{"glassnet":99,"step":0,"experiment":{}}', "newer"),
        ('{"glassnet":1,"step":-1,"experiment":{}}', "step"),
        ('{"glassnet":1,"experiment":{"depth":1e999}}', "depth"),
        ('{"glassnet":1,"experiment":' + '{"own":' * 20_000, "damaged"),
    ],
)
def test_what_is_whole_but_no_moment_is_refused_as_in_any_file(text: str, told: str):
    assert told in refusal(good(text))


@pytest.mark.parametrize("place", ["nowhere.png", "."])
def test_a_file_that_is_none_is_refused(place: str, tmp_path: Path):
    with pytest.raises(Invalid, match="no"):
        read_moment(tmp_path / place)


def test_a_picture_that_another_program_saved_again_keeps_its_moment(pictures: dict[str, bytes], tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(pictures["png"])
    with Image.open(path) as picture:
        text = PngInfo()
        text.add_itxt(KEYWORD, picture.text[KEYWORD], zip=True)
        picture.resize((100, 80)).save(path, pnginfo=text)
    assert read_moment(path) == MOMENTS["live changes"].checked()


# -- seen by other programs ------------------------------------------------------------------------------------------

OTHERS = {"svg": ["rsvg-convert", "{}.svg", "-o", "{}.other.png"],
          "pdf": ["pdftoppm", "-r", "96", "-png", "-singlefile", "{}.pdf", "{}.other"]}  # fmt: skip


def seen_by_others(kind: str, colours: str, panel: str, tmp_path: Path) -> tuple[float, float]:
    """How far a picture of ``panel`` drawn by another program is from ours, and how far a blank one is; 0 to 255."""
    if shutil.which(OTHERS[kind][0]) is None:
        pytest.skip(f"{OTHERS[kind][0]} is not installed")
    moment, base = MOMENTS["defaults"], tmp_path / "a"
    snapshot = shown(moment)
    for ending, scale in ((kind, 1.0), ("png", FINE)):  # in fine pixels lines of words break where they do in vectors
        figure = draw_view(snapshot, PALETTES[colours], (480, 320), scale, places([panel]), captioned=False)
        save(figure, base.with_suffix(f".{ending}"), moment)
    subprocess.run([part.format(base) for part in OTHERS[kind]], check=True, timeout=60)
    pixels = []
    for name in ("a.png", "a.other.png"):
        with Image.open(tmp_path / name) as picture:
            pixels.append(np.asarray(picture.convert("RGB").reduce(picture.width // 60), float))
    assert pixels[0].shape == pixels[1].shape
    return np.abs(pixels[0] - pixels[1]).mean(), np.abs(pixels[0] - pixels[0][-1, 0]).mean()


@pytest.mark.parametrize("colours", PALETTES)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_programs_draw_the_same_picture(kind: str, colours: str, tmp_path: Path):
    apart, blank = seen_by_others(kind, colours, "boundary", tmp_path)
    assert apart < 4.0 < 10.0 < blank  # words are drawn a little differently


@pytest.mark.slow
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("colours", PALETTES)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_programs_draw_every_panel_alike(kind: str, colours: str, panel: str, tmp_path: Path):
    apart, blank = seen_by_others(kind, colours, panel, tmp_path)
    assert apart < 6.0  # a page full of words is furthest
    assert apart < 0.5 * blank


def test_every_font_of_a_pdf_is_in_it(tmp_path: Path):
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    drawn(MOMENTS["own data"], tmp_path / "a.pdf", "loss", "network")
    run = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True, timeout=60)
    head, _line, *fonts = run.stdout.splitlines()
    at = head.index("emb")
    assert fonts
    assert all(font[at : at + 3] == "yes" for font in fonts), run.stdout


def test_words_in_a_vector_picture_are_words(tmp_path: Path):
    texts = {}
    for kind in ("svg", "pdf"):
        drawn(MOMENTS["defaults"], tmp_path / f"a.{kind}", "loss")
    texts["svg"] = (tmp_path / "a.svg").read_text()
    if shutil.which("pdftotext"):
        run = subprocess.run(["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True)
        texts["pdf"] = run.stdout
    for text in texts.values():
        for words in ("Step 7", "Loss", "loss (nats)", "validation", "seed 0"):
            assert words in text
    assert "<image" not in texts["svg"]  # curves are lines
