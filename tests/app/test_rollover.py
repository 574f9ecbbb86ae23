"""A new practice date while the app is open: screens follow it, a session keeps its own."""

from __future__ import annotations

import datetime as dt

from tests.app.app_support import SUPINE_PILOT, TODAY, Bench, at_screen, press, text, until
from tui.app.dialogs.rest import RestDialog
from tui.app.screens.finish import FinishScreen
from tui.app.screens.session import SessionScreen
from tui.practice.models import Reps

TOMORROW = TODAY + dt.timedelta(days=1)


async def next_day(bench: Bench, pilot: SUPINE_PILOT) -> None:
    bench.clock.wall = bench.clock.wall.replace(day=TOMORROW.day, hour=3, minute=0)
    await pilot.app.reload()  # type: ignore[attr-defined]
    await pilot.pause()


async def test_home_moves_to_the_next_date_when_its_day_starts(bench: Bench) -> None:
    # R1.rollover
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        bench.clock.wall = bench.clock.wall.replace(day=TOMORROW.day, hour=2, minute=59)
        await pilot.app.reload()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "Sunday 22 November" in text(pilot.app.screen)
        await next_day(bench, pilot)
        assert "Monday 23 November" in text(pilot.app.screen)
        assert "0 days" in text(pilot.app.screen)  # yesterday was missed


async def test_a_running_session_and_its_finish_keep_their_date(bench: Bench) -> None:
    # R1.rollover
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 41)
        await until(pilot, lambda: bench.document("sessions")[-1]["reps"])
        await next_day(bench, pilot)
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 200)
        await at_screen(pilot, FinishScreen)
        await next_day(bench, pilot)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "Monday 23 November" in text(pilot.app.screen))
        (session,) = (s for s in bench.diary.read().sessions if s.via == "timer")
        assert (session.day, session.confirmed) == (TODAY, True)
        assert bench.diary.read().sessions[-1].counted == 6


async def test_an_open_finish_is_not_dismissed(bench: Bench) -> None:
    bench.practised(2)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
    bench.diary.end_session(session.id, {"neck": Reps(target=2, done=2)}, None)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["e"])
        await at_screen(pilot, FinishScreen)
        await next_day(bench, pilot)
        await at_screen(pilot, FinishScreen)


async def test_an_open_question_waits_and_the_screen_beneath_it_goes_along(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "o"])
        await at_screen(pilot, RestDialog)
        await next_day(bench, pilot)
        await at_screen(pilot, RestDialog)
        await press(pilot, ["escape"])
        await until(pilot, lambda: "Mon 23 November, today" in text(pilot.app.screen))
