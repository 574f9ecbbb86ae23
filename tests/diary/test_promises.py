"""Promises that were found broken by using the program, each held by a test of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.diary.faults import Disk
from tests.diary.files import TODAY, YESTERDAY, contents, done, make_diary, records, write
from tests.diary.made_up_schema import OLD_FILE
from tui.diary import backups
from tui.diary.errors import NotSaved, Unconfirmed
from tui.practice.models import DEFAULT_ROUTINE, Band


@pytest.mark.parametrize(
    "tables",
    [
        b'"sessions":{"1":{"id":"a","day":"2026-11-20"},"1":{"id":"b","day":"2026-11-21"}}',
        b'"sessions":{"1":{"id":"a","day":"2026-11-20"}},"sessions":{"1":{"id":"b",'
        b'"day":"2026-11-21"}}',
    ],
    ids=["records", "tables"],
)
def test_of_what_stands_twice_a_copy_is_set_aside_before_one_of_them_goes(
    tables: bytes, path: Path
) -> None:
    data = b'{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}},' + tables + b"}"
    path.write_bytes(data)
    diary = make_diary(path)
    diary.rest(TODAY, "ill")
    recovered = diary.store.recovered
    assert recovered is not None and recovered.source == "duplicates"
    assert recovered.damaged_copy is not None and recovered.damaged_copy.read_bytes() == data


def test_undo_after_an_unconfirmed_change_takes_that_one_back(path: Path, disk: Disk) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(1))
    disk.lose_confirmation()
    with pytest.raises(Unconfirmed):
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    with pytest.raises(Unconfirmed):
        diary.changes.undo()
    disk.heal()
    assert [each.id for each in diary.read().sessions] == ["s1"]
    assert diary.changes.redo() is not None
    assert [each.id for each in diary.read().sessions] == ["s1", "s2"]


@pytest.mark.usefixtures("schema_2")
def test_a_change_is_not_saved_when_the_backup_it_waits_for_is_not_sure(
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


@pytest.mark.parametrize("key", ["-1", "01", "1_0", " 7", "x"])
def test_an_odd_document_id_is_named_and_stays_and_hides_nothing(key: str, path: Path) -> None:
    odd = {"id": "odd", "day": "2026-11-20"}
    write(path, sessions={"1": {"id": "s", "day": "2026-11-21"}, key: odd})
    diary = make_diary(path)
    assert [each.id for each in diary.read().sessions] == ["s"]
    (problem,) = diary.read().problems
    assert (problem.table, problem.key) == ("sessions", key)
    diary.remove_session("s")
    assert contents(path)["sessions"][key] == odd


@pytest.mark.usefixtures("schema_2")
def test_restore_keeps_the_older_form_and_leaves_a_newer_one_alone(path: Path) -> None:
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
    with pytest.raises(NotSaved, match="newer supine"):
        make_diary(path).restore(backup)
    assert path.read_bytes() == newer


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


def test_two_documents_of_one_date_can_be_taken_apart_again(path: Path) -> None:
    both = [{"day": str(TODAY), "check": "mild"}, {"day": str(TODAY), "areas": ["neck"]}]
    write(path, days={"1": both[0], "2": both[1]})
    diary = make_diary(path)
    diary.record_feeling(TODAY, Band.MODERATE)
    assert diary.changes.undo() is not None
    left = [{k: v for k, v in each.items() if k != "changed"} for each in records(path, "days")]
    assert left == both


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
