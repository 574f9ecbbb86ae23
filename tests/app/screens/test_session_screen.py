"""A session on the screen: keys, pips, the disk, and what interrupts it."""

from __future__ import annotations

import errno
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from textual.geometry import Offset

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    click,
    lines,
    notifications,
    press,
    running,
    start_session,
    text,
    until,
)
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.app.widgets.hold_timer import HoldTimer, Pip
from tui.diary.errors import AlreadyRunning
from tui.practice.models import Band
from tui.practice.timetable import Phase


def pips(pilot: SUPINE_PILOT) -> tuple[Pip, ...]:
    return running(pilot).query_one(HoldTimer).view.pips


async def test_left_alone_it_saves_two_and_two_unconfirmed(bench: Bench) -> None:
    # R4.unattended
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        (document,) = bench.document("sessions")
        assert document["status"] == "open"
        assert document["host"] == "bed"
        await bench.pass_time(pilot, 107)
        await at_screen(pilot, FinishScreen)
        (document,) = bench.document("sessions")
    reps = {"target": 2, "done": 2, "hold_s": 5, "held_s": 10}
    assert document["reps"] == {"shoulder-blades": reps, "neck": reps}
    assert document["confirmed"] is False
    assert "status" not in document
    assert "host" not in document


async def test_a_pip_fills_only_once_its_outcome_is_on_the_disk(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # R4.disk
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with bench.app().run_test(notifications=True) as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 30)
        assert pips(pilot) == (Pip.CURRENT, Pip.LEFT)
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            await bench.pass_time(pilot, 7)
            await until(pilot, lambda: "not saved yet" in text(pilot.app.screen))
            assert pips(pilot) == (Pip.CURRENT, Pip.LEFT)
            await until(pilot, lambda: "no space left" in notifications(pilot.app.screen))
        await bench.pass_time(pilot, 16)  # the next hold ends, and brings the first one along
        await until(pilot, lambda: pips(pilot) == (Pip.DONE, Pip.DONE))
        assert "not saved yet" not in text(pilot.app.screen)
        (document,) = bench.document("sessions")
        reps: Any = document["reps"]
        assert reps["shoulder-blades"]["done"] == 2


async def test_going_on_from_the_list_goes_on_and_escape_stays_paused(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        for answer, phase in (("escape", Phase.PAUSED), ("1", Phase.PREPARE)):
            await press(pilot, ["q"])
            await at_screen(pilot, "ChoiceDialog")
            bench.clock.ms += 1000
            await press(pilot, [answer])
            await at_screen(pilot, SessionScreen)
            await until(pilot, lambda wanted=phase: running(pilot).machine.phase is wanted)  # type: ignore[misc]
            bench.clock.ms += 1000


async def test_words_and_frames_follow_the_phases(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        timer = running(pilot).query_one(HoldTimer)
        seen, frames = [], []
        for _ in range(107):
            seen.append((timer.view.look, timer.view.word))
            frames.append(timer.view.frame)
            await bench.pass_time(pilot, 1)
            if not isinstance(pilot.app.screen, SessionScreen):
                break
        order = [entry for n, entry in enumerate(seen) if n == 0 or seen[n - 1] != entry]
        rep = [("ease-in", "SQUEEZE"), ("hold", "SQUEEZE"), ("ease-out", "LET GO")]
        press_rep = [("ease-in", "PRESS"), ("hold", "PRESS"), ("ease-out", "LET GO")]
        rest = [("rest", "REST")]
        assert order == [
            ("ready", "READY"),
            *rep,
            *rest,
            *rep,
            ("ready", "READY"),
            *press_rep,
            *rest,
            *press_rep,
            ("done", "DONE"),
        ]
        # The frame grows in the two seconds before the hold and leaves in the three after it.
        assert frames[30:41] == pytest.approx([1 / 3, 2 / 3, *[1.0] * 5, 3 / 4, 2 / 4, 1 / 4, 1.0])


async def test_space_pauses_and_goes_on(bench: Bench) -> None:
    # R4.pause
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        await press(pilot, ["space"])
        assert running(pilot).machine.phase is Phase.PAUSED
        assert "carry on" in lines(pilot.app.screen)[-1]
        await bench.pass_time(pilot, 60)
        await press(pilot, ["space"])
        assert running(pilot).machine.phase is Phase.PREPARE
        assert running(pilot).machine.remaining(bench.clock.ms) == 20_000


@pytest.mark.parametrize("key", ["z", "tab", "up", "f5"])
async def test_any_other_key_pauses_and_none_of_them_resumes(bench: Bench, key: str) -> None:
    # R4.pause
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        await press(pilot, [key])
        assert running(pilot).machine.phase is Phase.PAUSED
        await bench.pass_time(pilot, 2)
        await press(pilot, [key, "n", "b", "i"])
        assert running(pilot).machine.phase is Phase.PAUSED


@pytest.mark.parametrize("key", ["space", "enter", "pagedown"])
async def test_space_enter_and_page_down_resume(bench: Bench, key: str) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        await press(pilot, ["z"])
        await bench.pass_time(pilot, 2)
        await press(pilot, [key])
        assert running(pilot).machine.phase is Phase.PREPARE


async def test_a_click_pauses_and_goes_on(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        await pilot.click(HoldTimer)
        assert running(pilot).machine.phase is Phase.PAUSED
        await bench.pass_time(pilot, 2)
        await pilot.click(HoldTimer, offset=Offset(3, 3))
        assert running(pilot).machine.phase is Phase.PREPARE


async def test_a_presenters_keys_pause_and_repeat(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 38)
        await press(pilot, ["pageup"])
        assert (running(pilot).machine.phase, running(pilot).machine.rep) == (Phase.LEAD_IN, 1)
        await press(pilot, ["pagedown"])
        assert running(pilot).machine.phase is Phase.PAUSED


async def test_suspended_it_lets_the_machine_sleep(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        keep_awake = running(pilot)._keep_awake
        keep_awake.release()
        keep_awake._presenting = lambda: nullcontext(SimpleNamespace(active=True))
        keep_awake.hold()
        await until(pilot, lambda: keep_awake.is_held)
        pilot.app.app_suspend_signal.publish(pilot.app)
        await until(pilot, lambda: not keep_awake.is_held)
        pilot.app.app_resume_signal.publish(pilot.app)
        await until(pilot, lambda: keep_awake.is_held)


async def test_next_again_and_imagined_do_what_their_keys_say(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 2)
        await press(pilot, ["n"])
        assert running(pilot).machine.remaining(bench.clock.ms) == 3000
        await bench.pass_time(pilot, 6)
        await press(pilot, ["i"])
        assert running(pilot).query_one(HoldTimer).view.word == "IMAGINE"
        await bench.pass_time(pilot, 5)
        await until(pilot, lambda: pips(pilot) == (Pip.IMAGINED, Pip.LEFT))
        await press(pilot, ["b"])
        assert running(pilot).machine.phase is Phase.LEAD_IN


async def test_minus_and_plus_change_the_time_to_get_ready(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 2)
        await press(pilot, ["plus", "minus"])
        assert running(pilot).machine.remaining(bench.clock.ms) == 28_000
        await bench.pass_time(pilot, 1)
        await press(pilot, ["minus"])
        assert running(pilot).machine.remaining(bench.clock.ms) == 17_000


async def test_a_gap_pauses_and_counts_nothing(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 36)
        bench.clock.ms += 8 * 3_600_000
        running(pilot).tick()
        assert running(pilot).machine.phase is Phase.PAUSED
        assert pips(pilot) == (Pip.CURRENT, Pip.LEFT)


async def test_sleep_of_the_machine_pauses(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 33)
        bench.clock.asleep += 60_000
        running(pilot).tick()
        assert running(pilot).machine.phase is Phase.PAUSED


async def test_suspending_the_program_pauses(bench: Bench) -> None:
    # R4.pause
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 10)
        pilot.app.app_suspend_signal.publish(pilot.app)
        await pilot.pause()
        assert running(pilot).machine.phase is Phase.PAUSED


async def test_a_second_session_is_refused_in_one_line(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        other = bench.open()
        routine = other.read().routine()
        with pytest.raises(AlreadyRunning):
            other.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})


async def test_at_the_very_start_only_the_keys_that_stop_are_heard(bench: Bench) -> None:
    # R4.ignored-keys
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await press(pilot, ["space", "n", "z"])
        assert running(pilot).machine.phase is Phase.PREPARE
        bench.clock.ms += 700  # else "1" counts as the same key as space
        await press(pilot, ["q", "1"])
        assert running(pilot).machine.phase is Phase.PREPARE
        await press(pilot, ["q", "5"])
        await at_screen(pilot, FinishScreen)
    (session,) = bench.document("sessions")
    assert session["stop_reason"] == "pain"


async def test_a_changed_wall_clock_is_ignored(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 33)
        bench.clock.wall = bench.clock.wall.replace(year=2030)
        running(pilot).tick()
        assert running(pilot).machine.phase is Phase.HOLD


async def test_what_was_done_of_an_exercise_is_numbered_on(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 41)
        await press(pilot, ["q", "2"])
        await at_screen(pilot, FinishScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
        assert "Carry on: 1 and 2 left" in text(pilot.app.screen)
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)
        assert pips(pilot) == (Pip.DONE, Pip.LEFT)
        await bench.pass_time(pilot, 33)
        assert "rep 2 of 2" in text(pilot.app.screen)


async def test_on_a_very_sore_day_imagined_stays_imagined(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.HIGH)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["i"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 5)
        await press(pilot, ["i"])
        await bench.pass_time(pilot, 28)
        assert running(pilot).query_one(HoldTimer).view.word == "IMAGINE"


async def test_finish_asks_only_for_what_this_session_was_asked(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 41)
        await press(pilot, ["q", "2"])
        await at_screen(pilot, FinishScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 100)
        await at_screen(pilot, FinishScreen)
        assert "1 ▸ of 1" in text(pilot.app.screen)
        await press(pilot, ["right", "enter"])
        await at_screen(pilot, HomeScreen)
        assert "2 done" in text(pilot.app.screen)


async def test_imagined_is_said_in_the_title(bench: Bench) -> None:
    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 41)
        assert "imagined" not in lines(pilot.app.screen)[0]
        await press(pilot, ["i"])
        assert "Imagine: Shoulder blades · rep 1 of 2" in lines(pilot.app.screen)[0]


async def test_keys_and_calls_before_the_session_has_begun_do_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    app = bench.app()
    push = app.push_screen

    def push_and_go_on(screen: Any, *arguments: Any, **options: Any) -> Any:
        opening = push(screen, *arguments, **options)
        if isinstance(screen, SessionScreen):
            app.action_command_palette()
            click(pilot, Offset(30, 5))
            app.call_later(app.run_action, "press('NEXT')", screen)
        return opening

    async with app.run_test() as pilot:
        monkeypatch.setattr(app, "push_screen", push_and_go_on)
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        assert running(pilot).machine.phase is Phase.PREPARE


async def test_a_pause_is_drawn_anew_for_another_size(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(100, 30)) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await press(pilot, ["space"])
        for width in (60, 100, 40, 80):
            await pilot.resize_terminal(width, 12)
            await until(pilot, lambda: pilot.app.screen.size.width == width)  # noqa: B023
            drawn = lines(pilot.app.screen)
            screen = pilot.app.screen
            assert isinstance(screen, SessionScreen)
            screen._show()
            await pilot.pause()
            assert lines(screen) == drawn
