"""The heatmap: what stands in each cell, where the cursor may go, and how little is painted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import product
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

from tui.app.base import STYLES
from tui.app.widgets.heatmap import (
    FIRST_DATE,
    LAST_DATE,
    ONE_WEEK,
    ROWS,
    Heatmap,
    Setting,
    Spot,
    View,
    columns,
    draw,
    moved,
    moved_years,
    spot,
    width_of,
)
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import DEFAULT_ROUTINE, Band, DayRecord, Reps, Session
from tui.words.glyphs import day_glyph, to_ascii

SHEET = STYLES / "heatmap.tcss"
TODAY = dt.date(2026, 11, 19)
"""A Thursday."""
DAY = dt.timedelta(days=1)
MONDAYS = {n: dt.date(2026, 11, 16) - ONE_WEEK * n for n in range(60)}
"""The first date of the week so many weeks ago."""
SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]

KINDS = {
    "full": Reps(target=4, done=4),
    "more": Reps(target=4, done=6),
    "part": Reps(target=4, done=1),
    "imagined": Reps(target=4, imagined=4),
    "imagined part": Reps(target=4, imagined=1),
}


def history(
    kinds: dict[dt.date, str] | None = None,
    *,
    today: dt.date = TODAY,
    said: Iterable[DayRecord] = (),
) -> History:
    """The history of dates on which these things were done."""
    sessions = [
        Session(id=f"{day}", routine="r", day=day, reps={"a": KINDS[kind]})
        for day, kind in (kinds or {}).items()
    ]
    days = gather("r", sessions, {record.day: record for record in said}, today=today)
    return History(DEFAULT_ROUTINE, days, today)


def rest(*days: dt.date) -> list[DayRecord]:
    return [DayRecord(day=day, rest_reason="travel") for day in days]


def full(count: int, until: dt.date = TODAY) -> dict[dt.date, str]:
    """So many full dates before one."""
    return {until - DAY * n: "full" for n in range(count, 0, -1)}


def rows_of(
    view: View, known: History | None = None, *, before: str = "", after: str = ""
) -> list[Setting]:
    known = known or history()
    return draw(view, lambda date: spot(known, date), before, after)


def text(row: Sequence[Spot]) -> str:
    return "".join(character for _, character in row)


# --- every cell -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "weeks"),
    [
        (0, 1),
        (7, 1),
        (8, 1),
        (9, 2),
        (38, 16),
        (74, 34),
        (110, 52),
        (111, 53),
        (114, 53),
        (500, 53),
    ],
)
def test_as_many_whole_weeks_as_fit_and_never_more_than_a_year(width: int, weeks: int) -> None:
    assert columns(width) == weeks
    assert width_of(weeks) <= max(width, 7)


def test_no_more_weeks_than_were_wanted() -> None:
    assert columns(74, 12) == 12


@pytest.mark.parametrize(("starts_on", "weeks"), [*product(range(7), (1, 2, 3, 16, 34, 53))])
def test_every_row_has_the_exact_width_and_begins_with_its_weekday(
    starts_on: int, weeks: int
) -> None:
    first = dt.date(2026, 1, 5) + DAY * starts_on
    rows = rows_of(View(first, weeks, TODAY, first))
    assert len(rows) == ROWS
    assert {len(row) for row in rows} == {width_of(weeks)}
    assert all(len(character) == 1 for row in rows for _, character in row)
    letters = "".join(text(row)[0] for row in rows[1:])
    assert letters == ("MTWTFSS" * 2)[starts_on : starts_on + 7]
    assert all(text(row)[1:3] == "  " for row in rows)


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("full", {}, ("full", "#")),
        ("more", {}, ("full", "#")),
        ("part", {}, ("part", "-")),
        ("imagined", {}, ("full", "i")),
        ("imagined part", {}, ("part", "i")),
        (None, {}, ("none", "·")),
        (None, {"rest_reason": "ill"}, ("quiet", "r")),
        (None, {"report": Band.HIGH}, ("quiet", "r")),
        ("full", {"report": Band.WARNING}, ("sign", "!")),
        (None, {"check": Band.WARNING}, ("sign", "!")),
    ],
)
def test_a_date_has_its_glyph_and_its_shade(
    kind: str | None, said: dict[str, object], expected: Spot
) -> None:
    day = TODAY - DAY
    record = DayRecord(day=day, **said)  # type: ignore[arg-type]
    known = history({day: kind} if kind else {}, said=[record])
    assert spot(known, day) == expected


def test_today_is_a_ring_until_something_is_done() -> None:
    assert spot(history(), TODAY) == ("today", "○")
    assert spot(history({TODAY: "part"}), TODAY) == ("part", "-")


def test_a_date_to_come_is_blank_unless_it_is_marked_as_rest() -> None:
    known = history(said=rest(TODAY + DAY * 2))
    glyphs = [spot(known, TODAY + DAY * n)[1] for n in range(1, 4)]
    assert glyphs == [" ", "r", " "]


def test_an_open_warning_sign_does_not_fill_what_is_to_come() -> None:
    known = history(said=[DayRecord(day=TODAY - DAY, report=Band.WARNING), *rest(TODAY + DAY * 2)])
    glyphs = [spot(known, TODAY + DAY * n)[1] for n in range(-1, 4)]
    assert glyphs == ["!", "r", " ", "r", " "]


dates = st.dates(dt.date(2019, 12, 20), dt.date(2021, 1, 15))


@given(
    st.dictionaries(dates, st.sampled_from([*KINDS, "rest", "sign"]), max_size=40),
    dates,
    dates,
    st.integers(1, 53),
)
def test_in_the_cell_of_a_date_stands_its_mark(
    kinds: dict[dt.date, str], today: dt.date, first: dt.date, weeks: int
) -> None:
    said = [*rest(*(day for day, kind in kinds.items() if kind == "rest"))]
    said += [DayRecord(day=d, report=Band.WARNING) for d, kind in kinds.items() if kind == "sign"]
    known = history({d: kind for d, kind in kinds.items() if kind in KINDS}, today=today, said=said)
    view = View(first, weeks, today)
    rows = draw(view, lambda date: spot(known, date), "", "")
    seen = set()
    for n in range(7 * weeks):
        date = first + DAY * n
        x, y = view.place(date)
        seen.add((x, y))
        assert view.holds(date)
        assert view.date_at(x, y) == view.date_at(x + 1, y) == date
        _, glyph = rows[y][x]
        if date <= today:
            assert glyph == day_glyph(known, date).glyph
        else:
            assert glyph == ("r" if kinds.get(date) == "rest" else " ")
    assert len(seen) == 7 * weeks
    assert not view.holds(first - DAY)
    assert not view.holds(first + ONE_WEEK * weeks)


@pytest.mark.parametrize(("x", "y"), [(3, 1), (8, 1), (4, 0), (4, 8), (0, 4), (-1, -1)])
def test_beside_the_weeks_there_is_no_date(x: int, y: int) -> None:
    assert View(MONDAYS[0], 2, TODAY).date_at(x, y) is None


@pytest.mark.parametrize("n", range(14))
def test_today_and_the_cursor_have_outlines_that_need_no_colour(n: int) -> None:
    date = MONDAYS[1] + DAY * n
    known = history({date: "full"}, today=date)
    plain = rows_of(View(MONDAYS[1], 2, date - ONE_WEEK * 9), known)
    for cursor, outline in ((None, "(#)"), (date, "[#]")):
        view = View(MONDAYS[1], 2, date, cursor)
        rows = rows_of(view, known)
        x, y = view.place(date)
        assert text(rows[y][x - 1 : x + 2]) == outline
        assert text(rows[y][: x - 1] + rows[y][x + 2 :]) == text(
            plain[y][: x - 1] + plain[y][x + 2 :]
        )
        assert rows[:y] + rows[y + 1 :] == plain[:y] + plain[y + 1 :]


def test_an_outline_out_of_view_is_not_drawn() -> None:
    rows = rows_of(View(MONDAYS[30], 4, TODAY, TODAY - ONE_WEEK))
    assert not set("()[]") & {character for row in rows for _, character in row}


def test_in_ascii_there_is_nothing_else() -> None:
    known = history({TODAY - DAY: "full"})
    view = View(MONDAYS[9], 10, TODAY)
    rows = draw(view, lambda date: spot(known, date), "◂", "▸")
    drawn = [to_ascii(text(row)) for row in rows]
    assert all(row.isascii() for row in drawn)
    assert drawn[0].startswith("  < ") and drawn[0].endswith(">")
    assert any("(o)" in row for row in drawn)


# --- months, year ends, 53 weeks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "starts_on", "after"), [*product((1, 2, 3, 4, 5, 12, 34, 53), (0, 6), ("", "▸"))]
)
def test_names_of_months_stand_over_their_first_week_and_never_run_into_anything(
    weeks: int, starts_on: int, after: str
) -> None:
    for shift in range(60):
        first = MONDAYS[0] - ONE_WEEK * shift - DAY * (starts_on == 6)
        line = text(rows_of(View(first, weeks, TODAY), before="◂", after=after)[0])
        assert line[:4] == "  ◂ "
        assert line.endswith(after)
        words = line.replace("◂", " ").replace("▸", " ").split()
        assert all(len(word) == 3 for word in words)
        for x in (x for x in range(4, len(line) - 2) if line[x].isupper()):
            week = first + ONE_WEEK * ((x - 4) // 2)
            is_first = any((week + DAY * n).day == 1 for n in range(7))
            assert is_first or x == 4
            name = week + DAY * 6 if is_first else week
            assert line[x : x + 3] == f"{name:%b}"
            assert line[x - 1] == " "
        assert not after or line[-2] == " "


def test_a_window_of_53_weeks_holds_every_date_of_a_year_once() -> None:
    view = View(dt.date(2025, 12, 29), 53, dt.date(2026, 12, 31))
    year = [dt.date(2026, 1, 1) + DAY * n for n in range(365)]
    known = history(dict.fromkeys(year, "full"), today=year[-1])
    assert all(view.holds(date) for date in year)
    drawn = "".join(text(row) for row in rows_of(view, known)[1:])
    assert drawn.count("#") == 365
    months = text(rows_of(view, known)[0]).split()
    assert months == [f"{dt.date(2026, n, 1):%b}" for n in (*range(1, 13), 1)]


def test_the_29th_of_february_has_its_own_cell() -> None:
    view = View(dt.date(2028, 2, 7), 5, dt.date(2028, 3, 9))
    leap = dt.date(2028, 2, 29)
    (x, y), (_, next_y) = view.place(leap), view.place(leap + DAY)
    rows = rows_of(view, history({leap: "part"}, today=dt.date(2028, 3, 9)))
    assert rows[y][x] == ("part", "-")
    assert next_y == y + 1


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        (dt.date(2026, 11, 19), -1, dt.date(2025, 11, 19)),
        (dt.date(2028, 2, 29), -1, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 1, dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), -4, dt.date(2024, 2, 29)),
        (dt.date(2028, 2, 28), 1, dt.date(2029, 2, 28)),
        (dt.date(1, 5, 1), -1, FIRST_DATE),
        (dt.date(2, 1, 2), -1, FIRST_DATE),
        (dt.date(9999, 5, 1), 1, LAST_DATE),
        (dt.date(9998, 12, 31), 1, LAST_DATE),
    ],
)
def test_a_year_on_or_back(date: dt.date, years: int, expected: dt.date) -> None:
    assert moved_years(date, years) == expected


@given(st.dates(), st.integers(-4_000_000, 4_000_000))
def test_no_date_lies_beyond_the_calendar(date: dt.date, days: int) -> None:
    there = moved(date, days)
    assert FIRST_DATE <= there <= LAST_DATE
    ordinal = date.toordinal() + days
    if FIRST_DATE.toordinal() <= ordinal <= LAST_DATE.toordinal():
        assert there.toordinal() == ordinal


# --- in an app ------------------------------------------------------------------------------------


class Recorder(Heatmap):
    """Remembers what it was asked to paint again."""

    asked: list[tuple[Region, ...]]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if hasattr(self, "asked"):
            self.asked.append(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Room(App[None]):
    CSS_PATH = SHEET
    CSS = "#room { padding: 1 3; scrollbar-size: 0 0; }"

    def __init__(
        self, known: History | None = None, *, has_cursor: bool = True, starts_on: int = 0
    ) -> None:
        super().__init__()
        self.known = known or history(full(800))
        self.starts_on = starts_on
        self.heatmap = Recorder(has_cursor=has_cursor)
        self.heard: list[tuple[str, dt.date]] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="room", can_focus=False):
            yield self.heatmap
            yield Static("below\n" * 50)

    def on_mount(self) -> None:
        self.show(self.known)

    def show(self, known: History) -> None:
        self.known = known
        self.heatmap.show(known, starts_on=self.starts_on)

    def on_heatmap_moved(self, message: Heatmap.Moved) -> None:
        self.heard.append(("moved", message.date))

    def on_heatmap_opened(self, message: Heatmap.Opened) -> None:
        self.heard.append(("opened", message.date))

    @property
    def weeks(self) -> int:
        return (self.heatmap.last_week - self.heatmap.first_week).days // 7 + 1

    @property
    def view(self) -> View:
        return View(self.heatmap.first_week, self.weeks, self.known.today)

    @property
    def drawn(self) -> list[str]:
        """The heatmap as it stands on the screen."""
        strips = self.screen._compositor.render_strips()
        left, top, width, height = self.heatmap.region
        return [strip.crop(left, left + width).text for strip in strips[top : top + height]]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def turn(pilot: Pilot[None], event: type[MouseEvent]) -> None:
    """Turn the wheel over the heatmap by a notch."""
    await pilot._post_mouse_events([event], Recorder, offset=(20, 3))
    await pilot.pause()


async def click(pilot: Pilot[None], app: Room, date: dt.date, gap: int = 0) -> None:
    x, y = app.view.place(date)
    await pilot.click(app.heatmap, offset=(x + gap, y))
    await pilot.pause()


@pytest.mark.parametrize(("size", "weeks"), [*zip(SIZES, (14, 34, 53, 53), strict=True)])
async def test_the_window_ends_with_the_week_of_today(size: tuple[int, int], weeks: int) -> None:
    app = Room()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.heatmap.size == (width_of(weeks), ROWS)
        assert app.weeks == weeks
        assert app.heatmap.last_week == MONDAYS[0]
        assert app.heatmap.cursor == TODAY
        assert app.heatmap.is_more_left
        assert not app.heatmap.is_more_right
        assert app.drawn[0].startswith("  ◂ ")
        assert "[○]" in app.drawn[4]
        assert app.drawn[7].rstrip().endswith("#")


KEYS = [
    (["left"], TODAY - ONE_WEEK),
    (["h"], TODAY - ONE_WEEK),
    (["right"], TODAY + ONE_WEEK),
    (["l"], TODAY + ONE_WEEK),
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
            assert app.heard[-1] == ("moved", expected), keys
            x, y = app.view.place(expected)
            assert app.drawn[y][x - 1] + app.drawn[y][x + 1] == "[]", keys


async def test_enter_opens_the_date_and_standing_still_says_nothing() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "t", "enter")
        assert app.heard == [("opened", TODAY)]


async def test_a_year_back_keeps_the_cursor_where_it_is_seen() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "h")
        place = app.view.place(app.heatmap.cursor)
        await press(pilot, "pageup")
        assert app.view.place(app.heatmap.cursor)[0] == place[0]
        assert app.heatmap.is_more_right
        assert app.drawn[0].endswith("▸")
        await press(pilot, "pagedown", "pagedown", "pageup")
        await press(pilot, "t")
        assert app.heatmap.last_week == MONDAYS[0]
        assert "▸" not in app.drawn[0]


async def test_the_window_goes_along_by_whole_weeks_and_shows_no_blank_weeks_needlessly() -> None:
    app = Room()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        for _ in range(40):
            app.heatmap.action_move(-7)
            assert app.heatmap.first_week.weekday() == 0
            assert app.view.holds(app.heatmap.cursor)
        for _ in range(40):
            app.heatmap.action_move(7)
            assert app.heatmap.last_week <= MONDAYS[0]
        assert app.heatmap.cursor == TODAY
        app.heatmap.action_move(7)
        assert app.heatmap.last_week > MONDAYS[0]
        app.heatmap.action_move(-7 * 60)
        app.heatmap.action_year(1)
        assert app.heatmap.last_week == MONDAYS[0]


async def test_where_nothing_is_recorded_there_is_no_more() -> None:
    app = Room(history())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "home")
        assert app.heard == []
        assert not app.heatmap.is_more_left
        assert "◂" not in app.drawn[0]


async def test_a_click_moves_the_cursor_and_a_click_on_it_opens() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        there = TODAY - ONE_WEEK * 3 - DAY * 2
        await click(pilot, app, there)
        assert app.heard == [("moved", there)]
        await click(pilot, app, there, gap=1)
        assert app.heard == [("moved", there), ("opened", there)]
        for beside in ((0, 4), (30, 0)):
            await pilot.click(Recorder, offset=beside)
        assert len(app.heard) == 2


async def test_a_click_on_a_sign_goes_on_to_what_lies_there() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = app.heatmap.first_week
        await pilot.click(Recorder, offset=(2, 0))
        await pilot.pause()
        assert app.heatmap.last_week == first
        assert app.heard == [("moved", first + DAY * 3)]
        await pilot.click(Recorder, offset=(app.heatmap.size.width - 1, 0))
        await pilot.pause()
        assert app.heatmap.last_week == MONDAYS[0]
        assert app.heatmap.cursor == first + DAY * 3


async def test_the_wheel_moves_the_window_and_takes_the_cursor_along_at_its_edge() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        heatmap = app.heatmap
        await turn(pilot, MouseScrollUp)
        assert heatmap.last_week == MONDAYS[1]
        assert heatmap.cursor == TODAY - ONE_WEEK
        await turn(pilot, MouseScrollUp)
        assert heatmap.last_week == MONDAYS[2]
        assert heatmap.cursor == TODAY - ONE_WEEK * 2
        for _ in range(4):
            await turn(pilot, MouseScrollDown)
        assert heatmap.last_week == MONDAYS[0] + ONE_WEEK * 2
        assert heatmap.cursor == TODAY - ONE_WEEK * 2
        assert app.query_one("#room").scroll_y == 0
        heatmap._scroll(500)
        assert heatmap.last_week <= dt.date(2027, 11, 19) < heatmap.last_week + ONE_WEEK


async def test_without_a_cursor_it_takes_no_focus_no_keys_and_no_clicks() -> None:
    app = Room(has_cursor=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "pageup", "enter")
        await click(pilot, app, TODAY - ONE_WEEK)
        assert app.focused is None
        assert app.heard == []
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
        assert app.view.holds(TODAY)
        app.heatmap.action_move(-7 * 40)
        assert app.heatmap.first_week.weekday() == starts_on
        app.starts_on = (starts_on + 3) % 7
        app.show(app.known)
        await pilot.pause()
        assert app.heatmap.first_week.weekday() == app.starts_on
        assert app.view.holds(app.heatmap.cursor)


async def test_a_window_may_end_elsewhere() -> None:
    app, heatmap = Room(), Heatmap()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.mount(heatmap)
        heatmap.show(app.known, starts_on=0, upto=dt.date(2025, 12, 31))
        await pilot.pause()
        assert heatmap.last_week == dt.date(2025, 12, 29)
        assert heatmap.cursor == dt.date(2025, 12, 31)
        heatmap.action_today()
        assert heatmap.first_week <= TODAY < heatmap.last_week + ONE_WEEK


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
            assert app.view.holds(cursor)
            x, y = app.view.place(cursor)
            if app.heatmap.size.width > x + 1:
                assert app.drawn[y][x - 1 : x + 2] == "[#]"


# --- a new day, new data --------------------------------------------------------------------------


async def test_on_another_day_cursor_and_window_go_along() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monday = dt.date(2026, 11, 23)
        app.show(history(full(800), today=monday))
        await pilot.pause()
        assert app.heatmap.cursor == monday
        assert app.heatmap.last_week == monday
        assert app.heard == []
        assert "[○]" in app.drawn[1]
        assert not any("(" in row for row in app.drawn)


async def test_on_another_day_the_window_goes_along_though_the_cursor_is_elsewhere() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "k")
        monday = dt.date(2026, 11, 23)
        app.show(history(full(800), today=monday))
        await pilot.pause()
        assert app.heatmap.cursor == TODAY - DAY
        assert app.heatmap.last_week == monday
        assert "(○)" in app.drawn[1]


async def test_on_another_day_a_cursor_elsewhere_stays_and_so_does_its_window() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pageup", "k")
        cursor, last = app.heatmap.cursor, app.heatmap.last_week
        app.show(history(full(800), today=TODAY + DAY * 9))
        await pilot.pause()
        assert (app.heatmap.cursor, app.heatmap.last_week) == (cursor, last)


async def test_if_the_day_goes_back_the_cursor_is_not_left_too_far_ahead() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pagedown")
        earlier = dt.date(2026, 3, 1)
        app.show(history(full(30, earlier), today=earlier))
        await pilot.pause()
        assert app.heatmap.cursor == dt.date(2027, 3, 1)
        assert app.view.holds(app.heatmap.cursor)


async def asked_after(pilot: Pilot[None], app: Room, *keys: str) -> set[tuple[int, int]]:
    """The cells painted again for some keys; checks that the screen is right after it."""
    app.heatmap.asked = []
    await press(pilot, *keys)
    return cells_of(app)


def cells_of(app: Room) -> set[tuple[int, int]]:
    assert all(app.heatmap.asked), "asked for everything"
    known, view = app.known, app.view
    view = View(view.first, view.weeks, view.today, app.heatmap.cursor)
    more = "◂" if app.heatmap.is_more_left else "", "▸" if app.heatmap.is_more_right else ""
    rows = rows_of(view, known, before=more[0], after=more[1])
    assert app.drawn == [text(row) for row in rows]
    return {
        (x, region.y)
        for regions in app.heatmap.asked
        for region in regions
        for x in range(region.x, region.right)
    }


def outline(view: View, date: dt.date) -> set[tuple[int, int]]:
    x, y = view.place(date)
    return {(x + n, y) for n in (-1, 0, 1)}


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_a_move_paints_two_dates_only(size: tuple[int, int]) -> None:
    app = Room()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "h", "h", "h")
        for key in "hljk":
            before = app.heatmap.cursor
            asked = await asked_after(pilot, app, key)
            assert asked == outline(app.view, before) | outline(app.view, app.heatmap.cursor), key


async def test_a_cursor_that_is_set_paints_two_dates_and_says_nothing() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        there = TODAY - ONE_WEEK * 5 - DAY
        app.heatmap.asked = []
        app.heatmap.cursor = there
        app.heatmap.cursor = there
        await pilot.pause()
        assert cells_of(app) == outline(app.view, there) | outline(app.view, TODAY)
        assert app.heard == []


async def test_new_data_paints_only_the_dates_that_look_different() -> None:
    app = Room(history(full(300)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "h", "h", "h")
        day = TODAY - DAY * 9
        app.heatmap.asked = []
        app.show(history(full(300) | {day: "part", TODAY: "full"}))
        await pilot.pause()
        x, y = app.view.place(day)
        now_x, now_y = app.view.place(TODAY)
        assert cells_of(app) == {(x, y), (x + 1, y), (now_x, now_y)}


async def test_the_same_data_paints_nothing() -> None:
    app = Room(history(full(300)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.heatmap.asked = []
        app.show(app.known)
        app.show(history(full(300)))
        await pilot.pause()
        assert app.heatmap.asked == []


async def test_every_cell_has_a_background_and_the_levels_their_colours() -> None:
    app = Room(history(full(300) | {TODAY - DAY: "part"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        styles: dict[str, Style] = {}
        for y in range(ROWS):
            for segment in app.heatmap.render_line(y):
                assert segment.style is not None
                assert segment.style.bgcolor is not None
                styles |= dict.fromkeys(segment.text, segment.style)
        for glyph, variable in (("#", "primary"), ("-", "secondary")):
            color = styles[glyph].color
            assert color is not None
            assert color.get_truecolor().hex.lower() == app.theme_variables[variable].lower()
        assert styles["["].bgcolor != styles["#"].bgcolor


async def test_without_colours_the_cursor_is_turned_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        (style,) = [s.style for s in app.heatmap.render_line(4) if s.text == "[○]"]
        assert style is not None
        assert style.reverse


async def test_before_anything_is_shown_it_is_blank_and_keys_do_no_harm() -> None:
    class Bare(App[None]):
        CSS_PATH = SHEET

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
    assert all(f".{name} {{" in styles for name in Heatmap.COMPONENT_CLASSES)


# --- wherever one goes ----------------------------------------------------------------------------

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
            app.show(app.known)
        case "today is":
            app.show(history(full(3, app.known.today), today=moved(app.known.today, number)))


@pytest.mark.parametrize(
    "today", [dt.date(1, 2, 10), TODAY, dt.date(9999, 6, 1), dt.date(9999, 12, 31)]
)
@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_wherever_it_goes_the_cursor_is_in_view_and_within_its_limits(
    size: tuple[int, int], today: dt.date
) -> None:
    app = Room(history(full(20, today), today=today))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        weeks = app.weeks

        for date in (FIRST_DATE, LAST_DATE, today):
            app.heatmap.cursor = date
            for app.starts_on in range(7):
                app.show(app.known)
                assert app.view.holds(app.heatmap.cursor)

        @settings(max_examples=30, deadline=None)
        @given(st.lists(STEPS, max_size=25))
        def walk(steps: list[tuple[str, int]]) -> None:
            app.show(history(full(20, today), today=today))
            for step, number in steps:
                # As far back as a history can look 30 dates back.
                if step == "today is" and moved(app.known.today, number) < dt.date(1, 2, 10):
                    continue
                take(app, step, number)
                heatmap = app.heatmap
                latest = moved_years(app.known.today, 1)
                assert FIRST_DATE <= heatmap.cursor <= latest
                assert app.weeks == weeks
                assert heatmap.first_week.weekday() == app.starts_on
                assert app.view.holds(heatmap.cursor)
                x, y = app.view.place(heatmap.cursor)
                assert text(heatmap._rows[y])[x - 1 : x + 2 : 2] == "[]"
                assert sum(text(row).count("[") for row in heatmap._rows) == 1

        walk()
