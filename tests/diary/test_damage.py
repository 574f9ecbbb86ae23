"""Damaged files: recovered where possible, else refused as `Unreadable` and left as they are.

Whatever the bytes, no other error is raised and no damaged byte is lost. (docs/file-format.md,
promises 3 and 4, "Recovery")
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import TARGETS, TODAY, contents, done, full_file, make_diary
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unreadable
from tui.diary.raw_file import decode_tables
from tui.practice.models import DEFAULT_ROUTINE, Band

DEEP = 100_000
META = b'"_meta":{"1":{"app":"supine","schema":1,"rev":7,"write":"0"}}'
GOOD = b"{" + META + b',"sessions":{"1":{"id":"x","day":"2026-11-20"}}}\n'
DAMAGED = {
    "empty": (b"", "it is empty, so it isn't a diary"),
    "blank": (b" \n", ""),
    "null": (b"null", ""),
    "number": (b"7", ""),
    "text": (b'"supine"', ""),
    "list": (b"[1, 2]", "Expected `object`, got `array`"),
    "list of tables": (b"[" + GOOD + b"]", "Expected `object`, got `array`"),
    "cut": (GOOD[:-20], "truncated"),
    "cut to its first byte": (GOOD[:1], "truncated"),
    "zeroes": (b"\0" * 512, ""),
    "zeroes at the end": (GOOD[:40] + b"\0" * 64, ""),
    "not UTF-8": (b'{"\xe4": {"1": {}}}', "it is not text in UTF-8"),
    "deep lists": (b"[" * DEEP, ""),
    "deep tables": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "it is nested too deeply"),
    "deep record": (
        b"{" + META + b',"sessions":{"1":{"id":' + b"[" * DEEP + b"]" * DEEP + b"}}}",
        "it is nested too deeply",
    ),
    "deep unknown field": (
        b"{" + META + b',"sessions":{"1":{"x":' + b'[{"a":' * DEEP + b"1" + b"}]" * DEEP + b"}}}",
        "it is nested too deeply",
    ),
    "not a number": (b"{" + META + b',"settings":{"1":{"quiet":NaN}}}', "malformed"),
    "table that is a list": (b"{" + META + b',"sessions":[]}', "Expected `object`, got `array`"),
    "another program's mark": (b'{"_meta":{"1":{"app":"todo"}}}', "another program (todo)"),
    "another program's tables": (b'{"_default":{"1":{"task":"x"}}}', "another program's file"),
    "another program's meta": (b'{"_meta":{"1":{"schema":"v2"}}}', "does not say which program"),
}
SALVAGED = {
    "stale tail": GOOD + b'"day":"2026-11-20"}}}',
    "zeroes behind": GOOD + b"\0" * 300,
    "other encoding": GOOD.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
}
CHANGES: list[Callable[[Diary], object]] = [
    lambda diary: diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS),
    lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2)),
    lambda diary: diary.record_reps("x", done(2)),
    lambda diary: diary.remove_session("last"),
    lambda diary: diary.close_abandoned(TODAY),
    lambda diary: diary.record_feeling(TODAY, Band.CLEAR),
    lambda diary: diary.acknowledge(TODAY),
    lambda diary: diary.rest(TODAY, "ill"),
    lambda diary: diary.preferences.welcome(),
    lambda diary: diary.preferences.set_props("neck-and-upper-back", []),
]


def test_a_record_that_is_not_utf_8_is_left_out_and_stays(path: Path) -> None:
    broken = b'{"id":"\xe4","day":"2026-11-22"}'
    path.write_bytes(b"{" + META + b',"sessions":{"1":' + broken + b"}}")
    diary = make_diary(path)
    (problem,) = diary.read().problems
    assert (problem.table, problem.key) == ("sessions", "1")
    diary.rest(TODAY, "ill")
    assert broken in path.read_bytes()


@pytest.mark.parametrize("name", SALVAGED)
def test_what_can_be_salvaged_is_used_after_a_copy_was_set_aside(name: str, path: Path) -> None:
    path.write_bytes(GOOD)
    sound = make_diary(path).read()
    path.write_bytes(SALVAGED[name])
    diary = make_diary(path)
    assert diary.read().file == sound.file
    recovered = diary.store.recovered
    assert recovered is not None and recovered.source == "salvage"
    assert recovered.damaged_copy is not None
    assert recovered.damaged_copy.read_bytes() == SALVAGED[name]
    assert path.read_bytes() == SALVAGED[name], "reading changes nothing"
    diary.rest(TODAY, "ill")
    fresh = make_diary(path)
    assert fresh.read().days[TODAY].rest_reason == "ill"
    assert fresh.store.recovered is None
    assert diary.store.recovered is recovered, "the program that found it still reports it"
    assert recovered.damaged_copy.read_bytes() == SALVAGED[name]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_recovered_from_the_newest_backup(name: str, path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    diary.store.make_backup("manual")
    data, _ = DAMAGED[name]
    path.write_bytes(data)
    again = make_diary(path)
    assert [each.day for each in again.read().sessions] == [TODAY]
    recovered = again.store.recovered
    assert recovered is not None and recovered.source == "backup"
    assert recovered.damaged_copy is not None and recovered.damaged_copy.read_bytes() == data
    again.rest(TODAY, "ill")
    assert len(make_diary(path).read().sessions) == 1


def test_a_damaged_file_that_cannot_be_set_aside_is_not_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.diary import recovery
    from tui.diary.errors import NotSaved

    path.write_bytes(SALVAGED["stale tail"])

    def refuse(*_: object) -> Path:
        raise NotSaved(path, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "set_aside", refuse)
        diary = make_diary(path)
        diary.read()
        with pytest.raises(NotSaved):
            diary.rest(TODAY, "ill")
        assert path.read_bytes() == SALVAGED["stale tail"]
    diary.rest(TODAY, "ill")
    assert make_diary(path).read().days[TODAY].rest_reason == "ill"
    recovered = diary.store.recovered
    assert recovered is not None and recovered.damaged_copy is not None
    assert recovered.damaged_copy.read_bytes() == SALVAGED["stale tail"]


def test_a_write_that_would_drop_most_records_is_refused(path: Path) -> None:
    from tui.diary.errors import NotSaved

    diary = make_diary(path)
    for back in range(9):
        diary.log_session(DEFAULT_ROUTINE, TODAY - dt.timedelta(days=back), done(2))
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="of 11 records would be left"):
        diary.store.change(lambda _, tables: tables._table("sessions").truncate())
    assert path.read_bytes() == before
    assert len(diary.read().sessions) == 9


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_without_a_backup_is_unreadable_and_stays_byte_for_byte(
    name: str, tmp_path: Path
) -> None:
    data, words = DAMAGED[name]
    path = tmp_path / "supine.json"
    path.write_bytes(data)
    diary = make_diary(path)
    for use in (Diary.read, *CHANGES):
        with pytest.raises(Unreadable) as raised:
            use(diary)
        message = str(raised.value)
        assert message.startswith(f"cannot read {path}: ")
        assert words in message
        assert "\n" not in message
        assert len(message) < 300 + len(str(path))
    assert path.read_bytes() == data
    beside = {each.name for each in tmp_path.iterdir()}
    assert beside <= {"supine.json", ".supine.json.lock", ".supine.json.session"}


def test_a_file_that_is_damaged_and_whole_again_is_read_again(path: Path) -> None:
    diary = make_diary(path)
    path.write_bytes(GOOD)
    assert len(diary.read().sessions) == 1
    path.write_bytes(GOOD[:-9])
    for _ in range(2):
        with pytest.raises(Unreadable):
            diary.read()
    path.write_bytes(GOOD)
    assert len(diary.read().sessions) == 1
    path.unlink()
    assert diary.read().sessions == ()


@pytest.mark.parametrize("data", [b"{}", b'{"_default": {}}', b'{"_meta": {"1": {}}}'])
def test_a_file_of_no_records_is_an_empty_diary(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    diary = make_diary(path)
    assert diary.read().sessions == ()
    diary.rest(TODAY, "ill")
    assert set(json.loads(data)) <= set(contents(path))


FULL = full_file()
PLACES = st.integers(0, len(FULL))
BYTES = (
    st.binary(min_size=1, max_size=3)
    | st.sampled_from([b'"', b"{", b"}", b"[", b"]", b",", b":", b"-", b"e9", b"\\u", b"\\"])
    | st.sampled_from([b"null", b"1e999", b"99999999999999999999999", b"true", b"NaN", b'"":{}'])
    | st.sampled_from([b"9999-12-31T23:59:59-23:59", b"0001-01-01", b"2026-02-30", b"\\ud800"])
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = FULL
    for _ in range(draw(st.integers(1, 3))):
        start = draw(PLACES)
        how = draw(st.sampled_from(["put", "replace", "cut", "drop", "repeat"]))
        if how == "put":
            data = data[:start] + draw(BYTES) + data[start:]
        elif how == "replace":
            new = draw(BYTES)
            data = data[:start] + new + data[start + len(new) :]
        elif how == "cut":
            data = data[:start]
        else:
            end = start + draw(st.integers(1, 40))
            part = data[start:end]
            data = data[:start] + (part * 2 if how == "repeat" else b"") + data[end:]
    return data


# Values as a whole, too: the file stays JSON, and every field gets its turn.
@st.composite
def with_another_value(draw: st.DrawFn) -> bytes:
    tree = json.loads(FULL)
    spots: list[tuple[dict[str, object] | list[object], str | int]] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            for key in node:
                spots.append((node, key))
                walk(node[key])
        elif isinstance(node, list):
            for index in range(len(node)):
                spots.append((node, index))
                walk(node[index])

    walk(tree)
    holder, key = draw(st.sampled_from(spots))
    value = draw(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=5)
        | st.sampled_from(["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "daily"])
        | st.lists(st.integers(), max_size=2)
        | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
    )
    if isinstance(holder, dict) and draw(st.booleans()):
        holder[draw(st.text(max_size=5))] = holder.pop(str(key))
    else:
        holder[key] = value  # type: ignore[index]
    return json.dumps(tree, ensure_ascii=draw(st.booleans())).encode()


@settings(max_examples=800, deadline=None)
@given(mutated() | with_another_value() | st.binary(max_size=60))
def test_mutated_bytes_decode_or_are_unreadable_and_nothing_else(data: bytes) -> None:
    try:
        decoded = decode(Path("x"), data)
    except Unreadable as error:
        assert "\n" not in str(error)
        return
    assert decoded.meta.app == "supine"
    for problem in decoded.problems:
        assert str(problem)


@settings(max_examples=400, deadline=None)
@given(mutated() | with_another_value(), st.sampled_from(CHANGES))
def test_a_change_of_a_mutated_file_is_made_or_refused_and_loses_no_record(
    data: bytes, change: Callable[[Diary], object]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "supine.json"
        path.write_bytes(data)
        diary = make_diary(path, ids="new")
        try:
            change(diary)
        except DiaryError as error:
            assert "\n" not in str(error)
            assert path.read_bytes() == data
            return
        if path.read_bytes() == data:
            return  # there was nothing to close
        if diary.store.recovered is not None:
            aside = diary.store.recovered.damaged_copy
            assert aside is not None and aside.read_bytes() == data, "damaged bytes are never gone"
            return
        before, after = decode_tables(path, data), decode_tables(path, path.read_bytes())
        for table, records in before.items():
            if len({_number(key) for key in records}) < len(records):
                continue  # two spellings of one number: TinyDB itself knows only one of them
            gone = _bytes(records) - _bytes(after[table])
            assert sum(gone.values()) <= 1, "more than the changed record has changed"
            assert len(after[table]) >= len(records)
        diary.read()


def _number(key: str) -> object:
    try:
        return int(key)
    except ValueError:
        return key


def _bytes(records: Mapping[str, msgspec.Raw]) -> Counter[bytes]:
    return Counter(map(bytes, records.values()))
