"""Recovery: a whole diary is salvaged or taken from a backup, or nothing is, and no byte is lost.

(docs/file-format.md, promise 3 and "Recovery")
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import NOW
from tests.diary.faults import Disk, FaultyOs, Killed
from tests.diary.made_up_schema import present_schema_is_2
from tui.diary import backups, recovery
from tui.diary.codec import SCHEMA, decode
from tui.diary.errors import NotSaved, Unreadable
from tui.diary.raw_file import decode_tables, encode_tables
from tui.diary.recovery import Recovered, recover, salvage, set_aside

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")
DEEP = 100_000
META: dict[str, Any] = {"1": {"app": "supine", "schema": SCHEMA, "rev": 7, "write": "00c0ffee"}}
SESSION = {"id": "s", "day": "2026-11-20", "reps": {"neck": {"done": 2}}, "note": 'ü } "{" \\'}
TABLES = {
    "_meta": META,
    "settings": {"1": {"sound": "bell", "keys": {"quit": "q"}}},
    "sessions": {str(n): SESSION | {"id": f"s{n}"} for n in range(1, 4)},
    "future": {"1": {"a": [1.5, "日本", None, {}]}},
}
GOOD = encode_tables(TABLES)[:-1]
LONGER = encode_tables(TABLES | {"days": {"1": {"day": "2026-11-20", "check": "mild"}}})
OLDER = encode_tables({"_meta": META, "sessions": {"1": SESSION}})
EMPTY = b'{"_meta":' + json.dumps(META).encode() + b"}"
NEWER = GOOD.replace(b'"schema":1', b'"schema":99')


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("good", [GOOD, EMPTY, NEWER, json.dumps(TABLES, indent=2).encode()])
@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\n",
        b" \r\0" * 4096,
        LONGER[len(GOOD) :],
        b"}",
        b'"',
        b"\\",
        b"{" * len(EMPTY),
        b"\xff\xfe\xe4",
        EMPTY,
        b"\0\n" + EMPTY + b"\n\0",
    ],
    ids=range(11),
)
def test_a_diary_with_a_stale_tail_is_salvaged(good: bytes, tail: bytes) -> None:
    assert salvage(good + tail) == good
    assert salvage(b" \r\n\t" + good + tail) == good
    assert salvage(b"\xef\xbb\xbf" + good + tail) == good


@pytest.mark.parametrize("tail", [EMPTY + b"}", GOOD, b"{" * DEEP, b'{"a":' * DEEP, LONGER[9:]])
def test_a_diary_followed_by_more_than_itself_is_not_salvaged(tail: bytes) -> None:
    assert salvage(EMPTY + tail) is None
    assert salvage(EMPTY + tail[: len(EMPTY)]) == EMPTY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("tail", [b"", b"}", b"\0\0\0\0", b"\xd8\xd8\xdc\xd8" * 3, b"\xff" * 9])
def test_utf_16_and_utf_32_with_a_byte_order_mark_become_utf_8(encoding: str, tail: bytes) -> None:
    data = ("\ufeff" + GOOD.decode() + "\n").encode(encoding)
    assert salvage(data + tail) == GOOD
    assert salvage(data[: len(data) // 2]) is None
    assert salvage(GOOD.decode().encode(encoding)) is None  # without a mark the encoding is a guess


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\0" * 4096,
        b"null",
        b"7 ",
        b'"supine"',
        b"[" + GOOD + b"]",
        b"\0" + GOOD,
        b"x" + GOOD,
        b"{}",
        b'{} {"_meta":{"1":{"app":"supine"}}}',
        b'{"_meta":{}}',
        b'{"_meta":{"1":{}}} tail',
        b'{"_meta":{"1":{"schema":1}}}',
        b'{"_meta":{"1":{"app":"todo"}}} tail',
        b'{"_meta":{"1":{"app":"todo"}},"sessions":{"1":{"id":"x"}}}',
        b'{"_default":{"1":{"task":"x"}}} tail',
        b'{"sessions":{"1":{"task":"x"}}} tail',
        b'{"sessions":[]} tail',
        GOOD[:-1] + b',"settings":{"1":{"quiet":NaN}}} tail',
        GOOD[:-1] + b',"x":[]} tail',
        GOOD[:-1] + b",} tail",
        GOOD[:-1] + b"]} tail",
        GOOD[:-1] + b"\0" * 64,
        GOOD[:60] + b"\0" * 64 + b"}" * 9,
        b"[" * DEEP,
        b"{" * DEEP,
        b'{"a":' * DEEP + b"1" + b"}" * DEEP + b" tail",
        EMPTY[:-1] + b',"sessions":{"1":{"id":' + b"[" * DEEP + b"]" * DEEP + b"}}} tail",
        EMPTY[:-1] + b',"x":{"1":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}} tail",
        b"\xff\xfe",
        b"\xff\xfe\0\0",
        b"\xfe\xff\xd8",
    ],
    ids=range(33),
)
def test_what_is_no_whole_diary_is_not_salvaged(data: bytes) -> None:
    assert salvage(data) is None


def test_tables_without_a_mark_are_a_diary_if_they_hold_a_record_that_fits() -> None:
    data = b'{"sessions":{"1":{"id":"x","day":"2026-11-20"}}}'
    assert salvage(data + b" tail") == data


def test_a_record_that_is_not_utf_8_stays_as_it_is() -> None:
    data = GOOD[:-1] + b',"days":{"1":{"day":"\xe4"}}}'
    assert salvage(data + b" tail") == data


@pytest.mark.parametrize(
    "data",
    [b'{"' + b'\\"' * 10**6, b"{" + b'"\\' * 10**6, b"{" + b'" ' * (10**6 + 1), b'{"a":[' * 10**5],
)
def test_the_time_is_proportional_to_the_bytes_however_the_quotes_are_broken(data: bytes) -> None:
    assert salvage(data) is None  # looking at every byte again for each quote would take hours


TEXT = st.text(max_size=8) | st.sampled_from(['"', "\\", "{", "}", '\\"', "\0", "\u2028", "💪"])
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)
RECORDS = st.dictionaries(st.integers(1, 99).map(str), st.dictionaries(TEXT, JSON, max_size=3))
DIARIES = st.builds(
    lambda tables, dump: dump({"_meta": META} | tables),
    st.dictionaries(st.sampled_from(["sessions", "days", "other"]) | TEXT, RECORDS, max_size=3),
    st.sampled_from(
        [
            lambda tables: encode_tables(tables)[:-1],
            lambda tables: json.dumps(tables).encode(),
            lambda tables: json.dumps(tables, indent=1, ensure_ascii=False).encode(),
        ]
    ),
)
TAILS = st.binary() | DIARIES | st.sampled_from([b"}", b'"}', b"\0" * 99, b'"' * 9, b"\\" * 9])


@settings(max_examples=150)
@given(DIARIES, TAILS, st.integers(0, 400))
def test_any_diary_with_any_tail_is_salvaged_exactly(data: bytes, tail: bytes, start: int) -> None:
    tail = tail[start:][: len(data)]
    assert salvage(data + tail) == data
    assert salvage(data + tail + b"\0" * 4096) == data


@settings(max_examples=100)
@given(DIARIES, st.data())
def test_a_diary_that_was_cut_is_not_salvaged(data: bytes, more: st.DataObject) -> None:
    cut = data[: more.draw(st.integers(0, len(data) - 1))]
    assert salvage(cut) is None
    assert salvage(cut + b"\0" * 64) is None


def test_no_cut_of_a_diary_is_a_diary() -> None:
    assert [end for end in range(len(GOOD)) if salvage(GOOD[:end]) is not None] == []


@settings(max_examples=300)
@given(
    st.binary()
    | st.lists(st.sampled_from([*b'{}[]":,\\ \0\xef\xbb\xbf\xff\xfe1a'])).map(bytes)
    | st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 9)).map(
        lambda at: GOOD[: at[0]] + at[1] + GOOD[at[0] + at[2] :]
    )
)
def test_any_bytes_give_a_diary_or_none_and_never_raise(data: bytes) -> None:
    found = salvage(data)
    if found is not None:
        decode(Path("supine.json"), found)
        assert decode_tables(Path("supine.json"), found)
        assert found in data
        assert salvage(found) == found


def test_the_copy_is_private_and_beside_the_file_and_its_name_has_the_date(path: Path) -> None:
    damaged = b"\0" * 100
    path.write_bytes(damaged)
    aside = set_aside(path, damaged, NOW)
    assert aside.parent == path.parent
    assert aside.name == "supine.json.damaged-20261122-cd00e292"
    assert aside.read_bytes() == path.read_bytes() == damaged
    if sys.platform != "win32":
        assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_the_same_bytes_are_copied_once_whatever_the_date(path: Path) -> None:
    first = set_aside(path, b"a", NOW)
    assert set_aside(path, b"a", NOW + dt.timedelta(days=400)) == first
    second = set_aside(path, b"b", NOW)
    assert second != first
    assert names_in(path.parent) == sorted([first.name, second.name])


def test_the_copy_is_beside_the_file_that_a_symlink_points_to(path: Path) -> None:
    real = path.parent / "synced" / "real.json"
    real.parent.mkdir()
    path.symlink_to(real)
    assert set_aside(path, b"a", NOW).parent == real.parent
    assert set_aside(real, b"a", NOW) == set_aside(path, b"a", NOW)


@pytest.mark.parametrize("taken", ["file", "folder", "symlink"])
def test_a_name_that_something_else_has_taken_is_left_alone(taken: str, path: Path) -> None:
    wanted = set_aside(path, b"a", NOW)
    wanted.unlink()
    victim = path.parent / "victim"
    if taken == "file":
        wanted.write_bytes(b"cut")
    elif taken == "folder":
        wanted.mkdir()
    else:
        victim.write_bytes(b"a")
        wanted.symlink_to(victim)
    aside = set_aside(path, b"a", NOW)
    assert aside.name == f"{wanted.name}-2"
    assert aside.read_bytes() == b"a"
    assert set_aside(path, b"a", NOW + dt.timedelta(days=1)) == aside
    assert wanted.is_dir() if taken == "folder" else wanted.read_bytes() in (b"cut", b"a")


@POSIX
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("most", [None, 3], ids=["whole", "short"])
def test_whichever_call_fails_there_is_no_half_copy(
    code: int, most: int | None, tmp_path: Path, disk: Disk
) -> None:
    counting = disk.use(FaultyOs(most=most))
    set_aside(tmp_path / "supine.json", b"damaged!", NOW)
    for number in range(1, len(counting.calls) + 1):
        path = tmp_path / str(number) / "supine.json"
        path.parent.mkdir()
        path.write_bytes(b"damaged!")
        system = disk.use(FaultyOs(number, code, most=most))
        with pytest.raises(NotSaved):
            set_aside(path, b"damaged!", NOW)
        assert names_in(path.parent) == ["supine.json"], counting.calls[number - 1]
        assert path.read_bytes() == b"damaged!"
        assert system.flushed_after_failure == []
        assert sorted(system.opened) == sorted(system.closed)


@POSIX
def test_a_program_that_dies_at_any_call_leaves_no_half_copy(tmp_path: Path, disk: Disk) -> None:
    counting = disk.use(FaultyOs())
    set_aside(tmp_path / "supine.json", b"damaged!", NOW)
    for number in range(1, len(counting.calls) + 1):
        path = tmp_path / str(number) / "supine.json"
        path.parent.mkdir()
        system = disk.use(FaultyOs(number, is_killed=True))
        with pytest.raises(Killed):
            set_aside(path, b"damaged!", NOW)
        for descriptor in set(system.opened) - set(system.closed):
            os.close(descriptor)
        again = disk.use(FaultyOs())
        aside = set_aside(path, b"damaged!", NOW + dt.timedelta(days=1))
        assert again.calls[-3:] == ["open", "fsync", "close"], "its name may not be on the disk"
        later = NOW + dt.timedelta(days=3650)
        stale = recovery.stale_temporaries(path, later)
        assert {*stale, aside} == set(path.parent.iterdir())
        assert aside.read_bytes() == b"damaged!"


@pytest.mark.parametrize("function", ["iterdir", "read_bytes"])
def test_without_access_to_the_folder_there_is_no_copy(
    function: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_aside(path, b"a", NOW)

    def fail(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, function, fail)
    with pytest.raises(NotSaved, match="permission denied"):
        set_aside(path, b"a", NOW)


def test_an_existing_copy_that_cannot_be_confirmed_does_not_count(path: Path, disk: Disk) -> None:
    set_aside(path, b"a", NOW)
    disk.use(FaultyOs(2))
    with pytest.raises(NotSaved):
        set_aside(path, b"a", NOW)


ERROR = Unreadable(Path("supine.json"), "it is damaged")
HOUR = dt.timedelta(hours=1)


def test_salvage_comes_before_a_backup(path: Path) -> None:
    backups.make(path, OLDER, "daily", NOW)
    found = recover(path, GOOD + b"tail", NOW, ERROR)
    aside = set_aside(path, GOOD + b"tail", NOW)
    assert found == Recovered(GOOD, "salvage", None, aside)
    assert aside.read_bytes() == GOOD + b"tail"


def test_without_salvage_the_newest_backup_is_taken_that_is_a_diary_of_no_newer_program(
    path: Path,
) -> None:
    backups.make(path, LONGER, "daily", NOW - 9 * HOUR)
    wanted = backups.make(path, OLDER, "migration", NOW - 8 * HOUR)
    backups.make(path, b'{"_meta":{"1":{"app":"todo"}}}', "manual", NOW - 7 * HOUR)
    backups.make(path, NEWER, "import", NOW - 6 * HOUR)
    backups.make(path, GOOD[:-9], "restore", NOW - 5 * HOUR)
    broken = backups.make(path, GOOD, "daily", NOW - 4 * HOUR)
    broken.path.write_bytes(broken.path.read_bytes()[:-9])
    with present_schema_is_2():
        found = recover(path, b"damaged", NOW, ERROR)
    assert found == Recovered(backups.read(wanted), "backup", wanted.made, found.damaged_copy)
    assert found.damaged_copy is not None
    assert found.damaged_copy.read_bytes() == b"damaged"


def test_a_backup_with_a_time_in_the_future_comes_last(path: Path) -> None:
    backups.make(path, OLDER, "daily", NOW + 24 * HOUR)
    assert recover(path, b"", NOW, ERROR).data == OLDER
    backups.make(path, GOOD, "daily", NOW - 24 * HOUR)
    assert recover(path, b"", NOW, ERROR).data == GOOD


def test_with_nothing_to_recover_from_the_error_is_raised_and_nothing_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (b"", b"damaged", b'{"_default":{"1":{"task":"x"}}}'):
        with pytest.raises(Unreadable) as raised:
            recover(path, data, NOW, ERROR)
        assert raised.value is ERROR
    assert names_in(path.parent) == []
    backups.make(path, GOOD, "daily", NOW)

    def fail(_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", fail)
        with pytest.raises(Unreadable) as raised:
            recover(path, b"damaged", NOW, ERROR)
    assert raised.value is ERROR
    assert names_in(path.parent) == ["supine-backups"]


@pytest.mark.parametrize("how", ["salvage", "backup"])
def test_without_a_copy_the_diary_is_recovered_all_the_same(
    how: str, path: Path, disk: Disk
) -> None:
    backups.make(path, GOOD, "daily", NOW)
    disk.fill()
    found = recover(path, GOOD + b"tail" if how == "salvage" else b"damaged", NOW, ERROR)
    assert (found.source, found.data, found.damaged_copy) == (how, GOOD, None)


@settings(max_examples=60)
@given(data=st.binary(max_size=40), tail=st.binary(max_size=40))
def test_whatever_the_damaged_bytes_a_copy_of_them_is_made(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, tail: bytes
) -> None:
    assume(salvage(data) is None)
    path = tmp_path_factory.mktemp("d") / "supine.json"
    for damaged in (data, GOOD + tail):
        backups.make(path, OLDER, "daily", NOW)
        found = recover(path, damaged, NOW, ERROR)
        assert found.data == (OLDER if damaged is data else GOOD)
        assert found.damaged_copy is not None
        assert found.damaged_copy.read_bytes() == damaged
