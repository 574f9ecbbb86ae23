"""Loop Habit Tracker's backup: its SQLite database.

The table ``Habits`` has a row for each habit. ``Repetitions`` has a row for each date of a habit,
given as milliseconds from 1970 to its midnight in UTC. Older versions have fewer columns: without
``value`` every row is a done date, and without ``type`` every habit is one of yes or no.

A file to import may be crafted. It is opened read only, and with a limit on the work that SQLite
does for it. A database alone is opened in memory. One with a log beside it is copied together with
the log into a private temporary folder, since SQLite moves the content of the log into the database
when it opens both. A log that SQLite does not use up to its end is refused: what it lacks would be
missing without a word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tui.diary.errors import reason
from tui.exchange.importers.habits import ForeignFile, HabitMark, checked_note
from tui.exchange.importers.loop import PROGRAM, SOURCE, YES_MANUAL, HabitGoal
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import SQLITE, Source
from tui.practice.dates import FIRST_DATE

if TYPE_CHECKING:
    import sqlite3

_DAY_MS = 86_400_000
_EPOCH = dt.date(1970, 1, 1)
STEPS = 100_000
"""Instructions of SQLite's virtual machine that make one round."""
MOST_ROUNDS = 3_000
"""Rounds after which reading is interrupted; a crafted database could take for ever."""
_WAL_HEADER, _FRAME_HEADER = 32, 24
"""Bytes of the two kinds of header in a write-ahead log (SQLite's description of its file format).
Each frame is a header and a page of the database."""


def matches(source: Source) -> bool:
    """Whether a file is an SQLite database; reading it says whether it is one of Loop."""
    return source.data.startswith(SQLITE)


def read_database(source: Source) -> ForeignFile:
    """Return the habits of a database.

    Raises:
        ImportRefused: it or its log is damaged, or it is not a database of Loop.
    """
    import sqlite3  # here, since no other import or export needs it

    what = "the database"
    if source.logs:
        what += f" with its log {' and '.join(source.logs)}"
    try:
        with _opened(source) as connection:
            return _read(connection, what)
    except UnicodeError as error:
        raise ImportRefused("", f"{what} cannot be read: it is not text in UTF-8") from error
    except sqlite3.Error as error:
        raise ImportRefused("", f"{what} cannot be read: {error}") from error


@contextmanager
def _opened(source: Source) -> Iterator[sqlite3.Connection]:
    """Open a database in memory, or a copy of it on the disk where it has a log."""
    import sqlite3

    # SQLite may be built without this.
    if not source.logs and hasattr(sqlite3.Connection, "deserialize"):
        with closing(sqlite3.connect(":memory:")) as connection:
            # Bytes 18 and 19 say whether the database uses a write-ahead log (2) or not (1). One
            # that does cannot be opened from memory.
            connection.deserialize(source.data[:18] + b"\1\1" + source.data[20:])
            _protect(connection)
            yield connection
        return
    with _copied(source.data, source.logs) as path, closing(sqlite3.connect(path)) as connection:
        _protect(connection)
        for name, log in source.logs.items():
            if name.endswith("-wal"):
                _check_log(connection, name, log)
        yield connection


@contextmanager
def _copied(data: bytes, logs: Mapping[str, bytes]) -> Iterator[Path]:
    """Copy a database and its logs into a folder that only this user can read, for a while.

    The index of a write-ahead log (``-shm``) is not copied, since SQLite makes it anew.
    """
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix="supine-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "copy.db"
            path.write_bytes(data)
            for name, log in logs.items():
                path.with_name(path.name + name[name.rindex("-") :]).write_bytes(log)
            yield path
    except OSError as error:
        why = f"no copy can be made to read it with its log {' and '.join(logs)}: {reason(error)}"
        raise ImportRefused("", why) from error


def _protect(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    rounds = iter(range(MOST_ROUNDS))
    connection.set_progress_handler(lambda: next(rounds, None) is None, STEPS)


def _check_log(connection: sqlite3.Connection, name: str, log: bytes) -> None:
    """Check that SQLite has used a write-ahead log as far as it was written.

    SQLite stops without a word at the first frame that is damaged or cut.

    Raises:
        ImportRefused: the log is damaged, cut short, or belongs to another database.
    """
    frames = _whole_frames(log)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # reads the log
    _, used, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if frames is None or max(used, 0) < frames:
        why = f"its log {name} is damaged or cut short, and some of its dates are only there"
        raise ImportRefused("", why)


def _whole_frames(log: bytes) -> int | None:
    """Return how many frames of a write-ahead log have to be used; None if it is damaged.

    They are those up to the last one that ends a transaction. Frames with other salts than the
    header's are left from an earlier use of the log.
    """
    if len(log) < _WAL_HEADER or log[24:32] != _checksum(log[:24]):
        return None
    size = _FRAME_HEADER + int.from_bytes(log[8:12])
    salts = log[16:24]
    whole = 0
    for number, start in enumerate(range(_WAL_HEADER, len(log), size), 1):
        header = log[start : start + _FRAME_HEADER]
        if header[8:16] != salts[: len(header[8:16])]:
            break
        if len(log) - start < size:
            return None
        if any(header[4:8]):  # the size of the database after a transaction that this frame ends
            whole = number
    return whole


def _checksum(header: bytes) -> bytes:
    """Return the checksum of a write-ahead log's header, as SQLite defines it."""
    order: Literal["big", "little"] = "big" if header[3] & 1 else "little"
    first = second = 0
    for start in range(0, len(header), 8):
        first += int.from_bytes(header[start : start + 4], order) + second
        second += int.from_bytes(header[start + 4 : start + 8], order) + first
    return b"".join((each & 0xFFFFFFFF).to_bytes(4) for each in (first, second))


def _read(connection: sqlite3.Connection, what: str) -> ForeignFile:
    habits, repetitions = _columns(connection, "Habits"), _columns(connection, "Repetitions")
    if not ({"id", "name"} <= habits and {"habit", "timestamp"} <= repetitions):
        raise ImportRefused("", f"it is a database, but not from {PROGRAM}")
    if (finding := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise ImportRefused("", f"{what} is damaged: {' '.join(finding.split())}")
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
    raise ImportRefused(where, f"{quoted(str(value))} is not a number")


def _date(ms: Any, where: str) -> dt.date:
    days = int(_number(ms, where)) // _DAY_MS
    if not (FIRST_DATE - _EPOCH).days <= days <= (dt.date.max - _EPOCH).days:
        raise ImportRefused(where, f"{ms} is not a Loop date")
    return _EPOCH + dt.timedelta(days)
