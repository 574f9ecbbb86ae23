"""What opens stands still: nothing that can be tapped moves once it has been painted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList

from tests.app.app_support import SUPINE_PILOT, Bench, press
from tests.app.test_touch import SIZES
from tui.app.main import SupineApp
from tui.app.screens.finish import FinishScreen
from tui.app.widgets.choice_line import ChoiceLine
from tui.app.widgets.day_list import DayList
from tui.app.widgets.fields import Field
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.tap_line import TapLine

Places = dict[tuple[str, int], int]
TAPPED = (Field, OptionList, Input, TapLine, ChoiceLine, KeyFooter, Heatmap, DayList)


def places(screen: Screen[Any]) -> Places:
    """Return the first rows of what can be seen and tapped."""
    found = [each for each in screen.walk_children(Widget) if isinstance(each, TAPPED)]
    seen = {(type(each).__name__, n): each for n, each in enumerate(found)}
    return {name: each.region.y for name, each in seen.items() if each.region}


class Painted:
    """What an app paints: where the widgets of each screen stand whenever it is painted."""

    def __init__(self, app: SupineApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: dict[Screen[Any], list[Places]] = {}
        display: Callable[..., None] = app._display

        def record(screen: Screen[Any], renderable: Any) -> None:
            display(screen, renderable)
            if renderable is not None and screen is app.screen and (now := places(screen)):
                seen = self.seen.setdefault(screen, [])
                if not seen or seen[-1] != now:
                    seen.append(now)

        monkeypatch.setattr(app, "_display", record)

    def moved(self, screen: Screen[Any]) -> list[Any]:
        seen = self.seen.get(screen, [])
        return [
            (key, before[key], now[key])
            for before, now in pairwise(seen)
            for key in before.keys() & now.keys()
            if before[key] != now[key]
        ]


async def rest(pilot: SUPINE_PILOT) -> None:
    for _ in range(3):
        await pilot.pause(0.03)


@pytest.mark.parametrize("size", SIZES[::2])
async def test_nothing_moves_once_it_is_painted(
    bench: Bench, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.practised(*[2] * 30)
    last = bench.diary.read().sessions[-1]
    app = bench.app(is_touched=True)
    painted = Painted(app, monkeypatch)
    moved: dict[str, list[Any]] = {}
    async with app.run_test(size=size) as pilot:
        for keys in ("f", "p", "h", "c", "v", "v", "s", "m", "question_mark", "ctrl+p", "enter"):
            await press(pilot, [keys])
            await rest(pilot)
            if found := painted.moved(app.screen):
                moved[keys] = found
            while len(app.screen_stack) > 1:
                await press(pilot, ["escape"])
                await rest(pilot)
        for form in (FinishScreen(last), FinishScreen(last, is_just_over=True)):
            app.push_screen(form)
            await rest(pilot)
            await pilot.pause(0.3)
            if found := painted.moved(form):
                moved[f"finish {form._is_just_over}"] = found
            await press(pilot, ["escape"])
    assert not moved, "\n".join(f"{key}: {each}" for key, found in moved.items() for each in found)
