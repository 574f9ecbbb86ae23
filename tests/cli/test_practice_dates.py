"""Which date a moment belongs to: after midnight, over changes of the clocks, and on a journey."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.command_line import BERLIN, CommandLine

NEW_YORK = ZoneInfo("America/New_York")
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("moment", "fold", "day", "start"),
    [
        ((2026, 11, 23, 2, 59), 0, "2026-11-22", "2026-11-23T02:59:07+01:00"),
        ((2026, 11, 23, 3, 0), 0, "2026-11-23", "2026-11-23T03:00:07+01:00"),
        ((2026, 11, 23, 0, 0), 0, "2026-11-22", "2026-11-23T00:00:07+01:00"),
        ((2027, 1, 1, 1, 0), 0, "2026-12-31", "2027-01-01T01:00:07+01:00"),
        # Spring: from 01:59 it goes on at 03:00.
        ((2026, 3, 29, 1, 59), 0, "2026-03-28", "2026-03-29T01:59:07+01:00"),
        ((2026, 3, 29, 3, 0), 0, "2026-03-29", "2026-03-29T03:00:07+02:00"),
        # Autumn: 02:59 comes twice, then 03:00.
        ((2026, 10, 25, 2, 59), 0, "2026-10-24", "2026-10-25T02:59:07+02:00"),
        ((2026, 10, 25, 2, 0), 1, "2026-10-24", "2026-10-25T02:00:07+01:00"),
        ((2026, 10, 25, 2, 59), 1, "2026-10-24", "2026-10-25T02:59:07+01:00"),
        ((2026, 10, 25, 3, 0), 0, "2026-10-25", "2026-10-25T03:00:07+01:00"),
    ],
)
def test_before_three_it_is_the_day_before(
    moment: tuple[int, ...], fold: int, day: str, start: str, supine: CommandLine
) -> None:
    """Rules R1.date."""
    supine.at(*moment, fold=fold)
    assert supine("today", "--json").json["date"] == day
    supine("log")
    (session,) = supine.records("sessions")
    assert (session["day"], session["start"]) == (day, start)
    supine("check-in", "clear")
    assert supine.records("days")[0]["day"] == day


@pytest.mark.parametrize(
    ("first", "moment", "until"),
    [
        ("2026-03-27", (2026, 3, 28, 12), "2026-03-29T03:00:00+02:00"),
        ("2026-03-28", (2026, 3, 29, 12), "2026-03-30T03:00:00+02:00"),
        ("2026-10-23", (2026, 10, 24, 12), "2026-10-25T03:00:00+01:00"),
        ("2026-10-24", (2026, 10, 25, 12), "2026-10-26T03:00:00+01:00"),
    ],
)
def test_the_day_ends_at_three_with_the_offset_that_holds_then(
    first: str, moment: tuple[int, ...], until: str, supine: CommandLine
) -> None:
    """Rules R2.until."""
    supine.at(*moment)
    supine("log", "--date", first)
    assert supine("today", "--json").json["streak"]["at_risk_until"] == until
    assert "still time today, until 03:00" in supine("today").out


def test_a_day_start_that_the_clocks_skip_ends_the_day_with_the_change(
    supine: CommandLine,
) -> None:
    """Rules R1.begin, R2.until."""
    supine.at(2027, 3, 27, 21, zone=HELSINKI)
    supine("log", "--date", "yesterday")
    assert "still time today, until 04:00" in supine("streak").out
    assert supine("streak", "--json").json["at_risk_until"] == "2027-03-28T04:00:00+03:00"
    supine.at(2027, 3, 28, 2, 59, zone=HELSINKI)
    assert supine("today", "--json").json["date"] == "2027-03-27"
    supine.at(2027, 3, 28, 4, 0, zone=HELSINKI)
    assert supine("today", "--json").json["date"] == "2027-03-28"


def test_a_day_start_that_comes_twice_begins_the_day_once(supine: CommandLine) -> None:
    """Rules R1.begin."""
    supine("settings", "set", "day_starts_at", "02:30")
    dates = []
    for hour, minute, fold in (
        (2, 29, 0),
        (2, 30, 0),
        (2, 0, 1),
        (2, 29, 1),
        (2, 30, 1),
        (3, 0, 0),
    ):
        supine.at(2026, 10, 25, hour, minute, fold=fold)
        dates.append(supine("today", "--json").json["date"])
    assert dates == ["2026-10-24"] + ["2026-10-25"] * 5


def test_times_of_backups_are_those_of_their_own_season(supine: CommandLine) -> None:
    supine.at(2026, 7, 1, 12, 30)("log")
    supine("backup")
    supine.at(2026, 12, 1, 12)
    assert "Wed 1 Jul 2026 12:30" in supine("restore").out


def test_every_date_with_a_change_has_its_daily_backup_also_over_a_change_of_the_clocks(
    supine: CommandLine,
) -> None:
    # With the offset of the 29th, the backup of the 28th would be one of the 29th.
    for moment in ((2026, 3, 27, 12), (2026, 3, 28, 23, 30), (2026, 3, 29, 12)):
        supine.at(*moment)("log")
    assert [
        backup["made"]
        for backup in supine("restore", "--json").json["backups"]
        if backup["kind"] == "daily"
    ] == ["2026-03-29T10:00:07Z", "2026-03-28T22:30:07Z"]


def test_no_date_is_lost_or_kept_twice_over_a_change_of_the_clocks(supine: CommandLine) -> None:
    """Rules R1.civil."""
    for month, days in ((3, range(26, 32)), (10, range(22, 28))):
        for day in days:
            supine.at(2026, month, day, 1, 30)
            supine("log", "--reps", "2")
        assert supine("today", "--json").json["streak"]["current"] == 6


def test_the_day_may_start_at_another_time_and_a_written_date_stays(
    supine: CommandLine, path: Path
) -> None:
    path.write_text(
        json.dumps(
            {"_meta": {"1": {"app": "supine"}}, "settings": {"1": {"day_starts_at": "05:30"}}}
        )
    )
    supine.at(2026, 11, 23, 5, 29)
    supine("log")
    assert supine.records("sessions")[0]["day"] == "2026-11-22"
    path.write_text(path.read_text().replace("05:30", "00:00"))
    supine.at(2026, 11, 23, 5, 29)
    assert supine("today", "--json").json["date"] == "2026-11-23"
    assert supine("today", "--json").json["streak"]["current"] == 1


def test_travel_moves_no_date(supine: CommandLine) -> None:
    """Rules R1.fixed."""
    supine.at(2026, 11, 22, 8, zone=BERLIN)("log")
    supine.at(2026, 11, 22, 4, zone=NEW_YORK)("log")
    sessions = supine.records("sessions")
    assert [each["day"] for each in sessions] == ["2026-11-22"] * 2
    assert [each["start"][-6:] for each in sessions] == ["+01:00", "-05:00"]
