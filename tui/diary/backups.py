"""Copies of the diary beside it, compressed, in ``<stem>-backups/``, and which of them stay.

A name says when, in UTC, and why: ``20261122T210500Z-daily.json.gz``; a second one of the same
second is ``…-daily-2.json.gz``. Whatever else lies there is foreign: never listed nor deleted.
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

from tui.diary.atomic_write import PRIVATE_FOLDER, flush_folder, replace_file
from tui.diary.errors import NotSaved, Unconfirmed, Unreadable, reason

BackupKind = Literal["daily", "migration", "import", "restore", "bulk", "manual"]
KINDS: tuple[BackupKind, ...] = get_args(BackupKind)
_ALWAYS_KEPT = 5

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    rf"([12][0-9]{{7}}T[0-9]{{6}}Z)-({'|'.join(KINDS)})(?:-([2-9]|[1-9][0-9]{{1,3}}))?\.json\.gz"
)
_LEVEL = 6  # 9 takes three times as long for 2 % less


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: where it is, when it was made (UTC, whole seconds), why, its size in bytes.

    ``number`` counts those of the same second from 1.
    """

    path: Path
    made: dt.datetime
    kind: BackupKind
    size: int
    number: int = 1

    @property
    def name(self) -> str:
        """The file's name, by which a person chooses it."""
        return self.path.name


def folder_of(path: Path) -> Path:
    """The backups' folder of a diary; beside the file itself when ``path`` is a symlink."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.stem}-backups")


def make(path: Path, data: bytes, kind: BackupKind, now: dt.datetime) -> Backup:
    """Keep ``data``, a diary's validated bytes, as a backup made at ``now`` (aware).

    It is read back and compared before it counts.

    Raises:
        NotSaved: there is no new backup.
        Unconfirmed: it is there and whole, but the flush of its folder failed.
    """
    folder = folder_of(path)
    made = now.astimezone(dt.UTC).replace(microsecond=0)
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        # Each time: whoever made the folder may have died before this.
        flush_folder(folder.parent)
        number = _free_number(folder, made)
    except OSError as error:
        raise NotSaved(folder, reason(error)) from error
    target = folder / _name(made, kind, number)
    packed = gzip.compress(data, _LEVEL, mtime=0)  # equal content, equal bytes
    backup = Backup(target, made, kind, len(packed), number)
    try:
        replace_file(target, packed)
    except Unconfirmed:
        _check(backup, data)
        raise
    _check(backup, data)
    return backup


def listed(path: Path) -> list[Backup]:
    """The backups of a diary, newest first; none without a folder of them.

    Raises:
        Unreadable: there is a folder, but it cannot be looked into.
    """
    folder = folder_of(path)
    try:
        with os.scandir(folder) as entries:
            found = [backup for entry in entries if (backup := _recognised(entry)) is not None]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unreadable(folder, reason(error)) from error
    return sorted(found, key=lambda each: (each.made, each.number, each.name), reverse=True)


def read(backup: Backup) -> bytes:
    """The diary's bytes as they were when the backup was made.

    Raises:
        Unreadable: it is gone, cut short or damaged; whether it is a diary is not looked at.
    """
    try:
        return gzip.decompress(backup.path.read_bytes() or b"?")  # nothing is no backup either
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable(backup.path, "the backup is damaged or cut short") from error
    except OSError as error:
        raise Unreadable(backup.path, reason(error)) from error


def has_daily(path: Path, date: dt.date, zone: dt.tzinfo = dt.UTC) -> bool:
    """Whether a daily backup was made on this date, as clocks in ``zone`` have it.

    Raises:
        Unreadable: the folder cannot be looked into.
    """
    daily = (each.made for each in listed(path) if each.kind == "daily")
    return any(made.astimezone(zone).date() == date for made in daily)


def has_migration(path: Path, data: bytes) -> bool:
    """Whether the newest backup before a migration holds just these bytes already."""
    newest = next((each for each in listed(path) if each.kind == "migration"), None)
    if newest is None:
        return False
    try:
        return read(newest) == data
    except Unreadable:
        return False


def prune(path: Path, now: dt.datetime) -> list[Backup]:
    """Delete the backups that are not `to_keep`; those that are gone, newest first.

    What cannot be deleted stays, without a word.
    """
    gone: list[Backup] = []
    with contextlib.suppress(Unreadable):
        backups = listed(path)
        staying = to_keep(backups, now)
        for backup in (each for each in backups if each not in staying):
            with contextlib.suppress(OSError):
                backup.path.unlink()
                gone.append(backup)
    return gone


def to_keep(backups: Iterable[Backup], now: dt.datetime) -> set[Backup]:
    """Which backups stay, by dates as ``now`` (aware) has them.

    The newest of each of the last 7 dates, 4 ISO weeks and 12 months that have one; the newest
    five that are not daily; all from before a migration. What is later than ``now`` was made
    under a wrong clock: it stays, and takes no other's place.
    """
    newest_first = sorted(backups, key=lambda each: (each.made, each.number, each.name))[::-1]
    staying = {each for each in newest_first if each.kind == "migration" or each.made > now}
    counted = [each for each in newest_first if each not in staying]
    staying.update([each for each in counted if each.kind != "daily"][:_ALWAYS_KEPT])
    periods: tuple[tuple[int, Callable[[dt.datetime], Hashable]], ...] = (
        (7, lambda made: made.date()),
        (4, lambda made: made.isocalendar()[:2]),
        (12, lambda made: (made.year, made.month)),
    )
    for count, period_of in periods:
        newest: dict[Hashable, Backup] = {}
        for each in counted:
            newest.setdefault(period_of(each.made.astimezone(now.tzinfo)), each)
        staying.update([*newest.values()][:count])
    return staying


def _check(backup: Backup, data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        if read(backup) == data:
            return
    with contextlib.suppress(OSError):
        backup.path.unlink(missing_ok=True)
    raise NotSaved(backup.path, "it could not be read back as it was written")


def _name(made: dt.datetime, kind: BackupKind, number: int) -> str:
    return f"{made:{_STAMP}}-{kind}{f'-{number}' if number > 1 else ''}.json.gz"


def _free_number(folder: Path, made: dt.datetime) -> int:
    """One number for all kinds, so that the order within a second is known too."""
    number = 1
    while any(os.path.lexists(folder / _name(made, kind, number)) for kind in KINDS):
        number += 1
    return number


def _recognised(entry: os.DirEntry[str]) -> Backup | None:
    try:
        if (match := _NAME.fullmatch(entry.name)) is None or not entry.is_file(
            follow_symlinks=False
        ):
            return None
        made, size = dt.datetime.fromisoformat(match[1]), entry.stat().st_size
    except (ValueError, OSError):  # no such date; deleted in between
        return None
    return Backup(Path(entry.path), made, cast(BackupKind, match[2]), size, int(match[3] or 1))
