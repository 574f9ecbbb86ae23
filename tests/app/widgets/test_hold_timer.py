"""The hold timer: its layout, what it tells without colour, and how little is painted."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Self, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

from tui.app.base import STYLES
from tui.app.themes import readable
from tui.app.widgets.big_letters import WordForm
from tui.app.widgets.hold_timer import (
    DIGIT_ROWS,
    HoldTimer,
    HoldView,
    Layout,
    Pip,
    Row,
    TimerLook,
    arrange,
    draw,
)
from tui.words.glyphs import to_ascii

SHEET = STYLES / "hold_timer.tcss"
WORDS = ("READY", "SQUEEZE", "LET GO", "REST", "IMAGINE", "PAUSED", "DONE")
PIPS = (Pip.DONE, Pip.IMAGINED, Pip.MISSED, Pip.CURRENT, Pip.LEFT)
LOOKS: tuple[TimerLook, ...] = get_args(TimerLook)
WIDTHS = (10, 13, 20, 30, 39, 40, 59, 60, 80, 97, 120, 150, 200)
HEIGHTS = (3, 4, 5, 7, 8, 9, 10, 12, 14, 15, 17, 20, 21, 22, 23, 25, 26, 30, 38, 46, 52, 60)
SIZES = list(product(WIDTHS, HEIGHTS))


def make(
    look: TimerLook = "hold",
    seconds: int | None = 4,
    word: str = "SQUEEZE",
    pips: tuple[Pip, ...] = PIPS,
    progress: float = 0.4,
    frame: float = 1.0,
) -> HoldView:
    return HoldView(look, seconds, word, pips, progress, frame)


def layout_for(width: int, height: int, view: HoldView | None = None) -> Layout:
    return arrange(width, height, view or make(), WORDS)


def rows_for(width: int, height: int, view: HoldView | None = None) -> list[Row]:
    view = view or make()
    return draw(layout_for(width, height, view), view)


def text(rows: list[Row]) -> list[str]:
    """Return the rows without their parts."""
    return ["".join(text for _, text in row) for row in rows]


views = st.builds(
    HoldView,
    look=st.sampled_from(LOOKS),
    seconds=st.none() | st.integers(-5, 5000),
    word=st.sampled_from(WORDS) | st.text(max_size=30),
    pips=st.lists(st.sampled_from(Pip), max_size=40).map(tuple),
    progress=st.floats(),
    frame=st.floats(allow_nan=False),
)


@pytest.mark.parametrize("look", LOOKS)
def test_every_row_has_the_exact_width(look: TimerLook) -> None:
    view = make(look, None if look in ("paused", "done") else 12)
    for width, height in SIZES:
        rows = text(rows_for(width, height, view))
        assert len(rows) == height, (width, height)
        assert {cell_len(row) for row in rows} == {width}, (width, height)


@given(st.integers(0, 210), st.integers(0, 70), views, st.lists(st.text(max_size=12)).map(tuple))
def test_no_view_makes_a_row_wider_or_narrower(
    width: int, height: int, view: HoldView, words: tuple[str, ...]
) -> None:
    rows = text(draw(arrange(width, height, view, words), view))
    assert len(rows) == height
    assert all(cell_len(row) == width for row in rows)


@pytest.mark.parametrize("width", WIDTHS)
def test_parts_stand_one_above_another(width: int) -> None:
    for height in HEIGHTS:
        layout = layout_for(width, height)
        top, word, pips, bar = layout.digit_top, layout.word_top, layout.pip_top, layout.bar
        assert top >= 0, height
        assert word is not None, height
        assert bar == height - 1, height
        assert top + layout.digit_rows <= word, height
        assert word + layout.word_form.rows <= (bar if pips is None else pips), height
        assert pips is None or pips < bar, height


@pytest.mark.parametrize(
    ("width", "height", "digit_rows", "form"),
    [
        (200, 58, 24, WordForm.HUGE),
        (120, 58, 24, WordForm.LARGE),
        (120, 38, 20, WordForm.LARGE),
        (80, 30, 16, WordForm.LARGE),
        (80, 22, 12, WordForm.LARGE),
        (60, 22, 12, WordForm.NARROW),
        (40, 22, 12, WordForm.NARROW),
        (80, 18, 7, WordForm.LARGE),
        (80, 15, 5, WordForm.LARGE),
        (80, 12, 7, WordForm.SPACED),
        (40, 10, 5, WordForm.SPACED),
        (40, 6, 1, WordForm.SPACED),
        (10, 3, 1, WordForm.PLAIN),
    ],
)
def test_figures_and_words_are_as_large_as_fits(
    width: int, height: int, digit_rows: int, form: WordForm
) -> None:
    layout = layout_for(width, height)
    assert layout.digit_rows == digit_rows
    assert layout.word_form is form


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_taller_screen_never_has_smaller_figures_for_the_same_word(width: int) -> None:
    by_form: dict[WordForm, list[int]] = {}
    for height in range(3, 80):
        layout = layout_for(width, height)
        by_form.setdefault(layout.word_form, []).append(layout.digit_rows)
    for heights in by_form.values():
        assert heights == sorted(heights)
        assert set(heights) <= {*DIGIT_ROWS, 1}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_between_two_phases(width: int) -> None:
    phases = (
        make("ready", 30, "READY"),
        make("ease-in", 2),
        make("hold", 4, "SQUEEZE"),
        make("ease-out", 3, "LET GO"),
        make("rest", None, "REST"),
        make("paused", None, "PAUSED"),
    )
    for height in HEIGHTS:
        assert len({layout_for(width, height, view) for view in phases}) == 1, height


@pytest.mark.parametrize(("width", "height"), [(40, 10), (60, 22), (80, 22), (120, 38), (200, 58)])
def test_number_and_pips_stand_in_the_middle(width: int, height: int) -> None:
    rows = text(rows_for(width, height, make("rest", 0)))
    layout = layout_for(width, height)
    assert layout.pip_top is not None
    for y in (*range(layout.digit_top, layout.digit_top + layout.digit_rows), layout.pip_top):
        left = len(rows[y]) - len(rows[y].lstrip())
        right = len(rows[y]) - len(rows[y].rstrip())
        # The last cell of the pips may be blank, since five small squares take an odd width.
        assert abs(left - right) <= 1


@pytest.mark.parametrize(("width", "height"), [(20, 8), (40, 10), (40, 22), (80, 22), (120, 38)])
def test_the_phase_shows_in_the_frame_without_colour(width: int, height: int) -> None:
    def edges(look: TimerLook, frame: float = 1.0) -> str:
        drawn = text(rows_for(width, height, make(look, None, "", frame=frame)))[:-1]
        return "".join(row[0:3] + row[-3:] for row in drawn)

    ready, rest = edges("ready"), edges("rest")
    growing, hold, leaving = edges("ease-in", 0.5), edges("hold"), edges("ease-out", 0.5)
    assert len({to_ascii(each) for each in (ready, growing, hold, leaving, rest)}) == 5
    assert not rest.strip()
    assert edges("paused") == edges("done") == rest


def test_the_frame_grows_from_its_floor_closes_and_leaves_upwards() -> None:
    def sides(look: TimerLook, frame: float) -> tuple[list[int], bool, bool]:
        """Return the rows with sides, and whether there is a bar at the top and at the bottom."""
        drawn = text(rows_for(80, 22, make(look, 2, frame=frame)))[:-1]
        rows = [
            y for y in range(1, 20) if drawn[y].startswith(" ██ ") and drawn[y].endswith(" ██ ")
        ]
        return rows, drawn[0].startswith(" ██▀"), drawn[20].startswith(" ██▄")

    every = list(range(1, 20))
    assert sides("ready", 1.0) == ([], False, True)
    assert sides("ease-in", 0.5) == (every[-10:], False, True)
    assert sides("ease-in", 1.0) == (every, False, True)
    assert sides("hold", 1.0) == (every, True, True)
    assert sides("ease-out", 1.0) == (every, True, False)
    assert sides("ease-out", 1 / 3) == (every[:6], True, False)
    assert sides("rest", 1.0) == ([], False, False)


@pytest.mark.parametrize(
    ("size", "half", "whole", "held"),
    [((80, 22), "▒▒", "▓▓", "██"), ((40, 10), " SQUEEZE ", " SQUEEZE ", " S Q U E E Z E ")],
)
def test_the_word_grows_while_easing_in(
    size: tuple[int, int], half: str, whole: str, held: str
) -> None:
    seen = []
    for look, frame in (("ease-in", 0.5), ("ease-in", 1.0), ("hold", 1.0)):
        view = make(look, frame=frame)  # type: ignore[arg-type]
        layout = layout_for(*size, view)
        assert layout.word_top is not None
        seen.append(text(draw(layout, view))[layout.word_top])
    for row, word in zip(seen, (half, whole, held), strict=True):
        assert word in row[4:-4]
        assert not set("▒▓█") & set(row[4:-4]) - set(word)


@pytest.mark.parametrize("width", WIDTHS)
def test_pips_never_touch_letters(width: int) -> None:
    for height in HEIGHTS:
        layout = layout_for(width, height)
        if layout.word_form.rows > 1 and layout.pip_top is not None and layout.word_top is not None:
            between = layout.pip_top - layout.word_top - layout.word_form.rows
            # A half pip leaves half a row blank above itself.
            assert between >= (0 if layout.frame == "half" else 1), height


@pytest.mark.parametrize("width", (80, 120, 200))
def test_a_note_touches_neither_number_nor_word_where_there_is_room(width: int) -> None:
    for height in HEIGHTS:
        view = HoldView("hold", 4, "SQUEEZE", PIPS, 0.4, note="gently")
        layout = layout_for(width, height, view)
        if layout.frame == "sides" or layout.word_top is None:
            continue
        between = layout.word_top - layout.digit_top - layout.digit_rows
        row = next(y for y, line in enumerate(text(draw(layout, view))) if "gently" in line)
        assert layout.digit_top + layout.digit_rows <= row < layout.word_top
        assert between < 3 or row == layout.word_top - 2, height
        if layout.digit_rows >= 20:
            assert between >= 3, height


def test_a_rest_is_drawn_in_a_colour_of_its_own() -> None:
    parts = {part for row in rows_for(80, 22, make("rest", word="REST")) for part, _ in row}
    assert {"digit-rest", "word-rest"} <= parts
    assert not {"digit", "digit-quiet", "word"} & parts


@pytest.mark.parametrize("number", range(10))
def test_a_figure_ends_early_where_the_note_would_stand_right_beneath_it(number: int) -> None:
    view = replace(make("hold", number), note="gently")
    drawn = text(rows_for(80, 22, view))
    note = next(y for y, row in enumerate(drawn) if "gently" in row)
    assert set(drawn[note - 1].strip("█ ")) == {"▀"}
    assert note - layout_for(80, 22, view).digit_top == 12


@pytest.mark.parametrize("rows", [12, 5])
def test_paused_shows_two_bars_instead_of_the_number(rows: int) -> None:
    width, height = (80, 22) if rows == 12 else (40, 10)
    drawn = text(rows_for(width, height, make("paused", 4)))
    top = layout_for(width, height).digit_top
    assert len(set(drawn[top : top + rows - 1])) == 1
    assert len(drawn[top].split()) == 2


@pytest.mark.parametrize(("width", "height"), [(40, 10), (80, 22), (120, 38)])
def test_every_state_of_a_pip_has_its_own_glyphs(width: int, height: int) -> None:
    seen = set()
    for pip in Pip:
        view = make("rest", pips=(pip,))
        layout = layout_for(width, height, view)
        assert layout.pip_top is not None
        seen.add("".join(text(draw(layout, view))[layout.pip_top : layout.bar]).strip())
    assert len(seen) == len(Pip)
    assert len({to_ascii(glyphs) for glyphs in seen}) == len(Pip), "in ASCII, too"


@pytest.mark.parametrize("count", range(1, 21))
def test_up_to_twenty_pips_are_drawn_one_by_one(count: int) -> None:
    rows = rows_for(80, 22, make("hold", pips=(Pip.LEFT,) * count))
    parts = [part for row in rows for part, _ in row]
    assert parts.count("pip-left") == count


def test_more_than_twenty_pips_are_counted_in_words() -> None:
    pips = (Pip.DONE,) * 6 + (Pip.CURRENT,) + (Pip.LEFT,) * 17
    assert any("7 of 24" in row for row in text(rows_for(80, 22, make(pips=pips))))


@pytest.mark.parametrize(
    ("progress", "done"), [(0.0, 0), (0.5, 39), (1.0, 78), (7.0, 78), (-1.0, 0)]
)
def test_the_last_row_shows_the_progress(progress: float, done: int) -> None:
    bar = text(rows_for(80, 22, make(progress=progress)))[-1]
    assert bar == " " + "━" * done + "─" * (78 - done) + " "


def test_a_word_too_wide_for_letters_is_shown_as_a_line() -> None:
    rows = text(rows_for(80, 22, make("rest", word="SHOULDERBLADES")))
    assert any("S H O U L D E R B L A D E S" in row for row in rows)


class Recorder(HoldTimer):
    """A hold timer that records which regions are to be painted again; ``()`` stands for all."""

    painted: list[tuple[Region, ...]]

    def refresh(self, *regions: Region, **options: bool) -> Self:
        if hasattr(self, "painted"):
            self.painted.append(regions)
        return super().refresh(*regions, **options)


class Room(App[None]):
    CSS_PATH = SHEET

    def get_css_variables(self) -> dict[str, str]:
        return readable(super().get_css_variables())

    def compose(self) -> ComposeResult:
        yield Recorder(WORDS, make())


async def painted_rows(size: tuple[int, int], *shown: HoldView) -> list[int]:
    """Show views and return the rows that were painted; check the screen after them."""
    app = Room()
    async with app.run_test(size=size) as pilot:
        timer = app.query_one(Recorder)
        await pilot.pause()
        timer.painted = []
        for view in shown:
            timer.show(view)
        painted = list(timer.painted)
        await pilot.pause()
        screen = [strip.text for strip in app.screen._compositor.render_strips()]
        assert screen == text(rows_for(*size, timer.view))
    assert all(painted), "everything is painted"
    assert all(region.height == 1 for regions in painted for region in regions)
    return [region.y for regions in painted for region in regions]


@pytest.mark.parametrize("size", [(40, 10), (80, 22), (120, 38)])
async def test_a_new_second_paints_only_rows_of_the_number(size: tuple[int, int]) -> None:
    layout = layout_for(*size)
    rows = await painted_rows(size, make(seconds=5))
    assert rows
    assert set(rows) <= set(range(layout.digit_top, layout.digit_top + layout.digit_rows))


async def test_progress_paints_only_the_bar_and_only_when_a_cell_changes() -> None:
    assert await painted_rows((80, 22), make(progress=0.4001)) == []
    assert await painted_rows((80, 22), make(progress=0.5)) == [21]


async def test_the_same_view_paints_nothing() -> None:
    assert await painted_rows((80, 22), make(), make()) == []


async def test_the_end_of_a_hold_paints_only_the_floor_and_the_number() -> None:
    rows = await painted_rows((80, 22), make("ease-out", seconds=3))
    layout = layout_for(80, 22)
    assert {20} <= set(rows) <= {*range(1, 13), 20}
    assert layout.word_top not in rows


async def test_another_size_is_drawn_at_once() -> None:
    app = Room()
    async with app.run_test(size=(80, 22)) as pilot:
        for size in ((40, 10), (10, 3), (120, 38)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            screen = [strip.text for strip in app.screen._compositor.render_strips()]
            assert screen == text(rows_for(*size))


async def test_every_cell_has_a_background_and_the_number_has_the_accent() -> None:
    app = Room()
    async with app.run_test(size=(80, 22)) as pilot:
        await pilot.pause()
        timer = app.query_one(HoldTimer)
        for y in range(22):
            for segment in timer.render_line(y):
                assert segment.style is not None
                assert segment.style.bgcolor is not None
        number = timer.get_component_rich_style("hold-timer--digit")
        accent = app.get_css_variables()["primary"]
        assert number.color is not None
        assert number.color.get_truecolor().hex.lower() == accent.lower()


async def test_a_number_in_plain_text_keeps_the_accent_and_is_bold() -> None:
    app = Room()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        timer = app.query_one(HoldTimer)
        line = timer.render_line(layout_for(40, 6).digit_top)
        (style,) = [segment.style for segment in line if segment.text == "4"]
        assert style is not None
        assert style.bold
        assert style.color == timer.get_component_rich_style("hold-timer--digit").color


def test_the_style_sheet_names_every_part() -> None:
    styles = SHEET.read_text(encoding="utf-8")
    assert set(re.findall(r"\.(hold-timer--[a-z-]+)", styles)) == HoldTimer.COMPONENT_CLASSES
