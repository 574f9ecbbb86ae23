"""``supine doctor --report``: what a report of a bug needs, and nothing of the person."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from pathlib import Path

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tui import __version__
from tui.cli.support import FINE, NO
from tui.reminders.system import Reminders

SECRETS = [
    "Mia",
    "sore-secret",
    "evening-secret",
    "ancient-secret",
    "2026-11-20",
    "theme-secret me",
]


@pytest.fixture(autouse=True)
def nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        del name

    monkeypatch.setattr("shutil.which", nothing)
    monkeypatch.setattr("tui.cli.commands.report.Reminders", lambda: Reminders(nothing))


def test_a_report_holds_versions_terminal_players_and_file_facts(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM_PROGRAM", "Mia's own terminal")
    empty = supine("doctor", "--report", "--json").json
    assert empty["file"] == {"is there": False, "backups": 0}
    assert not path.exists()
    supine("log", "--note", "sore-secret")
    supine("log")
    supine("settings", "set", "glyphs", "ascii")
    found = supine("doctor", "--report", "--json").json
    assert found.keys() == {"versions", "terminal", "sound", "reminder", "file"}
    assert found["versions"]["supine"] == __version__
    assert found["versions"]["python"].startswith(platform.python_version())
    assert found["versions"]["textual"][0].isdigit()
    assert found["terminal"]["TERM"] == "xterm-kitty"
    assert "NO_COLOR" in found["terminal"]["set"]
    assert found["terminal"]["TERM_PROGRAM"] == "something else"
    assert abs(found["terminal"]["UTC offset in minutes"]) <= 14 * 60
    assert found["sound"] == {"players": [], "voices": []}
    assert found["reminder"] == {"schedulers": [], "set": False, "lost": False}
    facts = found["file"]
    assert facts["bytes"] == path.stat().st_size
    assert facts["records"] == ["2 sessions", "0 days", "1 routine"]
    assert (facts["writes"], facts["settings"]) == (3, ["glyphs=ascii"])
    if sys.platform != "win32":
        assert facts["mode"] == "0600"
    lines = supine("doctor", "--report").out.splitlines()
    assert "Versions:" in lines and "  players: none" in lines
    assert lines[-1].startswith("Nothing here is personal")


def test_nothing_personal_is_in_a_report(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = path.parent
    monkeypatch.setenv("HOME", str(home))
    write(
        path,
        settings={"1": {"theme": "theme-secret me", "sound": "off", "keys": {"app.help": "f9"}}},
        routines={
            "1": {"id": "evening-secret", "name": "Mia", "exercises": [{"id": "a", "name": "Mia"}]}
        },
        sessions={
            "1": {"id": "x", "day": "2026-11-20", "kept": True, "note": "sore-secret"},
            "2": {"id": "ancient-secret", "day": "0001-01-01"},
        },
        days={"1": {"day": "2026-11-20", "check": "mild", "areas": ["sore-secret"]}},
    )
    printed = supine("doctor", "--report").out + supine("doctor", "--report", "--json").out
    node = platform.node()
    for secret in [*SECRETS, str(home), path.name, *([node] if len(node) > 3 else [])]:
        assert secret not in printed
    user = getpass.getuser() if os.environ.get("USER") or sys.platform != "win32" else ""
    assert not user or len(user) < 5 or user not in printed


def test_an_unreadable_diary_is_reported_without_its_path(supine: CommandLine, path: Path) -> None:
    path.write_bytes(b"{")
    answer = supine.call("--file", str(path), "doctor", "--report")
    assert answer.code == FINE
    assert "  problem: " in answer.out and str(path) not in answer.out
    assert supine.call("--file", str(path), "doctor").code == NO
