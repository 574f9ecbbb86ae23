"""Temporary files beside the diary, which are known by their names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import NOW
from tui.diary import recovery


@pytest.mark.parametrize("name", ["a[b]*.json", "no-suffix", "a.b.json", "(x"])
def test_a_file_name_with_special_characters_matches_only_itself(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    temporary = tmp_path / f".{name}.0a1b2c3d.tmp"
    for each in (path, temporary, tmp_path / ".aXb.json.0a1b2c3d.tmp"):
        each.write_bytes(b"")
        os.utime(each, (0, 0))
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


def test_a_folder_that_does_not_exist_has_no_temporary_files(tmp_path: Path) -> None:
    assert recovery.stale_temporaries(tmp_path / "none" / "supine.json", NOW) == []
