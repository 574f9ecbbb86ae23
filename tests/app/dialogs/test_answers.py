"""Answers that come twice or too late, dialogs that are left while they open, help over them."""

from __future__ import annotations

import pytest
from textual.widgets import Input, OptionList

from tests.app.app_support import TODAY, Bench, at_screen, press, text, turns, until
from tui.app.dialogs.text import TextDialog
from tui.app.screens.help import HelpScreen
from tui.practice.models import Band


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


@pytest.mark.parametrize(
    ("keys", "name", "listed"),
    [
        ("f", "ChoiceDialog", "enter choose this line"),
        ("f 5", "TextDialog", "enter yes"),
        ("p", "PropsDialog", "space tick"),
        ("c o", "RestDialog", "w a week more"),
        ("space space q", "ChoiceDialog", "esc back"),
    ],
)
async def test_help_can_be_read_over_a_question(
    bench: Bench, keys: str, name: str, listed: str
) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)  # so that it is not asked before a session
    async with bench.app().run_test(size=(80, 60)) as pilot:
        for key in keys.split():
            bench.clock.ms += 1500  # a session ignores the keys of its first moments
            await press(pilot, [key])
        await at_screen(pilot, name)
        question = pilot.app.screen
        await press(pilot, ["question_mark"])
        await at_screen(pilot, HelpScreen)
        assert listed in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await until(pilot, lambda: pilot.app.screen is question)


async def test_a_question_mark_in_a_line_of_text_is_typed(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["m", "a"])
        await at_screen(pilot, "PromptDialog")
        await press(pilot, ["question_mark"])
        await at_screen(pilot, "PromptDialog")
        assert pilot.app.screen.query_one(Input).value.endswith("?")
