"""The sheet of a lesson: predict first, then what its runs did in pictures and numbers, explain, and go on."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from gui.panels import PANELS
from gui.panels.toggle import LOG
from model.analysis.figures import figure
from model.analysis.measures import MEASURES
from model.lessons.chapters import CHAPTERS
from model.lessons.lesson import THEN, Lesson, Words
from model.lessons.proof import Verdict, sentences
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot
from model.training.wording import differing, said_together

from .lesson_runs import LessonRuns
from .run_sheet import NAMES, line, shown
from .settings import settings
from .sheet import SMALL, STRONG, Answer, Facts, Fields, Grid, Heading, Judged, Paragraph, Picture, Piece, Sheet, Tile

USUAL = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
TOGETHER = {record.together for record in PANELS.values()} - {""}  # panels that show all runs side by side
SIGNALS = ("gradient_ratio", "delta_ratio", "first_gradient", "activation_sd")  # measures that a picture shows
HEADINGS = {"gradients": "Signals"}  # what a panel is called where it is not of now
POLICY = "schedule"
CURVES, MAPS, SMALL_MAPS, SEPARATE, LOW = 50.0, 66.0, 52.0, 44.0, 36.0  # mm
IN_ROW = 3  # runs side by side


def sheet_of(done: LessonRuns) -> Sheet:
    """The lesson on paper."""
    lesson, words = done.lesson, done.lesson.words()
    chapter = CHAPTERS[lesson.chapter]
    above = f"Glassnet  ·  lesson {lesson.order}  ·  {chapter.name} {chapter.label}"
    own = tuple(verdict for verdict in done.verdicts if verdict.check.variant != THEN)
    after = tuple(verdict for verdict in done.verdicts if verdict.check.variant == THEN)
    return Sheet(words.title, above, (
        Fields(NAMES),
        Paragraph(words.question, STRONG),
        different(lesson, words),
        Facts(settings(lesson.base, differing(list(_variants(lesson).values())))),
        Answer("Predict first, before you look at the pictures: how will these runs differ, and why?", 2),
        Heading("What happened"),
        *pictures(done, words),
        measured(done, words),
        Judged(judged(own, words)),
        Paragraph(f"Look at this: {words.look}"),
        Answer("Explain in your own words why the runs differ.", 3),
        Heading("Now change this"),
        Paragraph(words.then),
        Answer("What do you predict? Then run it, in Glassnet: were you right?", 2),
        Answer("Your next experiment: which one thing would you change, and what would it show?", 2),
        Heading("Compare with what you wrote"),
        Paragraph(words.explanation, SMALL),
        *([Judged(judged(after, words))] if after else []),
        *line(done.end.moment, f"The run “{done.end.label}”"),
    ), done.end.moment)  # fmt: skip


def judged(verdicts: tuple[Verdict, ...], words: Words) -> tuple[tuple[bool | None, str], ...]:
    """The measured sentences, as the lesson's card says them."""
    return tuple((each.holds, each.words) for each in sentences(verdicts, words.labels))


def different(lesson: Lesson, words: Words) -> Grid:
    """Every run with the settings that are not the same in all of them."""
    runs = _variants(lesson)
    names = differing(list(runs.values()))
    return Grid(
        ("Run", "What is different"),
        tuple((words.labels[run], _said(names, experiment)) for run, experiment in runs.items()),
    )


def _said(names: tuple[str, ...], experiment: Experiment) -> str:
    """The settings ``names``, without those that are left to others."""
    return said_together([name for name in names if getattr(experiment, name) is not None], experiment)


def measured(done: LessonRuns, words: Words) -> Grid:
    """The numbers of every run: the usual ones, and those of which the claim speaks."""
    runs = {name: run for name, run in done.runs.items() if name != THEN}
    claimed = [check.measure for check in done.lesson.claim if check.variant != THEN]
    names = [name for name in dict.fromkeys((*USUAL, *claimed)) if not MEASURES[name].reads_steps]
    rows = []
    for name in names:
        with np.errstate(all="ignore"):
            values = [float(MEASURES[name].value(run)) for run in runs.values()]
        if not all(math.isnan(value) for value in values) or name == USUAL[0]:
            rows.append((_label(name), *(shown(name, value) for value in values)))
    return Grid(("Measured at the end", *(words.labels[name] for name in runs)), tuple(rows))


def pictures(done: LessonRuns, words: Words) -> list[Piece]:
    """What the lesson puts on view, panels of one run once for each; then what it is about."""
    about = [_rows(done, *each) for each in _subject(done)]
    drawn: list[Piece] = []
    for panel in done.lesson.panels:
        if panel in TOGETHER and about and len(done.lesson.variants) > IN_ROW:
            continue  # so many would be too small to be told apart
        if panel in TOGETHER or PANELS[panel].panel.lays_over:
            toggled = (LOG.name,) if panel in done.lesson.log else ()
            tile = Tile(done.end, panel, PANELS[panel].label, toggled)
            drawn.append(Picture((tile,), _high(panel, done), _described(done, panel, words)))
        else:
            drawn += _rows(done, panel, done.end, "")
    return [*drawn, *(piece for rows in about for piece in rows)]


def _subject(done: LessonRuns) -> list[tuple[str, Snapshot, str]]:
    """Panel, snapshot and words of what the lesson is about, where that is signals or policies."""
    if any(check.measure in SIGNALS for check in done.lesson.claim):
        return [("gradients", done.start, " before the first step")]
    return [("learning_rate", done.end, "")] if POLICY in done.lesson.highlight else []


def _rows(done: LessonRuns, panel: str, taken: Snapshot, when: str) -> list[Piece]:
    """The same panel of every run, a few in a row, under words that say what and when it is."""
    words = done.lesson.words()
    tiles = [Tile(snapshot, panel, label) for label, snapshot in _each(taken).items()]
    row = IN_ROW if len(tiles) != 4 else 2
    high = SEPARATE if len(tiles) <= row else LOW
    rows = (tuple(tiles[at : at + row]) for at in range(0, len(tiles), row))
    shares = (1.0,) * min(row, len(tiles))
    return [
        Heading(f"{HEADINGS.get(panel, PANELS[panel].label)}{when}, run by run"),
        *(Picture(each, high, _described(done, panel, words), shares) for each in rows),
    ]


def _high(panel: str, done: LessonRuns) -> float:
    """How high a picture of all runs is, mm."""
    if panel not in TOGETHER:
        return CURVES
    return MAPS if len(done.lesson.variants) <= IN_ROW else SMALL_MAPS


def _each(taken: Snapshot) -> dict[str, Snapshot]:
    """Every run alone, by its label, in the lesson's order."""
    alone = dataclasses.replace(taken, companions=(), label="", place=0)
    found = [(taken.place, taken.label, alone)] + [(each.place, each.label, each.snapshot) for each in taken.companions]
    return {
        label: dataclasses.replace(shot, label="", place=0) for _, label, shot in sorted(found, key=lambda one: one[0])
    }


def _described(done: LessonRuns, panel: str, words: Words) -> str:
    """A picture in words, for who cannot see it."""
    losses = ", ".join(
        f"{words.labels[name]} {figure(run.now('train_loss'))}" for name, run in done.runs.items() if name != THEN
    )
    return f"{PANELS[panel].label}: {PANELS[panel].help} Training losses at the end: {losses}."


def _label(name: str) -> str:
    measure = MEASURES[name]
    return (
        measure.label if measure.trained or "first" in name or name == "parameters" else f"{measure.label} (at first)"
    )


def _variants(lesson: Lesson) -> dict[str, Experiment]:
    return {name: each for name, each in lesson.experiments().items() if name != THEN}
