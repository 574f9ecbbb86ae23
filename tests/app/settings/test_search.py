"""Settings are found by words."""

from __future__ import annotations

import pytest

from tests.app.app_support import (
    Bench,
    at_screen,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import (
    HOLD,
    SIZES,
    keys_of,
    open_settings,
    stored_settings,
    type_in,
)
from tui.app.screens.home import HomeScreen


@pytest.mark.parametrize("size", SIZES)
async def test_a_search_lists_what_matches_under_its_headings(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        screen = await open_settings(pilot)

        def found() -> list[str]:
            return [line.key for line in screen.state.lines if not line.is_heading]

        await press(pilot, ["slash", *keys_of("NECK hold")])
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
            ("counts for the day before", ["day_starts_at"]),
        ):
            await type_in(pilot, query)
            assert found() == keys
        assert "Day starts at" in text(screen)
        await press(pilot, ["enter", "right"])
        await until(pilot, lambda: stored_settings(bench).get("day_starts_at") == "03:30")
        assert "1 setting" in text(screen)
        await press(pilot, ["ctrl+f", *"zzz"])
        assert found() == []
        assert "nothing found" in text(screen)
        await press(pilot, ["enter", "enter", "right", "down", "tab", "d", "backspace"])
        await press(pilot, ["escape"])
        assert len(found()) > 30
        assert screen.state.query == ""
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


async def test_another_search_replaces_the_one_before(bench: Bench) -> None:
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
async def test_a_search_lands_on_a_name_before_a_mention(bench: Bench, query: str, at: str) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        screen = await open_settings(pilot)
        await press(pilot, ["slash"])
        await type_in(pilot, query)
        assert screen.state.cursor == at
