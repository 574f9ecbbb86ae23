"""Files beside the diary, known by their names: copies of sync programs and temporary files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import NOW
from tui.diary import recovery
from tui.diary.paths import conflict_copies

SYNCED = [
    "supine (Mia's conflicted copy 2026-11-22).json",
    "supine (conflicted copy 2026-11-22 210500).json",
    "supine (PC's Conflicted Copy).json",
    "supine.json (conflicted copy)",
    "supine.sync-conflict-20261122-210500-ABCDEFG.json",
    "supine (conflicting copy).json",
    "supine (Mia's conflicting copy 2026-11-26).json",
    "supine_conflict-20261126-112233.json",
    "supine (In Konflikt stehende Kopie von Mia 2026-11-26).json",
    "supine (SFConflict mia@example.org 2026-11-26-11-22-33).json",
    "supine (Copie en conflit de Mia 2026-11-26).json",
]
NOT_SYNCED = [
    "supine.json",
    "supine.json.damaged-20261122-cd00e292",
    ".supine.json.lock",
    ".supine.sync-conflict-20261122-210500-ABCDEFG.json",
    "supine.sync-conflict-20261122-210500-ABCDEFG.txt",
    "supine-work (conflicted copy 2026-11-22).json",
    "other (conflicted copy 2026-11-22).json",
    "other.sync-conflict-20261122-210500-ABCDEFG.json",
    "supine-work.json",
    "supine-2.txt",
]
LIKELY = ["supine 2.json", "supine (1).json", "supine-DESKTOP-AB12.json"]
"""Names that people give, too."""
MARK = b'{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}}}'


@pytest.mark.parametrize("is_diary", [True, False])
def test_copies_with_a_number_or_a_computer_in_their_names_are_diaries(
    is_diary: bool, path: Path
) -> None:
    for name in [*LIKELY, *NOT_SYNCED]:
        (path.parent / name).write_bytes(MARK if is_diary else b'{"a": 1}')
    found = [each.name for each in conflict_copies(path)]
    assert found == (sorted(LIKELY) if is_diary else [])


def test_copies_of_sync_programs_are_found_by_their_names(path: Path) -> None:
    for name in [*SYNCED, *NOT_SYNCED]:
        (path.parent / name).write_bytes(b"{}")
    (path.parent / "supine (conflicted copy of a folder)").mkdir()
    assert [each.name for each in conflict_copies(path)] == sorted(SYNCED)
    link = path.parent / "link.json"
    link.symlink_to(path)
    assert conflict_copies(link) == conflict_copies(path)


@pytest.mark.parametrize("name", ["a[b]*.json", "no-suffix", "a.b.json", "(x"])
def test_a_file_name_with_special_characters_matches_only_itself(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    copy = tmp_path / f"{path.stem}.sync-conflict-1{path.suffix}"
    temporary = tmp_path / f".{name}.0a1b2c3d.tmp"
    for each in (path, copy, temporary, tmp_path / "aXb.sync-conflict-1.json"):
        each.write_bytes(b"")
        os.utime(each, (0, 0))
    assert conflict_copies(path) == [copy]
    assert recovery.stale_temporaries(path, NOW) == [temporary]


TEMPORARY = [
    ".supine.json.0a1b2c3d.tmp",
    ".supine.json.damaged-20261122-cd00e292.0a1b2c3d.tmp",
    ".supine.json.damaged-20261122-cd00e292-2.0a1b2c3d.tmp",
    "..supine.json.undo.0a1b2c3d.tmp",
    "supine-backups/.20261122T210500Z-daily.json.gz.0a1b2c3d.tmp",
    "supine-backups/.20261122T210500Z-manual-12.json.gz.0a1b2c3d.tmp",
]
NOT_TEMPORARY = [
    "supine.json",
    ".supine.json.lock",
    ".supine.json.0a1b2c3.tmp",
    ".supine.json.0a1b2c3g.tmp",
    ".supine.json.0a1b2c3d.tmp~",
    "supine.json.0a1b2c3d.tmp",
    ".other.json.0a1b2c3d.tmp",
    ".supineXjson.0a1b2c3d.tmp",
    "supine-backups/20261122T210500Z-daily.json.gz",
    "supine-backups/.notes.0a1b2c3d.tmp",
]


@pytest.mark.parametrize(("age", "is_stale"), [(-99, False), (3599, False), (3601, True)])
def test_temporary_files_of_ours_are_stale_after_an_hour(
    age: int, is_stale: bool, path: Path
) -> None:
    (path.parent / "supine-backups").mkdir()
    modified = NOW.timestamp() - age
    for name in [*TEMPORARY, *NOT_TEMPORARY]:
        (path.parent / name).write_bytes(b"{}")
        os.utime(path.parent / name, (modified, modified))
    found = [
        each.relative_to(path.parent).as_posix() for each in recovery.stale_temporaries(path, NOW)
    ]
    assert sorted(found) == (sorted(TEMPORARY) if is_stale else [])


def test_a_folder_that_does_not_exist_has_no_copies_and_no_temporary_files(tmp_path: Path) -> None:
    path = tmp_path / "none" / "supine.json"
    assert conflict_copies(path) == recovery.stale_temporaries(path, NOW) == []
