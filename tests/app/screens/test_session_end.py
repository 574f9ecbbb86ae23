"""The end of a session: stopped with a reason, told to end from outside, or not saved."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from msgspec.structs import replace

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    press,
    running,
    start_session,
    text,
    until,
)
from tui.app.main import SupineApp
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.practice.timetable import Phase


@pytest.mark.parametrize(("is_wanted", "is_stopped"), [(True, False), (False, False), (True, True)])
async def test_a_finished_session_brings_a_notice_where_it_is_wanted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_wanted: bool, is_stopped: bool
) -> None:
    # R5.notice
    monkeypatch.setenv("TERM", "foot")
    sent: list[str] = []
    bench.diary.preferences.change_settings(lambda old: replace(old, notice=is_wanted))
    async with bench.app().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, SupineApp)
        app.write_code = sent.append
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 60 if is_stopped else 240)
        if is_stopped:
            await press(pilot, ["q"])
            await at_screen(pilot, "ChoiceDialog")
            await press(pilot, ["2"])
        await at_screen(pilot, FinishScreen)
    codes = [code for code in sent if "777" in code]
    assert len(codes) == (is_wanted and not is_stopped)


class TestStopping:
    @pytest.mark.parametrize("key", ["q", "escape", "ctrl+c", "ctrl+q"])
    async def test_every_way_out_asks_first(self, bench: Bench, key: str) -> None:
        # R4.stop
        async with bench.app().run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 10)
            await press(pilot, [key])
            await at_screen(pilot, "ChoiceDialog")
            await press(pilot, ["escape"])
            await at_screen(pilot, SessionScreen)
            assert running(pilot).machine.phase is Phase.PAUSED

    @pytest.mark.parametrize(
        ("key", "reason"), [("2", "enough"), ("3", "interrupted"), ("4", "sore"), ("5", "pain")]
    )
    async def test_reasons_are_kept_with_the_reps(
        self, bench: Bench, key: str, reason: str
    ) -> None:
        # R4.stop
        async with bench.app().run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 41)
            await press(pilot, ["q"])
            await at_screen(pilot, "ChoiceDialog")
            await press(pilot, [key])
            await at_screen(pilot, FinishScreen)
            (document,) = bench.document("sessions")
            assert (document["status"], document["stop_reason"]) == ("stopped", reason)
            reps: Any = document["reps"]
            assert reps["shoulder-blades"]["done"] == 1

    async def test_a_warning_sign_is_stored_only_by_enter(self, bench: Bench) -> None:
        # R6.sign
        async with bench.app().run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 41)
            await press(pilot, ["q", "6"])
            await at_screen(pilot, "TextDialog")
            await press(pilot, ["escape"])
            await at_screen(pilot, "ChoiceDialog")
            (document,) = bench.document("sessions")
            assert document["status"] == "open"
            await press(pilot, ["6"])
            await at_screen(pilot, "TextDialog")
            await press(pilot, ["enter"])
            await at_screen(pilot, HomeScreen)
            (document,) = bench.document("sessions")
            assert document["stop_reason"] == "warning"
            assert "Paused after" in text(pilot.app.screen)

    async def test_unanswered_it_ends_as_interrupted(self, bench: Bench) -> None:
        # R4.stop
        async with bench.app().run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 41)
            session = running(pilot)
            await press(pilot, ["q"])
            await at_screen(pilot, "ChoiceDialog")
            bench.clock.ms += 15 * 60_000
            session.tick()
            await at_screen(pilot, FinishScreen)
            (document,) = bench.document("sessions")
            assert (document["status"], document["stop_reason"]) == ("stopped", "interrupted")

    async def test_nothing_counted_goes_home(self, bench: Bench) -> None:
        async with bench.app().run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 5)
            await press(pilot, ["q", "2"])
            await at_screen(pilot, HomeScreen)
            assert "2 × 5 s" in text(pilot.app.screen)


class TestToldToEnd:
    """Told to end by a signal, or by a terminal that has gone: nobody can answer questions."""

    @pytest.mark.parametrize(
        ("keys", "covered_by"),
        [
            ([], "SessionScreen"),
            (["q"], "ChoiceDialog"),
            (["q", "6"], "TextDialog"),
            (["ctrl+p", "ctrl+p"], "Palette"),
        ],
    )
    async def test_the_session_is_closed_first(
        self, bench: Bench, keys: list[str], covered_by: str
    ) -> None:
        app = bench.app()
        async with app.run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 41)
            await press(pilot, keys)
            await at_screen(pilot, covered_by)
            app.end()
            app.end()  # by the shell, and by the terminal
            await until(pilot, lambda: not app.is_running)
        (document,) = bench.document("sessions")
        assert (document["status"], document["stop_reason"]) == ("stopped", "interrupted")
        assert document["confirmed"] is False
        assert "host" not in document
        reps: Any = document["reps"]
        assert reps["shoulder-blades"]["done"] == 1
        assert app.return_code == 0

    async def test_what_cannot_be_saved_is_not_asked_about(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = bench.app()
        async with app.run_test() as pilot:
            await start_session(bench, pilot)
            await bench.pass_time(pilot, 41)

            def full(*_: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr("os.replace", full)
            app.end()
            await until(pilot, lambda: not app.is_running)
        monkeypatch.undo()
        (document,) = bench.document("sessions")
        assert document["status"] == "open"
        # Nobody holds it any more: the next start closes it.
        bench.open().close_abandoned(TODAY)
        (document,) = bench.document("sessions")
        assert document["status"] == "stopped"

    async def test_without_a_session_it_just_ends(self, bench: Bench) -> None:
        app = bench.app()
        async with app.run_test() as pilot:
            app.end()
            await until(pilot, lambda: not app.is_running)
        assert not bench.path.exists()


async def test_the_end_is_tried_again_when_it_could_not_be_saved(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    async with bench.app().run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 98)
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", refuse)
            await bench.pass_time(pilot, 9)
            await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["1"])
        await at_screen(pilot, FinishScreen)
        (document,) = bench.document("sessions")
        assert "status" not in document


async def test_quitting_from_a_question_in_a_session_keeps_it(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    app = bench.app()
    async with app.run_test() as pilot:
        await start_session(bench, pilot)
        await bench.pass_time(pilot, 41)
        await press(pilot, ["q"])
        await at_screen(pilot, "ChoiceDialog")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running or app._exit)
    document: Any = bench.document("sessions")[0]
    assert (document["status"], document["stop_reason"]) == ("stopped", "interrupted")
    assert document["reps"]["shoulder-blades"]["done"] == 1
