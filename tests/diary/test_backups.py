"""Backups: whole or not there at all, listed, and kept as long as promised.

(docs/file-format.md, promise 5 and "Backups")
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import gzip
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import EASTERN, NOW, TODAY, TOMORROW
from tests.clock import in_zone
from tests.diary.faults import Disk, FaultyOs, Killed
from tui.diary import backups
from tui.diary.backups import KINDS, Backup, BackupKind
from tui.diary.errors import NotSaved, Unconfirmed, Unreadable

UTC = dt.UTC
UTC_TIME = in_zone(UTC)
DATA = b'{"_meta":{"1":{"app":"supine","schema":1}},"sessions":{}}\n' * 30
START = dt.date(2025, 1, 1)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")
MAKE = ["open", "fsync", "close"]  # the folder's own entry
MAKE += ["open", "fchmod", "write", "fsync", "close", "replace", "open", "fsync", "close"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def at(date: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(hour, minute), UTC)


def backup(made: dt.datetime, kind: BackupKind = "daily") -> Backup:
    """A backup without a file."""
    return Backup(Path(f"{made:%Y%m%dT%H%M%SZ}-{kind}.json.gz"), made, kind)


def put_in_folder(path: Path, name: str) -> Path:
    """Make a file in the folder of backups, and return it."""
    found = backups.folder_of(path) / name
    found.parent.mkdir(exist_ok=True)
    found.write_bytes(b"?")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_private_and_its_name_has_time_and_kind_and_it_reads_back(
    kind: BackupKind, path: Path
) -> None:
    made = backups.make(path, DATA, kind, NOW)
    assert made.path == path.parent / "supine-backups" / f"20261123T031005Z-{kind}.json.gz"
    assert made.name == made.path.name
    assert made.made == dt.datetime(2026, 11, 23, 3, 10, 5, tzinfo=UTC)
    assert made.kind == kind
    assert backups.listed(path) == [made]
    assert backups.read(made) == DATA
    assert gzip.decompress(made.path.read_bytes()) == DATA
    if sys.platform != "win32":
        assert (mode(made.path), mode(made.path.parent)) == (0o600, 0o700)


def test_equal_content_gives_equal_bytes(path: Path) -> None:
    first, second = (backups.make(path, DATA, "daily", at(day)) for day in (TODAY, TOMORROW))
    assert first.path.read_bytes() == second.path.read_bytes()


def test_backups_of_one_second_are_numbered_across_kinds_and_the_last_is_newest(
    path: Path,
) -> None:
    kinds: list[BackupKind] = ["migration", "daily", "daily", "import", *["manual"] * 8]  # type: ignore[list-item]
    made = [backups.make(path, bytes([n]), kind, NOW) for n, kind in enumerate(kinds)]
    assert [each.name.split("-", 1)[1] for each in made[:4]] == [
        "migration.json.gz",
        "daily-2.json.gz",
        "daily-3.json.gz",
        "import-4.json.gz",
    ]
    assert backups.listed(path) == made[::-1]


def test_a_name_that_something_else_has_taken_is_not_used(path: Path) -> None:
    name = "20261123T031005Z-daily.json.gz"
    put_in_folder(path, "x").unlink()
    (backups.folder_of(path) / name).symlink_to(path.parent / "victim")
    assert backups.make(path, DATA, "daily", NOW).number == 2
    assert not (path.parent / "victim").exists()


def test_the_backups_of_a_symlinked_diary_are_beside_the_file_itself(path: Path) -> None:
    real = path.parent / "synced" / "real.json"
    real.parent.mkdir()
    real.write_bytes(DATA)
    path.symlink_to(real)
    made = backups.make(path, DATA, "manual", NOW)
    assert made.path.parent == real.parent / "real-backups"
    assert backups.listed(path) == backups.listed(real) == [made]


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "20261122T210500Z-daily.json",
        "20261122T210500Z-hourly.json.gz",
        "20261322T210500Z-daily.json.gz",
        "20261122T250500Z-daily.json.gz",
        "00010101T000000Z-daily.json.gz",
        "20261122T210500Z-daily-1.json.gz",
        "20261122T210500Z-daily-02.json.gz",
        "20261122T210500Z-daily.json.gz.part",
        ".20261122T210500Z-daily.json.gz.0a1b2c3d.tmp",
        "２0261122T210500Z-daily.json.gz",
    ],
)
def test_a_foreign_file_is_neither_listed_nor_deleted(name: str, path: Path) -> None:
    try:
        foreign = put_in_folder(path, name)
    except UnicodeEncodeError:
        pytest.skip("no file can have this name here")
    assert backups.listed(path) == []
    assert not backups.has_daily(path, dt.date(2026, 11, 22), UTC_TIME)
    assert backups.prune(path, at(dt.date(2036, 1, 1)), UTC_TIME) == []
    assert foreign.exists()


def test_folders_and_symlinks_are_foreign_whatever_their_names(path: Path) -> None:
    put_in_folder(path, "x").unlink()
    (backups.folder_of(path) / "20261122T210500Z-daily.json.gz").mkdir()
    (backups.folder_of(path) / "20261122T210501Z-daily.json.gz").symlink_to(path)
    assert backups.listed(path) == []


def test_without_a_folder_there_are_no_backups(path: Path) -> None:
    assert backups.listed(path) == []
    assert not backups.has_daily(path, TODAY, UTC_TIME)
    assert backups.prune(path, NOW, UTC_TIME) == []
    backups.folder_of(path).write_bytes(b"in the way")
    assert backups.listed(path) == []
    with pytest.raises(NotSaved):
        backups.make(path, DATA, "daily", NOW)


def test_the_date_of_a_daily_backup_is_that_of_a_time_zone(path: Path) -> None:
    backups.make(path, DATA, "manual", at(TODAY))
    assert not backups.has_daily(path, TODAY, UTC_TIME)
    backups.make(path, DATA, "daily", NOW)  # 22:10 here, and tomorrow in UTC
    assert backups.has_daily(path, TODAY, in_zone(EASTERN))
    assert not backups.has_daily(path, TOMORROW, in_zone(EASTERN))
    assert backups.has_daily(path, TOMORROW, UTC_TIME)
    assert not backups.has_daily(path, TODAY, UTC_TIME)


WHOLE = gzip.compress(DATA, 6, mtime=0)


def test_a_backup_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "supine.json"
    made = backups.make(path, DATA, "manual", NOW)
    monkeypatch.setattr(backups, "MOST_BYTES", len(DATA))
    assert backups.read(made) == DATA
    made.path.write_bytes(gzip.compress(bytes(1_000_000)))
    with pytest.raises(Unreadable, match="it would unpack to over"):
        backups.read(made)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged or cut short"),
        (WHOLE[:-1], "damaged or cut short"),
        (WHOLE + WHOLE, "damaged or cut short"),
        (WHOLE[:7], "damaged or cut short"),
        (WHOLE[:20] + b"\0" * 20, "damaged or cut short"),
        (WHOLE + b"tail", "damaged or cut short"),
        (DATA, "damaged or cut short"),
        (None, "no such file"),
    ],
)
def test_a_damaged_backup_is_unreadable_and_the_error_says_why(
    data: bytes | None, words: str, path: Path
) -> None:
    made = backups.make(path, DATA, "daily", NOW)
    if data is None:
        made.path.unlink()
    else:
        made.path.write_bytes(data)
    with pytest.raises(Unreadable, match=words) as raised:
        backups.read(made)
    assert str(made.path) in str(raised.value)
    assert "\n" not in str(raised.value)


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=12))
def test_a_mutated_backup_is_read_whole_or_unreadable(
    tmp_path_factory: pytest.TempPathFactory, start: int, put: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.json.gz"
    path.write_bytes(WHOLE[:start] + put + WHOLE[start + len(put) :])
    with contextlib.suppress(Unreadable):
        assert backups.read(Backup(path, NOW, "daily")) == DATA


@POSIX
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("most", [None, 40], ids=["whole", "short"])
def test_whichever_call_fails_a_backup_is_whole_or_not_there(
    code: int, most: int | None, tmp_path: Path, disk: Disk
) -> None:
    counting = disk.use(FaultyOs(most=most))
    backups.make(tmp_path / "count" / "supine.json", DATA, "daily", NOW)
    assert [call for n, call in enumerate(counting.calls) if most is None or n < 6] == (
        MAKE if most is None else MAKE[:6]
    )
    replaced = counting.calls.index("replace") + 1
    for number in range(1, len(counting.calls) + 1):
        path = tmp_path / str(number) / "supine.json"
        disk.heal()
        before = backups.make(path, b"old", "daily", NOW - dt.timedelta(days=1))
        system = disk.use(FaultyOs(number, code, most=most))
        expected = NotSaved if number <= replaced else Unconfirmed
        with pytest.raises(expected, match=os.strerror(code).lower()):
            backups.make(path, DATA, "daily", NOW)
        *new, old = backups.listed(path)
        assert old == before
        assert [backups.read(each) for each in new] == ([] if number <= replaced else [DATA])
        assert len(list(old.path.parent.iterdir())) == 1 + len(new), "something was left behind"
        assert system.flushed_after_failure == []
        assert sorted(system.opened) == sorted(system.closed)


@POSIX
def test_a_program_that_dies_at_any_call_leaves_no_half_backup(tmp_path: Path, disk: Disk) -> None:
    for number in range(1, len(MAKE) + 1):
        path = tmp_path / str(number) / "supine.json"
        system = disk.use(FaultyOs(number, is_killed=True))
        with pytest.raises(Killed):
            backups.make(path, DATA, "daily", NOW)
        for descriptor in set(system.opened) - set(system.closed):
            os.close(descriptor)
        assert all(backups.read(each) == DATA for each in backups.listed(path))
        disk.heal()
        again = backups.make(path, DATA, "daily", NOW)
        assert backups.listed(path)[0] == again


@pytest.mark.parametrize("function", ["mkdir", "read_bytes"])
def test_a_folder_that_cannot_be_made_or_a_copy_that_cannot_be_read_is_no_backup(
    function: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(Path, function, fail)
        with pytest.raises(NotSaved):
            backups.make(path, DATA, "daily", NOW)
    assert backups.listed(path) == []


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_backup_that_reads_back_differently_does_not_count(
    is_confirmed: bool, path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_confirmed:
        disk.lose_confirmation()
    monkeypatch.setattr(Path, "read_bytes", lambda _: gzip.compress(DATA[:-1]))
    with pytest.raises(NotSaved, match="could not be read back"):
        backups.make(path, DATA, "daily", NOW)
    assert list(backups.folder_of(path).iterdir()) == []


def test_a_folder_that_cannot_be_listed_raises_and_nothing_is_pruned(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make(path, DATA, "daily", NOW)

    def fail(_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", fail)
        with pytest.raises(Unreadable, match="permission denied"):
            backups.listed(path)
        assert backups.prune(path, NOW, UTC_TIME) == []
    assert len(backups.listed(path)) == 1


def test_a_backup_that_cannot_be_deleted_stays_without_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour in range(3):
        backups.make(path, DATA, "daily", at(TODAY, hour))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda _: (_ for _ in ()).throw(PermissionError()))
        assert backups.prune(path, at(TODAY), UTC_TIME) == []
    assert len(backups.listed(path)) == 3
    assert [each.made.hour for each in backups.prune(path, at(TODAY), UTC_TIME)] == [1, 0]
    assert [each.made.hour for each in backups.listed(path)] == [2]


def dates_kept(dates: list[dt.date]) -> set[dt.date]:
    """The promise computed in another way: the newest of 7 dates, 4 weeks and 12 months."""

    def last(count: int, period: Callable[[dt.date], Any]) -> set[dt.date]:
        periods = sorted({period(day) for day in dates})[-count:]
        return {max(day for day in dates if period(day) == each) for each in periods}

    return (
        last(7, lambda day: day)
        | last(4, lambda day: tuple(day.isocalendar())[:2])
        | last(12, lambda day: (day.year, day.month))
    )


def test_after_two_years_of_daily_backups_7_dates_4_weeks_and_12_months_are_kept() -> None:
    dates = [START + dt.timedelta(days) for days in range(730)]
    staying: set[Backup] = set()
    for day in dates:
        staying = backups.to_keep(staying | {backup(at(day))}, at(day, 13), UTC_TIME)
    last = dates[-1]  # Thursday 2026-12-31
    assert sorted(each.made.date() for each in staying) == sorted(
        {last - dt.timedelta(days) for days in range(7)}
        | {dt.date(2026, 12, 13), dt.date(2026, 12, 20), dt.date(2026, 12, 27)}
        | {dt.date(2026, month + 1, 1) - dt.timedelta(1) for month in range(1, 12)}
    )


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 40)), min_size=1, max_size=40))
def test_two_years_with_gaps_keep_what_is_promised_however_often_they_are_pruned(
    runs: list[tuple[int, int]],
) -> None:
    dates: list[dt.date] = []
    day = START
    for used, gap in runs:
        dates += [day + dt.timedelta(days) for days in range(used)]
        day = dates[-1] + dt.timedelta(gap + 1)
    dates = [day for day in dates if day < START + dt.timedelta(730)]
    staying: set[Backup] = set()
    for day in dates:
        staying = backups.to_keep(
            staying | {backup(at(day, 9)), backup(at(day, 10))}, at(day, 11), UTC_TIME
        )
    everything = [backup(at(day, hour)) for day in dates for hour in (9, 10)]
    assert staying == backups.to_keep(everything, at(dates[-1], 11), UTC_TIME)
    assert {each.made for each in staying} == {at(day, 10) for day in dates_kept(dates)}


KIND = st.sampled_from(KINDS)
HOURS = st.dictionaries(st.integers(0, 24 * 730), KIND, max_size=60)


@settings(max_examples=60)
@given(HOURS)
def test_the_newest_five_others_and_all_migrations_stay_and_pruning_twice_changes_nothing(
    made: dict[int, BackupKind],
) -> None:
    found = [backup(at(START, 0) + dt.timedelta(hours=n), made[n]) for n in sorted(made)]
    now = at(START, 0) + dt.timedelta(hours=24 * 730)
    staying = backups.to_keep(found, now, UTC_TIME)
    others = [each for each in found if each.kind not in ("daily", "migration")]
    migrations = {each for each in found if each.kind == "migration"}
    assert migrations | set(others[-5:]) <= staying
    dates = [each.made.date() for each in found if each.kind != "migration"]
    assert dates_kept(dates) <= {each.made.date() for each in staying}
    assert backups.to_keep(staying, now, UTC_TIME) == staying
    assert len(staying - migrations - set(others[-5:])) <= 7 + 4 + 12


def test_dates_are_those_of_the_local_time_zone() -> None:
    evening, night = NOW.astimezone(UTC), NOW.astimezone(UTC) - dt.timedelta(hours=4)
    assert evening.date() != night.date()
    here = in_zone(NOW.tzinfo)
    assert backups.to_keep([backup(evening), backup(night)], NOW, here) == {backup(evening)}
    assert len(backups.to_keep([backup(evening), backup(night)], NOW, UTC_TIME)) == 2


def test_backups_with_a_time_in_the_future_stay_and_take_no_place() -> None:
    wrong = {backup(at(dt.date(2099, 1, day))) for day in range(1, 31)}
    right = {backup(at(TODAY - dt.timedelta(days))) for days in range(7)}
    assert backups.to_keep(wrong | right, at(TODAY, 13), UTC_TIME) == wrong | right
