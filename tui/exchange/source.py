"""What to import, as it is read from the disk: a file with what belongs to it, or a folder.

Nothing here changes the person's files.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tui.diary.errors import reason
from tui.exchange.dates import DateOrder
from tui.exchange.refusals import ImportRefused
from tui.exchange.tables import Table, Text, decode_text, read_table

MOST_BYTES = 50_000_000
"""Size limit of what is imported, in bytes. A diary of centuries is smaller."""
_SIZE = f"{MOST_BYTES // 1_000_000} MB"
SQLITE = b"SQLite format 3\0"
"""How an SQLite database begins."""
LOGS = ("-wal", "-journal")
"""What SQLite appends to a database's name for its write-ahead log and its rollback journal."""
_COMPANIONS = re.compile(r"(?P<database>.+\.(?:db|sqlite3?))-(?:wal|shm|journal)", re.IGNORECASE)
"""The name of a file that SQLite keeps beside a database, and that says nothing without it."""
_TRIES = 3
# Without O_NONBLOCK, opening a pipe would wait until somebody writes to it.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Source:
    """What a person wants to import.

    Args:
        name: what to call it in messages.
        data: the file's content; empty for a folder.
        logs: the content of the logs that lie beside a database, by their file names.
        folder: the folder, if it is one.
        order: the order in which its dates are written, if the person said so.
    """

    name: str = "the file"
    data: bytes = b""
    logs: Mapping[str, bytes] = field(default_factory=dict)
    folder: Path | None = None
    order: DateOrder | None = None

    @cached_property
    def text(self) -> Text:
        """The file as text.

        Raises:
            ImportRefused: it is not text.
        """
        return decode_text(self.data)

    @cached_property
    def table(self) -> Table:
        """The file as a table.

        Raises:
            ImportRefused: it is not text, or not a table.
        """
        return read_table(self.text.text)

    @property
    def is_json(self) -> bool:
        """Whether the file's first character is one that JSON of a diary begins with."""
        start = self.data[:100].translate(None, b"\0\xef\xbb\xbf\xff\xfe").lstrip()
        return start.startswith((b"{", b"["))


def read_source(path: Path, order: DateOrder | None = None) -> Source:
    """Return a file or folder to import; a database together with its logs.

    Raises:
        ImportRefused: it cannot be read, is larger than `MOST_BYTES`, is neither a regular file nor
            a folder, is a database's log, or another program writes to it.
    """
    if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it raises nothing
        return Source(str(path), folder=path, order=order)
    if companion := _COMPANIONS.fullmatch(path.name):
        database = companion["database"]
        why = f"it belongs to a database; import {database}, and leave this file next to it"
        raise ImportRefused("", why, str(path))
    data = read_file(path)
    if not data.startswith(SQLITE) and (data or not _log_paths(path)):
        return Source(str(path), data, order=order)
    for _ in range(_TRIES):
        # The database and its log belong together, so both must be of the same moment.
        stamps = _stamps(path)
        data = read_file(path)
        logs = {log.name: read_file(log) for log in _log_paths(path)}
        if _stamps(path) != stamps:
            continue
        if logs and not data:
            why = f"it is empty, and its log {next(iter(logs))} cannot be read without it"
            raise ImportRefused("", why, str(path))
        if len(data) + sum(map(len, logs.values())) > MOST_BYTES:
            raise ImportRefused("", f"with its log it is larger than {_SIZE}", str(path))
        return Source(str(path), data, logs, order=order)
    raise ImportRefused("", "another program is writing to it; try again in a moment", str(path))


def read_file(path: Path) -> bytes:
    """Return all bytes of a regular file.

    Raises:
        ImportRefused: it cannot be read, is larger than `MOST_BYTES`, or is no regular file, such
            as a pipe or a device.
    """
    name = str(path)
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ImportRefused("", "it is not a file", name)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(MOST_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ImportRefused("", reason(error), name) from error
    if len(data) > MOST_BYTES:
        raise ImportRefused("", f"it is larger than {_SIZE}", name)
    return data


def _log_paths(path: Path) -> list[Path]:
    """Return the logs beside a database that hold anything.

    SQLite puts them beside the real file. A link may have been copied together with them.
    """
    for database in (Path(os.path.realpath(path)), path):
        logs = [database.with_name(database.name + suffix) for suffix in LOGS]
        if found := [log for log in logs if os.path.exists(log) and os.path.getsize(log)]:  # noqa: PTH110, PTH202
            return found
    return []


def _stamps(path: Path) -> list[tuple[int, int, int]]:
    """Return the time of change, size and inode of a database and of its logs."""
    try:
        found = [each.stat() for each in (path, *_log_paths(path))]
    except OSError as error:
        raise ImportRefused("", reason(error), str(path)) from error
    return [(each.st_mtime_ns, each.st_size, each.st_ino) for each in found]
