"""Texts that a terminal would obey, made visible; and signs made words, to be heard.

What is printed may quote anything: notes, keys of records, names of files, what was typed. A
control character in it could move the cursor, change the title, or fill the clipboard.
"""

from __future__ import annotations

from collections.abc import Callable

# Control characters and line ends.
_OBEYED = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))
# Those that turn the direction of all that follows. The marks that only say which direction a sign
# between two letters belongs to (U+061C, U+200E, U+200F) are part of ordinary texts.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def visible(text: str) -> str:
    r"""Return a text on one line, with an escape such as ``\x1b`` for what is obeyed and not seen.

    These are control characters, line ends, characters that turn the direction of text, and
    surrogates, which stand for the bytes of a file's name that are no text.
    """
    return escaped(text, lambda character: character.encode("unicode_escape").decode())


def spoken(text: str) -> str:
    """Return a text without the signs that screen readers skip, or spell out by name."""
    return text.replace(" · ", "; ").replace(" × ", " times ").replace(" …", " and so on")


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """Return a text in which each of the characters that `visible` replaces is escaped."""
    if text.isprintable():  # then it has none of them
        return text
    return "".join(escape(each) if _is_hidden(each) else each for each in text)


def _is_hidden(character: str) -> bool:
    return character in _OBEYED or character in _TURNING or 0xD800 <= ord(character) <= 0xDFFF
