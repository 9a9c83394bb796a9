"""Handouts of all lessons: each whole, on at most two pages, and saying what its proof measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.files.reading import moment_in
from gui.handouts import lesson_runs, lesson_sheet, pdf_pages
from gui.handouts.html_page import html
from gui.handouts.sheet import Judged
from gui.handouts.writing import KINDS
from model.lessons import reader
from model.lessons.proof import prove, sentences
from tests.gui.handouts.reading import check_alone, check_on_paper

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", reader.files(), ids=lambda path: path.stem)
def test_every_lesson_has_a_handout(path: Path, tmp_path: Path) -> None:
    lesson = reader.read(path)
    sheet = lesson_sheet.sheet_of(lesson_runs.train(lesson))
    page = check_alone(html(sheet))
    assert page.pictures
    pages = pdf_pages.figures(sheet)
    assert len(pages) <= 2
    check_on_paper(pages, sheet)
    told = [sentence for piece in sheet.pieces if isinstance(piece, Judged) for sentence in piece.lines]
    proved = [(each.holds, each.words) for each in sentences(prove(lesson), lesson.words().labels)]
    assert sorted(told, key=str) == sorted(proved, key=str)
    for name, kind in KINDS.items():
        kind.write(sheet, tmp_path / f"a.{name}")
        assert moment_in(tmp_path / f"a.{name}") == sheet.moment
