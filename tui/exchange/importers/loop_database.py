"""Loop Habit Tracker's backup: its SQLite database.

The table ``Habits`` has a row for each habit. ``Repetitions`` has a row for each date of a habit,
given as milliseconds from 1970 to its midnight in UTC. Older versions have fewer columns: without
``value`` every row is a done date, and without ``type`` every habit is one of yes or no.

A file to import may be crafted. It is opened in memory, read only, and with a limit on the work
that SQLite does for it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tui.exchange.importers.habits import EARLIEST, ForeignFile, HabitMark, checked_note, quoted
from tui.exchange.importers.loop import PROGRAM, SOURCE, YES_MANUAL, HabitGoal
from tui.exchange.read_export import ImportRefused

if TYPE_CHECKING:
    import sqlite3

_SIGNATURE = b"SQLite format 3\0"
_DAY_MS = 86_400_000
_EPOCH = dt.date(1970, 1, 1)
STEPS = 100_000
"""Instructions of SQLite's virtual machine that make one round."""
MOST_ROUNDS = 3_000
"""Rounds after which reading is interrupted; a crafted database could take for ever."""


def matches(data: bytes) -> bool:
    """Whether a file is an SQLite database."""
    return data.startswith(_SIGNATURE)


def read_database(data: bytes) -> ForeignFile:
    """Return the habits of a database.

    Raises:
        ImportRefused: it is damaged, or not a database of Loop.
    """
    import sqlite3  # here, since no other import or export needs it

    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            return _read(connection, data)
    except UnicodeError as error:
        raise ImportRefused("", "the database cannot be read: it is not text in UTF-8") from error
    except sqlite3.Error as error:
        raise ImportRefused("", f"the database cannot be read: {error}") from error


def _read(connection: sqlite3.Connection, data: bytes) -> ForeignFile:
    if not hasattr(connection, "deserialize"):  # SQLite may be built without it
        raise ImportRefused("", "SQLite cannot open a database from memory here")
    # Bytes 18 and 19 say whether the database uses a write-ahead log (2) or not (1). One with a log
    # cannot be opened from memory alone.
    connection.deserialize(data[:18] + b"\1\1" + data[20:])
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    rounds = iter(range(MOST_ROUNDS))
    connection.set_progress_handler(lambda: next(rounds, None) is None, STEPS)
    habits, repetitions = _columns(connection, "Habits"), _columns(connection, "Repetitions")
    if not ({"id", "name"} <= habits and {"habit", "timestamp"} <= repetitions):
        raise ImportRefused("", f"it is a database, but not one of {PROGRAM}")
    if (finding := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise ImportRefused("", f"the database is damaged: {finding}")
    wanted = [name for name in ("type", "target_value", "target_type") if name in habits]
    by_id: dict[Any, tuple[str, HabitGoal, dict[dt.date, HabitMark]]] = {}
    for key, name, *more in connection.execute(
        f"SELECT {', '.join(('id', 'name', *wanted))} FROM Habits ORDER BY id"
    ):
        columns = dict(zip(wanted, more, strict=True))
        goal = HabitGoal(
            is_measured=columns.get("type") == 1,
            target=_number(columns.get("target_value") or 0, f"habit {key}") * 1000,
            is_most=columns.get("target_type") == 1,
        )
        by_id[key] = str(name or ""), goal, {}
    value = "value" if "value" in repetitions else str(YES_MANUAL)
    notes = "notes" if "notes" in repetitions else "''"
    for row, habit, ms, amount, note in connection.execute(
        f"SELECT rowid, habit, timestamp, {value}, {notes} FROM Repetitions ORDER BY rowid"
    ):
        # Older versions left rows of habits that were removed, and rows without a date.
        if habit in by_id and ms is not None:
            where = f"repetition {row}"
            _, goal, marks = by_id[habit]
            state = goal.state(int(_number(amount, where)))
            marks[_date(ms, where)] = HabitMark(state, checked_note(str(note or ""), where))
    return ForeignFile.of(PROGRAM, SOURCE, ((name, marks) for name, _, marks in by_id.values()))


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return the column names of a table, in lower case; empty if there is no such table.

    A view or a virtual table is none, since it may run any query.
    """
    statement = "SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)"
    made_by = connection.execute(statement, (table,)).fetchone()
    if made_by is None or str(made_by[0]).upper().startswith("CREATE VIRTUAL"):
        return set()
    return {str(row[1]).lower() for row in connection.execute(f"PRAGMA table_info({table})")}


def _number(value: Any, where: str) -> float:
    if isinstance(value, int | float) and abs(value) < 1e15:
        return value
    raise ImportRefused(where, f"{quoted(str(value))} is no number")


def _date(ms: Any, where: str) -> dt.date:
    days = int(_number(ms, where)) // _DAY_MS
    if not (EARLIEST - _EPOCH).days <= days <= (dt.date.max - _EPOCH).days:
        raise ImportRefused(where, f"{ms} is no date of Loop")
    return _EPOCH + dt.timedelta(days)
