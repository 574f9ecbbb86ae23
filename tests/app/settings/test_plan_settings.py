"""The settings of the plan: their preview (rules R3.forecast), and the question before more."""

from __future__ import annotations

import msgspec
import pytest

from tests.app.app_support import (
    SUPINE_PILOT,
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
    cursor_line,
    go_to,
    open_settings,
    saved,
    stored_routine,
)
from tui.app.settings.details import minutes
from tui.app.settings.screen import SettingsScreen
from tui.practice.forecast import forecast
from tui.practice.models import Plan, Routine


def preview_numbers(pilot: SUPINE_PILOT) -> list[str]:
    """Return the targets of the preview, as they stand on the screen."""
    seen = lines(pilot.app.screen)
    at = next(n for n, line in enumerate(seen) if "▸" in line and "──" in line)
    rows = (seen[n].split("  ▸ Plan")[-1].split()[-14:] for n in (at - 1, at - 2))
    return next(row for row in rows if not row[0].isalpha())  # beneath are the weekdays


async def test_the_two_weeks_stand_as_bars_over_their_numbers(bench: Bench) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.ceiling")
        seen = lines(pilot.app.screen)
        at = next(n for n, line in enumerate(seen) if "▸" in line and "──" in line)
        assert seen[at - 1].split() == list("SMTWTFSSMTWTFS")
        lowest, highest = seen[at - 3].split(), seen[at - 7].split()
        assert lowest[-14:] == ["██"] * 14
        assert len(highest) < 14, "the first ones are lower"
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert preview_numbers(pilot)[0] == "5", "the numbers come before the bars"


def forecast_of(bench: Bench, routine: Routine) -> tuple[list[str], str, str]:
    days = bench.open().read().routine_days(routine, TODAY)
    coming = forecast(routine, days, TODAY)
    return (
        [str(each.targets[0]) for each in coming],
        minutes(coming[0].length),
        minutes(coming[-1].length),
    )


@pytest.mark.parametrize("size", [*SIZES, (120, 40)])
async def test_the_preview_is_the_forecast_even_of_a_value_that_is_only_typed(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        routine = stored_routine(bench)

        def check(plan: Plan) -> None:
            targets, first, last = forecast_of(bench, msgspec.structs.replace(routine, plan=plan))
            assert preview_numbers(pilot) == targets
            assert first in text(pilot.app.screen)
            assert last in text(pilot.app.screen)

        check(Plan())
        await press(pilot, ["right"])
        check(Plan(step=2))
        await press(pilot, ["down", "8"])
        assert stored_routine(bench).plan.ceiling == 10
        check(Plan(step=2, ceiling=8))
        await press(pilot, ["escape"])
        check(Plan(step=2))


async def test_exercises_that_differ_have_a_line_each_in_the_preview(bench: Bench) -> None:
    bench.practised(2, 2, 3, 4)
    bench.diary.preferences.add_exercise(
        stored_routine(bench).id,
        msgspec.structs.replace(stored_routine(bench).exercises[0], name="Third"),
    )
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        seen = " ".join(text(pilot.app.screen).split())
        assert "5 6 7 8 9 10 10 10 10 10 10 10 10 10 Shoulder" in seen
        assert "2 2 3 4 5 6 7 8 9 10 10 10 10 10 Third" in seen


@pytest.mark.parametrize(
    ("size", "names"), [((80, 24), ["Shoulder", "Third mov"]), ((40, 12), ["1: 5", "3: 2"])]
)
async def test_each_exercise_has_one_line_of_the_preview_with_its_name(
    bench: Bench, size: tuple[int, int], names: list[str]
) -> None:
    bench.practised(2, 2, 3, 4)
    name = "Third movement of them all"
    third = msgspec.structs.replace(stored_routine(bench).exercises[0], name=name)
    bench.diary.preferences.add_exercise(stored_routine(bench).id, third)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        about = pilot.app.screen.query_one("#about").region
        seen = [line[about.x :].strip() for line in lines(pilot.app.screen)[about.y :]]
        first, last = (
            next(line for line in seen if targets in " ".join(line.split()))
            for targets in ("5 6 7 8 9 10 10", "2 2 3 4 5 6 7 8 9 10")
        )
        if size[0] == 40:
            assert [first[:4], last[:4]] == names
        else:
            assert names[0] in first
            assert names[1] in last
        assert all(len(line) <= size[0] for line in seen)
        assert sum("10" in line.split() for line in seen) == 3


async def test_more_reps_are_asked_about_once_and_no_leaves_them(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.ceiling")
        for answer in ("n", "escape"):
            await press(pilot, ["right"])
            await at_screen(pilot, "ChoiceDialog")
            assert "More is not better here" in text(pilot.app.screen)
            await press(pilot, [answer])
            await at_screen(pilot, SettingsScreen)
            assert "10" in cursor_line(pilot)
        assert stored_routine(bench).plan.ceiling == 10
        await press(pilot, ["right", "y"])
        await at_screen(pilot, SettingsScreen)
        await press(pilot, ["right", "right"])
        await saved(pilot)
        assert stored_routine(bench).plan.ceiling == 13
        await press(pilot, ["u"])
        await until(pilot, lambda: stored_routine(bench).plan.ceiling == 10)
        await press(pilot, ["left"])  # less needs no asking
        await saved(pilot)
        assert stored_routine(bench).plan.ceiling == 9


async def test_the_gentler_form_is_one_question_and_one_undo(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    sessions = bench.document("sessions")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        before = stored_routine(bench)
        await press(pilot, ["g"])
        await at_screen(pilot, "ChoiceDialog")
        assert "holds for 3 s and rests for 10 s" in text(pilot.app.screen)
        await press(pilot, ["y"])
        await until(pilot, lambda: stored_routine(bench).plan == Plan(start_reps=1, ceiling=5))
        assert {(e.hold_s, e.rest_s) for e in stored_routine(bench).exercises} == {(3, 10)}
        await press(pilot, ["g"])
        await until(pilot, lambda: "It's already the gentler version" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: stored_routine(bench).plan == before.plan)
        assert stored_routine(bench).exercises == before.exercises
    assert bench.document("sessions") == sessions
