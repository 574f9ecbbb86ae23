"""Diaries as plain documents, for tests of exports and imports."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.builders import BLADES, NECK, ROUTINE_JSON
from tui.diary.codec import decode
from tui.diary.import_plan import ImportPlan
from tui.diary.journal import DocumentTables
from tui.diary.snapshot import Snapshot
from tui.exchange.write_export import export_json
from tui.practice.models import COMPARES, Band

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


def tables_of(**tables: Any) -> DocumentTables:
    """Return a diary with these tables; lists of documents are numbered."""
    return {"_meta": META} | {
        name: {str(key): each for key, each in enumerate(documents, 1)}
        if isinstance(documents, list)
        else documents
        for name, documents in tables.items()
    }


def applied(current: DocumentTables, plan: ImportPlan) -> DocumentTables:
    """Return the diary as it is after the import."""
    result = copy.deepcopy(current)
    for table, whole in plan.new_tables:
        result[table] = dict(whole)
    for table, document in plan.add:
        documents = result.setdefault(table, {})
        documents[str(max(map(int, documents), default=0) + 1)] = document
    return result


def documents(tables: DocumentTables) -> dict[str, list[Any]]:
    """Return the documents of every table that has any, without ``_meta``, days by date."""
    named = {name: list(each.values()) for name, each in tables.items() if name != "_meta"}
    named.get("days", []).sort(key=lambda each: str(each["day"]))
    return {name: each for name, each in named.items() if each}


def snapshot_of(tables: DocumentTables) -> Snapshot:
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
        "asked": st.just(999),
        "done": st.integers(0, 999),
        "imagined": st.integers(0, 3),
        "short": st.integers(0, 3),
        "skipped": st.integers(0, 3),
        "hold_s": SECONDS,
        "held_s": SECONDS,
    },
).filter(lambda counts: "asked" not in counts or "target" in counts)
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
        "compare": st.sampled_from(COMPARES),
        "compare_put_off": st.booleans(),
        "rest_reason": st.sampled_from(["ill", "travel"]),
        "note": NOTES,
        "deleted": st.just(GONE),
    },
)


@st.composite
def diaries(draw: st.DrawFn) -> DocumentTables:
    """Diaries with unknown fields and tables, traces of removals, and two days of one date."""
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
