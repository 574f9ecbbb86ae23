"""A record as the fields that are merged one by one, and back.

Most are the fields of the file. Those of a plan, of each exercise and of each remapped key stand
for themselves, so that two devices may change different ones. What says one thing together is one
field: how a session went, and how many reps a plan starts and ends with.

Values that say the same are the same bytes, however they were written: without spaces, and with
the names of what is not known here in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from tui.diary.codec import File
from tui.diary.journal import CHANGED_AT
from tui.practice.models import Exercise, Plan

Path = tuple[str, ...]
"""Where a field is: its name, and within a plan, an exercise or the keys the name there."""
Fields = dict[Path, bytes]
"""JSON by place. An absent field is absent here, too."""

BOOKKEEPING = ("changed", "deleted", CHANGED_AT)
"""What says when, and not what."""
SESSION: Path = ("status",)
"""How a session went: `_TOGETHER` as one field."""
ORDER: Path = ("exercises",)
"""The ids of a routine's exercises in order; each exercise has a field that says it is there."""
_TOGETHER: dict[tuple[str, str], tuple[str, ...]] = {
    ("sessions", ""): (
        "routine", "day", "start", "end", "reps", "status", "stop_reason", "confirmed", "host",
        "via", "kept",
    ),
    ("routines", "plan"): ("ceiling", "start_reps"),
}  # fmt: skip
_NESTED = {"settings": ("keys", "dismissed"), "routines": ("plan",)}
_KNOWN = {
    field.encode_name: tuple(msgspec.structs.fields(field.type.__args__[1]))
    for field in msgspec.structs.fields(File)
}
_encode = msgspec.json.encode


def split(table: str, document: Mapping[str, bytes]) -> Fields:
    """Return the fields of a document, given as JSON by name, without `BOOKKEEPING`."""
    fields: Fields = {}
    for name, written in document.items():
        if name in BOOKKEEPING:
            continue
        value = canonical(written)
        inner = _object(value) if name in _NESTED.get(table, ()) else None
        if table == "routines" and name == "exercises" and (items := _exercises(value)) is not None:
            fields[ORDER] = _encode(list(items))
            for exercise, item in items.items():
                fields[*ORDER, exercise] = b"true"
                parts = {key: part for key, part in item.items() if key != "id"}
                fields.update({(*ORDER, exercise, key): part for key, part in parts.items()})
        elif inner is not None:
            fields.update(_joined((name,), inner, _TOGETHER.get((table, name), ())))
        else:
            fields[(name,)] = value
    together = _TOGETHER.get((table, ""), ())
    if together:
        plain = {path[0]: value for path, value in fields.items() if len(path) == 1}
        return _joined((), plain, together)
    return fields


def join(table: str, fields: Fields, exercises: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the document of fields, those that are known first, in the order of the records.

    Args:
        table: the document's table.
        fields: what `split` gives.
        exercises: the ids of the exercises in order.
    """
    found: dict[str, bytes] = {}
    nested: dict[str, dict[str, bytes]] = {}
    items: dict[str, dict[str, bytes]] = {name: {"id": _encode(name)} for name in exercises}
    for path, value in fields.items():
        if path[0] == "exercises" and table == "routines":
            if len(path) == 1 and _strings(value) is None:
                found[path[0]] = value
            elif len(path) == 3 and path[1] in items:
                items[path[1]][path[2]] = value
        elif path == SESSION and table == "sessions":
            found.update(_object(value) or {})
        elif len(path) == 1:
            found[path[0]] = value
        else:
            together = _TOGETHER.get((table, path[0]), ())
            inner = (_object(value) or {}) if path[1:] == together[:1] else {path[1]: value}
            nested.setdefault(path[0], {}).update(inner)
    for name, inner in nested.items():
        found.setdefault(name, _object_json(_ordered(inner, (table, name))))
    if (items or (table == "routines" and ORDER in fields)) and "exercises" not in found:
        ordered = (_ordered(item, (table, "exercises")) for item in items.values())
        found["exercises"] = b"[" + b",".join(map(_object_json, ordered)) + b"]"
    return _ordered(found, (table, ""))


def canonical(value: bytes) -> bytes:
    """Return JSON in the one form that all JSON of its value has; as it is if it can't be read."""
    try:
        return _encode(msgspec.json.decode(value), order="sorted")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return value


def record_json(document: Mapping[str, bytes]) -> bytes:
    """Return the JSON of a document."""
    return _object_json(document)


def read_document(raw: bytes) -> dict[str, bytes] | None:
    """Return a record as JSON by field name; None if it is no document."""
    return _object(raw)


def text_of(path: Path) -> str:
    """Return a place as ``changed_at`` names it."""
    return ".".join(path)


def without_stale_times(
    table: str, before: Mapping[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """Return a document that was changed without the times of the fields that were changed.

    Their time is ``changed`` again.
    """
    times = after.get(CHANGED_AT)
    if not isinstance(times, Mapping):
        return after
    old, new = (
        split(table, {name: _encode(value) for name, value in document.items()})
        for document in (before, after)
    )
    changed = {text_of(path) for path in {*old, *new} if old.get(path) != new.get(path)}
    kept = {name: time for name, time in times.items() if name not in changed}
    result = {name: value for name, value in after.items() if name != CHANGED_AT}
    return result | ({CHANGED_AT: kept} if kept else {})


def _joined(at: Path, parts: Mapping[str, bytes], together: tuple[str, ...]) -> Fields:
    """Return parts as fields, those that belong together as one under the first one's name."""
    fields = {(*at, name): value for name, value in parts.items() if name not in together}
    if found := {name: parts[name] for name in together if name in parts}:
        fields[(*at, "status" if not at else together[0])] = _object_json(found)
    return fields


def _exercises(value: bytes) -> dict[str, dict[str, bytes]] | None:
    """Return exercises as JSON by field name, by id; None if each has no id of its own."""
    try:
        items = msgspec.json.decode(value, type=list[dict[str, msgspec.Raw]])
        named = [(msgspec.json.decode(item["id"], type=str), item) for item in items]
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return None
    found = {name: {key: bytes(part) for key, part in item.items()} for name, item in named}
    return found if len(found) == len(items) else None


def _object(value: bytes) -> dict[str, bytes] | None:
    try:
        found = msgspec.json.decode(value, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return {name: bytes(part) for name, part in found.items()}


def _strings(value: bytes) -> list[str] | None:
    try:
        return msgspec.json.decode(value, type=list[str])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _object_json(parts: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(_encode(name) + b":" + value for name, value in parts.items()) + b"}"


def _ordered(parts: dict[str, bytes], place: tuple[str, str]) -> dict[str, bytes]:
    order = _ORDERS.get(place, {})
    return dict(sorted(parts.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def _orders() -> dict[tuple[str, str], dict[str, int]]:
    """Return the place of each known field, by table and the name of what holds it."""

    kinds = {(table, ""): fields for table, fields in _KNOWN.items()}
    kinds["routines", "plan"] = tuple(msgspec.structs.fields(Plan))
    kinds["routines", "exercises"] = tuple(msgspec.structs.fields(Exercise))
    return {
        place: {field.encode_name: number for number, field in enumerate(fields)}
        for place, fields in kinds.items()
    }


_ORDERS = _orders()
