"""The whole diary as JSON, and its sessions as CSV; both are read back with nothing lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import msgspec

from tui.diary.codec import APP, SCHEMA
from tui.diary.raw_file import encode_tables
from tui.diary.snapshot import Snapshot

REPS = ("target", "done", "imagined", "short", "skipped", "hold_s", "held_s")
TEXTS = ("effort", "status", "stop_reason", "via", "note", "start", "end")
COLUMNS = (
    *("date", "routine", "session", "exercise", *REPS, "effort", "status", "stop_reason"),
    *("confirmed", "kept", "props", "via", "note", "start", "end"),
)


def export_json(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The whole diary, unknown tables and fields and traces included; itself a valid diary file.

    Args:
        tables: the documents of every table by their ids, in this program's schema.

    Raises:
        ValueError: a value has no place in JSON.
    """
    meta = tables.get("_meta") or {"1": {"app": APP, "schema": SCHEMA}}
    return encode_tables({"_meta": meta, **{k: v for k, v in tables.items() if k != "_meta"}})


def export_csv(snapshot: Snapshot) -> str:
    """One line per session and exercise; one with an empty exercise for a session without reps.

    Texts stand as they are, so that they come back as they were: to a spreadsheet, a note that
    begins with ``=`` is a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for session in snapshot.sessions:
        said = msgspec.to_builtins(session)
        line = {name: said.get(name, "") for name in ("routine", *TEXTS)}
        line |= {"date": said["day"], "session": session.id, "status": session.status}
        line |= {name: str(getattr(session, name)).lower() for name in ("confirmed", "kept")}
        line["props"] = " ".join(session.props)
        if not session.reps:
            writer.writerow(line)
        for exercise, reps in session.reps.items():
            counts = {name: getattr(reps, name) for name in REPS}
            writer.writerow({**line, "exercise": exercise, **counts})
    return text.getvalue()
