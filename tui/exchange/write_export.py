"""Exports that supine reads back: the whole diary as JSON, its sessions and answers as CSV.

The columns of the CSV are defined here; `tui.exchange.read_export` uses them as well.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tui.diary.atomic_write import write_new_file
from tui.diary.codec import APP, SCHEMA
from tui.diary.errors import NotSaved
from tui.diary.marks import PAST
from tui.diary.raw_file import encode_tables
from tui.diary.snapshot import Snapshot
from tui.exchange.cells import harmless

if TYPE_CHECKING:
    from tui.diary.diary import Diary

REP_COLUMNS = ("target", "asked", "done", "imagined", "short", "skipped", "hold_s", "held_s")
"""Columns that hold one exercise's `Reps`: counts, and seconds."""
TEXT_COLUMNS = ("effort", "status", "stop_reason", "via", "note", "start", "end")
"""Columns whose cell is the session's field of the same name, as text."""
_UNESCAPED = re.compile(rb"\x7f|\xc2[\x80-\x9f]")
"""Control characters that JSON need not escape, in UTF-8."""
_FREE_TEXTS = ("routine", "session", "note")
COLUMNS = (
    *("date", "routine", "session", "exercise", *REP_COLUMNS, "effort", "status", "stop_reason"),
    *("confirmed", "kept", "props", "via", "note", "start", "end", "compare"),
)
"""All columns, in the order in which they are written."""


def export_json(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the whole diary as JSON, which is itself a valid diary file.

    Unknown tables, unknown fields and the traces of removed records are included, but not what the
    diary came from: who imports it has not seen that. The control
    characters that JSON need not escape are escaped too, so that no terminal obeys them.

    Args:
        tables: the documents of every table by their ids, in this program's schema.

    Raises:
        ValueError: JSON has no form for a value.
    """
    meta = {
        key: {name: value for name, value in each.items() if name != PAST}
        if isinstance(each, dict)
        else each
        for key, each in tables.get("_meta", {}).items()
    } or {"1": {"app": APP, "schema": SCHEMA}}
    data = encode_tables({"_meta": meta, **{k: v for k, v in tables.items() if k != "_meta"}})
    # Characters that are not ASCII, and DEL, stand only within strings.
    return _UNESCAPED.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), data)


def export_beside(diary: Diary, today: dt.date) -> Path:
    """Write the whole diary as JSON to a new file beside it, and return its path.

    Args:
        today: the practice date, which becomes part of the file's name.

    Raises:
        DiaryError: the diary cannot be read, or the export cannot be written.
    """
    diary.read()
    stem = f"{diary.path.stem}-export-{today}"
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.json" for n in range(1, 10_000))
    folder = diary.path.parent
    path = next(folder / name for name in names if not os.path.lexists(folder / name))
    try:
        data = export_json(diary.documents())
    except ValueError as error:
        raise NotSaved(path, f"a value has no place in an export: {error}") from error
    write_new_file(path, data)
    return path


def export_csv(snapshot: Snapshot) -> str:
    """Return all sessions as CSV, one line for each session and exercise, with the weekly answers.

    A session without reps has one line with an empty exercise. The weekly answer of a date stands
    in each of its lines; a date without sessions has a line with nothing else. Texts that a
    spreadsheet would run as a formula, and control characters, are written in a harmless form,
    which is read back as they were (`tui.exchange.cells`).
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    compared = {day: record.compare for day, record in snapshot.days.items() if record.compare}
    for day in sorted(compared.keys() - {session.day for session in snapshot.sessions}):
        writer.writerow({"date": day, "compare": compared[day]})
    for session in snapshot.sessions:
        document = msgspec.to_builtins(session)
        cells = {name: document.get(name, "") for name in ("routine", *TEXT_COLUMNS)}
        # The status is left out of a document while it has its default.
        cells |= {"date": document["day"], "session": session.id, "status": session.status}
        cells |= {name: str(getattr(session, name)).lower() for name in ("confirmed", "kept")}
        cells["props"] = " ".join(session.props)
        cells["compare"] = compared.get(session.day, "")
        for name in _FREE_TEXTS:
            cells[name] = harmless(cells[name])
        if not session.reps:
            writer.writerow(cells)
        for exercise, reps in session.reps.items():
            counts = {name: getattr(reps, name) for name in REP_COLUMNS}
            writer.writerow({**cells, "exercise": harmless(exercise), **counts})
    return text.getvalue()
