"""Hostile names and notes on every screen: drawn as they are, obeyed by nobody."""

from __future__ import annotations

import sys

from tests.app.app_support import Bench, at_screen, lines, notifications, press, running
from tests.builders import write
from tests.hostile import ESCAPES, hostile_tables, is_obeyed, write_hostile
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.words.mistakes import mistake_words

WALKS = [
    *(["f", "j", "enter"], ["p"], ["c", "v", "j"], ["c", "o"], ["c", "enter", "j", "enter"]),
    *(["m", "enter"], ["s", "j", "enter"], ["s", "tab", "tab"], ["s", "slash", "x"]),
    *(["s", "shift+tab", "shift+tab", "enter"], ["question_mark"], ["ctrl+p", "b"], ["u"]),
]


async def test_hostile_texts_are_drawn_on_every_screen_and_obeyed_on_none(bench: Bench) -> None:
    write_hostile(bench.path)
    if sys.platform != "win32":
        name = ESCAPES.replace("\0", "").replace("/", "")
        (bench.path.parent / f"supine (conflicted copy {name}).json").write_text("{")
    seen = ""
    async with bench.app().run_test(size=(120, 40)) as pilot:
        app = pilot.app
        for walk in WALKS:
            for key in walk:
                await press(pilot, [key])
                shown = "\n".join(lines(app.screen)) + notifications(app.screen)
                assert not is_obeyed("\n".join(lines(app.screen))), (walk, key)
                seen += shown
            for _ in range(6):
                if isinstance(app.screen, HomeScreen):
                    break
                await press(pilot, ["escape"])
            assert isinstance(app.screen, HomeScreen), walk
            assert app.is_running and app.return_code is None, walk
    assert "[b]" in seen and "[bold]x[/]" in seen


async def test_a_session_with_hostile_names_is_drawn_and_obeyed_by_nobody(bench: Bench) -> None:
    tables = hostile_tables()
    tables["sessions"], tables["days"] = {}, {}
    write(bench.path, **tables)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        for _ in range(20):
            await bench.pass_time(pilot, 10)
            assert not is_obeyed("\n".join(lines(pilot.app.screen)))
        assert not isinstance(pilot.app.screen, SessionScreen), running(pilot)


def test_the_words_of_a_mistake_are_one_visible_line(bench: Bench) -> None:
    try:
        raise ValueError(ESCAPES)
    except ValueError as error:
        words = mistake_words(error, bench.path.with_name(ESCAPES))
    assert not is_obeyed(words) and "\n" not in words
    assert "test_hostile.py:" in words and "Every rep shown as done is saved in" in words
