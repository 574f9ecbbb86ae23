"""Loop Habit Tracker's backup: its SQLite database.

``Habits`` has a row for each habit, ``Repetitions`` one for each of its dates, as the milliseconds
of its midnight in UTC. Older versions have fewer columns: without ``value`` each row is a done
date, without ``type`` each habit is a yes or no.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import Any

from tui.exchange.importers.habits import EARLIEST, ForeignFile, HabitMark, note_of, shown
from tui.exchange.importers.loop import PROGRAM, SOURCE, YES_MANUAL, Goal
from tui.exchange.read_export import ImportRefused

_DAY_MS = 86_400_000
_EPOCH = dt.date(1970, 1, 1)
STEPS = 100_000
MOST_ROUNDS = 3_000
"""How often SQLite may take so many steps of its own; a crafted database could go on for ever."""


def read_database(data: bytes) -> ForeignFile:
    """The habits of a database; it is opened from memory, and only read.

    Raises:
        ImportRefused: it is damaged, or not a database of Loop's.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            return _read(connection, data)
    except UnicodeError as error:
        raise ImportRefused("", "the database cannot be read: it is not text in UTF-8") from error
    except sqlite3.Error as error:
        raise ImportRefused("", f"the database cannot be read: {error}") from error


def _read(connection: sqlite3.Connection, data: bytes) -> ForeignFile:
    if not hasattr(connection, "deserialize"):  # SQLite can be built without
        raise ImportRefused("", "SQLite cannot open a database from memory here")
    # Marked as one with a log beside it, a database could not be read from memory alone.
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
    found: dict[Any, tuple[str, Goal, dict[dt.date, HabitMark]]] = {}
    for key, name, *more in connection.execute(
        f"SELECT {', '.join(('id', 'name', *wanted))} FROM Habits ORDER BY id"
    ):
        said = dict(zip(wanted, more, strict=True))
        goal = Goal(
            said.get("type") == 1,
            _number(said.get("target_value") or 0, f"habit {key}") * 1000,
            said.get("target_type") == 1,
        )
        found[key] = str(name or ""), goal, {}
    value = "value" if "value" in repetitions else str(YES_MANUAL)
    notes = "notes" if "notes" in repetitions else "''"
    for row, habit, ms, amount, note in connection.execute(
        f"SELECT rowid, habit, timestamp, {value}, {notes} FROM Repetitions ORDER BY rowid"
    ):
        # Older versions left rows of habits that were removed, and rows without a date.
        if habit in found and ms is not None:
            where = f"repetition {row}"
            _, goal, marks = found[habit]
            state = goal.state(int(_number(amount, where)))
            marks[_date(ms, where)] = HabitMark(state, note_of(str(note or ""), where))
    return ForeignFile.of(PROGRAM, SOURCE, ((name, marks) for name, _, marks in found.values()))


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a real table; a view may stand for anything, and is none."""
    kind = "SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)"
    made = connection.execute(kind, (table,)).fetchone()
    if made is None or str(made[0]).upper().startswith("CREATE VIRTUAL"):
        return set()
    return {str(row[1]).lower() for row in connection.execute(f"PRAGMA table_info({table})")}


def _number(value: Any, where: str) -> float:
    if isinstance(value, int | float) and abs(value) < 1e15:
        return value
    raise ImportRefused(where, f"{shown(str(value))} is no number")


def _date(ms: Any, where: str) -> dt.date:
    days = int(_number(ms, where)) // _DAY_MS
    if not (EARLIEST - _EPOCH).days <= days <= (dt.date.max - _EPOCH).days:
        raise ImportRefused(where, f"{ms} is no date of Loop")
    return _EPOCH + dt.timedelta(days)
