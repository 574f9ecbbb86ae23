"""The app in tests: a clock that is moved by hand, and waiting without sleeping."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.clock import ManualClock
from tests.idle_loop import AT_MOST_S
from tui.app.main import SupineApp
from tui.app.screens.session import SessionScreen
from tui.diary.diary import Diary
from tui.practice.models import Reps

EVENING = dt.datetime(2026, 11, 22, 21, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = EVENING.date()
SUPINE_PILOT = Pilot[None]


class Bench:
    """One app over one file, with its clock."""

    def __init__(self, folder: Path, now: dt.datetime = EVENING) -> None:
        self.clock = ManualClock(now)
        self.path = folder / "supine.json"
        self.diary = self.open()
        # Nothing is installed, so that no test is heard.
        self.which: Callable[[str], str | None] = lambda _: None

    def open(self) -> Diary:
        """Another program's view of the same file."""
        return Diary(self.path, now=self.clock.now, host="bed")

    def practised(self, *targets: int) -> None:
        """Let the days before today have gone to plan."""
        self.diary.preferences.welcome()
        routine = self.diary.read().routine()
        for back, target in zip(range(len(targets), 0, -1), targets, strict=True):
            reps = {e.id: Reps(target=target, done=target) for e in routine.exercises}
            self.diary.log_session(routine, TODAY - dt.timedelta(days=back), reps)

    def app(self) -> SupineApp:
        return SupineApp(self.diary, clock=self.clock, snapshot=self.diary.read(), which=self.which)

    def document(self, table: str) -> list[dict[str, object]]:
        """A table as it stands on the disk."""
        tables = msgspec.json.decode(self.path.read_bytes())
        return list(tables.get(table, {}).values())

    async def pass_time(self, pilot: SUPINE_PILOT, seconds: float) -> None:
        """Let time pass in a running session, as a machine that keeps up would see it."""
        left = round(seconds * 1000)
        while left > 0:
            step = min(left, 500)
            self.clock.ms += step
            left -= step
            screen = pilot.app.screen
            if not isinstance(screen, SessionScreen):
                return
            screen.tick()
        await pilot.pause()


async def until(pilot: SUPINE_PILOT, condition: Callable[[], object]) -> None:
    """Wait for threads, messages and timers until something is so."""
    end = time.monotonic() + AT_MOST_S
    while time.monotonic() < end:
        if condition():
            await pilot.pause()
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"never so; the screen is {lines(pilot.app.screen)}")


async def at_screen(pilot: SUPINE_PILOT, kind: type[Screen[Any]] | str) -> None:
    """Wait until a screen of this kind is on top."""

    def is_there() -> bool:
        screen = pilot.app.screen
        return type(screen).__name__ == kind if isinstance(kind, str) else isinstance(screen, kind)

    await until(pilot, is_there)


def lines(screen: Screen[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    strips = screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text(screen: Screen[Any]) -> str:
    """What stands on the screen, spaces folded."""
    return " ".join(" ".join(lines(screen)).split())


def notifications(screen: Screen[Any]) -> str:
    """What the notifications say, wherever their lines are broken."""
    return "\n".join(str(toast.render()) for toast in screen.query("Toast"))


def notices(screen: Screen[Any]) -> str:
    """What the home screen says of the file, wherever its lines are broken."""
    return str(screen.query_one("#notices", Static).render())


async def press(pilot: SUPINE_PILOT, keys: Sequence[str]) -> None:
    """Press keys one after the other, each fully handled."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
