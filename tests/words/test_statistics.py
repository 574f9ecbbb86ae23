"""The statistics in words and small plots: what is drawn fits, and says what is said aloud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import nth, record, routine, session
from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import Band, DayRecord, ScheduleEntry, Session, Settings, Weekdays, Weekly
from tui.words import statistics as words
from tui.words.glyphs import to_ascii
from tui.words.statistics import Part, Section, bar, columns, footnote, sections


def at(
    today: int | dt.date,
    sessions: Sequence[Session] = (),
    said: Sequence[DayRecord] = (),
    schedule: tuple[ScheduleEntry, ...] = (),
) -> Today:
    date = nth(today) if isinstance(today, int) else today
    plan = routine(schedule=schedule)
    file = File(
        settings={"1": Settings(week_starts_on="sun")},
        routines={"1": plan},
        sessions={each.id: each for each in sessions},
        days={str(n): each for n, each in enumerate(said)},
    )
    return Today(Snapshot(file), plan, date, dt.datetime.combine(date, dt.time(3), dt.UTC))


def practised(*days: int, done: int = 2) -> list[Session]:
    return [session(nth(day), target=2, done=done, effort="right") for day in days]


def drawn(section: Section) -> list[str]:
    return ["".join(part.text for part in line) for line in section.lines]


def shown(today: Today, width: int = 34) -> list[str]:
    return [line for section in sections(today, width) for line in drawn(section)]


def headings(today: Today) -> list[str]:
    return [drawn(section)[0].split("  ")[0] for section in sections(today, 40)]


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(2, 80))
def test_a_bar_shows_anything_and_is_full_only_for_all_of_it(
    part: int, total: int, cells: int
) -> None:
    share = min(part, total) / total
    filled, rest = (each.text for each in bar(share, cells))
    assert len(filled) + len(rest) == cells
    assert bool(filled) == (share > 0)
    assert (filled == "━" * cells) == (share == 1)
    assert abs(filled.count("━") + filled.count("╸") / 2 - share * cells) <= 1
    assert set(to_ascii(filled)) <= {"="} and set(to_ascii(rest)) <= {"-"}


A_YEAR = [day for day in range(1, 366) if day % 11]
EVERYTHING = at(
    366,
    practised(*A_YEAR),
    [
        *(record(nth(day), check=[*Band][day % 4]) for day in range(2, 99)),
        record(nth(366), check=Band.WARNING),
        record(nth(40), compare="worse"),
        record(nth(47), compare="easier"),
    ],
)


@pytest.mark.parametrize("width", [words.NARROWEST, 34, 56, 120])
@pytest.mark.parametrize("room", [0, 32, 50])
def test_every_line_fits_and_tells_its_numbers_in_ascii_too(width: int, room: int) -> None:
    found = sections(EVERYTHING, width, room=room)
    assert len(found) == 9
    for line in (line for section in found for line in drawn(section)):
        assert len(line) <= width
        assert to_ascii(line).isascii()
    plot = next(section for section in found if drawn(section)[0].startswith("STEADINESS"))
    assert len(plot.lines) == {0: 6, 32: 8, 50: 12}[room]


def test_what_is_drawn_is_said_without_any_sign() -> None:
    for section in sections(EVERYTHING, 40):
        assert not set("━─█▲–·") & set("".join(section.said))
        assert all(line.endswith(".") for line in section.said)
    said = [line for section in sections(EVERYTHING, 40) for line in section.said]
    assert "February 2027: 25 of 28 days, 100 reps." in said
    assert "Sunday: 48 of 52 days, 192 reps." in said


def test_an_empty_diary_has_a_kind_line_and_no_zeros() -> None:
    today = at(1)
    assert sections(today, 40) == []
    assert footnote(today) == words.NOTHING_YET


def test_the_first_week_shows_what_there_is() -> None:
    # R2.quiet
    today = at(1, practised(1))
    assert headings(today) == ["IN ALL", "EFFORT"]
    assert footnote(today) == words.LATER
    assert not [line for line in shown(today) if line.endswith(" 0")]
    assert headings(at(7, practised(1, 3))) == ["IN ALL", "EFFORT"]
    later = at(8, practised(1, 3))
    assert headings(later) == [
        *("IN ALL", "BEST STREAKS", "STEADINESS", "MONTHS", "WEEKDAYS", "EFFORT")
    ]
    assert footnote(later) == ""
    sore = at(1, said=[record(nth(1), check=Band.MILD)])
    assert headings(sore) == ["HOW IT FELT"]


def test_days_that_are_not_asked_have_no_bar_and_months_of_rest_say_so() -> None:
    days = [DayRecord(day=nth(day), rest_reason="ill") for day in range(32, 62)]  # April
    plan = (Weekdays(since=nth(1), days=("mon", "thu")),)
    lines = shown(at(62, practised(2, 5, 9, 12), days, plan))
    april = next(line for line in lines if line.startswith("Apr"))
    assert april.split() == ["Apr", "rest"] and "━" not in april
    tuesday = next(line for line in lines if line.startswith("Tue"))
    assert not tuesday.removeprefix("Tue").strip()
    assert [line[:3] for line in lines if line[:3] in ("Sun", "Mon", "Sat")] == [
        "Sun",
        "Mon",
        "Sat",
    ]


def test_weekdays_are_compared_with_one_another_where_only_the_week_is_asked() -> None:
    lines = shown(at(30, practised(2, 3, 9, 16, 23), schedule=(Weekly(since=nth(1), times=1),)))
    monday, tuesday = (next(line for line in lines if line[:3] == day) for day in ("Mon", "Tue"))
    assert "─" not in monday and 0 < tuesday.count("━") < monday.count("━") / 3
    assert monday.split()[-2:] == ["4", "16"]


def test_the_best_streaks_have_their_dates() -> None:
    lines = shown(at(45, practised(*range(1, 21), *range(30, 46))))
    best = lines.index(next(line for line in lines if line.startswith("BEST")))
    assert lines[best + 1].split("  ")[0] == "1 Mar – 20 Mar 2026"
    assert lines[best + 3].split("  ")[0] == "30 Mar 2026 – today"
    assert lines[best + 3].endswith("16")


def test_years_are_shown_where_there_are_several() -> None:
    assert "YEARS" not in headings(at(300, practised(*range(1, 300))))
    today = at(dt.date(2028, 2, 29), practised(*range(1, 731)))
    lines = shown(today)
    years = lines.index(next(line for line in lines if line.startswith("YEARS")))
    assert [line[:4] for line in lines[years + 1 : years + 4]] == ["2028", "2027", "2026"]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(1, 4))
def test_columns_keep_the_order_and_are_as_low_as_they_can_be(
    heights: list[int], count: int
) -> None:
    found = [Section([[Part(f"{n}")]] * height, []) for n, height in enumerate(heights)]
    split = columns(found, count)
    assert [section for column in split for section in column] == found
    assert len(split) == min(count, len(found)) and all(split)
    highest = max(sum(len(section.lines) + 1 for section in column) for column in split)
    assert highest >= max(height + 1 for height in heights)
    if len(split) == 1:
        assert highest == sum(heights) + len(heights)
