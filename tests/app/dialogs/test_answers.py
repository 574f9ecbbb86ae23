"""Answers that come twice or too late, and dialogs that are left while they open."""

from __future__ import annotations

from textual.widgets import OptionList

from tests.app.app_support import Bench, press, turns
from tui.app.dialogs.text import TextDialog


async def test_an_answer_that_is_given_twice_counts_once_and_takes_no_other_screen_away(
    bench: Bench,
) -> None:
    bench.practised(2, 2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        for keys, beneath in (
            (["c", "k", "f"], "CalendarScreen"),
            (["c", "k", "enter", "d"], "DayScreen"),
            (["s", "tab", "tab", "g"], "SettingsScreen"),
            (["f"], "HomeScreen"),
        ):
            await press(pilot, ["r", *keys])
            options = pilot.app.screen.query_one(OptionList)
            options.action_select()
            options.action_select()
            await pilot.pause()
            assert type(pilot.app.screen).__name__ == beneath


async def test_a_text_may_be_left_while_it_opens_and_scrolled_while_it_goes(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        for count in (0, 2, 5):
            early, late = TextDialog("a", ["b"]), TextDialog("c", ["d"])
            pilot.app.push_screen(early)
            await turns(count)
            early.dismiss()
            await pilot.pause()
            pilot.app.push_screen(late)
            await pilot.pause()
            late.dismiss()
            await turns(count)
            await pilot.app.run_action("scroll(1)", late)
            await pilot.pause()
