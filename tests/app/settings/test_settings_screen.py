"""The settings by keyboard and mouse: every line is reached, shown and changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    lines,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    SIZES,
    app_of,
    cursor_line,
    go_to,
    open_settings,
    saved,
    screen_of,
    stored_routine,
    stored_settings,
)
from tui.app.screens.home import HomeScreen
from tui.app.settings.lines import SECTIONS
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen
from tui.app.widgets.inline_input import InlineInput
from tui.practice.models import Weekly


@pytest.mark.parametrize("size", SIZES)
async def test_an_evening_of_changes_needs_the_keyboard_alone(
    bench: Bench, size: tuple[int, int]
) -> None:
    """Add an exercise, put it first, hold it 7 s, three times a week, the day from 04:30, light."""
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await press(pilot, ["tab", "a", *"Chin tuck", "enter"])
        await until(pilot, lambda: screen_of(pilot).state.cursor == "exercises.chin-tuck.name")
        await press(pilot, ["shift+up", "shift+up"])
        await until(pilot, lambda: stored_routine(bench).exercises[0].name == "Chin tuck")
        assert screen_of(pilot).state.cursor == "exercises.chin-tuck.name"
        await press(pilot, [*["down"] * 4, "7", "enter"])
        await until(pilot, lambda: stored_routine(bench).exercises[0].hold_s == 7)
        assert "saved" in cursor_line(pilot)
        await press(pilot, ["tab", "tab", "right", "right", "enter"])
        await until(pilot, lambda: isinstance(stored_routine(bench).schedule_on(TODAY), Weekly))
        await press(pilot, ["tab", "right", "right", "right"])
        await until(pilot, lambda: stored_settings(bench).get("day_starts_at") == "04:30")
        await press(pilot, ["tab", "tab", "right"])
        await until(pilot, lambda: stored_settings(bench).get("theme") == "supine-day")
        assert pilot.app.theme == "supine-day"
        await press(pilot, ["u"])
        await until(pilot, lambda: pilot.app.theme == "supine-night")
        await press(pilot, ["u"])
        await until(pilot, lambda: "day_starts_at" not in stored_settings(bench))
        assert "theme" not in stored_settings(bench)
        routine = stored_routine(bench)
        assert [each.id for each in routine.exercises] == ["chin-tuck", "shoulder-blades", "neck"]
        assert routine.schedule_on(TODAY) == Weekly(since=TODAY, times=3, week_starts_on="mon")
        await press(pilot, ["r"])
        await at_screen(pilot, HomeScreen)
        seen = text(pilot.app.screen)
        assert "1 Chin tuck 2 × 7 s" in seen
        asked = [asked.target for asked in app_of(pilot).today.plan.exercises]
        assert asked == [2, 4, 4]  # the new one starts at the start


@pytest.mark.parametrize("size", [*SIZES, (64, 20), (120, 40), (200, 60)])
async def test_every_section_is_reached_by_tab_and_fits(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        sections = []
        for _ in SECTIONS:
            sections.append(screen.state.section)
            assert screen.state.section.upper() in text(screen).upper()
            assert cursor_line(pilot).startswith(screen.state.line.label[:14])
            assert all(len(line) <= size[0] for line in lines(screen))
            await press(pilot, ["tab"])
        assert sections == list(SECTIONS)
        assert screen.state.section == SECTIONS[0]
        await press(pilot, ["shift+tab"])
        assert screen.state.section == "File"


@pytest.mark.parametrize("size", SIZES)
async def test_every_setting_is_reached_by_going_down(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await press(pilot, ["end", "home", "j", "k"])
        every = [line.key for line in screen.state.lines if not line.is_heading]
        seen = []
        for _ in every:
            seen.append(screen.state.cursor)
            await pilot.pause()
            assert cursor_line(pilot).startswith(screen.state.line.label[:14])
            screen.action_move(1)
        assert seen == every
        assert set(screen.state.settings) <= set(seen)
        await press(pilot, ["up"])
        assert screen.state.cursor == every[-2]


@pytest.mark.parametrize("size", SIZES)
async def test_a_setting_shows_its_value_unit_range_help_and_default(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=size) as pilot:
        before = bench.path.read_bytes()
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        assert cursor_line(pilot).split() == ["Get", "ready", "◂", "30", "▸", "s", "0–3600"]
        assert "Time to lie down and get comfortable" in text(pilot.app.screen)
        assert "default 30" in text(pilot.app.screen)
        assert bench.path.read_bytes() == before


async def test_only_a_changed_setting_goes_back_to_its_default(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "exercises.neck.word")
        assert "default" not in lines(pilot.app.screen)[-1]
        before = bench.path.read_bytes()
        await press(pilot, ["backspace"])
        assert bench.path.read_bytes() == before
        await press(pilot, ["enter", *"Rest", "enter"])
        await saved(pilot)
        assert stored_routine(bench).exercises[1].word == "REST"
        assert "⌫ default" in lines(pilot.app.screen)[-1]
        await press(pilot, ["backspace"])
        await saved(pilot)
        assert stored_routine(bench).exercises[1].word == "PRESS"


async def test_props_are_chosen_from_their_list(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "props")
        await press(pilot, ["enter"])
        await at_screen(pilot, "PropsDialog")
        await press(pilot, ["1", "3", "enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: stored_routine(bench).props == ("roll", "towel"))


async def test_a_click_goes_to_a_line_steps_on_an_arrow_and_opens_the_line_under_the_cursor(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await pilot.click("#sections", offset=(4, 2))
        await pilot.pause()
        assert screen.state.cursor == "plan.start_reps"
        await pilot.click(SettingList, offset=(3, 2))
        await pilot.pause()
        assert screen.state.cursor == "plan.step"
        row = lines(screen)[screen.query_one(SettingList).region.y + 2]
        for arrow, value in (("▸", 2), ("◂", 1)):
            x = row.rindex(arrow) - screen.query_one(SettingList).region.x
            await pilot.click(SettingList, offset=(x, 2))
            await saved(pilot)
            assert stored_routine(bench).plan.step == value
        await pilot.click(SettingList, offset=(3, 2))
        await pilot.pause()
        assert screen.state.typing == "plan.step"


async def test_the_wheel_scrolls(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        screen = await open_settings(pilot)
        listed = screen.query_one(SettingList)
        await until(pilot, lambda: listed.allow_vertical_scroll)
        await pilot._post_mouse_events([_wheel()], listed)
        await until(pilot, lambda: listed.scroll_offset.y > 0)
        scrolled = listed.scroll_offset
        screen.state.facts = replace(screen.state.facts, path="/elsewhere")
        screen._redraw()
        screen.draw()  # as where another program has changed the file
        await pilot.pause()
        assert listed.scroll_offset == scrolled, "what changes elsewhere takes nobody back"
        await press(pilot, ["down", "up"])
        assert listed.scroll_offset.y == 0, "the cursor is gone to where it is moved"


def _wheel() -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_every_key_has_an_id_and_a_description(bench: Bench) -> None:
    del bench
    bindings = [
        binding
        for kind in (SettingsScreen, InlineInput)
        for binding in kind.BINDINGS
        if not isinstance(binding, tuple)
    ]
    assert all(each.id and each.description for each in bindings)
    ids = [each.id for each in bindings]
    assert len(set(ids)) == len(ids)
