"""Several routines: added, shown, archived and seen together."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from tests.app.app_support import TODAY, Bench, at_screen, lines, press, text, until
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.routines import RoutinesScreen
from tui.practice.models import DEFAULT_ROUTINE, Plan, Reps

EVENING = "evening"


def two(bench: Bench) -> None:
    """Add a second routine, with the first one shown."""
    bench.practised(2, 2, 3)
    bench.diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY)
    bench.diary.preferences.show_routine(DEFAULT_ROUTINE.id)


@pytest.mark.parametrize(("key", "start", "hold"), [("1", 2, 5), ("2", 1, 3), ("3", 4, 5)], ids=str)
async def test_a_routine_is_added_in_a_few_keys(
    bench: Bench, key: str, start: int, hold: int
) -> None:
    bench.practised(2, 2, 3)
    bench.diary.preferences.change_routine(
        DEFAULT_ROUTINE.id, lambda old: replace(old, plan=Plan(start_reps=4))
    )
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["m"])
        await at_screen(pilot, RoutinesScreen)
        await press(pilot, ["a"])
        await at_screen(pilot, "PromptDialog")
        await press(pilot, [*"Evening", "enter"])
        await at_screen(pilot, "ChoiceDialog")
        for about in ("2 reps, goes up to 10", "1 rep, goes up to 5", "4 reps, goes up to 10"):
            assert f"starts with {about} at most, once a day" in text(pilot.app.screen)
            await press(pilot, ["j"])
        await press(pilot, [key])
        await at_screen(pilot, HomeScreen)
        seen = text(pilot.app.screen)
        assert "Evening" in seen and "practice day 1" in seen and "0 days" not in seen
        assert f"{start} × {hold} s" in seen
        assert bench.diary.read().routine().id == EVENING


async def test_in_a_narrow_and_tall_terminal_the_exercises_have_lines_of_their_own(
    bench: Bench,
) -> None:
    two(bench)
    async with bench.app().run_test(size=(50, 40)) as pilot:
        await press(pilot, ["m"])
        seen = lines(pilot.app.screen)
        assert sum("Shoulder blades 4 × 5 s" in line for line in seen) == 1
        assert not any("…" in line for line in seen)


async def test_a_name_that_is_taken_is_said_and_asked_again(bench: Bench) -> None:
    two(bench)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["m", "a", *"evening", "enter"])
        assert "is already used" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, RoutinesScreen)
        assert len(bench.diary.read().routines) == 2


async def test_each_routine_has_its_own_days_and_enter_shows_it(bench: Bench) -> None:
    two(bench)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["m"])
        seen = [line.strip() for line in lines(pilot.app.screen)]
        assert "▸ Neck and upper back         4 each today · 3 days" in seen
        assert "Evening                     2 each today · 0 days" in seen
        await press(pilot, ["j", "enter"])
        await at_screen(pilot, HomeScreen)
        await until(pilot, lambda: "2 × 5 s" in text(pilot.app.screen))
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)
        assert "Calendar · Evening" in text(pilot.app.screen)
        assert "▆" not in "".join(lines(pilot.app.screen)[2:10])


async def test_g_shows_the_days_of_all_routines_as_one(bench: Bench) -> None:
    two(bench)
    evening = bench.diary.read().routines[EVENING]
    bench.diary.log_session(evening, TODAY, {"neck": Reps(target=2, done=2)})
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        assert "3 days" in text(pilot.app.screen)
        await press(pilot, ["g"])
        assert "Calendar · All routines" in text(pilot.app.screen)
        assert "4 days · today is done" in text(pilot.app.screen)
        await press(pilot, ["v"])
        listed = [line.strip() for line in lines(pilot.app.screen) if " 2026  " in line]
        assert listed[0].startswith("Sun 22 Nov 2026  ▆  2 of 2")
        await press(pilot, ["g"])
        assert "All routines" not in text(pilot.app.screen)


async def test_a_routine_is_put_away_and_comes_back_by_showing_it(bench: Bench) -> None:
    two(bench)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["m", "z"])
        await until(pilot, lambda: "archived; its" in text(pilot.app.screen))
        assert bench.diary.read().routine().id == EVENING
        await press(pilot, ["j", "enter"])
        await at_screen(pilot, HomeScreen)
        routine = bench.diary.read().routine()
        assert (routine.id, routine.archived) == (DEFAULT_ROUTINE.id, False)
        await press(pilot, ["u"])
        await until(pilot, lambda: bench.diary.read().routine().id == EVENING)


async def test_the_only_routine_stays(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["m", "z"])
        await until(pilot, lambda: "is the only" in text(pilot.app.screen))


async def test_much_of_the_same_part_is_said_until_it_is_put_away(bench: Bench) -> None:
    two(bench)
    plan = Plan(start_reps=5, ceiling=5)
    for routine in (DEFAULT_ROUTINE.id, EVENING):
        bench.diary.preferences.change_routine(routine, lambda old: replace(old, plan=plan))
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "your routines add up to a lot" in text(pilot.app.screen).lower()
        await press(pilot, ["d"])
        assert "your routines add up to a lot" not in text(pilot.app.screen).lower()


async def test_the_palette_shows_another_routine(bench: Bench) -> None:
    two(bench)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        commands = {each.title: each.callback for each in app.get_system_commands(app.screen)}
        assert {"Show Evening", "Calendar", "Help", "Routines"} <= set(commands)
        assert "Show Neck and upper back" not in commands
        commands["Show Evening"]()
        await until(pilot, lambda: "Evening" in text(app.screen))
        await press(pilot, ["x"])
        await until(pilot, lambda: bench.document("sessions")[-1]["routine"] == EVENING)


async def test_rest_counts_for_every_routine(bench: Bench) -> None:
    two(bench)
    yesterday = TODAY - dt.timedelta(days=1)
    bench.diary.rest(yesterday, "ill")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["m", "j", "enter"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["c", "k"])
        assert "resting: ill" in text(pilot.app.screen)


async def test_a_tall_terminal_shows_more_of_each_routine_and_the_weeks_of_one(
    bench: Bench,
) -> None:
    two(bench)
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, ["m"])
        await at_screen(pilot, RoutinesScreen)
        await pilot.pause()
        seen = text(pilot.app.screen)
        assert "Shoulder blades 4 × 5 s · Neck 4 × 5 s" in seen and "steadiness" in seen
        assert seen.count("▆") == 3
        await press(pilot, ["down"])
        assert "▆" not in text(pilot.app.screen), "the other one has no days"
