"""Handouts: whole files that need nothing else, true to what was measured, the same in HTML and on paper."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from gui.commandline import export
from gui.exports.catalogue import EXPORTS
from gui.files.reading import is_picture, keeps, moment_in
from gui.handouts import lesson_runs, lesson_sheet, pdf_pages, run_sheet
from gui.handouts.command import find, write_lesson
from gui.handouts.html_page import html
from gui.handouts.ink import Ink, width, wrapped
from gui.handouts.questions import asked
from gui.handouts.settings import settings
from gui.handouts.sheet import Answer, Judged, Paragraph, Sheet
from gui.handouts.writing import KINDS
from model.data.own.points import OwnPoints
from model.knob import Invalid
from model.lessons.proof import prove, sentences
from model.training.experiment import Experiment
from model.training.moment import Moment
from model.training.trainer import Trainer
from tests.gui.handouts.reading import check_alone, check_on_paper
from tests.gui.pictures.scenes import MOMENTS, OWN

HOSTILE = '<script>alert("1")</script><img src=http://x.y/z onerror=a> $\\frac{1} & 汉 '
SHORT = "features"  # a lesson that is trained in a moment
RUNS = {
    **{name: MOMENTS[name] for name in ("live changes", "own data")},
    "regression": Moment(Experiment(dataset="sine", samples=40), (), 6),
    "perceptron, not stepped": Moment(Experiment(depth=0, samples=40), (), 0),
    "dying": Moment(Experiment(activation="relu", bias_init=-10.0, samples=60, train_fraction=1.0), (), 9),
    "lost": Moment(Experiment(samples=40, dataset="sine", learning_rate=1e6), (), 500),
}  # fmt: skip


def facts_of(moment: Moment) -> run_sheet.RunFacts:
    return run_sheet.gather(moment.trainer())


@pytest.fixture(scope="module")
def lesson_sheet_of_short() -> Sheet:
    return lesson_sheet.sheet_of(lesson_runs.train(find(SHORT)))


@pytest.mark.parametrize("name", RUNS)
def test_a_run_on_one_page(name: str) -> None:
    sheet = run_sheet.sheet_of(facts_of(RUNS[name]))
    check_alone(html(sheet))
    pages = pdf_pages.figures(sheet)
    assert len(pages) == 1
    check_on_paper(pages, sheet)
    assert sum(isinstance(piece, Answer) for piece in sheet.pieces) == 2


def test_paper_and_page_say_the_same(lesson_sheet_of_short: Sheet) -> None:
    sheet = lesson_sheet_of_short
    said = check_on_paper(pdf_pages.figures(sheet), sheet)
    paper, page = "".join(said.split()), check_alone(html(sheet)).words
    missing = [word for word in page if word not in paper]
    assert not missing


def test_a_run_says_what_its_trainer_says() -> None:
    trainer = Trainer(Experiment(samples=60, width=3, depth=1))
    trainer.run(12)
    before = trainer.network.parameters.copy()
    sheet = run_sheet.sheet_of(run_sheet.gather(trainer))
    words = " ".join(check_alone(html(sheet)).words)
    evaluation = trainer.evaluate()
    assert f"training loss {evaluation.train_loss:.3g}" in words
    assert f"validation loss {evaluation.validation_loss:.3g}" in words
    assert "step (epoch) 12 (4)" in words
    assert "parameters 13" in words  # 2 * 3 + 3 and 3 + 1
    assert "Hidden layers 1 × 3 units" in words
    assert Moment.of(trainer).short() in words
    assert (trainer.network.parameters == before).all()


def test_a_lesson_says_what_its_proof_measures(lesson_sheet_of_short: Sheet) -> None:
    lesson = find(SHORT)
    words, labels = check_alone(html(lesson_sheet_of_short)).words, lesson.words().labels
    told = [sentence for piece in lesson_sheet_of_short.pieces if isinstance(piece, Judged) for sentence in piece.lines]
    proved = [(each.holds, each.words) for each in sentences(prove(lesson), labels)]
    assert sorted(told, key=str) == sorted(proved, key=str)
    assert proved
    said = " ".join(words)
    for _, sentence in proved:
        assert " ".join(sentence.split()) in said
    for part in (lesson.words().title, lesson.words().question, lesson.words().look, lesson.words().explanation):
        assert " ".join(part.split()) in said


def test_a_claim_that_fails_is_said_to_fail() -> None:
    lesson = find(SHORT)
    wrong = dataclasses.replace(
        lesson, claim=(dataclasses.replace(lesson.claim[0], relation="below", number=-1.0, of="", of_measure=""),)
    )
    sheet = lesson_sheet.sheet_of(lesson_runs.train(wrong))
    (line,) = next(piece.lines for piece in sheet.pieces if isinstance(piece, Judged))
    assert line[0] is False
    assert "✗" in check_alone(html(sheet)).words


@pytest.mark.parametrize("kind", KINDS)
def test_opening_a_handout_brings_its_run_back(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    for moment in (MOMENTS["live changes"], MOMENTS["own data"]):
        KINDS[kind].write(run_sheet.sheet_of(facts_of(moment)), path)
        assert moment_in(path) == moment.checked()
        assert is_picture(path.read_bytes())
        assert not keeps(path)


def test_another_page_is_no_run(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<!DOCTYPE html><title>news</title><p>glassnet-moment 00000000 {}</p>")
    with pytest.raises(Invalid, match="checksum"):
        moment_in(path)


@pytest.mark.parametrize("name", [name for name in EXPORTS if name.startswith("handout")])
def test_handouts_are_among_the_exports(name: str, tmp_path: Path) -> None:
    record = EXPORTS[name]
    trainer = MOMENTS["defaults"].trainer()
    paths = [tmp_path / f"{number}{record.suffix}" for number in range(2)]
    for path in paths:
        record.write(record.gather(trainer), path)
        assert moment_in(path) == MOMENTS["defaults"]
    assert paths[0].read_bytes() == paths[1].read_bytes(), "the same moment, the same file"


def test_hostile_names_stay_names() -> None:
    facts = OWN.facts() | {"name": HOSTILE + "long" * 60, "class_names": [HOSTILE + "a", HOSTILE + "b"]}
    facts["feature_names"] = [HOSTILE + "x", HOSTILE + "y"]
    own = OwnPoints.of(facts)
    sheet = run_sheet.sheet_of(facts_of(Moment(Experiment(own=own, batch_size=2), (), 3)))
    text = html(sheet)
    page = check_alone(text)
    assert page.tags <= set(check_alone(html(run_sheet.sheet_of(facts_of(MOMENTS["defaults"])))).tags)
    assert "<script>alert" not in text
    assert any("<script>" in word for word in page.words)
    check_on_paper(pdf_pages.figures(sheet), sheet)


def test_lines_break_where_they_must() -> None:
    ink = Ink(9.0, 12.0, "#000000")
    text = "one two three " + "x" * 300 + " four"
    lines = wrapped(text, 100.0, ink)
    assert all(width(line, ink) <= 100.0 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert lines[0] == "one two three"


def test_settings_worth_a_line() -> None:
    rows = dict(settings(Experiment(hidden=(8, 4), optimizer="adam", beta1=0.5, momentum=0.3, l2=0.01)))
    assert rows["Hidden layers"] == "8, 4 units"
    assert rows["Beta 1"] == "0.5"
    assert rows["L2 penalty"] == "0.01"
    assert "Momentum" not in rows  # Adam does not read it
    assert "Dropout rate" not in rows  # as at first


def test_questions_suit_the_run() -> None:
    calm = [words for words, _ in asked(facts_of(MOMENTS["defaults"]).snapshot)]
    dying = [words for words, _ in asked(facts_of(RUNS["dying"]).snapshot)]
    assert "16 of 16 hidden units are dead" in dying[0]
    assert not any("dead" in words for words in calm)
    assert calm[-1] == dying[-1]


@pytest.mark.parametrize("name", ["nothing", "0", "momentom"])
def test_a_lesson_that_there_is_not(name: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="momentum"):
        write_lesson(name, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_a_kind_of_file_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"\.pdf or \.html"):
        write_lesson(SHORT, tmp_path / "a.docx")


def test_long_points_are_not_printed() -> None:
    own = OwnPoints.of({
        "name": "many", "points": [[n / 7, n / 3] for n in range(400)], "labels": [n % 2 for n in range(400)],
    })  # fmt: skip
    sheet = run_sheet.sheet_of(facts_of(Moment(Experiment(own=own), (), 1)))
    assert max(len(piece.text) for piece in sheet.pieces if isinstance(piece, Paragraph)) < 800


def test_changes_on_the_way_are_told() -> None:
    told = " ".join(check_alone(html(run_sheet.sheet_of(facts_of(MOMENTS["live changes"])))).words)
    assert "step 3: learning rate 0.333333" in told
    assert "T_max 50" in told
    assert "step 8" not in told  # still to come at step 7


def test_the_command_writes_a_lesson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.html"
    assert export.main(["handout", "--lesson", str(find(SHORT).order), "--out", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["lesson"], told["bytes"]) == (SHORT, path.stat().st_size)
    assert moment_in(path).experiment == find(SHORT).experiments()[find(SHORT).shown]


@pytest.mark.parametrize(
    ("kind", "lesson", "out", "words"),
    [
        ("handout", "momentom", "a.pdf", "did you mean momentum?"),
        ("history", SHORT, "a.pdf", "only for handout"),
        ("handout", SHORT, "a.x", ".pdf or .html"),
        ("handout", SHORT, "no/a.pdf", "no folder that exists"),
    ],
)
def test_the_command_refuses(
    kind: str, lesson: str, out: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export.main([kind, "--lesson", lesson, "--out", str(tmp_path / out)]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
