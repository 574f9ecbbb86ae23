"""The store: reading, numbering, backups around a change, what is refused, and where the file is.

(docs/file-format.md, promises 1, 3, 5 and 6)
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import (
    CHANGED,
    NECK,
    ROUTINE_JSON,
    TARGETS,
    TODAY,
    YESTERDAY,
    changed_again,
    contents,
    done,
    make_diary,
    records,
    write,
)
from tests.diary.faults import Disk
from tests.diary.made_up_schema import OLD_FILE
from tui.diary import backups
from tui.diary.diary import Diary, uuid7
from tui.diary.errors import (
    NotFound,
    NotSaved,
    Unreadable,
)
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps, Settings

# Reading


def test_reading_never_makes_the_file_or_anything_beside_it(path: Path, diary: Diary) -> None:
    snapshot = diary.read()
    assert snapshot.sessions == ()
    assert snapshot.settings == Settings()
    assert list(snapshot.routines.values()) == [DEFAULT_ROUTINE]
    assert diary.close_abandoned(TODAY) == []
    assert list(path.parent.iterdir()) == []
    nowhere = make_diary(path.parent / "no" / "folder" / "supine.json")
    assert nowhere.read().rev == 0
    assert list(path.parent.iterdir()) == []


def test_reading_does_not_change_the_file(path: Path, diary: Diary) -> None:
    data = write(path, days={"3": {"day": "2026-11-20", "check": "mild"}})
    before = path.stat().st_mtime_ns
    diary.read()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, before)
    assert list(path.parent.iterdir()) == [path]


def test_an_unchanged_file_is_not_read_again(path: Path, diary: Diary) -> None:
    write(path)
    old = path.stat().st_mtime_ns - 10**9
    os.utime(path, ns=(old, old))
    assert diary.read() is diary.read()


# Writing


def test_the_first_change_writes_the_built_in_routine_and_whose_file_it_is(
    path: Path, diary: Diary
) -> None:
    diary.rest(TODAY, "travel")
    meta = records(path, "_meta")
    assert [{**meta[0], "write": ""}] == [{"app": "supine", "schema": 1, "rev": 1, "write": ""}]
    assert int(meta[0]["write"], 16) < 2**32
    assert len(meta[0]["write"]) == 8
    assert records(path, "routines") == [ROUTINE_JSON]
    assert records(path, "days") == [
        {"day": "2026-11-22", "rest_reason": "travel", "changed": CHANGED}
    ]
    assert set(contents(path)) == {"_meta", "routines", "days"}
    assert path.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"


def test_every_write_has_the_next_number_and_a_mark_of_its_own(path: Path, diary: Diary) -> None:
    marks = []
    for number, reason in enumerate(("sore", "ill", "travel", "other", None), start=1):
        diary.rest(TODAY, reason)  # type: ignore[arg-type]
        (meta,) = records(path, "_meta")
        assert meta["rev"] == number == diary.read().rev
        marks.append(meta["write"])
    assert len(set(marks)) == 5
    assert records(path, "routines") == [ROUTINE_JSON]


def test_ids_are_uuids_that_sort_by_time() -> None:
    ids = [uuid7() for _ in range(50)]
    assert len(set(ids)) == 50
    assert {uuid.UUID(each).version for each in ids} == {7}
    assert {uuid.UUID(each).variant for each in ids} == {uuid.RFC_4122}
    assert [each[:13] for each in ids] == sorted(each[:13] for each in ids)


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.record_reps("nobody", {}),
        lambda diary: diary.end_session("nobody", {}, None),
        lambda diary: diary.answer_session("nobody"),
        lambda diary: diary.remove_session("nobody"),
        lambda diary: diary.preferences.set_props("nothing", []),
    ],
)
def test_a_change_of_what_does_not_exist_raises_and_writes_nothing(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = write(path)
    with pytest.raises(NotFound):
        change(diary)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="x" * 10_001),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(1000)),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, {NECK: Reps(held_s=float("nan"))}),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="\udcff"),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), effort="huge"),
        lambda diary: diary.answer_session("x", note="x" * 10_001),
        lambda diary: diary.record_feeling(TODAY, Band.MILD, areas=["\udcff"]),
        lambda diary: diary.rest(TODAY, "lazy"),
        lambda diary: diary.preferences.set_props("neck-and-upper-back", ["brick"]),
    ],
)
def test_a_value_that_would_not_be_read_back_is_not_saved(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = write(path, sessions={"1": {"id": "x", "day": "2026-11-20"}})
    with pytest.raises(NotSaved) as raised:
        change(diary)
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == data


def test_many_imported_records_are_added_in_one_go(path: Path) -> None:
    from tui.exchange.merge_plan import plan_import

    documents = {
        str(n): {"id": f"i{n}", "day": str(TODAY - dt.timedelta(days=n))} for n in range(1, 3000)
    }
    diary = make_diary(path)
    diary.rest(TODAY, "ill")
    diary.import_documents(lambda current: plan_import(current, {"sessions": documents}))
    assert len(diary.read().sessions) == 2999
    assert diary.read().file == make_diary(path).read().file


# Backups around a change


def test_a_daily_backup_is_tried_again_until_it_is_there(path: Path) -> None:
    diary = make_diary(path)
    diary.rest(YESTERDAY, "ill")
    folder = backups.folder_of(path)
    folder.write_text("in the way")
    diary.rest(TODAY, "ill")
    assert "no backup could be made" in diary.store.backup_problem
    folder.unlink()
    diary.record_feeling(TODAY, Band.MILD)
    assert diary.store.backup_problem == ""
    assert [each.kind for each in backups.listed(path)] == ["daily"]


@pytest.mark.usefixtures("schema_2")
def test_a_change_is_not_saved_when_the_backup_it_needs_is_not_confirmed(
    path: Path, disk: Disk
) -> None:
    path.write_bytes(OLD_FILE.read_bytes())
    before = path.read_bytes()
    diary = make_diary(path)
    disk.lose_confirmation()
    with pytest.raises(NotSaved, match="backup is not confirmed"):
        diary.rest(TODAY, "ill")
    assert path.read_bytes() == before
    disk.heal()
    diary.rest(TODAY, "ill")
    kinds = [each.kind for each in backups.listed(path)]
    assert kinds.count("migration") == 1, "the same bytes are kept once"


@pytest.mark.usefixtures("schema_2")
def test_restoring_backs_up_an_older_file_and_leaves_a_newer_one_alone(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    backup = diary.store.make_backup("manual")
    assert backup is not None
    old = OLD_FILE.read_bytes()
    path.write_bytes(old)
    make_diary(path).restore(backup)
    assert old in [backups.read(each) for each in backups.listed(path)]
    newer = path.read_bytes().replace(b'"schema":2', b'"schema":3')
    path.write_bytes(newer)
    with pytest.raises(NotSaved, match="newer version of supine"):
        make_diary(path).restore(backup)
    assert path.read_bytes() == newer


@pytest.mark.parametrize(
    "tables",
    [
        b'"sessions":{"1":{"id":"a","day":"2026-11-20"},"1":{"id":"b","day":"2026-11-21"}}',
        b'"sessions":{"1":{"id":"a","day":"2026-11-20"}},"sessions":{"1":{"id":"b",'
        b'"day":"2026-11-21"}}',
    ],
    ids=["records", "tables"],
)
def test_a_copy_is_set_aside_before_one_of_two_records_under_one_name_goes(
    tables: bytes, path: Path
) -> None:
    data = b'{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}},' + tables + b"}"
    path.write_bytes(data)
    diary = make_diary(path)
    diary.rest(TODAY, "ill")
    recovered = diary.store.recovered
    assert recovered is not None and recovered.source == "duplicates"
    assert recovered.damaged_copy is not None and recovered.damaged_copy.read_bytes() == data


def test_of_a_damaged_file_with_two_records_under_one_name_the_whole_file_is_copied_once(
    path: Path,
) -> None:
    data = (
        b'{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}},'
        b'"sessions":{"1":{"id":"a","day":"2026-11-20"},"1":{"id":"b","day":"2026-11-21"}}}\0\n'
    )
    path.write_bytes(data)
    diary = make_diary(path)
    diary.rest(TODAY, "ill")
    recovered = diary.store.recovered
    assert recovered is not None and recovered.source == "salvage"
    (copy,) = path.parent.glob("*.damaged-*")
    assert copy == recovered.damaged_copy and copy.read_bytes() == data


# Newer files


def newer(path: Path) -> bytes:
    data = write(path, sessions={"1": {"id": "x", "day": "2026-11-20", "status": "dreamt"}})
    data = data.replace(b'"schema": 1', b'"schema": 2')
    path.write_bytes(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2)),
        lambda diary: diary.record_feeling(TODAY, Band.CLEAR),
        lambda diary: diary.preferences.welcome(),
        lambda diary: diary.preferences.set_props("neck-and-upper-back", []),
    ],
)
def test_a_newer_file_is_read_and_not_written(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = newer(path)
    assert diary.read().schema == 2
    assert len(diary.read().problems) == 1
    with pytest.raises(NotSaved, match="newer version of supine, so it is opened read-only"):
        change(diary)
    assert path.read_bytes() == data
    write(path)
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)  # nobody holds it


# Links and folders


def test_a_diary_behind_a_symbolic_link_stays_behind_it(tmp_path: Path) -> None:
    real = tmp_path / "sync" / "real.json"
    link = tmp_path / "supine.json"
    link.symlink_to(real)
    diary = make_diary(link)
    diary.rest(TODAY, "ill")
    assert link.is_symlink()
    assert records(real, "days")[0]["rest_reason"] == "ill"
    assert sorted(each.name for each in real.parent.iterdir()) == [".real.json.lock", "real.json"]
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_a_folder_in_the_place_of_the_file_is_unreadable(tmp_path: Path) -> None:
    for place in (tmp_path, Path("/"), tmp_path / ".."):
        with pytest.raises(Unreadable, match="cannot read"):
            make_diary(place).read()


def test_a_folder_that_cannot_be_made_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    diary = make_diary(tmp_path / "file" / "supine.json")
    with pytest.raises((NotSaved, Unreadable)):
        diary.rest(TODAY, "ill")
    with pytest.raises((NotSaved, Unreadable)):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


# Settings and routines


def test_the_welcome_is_remembered_beside_the_other_settings(path: Path, diary: Diary) -> None:
    write(path, settings={"5": {"sound": "bell", "theme": "mine", "future": [1]}})
    diary.preferences.welcome()
    assert contents(path)["settings"] == {
        "5": {"sound": "bell", "theme": "mine", "future": [1], "welcomed": True, "changed": CHANGED}
    }
    diary.preferences.welcome()
    found = diary.read().settings
    assert replace(found, changed=None) == Settings(sound="bell", theme="mine", welcomed=True)


def test_the_first_setting_makes_the_table(path: Path, diary: Diary) -> None:
    diary.preferences.welcome()
    assert contents(path)["settings"] == {"1": {"welcomed": True, "changed": CHANGED}}


def test_changing_the_built_in_routine_writes_one_record_of_it(path: Path, diary: Diary) -> None:
    diary.preferences.set_props("neck-and-upper-back", ["roll", "towel"])
    assert records(path, "routines") == [
        {**ROUTINE_JSON, "props": ["roll", "towel"], "changed": CHANGED}
    ]
    diary.preferences.set_props("neck-and-upper-back", [])
    assert records(path, "routines") == [{**ROUTINE_JSON, "changed": changed_again()}]


def test_a_file_with_a_routine_is_not_given_another(path: Path, diary: Diary) -> None:
    write(path, routines={"2": {"id": "legs", "name": "Legs"}})
    diary.rest(TODAY, "ill")
    assert contents(path)["routines"] == {"2": {"id": "legs", "name": "Legs"}}
    assert diary.read().routine().id == "legs"
    with pytest.raises(NotFound, match="there is no routine 'arms'; choose legs"):
        diary.read().routine("arms")
