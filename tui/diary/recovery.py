"""What is done with a damaged file: recover the diary, and keep a copy of the damaged bytes.

No byte is ever lost: the damaged file is copied beside itself before anything is written over it.
(docs/file-format.md, promise 3 and "Recovery")
"""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from tui.diary import backups
from tui.diary.atomic_write import flush_folder, write_new_file
from tui.diary.codec import SCHEMA, decode
from tui.diary.errors import DiaryError, NotSaved, Unconfirmed, Unreadable, reason
from tui.diary.paths import entries_named
from tui.diary.raw_file import UndecodedTables, decode_tables, encode_tables

if TYPE_CHECKING:
    from tui.diary.merge import Merged

_STALE_AFTER_S = 3600
"""Seconds after which a temporary file belongs to no program that still runs."""
# UTF-32 first: its little-endian byte order mark begins with that of UTF-16.
_WIDE_ENCODINGS = (
    ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)
# Matches up to the next brace outside of a string. Possessive, and only tried where the last match
# ended, so that no byte is looked at twice, however the quotes and brackets are broken.
_TO_BRACE = re.compile(rb'(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+[{}]', re.DOTALL)


class _Mark(msgspec.Struct):
    """A document that says whose file it is, as opposed to one that leaves it out."""

    app: Literal["supine"]


class Recovered(msgspec.Struct, frozen=True):
    """The bytes of a diary that were recovered, and from where.

    ``source`` is ``"salvage"`` for the beginning of the damaged file, ``"conflict"`` for the two
    sides of a conflict that git left in it, ``"backup"`` for a backup that was made at
    ``backup_made`` (UTC), and ``"duplicates"`` for a file in which one name stands twice, so that a
    write would lose records. ``damaged_copy`` is the copy of the file as it was,
    None when it could not be made. ``merged`` is what became of the two sides of a conflict.
    """

    data: bytes
    source: Literal["salvage", "conflict", "backup", "duplicates"]
    backup_made: dt.datetime | None = None
    damaged_copy: Path | None = None
    merged: Merged | None = None


def salvage(data: bytes) -> bytes | None:
    """Return the whole diary that damaged bytes begin with, in UTF-8; None without one.

    What follows it is dropped, unless that is more than the diary itself, and so is a byte order
    mark before it. UTF-16 and UTF-32 with their marks are converted. The time taken is
    proportional to the bytes, and nothing is raised, whatever they are.
    """
    found = _first_object(_in_utf_8(data))
    return found if found is not None and _is_diary(found) else None


def set_aside(path: Path, data: bytes, now: dt.datetime) -> Path:
    """Copy damaged bytes to a file beside the diary, and return that file.

    The same bytes are copied only once, whatever the date; two programs that do so at once write
    the same copy under the same name. A name that something else has taken is left alone.

    Raises:
        NotSaved: there is no copy that is sure to last.
    """
    real = Path(os.path.realpath(path))
    digest = hashlib.sha256(data).hexdigest()[:8]
    target = real.with_name(f"{real.name}.damaged-{now:%Y%m%d}-{digest}")
    pattern = re.compile(rf"{re.escape(real.name)}\.damaged-[0-9]{{8}}-{digest}(-[0-9]+)?")
    try:
        for copy in entries_named(real.parent, pattern):
            if copy.is_file() and not copy.is_symlink() and copy.read_bytes() == data:
                # The program that made it may have died before it flushed the folder.
                flush_folder(real.parent)
                return copy
        number, wanted = 1, target.name
        while os.path.lexists(target):
            number += 1
            target = target.with_name(f"{wanted}-{number}")
    except OSError as error:
        raise NotSaved(target, reason(error)) from error
    try:
        write_new_file(target, data)
    except Unconfirmed as error:
        # A copy that a power cut may take back does not count.
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise NotSaved(target, "the disk did not confirm it") from error
    return target


def recover(path: Path, data: bytes, now: dt.datetime, error: Unreadable) -> Recovered:
    """Recover a diary from its damaged bytes, else from its newest backup that is a diary.

    Where git left a conflict in it, both sides are merged.

    A copy of the damaged bytes is set aside; when that fails, the next write tries again. Backups
    that are later than ``now`` were made while the clock was wrong, and come last.

    Raises:
        Unreadable: ``error`` itself, when there is nothing to recover from. Nothing was changed.
    """
    found: Recovered | None = None
    if (salvaged := salvage(data)) is not None:
        found = Recovered(salvaged, "salvage")
    elif (merged := _merge_sides(path, data)) is not None:
        found = Recovered(encode_tables(merged.tables), "conflict", merged=merged)
    found = found or _from_backup(path, now)
    if found is None:
        raise error
    with contextlib.suppress(NotSaved):
        return replace(found, damaged_copy=set_aside(path, data, now))
    return found


def sides_of_conflict(data: bytes) -> tuple[bytes, bytes, bytes | None] | None:
    """Return the two sides of the conflicts that git left in a file, and what both began with.

    The last is None where git was not told to write it (``merge.conflictStyle``). None is returned
    for bytes without a conflict, or with one that has no end.
    """
    if not any(line.startswith(b"<<<<<<< ") for line in data.splitlines()):
        return None
    sides: tuple[list[bytes], list[bytes], list[bytes]] = ([], [], [])  # ours, base, theirs
    place: int | None = None
    has_base = False
    for line in data.splitlines(keepends=True):
        marker = line.rstrip()
        if marker.startswith(b"<<<<<<<") and place is None:
            place = 0
        elif marker.startswith(b"|||||||") and place == 0:
            place, has_base = 1, True
        elif marker == b"=======" and place in (0, 1):
            place = 2
        elif marker.startswith(b">>>>>>>") and place == 2:
            place = None
        else:
            for number, side in enumerate(sides):
                if place in (None, number):
                    side.append(line)
    ours, base, theirs = (b"".join(side) for side in sides)
    return None if place is not None else (ours, theirs, base if has_base else None)


def _merge_sides(path: Path, data: bytes) -> Merged | None:
    """Return the diary that both sides of a conflict make; None if one of them is no diary.

    What both began with is known only if git wrote it into the file.
    """
    found = sides_of_conflict(_in_utf_8(data))
    if found is None or not (_is_diary(found[0]) and _is_diary(found[1])):
        return None
    from tui.diary.merge import merge

    ours, theirs = (decode_tables(path, side) for side in found[:2])
    schemas = {decode(path, side).meta.schema for side in found[:2]}
    if len(schemas) > 1 or max(schemas) > SCHEMA:
        return None
    base: UndecodedTables | None = None
    if found[2] is not None and _is_diary(found[2]):
        base = decode_tables(path, found[2])
    return merge(ours, theirs, base)


def remove_stale_temporaries(path: Path, now: dt.datetime) -> None:
    """Remove the `stale_temporaries` that can be removed."""
    for temporary in stale_temporaries(path, now):
        with contextlib.suppress(OSError):
            temporary.unlink()


def stale_temporaries(path: Path, now: dt.datetime) -> list[Path]:
    """Return the temporary files that a program of ours left more than an hour before ``now``.

    A program that was killed leaves them: of the diary, of copies of damaged bytes, of the kept
    undo step, of backups.
    """
    real = Path(os.path.realpath(path))
    name = re.escape(real.name)
    beside = rf"\.{name}(\.damaged-[0-9]{{8}}-[0-9a-f]{{8}}(-[0-9]+)?)?|\.\.{name}\.undo"
    backup = r"\.[0-9]{8}T[0-9]{6}Z-[a-z]+(-[0-9]+)?\.json\.gz"
    oldest = now.timestamp() - _STALE_AFTER_S
    found: list[Path] = []
    for folder, name in ((real.parent, beside), (backups.folder_of(path), backup)):
        pattern = re.compile(rf"(?:{name})\.[0-9a-f]{{8}}\.tmp")
        with contextlib.suppress(OSError):
            temporaries = entries_named(folder, pattern)
            found += [each for each in temporaries if each.lstat().st_mtime < oldest]
    return found


def _in_utf_8(data: bytes) -> bytes:
    for encoding, marks in _WIDE_ENCODINGS:
        if data.startswith(marks):
            try:
                return data.decode(encoding).encode()
            except UnicodeDecodeError as error:  # what follows the diary may be no text
                return data[: error.start].decode(encoding).encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _first_object(data: bytes) -> bytes | None:
    """Return the bytes from the first brace, with nothing before it, to the one that closes it."""
    data = data.lstrip(b" \t\r\n")
    if not data.startswith(b"{"):
        return None
    depth = end = 0
    while match := _TO_BRACE.match(data, end):
        end = match.end()
        depth += 1 if match[0].endswith(b"{") else -1
        if depth == 0:
            # What follows is the rest of a longer, older file that was written in place. If it is
            # longer than the object, the object ended too early, and the records follow it.
            return data[:end] if len(data[end:].strip(b" \t\r\n\0")) <= end else None
    return None


def _is_diary(data: bytes) -> bool:
    """Return whether bytes decode as a diary and show it, by their mark or by a typed record."""
    with contextlib.suppress(DiaryError, msgspec.MsgspecError, ValueError, RecursionError):
        tables, file = decode_tables(Path(), data), decode(Path(), data).file
        has_record = any((file.settings, file.routines, file.sessions, file.days))
        metas = tables.get("_meta", {}).values()
        return has_record or any(msgspec.json.decode(each, type=_Mark) for each in metas)
    return False


def _from_backup(path: Path, now: dt.datetime) -> Recovered | None:
    found: list[backups.Backup] = []
    with contextlib.suppress(Unreadable):
        found = sorted(backups.listed(path), key=lambda each: each.made > now)
    for backup in found:
        with contextlib.suppress(DiaryError):
            data = backups.read(backup)
            # `decode` ignores unknown tables, but one that is no table would make each write fail.
            decode_tables(backup.path, data)
            if decode(backup.path, data).meta.schema <= SCHEMA:
                return Recovered(data, "backup", backup.made)
    return None
