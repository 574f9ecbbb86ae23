"""Copies of the diary that sync programs leave beside it, found by what they hold.

A sync program that meets two versions of a file keeps one of them under another name, which begins
as the file's own does. What follows depends on the program, its version and its language, so a
copy is known by its content: it is a diary that shares a record with this one. Names only settle
what the content cannot say, as for a diary that was begun anew on another device and for a file
that cannot be read. (docs/sync.md, "Which files are copies")
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from tui.diary.codec import SCHEMA, File, decode
from tui.diary.errors import DiaryError, Unreadable, reason
from tui.diary.past import State, StateFinder
from tui.diary.raw_file import (
    YOUNG_NS,
    Stamp,
    UndecodedTables,
    decode_documents,
    decode_tables,
    encode_tables,
    stamp_from,
)

if TYPE_CHECKING:
    from tui.diary.store import Store

CopyKind = Literal["news", "known", "stranger", "unreadable"]
"""What a copy holds: something that the diary lacks, nothing new, a diary that has no record in
common with this one, or nothing that can be read."""
NEWER_COPY = "it was written by a newer version of supine; update supine on this device first"
"""Why a copy of a newer schema is not merged."""
DAMAGED_COPY = "it's damaged, or your sync program is still writing it; try again in a moment"
NO_DIARY = "it isn't a supine diary"
_HEAD_BYTES = 4096
"""How many bytes of a file are looked at for the mark of a diary; it is in the first record."""
_MARK = b'"supine"'
MOST_BYTES_A_LOOK = 64_000_000
"""How many bytes of copies one look reads at most; the next one goes on. Some 13 copies of 50
years each, or 500 of a few months."""
_WRITING_NS = 10_000_000_000
"""A file that cannot be read may still be being written, if it changed within these nanoseconds."""
# "Conflict" in the languages of the common programs, and what Syncplicity writes instead.
_CONFLICT = "|".join(
    (
        *("conflic", "conflit", "confliq", "konflik", "ristiriit", "sukob", "edited by"),
        r"\u043a\u043e\u043d\u0444\u043b",  # Russian and Ukrainian
        r"\u05e7\u05d5\u05e0\u05e4\u05dc\u05d9\u05e7\u05d8",  # Hebrew
        r"\u062a\u0639\u0627\u0631\u0636",  # Arabic
        r"\u7af6\u5408",  # Japanese
        r"\u51b2\u7a81",  # Chinese
        r"\u885d\u7a81",  # Chinese
        r"\ucda9\ub3cc",  # Korean
        r"\u00e7ak\u0131\u015f",  # Turkish
        r"\u00fctk\u00f6z",  # Hungarian
    )
)
# What stands between the stem and that word. A hyphen would be a part of another diary's stem.
_BY_WORD = re.compile(rf"[ (_.\[].*(?:{_CONFLICT})", re.IGNORECASE)
_BY_NUMBER = re.compile(r" \d+| ?\(\d+\)")
_BY_COMPUTER = re.compile(r"-[A-Z0-9][A-Z0-9-]*|(?i:-.*(?:macbook|imac|laptop|desktop).*)")
_EXPORT = re.compile(r"-export-\d{4}-\d\d-\d\d")


class Copy(Struct, frozen=True):
    """A copy beside the diary; ``reason`` says why it is unreadable."""

    path: Path
    kind: CopyKind
    reason: str = ""


class CopyFinder:
    """Finds the copies beside one diary. A file that did not change is not read again.

    Thread-safe. The diary's own mutex is held only to read it, so that no change waits for copies.

    Args:
        store: the diary.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._mutex = threading.Lock()
        self._seen: dict[str, tuple[Stamp | None, Copy | None]] = {}

    def find(self, most_bytes: int | None = MOST_BYTES_A_LOOK) -> list[Copy]:
        """Return the copies, sorted by name; empty when the folder or the diary cannot be read.

        Args:
            most_bytes: how many bytes may be read; what is left comes with the next look. None
                reads all.
        """
        real = Path(os.path.realpath(self._store.path))
        with self._mutex, contextlib.suppress(OSError, DiaryError):
            candidates = _candidates(real)
            self._seen = {name: each for name, each in self._seen.items() if name in candidates}
            diary: _Diary | None = None
            left = most_bytes
            for name, found in candidates.items():
                if self._is_seen(name, found):
                    continue
                if left is not None:
                    if left <= 0:
                        break
                    left -= found[1]
                if diary is None:
                    diary = _Diary.of(self._store)
                self._look(real, name, found, diary, candidates)
            copies = (copy for _, copy in self._seen.values() if copy is not None)
            return sorted(copies, key=lambda copy: copy.path.name)
        return []

    def _is_seen(self, name: str, stamp: Stamp) -> bool:
        return name in self._seen and self._seen[name][0] == stamp

    def _look(
        self, real: Path, name: str, stamp: Stamp, diary: _Diary, others: Iterable[str]
    ) -> None:
        looked_at = time.time_ns()
        copy = _copy_of(real.with_name(name), real, diary, others)
        age = looked_at - stamp[0]
        # What cannot be read may still be being written, and what is young may change once more
        # within one tick of the file system's clock: both are looked at again.
        is_unsettled = (
            0 <= age < (_WRITING_NS if copy is not None and copy.kind == "unreadable" else YOUNG_NS)
        )
        self._seen[name] = (None if is_unsettled else stamp, copy)


class _Diary(Struct, frozen=True):
    """What copies are compared with."""

    state: State
    finder: StateFinder
    records: frozenset[object]

    @classmethod
    def of(cls, store: Store) -> _Diary:
        return cls(store.state(), StateFinder(store.path), records_of(store.read().file))


def records_of(file: File) -> frozenset[object]:
    """Return what two diaries have in common only if one began as a copy of the other.

    These are the ids of sessions, which are random, traces included, and dates with the second of
    their last change. The built-in routine and the settings are alike in every diary.
    """
    dated = {(day.day, day.changed) for day in file.days.values() if day.changed is not None}
    return frozenset({session.id for session in file.sessions.values()} | dated)


def _candidates(real: Path) -> dict[str, Stamp]:
    """Return the files whose names begin as the diary's does, without any that are ours.

    Links are left out, since what they point to may be anything, the diary itself included.
    """
    found: dict[str, Stamp] = {}
    stem = real.stem.casefold()
    own = re.compile(rf"{re.escape(real.name)}\.damaged-\d{{8}}-[0-9a-f]{{8}}(?:-\d+)?")
    diary: os.stat_result | None = None
    with contextlib.suppress(OSError):
        diary = real.stat()
    with os.scandir(real.parent) as entries:
        for entry in entries:
            name = entry.name
            if not name.casefold().startswith(stem) or name == real.name or own.fullmatch(name):
                continue
            if _EXPORT.match(name[len(stem) :]):
                continue
            with contextlib.suppress(OSError):  # it has just gone
                status = entry.stat(follow_symlinks=False)
                # A hard link to the diary is the diary itself.
                is_diary = diary is not None and os.path.samestat(status, diary)
                if stat.S_ISREG(status.st_mode) and not is_diary:
                    found[name] = stamp_from(status)
    return dict(sorted(found.items()))


def _copy_of(path: Path, real: Path, diary: _Diary, others: Iterable[str]) -> Copy | None:
    """Return what a file is as a copy; None if it is none."""
    from tui.diary.merge import merge  # few people ever have a copy

    rest = path.name[len(real.stem) :]
    ending = rest.removesuffix(real.suffix)
    has_word = bool(_BY_WORD.match(rest)) and not _belongs_to_another(path, real, others)
    has_number = rest.endswith(real.suffix) and bool(_BY_NUMBER.fullmatch(ending))
    try:
        if not (has_word or has_number) and not _may_be_diary(path):
            return None
        data, _ = read_copy(path)
        file, tables = decode_copy(path, data)
    except Unreadable as error:
        return Copy(path, "unreadable", error.reason) if has_word else None
    if diary.records.isdisjoint(records_of(file)):
        return Copy(path, "stranger") if has_word or has_number else None
    theirs = State.of(tables, data)
    base = diary.finder.common(diary.state, theirs)
    if merge(diary.state.tables, tables, base).is_new:
        return Copy(path, "news")
    # A copy that a person made and keeps says nothing that they would have to know.
    has_computer = rest.endswith(real.suffix) and bool(_BY_COMPUTER.fullmatch(ending))
    return Copy(path, "known") if has_word or has_number or has_computer else None


def _belongs_to_another(path: Path, real: Path, others: Iterable[str]) -> bool:
    """Return whether a file with a longer stem is beside it, of which this would be a copy."""
    for other in others:
        stem = other.removesuffix(real.suffix)
        if stem != other and other != path.name and path.name.startswith(stem):
            rest = stem[len(real.stem) :]
            if not _BY_WORD.match(rest) and not _BY_NUMBER.fullmatch(rest):
                return True
    return False


def _may_be_diary(path: Path) -> bool:
    """Return whether a file begins as a diary does, with the mark of this program.

    Raises:
        Unreadable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _MARK in file.read(_HEAD_BYTES)
    except OSError as error:
        raise Unreadable(path, reason(error)) from error


def decode_copy(path: Path, data: bytes) -> tuple[File, UndecodedTables]:
    """Return a copy's typed records and its tables, in the present schema.

    Raises:
        Unreadable: it is no diary, a damaged one, or one of a newer schema.
    """
    try:
        decoded = decode(path, data)
    except Unreadable as error:
        if _is_whole(path, data):
            raise
        is_ours = not data or _MARK in data[:_HEAD_BYTES]
        raise Unreadable(path, DAMAGED_COPY if is_ours else NO_DIARY) from error
    if decoded.meta.schema > SCHEMA:
        raise Unreadable(path, NEWER_COPY)
    if not any(decoded.file.tables):
        raise Unreadable(path, NO_DIARY)
    if decoded.meta.schema < SCHEMA:
        from tui.diary import migrations

        documents = migrations.migrate(decode_documents(path, data), decoded.meta.schema)
        data = encode_tables(documents)
        decoded = decode(path, data)
    return decoded.file, decode_tables(path, data)


def _is_whole(path: Path, data: bytes) -> bool:
    """Return whether bytes are tables of records, of whatever program."""
    try:
        decode_tables(path, data)
    except Unreadable:
        return False
    return True


def read_copy(path: Path) -> tuple[bytes, Stamp]:
    """Return the bytes of a file that may be a copy, and its stamp.

    Raises:
        Unreadable: it is missing, no file, too large, or changed while it was read.
    """
    from tui.diary.backups import MOST_BYTES

    flags = os.O_RDONLY
    for name in ("O_CLOEXEC", "O_BINARY", "O_NONBLOCK"):  # to open a pipe would wait
        flags |= getattr(os, name, 0)
    try:
        if path.is_dir():
            raise Unreadable(path, "it's a folder; name a file")
        descriptor = os.open(path, flags)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise Unreadable(path, "it isn't a regular file")
            if before.st_size > MOST_BYTES:
                raise Unreadable(path, f"it's over {MOST_BYTES // 1_000_000} MB")
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read()
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        raise Unreadable(path, "there is no such file") from error
    except OSError as error:
        raise Unreadable(path, reason(error)) from error
    if stamp_from(before) != stamp_from(after) or len(data) != after.st_size:
        raise Unreadable(path, "it changed while it was read; try again in a moment")
    return data, stamp_from(after)
