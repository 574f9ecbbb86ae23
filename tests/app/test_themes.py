"""Every theme can be read: text, marks and the cursor against their ground, as they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rich.style import Style
from textual.color import Color
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from tests.app.app_support import TODAY, Bench, at_screen, press
from tui.app.themes import MARK_CONTRAST, TEXT_CONTRAST, readable
from tui.app.themes import THEMES as OWN
from tui.practice.models import Band, Reps
from tui.settings.registry import THEMES
from tui.words.rgb import contrast, lifted

MEASURED = [name for name in THEMES if not name.startswith("ansi")]
"""The themes whose colours are known; what the terminal's own look like is its affair."""
MARKS = frozenset("█▀▄▌▐▊▎▁▂▃▅▆▇▔·■□▣▤▪○◂▸→▲▼=()[]")
"""What is drawn, not written: large digits, bars, marks of dates, and the cursor's."""
HINTS = frozenset("─━┃░╎ ")
"""Frames, tracks of bars and greys, which nobody needs for what they say."""
HALVES = frozenset("▀▄█")
"""Cells of two colours, which are pixels: each lies on the screen's ground, not on the other."""


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#ff0000", "#0000ff", 2.15)],
)
def test_a_contrast_is_the_ratio_that_wcag_defines(one: str, other: str, ratio: float) -> None:
    found = contrast(Color.parse(one).rgb, Color.parse(other).rgb)
    assert found == contrast(Color.parse(other).rgb, Color.parse(one).rgb)
    assert round(found, 2) == ratio


def test_a_colour_is_changed_only_as_far_as_needed() -> None:
    white, yellow, blue = (255, 255, 255), (255, 215, 95), (0, 32, 77)
    assert lifted(blue, [white], TEXT_CONTRAST) == blue
    dark = lifted(yellow, [white], TEXT_CONTRAST)
    assert TEXT_CONTRAST <= contrast(dark, white) < TEXT_CONTRAST + 1


@pytest.mark.parametrize("theme", [*OWN, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_what_is_told_apart_by_its_colour_differs(theme: Theme) -> None:
    variables = {**theme.to_color_system().generate(), **theme.variables}
    found = readable(variables)
    if theme.ansi:
        assert {name: found[name] for name in ("foreground", "primary")} == {
            name: variables[name] for name in ("foreground", "primary")
        }
        return
    colours = [found[name] for name in ("foreground", "text-muted", "primary", "background")]
    assert len(set(colours)) == len(colours)
    row, *around = (Color.parse(found[n]).rgb for n in ("cursor-row", "background", "surface"))
    assert all(contrast(row, each) > 1.1 for each in around), "the line under the cursor is seen"


def drawn(screen: Screen[Any]) -> Iterator[tuple[str, Style]]:
    """Yield what a screen draws on its own ground, in pieces of one style."""
    regions = [child.region for child in screen.children]
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            is_scrollbar = style and "@mouse.down" in style.meta
            is_own = any(r.contains(x, y) for r in regions)
            if style and text.strip() and is_own and not is_scrollbar:
                yield text.strip(), style
            x += len(text)


def unreadable(screen: Screen[Any]) -> set[tuple[str, float]]:
    """Return what is drawn with too little contrast, and that contrast."""
    found = set()
    ground_colour, faint = (
        Color.parse(screen.app.theme_variables[name]).rgb for name in ("background", "faint")
    )
    for text, style in drawn(screen):
        letters = frozenset(text) - HINTS
        if not letters or style.color is None or style.bgcolor is None:
            continue
        ink, ground = (Color.from_rich_color(each).rgb for each in (style.color, style.bgcolor))
        if letters <= HALVES:
            ground = ground_colour
        if ink == faint:
            continue
        least = MARK_CONTRAST if letters <= MARKS else TEXT_CONTRAST
        if (ratio := contrast(ink, ground)) < least - 0.02:  # colours are rounded
            found.add((text, round(ratio, 2)))
    return found


WALKS: dict[str, list[str]] = {
    "home": [],
    "said": ["x"],
    "calendar": ["c", "left"],
    "statistics": ["c", "v", "v"],
    "locked": [],
    "palette": ["ctrl+p"],
    "help": ["question_mark"],
    "list": ["c", "v"],
    "day": ["c", "left", "enter"],
    "editor": ["c", "left", "enter", "enter"],
    "rest": ["c", "o"],
    "settings": ["s", "tab", "tab", "down"],
    "typed": ["s", "enter"],
    "found": ["s", "slash", "h", "o"],
    "keys": ["s", "shift+tab", "shift+tab", "enter"],
    "routines": ["m"],
    "check-in": ["f"],
    "props": ["p"],
    "how": ["h"],
}
"""The keys that lead to each screen from the first one."""
HARD = ["supine-night", "supine-day", "solarized-light", "textual-dark", "rose-pine-dawn"]
"""The own themes, and those whose colours are closest to each other."""


@pytest.mark.parametrize(
    ("walk", "themes"),
    [*((walk, HARD) for walk in WALKS), *((walk, MEASURED) for walk in ("calendar", "settings"))],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} themes",
)
async def test_all_that_is_drawn_can_be_read(bench: Bench, walk: str, themes: list[str]) -> None:
    bench.practised(2, 2, 3, 3, 4, 2)
    if walk == "locked":
        bench.diary.record_feeling(TODAY, Band.WARNING)
    app = bench.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, WALKS[walk])
        await pilot.pause()
        for theme in themes:
            app.theme = theme
            await pilot.pause()
            assert not unreadable(pilot.app.screen), theme


@pytest.mark.parametrize("phase_s", [0, 16, 21, 25])
async def test_a_running_session_can_be_read(bench: Bench, phase_s: int) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space"])
        await at_screen(pilot, "SessionScreen")
        bench.clock.ms += 2000
        await press(pilot, ["n"])
        await bench.pass_time(pilot, phase_s)
        for theme in HARD:
            app.theme = theme
            await pilot.pause()
            assert not unreadable(pilot.app.screen), theme


async def test_what_a_session_added_can_be_read(bench: Bench) -> None:
    bench.practised(2, 2)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 3 for e in routine.exercises})
    reps = {each.id: Reps(target=3, done=3) for each in routine.exercises}
    bench.diary.end_session(session.id, reps, None)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in HARD:
            app.theme = theme
            await press(pilot, ["e"])
            await at_screen(pilot, "FinishScreen")
            assert not unreadable(pilot.app.screen), theme
            await press(pilot, ["escape"])
