"""What is changed in the settings is saved at once and in order, and *saved* is always true."""

from __future__ import annotations

import msgspec
import pytest

from tests.app.app_support import (
    SUPINE_PILOT,
    Bench,
    SlowDisk,
    at_screen,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    HOLD,
    cursor_line,
    go_to,
    keys_of,
    open_settings,
    saved,
    stored_routine,
)
from tests.diary.faults import Disk
from tui.app.settings.screen import SettingsScreen


def screen_of_any(pilot: SUPINE_PILOT) -> SettingsScreen:
    """Return the settings screen, even where a question lies over it."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, SettingsScreen))


async def test_steps_are_saved_at_once_and_undone_as_one(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, HOLD)
        for key in ("right", "plus", "l", "minus"):
            await press(pilot, [key])
            await saved(pilot)
        assert stored_routine(bench).exercises[0].hold_s == 7
        await press(pilot, ["u"])
        await until(pilot, lambda: stored_routine(bench).exercises[0].hold_s == 5)
        assert " 5 " in cursor_line(pilot)
        await press(pilot, ["ctrl+r"])
        await until(pilot, lambda: stored_routine(bench).exercises[0].hold_s == 7)
        # Coming back later is another change, also on the same row.
        await press(pilot, ["down", "up", "right"])
        await saved(pilot)
        await press(pilot, ["u"])
        await until(pilot, lambda: stored_routine(bench).exercises[0].hold_s == 7)


async def test_quick_steps_write_only_the_newest_value(bench: Bench) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench.diary.preferences, "change_routine")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: disk.begun == 1)
        await press(pilot, ["right", "right", "right", "left"])
        assert "◂ 45 ▸" in cursor_line(pilot)
        assert "saved" not in cursor_line(pilot)  # only what is on the disk says so
        disk.go.set()
        await until(pilot, lambda: "saved" in cursor_line(pilot))
        assert stored_routine(bench).prepare_s == 45
        assert disk.begun == 2
        await press(pilot, ["left", "left", "left"])
        await saved(pilot)
        assert stored_routine(bench).prepare_s == 30


async def test_steps_back_and_forth_on_a_slow_disk_end_where_the_screen_ends(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench.diary.preferences, "change_routine")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: disk.begun == 1)
        await press(pilot, ["left"])
        disk.go.set()
        await saved(pilot)
        assert "◂ 30 ▸" in cursor_line(pilot)
        assert stored_routine(bench).prepare_s == 30


@pytest.mark.parametrize("key", ["r", "q"])
async def test_what_waits_for_the_disk_is_written_when_the_screen_is_left(
    bench: Bench, key: str
) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench.diary.preferences, "change_routine")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: disk.begun == 1)
        await press(pilot, ["right", "right"])
        disk.go.set()
        await pilot.press(key)
        if key == "r":
            await until(pilot, lambda: stored_routine(bench).prepare_s == 45)
    assert stored_routine(bench).prepare_s == 45


async def test_a_disk_that_is_full_when_the_program_is_left_stops_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    slow, disk = SlowDisk(bench.diary.preferences, "change_routine"), Disk(monkeypatch)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: slow.begun == 1)
        await press(pilot, ["right"])
        disk.fill()
        slow.go.set()
        await pilot.press("q")
    assert bench.path.read_bytes() == before


async def test_a_full_disk_is_told_and_the_stored_value_shows_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    disk = Disk(monkeypatch)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        before = bench.path.read_bytes()
        disk.fill()
        await press(pilot, ["right"])
        await until(pilot, lambda: "not saved to" in text(pilot.app.screen))
        await until(pilot, lambda: "not saved" in cursor_line(pilot))
        assert "30" in cursor_line(pilot)
        assert bench.path.read_bytes() == before
        disk.heal()
        await press(pilot, ["right"])
        await until(pilot, lambda: cursor_line(pilot).endswith(" saved"))
        assert stored_routine(bench).prepare_s == 35


async def test_no_kind_of_change_breaks_on_a_full_disk(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    disk = Disk(monkeypatch)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        before = stored_routine(bench)
        disk.fill()
        for at, keys in (
            (HOLD, ["K", "J", "3", "enter", "d", "y"]),
            (HOLD, ["a", *"Chin", "enter"]),
            ("plan.ceiling", ["right", "y", "g", "y"]),
            ("schedule", ["right", "enter"]),
            ("day_starts_at", ["right"]),
            ("theme", ["right"]),
            ("path", ["b", "e"]),
        ):
            await go_to(pilot, at)
            for key in keys:
                await press(pilot, [key])
                await until(pilot, lambda: not screen_of_any(pilot).saving.is_busy)
        assert "not saved to" in text(pilot.app.screen)
        disk.heal()
        assert stored_routine(bench) == before
        assert pilot.app.theme == "supine-night"
        pilot.app.clear_notifications()  # which may lie over the line
        await go_to(pilot, "theme")
        assert "supine-night" in cursor_line(pilot)


async def test_an_unchanged_or_equal_value_is_not_written(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        before = bench.path.read_bytes()
        for key, keys in (
            ("name", ["enter", "enter"]),
            (HOLD, [*keys_of("5.0"), "enter"]),
            ("props", ["enter", "enter"]),
            ("theme", ["enter", "enter"]),
        ):
            await go_to(pilot, key)
            await press(pilot, keys)
            await at_screen(pilot, SettingsScreen)
            await saved(pilot)
            assert bench.path.read_bytes() == before
        await go_to(pilot, "exercises.shoulder-blades.ease_in_s")
        await press(pilot, ["left", "left", "right"])
        await saved(pilot)
        assert stored_routine(bench).exercises[0].ease_in_s == 2
        await press(pilot, ["u"])
        await saved(pilot)
        assert (
            msgspec.json.decode(bench.path.read_bytes())["sessions"]
            == (msgspec.json.decode(before)["sessions"])
        )


async def test_saved_stands_only_beside_the_value_that_was_saved(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        for key, value in (("u", 30), ("ctrl+r", 35)):
            await press(pilot, ["right"])
            await until(pilot, lambda: cursor_line(pilot).endswith(" saved"))
            if key == "ctrl+r":
                await press(pilot, ["u"])
            await press(pilot, [key])
            await until(pilot, lambda v=value: stored_routine(bench).prepare_s == v)  # type: ignore[misc]
            await until(pilot, lambda: "saved" not in cursor_line(pilot))
        await press(pilot, ["right"])
        await until(pilot, lambda: cursor_line(pilot).endswith(" saved"))
        bench.open().preferences.change_routine(
            stored_routine(bench).id, lambda old: msgspec.structs.replace(old, prepare_s=77)
        )
        await until(pilot, lambda: "77" in cursor_line(pilot))
        assert "saved" not in cursor_line(pilot)


async def test_a_change_by_another_program_shows(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        bench.open().preferences.change_routine(
            stored_routine(bench).id, lambda old: msgspec.structs.replace(old, prepare_s=77)
        )
        await until(pilot, lambda: "77" in cursor_line(pilot))
