"""What a week comes to (rules R2.week)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import record, routine, session
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import Band, DayRecord, Session
from tui.practice.week_figures import WeekFigures, week_figures

MONDAY = dt.date(2026, 11, 16)
TODAY = dt.date(2026, 11, 20)
DAYS = [MONDAY + dt.timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize(
    ("sessions", "records", "expected"),
    [
        ([], [], WeekFigures()),
        (
            # Only practised dates are in the mean, and only targets that were asked.
            [
                session(DAYS[0], target=4, done=4),
                session(DAYS[1], target=6, done=1, imagined=1),
                session(DAYS[2], target=6, done=0),
                session(DAYS[3], target=None, done=3),
                session(DAYS[4], target=None, kept=True),
            ],
            [],
            WeekFigures(counted=6.0, target=10.0),
        ),
        (
            # The worst band and the last weekly answer; a clear answer is one, too.
            [session(DAYS[2], target=2, done=1, stop="pain")],
            [
                record(DAYS[0], check=Band.CLEAR),
                record(DAYS[1], report=Band.MILD),
                DayRecord(day=DAYS[1], compare="worse"),
                DayRecord(day=DAYS[4], compare="easier"),
            ],
            WeekFigures(counted=2.0, target=4.0, band=Band.HIGH, compare="easier"),
        ),
        ([], [record(DAYS[0], check=Band.CLEAR)], WeekFigures(band=Band.CLEAR)),
        # The week before and the week after say nothing of it.
        (
            [session(MONDAY - dt.timedelta(days=1), target=2, done=2)],
            [DayRecord(day=MONDAY + dt.timedelta(days=7), rest_reason="ill")],
            WeekFigures(),
        ),
    ],
)
def test_a_week_has_the_mean_of_its_practised_dates_and_what_was_said(
    sessions: list[Session], records: list[DayRecord], expected: WeekFigures
) -> None:
    by_day = {each.day: each for each in records}
    days = gather(routine().id, sessions, by_day, today=TODAY)
    history = History(routine(), days, TODAY)
    assert week_figures(MONDAY, history, days, by_day) == expected
