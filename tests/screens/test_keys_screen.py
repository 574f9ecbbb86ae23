"""Keys changed by pressing the new one, refused with a reason, and put back."""

from __future__ import annotations

from msgspec.structs import replace

from tests.screens.app_support import Bench, at_screen, press, text, until
from tui.keys import catalogue
from tui.screens.calendar import CalendarScreen
from tui.screens.keys import KeysScreen, PressKey
from tui.screens.routine import RoutineScreen
from tui.screens.session import SessionScreen

ORDER = list(catalogue())


def remap(bench: Bench, **keys: object) -> None:
    new = {wanted.replace("_", "."): key for wanted, key in keys.items()}
    bench.diary.choices.change_settings(lambda old: replace(old, keys=new))


async def test_start_on_another_key_found_through_settings(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["s", "slash", *"change keys", "enter", "enter"])
        await at_screen(pilot, KeysScreen)
        await press(pilot, ["j"] * (ORDER.index("routine.start")))
        assert "start" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, PressKey)
        await press(pilot, ["q"])
        assert "q is quit (Everywhere). Press another one." in text(pilot.app.screen)
        await press(pilot, ["ctrl+i"])
        await press(pilot, ["b"])
        await at_screen(pilot, KeysScreen)
        await until(pilot, lambda: "was space" in text(pilot.app.screen))
        assert bench.document("settings")[0]["keys"] == {"routine.start": "b"}
        await press(pilot, ["r"])
        await at_screen(pilot, RoutineScreen)
        seen = text(pilot.app.screen)
        assert "Start b" in seen and "b start" in seen
        await press(pilot, ["space"])
        await at_screen(pilot, RoutineScreen)
        await press(pilot, ["b", "1"])
        await at_screen(pilot, SessionScreen)


async def test_back_to_the_default_and_u_takes_it_back(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_calendar="w")
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["w"])
        await at_screen(pilot, CalendarScreen)
        app.push_screen(KeysScreen())
        await at_screen(pilot, KeysScreen)
        await press(pilot, ["j"] * ORDER.index("app.calendar"))
        await press(pilot, ["backspace"])
        await until(pilot, lambda: not bench.diary.read().settings.keys)
        await press(pilot, ["u"])
        await until(pilot, lambda: bench.diary.read().settings.keys == {"app.calendar": "w"})
        await press(pilot, ["R", "y"])
        await until(pilot, lambda: not bench.diary.read().settings.keys)
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)


async def test_a_broken_map_is_said_and_the_rest_of_it_holds(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_calendar="w", routine_done="q", nothing_here="y", app_help=3)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        seen = text(pilot.app.screen)
        assert "A key in the settings is passed over (routine.done: q is quit" in seen
        assert len(bench.document("settings")[0]["keys"]) == 4  # type: ignore[arg-type]
        await press(pilot, ["w"])
        await at_screen(pilot, CalendarScreen)


async def test_quit_stays_on_ctrl_q_whatever_happens(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_quit="w")
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["q"])
        await at_screen(pilot, RoutineScreen)
        assert "w quit" in text(pilot.app.screen)
        await press(pilot, ["ctrl+q"])
    assert app.return_code == 0


async def test_a_session_pauses_and_goes_on_with_the_same_new_key(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, session_pause="p", **{"session_go-on": "p"})
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 3)
        await press(pilot, ["p"])
        assert "PAUSED" in str(pilot.app.screen.machine.phase).upper()  # type: ignore[attr-defined]
        await bench.pass_time(pilot, 3)
        await press(pilot, ["p"])
        assert "PAUSED" not in str(pilot.app.screen.machine.phase).upper()  # type: ignore[attr-defined]
