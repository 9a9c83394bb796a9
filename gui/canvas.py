"""The canvas: shows one panel in a window, repainting in each frame only what has changed."""

from __future__ import annotations

import math
import re
import time
import tkinter as tk
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_tkagg import FigureCanvasTkAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from .panels import PanelRecord

DPI = 96.0
REST = 40  # ms without a further change of size before a panel is drawn in the new one
SMALLEST = 0.6  # inches; a smaller panel stays empty
SEEN = 0.25  # s for which a panel found on screen is taken to be there
NARROW = 0.4  # a read-out wider than this share of the panel is broken into lines
OFFSET = 12  # px between the pointer and the read-out
OF_WINDOW = ("<MouseWheel>", "<Destroy>")  # what matplotlib binds to the window around a canvas
COMMAND = re.compile(r"\[(\S+) %#")  # the name of Python's function in a script of Tk


class PanelCanvas:
    """One panel of ``record`` inside ``parent``; ``widget`` is what a geometry manager places.

    The static part is drawn once and kept as pixels; a frame restores the axes' box, paints the changing part and
    hands that box alone to Tk. Nothing is drawn while the widget is not on screen.
    """

    def __init__(
        self, parent: tk.Misc, record: PanelRecord, palette: Palette, size: tuple[int, int] = (300, 200)
    ) -> None:
        self.record = record
        self._focus = parent.focus_lastfor()  # matplotlib's canvas will take it for itself
        figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI, facecolor=palette.card)
        self._canvas = _Canvas(figure, parent, self._draw, self._resize)
        self.panel = record.panel(figure, palette)
        self.widget: tk.Canvas = self._canvas.get_tk_widget()
        self.widget.configure(background=palette.card, takefocus=0)
        self._readout = tk.Label(self.widget, borderwidth=1, relief="solid", padx=5, pady=2, justify="left")
        self._background: Any = None  # the static part's pixels inside the panel's box
        self._painted: Snapshot | None = None  # what is on screen
        self._pixels: Any = None  # inside the panel's box, as they are on screen
        self._pending: str | None = None  # the timer of a coalesced resize
        self._pointer: tuple[int, int] | None = None
        self._said = ""  # what the read-out says, in one line
        self._closed = False
        self._seen = -SEEN  # when the widget was last found on screen
        self.redraws = 0  # how often the static part has been drawn
        for event, action in (("<Map>", self._on_map), ("<Motion>", self._on_motion), ("<Leave>", self._on_leave),
                              ("<Visibility>", self._on_visibility), ("<Destroy>", self._on_destroy)):  # fmt: skip
            self.widget.bind(event, action, "+")
        self._colour(palette)

    def show(self, snapshot: Snapshot) -> None:
        """Take ``snapshot`` and, if the panel is on screen, paint it."""
        self.take(snapshot)
        if self.visible:
            self.paint()

    def take(self, snapshot: Snapshot) -> None:
        """Take ``snapshot`` without painting it."""
        if not self._closed and self.panel.show(snapshot):
            self._background = None

    @property
    def up_to_date(self) -> bool:
        """True where painting would give the picture that is there already."""
        painted, newest = self._painted, self.panel.snapshot
        if self.stale or painted is None or newest is None or painted.run != newest.run:
            return False
        return not self.panel.moved(painted)

    @property
    def stale(self) -> bool:
        """True where painting means drawing the static part too, which takes several times as long."""
        return self._background is None

    def paint(self) -> None:
        """One frame: the static part only if it is stale, and the changing part."""
        if self._background is None:
            self._draw()
            return
        canvas, renderer = self._canvas, self._canvas.get_renderer()
        canvas.restore_region(self._background)
        self.panel.pointer = self._pointer
        self.panel.frame(renderer)
        self._hairline(renderer)
        self._hand_over()
        self._painted = self.panel.snapshot
        self._read_out()

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette`` and draw anew."""
        self._canvas.figure.set_facecolor(palette.card)
        self.widget.configure(background=palette.card)
        self._colour(palette)
        self.panel.restyle(palette)
        self._refresh()

    def toggle(self, name: str) -> bool:
        """Switch one of what the panel offers; True if it is on now."""
        on = self.panel.toggle(name)
        self._refresh()
        return on

    def redraw(self) -> None:
        """Draw everything anew, after the panel has changed by itself."""
        self._refresh()

    def choose(self, name: str, label: str) -> None:
        """Take one of the panel's choices."""
        self.panel.choose(name, label)
        self._refresh()

    def destroy(self) -> None:
        """Cancel what is pending and remove the widget."""
        self._close()
        self.widget.destroy()

    @property
    def visible(self) -> bool:
        """True while the widget is on screen. Asked of Tk a few times a second only: each call lets go of the
        interpreter's lock, which a training thread then keeps for a while."""
        if self._closed:
            return False
        now = time.monotonic()
        if now - self._seen > SEEN:
            if not self.widget.winfo_viewable():
                return False
            self._seen = now
        return True

    def _refresh(self) -> None:
        self._background = None
        if self.visible:
            self.paint()

    def _draw(self) -> None:
        """Draw everything: the static part, kept for later frames, and the changing part on top."""
        canvas = self._canvas
        if self._closed or self.panel.snapshot is None or min(canvas.figure.get_size_inches()) < SMALLEST:
            return
        FigureCanvasAgg.draw(canvas)
        self.redraws += 1
        self._background = canvas.copy_from_bbox(self.panel.box)
        self.panel.pointer = self._pointer
        self.panel.frame(canvas.get_renderer())
        self._hairline(canvas.get_renderer())
        canvas.blit()
        self._pixels = self._inside().copy()
        self._painted = self.panel.snapshot
        self._read_out()

    def _hand_over(self) -> None:
        """Give Tk the smallest box with all pixels that differ from those on screen: it takes its time for each."""
        now = self._inside()
        differ = now != self._pixels
        columns, rows = np.flatnonzero(differ.any(axis=0)), np.flatnonzero(differ.any(axis=1))
        if len(rows):
            left, top = self._corner
            self._pixels[...] = now
            high = self._canvas.get_renderer().height
            x, y = left + columns[[0, -1]] + (0, 1), high - top - rows[[-1, 0]] - (1, 0)
            self._canvas.blit(Bbox(np.column_stack((x, y))))

    def _inside(self) -> np.ndarray:
        """The pixels ``(rows, columns)`` inside the panel's box, the top row first, one number each."""
        renderer, box = self._canvas.get_renderer(), self.panel.box
        left, top = max(0, math.floor(box.x0)), max(0, renderer.height - math.ceil(box.y1))
        self._corner = left, top
        pixels = np.asarray(self._canvas.buffer_rgba()).view(np.uint32)[:, :, 0]
        return pixels[top : renderer.height - max(0, math.floor(box.y0)), left : math.ceil(box.x1)]

    def _hairline(self, renderer: Any) -> None:
        if self._pointer is not None:
            self.panel.hairline(renderer, *self._pointer)

    def _read_out(self) -> None:
        """Place the words for what is under the pointer beside it, or take them away."""
        text = self.panel.describe(*self._pointer) if self._pointer is not None else None
        if text is None:
            if self._readout.winfo_manager():
                self._readout.place_forget()
            return
        wide = self.widget.winfo_width()
        if text != self._said:
            self._said = text
            self._readout.configure(text=text)
            if self._readout.winfo_reqwidth() > NARROW * wide:
                text = text.replace(": ", "\n").replace(", ", "\n")
                self._readout.configure(text=text)
        x, y = self._pointer[0], self.widget.winfo_height() - self._pointer[1]
        box, high = self._readout.winfo_reqwidth(), self._readout.winfo_reqheight()
        left = x + OFFSET if x + OFFSET + box <= wide else x - OFFSET - box
        top = y - OFFSET - high if y - OFFSET - high >= 0 else y + OFFSET
        self._readout.place(x=max(0, min(left, wide - box)), y=top)

    def _colour(self, palette: Palette) -> None:
        self._readout.configure(
            background=palette.bubble, foreground=palette.bubble_text, highlightthickness=0, relief="flat",
            font="TkTooltipFont",
        )  # fmt: skip

    def _resize(self, event: tk.Event) -> None:
        """Draw in a new size, once it has stopped changing; the first size at once."""
        if self._pending is not None:
            self.widget.after_cancel(self._pending)
            self._pending = None
        if self.redraws == 0:
            self._take_size(event)
        else:
            self._pending = self.widget.after(REST, self._take_size, event)

    def _take_size(self, event: tk.Event) -> None:
        self._pending = None
        FigureCanvasTkAgg.resize(self._canvas, event)  # asks for an idle drawing, which ends in _draw
        self._background = None
        if self.panel.snapshot is not None:
            self.panel.arrange()

    def _on_map(self, _event: tk.Event) -> None:
        """Scale for this screen has just been set by the canvas: lay out for it."""
        self._background = None
        if self.panel.snapshot is not None:
            self.panel.arrange()
            self._canvas.draw_idle()

    def _on_visibility(self, _event: tk.Event) -> None:
        """Seen for the first time: give back the focus."""
        focus, self._focus = self._focus, None
        if focus is not None and focus.winfo_exists() and self.widget.focus_lastfor() is self.widget:
            focus.focus_set()

    def _on_motion(self, event: tk.Event) -> None:
        self._pointer = event.x, self.widget.winfo_height() - event.y
        if self._background is not None and self.visible:
            self.paint()

    def _on_leave(self, _event: tk.Event) -> None:
        self._pointer = None
        if self._background is not None and self.visible:
            self.paint()

    def _on_destroy(self, event: tk.Event) -> None:
        if event.widget is self.widget:
            self._close()

    def _close(self) -> None:
        """Cancel every pending callback."""
        if not self._closed:
            self._closed = True
            if self._pending is not None:
                self.widget.after_cancel(self._pending)
                self._pending = None
            self._canvas.cancel()


class _Canvas(FigureCanvasTkAgg):
    """Matplotlib's Tk canvas, whose drawing and resizing the PanelCanvas decides.

    What it binds to the whole window is taken back: panels have no use for it, and it would outlive every one of them.
    """

    def __init__(self, figure: Figure, master: tk.Misc, draw: Any, resize: Any) -> None:
        self._draw, self._resize = draw, resize
        window = master.winfo_toplevel()
        before = {event: str(window.bind(event)) for event in OF_WINDOW}
        super().__init__(figure, master)
        for event, script in before.items():
            added = str(window.bind(event))[len(script) :]
            window.tk.call("bind", str(window), event, script)
            for command in COMMAND.findall(added):
                window.deletecommand(command)

    def draw(self) -> None:
        """All of the panel."""
        self._draw()

    def resize(self, event: tk.Event) -> None:
        """The widget has another size."""
        self._resize(event)

    def cancel(self) -> None:
        """Drop a drawing that waits for the event loop to be idle."""
        if self._idle_draw_id:
            self._tkcanvas.after_cancel(self._idle_draw_id)
            self._idle_draw_id = None
