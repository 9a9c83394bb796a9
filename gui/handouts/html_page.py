"""The HTML of a sheet: one file with everything inside, without scripts, that prints on A4 and on Letter."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from typing import Any

from model.training.picture_moment import said

from . import sheet as s
from .drawing import MM, as_svg
from .fitting import fitted
from .marks import FOOT, MARKS

STYLE = """\
@page { margin: 10mm 15mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1f2328; font: 9.5pt/1.39 "DejaVu Sans", Verdana, "Segoe UI", sans-serif; }
main { width: 180mm; max-width: 100%; margin: 0 auto; padding: 8mm 0; }
header { border-bottom: 1.5pt solid #1f2328; padding-bottom: 2mm; margin-bottom: 3mm; }
.above, .small { color: #5b6472; font-size: 8pt; }
p { margin: 0 0 2mm; overflow-wrap: anywhere; }
h1 { font-size: 16pt; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 10.5pt; margin: 3.5mm 0 1mm; break-after: avoid; }
.strong { font-weight: 600; }
.code { font: 7.8pt/1.44 "DejaVu Sans Mono", Consolas, Menlo, monospace; background: #f3f4f6; padding: 1mm 2mm; }
table { width: 100%; border-collapse: collapse; font-size: 8.2pt; margin-bottom: 2.5mm; break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .7mm 2mm .7mm 0; border-bottom: .5pt solid #d3d7dd;
  overflow-wrap: anywhere; }
th { font-weight: 400; color: #5b6472; }
thead th { color: #1f2328; font-weight: 600; vertical-align: bottom; border-bottom: .8pt solid #5b6472; }
.facts { table-layout: fixed; }
.facts th { width: 19.3%; }
ul { list-style: none; margin: 0 0 3mm; padding: 0; font-size: 8.2pt; }
li { padding-left: 6mm; position: relative; margin-bottom: .5mm; break-inside: avoid; overflow-wrap: anywhere;
  white-space: pre-line; }
li b { position: absolute; left: 0; }
.no b { color: #b3261e; }
figure { margin: 0 0 2mm; break-inside: avoid; }
img { display: block; width: 100%; height: auto; }
.answer { break-inside: avoid; margin-bottom: 3mm; }
.answer p { margin: 0; }
.line { height: 7.2mm; border-bottom: .6pt solid #868d97; }
.fields { display: flex; gap: 8mm; margin: 0 0 3mm; font-size: 8.2pt; color: #5b6472; }
.fields span { flex: 1; border-bottom: .6pt solid #868d97; padding-bottom: 1mm; }
.fields span:first-child { flex: 2; }
footer { margin-top: 3mm; color: #5b6472; font-size: 8pt; }
@media print { main { width: auto; padding: 0; } }
@media screen and (max-width: 190mm) { main { padding: 4mm; } .fields { flex-wrap: wrap; } }
"""
ROOM = (279.4 - 2 * 10 - 9) * MM  # points, for pieces on a page of Letter, which is lower than A4, with the foot


def html(sheet: s.Sheet) -> str:
    """The whole page."""
    title, above = escape(sheet.title), escape(sheet.above)
    body = "\n".join(WRITERS[type(piece)](piece) for piece in fitted(sheet, ROOM)[0].pieces)
    moment = f"<template>{escape(said(sheet.moment), quote=False)}</template>\n" if sheet.moment is not None else ""
    foot = f"<footer>{FOOT}</footer>\n" if moment else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" '
        f'content="Glassnet">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{moment}<main>\n'
        f'<header><p class="above">{above}</p><h1>{title}</h1></header>\n{body}\n{foot}</main>\n</body>\n</html>\n'
    )


def _heading(piece: s.Heading) -> str:
    return f"<h2>{escape(piece.text)}</h2>"


def _paragraph(piece: s.Paragraph) -> str:
    return f'<p class="{piece.look}">{escape(piece.text)}</p>'


def _facts(piece: s.Facts) -> str:
    high = -(-len(piece.rows) // piece.pairs)
    columns = [piece.rows[start : start + high] for start in range(0, len(piece.rows), high)]
    columns = [[*column, *[("", "")] * (high - len(column))] for column in columns]
    rows = ("".join(_pair(*pair) for pair in row) for row in zip(*columns))
    return '<table class="facts">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _pair(name: str, value: str) -> str:
    cell = f'<th scope="row">{escape(name)}</th>' if name else "<td></td>"
    return f"{cell}<td>{escape(value)}</td>"


def _grid(piece: s.Grid) -> str:
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in piece.head)
    rows = (
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in piece.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _judged(piece: s.Judged) -> str:
    lines = (
        f'<li class="{"no" if holds is False else "yes"}"><b title="{MARKS[holds].words}">{MARKS[holds].sign}</b>'
        f"{escape(words)}</li>"
        for holds, words in piece.lines
    )
    return f"<ul>{''.join(lines)}</ul>"


def _picture(piece: s.Picture) -> str:
    data = base64.b64encode(as_svg(piece)).decode()
    return f'<figure><img alt="{escape(piece.words)}" src="data:image/svg+xml;base64,{data}"></figure>'


def _answer(piece: s.Answer) -> str:
    lines = '<div class="line"></div>' * piece.lines
    return f'<div class="answer"><p>{escape(piece.question)}</p>{lines}</div>'


def _fields(piece: s.Fields) -> str:
    return f'<div class="fields">{"".join(f"<span>{escape(name)}</span>" for name in piece.names)}</div>'


WRITERS: dict[type, Callable[[Any], str]] = {
    s.Heading: _heading,
    s.Paragraph: _paragraph,
    s.Facts: _facts,
    s.Grid: _grid,
    s.Judged: _judged,
    s.Picture: _picture,
    s.Answer: _answer,
    s.Fields: _fields,
}
