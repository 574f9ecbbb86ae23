"""``supine streak`` and ``rest``, and the numbers that all commands have in common."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.cli.diaries import days_of, iso, legs, session, write
from tui.cli.support import FINE, NO, NO_DATA, USAGE

# streak


def test_the_streak_is_one_short_line(supine: CommandLine, path: Path) -> None:
    assert supine("streak").out == "0 days · still time today, until 03:00\n"
    assert not path.exists()
    supine("log", "--date", "yesterday")
    assert supine("streak").out == "1 day · still time today, until 03:00\n"
    supine("log", "--reps", "1")
    assert supine("streak").out == "2 days · today already counts\n"
    supine("log")
    assert supine("streak").out == "2 days · today is done\n"


def test_the_streak_as_json_is_that_of_today(supine: CommandLine) -> None:
    supine("log", "--date", "yesterday")
    answer = supine("streak", "--json").json
    assert answer == supine("today", "--json").json["streak"]
    assert answer == {
        "date": "2026-11-22",
        "current": 1,
        "longest": 1,
        "last_30": 1,
        "today": "pending",
        "at_risk": True,
        "at_risk_until": "2026-11-23T03:00:00+01:00",
        "steadiness": pytest.approx(1 - 0.5 ** (1 / 13), abs=1e-6),
    }


@pytest.mark.parametrize(
    ("state", "before", "code"),
    [
        ("pending", [], NO),
        ("pending", ["check-in", "mild"], NO),
        ("kept", ["log", "--reps", "1"], FINE),
        ("protected", ["rest", "--reason", "ill"], FINE),
        ("protected", ["check-in", "moderate"], FINE),
        ("protected", ["check-in", "warning"], FINE),
    ],
)
def test_the_check_says_no_only_while_today_is_pending(
    state: str, before: list[str], code: int, supine: CommandLine
) -> None:
    if before:
        supine(*before)
    line, as_json = supine("streak").out, supine("streak", "--json").out
    assert json.loads(as_json)["today"] == state
    for arguments, printed in (([], line), (["--json"], as_json)):
        answer = supine.call("--file", str(supine.path), "streak", "--check", *arguments)
        assert (answer.code, answer.out, answer.err) == (code, printed, "")


def test_an_off_day_has_nothing_to_check(supine: CommandLine, path: Path) -> None:
    mondays = {"from": "2026-01-01", "kind": "weekdays", "days": ["mon"]}
    write(path, routines=[legs(schedule=[mondays])])
    assert supine("streak", "--check").out == "0 days · nothing is planned today\n"
    supine.at(2026, 11, 23, 12)
    assert supine.call("--file", str(path), "streak", "--check").code == NO


def test_a_week_asks_only_until_it_has_enough(supine: CommandLine, path: Path) -> None:
    thrice = {"from": "2026-01-01", "kind": "weekly", "times": 3, "week_starts_on": "mon"}
    done = [
        {"id": day, "routine": "legs", "day": day, "reps": {"leg": {"target": 2, "done": 2}}}
        for day in (iso(6), iso(5))
    ]
    write(path, routines=[legs(schedule=[thrice])], sessions=done)
    open_ = supine("streak", "--json").json
    assert (open_["current"], open_["today"], open_["at_risk"]) == (2, "pending", True)
    supine("log")
    assert supine("streak", "--json").json["today"] == "kept"
    supine.at(2026, 11, 21, 12)("log", "--date", "2026-11-20")
    assert supine("streak", "--json").json["today"] == "off"


def test_today_ends_at_the_hour_of_the_setting(supine: CommandLine, path: Path) -> None:
    write(path, settings={"day_starts_at": "05:30"}, sessions=[session(iso(1))])
    supine.at(2026, 11, 23, 5, 29)
    assert supine("streak").out == "1 day · still time today, until 05:30\n"
    supine.at(2026, 11, 23, 5, 30)
    assert supine("streak").out == "0 days · still time today, until 05:30\n"


def test_the_streak_can_be_that_of_another_routine(supine: CommandLine, path: Path) -> None:
    own = {"id": "x", "routine": "legs", "day": iso(0), "reps": {"leg": {"done": 1}}}
    routines = [legs(archived=True), {**legs(), "id": "arms"}]
    write(path, routines=routines, sessions=[own])
    assert supine("streak", "--routine", "legs", "--json").json["current"] == 1
    assert supine("streak", "--routine", "arms", "--json").json["current"] == 0
    assert "there is no routine 'x'" in supine.fails(USAGE, "streak", "--routine", "x")


def test_a_newer_file_is_read_and_a_damaged_one_is_named(supine: CommandLine, path: Path) -> None:
    path.write_text('{"_meta": {"1": {"app": "supine", "schema": 99}}}')
    assert supine("streak").out == "0 days · still time today, until 03:00\n"
    assert "newer version of supine" in supine("calendar").err
    assert "newer version of supine" in supine.fails(NO_DATA, "rest", "--reason", "ill")
    path.write_bytes(b"{")
    for command in (["streak"], ["streak", "--check"], ["calendar"], ["rest", "--reason", "ill"]):
        assert f"cannot read {path}" in supine.fails(NO_DATA, *command)


# rest


def test_rest_marks_today_or_any_other_date(supine: CommandLine) -> None:
    supine("log", "--date", "yesterday")
    assert supine("rest", "--reason", "ill").out == (
        "2026-11-22 is now marked as rest (ill).\n1 day · resting today\n"
    )
    assert supine("rest", "--date", "2026-11-19", "--reason", "other").out == (
        "2026-11-19 is now marked as rest (other).\n1 day · resting today\n"
    )
    supine("rest", "--date", "yesterday", "--clear")
    supine("rest", "--date", "2027-02-28", "--reason", "travel")  # may lie ahead
    assert supine.records("days") == [
        {"day": "2026-11-22", "rest_reason": "ill"},
        {"day": "2026-11-19", "rest_reason": "other"},
        {"day": "2027-02-28", "rest_reason": "travel"},
    ]


def test_rest_for_a_range_over_a_month_end_keeps_the_streak(supine: CommandLine) -> None:
    supine("log", "--date", "2026-10-29")
    supine("log", "--date", "2026-11-02")
    supine("log", "--date", "2026-11-21")
    assert supine("streak", "--json").json["current"] == 1
    assert supine("rest", "--from", "2026-10-30", "--to", "2026-11-20", "--reason", "ill").out == (
        "Marked 22 days as rest (ill): 2026-10-30 to 2026-11-20.\n"
        "What you practised on one of these days still counts.\n"
        "3 days · still time today, until 03:00\n"
    )
    assert len(supine.records("days")) == 22
    assert supine.tables["_meta"]["1"]["rev"] == 4, "one write"


def test_rest_says_that_practice_of_the_day_still_counts(supine: CommandLine) -> None:
    supine("log")
    assert supine("rest", "--reason", "sore").out == (
        "2026-11-22 is now marked as rest (sore).\n"
        "What you practised on that day still counts.\n"
        "1 day · today is done\n"
    )


def test_rest_again_and_back_writes_only_what_changes(supine: CommandLine, path: Path) -> None:
    a_week = ["--from", "2026-11-09", "--to", "2026-11-15"]
    assert supine("rest", *a_week, "--clear").out.startswith(
        "There were no rest days from 2026-11-09 to 2026-11-15.\n"
    )
    assert not path.exists()
    supine("rest", "--date", "2026-11-10", "--reason", "ill")
    assert "no longer marked" not in supine("rest", "--date", "2026-11-11", "--clear").out
    answer = supine("rest", *a_week, "--reason", "ill", "--json").json
    assert answer == {
        "from": "2026-11-09",
        "to": "2026-11-15",
        "reason": "ill",
        "days": 7,
        "changed": 6,
    }
    before = path.read_bytes()
    assert supine("rest", *a_week, "--reason", "ill").out.startswith(
        "All 7 days were already marked as rest (ill): 2026-11-09 to 2026-11-15.\n"
    )
    assert supine("rest", "--date", "2026-11-09", "--reason", "ill").out.startswith(
        "2026-11-09 was already marked as rest (ill).\n"
    )
    assert path.read_bytes() == before
    assert supine("rest", *a_week, "--reason", "travel", "--json").json["changed"] == 7
    assert supine("rest", "--date", "2026-11-09", "--clear").out.startswith(
        "2026-11-09 is no longer a rest day.\n"
    )
    assert supine("rest", *a_week, "--clear").out.startswith(
        "Removed 6 rest days: 2026-11-09 to 2026-11-15.\n"
    )
    assert {day["protected"] for day in days_of(supine).values()} == {False}
    answer = supine("rest", "--clear", "--json").json
    assert answer == {
        "from": "2026-11-22",
        "to": "2026-11-22",
        "reason": None,
        "days": 1,
        "changed": 0,
    }


def test_a_rest_mark_leaves_what_else_is_known_of_the_day(supine: CommandLine) -> None:
    supine("check-in", "mild", "--area", "neck")
    supine("rest", "--reason", "sore")
    assert supine.records("days") == [
        {"day": "2026-11-22", "check": "mild", "areas": ["neck"], "rest_reason": "sore"}
    ]
    supine("rest", "--clear")
    assert supine.records("days") == [{"day": "2026-11-22", "check": "mild", "areas": ["neck"]}]


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["streak", "today"], "unrecognized arguments: today"),
        (["rest"], "give a --reason: sore, ill, travel or other; or --clear"),
        (["rest", "--date", "2026-11-20"], "give a --reason"),
        (["rest", "--date", "1899-01-01"], "1899-01-01 is before 1900"),
        (["rest", "--from", "2026-11-20", "--to", "2026-11-19"], "before it begins (2026-11-20)"),
        (["rest", "--from", "2026-11-20", "--to", "2028-11-19"], "dates at once are too many"),
        (["rest", "--date", "2028-11-19"], "2028-11-19 is too far ahead"),
        (["rest", "--reason"], "expected one argument"),
        (["rest", "--reason", "lazy"], "invalid choice: 'lazy'"),
        (["rest", "--reason", ""], "invalid choice: ''"),
        (["rest", "--clear", "--reason", "ill"], "use one or the other"),
        (["rest", "--reason", "ill", "--from", "2026-11-20"], "a range needs both"),
        (["rest", "--clear", "--to", "2026-11-20"], "a range needs both"),
        (
            ["rest", "--reason", "ill", "--date", "today", "--from", "2026-11-20"],
            "--date for one day, or --from and --to for several",
        ),
        (
            ["rest", "--clear", "--date", "today", "--from", "2026-11-20", "--to", "today"],
            "not both",
        ),
        *(
            (["rest", "--reason", "ill", option, date, *more], f"{date!r} is not a date")
            for option, more in (
                ("--date", []),
                ("--from", ["--to", "2026-11-20"]),
                ("--to", ["--from", "2026-11-20"]),
            )
            for date in ("2026-02-29", "2026-04-31", "tomorrow", "20261120", "")
        ),
        (
            ["rest", "--reason", "ill", "--from", "2026-11-20", "--to", "2026-11-19"],
            "the rest would end (2026-11-19) before it begins (2026-11-20)",
        ),
        (
            ["rest", "--clear", "--from", "2026-11-20", "--to", "2026-11-19"],
            "the rest would end (2026-11-19) before it begins (2026-11-20)",
        ),
        (
            ["rest", "--reason", "ill", "--from", "2026-11-20", "--to", "2027-11-21"],
            "367 dates at once are too many; up to 366",
        ),
        *(
            (["rest", "--reason", "ill", "--date", text], f"{text!r} is not a date; dates are")
            for text in ("10-20", "2026-11-20..2026-11-22", "20 to 22", "-5")
        ),
        (["rest", "--reason", "ill", "10-20"], "unrecognized arguments: 10-20"),
        (["rest", "--clear", "--from", "1900-01-01", "--to", "9999-12-31"], "are too many"),
        (["rest", "--reason", "ill", "--routine", "nope"], "there is no routine 'nope'"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_usage_is_one_line_and_changes_nothing(
    arguments: list[str], words: str, supine: CommandLine, path: Path
) -> None:
    assert words in supine.fails(USAGE, *arguments)
    assert not path.exists()


@pytest.mark.parametrize("date", ["2024-02-29", "2027-11-23", "1900-01-01"])
def test_the_edges_of_the_calendar_can_be_marked(date: str, supine: CommandLine) -> None:
    supine("rest", "--date", date, "--reason", "other")
    assert supine.records("days") == [{"day": date, "rest_reason": "other"}]
    for command in (["streak"], ["calendar"], ["calendar", "--json"], ["calendar", "--list"]):
        assert supine(*command).err == ""


def test_a_whole_leap_year_can_be_marked_at_once(supine: CommandLine) -> None:
    supine.at(2027, 12, 31, 12)
    out = supine("rest", "--from", "2028-01-01", "--to", "2028-12-31", "--reason", "travel").out
    assert out.startswith("Marked 366 days as rest (travel): 2028-01-01 to 2028-12-31.\n")


@pytest.mark.parametrize("date", ["2027-11-24", "9999-12-31"])
def test_rest_is_marked_a_year_ahead_at_most(date: str, supine: CommandLine) -> None:
    said = supine.fails(USAGE, "rest", "--date", date, "--reason", "other")
    assert f"up to 366 days ahead; {date} is too far ahead" in said


# The same numbers everywhere


@pytest.mark.parametrize("needs", ["any", "full"])
def test_every_command_gives_the_same_numbers(needs: str, supine: CommandLine, path: Path) -> None:
    """Rules R1.one-judge."""
    daily = {"from": "2020-01-01", "kind": "daily", "needs": needs}
    routine = {
        "id": "neck-and-upper-back",
        "name": "Both",
        "exercises": [{"id": "shoulder-blades", "name": "A"}, {"id": "neck", "name": "B"}],
        "schedule": [daily],
    }
    done = [session(iso(n), n % 5 and 2, imagined=n % 2) for n in range(40) if n % 11]
    marked = [{"day": iso(n), "rest_reason": "ill"} for n in (11, 22)]
    write(path, routines=[routine], sessions=done, days=marked)
    streak = supine("streak", "--json").json
    assert streak == supine("today", "--json").json["streak"]
    days = list(days_of(supine).values())
    assert sum(day["kept"] for day in days[-30:]) == streak["last_30"]
    current = 0
    for day in days:
        is_bridged = day["kept"] or day["protected"] or day is days[-1]
        current = current + day["kept"] if is_bridged else 0
    assert current == streak["current"] > 0
    below = supine("calendar", "--heatmap").out.splitlines()[-3:]
    assert below[0] == supine("streak").out.strip()
    assert below[1] == (
        f"longest {streak['longest']} · {streak['last_30']} of the last 30 days · "
        f"steadiness {streak['steadiness']:.0%}"
    )
    practised = sum(day["level"] != "none" for day in days)
    counted = sum(day["counted"] for day in days)
    assert below[2].startswith(f"{practised} days · {counted} reps · ")
    assert f"{streak['current']} days in a row" in supine("today").out
