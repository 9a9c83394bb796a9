"""Decoding: a file's bytes, and the text in them by its byte order mark or by trial."""

from __future__ import annotations

import codecs
from pathlib import Path

from .refusal import Refusal

MOST_BYTES = 8_000_000
MARKS = (  # the longer marks first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
OTHER_KINDS = (
    (b"PK\x03\x04", "a spreadsheet or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x89PNG", "a picture"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
)


def contents(path: Path) -> bytes:
    """The bytes of a file, if it is not too large to be read. Raises Refusal."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(f"cannot be read: {error.strerror or error}") from error


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Refusal for what is no text."""
    if len(content) > MOST_BYTES:
        raise Refusal(f"the file has {len(content):,} bytes; allowed: up to {MOST_BYTES:,}")
    for start, kind in OTHER_KINDS:
        if content.startswith(start):
            raise Refusal(f"this is {kind}, not a text file; save the table as CSV first")
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return _text(content[len(mark) :], codec, name), name
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return _plain(content.decode(codec), name), name
        except UnicodeDecodeError:
            continue
    return _plain(content.decode("latin-1"), "Latin-1"), "Latin-1"  # every byte is a letter there


def _text(content: bytes, codec: str, name: str) -> str:
    try:
        return _plain(content.decode(codec), name)
    except UnicodeDecodeError as error:
        raise Refusal(f"the file begins as {name} text, but byte {error.start:,} after that is no {name}") from None


def _plain(text: str, name: str) -> str:
    """``text``, if it is one: zero bytes stand in pictures, programs and UTF-16 without its mark."""
    if "\0" in text:
        raise Refusal(f"this is no text file (read as {name}, it holds zero bytes); save the table as CSV in UTF-8")
    if not text.strip():
        raise Refusal("the file is empty")
    return text
