"""The filters for every line on its way to the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    lines,
    press,
    text,
    until,
)
from tests.hostile import is_obeyed
from tui.app.main import SupineApp
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.app.terminal_filters import ASCII, COLOURLESS, STEADY, steady_text, visible_characters
from tui.app.widgets.key_footer import KeyFooter
from tui.diary.diary import Diary
from tui.practice.models import Band
from tui.words.glyphs import to_ascii

SIZES = [(40, 12), (80, 24), (120, 40)]
PLACES = [
    "",
    "c k",
    "c k enter",
    "c k enter enter",
    "c k o",
    "c v j",
    "question_mark",
    "s",
    "s tab tab",
    "s tab tab tab",
    "s shift+tab shift+tab enter",
    "p",
    "m",
    "m a",
    "s slash t",
    "c f",
    "ctrl+p",
    "ctrl+p r e",
    "space",
]
"""The keys that lead from Routine to each place."""


def choose(diary: Diary, glyphs: str) -> None:
    diary.preferences.change_settings(lambda old: replace(old, glyphs=glyphs), "the glyphs")


async def back_to_routine(pilot: SUPINE_PILOT) -> None:
    for _ in range(10):
        if isinstance(pilot.app.screen, HomeScreen):
            return
        await press(pilot, ["escape"])
    raise AssertionError(f"escape does not leave {pilot.app.screen}")


@pytest.mark.parametrize("size", SIZES)
async def test_in_ascii_a_screen_has_no_other_signs(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2, 3, 4)
    bench.diary.record_feeling(TODAY, Band.MILD, report=False)
    choose(bench.diary, "ascii")
    async with bench.app().run_test(size=size) as pilot:
        for place in PLACES:
            await back_to_routine(pilot)
            await press(pilot, place.split())
            await pilot.pause()
            drawn = "".join(lines(pilot.app.screen))
            assert drawn.strip() and drawn.isascii(), place


async def session_rows(bench: Bench, glyphs: str, size: tuple[int, int]) -> list[list[str]]:
    """Return the lines of a session at moments from getting ready to the rest after a hold."""
    bench.practised(2, 2, 3, 4, 5, 6, 7, 8)  # so that no drawings teach it, which differ in ASCII
    choose(bench.diary, glyphs)
    rows, passed = [], 0
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        for seconds in (1, 31, 33, 38, 42):
            await bench.pass_time(pilot, seconds - passed)
            passed = seconds
            await pilot.pause()
            rows.append(lines(pilot.app.screen))
    return rows


@pytest.mark.parametrize("size", SIZES)
async def test_in_ascii_everything_of_a_session_is_drawn_at_the_same_place(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """From getting ready through the first hold to the rest after it."""
    rows = {}
    for glyphs in ("unicode", "ascii"):
        (folder := tmp_path / glyphs).mkdir()
        rows[glyphs] = await session_rows(Bench(folder), glyphs, size)
    for in_unicode, in_ascii in zip(rows["unicode"], rows["ascii"], strict=True):
        assert "".join(in_ascii).isascii()
        assert in_ascii == [to_ascii(row) for row in in_unicode]
        assert not "".join(in_unicode).isascii()


async def test_arrows_of_a_form_in_ascii(bench: Bench) -> None:
    bench.practised(2)
    bench.diary.preferences.change_settings(lambda old: replace(old, glyphs="ascii"), "the glyphs")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter", "enter"])
        assert "Shoulder blades < 2 > of 2" in text(pilot.app.screen)


async def test_in_ascii_a_message_has_no_other_signs(bench: Bench) -> None:
    bench.practised(2)
    choose(bench.diary, "ascii")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        pilot.app.notify("Trying the sound…")
        await until(pilot, lambda: "Trying the sound~" in text(pilot.app.screen))
        assert "".join(lines(pilot.app.screen)).isascii()


async def test_signs_follow_the_setting_at_once_wherever_it_was_changed(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:

        async def after(glyphs: str) -> str:
            choose(bench.open(), glyphs)  # another program
            await pilot.app.reload()  # type: ignore[attr-defined]
            await pilot.pause()
            return text(pilot.app.screen)

        await press(pilot, ["c"])
        before = text(pilot.app.screen)
        assert "·" in before and "enter edit" in before
        in_ascii = await after("ascii")
        assert in_ascii.isascii() and "enter edit" in in_ascii
        assert await after("unicode") == before
        # A dialog shows the screen beneath it, and a covered screen comes back.
        await press(pilot, ["o"])
        assert (await after("ascii")).isascii()
        await press(pilot, ["escape"])
        assert "enter edit" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        assert text(pilot.app.screen).isascii()


async def test_the_footer_is_laid_out_for_the_words_of_keys(bench: Bench) -> None:
    bench.practised(2, 2)
    for glyphs, key in (("unicode", "←"), ("ascii", "left")):
        choose(bench.diary, glyphs)
        async with bench.app().run_test(size=(80, 24)) as pilot:
            await press(pilot, ["c", "o"])
            shown = pilot.app.screen.query_one(KeyFooter).shown
            assert shown[0].display == key
            assert sum(each.cells for each in shown) <= 80
            assert lines(pilot.app.screen)[-1].endswith("esc back")


async def test_names_and_notes_are_drawn_as_they_were_written_in_ascii(bench: Bench) -> None:
    bench.practised(2, 2)
    routine = bench.diary.read().routine()
    bench.diary.preferences.change_routine(
        routine.id, lambda old: replace(old, name="Épaules 日本 ·"), "the name"
    )
    choose(bench.diary, "ascii")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["m"])
        # Only a sign that supine draws, too, is drawn in its ASCII form; the file keeps it.
        assert "> Épaules 日本 ." in text(pilot.app.screen)
    assert bench.diary.read().routine().name == "Épaules 日本 ·"


def test_filters_keep_styles_and_cells() -> None:
    style = Style(bold=True, meta={"@click": "app.quit"})
    line = [Segment("a · ◂▸ 日本", style), Segment("plain"), Segment("", None)]
    for line_filter in (ASCII, STEADY):
        seen = line_filter.apply(line, Color(0, 0, 0))
        assert [segment.style for segment in seen] == [style, None, None]
        assert [cell_len(segment.text) for segment in seen] == [
            cell_len(segment.text) for segment in line
        ]
    assert ASCII.apply(line, Color(0, 0, 0))[0].text == "a . <> 日本"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain", "plain"),
        ("👨‍👩‍👧‍👦!", "👨!"),
        ("❤️", "❤ "),
        ("🇩🇪 🇨🇭", "DE CH"),
        ("👩🏽‍🦱", "👩"),
        ("e\u0301 नमस्ते 寄せる ██", "e\u0301 नमस्ते 寄せる ██"),
        ("a\u202eb\u200d", "ab"),
    ],
)
def test_a_line_has_no_characters_that_terminals_draw_differently(text: str, drawn: str) -> None:
    assert steady_text(text) == drawn
    assert cell_len(drawn) == cell_len(text)


@given(st.text(st.sampled_from("ae\u0301\x1b\x00\x07\x7f\x9b\n\t\u2028肩\u202e"), max_size=8))
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    for segment in STEADY.apply([Segment(text)], Color(0, 0, 0)):
        assert not is_obeyed(segment.text.replace("\n", "\r"))
        assert cell_len(segment.text) == cell_len(text)
    assert steady_text("e\u0301\x1b[2J\x00肩") == "e\u0301[2J肩"


@given(st.text(st.sampled_from("a é肩🇩🇪👩👧🏽\ufe0f\u200d\u0301\u202e"), max_size=8))
def test_no_text_takes_more_cells_than_its_characters(text: str) -> None:
    assert cell_len(steady_text(text)) <= sum(map(cell_len, visible_characters(text)))


def test_without_colours_a_click_still_acts() -> None:
    meta = {"@click": "start"}
    styles = (Style(color="red", bold=True, meta=meta), Style(color="red"), None)
    line = [Segment("x", style) for style in styles]
    first, second, third = (segment.style for segment in COLOURLESS.apply(line, Color(0, 0, 0)))
    assert first is not None and second is not None and third is None
    assert (first.color, first.bold, first.meta) == (None, True, meta)
    assert second.color is None


@pytest.mark.parametrize(
    ("encoding", "is_ascii"), [("ascii", True), ("latin-1", True), ("utf-8", False)]
)
async def test_an_encoding_without_the_signs_has_them_in_ascii(
    bench: Bench, encoding: str, is_ascii: bool
) -> None:
    bench.practised(2, 2)
    snapshot = bench.diary.read()
    app = SupineApp(bench.diary, clock=bench.clock, snapshot=snapshot, encoding=encoding)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "".join(lines(app.screen)).isascii() == is_ascii
