"""How the screens look, character by character, at three sizes, and without colours at one.

The expected pictures are text files beside this one, so that a change of looks can be read in a
diff. ``SUPINE_LOOKS=write`` draws them anew; look at every one before committing it.
"""

from __future__ import annotations

import datetime as dt
import os
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.screen import Screen

from tests.app.app_support import TODAY, Bench, at_screen, lines, press
from tests.plausible import year
from tui.app.main import SupineApp
from tui.app.screens.finish import FinishScreen
from tui.app.screens.session import SessionScreen
from tui.practice.models import Band, Reps

LOOKS = Path(__file__).parent / "looks"
SIZES = [(40, 12), (80, 24), (120, 40)]


def check(name: str, screen: Screen[Any]) -> None:
    compare(f"{name}-{screen.size.width}", lines(screen))


def check_without_colours(name: str, screen: Screen[Any]) -> None:
    """Check a screen without colours; what is drawn reversed stands between ⟦ and ⟧."""
    drawn = []
    for strip in screen._compositor.render_strips():
        row = ""
        for is_reversed, run in groupby(
            strip, lambda each: bool(each.style and each.style.reverse)
        ):
            words = "".join(segment.text for segment in run)
            row += f"⟦{words}⟧" if is_reversed else words
        drawn.append(row.rstrip())
    compare(f"{name}-colourless", drawn)


def compare(name: str, rows: list[str]) -> None:
    path = LOOKS / f"{name}.txt"
    drawn = "\n".join(rows) + "\n"
    if os.environ.get("SUPINE_LOOKS") == "write":
        LOOKS.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
async def test_home_looks_as_drawn(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2, 3, 4)
    bench.diary.preferences.set_props("neck-and-upper-back", ["towel"])
    async with bench.app().run_test(size=size) as pilot:
        await pilot.pause()
        check("routine", pilot.app.screen)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "seconds"), [("session", 33), ("lesson", 92)])
async def test_a_hold_and_a_lesson_look_as_drawn(
    bench: Bench, name: str, seconds: int, size: tuple[int, int]
) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, seconds)
        check(name, pilot.app.screen)


@pytest.mark.parametrize("size", SIZES)
async def test_finish_looks_as_drawn(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2, 3)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 4 for e in routine.exercises})
    reps = {e.id: Reps(target=4, done=4, hold_s=5, held_s=20) for e in routine.exercises}
    bench.diary.end_session(session.id, reps, None)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["e"])
        await at_screen(pilot, FinishScreen)
        check("finish", pilot.app.screen)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("calendar", ["c", "k"]),
        ("day", ["c", "k", "enter"]),
        ("editor", ["c", "k", "enter", "enter"]),
        ("help", ["question_mark"]),
        ("how", ["h"]),
        ("settings", ["s", "tab", "tab"]),
        ("check-in", ["space"]),
        ("safety", ["space", "5"]),
        ("list", ["c", "v", "j"]),
        ("rest", ["c", "k", "o"]),
        ("props", ["p"]),
        ("routines", ["m"]),
        ("keys", ["s", "shift+tab", "shift+tab", "enter"]),
    ],
)
async def test_the_other_screens_look_as_drawn(
    bench: Bench, name: str, keys: list[str], size: tuple[int, int]
) -> None:
    app = prepared(bench, is_still=name == "how")
    async with app.run_test(size=size) as pilot:
        await press(pilot, keys)
        await pilot.pause()
        check(name, pilot.app.screen)


@pytest.mark.parametrize("size", SIZES)
async def test_statistics_look_as_drawn(bench: Bench, size: tuple[int, int]) -> None:
    year(bench.path)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["c", "v", "v"])
        check("statistics", pilot.app.screen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_run_looks_as_drawn(bench: Bench, size: tuple[int, int]) -> None:
    async with bench.app().run_test(size=size) as pilot:
        await at_screen(pilot, "TextDialog")
        check("welcome", pilot.app.screen)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("routine", []),
        ("how", ["h"]),
        ("check-in", ["space", "j"]),
        ("calendar", ["c", "k"]),
        ("list", ["c", "v", "j"]),
        ("day", ["c", "k", "enter"]),
        ("props", ["p"]),
        ("settings", ["s", "tab", "tab"]),
    ],
)
async def test_without_colours_the_screens_look_as_drawn(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, keys: list[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = prepared(bench, is_still=name == "how")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, keys)
        await pilot.pause()
        check_without_colours(name, pilot.app.screen)


def prepared(bench: Bench, *, is_still: bool = False) -> SupineApp:
    """Four days to plan, some rest before them, and a little soreness yesterday.

    A drawing that changes with the time is drawn still.
    """
    if is_still:
        bench.diary.preferences.change_settings(lambda old: replace(old, motion="none"), "motion")
    bench.practised(2, 2, 3, 4)
    bench.diary.preferences.set_props("neck-and-upper-back", ["towel"])
    bench.diary.rest(TODAY - dt.timedelta(days=9), "travel", TODAY - dt.timedelta(days=7))
    bench.diary.record_feeling(TODAY - dt.timedelta(days=1), Band.MILD, report=True)
    app = bench.app()
    app.diary.path = Path("/home/someone/supine.json")  # said in help
    return app
