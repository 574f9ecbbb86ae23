"""Every kind of change as a scene: the folder before it, what the diary did, and the change."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOW, TARGETS, TODAY, done, write
from tests.clock import ManualClock
from tests.diary.made_up_schema import OLD_FILE
from tui.diary import backups
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.exchange.merge_plan import plan_import
from tui.practice.models import DEFAULT_ROUTINE, Band


@dataclass
class Scene:
    """One kind of change.

    ``prepare`` makes the folder of a diary's path, ``ready`` is what the diary does before the
    change. ``damaged`` are bytes that must be in the file or in a copy of it, whatever happens.
    """

    change: Callable[[Diary], object]
    prepare: Callable[[Path], None]
    ready: Callable[[Diary], object] = lambda diary: diary.read()
    changes_file: bool = True
    numbers_on: bool = True
    """False where the write is numbered anew when the file before it could not be read."""
    damaged: bytes | None = None


LONG_BEFORE = NOW - dt.timedelta(days=40)
TAIL = b'"day":"2026-11-19"}}}\n'
DAMAGED = (
    b'{"_meta":{"1":{"app":"supine","schema":1,"rev":3,"write":"0"}},"sessions":{"1":{"id":"lost'
)
IMPORTED: dict[str, dict[str, Any]] = {
    "sessions": {"9": {"id": "imported", "day": "2026-10-01", "kept": True, "via": "import"}},
    "days": {"1": {"day": "2026-10-01", "check": "mild"}},
    "future": {"1": {"b": 1}},
}

# The folder


def nothing(_: Path) -> None:
    """No file yet, and no folder of backups."""


def some_file(path: Path) -> None:
    """A file with something of everything, an open session among it, backed up today already."""
    write(
        path,
        settings={"1": {"sound": "bell", "future": 1}},
        days={
            "1": {"day": "2026-11-20", "report": "warning"},
            "2": {"day": "soon"},
            "3": {"day": "2026-11-21", "note": "asked"},
        },
        future={"1": {"a": 1.5}},
        sessions={
            "1": {"id": "old", "day": "2026-11-20", "reps": {"neck": {"done": 2}}, "new": [1]},
            "2": {"id": "open", "day": "2026-11-21", "start": "2026-11-21T08:00:00-05:00",
                  "status": "open", "confirmed": False, "host": "here",
                  "changed": "2026-11-21T13:00:00Z"},
            "3": {"id": 7},
        },
    )  # fmt: skip
    backups.make(path, path.read_bytes(), "daily", NOW)


def yesterdays_file(path: Path) -> None:
    """The same, last backed up so long ago that there are backups to prune and a stale file."""
    some_file(path)
    data = path.read_bytes()
    for backup in backups.listed(path):
        backup.path.unlink()
    for number in range(14):
        backups.make(path, data, "daily", LONG_BEFORE + dt.timedelta(days=number))
    stale = path.with_name(f".{path.name}.00c0ffee.tmp")
    stale.write_bytes(b"{")
    os.utime(stale, (0, 0))


def linked_file(path: Path) -> None:
    """A symbolic link to the file."""
    real = path.parent / "synced" / "real.json"
    real.parent.mkdir()
    some_file(real)
    path.symlink_to(os.path.join("synced", "real.json"))  # noqa: PTH118 - relative to the copy


def older_file(path: Path) -> None:
    """A file of an older, made-up schema."""
    path.write_bytes(OLD_FILE.read_bytes())


def cut_file(path: Path) -> None:
    """A file of which nothing can be salvaged, with a backup of it as it was whole."""
    some_file(path)
    path.write_bytes(DAMAGED)


def file_with_tail(path: Path) -> None:
    """A file followed by the rest of a longer one."""
    some_file(path)
    path.write_bytes(path.read_bytes() + TAIL)


def file_with_tail_and_no_backup(path: Path) -> None:
    """The same, with no backup of today yet."""
    file_with_tail(path)
    shutil.rmtree(backups.folder_of(path))


def lost_file(path: Path) -> None:
    """A file that cannot be recovered, as its backups are elsewhere."""
    cut_file(path)
    backups.folder_of(path).rename(path.with_name("elsewhere"))


# The change


def restore(diary: Diary) -> None:
    """Go back to the oldest backup."""
    diary.restore(backups.listed(diary.path)[-1])


def restore_from_elsewhere(diary: Diary) -> None:
    """Go back to a backup that is not in the folder of backups."""
    found = diary.path.with_name("elsewhere") / "20261123T031005Z-daily.json.gz"
    diary.restore(backups.Backup(found, NOW, "daily"))


def import_some(diary: Diary) -> None:
    """Import three records."""
    diary.import_documents(lambda current: plan_import(current, IMPORTED))


def merge_some(diary: Diary) -> None:
    """Merge a copy of the diary with the same three records; it is gone afterwards."""
    copy = diary.path.with_name(f"{diary.path.stem} (conflicted copy).json")
    write(copy, **IMPORTED)
    try:
        diary.merge(diary.plan_merge([copy]))
    finally:
        with contextlib.suppress(OSError):  # the disk may be dead
            copy.unlink(missing_ok=True)


def log(diary: Diary) -> None:
    """Add a session."""
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="ü·", effort="hard")


def start(diary: Diary) -> None:
    """Start a session."""
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS, ["roll"])


def log_and_undo(diary: Diary) -> None:
    """Have a change that can be made again."""
    log(diary)
    diary.changes.undo()


def fail_to_read(diary: Diary) -> None:
    """Look at a file that cannot be read."""
    with pytest.raises(DiaryError):
        diary.read()


def do_not_look(_: Diary) -> None:
    """The change is the first to look at the file."""


SCENES: dict[str, Scene] = {
    "the first change": Scene(log, nothing),
    "the first change of a day": Scene(log, yesterdays_file),
    "through a symlink": Scene(log, linked_file),
    "start_session": Scene(start, some_file),
    "record_reps": Scene(lambda diary: diary.record_reps("open", done(1)), some_file),
    "end_session": Scene(
        lambda diary: diary.end_session("new", done(2), "enough"), some_file, start
    ),
    "answer_session": Scene(lambda d: d.answer_session("old", effort="light", note="n"), some_file),
    "log_session": Scene(log, some_file),
    "remove_session": Scene(lambda diary: diary.remove_session("old"), some_file),
    "remove_session, open": Scene(lambda diary: diary.remove_session("open"), some_file),
    "close_abandoned": Scene(lambda diary: diary.close_abandoned(TODAY), some_file),
    "record_feeling": Scene(
        lambda diary: diary.record_feeling(TODAY, Band.MILD, areas=["neck"]), some_file
    ),
    "acknowledge": Scene(lambda diary: diary.acknowledge(dt.date(2026, 11, 21)), some_file),
    "rest": Scene(lambda diary: diary.rest(TODAY, "ill"), some_file),
    "welcome": Scene(lambda diary: diary.preferences.welcome(), some_file),
    "set_props": Scene(lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["towel"]), some_file),
    "undo": Scene(lambda diary: diary.changes.undo(), some_file, log),
    "redo": Scene(lambda diary: diary.changes.redo(), some_file, log_and_undo),
    "make_backup": Scene(
        lambda diary: diary.store.make_backup("manual"), some_file, changes_file=False
    ),
    "restore": Scene(restore, yesterdays_file, log, numbers_on=False),
    "restore over damage": Scene(restore, cut_file, damaged=DAMAGED),
    "restore over damage not looked at": Scene(restore, cut_file, do_not_look, damaged=DAMAGED),
    "restore over what is lost": Scene(
        restore_from_elsewhere, lost_file, fail_to_read, damaged=DAMAGED
    ),
    "import_documents": Scene(import_some, some_file),
    "merge": Scene(merge_some, some_file),
    "migration": Scene(log, older_file),
    "migration of what was not looked at": Scene(log, older_file, do_not_look),
    "salvage": Scene(log, file_with_tail, damaged=TAIL),
    "salvage of what was not looked at": Scene(
        log, file_with_tail_and_no_backup, do_not_look, damaged=TAIL
    ),
    "from a backup": Scene(log, cut_file, damaged=DAMAGED),
    "from a backup, not looked at": Scene(log, cut_file, do_not_look, damaged=DAMAGED),
}

# Where they are played

SHARED_MEMORY = Path("/dev/shm")


def new_folder() -> Path:
    """Make an empty folder, in memory where that is possible."""
    return Path(tempfile.mkdtemp(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))


def diary_in(folder: Path) -> Diary:
    """A diary whose new sessions all have the id ``new``; a scene makes only one."""
    clock = ManualClock(NOW)
    return Diary(folder / "supine.json", now=clock.now, host="here", new_id=lambda: "new")


def content(folder: Path) -> bytes | None:
    """The bytes of a folder's diary without what is random in them; None without one.

    Which states it came from depends on the backups that could be made, and is left out, too.
    """
    path = folder / "supine.json"
    if not path.exists():
        return None
    data = re.sub(rb'"write":"[0-9a-f]{8}"', b'"write":""', path.read_bytes())
    return re.sub(rb',"past":\[[^]]*\]', b"", data)


def unnumbered(data: bytes | None) -> bytes | None:
    """A file's bytes without the number of the write."""
    return data and re.sub(rb'"rev":[0-9]+', b'"rev":0', data)


def all_files(folder: Path) -> list[Path]:
    """The files in a folder and those below it."""
    return [Path(at, name) for at, _, names in os.walk(folder) for name in names]
