"""What is exported is imported with nothing lost; what is wrong with a file is said, and undone."""

from __future__ import annotations

import argparse
import copy
import csv
import datetime as dt
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diary.files import BLADES, NECK, NOW, ROUTINE_JSON, done, make_diary, write
from tui.cli.commands.exchange import export, import_
from tui.cli.support import FINE, UsageError
from tui.clock import SystemClock
from tui.diary.codec import decode
from tui.diary.errors import NotSaved
from tui.diary.import_plan import Count, ImportPlan
from tui.diary.snapshot import Snapshot
from tui.exchange.merge_plan import plan_import, words
from tui.exchange.read_export import MOST_BYTES, ImportRefused, Tables, read_export, read_source
from tui.exchange.write_export import COLUMNS, export_csv, export_json
from tui.practice.models import DEFAULT_ROUTINE, Band

META = {"1": {"app": "supine", "schema": 1, "rev": 7, "write": "00c0ffee"}}
GONE = "2026-11-23T03:10:05Z"
SESSION = {
    "id": "s1",
    "routine": "neck-and-upper-back",
    "day": "2026-11-22",
    "reps": {NECK: {"target": 2, "done": 2, "hold_s": 5, "held_s": 10}},
    "effort": "right",
}
DAY = {"day": "2026-11-22", "check": "mild", "areas": ["left side"]}


def tables_of(**tables: Any) -> Tables:
    """A diary with these documents; a list is numbered."""
    return {"_meta": META} | {
        name: {str(key): each for key, each in enumerate(documents, 1)}
        if isinstance(documents, list)
        else documents
        for name, documents in tables.items()
    }


def applied(current: Tables, plan: ImportPlan) -> Tables:
    """The diary once everything planned is added."""
    result = copy.deepcopy(current)
    for table, whole in plan.whole:
        result[table] = dict(whole)
    for table, document in plan.add:
        documents = result.setdefault(table, {})
        documents[str(max(map(int, documents), default=0) + 1)] = document
    return result


def documents(tables: Tables) -> dict[str, list[Any]]:
    """The documents of every table that has any, in order (days by date), but for ``_meta``."""
    named = {name: list(each.values()) for name, each in tables.items() if name != "_meta"}
    named.get("days", []).sort(key=lambda each: str(each["day"]))
    return {name: each for name, each in named.items() if each}


def snapshot_of(tables: Tables) -> Snapshot:
    snapshot = Snapshot.of(decode(Path("diary"), export_json(tables)))
    assert not snapshot.problems
    return snapshot


# Diaries

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
UNKNOWN = st.dictionaries(st.sampled_from(["x-mood", "x-ünbekannt"]), JSON, max_size=2)
DATES = st.integers(0, 20).map(lambda n: str(dt.date(2026, 11, 1) + dt.timedelta(n)))
MOMENTS = st.sampled_from(["2026-11-22T22:10:05-05:00", "2026-11-22T03:10:05Z"])
NOTES = st.sampled_from(["", "=1+1", 'a "b", c', "two\nlines", "\r\n \r", "\0", "ö\u2028·", "'"])
SECONDS = st.sampled_from([0, 5, 7.5, 5.0, 0.1])
COUNTS = st.fixed_dictionaries(
    {},
    optional={
        "target": st.integers(1, 999),
        "done": st.integers(0, 999),
        "imagined": st.integers(0, 3),
        "short": st.integers(0, 3),
        "skipped": st.integers(0, 3),
        "hold_s": SECONDS,
        "held_s": SECONDS,
    },
)
KNOWN_SESSION: dict[str, st.SearchStrategy[Any]] = {
    "routine": st.sampled_from(["neck-and-upper-back", "r2"]),
    "start": MOMENTS,
    "end": MOMENTS,
    "reps": st.dictionaries(st.sampled_from([BLADES, NECK, "a, b", ""]), COUNTS, max_size=3),
    "status": st.sampled_from(["open", "finished", "stopped"]),
    "stop_reason": st.sampled_from(["enough", "pain"]),
    "confirmed": st.booleans(),
    "effort": st.sampled_from(["light", "right", "hard"]),
    "props": st.lists(st.sampled_from(["roll", "pillow", "towel"]), max_size=2),
    "via": st.sampled_from(["timer", "log", "import"]),
    "note": NOTES,
    "kept": st.booleans(),
}
SESSIONS = st.fixed_dictionaries({"day": DATES}, optional=KNOWN_SESSION)
DAYS = st.fixed_dictionaries(
    {"day": DATES},
    optional={
        "check": st.sampled_from([band.value for band in Band]),
        "ack": st.booleans(),
        "rest_reason": st.sampled_from(["ill", "travel"]),
        "note": NOTES,
        "deleted": st.just(GONE),
    },
)


@st.composite
def diaries(draw: st.DrawFn) -> Tables:
    """A diary with unknown fields and tables, traces of removed records, and dates said twice."""
    sessions: list[Any] = []
    for number in draw(st.lists(st.integers(1, 8), max_size=6, unique=True)):
        live = st.builds(lambda known, more: more | known, SESSIONS, UNKNOWN)
        document = draw(live | st.just({"deleted": GONE}))
        sessions.append({"id": f"s{number}"} | document)
    days = draw(st.lists(st.builds(lambda known, more: more | known, DAYS, UNKNOWN), max_size=5))
    days = [each for position, each in enumerate(days) if each not in days[:position]]
    routine: dict[str, Any] = {**ROUTINE_JSON, **draw(UNKNOWN)}
    routines = draw(
        st.lists(st.sampled_from([routine, {"id": "r2", "deleted": GONE}]), unique_by=str)
    )
    tables: dict[str, Any] = {"sessions": sessions, "days": days, "routines": routines}
    tables["settings"] = draw(st.lists(st.just({"quiet": True, "x": [1]}), max_size=1))
    tables |= draw(
        st.dictionaries(st.sampled_from(["x-songs"]), st.lists(UNKNOWN, max_size=2), max_size=1)
    )
    return tables_of(**tables)


# Round trips


@given(diaries())
@settings(max_examples=70, deadline=None)
def test_a_diary_imported_into_an_empty_one_is_the_same_diary(tables: Tables) -> None:
    data = export_json(tables)
    assert json.loads(data) == tables, "the export has the file's own form"
    read = read_export(data, "x.json").tables
    assert repr(read) == repr(tables)  # 5 and 5.0 are equal, and yet not the same
    for empty in ({}, tables_of()):
        plan = plan_import(empty, read)
        after = applied(empty, plan)
        assert documents(after) == documents(tables)
        assert plan.repeated == 0
        assert not plan_import(after, read).add, "it is all there already"


@given(diaries(), diaries())
@settings(max_examples=70, deadline=None)
def test_an_import_adds_only_what_is_missing(current: Tables, incoming: Tables) -> None:
    before = copy.deepcopy((current, incoming))
    plan = plan_import(current, incoming)
    after = applied(current, plan)
    assert (current, incoming) == before
    for table, each in current.items():
        assert list(after[table].items())[: len(each)] == list(each.items()), "it stays"
    assert not plan_import(after, incoming).add
    assert not plan_import(after, current).add
    live = {session.id for session in snapshot_of(current).sessions}
    new = {session.id for session in snapshot_of(after).sessions} - live
    gone = {each["id"] for each in current["sessions"].values() if "deleted" in each}
    assert len(new) == plan.sessions.new
    assert not new & gone, "what was removed here stays removed"


@given(diaries())
@settings(max_examples=70, deadline=None)
def test_sessions_come_back_from_csv_as_they_were(tables: Tables) -> None:
    snapshot = snapshot_of(tables)
    text = export_csv(snapshot)
    for data in (text.encode(), text.encode("utf-8-sig")):
        read = read_export(data, "x.csv").tables
        assert repr(snapshot_of(tables_of(**read)).sessions) == repr(snapshot.sessions)
    plan = plan_import({}, read)
    assert not plan_import(applied({}, plan), read).add
    assert not plan_import(tables, read).add, "they are known by their ids"


def test_the_lines_of_a_csv_export() -> None:
    sessions = [
        {
            **SESSION,
            "reps": {BLADES: {"target": 4, "done": 4, "hold_s": 5, "held_s": 20}, NECK: {}},
            "start": "2026-11-22T22:10:05-05:00",
            "props": ["roll", "towel"],
            "note": '=cmd, "x"',
        },
        {"id": "s2", "day": "2026-11-23", "kept": True},
        {"id": "s3", "deleted": GONE},
    ]
    assert export_csv(snapshot_of(tables_of(sessions=sessions))).split("\r\n") == [
        "date,routine,session,exercise,target,done,imagined,short,skipped,hold_s,held_s,effort,"
        "status,stop_reason,confirmed,kept,props,via,note,start,end",
        "2026-11-22,neck-and-upper-back,s1,shoulder-blades,4,4,0,0,0,5,20,right,finished,,true,"
        'false,roll towel,,"=cmd, ""x""",2026-11-22T22:10:05-05:00,',
        "2026-11-22,neck-and-upper-back,s1,neck,,0,0,0,0,,0,right,finished,,true,"
        'false,roll towel,,"=cmd, ""x""",2026-11-22T22:10:05-05:00,',
        "2026-11-23,,s2,,,,,,,,,,finished,,true,true,,,,,",
        "",
    ]


def test_an_empty_diary_is_exported_as_one() -> None:
    data = export_json({})
    assert json.loads(data) == {"_meta": {"1": {"app": "supine", "schema": 1}}}
    assert plan_import({}, read_export(data, "x").tables).add == ()
    assert export_csv(Snapshot()).encode() == (",".join(COLUMNS) + "\r\n").encode()
    assert read_export(export_csv(Snapshot()).encode(), "x").tables == {"sessions": {}}


def test_an_export_is_a_file_that_the_program_opens(tmp_path: Path) -> None:
    mine = make_diary(tmp_path / "mine.json")
    mine.log_session(DEFAULT_ROUTINE, NOW.date(), done(2), note="ö")
    mine.record_feeling(NOW.date(), Band.MILD)
    mine.remove_session(mine.log_session(DEFAULT_ROUTINE, NOW.date(), done(1)).id)
    data = mine.path.read_bytes()
    tables = read_export(data, "mine.json").tables
    (tmp_path / "copy.json").write_bytes(export_json(tables))
    theirs = make_diary(tmp_path / "copy.json").read()
    assert (theirs.sessions, theirs.days) == (mine.read().sessions, mine.read().days)
    assert export_json(tables) == data


# The plan


def test_counts_and_their_words() -> None:
    gone = {"id": "s2", "deleted": GONE}
    current = tables_of(
        sessions=[SESSION, gone],
        days=[{"day": "2026-11-20"}, {"day": "2026-11-19", "deleted": GONE}],
        routines=[{**ROUTINE_JSON, "prepare_s": 20}],
        settings=[{"quiet": True}],
        **{"x-songs": [{"a": 1}]},
    )
    incoming = tables_of(
        sessions=[
            {**SESSION, "effort": "hard"},
            {**SESSION, "id": "s2"},
            {**SESSION, "id": "s3"},
            {**SESSION, "id": "s3", "note": "the later one"},
            {**SESSION, "id": "s4"},
            {"id": "s4", "deleted": GONE},
        ],
        days=[DAY, {**DAY, "check": "high"}, DAY, {"day": "2026-11-20"}, {"day": "2026-11-19"}],
        routines=[{**ROUTINE_JSON, "name": "Other"}, {**ROUTINE_JSON, "id": "r2"}],
        settings=[{"quiet": False}],
        **{"x-songs": [{"a": 2}], "x-moods": [{"b": 1}], "x-none": []},
    )
    plan = plan_import(current, incoming)
    assert plan == ImportPlan(
        add=(
            ("sessions", {**SESSION, "id": "s3", "note": "the later one"}),
            ("sessions", {"id": "s4", "deleted": GONE}),
            ("days", DAY),
            ("days", {**DAY, "check": "high"}),
            ("routines", {**ROUTINE_JSON, "id": "r2"}),
        ),
        whole=(("x-moods", {"1": {"b": 1}}),),
        sessions=Count(new=1, there=1, removed=1),
        days=Count(new=1, there=1, removed=1),
        routines=Count(new=1, there=1),
        settings_taken=False,
        tables=("x-moods",),
        removals=1,
        repeated=3,
    )
    assert words(plan) == (
        "sessions: 1 new, 1 already there, 1 removed here · days: 1 new, 1 already there, "
        "1 removed here · routines: 1 new, 1 already there · settings: yours kept · "
        "also taken: x-moods · removals noted: 1 · given twice, taken once: 3"
    )
    fresh = plan_import({}, tables_of(settings=[{"quiet": False}]))
    assert words(fresh) == "settings: taken"
    assert words(plan_import({}, tables_of())) == "nothing in it"


def test_a_broken_record_here_is_in_nobodys_way() -> None:
    broken: list[Any] = [{**SESSION, "effort": 7}, "text", {"id": 7}, {}]
    plan = plan_import(tables_of(sessions=broken), tables_of(sessions=[SESSION]))
    assert (plan.add, plan.sessions) == ((), Count(there=1)), "it may be mended, so it wins"


# What is refused


def bad(table: str, **changes: Any) -> bytes:
    """An export whose second record of a table is changed so that it does not fit."""
    kinds: dict[str, dict[str, Any]] = {"sessions": SESSION, "days": DAY, "routines": ROUTINE_JSON}
    good = kinds.get(table, {})
    return json.dumps(tables_of(**{table: [good, {**good, **changes}]})).encode()


def line(**cells: Any) -> str:
    """A line of CSV with these cells."""
    text = io.StringIO(newline="")
    usual = {"date": "2026-11-22", "session": "s1", "exercise": NECK, "done": 2}
    csv.DictWriter(text, COLUMNS).writerow({**usual, **cells})
    return text.getvalue()


HEADER = ",".join(COLUMNS) + "\r\n"
GOOD = export_json(tables_of(sessions=[SESSION]))
DEEP = 100_000
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b" \n", "it is empty"),
    "not JSON": (b'{\n"a": nope}', "line 2: JSON is malformed"),
    "cut": (GOOD[:-20], "Input data was truncated"),
    "stale tail": (GOOD + b"}", "JSON is malformed: trailing characters"),
    "NaN": (b'{"sessions": {"1": {"x": NaN}}}', "line 1: JSON is malformed"),
    "too large a number": (
        b'{"sessions": {"1": {"id": "s1", "x": 1e400}}}',
        "sessions 1: a value in it cannot be read",
    ),
    "a key twice": (b'{"days": {"1": {}, "1": {"day": "x"}}}', "'1' stands twice in one object"),
    "deep": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "it is nested too deeply"),
    "encoding": (b'{\n"\xe4": {}}', "line 2: it is not text in UTF-8"),
    "UTF-16": (HEADER.encode("utf-16"), "line 1: it is not text in UTF-8"),
    "a list": (b"[]", "it is a list, not a diary"),
    "a table that is none": (b'{"days": []}', "days: it is not a table of records"),
    "a record that is none": (b'{"days": {"3": 7}}', "days 3: Expected `object`, got `int`"),
    "a strange name": (b'{"a\\u001b\\n": []}', "x.txt: a : it is not a table"),
    "another program": (
        b'{"_meta": {"1": {"app": "todo"}}}',
        "it belongs to another program (todo)",
    ),
    "a broken mark": (b'{"_meta": {"1": {"schema": "2"}}}', "_meta 1: Expected `int`, got `str`"),
    "a mark of no text": (
        GOOD.replace(b'"00c0ffee"', b'"00c0ffee","x":"\xe4"'),
        "_meta 1: a value in it cannot be read",
    ),
    "other tables": (b'{"_default": {"1": {"task": "x"}}}', "it is not a diary of supine"),
    "a newer schema": (
        b'{"_meta": {"1": {"app": "supine", "schema": 2}}}',
        "this supine does not know its schema (2), a newer one may",
    ),
    "no schema": (b'{"_meta": {"1": {"schema": -1}}}', "Expected `int` >= 0"),
    "no day": (
        json.dumps(tables_of(sessions=[{"id": "s1"}])).encode(),
        "sessions 1: it has no day",
    ),
    "neither": (b"task,done\r\nx,1\r\n", "it is neither a JSON nor a CSV export of supine"),
    "only commas": (b",,,\r\n", "it is empty"),
    "semicolons": (HEADER.replace(",", ";").encode(), "it is neither a JSON nor a CSV export"),
    "unknown column": (
        (HEADER.strip() + ",mood\r\n").encode(),
        "line 1: an export has no column 'mood'",
    ),
    "missing column": (
        HEADER.replace(",note", "").encode(),
        "line 1: the column 'note' is missing",
    ),
    "doubled column": (
        (HEADER.strip() + ",note\r\n").encode(),
        "line 1: the column 'note' is twice",
    ),
    "too few cells": (
        (HEADER + "2026-11-22,x\r\n").encode(),
        "line 2: it has 2 cells instead of 21",
    ),
    "too many cells": (
        (HEADER + line(note="two\r\nlines") + line().strip() + ",\r\n").encode(),
        "line 4: it has 22 cells instead of 21",
    ),
    "an open quote": ((HEADER + '"2026').encode(), "line 2: it is not CSV: unexpected end of data"),
    "a date cell": ((HEADER + line(date="22.11.2026")).encode(), "line 2: Invalid RFC3339"),
    "no date cell": ((HEADER + line(date="")).encode(), "line 2: Invalid RFC3339"),
    "no session cell": ((HEADER + line(session="")).encode(), "line 2: Expected `str` of length"),
    "a count cell": (
        (HEADER + line() + "\r\n" + line(session="s2", done="many")).encode(),
        "line 4: Expected `int`, got `str` - at `$.reps[...].done`",
    ),
    "a large count cell": ((HEADER + line(done=1000)).encode(), "line 2: Expected `int` <= 999"),
    "an infinite cell": ((HEADER + line(hold_s="1e999")).encode(), "line 2: Expected `int | float"),
    "a flag cell": ((HEADER + line(kept="maybe")).encode(), "line 2: Expected `bool`, got `str`"),
    "contradicting lines": (
        (HEADER + line() + line(exercise=BLADES, note="x")).encode(),
        "line 3: note is not what line 2 says of the same session",
    ),
    "contradicting reps": (
        (HEADER + line() + line(done=3)).encode(),
        "line 3: exercise is not what line 2 says of the same session",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_planned(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(ImportRefused) as refused:
        read_export(data, "x.txt")
    message = str(refused.value)
    assert message.startswith("cannot import x.txt: ")
    assert reason in message
    assert "\n" not in message


LEFT_OUT: dict[str, tuple[bytes, str]] = {
    "a wrong type": (bad("sessions", effort=3), "sessions 2: Expected `str | null`, got `int`"),
    "an impossible date": (bad("sessions", day="2026-02-30"), "sessions 2: Invalid RFC3339"),
    "no day": (bad("sessions", day="0001-01-01"), "sessions 2: it has no day"),
    "a count out of range": (
        bad("sessions", reps={NECK: {"done": 1000}}),
        "sessions 2: Expected `int` <= 999 - at `$.reps[...].done`",
    ),
    "not UTF-8": (bad("sessions", note="~").replace(b"~", b"\xe4"), "sessions 2: it is not text"),
    "too large a number": (
        bad("sessions", x=7).replace(b'"x": 7', b'"x": 1e400'),
        "sessions 2: a value in it cannot be read",
    ),
    "no record": (b'{"days": {"1": {"day": "2026-11-22"}, "3": 7}}', "days 3: Expected `object`"),
    "a band": (bad("days", check="hm"), "days 2: Invalid enum value 'hm' - at `$.check`"),
    "a routine": (bad("routines", prepare_s=-1), "routines 2: Expected"),
    "a setting": (
        json.dumps(tables_of(sessions=[SESSION], settings=[{"motion": "wild"}])).encode(),
        "settings 1: Invalid enum value 'wild'",
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_one_record_that_does_not_fit_keeps_no_other_out(name: str) -> None:
    data, reason = LEFT_OUT[name]
    export = read_export(data, "x.json")
    assert [str(each)[: len(reason)] for each in export.problems] == [reason]
    assert len(plan_import({}, export.tables).add) == 1


def test_only_a_file_is_read_and_none_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert read_source(path) == b"abc"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    os.mkfifo(tmp_path / "pipe")
    for source, reason in (
        (path, "it is larger than 50 MB"),
        (tmp_path / "pipe", "it is not a file"),
        (tmp_path, "it is not a file"),
        (Path(os.devnull), "it is not a file"),
        (tmp_path / "gone", "no such file or directory"),
        (path / "x", "not a directory"),
    ):
        with pytest.raises(ImportRefused, match=f"^cannot import {source}: {reason}$"):
            read_source(source)


def test_a_mark_line_ends_and_capitals_of_spreadsheets_are_understood() -> None:
    text = HEADER + line(kept="FALSE", confirmed="TRUE", hold_s="5.5") + ",,,\r\n" * 2 + line()
    text = text.replace(",5.5,", ",,")
    usual = {"1": {"id": "s1", "day": "2026-11-22", "reps": {NECK: {"done": 2}}}}
    quoted = io.StringIO(newline="")
    csv.writer(quoted, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(text)))
    for variant in (text, text.replace("\r\n", "\n"), "\ufeff" + text, quoted.getvalue()):
        assert read_export(variant.encode(), "x.csv").tables == {"sessions": usual}
    columns = io.StringIO(newline="")
    writer = csv.DictWriter(columns, sorted(COLUMNS))
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(text, newline="")))
    assert read_export(columns.getvalue().encode(), "x.csv").tables == {"sessions": usual}
    marked = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    assert read_export(marked, "x").tables == json.loads(GOOD)


def test_an_older_schema_is_brought_to_the_present_form() -> None:
    old = {
        "_meta": {"1": {"app": "supine", "schema": 0}},
        "sessions": {"1": {"id": "s1", "date": "2026-11-22", "target": 2, "reps": {NECK: 2}}},
    }
    read = read_export(json.dumps(old).encode(), "old.json").tables
    session = {"id": "s1", "day": "2026-11-22", "reps": {NECK: {"target": 2, "done": 2}}}
    assert plan_import({}, read).add == (("sessions", session),)


@given(diaries(), st.data())
@settings(max_examples=70, deadline=None)
def test_a_mutated_export_is_read_or_refused(tables: Tables, draw: st.DataObject) -> None:
    good = draw.draw(
        st.sampled_from([export_json(tables), export_csv(snapshot_of(tables)).encode()])
    )
    data = bytearray(good)
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        read = read_export(bytes(data), "x").tables
    except ImportRefused:
        return
    after = applied({}, plan_import({}, read))
    assert not snapshot_of(tables_of(**after)).problems


# The commands


class FakeDiary:
    """Tables in memory; ``failing`` makes the write fail."""

    path = Path("no") / "diary.json"

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.writes = 0
        self.failing = False

    def read(self) -> Snapshot:
        return Snapshot.of(decode(Path("diary"), export_json(self.tables)))

    def documents(self) -> Tables:
        return copy.deepcopy(self.tables)

    def import_documents(self, make_plan: Callable[[Tables], ImportPlan]) -> ImportPlan:
        plan = make_plan(self.documents())
        if self.failing:
            raise NotSaved(Path("diary"), "no space left on device")
        self.tables = applied(self.tables, plan)
        self.writes += 1
        return plan


class Bench:
    """Calls the two commands."""

    def __init__(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self._printed = capfdbinary

    def __call__(
        self, run: Callable[..., int], diary: FakeDiary, **options: Any
    ) -> tuple[bytes, str]:
        usual = {"json": False, "format": None, "output": None, "dry_run": False, "habit": None}
        code = run(argparse.Namespace(**{**usual, **options}), diary, SystemClock())
        printed = self._printed.readouterr()
        assert code == FINE
        return printed.out, printed.err.decode()


@pytest.fixture
def bench(capfdbinary: pytest.CaptureFixture[bytes]) -> Bench:
    return Bench(capfdbinary)


def test_export_prints_the_bytes_and_import_takes_them(bench: Bench, tmp_path: Path) -> None:
    tables = tables_of(sessions=[{**SESSION, "note": "ö\r\n"}], days=[DAY])
    for options in ({}, {"format": "json"}, {"json": True}):
        assert bench(export, FakeDiary(tables), **options) == (export_json(tables), "")
    printed, _ = bench(export, FakeDiary(tables), format="csv")
    assert printed == export_csv(snapshot_of(tables)).encode()
    source = tmp_path / "x.json"
    source.write_bytes(export_json(tables))
    empty = FakeDiary({})
    preview = b"sessions: 1 new \xc2\xb7 days: 1 new\n"
    assert bench(import_, empty, source=str(source), dry_run=True) == (
        preview + b"Nothing was written (--dry-run).\n",
        "",
    )
    assert (empty.tables, empty.writes) == ({}, 0)
    assert bench(import_, empty, source=str(source)) == (preview + b"Imported.\n", "")
    assert documents(empty.tables) == documents(tables)
    again, _ = bench(import_, empty, source=str(source))
    assert again.endswith(b"Nothing to add: the diary has all of it.\n")
    assert empty.writes == 1, "no second write, and no second backup"


def test_json_is_one_object_on_one_line(bench: Bench, tmp_path: Path) -> None:
    output = tmp_path / "x.json"
    diary = FakeDiary(tables_of(sessions=[SESSION]))
    printed, _ = bench(export, diary, json=True, output=str(output))
    assert json.loads(printed) == {"file": str(output), "format": "json", "sessions": 1}
    for dry_run in (True, False):
        printed, _ = bench(import_, FakeDiary({}), json=True, source=str(output), dry_run=dry_run)
        none = {"new": 0, "there": 0, "removed": 0}
        assert json.loads(printed) == {
            "file": str(output),
            "dry_run": dry_run,
            "written": not dry_run,
            "documents": 1,
            "sessions": {"new": 1, "there": 0, "removed": 0},
            "days": none,
            "routines": none,
            "settings_taken": None,
            "tables": [],
            "removals": 0,
            "repeated": 0,
            "left_out": [],
        }
    with pytest.raises(UsageError, match="CSV is no JSON object"):
        bench(export, diary, json=True, format="csv")


def test_export_overwrites_nothing_and_keeps_its_file_private(bench: Bench, tmp_path: Path) -> None:
    diary = FakeDiary(tables_of(sessions=[SESSION]))
    output = tmp_path / "x.csv"
    assert bench(export, diary, format="csv", output=str(output)) == (
        f"Exported to {output} (sessions: 1).\n".encode(),
        "",
    )
    assert output.read_bytes() == export_csv(diary.read()).encode()
    assert output.stat().st_mode & 0o077 == 0
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name, reason in (
        ("x.csv", "is there already"),
        ("link", "is there already"),
        ("no/x.csv", "there is no folder"),
    ):
        with pytest.raises(UsageError, match=reason):
            bench(export, diary, output=str(tmp_path / name))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "x.csv"]
    assert output.read_bytes() == export_csv(diary.read()).encode()


@pytest.mark.parametrize(("format", "word"), [("json", "will leave them"), ("csv", "are left out")])
def test_export_says_what_it_could_not_understand(bench: Bench, format: str, word: str) -> None:
    diary = FakeDiary(tables_of(sessions=[SESSION, {**SESSION, "effort": 7}]))
    printed, said = bench(export, diary, format=format)
    assert printed == (
        export_json(diary.tables) if format == "json" else export_csv(diary.read()).encode()
    )
    assert said.startswith("supine export: 1 of the records could not be understood (sessions 2: ")
    assert word in said


def test_an_import_says_what_it_could_not_understand(bench: Bench, tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    broken = tables_of(sessions=[SESSION, {**SESSION, "id": "s2", "effort": 7}], days=[DAY])
    source.write_bytes(bench(export, FakeDiary(broken))[0])
    diary = FakeDiary({})
    printed, said = bench(import_, diary, source=str(source))
    assert said == (
        "supine import: left out, since not understood: 1 record (sessions 2: "
        "Expected `str | null`, got `int` - at `$.effort`)\n"
    )
    assert printed.endswith(b"Imported.\n")
    assert documents(diary.tables) == {"sessions": [SESSION], "days": [DAY]}
    again, _ = bench(import_, diary, source=str(source))
    assert again.endswith(b"Nothing else to add.\n"), "the diary does not have all of it"
    printed, _ = bench(import_, diary, source=str(source), json=True)
    assert len(json.loads(printed)["left_out"]) == 1


def test_a_refused_or_failed_import_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    diary = FakeDiary(tables_of(sessions=[SESSION]))
    with pytest.raises(ImportRefused, match=r"cannot import .*gone.json: no such file"):
        bench(import_, diary, source=str(tmp_path / "gone.json"))
    source = tmp_path / "x.json"
    source.write_bytes(json.dumps(tables_of(days=[{"day": "2026-13-01"}])).encode())
    with pytest.raises(ImportRefused, match=r"x\.json: days 1: "):
        bench(import_, diary, source=str(source))
    write(source, sessions={"1": {**SESSION, "id": "s9"}})
    diary.failing = True
    with pytest.raises(NotSaved):
        bench(import_, diary, source=str(source))
    assert (diary.tables, diary.writes) == (tables_of(sessions=[SESSION]), 0)


def test_what_a_fresh_diary_begins_with_gives_way(tmp_path: Path) -> None:
    old = make_diary(tmp_path / "old.json")
    old.log_session(DEFAULT_ROUTINE, NOW.date(), done(2))
    old.preferences.set_props(DEFAULT_ROUTINE.id, ["towel"])
    text = old.path.read_text().replace(
        '"sessions":{', '"settings":{"1":{"day_starts_at":"04:30","mine":1}},"sessions":{'
    )
    fresh = make_diary(tmp_path / "fresh.json")
    fresh.preferences.welcome()
    fresh.rest(NOW.date(), "ill")

    def plan(current: dict[str, dict[str, Any]]) -> ImportPlan:
        return plan_import(current, read_export(text.encode(), "old.json").tables)

    assert "in place of the built-in: settings, routines" in words(fresh.import_documents(plan))
    assert fresh.read().settings.day_starts_at == "04:30"
    assert fresh.read().settings.welcomed
    assert fresh.read().routine().props == ("towel",)
    assert fresh.read().file == make_diary(fresh.path).read().file
    assert b'"mine":1' in fresh.path.read_bytes()
    assert plan(fresh.documents()).is_empty


def test_a_record_that_cannot_be_decoded_is_exported_as_it_is(tmp_path: Path) -> None:
    diary = make_diary(tmp_path / "d.json")
    diary.log_session(DEFAULT_ROUTINE, NOW.date(), done(2))
    broken = b'{"id":"\xe4","day":"2026-11-22"}'
    data = diary.path.read_bytes().replace(
        b'"sessions":{\n', b'"sessions":{\n"7":' + broken + b",\n"
    )
    diary.path.write_bytes(data)
    assert broken in export_json(make_diary(diary.path).documents())


def test_unknown_fields_of_the_first_document_and_keys_of_unknown_tables_arrive(
    tmp_path: Path,
) -> None:
    old = tmp_path / "old.json"
    write(old, moods={"abc": {"a": 1}}, sessions={"1": SESSION})
    text = old.read_text().replace('"rev": 7', '"rev": 7, "device": "phone"')
    fresh = make_diary(tmp_path / "fresh.json")
    incoming = read_export(text.encode(), "old.json").tables
    fresh.import_documents(lambda current: plan_import(current, incoming))
    tables = fresh.documents()
    assert tables["_meta"]["1"]["device"] == "phone"
    assert tables["moods"] == {"abc": {"a": 1}}
    assert plan_import(tables, incoming).is_empty
    fresh.rest(NOW.date(), "ill")
    assert fresh.documents()["_meta"]["1"]["device"] == "phone"
