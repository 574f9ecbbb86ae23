"""Filters for every line on its way to the terminal, after styles and layout.

`STEADY` is always applied, `COLOURLESS` under ``NO_COLOR``, and `ASCII` if the settings ask for it
(`Shell.get_line_filters`). No filter changes how many cells a line takes.
"""

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
"""The character that joins several emoji into one."""
_FLAG_A: Final = 0x1F1E6
_FLAG_LETTERS: Final = frozenset(map(chr, range(_FLAG_A, _FLAG_A + 26)))
# Characters that join emoji, make them wide, colour their skin, make flags, or turn text direction.
# Terminals disagree about the cells that they take.
_UNSTEADY: Final = re.compile(
    "[\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)
# What a terminal obeys instead of drawing it. Layout gives these no cells.
_OBEYED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def visible_characters(text: str) -> list[str]:
    """Split a text where it is seen as separate characters.

    Accents stay with their letter; joined emoji and the two letters of a flag stay together.
    """
    found: list[str] = []
    for character in text:
        before = found[-1] if found else ""
        is_flag = len(before) == 1 and before in _FLAG_LETTERS and character in _FLAG_LETTERS
        if before and (before.endswith(JOINER) or not cell_len(character) or is_flag):
            found[-1] += character
        else:
            found.append(character)
    return found


def steady_text(text: str) -> str:
    """Return a text of as many cells, without what terminals obey or draw differently wide.

    Of joined emoji the first is left, and of a flag its two letters.
    """
    if not text.isprintable():
        text = _OBEYED.sub(lambda found: " " * cell_len(found[0]), text)
    if text.isascii() or not _UNSTEADY.search(text):
        return text
    return "".join(map(_steady_character, visible_characters(text)))


def _steady_character(character: str) -> str:
    if not _UNSTEADY.search(character):
        return character
    cells = cell_len(character)
    letters = [ord(letter) - _FLAG_A for letter in character if letter in _FLAG_LETTERS]
    # Of a flag its letters. The characters that join or colour others have no cell of their own.
    drawn = "".join(chr(ord("A") + letter) for letter in letters)[:cells] or character[0]
    return (drawn + " " * (cells - cell_len(drawn))) if cells else ""


class Steady(LineFilter):
    """Lets every terminal draw a line in the cells it was laid out for, so that nothing shifts.

    It is also what keeps the terminal from obeying control characters in texts of others.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line without what terminals obey or draw differently wide."""
        del background
        return [
            segment
            if segment.text.isascii() and segment.text.isprintable()
            else segment._replace(text=steady_text(segment.text))
            for segment in segments
        ]


class Colourless(LineFilter):
    """Removes all colours, also the terminal's own, and keeps bold, dim and reverse.

    Textual's theme for terminal colours still sends codes such as 37 and 40 under ``NO_COLOR``.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line without colours."""
        del background
        return [
            segment if segment.style is None else segment._replace(style=_colourless(segment.style))
            for segment in segments
        ]


def _colourless(style: Style) -> Style:
    # Rich drops the meta data with the colours, in which Textual keeps what a click does.
    return style.without_color + Style(meta=style.meta) if style.meta else style.without_color


class Ascii(LineFilter):
    """Replaces the signs that supine draws by ASCII; the letters that people write stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with the ASCII forms of its signs."""
        del background
        return [
            segment if segment.text.isascii() else segment._replace(text=to_ascii(segment.text))
            for segment in segments
        ]


STEADY: Final = Steady()
COLOURLESS: Final = Colourless()
ASCII: Final = Ascii()
