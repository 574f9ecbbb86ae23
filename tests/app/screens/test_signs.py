"""Warning signs on the screens: how they are said, taken back, drawn, and ended."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    lines,
    notifications,
    press,
    read_to_the_end,
    start_session,
    text,
    until,
)
from tui.app.screens.home import HomeScreen
from tui.practice.models import Band
from tui.words import safety

PAUSED = "Paused after a warning sign"


async def say_a_sign(pilot: SUPINE_PILOT) -> None:
    """Say it at any time, and accept what is to be read."""
    await press(pilot, ["f", "5"])
    await at_screen(pilot, "TextDialog")
    await read_to_the_end(pilot)
    await until(pilot, lambda: PAUSED in text(pilot.app.screen))


async def test_a_slip_of_the_key_is_taken_back_within_a_minute(bench: Bench) -> None:
    # R6.slip
    bench.practised(2, 2)
    async with bench.app().run_test(notifications=True) as pilot:
        await say_a_sign(pilot)
        await until(pilot, lambda: "By mistake?" in notifications(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: "press ctrl+r to record" in notifications(pilot.app.screen))
        assert "Undone: " in notifications(pilot.app.screen)
        assert "practice is paused" not in notifications(pilot.app.screen)
        assert PAUSED not in text(pilot.app.screen)
        await say_a_sign(pilot)
        bench.clock.wait(seconds=61)
        await press(pilot, ["u"])
        await until(
            pilot,
            lambda: "within a minute. From the next day on" in notifications(pilot.app.screen),
        )
        assert PAUSED in text(pilot.app.screen)
        # Nor does the day editor make it milder, or forget it with a session.
        await press(pilot, ["c", "enter"])
        await until(pilot, lambda: "felt" in text(pilot.app.screen))
        pilot.app.clear_notifications()
        await press(pilot, ["f", "1"])
        await until(pilot, lambda: "someone qualified" in notifications(pilot.app.screen))
    assert bench.live("days") == [{"day": TODAY.isoformat(), "check": "warning"}]


async def test_a_stop_is_taken_back_by_the_same_rule(bench: Bench) -> None:
    # R6.slip
    async with bench.app().run_test(notifications=True, size=(100, 40)) as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 41)
        for is_in_time in (True, False):
            await press(pilot, ["q", "6"])
            await at_screen(pilot, "TextDialog")
            await read_to_the_end(pilot)
            await at_screen(pilot, HomeScreen)
            assert PAUSED in text(pilot.app.screen)
            assert "By mistake? Press u within a minute." in notifications(pilot.app.screen)
            bench.clock.wait(seconds=1 if is_in_time else 61)
            await press(pilot, ["u"])
            if is_in_time:
                await until(pilot, lambda: PAUSED not in text(pilot.app.screen))
                assert "interrupted session was saved as 1 and 0" in text(pilot.app.screen)
                await press(pilot, ["space"])
                await at_screen(pilot, "SessionScreen")
                await bench.pass_time(pilot, 2)
        await until(
            pilot,
            lambda: (
                "A wrong key can be undone only within a minute." in notifications(pilot.app.screen)
            ),
        )
        assert PAUSED in text(pilot.app.screen)
    assert [each["stop_reason"] for each in bench.live("sessions")] == ["interrupted", "warning"]


async def test_a_removed_session_leaves_its_sign(bench: Bench) -> None:
    # R6.sign-stands
    bench.practised(2, 2)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 3 for e in routine.exercises})
    bench.diary.end_session(session.id, session.reps, "warning")
    async with bench.app().run_test() as pilot:
        await press(pilot, ["c", "enter", "d"])
        await at_screen(pilot, "ChoiceDialog")
        assert safety.SIGN_STAYS in text(pilot.app.screen)
        await press(pilot, ["y"])
        await until(pilot, lambda: bench.live("days"))
        await press(pilot, ["escape", "r"])
        await until(pilot, lambda: PAUSED in text(pilot.app.screen))
    assert bench.live("days") == [{"day": TODAY.isoformat(), "report": "warning"}]


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_the_call_for_help_comes_first_and_stands_out(
    bench: Bench, size: tuple[int, int]
) -> None:
    # R6.order, R6.first-run
    async with bench.app().run_test(size=size, notifications=True) as pilot:
        await at_screen(pilot, "TextDialog")
        for _ in range(30):
            if "now have" in text(pilot.app.screen):
                break
            await press(pilot, ["down"])
        assert "arthritis" in text(pilot.app.screen)
        await read_to_the_end(pilot)
        await press(pilot, ["f", "5"])
        await at_screen(pilot, "TextDialog")
        screen = pilot.app.screen
        row = next(n for n, line in enumerate(lines(screen)) if "Call your emergency" in line)
        assert row <= 2, "right below the title"
        strip = screen._compositor.render_strips()[row]
        said = [each for each in strip if each.style and "Call your" in each.text]
        assert [each.style.bold for each in said if each.style] == [True]
        if size == (40, 12):  # R6.sign: nothing is stored by an enter before the end was seen
            for _ in range(3):
                assert "enter read on" in text(pilot.app.screen)
                assert bench.document("days") == []
                await press(pilot, ["enter"])
        await read_to_the_end(pilot)
        await until(pilot, lambda: "By mistake?" in notifications(pilot.app.screen))
        seen = text(pilot.app.screen)
        assert f"{PAUSED} space for what to do" in seen, "nothing covers it"
        await press(pilot, ["space"])
        await at_screen(pilot, "TextDialog")
        assert "Call your emergency" in lines(pilot.app.screen)[row]


@pytest.mark.parametrize("is_colourless", [False, True])
async def test_a_sign_shows_wherever_dates_are_drawn(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_colourless: bool
) -> None:
    # R6.shown
    if is_colourless:
        monkeypatch.setenv("NO_COLOR", "1")
    bench.practised(2, 2, 3)
    sign = TODAY - dt.timedelta(days=2)
    bench.diary.record_feeling(sign, Band.WARNING)
    bench.diary.rest(sign, "ill")
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "WEEKS" in text(pilot.app.screen))
        home = lines(pilot.app.screen)
        letters = next(n for n, line in enumerate(home) if "M  T  W" in line)
        assert "!" in home[letters + 1]
        weeks = next(n for n, line in enumerate(home) if "WEEKS" in line)
        assert any("!" in line for line in home[weeks:-1])
        await press(pilot, ["c"])
        await until(pilot, lambda: "warning sign" in text(pilot.app.screen))
        assert sum(line.count("!") for line in lines(pilot.app.screen)) == 3  # with legend and plot
        await press(pilot, ["v"])
        await until(pilot, lambda: "! 2 of 2 each" in text(pilot.app.screen))
