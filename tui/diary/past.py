"""Which states of a diary a file came from, and the newest one that two files both came from.

A file says in ``past`` of its ``_meta`` which states it came from, as far as the bytes of them were
put away: as a backup that was made for a write, or as a copy that was merged. A state is named by
its mark, which says exactly which bytes it was. What two files both came from is what merging
compares them with. It counts only while one of the files, or the folder of backups, still holds its
very bytes. (docs/decisions/merging.md, "What both began with")
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tui.diary import backups
from tui.diary.change_times import NEVER, ChangeTime, read_time
from tui.diary.codec import SCHEMA
from tui.diary.errors import DiaryError
from tui.diary.identities import Tables, raw_tables
from tui.diary.marks import HEAD_BYTES, MOST_MARKS, PAST, mark_of, order_of, read_past, rev_of
from tui.diary.raw_file import decode_tables, read_bytes


class State(Struct, frozen=True, eq=False):
    """A diary as it is at one moment.

    ``mark`` is empty where nothing holds its bytes. ``came_from`` are the marks of the states that
    it came from, with its own.
    """

    tables: Tables
    mark: str = ""
    came_from: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tables: Tables, data: bytes | None) -> State:
        """Return the state of a file.

        Args:
            tables: what the file says.
            data: its bytes; None if there is no file.
        """
        past = read_past(_meta_of(tables).get(PAST))
        mark = "" if data is None else mark_of(data)
        return cls(raw_tables(tables), mark, past | {mark} if mark else past)

    def merged_with(self, other: State, tables: Tables) -> State:
        """Return the state that merging another one into this one makes."""
        return State(tables, "", self.came_from | other.came_from)


class StateFinder:
    """Finds what two states of a diary both came from; what was found once is not read again.

    Args:
        path: the diary, in whose folder of backups states are looked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[int, list[Path]] | None = None
        self._found: dict[str, Tables | None] = {}

    def common(self, ours: State, theirs: State) -> Tables | None:
        """Return the tables of the newest state that both came from; None if there is none.

        There is none, either, if nothing holds the bytes of it: of an older one, it would not be
        known what both have seen since. For the same reason there is none where they both came from
        a state that the newest one did not come from. Nor is there one where one of the two says
        that it came from that state and lacks a date of it, or has an older version of one: then it
        has not seen that state, whatever it says, and may not take back what is in it.
        """
        shared = ours.came_from & theirs.came_from
        mark = max(shared, key=order_of, default="")
        if not mark:
            return None
        held = next((each.tables for each in (ours, theirs) if each.mark == mark), None)
        tables = self._tables_of(mark) if held is None else held
        if tables is None or not _came_from(tables, shared - {mark}):
            return None
        return tables if _is_behind(tables, [ours.tables, theirs.tables]) else None

    def _tables_of(self, mark: str) -> Tables | None:
        """Return the tables of a state that the folder of backups holds; None if it does not."""
        if mark not in self._found:
            self._found[mark] = None
            if self._files is None:
                self._files = _files_by_rev(self._path)
            for path in self._files.get(order_of(mark)[0], []):
                with contextlib.suppress(DiaryError, OSError):
                    is_backup = path.suffix == ".gz"
                    data = backups.read_file(path) if is_backup else read_bytes(path) or b""
                    if mark_of(data) == mark:
                        tables = decode_tables(path, data)
                        is_present = _meta_of(tables).get("schema") == SCHEMA
                        self._found[mark] = raw_tables(tables) if is_present else None
                        break
        return self._found[mark]


def _came_from(tables: Tables, marks: Iterable[str]) -> bool:
    """Return whether a state came from all of some states, as far back as it remembers any."""
    past = read_past(_meta_of(tables).get(PAST))
    if len(past) >= MOST_MARKS:
        oldest = min(map(order_of, past))
        marks = [each for each in marks if order_of(each) >= oldest]
    return past.issuperset(marks)


def _meta_of(tables: Tables) -> dict[str, Any]:
    """Return the first document of ``_meta``; an empty one for none that can be read."""
    first = next(iter(raw_tables({"_meta": tables.get("_meta", {})})["_meta"].values()), b"{}")
    with contextlib.suppress(msgspec.MsgspecError, ValueError, RecursionError):
        found = msgspec.json.decode(first)
        return found if isinstance(found, dict) else {}
    return {}


def _files_by_rev(path: Path) -> dict[int, list[Path]]:
    """Return the backups and the merged copies of a diary by their ``rev``."""
    found: dict[int, list[Path]] = {}
    with contextlib.suppress(OSError), os.scandir(backups.folder_of(path)) as entries:
        for entry in entries:
            if not entry.name.endswith((".json.gz", path.suffix)):
                continue
            with contextlib.suppress(OSError, zlib.error):
                if entry.is_file(follow_symlinks=False):
                    file = Path(entry.path)
                    found.setdefault(rev_of(_head(file)), []).append(file)
    return found


def _head(path: Path) -> bytes:
    if path.suffix == ".gz":
        return backups.head(path, HEAD_BYTES)
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


# Whether a file can have come from a state at all


class _Dated(Struct, gc=False):
    day: str = ""
    changed: str | None = None
    deleted: str | None = None


_read = msgspec.json.Decoder(_Dated).decode


def _is_behind(state: Tables, files: list[Tables]) -> bool:
    """Return whether all dates of a state are in some files, and in none as an older version.

    No record of a date ever goes without a trace, and no change of one is dated before what it
    replaces. Other records need no such care: one that a file lacks is never taken as removed.
    """
    old = {*raw_tables({"days": state.get("days", {})})["days"].values()}
    for tables in files:
        new = {*raw_tables({"days": tables.get("days", {})})["days"].values()}
        found = _dated(new - old)
        for day, at in _dated(old - new).items():
            if day not in found or found[day].at < at.at:
                return False
    return True


def _dated(raws: Iterable[bytes]) -> dict[str, ChangeTime]:
    """Return when each date was changed last."""
    found: dict[str, ChangeTime] = {}
    for raw in raws:
        with contextlib.suppress(msgspec.MsgspecError, ValueError, RecursionError):
            record = _read(raw)
            at = read_time(record.deleted or record.changed)
            found[record.day] = max(at, found.get(record.day, NEVER), key=lambda each: each.at)
    return found
