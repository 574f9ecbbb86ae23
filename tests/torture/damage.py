"""Damaged bytes: valid files with flipped bits, cuts, tails and parts of themselves elsewhere.

They are read and changed. Only `DiaryError` may come of it, and the bytes as they were must be in
the file, in a copy, or (where they could be read) record by record in the file or in a backup.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import os
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from tests.builders import NOW, TODAY, done, full_file
from tests.clock import ManualClock
from tests.diary.made_up_schema import OLD_FILE, present_schema_is_2
from tests.torture.full_disk import CHANGES
from tests.torture.outcome import NAME, Outcome
from tui.diary import backups
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unreadable

PIECES = (
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"-", b"e9", b"\\u", b"\\", b"\0", b"\xe4", b"0"),
    *(b"null", b"true", b"NaN", b"1e999", b"9" * 25, b'"":{}', b"-1", b"01", b"[" * 3000),
    *(b"0001-01-01", b"9999-12-31T23:59:59-23:59", b"2026-02-30", b"\\ud800", b'"schema":1'),
    *(
        b'"schema":3',
        b'"schema":0',
        b'"app":"todo"',
        b'"1":{},',
        b'"deleted":"x"',
        b"\xef\xbb\xbf",
    ),
)


def mutated(chance: random.Random, files: tuple[bytes, ...]) -> bytes:
    """Return one of the files with one to four things done to it."""
    data = chance.choice(files)
    for _ in range(chance.choice((1, 1, 2, 4))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 7, 40, 200)))
        how = chance.randrange(9)
        if how == 0 and data:
            flipped = bytearray(data)
            flipped[min(start, len(data) - 1)] ^= 1 << chance.randrange(8)
            data = bytes(flipped)
        elif how == 1:
            data = data[:start]
        elif how == 2:
            data += chance.choice((data[start:], data[start:end], b"\0" * 64, b"}\n"))
        elif how == 3:
            data = data[:start] + data[end:]
        elif how == 4:
            data = data[:start] + data[start:end] * 2 + data[end:]
        elif how == 5:
            other = chance.choice(files)
            data = data[:start] + other[chance.randrange(len(other)) :]
        elif how == 6:
            data = data[:start] + bytes(end - start) + data[end:]
        else:
            piece = chance.choice(PIECES)
            data = data[:start] + piece + data[start if how == 7 else start + len(piece) :]
    return data


def key_renamed(chance: random.Random, data: bytes) -> bytes:
    """Return a file with one record under another key, or under that of another record."""
    key = chance.choice([b'\n"1":', b'\n"2":', b'"key":'])
    new = chance.choice(
        [b'"-1":', b'"01":', b'"+1":', b'" 1":', b'"-0":', b'"1_0":', b'"2":', b'"":']
    )
    places = [at for at in range(len(data)) if data.startswith(key, at)]
    at = chance.choice(places)
    return data[:at] + new + data[at + len(key) :]


USES: tuple[Callable[[Diary], object], ...] = (
    *CHANGES.values(),
    lambda d: d.remove_session("last"),
    lambda d: d.close_abandoned(TODAY),
    lambda d: d.record_reps("s2", done(2)),
    lambda d: d.documents(),
    lambda d: (d.rest(TODAY, "ill"), d.changes.undo(), d.changes.redo()),
    lambda d: d.restore(backups.listed(d.path)[0]) if backups.listed(d.path) else None,
)


def all_records(data: bytes) -> Counter[str]:
    """Return every record of every table as text, also those under one key; empty without JSON."""
    records: Counter[str] = Counter()
    with contextlib.suppress(ValueError, RecursionError):
        text = data.decode("utf-8", "surrogateescape")
        tables = json.loads(text, object_pairs_hook=lambda pairs: tuple(pairs), strict=False)
        for name, table in tables if isinstance(tables, tuple) else ():
            if name != "_meta" and isinstance(table, tuple):
                records.update(repr(pair[1]) for pair in table if isinstance(pair, tuple))
    return records


def check_kept(path: Path, data: bytes, changed: int) -> str:
    """Return in words what of these bytes can no longer be found; empty when nothing is missing.

    As many records as ``changed`` may differ, since they were changed on purpose.
    """
    if path.read_bytes() == data:
        return ""
    copies = [each.read_bytes() for each in path.parent.glob(f"{NAME}.damaged-*")]
    kept = [gzip.decompress(each.path.read_bytes()) for each in backups.listed(path)]
    if data in copies:
        return ""
    try:
        decode(path, data)
    except Unreadable:
        return "damaged bytes are gone"
    if data in kept:
        return ""
    there = all_records(path.read_bytes())
    for each in kept:
        there |= all_records(each)
    gone = all_records(data) - there
    return f"{sum(gone.values())} records are gone" if sum(gone.values()) > changed else ""


def check_one(folder: Path, data: bytes, valid: bytes, chance: random.Random) -> tuple[str, str]:
    """Read and change one file; return what came of it, and in words what is wrong with that."""
    path = folder / NAME

    def open_diary() -> Diary:
        return Diary(path, now=ManualClock(NOW).now, new_id=lambda: "new", host="here")

    if chance.random() < 0.5:  # there are backups, too
        path.write_bytes(valid)
        backups.make(path, valid, "daily", NOW - dt.timedelta(days=chance.randrange(3)))
    diary = open_diary()
    if chance.random() < 0.3:
        with contextlib.suppress(DiaryError):
            diary.read()
    path.write_bytes(data)
    use = chance.choice(USES)
    result = "changed"
    try:
        try:
            diary.read()
            use(diary)
            if open_diary().read().file != diary.read().file:
                return result, "a fresh diary reads something else"
        except DiaryError as error:
            result = "refused"
            if "\n" in str(error):
                return result, "the message takes more than one line"
        wrong = check_kept(path, data, 1)
        diary.release_session()
        with contextlib.suppress(DiaryError):
            diary.rest(TODAY, "sore")
        return result, wrong or check_kept(path, data, 2)
    except Exception:
        return "raised", traceback.format_exc()[-1500:]


def mutations(folder: Path, most: int, seed: int, *, until: float = 0.0) -> Outcome:
    """Read and change ``most`` damaged files, and more until a moment of `time.monotonic`.

    Some are of an older, made-up schema. Nothing is really flushed: no power is cut here, and it
    would take hours.
    """
    outcome = Outcome("mutations", Counter({"mutations": 0}))
    chance = random.Random(seed)
    with present_schema_is_2(), mock.patch.object(os, "fsync", lambda _: None):
        files = (full_file(), full_file(), OLD_FILE.read_bytes())
        while outcome.counts["mutations"] < most or time.monotonic() < until:
            state = chance.getrandbits(64)
            own = random.Random(state)
            data = key_renamed(own, files[0]) if own.random() < 0.1 else mutated(own, files)
            place = Path(tempfile.mkdtemp(dir=folder))
            result, wrong = check_one(place, data, files[0], own)
            outcome.counts["mutations"] += 1
            outcome.counts[result] += 1
            if wrong:
                outcome.lose(f"{state}: {wrong}\n    {data!r:.1200}")
            shutil.rmtree(place)
    return outcome
