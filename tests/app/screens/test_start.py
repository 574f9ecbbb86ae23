"""The start of the program: the first-run text, early keys, and what a crash left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual import events

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    lines,
    press,
    read_to_the_end,
    text,
    until,
)
from tests.idle_loop import AT_MOST_S
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.practice.models import Reps


async def test_the_first_run_text_is_accepted_once_its_end_was_in_sight(bench: Bench) -> None:
    # R6.first-run, R6.not-medical
    for size, pages in (((120, 40), 0), ((80, 24), 1), ((40, 12), 5)):
        async with bench.app().run_test(size=size) as pilot:
            await at_screen(pilot, "TextDialog")
            await until(pilot, lambda: "enter" in text(pilot.app.screen))
            if size == (80, 24):
                shown = text(pilot.app.screen)
                assert "knees bent" in shown and "hurts, let go" in shown
                assert "emergency number" in shown and "physiotherapist first" in shown
            for _ in range(pages):
                assert "read on" in text(pilot.app.screen)
                await press(pilot, ["enter"])
            assert "I've read this" in text(pilot.app.screen)
            assert "two of each" in text(pilot.app.screen)
            assert size == (40, 12) or "not medical advice" in text(pilot.app.screen)
            assert not bench.path.exists()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await at_screen(pilot, "TextDialog")
        await read_to_the_end(pilot)
        await at_screen(pilot, HomeScreen)
        (settings,) = bench.document("settings")
        assert {**settings, "changed": None} == {"welcomed": True, "changed": None}
        assert "2 each: a small start." in text(pilot.app.screen)
        assert "About 2 minutes" in text(pilot.app.screen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_a_text_to_read_always_shows_its_keys(bench: Bench, size: tuple[int, int]) -> None:
    async with bench.app().run_test(size=size) as pilot:
        await at_screen(pilot, "TextDialog")
        await until(pilot, lambda: "enter" in text(pilot.app.screen))
        shown = lines(pilot.app.screen)
        assert any("enter  " in line for line in shown)
        assert any("esc  later" in line for line in shown)
        if size == (40, 12):
            for key, back in (("down", "up"), ("j", "k")):
                await press(pilot, [key] * 60)
                assert lines(pilot.app.screen) != shown, "the rest can be scrolled to"
                assert any("I've read this" in line for line in lines(pilot.app.screen)[-2:])
                await press(pilot, [back] * 60)
                assert lines(pilot.app.screen)[:-2] == shown[:-2]


async def test_the_first_run_is_asked_again_when_put_off(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        assert not bench.path.exists()


async def test_the_first_run_text_comes_before_the_first_session(bench: Bench) -> None:
    # R6.first-run
    async with bench.app().run_test() as pilot:
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["escape", "space"])
        await at_screen(pilot, "TextDialog")
        await read_to_the_end(pilot)
        await press(pilot, ["1"])
        await at_screen(pilot, SessionScreen)


async def test_keys_in_the_first_moment_wait_for_each_other(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test(notifications=True) as pilot:
        app.post_message(events.Key("x", "x"))
        app.post_message(events.Key("u", "u"))
        await until(pilot, lambda: "Undone: the session that was added" in text(app.screen))
    assert not bench.diary.read().sessions[1:]


@pytest.mark.parametrize("keys", ["q", "-q", "cq", "xq"])
async def test_it_can_be_left_in_the_first_moment(bench: Bench, keys: str) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test():
        for key in keys:
            app.post_message(events.Key("minus" if key == "-" else key, key))
        async with asyncio.timeout(AT_MOST_S):
            while app.return_code is None:
                await asyncio.sleep(0.001)
    assert app.return_code == 0


async def test_the_history_is_not_added_to_an_app_that_ends(bench: Bench) -> None:
    bench.practised(2)
    app = bench.app()
    async with app.run_test():
        screen = app.screen
        assert isinstance(screen, HomeScreen)
        app.exit()
        await screen._show_history()
    assert app.return_code == 0


async def test_a_key_in_the_first_moment_asks_nothing_twice(bench: Bench) -> None:
    app = bench.app()
    async with app.run_test() as pilot:
        pilot.app.post_message(events.Key("space", " "))
        await at_screen(pilot, "TextDialog")
        await pilot.pause()
        assert [type(each).__name__ for each in app.screen_stack] == ["HomeScreen", "TextDialog"]


async def test_two_keys_from_launch_to_the_countdown(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        (day,) = bench.document("days")
        assert (day["day"], day["check"]) == (TODAY.isoformat(), "clear")


class TestAfterACrash:
    async def crash(self, bench: Bench) -> None:
        """Leave an open session behind, as a killed program does."""
        bench.diary.preferences.welcome()
        other = bench.open()
        routine = other.read().routine()
        session = other.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
        reps = dict(session.reps)
        reps["shoulder-blades"] = Reps(target=2, done=1, hold_s=5, held_s=5)
        other.record_reps(session.id, reps)
        other._session_lock.release()  # the system does this when a process ends

    async def test_it_is_kept_and_said_and_blocks_nothing(self, bench: Bench) -> None:
        await self.crash(bench)
        async with bench.app().run_test() as pilot:
            await until(pilot, lambda: "interrupted session was saved" in text(pilot.app.screen))
            (document,) = bench.document("sessions")
            assert (document["status"], document["stop_reason"]) == ("stopped", "interrupted")
            assert document["confirmed"] is False
            assert "Carry on: 1 and 2 left" in text(pilot.app.screen)
            await press(pilot, ["space"])
            await at_screen(pilot, SessionScreen)

    async def test_one_key_confirms(self, bench: Bench) -> None:
        await self.crash(bench)
        async with bench.app().run_test() as pilot:
            await until(pilot, lambda: "interrupted session was saved" in text(pilot.app.screen))
            await press(pilot, ["y"])
            await until(pilot, lambda: "was saved" not in text(pilot.app.screen))
        assert "confirmed" not in bench.document("sessions")[0]

    async def test_one_key_corrects(self, bench: Bench) -> None:
        await self.crash(bench)
        async with bench.app().run_test() as pilot:
            await until(pilot, lambda: "interrupted session was saved" in text(pilot.app.screen))
            await press(pilot, ["e"])
            await at_screen(pilot, FinishScreen)
            await press(pilot, ["left", "enter"])
            await at_screen(pilot, HomeScreen)
        document: Any = bench.document("sessions")[0]
        assert document["reps"]["shoulder-blades"] == {"target": 2, "hold_s": 5}

    async def test_a_running_session_elsewhere_is_left_alone(self, bench: Bench) -> None:
        bench.diary.preferences.welcome()
        other = bench.open()
        routine = other.read().routine()
        other.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
        async with bench.app().run_test(notifications=True) as pilot:
            await pilot.pause()
            await press(pilot, ["space", "1"])
            await until(pilot, lambda: "already running" in text(pilot.app.screen))
        assert bench.document("sessions")[0]["status"] == "open"


async def test_enter_that_was_typed_before_the_program_had_the_terminal_counts(
    bench: Bench,
) -> None:
    async with bench.app().run_test() as pilot:
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["ctrl+j", "ctrl+j"])
        await at_screen(pilot, HomeScreen)
    assert bench.diary.read().settings.welcomed
