"""How many cells of a terminal a text takes, for columns that stand below each other."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_EMOJI_FORM = "\ufe0f"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_COLOURS = range(0x1F3FB, 0x1F400)


def cell_width(text: str) -> int:
    """Return the number of cells that a text of one line takes.

    Letters of East Asia and emoji take two. Marks on a letter take none. What is joined into one
    emoji, the two letters of a flag, and the colour of a skin are drawn as one sign of two cells.
    """
    if text.isascii():
        return len(text)
    width = last = 0
    before, is_half_flag = "", False
    for character in text:
        is_flag_letter = ord(character) in _FLAG_LETTERS
        is_joined = before == _JOINER and not character.isascii()
        if last == 2 and (is_joined or ord(character) in _SKIN_COLOURS):
            pass  # drawn together with the sign before it
        elif is_flag_letter and is_half_flag:
            is_flag_letter = False
        elif character == _EMOJI_FORM and last == 1:
            width, last = width + 1, 2
        elif not _takes_no_cell(character):
            last = 2 if is_flag_letter or unicodedata.east_asian_width(character) in "WF" else 1
            width += last
        before, is_half_flag = character, is_flag_letter
    return width


def _takes_no_cell(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc") and character != "\u00ad"


def padded(text: str, cells: int) -> str:
    """Return a text with spaces after it, so that it takes at least so many cells."""
    return text + " " * (cells - cell_width(text))
