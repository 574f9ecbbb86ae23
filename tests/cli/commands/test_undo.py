"""``supine undo``: the last change of a command, taken back by the next one."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import CommandLine
from tui.cli.support import NO, USAGE
from tui.diary.kept_step import kept_step_path
from tui.practice.models import Band
from tui.words import safety

CHANGES: dict[tuple[str, ...], tuple[str, str | None]] = {
    ("log",): ("the session that was added", "2026-11-22"),
    ("forget", "last"): ("removing a session", "2026-11-21"),
    ("check-in", "mild"): ("how it feels", "2026-11-22"),
    ("check-in", "--compare", "worse"): ("how it feels", "2026-11-22"),
    ("rest", "--reason", "ill"): ("the change to the rest day", "2026-11-22"),
    ("rest", "--from", "2026-11-22", "--to", "2026-11-24", "--reason", "travel"): (
        "the change to the rest days",
        None,
    ),
    ("settings", "set", "plan.step", "2"): ("the step", None),
    ("settings", "set", "sound", "bell"): ("the sound", None),
}


def live_records(supine: CommandLine) -> dict[str, list[dict[str, Any]]]:
    """The records without traces of removed ones, and without fields at their defaults."""
    names = ("settings", "routines", "sessions", "days")
    live = {
        name: [each for each in supine.records(name) if "deleted" not in each] for name in names
    }
    return live | {
        "settings": [{k: v for k, v in s.items() if v != "auto"} for s in live["settings"]]
    }


def test_each_change_of_a_command_is_taken_back_once_and_named(supine: CommandLine) -> None:
    supine("log", "--date", "yesterday")
    supine("settings", "set", "tick", "off")
    before = live_records(supine)
    for command, (description, date) in CHANGES.items():
        supine(*command)
        assert live_records(supine) != before, command
        answer = supine("undo", "--json").json
        assert answer == {"undone": description, "date": date}
        assert live_records(supine) == before, command
        assert "nothing to undo" in supine.fails(USAGE, "undo")
    supine("rest", "--reason", "ill")
    supine("today")
    assert supine("undo").out == "Undone: the change to the rest day (Sun 22 Nov).\n"


def test_it_refuses_what_was_written_since_and_forgets_it(
    supine: CommandLine, path: Path, tmp_path: Path
) -> None:
    supine("check-in", "mild")
    kept = kept_step_path(path).read_bytes()
    supine("log", "--json")  # its own step takes the place of the one before
    kept_step_path(path).write_bytes(kept)
    assert "can't undo how it feels: the diary has changed since" in supine.fails(2, "undo")
    assert not kept_step_path(path).exists()
    # An import keeps no step, but makes the one before void.
    supine("check-in", "moderate")
    (tmp_path / "list.csv").write_text("date\n2026-11-01\n")
    supine("import", str(tmp_path / "list.csv"))
    assert "changed since" in supine.fails(2, "undo")
    # So does a hand that edits the record and leaves the mark of the write.
    supine("rest", "--reason", "ill")
    path.write_text(path.read_text().replace('"ill"', '"sore"'))
    assert "changed elsewhere since" in supine.fails(2, "undo")


@pytest.mark.parametrize("kept", [b"", b"{", b"\xff", b'{"description": 1}', b"[" * 9999])
def test_a_kept_step_that_cannot_be_read_is_none(
    kept: bytes, supine: CommandLine, path: Path
) -> None:
    supine("check-in", "mild")
    kept_step_path(path).write_bytes(kept)
    assert "nothing to undo" in supine.fails(USAGE, "undo")


def test_a_sign_is_taken_back_only_within_a_minute(supine: CommandLine) -> None:
    # R6.slip
    said = supine("check-in", "warning").out
    assert safety.slip_words("run supine undo") in said
    assert (
        "run supine check-in warning to record it again"
        in supine.at(2026, 11, 22, 20, 16).call("--file", str(supine.path), "undo").out
    )
    assert supine("today", "--json").json["status"] == "pending"
    supine("check-in", "warning")
    supine.at(2026, 11, 22, 20, 18)
    assert "within a minute" in supine.fails(USAGE, "undo")
    supine.at(2026, 11, 22, 20, 16)
    assert "nothing to undo" in supine.fails(USAGE, "undo"), "the step is forgotten"
    (record,) = supine.records("days")
    assert record["check"] == Band.WARNING.value


def test_a_sign_of_another_date_is_recorded_again_on_that_date(
    supine: CommandLine, path: Path
) -> None:
    # R6.slip
    again = "If you did notice a sign, run supine check-in warning --date 2026-11-20 to record it"
    supine("check-in", "warning", "--date", "2026-11-20")
    assert again in supine("undo").out
    supine("settings", "set", "day_starts_at", "03:00")
    supine.at(2026, 11, 21, 2, 59, second=30)("check-in", "warning")
    assert again in supine.at(2026, 11, 21, 3, 0, second=10)("undo").out, "the date has ended"
    copy = path.with_name("copy.json")
    copy.write_bytes(path.read_bytes())
    supine.call("--file", str(copy), "check-in", "warning")
    supine("merge", str(copy))
    assert "run supine merge again to record it again" in supine("undo").out


def test_at_a_terminal_it_asks_before_it_removes_a_session(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    supine("log")
    for typed in ("\n", "", "n\n"):
        monkeypatch.setattr(sys, "stdin", Typed(typed))
        answer = supine.call("--file", str(supine.path), "undo", "--json")
        assert (answer.code, answer.json) == (NO, {"undone": None, "date": None})
        assert "removes the session that was added (Sun 22 Nov)" in answer.err
    monkeypatch.setattr(sys, "stdin", Typed("y\n"))
    assert supine("undo").out == "Undone: the session that was added (Sun 22 Nov).\n"
    supine("log")
    monkeypatch.setattr(sys, "stdin", Typed(""))
    assert supine("undo", "--yes").err == ""
    supine("rest", "--reason", "ill")
    assert supine("undo").err == "", "nothing is asked where no session is removed"


def test_what_takes_it_back_is_private_and_follows_a_link(
    supine: CommandLine, path: Path, tmp_path: Path
) -> None:
    real = tmp_path / "synced" / "real.json"
    real.parent.mkdir()
    supine("log")
    path.rename(real)
    path.symlink_to(real)
    supine("check-in", "mild")
    kept = real.parent / ".real.json.undo"
    assert kept_step_path(path) == kept
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_bytes())["description"] == "how it feels"
    supine("undo")
    assert not kept.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_step_that_cannot_be_kept_is_said_and_the_change_stands(
    supine: CommandLine, path: Path
) -> None:
    supine("log")
    kept_step_path(path).unlink()
    kept_step_path(path).mkdir()
    (kept_step_path(path) / "x").touch()
    answer = supine("check-in", "mild")
    assert answer.err.startswith("supine: supine undo can't undo this: not saved to ")
    assert supine.records("days")[0]["report"] == "mild"
    assert "nothing to undo" in supine.fails(USAGE, "undo")
