"""The check-in: what each answer asks next, stores, and makes of the next targets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.app.app_support import (
    TODAY,
    YESTERDAY,
    Bench,
    at_screen,
    notifications,
    press,
    read_to_the_end,
    text,
    until,
)
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.practice.models import Band, Reps


async def test_escape_goes_back_and_stores_nothing(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "escape"])
        await at_screen(pilot, HomeScreen)
    assert bench.document("days") == []
    assert len(bench.document("sessions")) == 3


async def test_sore_halves_today_and_asks_rest_or_gently(bench: Bench) -> None:
    # R6.rest-or-gentle
    bench.practised(2, 2, 3, 4, 5)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "3"])
        await until(pilot, lambda: "or something gentler?" in text(pilot.app.screen))
        assert "just 2 each today" in text(pilot.app.screen)
        await press(pilot, ["g"])
        await at_screen(pilot, SessionScreen)
        document: Any = bench.document("sessions")[-1]
        assert document["reps"]["neck"]["target"] == 2


async def test_a_rest_day_is_one_key(bench: Bench) -> None:
    # R6.rest-or-gentle
    bench.practised(2, 2, 3)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "3"])
        await until(pilot, lambda: "or something gentler?" in text(pilot.app.screen))
        await press(pilot, ["r"])
        await until(pilot, lambda: "resting today" in text(pilot.app.screen))
    (day,) = bench.document("days")
    assert (day["check"], day["rest_reason"]) == ("moderate", "sore")


async def test_very_sore_leaves_only_imagined_reps(bench: Bench) -> None:
    # R3.rest
    bench.practised(2, 2, 3)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "4"])
        await until(pilot, lambda: "or something gentler?" in text(pilot.app.screen))
        await press(pilot, ["g"])
        await at_screen(pilot, SessionScreen)
        document: Any = bench.document("sessions")[-1]
        assert "target" not in document["reps"]["neck"]
        await bench.pass_time(pilot, 110)
        await at_screen(pilot, FinishScreen)
        document = bench.document("sessions")[-1]
        assert document["reps"]["neck"] == {"imagined": 2, "hold_s": 5}
    assert bench.next_targets() == [2, 2]


async def test_a_warning_sign_is_stored_only_by_enter_there(bench: Bench) -> None:
    # R6.order, R6.sign
    bench.practised(2, 2, 3)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "5"])
        await at_screen(pilot, "TextDialog")
        assert "emergency number" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        assert bench.document("days") == []
        await press(pilot, ["space", "5"])
        await at_screen(pilot, "TextDialog")
        await read_to_the_end(pilot)
        await until(pilot, lambda: "Paused after" in text(pilot.app.screen))
        (day,) = bench.document("days")
        assert day["check"] == "warning"
        await press(pilot, ["space"])
        await at_screen(pilot, "TextDialog")
        assert "and I can go on" not in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await press(pilot, ["escape"])
    assert "ack" not in bench.document("days")[0]
    assert bench.next_targets() == [None, None]


async def test_a_lock_can_be_acknowledged_from_the_day_after_the_sign(bench: Bench) -> None:
    # R6.acknowledge
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY - dt.timedelta(days=1), Band.WARNING)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space"])
        await at_screen(pilot, "TextDialog")
        while "Someone qualified has looked at it, and I can go on" not in text(pilot.app.screen):
            assert "read on" in text(pilot.app.screen)
            await press(pilot, ["enter"])
        await press(pilot, ["enter"])
        await until(pilot, lambda: "2 × 5 s" in text(pilot.app.screen))
        assert "fewer on purpose" in text(pilot.app.screen)


async def test_the_check_in_is_not_asked_again_once_answered(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_two_keys_lead_from_the_home_screen_to_the_countdown_on_the_first_date_too(
    bench: Bench, size: tuple[int, int]
) -> None:
    # R3.ask-check-in
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["space"])
        assert "feel, compared with usual?" in text(pilot.app.screen)
        assert "5 a warning sign, such as spreading pain" in text(pilot.app.screen)
        await press(pilot, ["1"])
        await at_screen(pilot, SessionScreen)


async def test_a_clear_check_in_confirms_what_ran_unattended_and_says_so(bench: Bench) -> None:
    # R3.unconfirmed
    bench.diary.preferences.welcome()
    routine = bench.diary.read().routine()
    for back in (3, 2):
        two = {e.id: Reps(target=2, done=2) for e in routine.exercises}
        bench.diary.log_session(routine, TODAY - dt.timedelta(days=back), two)
    session = bench.diary.start_session(routine, YESTERDAY, {e.id: 3 for e in routine.exercises})
    reps = {e.id: Reps(target=3, done=3) for e in routine.exercises}
    bench.diary.end_session(session.id, reps, None)
    said = "Earlier session confirmed: Saturday (3 each)."
    async with bench.app().run_test(notifications=True) as pilot:
        await until(
            pilot, lambda: "Saturday's session was saved as 3 each." in text(pilot.app.screen)
        )
        assert "3 × 5 s" in text(pilot.app.screen)
        await press(pilot, ["f", "1"])
        await until(pilot, lambda: f"Saved: as usual. {said}" in notifications(pilot.app.screen))
        assert "saved as 3 each" not in text(pilot.app.screen)
        await press(pilot, ["u"])
        await until(pilot, lambda: "saved as 3 each" in text(pilot.app.screen))
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        assert notifications(pilot.app.screen).endswith(said)
        document: Any = bench.document("sessions")[-1]
        assert document["reps"]["neck"]["target"] == 4


async def test_how_it_feels_at_any_time_is_a_report_after_reps(bench: Bench) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        await press(pilot, ["f", "3"])
        await until(pilot, lambda: "enough for today" in text(pilot.app.screen))
    assert bench.document("days")[0]["report"] == "moderate"
    assert bench.next_targets() == [2, 2]


async def test_a_warning_sign_is_not_lowered_by_another_answer(bench: Bench) -> None:
    # R6.sign-stands
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.WARNING)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["f"])
        await at_screen(pilot, "TextDialog")
        assert "Practice is paused" in text(pilot.app.screen)
    assert bench.document("days")[0]["check"] == "warning"
