"""Reading tables: each dialect from a file made by hand, and every mistake in one named with its place."""

from __future__ import annotations

import codecs

import numpy as np
import pytest

from model.data.own.decoding import MOST_BYTES
from model.data.own.dialect import Dialect
from model.data.own.refusal import Refusal
from model.data.own.sheet import MOST_COLUMNS, MOST_ROWS, Kind, Sheet, read

POINTS = [[1.5, -2.0], [0.25, 3.0], [-4.0, 1e-3]]
CLASSES = ["yes", "no", "yes"]
DIALECTS = {
    "comma": "x,y,kind\n1.5,-2,yes\n0.25,3.0,no\n-4,1e-3,yes\n",
    "comma and space": "x, y, kind\n1.5, -2, yes\n0.25, 3.0, no\n-4, 1e-3, yes",
    "semicolon, decimal comma": "x;y;kind\n1,5;-2;yes\n0,25;3,0;no\n-4;1e-3;yes\n",
    "semicolon, decimal point": "x;y;kind\n1.5;-2;yes\n0.25;3.0;no\n-4;1e-3;yes\n",
    "tab": "x\ty\tkind\n1.5\t-2\tyes\n0.25\t3.0\tno\n-4\t.001\tyes\n",
    "tab, decimal comma": "x\ty\tkind\n1,5\t-2\tyes\n0,25\t3,0\tno\n-4\t1e-3\tyes\n",
    "bar": "x|y|kind\n1.5|-2|yes\n0.25|3.0|no\n-4|1e-3|yes\n",
    "one space": "x y kind\n1.5 -2 yes\n0.25 3.0 no\n-4 1e-3 yes\n",
    "many spaces": "  x      y      kind\n  1.5   -2      yes\n  0.25   3.0    no\n -4      1e-3   yes\n",
    "spaces, decimal comma": "x y kind\n1,5 -2 yes\n0,25 3,0 no\n-4 1e-3 yes\n",
    "quotes": '"x","y","kind"\n"1.5","-2","yes"\n"0.25","3.0","no"\n"-4","1e-3","yes"\n',
    "quotes between spaces": '"x" "y" "kind"\n1.5 -2 "yes"\n0.25 3.0 "no"\n-4 1e-3 "yes"\n',
    "Windows lines": "x,y,kind\r\n1.5,-2,yes\r\n0.25,3.0,no\r\n-4,1e-3,yes\r\n",
    "old Mac lines": "x,y,kind\r1.5,-2,yes\r0.25,3.0,no\r-4,1e-3,yes\r",
    "comments and blanks": "# measured\n\nx,y,kind\n1.5,-2,yes\n\n  # a pause\n0.25,3.0,no\n-4,1e-3,yes\n\n\n",
    "announced": "sep=;\nx;y;kind\n1.5;-2;yes\n0.25;3.0;no\n-4;1e-3;yes\n",
    "true minus": "x,y,kind\n1.5,−2,yes\n0.25,3.0,no\n−4,1e-3,yes\n",
}
ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 little-endian": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 big-endian": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-32": lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "Windows-1252": lambda text: text.encode("cp1252"),
}


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text.encode()).faults]


@pytest.mark.parametrize("name", DIALECTS)
def test_each_dialect_gives_the_same_table(name: str):
    sheet = read(DIALECTS[name].encode())
    assert sheet.names == ("x", "y", "kind")
    assert sheet.kinds == (Kind.NUMBER, Kind.NUMBER, Kind.TEXT)
    assert sheet.numbers[:, :2].tolist() == POINTS
    assert sheet.column(2) == CLASSES
    assert sheet.faults == ()


@pytest.mark.parametrize("name", ENCODINGS)
def test_each_encoding_gives_the_same_letters(name: str):
    sheet = read(ENCODINGS[name]("größe,y,art\n1,2,weiß\n3,4,grün\n"))
    assert sheet.names[0] == "größe"
    assert sheet.column(2) == ["weiß", "grün"]


def test_letters_of_windows_that_latin_1_does_not_have():
    assert read("x,y,price\n1,2,5 €\n3,4,7 €\n".encode("cp1252")).column(2) == ["5 €", "7 €"]
    assert read(b"x,y,\x81\n1,2,a\n").encoding == "Latin-1"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("1,2,0\n3,4,1\n", False),
        ("1,2,a\n3,4,b\n", False),
        ("a,b,c\n1,2,3\n", True),
        ("abc,2,0\n1,2,1\n", False),  # a mistake in the first row is no header
        ("name,kind\nanna,a\nbert,b\n", False),  # nothing tells
    ],
)
def test_a_header_is_a_first_line_without_numbers_above_numbers(text: str, header: bool):
    sheet = read(text.encode())
    assert sheet.dialect.header is header
    assert len(sheet.rows) == text.count("\n") - header


def test_columns_without_a_name_and_with_the_same_one_are_told_apart():
    assert read(b"x,,x\n1,2,3\n").names == ("x", "column 2", "x (2)")
    assert read(b"1,2,3\n4,5,6\n").names == ("column 1", "column 2", "column 3")


def test_a_quoted_cell_may_have_the_delimiter_and_quotes():
    assert read(b'x,y,k\n1,2,"a, ""b"""\n3,4,c\n').column(2) == ['a, "b"', "c"]


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("nan", "is not a finite number"),
        ("NaN", "is not a finite number"),
        ("-inf", "is not a finite number"),
        ("Infinity", "is not a finite number"),
        ("1.#INF", "is not a finite number"),
        ("1e999", "is too large for any computer; allowed: up to 1e+100"),
        ("-1e101", "is too large; allowed: up to 1e+100"),
        ("abc", "is no number"),
        ("1 000", "is no number"),
        ("1_000", "is no number"),
        ("0x10", "is no number"),
        ("٣", "is no number"),
        ("1e", "is no number"),
    ],
)
def test_a_cell_that_is_no_finite_number_is_named_with_line_column_and_value(cell: str, wrong: str):
    sheet = read(f"# comment\nx,y,k\n1,2,a\n\n{cell},4,b\n5,6,a\n7,8,b\n".encode())
    (fault,) = sheet.faults
    assert (fault.line, fault.column, fault.name, fault.value, fault.wrong) == (5, 0, "x", cell, wrong)
    assert str(fault) == f"line 5, x: “{cell}” {wrong}"
    assert np.isnan(sheet.numbers[1, 0])


def test_other_bad_lines_are_named_too():
    assert faults("x,y,k\n1,2,a\n3,4\n5,6,b,7\n8,,a\n9,1,b\n") == [
        "line 3: 2 cells instead of 3",
        "line 4: 4 cells instead of 3",
        "line 5, y: is empty",
    ]
    assert faults('x,y,k\n1,2,a\n3,4,"b\n5,6,c\n7,8,"d"e\n') == [
        'line 3: “3,4,"b” has quotes that do not pair',
        'line 5: “7,8,"d"e” has quotes that do not pair',
    ]


def test_the_wrong_decimal_mark_is_said():
    sheet = read(b"x;y\n1,5;2\n2,5;3\n3.5;4\n")
    assert [str(fault) for fault in sheet.faults] == ["line 4, x: “3.5” is no number with “,” as decimal mark"]


def test_a_person_may_read_it_otherwise():
    text = b"1,5;a\n2,5;b\n"
    assert read(text).numbers[:, 0].tolist() == [1.5, 2.5]
    other = read(text, Dialect(",", ".", False))
    assert other.rows == (("1", "5;a"), ("2", "5;b"))
    with pytest.raises(Refusal, match="comma"):
        Dialect(",", ",")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"# only a comment\n", "blank lines and comments"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x89PNG\r\n", "picture"),
        (b"a,b\0\n1,2", "zero bytes"),
        ("1,2\n".encode("utf-16-le"), "UTF-8"),  # without its mark
        (codecs.BOM_UTF16_LE + b"1\0,", "UTF-16"),  # half a letter at the end
        (b"x,y\n" * 2 + b"1,2\n" * (MOST_ROWS + 1), f"up to {MOST_ROWS:,} rows"),
        (b"," * MOST_COLUMNS + b"\n", f"up to {MOST_COLUMNS} columns"),
        (b"1" * (MOST_BYTES + 1), f"up to {MOST_BYTES:,}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, words: str):
    with pytest.raises(Refusal, match=words):
        read(content)


def test_a_table_with_a_header_alone_has_no_data():
    with pytest.raises(Refusal, match="no row of data below its header"):
        read(b"x,y\n", Dialect())


def test_the_largest_table_is_read():
    sheet: Sheet = read(b"x,y,k\n" + b"1.25,2.5,a\n3,4,b\n" * (MOST_ROWS // 2))
    assert len(sheet.rows) == MOST_ROWS
    assert not sheet.faults
