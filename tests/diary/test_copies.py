"""Which files beside the diary are copies of it: known by what they hold."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.builders import TODAY, YESTERDAY, done, make_diary, write
from tui.diary import copies
from tui.diary.copies import CopyFinder
from tui.diary.diary import Diary
from tui.practice.models import Band

WITH_THE_WORD = [
    # Syncthing; Dropbox and Maestral, in several languages; Nextcloud and ownCloud, also of old;
    # Seafile; pCloud; Resilio; Synology; FileCloud; SecuriSync; Tresorit; Syncplicity; SharePoint.
    "supine.sync-conflict-20261122-210500-ABCDEFG.json",
    "supine (Mia's conflicted copy 2026-11-22).json",
    "supine (PC's Conflicted Copy).json",
    "supine (conflicting copy).json",
    "supine (Mia's conflicting copy 2026-11-26).json",
    "supine (In Konflikt stehende Kopie von Mia 2026-11-26).json",
    "supine (Copie en conflit de Mia 2026-11-26).json",
    "supine (Copia en conflicto de Mia 2026-11-26).json",
    "supine (Cópia em conflito de Mia 2026-11-26).json",
    "supine (copia in conflitto di Mia 2026-11-26).json",
    "supine (Mia のコンピュータの競合コピー 2026-11-26).json",
    "supine (Mia 的冲突副本 2026-11-26).json",
    "supine (conflicted copy 2026-11-22 210500).json",
    "supine.json (conflicted copy)",
    "supine_conflict-20261126-112233.json",
    "supine_conflict-mia-20261126-112233.json",
    "supine (SFConflict mia@example.org 2026-11-26-11-22-33).json",
    "supine [conflicted].json",
    "supine (conflicted).json",
    "supine.Conflict.json",
    "supine.Conflict2.json",
    "Supine.Conflict.json",
    "supine_Andy-PC_Nov-26-1122-2026_Conflict_1.json",
    "supine_DiskStation_Nov-26-1122-2026_CaseConflict.json",
    "supine(Conflict_mia (Web browser)_2020-03-25-22-50-36).json",
    "supine (Conflicted copy 2026-11-26 for mia).json",
    "supine (Conflict) 2026-11-26 1122.json",
    "supine (edited by Mia on Home PC @ 11-26-26 2-15-00 PM).json",
    # A copy of a copy.
    "supine.sync-conflict-20261122-210500-ABCDEFG.sync-conflict-20261123-210500-ABCDEFG.json",
]
WITH_A_NUMBER = ["supine 2.json", "supine 13.json", "supine (1).json", "supine(2).json"]
"""iCloud, Google Drive, Box."""
WITH_A_COMPUTER = [
    "supine-DESKTOP-AB12.json",
    "supine-DESKTOP-AB12-2.json",
    "supine-Mias-MacBook-Pro.json",
]
"""OneDrive."""
OTHERS = ["supine-tablet.json", "supine.json~", "supine copy.json", "supine.old", "supine.json.bak"]
"""Names that people and editors give."""
NEVER = [
    "supine.json",
    "supine.json.damaged-20261122-cd00e292",
    "supine.json.damaged-20261122-cd00e292-2",
    "supine-export-2026-11-22.json",
    "supine-export-2026-11-22-2.json",
    "supine-export-2026-11-22.sync-conflict-20261122-210500-ABCDEFG.json",
    ".supine.json.lock",
    ".supine.json.undo",
    ".supine.json.0a1b2c3d.tmp",
    ".supine.sync-conflict-20261122-210500-ABCDEFG.json",
    ".syncthing.supine.json.tmp",
    "~syncthing~supine.json.tmp",
    "other (conflicted copy 2026-11-22).json",
    "other.sync-conflict-20261122-210500-ABCDEFG.json",
]


class Contents(NamedTuple):
    """The bytes of diaries that have something to do with one another, or nothing."""

    earlier: bytes
    ours: bytes
    theirs: bytes
    stranger: bytes


@pytest.fixture
def contents(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A diary at the path, and what was of it before, elsewhere, and of somebody else."""
    diary = make_diary(path)
    routine = diary.read().routine()
    diary.log_session(routine, YESTERDAY, done(2))
    earlier = path.read_bytes()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "supine.json"
    elsewhere.write_bytes(earlier)
    make_diary(elsewhere, ids="theirs").log_session(routine, TODAY, done(2))
    diary.record_feeling(TODAY, Band.MILD)
    other = tmp_path_factory.mktemp("other") / "supine.json"
    make_diary(other, ids="other").log_session(routine, TODAY, done(2))
    return Contents(earlier, path.read_bytes(), elsewhere.read_bytes(), other.read_bytes())


def put(path: Path, names: list[str], data: bytes) -> None:
    for name in names:
        if name != path.name:
            target = path.parent / name
            target.write_bytes(data)
            os.utime(target, (1_700_000_000, 1_700_000_000))


def found(diary: Diary) -> dict[str, str]:
    return {copy.path.name: copy.kind for copy in CopyFinder(diary.store).find()}


def test_a_copy_with_something_new_is_found_whatever_it_is_called(
    path: Path, diary: Diary, contents: Contents
) -> None:
    names = WITH_THE_WORD + WITH_A_NUMBER + WITH_A_COMPUTER + OTHERS
    put(path, names + NEVER, contents.theirs)
    (path.parent / "supine (conflicted copy of a folder)").mkdir()
    assert found(diary) == dict.fromkeys(names, "news")
    link = path.parent / "link.json"
    link.symlink_to(path)
    assert found(make_diary(link)) == found(diary)


def test_a_copy_without_anything_new_is_found_if_no_person_named_it(
    path: Path, diary: Diary, contents: Contents
) -> None:
    names = WITH_THE_WORD + WITH_A_NUMBER + WITH_A_COMPUTER
    put(path, names + OTHERS + NEVER, contents.earlier)
    assert found(diary) == dict.fromkeys(names, "known")
    put(path, names, contents.ours)
    assert found(diary) == dict.fromkeys(names, "known")


def test_a_diary_of_somebody_else_is_a_copy_only_if_its_name_is_one_of_no_diary(
    path: Path, diary: Diary, contents: Contents
) -> None:
    names = WITH_THE_WORD + WITH_A_NUMBER
    others = [
        *("supine-work.json", "supine-WORK.json", "supine work.json", "supine_mia.json"),
        "supine-work.sync-conflict-20261122-210500-ABCDEFG.json",
        "supine work (conflicted copy 2026-11-26).json",
    ]
    put(path, names + WITH_A_COMPUTER + OTHERS + NEVER + others, contents.stranger)
    assert found(diary) == dict.fromkeys(names, "stranger")


def test_what_cannot_be_read_is_a_copy_only_if_its_name_says_so(
    path: Path, diary: Diary, contents: Contents
) -> None:
    for data in (contents.theirs[:-40], b"", b"\0" * 100, b'{"a": 1}', b'{"_meta":{"1":'):
        put(path, WITH_THE_WORD + WITH_A_NUMBER + OTHERS + NEVER, data)
        assert found(diary) == dict.fromkeys(WITH_THE_WORD, "unreadable")


def test_a_damaged_a_newer_and_a_foreign_copy_say_why(path: Path, contents: Contents) -> None:
    newer = contents.theirs.replace(b'"schema":1', b'"schema":99')
    foreign = b'{"_meta":{"1":{"app":"other"}}}'
    reasons = []
    for data in (contents.theirs[:-40], newer, foreign, b"{}"):
        put(path, WITH_THE_WORD[:1], data)
        (copy,) = CopyFinder(make_diary(path).store).find()
        reasons.append(copy.reason.partition(" (")[0])
    assert reasons == [
        copies.DAMAGED_COPY,
        copies.NEWER_COPY,
        "it belongs to another program",
        "it isn't a supine diary",
    ]


def test_links_pipes_and_other_names_of_the_diary_are_no_copies(
    path: Path, diary: Diary, contents: Contents
) -> None:
    folder = path.parent
    (folder / "supine 2.json").symlink_to(path)
    (folder / "supine 3.json").hardlink_to(path)
    elsewhere = folder / "elsewhere.json"
    elsewhere.write_bytes(contents.theirs)
    (folder / "supine 4.json").symlink_to(elsewhere)
    (folder / "supine 5.json").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "supine 6.json")
    assert found(diary) == {}


def test_a_copy_is_read_once_and_again_when_it_changes(
    path: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = copies.read_copy

    def counted(copy: Path) -> tuple[bytes, tuple[int, int, int]]:
        reads.append(copy.name)
        return read(copy)

    monkeypatch.setattr(copies, "read_copy", counted)
    put(path, ["supine 2.json", "supine 3.json", "supine-notes.txt"], contents.earlier)
    finder = CopyFinder(make_diary(path).store)
    assert [each.kind for each in finder.find()] == ["known", "known"]
    first = len(reads)
    assert finder.find() == finder.find()
    assert len(reads) == first
    put(path, ["supine 2.json"], contents.theirs)
    assert [each.kind for each in finder.find()] == ["news", "known"]
    assert reads[first:] == ["supine 2.json"]
    (path.parent / "supine 2.json").unlink()
    assert [each.path.name for each in finder.find()] == ["supine 3.json"]
    assert len(reads) == first + 1


def test_a_copy_that_is_still_being_written_is_looked_at_again(
    path: Path, contents: Contents
) -> None:
    finder = CopyFinder(make_diary(path).store)
    copy = path.parent / WITH_THE_WORD[0]
    copy.touch()
    assert [each.reason for each in finder.find()] == [copies.DAMAGED_COPY]
    stamp = copy.stat().st_mtime_ns
    for end in (100, len(contents.theirs)):
        copy.write_bytes(contents.theirs[:end])
        os.utime(copy, ns=(stamp, stamp))
        found = finder.find()
    assert [each.kind for each in found] == ["news"]


def test_one_look_reads_only_so_much_and_the_next_one_goes_on(
    path: Path, contents: Contents
) -> None:
    put(path, [f"supine {n}.json" for n in range(500)], contents.theirs)
    finder, size = CopyFinder(make_diary(path).store), len(contents.theirs)
    counts = [len(finder.find(200 * size)) for _ in range(4)]
    assert counts == [200, 400, 500, 500]
    assert len(finder.find(None)) == 500


def test_no_folder_and_a_diary_that_cannot_be_read_have_no_copies(
    tmp_path: Path, path: Path
) -> None:
    assert found(make_diary(tmp_path / "none" / "supine.json")) == {}
    put(path, WITH_A_NUMBER, write(path))
    path.write_bytes(b"?")
    assert found(make_diary(path)) == {}


@pytest.mark.parametrize("name", ["a[b]*.json", "no-suffix", "a.b.json", "(x"])
def test_a_name_with_special_characters_is_meant_as_it_is(
    name: str, tmp_path: Path, contents: Contents
) -> None:
    path = tmp_path / name
    path.write_bytes(contents.ours)
    copy = tmp_path / f"{path.stem}.sync-conflict-1{path.suffix}"
    for each in (copy, tmp_path / "aXb.sync-conflict-1.json"):
        each.write_bytes(contents.theirs)
    assert [*found(make_diary(path))] == [copy.name]


def test_dates_that_were_last_changed_in_the_same_second_tell_a_copy_without_sessions(
    path: Path,
) -> None:
    day = {"day": "2026-11-20", "check": "mild", "changed": "2026-11-20T20:00:00Z"}
    write(path, days={"1": day})
    copy = path.parent / "supine-tablet.json"
    write(copy, days={"1": day, "2": day | {"day": "2026-11-21"}})
    assert found(make_diary(path)) == {copy.name: "news"}
    write(copy, days={"1": day | {"changed": "2026-11-20T20:00:01Z"}})
    assert found(make_diary(path)) == {}
    assert dt.date(2026, 11, 20) in make_diary(path).read().days
