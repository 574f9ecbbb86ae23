"""What is sent to terminals of all kinds: no colours where none are wanted, few where few are."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal, quick_diary

_LOOK = re.compile(rb"\x1b\[([0-9;]*)m")


def looks(raw: bytes) -> set[str]:
    """What was asked of the terminal for its characters; colours by their numbers as ``38;5``."""
    found = set()
    for match in _LOOK.finditer(raw):
        left = iter(match[1].decode().split(";"))
        for code in left:
            if code in ("38", "48"):
                kind = next(left)
                for _ in range(1 if kind == "5" else 3):
                    next(left)
                code = f"{code};{kind}"
            found.add(code)
    return found


def walk(file: Path, **environment: str) -> set[str]:
    """Go through the screens, and into a session and out of it."""
    terminal = Terminal(file, rows=24, columns=80, **environment)
    terminal.until("Start space").press("p").until("[ ] neck roll").press("\r")
    terminal.until("Start space").press("c").until("felt as usual").press("v").until("future")
    terminal.press("s").until("tab section").press("/").until("esc leave").press("\x1b")
    terminal.until("tab section").press("m").until("enter to open").press("?").until("KEYS")
    terminal.press("\x1b").until("enter to open").press("r").until("TODAY")
    terminal.press("\x10").until("Search for").press("\x1b").gone("Search for")
    terminal.press(" ").until("rep 1 of 2").press("q").until("Stop for now?").press("2")
    terminal.until("TODAY").press("q")
    assert terminal.end() == 0
    assert terminal.is_restored
    return looks(terminal.output)


def test_without_colours_none_are_sent(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json", prepare_s=2)
    assert walk(file, NO_COLOR="1") <= {"0", "1", "2", "4", "7"}, "ends and weights"


@pytest.mark.parametrize(
    ("name", "most"), [("xterm", "16"), ("linux", "16"), ("screen-256color", "256")]
)
def test_no_more_colours_than_the_terminal_has(tmp_path: Path, name: str, most: str) -> None:
    file = quick_diary(tmp_path / "d.json", prepare_s=2, motion="none")
    seen = walk(file, TERM=name, COLORTERM="", TEXTUAL_ANIMATIONS="none")
    assert not {"38;2", "48;2"} & seen
    assert most == "256" or not {"38;5", "48;5"} & seen


def test_names_of_joined_pictures_shift_nothing_where_they_are_drawn_apart(tmp_path: Path) -> None:
    """As here: this terminal draws each picture of a family, in eight cells instead of two."""
    file = quick_diary(tmp_path / "d.json")
    text = file.read_text(encoding="utf-8")
    text = text.replace("Shoulder blades", "👨‍👩‍👧‍👦 and ❤️ 🇩🇪 👩🏽‍🦱").replace(
        "SQUEEZE", "👨‍👩‍👧 GO"
    )
    file.write_text(text, encoding="utf-8")
    terminal = Terminal(file, rows=24, columns=80)
    terminal.until("Start space").press(" ").until("██" + "▀" * 12)
    terminal.until_rows(
        lambda rows: rows[0].endswith(" left") and all(row.endswith("██") for row in rows[1:22])
    )
    terminal.process.terminate(force=True)
