"""What the heatmap shows in each cell: glyphs, marks and the names of months."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.widgets.heatmap_days import (
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
from tui.app.widgets.heatmap_view import ROWS, Cell, Window, cell_of, draw, weeks_in, width_of
from tui.practice.models import Band, DayRecord
from tui.words.glyphs import day_glyph, to_ascii


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
def test_as_many_whole_weeks_fit_as_there_is_room_for_up_to_a_year(width: int, weeks: int) -> None:
    assert weeks_in(width) == weeks
    assert width_of(weeks) <= max(width, 7)


def test_no_more_weeks_fit_than_are_wanted() -> None:
    assert weeks_in(74, 12) == 12


@pytest.mark.parametrize(("starts_on", "weeks"), [*product(range(7), (1, 2, 3, 16, 34, 53))])
def test_every_row_has_the_exact_width_and_begins_with_its_weekday(
    starts_on: int, weeks: int
) -> None:
    first = dt.date(2026, 1, 5) + DAY * starts_on
    rows = rows_of(Window(first, weeks, TODAY, first))
    assert len(rows) == ROWS
    assert {len(row) for row in rows} == {width_of(weeks)}
    assert all(len(character) == 1 for row in rows for _, character in row)
    letters = "".join(text_of(row)[0] for row in rows[1:])
    assert letters == ("MTWTFSS" * 2)[starts_on : starts_on + 7]
    assert all(text_of(row)[1:3] == "  " for row in rows)


@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
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
    kind: str | None, answers: dict[str, object], expected: Cell
) -> None:
    day = TODAY - DAY
    record = DayRecord(day=day, **answers)  # type: ignore[arg-type]
    shown = history({day: kind} if kind else {}, records=[record])
    assert cell_of(shown, day) == expected


def test_today_is_a_ring_until_something_is_done() -> None:
    assert cell_of(history(), TODAY) == ("today", "○")
    assert cell_of(history({TODAY: "part"}), TODAY) == ("part", "-")


def test_a_date_to_come_is_blank_unless_it_is_marked_as_rest() -> None:
    shown = history(records=rest(TODAY + DAY * 2))
    glyphs = [cell_of(shown, TODAY + DAY * n)[1] for n in range(1, 4)]
    assert glyphs == [" ", "r", " "]


def test_an_open_warning_sign_does_not_fill_what_is_to_come() -> None:
    shown = history(
        records=[DayRecord(day=TODAY - DAY, report=Band.WARNING), *rest(TODAY + DAY * 2)]
    )
    glyphs = [cell_of(shown, TODAY + DAY * n)[1] for n in range(-1, 4)]
    assert glyphs == ["!", "r", " ", "r", " "]


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
    rows = draw(window, lambda date: cell_of(shown, date), "", "")
    seen = set()
    for n in range(7 * weeks):
        date = first + DAY * n
        x, y = window.place(date)
        seen.add((x, y))
        assert window.holds(date)
        assert window.date_at(x, y) == window.date_at(x + 1, y) == date
        _, glyph = rows[y][x]
        if date <= today:
            assert glyph == day_glyph(shown, date).glyph
        else:
            assert glyph == ("r" if kinds.get(date) == "rest" else " ")
    assert len(seen) == 7 * weeks
    assert not window.holds(first - DAY)
    assert not window.holds(first + WEEK * weeks)


@pytest.mark.parametrize(("x", "y"), [(3, 1), (8, 1), (4, 0), (4, 8), (0, 4), (-1, -1)])
def test_beside_the_weeks_is_no_date(x: int, y: int) -> None:
    assert Window(MONDAYS[0], 2, TODAY).date_at(x, y) is None


@pytest.mark.parametrize("n", range(14))
def test_today_and_the_cursor_are_marked_without_colours(n: int) -> None:
    date = MONDAYS[1] + DAY * n
    shown = history({date: "full"}, today=date)
    plain = rows_of(Window(MONDAYS[1], 2, date - WEEK * 9), shown)
    for cursor, outline in ((None, "(#)"), (date, "[#]")):
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


def test_every_cell_has_an_ascii_form() -> None:
    shown = history({TODAY - DAY: "full"})
    window = Window(MONDAYS[9], 10, TODAY)
    rows = draw(window, lambda date: cell_of(shown, date), "◂", "▸")
    drawn = [to_ascii(text_of(row)) for row in rows]
    assert all(row.isascii() for row in drawn)
    assert drawn[0].startswith("  < ") and drawn[0].endswith(">")
    assert any("(o)" in row for row in drawn)


@pytest.mark.parametrize(
    ("weeks", "starts_on", "after"), [*product((1, 2, 3, 4, 5, 12, 34, 53), (0, 6), ("", "▸"))]
)
def test_names_of_months_stand_over_their_first_week_and_touch_nothing(
    weeks: int, starts_on: int, after: str
) -> None:
    for shift in range(60):
        first = MONDAYS[0] - WEEK * shift - DAY * (starts_on == 6)
        line = text_of(rows_of(Window(first, weeks, TODAY), left_sign="◂", right_sign=after)[0])
        assert line[:4] == "  ◂ "
        assert line.endswith(after)
        words = line.replace("◂", " ").replace("▸", " ").split()
        assert all(len(word) == 3 for word in words)
        for x in (x for x in range(4, len(line) - 2) if line[x].isupper()):
            week = first + WEEK * ((x - 4) // 2)
            is_first = any((week + DAY * n).day == 1 for n in range(7))
            assert is_first or x == 4
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
    assert drawn.count("#") == 365
    months = text_of(rows_of(window, shown)[0]).split()
    assert months == [f"{dt.date(2026, n, 1):%b}" for n in (*range(1, 13), 1)]


def test_the_29th_of_february_has_its_own_cell() -> None:
    window = Window(dt.date(2028, 2, 7), 5, dt.date(2028, 3, 9))
    leap = dt.date(2028, 2, 29)
    (x, y), (_, next_y) = window.place(leap), window.place(leap + DAY)
    rows = rows_of(window, history({leap: "part"}, today=dt.date(2028, 3, 9)))
    assert rows[y][x] == ("part", "-")
    assert next_y == y + 1
