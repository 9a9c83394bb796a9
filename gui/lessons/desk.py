"""The lesson desk: sets a lesson up in the window, runs its contrasts, and has its claim measured."""

from __future__ import annotations

from collections.abc import Callable

from model.analysis.measures import Run
from model.lessons.chapters import CHAPTERS
from model.lessons.lesson import THEN, Lesson
from model.lessons.proof import Verdict, judge
from model.training.contrast import Contrast
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot
from model.training.trainer import Trainer

from ..board import Board
from ..controls.form import Form
from ..session import Session
from ..theme.theme import Theme
from .card import LessonCard, Line, Orders, Page
from .shelf import Shelf

RUNS = "runs"  # the contrast of the lesson's variants
Act = Callable[[Callable[[], None]], Callable[[], None]]


class LessonDesk:
    """``act`` wraps an action of the session so that the window says at once what it changed.

    ``lesson`` is the one on the card, None while there is none.
    """

    def __init__(self, theme: Theme, session: Session, form: Form, board: Board, act: Act) -> None:
        self.session, self.form, self.board, self.shelf = session, form, board, Shelf()
        self.lesson: Lesson | None = None
        self._act = act
        orders = Orders(act(self._play), self.then, self.step, self.leave)
        self.card = LessonCard(form.column.inside, theme, form.hints, orders)
        self._gaps = {"fill": "x", "padx": (0, theme.px(10)), "pady": (0, theme.px(4))}
        self._runs: tuple[str, ...] = ()  # names of the runs under way
        self._contrast: Contrast | None = None
        self._asked = 0  # number of the run about which the thread was asked
        self._verdicts: dict[str, tuple[Verdict, ...]] = {}

    def choose(self, lesson: Lesson) -> None:
        """Set ``lesson`` up: its runs at rest, its card beside them, its controls highlighted."""
        self.lesson, self._verdicts = lesson, {}
        words, number = lesson.words(), self.shelf.number(lesson)
        chapter = CHAPTERS[lesson.chapter]
        page = Page(
            f"{chapter.name} {chapter.label}  ·  {number}",
            words.title, words.question, words.look, words.then, words.explanation,
        )  # fmt: skip
        first, last = (self.shelf.neighbour(lesson, way) is None for way in (-1, 1))
        self.card.show(page, first, last)
        self.card.pack(before=next(iter(self.form.groups.values())), **self._gaps)
        self.form.column.adopt(self.card)
        self.form.highlight(lesson.highlight)
        self.board.arrange(list(lesson.panels))
        self.board.set_logarithmic(lesson.log)
        self._begin(tuple(variant.name for variant in lesson.variants), lesson.contrast(), play=False)
        self.form.column.to_top()

    def then(self) -> None:
        """Make the change that the lesson proposes, and play."""
        if self.lesson is not None:
            self._begin(self.lesson.runs_then, self.lesson.contrast_then(), play=True)

    def step(self, way: int) -> None:
        """The lesson so many places further."""
        other = self.shelf.neighbour(self.lesson, way) if self.lesson is not None else None
        if other is not None:
            self.choose(other)

    def leave(self) -> None:
        """Put the card away, if there is one; runs and settings stay as they are."""
        if self.lesson is None:
            return
        self.lesson, self._contrast = None, None
        self.card.pack_forget()
        self.form.highlight(())

    def show(self, snapshot: Snapshot) -> None:
        """Follow the runs: when they have ended, have the claim measured."""
        if self.lesson is None:
            return
        self.card.show_playing(self.session.playing, self.session.over)
        if self._asked != snapshot.run and self._ended(snapshot):
            self._asked = snapshot.run
            self.session.worker.ask(_question(self.lesson, self._runs))

    def catch_up(self) -> None:
        """Take what was measured, where there is something new."""
        answer = self.session.worker.answer() if self._asked else None
        if answer is None or self.lesson is None or answer.run != self.session.worker.run_number:
            return
        if answer.error is not None:
            raise answer.error
        self._verdicts[THEN if THEN in self._runs else RUNS] = answer.found
        self.card.show_lines([line for part in (RUNS, THEN) for line in self._lines(part)])
        self.card.unfold(True)

    def _play(self) -> None:
        """Play or pause; where the runs have come to their end, play them again from the start."""
        if self.session.over:
            self.session.reset()
        self.session.play_or_pause()

    def _begin(self, names: tuple[str, ...], contrast: Contrast, play: bool) -> None:
        """Start runs of the lesson."""
        self._runs, self._contrast = names, contrast

        def begin() -> None:
            self.session.pause()
            self.session.contrast(contrast, names.index(self.lesson.shown if not play else names[-1]))
            if play:
                self.session.play_or_pause()

        self._act(begin)()
        self.card.show_playing(self.session.playing, False)

    def _ended(self, snapshot: Snapshot) -> bool:
        """Whether the runs on screen are the lesson's own, with whatever seeds, and have come to their end."""
        if self._contrast is None or snapshot.run != self.session.worker.run_number or not self.session.over:
            return False
        return _seedless(self.session.runs) == _seedless(self._contrast)

    def _lines(self, part: str) -> list[Line]:
        labels = self.lesson.words().labels
        shown = self._verdicts.get(part, ())
        spoken = [verdict for verdict in shown if (verdict.check.variant == THEN) == (part == THEN)]
        return [Line(verdict.words(labels), None if verdict.check.share < 1 else verdict.holds) for verdict in spoken]


def _seedless(contrast: Contrast) -> list[Experiment]:
    """The settings of all runs but for their seeds."""
    return [experiment.replace(seed=0, data_seed=0) for experiment in contrast.experiments()]


def _question(lesson: Lesson, names: tuple[str, ...]) -> Callable[[tuple[Trainer, ...]], tuple[Verdict, ...]]:
    """What the training thread is asked: the claim, as far as it speaks of these runs."""
    return lambda trainers: judge(lesson, [dict(zip(names, map(Run, trainers), strict=True))])
