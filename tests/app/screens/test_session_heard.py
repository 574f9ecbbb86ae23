"""The sounds of a session on the screen, and what a kill leaves of it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    lines,
    press,
    text,
    until,
)
from tui.app import sound
from tui.app.main import SupineApp
from tui.app.screens.finish import FinishScreen
from tui.app.screens.session import SessionScreen
from tui.diary.today import Today
from tui.practice.models import Band, Reps
from tui.practice.timetable import Phase

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run as at a local terminal, with a home and a cache of the test's own."""
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the rings of the terminal's bell."""
    rung: list[str] = []
    monkeypatch.setattr(SupineApp, "bell", lambda _: rung.append("ring"))
    return rung


def install(bench: Bench, folder: Path, **scripts: str) -> None:
    """Install programs as shell scripts, which get their arguments in ``$*``."""
    found: dict[str, str] = {}
    for name, script in scripts.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        found[path.name] = str(path)
    bench.which = found.get


def wish(bench: Bench, **settings: Any) -> None:
    bench.diary.preferences.change_settings(lambda old: replace(old, **settings), "the sound")


async def start(pilot: SUPINE_PILOT) -> SessionScreen:
    await press(pilot, ["space"])
    await at_screen(pilot, SessionScreen)
    screen = pilot.app.screen
    assert isinstance(screen, SessionScreen)
    return screen


@pytest.fixture
def ready(bench: Bench) -> Bench:
    bench.diary.preferences.welcome()
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    return bench


async def test_the_bell_rings_for_hold_and_release(ready: Bench, rings: list[str]) -> None:
    async with ready.app().run_test() as pilot:
        await start(pilot)
        assert len(rings) == 1, "it began"
        await ready.pass_time(pilot, 29)
        assert len(rings) == 1
        await ready.pass_time(pilot, 2)
        assert len(rings) == 2, "the first hold is near"
        await ready.pass_time(pilot, 2)
        assert len(rings) == 3
        await ready.pass_time(pilot, 5)
        await until(pilot, lambda: len(rings) == 3 + 2)


async def test_with_sound_off_a_session_is_silent(ready: Bench, rings: list[str]) -> None:
    wish(ready, sound="off")
    async with ready.app().run_test() as pilot:
        await start(pilot)
        await ready.pass_time(pilot, 107)
        await at_screen(pilot, FinishScreen)
    assert rings == []


async def test_a_forgotten_pause_rings_a_reminder(ready: Bench, rings: list[str]) -> None:
    async with ready.app().run_test() as pilot:
        screen = await start(pilot)
        await ready.pass_time(pilot, 10)
        await press(pilot, ["space"])
        await until(pilot, lambda: len(rings) == 1 + 1)
        await ready.pass_time(pilot, 59)
        assert len(rings) == 2
        await ready.pass_time(pilot, 2)
        await until(pilot, lambda: len(rings) == 3)
        assert screen.machine.phase is Phase.PAUSED


class TestBeforeItBegins:
    @pytest.mark.parametrize("size", [(40, 12), (40, 15), (64, 16), (80, 24), (200, 60)])
    async def test_that_the_session_can_just_be_stopped_is_said(
        self, ready: Bench, size: tuple[int, int]
    ) -> None:
        async with ready.app().run_test(size=size) as pilot:
            await start(pilot)
            await ready.pass_time(pilot, 1)
            shown = text(pilot.app.screen)
            assert "nothing is lost" in shown
            assert "top" in shown
            assert "…" not in "".join(lines(pilot.app.screen)[:2])
            await ready.pass_time(pilot, 30)
            assert "nothing is lost" not in text(pilot.app.screen)

    async def test_without_a_lesson_it_stands_between_the_number_and_the_word(
        self, ready: Bench
    ) -> None:
        ready.practised(*[2] * 8)
        async with ready.app().run_test() as pilot:
            await start(pilot)
            for size in ((80, 24), (40, 12), (120, 40)):
                await pilot.resize_terminal(*size)
                await ready.pass_time(pilot, 1)
                shown = lines(pilot.app.screen)
                row = next(y for y, line in enumerate(shown) if "nothing is lost" in line)
                assert "█" not in shown[1] + shown[row], size
                assert any("█" in line for line in shown[2:row]), size

    async def test_that_nothing_keeps_the_screen_on_is_said(self, ready: Bench) -> None:
        async with ready.app().run_test() as pilot:
            await start(pilot)
            assert "may switch off" not in text(pilot.app.screen)
            await ready.pass_time(pilot, 7)
            assert "Your screen may switch off. You can follow by sound alone." in text(
                pilot.app.screen
            )

    async def test_nobody_is_told_to_listen_where_nothing_sounds(self, ready: Bench) -> None:
        wish(ready, sound="off")
        async with ready.app().run_test() as pilot:
            await start(pilot)
            await ready.pass_time(pilot, 7)
            assert "Sound is off, and your screen may switch off." in text(pilot.app.screen)

    @needs_shell
    async def test_that_is_not_said_where_something_keeps_the_screen_on(
        self, ready: Bench, tmp_path: Path
    ) -> None:
        install(ready, tmp_path, systemd_inhibit='for last; do :; done; exec "$last"')
        async with ready.app().run_test() as pilot:
            screen = await start(pilot)
            keep_awake = screen._keep_awake
            await until(pilot, lambda: keep_awake.is_held)
            await ready.pass_time(pilot, 7)
            assert "screen on" not in text(pilot.app.screen)
            await press(pilot, ["q", "2"])
            await until(pilot, lambda: not keep_awake.is_held)

    async def test_that_there_are_no_tones_is_said(self, ready: Bench) -> None:
        wish(ready, sound="tones")
        async with ready.app().run_test() as pilot:
            await start(pilot)
            await ready.pass_time(pilot, 7)
            assert "Tones aren't available, so the bell is used." in text(pilot.app.screen)


class TestSoundTest:
    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def pause(seconds: float) -> None:
            del seconds

        monkeypatch.setattr(sound, "pause", pause)

    async def test_t_tries_the_sound_before_the_first_rep(
        self, ready: Bench, rings: list[str]
    ) -> None:
        # R5.test
        async with ready.app().run_test(size=(40, 12)) as pilot:
            screen = await start(pilot)
            assert "t sound" in lines(pilot.app.screen)[-1]
            await ready.pass_time(pilot, 2)
            await press(pilot, ["t"])
            await until(pilot, lambda: "Played: the terminal's bell." in text(pilot.app.screen))
            await ready.pass_time(pilot, 6)
            assert "Nothing? Unmute the terminal's bell." in text(pilot.app.screen)
            await until(pilot, lambda: len(rings) == 1 + 2)
            assert screen.machine.phase is Phase.PREPARE, "and it goes on meanwhile"

    @pytest.mark.parametrize("at", [31, 60])
    async def test_t_is_a_stray_key_once_the_first_rep_began(self, ready: Bench, at: int) -> None:
        # R5.test
        async with ready.app().run_test() as pilot:
            screen = await start(pilot)
            await ready.pass_time(pilot, at)
            assert "t sound" not in lines(pilot.app.screen)[-1]
            await press(pilot, ["t"])
            assert screen.machine.phase is Phase.PAUSED
            assert screen._trial is None

    async def test_the_sound_can_be_tried_outside_a_session(
        self, ready: Bench, rings: list[str]
    ) -> None:
        app = ready.app()
        async with app.run_test() as pilot:
            assert await sound.try_sound(app) == (
                "Played: the terminal's bell. Nothing heard? Many terminals mute the bell; "
                "turn it on in the terminal's settings."
            )
            await until(pilot, lambda: len(rings) == 2)


@needs_shell
class TestPlayers:
    async def test_a_player_gets_every_tone(
        self, ready: Bench, rings: list[str], tmp_path: Path
    ) -> None:
        wish(ready, tick="off")
        log = tmp_path / "log"
        install(ready, tmp_path, aplay=f'echo "$*" >> {log}; exec sleep 5')

        def played() -> list[str]:
            names = [Path(line.split()[-1]).name for line in log.read_text().splitlines()]
            return [name.split("-")[0] for name in names if "silence" not in name]

        async with ready.app().run_test() as pilot:
            await start(pilot)
            await until(pilot, lambda: log.exists() and played() == ["begin"])
            for at, sound in ((30, "first"), (32, "start"), (37, "release")):
                await ready.pass_time(pilot, at - (ready.clock.ms - 5_000_000) / 1000)
                await until(pilot, lambda sound=sound: played()[-1] == sound)  # type: ignore[misc]
        assert played() == ["begin", "first", "start", "release"]
        assert rings == []
        assert (tmp_path / "cache" / "supine").is_dir()

    async def test_what_was_given_up_is_told_at_the_end(
        self, ready: Bench, rings: list[str], tmp_path: Path
    ) -> None:
        wish(ready, speech=True)
        install(ready, tmp_path, pw_play="exit 1", aplay="exit 1", espeak_ng="exit 1")
        async with ready.app().run_test() as pilot:
            screen = await start(pilot)
            await until(pilot, lambda: len(screen._cues.warnings) == 2)
            await ready.pass_time(pilot, 33)
            assert len(rings) >= 1, "the bell rings from the first cue on"
            await ready.pass_time(pilot, 80)
            await at_screen(pilot, FinishScreen)
            told = text(pilot.app.screen)
            assert "pw-play and aplay didn't work, so the bell was used." in told
            assert "espeak-ng didn't work, so there was no more speech." in told
            assert told.index("Neck") < told.index("pw-play"), "the result comes first"

    async def test_once_a_day_is_enough(self, ready: Bench, tmp_path: Path) -> None:
        # R5.told
        routine = ready.diary.read().routine()
        earlier = ready.diary.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
        ready.diary.end_session(earlier.id, {e: Reps(target=2, done=1) for e in earlier.reps}, None)
        install(ready, tmp_path, aplay="exit 1")
        async with ready.app().run_test() as pilot:
            screen = await start(pilot)
            await until(pilot, lambda: len(screen._cues.warnings) == 1)
            await ready.pass_time(pilot, 90)
            await at_screen(pilot, FinishScreen)
            assert "aplay" not in text(pilot.app.screen)

    async def test_players_end_with_the_program(self, ready: Bench, tmp_path: Path) -> None:
        pid = tmp_path / "pid"
        # What sounds before the first rep is over soon; everything else would sound for a minute.
        quick = 'case "$*" in *silence*) exec sleep 0.3;; *begin*) exec sleep 0.7;; esac'
        install(ready, tmp_path, aplay=f"{quick}; echo $$ > {pid}; exec sleep 60")
        async with ready.app().run_test() as pilot:
            await start(pilot)
            await ready.pass_time(pilot, 30)
            await until(pilot, lambda: pid.exists() and pid.read_text().strip())
            player = int(pid.read_text())
        # Leaving the program is enough; its last process is gone with it.
        await_gone(player)


def await_gone(pid: int) -> None:
    """Wait until there is no such process."""
    end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=10)
    while dt.datetime.now(dt.UTC) < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
    raise AssertionError("it goes on")


async def test_another_zone_on_the_way_changes_nothing(ready: Bench) -> None:
    async with ready.app().run_test() as pilot:
        screen = await start(pilot)
        (before,) = ready.document("sessions")
        await ready.pass_time(pilot, 33)
        ready.clock.wall = ready.clock.wall.astimezone(dt.timezone(dt.timedelta(hours=-9)))
        screen.tick()
        assert screen.machine.phase is Phase.HOLD
        await ready.pass_time(pilot, 75)
        await at_screen(pilot, FinishScreen)
        (after,) = ready.document("sessions")
        assert (after["day"], after["start"]) == (before["day"], before["start"])


def killed(bench: Bench, folder: Path) -> Bench:
    """Return a bench with what a kill leaves: the file as it is now, and no lock on the session."""
    folder.mkdir()
    again = Bench(folder)
    again.path.write_bytes(bench.path.read_bytes())
    return again


def check_left(bench: Bench, done: list[int]) -> None:
    """Check that the next start keeps what was on the disk and asks for the rest."""
    assert bench.diary.close_abandoned(TODAY)
    (document,) = bench.document("sessions")
    assert (document["status"], document["stop_reason"]) == ("stopped", "interrupted")
    assert document["confirmed"] is False
    reps: Any = document["reps"]
    assert [each.get("done", 0) for each in reps.values()] == done
    today = Today.now(bench.diary.read(), bench.clock)
    assert [part.reps for part in today.sets_left()] == [2 - each for each in done]
    assert [part.first for part in today.sets_left()] == [each + 1 for each in done]


async def test_killed_in_any_phase_and_opened_again(ready: Bench, tmp_path: Path) -> None:
    phases = [
        (10, Phase.PREPARE, [0, 0]),
        (31, Phase.EASE_IN, [0, 0]),
        (33, Phase.HOLD, [0, 0]),
        (38, Phase.EASE_OUT, [1, 0]),
        (41, Phase.REST, [1, 0]),
        (60, Phase.PREPARE, [2, 0]),
        (90, Phase.HOLD, [2, 1]),
        (100, Phase.SETTLE, [2, 2]),
    ]
    async with ready.app().run_test() as pilot:
        screen = await start(pilot)
        passed = 0
        for at, phase, done in phases:
            await ready.pass_time(pilot, at - passed)
            passed = at
            assert screen.machine.phase is phase
            await until(pilot, lambda done=done: len(screen._saving.saved) == sum(done))  # type: ignore[misc]
            check_left(killed(ready, tmp_path / f"{at}"), done)


@pytest.mark.parametrize(("key", "phase"), [("space", Phase.PAUSED), ("b", Phase.LEAD_IN)])
async def test_killed_while_paused_or_in_a_lead_in(
    ready: Bench, tmp_path: Path, key: str, phase: Phase
) -> None:
    async with ready.app().run_test() as pilot:
        screen = await start(pilot)
        await ready.pass_time(pilot, 41)
        await press(pilot, [key])
        assert screen.machine.phase is phase
        await until(pilot, lambda: len(screen._saving.saved) == 1)
        check_left(killed(ready, tmp_path / "left"), [1, 0])


async def test_killed_it_is_said_and_space_goes_on(ready: Bench, tmp_path: Path) -> None:
    async with ready.app().run_test() as pilot:
        screen = await start(pilot)
        await ready.pass_time(pilot, 41)
        await until(pilot, lambda: len(screen._saving.saved) == 1)
        again = killed(ready, tmp_path / "left")
    async with again.app().run_test() as pilot:
        await until(pilot, lambda: "interrupted session was saved" in text(pilot.app.screen))
        assert "1 and 2 left" in text(pilot.app.screen)
        assert (await start(pilot)).machine.exercise == "shoulder-blades"
