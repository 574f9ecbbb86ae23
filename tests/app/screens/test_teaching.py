"""The movements are taught: on READY, on a screen of their own, in Help, and in Finish."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace
from textual.widgets import Static

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    lines,
    press,
    running,
    start_session,
    text,
    until,
)
from tui.app.dialogs.how import HowScreen
from tui.app.screens.finish import FinishScreen
from tui.app.screens.help import HelpScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.app.widgets.hold_timer import HoldTimer
from tui.practice.models import Band, Exercise, Reps
from tui.practice.timetable import Phase
from tui.words.how import LYING, STRONGER
from tui.words.session_lines import (
    LIGHTLY_TODAY,
    WHILE_BEGINNING,
    WHILE_HOLDING,
    WHILE_IMAGINING,
    WHILE_LETTING_GO,
)


def wish(bench: Bench, **settings: Any) -> None:
    bench.diary.preferences.change_settings(lambda old: replace(old, **settings))


@pytest.mark.parametrize(("days", "is_taught"), [(0, True), (6, True), (7, False)])
async def test_ready_teaches_on_the_first_seven_practice_days(
    bench: Bench, days: int, is_taught: bool
) -> None:
    bench.practised(*[2] * days)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await start_session(bench, pilot)
        await at_screen(pilot, SessionScreen)
        shown = text(running(pilot))
        assert ("easy breath" in shown) == is_taught
        assert ("held: blades together" in shown) == is_taught
        assert (LYING[:30] in shown) == is_taught
        await bench.pass_time(pilot, 31)
        assert "held: blades together" not in text(running(pilot))


async def test_a_drawing_is_painted_once_for_each_state_and_stands_still_without_motion(
    bench: Bench,
) -> None:
    async def states() -> list[str]:
        async with bench.app().run_test(size=(60, 24)) as pilot:
            await start_session(bench, pilot)
            await at_screen(pilot, SessionScreen)
            seen = []
            for _ in range(20):
                await bench.pass_time(pilot, 1)
                shown = text(running(pilot))
                seen.append("held" if "held: blades" in shown else "relaxed")
            await press(pilot, ["q", "3"])
            return seen

    moving = await states()
    assert set(moving) == {"relaxed", "held"}
    assert sum(one != two for one, two in pairwise(moving)) <= 4, "at the pace of a hold"
    wish(bench, motion="none")
    assert set(await states()) == {"held"}


async def test_a_pause_leaves_what_is_taught_there_and_a_hold_says_gently(bench: Bench) -> None:
    # R4.ready, R4.gently
    for size in ((80, 24), (40, 12)):
        async with bench.app().run_test(size=size) as pilot:
            await start_session(bench, pilot)
            await at_screen(pilot, SessionScreen)
            await bench.pass_time(pilot, 2)
            await press(pilot, ["space"])
            shown = text(running(pilot))
            assert "Arms beside you" in shown and "READY" not in shown
            assert "PAUSED" in shown or "P A U S E D" in shown
            bench.clock.ms += 1000
            await press(pilot, ["space"])
            await bench.pass_time(pilot, 29)
            assert WHILE_BEGINNING in text(running(pilot))
            assert running(pilot).query_one(HoldTimer).view.seconds is None
            await bench.pass_time(pilot, 2)
            assert WHILE_HOLDING in text(running(pilot))
            await bench.pass_time(pilot, 4)
            shown = text(running(pilot))
            assert WHILE_LETTING_GO in shown and WHILE_HOLDING not in shown
            await press(pilot, ["q", "2"])


async def test_an_imagined_session_says_not_to_move_and_a_sore_day_to_go_lightly(
    bench: Bench,
) -> None:
    # R4.dont-move, R4.gently
    for size in ((80, 24), (40, 12)):
        bench.diary.record_feeling(TODAY, Band.CLEAR)
        async with bench.app().run_test(size=size) as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 2)
            await press(pilot, ["i"])
            shown = text(running(pilot))
            assert "Don't move. Just imagine it: Arms" in shown.replace(" ██", "")
            assert "strength" not in shown and "Do " not in shown
            await bench.pass_time(pilot, 30)
            assert lines(running(pilot))[0].strip().startswith("Imagine: Shoulder blades")
            assert " 1 of 2 " in lines(running(pilot))[0] and "…" not in lines(running(pilot))[0]
            assert WHILE_IMAGINING in text(running(pilot))
            await press(pilot, ["q", "2"])
        bench.diary.record_feeling(TODAY, Band.MODERATE)
        async with bench.app().run_test(size=size) as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 2)
            assert LIGHTLY_TODAY in text(running(pilot))
            await press(pilot, ["q", "2"])


async def test_a_session_says_what_to_do_if_it_hurts_and_offers_only_keys_that_act(
    bench: Bench,
) -> None:
    # R4.hurts
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 2)
        assert "again" not in lines(running(pilot))[-1], "there is no rep to do again"
        await bench.pass_time(pilot, 31)
        assert "if it hurts, press q" in lines(running(pilot))[0]
        assert "again" in lines(running(pilot))[-1]
        await pilot.resize_terminal(40, 12)
        await until(pilot, lambda: lines(running(pilot))[-1].endswith("q stop if it hurts"))
        await bench.pass_time(pilot, 9)
        assert lines(running(pilot))[-1].endswith("q stop if it hurts"), "also in a rest"
        assert "if it hurts, press q" in text(running(pilot)), "in a rest"
        await press(pilot, ["space"])
        assert "If it hurts, press q · h: how-to" in text(running(pilot))
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        await press(pilot, ["h"])
        assert running(pilot).machine.phase is Phase.PAUSED
        bench.clock.ms += 1000
        await press(pilot, ["space"])
        while running(pilot).machine.phase is not Phase.SETTLE:
            await bench.pass_time(pilot, 2)
        await pilot.resize_terminal(80, 24)
        assert "DONE" in text(running(pilot)) or "next" in lines(running(pilot))[-1]
        assert "again" not in text(running(pilot)) and "imagine" not in text(running(pilot))


async def test_a_lesson_in_pages_has_the_time_that_it_takes_to_read(bench: Bench) -> None:
    # R4.ready
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await start_session(bench, pilot)
        assert "Lie flat on your back." in text(running(pilot))
        await bench.pass_time(pilot, 56)
        machine = running(pilot).machine
        assert (machine.phase, machine.exercise) == (Phase.PREPARE, "neck")
        assert 20 <= machine.digit(bench.clock.monotonic()) <= 30


async def test_only_the_number_is_painted_again_while_both_drawings_stand_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await start_session(bench, pilot)
        await at_screen(pilot, SessionScreen)
        timer = running(pilot).query_one(HoldTimer)
        painted: list[int] = []
        monkeypatch.setattr(timer, "refresh", lambda *regions: painted.append(len(regions)))
        await bench.pass_time(pilot, 2)
        assert painted and max(painted) <= 8  # rows of the number and the bar


async def test_an_exercise_of_ones_own_is_taught_once_it_has_lines(bench: Bench) -> None:
    bench.diary.preferences.change_routine(
        "neck-and-upper-back",
        lambda old: replace(old, exercises=(Exercise(id="tuck", name="Chin tuck"),)),
    )
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        assert "These exercises have no instructions yet" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await start_session(bench, pilot)
        await at_screen(pilot, SessionScreen)
        assert "anything hurts" not in text(running(pilot))
        await bench.pass_time(pilot, 2)
        await press(pilot, ["q", "2"])
        await at_screen(pilot, HomeScreen)
    bench.diary.preferences.change_routine(
        "neck-and-upper-back",
        lambda old: replace(
            old, exercises=(Exercise(id="tuck", name="Chin tuck", how=("Tuck it in.",)),)
        ),
    )
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        assert "Do: Tuck it in. Hold 5 seconds." in text(pilot.app.screen)
        await press(pilot, ["h"])
        await start_session(bench, pilot)
        await at_screen(pilot, SessionScreen)
        assert "Tuck it in." in text(running(pilot))


async def test_one_key_shows_how_with_drawings_that_change_unless_there_is_no_motion(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        assert "h: how to do it" in text(pilot.app.screen)
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        screen = pilot.app.screen
        assert isinstance(screen, HowScreen)
        assert "relaxed" in text(screen) and "held" not in text(screen)
        assert text(screen).index(LYING) < text(screen).index("Arms beside you")
        await press(pilot, ["pagedown"])
        assert "tipping your head back" in text(screen) and "hurts, let go" in text(screen)
        await press(pilot, ["pageup"])
        for _ in range(5):  # as long as it takes to let go and to begin
            assert "held" not in text(screen)
            bench.clock.ms += 1000
            screen._follow_clock()
        await until(pilot, lambda: "held: blades together" in text(screen))
        assert "relaxed" not in text(screen)
        await press(pilot, ["q"])
        assert not isinstance(pilot.app.screen, HowScreen)
    wish(bench, motion="none")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        await pilot.pause()
        assert "your back, relaxed held: blades together" in text(pilot.app.screen)
    wish(bench, motion="full")
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, ["h"])
        await at_screen(pilot, HowScreen)
        await until(pilot, lambda: "your back, relaxed held: blades" in text(pilot.app.screen))


async def test_help_says_how_to_do_it_and_what_to_expect(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, ["question_mark"])
        await at_screen(pilot, HelpScreen)
        await pilot.pause()
        whole = str(pilot.app.screen.query_one("#help > Static", Static).render())
        headings = ["KEYS", "HOW TO DO IT", "WHY, AND WHAT TO EXPECT", "THE PLAN"]
        assert sorted(headings, key=whole.index) == headings
        assert "held: neck gently down" in whole and STRONGER.split(";")[0] in whole
        assert whole.index("WHAT YOU HEAR") < whole.index("FROM BED")


@pytest.mark.parametrize(
    ("days", "stop", "is_said"), [(5, None, False), (6, None, True), (6, "sore", False)]
)
async def test_the_seventh_practice_day_ends_with_what_to_expect(
    bench: Bench, days: int, stop: Any, is_said: bool
) -> None:
    bench.practised(*[2] * days)
    routine = bench.diary.read().routine()
    targets: dict[str, int | None] = {each.id: 2 for each in routine.exercises}
    session = bench.diary.start_session(
        routine, bench.clock.local(bench.clock.now()).date(), targets
    )
    reps = {each: Reps(target=2, done=2) for each in targets}
    ended = bench.diary.end_session(session.id, reps, stop)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        pilot.app.push_screen(FinishScreen(ended, is_just_over=True))
        await at_screen(pilot, FinishScreen)
        await pilot.pause()
        assert (STRONGER in " ".join(text(pilot.app.screen).split())) == is_said
        assert lines(pilot.app.screen)
