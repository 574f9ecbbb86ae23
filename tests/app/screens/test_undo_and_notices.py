"""Undo, redo, and what the home screen says about the file."""

from __future__ import annotations

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
from tui.app.screens.session import SessionScreen
from tui.practice.models import Band

UNDONE = "Undone: the session that was added (Sun 22 Nov). To redo it, press ctrl+r."


async def test_undo_and_redo_say_what_they_did(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(notifications=True) as pilot:
        await press(pilot, ["f", "3"])
        await until(pilot, lambda: "1 × 5 s" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: "Undone: how it feels" in text(pilot.app.screen))
        assert "4 × 5 s" in text(pilot.app.screen)
        await press(pilot, ["ctrl+r"])
        await until(pilot, lambda: "Redone: how it feels" in text(pilot.app.screen))
        assert "1 × 5 s" in text(pilot.app.screen)


async def test_neither_undo_nor_redo_asks_and_each_names_the_other(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(notifications=True) as pilot:
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        for _ in range(2):
            await press(pilot, ["u"])
            await until(pilot, lambda: "3 × 5 s" in text(pilot.app.screen))
            await until(pilot, lambda: UNDONE in notifications(pilot.app.screen))
            await press(pilot, ["ctrl+r"])
            await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
            await until(pilot, lambda: "To undo it, press u." in notifications(pilot.app.screen))


async def test_what_the_command_line_removed_is_not_undone(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(notifications=True) as pilot:
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        bench.open().remove_session("last")
        await press(pilot, ["u"])
        await until(pilot, lambda: "changed elsewhere since" in notifications(pilot.app.screen))
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_in_a_running_session_undo_is_only_a_stray_key(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 5)
        await press(pilot, ["u"])
        assert pilot.app.screen.query_one("HoldTimer").view.word == "PAUSED"  # type: ignore[attr-defined]
    assert bench.document("days")[0]["check"] == "clear"


async def test_what_another_program_changed_is_not_undone(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(notifications=True) as pilot:
        await press(pilot, ["f", "2"])
        await until(pilot, lambda: bench.document("days"))
        bench.open().record_feeling(TODAY, Band.MODERATE)
        await press(pilot, ["u"])
        await until(pilot, lambda: "changed elsewhere since" in text(pilot.app.screen))
    assert bench.document("days")[0]["check"] == "moderate"


async def test_damage_is_said_with_the_place_of_the_copy_and_put_away(bench: Bench) -> None:
    bench.practised(2, 2)
    damaged = bench.path.read_bytes() + b"stale tail"
    bench.path.write_bytes(damaged)
    bench.diary = bench.open()
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "The diary was damaged" in text(pilot.app.screen)
        assert "supine.json.damaged-" in notices(pilot.app.screen)
        await press(pilot, ["d"])
        assert "damaged" not in text(pilot.app.screen)


async def test_a_copy_left_by_a_sync_program_is_named(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = bench.path.with_name("supine.sync-conflict-20261122-201500-ABCDEFG.json")
    copy.write_bytes(bench.path.read_bytes())
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: copy.name in notices(pilot.app.screen))
    assert copy.exists()
