"""Boxes of text and drawings, put beside and beneath each other, for whatever draws them.

A box knows no colours: each piece names its part, which the hold timer and the dialog style.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from textual.content import Content

from tui.words import drawings
from tui.words.how import LABEL_CELLS

Piece = tuple[int, str, str]
"""A text that begins at a column of a row: (column, part, text)."""

GAP: Final = 4
"""Cells between two columns."""
LEAST_TEXT: Final = 40
"""Cells of a line from which on labels have a column."""


class Box(NamedTuple):
    """Rows of pieces, from column 0 on, and the cells that they take."""

    rows: tuple[tuple[Piece, ...], ...]
    cells: int


def figure_box(rows: Iterable[drawings.Row]) -> Box:
    """Return a drawing; the part of each piece names its ink and its ground."""
    boxes = []
    for row in rows:
        pieces, column = [], 0
        for part in row:
            name = f"figure-{part.ink} figure-{part.ground}" if part.ink else ""
            pieces.append((column, name, part.text))
            column += len(part.text)
        boxes.append((tuple(pieces), column))
    return Box(tuple(pieces for pieces, _ in boxes), max(cells for _, cells in boxes))


def text_box(lines: Iterable[tuple[str, str]], cells: int) -> Box:
    """Return labelled sentences, folded; the labels have a column where lines are long.

    Else each stands before its sentence: without its label, what to avoid reads as what to do.
    """
    rows: list[tuple[Piece, ...]] = []
    indent = LABEL_CELLS if cells >= LEAST_TEXT else 0
    for label, line in lines:
        start = indent if label else 0
        text = line if indent or not label else f"{label}: {line}"
        folded = _folded(text, max(1, cells - start))
        first = [(0, "lesson-label", label)] if start else []
        rows += [
            (*(first if n == 0 else []), (start, "lesson", row)) for n, row in enumerate(folded)
        ]
    return Box(tuple(rows), cells)


@lru_cache(maxsize=64)
def _folded(text: str, cells: int) -> list[str]:
    return [line.plain.rstrip() for line in Content(text).wrap(cells)]


def box(rows: list[str], part: str) -> Box:
    """Return rows of text, all of one part."""
    return Box(tuple(((0, part, row),) for row in rows), max(map(len, rows)))


def moved(inner: Box, by: int) -> Box:
    """Return a box some cells further to the right."""
    rows = tuple(tuple((x + by, part, text) for x, part, text in row) for row in inner.rows)
    return Box(rows, inner.cells + by)


def centred(inner: Box, cells: int) -> Box:
    """Return a box in the middle of some cells."""
    rows = moved(inner, max(0, (cells - inner.cells) // 2)).rows
    return Box(rows, max(cells, inner.cells))


def above(boxes: list[Box], gap: int = 1) -> Box:
    """Return boxes one beneath the other, with blank rows between them."""
    rows: list[tuple[Piece, ...]] = []
    for number, each in enumerate(boxes):
        rows += [()] * (gap if number else 0)
        rows += each.rows
    return Box(tuple(rows), max(each.cells for each in boxes))


def beside(left: Box, right: Box) -> Box:
    """Return two boxes beside each other, both from the first row on."""
    further = moved(right, left.cells + GAP)
    pairs = zip_longest(left.rows, further.rows, fillvalue=())
    return Box(tuple((*one, *two) for one, two in pairs), further.cells)
