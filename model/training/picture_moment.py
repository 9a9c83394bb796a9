"""A moment inside a picture: how PNG, SVG and PDF carry it in their metadata, and how it is read back.

What stands there is plain text, ``glassnet-moment``, a checksum and the moment's JSON on one line, so that no library
for any of the three is needed, and anyone can read it. Pictures come from anywhere: nothing in them is trusted,
expanded or run.
"""

from __future__ import annotations

import html
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..knob import Invalid
from ..strict_json import MOST_CHARACTERS, Damaged
from ..table import Table
from .moment import Moment

MARK = "glassnet-moment"
KEYWORD = "Glassnet"  # of the text in a PNG
MOST_BYTES = 256_000_000  # of a picture
MOST_TEXT = 2 * MOST_CHARACTERS  # of a moment, escaped
MOST_MARKS = 16  # places in one picture that are looked at
MOST_ESCAPED = 100_000  # brackets in a string of a PDF
HEAD = re.compile(rf"{MARK} ([0-9a-f]{{8}}) (\{{.*)", re.DOTALL)
TEXTS = (b"tEXt", b"zTXt", b"iTXt")  # the chunks of a PNG that hold one
PNG_START = b"\x89PNG\r\n\x1a\n"
ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)  # in a string of a PDF
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
NOTHING = "no run is stored in this picture: it was not saved by Glassnet, or another program has removed its metadata"
DAMAGED = "the run stored in this picture is damaged: it does not match its checksum"


@dataclass(frozen=True)
class Kind:
    """One kind of picture: how its file begins, and all texts in it that may hold a moment."""

    name: str
    label: str
    begins: Callable[[bytes], bool]
    texts: Callable[[bytes], Iterator[str]]


def said(moment: Moment) -> str:
    """``moment`` as the text that a picture carries: one line of ASCII."""
    line = json.dumps(json.loads(moment.to_json()), separators=(",", ":"))
    return f"{MARK} {zlib.crc32(line.encode()):08x} {line}"


def is_picture(content: bytes) -> bool:
    """Whether a file that begins with ``content`` is one of the pictures that can carry a moment."""
    return any(kind.begins(content) for kind in (*KINDS.values(), PAGE))


def moment_in_picture(content: bytes) -> Moment:
    """The moment that a picture carries. Raises Invalid, whose words say what is wrong."""
    kind = next((each for each in (*KINDS.values(), PAGE) if each.begins(content)), None)
    if kind is None:
        raise Damaged(f"this is no picture; allowed: {', '.join(each.label for each in KINDS.values())}")
    if len(content) > MOST_BYTES:
        raise Damaged(f"too large; allowed: pictures of up to {MOST_BYTES:,} bytes")
    trouble = NOTHING
    for text in islice(kind.texts(content), MOST_MARKS):
        found = HEAD.match(text)
        line = found[2].rstrip() if found else ""
        if found and zlib.crc32(line.encode("utf-8", "replace")) == int(found[1], 16):
            return Moment.from_json(line)
        trouble = DAMAGED
    raise Damaged(trouble)


def read_moment(path: str | Path) -> Moment:
    """The moment in the picture ``path``. Raises Invalid, whose words name the file and say what is wrong."""
    try:
        return moment_in_picture(contents(Path(path)))
    except Invalid as error:
        raise Damaged(f"{Path(path).name}: {error}") from error


def contents(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file, no more than it may have (a picture, if nothing is said) and one. Raises Invalid."""
    try:
        if not path.is_file():  # a pipe would never end
            raise Damaged("there is no such file" if not path.exists() else "this is no file")
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror or error}") from error


def _png_texts(content: bytes) -> Iterator[str]:
    """The texts under our keyword, plain or compressed, whose chunks are whole; all of them together are bounded."""
    room = MOST_TEXT
    for kind, data in _chunks(content):
        keyword, _, rest = data.partition(b"\0")
        if keyword != KEYWORD.encode():
            continue
        packed = kind == b"zTXt" or (kind == b"iTXt" and rest[:1] == b"\1")
        if kind != b"tEXt":  # one byte for the method, or two and two words: language, translated keyword
            rest = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
        text = _unpacked(rest, room) if packed else rest[:room]
        room -= len(text)
        if room < 0:
            return
        yield text.decode("utf-8", "replace")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and data of every chunk with the right checksum."""
    at = len(PNG_START)
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 8 + length
        if end + 4 > len(content):
            return
        if length <= MOST_TEXT and kind in TEXTS:
            data = content[at + 8 : end]
            good = zlib.crc32(kind + data) == struct.unpack_from(">I", content, end)[0]
            yield kind, data if good else data[: data.find(b"\0") + 1]  # the keyword alone: it was one of ours
        at = end + 4


def _unpacked(data: bytes, room: int) -> bytes:
    """At most ``room`` bytes, whatever was packed; no more than a few where it does not begin as a moment does."""
    opened, mark = zlib.decompressobj(), MARK.encode()
    try:
        begin = opened.decompress(data, len(mark))
        if begin != mark:
            return begin
        return begin + opened.decompress(opened.unconsumed_tail, max(1, room - len(begin)))
    except zlib.error:
        return b""


def _svg_texts(content: bytes) -> Iterator[str]:
    """What stands between a mark and the next tag, without the escapes of XML."""
    for start, end in _marked(content, lambda start: content.find(b"<", start, start + MOST_TEXT)):
        yield html.unescape(content[start:end].decode("utf-8", "replace"))


def _pdf_texts(content: bytes) -> Iterator[str]:
    """What stands between a mark and the end of its string, without the escapes of PDF."""
    for start, end in _marked(content, lambda start: _closed(content, start)):
        yield ESCAPED.sub(_meant, content[start:end]).decode("utf-8", "replace")


def _closed(content: bytes, start: int) -> int:
    """Where the string of a PDF around ``start`` ends; -1 where it does not."""
    end = content.find(b")", start, start + MOST_TEXT)
    for _ in range(MOST_ESCAPED):
        if end < 0 or _escapes(content, end) % 2 == 0:
            return end
        end = content.find(b")", end + 1, start + MOST_TEXT)
    return -1


def _escapes(content: bytes, end: int) -> int:
    """How many backslashes stand right before ``end``."""
    before = content[max(0, end - 64) : end]
    return len(before) - len(before.rstrip(b"\\"))


def _meant(found: re.Match[bytes]) -> bytes:
    """What an escape in a string of a PDF stands for."""
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    return b"" if found[2] in (b"\n", b"\r", b"\r\n") else NAMED.get(found[2], found[2])


def _marked(content: bytes, ends: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    """From where to where texts go that begin with a mark, given where such a text ``ends``; none is read twice."""
    start = content.find(MARK.encode())
    while start >= 0:
        end = max(start, ends(start))
        yield start, end
        start = content.find(MARK.encode(), max(start + 1, end))


def _is_page(content: bytes) -> bool:
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(b"<!doctype html")


def _is_svg(content: bytes) -> bool:
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and b"<svg" in head


KINDS = Table(
    "kind of picture",
    Kind("png", "PNG", lambda content: content.startswith(PNG_START), _png_texts),
    Kind("svg", "SVG", _is_svg, _svg_texts),
    Kind("pdf", "PDF", lambda content: content.startswith(b"%PDF-"), _pdf_texts),
)
PAGE = Kind("html", "HTML", _is_page, _svg_texts)  # a handout
