"""Everything by touch alone: no key is pressed here, and each target is tapped on its last row.

`tap` looks for words on the screen and clicks one row beneath them, which is still the same target:
two rows are 44 pixels or more in the page of ``supine serve``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual import events

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    YESTERDAY,
    Bench,
    at_screen,
    lines,
    running,
    text,
    until,
)
from tests.app.screens.test_merge_copies import diverge
from tui.app.keys.bindings import MENU
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.keys import KeysScreen
from tui.app.screens.session import SessionScreen
from tui.app.widgets.key_footer import TARGET_ROWS, KeyFooter
from tui.practice.models import Reps
from tui.practice.timetable import Phase

SIZES = [(80, 30), (54, 40), (40, 36)]
"""Of a tablet that lies or stands, and of a phone."""


STILL_LOOKS = 10
"""How many looks in a row must see the same before something is tapped."""


class Finger:
    """Taps on an app, never twice within a moment."""

    def __init__(self, pilot: SUPINE_PILOT, bench: Bench) -> None:
        self.pilot = pilot
        self._bench = bench

    async def tap(
        self,
        words: str,
        *,
        last: bool = False,
        whole: bool = False,
        below: int = TARGET_ROWS - 1,
    ) -> None:
        """Tap on words, or on the last place where they stand, some rows beneath their middle."""
        before: list[tuple[int, int]] = []

        def found() -> list[tuple[int, int]]:
            return [
                (line.rfind(words) if last else line.find(words), y)
                for y, line in enumerate(lines(self.pilot.app.screen))
                if (words == line.strip() if whole else words in line)
            ]

        looks = 0

        def stands_still() -> bool:
            # A screen that has just opened may be laid out once more.
            nonlocal before, looks
            before, now = found(), before
            looks = looks + 1 if now and now == before else 0
            return looks >= STILL_LOOKS

        await until(self.pilot, stands_still)
        x, y = found()[-1] if last else found()[0]
        await self.at(x + len(words) // 2, y + below)

    async def key(self, words: str) -> None:
        """Tap on a button of the bar of keys, on its last row; or choose it from the menu."""
        footer = self.pilot.app.screen.query_one(KeyFooter)

        def found() -> tuple[int, int] | None:
            for up, line in enumerate(reversed(footer.buttons)):
                for key, x, cells in line:
                    if key.description.startswith(words):
                        return x + 1 + cells // 2, footer.region.bottom - 1 - 3 * up
            return None

        def listed() -> bool:
            return any(key.description.startswith(words) for key in footer._keys)

        await until(self.pilot, listed)
        if place := found():
            await self.at(*place)
        else:
            await self.choose(words.capitalize())

    async def choose(self, words: str) -> None:
        """Choose a line of the menu, which a finger scrolls until it is in sight."""
        await self.key(MENU)
        await at_screen(self.pilot, "Palette")
        width, height = self.pilot.app.size
        for _ in range(100):
            if any(line.strip() == words for line in lines(self.pilot.app.screen)):
                break
            x, y = width // 2, height // 2
            wheel = events.MouseScrollDown(None, x, y, 0, 1, 0, False, False, False, x, y)
            self.pilot.app.post_message(wheel)
            await self.pilot.pause()
        await self.tap(words, whole=True)

    async def at(self, x: int, y: int) -> None:
        self._bench.clock.ms += 500
        await self.pilot.click(offset=(x, y))
        await self.pilot.pause()

    async def until_rest(self) -> None:
        """Let time pass until the first rest."""
        for _ in range(120):
            screen = self.pilot.app.screen
            if isinstance(screen, SessionScreen) and screen.machine.phase is Phase.REST:
                return
            await self._bench.pass_time(self.pilot, 1)
        raise AssertionError(lines(self.pilot.app.screen))

    async def read_on(self, accept: str) -> None:
        """Read a text to its end, and accept it."""
        for _ in range(20):
            if accept in text(self.pilot.app.screen):
                break
            await self.tap("read on", below=1)
        await self.tap(accept, below=1)


@asynccontextmanager
async def touched(bench: Bench, size: tuple[int, int]) -> AsyncIterator[Finger]:
    async with bench.app(is_touched=True).run_test(size=size) as pilot:
        await pilot.pause()
        yield Finger(pilot, bench)


@pytest.mark.parametrize("size", SIZES[::2])
async def test_a_session_from_the_first_screen_to_a_kept_finish(
    bench: Bench, size: tuple[int, int]
) -> None:
    async with touched(bench, size) as finger:
        pilot = finger.pilot
        await at_screen(pilot, "TextDialog")
        await finger.read_on("I've read this")
        await at_screen(pilot, HomeScreen)
        await finger.key("props")
        await finger.tap("flat pillow")
        await finger.key("done")
        await until(pilot, lambda: bench.diary.read().routine().props == ("pillow",))
        await finger.choose("How to do it")
        await at_screen(pilot, "HowScreen")
        await finger.key("back")
        await finger.key("fewer")
        await finger.tap("  Start")
        await finger.tap("as usual")
        await at_screen(pilot, SessionScreen)
        await finger.key("10 s more")
        await finger.key("next")
        session = running(pilot)
        await bench.pass_time(pilot, 12)
        await finger.at(size[0] // 2, size[1] // 2)
        assert session.is_paused
        await finger.key("how to do it")
        await finger.key("back")
        await finger.key("carry on")
        await until(pilot, lambda: not session.is_paused)
        await finger.key("stop")
        await finger.tap("carry on")
        await until(pilot, lambda: not session.is_paused)
        await finger.key("imagine")
        await bench.pass_time(pilot, 90)
        await at_screen(pilot, FinishScreen)
        await finger.tap("◂")
        await finger.tap("◂", last=True)
        await finger.tap("▸", last=True)
        await finger.tap("3 hard", below=1)
        await finger.tap("Props", below=1)
        await finger.tap("neck roll")
        await finger.key("done")
        await finger.key("save")
        await at_screen(pilot, HomeScreen)
    (kept,) = bench.diary.read().sessions
    assert kept.confirmed and kept.effort == "hard" and kept.props == ("roll", "pillow")
    assert [each.counted for each in kept.reps.values()] == [0, 1]


@pytest.mark.parametrize("size", SIZES[2:])
async def test_a_sign_is_said_and_acknowledged(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2)
    async with touched(bench, size) as finger:
        await finger.key("feel")
        await finger.tap("a warning sign")
        await finger.read_on("no, go back")
        assert not bench.diary.read().days
        await finger.key("feel")
        await finger.tap("a warning sign")
        await finger.read_on("yes, one of these")
        await until(finger.pilot, lambda: bench.diary.read().days)
        await finger.key("what to do")
        await finger.tap("esc  back", below=1)
        await at_screen(finger.pilot, HomeScreen)
        bench.clock.wall += dt.timedelta(days=1)
        await finger.pilot.app.reload()  # type: ignore[attr-defined]
        await finger.tap("What to do")
        await finger.read_on("Someone qualified")
        await until(finger.pilot, lambda: bench.diary.read().days[TODAY + dt.timedelta(days=1)].ack)


async def test_a_form_fits_anew_when_the_tablet_is_turned_and_the_note_stays_in_sight(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
    reps = {e.id: Reps(target=2, done=1, imagined=1, hold_s=5) for e in routine.exercises}
    session = bench.diary.end_session(session.id, reps, None)
    async with touched(bench, (85, 32)) as finger:
        pilot = finger.pilot
        pilot.app.push_screen(FinishScreen(session, is_just_over=True))
        await at_screen(pilot, FinishScreen)
        seen = partial(lines, pilot.app.screen)

        def week_ends_at() -> int:
            return max((len(line) for line in seen() if "M  T  W  T  F  S  S" in line), default=0)

        for width, height in ((42, 36), (85, 32)):
            await pilot.resize_terminal(width, height)
            least = 80 if width == 85 else 15
            await until(pilot, lambda: least <= week_ends_at() <= width)  # noqa: B023
            assert seen()[0].startswith(" Done. 2 and 2.") and "…" not in seen()[0]
            assert sum("1 imagined" in line for line in seen()) == 2
        note = pilot.app.screen.query_one("#note")
        note.focus()
        for size in ((42, 19), (50, 21), (85, 16)):  # the keyboard of the device is there
            await pilot.resize_terminal(*size)
            page = pilot.app.screen.query_one("#finish")
            await until(pilot, lambda: pilot.app.screen.size == size)  # noqa: B023
            await until(pilot, lambda: page.region.contains_region(note.region))  # noqa: B023


async def test_a_dialog_that_is_turned_is_as_one_opened_so_and_a_key_needs_a_keyboard(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with touched(bench, SIZES[2]) as finger:
        pilot, seen = finger.pilot, []
        for turned_from in (SIZES[2], SIZES[0]):
            await pilot.resize_terminal(*turned_from)
            await finger.key("props")
            await at_screen(pilot, "PropsDialog")
            await pilot.resize_terminal(*SIZES[0])
            await until(pilot, lambda: "enter" in lines(pilot.app.screen)[-1])
            seen.append(lines(pilot.app.screen))
            await finger.key("done")
            await at_screen(pilot, HomeScreen)
        assert seen[0] == seen[1]
        pilot.app.push_screen(KeysScreen())
        await at_screen(pilot, KeysScreen)
        assert "tap to change" in text(pilot.app.screen)
        await pilot.press("enter")
        await at_screen(pilot, "PressKeyDialog")
        assert "This needs a keyboard." in text(pilot.app.screen)


async def test_a_text_that_was_seen_to_its_end_is_read_on_in_fewer_rows(bench: Bench) -> None:
    async with touched(bench, (85, 32)) as finger:
        await at_screen(finger.pilot, "TextDialog")
        await finger.pilot.pause()
        for _ in range(20):
            if "I've read this" not in text(finger.pilot.app.screen):
                await finger.tap("read on", below=1)
        assert "read on" not in text(finger.pilot.app.screen)
        await finger.pilot.resize_terminal(42, 36)
        await until(finger.pilot, lambda: "read on" in text(finger.pilot.app.screen))
        await finger.read_on("I've read this")
        await at_screen(finger.pilot, HomeScreen)


async def test_a_copy_of_the_diary_is_merged_by_touch(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = diverge(bench)
    async with touched(bench, SIZES[2]) as finger:
        await finger.key("merge")
        await finger.tap("not now", below=1)
        await at_screen(finger.pilot, HomeScreen)
        assert copy.exists()
        await finger.key("merge")
        await finger.tap("enter  merge", below=1)
        await until(finger.pilot, lambda: not copy.exists())


async def test_a_mouse_does_the_same_in_a_terminal(bench: Bench) -> None:
    bench.practised(2, 2)
    last = bench.diary.read().sessions[-1]
    async with bench.app().run_test(size=(80, 24)) as pilot:
        finger = Finger(pilot, bench)
        pilot.app.push_screen(FinishScreen(last))
        await finger.tap("3 hard", below=0)
        await finger.tap("◂", below=0)
        await finger.tap("Props", below=0)
        await finger.tap("flat pillow", below=0)
        await finger.tap("done", last=True, below=0)
        await finger.tap("save", last=True, below=0)
        await until(pilot, lambda: bench.diary.read().sessions[-1].effort == "hard")
    kept = bench.diary.read().sessions[-1]
    assert [each.counted for each in kept.reps.values()] == [1, 2] and kept.props == ("pillow",)


@pytest.mark.parametrize("size", SIZES[1:2])
async def test_sore_rest_the_weekly_question_and_yesterdays_session(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(*[2] * 35)
    last = bench.diary.read().sessions[-1]
    bench.diary.remove_session(last.id)
    routine = bench.diary.read().routine()
    open_ = bench.diary.start_session(routine, YESTERDAY, {e.id: 2 for e in routine.exercises}, ())
    bench.diary.end_session(open_.id, last.reps, "enough")
    async with touched(bench, size) as finger:
        pilot = finger.pilot
        await finger.key("change")
        await at_screen(pilot, FinishScreen)
        await finger.key("later")
        await finger.key("yes")
        await until(pilot, lambda: bench.diary.read().sessions[-1].confirmed)
        await finger.key("undo")
        await until(pilot, lambda: not bench.diary.read().sessions[-1].confirmed)
        said = " ".join(each.message for each in pilot.app._notifications)
        assert "To redo it, open the menu." in said
        await finger.key("yes")
        await finger.tap("  Start")
        await finger.tap("clearly more sore")
        await finger.key("back")
        await at_screen(pilot, HomeScreen)
        await finger.key("feel")
        await finger.tap("as usual")
        await finger.key("start")
        await at_screen(pilot, SessionScreen)
        await finger.until_rest()
        assert "if it hurts, tap stop" in text(pilot.app.screen)
        await finger.key("stop")
        await finger.tap("enough for now")
        await at_screen(pilot, FinishScreen)
        await finger.key("save")
        await at_screen(pilot, "WeeklyQuestion")
        await finger.key("not now")
        await at_screen(pilot, HomeScreen)


@pytest.mark.parametrize("size", SIZES[:1])
async def test_the_calendar_a_day_and_the_settings(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(*[2] * 30)
    async with touched(bench, size) as finger:
        pilot = finger.pilot
        await finger.key("calendar")
        await at_screen(pilot, "CalendarScreen")
        await finger.key("list")
        await finger.tap("Thu 19 Nov")
        await finger.tap("Thu 19 Nov")
        await at_screen(pilot, "DayScreen")
        await finger.tap("by hand")
        await at_screen(pilot, "SessionEditor")
        await finger.tap("▸")
        await finger.key("save")
        await at_screen(pilot, "DayScreen")
        await finger.tap("felt")
        await finger.tap("a bit more sore")
        await until(pilot, lambda: TODAY - dt.timedelta(days=3) in bench.diary.read().days)
        await finger.tap("rest ", last=False)
        await at_screen(pilot, "RestDialog")
        await finger.tap("▸", last=True)
        await finger.key("a week more")
        await finger.tap("travelling")
        await until(pilot, lambda: bench.diary.read().days[TODAY].rest_reason == "travel")
        await finger.key("back")
        await finger.key("stats")
        await finger.key("heatmap")
        await finger.key("back")
        await at_screen(pilot, HomeScreen)
        await finger.key("settings")
        await at_screen(pilot, "SettingsScreen")
        before = bench.diary.read().routine().prepare_s
        await finger.tap("Get ready")
        await finger.tap("▸", last=True)
        await until(pilot, lambda: bench.diary.read().routine().prepare_s == before + 5)
        await finger.tap("◂", last=True)
        await until(pilot, lambda: bench.diary.read().routine().prepare_s == before)
        await finger.key("undo")
        await finger.key("back")
        await finger.key("menu")
        await finger.at(size[0] - 1, size[1] - 1)
        await at_screen(pilot, HomeScreen)
        await finger.choose("Help")
        await at_screen(pilot, "HelpScreen")
        await finger.key("back")
        await finger.key("feel")
        await finger.key("back")
        await at_screen(pilot, HomeScreen)
