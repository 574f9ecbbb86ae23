"""Dates are read in every usual form, and in one order for a whole column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.exchange.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, DateOrder, DateReader
from tui.exchange.refusals import ImportRefused

TWENTIETH = dt.date(2026, 11, 20)


def dates_in(*texts: str, order: DateOrder | None = None) -> tuple[list[str], tuple[str, ...]]:
    """Return what texts are read as, the first on line 2, and what is remarked."""
    cells = [(f"line {number}", text) for number, text in enumerate(texts, 2)]
    dates = DateReader(cells, order)
    return [str(dates.read(text, where)) for where, text in cells], dates.remarks


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20", "2026/11/20", "2026.11.20", "2026. 11. 20.", "20261120", " 2026-11-20 "),
        *("20/11/2026", "20.11.2026", "20-11-2026", "20. 11. 2026", "20.11.2026.", "11/20/2026"),
        *("20 Nov 2026", "20-Nov-2026", "20-Nov-26", "20. Nov. 2026", "20/Nov/2026", "20nov2026"),
        *("20 November 2026", "20th November 2026", "Nov 20, 2026", "November 20, 2026"),
        *("NOV-20-2026", "2026-Nov-20", "Friday, November 20, 2026", "Fri 20/11/2026"),
        *("2026-11-20 00:00:00", "20/11/2026 0:00", "11/20/2026 12:00:00 AM", "'2026-11-20"),
        *("2026-11-20T00:00:00Z", "2026-11-20T00:00:00.000+01:00", "20.\xa011.\xa02026"),
        *("20.11.26, 00:00", "\u200e20\u200e/\u200e11\u200e/\u200e2026", "2026‑11‑20"),
    ],
)
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    read, remarks = dates_in(text)
    assert read == [str(TWENTIETH)]
    assert not remarks or "26, 00" in text


@pytest.mark.parametrize(
    ("month", "number"),
    [("Sept", 9), ("september", 9), ("May", 5), ("JANUARY", 1), ("dec.", 12)],
)
def test_months_have_english_names(month: str, number: int) -> None:
    assert dates_in(f"3 {month} 2026") == ([f"2026-{number:02}-03"], ())


@pytest.mark.parametrize(
    ("texts", "expected", "remark"),
    [
        (
            ("03/04/2026", "27/04/2026"),
            ("2026-04-03", "2026-04-27"),
            "read 03/04/2026 as 3 April 2026, because of 27/04/2026",
        ),
        (
            ("27/04/2026", "03/04/2026"),
            ("2026-04-27", "2026-04-03"),
            "read 03/04/2026 as 3 April 2026, because of 27/04/2026",
        ),
        (
            ("4/3/2026", "4/27/2026"),
            ("2026-04-03", "2026-04-27"),
            "read 4/3/2026 as 3 April 2026, because of 4/27/2026",
        ),
        (
            ("03-04-2026", "27-04-2026"),
            ("2026-04-03", "2026-04-27"),
            "read 03-04-2026 as 3 April 2026, because of 27-04-2026",
        ),
        (
            ("03.04.2026",),
            ("2026-04-03",),
            "read 03.04.2026 as 3 April 2026, because dates with dots have the day first",
        ),
        (
            ("3.4.2026", "4.27.2026"),
            ("2026-03-04", "2026-04-27"),
            "read 3.4.2026 as 4 March 2026, because of 4.27.2026",
        ),
        (("20/11/26",), ("2026-11-20",), "read 20/11/26 as 20 November 2026"),
        (("11/20/99",), ("1999-11-20",), "read 11/20/99 as 20 November 1999"),
        (
            ("26-11-19", "26-11-20", "26-11-21"),
            ("2026-11-19", "2026-11-20", "2026-11-21"),
            "read 26-11-19 as 19 November 2026, because the dates are then close together",
        ),
        (
            ("19-11-26", "20-11-26", "21-11-26"),
            ("2026-11-19", "2026-11-20", "2026-11-21"),
            "read 19-11-26 as 19 November 2026, because the dates are then close together",
        ),
        (
            tuple(f"{month}/{day}/2026" for month in (3, 4) for day in (9, 10, 11, 12)),
            tuple(f"2026-{month:02}-{day:02}" for month in (3, 4) for day in (9, 10, 11, 12)),
            "read 3/9/2026 as 9 March 2026, because the dates are then in order",
        ),
        (("99-12-31",), ("1999-12-31",), "read 99-12-31 as 31 December 1999"),
    ],
)
def test_an_order_that_had_to_be_guessed_is_named_with_the_reason(
    texts: Sequence[str], expected: Sequence[str], remark: str
) -> None:
    assert dates_in(*texts) == (list(expected), (remark,))


def test_dates_with_one_meaning_are_no_guess() -> None:
    texts = ("2026-03-04", "05/05/2026", "20/11/2026", "3 April 2026", "2026/04/03")
    expected = ["2026-03-04", "2026-05-05", "2026-11-20", "2026-04-03", "2026-04-03"]
    assert dates_in(*texts) == (expected, ())


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (
            ("2026-01-01", "03/04/2026", "05/04/2026"),
            "line 3: 03/04/2026 could be 3 April 2026 or 4 March 2026; "
            "choose with --dates day-first or --dates month-first",
        ),
        (
            ("05/05/2026", "03-04-26"),
            "line 3: 03-04-26 could be 3 April 2026 or 4 March 2026 or 26 April 2003; "
            "choose with --dates day-first or --dates month-first or --dates year-first",
        ),
        # A month of days up to the twelfth is in order either way.
        (
            tuple(f"{day:02}/11/2026" for day in range(1, 13)),
            "line 2: 01/11/2026 could be 1 November 2026 or 11 January 2026; "
            "choose with --dates day-first or --dates month-first",
        ),
        (
            ("13/04/2026", "03/03/2026", "04/13/2026"),
            "13/04/2026 (line 2) has the day first and 04/13/2026 (line 4) has the month first",
        ),
        (("2026-02-30",), "line 2: there is no date 2026-02-30"),
        (("31/11/2026", "20/11/2026"), "line 2: there is no date 31/11/2026"),
        (("32 May 2026",), "line 2: there is no date 32 May 2026"),
        (("",), "line 2: '' is not a date like 2026-11-22"),
        (("20 Brumaire 2026",), "line 2: '20 Brumaire 2026' is not a date like 2026-11-22"),
        (("20-Nov",), "line 2: '20-Nov' is not a whole date: day, month and year are needed"),
        (("Nov-26",), "line 2: 'Nov-26' is not a whole date: day, month and year are needed"),
        (("46346",), "line 2: '46346' is a number: format the column as dates before"),
        (
            ("#####",),
            "line 2: '#####' is not a date: a column was too narrow for its dates when it",
        ),
        (("2026-11-20 21:30",), "line 2: '2026-11-20 21:30' has a time of day; only the date"),
        (("0206-01-01",), "line 2: 0206-01-01 is before 1900"),
        (("1/1/1899",), "line 2: 1899-01-01 is before 1900"),
        (("２０/11/2026",), "line 2: '２０/11/2026' is not a date"),
        (("20/11-2026",), "line 2: '20/11-2026' is not a date"),
    ],
)
def test_what_stays_unclear_is_refused_with_both_readings(
    texts: Sequence[str], reason: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        dates_in(*texts)
    assert str(refused.value).startswith(f"cannot import the file: {reason}")


def test_the_person_can_say_the_order() -> None:
    for order, expected in (
        (DAY_FIRST, "2026-04-03"),
        (MONTH_FIRST, "2026-03-04"),
        (YEAR_FIRST, "2003-04-26"),
    ):
        assert dates_in("03-04-26", "2026-01-01", order=order) == ([expected, "2026-01-01"], ())
    with pytest.raises(ImportRefused, match="no date 27/04/2026 with the month first"):
        dates_in("03/04/2026", "27/04/2026", order=MONTH_FIRST)
    with pytest.raises(ImportRefused, match="no date 27/04/2026 with the year first"):
        dates_in("27/04/2026", order=YEAR_FIRST)


FORMS: list[Callable[[dt.date], str]] = [
    lambda date: f"{date:%d/%m/%Y}",
    lambda date: f"{date.month}/{date.day}/{date.year}",
    lambda date: f"{date:%d.%m.%Y}",
    lambda date: f"{date.day}-{date.month}-{date.year}",
    lambda date: f"{date:%d/%m/%y}",
]
DATES = st.lists(st.dates(dt.date(1971, 1, 1), dt.date(2068, 12, 31)), min_size=1, max_size=12)


@given(DATES, st.sampled_from(FORMS))
@settings(max_examples=300, deadline=None)
def test_no_date_is_read_wrongly(dates: list[dt.date], form: Callable[[dt.date], str]) -> None:
    texts = [form(date) for date in dates]
    try:
        read, _ = dates_in(*texts)
    except ImportRefused as refused:
        assert " could be " in str(refused)
        return
    assert read == list(map(str, dates))


@given(st.lists(st.text("0123456789/.-: JanFebruaryTZ'#,", max_size=14), max_size=5))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_date_or_refused_in_one_line(texts: list[str]) -> None:
    try:
        read, remarks = dates_in(*texts)
    except ImportRefused as refused:
        assert "\n" not in str(refused)
        return
    assert len(read) == len(texts)
    assert all("\n" not in remark for remark in remarks)
