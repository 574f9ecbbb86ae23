"""Notifications: one at a time, and none that stays."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual.screen import Screen

from tests.app.app_support import TODAY, Bench, at_screen, notifications, press, text, until
from tui.app.notifications import PROBLEM_S
from tui.app.widgets.key_footer import KeyFooter
from tui.diary.diary import Diary
from tui.diary.errors import Unconfirmed
from tui.practice.models import Band


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 4)])
async def test_the_newest_notification_replaces_the_others_and_goes_after_its_time(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await press(pilot, ["c"])
        screen = app.screen
        for number in range(14):
            app.notify(f"{number}: {'words ' * 40}")
            await pilot.pause()
            assert len(screen.query("Toast")) == 1
            # Textual leaves on the screen what was scrolled.
            assert screen.query_one("ToastRack").max_scroll_y == 0
        assert notifications(screen).startswith("13:")
        assert len(screen.query("ToastHolder")) == 1
        # Textual never takes away a toast whose time is over before it stands on the screen.
        app.notify("Saved.", timeout=0.2)
        await until(pilot, lambda: not screen.query("Toast"))


async def test_what_is_said_of_the_same_change_does_not_replace_a_problem(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(notifications=True) as pilot:

        def unconfirmed(diary: Diary) -> None:
            del diary
            raise Unconfirmed(bench.path, "no answer")

        await app.change(unconfirmed)
        app.notify("Saved.")
        await until(pilot, lambda: "Saved." in notifications(app.screen))
        (toast,) = app.screen.query("Toast")
        assert "no answer\nSaved." in notifications(app.screen)
        assert toast.has_class("-warning")
        app.notify("a path can't be read", severity="error", timeout=PROBLEM_S)
        await until(pilot, lambda: "a path" in notifications(app.screen))
        assert "Saved." not in notifications(app.screen)


async def test_in_few_rows_a_dialog_takes_the_place_of_what_was_said_but_not_of_a_problem(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        app.notify("Saved.")
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await press(pilot, ["f"])
        await until(pilot, lambda: "a warning sign" in text(app.screen))
        assert not app.screen.query("Toast")
        await press(pilot, ["escape"])
        app.notify("a path can't be read", severity="error", timeout=PROBLEM_S)
        await until(pilot, lambda: "a path" in notifications(app.screen))
        await press(pilot, ["f"])
        await until(pilot, lambda: "a path" in notifications(app.screen))


async def test_a_session_begins_without_what_was_said_before(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    app = bench.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.notify("Saved.")
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await press(pilot, ["space"])
        await at_screen(pilot, "SessionScreen")
        await until(pilot, lambda: not app.screen.query("Toast"))


def is_above_the_keys(screen: Screen[Any]) -> bool:
    bar, toast = screen.query_one(KeyFooter).region, screen.query_one("Toast").region
    return 0 < toast.bottom <= bar.y


@pytest.mark.parametrize("is_touched", [False, True])
async def test_no_notification_lies_over_the_keys_in_any_size(
    bench: Bench, is_touched: bool
) -> None:
    bench.practised(2, 2)
    app = bench.app(is_touched=is_touched)
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        for key in ("r", "c", "s", "m"):
            await press(pilot, [key])
            app.notify("Saved. " + "words " * 40, timeout=600)
            for size in ((80, 40), (54, 36), (40, 35), (120, 24), (40, 14)):
                await pilot.resize_terminal(*size)
                await until(pilot, lambda: bool(app.screen.query("Toast")))
                await until(pilot, partial(is_above_the_keys, app.screen))
        app.notify("Saved.", timeout=600)
        await press(pilot, ["c", "enter"])  # a screen that opens meanwhile
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await until(pilot, partial(is_above_the_keys, app.screen))
