"""How a movement is done, beside the number that counts down until its first rep.

`place` decides what of it fits: both drawings with the text beneath them, one drawing, or the lines
alone, in pages where they must be. Everything here is pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
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
_A_CHARACTER_MS: Final = 65
"""How long a character of a page takes to read, in milliseconds: about three words a second."""


@dataclass(frozen=True)
class Lesson:
    """What is taught of one exercise, given by its id.

    ``lines`` are sentences with their labels. ``openings`` are what may be said before them, the
    fullest first, and ``closing`` is what holds for every exercise. ``is_held`` chooses the drawing
    where there is room for one only. ``in_blocks`` is whether drawings can be in colours.
    ``part_over`` is the part of the time to get ready that is over, 0 to 1, by which pages are
    turned.
    """

    exercise: str
    lines: tuple[tuple[str, str], ...]
    openings: tuple[tuple[str, ...], ...]
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


def reading_ms(lesson: Lesson, word: str, width: int, height: int) -> int:
    """Return how long a lesson takes to read where it comes in pages, in milliseconds; else 0."""
    for found in _candidates(lesson, "30", word, lambda _: [[]], width - 2, height, in_pages=False):
        if len(found.rows) <= height and found.cells <= width - 2:
            return 0
    pages = _pages(_least_text(lesson), width - 2, height - 1)
    return sum(map(_page_ms, pages)) if len(pages) <= _MOST_PAGES else 0


def _least_text(lesson: Lesson) -> list[tuple[str, str]]:
    """Return the sentences that are never left out.

    They are what the movement is like, and the first sentence for all movements.
    """
    openings, closing = lesson.openings[-1], lesson.closing[:1]
    return [*_unlabelled(openings), *lesson.lines, *_unlabelled(closing)]


def _unlabelled(sentences: Iterable[str]) -> list[tuple[str, str]]:
    return [("", sentence) for sentence in sentences]


def _candidates(
    lesson: Lesson,
    number: str,
    word: str,
    pips: Pips,
    room: int,
    height: int,
    *,
    in_pages: bool = True,
) -> Iterator[Box]:
    """Yield what may be shown within ``room`` cells and some rows, the best first."""
    closing = _unlabelled(lesson.closing)
    texts = [[*_unlabelled(each), *lesson.lines, *closing] for each in lesson.openings]
    texts.append(_least_text(lesson))
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
    if not in_pages:
        return
    pages = _pages(texts[-1], room, height - len(top.rows))
    if len(pages) <= _MOST_PAGES:
        yield above([top, _page_at(pages, lesson.part_over)], 0)


def _page_at(pages: list[Box], part_over: float) -> Box:
    """Return the page that is shown when a part of the time is over; longer ones stay longer."""
    ends = [*accumulate(map(_page_ms, pages))]
    return pages[min(len(pages) - 1, bisect_right(ends, part_over * ends[-1]))]


def _page_ms(page: Box) -> int:
    return _A_CHARACTER_MS * sum(len(text) for row in page.rows for _, _, text in row)


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
