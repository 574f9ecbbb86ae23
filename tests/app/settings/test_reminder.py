"""The reminder on the settings screen, on a system whose programs are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.app_support import Bench, at_screen, notifications, press, text, until
from tests.app.settings.settings_support import details_text, go_to, open_settings, type_in
from tests.reminders.fakes import System
from tui.app.dialogs.prompt import PromptDialog
from tui.app.settings.screen import SettingsScreen
from tui.reminders import system as schedulers
from tui.words.reminding import NOT_UNDONE


async def test_the_reminder_is_shown_set_changed_and_removed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = System("crontab", crontab=b"# mine\n")
    home = {"HOME": str(tmp_path / "home")}
    bench.which = system.which
    monkeypatch.delenv("TZ", raising=False)
    bench.practised(2, 2)
    monkeypatch.setattr(
        "tui.app.settings.reminder.Reminders",
        lambda which: schedulers.Reminders(which, system.run, home, lambda: True),
    )
    async with bench.app().run_test(size=(100, 30), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "reminder")
        await until(pilot, lambda: screen.state.reminder[0] == "off")

        async def answer(typed: str) -> None:
            await press(pilot, ["enter"])
            await at_screen(pilot, PromptDialog)
            await type_in(pilot, typed)
            await press(pilot, ["enter"])

        await answer("25:00")
        assert "'25:00' is not a time; write it as HH:MM" in text(pilot.app.screen)
        await type_in(pilot, "9:30 pm")
        await press(pilot, ["enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: screen.state.reminder[0] == "21:30")
        assert "You'll be reminded at 21:30, if the day is still open." in notifications(screen)
        assert "Your crontab: 30 21 * * * " in details_text(pilot)
        assert system.crontab is not None and system.crontab.startswith(b"30 21 * * * ")
        assert str(bench.path).encode() in system.crontab
        # Undo leaves it, and takes nothing else back in its place.
        pilot.app.clear_notifications()
        before = bench.path.read_bytes()
        await press(pilot, ["u"])
        await until(pilot, lambda: NOT_UNDONE in notifications(screen))
        assert bench.path.read_bytes() == before
        # Changed by a command meanwhile: seen when the screen is shown again.
        system.crontab = system.crontab.replace(b"30 21", b"15 22")
        await press(pilot, ["question_mark", "escape"])
        await until(pilot, lambda: screen.state.reminder[0] == "22:15")
        # The routine of another diary, or one that is gone, is not taken over.
        for entry in (b"--file /else.json --routine gone", b"--routine gone"):
            system.crontab = b"0 9 * * * x -m tui remind now " + entry + b" # supine remind\n"
            await answer("21:45")
            await until(pilot, lambda: screen.state.reminder[0] == "21:45")
            assert b"--routine" not in system.crontab
        pilot.app.clear_notifications()
        system.crontab += b"# mine\n"
        await answer("OFF")
        await until(pilot, lambda: screen.state.reminder[0] == "off")
        assert system.crontab == b"# mine\n"
        system.failing = {"crontab -": "no"}
        await answer("7")
        await until(pilot, lambda: "can't change your crontab (no)" in notifications(screen))
        system.failing = {"crontab -l": "no"}
        await press(pilot, ["enter"])
        await until(pilot, lambda: "can't read your crontab (no)" in notifications(screen))
        assert system.crontab == b"# mine\n"
