"""Handouts as their readers have them: the page as a strict reader of HTML sees it, and the words on paper."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from xml.etree import ElementTree

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from gui.handouts.sheet import Sheet

EMPTY = {"meta", "img", "br"}  # elements without an end
PRINTED = 600  # dots per inch, at which letters are as wide as on paper
HIDDEN = {"style", "template", "title"}
LINKS = {"href", "src", "srcset", "action", "data", "poster", "background", "style"}


class Page(HTMLParser):
    """Reads ``text`` and complains about whatever is not closed in its order. ``words`` are those that are seen."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.pictures: list[bytes] = []
        self.style = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        facts = {name: value or "" for name, value in attrs}
        assert len(facts) == len(attrs)
        assert not [name for name in facts if name.startswith("on")], "a script"
        self.links += [(name, value) for name, value in facts.items() if name in LINKS]
        if tag == "img":
            assert facts["alt"]
            self.pictures.append(base64.b64decode(facts["src"].partition("base64,")[2], validate=True))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        if not HIDDEN & set(self._open):
            self.words += data.split()


def check_alone(text: str) -> Page:
    """A page that is whole, needs nothing else and runs nothing; its pictures are drawings that need nothing either."""
    page = Page(text)
    assert not page.tags & {"script", "link", "iframe", "object", "embed", "form", "base", "svg"}
    assert all(name == "src" and value.startswith("data:image/svg+xml;base64,") for name, value in page.links)
    assert page.style
    assert "@import" not in page.style
    assert "url(" not in page.style
    for picture in page.pictures:
        for element in ElementTree.fromstring(picture).iter():
            assert not element.tag.endswith("}script")
            for name, value in element.attrib.items():
                if name.endswith("href"):
                    assert value.startswith(("#", "data:image/png;base64,"))
    return page


def texts(figure: Figure) -> list[Text]:
    """What is written on a page itself, not in its panels."""
    return [text for text in figure.texts if text.get_text()]


def check_on_paper(pages: list[Figure], sheet: Sheet) -> str:
    """Every word is on its page, inside the margins and over no other line; returns all words."""
    said = []
    for figure in pages:
        figure.set_dpi(PRINTED)
        renderer = RendererAgg(1, 1, PRINTED)
        wide, high = figure.bbox.size
        boxes = [text.get_window_extent(renderer) for text in texts(figure)]
        for text, box in zip(texts(figure), boxes, strict=True):
            assert box.x0 >= 0.06 * wide, text
            assert box.x1 <= 0.94 * wide, text
            assert box.y0 >= 0.01 * high, text
            assert box.y1 <= 0.99 * high, text
        for number, box in enumerate(boxes):
            for other in boxes[:number]:
                across = min(box.x1, other.x1) - max(box.x0, other.x0)
                up = min(box.y1, other.y1) - max(box.y0, other.y0)
                assert min(across, up) < 3.0 * PRINTED / 72
        said += [text.get_text() for text in texts(figure)]
    return " ".join(said)
