"""Terminals of hardly any size, and clicks on what is no longer there."""

from __future__ import annotations

from tests.app.app_support import Bench, click, press, turns, until


async def test_keys_that_move_about_do_nothing_where_a_list_has_no_room(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(2, 1)) as pilot:
        for place in (["space"], ["m"], ["c", "enter"]):
            await press(pilot, [*place, "pagedown", "pageup", "down", "escape", "escape"])


async def test_lists_are_drawn_where_their_lines_have_hardly_room(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 30)) as pilot:
        for place in (["space"], ["m"], ["ctrl+p"]):
            await press(pilot, place)
            for columns in range(7, 0, -1):
                await pilot.resize_terminal(columns, 30)
            await press(pilot, ["escape", "escape"])
            await pilot.resize_terminal(80, 30)


async def test_clicks_on_a_notification_that_has_just_gone_do_nothing(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        for _ in range(3):
            pilot.app.notify("saved")
            await until(pilot, lambda: any(x.region for x in pilot.app.screen.query("Toast")))
            place = pilot.app.screen.query_one("Toast").region.offset
            for _ in range(12):
                click(pilot, place)
                await turns(3)
            await pilot.pause()
            assert not pilot.app.screen.query("Toast")
