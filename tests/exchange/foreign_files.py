"""Files of other habit programs, made for tests."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

HABITS_HEADER = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,"
    "Target Type,Target Value,Archived?\n"
)
OLD_HABITS_HEADER = "Position,Name,Question,Description,NumRepetitions,Interval,Color\n"
HABITBULL_HEADER = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
DAY_MS = 86_400_000
HABITS_TABLE = (
    "create table Habits (id integer primary key autoincrement, archived integer, name text, "
    "position integer{})"
)
MEASURED = (
    ", type integer not null default 0, target_type integer not null default 0, "
    "target_value real not null default 0"
)
REPETITIONS_TABLE = (
    "create table Repetitions (id integer primary key autoincrement, "
    "habit integer not null, timestamp integer not null{})"
)
VALUED = ", value integer not null, notes text"


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            # ZipInfo's fixed date, so that the bytes are the same each time.
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def database(
    *statements: str,
    rows: Mapping[str, Iterable[Sequence[object]]] | None = None,
    then: Iterable[str] = (),
) -> bytes:
    """Return an SQLite file made by these statements, these rows in its tables, and those after."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements:
            connection.execute(statement)
        for into, several in (rows or {}).items():
            for row in several:
                marks = ", ".join("?" * len(row))
                connection.execute(f"insert into {into} values ({marks})", row)
        for statement in then:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def loop_backup(
    habits: Iterable[Sequence[object]], repetitions: Iterable[tuple[int, int, object, str | None]]
) -> bytes:
    """Return a backup in Loop's present form.

    Args:
        habits: id, name, and optionally type, target type and target value.
        repetitions: id of the habit, day since 1970, value, and note.
    """
    named = "Habits (id, name, type, target_type, target_value)"
    return database(
        HABITS_TABLE.format(MEASURED),
        REPETITIONS_TABLE.format(VALUED),
        rows={
            named: [(*habit, *(0, 0, 0)[len(habit) - 2 :]) for habit in habits],
            "Repetitions (habit, timestamp, value, notes)": [
                (habit, day * DAY_MS, value, note) for habit, day, value, note in repetitions
            ],
        },
    )
