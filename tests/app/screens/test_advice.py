"""Advice on the home screen, to be followed or dismissed (rules R3.ask, R3.suggest)."""

from __future__ import annotations

import datetime as dt

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    notices,
    notifications,
    press,
    text,
    until,
)
from tui.app.screens.home import HomeScreen
from tui.app.settings.screen import SettingsScreen
from tui.practice.models import Band, Weekly
from tui.words.advice import IT_HURT, IT_WAS_SORE


def sore(bench: Bench, band: Band, *days_ago: int) -> None:
    for days in days_ago:
        bench.diary.record_feeling(TODAY - dt.timedelta(days=days), band)


async def test_the_safety_words_are_read_and_the_advice_stays_away_for_a_week(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    sore(bench, Band.HIGH, 1, 4, 9)
    async with bench.app().run_test() as pilot:
        await until(pilot, lambda: IT_HURT in notices(pilot.app.screen))
        await press(pilot, ["a"])
        await at_screen(pilot, "TextDialog")
        assert "emergency number" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        assert IT_HURT in notices(pilot.app.screen)
        await press(pilot, ["d"])
        await until(pilot, lambda: IT_HURT not in notices(pilot.app.screen))
        assert bench.document("settings")[0]["dismissed"] == {"ask": TODAY.isoformat()}
        await press(pilot, ["u"])
        await until(pilot, lambda: IT_HURT in notices(pilot.app.screen))
        await press(pilot, ["d"])
        await until(pilot, lambda: IT_HURT not in notices(pilot.app.screen))
    bench.clock.wall += dt.timedelta(days=6)
    sore(bench, Band.MODERATE, *range(-6, 1))
    async with bench.app().run_test() as pilot:  # also after the program was opened again
        await until(pilot, lambda: "LAST 34 WEEKS" in text(pilot.app.screen))
        assert IT_WAS_SORE not in notices(pilot.app.screen)
        bench.clock.wall += dt.timedelta(days=1)
        await until(pilot, lambda: IT_WAS_SORE in notices(pilot.app.screen))


async def test_the_schedule_that_is_offered_is_one_key_away_and_one_undo(bench: Bench) -> None:
    bench.practised(*[10] * 14)
    async with bench.app().run_test(notifications=True) as pilot:
        await until(pilot, lambda: "make it 3 days a week" in notices(pilot.app.screen))
        await press(pilot, ["a"])
        await until(pilot, lambda: "Saved: 3 days a week" in notifications(pilot.app.screen))
        written = bench.open().read()
        assert written.routine().schedule == (Weekly(since=TODAY, times=3),)
        assert written.settings.dismissed == {"keeping": TODAY}
        assert "make it" not in notices(pilot.app.screen)
        await press(pilot, ["u"])
        await until(pilot, lambda: "make it 3 days" in notices(pilot.app.screen))
        assert bench.open().read().routine().schedule == ()


async def test_what_feels_hard_leads_to_the_settings_of_the_holds(bench: Bench) -> None:
    bench.practised(2, 2)
    for session in bench.diary.read().sessions:
        bench.diary.answer_session(session.id, effort="hard")
    async with bench.app().run_test() as pilot:
        await until(pilot, lambda: "Shorter holds may help" in notices(pilot.app.screen))
        await press(pilot, ["a"])
        await at_screen(pilot, SettingsScreen)
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert pilot.app.screen.state.cursor.endswith(".hold_s")


async def test_when_nothing_gets_easier_someone_to_ask_is_named_once_a_month(bench: Bench) -> None:
    # R7.advice
    bench.diary.preferences.welcome()
    for days in (42, 28, 14, 7):
        when = TODAY - dt.timedelta(days=days)
        bench.diary.record_feeling(when, None, compare="same")
    async with bench.app().run_test() as pilot:
        await until(pilot, lambda: "A physiotherapist could" in notices(pilot.app.screen))
        await press(pilot, ["a"])
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["escape", "d"])
        await until(pilot, lambda: "physiotherapist" not in notices(pilot.app.screen))
        assert bench.document("settings")[0]["dismissed"] == {"not-easier": TODAY.isoformat()}
        bench.open().record_feeling(TODAY + dt.timedelta(days=21), None, compare="same")
        bench.clock.wall += dt.timedelta(days=29)
        assert pilot.app.today.advice is None  # type: ignore[attr-defined]
        bench.clock.wall += dt.timedelta(days=1)
        await until(pilot, lambda: "A physiotherapist could" in notices(pilot.app.screen))


async def test_without_advice_its_key_does_nothing(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    async with bench.app().run_test() as pilot:
        await until(pilot, lambda: "LAST 34 WEEKS" in text(pilot.app.screen))
        await press(pilot, ["a", "d"])
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "dismissed" not in bench.document("settings")[0]
