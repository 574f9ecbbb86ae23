"""Copies of the diary beside it, compressed, in ``<stem>-backups/``, and which of them stay.

A backup's name says when it was made, in UTC, and on which occasion:
``20261122T210500Z-daily.json.gz``. Another one of the same second is ``…-daily-2.json.gz``. Any
other file in the folder is foreign: it is neither listed nor deleted. (docs/file-format.md,
promise 5 and "Backups")
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import os
import re
import zlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tui.diary.atomic_write import flush_folder, write_new_file
from tui.diary.codec import decode
from tui.diary.errors import NotSaved, Unconfirmed, Unreadable, reason
from tui.diary.private import make_private_folder, refuse_link_of_others
from tui.diary.snapshot import Snapshot
from tui.practice.dates import LocalTime

BackupKind = Literal["daily", "migration", "import", "merge", "restore", "manual"]
"""The occasion: before the first change of a day, before a file of an older schema is written,
before an import, before copies are merged, before a backup is restored, or because someone asked
for it."""
KINDS: tuple[BackupKind, ...] = get_args(BackupKind)
_OTHERS_KEPT = 5
"""How many of the newest backups that are not daily stay."""

_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    rf"([12][0-9]{{7}}T[0-9]{{6}}Z)-({'|'.join(KINDS)})(?:-([2-9]|[1-9][0-9]{{1,3}}))?\.json\.gz"
)
MOST_BYTES = 500_000_000
"""Size limit of what a backup unpacks to, in bytes; someone else may have put it there. A
plain session takes about 300."""
_GZIP = 31
"""Tells zlib that what it unpacks is a gzip file, with a header and a checksum."""
_LEVEL = 6  # gzip's level 9 takes three times as long for 2 % less


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, when it was made (UTC, whole seconds), and why.

    ``number`` counts the backups of one second from 1.
    """

    path: Path
    made: dt.datetime
    kind: BackupKind
    number: int = 1

    @property
    def name(self) -> str:
        """The file's name, by which a person chooses a backup."""
        return self.path.name


def folder_of(path: Path) -> Path:
    """Return the folder of a diary's backups; for a symbolic link, beside the file it points to."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.stem}-backups")


def make(path: Path, data: bytes, kind: BackupKind, now: dt.datetime) -> Backup:
    """Make a backup of ``data``, the bytes of the diary at ``path``, and return it.

    It is read back and compared before it counts.

    Args:
        path: the diary, which decides the folder.
        data: bytes that decode as a diary.
        kind: the occasion.
        now: the present time, with its UTC offset.

    Raises:
        NotSaved: no backup was made.
        Unconfirmed: it is there and whole, but its folder could not be flushed.
    """
    folder = folder_of(path)
    made = now.astimezone(dt.UTC).replace(microsecond=0)
    try:
        make_private_folder(folder)
        refuse_link_of_others(folder)
        # Each time, since the program that made the folder may have died before it did so.
        flush_folder(folder.parent)
        number = _free_number(folder, made)
    except OSError as error:
        raise NotSaved(folder, reason(error)) from error
    target = folder / _name(made, kind, number)
    packed = gzip.compress(data, _LEVEL, mtime=0)  # mtime 0: equal content gives equal bytes
    backup = Backup(target, made, kind, number)
    try:
        write_new_file(target, packed)
    except Unconfirmed:
        _verify(backup, data)
        raise
    _verify(backup, data)
    return backup


def listed(path: Path) -> list[Backup]:
    """Return the backups of the diary at ``path``, newest first.

    Raises:
        Unreadable: their folder exists but cannot be listed.
    """
    folder = folder_of(path)
    try:
        with os.scandir(folder) as entries:
            found = [backup for entry in entries if (backup := _backup_of(entry)) is not None]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unreadable(folder, reason(error)) from error
    return _newest_first(found)


def named(path: Path, name: str) -> Backup | None:
    """Return the backup of a name; None if there is none, or they cannot be listed."""
    with contextlib.suppress(Unreadable):
        return next((each for each in listed(path) if each.name == name), None)
    return None


def newest(path: Path) -> Backup | None:
    """Return the newest backup; None if there is none, or they cannot be listed."""
    with contextlib.suppress(Unreadable):
        return next(iter(listed(path)), None)
    return None


def read(backup: Backup) -> bytes:
    """Return the bytes of the diary as they were when the backup was made.

    Raises:
        Unreadable: the backup is gone, cut short or damaged. Whether the bytes are a diary is not
            checked.
    """
    return read_file(backup.path)


def read_file(path: Path) -> bytes:
    """Return the bytes in the file of a backup, as `read` does."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        data = unpacking.decompress(path.read_bytes(), MOST_BYTES)
    except zlib.error as error:
        raise Unreadable(path, "the backup is damaged or cut short") from error
    except OSError as error:
        raise Unreadable(path, reason(error)) from error
    if unpacking.unconsumed_tail:
        raise Unreadable(path, f"it would unpack to over {MOST_BYTES // 1_000_000} MB")
    if not unpacking.eof or unpacking.unused_data:
        raise Unreadable(path, "the backup is damaged or cut short")
    return data


def head(path: Path, size: int) -> bytes:
    """Return the first bytes in the file of a backup, at most ``size``.

    Raises:
        OSError, zlib.error: it cannot be read.
    """
    with path.open("rb") as file:
        return zlib.decompressobj(_GZIP).decompress(file.read(size), size)


def snapshot_of(backup: Backup) -> Snapshot:
    """Return what a backup says, as typed records.

    Raises:
        Unreadable: it is gone, damaged, or no diary.
    """
    return Snapshot.of(decode(backup.path, read(backup)))


def has_daily(path: Path, date: dt.date, local: LocalTime) -> bool:
    """Return whether a daily backup was made on a date of the local calendar.

    Raises:
        Unreadable: the folder cannot be listed.
    """
    daily = (backup.made for backup in listed(path) if backup.kind == "daily")
    return any(local(made).date() == date for made in daily)


def has_migration(path: Path, data: bytes) -> bool:
    """Return whether the newest backup before a migration holds exactly these bytes."""
    newest = next((backup for backup in listed(path) if backup.kind == "migration"), None)
    if newest is None:
        return False
    try:
        return read(newest) == data
    except Unreadable:
        return False


def prune(path: Path, now: dt.datetime, local: LocalTime) -> list[Backup]:
    """Delete the backups that are not `to_keep`; return those deleted, newest first.

    A backup that cannot be deleted stays, and no error is raised.
    """
    deleted: list[Backup] = []
    with contextlib.suppress(Unreadable):
        backups = listed(path)
        kept = to_keep(backups, now, local)
        for backup in (each for each in backups if each not in kept):
            with contextlib.suppress(OSError):
                backup.path.unlink()
                deleted.append(backup)
    return deleted


def to_keep(backups: Iterable[Backup], now: dt.datetime, local: LocalTime) -> set[Backup]:
    """Return the backups that stay, judged by the dates of the local calendar.

    These are the newest of each of the last 7 dates, 4 ISO weeks and 12 months that have one, the
    newest five that are not daily, and all from before a migration. A backup later than ``now`` was
    made while the clock was wrong: it stays, and takes no other's place.
    """
    newest_first = _newest_first(backups)
    kept = {each for each in newest_first if each.kind == "migration" or each.made > now}
    candidates = [each for each in newest_first if each not in kept]
    kept.update([each for each in candidates if each.kind != "daily"][:_OTHERS_KEPT])
    periods: tuple[tuple[int, Callable[[dt.datetime], Hashable]], ...] = (
        (7, lambda made: made.date()),
        (4, lambda made: made.isocalendar()[:2]),
        (12, lambda made: (made.year, made.month)),
    )
    for count, period_of in periods:
        newest_of_period: dict[Hashable, Backup] = {}
        for backup in candidates:
            newest_of_period.setdefault(period_of(local(backup.made)), backup)
        kept.update([*newest_of_period.values()][:count])
    return kept


def _newest_first(backups: Iterable[Backup]) -> list[Backup]:
    return sorted(backups, key=lambda each: (each.made, each.number, each.name), reverse=True)


def _verify(backup: Backup, data: bytes) -> None:
    """Raise NotSaved, and delete the backup, unless it reads back as ``data``."""
    with contextlib.suppress(Unreadable):
        if read(backup) == data:
            return
    with contextlib.suppress(OSError):
        backup.path.unlink(missing_ok=True)
    raise NotSaved(backup.path, "it could not be read back as it was written")


def _name(made: dt.datetime, kind: BackupKind, number: int) -> str:
    return f"{made:{_TIME}}-{kind}{f'-{number}' if number > 1 else ''}.json.gz"


def _free_number(folder: Path, made: dt.datetime) -> int:
    """Return the first number that no backup of this second has, of whatever kind.

    Numbered across the kinds, the backups of one second have an order too.
    """
    number = 1
    while any(os.path.lexists(folder / _name(made, kind, number)) for kind in KINDS):
        number += 1
    return number


def _backup_of(entry: os.DirEntry[str]) -> Backup | None:
    """Return the backup that a folder entry is; None for a foreign one."""
    try:
        if (match := _NAME.fullmatch(entry.name)) is None or not entry.is_file(
            follow_symlinks=False
        ):
            return None
        made = dt.datetime.fromisoformat(match[1])
    except (ValueError, OSError):  # no such date; deleted just now
        return None
    return Backup(Path(entry.path), made, cast(BackupKind, match[2]), int(match[3] or 1))
