"""What a merge does to a diary, one record and field at a time, for a person to read.

`tui.words.merging` says it in words.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from tui.diary.day_versions import WORST, changed_version
from tui.diary.fields import ORDER, Path
from tui.diary.versions import Reason, Version, is_one_piece, reason_of

ChangeKind = Literal["added", "removed", "returned", "outlived", "changed", "both", "gone", "blind"]


class MergeChange(Struct, frozen=True):
    """What a merge does to one record of ours, or to one field of it.

    ``identity`` is the id of a session or routine, the date of a day, and the key of a record of a
    table that is not known here; empty for the settings. ``kind`` is

    - ``"added"``: only they have it. ``kept`` is the record; None for one of a known table that
      cannot be read here.
    - ``"removed"``: they removed it later. ``lost`` is the record that was here.
    - ``"returned"``: it was removed here, and they changed it later. ``kept`` is the record.
    - ``"outlived"``: they removed a session of which more is known here. ``kept`` is the record.
    - ``"changed"``: they changed a field that is as it was here. ``kept`` is theirs, ``lost`` ours.
    - ``"both"``: both changed a field. ``kept`` stands, and ``lost`` is what the other side had;
      ``why`` says why.
    - ``"gone"``: they have it, perhaps changed, and it was removed here later. ``lost`` is theirs.
    - ``"blind"``: an acknowledgement that is here knew nothing of a sign, and is left out.

    ``field`` is the place of the field, such as ``("plan", "ceiling")``. An absent value is None.
    ``is_ours`` says whether what is kept was here already.
    """

    table: str
    identity: str
    kind: ChangeKind
    field: tuple[str, ...] = ()
    kept: Any = None
    lost: Any = None
    is_ours: bool = False
    why: Reason = ""


def changes_of(
    identity: str,
    ours: Version | None,
    theirs: Version | None,
    result: Version | None,
    base: Version | None,
) -> list[MergeChange]:
    """Return what a merge does to a record of ours.

    ``result`` is what becomes of it; None for the version of the only side that has it.
    """
    only = result or ours or theirs
    if only is None or only.table == "_meta":
        return []
    table, result = only.table, only
    if ours is None or ours.deleted:
        if result.deleted or (ours and table == "days" and {*result.fields} <= {("day",)}):
            has_theirs = ours and theirs and not theirs.deleted
            if has_theirs and theirs and not (base and theirs.says_the_same_as(base)):
                lost = plain(theirs.raw)
                return [MergeChange(table, identity, "gone", lost=lost, is_ours=True)]
            return []
        kind: ChangeKind = "added" if ours is None else "returned"
        return [MergeChange(table, identity, kind, kept=plain(result.raw))]
    if result.deleted:
        is_lost = not ours.deleted
        return [MergeChange(table, identity, "removed", lost=plain(ours.raw))] if is_lost else []
    if theirs is None:
        return []
    if table == "days" and changed_version(ours, theirs, base) is None:
        base = None  # nothing of the date counts as taken back
    found = []
    if table == "sessions" and theirs.deleted and not (base and base.deleted):
        found += [MergeChange(table, identity, "outlived", kept=plain(result.raw), is_ours=True)]
    for path in sorted({*ours.fields, *theirs.fields, *result.fields}):
        change = _field_change(identity, path, ours, theirs, result, base)
        found += [] if change is None else _parts(change)
    return found


def _field_change(
    identity: str, path: Path, ours: Version, theirs: Version, result: Version, base: Version | None
) -> MergeChange | None:
    here, kept = ours.fields.get(path), result.fields.get(path)
    old = base.fields.get(path) if base else None
    there = old if theirs.deleted else theirs.fields.get(path)
    if path[0] == ORDER[0] and ours.table == "routines" and _says_nothing(path, ours, result):
        return None
    if here == there == kept:
        return None
    is_day = ours.table == "days"
    is_whole = is_one_piece(ours, theirs, base)  # then also what only the other has is dropped
    is_theirs_new = there != old or (is_whole and kept != here)
    is_ours_new = here != old or (is_whole and kept == here)
    if is_ours_new and is_theirs_new and here != there and kept in (here, there):
        is_ours = kept == here
        lost = there if is_ours else here
        is_worse = is_day and path[0] in WORST
        sides = (ours, theirs) if is_ours else (theirs, ours)
        return MergeChange(
            ours.table, identity, "both", path, plain(kept), plain(lost), is_ours,
            "worse" if is_worse else reason_of(path, *sides, is_whole=is_whole),
        )  # fmt: skip
    if kept == here:
        return None
    return MergeChange(ours.table, identity, "changed", path, plain(kept), plain(here))


def _says_nothing(path: Path, ours: Version, result: Version) -> bool:
    """Return whether a field of an exercise follows from its being added or removed."""
    if path == ORDER:
        there = [{each for each in side.fields if len(each) == 2} for side in (ours, result)]
        return there[0] != there[1]
    exercise = (*ORDER, path[1])
    return len(path) == 3 and not (exercise in ours.fields and exercise in result.fields)


def _parts(change: MergeChange) -> list[MergeChange]:
    """Return the changes of the parts of a field that holds several, where they differ."""
    if change.table != "routines" or change.field != ("plan", "ceiling"):
        return [change]
    kept, lost = (each if isinstance(each, dict) else {} for each in (change.kept, change.lost))
    return [
        MergeChange(
            change.table, change.identity, change.kind, ("plan", name), kept.get(name),
            lost.get(name), change.is_ours, change.why,
        )
        for name in dict.fromkeys([*kept, *lost])
        if kept.get(name) != lost.get(name)
    ]  # fmt: skip


def plain(raw: bytes | None) -> Any:
    """Return JSON as plain values; None for none, and for what cannot be read."""
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
