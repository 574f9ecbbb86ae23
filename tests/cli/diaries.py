"""Diaries written by hand, for the commands that only read them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.cli.command_line import CommandLine

TODAY = dt.date(2026, 11, 22)
"""A Sunday; where the command line of the tests stands until it is told otherwise."""
DAY_KEYS = ["date", "level", "kept", "protected", "reason", "counted", "target"]


def iso(days_ago: int) -> str:
    """The date so many days before today."""
    return (TODAY - dt.timedelta(days=days_ago)).isoformat()


def session(day: str, done: int = 2, *, imagined: int = 0, **more: Any) -> dict[str, Any]:
    """A session with two reps asked of both exercises."""
    each = {"target": 2, "done": done, "imagined": imagined, "held_s": 5 * done}
    reps = {"shoulder-blades": each, "neck": each}
    return {"id": f"of {day}", "routine": "neck-and-upper-back", "day": day, "reps": reps, **more}


def write(path: Path, **tables: Any) -> None:
    """A diary; ``sessions`` and the like are lists, ``settings`` one record."""
    if "settings" in tables:
        tables["settings"] = [tables["settings"]]
    numbered = {
        name: {str(n): record for n, record in enumerate(records, 1)}
        for name, records in tables.items()
    }
    path.write_text(json.dumps({"_meta": {"1": {"app": "supine", "schema": 1}}, **numbered}))


def legs(**more: Any) -> dict[str, Any]:
    """Another routine, with one exercise."""
    return {"id": "legs", "name": "Legs", "exercises": [{"id": "leg", "name": "Leg"}], **more}


def days_of(supine: CommandLine, *arguments: str) -> dict[str, Any]:
    """The dates of ``calendar --json``, which leaves none out."""
    days = supine("calendar", "--json", *arguments).json["days"]
    assert all(list(day) == DAY_KEYS for day in days)
    dates = [dt.date.fromisoformat(day["date"]) for day in days]
    assert dates == [dates[0] + dt.timedelta(days=n) for n in range(len(dates))]
    return {day["date"]: day for day in days}
