"""Exercises are added, moved and removed in the settings."""

from __future__ import annotations

import msgspec
import pytest
from textual.content import Content

from tests.app.app_support import (
    Bench,
    at_screen,
    lines,
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
    open_settings,
    saved,
    squeezed,
    stored_routine,
)
from tui.app.settings.screen import SettingsScreen


async def test_an_exercise_moves_with_the_cursor_on_it_and_stops_at_the_ends(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.hold_s")
        for keys, order in (
            (["K"], ["neck", "shoulder-blades"]),
            (["shift+up", "shift+up"], ["neck", "shoulder-blades"]),
            (["shift+down", "J", "J"], ["shoulder-blades", "neck"]),
        ):
            await press(pilot, keys)
            await saved(pilot)
            assert [each.id for each in stored_routine(bench).exercises] == order
            assert screen.state.cursor == "exercises.neck.hold_s"
            assert cursor_line(pilot).startswith("Hold")
        assert "already" not in text(screen)


async def test_a_name_that_is_taken_or_empty_adds_nothing(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, HOLD)
        await press(pilot, ["a", *"neck", "enter"])
        assert "! A name can't be neck, which is already used." in details_text(pilot)
        await press(pilot, ["escape", "a", "enter"])
        assert screen.state.typing == ""
        assert len(stored_routine(bench).exercises) == 2


async def test_removing_an_exercise_asks_once_and_old_days_stay(bench: Bench) -> None:
    bench.practised(2, 2)
    sessions = bench.document("sessions")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.hold_s")
        await press(pilot, ["delete"])
        await at_screen(pilot, "ChoiceDialog")
        assert "Past days keep its reps" in text(pilot.app.screen)
        await press(pilot, ["n"])
        await at_screen(pilot, SettingsScreen)
        await press(pilot, ["d", "y"])
        await until(pilot, lambda: len(stored_routine(bench).exercises) == 1)
        assert bench.document("sessions") == sessions
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert screen.state.section == "Exercises"
        await go_to(pilot, HOLD)
        await press(pilot, ["d"])
        await until(pilot, lambda: "This is the only exercise" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: len(stored_routine(bench).exercises) == 2)


@pytest.mark.parametrize(
    ("removed", "then"), [("shoulder-blades", "neck"), ("neck", "shoulder-blades")]
)
async def test_from_a_removed_exercise_the_cursor_goes_to_another_one(
    bench: Bench, removed: str, then: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, f"exercises.{removed}.hold_s")
        name = {"neck": "Neck"}.get(removed, "Shoulder blades")
        await press(pilot, ["d"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["y"])
        await until(pilot, lambda: len(stored_routine(bench).exercises) == 1)
        message = f"Removed {name}. To undo it, press u."
        await until(pilot, lambda: message.replace(" ", "") in squeezed(pilot))
        assert screen.state.cursor == f"exercises.{then}.hold_s"
        assert cursor_line(pilot).startswith("Hold")


@pytest.mark.parametrize("size", SIZES)
async def test_long_names_and_wide_letters_stay_in_their_lines(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    routine = stored_routine(bench)
    for name in ("x" * 80, "頸" * 40, "👩‍👩‍👧" * 8):
        bench.diary.preferences.add_exercise(
            routine.id, msgspec.structs.replace(routine.exercises[0], name=name)
        )
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        for key in (key for key in screen.state.settings if key.endswith(".name")):
            await go_to(pilot, key)
            assert all(Content(each).cell_length <= size[0] for each in lines(screen)), key
        await go_to(pilot, next(k for k in screen.state.settings if k.startswith("exercises.xx")))
        await press(pilot, ["enter", "y", "escape"])
        assert screen.state.typing == ""
