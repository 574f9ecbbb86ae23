"""The line of keys on every screen: nothing that would be refused, and always the way to help."""

from __future__ import annotations

import pytest

from tests.app.app_support import TODAY, Bench, at_screen, lines, notifications, press, until
from tui.app.widgets.key_footer import KeyFooter
from tui.practice.models import Band

SCREENS = {
    "HomeScreen": [],
    "CalendarScreen": ["c"],
    "DayScreen": ["c", "k", "enter"],
    "SessionEditor": ["c", "k", "enter", "a"],
    "SettingsScreen": ["s"],
    "KeysScreen": ["s", "slash", *"undo", "enter", "enter"],
    "RoutinesScreen": ["m"],
}


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_every_screen_shows_the_key_of_help(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        for name, keys in SCREENS.items():
            while type(pilot.app.screen).__name__ != "HomeScreen":
                await press(pilot, ["escape"])
            await press(pilot, keys)
            await at_screen(pilot, name)
            assert " ? help " in lines(pilot.app.screen)[-1], name
        bench.diary.record_feeling(TODAY, Band.CLEAR)
        await press(pilot, ["r", "space"])
        await at_screen(pilot, "SessionScreen")
        await bench.pass_time(pilot, 5)
        await press(pilot, ["space"])
        assert " ? help " in lines(pilot.app.screen)[-1], "a session, while it is paused"


async def test_nothing_is_offered_that_would_be_refused(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(120, 24), notifications=True) as pilot:

        def offered() -> set[str]:
            return {key.description for key in pilot.app.screen.query_one(KeyFooter).shown}

        async def gone(what: str) -> None:
            await until(pilot, lambda: what not in offered())

        await until(pilot, lambda: {"start", "fewer"} <= offered())
        await press(pilot, ["c"])
        await until(pilot, lambda: {"done", "edit", "rest"} <= offered())
        await press(pilot, ["right"])  # a week ahead
        await gone("done")
        assert "edit" not in offered()
        assert "rest" in offered()
        await press(pilot, ["x"])
        await until(pilot, lambda: "in the future" in notifications(pilot.app.screen))
        await press(pilot, ["left", "x"])
        await gone("done")
        assert "edit" in offered()
        await press(pilot, ["k"])  # the day before is done, too
        assert "done" not in offered()
        await press(pilot, ["k"])  # nothing was done
        await until(pilot, lambda: "done" in offered())
        await press(pilot, ["v"])  # the list, on the same date or the first one
        await press(pilot, ["t"])
        await gone("done")
        await press(pilot, ["enter"])
        await at_screen(pilot, "DayScreen")
        assert "remove" in offered()
        assert "done" not in offered()
        await press(pilot, ["a"])
        await at_screen(pilot, "SessionEditor")
        await press(pilot, ["0", "down", "down", "0"])
        await gone("save")
        await press(pilot, ["1"])
        await until(pilot, lambda: "save" in offered())
        await press(pilot, ["enter"])
        await at_screen(pilot, "DayScreen")
        await until(pilot, lambda: "remove" in offered())
        await press(pilot, ["j", "j"])  # two sessions, and none under the cursor
        await gone("remove")
        await press(pilot, ["r"])
        await until(pilot, lambda: "quit" in offered())
        assert "start" not in offered()
        await press(pilot, ["m"])
        await at_screen(pilot, "RoutinesScreen")
        assert "archive" not in offered(), "the only routine"
