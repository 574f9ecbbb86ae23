"""``supine doctor``, ``backup`` and ``restore``, and files of a newer version of supine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tui.cli.support import FINE, NO, NO_DATA, USAGE


def test_a_restore_can_be_previewed_and_taken_back(supine: CommandLine, path: Path) -> None:
    assert "nothing to back up" in supine("backup").out
    assert "no backup yet" in supine("restore").out
    supine("log", "--date", "2026-11-20")
    name = supine("backup", "--json").json["name"]
    assert name in supine("restore").out
    supine("log")
    before = path.read_bytes()
    preview = supine("restore", name, "--dry-run").out
    assert "would hold 1 session" in preview
    assert "before: 2 sessions" in preview
    assert path.read_bytes() == before
    answer = supine("restore", name, "--json").json
    assert (answer["restored"], answer["sessions"]) == (True, 1)
    assert [each["day"] for each in supine.records("sessions")] == ["2026-11-20"]
    assert supine.tables["_meta"]["1"]["rev"] == 3, "a restore is a write like any other"
    supine("restore", answer["backed_up"])
    assert len(supine.records("sessions")) == 2


def test_an_unknown_or_damaged_backup_is_not_restored(supine: CommandLine, path: Path) -> None:
    supine("log")
    name = supine("backup", "--json").json["name"]
    assert "no backup 'nope'" in supine.fails(USAGE, "restore", "nope")
    backup = path.parent / "diary-backups" / name
    backup.write_bytes(backup.read_bytes()[:20])
    assert "cannot read" in supine.fails(NO_DATA, "restore", name)
    answer = supine.call("--file", str(path), "doctor")
    assert answer.code == NO
    assert "a backup is damaged" in answer.out


def test_a_restore_sets_an_unreadable_file_aside(supine: CommandLine, path: Path) -> None:
    supine("log")
    name = supine("backup", "--json").json["name"]
    path.write_bytes(b"broken")
    supine("restore", name)
    assert len(supine.records("sessions")) == 1
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == b"broken"


def test_doctor_finds_nothing_in_a_sound_diary(supine: CommandLine) -> None:
    assert supine("doctor").code == FINE
    supine("log")
    assert "No problems found." in supine("doctor").out
    assert supine("doctor", "--json").json["findings"] == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"tail"), "the diary was damaged"),
        (lambda path: path.write_bytes(b""), "cannot read"),
        (
            lambda path: path.write_text(path.read_text().replace('"2026-11-22"', '"never"')),
            "couldn't be read",
        ),
        (
            lambda path: path.write_text(path.read_text().replace('"schema":1', '"schema":2')),
            "newer version of supine",
        ),
        (
            lambda path: path.with_name("diary.sync-conflict-20261122-201500-ABCDEFG.json").touch(),
            "a sync program left a copy that can't be read",
        ),
        (
            lambda path: path.with_name("diary 2.json").write_bytes(path.read_bytes()),
            "a sync program left a copy: it would change nothing here; to merge it: supine merge ",
        ),
    ],
    ids=["tail", "empty", "bad record", "newer", "sync", "a whole copy"],
)
def test_doctor_names_what_is_wrong_and_exits_1(
    spoil: object, words: str, supine: CommandLine, path: Path
) -> None:
    supine("log")
    spoil(path)  # type: ignore[operator]
    before = path.read_bytes()
    answer = supine.call("--file", str(path), "doctor")
    assert answer.code == NO
    assert words in answer.out
    assert "Traceback" not in answer.err
    assert path.read_bytes() == before


def test_a_backup_is_made_before_the_first_change_of_each_day(
    supine: CommandLine, path: Path
) -> None:
    for day in (20, 21, 22):
        supine.at(2026, 11, day, 20)
        supine("log")
        supine("log", "--reps", "1")
    names = sorted(each.name[:8] for each in (path.parent / "diary-backups").iterdir())
    # The first change of all made the file; there was nothing to back up before the second.
    assert names == ["20261120", "20261121", "20261122"]


def test_a_newer_file_is_read_and_says_so_and_is_not_written(
    supine: CommandLine, path: Path
) -> None:
    supine("log")
    path.write_text(path.read_text().replace('"schema":1', '"schema":2'))
    answer = supine("today")
    assert "opened read-only" in answer.err
    assert "2 of 2" in answer.out
    before = path.read_bytes()
    answer = supine.call("--file", str(path), "log", "--reps", "1")
    assert (answer.code, path.read_bytes()) == (NO_DATA, before)
