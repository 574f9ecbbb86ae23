"""Many resizes at once, over every screen and dialog: all comes to rest, in the last size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from tests.app.app_support import TODAY, Bench, at_screen, lines, press, until
from tui.app.dialogs import care
from tui.app.dialogs.list import ListDialog
from tui.app.dialogs.prompt import PromptDialog
from tui.app.dialogs.props import PropsDialog
from tui.app.dialogs.rest import RestDialog
from tui.app.main import SupineApp
from tui.app.palette import Palette
from tui.app.screens.home import HomeScreen
from tui.practice.models import Band

SIZES = [Size(80, 24), Size(40, 12), Size(120, 40), Size(63, 19), Size(80, 24), Size(2, 1)]
DIALOGS: dict[str, Callable[[], Screen[Any]]] = {
    "a question": care.stop_list,
    "a text": care.warning_sign,
    "a line": lambda: PromptDialog("What?", str, longest=20),
    "a list": lambda: ListDialog("Which?", [(str(n), f"line {n}") for n in range(30)]),
    "props": lambda: PropsDialog(()),
    "rest": lambda: RestDialog(TODAY, TODAY),
    "the palette": Palette,
}
SCREENS = {
    "": "HomeScreen",
    "c": "CalendarScreen",
    "c h enter": "SessionEditor",
    "s": "SettingsScreen",
    "space": "SessionScreen",
}


class Endless(Exception):
    """Resizes follow each other."""


class Counter:
    """Counts resizes, and raises at too many; the event loop would never rest."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            self.count += 1
            if self.count > 5000:
                raise Endless


def storm(app: SupineApp) -> None:
    """Send what a terminal whose size changes all the time can leave in the queues."""
    for size in SIZES:
        app.post_message(events.Resize(size, size))
        for screen in app.screen_stack:
            screen.post_message(events.Resize(size, size))
            screen.call_later(lambda: None)  # otherwise one resize replaces another
            screen.call_after_refresh(lambda: None)


@pytest.mark.parametrize(("keys", "name"), SCREENS.items())
async def test_a_storm_of_resizes_comes_to_rest(bench: Bench, keys: str, name: str) -> None:
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    app, counter = bench.app(), Counter()
    async with app.run_test(message_hook=counter) as pilot:
        await at_screen(pilot, HomeScreen)
        await press(pilot, keys.split())
        await at_screen(pilot, name)
        screen = app.screen
        for number, dialog in enumerate([None, *DIALOGS]):
            if dialog is not None:
                app.push_screen(DIALOGS[dialog]())
                await until(pilot, lambda: app.screen.is_mounted)
            counter.count = 0
            storm(app)
            width = (70, 110)[number % 2]
            await pilot.resize_terminal(width, 33)
            await until(pilot, lambda: app.screen.size == app.size)
            before: list[str] = []
            while (shown := lines(app.screen)) != before:  # a slow machine still draws
                before = shown
                await pilot.pause()
            app.screen.refresh(layout=True)
            await pilot.pause()
            assert lines(app.screen) == shown, f"{dialog} over {name} missed a resize"
            for _ in range(1 if dialog is None else 2):
                assert app.size == app.screen.size == (width, 33)
                assert app.screen.has_class("-medium" if width < 100 else "-wide")
                if app.screen is not screen:
                    app.screen.dismiss()
                    await at_screen(pilot, name)
                    await until(pilot, lambda: app.screen.size == app.size)


@pytest.mark.parametrize(
    ("keys", "over", "back"),
    [("", "s question_mark", "escape r"), ("c", "enter question_mark", "escape escape escape")],
    ids=["home", "calendar"],
)
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)], ids=str)
async def test_what_was_resized_beneath_others_is_drawn_as_in_a_new_app(
    bench: Bench, keys: str, over: str, back: str, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, keys.split())
        await pilot.pause()
        opened = lines(pilot.app.screen)
    other = (120, 40) if size != (120, 40) else (80, 24)
    async with bench.app().run_test(size=other) as pilot:
        await press(pilot, keys.split())
        screen = pilot.app.screen
        await press(pilot, over.split())
        await pilot.resize_terminal(*size)
        await press(pilot, back.split())
        await until(pilot, lambda: pilot.app.screen is screen)
        assert lines(screen) == opened
