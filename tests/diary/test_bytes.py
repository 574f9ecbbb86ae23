"""A diary that dropped the bytes of its file, to save memory, does all that it did with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import (
    NOW,
    ROUTINE_JSON,
    TODAY,
    YESTERDAY,
    contents,
    done,
    make_diary,
    records,
    write,
)
from tests.clock import ManualClock
from tui.diary import backups
from tui.diary.diary import Diary
from tui.diary.errors import Unreadable
from tui.practice.models import DEFAULT_ROUTINE

SESSION = {"id": "a", "day": "2026-11-20", "kept": True, "later": [1]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with an unknown field, an unknown table and a broken record, which must stay."""
    path = tmp_path / "supine.json"
    write(
        path,
        routines={"1": ROUTINE_JSON},
        sessions={"1": SESSION, "2": {"id": 5}},
        plugins={"1": {"x": 1}},
    )
    return path


def without_bytes(path: Path) -> Diary:
    """A diary that was read and dropped the bytes."""
    os.utime(path, (1, 1))  # those of a younger file would stay
    diary = make_diary(path)
    diary.read()
    diary.store.drop_bytes()
    return diary


def test_an_unchanged_file_is_not_read_again(path: Path) -> None:
    diary = without_bytes(path)
    loaded = diary.store._loaded
    assert loaded is not None
    assert (loaded.data, loaded.base, loaded.raw_tables) == (None, None, None)
    snapshot = diary.read()
    assert snapshot.sessions and diary.read() is snapshot


def test_a_change_writes_what_it_would_have_written_with_the_bytes(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "supine.json"
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    for diary in (without_bytes(path), make_diary(other)):
        diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
        diary.rest(TODAY, "ill")
        assert diary.changes.undo() is not None
    # Only the random name of the last write differs.
    assert contents(path) | {"_meta": {}} == contents(other) | {"_meta": {}}
    assert records(path, "sessions")[0] == SESSION
    assert contents(path)["plugins"] == {"1": {"x": 1}}


def test_the_backup_before_a_change_holds_what_was_there(path: Path) -> None:
    before = path.read_bytes()
    without_bytes(path).rest(TODAY, "ill")
    [kept] = backups.listed(path)
    assert backups.read(kept) == before


def test_a_backup_an_export_and_a_restore_have_the_bytes(path: Path) -> None:
    before = path.read_bytes()
    diary = without_bytes(path)
    kept = diary.store.make_backup("manual")
    assert kept is not None and backups.read(kept) == before
    diary.store.drop_bytes()
    assert diary.documents()["plugins"] == {"1": {"x": 1}}
    diary.rest(TODAY, "ill")
    diary.store.drop_bytes()
    diary.restore(kept)
    assert "days" not in contents(path)
    assert diary.read().days == {}


def test_what_other_programs_write_meanwhile_is_read(path: Path) -> None:
    diary, other = without_bytes(path), make_diary(path, ids="o")
    other.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    assert [each.id for each in diary.read().sessions] == ["a", "o1"]
    diary.store.drop_bytes()
    other.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    diary.rest(TODAY, "ill")
    assert [each.id for each in diary.read().sessions] == ["a", "o1", "o2"]


def test_a_file_that_went_away_is_empty_and_a_damaged_one_is_reported(path: Path) -> None:
    diary = without_bytes(path)
    path.unlink()
    assert diary.read().sessions == ()
    write(path, sessions={"1": SESSION})
    assert len(diary.read().sessions) == 1
    diary.store.drop_bytes()
    path.write_bytes(b"nothing of a diary")
    with pytest.raises(Unreadable):
        diary.read()


def test_before_anything_was_read_and_without_a_file_nothing_is_dropped(
    tmp_path: Path,
) -> None:
    diary = make_diary(tmp_path / "none.json", ManualClock(NOW))
    diary.store.drop_bytes()
    assert diary.read().sessions == ()
    diary.store.drop_bytes()
    diary.rest(TODAY, "ill")
    assert diary.read().days[TODAY].rest_reason == "ill"


def test_the_bytes_of_a_recovered_diary_stay(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data + b"stale tail")
    diary = without_bytes(path)
    diary.rest(TODAY, "ill")
    assert diary.store.recovered is not None
    aside = diary.store.recovered.damaged_copy
    assert aside is not None and aside.read_bytes() == data + b"stale tail"
    assert len(diary.read().sessions) == 1
