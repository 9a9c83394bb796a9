"""The track: the phases of one minibatch from left to right as blocks; press one to go there."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from model.training.passage import PHASES, Phase

from ..panels.drawing.colours import mix
from ..theme import fonts
from ..theme.theme import Theme

NAMES, BLOCKS, GAP = 16, 20, 2  # px: height of the words and of the blocks, and between two blocks
LOWER = 2  # px by which a block is lower than the present one, above and below
AIR = 12  # px beside the words of a phase
SINGLE = 1.6  # how many layers wide the phases are that have no layers
DONE = 0.45  # strength of the colour of what has been


@dataclass(frozen=True)
class Block:
    """Phase number ``index`` from ``left`` to ``right`` px."""

    index: int
    left: float
    right: float


@dataclass(frozen=True)
class Group:
    """Blocks of one kind of phase, under ``words``."""

    kind: str
    words: str
    blocks: tuple[Block, ...]


class Track(tk.Canvas):
    """``go(index)`` is called when a person presses on a phase or drags to it."""

    def __init__(self, parent: tk.Misc, theme: Theme, go: Callable[[int], object]) -> None:
        px = theme.px
        super().__init__(
            parent, width=1, height=px(NAMES + BLOCKS), highlightthickness=0, borderwidth=0, takefocus=0, cursor="hand2"
        )
        self._theme, self._go = theme, go
        self._phases: tuple[Phase, ...] = ()
        self._index, self._pointed = 0, -1
        self.groups: tuple[Group, ...] = ()
        theme.colour(self, background="card")
        theme.follow(self, self._draw)
        for event, act in (("<Configure>", self._resized), ("<Motion>", self._point), ("<Leave>", self._leave),
                           ("<Button-1>", self._press), ("<B1-Motion>", self._press)):  # fmt: skip
            self.bind(event, act, add="+")

    def show(self, phases: tuple[Phase, ...], index: int) -> None:
        """The present phase is number ``index`` of ``phases``."""
        kinds = [(phase.kind, phase.layer) for phase in phases]
        if kinds != [(phase.kind, phase.layer) for phase in self._phases]:
            self._phases = phases
            self._lay_out()
        self._index = index
        self._draw()

    def place_of(self, index: int) -> tuple[int, int]:
        """The middle of a phase's block, px."""
        block = next(block for group in self.groups for block in group.blocks if block.index == index)
        return round((block.left + block.right) / 2), self._theme.px(NAMES + BLOCKS / 2)

    def _lay_out(self) -> None:
        measure = self._theme.font(fonts.SMALL).measure
        least = {name: measure(_title(name)) + self._theme.px(AIR) for name in PHASES}
        self.groups = lay_out(self._phases, self.winfo_width(), least)

    def _draw(self) -> None:
        self.delete("all")
        if not self._phases:
            return
        palette, px, at = self._theme.palette, self._theme.px, self._pointed
        shades = {-1: mix(palette.accent, palette.card, DONE), 0: palette.accent, 1: palette.track}
        for group in self.groups:
            for block in group.blocks:
                when = (block.index > self._index) - (block.index < self._index)
                edge = palette.text if block.index == at else ""
                lower = px(LOWER) if when else 0
                self.create_rectangle(
                    round(block.left),
                    px(NAMES) + lower,
                    max(round(block.left) + 1, round(block.right) - px(GAP)),
                    px(NAMES + BLOCKS) - 1 - lower,
                    fill=shades[when],
                    outline=edge,
                    width=px(1) if edge else 0,
                )
                self._number(block, when)
            self._title(group)

    def _number(self, block: Block, when: int) -> None:
        """The layer in its block, where there is room."""
        words = layer_words(self._phases, block.index)
        wide = self._theme.font(fonts.SMALL).measure(words)
        if words and wide + self._theme.px(4) <= block.right - block.left:
            x, y = self.place_of(block.index)
            palette = self._theme.palette
            ink = palette.accent_text if when == 0 else palette.text
            self.create_text(x - self._theme.px(GAP) // 2, y, text=words, fill=ink, font=fonts.SMALL)

    def _title(self, group: Group) -> None:
        """The name of a group of blocks; where the present or the pointed phase is one of several, which one."""
        indices = [block.index for block in group.blocks]
        told = self._pointed if self._pointed in indices else self._index
        now, words = self._index in indices, group.words
        if told in indices and len(indices) > 1:
            words = f"{words}: {_layer_name(self._phases, told)}"
        room = group.blocks[-1].right - group.blocks[0].left
        font = self._theme.font(fonts.SMALL)
        if font.measure(words) > room:
            words = words.replace("layer ", "") if font.measure(words.replace("layer ", "")) <= room else group.words
        ink = self._theme.palette.accent if now else self._theme.palette.muted
        self.create_text(group.blocks[0].left, 0, text=words, anchor="nw", fill=ink, font=fonts.SMALL)

    def _at(self, x: int) -> int:
        blocks = [block for group in self.groups for block in group.blocks]
        return next((block.index for block in blocks if block.left <= x < block.right), -1)

    def _point(self, event: tk.Event) -> None:
        self._show_pointed(self._at(event.x))

    def _leave(self, _event: tk.Event) -> None:
        self._show_pointed(-1)

    def _show_pointed(self, index: int) -> None:
        if index != self._pointed:
            self._pointed = index
            self._draw()

    def _press(self, event: tk.Event) -> None:
        index = self._at(event.x)
        if index not in (-1, self._index):
            self._go(index)

    def _resized(self, _event: tk.Event) -> None:
        self._lay_out()
        self._draw()


def lay_out(phases: Sequence[Phase], wide: float, least: dict[str, float]) -> tuple[Group, ...]:
    """``phases`` side by side over ``wide`` px; those of no layer are at least as wide as ``least`` says."""
    runs = [(kind, list(each)) for kind, each in groupby(enumerate(phases), key=lambda numbered: numbered[1].kind)]
    single = {kind for kind, each in runs if each[0][1].layer is None}
    weights = {kind: SINGLE if kind in single else float(len(each)) for kind, each in runs}
    fixed = {kind for kind in single if wide * weights[kind] / sum(weights.values()) < least[kind]}
    rest = wide - sum(least[kind] for kind in fixed)
    share = rest / max(1e-9, sum(weight for kind, weight in weights.items() if kind not in fixed))
    groups, left = [], 0.0
    for kind, each in runs:
        room = least[kind] if kind in fixed else share * weights[kind]
        step = room / len(each)
        blocks = tuple(Block(index, left + n * step, left + (n + 1) * step) for n, (index, _) in enumerate(each))
        groups.append(Group(kind, _title(kind), blocks))
        left += room
    return tuple(groups)


def layer_words(phases: Sequence[Phase], index: int) -> str:
    """The layer of phase ``index`` in a word: "1", "out"; empty where it has none."""
    layer = phases[index].layer
    if layer is None:
        return ""
    return "out" if layer == max(phase.layer for phase in phases if phase.layer is not None) else str(layer + 1)


def phase_words(phases: Sequence[Phase], index: int) -> str:
    """Phase ``index`` by name: "loss", "forward, layer 2", "backward, output layer"."""
    label, name = PHASES[phases[index].kind].label, _layer_name(phases, index)
    return f"{label}, {name}" if name else label


def _layer_name(phases: Sequence[Phase], index: int) -> str:
    words = layer_words(phases, index)
    return {"": "", "out": "output layer"}.get(words, f"layer {words}")


def _title(kind: str) -> str:
    """A kind of phase with its number: "2 forward"."""
    return f"{list(PHASES).index(kind) + 1} {PHASES[kind].label}"
