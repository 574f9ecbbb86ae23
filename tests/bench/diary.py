"""Measure a durable change and a load of the file: ``python -m tests.bench.diary``.

Each figure has a floor that is measured in the same run. For a change it is the same bytes written
to a temporary file, flushed, renamed, and the folder flushed. For a load it is the decoding of the
bytes into typed records by msgspec. The insert of stock TinyDB is measured, too.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import msgspec
from tinydb import TinyDB

from tui.diary.atomic_write import replace_file
from tui.diary.codec import File, update_document
from tui.diary.diary import Diary
from tui.diary.raw_file import encode_tables
from tui.practice.models import DEFAULT_ROUTINE, Reps, Session

TODAY = dt.date(2026, 11, 22)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ROUNDS = 15


def years(path: Path, sessions: int, today: dt.date = TODAY) -> bytes:
    """Write a diary of daily sessions, the last of them yesterday, and return its bytes."""
    documents = {}
    for number in range(sessions):
        day = today - dt.timedelta(days=sessions - number)
        target = min(10, 2 + number // 2)
        start = dt.datetime.combine(day, dt.time(22, 10, 5), dt.timezone(dt.timedelta(hours=1)))
        reps = Reps(target=target, done=target, hold_s=5, held_s=5 * target)
        record = Session(
            id=f"0199{number:028x}",
            routine=DEFAULT_ROUTINE.id,
            day=day,
            start=start,
            end=start + dt.timedelta(seconds=176),
            reps={exercise.id: reps for exercise in DEFAULT_ROUTINE.exercises},
            effort="right",
            props=("towel",),
            via="timer",
            changed=start.astimezone(dt.UTC),
        )
        documents[str(number + 1)] = update_document({}, record)
    meta = {"1": {"app": "supine", "schema": 1, "rev": 1, "write": "00000000"}}
    routines = {"1": update_document({}, DEFAULT_ROUTINE)}
    data = encode_tables({"_meta": meta, "routines": routines, "sessions": documents})
    path.write_bytes(data)
    return data


def median_ms(action: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median and the least time of an action in milliseconds, after one to warm up."""
    action()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), min(times)


def row(name: str, ours: tuple[float, float], floor: tuple[float, float], reach: str = "") -> str:
    """Return a line of the report."""
    ratio = ours[0] / floor[0]
    figures = "".join(f"{ms:9.2f}" for ms in (*ours, *floor))
    return f"{name:<44}{figures}{ratio:8.2f}{reach}"


def main() -> None:
    """Measure and print the table."""
    print(f"{'milliseconds':<44}   median      min    floor  (its min)  ratio   reach")
    with tempfile.TemporaryDirectory() as folder:
        for sessions in (365, 3650, 18250):
            path = Path(folder) / f"{sessions}.json"
            data = years(path, sessions)
            ids = (f"new{number}" for number in count())
            diary = Diary(path, now=lambda: NOON, new_id=lambda ids=ids: next(ids))  # type: ignore[misc]
            reps = {exercise.id: Reps(target=10, done=10) for exercise in DEFAULT_ROUTINE.exercises}
            add = median_ms(
                lambda diary=diary, reps=reps: diary.log_session(DEFAULT_ROUTINE, TODAY, reps)  # type: ignore[misc]
            )
            floor = median_ms(
                lambda data=data: replace_file(Path(folder) / "floor.json", data)  # type: ignore[misc]
            )
            print(row(f"one durable change at {sessions} sessions", add, floor, "   ≤ 3.00"))
            stock_path = Path(folder) / f"stock{sessions}.json"
            stock_path.write_bytes(data)
            with TinyDB(stock_path) as stock:
                table = stock.table("sessions")
                inserted = median_ms(lambda table=table: table.insert({"id": "x"}), 5)  # type: ignore[misc]
            print(row("  stock TinyDB, in place, without a flush", inserted, floor))
            path.write_bytes(data)
            load = median_ms(
                lambda path=path: Diary(path, now=lambda: NOON).read().sessions  # type: ignore[misc]
            )
            decode = median_ms(lambda data=data: msgspec.json.decode(data, type=File))  # type: ignore[misc]
            print(row(f"loading {sessions} sessions", load, decode))


if __name__ == "__main__":
    main()
