"""Every command: what it prints, what it writes, and how it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.command_line import BERLIN, CommandLine
from tests.diary.faults import Disk
from tests.diary.files import left_beside
from tui import __version__
from tui.cli.support import FINE, NO_DATA, USAGE

NEW_YORK = ZoneInfo("America/New_York")
CUES = [0, 30, 32, 37, 40, 46, 48, 53, 56, 71, 73, 78, 81, 87, 89, 94, 97, 107]
HELD = {"hold_s": 5, "held_s": 10}
TWO_DONE = {
    "shoulder-blades": {"target": 2, "done": 2, **HELD},
    "neck": {"target": 2, "done": 2, **HELD},
}
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
COMMANDS = [
    ["today"],
    ["timetable"],
    ["log"],
    ["forget", "last"],
    ["check-in", "clear"],
    ["path"],
]


# today


def test_today_of_an_empty_diary(supine: CommandLine, path: Path) -> None:
    assert supine("today").out == (
        "Sunday 22 November · practice day 1\n"
        "  Shoulder blades: 2 × 5 s\n"
        "  Neck: 2 × 5 s\n"
        "2 each: a small start.\n"
        "About 2 min to go.\n"
        "0 days in a row · today is open until 03:00\n"
    )
    assert not path.exists()


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


def test_today_on_the_way(supine: CommandLine) -> None:
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
        "2 each: the first days stay small.\n"
        "About 1 min to go.\n"
        "2 days in a row · today counts already\n"
    )
    supine("log")
    full = supine("today", "--json").json
    assert (full["status"], full["estimate_s"]) == ("full", 0)
    assert full["practice_day"] == 2
    assert [each["left"] for each in full["exercises"]] == [0, 0]
    assert "to go" not in supine("today").out


def test_today_on_a_rest_day_and_on_an_off_day(supine: CommandLine, path: Path) -> None:
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
    assert "nothing is planned today" in supine("today").out


# timetable


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


def test_the_timetable_in_words(supine: CommandLine) -> None:
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


def test_no_timetable_when_nothing_is_left(supine: CommandLine) -> None:
    supine("log")
    assert supine("timetable", "--json").json == {"rows": []}
    assert supine("timetable").out == "Nothing is left to do today.\n"


# log and forget


def test_log_writes_the_target_of_the_date_and_prints_the_id(supine: CommandLine) -> None:
    answer = supine("log")
    (session,) = supine.records("sessions")
    assert answer.out == session["id"] + "\n"
    assert session == {
        "id": session["id"],
        "routine": "neck-and-upper-back",
        "day": "2026-11-22",
        "start": "2026-11-22T20:15:07+01:00",
        "reps": TWO_DONE,
        "via": "log",
    }
    assert answer.err == ""


def test_log_with_everything_said(supine: CommandLine) -> None:
    answer = supine(
        "log", "--date", "2026-11-20", "--reps", "3", "--imagined", "1", "--effort", "hard",
        "--prop", "roll", "towel", "--prop", "roll", "--note", "lying on a mat ·", "--json",
    )  # fmt: skip
    (session,) = supine.records("sessions")
    assert answer.json == {"id": session["id"], "date": "2026-11-20"}
    each = {"target": 2, "done": 2, "imagined": 1, "hold_s": 5, "held_s": 10}
    assert session == {
        "id": session["id"],
        "routine": "neck-and-upper-back",
        "day": "2026-11-20",
        "reps": {"shoulder-blades": each, "neck": each},
        "effort": "hard",
        "props": ["roll", "towel"],
        "via": "log",
        "note": "lying on a mat ·",
    }


def test_log_by_exercise_leaves_the_others_at_none(supine: CommandLine) -> None:
    supine("log", "--reps", "neck=3", "--date", "yesterday")
    (session,) = supine.records("sessions")
    assert session["day"] == "2026-11-21"
    assert "start" not in session
    assert session["reps"] == {
        "shoulder-blades": {"target": 2, "hold_s": 5},
        "neck": {"target": 2, "done": 3, "hold_s": 5, "held_s": 15},
    }


@pytest.mark.parametrize("date", ["today", "2026-11-22"])
def test_log_of_today_has_a_start_however_today_is_called(date: str, supine: CommandLine) -> None:
    supine("log", "--date", date)
    (session,) = supine.records("sessions")
    assert session["start"] == "2026-11-22T20:15:07+01:00"


def test_log_asks_for_what_is_left_and_says_when_it_comes_on_top(supine: CommandLine) -> None:
    supine("log", "--reps", "1")
    assert supine("log").err == ""
    more = supine("log")
    assert more.err.count("\n") == 1
    assert "the target was reached already" in more.err
    assert [each["reps"]["neck"]["done"] for each in supine.records("sessions")] == [1, 1, 2]
    assert [each["reps"]["neck"]["target"] for each in supine.records("sessions")] == [2, 2, 2]


def test_log_of_a_past_date_asks_for_that_dates_target(supine: CommandLine) -> None:
    for day in (17, 18, 19):
        supine.at(2026, 11, day, 20)("log")
    supine.at(2026, 11, 22)
    supine("log", "--date", "2026-11-20")
    targets = [each["reps"]["neck"]["target"] for each in supine.records("sessions")]
    assert targets == [2, 2, 3, 4]


def test_forget_by_id_and_last(supine: CommandLine) -> None:
    first = supine("log", "--reps", "1").out.strip()
    second = supine("log").out.strip()
    assert supine("forget", first).out == (
        f"Removed the session of 2026-11-22 with 2 reps ({first}).\n"
    )
    assert supine("forget", "last", "--json").json == {"id": second, "date": "2026-11-22"}
    trace = {"deleted": "2026-11-22T19:15:07Z"}
    assert supine.records("sessions") == [{"id": first, **trace}, {"id": second, **trace}]
    assert "no session yet" in supine.fails(USAGE, "forget", "last")
    assert first in supine.fails(USAGE, "forget", first)


# check-in


def test_a_check_in_before_reps(supine: CommandLine) -> None:
    assert supine("check-in", "clear").out == (
        "Noted for 2026-11-22: fine (check-in).\n2 each: a small start.\n"
    )
    answer = supine("check-in", "mild", "--area", "neck", "left shoulder", "--area", "jaw").out
    assert answer.startswith("Noted for 2026-11-22: a little sore (check-in).\n")
    assert supine.records("days") == [
        {"day": "2026-11-22", "check": "mild", "areas": ["neck", "left shoulder", "jaw"]}
    ]


@pytest.mark.parametrize("before", [[], ["check-in", "mild"]])
def test_an_answer_after_reps_is_a_report(before: list[str], supine: CommandLine) -> None:
    if before:
        supine(*before)
    supine("log", "--reps", "neck=1")
    answer = supine("check-in", "mild")
    assert answer.out.startswith("Noted for 2026-11-22: a little sore (report).\n")
    expected = {"day": "2026-11-22", "report": "mild"} | ({"check": "mild"} if before else {})
    assert supine.records("days") == [expected]
    as_json = supine("check-in", "moderate", "--json").json
    assert as_json == {
        "date": "2026-11-22",
        "check": "mild" if before else None,
        "report": "moderate",
        "ack": False,
    }
    today = supine("today", "--json").json
    assert {each["reason"] for each in today["exercises"]} == {"enough"}


def test_a_check_in_after_a_report_of_the_same_is_called_a_check_in(supine: CommandLine) -> None:
    supine("check-in", "mild", "--report")
    assert "(check-in)" in supine("check-in", "mild").out


def test_a_report_outright_and_for_a_past_date(supine: CommandLine) -> None:
    answer = supine("check-in", "high", "--report", "--date", "yesterday")
    assert answer.out == "Noted for 2026-11-21: very sore or painful (report).\n"
    assert supine.records("days") == [{"day": "2026-11-21", "report": "high"}]


def test_a_warning_sign_is_acknowledged_from_the_day_after(supine: CommandLine) -> None:
    supine("log", "--date", "yesterday")
    answer = supine("check-in", "warning")
    assert "call your local emergency number" in answer.err
    assert answer.out.startswith("Noted for 2026-11-22: a warning sign (check-in).\nLocked")
    assert "no warning sign to acknowledge on 2026-11-22" in supine.fails(
        USAGE, "check-in", "--ack"
    )
    today = supine("today", "--json").json
    assert today["status"] == "locked"
    assert [(e["target"], e["reason"], e["left"]) for e in today["exercises"]] == [
        (None, "locked", 0)
    ] * 2
    assert "--ack" not in supine("today").out
    assert "nothing more is asked" in supine.fails(USAGE, "log")

    supine.at(2026, 11, 23, 2, 59)  # still the same practice day
    supine.fails(USAGE, "check-in", "--ack")
    supine.at(2026, 11, 23, 3, 0)
    assert supine("today").out.endswith(": supine check-in --ack\n")
    supine.fails(USAGE, "check-in", "--ack", "--date", "yesterday")
    assert supine("check-in", "--ack").out == (
        "Noted. The steps are open again, starting small.\n"
        "2 each: easing in again, and meant to be fewer.\n"
    )
    assert supine.records("days")[1] == {"day": "2026-11-23", "ack": True}
    assert supine("today", "--json").json["status"] == "pending"
    supine.fails(USAGE, "check-in", "--ack")  # once is enough


def test_a_sign_is_acknowledged_together_with_how_it_feels(supine: CommandLine) -> None:
    supine("check-in", "warning")
    supine.at(2026, 11, 24, 9)
    answer = supine("check-in", "clear", "--ack", "--json")
    assert answer.json == {"date": "2026-11-24", "check": "clear", "report": None, "ack": True}
    assert supine.records("days")[1] == {"day": "2026-11-24", "check": "clear", "ack": True}


# path, version, help


def test_path(supine: CommandLine, path: Path) -> None:
    assert supine("path").out == f"{path}\n"
    assert supine("path", "--json").json == {"path": str(path), "exists": False}
    supine("log")
    assert supine("path", "--json").json["exists"] is True


@pytest.mark.parametrize("arguments", [["--help"], *([*each[:1], "--help"] for each in COMMANDS)])
def test_help(arguments: list[str], supine: CommandLine, path: Path) -> None:
    answer = supine.call(*arguments)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("usage: supine")
    assert "--json" in answer.out
    assert not path.exists()


def test_version(supine: CommandLine) -> None:
    assert supine.call("--version").out == f"supine {__version__}\n"


# Where the diary is, and which routine


@pytest.mark.parametrize("command", COMMANDS, ids=[each[0] for each in COMMANDS])
def test_shared_options_work_before_and_after_the_command(
    command: list[str], supine: CommandLine, tmp_path: Path
) -> None:
    options = ["--file", str(supine.path), "--routine", "neck-and-upper-back", "--json"]
    supine("log")  # something to forget
    supine("log")
    before = supine.call(*options, *command)
    after = supine.call(*command, *options)
    for answer in (before, after):
        assert (answer.code, answer.json.keys()) == (FINE, before.json.keys())
    assert left_beside(tmp_path / "diary.json") == [".diary.json.lock", "diary.json"]


def test_the_option_after_the_command_wins(supine: CommandLine, tmp_path: Path) -> None:
    answer = supine("path", "--file", str(tmp_path / "b.json"))
    assert answer.out == f"{tmp_path / 'b.json'}\n"


def test_the_environment_names_the_file(
    supine: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPINE_FILE", str(tmp_path / "of-env.json"))
    assert supine.call("log").code == FINE
    assert (tmp_path / "of-env.json").exists()
    assert supine("path").out == f"{supine.path}\n"  # the option is stronger
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SUPINE_FILE", "~/at-home.json")
    assert supine.call("path").out == f"{tmp_path / 'at-home.json'}\n"
    monkeypatch.setenv("SUPINE_FILE", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    where = supine.call("path").out
    assert where.endswith(f"{os.sep}supine.json\n")
    if sys.platform.startswith("linux"):
        assert where == f"{tmp_path}/data/supine/supine.json\n"
        assert supine.call("today").code == FINE
        assert not (tmp_path / "data").exists()
        assert supine.call("log").code == FINE
        assert (tmp_path / "data" / "supine").stat().st_mode & 0o777 == 0o700


def test_a_relative_file_is_of_the_current_folder(
    supine: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert supine.call("path", "--file", "a.json").out == f"{tmp_path / 'a.json'}\n"


def test_another_routine(supine: CommandLine, path: Path) -> None:
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
    assert message == "supine today: there is no routine 'c'; there is a, b\n"


# Practice dates


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
    supine.at(*moment)
    supine("log", "--date", first)
    assert supine("today", "--json").json["streak"]["at_risk_until"] == until
    assert "today is open until 03:00" in supine("today").out


def test_no_date_is_lost_or_kept_twice_over_a_change_of_the_clocks(supine: CommandLine) -> None:
    for month, days in ((3, range(26, 32)), (10, range(22, 28))):
        for day in days:
            supine.at(2026, month, day, 2, 30 if (month, day) != (3, 29) else 0)
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
    supine.at(2026, 11, 22, 8, zone=BERLIN)("log")
    supine.at(2026, 11, 22, 4, zone=NEW_YORK)("log")
    sessions = supine.records("sessions")
    assert [each["day"] for each in sessions] == ["2026-11-22"] * 2
    assert [each["start"][-6:] for each in sessions] == ["+01:00", "-05:00"]


# What makes no sense


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "invalid choice: 'nonsense'"),
        (["today", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["today", "extra"], "unrecognized arguments: extra"),
        (["--file"], "expected one argument"),
        (["--json"], "--json needs a command"),
        ([], "this is not a terminal"),
        (["today", "--routine", "nope"], "there is no routine 'nope'"),
        (["timetable", "--routine", ""], "there is no routine ''"),
        (["log", "--routine", "nope"], "there is no routine 'nope'"),
        (["check-in", "clear", "--routine", "nope"], "there is no routine 'nope'"),
        *(
            ([*command, "--date", date], f"{date!r} is not a date")
            for command in (["log"], ["check-in", "clear"])
            for date in (
                "2026-02-30",
                "tomorrow",
                "26-1-1",
                "2026-1-1",
                "20261101",
                "2026-W01-1",
                "2026-11-21T00:00",
                "2026-11-2١",
                "0001-01-01",
                "",
                "now",
            )
        ),
        (["log", "--date", "2026-11-23"], "2026-11-23 lies ahead; today is 2026-11-22"),
        (["check-in", "clear", "--date", "9999-12-31"], "lies ahead"),
        (["log", "--reps"], "expected at least one argument"),
        (["log", "--reps", "-1"], "--reps takes a number from 0 to 100; not '-1'"),
        (["log", "--reps", "101"], "from 0 to 100"),
        (["log", "--reps", "1.5"], "from 0 to 100"),
        (["log", "--reps", "two"], "from 0 to 100"),
        (["log", "--reps", "٣"], "from 0 to 100"),
        (["log", "--reps", "9" * 5000], "from 0 to 100"),
        (["log", "--reps", ""], "from 0 to 100"),
        (["log", "--reps", "2", "3"], "ID=N"),
        (["log", "--reps", "neck=2", "3"], "not '3'"),
        (["log", "--reps", "neck="], "from 0 to 100"),
        (["log", "--reps", "=3"], "there is no exercise ''; there is shoulder-blades and neck"),
        (["log", "--reps", "leg=3"], "there is no exercise 'leg'"),
        (["log", "--imagined", "x"], "--imagined takes a number"),
        (["log", "--imagined", "3"], "--imagined 3 is more than the reps themselves"),
        (["log", "--reps", "1", "--imagined", "2"], "more than the reps"),
        (["log", "--effort", "huge"], "invalid choice: 'huge'"),
        (["log", "--prop", "brick"], "invalid choice: 'brick'"),
        (["forget"], "required: ID"),
        (["forget", "last"], "there is no session yet"),
        (["forget", "nothing"], "there is no session 'nothing'"),
        (["check-in"], "say how it feels"),
        (["check-in", "fine"], "invalid choice: 'fine'"),
        (["check-in", "--ack"], "no warning sign to acknowledge"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_and_exit_2(
    arguments: list[str], words: str, supine: CommandLine, path: Path
) -> None:
    if arguments == ["--file"]:
        answer = supine.call(*arguments)
        assert (answer.code, answer.err.count("\n")) == (USAGE, 1)
        assert words in answer.err
    else:
        assert words in supine.fails(USAGE, *arguments)
    assert not path.exists(), "nothing was written"


def test_a_note_that_could_not_be_read_again_is_not_saved(supine: CommandLine) -> None:
    supine("log")
    assert "not saved to" in supine.fails(NO_DATA, "log", "--reps", "1", "--note", "\udcff")
    assert "at most 10000" in supine.fails(USAGE, "log", "--reps", "1", "--note", "x" * 10_001)


def test_a_session_without_reps_is_refused(supine: CommandLine, path: Path) -> None:
    assert "without any reps" in supine.fails(USAGE, "log", "--reps", "0")
    assert not path.exists()


# What cannot be read or written


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=[each[0] for each in COMMANDS[:-1]])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty, which a diary never is"),
        (b"{", "Input data was truncated"),
        (b"[" * 100_000, "Expected `object`, got `array`"),
        (b'{"_default": {"1": {"task": "x"}}}', "it is another program's file"),
    ],
    ids=["empty", "cut", "deep", "foreign"],
)
def test_an_unreadable_file_is_named_with_the_reason_and_left(
    command: list[str], data: bytes, words: str, supine: CommandLine, path: Path
) -> None:
    path.write_bytes(data)
    message = supine.fails(NO_DATA, *command)
    assert f"cannot read {path}: " in message
    assert words in message
    assert path.read_bytes() == data
    assert supine("path").out == f"{path}\n"  # this one needs nothing of it


def test_a_folder_in_the_files_place(supine: CommandLine, tmp_path: Path) -> None:
    for place in (str(tmp_path), "/", "."):
        answer = supine.call("today", "--file", place)
        assert (answer.code, answer.out, answer.err.count("\n")) == (NO_DATA, "", 1)
        assert "cannot read" in answer.err


def test_a_home_of_nobody_is_a_folder_like_any_other(
    supine: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = supine.call("path", "--file", "~no-such-person-here/a.json")
    assert (answer.code, answer.err) == (FINE, "")
    assert answer.out.endswith(f"~no-such-person-here{os.sep}a.json\n")


WRITING: list[list[str]] = [["log", "--reps", "1"], ["check-in", "clear"], ["forget", "last"]]


@pytest.mark.skipif(sys.platform == "win32", reason="breaks the calls made on POSIX")
@pytest.mark.parametrize("command", WRITING, ids=[each[0] for each in WRITING])
def test_a_full_disk_is_not_saved_and_says_why(
    command: list[str], supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supine("log")
    Disk(monkeypatch).fill()
    message = supine.fails(NO_DATA, *command)
    assert message == f"supine {command[0]}: not saved to {path}: no space left on device\n"
    assert supine("today").err == ""


def test_a_folder_that_cannot_be_written(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supine("log")
    real = os.open

    def read_only(name: object, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):  # root could write all the same
            raise PermissionError(13, "Permission denied")
        return real(name, flags, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only)
        message = supine.fails(NO_DATA, "log", "--reps", "1")
    assert message == f"supine log: not saved to {path}: permission denied\n"


def test_a_newer_file_is_only_read(supine: CommandLine, path: Path) -> None:
    path.write_text('{"_meta": {"1": {"app": "supine", "schema": 99}}}')
    assert supine("today", "--json").json["status"] == "pending"
    assert "newer supine" in supine.fails(NO_DATA, "log")


def test_records_that_are_passed_over_are_counted_and_named(
    supine: CommandLine, path: Path
) -> None:
    supine("log")
    bad = '"sessions":{\n"a":{"id":"x"},\n"9":{"id":"y","day":"2026-02-30"},\n'
    path.write_text(path.read_text().replace('"sessions":{\n', bad))
    answer = supine("today", "--json")
    assert answer.json["status"] == "full"
    assert answer.err.count("\n") == 1
    assert f"2 records in {path}" in answer.err
    supine("log")
    assert '"a":{"id":"x"},' in path.read_text()
    assert '"9":{"id":"y","day":"2026-02-30"},' in path.read_text()


# A process of its own


def spawn(*arguments: str, path: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a person would, with a buffered standard output."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-m", "tui", "--file", str(path), *arguments],
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=inherited | options.pop("env", {}),
        check=False,
        **options,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close in another way there")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_is_closed_early_is_no_traceback(path: Path, unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        env = {"PYTHONUNBUFFERED": unbuffered}
        result = spawn("timetable", path=path, stdout=writer, env=env)
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def test_an_output_that_knows_few_letters_gets_an_answer_all_the_same(path: Path) -> None:
    result = spawn("today", path=path, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Shoulder blades: 2 ? 5 s" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no preexec_fn there")
def test_a_closed_output_is_no_traceback(path: Path) -> None:
    result = spawn("today", path=path, preexec_fn=lambda: os.close(1))
    assert (result.returncode, result.stderr) == (0, b"")


# What was found by using it


def test_a_warning_sign_is_not_lowered_the_same_day(supine: CommandLine, path: Path) -> None:
    supine("check-in", "warning")
    before = path.read_bytes()
    assert "the warning sign of" in supine.fails(USAGE, "check-in", "clear")
    assert path.read_bytes() == before


def test_nothing_is_added_unasked_after_enough(supine: CommandLine) -> None:
    supine("log", "--reps", "1")
    supine("check-in", "high", "--report")
    assert "nothing more is asked" in supine.fails(USAGE, "log")


def test_an_area_does_not_swallow_the_answer(supine: CommandLine) -> None:
    assert "a little sore" in supine("check-in", "--area", "neck", "mild").out
