"""The workbench: puts controls, panels and status into the window and brings them up to date, picture by picture."""

from __future__ import annotations

import contextlib
import time
import tkinter as tk
import traceback
from collections.abc import Callable
from typing import Any

from model.knob import Invalid
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot, Status

from .board import Board
from .branches import Wishes as BranchWishes
from .compare import CompareDialog
from .controls.comparison import Comparison, Wishes
from .controls.form import Form
from .controls.readout import Reading
from .controls.speeds import DEFAULT_SPEED, SMOOTH, Speed
from .controls.status import StatusLine
from .controls.transport import Actions, Transport
from .exports.desk import ExportDesk
from .files import menu as recent_files
from .files.desk import Doings, FilesDesk
from .handouts.desk import HandoutDesk
from .keys import COMMANDS, Keys
from .lessons import menu as lessons
from .lessons.desk import LessonDesk
from .menus import Menus
from .own_data.desk import OwnData
from .panels import VIEWS
from .panels.wish import Wish
from .phases.bar import status_words
from .phases.desk import PhaseDesk
from .pictures.desk import Pictures
from .recorder.desk import Recorder
from .session import BEGINNING, ONE_BRANCH, Session
from .sweeper import Sweeper
from .theme.palette import DARK, LIGHT
from .theme.theme import Theme
from .timeline import TimeLine

EARLY = 0.005  # s by which a picture may come before it is due, for timers are no better than that
FIGURES_PER_SECOND = 12.0  # of the read-out: more could not be read
BACK_TO_FINITE = "Back to the last finite step (Left)"
GOING = ("back", "back_epoch", "newest", "next_branch", "finite")  # along the run, by the session's names
READY = "Ready. Press Play (Space), or Batch (Right) for a single step."


class Workbench:
    """Everything inside the window. ``close`` must be called before the window is destroyed."""

    def __init__(self, root: tk.Tk, quit_program: Callable[[], None], experiment: Experiment | None = None) -> None:
        self.root = root
        self.theme = Theme(root, LIGHT)
        self.session = Session(experiment or Experiment(), DEFAULT_SPEED.steps)
        self.speed, self.frames_per_second = DEFAULT_SPEED, SMOOTH
        self.frames = 0
        self._closed, self._due, self._figures_due = False, 0.0, 0.0
        self._to_tell: Snapshot | None = None  # shown, but the worker does not know it yet
        self._read: Snapshot | None = None  # what the read-out says; pictures are of this moment
        self._said: tuple[Any, ...] = ()
        self._notice: tuple[str, str] | None = None  # stays in the status line until the next wish
        self._quit = quit_program
        self._build()
        commands = self._named = self._commands()
        self.keys, self.menus = Keys(root, commands), Menus(root, self.theme, commands, self.files.possible())
        recent_files.add(self.menus["File"], self.theme, self.files.recent, self.files.choose_recent)
        self.exports.fill(self.menus["Export"])
        lessons.fill(
            self.menus["Lessons"], self.theme, self.lessons.shelf, self.lessons.choose, self.handouts.ask,
            lambda: self.lessons.lesson,
        )  # fmt: skip
        self._keep_room()
        root.report_callback_exception = self._trouble
        self._sweeper = Sweeper(root)
        self._timer = root.after(1, self._frame)
        if experiment is None:
            self.files.restore()

    def close(self) -> None:
        """End the picture loop, the thread and the canvases."""
        if self._closed:
            return
        self._closed = True
        self.root.after_cancel(self._timer)
        self._sweeper.close()
        self.own_data.close()
        self.pictures.close()
        self.recorder.close()
        self.handouts.close()
        self.exports.close()
        self.compare_dialog.close()
        self.board.close()
        self.files.close()
        with contextlib.suppress(RuntimeError):  # a single step may take long; the thread ends with the program
            self.session.close()
        self.files.keeper.close()

    def switch_colours(self) -> None:
        """Light becomes dark, dark light."""
        palette = DARK if self.theme.palette is LIGHT else LIGHT
        self.theme.apply(palette)
        self.board.restyle(palette)

    def _build(self) -> None:
        root, theme, session = self.root, self.theme, self.session
        self.form = Form(root, theme, session.experiment, self._changed)
        self.phases = PhaseDesk(root, theme, self.form.hints, session, self._do)
        self.transport = Transport(root, theme, self._actions(), self.form.hints)
        self.status = StatusLine(root, theme)
        self.board = Board(
            root, theme, self.form.hints, lambda name: self.pictures.save_panel(name), self._grant, session.look
        )
        self.own_data = OwnData(
            root, theme, self.form.hints, session, self.board, self.form.groups["Data"].body,
            lambda action: self._do(action)(), self._notify,
        )  # fmt: skip
        self.compare_dialog = CompareDialog(root, theme, session, self._do)
        wishes = Wishes(self._look_at, session.forget, self._do(session.stop_comparing))
        self.comparison = Comparison(root, theme, self.form.hints, wishes)
        self.lessons = LessonDesk(theme, session, self.form, self.board, self._set_up)
        act, end = lambda action: self._do(action)(), self._quit
        doings = Doings(act, self._notify, self.own_data.preview, self.lessons.leave, end)
        self.files = FilesDesk(root, theme, session, doings)
        self.handouts = HandoutDesk(root, lambda: self.lessons.lesson, self._notify)
        self.pictures = Pictures(root, theme, self.board, self._notify, lambda: self._read)
        self.recorder = Recorder(root, theme, self.form.hints, session, self.board, self.status, self._notify)
        self.exports = ExportDesk(root, theme, session, self._notify)
        px = theme.px
        self.transport.pack(side="top", fill="x")
        self.status.pack(side="bottom", fill="x")
        self.form.pack(side="left", fill="y", padx=(px(8), 0), pady=(px(4), 0))
        branching = BranchWishes(*(self._with_number(act) for act in (session.switch, session.rename, session.remove)))
        self.time_line = TimeLine(
            root, theme, self.form.hints, lambda step: self._do(lambda: session.goto(step))(), branching
        )
        self.time_line.pack(side="bottom", fill="x", padx=(px(6), px(12)))
        self.phases.bar.place_after(self.time_line, side="bottom", fill="x", padx=(px(6), px(14)), pady=(px(2), px(2)))
        self.board.pack(side="left", fill="both", expand=True, padx=(px(2), px(10)))
        self.comparison.place_above(self.board, side="top", fill="x")
        self._order_tabs()

    def _keep_room(self) -> None:
        """The window never gets too narrow for the strip, nor with its menus too high for the screen."""
        root = self.root
        root.update_idletasks()
        wide, high = root.minsize()
        room = root.winfo_screenheight() - self.menus.height
        root.minsize(min(max(wide, self.transport.least), root.winfo_screenwidth()), min(high, room))
        if root.winfo_height() > room:
            root.geometry(f"{root.winfo_width()}x{room}")

    def _order_tabs(self) -> None:
        """Tab goes through the strip, then the settings, then the panels."""
        for part in (
            self.transport,
            self.form,
            self.comparison,
            self.board,
            self.phases.bar,
            self.time_line,
            self.status,
        ):
            tk.Misc.lift(part)

    def _actions(self) -> Actions:
        return Actions(
            play=self._do(self.session.play_or_pause),
            reset=self._do(self.session.reset),
            phase=self._do(self.session.phase_on),
            batch=self._do(self.session.batch),
            epoch=self._do(self.session.epoch),
            weights=self._do(self.session.new_weights),
            data=self._do(self.session.new_data),
            picture=lambda: self.pictures.ask(),
            colours=self.switch_colours,
            speed=self._pace,
        )

    def _commands(self) -> dict[str, Callable[[], object]]:
        """What menus and keys do, by the names in ``keys.COMMANDS``."""
        actions, own = vars(self._actions()), self.own_data
        return {**{name: act for name, act in actions.items() if name in COMMANDS}, **self.files.commands(),
                "save_points": own.save, "draw": own.drawing.toggle,
                "defaults": self._do(self.session.defaults), "enlarge": self.board.enlarge, "spread": self.board.spread,
                "phase_back": self._do(self.session.phase_back), "leave": self._do(self.phases.leave),
                "escape": self._back_out,
                **{name: self._do(getattr(self.session, name)) for name in GOING},
                "name_branch": self._name_branch,
                **{view: lambda view=view: self.board.adopt(view) for view in VIEWS},
                "keep": self._do(self.session.keep), "compare": self.compare_dialog.open,
                "quick_picture": self.pictures.quick, "copy_picture": self.pictures.copy,
                "record": self.recorder.ask}  # fmt: skip

    def _back_out(self) -> None:
        """One way out a time: of an enlarged panel, of a followed point, of the step."""
        if self.board.enlarged:
            self.board.spread()
        else:
            self._do(self.phases.leave)()

    def _do(self, action: Callable[[], None]) -> Callable[[], None]:
        """``action``, and the form and the play button say at once what it changed."""

        def act() -> None:
            self._notice = None
            with self.files.undo.watching():
                action()
            if self.form.experiment != self.session.experiment:
                self.form.show(self.session.experiment)
            self._show_state()

        return act

    def _with_number(self, act: Callable[..., None]) -> Callable[..., None]:
        """``act`` with what it is called with, as ``_do`` does it."""
        return lambda *arguments: self._do(lambda: act(*arguments))()

    def _name_branch(self) -> None:
        if not self.time_line.chooser.begin_naming():
            self._notify(ONE_BRANCH, "plain")

    def _set_up(self, action: Callable[[], None]) -> Callable[[], None]:
        """``action`` of a lesson, after which there is nothing of a person's own to be saved."""

        def act() -> None:
            with self.files.unchanged():
                self._do(action)()

        return act

    def _look_at(self, place: int) -> None:
        """Show another of the runs that train together in all panels and in the form."""
        self._do(lambda: self.session.look_at(place))()

    def _pace(self, speed: Speed) -> None:
        self.speed, self._notice = speed, None
        self.session.pace(speed.steps, speed.phases)

    def _changed(self, changes: dict[str, Any]) -> None:
        """A setting was changed in the form, which has checked it."""
        self._notice = None
        try:
            with self.files.undo.watching():
                self.session.change(changes)
        except Invalid as error:  # what suits the run in the form may not suit another that trains with it
            self._notify(str(error), "error")
            self.form.show(self.session.experiment)
        self._show_state()

    def _grant(self, wish: Wish) -> None:
        """Do what a person asks for in a panel."""
        if wish.command:
            self._named[wish.command]()
        elif wish.copy:
            self._copy(wish.copy)
        elif wish.run is not None:
            self._look_at(wish.run)
        else:
            if wish.follow is not None:
                self._do(lambda: self.phases.choose(wish.follow))()
            self._do(lambda: self.session.grant(wish))()

    def _copy(self, words: str) -> None:
        """Put ``words`` on the clipboard."""
        self.root.clipboard_clear()
        self.root.clipboard_append(words)
        lines = len(words.splitlines())
        self._notify(f"{lines} lines are on the clipboard." if lines > 1 else "On the clipboard.", "plain")

    # -- picture by picture --------------------------------------------------------------------------------------

    def _frame(self) -> None:
        began = time.perf_counter()
        try:
            self._picture()
            for wish in self.board.wants():
                self.session.foresee(wish)
            if self._to_tell is not None and began >= self._due - EARLY:
                self._due = max(self._due + 1 / self.speed.frames_per_second, began)
                self.session.worker.shown(self._to_tell)
                self._to_tell = None
        except Exception:
            if self.session.playing or self.session.counting:  # else a pause would bring one more picture to fail
                self.session.pause()
            raise
        finally:
            spent = time.perf_counter() - began
            wait = max(1, round(1000 * (1 / self.frames_per_second - spent)))
            self._timer = self.root.after(wait, self._frame)

    def _picture(self) -> None:
        """Show the newest snapshot, if there is one that has not been shown."""
        self.lessons.catch_up()
        snapshot = self.session.take()
        if snapshot is None:
            self.board.catch_up()
            return
        self.session.worker.hold()
        try:
            self.show(snapshot)
        finally:
            self.session.worker.release()
        self.frames += 1
        self._to_tell = snapshot

    def show(self, snapshot: Snapshot) -> None:
        """Show one moment everywhere."""
        self.comparison.show(snapshot)
        self.phases.show(snapshot)
        self.board.show(snapshot)
        self.time_line.show(snapshot)
        if self.form.experiment != self.session.experiment:  # those of the time to which a person went
            self.form.show(self.session.experiment)
        self._show_state()
        if snapshot.status is Status.RUNNING and time.monotonic() < self._figures_due:
            return
        self._figures_due = time.monotonic() + 1 / FIGURES_PER_SECOND
        self._read = snapshot
        self.form.observe(snapshot)
        self.form.show_slopes(snapshot.slopes)
        now = snapshot.evaluation
        self.form.show_weights(snapshot.weight_norm, snapshot.zero_share)
        self.transport.show(
            Reading(
                snapshot.epoch,
                snapshot.step,
                now.train_loss,
                now.validation_loss,
                now.train_accuracy,
                now.validation_accuracy,
            )
        )

    def _show_state(self) -> None:
        """Buttons and status line; nothing is touched while nothing has changed."""
        snapshot, session = self.session.snapshot, self.session
        if snapshot is None:
            return
        self.files.show()
        self.lessons.show(snapshot)
        words, tone = self._words(snapshot)
        said = (
            words,
            tone,
            (snapshot.status, session.playing, session.over),
            snapshot.parameter_count,
            self._speed_words(snapshot),
        )
        if said == self._said:
            return
        self._said = said
        self.status.show(words, tone)
        diverged = snapshot.status is Status.DIVERGED and snapshot.run == session.worker.run_number
        self.status.offer(BACK_TO_FINITE if diverged else "", self._named["finite"])
        self.status.note(said[-1])
        self.transport.show_playing(session.playing, not session.over)
        self.transport.show_stepping(not session.over)
        self.form.show_parameters(snapshot.parameter_count)

    def _words(self, snapshot: Snapshot) -> tuple[str, str]:
        """What is happening, and how serious it is."""
        news = self.session.news
        if snapshot.run != self.session.worker.run_number:
            return news or "Starting anew…", "plain"
        if snapshot.status in (Status.DIVERGED, Status.FAILED):
            return snapshot.message, "error"
        if self._notice is not None:
            return self._notice
        if snapshot.passage is not None and news is not BEGINNING:
            return status_words(snapshot, self.session.playing), "plain"
        if snapshot.message and snapshot.status in (Status.RUNNING, Status.PAUSED):
            return f"{snapshot.message} The other runs go on.", "warning"
        if snapshot.status is Status.FINISHED:
            still = f"{news} Still {snapshot.message[:1].lower()}{snapshot.message[1:]}"
            return still if self.session.changed_late else f"{news} {snapshot.message}".strip(), "plain"
        if snapshot.status is Status.RUNNING and self.session.counting:
            return f"{news} Training to the end of the steps asked for; Space plays on from there.".strip(), "plain"
        if self.session.playing:
            return f"{news} Training; Space pauses.".strip(), "plain"
        return news or (READY if snapshot.step == 0 else "Paused. Space goes on; Right makes one step."), "plain"

    def _speed_words(self, snapshot: Snapshot) -> str:
        """Steps a second at full speed, to two digits so that it rests."""
        return f"{float(f'{snapshot.steps_per_second:.2g}'):,.0f} steps/s" if snapshot.steps_per_second else ""

    def _notify(self, words: str, tone: str) -> None:
        """Say ``words`` until a person does something, whatever pictures come meanwhile."""
        self._notice, self._said = (words, tone), ()
        self.status.show(words, tone)

    def _trouble(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        """An error of the window itself: say it in the window, keep running, and leave the details on the terminal."""
        if self._closed:  # what was under way, such as a dialog, has lost its window
            return
        if issubclass(kind, KeyboardInterrupt):  # Ctrl-C on the terminal, come while Python was at work
            self._quit()
            return
        traceback.print_exception(kind, error, trace)
        self._notify(f"Something went wrong in the window: {kind.__name__}: {error}", "error")
