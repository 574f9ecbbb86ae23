"""The app in tests: its file and clock, and waiting for what a test expects without sleeping."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from rich.cells import cell_len
from textual import events
from textual.geometry import Offset, Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.clock import ManualClock
from tests.idle_loop import AT_MOST_S
from tui.app.base import SupineDialog
from tui.app.main import SupineApp
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.app.widgets.title_bar import CURSOR
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import Reps

EVENING = dt.datetime(2026, 11, 22, 21, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = EVENING.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
SUPINE_PILOT = Pilot[None]


class Bench:
    """A test bench: one file, its diary, and a clock that is moved by hand."""

    def __init__(self, folder: Path, now: dt.datetime = EVENING) -> None:
        self.clock = ManualClock(now)
        self.path = folder / "supine.json"
        self.diary = self.open()
        # Nothing is installed, so that no test is heard.
        self.which: Callable[[str], str | None] = lambda _: None

    def open(self) -> Diary:
        """Return another program's diary over the same file."""
        return Diary(self.path, now=self.clock.now, host="bed")

    def practised(self, *targets: int) -> None:
        """Log sessions of both exercises with these targets done, on the dates up to yesterday."""
        self.diary.preferences.welcome()
        routine = self.diary.read().routine()
        for back, target in zip(range(len(targets), 0, -1), targets, strict=True):
            reps = {e.id: Reps(target=target, done=target) for e in routine.exercises}
            self.diary.log_session(routine, TODAY - dt.timedelta(days=back), reps)

    def app(self, color: str = "auto", *, is_touched: bool | None = None) -> SupineApp:
        return SupineApp(
            self.diary,
            clock=self.clock,
            snapshot=self.diary.read(),
            which=self.which,
            color=color,
            is_touched=is_touched,
        )

    def document(self, table: str) -> list[dict[str, object]]:
        """Return the documents of a table as they are on the disk."""
        tables = msgspec.json.decode(self.path.read_bytes())
        return list(tables.get(table, {}).values())

    def live(self, table: str) -> list[dict[str, object]]:
        """Return the records of a table that were not removed, without the time of change."""
        return [
            {key: value for key, value in each.items() if key != "changed"}
            for each in self.document(table)
            if "deleted" not in each
        ]

    def next_targets(self) -> list[int | None]:
        """Move the clock to the next date, and return its targets as the file gives them."""
        self.clock.wall += dt.timedelta(days=1)
        today = Today.now(self.open().read(), self.clock)
        return [asked.target for asked in today.plan.exercises]

    async def pass_time(self, pilot: SUPINE_PILOT, seconds: float) -> None:
        """Let time pass in a running session, with ticks often enough that nothing freezes."""
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


class SlowDisk:
    """Makes a change of the diary wait until ``go`` is set, and counts how often it is begun.

    Args:
        holder: what has the method that makes the change.
        change: the method's name.
    """

    def __init__(self, holder: object, change: str) -> None:
        self.go = threading.Event()
        self.begun = 0
        make: Callable[..., object] = getattr(holder, change)

        def slow(*args: Any, **rest: Any) -> object:
            self.begun += 1
            assert self.go.wait(10)
            return make(*args, **rest)

        setattr(holder, change, slow)


async def until(pilot: SUPINE_PILOT, condition: Callable[[], object]) -> None:
    """Wait for threads, messages and timers until a condition holds."""
    end = time.monotonic() + AT_MOST_S
    while time.monotonic() < end:
        if condition():
            await pilot.pause()
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"it never held; the screen is {lines(pilot.app.screen)}")


async def at_screen(pilot: SUPINE_PILOT, kind: type[Screen[Any]] | str) -> None:
    """Wait until a screen of this kind is on top."""

    def is_there() -> bool:
        screen = pilot.app.screen
        return type(screen).__name__ == kind if isinstance(kind, str) else isinstance(screen, kind)

    await until(pilot, is_there)


def lines(screen: Screen[Any]) -> list[str]:
    """Return the lines of a screen, without the spaces at their ends.

    Of a dialog these are its own: what it lies over is left out.
    """
    drawn = ["".join(s.text for s in strip) for strip in screen._compositor.render_strips()]
    if isinstance(screen, SupineDialog):
        own = [child.region for child in screen.children]
        drawn = [_own(line, y, own) for y, line in enumerate(drawn)]
    return [line.rstrip() for line in drawn]


def _own(line: str, y: int, regions: Sequence[Region]) -> str:
    """Return a line with spaces where no region is."""
    cells = [cell for each in line for cell in (each, *[""] * (cell_len(each) - 1))]
    inside = {x for r in regions if r.y <= y < r.bottom for x in range(r.x, r.right)}
    return "".join(cell if x in inside else " " for x, cell in enumerate(cells))


def text(screen: Screen[Any]) -> str:
    """Return the text of a screen, with runs of spaces and line ends as one space.

    The mark of a line under a cursor is left out.
    """
    return " ".join(" ".join(lines(screen)).replace(CURSOR, " ").split())


def notifications(screen: Screen[Any]) -> str:
    """Return the texts of the notifications, without the breaks of their lines."""
    return "\n".join(str(toast.render()) for toast in screen.query("Toast"))


def notices(screen: Screen[Any]) -> str:
    """Return the notices of the home screen, without the breaks of their lines."""
    return str(screen.query_one("#notices", Static).render())


async def press(pilot: SUPINE_PILOT, keys: Sequence[str]) -> None:
    """Press keys one after the other, each fully handled."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def click(pilot: SUPINE_PILOT, place: Offset) -> None:
    """Let the terminal report that the button is pressed at a place and let go; wait for nothing.

    Unlike `pilot.click`, it can come again before the first one has had its effect.
    """
    x, y = place
    for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
        button = int(kind is not events.MouseMove)
        event = kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
        pilot.app.post_message(event)


async def turns(count: int) -> None:
    """Let the event loop go round so many times: a moment that is the same on every machine."""
    for _ in range(count):
        await asyncio.sleep(0)


def running(pilot: SUPINE_PILOT) -> SessionScreen:
    """Return the session on top."""
    screen = pilot.app.screen
    assert isinstance(screen, SessionScreen)
    return screen


async def read_to_the_end(pilot: SUPINE_PILOT) -> None:
    """Read a text to its end and accept it, where one is shown."""
    while type(pilot.app.screen).__name__ == "TextDialog":
        await press(pilot, ["enter"])


async def start_session(bench: Bench, pilot: SUPINE_PILOT) -> None:
    """Start a session from the home screen, after a clear check-in where it is asked."""
    bench.diary.preferences.welcome()
    await pilot.pause()
    await read_to_the_end(pilot)
    await at_screen(pilot, HomeScreen)
    asks = Today.now(bench.diary.read(), bench.clock).asks_check_in()
    await press(pilot, ["space", "1"] if asks else ["space"])
    await at_screen(pilot, SessionScreen)
