"""Backups and exports from the settings screen, and going back to a backup."""

from __future__ import annotations

import datetime as dt

import msgspec

from tests.app.app_support import (
    TODAY,
    Bench,
    at_screen,
    notifications,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    go_to,
    open_settings,
    screen_of,
    squeezed,
    stored_routine,
)
from tui.app.screens.home import HomeScreen
from tui.app.settings.details import Details
from tui.app.settings.screen import SettingsScreen
from tui.diary import backups
from tui.practice.models import Reps


async def test_a_backup_and_an_export_are_made_and_told(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "path")
        about = str(screen.query_one(Details).render())
        assert str(bench.path) in about.replace("\n", "")  # it is broken to fit
        count = len(backups.listed(bench.path))
        await press(pilot, ["b"])
        await until(pilot, lambda: "Saved as" in text(screen))
        assert len(backups.listed(bench.path)) == count + 1
        await until(pilot, lambda: len(screen.state.facts.backups) == count + 1)
        for name in ("supine-export-2026-11-22.json", "supine-export-2026-11-22-2.json"):
            await press(pilot, ["e"])
            await until(pilot, bench.path.with_name(name).exists)
            await until(pilot, lambda n=name: n in notifications(screen))  # type: ignore[misc]
            exported = msgspec.json.decode(bench.path.with_name(name).read_bytes())
            tables = msgspec.json.decode(bench.path.read_bytes())
            tables["_meta"]["1"].pop("past", None)
            assert exported == tables


async def test_going_back_to_a_backup_first_tells_what_it_means(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.store.make_backup("manual")
    bench.clock.wall += dt.timedelta(minutes=1)
    routine = stored_routine(bench)
    bench.diary.log_session(routine, TODAY, {"neck": Reps(target=2, done=2)})
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "backups")
        await press(pilot, ["enter"])
        await at_screen(pilot, "ListDialog")
        assert "Sun 22 Nov 2026 21:00 · made by hand" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, SettingsScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, "ListDialog")
        await press(pilot, ["enter"])
        await at_screen(pilot, "ChoiceDialog")
        seen = text(pilot.app.screen)
        assert "will hold 2 sessions, and 0 days with an answer, a rest mark or a note." in seen
        assert "What it holds now (3 sessions, and" in seen
        await press(pilot, ["y"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: len(bench.open().read().sessions) == 2)
        await until(pilot, lambda: "Restored the backup of" in text(pilot.app.screen))
        await until(pilot, lambda: len(screen.state.facts.backups) == 3)
        assert backups.listed(bench.path)[0].kind == "restore"


async def test_no_backup_or_a_damaged_one_is_told(bench: Bench) -> None:
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        await open_settings(pilot)
        await go_to(pilot, "backups")
        await press(pilot, ["enter"])
        await until(pilot, lambda: "There is no backup yet" in text(pilot.app.screen))
        await press(pilot, ["b"])
        await until(pilot, lambda: "There is nothing to back up yet" in text(pilot.app.screen))
        bench.practised(2)
        made = bench.diary.store.make_backup("manual")
        assert made is not None
        made.path.write_bytes(b"no backup")
        await until(pilot, lambda: screen_of(pilot).state.facts.backups)
        await press(pilot, ["enter"])
        await at_screen(pilot, "ListDialog")
        await press(pilot, ["enter"])
        await until(pilot, lambda: "thebackupisdamaged" in squeezed(pilot))
        await at_screen(pilot, SettingsScreen)
