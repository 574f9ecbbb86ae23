"""The settings on the screen: stepped, typed, looked for, saved and taken back by keyboard."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from typing import Any

import msgspec
import pytest
from textual import events
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    lines,
    notifications,
    press,
    text,
    until,
)
from tests.diary.faults import Disk
from tui.app import sound
from tui.app.main import SupineApp
from tui.app.screens.home import HomeScreen
from tui.app.settings.details import minutes
from tui.app.settings.lines import SECTIONS
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen
from tui.app.widgets.inline_input import InlineInput
from tui.diary import backups
from tui.practice.forecast import forecast
from tui.practice.models import Plan, Reps, Routine, Weekdays, Weekly
from tui.settings.schedule import schedule_words

SIZES = [(80, 24), (40, 12)]
HOLD = "exercises.shoulder-blades.hold_s"


def screen_of(pilot: SUPINE_PILOT) -> SettingsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


def app_of(pilot: SUPINE_PILOT) -> SupineApp:
    app = pilot.app
    assert isinstance(app, SupineApp)
    return app


async def open_settings(pilot: SUPINE_PILOT) -> SettingsScreen:
    await press(pilot, ["s"])
    await at_screen(pilot, SettingsScreen)
    await until(pilot, lambda: screen_of(pilot).state.cursor and screen_of(pilot).state.facts.path)
    return screen_of(pilot)


async def type_in(pilot: SUPINE_PILOT, typed: str) -> None:
    """Put a text where one types, as a paste would."""
    entry = pilot.app.focused
    assert isinstance(entry, Input)
    entry.value = typed
    await pilot.pause()


async def go_to(pilot: SUPINE_PILOT, key: str) -> None:
    """Put the cursor on a line, however it is reached."""
    screen_of(pilot).go(key)
    await pilot.pause()
    assert screen_of(pilot).state.cursor == key


async def saved(pilot: SUPINE_PILOT) -> None:
    """Wait until nothing is left to be written."""
    await until(pilot, lambda: not screen_of(pilot).saving.is_busy)


def cursor_line(pilot: SUPINE_PILOT) -> str:
    """The line under the cursor as it is drawn."""
    listed = pilot.app.screen.query_one(SettingList)
    y = listed.region.y + listed.value_region.y
    width = listed.scrollable_content_region.width
    return lines(pilot.app.screen)[y][listed.region.x :][:width].strip()


def stored(bench: Bench) -> Routine:
    return bench.open().read().routine()


def settings_of(bench: Bench) -> dict[str, Any]:
    documents = bench.document("settings") if bench.path.exists() else []
    return documents[0] if documents else {}


# As a new user would


@pytest.mark.parametrize("size", SIZES)
async def test_an_evening_of_settings_by_keyboard_alone(
    bench: Bench, size: tuple[int, int]
) -> None:
    """Add an exercise, put it first, hold it 7 s, three times a week, the day from 04:30, light."""
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await press(pilot, ["tab", "a", *"Chin tuck", "enter"])
        await until(pilot, lambda: screen_of(pilot).state.cursor == "exercises.chin-tuck.name")
        await press(pilot, ["shift+up", "shift+up"])
        await until(pilot, lambda: stored(bench).exercises[0].name == "Chin tuck")
        assert screen_of(pilot).state.cursor == "exercises.chin-tuck.name"
        await press(pilot, [*["down"] * 4, "7", "enter"])
        await until(pilot, lambda: stored(bench).exercises[0].hold_s == 7)
        assert "saved" in cursor_line(pilot)
        await press(pilot, ["tab", "tab", "right", "right", "enter"])
        await until(pilot, lambda: isinstance(stored(bench).schedule_on(TODAY), Weekly))
        await press(pilot, ["tab", "right", "right", "right"])
        await until(pilot, lambda: settings_of(bench).get("day_starts_at") == "04:30")
        await press(pilot, ["tab", "tab", "right"])
        await until(pilot, lambda: settings_of(bench).get("theme") == "supine-day")
        assert pilot.app.theme == "supine-day"
        await press(pilot, ["u"])
        await until(pilot, lambda: pilot.app.theme == "supine-night")
        await press(pilot, ["u"])
        await until(pilot, lambda: "day_starts_at" not in settings_of(bench))
        assert "theme" not in settings_of(bench)
        routine = stored(bench)
        assert [each.id for each in routine.exercises] == ["chin-tuck", "shoulder-blades", "neck"]
        assert routine.schedule_on(TODAY) == Weekly(since=TODAY, times=3, week_starts_on="mon")
        await press(pilot, ["r"])
        await at_screen(pilot, HomeScreen)
        seen = text(pilot.app.screen)
        assert "1 Chin tuck 2 × 7 s" in seen
        asked = [asked.target for asked in app_of(pilot).today.plan.exercises]
        assert asked == [2, 4, 4]  # the new one starts at the start


@pytest.mark.parametrize("size", [*SIZES, (64, 20), (120, 40), (200, 60)])
async def test_every_section_is_reached_by_tab_and_fits(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        sections = []
        for _ in SECTIONS:
            sections.append(screen.state.section)
            assert screen.state.section.upper() in text(screen).upper()
            assert cursor_line(pilot).startswith(screen.state.line.label[:14])
            assert all(len(line) <= size[0] for line in lines(screen))
            await press(pilot, ["tab"])
        assert sections == list(SECTIONS)
        assert screen.state.section == SECTIONS[0]
        await press(pilot, ["shift+tab"])
        assert screen.state.section == "File"


@pytest.mark.parametrize("size", SIZES)
async def test_every_row_is_reached_by_going_down(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await press(pilot, ["end", "home", "j", "k"])
        every = [line.key for line in screen.state.lines if not line.is_heading]
        seen = []
        for _ in every:
            seen.append(screen.state.cursor)
            await pilot.pause()
            assert cursor_line(pilot).startswith(screen.state.line.label[:14])
            screen.action_move(1)
        assert seen == every
        assert set(screen.state.settings) <= set(seen)
        await press(pilot, ["up"])
        assert screen.state.cursor == every[-2]


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_shows_value_unit_range_help_and_default(
    bench: Bench, size: tuple[int, int]
) -> None:
    async with bench.app().run_test(size=size) as pilot:
        await at_screen(pilot, "TextDialog")
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
        before = bench.path.read_bytes()
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        assert cursor_line(pilot).split() == ["Get", "ready", "◂", "30", "▸", "s", "0–3600"]
        assert "Time to lie down and get comfortable" in text(pilot.app.screen)
        assert "default 30" in text(pilot.app.screen)
        assert bench.path.read_bytes() == before


# Stepping and saving


async def test_steps_are_saved_at_once_and_taken_back_as_one(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, HOLD)
        for key in ("right", "plus", "l", "minus"):
            await press(pilot, [key])
            await saved(pilot)
        assert stored(bench).exercises[0].hold_s == 7
        await press(pilot, ["u"])
        await until(pilot, lambda: stored(bench).exercises[0].hold_s == 5)
        assert " 5 " in cursor_line(pilot)
        await press(pilot, ["ctrl+r"])
        await until(pilot, lambda: stored(bench).exercises[0].hold_s == 7)
        # Coming back later is another change, also on the same row.
        await press(pilot, ["down", "up", "right"])
        await saved(pilot)
        await press(pilot, ["u"])
        await until(pilot, lambda: stored(bench).exercises[0].hold_s == 7)


class SlowDisk:
    """Lets the writes of a diary wait, and counts them."""

    def __init__(self, bench: Bench) -> None:
        self.go = threading.Event()
        self.begun = 0
        choices = bench.diary.preferences
        change = choices.change_routine

        def slow(*args: Any, **rest: Any) -> Routine:
            self.begun += 1
            assert self.go.wait(10)
            return change(*args, **rest)

        choices.change_routine = slow  # type: ignore[method-assign]


async def test_quick_steps_write_no_more_than_needed_and_never_lose_the_last(bench: Bench) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench)
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
        assert stored(bench).prepare_s == 45
        assert disk.begun == 2
        await press(pilot, ["left", "left", "left"])
        await saved(pilot)
        assert stored(bench).prepare_s == 30


async def test_back_and_forth_while_the_disk_is_slow_ends_where_the_screen_ends(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: disk.begun == 1)
        await press(pilot, ["left"])
        disk.go.set()
        await saved(pilot)
        assert "◂ 30 ▸" in cursor_line(pilot)
        assert stored(bench).prepare_s == 30


@pytest.mark.parametrize("key", ["r", "q"])
async def test_what_waits_for_the_disk_is_written_also_when_the_screen_is_left(
    bench: Bench, key: str
) -> None:
    bench.practised(2, 2)
    disk = SlowDisk(bench)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["right"])
        await until(pilot, lambda: disk.begun == 1)
        await press(pilot, ["right", "right"])
        disk.go.set()
        await pilot.press(key)
        if key == "r":
            await until(pilot, lambda: stored(bench).prepare_s == 45)
    assert stored(bench).prepare_s == 45


async def test_a_disk_that_is_full_when_the_program_is_left_stops_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    slow, disk = SlowDisk(bench), Disk(monkeypatch)
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


async def test_a_full_disk_is_said_and_what_is_stored_shows_again(
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
        assert stored(bench).prepare_s == 35


async def test_every_kind_of_change_survives_a_full_disk(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(2, 2)
    disk = Disk(monkeypatch)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        before = stored(bench)
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
        assert stored(bench) == before
        assert pilot.app.theme == "supine-night"
        pilot.app.clear_notifications()  # which may lie over the line
        await go_to(pilot, "theme")
        assert "supine-night" in cursor_line(pilot)


def screen_of_any(pilot: SUPINE_PILOT) -> SettingsScreen:
    """The settings, also beneath a question."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, SettingsScreen))


async def test_what_another_program_changes_shows(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        bench.open().preferences.change_routine(
            stored(bench).id, lambda old: msgspec.structs.replace(old, prepare_s=77)
        )
        await until(pilot, lambda: "77" in cursor_line(pilot))


async def test_what_is_typed_stays_while_another_program_writes(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, ["4"])
        bench.open().preferences.change_routine(
            stored(bench).id, lambda old: msgspec.structs.replace(old, settle_s=77)
        )
        await until(pilot, lambda: "77" in text(pilot.app.screen))
        await press(pilot, ["2", "enter"])
        await saved(pilot)
        assert (stored(bench).prepare_s, stored(bench).settle_s) == (42, 77)


# Typing


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        (HOLD, "11", "Hold takes a number from 2 to 10."),
        (HOLD, "1", "Hold takes a number from 2 to 10."),
        ("plan.step", "3", "Step takes 0, 1 or 2."),
        ("plan.start_reps", "0", "Start with takes a whole number from 1 to 5."),
        ("day_starts_at", "12:00", "Day starts at takes a time before 12:00, such as 03:00."),
    ],
)
@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_value_is_marked_with_the_reason_and_never_saved(
    bench: Bench, size: tuple[int, int], key: str, typed: str, reason: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, key)
        before, was = bench.path.read_bytes(), cursor_line(pilot)
        await press(pilot, _keys(typed))
        for _ in range(2):
            assert f"! {reason}" in _panel(pilot)
            assert screen.query_one("#typing", InlineInput).has_class("-wrong")
            await press(pilot, ["enter"])
        await press(pilot, ["down"])
        assert screen.state.typing == key
        await press(pilot, ["escape"])
        assert cursor_line(pilot) == was
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert bench.path.read_bytes() == before


async def test_typing_begins_with_a_digit_or_enter_and_goes_on_with_the_arrows(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.ease_in_s")
        await press(pilot, [*"2,5", "down"])
        assert screen.state.cursor == "exercises.neck.hold_s"
        await press(pilot, ["enter", "4", "up"])
        assert screen.state.cursor == "exercises.neck.ease_in_s"
        await press(pilot, ["3", "tab"])
        assert screen.state.section == "Plan"
        await saved(pilot)
        neck = stored(bench).exercises[1]
        assert (neck.ease_in_s, neck.hold_s) == (3, 4)
        await press(pilot, ["u", "u", "u"])
        await until(pilot, lambda: stored(bench).exercises[1].hold_s == 5)


async def test_letters_in_a_name_go_nowhere_and_escape_leaves_the_line_before_the_screen(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.name")
        await press(pilot, ["enter", *"rcsuq/ 12hl", "enter"])
        await saved(pilot)
        assert stored(bench).exercises[1].name == "rcsuq/ 12hl"
        await press(pilot, ["enter", "x", "escape"])
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert screen.state.typing == ""
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


async def test_what_is_unchanged_or_equal_is_not_written(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        before = bench.path.read_bytes()
        for key, keys in (
            ("name", ["enter", "enter"]),
            (HOLD, [*_keys("5.0"), "enter"]),
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
        assert stored(bench).exercises[0].ease_in_s == 2
        await press(pilot, ["u"])
        await saved(pilot)
        assert (
            msgspec.json.decode(bench.path.read_bytes())["sessions"]
            == (msgspec.json.decode(before)["sessions"])
        )


async def test_a_click_elsewhere_takes_what_fits_and_drops_what_does_not(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "prepare_s")
        await press(pilot, list("42"))
        await pilot.click(SettingList, offset=(3, 3))
        await pilot.pause()
        assert screen.state.cursor == "settle_s"
        await until(pilot, lambda: stored(bench).prepare_s == 42)
        await press(pilot, list("9999"))
        await pilot.click(SettingList, offset=(3, 1))
        await pilot.pause()
        assert (screen.state.cursor, screen.state.typing) == ("prepare_s", "")
        await saved(pilot)
        assert stored(bench).settle_s == 10


# Looking for something


@pytest.mark.parametrize("size", SIZES)
async def test_looking_for_something_lists_what_matches_under_its_headings(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)

        def found() -> list[str]:
            return [line.key for line in screen.state.lines if not line.is_heading]

        await press(pilot, ["slash", *_keys("NECK hold")])
        assert found() == [
            "exercises.neck.word",
            "exercises.neck.ease_in_s",
            "exercises.neck.hold_s",
        ]
        assert "NECK" in text(screen).upper()
        for query, keys in (
            ("plan.ceil", ["plan.ceiling"]),
            ("gentler", ["plan.step", "gentler"]),
            ("look motion", ["motion"]),
            ("belongs to the day before", ["day_starts_at"]),
        ):
            await type_in(pilot, query)
            assert found() == keys
        assert "Day starts at" in text(screen)
        await press(pilot, ["enter", "right"])
        await until(pilot, lambda: settings_of(bench).get("day_starts_at") == "03:30")
        assert "1 setting" in text(screen)
        await press(pilot, ["ctrl+f", *"zzz"])
        assert found() == []
        assert "nothing is called so" in text(screen)
        await press(pilot, ["enter", "enter", "right", "down", "tab", "d", "backspace"])
        await press(pilot, ["escape"])
        assert len(found()) > 30
        assert screen.state.query == ""
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


def _keys(typed: str) -> list[str]:
    named = {" ": "space", ".": "full_stop", ":": "colon", ",": "comma"}
    return [named.get(each, each) for each in typed]


# Going back to the default


async def test_a_changed_row_goes_back_to_its_default_and_only_such_a_row(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "exercises.neck.word")
        assert "default" not in lines(pilot.app.screen)[-1]
        before = bench.path.read_bytes()
        await press(pilot, ["backspace"])
        assert bench.path.read_bytes() == before
        await press(pilot, ["enter", *"Rest", "enter"])
        await saved(pilot)
        assert stored(bench).exercises[1].word == "REST"
        assert "⌫ default" in lines(pilot.app.screen)[-1]
        await press(pilot, ["backspace"])
        await saved(pilot)
        assert stored(bench).exercises[1].word == "PRESS"


# The plan


def preview_numbers(pilot: SUPINE_PILOT) -> list[str]:
    """The line of targets, as it stands on the screen."""
    seen = lines(pilot.app.screen)
    at = next(n for n, line in enumerate(seen) if "▸" in line and "──" in line)
    return seen[at - 1].split("  ▸ Plan")[-1].split()[-14:]


def foretold(bench: Bench, routine: Routine) -> tuple[list[str], str, str]:
    days = bench.open().read().routine_days(routine, TODAY)
    coming = forecast(routine, days, TODAY)
    return (
        [str(each.targets[0]) for each in coming],
        minutes(coming[0].length),
        minutes(coming[-1].length),
    )


@pytest.mark.parametrize("size", [*SIZES, (120, 40)])
async def test_the_preview_is_the_forecast_also_of_what_is_only_typed(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        routine = stored(bench)

        def check(plan: Plan) -> None:
            targets, first, last = foretold(bench, msgspec.structs.replace(routine, plan=plan))
            assert preview_numbers(pilot) == targets
            assert first in text(pilot.app.screen)
            assert last in text(pilot.app.screen)

        check(Plan())
        await press(pilot, ["right"])
        check(Plan(step=2))
        await press(pilot, ["down", "8"])
        assert stored(bench).plan.ceiling == 10
        check(Plan(step=2, ceiling=8))
        await press(pilot, ["escape"])
        check(Plan(step=2))


async def test_exercises_that_differ_have_a_line_each_in_the_preview(bench: Bench) -> None:
    bench.practised(2, 2, 3, 4)
    bench.diary.preferences.add_exercise(
        stored(bench).id, msgspec.structs.replace(stored(bench).exercises[0], name="Third")
    )
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        seen = " ".join(text(pilot.app.screen).split())
        assert "5 6 7 8 9 10 10 10 10 10 10 10 10 10 Shoulder" in seen
        assert "2 2 3 4 5 6 7 8 9 10 10 10 10 10 Third" in seen


async def test_asking_for_more_is_asked_about_once_and_no_leaves_it(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.ceiling")
        for answer in ("n", "escape"):
            await press(pilot, ["right"])
            await at_screen(pilot, "ChoiceDialog")
            assert "More is not better here" in text(pilot.app.screen)
            await press(pilot, [answer])
            await at_screen(pilot, SettingsScreen)
            assert "10" in cursor_line(pilot)
        assert stored(bench).plan.ceiling == 10
        await press(pilot, ["right", "y"])
        await at_screen(pilot, SettingsScreen)
        await press(pilot, ["right", "right"])
        await saved(pilot)
        assert stored(bench).plan.ceiling == 13
        await press(pilot, ["u"])
        await until(pilot, lambda: stored(bench).plan.ceiling == 10)
        await press(pilot, ["left"])  # less needs no asking
        await saved(pilot)
        assert stored(bench).plan.ceiling == 9


async def test_the_gentler_form_is_one_question_and_one_undo(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    sessions = bench.document("sessions")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        before = stored(bench)
        await press(pilot, ["g"])
        await at_screen(pilot, "ChoiceDialog")
        assert "holds for 3 s and rests for 10 s" in text(pilot.app.screen)
        await press(pilot, ["y"])
        await until(pilot, lambda: stored(bench).plan == Plan(start_reps=1, ceiling=5))
        assert {(e.hold_s, e.rest_s) for e in stored(bench).exercises} == {(3, 10)}
        await press(pilot, ["g"])
        await until(pilot, lambda: "It is as gentle already" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: stored(bench).plan == before.plan)
        assert stored(bench).exercises == before.exercises
    assert bench.document("sessions") == sessions


# The schedule


@pytest.mark.parametrize("size", SIZES)
async def test_a_schedule_is_only_tried_until_enter_accepts_it(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "2", "3", "n"])
        tried = Weekdays(since=TODAY, days=("mon", "tue", "fri"), needs="full")
        assert screen.state.draft == tried
        words = " ".join(schedule_words(tried, TODAY).split())
        assert words in _panel(pilot)
        assert "Days before stay as they were." in _panel(pilot)
        assert bench.path.read_bytes() == before
        await press(pilot, ["escape"])
        assert screen.state.draft is None
        assert "daily" in cursor_line(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)
        await press(pilot, ["left", "5", "right_square_bracket", "enter"])
        await saved(pilot)
        tomorrow = TODAY + dt.timedelta(days=1)
        assert stored(bench).schedule == (
            Weekly(since=tomorrow, times=5, week_starts_on="mon", needs="any"),
        )
        assert "Already planned: 5 a week from 2026-11-23" in _panel(pilot)
        await press(pilot, ["u"])
        await until(pilot, lambda: stored(bench).schedule == ())


def _squeezed(pilot: SUPINE_PILOT) -> str:
    """All that stands on the screen, without any space: paths are cut anywhere."""
    return "".join(each for each in text(pilot.app.screen) if each not in " ▌")


def _panel(pilot: SUPINE_PILOT) -> str:
    about = pilot.app.screen.query_one("#about").region
    seen = lines(pilot.app.screen)[about.y : about.bottom]
    return " ".join(" ".join(line[about.x :] for line in seen).split())


async def test_a_schedule_can_be_typed_with_its_date(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["enter"])
        await type_in(pilot, "tue thu from 2026-12-01")
        assert "From Tuesday 1 December: Tuesday and Thursday" in _panel(pilot)
        await press(pilot, ["enter"])
        await saved(pilot)
        assert stored(bench).schedule == (
            Weekdays(since=dt.date(2026, 12, 1), days=("tue", "thu")),
        )
        await press(pilot, ["enter"])
        await type_in(pilot, "now and then")
        await press(pilot, ["enter"])
        assert "! The schedule takes daily, days such as" in _panel(pilot)
        await press(pilot, ["escape", "backspace"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["y"])
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert stored(bench).schedule == ()


async def test_at_least_one_day_stays(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["3", "3"])
        assert "keeps at least one day" in _panel(pilot)
        assert "wed" in cursor_line(pilot)


@pytest.mark.parametrize(("answer", "is_taken"), [("y", True), ("n", False)])
async def test_going_on_without_accepting_asks(bench: Bench, answer: str, is_taken: bool) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "down"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["escape"])
        await at_screen(pilot, SettingsScreen)
        assert screen.state.cursor == "schedule"
        assert screen.state.draft is not None
        await press(pilot, ["down"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, [answer])
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert screen.state.cursor == "day_starts_at"
        assert bool(stored(bench).schedule) is is_taken


async def test_a_schedule_that_was_not_accepted_is_said_to_be_as_it_was(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "r"])
        await until(pilot, lambda: "The schedule stays as it was" in text(pilot.app.screen))
    assert stored(bench).schedule == ()


# Exercises


async def test_an_exercise_moves_with_the_cursor_on_it_and_stops_at_the_ends(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.hold_s")
        for keys, order in (
            (["K"], ["neck", "shoulder-blades"]),
            (["shift+up", "shift+up"], ["neck", "shoulder-blades"]),
            (["shift+down", "J", "J"], ["shoulder-blades", "neck"]),
        ):
            await press(pilot, keys)
            await saved(pilot)
            assert [each.id for each in stored(bench).exercises] == order
            assert screen.state.cursor == "exercises.neck.hold_s"
            assert cursor_line(pilot).startswith("Hold")
        assert "already" not in text(screen)


async def test_a_name_that_is_taken_or_empty_adds_nothing(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, HOLD)
        await press(pilot, ["a", *"neck", "enter"])
        assert "! A name would be the second one called neck." in _panel(pilot)
        await press(pilot, ["escape", "a", "enter"])
        assert screen.state.typing == ""
        assert len(stored(bench).exercises) == 2


async def test_removing_asks_once_and_old_days_stay(bench: Bench) -> None:
    bench.practised(2, 2)
    sessions = bench.document("sessions")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "exercises.neck.hold_s")
        await press(pilot, ["delete"])
        await at_screen(pilot, "ChoiceDialog")
        assert "Old days stay as they are" in text(pilot.app.screen)
        await press(pilot, ["n"])
        await at_screen(pilot, SettingsScreen)
        await press(pilot, ["d", "y"])
        await until(pilot, lambda: len(stored(bench).exercises) == 1)
        assert bench.document("sessions") == sessions
        await at_screen(pilot, SettingsScreen)
        await saved(pilot)
        assert screen.state.section == "Exercises"
        await go_to(pilot, HOLD)
        await press(pilot, ["d"])
        await until(pilot, lambda: "It is the only exercise" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: len(stored(bench).exercises) == 2)


@pytest.mark.parametrize("size", SIZES)
async def test_long_names_and_wide_letters_stay_in_their_lines(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    routine = stored(bench)
    for name in ("x" * 80, "頸" * 40, "👩‍👩‍👧" * 8):
        bench.diary.preferences.add_exercise(
            routine.id, msgspec.structs.replace(routine.exercises[0], name=name)
        )
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)
        for key in (key for key in screen.state.settings if key.endswith(".name")):
            await go_to(pilot, key)
            assert all(Content(each).cell_length <= size[0] for each in lines(screen)), key
        await go_to(pilot, next(k for k in screen.state.settings if k.startswith("exercises.xx")))
        await press(pilot, ["enter", "y", "escape"])
        assert screen.state.typing == ""


# Look, sound


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
        assert "theme" not in settings_of(bench)
        await press(pilot, ["enter", "down", "down", "j"])
        chosen = pilot.app.screen.query_one(OptionList).highlighted_option
        assert chosen is not None
        await press(pilot, ["enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: settings_of(bench).get("theme") == chosen.id)
        assert pilot.app.theme == chosen.id
        await press(pilot, ["backspace"])
        await until(pilot, lambda: pilot.app.theme == "supine-night")


async def test_motion_is_applied_at_once_also_when_another_program_sets_it(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "motion")
        await press(pilot, ["left"])
        await until(pilot, lambda: pilot.app.animation_level == "none")
        assert settings_of(bench)["motion"] == "none"
        bench.open().preferences.change_settings(
            lambda old: msgspec.structs.replace(old, motion="reduced")
        )
        await until(pilot, lambda: pilot.app.animation_level == "basic")


async def test_a_theme_nobody_knows_is_said_and_can_be_replaced(bench: Bench) -> None:
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
        assert "! What the file says here does not fit" in text(pilot.app.screen)
        await go_to(pilot, "sound")
        assert "! What the file says here does not fit" in text(pilot.app.screen)
        assert bench.path.read_bytes() == before
        await press(pilot, ["left"])
        await until(pilot, lambda: settings_of(bench)["sound"] == "off")
        assert settings_of(bench)["extra"] == 1
        await go_to(pilot, "theme")
        await press(pilot, ["right"])
        await until(pilot, lambda: settings_of(bench)["theme"] == "supine-day")


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
        await until(pilot, lambda: settings_of(bench).get("theme") == "supine-day")
        assert pilot.app.theme == "ansi-dark"
        await press(pilot, ["enter", "down", "escape"])
        await at_screen(pilot, SettingsScreen)
        assert pilot.app.theme == "ansi-dark"


async def test_plain_signs_are_used_at_once(bench: Bench) -> None:
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


async def test_props_are_chosen_from_their_list(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "props")
        await press(pilot, ["enter"])
        await at_screen(pilot, "PropsDialog")
        await press(pilot, ["1", "3", "enter"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: stored(bench).props == ("roll", "towel"))


# The file


async def test_a_backup_and_an_export_are_made_and_said(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "path")
        about = str(screen.query_one("#about", Static).render())
        assert str(bench.path) in about.replace("\n", "")  # it is broken to fit
        count = len(backups.listed(bench.path))
        await press(pilot, ["b"])
        await until(pilot, lambda: "Kept as" in text(screen))
        assert len(backups.listed(bench.path)) == count + 1
        await until(pilot, lambda: len(screen.state.facts.backups) == count + 1)
        for name in ("supine-export-2026-11-22.json", "supine-export-2026-11-22-2.json"):
            await press(pilot, ["e"])
            await until(pilot, bench.path.with_name(name).exists)
            await until(pilot, lambda n=name: n in notifications(screen))  # type: ignore[misc]
            exported = msgspec.json.decode(bench.path.with_name(name).read_bytes())
            assert exported == msgspec.json.decode(bench.path.read_bytes())


async def test_going_back_to_a_backup_says_first_what_it_means(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.store.make_backup("manual")
    bench.clock.wall += dt.timedelta(minutes=1)
    routine = stored(bench)
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
        assert "will hold 2 sessions and 0 days of notes. It holds 3 sessions" in seen
        await press(pilot, ["y"])
        await at_screen(pilot, SettingsScreen)
        await until(pilot, lambda: len(bench.open().read().sessions) == 2)
        await until(pilot, lambda: "Gone back to" in text(pilot.app.screen))
        await until(pilot, lambda: len(screen.state.facts.backups) == 3)
        assert backups.listed(bench.path)[0].kind == "restore"


async def test_without_backups_or_with_a_damaged_one_that_is_said(bench: Bench) -> None:
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
        await until(pilot, lambda: "thebackupisdamaged" in _squeezed(pilot))
        await at_screen(pilot, SettingsScreen)


# The mouse


async def test_a_click_goes_to_a_row_steps_on_arrows_and_opens(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await pilot.click("#sections", offset=(4, 2))
        await pilot.pause()
        assert screen.state.cursor == "plan.start_reps"
        await pilot.click(SettingList, offset=(3, 2))
        await pilot.pause()
        assert screen.state.cursor == "plan.step"
        row = lines(screen)[screen.query_one(SettingList).region.y + 2]
        for arrow, value in (("▸", 2), ("◂", 1)):
            x = row.rindex(arrow) - screen.query_one(SettingList).region.x
            await pilot.click(SettingList, offset=(x, 2))
            await saved(pilot)
            assert stored(bench).plan.step == value
        await pilot.click(SettingList, offset=(3, 2))
        await pilot.pause()
        assert screen.state.typing == "plan.step"


async def test_the_wheel_scrolls(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        screen = await open_settings(pilot)
        listed = screen.query_one(SettingList)
        await until(pilot, lambda: listed.max_scroll_y > 0)
        await pilot._post_mouse_events([_wheel()], listed)
        await until(pilot, lambda: listed.scroll_offset.y > 0)


def _wheel() -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_every_key_has_an_id_and_a_description(bench: Bench) -> None:
    del bench
    bindings = [
        binding
        for kind in (SettingsScreen, InlineInput)
        for binding in kind.BINDINGS
        if not isinstance(binding, tuple)
    ]
    assert all(each.id and each.description for each in bindings)
    ids = [each.id for each in bindings]
    assert len(set(ids)) == len(ids)


# Several keys at once


async def burst(pilot: SUPINE_PILOT, keys: str, *then: str) -> None:
    """Let keys arrive all at once, as from a macro or over a slow line."""
    for key in [*_keys(keys), *then]:
        character = {"space": " ", "colon": ":"}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))
    await pilot.pause()


@pytest.mark.parametrize(
    ("key", "typed", "got"),
    [
        ("exercises.neck.hold_s", "10", "10"),
        ("prepare_s", "125", "125"),
        ("day_starts_at", "4:30", "04:30"),
    ],
)
async def test_digits_that_arrive_at_once_are_all_typed(
    bench: Bench, key: str, typed: str, got: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, key)
        await burst(pilot, typed, "enter")
        await until(pilot, lambda: screen.state.settings[key].text == got)
        await saved(pilot)


async def test_letters_that_arrive_at_once_are_typed_and_do_nothing_else(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, HOLD)
        await burst(pilot, "aquad lift", "enter")
        await until(pilot, lambda: len(stored(bench).exercises) == 3)
        assert stored(bench).exercises[2].name == "quad lift"
        await saved(pilot)
        await until(pilot, lambda: screen.state.cursor == "exercises.quad-lift.name")
        await burst(pilot, "", "enter", *"Squeeze", "enter", "down", "enter", *"quiet", "down")
        await until(pilot, lambda: stored(bench).exercises[2].word == "QUIET")
        assert stored(bench).exercises[2].name == "Squeeze"
        await saved(pilot)


async def test_a_query_that_arrives_at_once_is_looked_for(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await burst(pilot, "", "slash", *"settle", "enter", "7", "enter")
        await until(pilot, lambda: screen.state.settings["settle_s"].value == 7)
        assert screen.state.query == "settle"
        await saved(pilot)


# What is said, and where the cursor is


async def test_a_theme_that_could_not_be_saved_is_not_shown_either(
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


async def test_saved_is_said_only_of_the_value_that_was(bench: Bench) -> None:
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
            await until(pilot, lambda v=value: stored(bench).prepare_s == v)  # type: ignore[misc]
            await until(pilot, lambda: "saved" not in cursor_line(pilot))
        await press(pilot, ["right"])
        await until(pilot, lambda: cursor_line(pilot).endswith(" saved"))
        bench.open().preferences.change_routine(
            stored(bench).id, lambda old: msgspec.structs.replace(old, prepare_s=77)
        )
        await until(pilot, lambda: "77" in cursor_line(pilot))
        assert "saved" not in cursor_line(pilot)


@pytest.mark.parametrize(
    ("removed", "then"), [("shoulder-blades", "neck"), ("neck", "shoulder-blades")]
)
async def test_from_an_exercise_that_is_removed_the_cursor_goes_to_another(
    bench: Bench, removed: str, then: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, f"exercises.{removed}.hold_s")
        name = {"neck": "Neck"}.get(removed, "Shoulder blades")
        await press(pilot, ["d"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["y"])
        await until(pilot, lambda: len(stored(bench).exercises) == 1)
        said = f"Removed {name}. u brings it back."
        await until(pilot, lambda: said.replace(" ", "") in _squeezed(pilot))
        assert screen.state.cursor == f"exercises.{then}.hold_s"
        assert cursor_line(pilot).startswith("Hold")


async def test_another_search_begins_anew(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await press(pilot, ["slash", *"hold", "enter", "slash", *"theme", "enter"])
        assert screen.state.query == "theme"
        assert screen.state.cursor == "theme"


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("hold", HOLD),
        ("light", "theme"),
        ("rest", "exercises.shoulder-blades.rest_s"),
        ("neck hold", "exercises.neck.hold_s"),
        ("three times", "schedule"),
        ("week", "week_starts_on"),
        ("weekly", "schedule"),
        ("gentler", "gentler"),
        ("nord", "theme"),
    ],
)
async def test_a_search_lands_on_what_is_called_so_before_what_only_mentions_it(
    bench: Bench, query: str, at: str
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await press(pilot, ["slash"])
        await type_in(pilot, query)
        assert screen.state.cursor == at


@pytest.mark.parametrize(
    ("key", "keys", "installed", "said"),
    [
        ("sound", ["right"], "", "! No player is installed here; it will be the bell."),
        ("sound", ["right"], "pw-play", ""),
        ("speech", ["right"], "", "! No voice is installed here, so nothing is said."),
        ("speech", ["right"], "say", ""),
        ("speech", [], "", ""),
    ],
)
async def test_what_cannot_be_heard_here_is_said(
    bench: Bench, key: str, keys: list[str], installed: str, said: str
) -> None:
    bench.practised(2, 2)
    bench.which = {installed: installed}.get
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await open_settings(pilot)
        await go_to(pilot, key)
        await press(pilot, keys)
        await saved(pilot)
        assert said in _panel(pilot)
        assert bool(said) is ("!" in _panel(pilot))


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


@pytest.mark.parametrize(("answer", "is_taken"), [("y", True), ("n", False), ("escape", False)])
async def test_leaving_the_program_asks_about_a_schedule_that_was_not_accepted(
    bench: Bench, answer: str, is_taken: bool
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "schedule")
        await press(pilot, ["right", "q"])
        await at_screen(pilot, "ChoiceDialog")
        assert "Accept the new schedule?" in text(pilot.app.screen)
        await pilot.press(answer)
        if answer == "escape":
            await at_screen(pilot, SettingsScreen)
            assert screen.state.draft is not None
        else:
            await until(pilot, lambda: pilot.app._exit)
    assert bool(stored(bench).schedule) is is_taken


@pytest.mark.parametrize(
    ("size", "names"), [((80, 24), ["Shoulder", "Third mov"]), ((40, 12), ["1: 5", "3: 2"])]
)
async def test_a_line_of_the_preview_is_one_line_and_says_whose_it_is(
    bench: Bench, size: tuple[int, int], names: list[str]
) -> None:
    bench.practised(2, 2, 3, 4)
    name = "Third movement of them all"
    third = msgspec.structs.replace(stored(bench).exercises[0], name=name)
    bench.diary.preferences.add_exercise(stored(bench).id, third)
    async with bench.app().run_test(size=size) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "plan.step")
        about = pilot.app.screen.query_one("#about").region
        seen = [line[about.x :].strip() for line in lines(pilot.app.screen)[about.y :]]
        first, last = (
            next(line for line in seen if targets in " ".join(line.split()))
            for targets in ("5 6 7 8 9 10 10", "2 2 3 4 5 6 7 8 9 10")
        )
        if size[0] == 40:
            assert [first[:4], last[:4]] == names
        else:
            assert names[0] in first
            assert names[1] in last
        assert all(len(line) <= size[0] for line in seen)
        assert sum("10" in line.split() for line in seen) == 3
