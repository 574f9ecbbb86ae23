"""What fingers need: how high a target is, and the keys that are buttons only there.

In a browser there may be no keyboard. The line of keys is a bar of buttons then, and every line
that can be tapped is at least `TARGET_ROWS` rows high. The page sees to it that a row has at least
half of the 44 pixels that a finger needs.
"""

from __future__ import annotations

from typing import Any, Final

from textual.app import App

TARGET_ROWS: Final = 2
"""The least rows of what can be tapped."""
_TALL: Final = 36
"""Rows of the screen from which on the bar has two lines of buttons."""

ANSWERS: Final = {
    "routine.confirm": "yes",
    "routine.correct": "change",
    "routine.follow": "do that",
    "routine.dismiss": "dismiss",
}
"""The words of the buttons that answer a line on the screen, by binding id; they come first."""
EXTRAS: Final = {
    "session.shorter": "10 s less",
    "session.longer": "10 s more",
    "routine.how": "how to",
    "heatmap.year_back": "year back",
    "heatmap.year_on": "year on",
    "heatmap.today": "today",
    "days.today": "today",
    "app.undo": "undo",
}
"""Those of keys that are not shown on a line of keys, or stand there for two."""
KEPT: Final = ("app.undo",)
"""Those that go last where there is not room for all; the other extra ones go first."""
MENU: Final = "menu"
"""The word of the button that opens the command palette, which has everything else."""


def is_touched(app: App[Any]) -> bool:
    """Return whether an app is drawn for fingers."""
    return bool(getattr(app, "is_touched", False))


def rows(app: App[Any]) -> int:
    """Return the rows of a line that can be chosen."""
    return TARGET_ROWS if is_touched(app) else 1


def bar_lines(height: int) -> int:
    """Return the lines of buttons on a screen of some rows."""
    return 2 if height >= _TALL else 1


def bar_rows(height: int) -> int:
    """Return the rows of the bar of buttons, with an empty row between two lines of them."""
    lines = bar_lines(height)
    return lines * TARGET_ROWS + lines - 1
