"""Remapped keys on the screens: pressed, rejected with a reason, reset; and the palette."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList

from tests.app.app_support import TODAY, Bench, at_screen, notifications, press, text, until
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.keys.keymap import catalogue
from tui.app.main import SupineApp
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.help import HelpScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.keys import KeysScreen, PressKeyDialog
from tui.app.screens.session import SessionScreen
from tui.app.settings.screen import SettingsScreen
from tui.app.widgets.key_footer import KeyFooter

ORDER = list(catalogue())


def remap(bench: Bench, **keys: object) -> None:
    new = {wanted.replace("_", "."): key for wanted, key in keys.items()}
    bench.diary.preferences.change_settings(lambda old: replace(old, keys=new))


async def test_a_key_is_remapped_by_pressing_the_new_one(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["s", "slash", *"change keys", "enter", "enter"])
        await at_screen(pilot, KeysScreen)
        await press(pilot, ["j"] * (ORDER.index("routine.start")))
        assert "start" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, PressKeyDialog)
        await press(pilot, ["q"])
        assert "q is already used for 'quit' (Everywhere). Try another key." in text(
            pilot.app.screen
        )
        await press(pilot, ["ctrl+i"])
        await press(pilot, ["b"])
        await at_screen(pilot, KeysScreen)
        await until(pilot, lambda: "was space" in text(pilot.app.screen))
        assert bench.document("settings")[0]["keys"] == {"routine.start": "b"}
        await press(pilot, ["r"])
        await at_screen(pilot, HomeScreen)
        seen = text(pilot.app.screen)
        assert "Start b" in seen and "b start" in seen
        await press(pilot, ["space"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["b", "1"])
        await at_screen(pilot, SessionScreen)


async def test_in_ascii_a_key_that_is_rejected_is_called_by_its_name(bench: Bench) -> None:
    # One ASCII sign for the sign of a key would read as another key.
    bench.practised(2)
    bench.diary.preferences.change_settings(lambda old: replace(old, glyphs="ascii"))
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(KeysScreen())
        await at_screen(pilot, KeysScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, PressKeyDialog)
        await press(pilot, ["enter"])
        assert "enter can't be changed." in text(pilot.app.screen)
        await press(pilot, ["left"])
        assert "left is " in text(pilot.app.screen)


async def test_a_key_goes_back_to_its_default_and_u_takes_that_back(bench: Bench) -> None:
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
        said = (
            "d dismiss · 3 keys you changed can't be used "
            "(routine.done: q is already used for 'quit' …); see Settings, Keys."
        )
        assert said in seen and seen.count("can't be used") == 1
        assert len(bench.document("settings")[0]["keys"]) == 4  # type: ignore[arg-type]
        await press(pilot, ["w"])
        await at_screen(pilot, CalendarScreen)


async def test_what_was_passed_over_stands_on_the_keys_screen(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_calendar="banana", routine_done="shift+c", nothing_here="y", routine_feel="w")
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(KeysScreen())
        await at_screen(pilot, KeysScreen)
        seen = text(app.screen)
        assert "SKIPPED app.calendar: there is no key called banana" in seen
        assert "routine.done: shift+c is written as a capital letter, C" in seen
        assert "nothing.here: there is no key called nothing.here" in seen
        # A new key for the first line. What another version of the program may know stays stored.
        await press(pilot, ["enter", "G"])
        await at_screen(pilot, KeysScreen)
        await until(pilot, lambda: "was r" in text(app.screen))
        assert bench.document("settings")[0]["keys"] == {
            "nothing.here": "y",
            "routine.feel": "w",
            "app.routine": "G",
        }
        assert "banana" not in text(app.screen)
        options = app.screen.query_one(OptionList)
        assert options.highlighted_option and options.highlighted_option.id == "app.routine"
        await press(pilot, ["escape", "c"])
        await at_screen(pilot, CalendarScreen)
        await press(pilot, ["G"])
        await at_screen(pilot, HomeScreen)


async def test_a_capital_is_a_key_of_its_own(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_calendar="B")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "B calendar" in text(pilot.app.screen))
        await press(pilot, ["b"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["B"])
        await at_screen(pilot, CalendarScreen)


async def test_the_line_of_keys_keeps_its_order(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(100, 30)) as pilot:
        before = [key.action for key in app.screen.query_one(KeyFooter).shown]
        remap(bench, routine_start="b", routine_props="z", app_calendar="w")
        await app.reload()
        await until(pilot, lambda: "w calendar" in text(app.screen))
        assert [key.action for key in app.screen.query_one(KeyFooter).shown] == before
        assert before[0] == "start" and before[-1] == "quit"


def commands(bench_app: SupineApp) -> dict[str, SystemCommand]:
    return {each.title: each for each in bench_app.get_system_commands(bench_app.screen)}


async def test_the_palette_leaves_out_what_only_moves(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.key_problems = {"nothing.here": "there is no key called nothing.here"}
        await until(pilot, lambda: "Dismiss the messages" in commands(app))
        home = commands(app)
        assert {"Start", "Calendar", "Settings", "Dismiss the messages", "Quit"} <= set(home)
        assert home.keys().isdisjoint({"Up", "Down", "Suspend", "Routine"})
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)
        calendar = commands(app)
        assert {"Routine", "Today", "Edit", "Back"} <= set(calendar)
        assert calendar.keys().isdisjoint({"A week back", "A day on", "Suspend", "Calendar"})
        screen = app.screen
        await press(pilot, ["ctrl+p"])
        await at_screen(pilot, CommandPalette)
        # Nor under the palette, which is another screen on top.
        assert "Calendar" not in {each.title for each in app.get_system_commands(screen)}


async def test_the_palette_leads_to_each_setting(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)
        places = {"Look, Theme": "theme", "Neck, Hold": "exercises.neck.hold_s"}
        for title, wanted in places.items():
            # The second time from the settings themselves.
            commands(app)[f"Settings: {title}"].callback()
            await at_screen(pilot, SettingsScreen)
            assert isinstance(app.screen, SettingsScreen)
            await until(pilot, lambda key=wanted: app.screen.state.cursor == key)  # type: ignore[misc]
        assert not any("Shown routine" in title for title in commands(app))  # there is only one
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        assert not any(title.startswith("Settings") for title in commands(app))


async def test_the_palette_takes_any_name(bench: Bench) -> None:
    bench.practised(2)
    routine = bench.diary.read().routine()
    named = replace(routine.exercises[0], name="[/b] [left] x")
    bench.diary.preferences.change_routine(
        routine.id, lambda old: replace(old, exercises=(named,)), "the name"
    )
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["ctrl+p"])
        await at_screen(pilot, CommandPalette)
        await press(pilot, [*"left"])
        await until(pilot, lambda: "Settings: [/b] [left] x, Hold" in text(app.screen))


async def test_an_answer_that_looks_like_markup_is_offered_as_it_is(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ChoiceDialog("Like which?", [Choice("1", "copy", "a copy of [/][b]x")]))
        await at_screen(pilot, ChoiceDialog)
        await press(pilot, ["ctrl+p"])
        await at_screen(pilot, CommandPalette)
        await until(pilot, lambda: "A copy of [/][b]x" in text(app.screen))
        await press(pilot, [*"copy"])
        await until(pilot, lambda: "A copy of [/][b]x" in text(app.screen))
        await press(pilot, ["escape", "escape"])


async def test_the_palette_over_a_question_has_its_answers(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        answers: list[str | None] = []
        choices = [Choice("y", "all", "yes, reset all"), Choice("n", "none", "no")]
        app.push_screen(ChoiceDialog("All of them?", choices), answers.append)
        await at_screen(pilot, ChoiceDialog)
        assert list(commands(app)) == ["Yes, reset all", "No", "Quit", "Back", "Help"]
        assert commands(app)["No"].help == "key n"
        await press(pilot, ["ctrl+p"])
        await at_screen(pilot, CommandPalette)
        await press(pilot, [*"yes, all"])
        await until(pilot, lambda: "Yes, reset all key y" in text(app.screen))
        await press(pilot, ["enter"])
        await until(pilot, lambda: answers == ["all"])
        await at_screen(pilot, HomeScreen)


def is_paused(screen: Screen[Any]) -> bool:
    return isinstance(screen, SessionScreen) and screen.is_paused


@pytest.mark.parametrize(
    ("key", "opens"), [("question_mark", HelpScreen), ("ctrl+p", CommandPalette)]
)
async def test_help_and_palette_open_over_a_paused_session(
    bench: Bench, key: str, opens: type[Screen[Any]]
) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        session = app.screen
        await bench.pass_time(pilot, 3)
        await press(pilot, [key])
        assert app.screen is session and is_paused(session)  # only a stray key while it ran
        assert "? help" in text(session) and text(session).endswith("q stop")
        await bench.pass_time(pilot, 1)
        await press(pilot, [key])
        await at_screen(pilot, opens)
        if opens is HelpScreen:
            seen = text(app.screen)
            for said in ("space, enter, pgdn carry on", "n next", "b, pgup again", "q stop"):
                assert said in seen
        else:
            assert {"Carry on", "Stop", "Help"} <= {
                each.title for each in app.get_system_commands(session)
            }
        await press(pilot, ["escape"])
        await at_screen(pilot, SessionScreen)
        assert is_paused(session)
        # If it is still open when the session ends, it is closed.
        await press(pilot, [key])
        await at_screen(pilot, opens)
        bench.clock.ms += 16 * 60_000
        session.tick()  # type: ignore[attr-defined]
        await until(pilot, lambda: session not in app.screen_stack)
        assert not isinstance(app.screen, ModalScreen)


async def test_quit_stays_on_ctrl_q_whatever_happens(bench: Bench) -> None:
    bench.practised(2)
    remap(bench, app_quit="w")
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["q"])
        await at_screen(pilot, HomeScreen)
        assert "w quit" in text(pilot.app.screen)
        await press(pilot, ["ctrl+q"])
    assert app.return_code == 0


@pytest.mark.parametrize("also", ["p", "pagedown", "enter"])
async def test_a_session_pauses_and_goes_on_with_the_new_key_and_a_clicker(
    bench: Bench, also: str
) -> None:
    bench.practised(2)
    remap(bench, session_pause="p", **{"session_go-on": "p"})
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        for keys in (("p", also), (also, "p")):
            for key, paused in zip(keys, (True, False), strict=True):
                await bench.pass_time(pilot, 3)
                await press(pilot, [key])
                assert is_paused(pilot.app.screen) is paused


async def test_messages_name_the_remapped_keys(bench: Bench) -> None:
    bench.practised(2, 2)
    remap(
        bench,
        app_undo="U",
        app_redo="W",
        routine_start="left",
        routines_archive="Z",
        settings_remove="D",
        settings_gentler="G",
    )
    preferences = bench.diary.preferences
    preferences.change_settings(lambda old: replace(old, glyphs="ascii"))
    hips = preferences.add_routine("Hips", bench.diary.read().routine(), TODAY)
    preferences.archive_routine(hips.id)
    async with bench.app().run_test(size=(100, 40), notifications=True) as pilot:
        app = pilot.app

        def shows(*words: str) -> bool:
            return all(each in text(app.screen) for each in words)

        assert shows("Start left")
        await press(pilot, ["m"])
        assert shows("archived . press Z to restore")
        await press(pilot, ["s", "slash", *"squeeze", "enter"])
        await until(pilot, lambda: shows("shift+up/down move", "D remove"))
        await press(pilot, ["escape", "slash", *"gentler", "enter"])
        await press(pilot, ["G"])
        await until(pilot, lambda: shows("To undo it, press U"))
        await press(pilot, ["y"])
        await press(pilot, ["r", "U"])
        await until(pilot, lambda: "To redo it, press W" in notifications(app.screen))
