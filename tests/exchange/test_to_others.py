"""Exports for other programs have the form that these read, and can be imported again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, done
from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import HabitMark, State
from tui.exchange.read_export import read_export
from tui.exchange.source import Source
from tui.exchange.to_others import (
    RoutineHistory,
    routine_histories,
    to_calendar,
    to_habitbull,
    to_loop,
)
from tui.exchange.write_export import export_csv
from tui.practice.models import (
    DEFAULT_ROUTINE,
    DayRecord,
    Reps,
    Routine,
    ScheduleEntry,
    Session,
    Weekdays,
    Weekly,
)

T = TypeVar("T")
TODAY = dt.date(2026, 11, 22)
MINE = DEFAULT_ROUTINE.id
EVENING = Routine(id="evening", name='Evening; "slow", long', archived=True)


def on(day: int) -> dt.date:
    return dt.date(2026, 11, day)


def session(
    day: int, number: int, routine: str = MINE, *, note: str = "", reps: int = 2
) -> Session:
    return Session(
        id=f"{routine}{day}-{number}", routine=routine, day=on(day), reps=done(reps), note=note
    )


def numbered(records: Sequence[T]) -> dict[str, T]:
    return {str(key): each for key, each in enumerate(records, 1)}


def snapshot(
    sessions: Sequence[Session], days: Sequence[DayRecord] = (), *routines: Routine
) -> Snapshot:
    return Snapshot(
        File(
            routines=numbered(routines or (DEFAULT_ROUTINE,)),
            sessions=numbered(sessions),
            days=numbered(days),
        )
    )


def histories_of(snapshot: Snapshot) -> list[RoutineHistory]:
    return routine_histories(snapshot, snapshot.routines.values(), TODAY)


SNAPSHOT = snapshot(
    [
        session(18, 1, note="a, \\b"),
        session(18, 2, note='"c"'),
        session(19, 1, reps=1),
        Session(id="kept", routine=MINE, day=on(21), kept=True),
        session(22, 1, EVENING.id, reps=1),
        session(25, 1),  # ahead of today: the clock was wrong
    ],
    [
        DayRecord(day=on(20), rest_reason="travel", note="on a\ntrain"),
        DayRecord(day=on(17), rest_reason="ill"),
    ],
    DEFAULT_ROUTINE,
    EVENING,
    Routine(id="never", name="Never"),
)


def test_the_past_of_each_routine_begins_with_its_first_record() -> None:
    mine, evening = histories_of(SNAPSHOT)
    assert list(mine.verdicts) == [on(18), on(19), on(20), on(21), on(22)]
    assert mine.practised == [on(18), on(19), on(21)]
    assert mine.notes == {on(18): 'a, \\b\n"c"', on(20): "on a\ntrain"}
    assert (evening.practised, evening.notes) == ([on(22)], {})


def test_two_routines_of_one_name_are_told_apart() -> None:
    twin = Routine(id="twin", name=DEFAULT_ROUTINE.name)
    nameless = Routine(id="nameless")
    routines = (DEFAULT_ROUTINE, twin, nameless)
    two = snapshot([session(18, 1, each.id) for each in routines], (), *routines)
    assert [history.name for history in histories_of(two)] == [
        "Neck and upper back",
        "Neck and upper back (twin)",
        "nameless",
    ]


def test_what_loop_imports_is_the_csv_of_habitbull() -> None:
    assert to_habitbull(histories_of(SNAPSHOT)).decode() == (
        "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
        '"Neck and upper back","","","2026-11-18",1,"a, \\\\b\n""c"""\n'
        '"Neck and upper back","","","2026-11-19",1,""\n'
        '"Neck and upper back","","","2026-11-21",1,""\n'
        '"Evening; ""slow"", long","","","2026-11-22",1,""\n'
    )


def test_what_loop_exports_is_a_zip() -> None:
    data = to_loop(histories_of(SNAPSHOT))
    assert data == to_loop(histories_of(SNAPSHOT)), "equal days, equal bytes"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files == {
        "Habits.csv": "Position,Name,Type,Question,Description,FrequencyNumerator,"
        "FrequencyDenominator,Color,Unit,Target Type,Target Value,Archived?\n"
        "001,Neck and upper back,YES_NO,,,1,1,#FF8F00,,,,false\n"
        '002,"Evening; ""slow"", long",YES_NO,,,1,1,#FF8F00,,,,true\n',
        "001 Neck and upper back/Checkmarks.csv": "Date,Value,Notes\n2026-11-22,NO,\n"
        '2026-11-21,YES_MANUAL,\n2026-11-20,SKIP,"on a\ntrain"\n2026-11-19,YES_MANUAL,\n'
        '2026-11-18,YES_MANUAL,"a, \\b\n""c"""\n',
        "002 Evening slow long/Checkmarks.csv": "Date,Value,Notes\n2026-11-22,YES_MANUAL,\n",
        "Checkmarks.csv": 'Date,Neck and upper back,"Evening; ""slow"", long",\n'
        "2026-11-22,NO,YES_MANUAL,\n2026-11-21,YES_MANUAL,UNKNOWN,\n2026-11-20,SKIP,UNKNOWN,\n"
        "2026-11-19,YES_MANUAL,UNKNOWN,\n2026-11-18,YES_MANUAL,UNKNOWN,\n",
    }


@pytest.mark.parametrize(
    ("entry", "often"),
    [
        (Weekdays(since=on(1), days=("mon", "fri", "mon")), "2,7"),
        (Weekly(since=on(1), times=3), "3,7"),
        (Weekly(since=on(23), times=3), "1,1"),
    ],
)
def test_loop_gets_the_schedule_of_today_as_a_frequency(entry: ScheduleEntry, often: str) -> None:
    routine = Routine(id=MINE, name="A", schedule=(entry,))
    data = to_loop(histories_of(snapshot([session(18, 1)], (), routine)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert f"001,A,YES_NO,,,{often},#" in archive.read("Habits.csv").decode()


def test_a_calendar_has_an_event_for_each_practised_date() -> None:
    text = to_calendar(histories_of(SNAPSHOT), NOW).decode()
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert [re.sub("UID:.*", "UID:", line) for line in lines[:12]] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//supine//supine//EN",
        "BEGIN:VEVENT",
        "UID:",
        "DTSTAMP:20261123T031005Z",
        "DTSTART;VALUE=DATE:20261118",
        "SUMMARY:Neck and upper back (8 reps)",
        'DESCRIPTION:a\\, \\\\b\\n"c"',
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
    ]
    assert [line for line in lines if line.startswith(("DTSTART", "SUMMARY"))][2:] == [
        "DTSTART;VALUE=DATE:20261119",
        "SUMMARY:Neck and upper back (2 reps)",
        "DTSTART;VALUE=DATE:20261121",
        "SUMMARY:Neck and upper back",
        "DTSTART;VALUE=DATE:20261122",
        'SUMMARY:Evening\\; "slow"\\, long (2 reps)',
    ]
    names = [line for line in lines if line.startswith("UID:")]
    assert len(set(names)) == 4
    later = to_calendar(histories_of(SNAPSHOT), NOW + dt.timedelta(days=1)).decode().split("\r\n")
    assert [line for line in later if line.startswith("UID:")] == names, "the same events"
    one = Session(id="one", routine=MINE, day=on(1), reps={"neck": Reps(imagined=1)})
    assert b"(1 rep)" in to_calendar(histories_of(snapshot([one])), NOW)


NOTES = st.text(max_size=60) | st.sampled_from(["", "ö" * 50, "\0\r\n\r\u2028;,\\n", "🌱" * 40])


@given(NOTES)
@settings(max_examples=200, deadline=None)
def test_any_note_makes_a_valid_calendar(note: str) -> None:
    history = histories_of(snapshot([session(18, 1, note=note)]))
    data = to_calendar(history, NOW)
    assert data.replace(b"\r\n", b"").translate(None, b"\t") == data.replace(
        b"\r\n", b""
    ).translate(None, bytes([*range(32), 127])), "no control characters but those that end a line"
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is divided
    unfolded = data.decode().replace("\r\n ", "")
    found = re.search(r"DESCRIPTION:(.*)\r\n", unfolded)
    assert (found is not None) == bool(note)
    if found is not None:
        values = {r"\n": "\n", r"\\": "\\", r"\;": ";", r"\,": ","}
        back = re.sub(r"\\.", lambda escaped: values[escaped[0]], found[1])
        plain = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", note)
        assert back == re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", plain)


def test_without_a_record_every_form_is_empty_and_valid() -> None:
    assert histories_of(snapshot([])) == []
    assert to_habitbull([]).count(b"\n") == 1
    assert to_calendar([], NOW).count(b"\r\n") == 4
    found = read_foreign(Source("x", to_loop([])))
    assert found is not None
    assert found.habits == ()


# Round trips

DATES = st.integers(1, 22)
SESSIONS = st.builds(
    session,
    DATES,
    st.integers(0, 10**9),
    st.sampled_from([MINE, EVENING.id]),
    note=NOTES,
    reps=st.integers(0, 3),
)
SNAPSHOTS = st.builds(
    lambda sessions, rests: snapshot(
        sessions, [DayRecord(day=on(day), rest_reason="ill") for day in rests],
        DEFAULT_ROUTINE, EVENING,
    ),
    st.lists(SESSIONS, max_size=8, unique_by=lambda each: each.id),
    st.lists(DATES, max_size=3, unique=True),
)  # fmt: skip


def dates_with_mark(data: bytes, state: State = "done") -> dict[str, list[dt.date]]:
    """Return the dates of each habit that have this state."""
    found = read_foreign(Source("x", data))
    assert found is not None
    return {
        habit.name: sorted(date for date, mark in habit.marks.items() if mark.state == state)
        for habit in found.habits
    }


@given(SNAPSHOTS)
@settings(max_examples=100, deadline=None)
def test_kept_dates_come_back_from_every_form(snapshot: Snapshot) -> None:
    found = histories_of(snapshot)
    kept = {
        history.name: [date for date, verdict in history.verdicts.items() if verdict.kept]
        for history in found
    }
    rests = {
        history.name: [date for date, verdict in history.verdicts.items() if verdict.protected]
        for history in found
    }
    assert {name: dates for name, dates in kept.items() if dates} == dates_with_mark(
        to_habitbull(found)
    )
    assert dates_with_mark(to_loop(found)) == kept
    assert dates_with_mark(to_loop(found), "skipped") == rests
    read = read_export(Source("x", export_csv(snapshot).encode())).tables["sessions"].values()
    days = {(each["routine"], each["day"]) for each in read if any_counted(each)}
    names = {history.name: history.routine.id for history in found}
    assert days == {(names[name], str(date)) for name in kept for date in kept[name]}


def any_counted(document: dict[str, dict[str, dict[str, int]]]) -> bool:
    return any(reps.get("done") for reps in document["reps"].values())


@given(NOTES)
@settings(max_examples=100, deadline=None)
def test_notes_come_back_from_the_zip(note: str) -> None:
    back = read_foreign(Source("x", to_loop(histories_of(snapshot([session(18, 1, note=note)])))))
    assert back is not None
    lines = note.replace("\r\n", "\n").replace("\r", "\n")
    expected = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", lines).strip()
    assert back.habits[0].marks[on(18)] == HabitMark("done", expected)


def test_every_row_of_the_csv_has_as_many_cells() -> None:
    rows = list(csv.reader(io.StringIO(to_habitbull(histories_of(SNAPSHOT)).decode(), newline="")))
    assert {len(row) for row in rows} == {6}
