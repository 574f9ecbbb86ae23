"""A shell whose prompt asks for the streak, for the tests of kept lines."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from zoneinfo import ZoneInfo

from tests.bench.start import installed
from tests.builders import write
from tests.clock import ManualClock
from tui.cli.main import main
from tui.diary.diary import Diary
from tui.diary.raw_file import YOUNG_NS
from tui.practice.models import DEFAULT_ROUTINE
from tui.prompt import FILE_NAME, Prompt

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = dt.datetime(2026, 11, 22, 20, 15, tzinfo=BERLIN)
STREAK = ("streak",)
new_changes = iter(range(1, 1 << 30))


def put(path: Path, **tables: object) -> None:
    """Write a diary that was changed long ago, at a moment of its own."""
    write(path, **tables)
    long_ago(path)


def long_ago(path: Path) -> None:
    moment = time.time_ns() // 10**9 * 10**9 - 3600 * 10**9 + next(new_changes) * 1_000_001
    os.utime(path, ns=(moment, moment))


def kept_days(last: dt.date, count: int) -> dict[str, object]:
    """The sessions of a diary with some kept dates in a row."""
    dates = (last - dt.timedelta(days=number) for number in range(count))
    same = {"routine": DEFAULT_ROUTINE.id, "kept": True}
    return {str(n): {"id": f"s{n}", "day": str(d), **same} for n, d in enumerate(dates, 1)}


def _is_settled(found: os.stat_result, at: int) -> bool:
    """As the real one, but nobody can say that the status of a file changed long ago."""
    return at - found.st_mtime_ns > YOUNG_NS


class Shell:
    """A shell whose prompt asks for the streak of one diary, at moments and places of its own."""

    def __init__(self, folder: Path, now: dt.datetime = EVENING) -> None:
        self.path, self.cache, self.now = folder / "diary.json", folder / "cache", now
        self.environ = {"SUPINE_FILE": str(self.path)}

    @property
    def kept_file(self) -> Path:
        return self.cache / FILE_NAME

    @property
    def clock(self) -> ManualClock:
        return ManualClock(self.now)

    @property
    def diary(self) -> Diary:
        return Diary(self.path, now=self.clock.now, local=self.clock.local)

    def prompt(self, *arguments: str) -> Prompt:
        zone = self.now.tzinfo

        def localtime(seconds: float) -> time.struct_time:
            offset = dt.datetime.fromtimestamp(seconds, zone).utcoffset()
            assert offset is not None
            return SimpleNamespace(tm_gmtoff=offset.total_seconds())  # type: ignore[return-value]

        def now() -> int:
            return round(self.now.timestamp() * 10**6) * 1000

        folder = str(self.cache)
        return Prompt(arguments, self.environ, folder, now=now, localtime=localtime)

    def kept(self, *arguments: str) -> tuple[str, int] | None:
        """The line that is kept for these arguments, with its exit code."""
        return self.prompt(*arguments).answer()

    def installed(self) -> dict[str, str]:
        """The environment in which the program is imported as if it were installed."""
        return {"PYTHONPATH": str(installed(self.path.parent))}

    def uncached(self, *arguments: str, keep: bool = False) -> tuple[str, int, str]:
        """What the whole program answers: the line, the exit code and the messages."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch("tui.clock.SystemClock", lambda: self.clock),
            patch("tui.cli.commands.days.is_settled", _is_settled),
            patch.dict(os.environ, self.environ),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(arguments, self.prompt(*arguments).keep if keep else None)
        return out.getvalue().removesuffix("\n"), code, err.getvalue()

    def ask(self, *arguments: str) -> bool:
        """Ask as the entry point does, and return whether a line was kept that is the answer."""
        kept = self.kept(*arguments)
        if kept is not None:
            assert (*kept, "") == self.uncached(*arguments)
        else:
            self.uncached(*arguments, keep=True)
        return kept is not None
