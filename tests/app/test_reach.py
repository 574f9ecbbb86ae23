"""Screens without colours, on small and large terminals, and with names of all kinds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from tests.app.app_support import TODAY, Bench, at_screen, lines, press, text
from tui.app.main import SupineApp
from tui.app.screens.session import SessionScreen
from tui.app.widgets.day_list import DayList
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.title_bar import CURSOR, TitleBar
from tui.practice.models import Band

_ENDS = str.maketrans("", "", "▁▂▃▄▅▆▇█")
SIZES = [(40, 12), (80, 24)]
LONG = "The very long name of something that goes on until it is all of eighty cells wide"[:80]
NAMES = {
    "long": LONG,
    "wide": "肩甲骨をゆっくりと寄せる運動、朝と夜に一回ずつ、気持ちよく",
    "joined": "Family 👨‍👩‍👧‍👦 and ❤️ 🇩🇪 👩🏽‍🦱, e\u0301a\u0308o\u0302 नमस्ते",
}


def strips(screen: Screen[Any]) -> list[list[Segment]]:
    return [list(strip) for strip in screen._compositor.render_strips()]


def colours(screen: Screen[Any]) -> set[str]:
    """Return the names of all colours on a screen; those of the themes begin with ``#``."""
    return {
        color.name
        for strip in strips(screen)
        for segment in strip
        if segment.style is not None
        for color in (segment.style.color, segment.style.bgcolor)
        if color is not None
    }


def turned(screen: Screen[Any]) -> str:
    """Return the reversed text of a screen; scrollbars, whose ends are reversed, are left out."""
    found = [
        segment.text
        for strip in strips(screen)
        for segment in strip
        if segment.style is not None and segment.style.reverse
    ]
    return " ".join("".join(found).translate(_ENDS).split())


def named(bench: Bench, name: str, word: str = "SQUEEZE") -> None:
    """Give a routine, its exercises and a note the same name."""
    bench.practised(2, 2, 3, 4)
    routine = bench.diary.read().routine()
    exercises = tuple(replace(e, name=name, word=word) for e in routine.exercises)
    bench.diary.preferences.change_routine(
        routine.id, lambda old: replace(old, name=name, exercises=exercises), "the names"
    )
    bench.diary.preferences.add_routine(f"2 {name}"[:80], routine, TODAY)
    bench.diary.preferences.show_routine(routine.id)
    last = bench.diary.read().sessions[-1]
    bench.diary.answer_session(
        last.id, reps=last.reps, effort="right", props=("roll", "pillow", "towel"), note=name
    )


# Without colours


@pytest.mark.parametrize(
    ("keys", "under_cursor"),
    [
        (["space", "j"], "2 a bit more sore"),
        (["c", "k", "enter"], "by hand 4 of 4 each"),
        (["c", "v", "j"], "Sat 21 Nov 2026 4 of 4 each"),
        (["m"], "▸ Neck and upper back 5 each today · 4 days"),
        (["p", "j"], "2 [ ] flat pillow"),
        (["s", "tab"], "Name Shoulder blades 1–80 characters"),
        (["s", "shift+tab", "shift+tab", "enter", "j"], "calendar c"),
        (["c", "k"], "[]"),
    ],
)
async def test_the_cursor_is_seen_without_colours(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, keys: list[str], under_cursor: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, keys)
        await pilot.pause()
        screen = pilot.app.screen
        assert turned(screen).removeprefix(CURSOR).strip() == under_cursor
        assert not colours(screen)


async def test_the_app_has_colours_where_the_command_line_has(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def app(color: str = "auto", **environ: str) -> SupineApp:
        with monkeypatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            return bench.app(color)

    for coloured in (app(), app(NO_COLOR=""), app("always", NO_COLOR="1")):
        async with coloured.run_test() as pilot:
            assert any(name.startswith("#") for name in colours(pilot.app.screen))
    for plain in (app("never"), app(NO_COLOR="1"), app(CLICOLOR="0")):
        async with plain.run_test() as pilot:
            assert not colours(pilot.app.screen)


async def test_what_is_ticked_is_read_and_not_only_seen(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["p", "3", "j", "space"])
        assert "1 [ ] neck roll 2 [x] flat pillow 3 [x] folded towel" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        assert bench.diary.read().routine().props == ("pillow", "towel")


async def test_nothing_blinks(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        for keys in (["c", "k", "enter", "enter", "n"], ["s", "slash"], ["m", "a"]):
            await press(pilot, [*keys])
            (*_, line) = pilot.app.screen.query(Input)
            assert not line.cursor_blink
            await press(pilot, ["escape", "escape", "escape", "escape"])


# Names of all kinds


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", NAMES)
async def test_no_name_breaks_a_line(bench: Bench, kind: str, size: tuple[int, int]) -> None:
    """Each row is as wide as the screen, and the texts at its ends are there."""
    named(bench, NAMES[kind])
    async with bench.app().run_test(size=size) as pilot:
        for place in ([], ["c", "k"], ["c", "v", "j"], ["c", "k", "enter"], ["s"], ["s", "tab"]):
            await press(pilot, ["r", *place])
            await pilot.pause()
            screen = pilot.app.screen
            widths = {sum(each.cell_length for each in strip) for strip in strips(screen)}
            assert widths == {size[0]}, place
            rows = lines(screen)
            if place[:1] == ["s"]:
                assert rows[0].startswith(" Settings ")
            assert rows[-1].endswith("quit")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("kind", "word"), [("long", "SQUEEZE"), ("wide", "寄せる"), ("joined", "👨‍👩‍👧 e\u0301")]
)
async def test_no_word_breaks_the_frame(
    bench: Bench, kind: str, word: str, size: tuple[int, int]
) -> None:
    named(bench, NAMES[kind], word)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 33)
        rows = lines(pilot.app.screen)
        edges = {(row[1], row[-1]) for row in rows[1:-2]}
        assert edges == {("┃", "┃")} if size[0] == 40 else edges == {("█", "█")}
        assert rows[0].split()[-1] in ("2:50", "left")


class TitleApp(App[None]):
    """A title bar that no screen writes to."""

    def compose(self) -> ComposeResult:
        yield TitleBar()


async def test_the_title_keeps_its_place_beside_a_long_text() -> None:
    async with TitleApp().run_test(size=(40, 12)) as pilot:
        bar = pilot.app.screen.query_one(TitleBar)
        bar.show_text("Settings", LONG)
        await pilot.pause()
        assert lines(pilot.app.screen)[0] == " Settings  The very long name of somet…"
        bar.show_text(LONG, "Sun 22 Nov · practice 5")
        await pilot.pause()
        assert lines(pilot.app.screen)[0] == " The very lon…  Sun 22 Nov · practice 5"


# Little room, and much


async def test_long_lines_of_days_end_in_an_ellipsis(bench: Bench) -> None:
    named(bench, LONG)
    for back in range(40, 5, -1):
        bench.diary.record_feeling(TODAY - dt.timedelta(days=back), Band.CLEAR)
    async with bench.app().run_test(size=(60, 24)) as pilot:
        await press(pilot, ["c", "v"])
        await pilot.pause()
        assert lines(pilot.app.screen)[3].rstrip("▁▂▃▄▅▆▇█ ").endswith("…")
        assert not pilot.app.screen.query_one(DayList).show_horizontal_scrollbar


async def test_what_stands_beneath_the_days_does_not_move_with_the_cursor(bench: Bench) -> None:
    named(bench, LONG)
    bench.diary.record_feeling(TODAY, Band.MILD, report=True)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        await pilot.pause()
        places = set()
        for _ in range(4):
            rows = lines(pilot.app.screen)
            places.add(
                tuple(
                    n for n, row in enumerate(rows) if row.startswith("  sore") or "STREAK" in row
                )
            )
            await press(pilot, ["k"])
        assert len(places) == 1


async def test_a_form_shows_its_values_in_little_room(bench: Bench) -> None:
    named(bench, LONG)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["c", "k", "o"])
        assert lines(pilot.app.screen)[2] == " until              ◂ Sat 21 Nov 2026 ▸"
        await press(pilot, ["escape", "enter", "enter"])
        assert lines(pilot.app.screen)[6] == " Props    neck roll, flat pillow and…"
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, ["c", "k", "enter", "enter"])
        assert "The very long name of something that goes on … ◂ 4 ▸" in text(pilot.app.screen)


async def test_settings_are_drawn_for_the_room_there_is_at_once(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["s"])
        await pilot.pause()
        rows = lines(pilot.app.screen)
        assert rows[6:8] == [" Usual props        none", " What this routine is called."]


async def test_a_long_answer_goes_on_beneath_its_own_words(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["space"])
        await pilot.pause()
        assert lines(pilot.app.screen)[7:9] == [
            "  5  a warning sign, such as spreading",
            "     pain, tingling, numbness or",
        ]


@pytest.mark.parametrize("keys", [[], ["s"], ["m"], ["c", "enter"], ["question_mark"], ["c"]])
async def test_on_a_very_wide_terminal_the_page_is_in_the_middle(
    bench: Bench, keys: list[str]
) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=(200, 60)) as pilot:
        await press(pilot, keys)
        await pilot.pause()
        page = [row for row in lines(pilot.app.screen)[1:-1] if row]
        margin = 16 if keys in ([], ["c"], ["c", "enter"]) else 40  # a year of wide tiles
        assert min(len(row) - len(row.lstrip()) for row in page) >= margin
        assert max(map(len, page)) <= 200 - margin


async def test_while_a_line_of_text_takes_letters_the_keys_name_others(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["s", "slash"])
        await pilot.pause()
        assert lines(pilot.app.screen)[-1].endswith("ctrl+q quit")
        await press(pilot, ["escape"])
        await pilot.pause()
        assert lines(pilot.app.screen)[-1].endswith("  q quit")


# Where there is nothing yet


async def test_days_without_any_practice_invite(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        await pilot.pause()
        assert "Sun 22 November, today" in text(pilot.app.screen)
        assert "today could be day one" in text(pilot.app.screen)
        assert "Your practice days will appear here" in text(pilot.app.screen)
        await press(pilot, ["v"])
        assert "Sun 22 Nov 2026 ○ today could be day one" in text(pilot.app.screen)


async def test_a_day_gone_by_is_not_called_open(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "h", "enter", "escape"])
        await pilot.pause()
        assert "nothing recorded add a session" in text(pilot.app.screen)
        assert "still time" not in text(pilot.app.screen)


async def test_a_routine_without_exercises_says_where_they_come_from(bench: Bench) -> None:
    bench.practised(2)
    routine = bench.diary.read().routine()
    bench.diary.preferences.change_routine(
        routine.id, lambda old: replace(old, exercises=()), "the exercises"
    )
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = str(pilot.app.screen.query_one("#today", Static).render())
        assert "has no exercises yet. Add one in Settings" in shown
        assert pilot.app.screen.query(Heatmap)


# Read from two metres


@pytest.mark.parametrize(
    ("size", "digits", "word"),
    [((40, 12), 5, 1), ((80, 24), 12, 5), ((120, 40), 20, 5), ((200, 60), 24, 10)],
)
async def test_seconds_and_word_are_as_tall_as_there_is_room(
    bench: Bench, size: tuple[int, int], digits: int, word: int
) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 42)
        rows = lines(pilot.app.screen)[1:-2]  # in rest, where there is no frame
        blocks = "".join("#" if {"█", "▀"} & {*row} else " " for row in rows).split()
        assert [len(block) for block in blocks if len(block) > 2] == (
            [digits, word] if word > 1 else [digits]
        )
