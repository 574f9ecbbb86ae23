"""Measure a merge of two diaries of fifty years: ``python -m tests.bench.merge``.

The floor is what reading both takes, from their bytes to typed records.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from tests.bench.diary import TODAY, median_ms, row, years
from tests.builders import NOW
from tui.diary import backups
from tui.diary.codec import decode
from tui.diary.marks import mark_of
from tui.diary.merge import merge
from tui.diary.past import State, StateFinder
from tui.diary.raw_file import decode_tables, encode_tables
from tui.diary.snapshot import Snapshot

SESSIONS = 18_250
ROUNDS = 7


def diverged(data: bytes, name: str) -> bytes:
    """Return a copy of a diary in which a fortnight was practised, and thirty sessions changed."""
    tables = msgspec.json.decode(data, type=dict[str, dict[str, dict[str, object]]])
    sessions = tables["sessions"]
    for number in range(100, 130):
        sessions[str(number)] |= {"note": name, "changed": "2026-11-22T12:00:00Z"}
    for number in range(14):
        session = sessions[str(SESSIONS)] | {"id": f"{name}{number}"}
        sessions[str(SESSIONS + 1 + number)] = session
    return encode_tables(tables)


def claiming(data: bytes, mark: str) -> bytes:
    """Return a diary that says that it came from a state."""
    tables = msgspec.json.decode(data, type=dict[str, dict[str, dict[str, object]]])
    tables["_meta"]["1"]["past"] = [mark]
    return encode_tables(tables)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.json"
        base = years(path, SESSIONS, TODAY)
        ours, theirs = diverged(base, "a"), diverged(base, "b")
        reading = median_ms(
            lambda: [Snapshot.of(decode(path, data)).sessions for data in (ours, theirs)], ROUNDS
        )

        def merged(common: bytes | None) -> bytes:
            tables = [decode_tables(path, each) for each in (ours, theirs, common or b"{}")]
            return encode_tables(merge(tables[0], tables[1], tables[2] if common else None).tables)

        print(f"{'milliseconds':<44}   median      min    floor  (its min)  ratio   reach")
        reach = "   ≤ 2.00"
        alone = median_ms(lambda: merged(None), ROUNDS)
        print(row(f"merging two times {SESSIONS} sessions", alone, reading, reach))
        with_base = median_ms(lambda: merged(base), ROUNDS)
        print(row("  with what both began with", with_base, reading, reach))
        mark = mark_of(base)
        states = [claiming(each, mark) for each in (ours, theirs)]
        backups.make(path, base, "daily", NOW)

        def merged_as_copies() -> bytes:
            mine, copy = (State.of(decode_tables(path, each), each) for each in states)
            common = StateFinder(path).common(mine, copy)
            assert common is not None
            return encode_tables(merge(mine.tables, copy.tables, common).tables)

        found = median_ms(merged_as_copies, ROUNDS)
        print(row("  with what both began with found as a backup", found, reading, ""))


if __name__ == "__main__":
    main()
