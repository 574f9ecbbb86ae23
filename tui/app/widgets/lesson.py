"""How a movement is done, beside the number that counts down until its first rep.

`place` decides what of it fits: both drawings with the text beneath them, one drawing, or the lines
alone, in pages where they must be. Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tui.app.widgets import big_letters as big
from tui.app.widgets.boxes import (
    GAP,
    LEAST_TEXT,
    Box,
    Piece,
    above,
    beside,
    box,
    centred,
    figure_box,
    moved,
    text_box,
)
from tui.words import drawings

Pips = Callable[[int], list[list[Piece]]]
"""Returns the rows of pips in the middle of so many cells."""

DIGIT_ROWS: Final = (7, 5)
"""Heights of the number beside a lesson."""
_MOST_TEXT: Final = 64
"""Cells up to which a line is read with ease."""
_MOST_LETTERS: Final = 24
"""Cells of the letters of READY; a wider word is a line of text, so that all else stays there."""
_MOST_PAGES: Final = 4
"""Pages that can be read while one gets ready."""


@dataclass(frozen=True)
class Lesson:
    """What is taught of one exercise, given by its id.

    ``lines`` are sentences with their labels, ``closing`` what holds for every exercise.
    ``is_held`` chooses the drawing where there is room for one only. ``in_blocks`` is whether
    drawings can be in colours. ``part_over`` is the part of the time to get ready that is over, 0
    to 1, by which pages are turned.
    """

    exercise: str
    lines: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    is_held: bool
    in_blocks: bool
    part_over: float = 0.0


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
    for found in _candidates(lesson, number, word, pips, width - 2, height):
        if len(found.rows) <= height and found.cells <= width - 2:
            top = (height - len(found.rows) + 1) // 2  # the first row is left blank if it can be
            rows = moved(found, (width - found.cells) // 2).rows
            return {top + y: list(row) for y, row in enumerate(rows)}
    return None


def _candidates(
    lesson: Lesson, number: str, word: str, pips: Pips, room: int, height: int
) -> Iterator[Box]:
    """Yield what may be shown within ``room`` cells and some rows, the best first."""
    closing = [("", line) for line in lesson.closing]
    # What the movement is like is never left out, nor the first sentence for all movements.
    counts = sorted({len(closing), min(2, len(closing)), min(1, len(closing))}, reverse=True)
    texts = [[*lesson.lines, *closing[:count]] for count in counts]
    one, two, large = _figures(lesson.exercise, lesson.is_held, lesson.in_blocks)
    digits = [box(big.digits(number, rows), "digit-quiet") for rows in DIGIT_ROWS]
    letters = box(big.letters(word, big.WordForm.NARROW) or [word], "word")
    line = box([" ".join(word)], "word line")
    for digit in digits:
        under = letters if letters.cells <= _MOST_LETTERS else line
        cells = max(digit.cells, under.cells)
        count = Box(tuple(map(tuple, pips(cells))), cells)
        left = above([centred(digit, cells), centred(under, cells), count])
        rest = min(room - cells - GAP, _MOST_TEXT)
        for figure in large:
            text_beside = beside(left, text_box(texts[0], _MOST_TEXT))
            yield above([figure, centred(text_beside, figure.cells)])
        if rest >= LEAST_TEXT:
            for text in texts:
                yield beside(left, above([*two, text_box(text, rest)], 0))
    heads = [above([digit, line]) for digit in digits]
    cells = min(room, _MOST_TEXT)
    tops = [beside(head, figure) for figure in one for head in heads]
    for top in [*tops, *heads]:
        for text in texts:
            yield above([centred(top, cells), text_box(text, cells)])
    top = box([f"{word}  {number}"], "word line")
    yield from (above([top, text_box(text, room)], 0) for text in texts)
    pages = _pages(texts[-1], room, height - len(top.rows))
    if len(pages) <= _MOST_PAGES:
        page = pages[min(len(pages) - 1, int(lesson.part_over * len(pages)))]
        yield above([top, page], 0)


def _pages(lines: list[tuple[str, str]], cells: int, rows: int) -> list[Box]:
    """Return sentences in pages of at most so many rows, each of which begins with a sentence."""
    pages: list[Box] = []
    for line in lines:
        page = text_box([line], cells)
        if pages and len(pages[-1].rows) + len(page.rows) <= rows:
            page = above([pages.pop(), page], 0)
        pages.append(page)
    return pages


@lru_cache(maxsize=8)
def _figures(
    exercise: str, is_held: bool, in_blocks: bool
) -> tuple[list[Box], list[Box], list[Box]]:
    """Return one drawing, both, and both large, each in a list that is empty without any."""
    if not drawings.has_drawing(exercise):
        return [], [], []
    one = drawings.figure(exercise, is_held=is_held, in_blocks=in_blocks)
    two = drawings.both_figures(exercise, in_blocks=in_blocks)
    large = drawings.both_figures(exercise, in_blocks=True, is_large=True)
    return [figure_box(one)], [figure_box(two)], [figure_box(large)] if in_blocks else []
