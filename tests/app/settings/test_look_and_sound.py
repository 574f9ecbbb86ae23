"""The settings of look and sound have their effect at once, or say why they have none."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from textual.widgets import OptionList

from tests.app.app_support import (
    Bench,
    at_screen,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    cursor_line,
    details_text,
    go_to,
    open_settings,
    saved,
    stored_settings,
)
from tests.diary.faults import Disk
from tui.app import sound
from tui.app.main import SupineApp
from tui.app.page import PageDriver
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen


async def test_the_theme_is_seen_while_moving_through_the_list_and_escape_restores_it(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "theme")
        await press(pilot, ["enter"])
        await at_screen(pilot, "ListDialog")
        await press(pilot, ["down"])
        assert pilot.app.theme == "supine-day"
        await press(pilot, ["end"])
        assert pilot.app.theme == "tokyo-night"
        await press(pilot, ["escape"])
        await at_screen(pilot, SettingsScreen)
        assert pilot.app.theme == "supine-night"
        assert "theme" not in stored_settings(bench)
        await press(pilot, ["enter", "down", "down", "j"])
        chosen = pilot.app.screen.query_one(OptionList).highlighted_option
        assert chosen is not None
        await press(pilot, ["enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: stored_settings(bench).get("theme") == chosen.id)
        assert pilot.app.theme == chosen.id
        await press(pilot, ["backspace"])
        await until(pilot, lambda: pilot.app.theme == "supine-night")


async def test_a_theme_that_could_not_be_saved_is_not_shown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    disk = Disk(monkeypatch)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "theme")
        disk.fill()
        await press(pilot, ["enter"])
        await at_screen(pilot, "ListDialog")
        await press(pilot, ["j"])
        assert pilot.app.theme == "supine-day"
        await press(pilot, ["enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: "not saved" in cursor_line(pilot))
        assert pilot.app.theme == "supine-night"


async def test_a_theme_that_is_unknown_is_told_and_can_be_replaced(bench: Bench) -> None:
    bench.practised(2, 2)
    content = msgspec.json.decode(bench.path.read_bytes())
    (document,) = content["settings"].values()
    document |= {"theme": "no-such", "sound": "brass band", "extra": 1}
    bench.path.write_bytes(msgspec.json.encode(content))
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        assert pilot.app.theme == "supine-night"
        await open_settings(pilot)
        await go_to(pilot, "theme")
        assert "! The value in the file isn't valid" in text(pilot.app.screen)
        await go_to(pilot, "sound")
        assert "! The value in the file isn't valid" in text(pilot.app.screen)
        assert bench.path.read_bytes() == before
        await press(pilot, ["left"])
        await until(pilot, lambda: stored_settings(bench)["sound"] == "off")
        assert stored_settings(bench)["extra"] == 1
        await go_to(pilot, "theme")
        await press(pilot, ["right"])
        await until(pilot, lambda: stored_settings(bench)["theme"] == "supine-day")


async def test_without_colours_the_theme_stays_and_the_cursor_shows(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "theme")
        listed = pilot.app.screen.query_one(SettingList)
        strip = listed.render_line(0)
        assert any(segment.style and segment.style.reverse for segment in strip)
        await press(pilot, ["right"])
        await until(pilot, lambda: stored_settings(bench).get("theme") == "supine-day")
        assert pilot.app.theme == "ansi-dark"
        await press(pilot, ["enter", "down", "escape"])
        await at_screen(pilot, SettingsScreen)
        assert pilot.app.theme == "ansi-dark"


async def test_motion_is_applied_at_once_also_when_another_program_sets_it(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "motion")
        await press(pilot, ["left"])
        await until(pilot, lambda: pilot.app.animation_level == "none")
        assert stored_settings(bench)["motion"] == "none"
        bench.open().preferences.change_settings(
            lambda old: msgspec.structs.replace(old, motion="reduced")
        )
        await until(pilot, lambda: pilot.app.animation_level == "basic")


async def test_ascii_signs_are_used_at_once(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "glyphs")
        await press(pilot, ["right"])
        await until(pilot, lambda: "< ascii >" in cursor_line(pilot))
        await go_to(pilot, "plan.step")
        seen = text(pilot.app.screen)
        assert "-----> " in seen
        assert not set("◂▸─│") & set(seen)


@pytest.mark.parametrize(
    ("key", "keys", "installed", "message"),
    [
        ("sound", ["right"], "", "! No sound player found, so the bell is used."),
        ("sound", ["right"], "pw-play", ""),
        ("speech", ["right"], "", "! No speech program found."),
        ("speech", ["right"], "say", ""),
        ("speech", [], "", ""),
        ("sound", ["right"], "page", ""),
        ("speech", ["right"], "page", "! This browser has no English voice of its own."),
    ],
)
async def test_sound_that_cannot_be_heard_here_is_told(
    bench: Bench, key: str, keys: list[str], installed: str, message: str
) -> None:
    bench.practised(2, 2)
    bench.which = {installed: installed}.get
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.page = PageDriver.__new__(PageDriver) if installed == "page" else None
        await open_settings(pilot)
        await go_to(pilot, key)
        await press(pilot, keys)
        await saved(pilot)
        assert message in details_text(pilot)
        assert bool(message) is ("!" in details_text(pilot))


async def test_the_trial_of_the_sound_answers_before_it_is_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    is_over = asyncio.Event()

    async def try_sound(app: SupineApp) -> str:
        del app
        await is_over.wait()
        return "That was a test."

    monkeypatch.setattr(sound, "try_sound", try_sound)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "sound")
        await press(pilot, ["t"])
        await until(pilot, lambda: "Trying the sound" in text(pilot.app.screen))
        is_over.set()
        await until(pilot, lambda: "That was a test." in text(pilot.app.screen))
