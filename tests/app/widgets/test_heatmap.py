"""The heatmap widget: which weeks are in view, where the cursor can go, and what is painted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.events import MouseEvent, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static

from tests.words.grid_days import (
    DAY,
    MONDAYS,
    TODAY,
    WEEK,
    full_days,
    history,
    rows_of,
    text_of,
)
from tui.app.base import STYLES
from tui.app.themes import readable
from tui.app.widgets.day_colors import day_colors
from tui.app.widgets.heatmap import Heatmap
from tui.practice.dates import FIRST_DATE, LAST_DATE, add_days, add_years
from tui.practice.history import History
from tui.practice.models import Band, DayRecord
from tui.words.day_grid import ROWS, SMALL, TALL, WIDE, Window

SHEET = STYLES / "heatmap.tcss"
SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]


class Recorder(Heatmap):
    """A heatmap that records which regions are to be painted again; ``()`` stands for all."""

    painted: list[tuple[Region, ...]]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if hasattr(self, "painted"):
            self.painted.append(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Sheet(App[None]):
    """An app with the style sheet of the heatmap, and the colours that it names."""

    CSS_PATH = SHEET

    def get_css_variables(self) -> dict[str, str]:
        return readable(super().get_css_variables())


class Room(Sheet):
    CSS = "#room { padding: 1 3; scrollbar-size: 0 0; }"

    def __init__(
        self,
        shown: History | None = None,
        *,
        has_cursor: bool = True,
        starts_on: int = 0,
        can_be_tall: bool = False,
    ) -> None:
        super().__init__()
        self.shown = shown or history(full_days(800))
        self.starts_on = starts_on
        self.heatmap = Recorder(has_cursor=has_cursor, can_be_tall=can_be_tall)
        self.scrolled = 0
        self.messages: list[tuple[str, dt.date]] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="room", can_focus=False):
            yield self.heatmap
            yield Static("below\n" * 50)

    def on_mount(self) -> None:
        self.show(self.shown)

    def show(self, shown: History) -> None:
        self.shown = shown
        self.heatmap.show(shown, starts_on=self.starts_on)

    def on_heatmap_moved(self, message: Heatmap.Moved) -> None:
        self.messages.append(("moved", message.date))

    def on_heatmap_scrolled(self) -> None:
        self.scrolled += 1

    def on_heatmap_opened(self, message: Heatmap.Opened) -> None:
        self.messages.append(("opened", message.date))

    @property
    def weeks(self) -> int:
        return (self.heatmap.last_week - self.heatmap.first_week).days // 7 + 1

    @property
    def window(self) -> Window:
        shape = self.heatmap.shape
        return Window(self.heatmap.first_week, self.weeks, self.shown.today, shape=shape)

    @property
    def drawn(self) -> list[str]:
        """The heatmap's rows on the screen."""
        strips = self.screen._compositor.render_strips()
        left, top, width, height = self.heatmap.region
        return [strip.crop(left, left + width).text for strip in strips[top : top + height]]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def turn(pilot: Pilot[None], event: type[MouseEvent]) -> None:
    """Turn the mouse wheel over the heatmap by one step."""
    await pilot._post_mouse_events([event], Recorder, offset=(20, 3))
    await pilot.pause()


async def click(pilot: Pilot[None], app: Room, date: dt.date, gap: int = 0) -> None:
    x, y = app.window.place(date)
    await pilot.click(app.heatmap, offset=(x + gap, y))
    await pilot.pause()


@pytest.mark.parametrize(("size", "weeks"), [*zip(SIZES, (14, 34, 53, 53), strict=True)])
async def test_the_window_ends_with_the_week_of_today(size: tuple[int, int], weeks: int) -> None:
    app = Room()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shape = WIDE if size[0] == 200 else SMALL
        assert app.heatmap.shape == shape
        assert app.heatmap.size == (shape.width_of(weeks), ROWS)
        assert app.weeks == weeks
        assert app.heatmap.last_week == MONDAYS[0]
        assert app.heatmap.cursor == TODAY
        assert app.heatmap.is_more_left
        assert not app.heatmap.is_more_right
        assert app.drawn[0].startswith("   ◂ ")
        assert "[○]" in app.drawn[4]
        assert app.drawn[7].rstrip().endswith("▆")


KEYS = [
    (["left"], TODAY - WEEK),
    (["h"], TODAY - WEEK),
    (["right"], TODAY + WEEK),
    (["l"], TODAY + WEEK),
    (["up"], TODAY - DAY),
    (["k", "k", "k", "k"], dt.date(2026, 11, 15)),
    (["down"], TODAY + DAY),
    (["j", "j", "j", "j"], dt.date(2026, 11, 23)),
    (["pageup"], dt.date(2025, 11, 19)),
    (["left_square_bracket", "left_square_bracket"], dt.date(2024, 11, 19)),
    (["pageup", "right_square_bracket"], TODAY),
    (["pagedown", "pagedown", "l"], dt.date(2027, 11, 19)),
    (["h", "t"], TODAY),
    (["h", "end"], TODAY),
    (["home"], TODAY - DAY * 800),
]


async def test_keys_move_the_cursor() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        for keys, expected in KEYS:
            app.heatmap.action_today()
            await press(pilot, *keys)
            assert app.heatmap.cursor == expected, keys
            assert app.messages[-1] == ("moved", expected), keys
            x, y = app.window.place(expected)
            assert app.drawn[y][x - 1] + app.drawn[y][x + 1] == "[]", keys


async def test_enter_opens_the_date_and_a_cursor_that_stays_sends_nothing() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "t", "enter")
        assert app.messages == [("opened", TODAY)]


async def test_a_year_back_keeps_the_cursor_in_its_place() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "h")
        place = app.window.place(app.heatmap.cursor)
        await press(pilot, "pageup")
        assert app.window.place(app.heatmap.cursor)[0] == place[0]
        assert app.heatmap.is_more_right
        assert app.drawn[0].endswith("▸")
        await press(pilot, "pagedown", "pagedown", "pageup")
        await press(pilot, "t")
        assert app.heatmap.last_week == MONDAYS[0]
        assert "▸" not in app.drawn[0]


async def test_the_window_moves_by_whole_weeks_and_shows_no_blank_weeks_needlessly() -> None:
    app = Room()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        for _ in range(40):
            app.heatmap.action_move(-7)
            assert app.heatmap.first_week.weekday() == 0
            assert app.window.holds(app.heatmap.cursor)
        for _ in range(40):
            app.heatmap.action_move(7)
            assert app.heatmap.last_week <= MONDAYS[0]
        assert app.heatmap.cursor == TODAY
        app.heatmap.action_move(7)
        assert app.heatmap.last_week > MONDAYS[0]
        app.heatmap.action_move(-7 * 60)
        app.heatmap.action_year(1)
        assert app.heatmap.last_week == MONDAYS[0]


async def test_without_sessions_there_is_nothing_before_the_window() -> None:
    app = Room(history())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "home")
        assert app.messages == []
        assert not app.heatmap.is_more_left
        assert "◂" not in app.drawn[0]


async def test_a_click_moves_the_cursor_and_a_click_on_it_opens() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        there = TODAY - WEEK * 3 - DAY * 2
        await click(pilot, app, there)
        assert app.messages == [("moved", there)]
        await click(pilot, app, there, gap=1)
        assert app.messages == [("moved", there), ("opened", there)]
        for beside in ((0, 4), (31, 0)):
            await pilot.click(Recorder, offset=beside)
        assert len(app.messages) == 2


async def test_a_click_on_a_sign_moves_the_window_there() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = app.heatmap.first_week
        await pilot.click(Recorder, offset=(2, 0))
        await pilot.pause()
        assert app.heatmap.last_week == first
        assert app.messages == [("moved", first + DAY * 3)]
        await pilot.click(Recorder, offset=(app.heatmap.size.width - 1, 0))
        await pilot.pause()
        assert app.heatmap.last_week == MONDAYS[0]
        assert app.heatmap.cursor == first + DAY * 3


async def test_the_wheel_moves_the_window_and_its_edge_moves_the_cursor() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        heatmap = app.heatmap
        await turn(pilot, MouseScrollUp)
        assert heatmap.last_week == MONDAYS[1]
        assert heatmap.cursor == TODAY - WEEK
        await turn(pilot, MouseScrollUp)
        assert heatmap.last_week == MONDAYS[2]
        assert heatmap.cursor == TODAY - WEEK * 2
        for _ in range(4):
            await turn(pilot, MouseScrollDown)
        assert heatmap.last_week == MONDAYS[0] + WEEK * 2
        assert heatmap.cursor == TODAY - WEEK * 2
        assert app.query_one("#room").scroll_y == 0
        heatmap._scroll(500)
        assert heatmap.last_week <= dt.date(2027, 11, 19) < heatmap.last_week + WEEK


async def test_without_a_cursor_it_takes_no_focus_no_keys_and_no_clicks() -> None:
    app = Room(has_cursor=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "pageup", "enter")
        await click(pilot, app, TODAY - WEEK)
        assert app.focused is None
        assert app.messages == []
        assert app.heatmap.last_week == MONDAYS[0]
        assert "(○)" in app.drawn[4]
        assert not any("[" in row for row in app.drawn)


@pytest.mark.parametrize("starts_on", [0, 5, 6])
async def test_weeks_begin_on_the_chosen_day(starts_on: int) -> None:
    app = Room(starts_on=starts_on)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.heatmap.first_week.weekday() == starts_on
        assert [row[0] for row in app.drawn[1:]] == list(("MTWTFSS" * 2)[starts_on:][:7])
        assert app.window.holds(TODAY)
        app.heatmap.action_move(-7 * 40)
        assert app.heatmap.first_week.weekday() == starts_on
        app.starts_on = (starts_on + 3) % 7
        app.show(app.shown)
        await pilot.pause()
        assert app.heatmap.first_week.weekday() == app.starts_on
        assert app.window.holds(app.heatmap.cursor)


async def test_in_another_size_the_cursor_stays_in_view() -> None:
    app = Room()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.heatmap.action_move(-7 * 30)
        cursor = app.heatmap.cursor
        for width in (80, 40, 20, 13, 80, 200):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert app.heatmap.cursor == cursor
            assert app.window.holds(cursor)
            x, y = app.window.place(cursor)
            if app.heatmap.size.width > x + 1:
                assert app.drawn[y][x - 1 : x + 2] in ("[▆]", "[▆▆")


async def test_on_another_day_cursor_and_window_go_along_with_today() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monday = dt.date(2026, 11, 23)
        app.show(history(full_days(800), today=monday))
        await pilot.pause()
        assert app.heatmap.cursor == monday
        assert app.heatmap.last_week == monday
        assert app.messages == []
        assert "[○]" in app.drawn[1]
        assert not any("(" in row for row in app.drawn)


async def test_on_another_day_the_window_goes_along_without_the_cursor() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "k")
        monday = dt.date(2026, 11, 23)
        app.show(history(full_days(800), today=monday))
        await pilot.pause()
        assert app.heatmap.cursor == TODAY - DAY
        assert app.heatmap.last_week == monday
        assert "(○)" in app.drawn[1]


async def test_on_another_day_a_window_elsewhere_stays_with_its_cursor() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pageup", "k")
        cursor, last = app.heatmap.cursor, app.heatmap.last_week
        app.show(history(full_days(800), today=TODAY + DAY * 9))
        await pilot.pause()
        assert (app.heatmap.cursor, app.heatmap.last_week) == (cursor, last)


async def test_on_an_earlier_day_the_cursor_comes_back_within_its_limit() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pagedown")
        earlier = dt.date(2026, 3, 1)
        app.show(history(full_days(30, earlier), today=earlier))
        await pilot.pause()
        assert app.heatmap.cursor == dt.date(2027, 3, 1)
        assert app.window.holds(app.heatmap.cursor)


async def painted_after(pilot: Pilot[None], app: Room, *keys: str) -> set[tuple[int, int]]:
    """Press keys and return the cells that were painted; check the screen after them."""
    app.heatmap.painted = []
    await press(pilot, *keys)
    return painted_cells(app)


def painted_cells(app: Room) -> set[tuple[int, int]]:
    assert all(app.heatmap.painted), "everything is painted"
    shown, window = app.shown, app.window
    window = replace(window, cursor=app.heatmap.cursor)
    left, right = "◂" if app.heatmap.is_more_left else "", "▸" if app.heatmap.is_more_right else ""
    rows = rows_of(window, shown, left_sign=left, right_sign=right)
    assert app.drawn == [text_of(row) for row in rows]
    return {
        (x, region.y)
        for regions in app.heatmap.painted
        for region in regions
        for x in range(region.x, region.right)
    }


def cells_of(window: Window, date: dt.date) -> set[tuple[int, int]]:
    x, y = window.place(date)
    return {(x + n, y) for n in (-1, 0, 1)}


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_a_move_paints_only_two_dates(size: tuple[int, int]) -> None:
    app = Room()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "h", "h", "h")
        for key in "hljk":
            before = app.heatmap.cursor
            painted = await painted_after(pilot, app, key)
            assert painted == cells_of(app.window, before) | cells_of(
                app.window, app.heatmap.cursor
            ), key


async def test_setting_the_cursor_paints_two_dates_and_sends_nothing() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        there = TODAY - WEEK * 5 - DAY
        app.heatmap.painted = []
        app.heatmap.cursor = there
        app.heatmap.cursor = there
        await pilot.pause()
        assert painted_cells(app) == cells_of(app.window, there) | cells_of(app.window, TODAY)
        assert app.messages == []


async def test_new_data_paints_only_the_dates_that_look_different() -> None:
    app = Room(history(full_days(300)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "h", "h", "h")
        day = TODAY - DAY * 9
        app.heatmap.painted = []
        app.show(history(full_days(300) | {day: "part", TODAY: "full"}))
        await pilot.pause()
        x, y = app.window.place(day)
        now_x, now_y = app.window.place(TODAY)
        assert painted_cells(app) == {(x, y), (x + 1, y), (now_x, now_y)}


async def test_the_same_data_paints_nothing() -> None:
    app = Room(history(full_days(300)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.heatmap.painted = []
        app.show(app.shown)
        app.show(history(full_days(300)))
        await pilot.pause()
        assert app.heatmap.painted == []


async def test_every_cell_has_a_background_and_the_levels_their_colours() -> None:
    app = Room(history(full_days(300) | {TODAY - DAY: "part"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        styles: dict[str, Style] = {}
        for y in range(ROWS):
            for segment in app.heatmap.render_line(y):
                assert segment.style is not None
                assert segment.style.bgcolor is not None
                styles |= dict.fromkeys(segment.text, segment.style)
        colors = day_colors(app)
        assert colors is not None
        for glyph, step in (("▆", 4), ("▃", 1)):
            color = styles[glyph].color
            assert color is not None
            assert color.get_truecolor() == colors.shades.steps[step - 1]
        assert styles["["].reverse


async def test_in_a_terminals_own_colours_cursor_and_signs_are_reversed() -> None:
    day = TODAY - WEEK * 3
    app = Room(history(full_days(300), records=[DayRecord(day=day, report=Band.WARNING)]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = "ansi-dark"
        app.heatmap.show(app.shown, starts_on=0, look="shades")
        await pilot.pause()
        reversed_text = "".join(
            s.text for s in app.heatmap.render_line(4) if s.style and s.style.reverse
        )
        assert reversed_text == "![]"
        assert "█" in app.drawn[3]


async def test_tiles_are_wide_and_tall_where_there_is_room() -> None:
    app = Room(can_be_tall=True)
    async with app.run_test(size=(200, 50)) as pilot:
        await press(pilot, "h", "h")
        assert app.heatmap.shape == TALL
        assert app.heatmap.size == (TALL.width_of(53), TALL.height)
        x, y = app.window.place(app.heatmap.cursor)
        assert (app.drawn[y][x - 1 : x + 3], app.drawn[y + 1][x - 1 : x + 3]) == ("[██]", " ▀▀ ")
        await click(pilot, app, TODAY - WEEK * 3)
        assert app.messages[-1] == ("moved", TODAY - WEEK * 3)
        for size, shape in (((200, 30), WIDE), ((120, 50), SMALL), ((200, 50), TALL)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert (app.heatmap.shape, app.heatmap.size.height) == (shape, shape.height)


async def test_it_is_told_when_other_weeks_are_in_view() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "h", "j")
        before = app.scrolled
        await press(pilot, "h", "k")
        assert app.scrolled == before
        await press(pilot, "pageup")
        await turn(pilot, MouseScrollUp)
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert app.scrolled == before + 3


async def test_before_anything_is_shown_it_is_blank_and_keys_do_nothing() -> None:
    class Bare(Sheet):
        def compose(self) -> ComposeResult:
            yield Heatmap()

    app = Bare()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "j", "t", "home", "pageup", "pagedown")
        heatmap = app.query_one(Heatmap)
        assert not any(heatmap.render_line(y).text.strip() for y in range(ROWS))
        heatmap.show(history(), starts_on=0)
        await pilot.pause()
        assert heatmap.cursor == TODAY


def test_the_style_sheet_names_every_part() -> None:
    styles = SHEET.read_text(encoding="utf-8")
    assert all(f".{name}" in styles for name in Heatmap.COMPONENT_CLASSES)


STEPS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from([-7, 7, -1, 1])),
    st.tuples(st.just("move"), st.integers(-4000, 4000)),
    st.tuples(st.just("year"), st.sampled_from([-1, 1, -30])),
    st.tuples(st.just("scroll"), st.integers(-60, 60)),
    st.tuples(st.sampled_from(["today", "first"]), st.just(0)),
    st.tuples(st.just("set"), st.dates().map(lambda date: date.toordinal())),
    st.tuples(st.just("starts on"), st.integers(0, 6)),
    st.tuples(st.just("today is"), st.integers(-400, 400)),
)


def take(app: Room, step: str, number: int) -> None:
    heatmap = app.heatmap
    match step:
        case "move":
            heatmap.action_move(number)
        case "year":
            heatmap.action_year(number)
        case "scroll":
            heatmap._scroll(number)
        case "today":
            heatmap.action_today()
        case "first":
            heatmap.action_first()
        case "set":
            heatmap.cursor = dt.date.fromordinal(number)
        case "starts on":
            app.starts_on = number
            app.show(app.shown)
        case "today is":
            app.show(
                history(full_days(3, app.shown.today), today=add_days(app.shown.today, number))
            )


@pytest.mark.parametrize(
    "today", [dt.date(1900, 2, 10), TODAY, dt.date(9999, 6, 1), dt.date(9999, 12, 31)]
)
@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_wherever_it_goes_the_cursor_is_in_view_and_within_its_limits(
    size: tuple[int, int], today: dt.date
) -> None:
    app = Room(history(full_days(20, today), today=today))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        weeks = app.weeks

        for date in (FIRST_DATE, LAST_DATE, today):
            app.heatmap.cursor = date
            for app.starts_on in range(7):
                app.show(app.shown)
                assert app.window.holds(app.heatmap.cursor)

        @settings(max_examples=30, deadline=None)
        @given(st.lists(STEPS, max_size=25))
        def walk(steps: list[tuple[str, int]]) -> None:
            app.show(history(full_days(20, today), today=today))
            for step, number in steps:
                # A history looks 30 dates back.
                if step == "today is" and add_days(app.shown.today, number) < dt.date(1900, 2, 10):
                    continue
                take(app, step, number)
                heatmap = app.heatmap
                latest = add_years(app.shown.today, 1)
                assert FIRST_DATE <= heatmap.cursor <= latest
                assert app.weeks == weeks
                assert heatmap.first_week.weekday() == app.starts_on
                assert app.window.holds(heatmap.cursor)
                x, y = app.window.place(heatmap.cursor)
                assert text_of(heatmap._rows[y])[x - 1 : x + 2 : 2] == "[]"
                assert sum(text_of(row).count("[") for row in heatmap._rows) == 1

        walk()
