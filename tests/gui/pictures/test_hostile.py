"""Broken and hostile files of every kind: words that name the file, nothing changed, and no more work than its size."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gui import render
from gui.files.reading import moment_in
from gui.pictures.formats import FORMATS
from model.knob import Invalid
from model.training import picture_moment
from model.training.moment import Moment
from model.training.picture_moment import KEYWORD, KINDS, MARK, PNG_START
from tests.gui.person import Person
from tests.training.moments import HOSTILE

from .scenes import MOMENTS, drawn
from .test_carrying import chunk

TRUTH = MOMENTS["live changes"].checked()
FEW, MANY = 40, 3_000  # damaged files of each kind: in the ordinary tests, in those that take minutes
LENGTH = 1_000  # characters of a message at most: names of all records of a table are in some
WHOLE: dict[str, bytes] = {}  # an undamaged file of each kind
MAKERS: dict[str, Callable[[Path], object]] = {
    **{kind: lambda path: drawn(TRUTH, path, "learning_rate") for kind in FORMATS},
    "glassnet": lambda path: path.write_text(TRUTH.to_json()),
    "txt": lambda path: path.write_text(TRUTH.short()),
}
BAD = {  # endings and contents from which nothing can be opened
    "empty.glassnet": b"",
    "nothing.json": b"\0" * 5_000,
    "deep.glassnet": b'{"glassnet":1,"experiment":' * 50_000,
    "brackets.json": b"[" * 400_000,
    "newer.glassnet": b'{"glassnet": 99, "experiment": {}}',
    "latin.glassnet": b'{"glassnet": 1, "experiment": {"dataset": "\xe9"}}',
    "utf16.glassnet": TRUTH.to_json().encode("utf-16"),
    "pieces.svg": b"<svg>" + MARK.encode(),
    "bare.png": PNG_START,
    "cut.pdf": b"%PDF-1.4 (" + MARK.encode() + b" 00000000 {",
    "line.txt": b"glassnet1 depth=3 depth=4",
    **{f"value-{number}.glassnet": f'{{"glassnet": 1, "experiment": {{"depth": {value}}}}}'.encode()
       for number, value in enumerate(HOSTILE) if value != "1e-400"},  # which is 0
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("whole")
    for kind, make in MAKERS.items():
        path = folder / f"a.{kind}"
        make(path)
        WHOLE[kind] = path.read_bytes()


@st.composite
def damage(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Up to three things that happen to a file; places are shares of its length, so that every file can suffer them."""
    blows = draw(st.lists(st.tuples(st.sampled_from(BLOWS), st.floats(0, 1), st.binary(max_size=12)), min_size=1,
                          max_size=3))  # fmt: skip

    def suffered(content: bytes) -> bytes:
        for blow, share, extra in blows:
            content = blow(content, int(share * max(0, len(content) - 1)), extra)
        return content

    return suffered


def _flipped(content: bytes, at: int, extra: bytes) -> bytes:
    bit = 1 << (extra[0] % 8 if extra else 0)
    return content[:at] + bytes(byte ^ bit for byte in content[at : at + 1]) + content[at + 1 :]


BLOWS: tuple[Callable[[bytes, int, bytes], bytes], ...] = (
    _flipped,
    lambda content, at, extra: content[:at],
    lambda content, at, extra: content[at:],
    lambda content, at, extra: content[:at] + extra + content[at:],
    lambda content, at, extra: content[:at] + content[at + len(extra) :],
    lambda content, at, extra: content[:at] + content,
    lambda content, at, extra: content[:at] + extra * 500 + content[at + 1 :],
)


def opened(path: Path) -> Moment | None:
    """What a file gives; words where it gives nothing are checked."""
    try:
        return moment_in(path)
    except Invalid as error:
        words = str(error)
        assert words
        assert words.isprintable()
        assert len(words) < LENGTH
        return None


def suffers(kind: str, count: int, folder: Path) -> None:
    path = folder / f"b.{kind}"

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damage())
    def one(suffered: Callable[[bytes], bytes]) -> None:
        path.write_bytes(suffered(WHOLE[kind]))
        found = opened(path)
        if kind in FORMATS:  # a checksum: this very moment or none
            assert found in (None, TRUTH)
        elif found is not None:  # a moment like any other
            assert found == found.checked()

    one()


@pytest.mark.parametrize("kind", MAKERS)
def test_a_damaged_file_gives_a_moment_or_words(kind: str, tmp_path: Path):
    (tmp_path / f"a.{kind}").write_bytes(WHOLE[kind])
    assert opened(tmp_path / f"a.{kind}") == TRUTH
    suffers(kind, FEW, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", MAKERS)
def test_thousands_of_damaged_files_give_a_moment_or_words(kind: str, tmp_path: Path):
    suffers(kind, MANY, tmp_path)


def test_bad_files_change_nothing_in_the_window(regular: Person, tmp_path: Path):
    one, files = regular, regular.bench.files
    one.begin(samples=60)
    run, experiment, undo, recent = one.now.run, one.session.experiment, files.undo.can_undo, files.recent.paths()
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
        files.take(tmp_path / name)
        assert one.says.startswith(f"{name} cannot be opened: "), name
        assert one.says.isprintable()
        assert len(one.says) < LENGTH
    assert (one.session.worker.run_number, one.session.experiment) == (run, experiment)
    assert (files.undo.can_undo, files.recent.paths(), files.path, files.question) == (undo, recent, None, None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == BAD
    one.push("batch")
    one.wait(lambda: one.now.step == 1)


@pytest.mark.parametrize("name", BAD)
def test_bad_files_end_a_command_with_their_name(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / name).write_bytes(BAD[name])
    out = tmp_path / "out" / "x.png"
    out.parent.mkdir()
    out.write_bytes(b"the old one")
    assert render.main(["--experiment", str(tmp_path / name), "--out", str(out)]) != 0
    said = capsys.readouterr().err
    assert name in said
    assert "Traceback" not in said
    assert [path.read_bytes() for path in out.parent.iterdir()] == [b"the old one"]


# -- no more work and memory than a file is large ---------------------------------------------------------------------


def bomb(size: int, begin: str = f"{MARK} 00000000 {{") -> bytes:
    """Compressed text that is a thousand times larger than it looks."""
    return zlib.compress(begin.encode() + b" " * size, 9)


@pytest.mark.parametrize("begin", [f"{MARK} 00000000 {{", "something else"])
def test_many_bombs_in_one_png_do_not_fill_the_memory(begin: str, monkeypatch: pytest.MonkeyPatch):
    most = 300_000
    monkeypatch.setattr(picture_moment, "MOST_TEXT", most)
    packed = KEYWORD.encode() + b"\0\0" + bomb(10 * most, begin)
    content = PNG_START + chunk(b"zTXt", packed) * 50
    assert sum(map(len, KINDS["png"].texts(content))) <= most
    tracemalloc.start()
    try:
        assert opened_bytes(content) is None
        assert tracemalloc.get_traced_memory()[1] < 12 * most
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("svg", b"<svg>" + (MARK.encode() + b" 00000000 {") * 20_000 + b"<"),
        ("svg", b"<svg>" + (MARK.encode() + b" 00000000 {&lt;") * 20_000),
        ("pdf", b"%PDF-1.4 (" + (MARK.encode() + b" 00000000 {\\)") * 20_000 + b")"),
        ("pdf", b"%PDF-1.4 (" + MARK.encode() + b"\\)" * 300_000 + b")"),
    ],
)
def test_nothing_in_a_vector_picture_is_read_twice(kind: str, content: bytes):
    assert sum(map(len, KINDS[kind].texts(content))) <= len(content)
    assert opened_bytes(content) is None


def test_points_packed_in_live_changes_are_not_opened(monkeypatch: pytest.MonkeyPatch):
    def never(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("model.training.short_line.unpacked", never)
    with pytest.raises(Invalid, match="own"):
        Moment.from_short("glassnet1 " + " ".join(f"@{step} own=eJw" for step in range(50)) + " @50")


def test_a_large_picture_is_still_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gui.files.reading.MOST_CHARACTERS", 1_000)
    for kind in FORMATS:
        (tmp_path / f"a.{kind}").write_bytes(WHOLE[kind])
        assert moment_in(tmp_path / f"a.{kind}") == TRUTH
    (tmp_path / "a.glassnet").write_text(TRUTH.to_json() + " " * 1_000)
    with pytest.raises(Invalid, match="too large"):
        moment_in(tmp_path / "a.glassnet")


def opened_bytes(content: bytes) -> Moment | None:
    """What the bytes of a picture give."""
    try:
        return picture_moment.moment_in_picture(content)
    except Invalid:
        return None
