"""Full disks: every kind of change while there is no room, and once there is again.

The old file is intact, nothing is left behind, and the same diary saves again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.builders import NOW, TARGETS, TODAY, done, make_diary, write
from tests.clock import ManualClock
from tests.torture.outcome import NAME, ROOT, Outcome
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, NotSaved
from tui.practice.models import DEFAULT_ROUTINE, Band

CHANGES: dict[str, Callable[[Diary], object]] = {
    "log": lambda d: d.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="a note " * 20),
    "start": lambda d: d.start_session(DEFAULT_ROUTINE, TODAY, TARGETS),
    "answer": lambda d: d.answer_session("kept", note="a note " * 20),
    "remove": lambda d: d.remove_session("kept"),
    "feel": lambda d: d.record_feeling(TODAY, Band.MILD, areas=["neck"]),
    "rest": lambda d: d.rest(TODAY, "ill"),
    "props": lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["roll"]),
    "welcome": lambda d: d.preferences.welcome(),
}


def fill_up(path: Path, fill: Callable[[], None], empty: Callable[[], None]) -> Outcome:
    """Make every kind of change while the disk is full, and once it is not."""
    outcome = Outcome("full disk", Counter({"changes refused": 0, "saved with room again": 0}))
    before = path.read_bytes()
    diary = Diary(path, now=ManualClock(NOW).now, host="here")
    old = diary.read().file
    for name, change in CHANGES.items():
        fill()
        try:
            change(diary)
            outcome.lose(f"{name} was acknowledged")
        except NotSaved:
            outcome.counts["changes refused"] += 1
        if path.read_bytes() != before or diary.read().file != old:
            outcome.lose(f"{name} has changed the file")
        if left := [each.name for each in path.parent.rglob("*.tmp")]:
            outcome.lose(f"{name} has left {left}")
        empty()
        try:
            change(diary)
            outcome.counts["saved with room again"] += 1
        except DiaryError as error:
            outcome.lose(f"{name} with room again: {error}")
        if diary.read().file == old or diary.read().file != make_diary(path).read().file:
            outcome.lose(f"{name} with room again is not there")
        diary.release_session()
        path.write_bytes(before)
    return outcome


def small_diary(path: Path) -> None:
    """Write a diary of a few months."""
    days = [TODAY - dt.timedelta(days=back) for back in range(1, 120)]
    sessions = {
        str(key): {"id": f"s{key}", "day": str(day), "kept": True}
        for key, day in enumerate(days, 1)
    }
    sessions["500"] = {"id": "kept", "day": str(TODAY), "kept": True}
    write(path, sessions=sessions)


def fill_limited(path: Path) -> Outcome:
    """In a child process: no file may be longer than half of the diary."""
    import resource

    small_diary(path)
    limit, hard = path.stat().st_size - 1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return fill_up(
        path,
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 2, hard)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)),
    )


def fill_mounted(path: Path) -> Outcome:
    """In a child process: the folder is a small tmpfs."""
    small_diary(path)
    filler = path.with_name("filler")

    def fill() -> None:
        with filler.open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    return fill_up(path, fill, filler.unlink)


def full_disk(folder: Path) -> Outcome:
    """Try both kinds of full disk, each in a child process, since neither can be undone."""
    outcome = Outcome("full disk", Counter({"changes refused": 0, "saved with room again": 0}))
    program = [sys.executable, "-m", "tests.torture", "--fill"]
    mount = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"'
    mounted = folder / "mounted"
    mounted.mkdir()
    children = {
        "RLIMIT_FSIZE": [*program, "limited", str(folder / "limited" / NAME)],
        "tmpfs": [
            *("unshare", "--mount", "--map-root-user", "sh", "-c", mount, str(mounted)),
            *(*program, "mounted", str(mounted / NAME)),
        ],
    }
    (folder / "limited").mkdir()
    for name, command in children.items():
        if shutil.which(command[0]) is None:
            outcome.skipped.append(f"{name}, there is no {command[0]}")
            continue
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = ended.stdout.splitlines()
        if not lines and name == "tmpfs":
            outcome.skipped.append(f"{name}, it may not be mounted")
        elif ended.returncode or not lines:
            outcome.lose(f"{name}: {ended.stderr[-3000:]}")
        else:
            counts, lost = json.loads(lines[-1])
            outcome.counts.update(counts)
            outcome.counts[name] += 1
            outcome.lost += [f"{name}: {each}" for each in lost]
    return outcome
