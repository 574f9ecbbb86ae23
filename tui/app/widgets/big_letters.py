"""Numbers and words drawn large enough to be read from a bed.

The functions take a text and return rows of text. A drawn row holds only full blocks, half blocks
in letters, and spaces; all rows of one drawing have the same length. There are no colours and no
widgets here.

A terminal cell is about twice as tall as it is wide. A stroke that looks equally thick both ways is
therefore twice as many cells wide as it is rows thick.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from tui.app.terminal_filters import JOINER, visible_characters

INK: Final = "█"
SHADES: Final = "▒▓"
"""What stands for `INK` in a word that grows in."""

# The strokes of each figure: top, middle and bottom bar (t, m, b), and the posts upper left, upper
# right, lower left and lower right (1, 2, 3, 4).
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
    """Return the cells that one figure of some rows is wide; 1 below 5 rows, as plain text."""
    return 1 if rows < 5 else rows + rows % 2


def digits_width(count: int, rows: int) -> int:
    """Return the cells that ``count`` figures of some rows are wide together, with their gaps."""
    return max(0, count * digit_width(rows) + (count - 1) * _gap(rows))


@lru_cache(maxsize=256)
def _number(text: str, rows: int) -> tuple[str, ...]:
    figures = [_figure(character, rows) for character in text]
    gap = " " * _gap(rows)
    return tuple(gap.join(row) for row in zip(*figures, strict=True)) or ("",) * rows


def digits(text: str, rows: int) -> list[str]:
    """Return a number as rows of large figures; below 5 rows the text itself in one row.

    Every figure and the colon have the same width, so that a countdown does not move sideways.

    Args:
        text: digits and colons.
        rows: the height, at least 1.

    Raises:
        ValueError: a character has no figure, or ``rows`` is below 1.
    """
    if rows < 1:
        raise ValueError("a number needs at least one row")
    if unknown := set(text) - set("0123456789:"):
        raise ValueError(f"no figure for {''.join(sorted(unknown))!r}")
    return [text] if rows < 5 else list(_number(text, rows))


def pause_bars(rows: int) -> list[str]:
    """Return two upright bars as large as one figure of some rows; ``‖`` below 5 rows."""
    if rows < 5:
        return ["‖"]
    width = digit_width(rows)
    bar = INK * max(2, 2 * round(width / 6))
    return [bar + " " * (width - 2 * len(bar)) + bar] * rows


def shortened(drawn: Sequence[str]) -> list[str]:
    """Return a figure or a number with its last half row blank, for air beneath it.

    It loses half a row above its lowest bars, where every figure of 12 rows or more is upright.
    """
    cut = len(drawn) - _thickness(len(drawn)) - 1
    upper = [row for row in drawn for _ in (0, 1)]
    halves = [*upper[: 2 * cut], *upper[2 * cut + 1 :], " " * len(drawn[0])]
    return [
        "".join(
            _OF_HALVES[above == INK, below == INK]
            for above, below in zip(first, second, strict=True)
        )
        for first, second in zip(halves[::2], halves[1::2], strict=True)
    ]


def _thickness(rows: int) -> int:
    """Return the rows that a bar is thick: 1 at 5 and 7 rows, 2 at 12 and 16, 3 at 20, 4 at 24."""
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
        # The middle bar belongs to both halves, so that the corners beside it are filled.
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
    """Return a one in the middle of its width, with a flag and a foot.

    The right post alone would look misplaced.
    """
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


SMALL_ROWS: Final = 3
"""The rows of a number in half blocks."""
_SMALL: Final[dict[str, tuple[str, str, str]]] = {
    "0": (" ▄▄ ", "█  █", "▀▄▄▀"),
    "1": (" ▄ ", "▀█ ", "▄█▄"),
    "2": ("▄▄▄ ", " ▄▄▀", "█▄▄▄"),
    "3": ("▄▄▄ ", " ▄▄▀", "▄▄▄▀"),
    "4": ("▄  ▄", "█▄▄█", "   █"),
    "5": ("▄▄▄▄", "█▄▄ ", "▄▄▄▀"),
    "6": (" ▄▄ ", "█▄▄ ", "▀▄▄▀"),
    "7": ("▄▄▄▄", "  ▄▀", " █  "),
    "8": (" ▄▄ ", "▀▄▄▀", "▀▄▄▀"),
    "9": (" ▄▄ ", "▀▄▄█", " ▄▄▀"),
}
"""Figures of three rows, the first half of which is blank."""


def small_digits(text: str) -> list[str]:
    """Return a number of digits in half blocks, as `SMALL_ROWS` rows.

    Its figures stand on the same line as text in the last of these rows.
    """
    return [" ".join(row) for row in zip(*map(_SMALL.__getitem__, text), strict=True)]


class WordForm(Enum):
    """How large a word is shown, largest first, with its rows.

    The last two are a line of text: with spaces between its letters, or plain.
    """

    HUGE = ("huge", 10)
    LARGE = ("large", 5)
    NARROW = ("narrow", 5)
    SPACED = ("spaced", 1)
    PLAIN = ("plain", 1)

    @property
    def rows(self) -> int:
        """The rows of a word in this form."""
        return self.value[1]


DRAWN_FORMS: Final = (WordForm.HUGE, WordForm.LARGE, WordForm.NARROW)
_GAPS: Final = {WordForm.HUGE: 4, WordForm.LARGE: 2, WordForm.NARROW: 1}
"""Cells between two letters."""


def letters(word: str, form: WordForm = WordForm.LARGE) -> list[str] | None:
    """Return the rows of a word in capitals, in one of `DRAWN_FORMS`; None if it has other signs.

    Accented letters are drawn as their base letter.
    """
    drawn = _word(word, form)
    return None if drawn is None else list(drawn)


def is_drawn(row: str) -> bool:
    """Return whether a row is one of large figures or letters, and no text."""
    return not row.strip(f" {INK}▀▄{SHADES}")


@lru_cache(maxsize=256)
def _word(word: str, form: WordForm) -> tuple[str, ...] | None:
    from tui.app.widgets.letter_shapes import NARROW, WIDE  # the first paint has figures only

    shapes = NARROW if form is WordForm.NARROW else WIDE
    found = []
    for character in unicodedata.normalize("NFD", word.upper()):
        if unicodedata.combining(character):
            continue
        if character not in shapes:
            return None
        shape = shapes[character]
        found.append(_doubled(shape) if form is WordForm.HUGE else shape)
    gap = " " * _GAPS[form]
    return tuple(gap.join(row) for row in zip(*found, strict=True)) or ("",) * form.rows


_HALVES: Final = {" ": (False, False), "▀": (True, False), "▄": (False, True), INK: (True, True)}
_OF_HALVES: Final = {halves: sign for sign, halves in _HALVES.items()}


def _doubled(shape: Sequence[str]) -> list[str]:
    """Return a shape twice as large, with slopes and corners as smooth as half blocks can be.

    A pixel is one cell wide and half a row high. Each becomes four, and one of these takes the side
    of its two outer neighbours where only these two agree (the rule known as Scale2x).
    """
    halves = [[_HALVES[sign] for sign in row] for row in shape]
    pixels = [[pair[half] for pair in row] for row in halves for half in (0, 1)]
    height, width = len(pixels), len(pixels[0])

    def at(y: int, x: int) -> bool:
        return 0 <= y < height and 0 <= x < width and pixels[y][x]

    def quarter(y: int, x: int, down: int, right: int) -> bool:
        near, across = (at(y + down, x), at(y, x + right)), (at(y - down, x), at(y, x - right))
        return near[0] if near[0] == near[1] and near != across else pixels[y][x]

    fine = [
        [quarter(y, x, down, right) for x in range(width) for right in (-1, 1)]
        for y in range(height)
        for down in (-1, 1)
    ]
    pairs = zip(fine[::2], fine[1::2], strict=True)
    return ["".join(map(_OF_HALVES.__getitem__, zip(*pair, strict=True))) for pair in pairs]


def word_forms(words: tuple[str, ...], width: int) -> list[WordForm]:
    """Return the forms in which all words fit into ``width`` cells, largest first.

    The last form is always a line of text: `SPACED`, or `PLAIN` even if that is too long. Words
    with characters that have no pixels do not count, since they are lines of text in any form.
    """
    forms = []
    for form in DRAWN_FORMS:
        drawn = [rows for word in words if (rows := letters(word, form))]
        if drawn and all(len(rows[0]) <= width for rows in drawn):
            forms.append(form)
    if WordForm.LARGE in forms:
        forms.remove(WordForm.NARROW)
    fits = all(cell_len(_spaced(word)) <= width for word in words)
    return [*forms, WordForm.SPACED if fits else WordForm.PLAIN]


def word_lines(word: str, form: WordForm, width: int) -> list[str]:
    """Return the rows of a word in a form, at most `WordForm.rows` of them.

    A word whose letters are too wide for ``width`` cells, or have no pixels, becomes a line of text
    in the middle of those rows. That line may still be too long.
    """
    if form in DRAWN_FORMS:
        drawn = letters(word, form)
        if drawn and len(drawn[0]) <= width:
            return drawn
    is_spaced = form is not WordForm.PLAIN and cell_len(_spaced(word)) <= width
    return [""] * (form.rows // 2) + [_spaced(word) if is_spaced else _line(word)]


def _line(word: str) -> str:
    """Return a word in capitals, without characters that cannot be printed."""
    return "".join(
        character if character.isprintable() or character == JOINER else " "
        for character in word.upper()
    )


def _spaced(word: str) -> str:
    """Return a word in capitals with spaces between its letters."""
    return " ".join(visible_characters(_line(word)))
