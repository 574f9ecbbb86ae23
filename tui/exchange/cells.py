"""Read single cells of tables as spreadsheets respell them, and write texts that they leave alone.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and runs it.
Such a text is written with an apostrophe before it, and read without it. Control characters, which
a terminal would obey, are written as ``\\x1b``. Both ways lead back to exactly the same text.
"""

from __future__ import annotations

import math
import re

_TRUE = (
    *("1", "true", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar", "sant", "sand"),
    *("sann", "tosi", "prawda", "pravda", "истина", "igaz", "doğru"),
)
_FALSE = (
    *("0", "false", "falsch", "faux", "falso", "onwaar", "falskt", "falsk", "usann", "epätosi"),
    *("fałsz", "nepravda", "ложь", "hamis", "yanlış"),
)
FLAGS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
"""How spreadsheets write true and false, in the languages in which they have words of their own."""
# The signs in full width are taken for the others by some spreadsheets.
_FORMULA = r"(?:\s*[=+\-@＝＋－＠]|[\t\r\n])"
_GUARDABLE = re.compile(rf"'*{_FORMULA}")
UNGUARDED = re.compile(rf"'{_FORMULA}")
"""Finds a text in which `unguarded` may have something to do."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|\\(?=x(?:[01][0-9a-f]|5c|7f|[89][0-9a-f]))")
_NUMBER = re.compile(r"[+-]?\d{1,18}([.,]\d{1,18})?(E[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_SPELLED = re.compile(r"\\x([01][0-9a-f]|5c|7f|[89][0-9a-f])")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; see `unguarded`."""
    return f"'{text}" if _GUARDABLE.match(text) else text


def unguarded(text: str) -> str:
    """Return a text that `guarded` has changed as it was."""
    return text[1:] if text.startswith("'") and _GUARDABLE.match(text) else text


def spelled(text: str) -> str:
    """Return a text without control characters except tabs and line feeds; see `unspelled`.

    Each is spelled as a backslash, ``x`` and two digits. A backslash that such a text has of its
    own is spelled too.
    """
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def unspelled(text: str) -> str:
    """Return a text that `spelled` has changed as it was."""
    return _SPELLED.sub(lambda found: chr(int(found[1], 16)), text) if "\\x" in text else text


def harmless(text: str) -> str:
    """Return a text for a cell of our own export, which neither spreadsheet nor terminal obeys."""
    return guarded(spelled(text))


def flag(cell: str) -> bool | None:
    """Return what a spreadsheet's word or digit for true or false means; None for anything else."""
    return FLAGS.get(cell.strip().casefold())


def number(cell: str) -> int | float | None:
    """Return a number with a decimal point or comma, or none; None if it is no number."""
    text = cell.strip().removeprefix("'").replace("−", "-")
    if not _NUMBER.fullmatch(text):
        return None
    if text.lstrip("+-").isdigit():
        return int(text)
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def may_be_thousands(cell: str) -> bool:
    """Whether a comma in a number may separate the thousands, and not the decimals."""
    return re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", cell.strip(), re.ASCII) is not None
