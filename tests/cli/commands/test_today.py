"""``supine today``, ``timetable`` and ``plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tui.cli.support import USAGE
from tui.words import advice

CUES = [0, 30, 32, 37, 40, 46, 48, 53, 56, 71, 73, 78, 81, 87, 89, 94, 97, 107]
STREAK_KEYS = [
    "date",
    "current",
    "longest",
    "last_30",
    "today",
    "at_risk",
    "at_risk_until",
    "steadiness",
]
EXERCISE_KEYS = ["id", "name", "target", "reason", "done", "imagined", "left", "hold_s"]


def test_today_answers_without_a_file_and_writes_none(supine: CommandLine, path: Path) -> None:
    assert supine("today").out == (
        "Sunday 22 November · practice day 1\n"
        "  Shoulder blades: 2 × 5 s\n"
        "  Neck: 2 × 5 s\n"
        "2 each: a small start.\n"
        "About 2 minutes.\n"
        "Still time today, until 03:00\n"
    )
    assert not path.exists()


def test_today_names_someone_to_ask(supine: CommandLine) -> None:
    # R3.ask
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        supine("check-in", "high", "--date", day)
    assert f"{advice.IT_HURT} {advice.ASK_SOMEONE}" in supine("today").out.splitlines()


def test_today_as_json_has_the_agreed_shape(supine: CommandLine, path: Path) -> None:
    answer = supine("today", "--json").json
    each = {"target": 2, "reason": "first", "done": 0, "imagined": 0, "left": 2, "hold_s": 5}
    assert answer == {
        "date": "2026-11-22",
        "routine": "neck-and-upper-back",
        "practice_day": 1,
        "status": "pending",
        "exercises": [
            {"id": "shoulder-blades", "name": "Shoulder blades", **each},
            {"id": "neck", "name": "Neck", **each},
        ],
        "estimate_s": 107,
        "streak": {
            "date": "2026-11-22",
            "current": 0,
            "longest": 0,
            "last_30": 0,
            "today": "pending",
            "at_risk": False,
            "at_risk_until": None,
            "steadiness": 0.0,
        },
    }
    assert list(answer) == [
        "date",
        "routine",
        "practice_day",
        "status",
        "exercises",
        "estimate_s",
        "streak",
    ]
    assert list(answer["exercises"][0]) == EXERCISE_KEYS
    assert list(answer["streak"]) == STREAK_KEYS
    assert not path.exists()


def test_today_counts_what_is_done_and_imagined(supine: CommandLine) -> None:
    supine.at(2026, 11, 21, 20)("log")
    supine.at(2026, 11, 22, 20)
    pending = supine("today", "--json").json
    assert (pending["practice_day"], pending["status"]) == (2, "pending")
    assert pending["streak"]["at_risk"] is True
    assert pending["streak"]["at_risk_until"] == "2026-11-23T03:00:00+01:00"
    assert pending["streak"]["steadiness"] == pytest.approx(1 - 0.5 ** (1 / 13), abs=1e-6)
    supine("log", "--reps", "shoulder-blades=2", "neck=1", "--imagined", "1")
    part = supine("today", "--json").json
    assert part["status"] == "part"
    assert [(e["done"], e["imagined"], e["left"]) for e in part["exercises"]] == [
        (1, 1, 0),
        (0, 1, 1),
    ]
    assert part["streak"]["today"] == "kept"
    assert part["streak"]["at_risk_until"] is None
    assert supine("today").out == (
        "Sunday 22 November · practice day 2\n"
        "  Shoulder blades: 2 of 2 × 5 s done, 1 of them imagined\n"
        "  Neck: 1 of 2 × 5 s done, 1 of them imagined\n"
        "2 each: staying at this number for the first days.\n"
        "About 1 minute.\n"
        "2 days in a row · today already counts\n"
    )
    supine("log")
    full = supine("today", "--json").json
    assert (full["status"], full["estimate_s"]) == ("full", 0)
    assert full["practice_day"] == 2
    assert [each["left"] for each in full["exercises"]] == [0, 0]
    assert "to go" not in supine("today").out


def test_today_asks_nothing_on_a_rest_day_or_an_off_day(supine: CommandLine, path: Path) -> None:
    supine("check-in", "high")
    rest = supine("today", "--json").json
    assert (rest["status"], rest["estimate_s"]) == ("rest", 0)
    assert [(e["target"], e["reason"], e["left"]) for e in rest["exercises"]] == [
        (None, "rest", 0)
    ] * 2
    assert rest["streak"]["today"] == "protected"
    routine = {
        "id": "legs",
        "name": "Legs",
        "exercises": [{"id": "leg", "name": "Leg"}],
        "schedule": [{"from": "2026-01-01", "kind": "weekdays", "days": ["mon"]}],
    }
    path.write_text(json.dumps({"_meta": {"1": {"app": "supine"}}, "routines": {"1": routine}}))
    off = supine("today", "--json").json
    assert (off["routine"], off["status"], off["streak"]["today"]) == ("legs", "off", "off")
    assert "Nothing is planned today" in supine("today").out


def test_the_timetable_as_json_is_the_cue_list(supine: CommandLine, path: Path) -> None:
    rows = supine("timetable", "--json").json["rows"]
    assert [row["at"] for row in rows] == CUES
    assert all(list(row) == ["at", "phase", "exercise", "rep"] for row in rows)
    blades = [("ease-in", 1), ("hold", 1), ("ease-out", 1), ("rest", 1)]
    blades += [("ease-in", 2), ("hold", 2), ("ease-out", 2)]
    expected: list[tuple[str, str | None, int | None]] = []
    for exercise in ("shoulder-blades", "neck"):
        expected.append(("prepare", exercise, None))
        expected += [(phase, exercise, rep) for phase, rep in blades]
    expected += [("settle", None, None), ("finished", None, None)]
    assert [(row["phase"], row["exercise"], row["rep"]) for row in rows] == expected
    assert not path.exists()


def test_the_timetable_has_a_line_for_each_phase(supine: CommandLine) -> None:
    lines = supine("timetable").out.splitlines()
    assert len(lines) == 18
    assert lines[0] == "  0:00.0  prepare   Shoulder blades"
    assert lines[2] == "  0:32.0  hold      Shoulder blades · rep 1"
    assert lines[9] == "  1:11.0  ease-in   Neck · rep 1"
    assert lines[-1] == "  1:47.0  finished"


def test_the_timetable_goes_on_from_what_is_counted(supine: CommandLine) -> None:
    supine("log", "--reps", "shoulder-blades=2", "neck=1")
    rows = supine("timetable", "--json").json["rows"]
    assert [row["at"] for row in rows] == [0, 30, 32, 37, 40, 50]
    assert {row["exercise"] for row in rows} == {"neck", None}
    assert {row["rep"] for row in rows} == {2, None}


def test_the_timetable_is_empty_when_nothing_is_left(supine: CommandLine) -> None:
    supine("log")
    assert supine("timetable", "--json").json == {"rows": []}
    assert supine("timetable").out == "Done for today. See you tomorrow.\n"


def test_what_is_not_asked_any_more_is_not_listed_as_asked(supine: CommandLine) -> None:
    supine("log", "--reps", "shoulder-blades=1")
    supine("check-in", "moderate", "--report")
    out = supine("today").out
    assert out.splitlines()[1:4] == [
        "  Shoulder blades: 1 of 2 × 5 s done",
        "  Neck: nothing left today",
        "That's enough for today.",
    ]
    assert supine("timetable").out == "That's enough for today. See how it feels tomorrow.\n"
    fields = supine("today", "--json").json["exercises"]
    assert [(each["target"], each["left"]) for each in fields] == [(2, 0), (2, 0)]


def test_a_date_that_is_marked_as_done_asks_nothing(supine: CommandLine, path: Path) -> None:
    write(path, sessions={"1": {"id": "a", "routine": "neck-and-upper-back", "day": "2026-11-22",
                                "kept": True}})  # fmt: skip
    assert supine("today").out.splitlines()[1:4] == [
        "  Shoulder blades: nothing left today",
        "  Neck: nothing left today",
        "Marked as done.",
    ]
    assert supine("timetable").out == "Done for today. See you tomorrow.\n"
    message = supine.fails(USAGE, "log")
    assert (
        message == "supine log: done for today. See you tomorrow. "
        "If you practised anyway, record it with --reps.\n"
    )


def test_the_option_chooses_a_routine_before_the_setting(supine: CommandLine, path: Path) -> None:
    routines = {
        "1": {"id": "a", "name": "A", "exercises": [{"id": "one", "name": "One", "hold_s": 2.5}]},
        "2": {"id": "b", "name": "B", "exercises": [{"id": "two", "name": "Two"}]},
    }
    tables = {"_meta": {"1": {"app": "supine"}}, "routines": routines}
    path.write_text(json.dumps({**tables, "settings": {"1": {"routine": "b"}}}))
    assert supine("today", "--json").json["routine"] == "b"
    answer = supine("today", "--json", "--routine", "a").json
    assert (answer["routine"], answer["exercises"][0]["hold_s"]) == ("a", 2.5)
    supine("--routine", "a", "log", "--reps", "one=1")
    (session,) = supine.records("sessions")
    assert (session["routine"], session["reps"]["one"]["held_s"]) == ("a", 2.5)
    message = supine.fails(USAGE, "today", "--routine", "c")
    assert message == "supine today: there is no routine 'c'; choose a or b\n"


def test_the_plan_of_the_coming_days_as_lines(supine: CommandLine, path: Path) -> None:
    lines = supine("plan").out.splitlines()
    assert lines[0] == "The next 14 days, if all goes well:"
    assert lines[1] == "Sun 22 November  2 each, about 2 minutes"
    assert lines[-1] == "Sat 5 December   10 each, about 6 minutes"
    assert len(lines) == 15
    assert not path.exists(), "it only reads"
    supine("settings", "set", "schedule", "mon,wed,fri")
    supine("rest", "--date", "2026-11-25", "--reason", "travel")
    assert supine("plan", "--days", "5").out.splitlines() == [
        "The next 5 days, if all goes well:",
        "Sun 22 November  off",
        "Mon 23 November  2 each, about 2 minutes",
        "Tue 24 November  off",
        "Wed 25 November  resting: travelling",
        "Thu 26 November  off",
    ]
    assert supine("plan", "--days", "40").out.splitlines()[-1].startswith("Thu 31 December  ")
    supine("check-in", "warning")
    first, second = supine("plan", "--days", "2").out.splitlines()[1:]
    assert first.split("  ")[1] == second.split("  ")[1] != "off", "locked, in the words of Home"


def test_the_plan_of_one_day_and_of_the_next_year(supine: CommandLine) -> None:
    assert supine("plan", "--days", "1").out.startswith("Today, if all goes well:\n")
    assert supine("plan", "--days", "366").out.splitlines()[-1].startswith("Mon 22 November 2027")


def test_the_plan_as_json_has_the_agreed_shape(supine: CommandLine) -> None:
    supine("settings", "set", "schedule", "mon")
    assert supine("plan", "--days", "2", "--json").json == {
        "days": [
            {"date": "2026-11-22", "targets": {}, "estimate_s": 0},
            {
                "date": "2026-11-23",
                "targets": {"shoulder-blades": 2, "neck": 2},
                "estimate_s": 107,
            },
        ]
    }


def test_the_plan_is_that_of_the_routine_that_is_named(supine: CommandLine, path: Path) -> None:
    write(
        path,
        routines={
            "1": {"id": "a", "name": "A", "exercises": [{"id": "x", "name": "X"}]},
            "2": {"id": "b", "name": "B"},
        },
    )
    assert supine("plan", "--days", "1", "--json", "--routine", "a").json["days"][0]["targets"] == {
        "x": 2
    }
    assert "no exercises yet" in supine("plan", "--routine", "b").out
    assert "there is no routine 'c'" in supine.fails(USAGE, "plan", "--routine", "c")
