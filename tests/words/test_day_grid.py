"""What the heatmap shows in each cell: glyphs, marks and the names of months."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words.grid_days import (
    DAY,
    KINDS,
    MONDAYS,
    TODAY,
    WEEK,
    history,
    rest,
    rows_of,
    text_of,
)
from tui.practice.models import Band, DayRecord
from tui.words.day_grid import MARGIN_CELLS, SMALL, TALL, WIDE, Shape, Window, shape_for, tile
from tui.words.glyphs import Look, day_glyph, day_signs


@pytest.mark.parametrize(
    ("width", "weeks"),
    [
        (0, 1),
        (8, 1),
        (9, 1),
        (10, 2),
        (38, 16),
        (74, 34),
        (111, 52),
        (112, 53),
        (114, 53),
        (500, 53),
    ],
)
def test_as_many_whole_weeks_fit_as_there_is_room_for_up_to_a_year(width: int, weeks: int) -> None:
    assert SMALL.weeks_in(width) == weeks
    assert SMALL.width_of(weeks) <= max(width, 8)


def test_no_more_weeks_fit_than_are_wanted() -> None:
    assert SMALL.weeks_in(74, 12) == 12


@pytest.mark.parametrize(
    ("width", "height", "most", "shape"),
    [
        (164, 99, 53, SMALL),
        (165, 8, 53, WIDE),
        (165, 14, 53, WIDE),
        (165, 15, 53, TALL),
        (42, 8, 12, WIDE),
        (41, 8, 12, SMALL),
    ],
)
def test_tiles_are_as_large_as_lets_all_weeks_fit(
    width: int, height: int, most: int, shape: Shape
) -> None:
    assert shape_for(width, height, most) is shape


@pytest.mark.parametrize(
    ("starts_on", "weeks", "shape"), [*product((0, 6), (1, 2, 16, 53), (SMALL, WIDE, TALL))]
)
def test_every_row_has_the_exact_width_and_begins_with_its_weekday(
    starts_on: int, weeks: int, shape: Shape
) -> None:
    first = dt.date(2026, 1, 5) + DAY * starts_on
    rows = rows_of(Window(first, weeks, TODAY, first, shape))
    assert len(rows) == shape.height
    assert {len(row) for row in rows} == {shape.width_of(weeks)}
    assert all(len(character) == 1 for row in rows for _, character in row)
    letters = "".join(text_of(row)[0] for row in rows[1 :: shape.rows])
    assert letters == ("MTWTFSS" * 2)[starts_on : starts_on + 7]
    assert all(text_of(row)[1 : MARGIN_CELLS - 1].strip() == "" for row in rows[1:])


@pytest.mark.parametrize(
    ("kind", "answers", "part", "small", "wide", "tall", "shades", "digits"),
    [
        ("full", {}, "step4", "▆ ", "▆▆ ", "██ ▀▀ ", "█ ", "4 "),
        ("more", {}, "step4", "▆ ", "▆▆ ", "██ ▀▀ ", "█ ", "4 "),
        ("part", {}, "step1", "▃ ", "▃▃ ", "   ▀▀ ", "░-", "1-"),
        ("imagined", {}, "step4", "□ ", "□  ", "▛▜ ▀▀ ", "█i", "4i"),
        ("imagined part", {}, "step1", "▭ ", "▭  ", "▭     ", "░~", "1~"),
        (None, {}, "none", "· ", "·  ", "·     ", "· ", ". "),
        (None, {"rest_reason": "ill"}, "quiet", "r ", "r  ", "r     ", "r ", "r "),
        (None, {"report": Band.HIGH}, "quiet", "r ", "r  ", "r     ", "r ", "r "),
        ("full", {"report": Band.WARNING}, "sign", "! ", "!  ", "!  ▀▀ ", "! ", "! "),
        (None, {"check": Band.WARNING}, "sign", "! ", "!  ", "!  ▀▀ ", "! ", "! "),
    ],
)
def test_a_date_is_told_by_its_tile_and_without_colours_by_shade_and_mark(
    kind: str | None,
    answers: dict[str, object],
    part: str,
    small: str,
    wide: str,
    tall: str,
    shades: str,
    digits: str,
) -> None:
    day = TODAY - DAY
    record = DayRecord(day=day, **answers)  # type: ignore[arg-type]
    shown = history({day: kind} if kind else {}, records=[record])
    seen = day_glyph(shown, day)

    def drawn(look: Look, shape: Shape) -> str:
        rows = tile(seen, look, shape)
        assert [len(row) for row in rows] == [shape.columns] * shape.rows
        assert rows[0][0][0] == part
        return "".join(text_of(row) for row in rows)

    assert [drawn("tiles", shape) for shape in (SMALL, WIDE, TALL)] == [small, wide, tall]
    assert [drawn("shades", SMALL), drawn("digits", SMALL)] == [shades, digits]
    assert digits.isascii()


def test_today_is_a_ring_until_something_is_done() -> None:
    assert tile(day_glyph(history(), TODAY), "tiles", SMALL)[0][0] == ("today", "○")
    seen = day_glyph(history({TODAY: "part"}), TODAY)
    assert tile(seen, "tiles", SMALL)[0][0] == ("step1", "▃")


@pytest.mark.parametrize(
    ("sign", "expected"), [(None, [" ", "r", " "]), (Band.WARNING, [" ", "r", " "])]
)
def test_a_date_to_come_is_blank_unless_it_is_marked_as_rest(
    sign: Band | None, expected: list[str]
) -> None:
    records = [DayRecord(day=TODAY - DAY, report=sign), *rest(TODAY + DAY * 2)]
    shown = history(records=records)
    tiles = [tile(day_glyph(shown, TODAY + DAY * n), "tiles", SMALL) for n in range(1, 4)]
    assert [drawn[0][0][1] for drawn in tiles] == expected


dates = st.dates(dt.date(2019, 12, 20), dt.date(2021, 1, 15))


@given(
    st.dictionaries(dates, st.sampled_from([*KINDS, "rest", "sign"]), max_size=40),
    dates,
    dates,
    st.integers(1, 53),
)
def test_each_date_has_a_cell_with_its_glyph(
    kinds: dict[dt.date, str], today: dt.date, first: dt.date, weeks: int
) -> None:
    records = [*rest(*(day for day, kind in kinds.items() if kind == "rest"))]
    records += [
        DayRecord(day=d, report=Band.WARNING) for d, kind in kinds.items() if kind == "sign"
    ]
    shown = history(
        {d: kind for d, kind in kinds.items() if kind in KINDS}, today=today, records=records
    )
    window = Window(first, weeks, today)
    rows = rows_of(window, shown)
    seen = set()
    for n in range(7 * weeks):
        date = first + DAY * n
        x, y = window.place(date)
        seen.add((x, y))
        assert window.holds(date)
        assert window.date_at(x, y) == window.date_at(x + 1, y) == date
        _, glyph = rows[y][x]
        assert glyph == day_signs(day_glyph(shown, date), "tiles")[0]
        if date > today:
            assert glyph == ("r" if kinds.get(date) == "rest" else " ")
    assert len(seen) == 7 * weeks
    assert not window.holds(first - DAY)
    assert not window.holds(first + WEEK * weeks)


@pytest.mark.parametrize(("x", "y"), [(4, 1), (9, 1), (5, 0), (5, 8), (0, 4), (-1, -1)])
def test_beside_the_weeks_is_no_date(x: int, y: int) -> None:
    assert Window(MONDAYS[0], 2, TODAY).date_at(x, y) is None


@pytest.mark.parametrize("n", range(14))
def test_today_and_the_cursor_are_marked_without_colours(n: int) -> None:
    date = MONDAYS[1] + DAY * n
    shown = history({date: "full"}, today=date)
    plain = rows_of(Window(MONDAYS[1], 2, date - WEEK * 9), shown)
    for cursor, outline in ((None, "(▆)"), (date, "[▆]")):
        window = Window(MONDAYS[1], 2, date, cursor)
        rows = rows_of(window, shown)
        x, y = window.place(date)
        assert text_of(rows[y][x - 1 : x + 2]) == outline
        assert text_of(rows[y][: x - 1] + rows[y][x + 2 :]) == text_of(
            plain[y][: x - 1] + plain[y][x + 2 :]
        )
        assert rows[:y] + rows[y + 1 :] == plain[:y] + plain[y + 1 :]


def test_what_is_out_of_view_is_not_marked() -> None:
    rows = rows_of(Window(MONDAYS[30], 4, TODAY, TODAY - WEEK))
    assert not set("()[]") & {character for row in rows for _, character in row}


def test_an_outline_is_close_to_a_narrow_sign_and_leaves_the_marks_of_other_dates() -> None:
    before = TODAY - WEEK
    shown = history({before: "imagined", TODAY: "part"})
    wide = rows_of(Window(MONDAYS[1], 2, TODAY, before, WIDE), shown)[4]
    assert text_of(wide)[MARGIN_CELLS - 1 :] == "[□](▃▃) "
    plain = rows_of(Window(MONDAYS[1], 2, TODAY, before), shown, look="shades")[4]
    assert text_of(plain)[MARGIN_CELLS - 1 :] == "[█i░- "
    parts = [part for part, _ in plain[MARGIN_CELLS - 1 :]]
    assert parts == ["cursor", "step4", "cursor", "step1", "today", "label"]


def test_in_digits_every_cell_is_ascii_but_for_arrows() -> None:
    shown = history({TODAY - DAY: "full"})
    rows = rows_of(Window(MONDAYS[9], 10, TODAY), shown, look="digits", left_sign="◂")
    assert all(text_of(row).replace("◂", "<").isascii() for row in rows)
    assert any("(o)" in text_of(row) for row in rows)


@pytest.mark.parametrize(
    ("weeks", "starts_on", "after"), [*product((1, 2, 3, 4, 5, 12, 34, 53), (0, 6), ("", "▸"))]
)
def test_names_of_months_stand_over_their_first_week_and_touch_nothing(
    weeks: int, starts_on: int, after: str
) -> None:
    for shift in range(60):
        first = MONDAYS[0] - WEEK * shift - DAY * (starts_on == 6)
        line = text_of(rows_of(Window(first, weeks, TODAY), left_sign="◂", right_sign=after)[0])
        assert line[:MARGIN_CELLS] == "   ◂ "
        assert line.endswith(after)
        words = line.replace("◂", " ").replace("▸", " ").split()
        assert all(len(word) == 3 for word in words)
        for x in (x for x in range(MARGIN_CELLS, len(line) - 2) if line[x].isupper()):
            week = first + WEEK * ((x - MARGIN_CELLS) // 2)
            is_first = any((week + DAY * n).day == 1 for n in range(7))
            assert is_first or x == MARGIN_CELLS
            name = week + DAY * 6 if is_first else week
            assert line[x : x + 3] == f"{name:%b}"
            assert line[x - 1] == " "
        assert not after or line[-2] == " "


def test_a_window_of_53_weeks_holds_every_date_of_a_year_once() -> None:
    window = Window(dt.date(2025, 12, 29), 53, dt.date(2026, 12, 31))
    year = [dt.date(2026, 1, 1) + DAY * n for n in range(365)]
    shown = history(dict.fromkeys(year, "full"), today=year[-1])
    assert all(window.holds(date) for date in year)
    drawn = "".join(text_of(row) for row in rows_of(window, shown)[1:])
    assert drawn.count("▆") == 365
    months = text_of(rows_of(window, shown)[0]).split()
    assert months == [f"{dt.date(2026, n, 1):%b}" for n in (*range(1, 13), 1)]


def test_the_29th_of_february_has_its_own_cell() -> None:
    window = Window(dt.date(2028, 2, 7), 5, dt.date(2028, 3, 9))
    leap = dt.date(2028, 2, 29)
    (x, y), (_, next_y) = window.place(leap), window.place(leap + DAY)
    rows = rows_of(window, history({leap: "part"}, today=dt.date(2028, 3, 9)))
    assert rows[y][x] == ("step1", "▃")
    assert next_y == y + 1
