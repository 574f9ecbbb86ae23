"""Merging copies into the diary: a backup, one write, and the copies out of the way."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOW, TARGETS, TODAY, TOMORROW, YESTERDAY, done, make_diary, records
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tests.diary.made_up_schema import OLD_FILE
from tui.diary import backups, recovery
from tui.diary.copy_merge import MergeResult
from tui.diary.diary import Diary
from tui.diary.errors import (
    AlreadyRunning,
    ChangeRejected,
    DiaryError,
    NotSaved,
    SignStands,
    Unconfirmed,
    Unreadable,
)
from tui.practice.models import Band

NAME = "supine.sync-conflict-20261122-210500-ABCDEFG.json"


@pytest.fixture
def copy(path: Path) -> Path:
    """A copy beside the diary: each has a session that the other one lacks."""
    return diverge(path)


def diverge(path: Path, name: str = NAME, ids: str = "theirs") -> Path:
    """Make a diary, or take the one there is, and a copy that went its own way since."""
    diary = make_diary(path, ids=f"ours-{ids}")
    routine = diary.read().routine()
    if not path.exists():
        diary.log_session(routine, YESTERDAY, done(2))
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    other = make_diary(copy, ids=ids)
    other.log_session(routine, TODAY, done(2))
    other.record_feeling(TODAY, Band.MILD)
    diary.log_session(routine, TODAY, done(1))
    for folder in path.parent.glob(f"{copy.stem}-backups"):
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()
    for each in path.parent.glob(f".{copy.name}*"):
        each.unlink()
    return copy


def merge(diary: Diary, *files: Path) -> MergeResult:
    return diary.merge(diary.plan_merge(files))


def session_ids(path: Path) -> set[str]:
    return {each["id"] for each in records(path, "sessions")}


def in_backups(path: Path) -> list[str]:
    """What is in the folder of backups and is no backup."""
    folder = backups.folder_of(path)
    known = {each.name for each in backups.listed(path)}
    return sorted(each.name for each in folder.iterdir() if each.name not in known)


def test_a_merge_backs_up_writes_once_and_moves_the_copy(path: Path, copy: Path) -> None:
    before, theirs = path.read_bytes(), copy.read_bytes()
    rev = max(make_diary(each).read().rev for each in (path, copy))
    ours = session_ids(path)
    diary = make_diary(path)
    result = merge(diary, copy)
    assert session_ids(path) == ours | {"theirs1"}
    assert records(path, "days")[0]["report"] == "mild"
    assert result.backup is not None
    assert result.backup.kind == "merge"
    assert backups.read(result.backup) == before
    assert diary.read().rev == rev + 1
    moved = backups.folder_of(path) / NAME
    assert result.moved == ((copy, moved),)
    assert not copy.exists()
    assert moved.read_bytes() == theirs
    assert diary.find_copies() == []


def test_undo_goes_back_to_the_backup_and_redo_to_the_merge(path: Path, copy: Path) -> None:
    diary = make_diary(path)
    ours = session_ids(path)
    merge(diary, copy)
    both = session_ids(path)
    step = diary.changes.undo()
    assert step is not None
    assert step.description == "the merge"
    assert session_ids(path) == ours
    assert diary.changes.redo() is not None
    assert session_ids(path) == both
    assert diary.changes.undo() is not None
    assert session_ids(path) == ours
    assert in_backups(path) == [NAME], "the copy stays where it is"


def test_undo_is_refused_once_anything_was_written_since(path: Path, copy: Path) -> None:
    diary = make_diary(path)
    merge(diary, copy)
    other = make_diary(path, ids="later")
    other.log_session(other.read().routine(), TODAY, done(1))
    after = path.read_bytes()
    with pytest.raises(ChangeRejected, match="can't undo the merge: the diary has changed since"):
        diary.changes.undo()
    assert path.read_bytes() == after
    assert diary.changes.undoable is None


def test_undo_without_the_backup_is_refused(path: Path, copy: Path) -> None:
    diary = make_diary(path)
    result = merge(diary, copy)
    assert result.backup is not None
    result.backup.path.unlink()
    with pytest.raises(ChangeRejected, match="can't undo the merge: its backup is gone"):
        diary.changes.undo()


def test_undo_takes_a_warning_sign_back_only_as_a_slip(path: Path, copy: Path) -> None:
    make_diary(copy).record_feeling(TODAY, Band.WARNING)
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    merge(diary, copy)
    assert diary.read().signed_dates == {TODAY}
    clock.wait(minutes=2)
    with pytest.raises(SignStands):
        diary.changes.undo()
    assert diary.read().signed_dates == {TODAY}


def test_a_copy_without_anything_new_is_only_moved(path: Path, copy: Path) -> None:
    copy.write_bytes(path.read_bytes())
    before, known = path.read_bytes(), backups.listed(path)
    diary = make_diary(path)
    plan = diary.plan_merge([copy])
    assert not plan.changes_diary
    result = diary.merge(plan)
    assert result.backup is None
    assert path.read_bytes() == before
    assert backups.listed(path) == known
    assert in_backups(path) == [NAME]
    assert diary.changes.undoable is None


def test_several_copies_are_one_write(path: Path, copy: Path) -> None:
    second = diverge(path, "supine 2.json", "second")
    diary = make_diary(path)
    rev = max(make_diary(each).read().rev for each in (path, copy, second))
    result = merge(diary, copy, second, copy)
    assert session_ids(path) >= {"theirs1", "second1"}
    assert diary.read().rev == rev + 1
    assert len(result.moved) == 2
    assert diary.changes.undo() is not None
    assert not session_ids(path) & {"theirs1", "second1"}


def test_the_same_copy_twice_is_merged_once(path: Path, copy: Path) -> None:
    second = path.with_name("supine 2.json")
    second.write_bytes(copy.read_bytes())
    result = merge(make_diary(path), second, copy)
    assert [each.merged.is_new for each in result.plan.steps] == [True, False]
    assert result.plan.steps[1].merged.changes == ()
    assert {before for before, _ in result.moved} == {copy, second}
    assert "theirs1" in session_ids(path)


def test_devices_that_merge_each_others_files_write_the_same_bytes(
    path: Path, copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("tablet") / path.name
    other.write_bytes(copy.read_bytes())
    other.with_name(NAME).write_bytes(path.read_bytes())
    merge(make_diary(path), copy)
    merge(make_diary(other), other.with_name(NAME))
    assert path.read_bytes() == other.read_bytes()


def test_a_copy_that_is_only_ahead_is_taken_as_it_is(path: Path, copy: Path) -> None:
    earlier, clock = path.read_bytes(), ManualClock(NOW)
    clock.wait(hours=1)
    diary = make_diary(path, clock)
    diary.remove_session("last")
    diary.record_feeling(YESTERDAY, Band.HIGH)
    wanted = {name: records(path, name) for name in ("sessions", "days", "routines")}
    copy.write_bytes(path.read_bytes())
    path.write_bytes(earlier)
    for each in backups.listed(path):
        each.path.unlink()
    merge(make_diary(path), copy)
    found = {name: records(path, name) for name in wanted}
    for name, expected in wanted.items():
        assert sorted(map(str, found[name])) == sorted(map(str, expected))


def test_the_same_copy_again_takes_nothing_back(path: Path, copy: Path) -> None:
    # R6.sign-stands. The copy is later than the sign, and its device has never seen it.
    clock = ManualClock(NOW)
    make_diary(path, clock).record_feeling(YESTERDAY, Band.WARNING)
    clock.wait(hours=1)
    make_diary(copy, clock).record_feeling(YESTERDAY, Band.MILD)
    stick = copy.with_name("stick.json")
    stick.write_bytes(copy.read_bytes())
    merge(make_diary(path), copy)
    merged = path.read_bytes()
    plan = make_diary(path).plan_merge([stick])
    assert not plan.changes_diary
    merge(make_diary(path), stick)
    assert path.read_bytes() == merged
    assert make_diary(path).read().record_of(YESTERDAY).report is Band.WARNING


def test_a_moved_copy_is_no_backup_and_is_never_recovered_from(path: Path, copy: Path) -> None:
    merge(make_diary(path), copy)
    assert NAME not in [each.name for each in backups.listed(path)]
    for each in backups.listed(path):
        each.path.unlink()
    path.write_bytes(b"?")
    with pytest.raises(Unreadable):
        make_diary(path).read()
    assert recovery.stale_temporaries(path, NOW) == []


def test_a_name_that_is_taken_gets_a_number(path: Path, copy: Path) -> None:
    folder = backups.folder_of(path)
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text("mine")
    (folder / NAME.replace(".json", "-2.json")).mkdir()
    theirs = copy.read_bytes()
    merge(make_diary(path), copy)
    assert (folder / NAME).read_text() == "mine"
    assert (folder / NAME.replace(".json", "-3.json")).read_bytes() == theirs


@pytest.mark.parametrize("is_same", [True, False])
def test_a_folder_of_backups_on_another_file_system_gets_a_copy_of_it(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, is_same: bool
) -> None:
    replace, theirs = os.replace, copy.read_bytes()

    def across(source: Path, target: Path) -> None:
        if source == copy:
            if not is_same:
                copy.write_bytes(theirs + b" ")
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr(os, "replace", across)
    result = merge(make_diary(path), copy)
    if is_same:
        assert not copy.exists()
        assert (backups.folder_of(path) / NAME).read_bytes() == theirs
    else:
        assert copy.read_bytes() == theirs + b" "
        assert [reason for _, reason in result.left] == [
            f"not saved to {copy}: it has changed since it was read"
        ]
        assert in_backups(path) == []


def test_a_copy_that_cannot_be_moved_stays_and_is_said(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if source == copy:
            raise PermissionError(errno.EACCES, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    diary = make_diary(path)
    result = merge(diary, copy)
    assert result.left == ((copy, "permission denied"),)
    assert result.moved == ()
    assert "theirs1" in session_ids(path)
    assert copy.exists()
    assert in_backups(path) == []
    assert [each.kind for each in diary.find_copies()] == ["known"]
    monkeypatch.setattr(os, "replace", replace)
    assert merge(diary, copy).moved


def test_a_folder_of_backups_that_is_none_stops_the_merge(path: Path, copy: Path) -> None:
    folder = backups.folder_of(path)
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    folder.write_text("a file")
    before = path.read_bytes()
    with pytest.raises(NotSaved):
        merge(make_diary(path), copy)
    assert path.read_bytes() == before
    assert copy.exists()


def test_a_copy_that_changes_between_the_plan_and_the_yes_is_not_merged(
    path: Path, copy: Path
) -> None:
    diary = make_diary(path)
    plan, before = diary.plan_merge([copy]), path.read_bytes()
    other = make_diary(copy, ids="since")
    other.log_session(other.read().routine(), TODAY, done(1))
    with pytest.raises(ChangeRejected, match=r"nothing was merged: .* has changed since"):
        diary.merge(plan)
    copy.write_bytes(b"?")
    with pytest.raises(ChangeRejected, match=r"nothing was merged: .* has changed since"):
        diary.merge(plan)
    copy.unlink()
    with pytest.raises(ChangeRejected, match=r"nothing was merged: .* it's gone"):
        diary.merge(plan)
    assert path.read_bytes() == before
    assert not in_backups(path)


def test_what_another_program_writes_between_the_plan_and_the_yes_is_kept(
    path: Path, copy: Path
) -> None:
    diary = make_diary(path)
    plan = diary.plan_merge([copy])
    other = make_diary(path, ids="since")
    other.log_session(other.read().routine(), TODAY, done(1))
    diary.merge(plan)
    assert session_ids(path) >= {"since1", "theirs1"}


def test_two_programs_merge_the_same_copy_once(path: Path, copy: Path) -> None:
    diaries, theirs = [make_diary(path), make_diary(path)], copy.read_bytes()
    plans = [diary.plan_merge([copy]) for diary in diaries]
    results: list[MergeResult] = []
    errors: list[DiaryError] = []

    def run(number: int) -> None:
        try:
            results.append(diaries[number].merge(plans[number]))
        except DiaryError as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The second may find it gone, or in place and with nothing new in it.
    assert len([each for each in results if each.backup]) == 1
    assert all(isinstance(error, ChangeRejected) for error in errors)
    (moved,) = in_backups(path)  # numbered, if both were about to move it
    assert (backups.folder_of(path) / moved).read_bytes() == theirs
    assert "theirs1" in session_ids(path)


def test_nothing_is_merged_during_a_session(path: Path, copy: Path) -> None:
    diary = make_diary(path, ids="running")
    plan = diary.plan_merge([copy])
    diary.start_session(diary.read().routine(), TODAY, TARGETS)
    before = path.read_bytes()
    for each in (diary, make_diary(path)):
        with pytest.raises(AlreadyRunning):
            each.merge(plan)
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_the_copy(path: Path, copy: Path, disk: Disk) -> None:
    diary = make_diary(path)
    plan, before = diary.plan_merge([copy]), path.read_bytes()
    disk.fill()
    with pytest.raises(NotSaved):
        diary.merge(plan)
    assert path.read_bytes() == before
    assert copy.exists()
    assert diary.changes.undoable is None


def test_what_the_disk_does_not_confirm_moves_no_copy(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = make_diary(path)
    plan = diary.plan_merge([copy])

    original = diary.store.merge

    def unsure(make_tables: Any) -> None:
        error = Unconfirmed(path, "input/output error")
        error.result = original(make_tables)
        raise error

    monkeypatch.setattr(diary.store, "merge", unsure)
    with pytest.raises(Unconfirmed) as caught:
        diary.merge(plan)
    assert copy.exists()
    assert [each for each, _ in caught.value.result.left] == [copy]
    assert diary.changes.undo() is not None
    assert "theirs1" not in session_ids(path)


# What cannot be merged


def make_pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda copy: copy.unlink(), "there is no such file"),
        (lambda copy: (copy.unlink(), copy.mkdir()), "it's a folder; name a file"),
        (lambda copy: (copy.unlink(), make_pipe(copy)), "it isn't a regular file"),
        (
            lambda copy: copy.write_bytes(b""),
            "it's damaged, or your sync program is still writing it; try again in a moment",
        ),
        (lambda copy: copy.write_bytes(b"{}"), "it isn't a supine diary"),
        (lambda copy: copy.write_bytes(b"\xff\xfe"), "it isn't a supine diary"),
        (lambda copy: copy.write_bytes(b"Dear diary"), "it isn't a supine diary"),
        (
            lambda copy: copy.write_bytes(b'{"_meta":{"1":{"app":"jrnl"}}}'),
            "it belongs to another program (jrnl)",
        ),
        (lambda copy: copy.write_bytes(b'{"habits":{"1":{}}}'), "it is another program's file"),
        (
            lambda copy: copy.write_bytes(copy.read_bytes()[:-30]),
            "it's damaged, or your sync program is still writing it; try again in a moment",
        ),
        (
            lambda copy: copy.write_bytes(copy.read_bytes().replace(b'"schema":1', b'"schema":9')),
            "it was written by a newer version of supine; update supine on this device first",
        ),
        (
            lambda copy: (copy.unlink(), copy.symlink_to(copy.with_name("supine.json"))),
            "it's this diary itself; name another copy of it",
        ),
        (
            lambda copy: (copy.unlink(), copy.hardlink_to(copy.with_name("supine.json"))),
            "it's this diary itself; name another copy of it",
        ),
    ],
)
def test_what_cannot_be_merged_is_refused_with_its_reason_and_changes_nothing(
    path: Path, copy: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(copy)
    before, known = path.read_bytes(), sorted(path.parent.rglob("*"))
    with pytest.raises(Unreadable) as caught:
        make_diary(path).plan_merge([copy])
    assert caught.value.reason.partition(" (")[0] == reason.partition(" (")[0]
    assert path.read_bytes() == before
    assert sorted(path.parent.rglob("*")) == known


def test_a_device_is_refused(path: Path) -> None:
    with pytest.raises(Unreadable, match="it isn't a regular file"):
        make_diary(path).plan_merge([Path("/dev/zero")])


def test_a_diary_of_a_newer_schema_takes_no_merge(path: Path, copy: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":9'))
    diary = make_diary(path)
    plan, before = diary.plan_merge([copy]), path.read_bytes()
    with pytest.raises(NotSaved, match="newer version"):
        diary.merge(plan)
    assert path.read_bytes() == before


@pytest.mark.usefixtures("schema_2")
def test_a_copy_of_an_older_schema_is_brought_to_the_present_one(path: Path) -> None:
    diary = make_diary(path, ids="mine")
    diary.log_session(diary.read().routine(), TODAY, done(2))
    copy = path.with_name(NAME)
    copy.write_bytes(OLD_FILE.read_bytes())
    assert [each.kind for each in diary.find_copies()] == ["stranger"]
    wanted = {each.id: each.day for each in make_diary(copy).read().sessions}
    merge(diary, copy)
    found = {each.id: each.day for each in make_diary(path).read().sessions}
    assert found.items() > wanted.items()
    assert make_diary(path).read().schema == 2


def test_a_file_from_elsewhere_is_merged_and_stays(
    path: Path, copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("stick") / "supine.json"
    copy.rename(elsewhere)
    result = merge(make_diary(path), elsewhere)
    assert "theirs1" in session_ids(path)
    assert elsewhere.exists()
    assert not result.moved
    assert not result.left


def test_a_diary_of_somebody_else_beside_it_is_known_as_one_and_stays(
    path: Path, copy: Path
) -> None:
    other = path.with_name("supine-mia.json")
    mia = make_diary(other, ids="mia")
    mia.log_session(mia.read().routine(), TOMORROW, done(1))
    diary = make_diary(path)
    plan = diary.plan_merge([other, copy])
    assert [each.is_stranger for each in plan.sources] == [True, False]
    assert [each.is_moved for each in plan.sources] == [False, True]
    diary.merge(plan)
    assert other.exists()
    assert "mia1" in session_ids(path)


def test_a_copy_is_merged_into_a_diary_that_is_not_there_yet(path: Path, copy: Path) -> None:
    path.unlink()
    diary = make_diary(path)
    result = merge(diary, copy)
    assert "theirs1" in session_ids(path)
    assert result.backup is None
    assert diary.changes.undoable is None
