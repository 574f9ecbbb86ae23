"""The schedule is put together on the screen, and saved once it is accepted (rules R2.entries)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    SIZES,
    cursor_line,
    details_text,
    go_to,
    open_settings,
    saved,
    stored_routine,
    type_in,
)
from tui.app.settings.screen import SettingsScreen
from tui.practice.models import Weekdays, Weekly
from tui.settings.schedule import schedule_words


@pytest.mark.parametrize("size", SIZES)
async def test_a_schedule_is_a_draft_until_enter_accepts_it(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "2", "3", "n"])
        tried = Weekdays(since=TODAY, days=("mon", "tue", "fri"), needs="full")
        assert screen.state.draft == tried
        words = " ".join(schedule_words(tried, TODAY).split())
        assert words in details_text(pilot)
        assert "Earlier days don't change." in details_text(pilot)
        assert bench.path.read_bytes() == before
        await press(pilot, ["escape"])
        assert screen.state.draft is None
        assert "daily" in cursor_line(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)
        await press(pilot, ["left", "5", "right_square_bracket", "enter"])
        await saved(pilot)
        tomorrow = TODAY + dt.timedelta(days=1)
        assert stored_routine(bench).schedule == (
            Weekly(since=tomorrow, times=5, week_starts_on="mon", needs="any"),
        )
        assert "Already planned: 5 a week from 2026-11-23" in details_text(pilot)
        await press(pilot, ["u"])
        await until(pilot, lambda: stored_routine(bench).schedule == ())


async def test_a_schedule_can_be_typed_with_its_date(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["enter"])
        await type_in(pilot, "tue thu from 2026-12-01")
        assert "From Tuesday 1 December: Tuesday and Thursday" in details_text(pilot)
        await press(pilot, ["enter"])
        await saved(pilot)
        assert stored_routine(bench).schedule == (
            Weekdays(since=dt.date(2026, 12, 1), days=("tue", "thu")),
        )
        await press(pilot, ["enter"])
        await type_in(pilot, "now and then")
        await press(pilot, ["enter"])
        assert "! The schedule must be daily, days such as" in details_text(pilot)
        await press(pilot, ["escape", "backspace"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["y"])
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert stored_routine(bench).schedule == ()


async def test_a_schedule_keeps_at_least_one_day(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["3", "3"])
        assert "needs at least one day" in details_text(pilot)
        assert "wed" in cursor_line(pilot)


@pytest.mark.parametrize(("answer", "is_taken"), [("y", True), ("n", False)])
async def test_leaving_the_line_asks_about_a_draft(
    bench: Bench, answer: str, is_taken: bool
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "down"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["escape"])
        await at_screen(pilot, SettingsScreen)
        assert screen.state.cursor == "schedule"
        assert screen.state.draft is not None
        await press(pilot, ["down"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, [answer])
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert screen.state.cursor == "day_starts_at"
        assert bool(stored_routine(bench).schedule) is is_taken


async def test_leaving_the_screen_tells_that_a_draft_was_dropped(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "r"])
        await until(pilot, lambda: "The schedule was not changed" in text(pilot.app.screen))
    assert stored_routine(bench).schedule == ()


@pytest.mark.parametrize(("answer", "is_taken"), [("y", True), ("n", False), ("escape", False)])
async def test_leaving_the_program_asks_about_a_draft(
    bench: Bench, answer: str, is_taken: bool
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "q"])
        await at_screen(pilot, "ChoiceDialog")
        assert "Use the new schedule?" in text(pilot.app.screen)
        await pilot.press(answer)
        if answer == "escape":
            await at_screen(pilot, SettingsScreen)
            assert screen.state.draft is not None
        else:
            await until(pilot, lambda: pilot.app._exit)
    assert bool(stored_routine(bench).schedule) is is_taken
