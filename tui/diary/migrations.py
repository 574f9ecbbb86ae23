"""Older forms of the file, brought to the present one a step at a time, in memory.

**Schema 0** is the form from before the first release. It differs from schema 1 in this:

- ``_meta`` is ``{"app": "supine", "schema": 0}``: no ``rev``, no ``write``.
- A session has its practice date in ``date``; schema 1 calls it ``day``.
- A session has one ``target`` for all its exercises (1 to 999, absent when none was asked), and
  ``reps`` maps an exercise's id to a plain count (0 to 999). Schema 1 has both in each exercise:
  ``{"target": 4, "done": 3}``. A session without reps keeps its ``target``, now an unknown field.
- A session with ``imagined: true`` was imagined as a whole: its counts are ``imagined`` in
  schema 1, and not ``done``.
- ``check`` and ``report`` of a day are 0 to 4; schema 1 has the words clear to warning.

Fields and tables that are not named here are carried along, and so is a whole record as soon as
anything in it does not have the form described; reading the result names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Tables = dict[str, dict[str, Any]]
Migration = Callable[[Tables], Tables]
_BANDS = ("clear", "mild", "moderate", "high", "warning")
_MOST = 999


def migrated(tables: Tables, schema: int) -> Tables:
    """The tables of a file of this ``schema`` in the present form; ``tables`` is not changed.

    Records are dicts of plain values. Anything else in a record's place, such as the raw bytes of
    one that cannot be decoded, is carried along as it is. A newer schema is given back unchanged.

    Raises:
        ValueError: there never was such a schema.
    """
    if schema < 0:
        raise ValueError(f"there is no schema {schema}")
    for step in STEPS[schema:]:
        tables = step(tables)
    return tables


def _from_0_to_1(tables: Tables) -> Tables:
    changes = {"_meta": _meta_1, "sessions": _session_1, "days": _day_1}
    return {
        name: {
            key: changes[name](record) if name in changes and isinstance(record, dict) else record
            for key, record in records.items()
        }
        for name, records in tables.items()
    }


def _meta_1(meta: dict[str, Any]) -> dict[str, Any]:
    return meta | {"schema": 1} if _is_count(meta.get("schema"), 0, 0) else meta


def _session_1(session: dict[str, Any]) -> dict[str, Any]:
    if not _is_session_0(session):
        return session
    result = {"day" if name == "date" else name: value for name, value in session.items()}
    if reps := session.get("reps"):
        name = "imagined" if result.pop("imagined", False) else "done"
        asked = {"target": result.pop("target")} if "target" in result else {}
        # A count of 0 is the default, which is left out.
        result["reps"] = {id_: asked | ({name: n} if n else {}) for id_, n in reps.items()}
    return result


def _is_session_0(session: Mapping[str, Any]) -> bool:
    reps = session.get("reps", {})
    return (
        "day" not in session
        and isinstance(session.get("date", ""), str)
        and ("target" not in session or _is_count(session["target"], 1, _MOST))
        and isinstance(session.get("imagined", False), bool)
        and isinstance(reps, dict)
        and all(_is_count(count, 0, _MOST) for count in reps.values())
    )


def _day_1(day: dict[str, Any]) -> dict[str, Any]:
    bands = {name: day[name] for name in ("check", "report") if name in day}
    if not all(_is_count(band, 0, len(_BANDS) - 1) for band in bands.values()):
        return day
    return day | {name: _BANDS[band] for name, band in bands.items()}


def _is_count(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most  # True is no count


STEPS: tuple[Migration, ...] = (_from_0_to_1,)
"""``STEPS[n]`` brings schema n to n + 1, so their number is the present schema."""
