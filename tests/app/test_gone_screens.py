"""Screens that open and go: what comes for them between any two messages does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import events, messages
from textual.message import Message
from textual.widgets import OptionList

from tests.app.app_support import SUPINE_PILOT, TODAY, Bench, at_screen, press, until
from tui.app.base import ShellScreen, SupineScreen
from tui.app.dialogs.choice import ChoiceDialog
from tui.app.keys.queue import LONGEST_WAIT_MS
from tui.app.main import SupineApp
from tui.app.palette import Palette
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.home import HomeScreen
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen
from tui.practice.models import Band

# The keys that lead to a screen from the home screen, its name, and the keys that lead back.
WAYS = [
    ("c", "CalendarScreen", "escape"),
    ("c k enter", "DayScreen", "escape escape"),
    ("c h enter", "SessionEditor", "escape escape escape"),
    ("c h o", "RestDialog", "escape escape"),
    ("s", "SettingsScreen", "escape"),
    ("s slash k e y s enter enter enter", "PressKeyDialog", "escape escape escape escape"),
    ("s tab tab g", "ChoiceDialog", "escape escape"),
    ("m a", "PromptDialog", "escape escape"),
    ("p", "PropsDialog", "enter"),
    ("f 5", "TextDialog", "escape"),
    ("question_mark", "HelpScreen", "escape"),
    ("ctrl+p s o", "Palette", "escape escape"),
    ("c ctrl+p", "Palette", "escape escape"),
    ("space q", "ChoiceDialog", "2 enter"),
    ("space space ctrl+p", "Palette", "escape q 2 escape"),
]
EXITS = ("c", "c k enter", "c h o", "s", "f 5", "c ctrl+p", "space q")
"""From where the app exits."""
PARTS = 4
"""In how many tests the ways are tried."""
MOST = 25
"""Between how many messages of one opening or leaving something comes."""


class Meddler:
    """Does, between any two messages, what may come from elsewhere at any time.

    While a screen opens or goes, the screen on top is told to draw, as a reload does, and the other
    one gets callbacks, timers, actions, and an answer.
    """

    def __init__(self, app: SupineApp) -> None:
        self.app = app
        self.screens: list[ShellScreen[Any]] = []
        self.between = 0
        self.gone = 0
        self.in_between: list[ShellScreen[Any]] = []
        self.left = 0
        self._is_meddling = False

    def __call__(self, message: Message) -> None:
        if self._is_meddling or isinstance(
            message, events.Callback | events.Timer | messages.InvokeLater | messages.Prompt
        ):
            return
        self._is_meddling = True
        stack = [each for each in self.app.screen_stack if isinstance(each, ShellScreen)]
        known = dict.fromkeys([*self.screens, *stack])
        self.screens = [each for each in known if each.is_running or each in stack]
        in_between = [each for each in self.screens if not each.is_complete]
        # What is drawn sends messages, too, and between these it would be drawn again.
        self.left = MOST if in_between != self.in_between else self.left - 1
        self.in_between = in_between
        if in_between and self.left > 0:
            self.between += 1
            self.app._shown = None
            self.app.show_changes()
            for screen in in_between:
                self._meddle_with(screen)
        self._is_meddling = False

    def _meddle_with(self, screen: ShellScreen[Any]) -> None:
        self.gone += 1
        below = list(self.app.screen_stack)
        if screen is not self.app.screen:
            screen.dismiss()
        assert self.app.screen_stack == below
        drawings: list[Callable[[], object]] = []
        if isinstance(screen, SupineScreen):
            screen.show()
            drawings = [screen.show, screen.draw]
        for drawing in drawings:
            screen.call_later(drawing)
            screen.call_after_refresh(drawing)
            screen.set_timer(0.001, drawing)
        if not screen._is_kept:  # else it would be complete when its turn comes
            for _, binding in screen._bindings:
                self.app.call_later(self.app.run_action, binding.action, screen)


async def go(bench: Bench, pilot: SUPINE_PILOT, keys: str) -> None:
    for key in keys.split():
        bench.clock.ms += 1500  # a session ignores the keys of its first moments
        await press(pilot, [key])


@pytest.mark.parametrize("part", range(PARTS))
async def test_whatever_comes_for_a_screen_that_opens_or_goes_is_dropped(
    bench: Bench, part: int
) -> None:
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY, Band.CLEAR)  # so that it is not asked before a session
    app = bench.app()
    meddler = Meddler(app)
    async with app.run_test(message_hook=meddler) as pilot:
        await at_screen(pilot, HomeScreen)
        for keys, name, back in WAYS[part::PARTS]:
            await go(bench, pilot, keys)
            await at_screen(pilot, name)
            await go(bench, pilot, back)
            await at_screen(pilot, HomeScreen)
            await until(pilot, lambda: len(app.screen_stack) == 1)
    assert meddler.between > 100


@pytest.mark.parametrize(("keys", "name"), [way[:2] for way in WAYS if way[0] in EXITS])
async def test_whatever_comes_while_the_app_exits_is_dropped(
    bench: Bench, keys: str, name: str
) -> None:
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY, Band.CLEAR)  # so that it is not asked before a session
    app = bench.app()
    meddler = Meddler(app)
    async with app.run_test(message_hook=meddler) as pilot:
        await at_screen(pilot, HomeScreen)
        await go(bench, pilot, keys)
        await at_screen(pilot, name)
        before = meddler.gone
        app.exit()
    assert app.return_code == 0
    assert meddler.gone > before


async def test_an_answer_that_is_given_twice_leaves_one_screen(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test() as pilot:
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["c", "f"])
        dialog = app.screen
        assert isinstance(dialog, ChoiceDialog)
        options = dialog.query_one(OptionList)
        for _ in range(2):
            options.action_select()  # a click and a key, say, before either is heard
        dialog.post_message(events.Key("1", "1"))
        await until(pilot, lambda: not dialog.is_running)
        assert [type(each).__name__ for each in app.screen_stack] == [
            "HomeScreen",
            "CalendarScreen",
        ]
        (day,) = bench.document("days")
        assert day["check"] == "clear"


async def test_the_palette_opens_while_another_one_goes(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test() as pilot:
        await at_screen(pilot, HomeScreen)
        for _ in range(3):
            app.action_command_palette()
            app.action_command_palette()
            assert len(app.screen_stack) == 2
            app.screen.dismiss()
        app.action_command_palette()
        await at_screen(pilot, Palette)
        await until(pilot, lambda: app.screen.is_mounted)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


async def test_no_key_is_lost_on_a_screen_that_takes_long_to_open(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test() as pilot:
        await at_screen(pilot, HomeScreen)
        app.post_message(events.Key("c", "c"))
        await asyncio.sleep(0)
        while not isinstance(app.screen, CalendarScreen):
            await asyncio.sleep(0)
        assert not app.screen.is_complete
        bench.clock.ms += 2 * LONGEST_WAIT_MS
        app.post_message(events.Key("v", "v"))
        await until(pilot, lambda: app.screen.has_class("-list"))


async def test_a_click_on_a_line_of_settings_that_have_just_gone_does_nothing(
    bench: Bench,
) -> None:
    bench.diary.preferences.welcome()
    app = bench.app()
    async with app.run_test() as pilot:
        await press(pilot, ["s"])
        await at_screen(pilot, SettingsScreen)
        settings = app.screen
        assert isinstance(settings, SettingsScreen)
        listed, cursor = settings.query_one(SettingList), settings.state.cursor
        left, top = listed.content_region.offset

        def click_everywhere() -> None:
            for kind in (events.MouseDown, events.MouseUp, events.Click):
                click = kind(
                    listed, 3, 3, 0, 0, 1, False, False, False, left + 3, top + 3,
                )  # fmt: skip
                listed.post_message(click)
                settings.post_message(click)
                if isinstance(click, events.Click):
                    listed.on_click(click)

        settings.dismiss()  # begins to go
        for _ in range(20):
            click_everywhere()
            await asyncio.sleep(0)
        await at_screen(pilot, HomeScreen)
        await until(pilot, lambda: not settings.is_running)
        click_everywhere()
        await pilot.pause()
        assert settings.state.cursor == cursor
        assert app.return_code is None
