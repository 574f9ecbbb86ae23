"""What is done to every line on its way to the terminal, after all that makes it."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.words.glyphs import to_ascii

JOINER: Final = "\u200d"
"""What makes one picture of several."""
_FLAG_A: Final = 0x1F1E6
_FLAG_LETTERS: Final = frozenset(map(chr, range(_FLAG_A, _FLAG_A + 26)))
# What joins pictures, makes them wide or gives them a skin, makes flags, or turns text round.
_DOUBTFUL: Final = re.compile(
    "[\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)


def seen_as_one(text: str) -> list[str]:
    """What is seen as one character each: accents, joined pictures and flags stay whole."""
    whole: list[str] = []
    for character in text:
        before = whole[-1] if whole else ""
        is_flag = len(before) == 1 and before in _FLAG_LETTERS and character in _FLAG_LETTERS
        if before and (before.endswith(JOINER) or not cell_len(character) or is_flag):
            whole[-1] += character
        else:
            whole.append(character)
    return whole


def steady(text: str) -> str:
    """The text in as many cells, without what terminals draw in more or in fewer of them.

    Of joined pictures the first is left, and of flags their letters.
    """
    if text.isascii() or not _DOUBTFUL.search(text):
        return text
    return "".join(map(_steady, seen_as_one(text)))


def _steady(character: str) -> str:
    if not _DOUBTFUL.search(character):
        return character
    cells = cell_len(character)
    letters = [ord(each) - _FLAG_A for each in character if each in _FLAG_LETTERS]
    # Of flags their letters; what else belongs to them has no cell of its own.
    drawn = "".join(chr(ord("A") + each) for each in letters)[:cells] or character[0]
    return (drawn + " " * (cells - cell_len(drawn))) if cells else ""


class Steady(LineFilter):
    """Text takes as many cells on every terminal as it was laid out for, so that nothing shifts."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, with text that all terminals agree upon."""
        del background
        return [
            segment if segment.text.isascii() else segment._replace(text=steady(segment.text))
            for segment in segments
        ]


class Colourless(LineFilter):
    """No colours at all, not even the terminal's own by name; weights stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, without colours."""
        del background
        return [
            segment if segment.style is None else segment._replace(style=_colourless(segment.style))
            for segment in segments
        ]


def _colourless(style: Style) -> Style:
    # What a click means stands in the style, too.
    return style.without_color + Style(meta=style.meta) if style.meta else style.without_color


class Ascii(LineFilter):
    """The signs that supine draws, in ASCII; what people write in other letters stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with ASCII forms of as many cells."""
        del background
        return [
            segment if segment.text.isascii() else segment._replace(text=to_ascii(segment.text))
            for segment in segments
        ]


STEADY: Final = Steady()
COLOURLESS: Final = Colourless()
ASCII: Final = Ascii()
