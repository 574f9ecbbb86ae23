"""Diaries written by hand, for the commands that only read them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.cli.command_line import CommandLine

TODAY = dt.date(2026, 11, 22)
"""A Sunday; today for `CommandLine` until its `at` is called."""
DAY_KEYS = ["date", "level", "kept", "protected", "reason", "counted", "target", "shade"]


def iso(days_ago: int) -> str:
    """Return the date so many days before today."""
    return (TODAY - dt.timedelta(days=days_ago)).isoformat()


def session(day: str, done: int = 2, *, imagined: int = 0, **more: Any) -> dict[str, Any]:
    """Return a session with a target of two for both exercises of the built-in routine."""
    counts = {"target": 2, "done": done, "imagined": imagined, "held_s": 5 * done}
    reps = {"shoulder-blades": counts, "neck": counts}
    return {"id": f"of {day}", "routine": "neck-and-upper-back", "day": day, "reps": reps, **more}


def write(path: Path, **tables: Any) -> None:
    """Write a diary. Tables are given as lists of records, ``settings`` as one record."""
    if "settings" in tables:
        tables["settings"] = [tables["settings"]]
    numbered = {
        name: {str(n): record for n, record in enumerate(records, 1)}
        for name, records in tables.items()
    }
    path.write_text(json.dumps({"_meta": {"1": {"app": "supine", "schema": 1}}, **numbered}))


def legs(**more: Any) -> dict[str, Any]:
    """Return another routine, with one exercise."""
    return {"id": "legs", "name": "Legs", "exercises": [{"id": "leg", "name": "Leg"}], **more}


def days_of(supine: CommandLine, *arguments: str) -> dict[str, Any]:
    """Return the dates of ``calendar --json`` by date; it must leave none out."""
    days = supine("calendar", "--json", *arguments).json["days"]
    assert all(list(day) == DAY_KEYS for day in days)
    dates = [dt.date.fromisoformat(day["date"]) for day in days]
    assert dates == [dates[0] + dt.timedelta(days=n) for n in range(len(dates))]
    return {day["date"]: day for day in days}
