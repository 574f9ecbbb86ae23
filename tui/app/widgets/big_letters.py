"""Numbers and words drawn large enough to be read from a bed.

Everything here is plain text in, rows of text out: a drawn row holds only full blocks and
spaces, and all rows of one drawing have the same length.  No colour, no widgets.

A terminal cell is about twice as tall as it is wide, so a stroke that should look equally
thick both ways is twice as many cells wide as it is rows thick.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from tui.app.terminal_filters import JOINER, seen_as_one

INK: Final = "█"

# Which strokes each figure has: top, middle and bottom bar (t m b), and the four posts
# upper left, upper right, lower left, lower right (1 2 3 4).
_STROKES: Final = {
    "0": "tb1234",
    "2": "tmb23",
    "3": "tmb24",
    "4": "m124",
    "5": "tmb14",
    "6": "tmb134",
    "7": "t24",
    "8": "tmb1234",
    "9": "tmb124",
}


def digit_width(rows: int) -> int:
    """Cells that one figure of `rows` rows is wide; 1 for the plain figure (`rows` below 5)."""
    return 1 if rows < 5 else rows + rows % 2


def digits_width(count: int, rows: int) -> int:
    """Cells that `count` figures of `rows` rows are wide together, gaps included."""
    return max(0, count * digit_width(rows) + (count - 1) * _gap(rows))


@lru_cache(maxsize=256)
def _drawn(text: str, rows: int) -> tuple[str, ...]:
    figures = [_figure(character, rows) for character in text]
    gap = " " * _gap(rows)
    return tuple(gap.join(row) for row in zip(*figures, strict=True)) or ("",) * rows


def digits(text: str, rows: int) -> list[str]:
    """`text` (0-9 and ':') as figures `rows` rows tall; below 5 rows the text itself, one row.

    Every figure and the colon have the same width, so a countdown never moves sideways.
    Raises ValueError for a character without a figure, and for `rows` below 1.
    """
    if rows < 1:
        raise ValueError("a number needs at least one row")
    if unknown := set(text) - set("0123456789:"):
        raise ValueError(f"no figure for {''.join(sorted(unknown))!r}")
    return [text] if rows < 5 else list(_drawn(text, rows))


def pause_bars(rows: int) -> list[str]:
    """Two upright bars as wide and tall as one figure of `rows` rows; below 5 rows '‖'."""
    if rows < 5:
        return ["‖"]
    width = digit_width(rows)
    bar = INK * max(2, 2 * round(width / 6))
    return [bar + " " * (width - 2 * len(bar)) + bar] * rows


def _thickness(rows: int) -> int:
    """Rows that a bar is thick: 1 at 5 and 7 rows, 2 at 12 and 16, 3 at 20, 4 at 24."""
    return max(1, rows // 6)


def _gap(rows: int) -> int:
    return 0 if rows < 5 else 2 * _thickness(rows)


def _figure(character: str, rows: int) -> list[str]:
    width, thick = digit_width(rows), _thickness(rows)
    post = 2 * thick
    if character == "1":
        return _one(rows, width, thick)
    if character == ":":
        return _colon(rows, width, thick)
    strokes = _STROKES[character]
    middle = (rows - thick) // 2
    drawn = []
    for row in range(rows):
        bar = (
            (row < thick and "t" in strokes)
            or (middle <= row < middle + thick and "m" in strokes)
            or (row >= rows - thick and "b" in strokes)
        )
        # The bars belong to both halves, so that corners are filled where a post ends in one.
        halves = ("12" if row < middle + thick else "") + ("34" if row >= middle else "")
        left = any(half in strokes for half in halves if half in "13")
        right = any(half in strokes for half in halves if half in "24")
        if bar:
            drawn.append(INK * width)
        else:
            inside = " " * (width - 2 * post)
            drawn.append((INK if left else " ") * post + inside + (INK if right else " ") * post)
    return drawn


def _one(rows: int, width: int, thick: int) -> list[str]:
    """A one with a flag and a foot, in the middle: the right post alone would look misplaced."""
    post = 2 * thick
    left = (width - post) // 2
    flag = min(left, post)
    stem = " " * left + INK * post + " " * (width - left - post)
    top = " " * (left - flag) + INK * (flag + post) + " " * (width - left - post)
    side = (width - post - 2 * min(left, post)) // 2
    foot = " " * side + INK * (width - 2 * side) + " " * side
    return [top] * thick + [stem] * (rows - 2 * thick) + [foot] * thick


def _colon(rows: int, width: int, thick: int) -> list[str]:
    side = (width - 2 * thick) // 2
    dot = " " * side + INK * 2 * thick + " " * (width - side - 2 * thick)
    upper = max(1, rows // 4)
    lit = set(range(upper, upper + thick)) | set(range(rows - upper - thick, rows - upper))
    return [dot if row in lit else " " * width for row in range(rows)]


LETTER_ROWS: Final = 5

# Our own letters: five rows each, top to bottom, from three to five pixels wide.
_PIXELS: Final = {
    "A": ".##. #..# #### #..# #..#",
    "B": "###. #..# ###. #..# ###.",
    "C": ".### #... #... #... .###",
    "D": "###. #..# #..# #..# ###.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".### #... #.## #..# .###",
    "H": "#..# #..# #### #..# #..#",
    "I": "### .#. .#. .#. ###",
    "J": "..## ...# ...# #..# .##.",
    "K": "#..# #.#. ##.. #.#. #..#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".##. #..# #..# #..# .##.",
    "P": "###. #..# ###. #... #...",
    "Q": ".###. #...# #...# #..#. .##.#",
    "R": "###. #..# ###. #.#. #..#",
    "S": ".### #... .##. ...# ###.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#..# #..# #..# #..# .##.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "#### ...# .##. #... ####",
    "0": ".##. #..# #..# #..# .##.",
    "1": ".#. ##. .#. .#. ###",
    "2": "###. ...# .##. #... ####",
    "3": "###. ...# .##. ...# ###.",
    "4": "#..# #..# #### ...# ...#",
    "5": "#### #... ###. ...# ###.",
    "6": ".##. #... ###. #..# .##.",
    "7": "#### ...# ..#. .#.. .#..",
    "8": ".##. #..# .##. #..# .##.",
    "9": ".##. #..# .### ...# .##.",
    " ": "... ... ... ... ...",
    "-": "... ... ### ... ...",
    "!": "#. #. #. .. #.",
}


def letters(word: str, scale: int = 1, *, narrow: bool = False) -> list[str] | None:
    """`word` in capitals, `5 * scale` rows tall; None if a character has no glyph.

    A pixel is `2 * scale` cells wide and `scale` rows tall; with `narrow` it is half as wide.
    Letters stand one pixel apart.  Accented letters are drawn as their base letter.
    Raises ValueError for a `scale` below 1.
    """
    if scale < 1:
        raise ValueError("a letter cannot be smaller than its pixels")
    drawn = _word(word, scale, scale if narrow else 2 * scale)
    return None if drawn is None else list(drawn)


@lru_cache(maxsize=256)
def _word(word: str, scale: int, pixel: int) -> tuple[str, ...] | None:
    plain = unicodedata.normalize("NFD", word.upper())
    glyphs = []
    for character in plain:
        if unicodedata.combining(character):
            continue
        if character not in _PIXELS:
            return None
        glyphs.append(_PIXELS[character].split(" "))
    drawn = []
    for row in range(LETTER_ROWS):
        pixels = ".".join(glyph[row] for glyph in glyphs)
        line = "".join((INK if dot == "#" else " ") * pixel for dot in pixels)
        drawn.extend([line] * scale)
    return tuple(drawn)


class WordForm(Enum):
    """How a word is shown, largest first, as (scale, narrow); scale 0 is one line of text."""

    HUGE = (2, False)
    LARGE = (1, False)
    NARROW = (1, True)
    SPACED = (0, False)
    PLAIN = (0, True)

    @property
    def rows(self) -> int:
        """Rows that a word has in this form: 10, 5 or 1."""
        return LETTER_ROWS * self.value[0] or 1


def word_forms(words: tuple[str, ...], width: int) -> list[WordForm]:
    """The forms in which every one of `words` fits into `width` cells, largest first.

    The last is always a single line of text: `SPACED`, or `PLAIN` even if that is too long.
    A word with characters that have no glyph is a line of text in any form.
    """
    forms = []
    for form in (WordForm.HUGE, WordForm.LARGE, WordForm.NARROW):
        scale, narrow = form.value
        drawn = [rows for word in words if (rows := letters(word, scale, narrow=narrow))]
        if drawn and all(len(rows[0]) <= width for rows in drawn):
            forms.append(form)
    if WordForm.LARGE in forms:
        forms.remove(WordForm.NARROW)
    fits = all(cell_len(_spaced(word)) <= width for word in words)
    return [*forms, WordForm.SPACED if fits else WordForm.PLAIN]


def word_lines(word: str, form: WordForm, width: int) -> list[str]:
    """`word` in `form`, at most `form.rows` rows.

    Where its letters are too wide for `width` cells or have no glyph, it is a line of text in
    the middle of those rows; that line may still be too long.
    """
    scale, narrow = form.value
    if scale:
        drawn = letters(word, scale, narrow=narrow)
        if drawn and len(drawn[0]) <= width:
            return drawn
    spaced = form is not WordForm.PLAIN and cell_len(_spaced(word)) <= width
    return [""] * (form.rows // 2) + [_spaced(word) if spaced else _line(word)]


def _line(word: str) -> str:
    return "".join(
        character if character.isprintable() or character == JOINER else " "
        for character in word.upper()
    )


def _spaced(word: str) -> str:
    return " ".join(seen_as_one(_line(word)))
