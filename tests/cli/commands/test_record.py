"""``supine log``, ``forget`` and ``check-in``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import BLADES, NECK, TARGETS, TODAY, done, make_diary
from tests.cli.command_line import CommandLine
from tests.cli.diaries import write
from tui.cli.support import NO_DATA, USAGE
from tui.practice.models import DEFAULT_ROUTINE, Reps

HELD = {"hold_s": 5, "held_s": 10}
TWO_DONE = {
    "shoulder-blades": {"target": 2, "done": 2, **HELD},
    "neck": {"target": 2, "done": 2, **HELD},
}

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


def test_log_writes_every_option(supine: CommandLine) -> None:
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


def test_log_by_exercise_gives_the_others_no_reps(supine: CommandLine) -> None:
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
    assert "today's reps were already done" in more.err
    assert [each["reps"]["neck"]["done"] for each in supine.records("sessions")] == [1, 1, 2]
    assert [each["reps"]["neck"]["target"] for each in supine.records("sessions")] == [2, 2, 2]


def test_log_of_the_rest_of_a_lowered_date_records_what_the_plan_asked(
    supine: CommandLine, path: Path
) -> None:
    # R3.lowered
    lowered = Reps(target=1, asked=2)
    reps = {BLADES: lowered, NECK: replace(lowered, done=1)}
    make_diary(path).log_session(DEFAULT_ROUTINE, TODAY, reps)
    supine("log")
    assert supine.records("sessions")[-1]["reps"] == {
        "shoulder-blades": {"target": 1, "asked": 2, "done": 1, "hold_s": 5, "held_s": 5},
        "neck": {"target": 1, "asked": 2, "hold_s": 5},
    }


def test_log_warns_of_numbers_above_the_full_set_and_adds_them(supine: CommandLine) -> None:
    assert supine("log", "--reps", "10").err == ""
    answer = supine("log", "--reps", "Neck=50", "SHOULDER-BLADES=2")
    assert answer.err == (
        "supine log: 50 is more than your full set of 10; is that right? "
        "(to undo: supine forget last)\n"
    )
    added = supine.records("sessions")[-1]
    assert {name: reps["done"] for name, reps in added["reps"].items()} == {
        "shoulder-blades": 2,
        "neck": 50,
    }
    commas = supine.fails(USAGE, "log", "--reps", "NECK=2,shoulder-blades=1")
    assert "--reps needs spaces between: NECK=2 shoulder-blades=1" in commas
    assert "lists 'neck' twice" in supine.fails(USAGE, "log", "--reps", "neck=1", "Neck=2")
    assert supine("forget", added["id"].upper()).out.startswith("Removed")
    supine("settings", "set", "plan.rounds", "2")
    assert supine("log", "--reps", "20").err == ""


def test_the_help_of_log_names_exercises(supine: CommandLine) -> None:
    said = " ".join(supine.call("log", "--help").out.split())
    assert "ID=N, such as shoulder-blades=3 neck=2; supine exercises lists yours" in said


def test_log_of_a_past_date_asks_for_that_dates_target(supine: CommandLine) -> None:
    for day in (17, 18, 19):
        supine.at(2026, 11, day, 20)("log")
    supine.at(2026, 11, 22)
    supine("log", "--date", "2026-11-20")
    targets = [each["reps"]["neck"]["target"] for each in supine.records("sessions")]
    assert targets == [2, 2, 3, 4]


def test_forget_takes_an_id_or_last(supine: CommandLine) -> None:
    first = supine("log", "--reps", "1").out.strip()
    second = supine("log").out.strip()
    assert supine("forget", first).out == (
        f"Removed the session of 2026-11-22 with 2 reps ({first}).\n"
    )
    assert supine("forget", "last", "--json").json == {"id": second, "date": "2026-11-22"}
    # A removal is later than what it removes, also within the same second.
    trace = {"deleted": "2026-11-22T19:15:08Z"}
    assert supine.records("sessions") == [{"id": first, **trace}, {"id": second, **trace}]
    assert "no session yet" in supine.fails(USAGE, "forget", "last")
    assert first in supine.fails(USAGE, "forget", first)


def test_a_note_that_could_not_be_read_again_is_not_saved(supine: CommandLine) -> None:
    supine("log")
    assert "not saved to" in supine.fails(NO_DATA, "log", "--reps", "1", "--note", "\udcff")
    assert "at most 10000" in supine.fails(USAGE, "log", "--reps", "1", "--note", "x" * 10_001)


def test_a_session_without_reps_is_refused(supine: CommandLine, path: Path) -> None:
    assert "at least one rep" in supine.fails(USAGE, "log", "--reps", "0")
    assert not path.exists()


def test_nothing_is_added_unasked_after_enough(supine: CommandLine) -> None:
    supine("log", "--reps", "1")
    supine("check-in", "high", "--report")
    assert supine.fails(USAGE, "log") == (
        "supine log: that's enough for today. See how it feels tomorrow. "
        "If you practised anyway, record it with --reps.\n"
    )


# check-in


def test_an_answer_before_reps_is_a_check_in(supine: CommandLine) -> None:
    assert supine("check-in", "clear").out == (
        "Saved for 2026-11-22: as usual (check-in).\n2 each: a small start.\n"
    )
    answer = supine("check-in", "mild", "--area", "neck", "left shoulder", "--area", "jaw").out
    assert answer.startswith("Saved for 2026-11-22: a bit more sore (check-in).\n")
    assert supine.records("days") == [
        {"day": "2026-11-22", "check": "mild", "areas": ["neck", "left shoulder", "jaw"]}
    ]


def test_a_clear_check_in_says_which_sessions_it_confirmed(supine: CommandLine) -> None:
    # R3.unconfirmed
    diary = make_diary(supine.path)

    def run_unattended(*days_ago: int) -> None:
        for back in days_ago:
            day = TODAY - dt.timedelta(days=back)
            session = diary.start_session(DEFAULT_ROUTINE, day, TARGETS)
            diary.end_session(session.id, done(2) | {NECK: Reps(target=2, done=back)}, None)

    assert "counted" not in supine("check-in", "clear").out
    run_unattended(7, 1)
    said = supine("check-in", "clear").out.splitlines()[1]
    assert said == "Earlier sessions confirmed: Sun 15 Nov (2 and 7), Saturday (2 and 1)."
    run_unattended(3, 2, 1)
    assert "\n3 earlier sessions confirmed.\n" in supine("check-in", "clear").out
    run_unattended(2)
    assert supine("check-in", "clear", "--json").json["confirmed"] == ["s6"]
    assert all(each.confirmed for each in diary.read().sessions)


@pytest.mark.parametrize("before", [[], ["check-in", "mild"]])
def test_an_answer_after_reps_is_a_report(before: list[str], supine: CommandLine) -> None:
    if before:
        supine(*before)
    supine("log", "--reps", "neck=1")
    answer = supine("check-in", "mild")
    assert answer.out.startswith("Saved for 2026-11-22: a bit more sore (report).\n")
    expected = {"day": "2026-11-22", "report": "mild"} | ({"check": "mild"} if before else {})
    assert supine.records("days") == [expected]
    as_json = supine("check-in", "moderate", "--json").json
    assert as_json == {
        "date": "2026-11-22",
        "check": "mild" if before else None,
        "report": "moderate",
        "ack": False,
        "compare": None,
        "confirmed": [],
    }
    today = supine("today", "--json").json
    assert {each["reason"] for each in today["exercises"]} == {"enough"}


def test_a_check_in_after_a_report_of_the_same_is_called_a_check_in(supine: CommandLine) -> None:
    supine("check-in", "mild", "--report")
    assert "(check-in)" in supine("check-in", "mild").out


def test_a_report_can_be_asked_for_and_be_of_a_past_date(supine: CommandLine) -> None:
    answer = supine("check-in", "high", "--report", "--date", "yesterday")
    assert answer.out == "Saved for 2026-11-21: very sore or painful (report).\n"
    assert supine.records("days") == [{"day": "2026-11-21", "report": "high"}]


def test_a_warning_sign_is_acknowledged_from_the_day_after(supine: CommandLine) -> None:
    """Rules R6.acknowledge."""
    supine("log", "--date", "yesterday")
    answer = supine("check-in", "warning")
    assert "Call your emergency number now" in answer.err
    assert answer.out.startswith(
        "Saved for 2026-11-22: a warning sign (check-in).\nSaved: practice is paused."
    )
    assert "not yet: --ack can be used from the day after" in supine.fails(
        USAGE, "check-in", "--ack"
    )
    today = supine("today", "--json").json
    assert today["status"] == "locked"
    assert [(e["target"], e["reason"], e["left"]) for e in today["exercises"]] == [
        (None, "locked", 0)
    ] * 2
    assert "--ack" not in supine("today").out
    assert "paused after a warning sign." in supine.fails(USAGE, "log")

    supine.at(2026, 11, 23, 2, 59)  # still the same practice day
    supine.fails(USAGE, "check-in", "--ack")
    supine.at(2026, 11, 23, 3, 0)
    assert supine("today").out.endswith(": supine check-in --ack\n")
    supine.fails(USAGE, "check-in", "--ack", "--date", "yesterday")
    assert supine("check-in", "--ack").out == (
        "Saved. You can practise again, starting small.\n2 each: a gentle start after a break.\n"
    )
    assert supine.records("days")[1] == {"day": "2026-11-23", "ack": True}
    assert supine("today", "--json").json["status"] == "pending"
    supine.fails(USAGE, "check-in", "--ack")  # it is acknowledged already


def test_a_sign_is_acknowledged_together_with_how_it_feels(supine: CommandLine) -> None:
    supine("check-in", "warning")
    supine.at(2026, 11, 24, 9)
    answer = supine("check-in", "clear", "--ack", "--json")
    assert answer.json == {
        "date": "2026-11-24",
        "check": "clear",
        "report": None,
        "ack": True,
        "compare": None,
        "confirmed": [],
    }
    assert supine.records("days")[1] == {"day": "2026-11-24", "check": "clear", "ack": True}


def test_a_warning_sign_is_not_lowered_the_same_day(supine: CommandLine, path: Path) -> None:
    """Rules R6.sign-stands."""
    supine("check-in", "warning")
    before = path.read_bytes()
    assert "the warning sign of" in supine.fails(USAGE, "check-in", "clear")
    assert path.read_bytes() == before


def test_the_weekly_answer_is_given_alone_or_with_how_it_feels(supine: CommandLine) -> None:
    # R7.answer
    alone = supine("check-in", "--compare", "easier", "--date", "2026-11-20")
    assert alone.out == "Saved for 2026-11-20: neck easier than a month ago.\n"
    both = supine("check-in", "mild", "--compare", "same", "--area", "neck").out.splitlines()
    assert both[0].endswith("for 2026-11-22: a bit more sore (check-in).")
    assert both[1:] == [
        "Saved for 2026-11-22: neck the same as a month ago.",
        "2 each: a small start.",
    ]
    assert supine.records("days") == [
        {"day": "2026-11-20", "compare": "easier"},
        {"day": "2026-11-22", "check": "mild", "areas": ["neck"], "compare": "same"},
    ]
    assert supine("check-in", "--compare", "worse", "--json").json == {
        "date": "2026-11-22",
        "check": "mild",
        "report": None,
        "ack": False,
        "compare": "worse",
        "confirmed": [],
    }
    listed = supine("calendar", "--list").out.splitlines()
    assert listed[0].endswith("Fri 20 November; no reps; neck easier than a month ago")
    assert supine("calendar", "--heatmap").out.endswith(
        "\nneck easier once, worse once, in the last 8 weeks\n"
    )
    assert "invalid choice: 'better'" in supine.fails(USAGE, "check-in", "--compare", "better")
    assert "is in the future" in supine.fails(
        USAGE, "check-in", "--compare", "same", "--date", "2026-11-23"
    )


def test_no_command_takes_a_warning_sign_away(supine: CommandLine) -> None:
    """Rules R6.sign-stands."""
    answer = supine("check-in", "warning", "--date", "yesterday")
    order = [answer.err.index(word) for word in ("Call your emergency", "ask a doctor", "pauses")]
    assert order == sorted(order)
    assert "From tomorrow" not in answer.err, "it is the day after already"
    for band in ("clear", "high"):
        error = supine.fails(USAGE, "check-in", band, "--date", "yesterday")
        assert "the warning sign of 2026-11-21 stays" in error
    supine("rest", "--date", "yesterday", "--reason", "ill")
    assert "Call your emergency number now" in supine("today").out
    assert supine("today", "--json").json["status"] == "locked"


def test_a_session_that_is_forgotten_leaves_its_sign(supine: CommandLine, path: Path) -> None:
    """Rules R6.sign-stands."""
    session = {"id": "s1", "routine": "neck-and-upper-back", "day": "2026-11-21"}
    write(path, sessions=[{**session, "status": "stopped", "stop_reason": "warning"}])
    assert supine("forget", "s1").out.endswith("(s1).\nThe warning sign stays recorded.\n")
    assert supine("today", "--json").json["status"] == "locked"
    assert supine.records("days") == [{"day": "2026-11-21", "report": "warning"}]


def test_a_band_after_an_area_is_the_answer(supine: CommandLine) -> None:
    assert "a bit more sore" in supine("check-in", "--area", "neck", "mild").out


def test_reps_may_be_given_one_exercise_at_a_time(supine: CommandLine) -> None:
    supine("log", "--reps", "neck=1", "--reps", "shoulder-blades=2")
    (session,) = supine.records("sessions")
    assert {key: reps["done"] for key, reps in session["reps"].items()} == {
        "shoulder-blades": 2,
        "neck": 1,
    }


def test_imagined_reps_alone_are_taken_on_a_day_of_rest(supine: CommandLine) -> None:
    # R3.rest
    supine("check-in", "high")
    assert "today is for rest" in supine.fails(USAGE, "log").lower()
    supine("log", "--imagined", "2")
    (session,) = supine.records("sessions")
    assert [each.get("imagined") for each in session["reps"].values()] == [2, 2]
    assert all("target" not in each and "done" not in each for each in session["reps"].values())


def test_nobody_is_invited_to_do_more_after_a_warning_sign(supine: CommandLine) -> None:
    # R3.lock
    supine("check-in", "warning")
    assert "--reps" not in supine.fails(USAGE, "log")
