"""What can be had back from a damaged diary, and where the damaged bytes are kept meanwhile."""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import hashlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from tui.diary import backups
from tui.diary.atomic_write import flush_folder, replace_file
from tui.diary.codec import SCHEMA, decode
from tui.diary.errors import DiaryError, NotSaved, Unconfirmed, Unreadable, reason
from tui.diary.paths import named
from tui.diary.raw_file import decode_tables

_STALE_AFTER_S = 3600
# The wider one first: its mark begins with that of the other.
_WIDE = (
    ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)
# Up to the next brace outside of a string. Possessive, and matched only where the last one ended,
# so that no byte is looked at twice, however the quotes and brackets are broken.
_TO_BRACE = re.compile(rb'(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+[{}]', re.DOTALL)


class _Mark(msgspec.Struct):
    app: Literal["supine"]


@dataclass(frozen=True, slots=True)
class Recovered:
    """A diary's bytes that decode, had back from damage.

    ``made`` (UTC) and ``backup`` are a backup's time and name; ``damaged_copy`` is the copy of the
    damaged bytes, None when it could not be made.
    """

    data: bytes
    source: Literal["salvage", "backup", "duplicates"]
    backup_made: dt.datetime | None = None
    damaged_copy: Path | None = None
    backup_name: str | None = None


def salvage(data: bytes) -> bytes | None:
    """The whole diary at the beginning of damaged bytes, from brace to brace; None without one.

    Drops what stands behind it, if there is not more of it, and a byte order mark before it;
    UTF-16 and UTF-32 with their marks become UTF-8. Takes time proportional to the bytes and
    raises nothing, whatever they are.
    """
    found = _first_object(_in_utf_8(data))
    return found if found is not None and _is_diary(found) else None


def set_aside(path: Path, data: bytes, now: dt.datetime) -> Path:
    """Copy damaged bytes beside the file; the same bytes once only, whatever the date.

    Two programs that do so at once write the same copy under the same name. A name that anything
    else has taken is passed over.

    Raises:
        NotSaved: there is no copy that is sure to last.
    """
    real = Path(os.path.realpath(path))
    mark = hashlib.sha256(data).hexdigest()[:8]
    target = real.with_name(f"{real.name}.damaged-{now:%Y%m%d}-{mark}")
    same = re.compile(rf"{re.escape(real.name)}\.damaged-[0-9]{{8}}-{mark}(-[0-9]+)?")
    try:
        for copy in named(real.parent, same):
            if copy.is_file() and not copy.is_symlink() and copy.read_bytes() == data:
                flush_folder(real.parent)  # whoever made it may have died before this
                return copy
        number, wanted = 1, target.name
        while os.path.lexists(target):
            number += 1
            target = target.with_name(f"{wanted}-{number}")
    except OSError as error:
        raise NotSaved(target, reason(error)) from error
    try:
        replace_file(target, data)
    except Unconfirmed as error:
        # Nothing that a power cut may take back counts as a copy.
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise NotSaved(target, "the disk did not confirm it") from error
    return target


def recover(path: Path, data: bytes, now: dt.datetime, error: Unreadable) -> Recovered:
    """The diary out of its damaged bytes, else of its newest backup that is one.

    The damaged bytes are set aside, unless nothing is found to put in their place. Backups that
    are later than ``now`` were made under a wrong clock and come last.

    Raises:
        Unreadable: ``error`` itself, when there is nothing to recover from; nothing was changed.
    """
    salvaged = salvage(data)
    found = _newest_valid(path, now) if salvaged is None else Recovered(salvaged, "salvage")
    if found is None:
        raise error
    with contextlib.suppress(NotSaved):
        return replace(found, damaged_copy=set_aside(path, data, now))
    return found


def stale_temporaries(path: Path, now: dt.datetime) -> list[Path]:
    """Temporary files that a killed program of ours left more than an hour before ``now``.

    Those of the diary, of copies of damaged bytes, and of backups.
    """
    real = Path(os.path.realpath(path))
    beside = rf"\.{re.escape(real.name)}(\.damaged-[0-9]{{8}}-[0-9a-f]{{8}}(-[0-9]+)?)?"
    backup = r"\.[0-9]{8}T[0-9]{6}Z-[a-z]+(-[0-9]+)?\.json\.gz"
    oldest = now.timestamp() - _STALE_AFTER_S
    found: list[Path] = []
    for folder, name in ((real.parent, beside), (backups.folder_of(path), backup)):
        ours = re.compile(rf"{name}\.[0-9a-f]{{8}}\.tmp")
        with contextlib.suppress(OSError):
            found += [each for each in named(folder, ours) if each.lstat().st_mtime < oldest]
    return found


def _in_utf_8(data: bytes) -> bytes:
    for encoding, marks in _WIDE:
        if data.startswith(marks):
            try:
                return data.decode(encoding).encode()
            except UnicodeDecodeError as error:  # the tail is no text
                return data[: error.start].decode(encoding).encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _first_object(data: bytes) -> bytes | None:
    """From the first brace, with nothing before it, to the one that closes it."""
    data = data.lstrip(b" \t\r\n")
    if not data.startswith(b"{"):
        return None
    depth = end = 0
    while match := _TO_BRACE.match(data, end):
        end = match.end()
        depth += 1 if match[0].endswith(b"{") else -1
        if depth == 0:
            # A tail is what a longer, older version left behind. More of it than of the rest means
            # that the object ended too early, and the records are in the tail.
            return data[:end] if len(data[end:].strip(b" \t\r\n\0")) <= end else None
    return None


def _is_diary(data: bytes) -> bool:
    """Whether bytes decode as a diary and say so, by their mark or by a record that fits."""
    with contextlib.suppress(DiaryError, msgspec.MsgspecError, ValueError, RecursionError):
        tables, file = decode_tables(Path(), data), decode(Path(), data).file
        known = any((file.settings, file.routines, file.sessions, file.days))
        metas = tables.get("_meta", {}).values()
        return known or any(msgspec.json.decode(each, type=_Mark) for each in metas)
    return False


def _newest_valid(path: Path, now: dt.datetime) -> Recovered | None:
    found: list[backups.Backup] = []
    with contextlib.suppress(Unreadable):
        found = sorted(backups.listed(path), key=lambda each: each.made > now)
    for backup in found:
        with contextlib.suppress(DiaryError):
            data = backups.read(backup)
            decode_tables(backup.path, data)  # one that is no table would be in every write's way
            if decode(backup.path, data).meta.schema <= SCHEMA:
                return Recovered(data, "backup", backup.made, backup_name=backup.name)
    return None
