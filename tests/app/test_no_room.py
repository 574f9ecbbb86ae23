"""Terminals of hardly any size, and clicks on what is no longer there."""

from __future__ import annotations

import asyncio

from textual import events
from textual.geometry import Offset

from tests.app.app_support import SUPINE_PILOT, Bench, press, until


async def click(pilot: SUPINE_PILOT, place: Offset) -> None:
    """Let the terminal report a press of the button at a place, and its release."""
    for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
        x, y = place
        event = kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        pilot.app.post_message(event)
        await asyncio.sleep(0)


async def test_keys_that_move_about_do_nothing_where_a_list_has_no_room(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(2, 1)) as pilot:
        for place in (["space"], ["m"], ["c", "enter"]):
            await press(pilot, [*place, "pagedown", "pageup", "down", "escape", "escape"])


async def test_clicks_on_a_notification_that_has_just_gone_do_nothing(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        for _ in range(3):
            pilot.app.notify("saved")
            await until(pilot, lambda: any(x.region for x in pilot.app.screen.query("Toast")))
            place = pilot.app.screen.query_one("Toast").region.offset
            for _ in range(12):
                await click(pilot, place)
            await pilot.pause()
            assert not pilot.app.screen.query("Toast")
