"""Values of settings are typed in place, checked with every letter, and taken or given up."""

from __future__ import annotations

import msgspec
import pytest
from textual import events

from tests.app.app_support import (
    SUPINE_PILOT,
    Bench,
    at_screen,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    HOLD,
    SIZES,
    cursor_line,
    details_text,
    go_to,
    keys_of,
    open_settings,
    saved,
    stored_routine,
)
from tui.app.screens.home import HomeScreen
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen
from tui.app.widgets.inline_input import InlineInput


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        (HOLD, "11", "Hold must be a number from 2 to 10."),
        (HOLD, "1", "Hold must be a number from 2 to 10."),
        ("plan.step", "3", "Step must be 0, 1 or 2."),
        ("plan.start_reps", "0", "Start with must be a whole number from 1 to 5."),
        ("day_starts_at", "12:00", "Day starts at must be a time before 12:00, such as 03:00."),
    ],
)
@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_value_is_marked_with_the_reason_and_never_saved(
    bench: Bench, size: tuple[int, int], key: str, typed: str, reason: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, key)
        before, was = bench.path.read_bytes(), cursor_line(pilot)
        await press(pilot, keys_of(typed))
        for _ in range(2):
            assert f"! {reason}" in details_text(pilot)
            assert screen.query_one("#typing", InlineInput).has_class("-wrong")
            await press(pilot, ["enter"])
        await press(pilot, ["down"])
        assert screen.state.typing == key
        await press(pilot, ["escape"])
        assert cursor_line(pilot) == was
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert bench.path.read_bytes() == before


async def test_typing_begins_with_a_digit_or_enter_and_the_arrows_go_on(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.ease_in_s")
        await press(pilot, [*"2,5", "down"])
        assert screen.state.cursor == "exercises.neck.hold_s"
        await press(pilot, ["enter", "4", "up"])
        assert screen.state.cursor == "exercises.neck.ease_in_s"
        await press(pilot, ["3", "tab"])
        assert screen.state.section == "Plan"
        await saved(pilot)
        neck = stored_routine(bench).exercises[1]
        assert (neck.ease_in_s, neck.hold_s) == (3, 4)
        await press(pilot, ["u", "u", "u"])
        await until(pilot, lambda: stored_routine(bench).exercises[1].hold_s == 5)


async def test_letters_in_a_name_are_no_keys_and_escape_leaves_the_line_before_the_screen(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.name")
        await press(pilot, ["enter", *"rcsuq/ 12hl", "enter"])
        await saved(pilot)
        assert stored_routine(bench).exercises[1].name == "rcsuq/ 12hl"
        await press(pilot, ["enter", "x", "escape"])
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert screen.state.typing == ""
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


async def test_a_click_elsewhere_takes_what_fits_and_drops_what_does_not(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, list("42"))
        await pilot.click(SettingList, offset=(3, 3))
        await pilot.pause()
        assert screen.state.cursor == "settle_s"
        await until(pilot, lambda: stored_routine(bench).prepare_s == 42)
        await press(pilot, list("9999"))
        await pilot.click(SettingList, offset=(3, 1))
        await pilot.pause()
        assert (screen.state.cursor, screen.state.typing) == ("prepare_s", "")
        await saved(pilot)
        assert stored_routine(bench).settle_s == 10


async def test_a_typed_text_stays_while_another_program_writes(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["4"])
        bench.open().preferences.change_routine(
            stored_routine(bench).id, lambda old: msgspec.structs.replace(old, settle_s=77)
        )
        await until(pilot, lambda: "77" in text(pilot.app.screen))
        await press(pilot, ["2", "enter"])
        await saved(pilot)
        assert (stored_routine(bench).prepare_s, stored_routine(bench).settle_s) == (42, 77)


async def press_at_once(pilot: SUPINE_PILOT, keys: str, *then: str) -> None:
    """Let keys arrive at once, as from a macro or over a slow connection."""
    for key in [*keys_of(keys), *then]:
        character = {"space": " ", "colon": ":"}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))
    await pilot.pause()


@pytest.mark.parametrize(
    ("key", "typed", "got"),
    [
        ("exercises.neck.hold_s", "10", "10"),
        ("prepare_s", "125", "125"),
        ("day_starts_at", "4:30", "04:30"),
    ],
)
async def test_digits_that_arrive_at_once_are_all_typed(
    bench: Bench, key: str, typed: str, got: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, key)
        await press_at_once(pilot, typed, "enter")
        await until(pilot, lambda: screen.state.settings[key].text == got)
        await saved(pilot)


async def test_letters_that_arrive_at_once_are_typed_and_do_nothing_else(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, HOLD)
        await press_at_once(pilot, "aquad lift", "enter")
        await until(pilot, lambda: len(stored_routine(bench).exercises) == 3)
        assert stored_routine(bench).exercises[2].name == "quad lift"
        await saved(pilot)
        await until(pilot, lambda: screen.state.cursor == "exercises.quad-lift.name")
        await press_at_once(
            pilot, "", "enter", *"Squeeze", "enter", "down", "enter", *"quiet", "down"
        )
        await until(pilot, lambda: stored_routine(bench).exercises[2].word == "QUIET")
        assert stored_routine(bench).exercises[2].name == "Squeeze"
        await saved(pilot)


async def test_a_query_that_arrives_at_once_is_looked_for(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await press_at_once(pilot, "", "slash", *"settle", "enter", "7", "enter")
        await until(pilot, lambda: screen.state.settings["settle_s"].value == 7)
        assert screen.state.query == "settle"
        await saved(pilot)


async def test_a_minus_before_a_digit_is_a_sign(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.rest_s")
        for typed in ("-5", "10-20"):
            await press(pilot, keys_of(typed))
            assert screen.query_one("#typing", InlineInput).value == typed
            assert "! Rest must be a number from 3 to 120." in details_text(pilot)
            await press(pilot, ["enter", "escape"])
            await saved(pilot)
            assert stored_routine(bench).exercises[1].rest_s == 6, "one less is taken back"
        await press(pilot, [*"7", "enter"])
        await saved(pilot)
        assert stored_routine(bench).exercises[1].rest_s == 7
