"""Choosing columns: what is suggested, the classes that labels become, and refusals in words."""

from __future__ import annotations

import numpy as np
import pytest

from model.data.own.choice import Choice, suggest, take
from model.data.own.points import OwnPoints
from model.data.own.refusal import Refusal
from model.data.own.sheet import read
from model.data.own.writing import as_csv

TABLE = b"x,species,y,id,weight\n" + b"".join(
    b"%d.5,%s,%d,%d,%d.25\n" % (n, (b"owl", b"emu", b"tit")[n % 3], -n, n, n * n) for n in range(9)
)


def points_of(text: bytes, *inputs: int, label: int = -1, leave_out: bool = False) -> OwnPoints:
    sheet = read(text)
    return take(sheet, Choice(inputs or (0, 1), label % len(sheet.names), leave_out), "a.csv")


def test_the_label_is_found_by_its_name_or_at_the_end():
    sheet = read(TABLE)
    assert suggest(sheet) == Choice((0, 2), 1)
    assert suggest(read(b"a,b,c\n1,2,0\n3,4,1\n")) == Choice((0, 1), 2)
    assert suggest(read(b"kind,a,b\nu,1,2\nv,3,4\n")) == Choice((1, 2), 0)
    assert suggest(sheet, label=sheet.find("id")) == Choice((0, 2), 3)


def test_words_become_classes_in_the_order_of_the_alphabet():
    points = points_of(TABLE, 0, 2, label=1)
    assert points.class_names == ("emu", "owl", "tit")
    assert points.labels.tolist() == [1, 0, 2] * 3
    assert points.feature_names == ("x", "y")
    np.testing.assert_array_equal(points.points, [[n + 0.5, -n] for n in range(9)])


def test_whole_numbers_become_classes_in_their_own_order():
    points = points_of(b"x,y,k\n1,2,10\n1,3,-2\n4,5,9.0\n6,7,10\n")
    assert points.class_names == ("-2", "9", "10")
    assert points.labels.tolist() == [2, 0, 1, 2]


@pytest.mark.parametrize("inputs", [(0,), (0, 2), (2, 0), (4, 2, 0, 3)])
def test_one_two_or_more_columns_in_any_order_are_inputs(inputs: tuple[int, ...]):
    points = points_of(TABLE, *inputs, label=1)
    np.testing.assert_array_equal(points.points, read(TABLE).numbers[:, inputs])
    assert points.inputs == len(inputs)


@pytest.mark.parametrize(
    ("text", "inputs", "label", "words"),
    [
        (b"x,y,k\n1,2,0.5\n3,4,1.5\n", (0, 1), 2, "decimals"),
        (b"x,y,k\n1,2,a\n3,4,a\n", (0, 1), 2, "1 class "),
        (TABLE, (0, 2), 3, "9 classes .*allowed: 2 to 6"),
        (TABLE, (), 1, "no input"),
        (TABLE, (1, 0), 3, "species.*this one is text"),
        (TABLE, (0, 0), 1, "x is chosen as an input twice"),
        (TABLE, (0, 3), 3, "id.*given away"),
        (b"x,y,k\n1,2,a\n3,4,\n5,6,b\n", (0, 1), 2, "line 3, k: is empty"),
        (b"x,y,k\n1,2,a\n3,nan,b\n5,6,b\n", (0, 1), 2, "line 3, y: “nan” is not a finite number"),
    ],
)
def test_what_cannot_be_is_refused_in_words(text: bytes, inputs: tuple[int, ...], label: int, words: str):
    with pytest.raises(Refusal, match=words):
        take(read(text), Choice(inputs, label), "a.csv")


def test_faults_matter_in_chosen_columns_only_and_can_be_left_out():
    text = b"x,y,z,k\n1,2,nan,a\n3,4,1,b\n5,?,2,a\n6,7,3,b\n8,9,4,\n"
    with pytest.raises(Refusal, match=r"line 4, y: “\?” is no number; line 6, k: is empty"):
        points_of(text, 0, 1)
    points = points_of(text, 0, 1, leave_out=True)
    assert points.points.tolist() == [[1, 2], [3, 4], [6, 7]]
    assert points.class_names == ("a", "b")


def test_a_table_of_one_column_or_of_words_has_nothing_to_suggest():
    with pytest.raises(Refusal, match="one column"):
        suggest(read(b"x\n1\n2\n"))
    with pytest.raises(Refusal, match="no column of numbers"):
        suggest(read(b"a,b\nc,d\n"))


def test_a_column_is_found_by_name_or_number():
    sheet = read(TABLE)
    assert [sheet.find(words) for words in ("species", " y ", "1", "5")] == [1, 2, 0, 4]
    with pytest.raises(Refusal, match="no column '6'; there are x, species"):
        sheet.find("6")


def test_what_is_written_is_read_again_to_the_last_digit():
    rng = np.random.default_rng(3)
    points = rng.standard_normal((60, 3)) * 10.0 ** rng.integers(-90, 90, (60, 3))
    labels = np.arange(60) % 3
    for names in ((), ("a, b", 'c "d"', "#e")):
        own = OwnPoints("a.csv", points, labels, names and ("x;1", "class", "z"), names)
        sheet = read(as_csv(own.points, own.labels, own.feature_names, own.class_names).encode())
        again = take(sheet, Choice((0, 1, 2), 3), "a.csv")
        np.testing.assert_array_equal(again.points, own.points)
        assert [again.class_names[n] for n in again.labels] == [(names or "012")[n] for n in labels]
        assert again.feature_names == (own.feature_names or ("x1", "x2", "x3"))
