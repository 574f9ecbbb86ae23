"""How a movement is done, beside the number that counts down until its first rep.

`place` decides what of it fits: both drawings with the text beneath them, one drawing, or the lines
alone. Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from textual.content import Content

from tui.app.widgets import big_letters as big
from tui.words import drawings
from tui.words.how import LABEL_CELLS

Piece = tuple[int, str, str]
"""A text that begins at a column of a row: (column, part, text)."""
Pips = Callable[[int], list[list[Piece]]]
"""Returns the rows of pips in the middle of so many cells."""

DIGIT_ROWS: Final = (7, 5)
"""Heights of the number beside a lesson."""
_GAP: Final = 4
"""Cells between two columns."""
_LEAST_TEXT, _MOST_TEXT = 40, 64
"""Cells of a line from which on labels have a column, and up to which it is read with ease."""


@dataclass(frozen=True)
class Lesson:
    """What is taught of one exercise, given by its id.

    ``lines`` are sentences with their labels, ``closing`` what holds for every exercise.
    ``is_held`` chooses the drawing where there is room for one only. ``in_blocks`` is whether
    drawings can be in colours.
    """

    exercise: str
    lines: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    is_held: bool
    in_blocks: bool


class Box(NamedTuple):
    """Rows of pieces, from column 0 on, and the cells that they take."""

    rows: tuple[tuple[Piece, ...], ...]
    cells: int


def place(
    lesson: Lesson, number: str, word: str, pips: Pips, width: int, height: int
) -> dict[int, list[Piece]] | None:
    """Return the pieces of each row that is not blank, or None where the lines have no room.

    Args:
        lesson: what is taught.
        number: the seconds that are left.
        word: the word of the phase.
        pips: draws the pips of the exercise.
        width: cells of a row.
        height: rows.
    """
    for box in _candidates(lesson, number, word, pips, width - 2):
        if len(box.rows) <= height and box.cells <= width - 2:
            top = (height - len(box.rows) + 1) // 2  # the first row is left blank if it can be
            rows = _moved(box, (width - box.cells) // 2).rows
            return {top + y: list(row) for y, row in enumerate(rows)}
    return None


def _candidates(lesson: Lesson, number: str, word: str, pips: Pips, room: int) -> Iterator[Box]:
    """Yield what may be shown within ``room`` cells, the best first."""
    texts = _texts(lesson)
    one, two, large = _figures(lesson)
    digits = [_box(big.digits(number, rows), "digit-quiet") for rows in DIGIT_ROWS]
    letters = _box(big.letters(word, narrow=True) or [word], "word")
    for digit in digits:
        cells = max(digit.cells, letters.cells)
        count = Box(tuple(map(tuple, pips(cells))), cells)
        left = _above([_centred(digit, cells), _centred(letters, cells), count])
        rest = min(room - cells - _GAP, _MOST_TEXT)
        for figure in large:
            text_beside = _beside(left, _text_box(texts[0], _MOST_TEXT))
            yield _above([figure, _centred(text_beside, figure.cells)])
        if rest >= _LEAST_TEXT:
            for text in texts[:3]:
                yield _beside(left, _above([*two, _text_box(text, rest)], 0))
    heads = [_above([digit, _box([" ".join(word)], "word line")]) for digit in digits]
    cells = min(room, _MOST_TEXT)
    tops = [_beside(head, figure) for figure in one for head in heads]
    for top in [*tops, *heads]:
        for text in texts[:3]:
            yield _above([_centred(top, cells), _text_box(text, cells)])
    for text in texts:
        yield _above([_box([f"{word}  {number}"], "word line"), _text_box(text, room)], 0)


def _texts(lesson: Lesson) -> list[list[tuple[str, str]]]:
    """Return the lines with less and less of them: what to do is never left out."""
    closing = [("", line) for line in lesson.closing]
    shorter = [line for line in lesson.lines if line[0] != "Feel"]
    return [
        [*lesson.lines, *closing],
        [*lesson.lines, *closing[:1]],
        [*lesson.lines],
        shorter,
        shorter[:1],
    ]


@lru_cache(maxsize=8)
def _figures(lesson: Lesson) -> tuple[list[Box], list[Box], list[Box]]:
    """Return one drawing, both, and both large, each in a list that is empty without any."""
    if not drawings.has_drawing(lesson.exercise):
        return [], [], []
    one = drawings.figure(lesson.exercise, is_held=lesson.is_held, in_blocks=lesson.in_blocks)
    two = drawings.both_figures(lesson.exercise, in_blocks=lesson.in_blocks)
    large = drawings.both_figures(lesson.exercise, in_blocks=True, is_large=True)
    return [_drawn(one)], [_drawn(two)], [_drawn(large)] if lesson.in_blocks else []


def _drawn(rows: Iterable[drawings.Row]) -> Box:
    boxes = []
    for row in rows:
        pieces, column = [], 0
        for part in row:
            name = f"figure-{part.ink} figure-{part.ground}" if part.ink else ""
            pieces.append((column, name, part.text))
            column += len(part.text)
        boxes.append((tuple(pieces), column))
    return Box(tuple(pieces for pieces, _ in boxes), max(cells for _, cells in boxes))


def _text_box(lines: Iterable[tuple[str, str]], cells: int) -> Box:
    """Return labelled sentences, folded; the labels have a column where lines are long."""
    rows: list[tuple[Piece, ...]] = []
    indent = LABEL_CELLS if cells >= _LEAST_TEXT else 0
    for label, line in lines:
        start = indent if label else 0
        folded = _folded(line, max(1, cells - start))
        first = [(0, "lesson-label", label)] if start else []
        rows += [
            (*(first if n == 0 else []), (start, "lesson", text)) for n, text in enumerate(folded)
        ]
    return Box(tuple(rows), cells)


@lru_cache(maxsize=64)
def _folded(text: str, cells: int) -> list[str]:
    return [line.plain.rstrip() for line in Content(text).wrap(cells)]


def _box(rows: list[str], part: str) -> Box:
    return Box(tuple(((0, part, row),) for row in rows), max(map(len, rows)))


def _moved(box: Box, by: int) -> Box:
    rows = tuple(tuple((x + by, part, text) for x, part, text in row) for row in box.rows)
    return Box(rows, box.cells + by)


def _centred(box: Box, cells: int) -> Box:
    moved = _moved(box, max(0, (cells - box.cells) // 2))
    return Box(moved.rows, max(cells, box.cells))


def _above(boxes: list[Box], gap: int = 1) -> Box:
    rows: list[tuple[Piece, ...]] = []
    for number, box in enumerate(boxes):
        rows += [()] * (gap if number else 0)
        rows += box.rows
    return Box(tuple(rows), max(box.cells for box in boxes))


def _beside(left: Box, right: Box) -> Box:
    moved = _moved(right, left.cells + _GAP)
    pairs = zip_longest(left.rows, moved.rows, fillvalue=())
    return Box(tuple((*one, *two) for one, two in pairs), moved.cells)
