"""The command palette, opened and left faster than it is drawn."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.widgets import Input

from tests.app.app_support import Bench, click, press, turns
from tui.app.palette import Results
from tui.app.screens.home import HomeScreen


async def test_the_palette_may_be_left_while_it_opens_searches_or_goes(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for count in (0, 2, 5, 9, 14):
            app.action_command_palette()
            await turns(count)
            app.action_command_palette()  # it is open
            app.screen.dismiss()
            await turns(count % 5)
            app.action_command_palette()  # the one before may still be there
            await pilot.pause()
            app.screen.query_one(Input).value = "se"
            await turns(count)
            app.screen.dismiss()
            await pilot.pause()
            assert isinstance(app.screen, HomeScreen)


async def test_clicks_beside_the_palette_leave_it_once(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        for count in (0, 1, 3, 6):
            await press(pilot, ["c", "ctrl+p"])
            for _ in range(3):
                click(pilot, Offset(1, 1))
                await turns(count)
            await pilot.pause()
            assert type(pilot.app.screen).__name__ == "CalendarScreen"
            await press(pilot, ["r"])


async def test_a_click_where_the_terminal_has_no_cell_any_more_does_nothing(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["ctrl+p"])
        palette = pilot.app.screen
        await pilot.resize_terminal(40, 24)
        for x, is_there in ((79, True), (1, False)):
            at = (None, x, 20, 0, 0, 1, False, False, False)
            palette.post_message(events.Click(*at, screen_x=x, screen_y=20))
            await pilot.pause()
            assert (pilot.app.screen is palette) is is_there


async def test_the_palette_is_searched_where_it_has_no_room(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(2, 1)) as pilot:
        await press(pilot, ["ctrl+p", *"settings", "pagedown", "pageup", "down"])
        pilot.app.screen.query_one(Input).value = "hold" * 100
        await press(pilot, ["pagedown", "pageup", "escape"])
        assert len(pilot.app.screen_stack) == 1


async def test_four_commands_are_seen_in_the_smallest_terminal(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["ctrl+p"])
        await pilot.pause()
        results = pilot.app.screen.query_one(Results)
        assert results.scrollable_content_region.height == 2 * 4
        assert results.region.bottom < 12  # the line of keys stays


async def test_the_cursor_of_the_palette_does_not_blink(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["ctrl+p", "s"])
        assert not pilot.app.screen.query_one(Input).cursor_blink
