"""Texts and a diary that try to make a terminal, a shell or a spreadsheet do something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.builders import ROUTINE_JSON, write

ESCAPES = (
    "\x1b]52;c;Zm9v\x07\x1b[2J\x1b]0;title\x1b\\\x9b31m\x00\x08\r\n\t\x7f\u2028\u202eback\u2066"
)
"""What fills the clipboard, clears the screen, sets the title, colours, and turns the text."""
MARKUP = "[bold]x[/] [@click=app.quit]y[/] [/nothing] $(touch z) `z` ' \" ; -rf --help %s {0}"
"""What Textual, Rich, a shell, an option parser or a format string would take for its own."""
ID = f"-{ESCAPES[:40]}"
NAME = '--x [b]"$(z)"\u202e[/][/]'
"""A label: the diary refuses control characters in labels, and nothing else."""


def hostile_tables() -> dict[str, Any]:
    """The tables of a diary whose texts are hostile wherever the form of the file lets them be."""
    exercises = [
        {"id": ID, "name": NAME, "area": NAME, "word": "-[b]\u202e"},
        {"id": "$(neck)", "name": MARKUP[:80], "word": "'\";%s"},
    ]
    reps = {
        ID: {"target": 2, "done": 2},
        "$(neck)": {"target": 2, "done": 1},
        "gone\x1bc": {"done": 1},
    }
    of_today = {"routine": ID, "day": "2026-11-22", "reps": reps, "note": ESCAPES + MARKUP}
    return {
        "settings": {
            "1": {"routine": ID, "welcomed": True, "theme": ESCAPES, "keys": {ID: ESCAPES}}
        },
        "routines": {
            "1": {"id": ID, "name": NAME, "exercises": exercises},
            "2": {"id": "other", "name": ESCAPES, "exercises": [{"id": ESCAPES, "name": 1}]},
            "3": ROUTINE_JSON,
        },
        "sessions": {
            "1": {"id": ID, **of_today},
            "2": {"id": "s2", **of_today, "day": "2026-11-21", "confirmed": False, "host": ESCAPES},
            f"{ESCAPES}": {"id": ESCAPES},
            "7": {"id": "bad", "day": ESCAPES},
        },
        "days": {
            "1": {
                "day": "2026-11-22",
                "check": "mild",
                "areas": [ESCAPES],
                "note": ESCAPES + MARKUP,
            },
            "2": {"day": ESCAPES},
        },
        ESCAPES: {"1": {"a": ESCAPES}},
    }


def write_hostile(path: Path) -> bytes:
    """Write the hostile diary to a file, and return its bytes."""
    return write(path, **hostile_tables())


def is_obeyed(text: str) -> bool:
    """Whether a terminal would obey something in a text of several lines, or lose its direction."""
    return any(
        ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0 or each in "\u2028\u2029"
        or "\u202a" <= each <= "\u202e" or "\u2066" <= each <= "\u2069"
        for each in text.replace("\n", "")
    )  # fmt: skip
