"""``supine stats``: the same numbers as an object, in sentences and as small plots."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command_line import CommandLine
from tests.cli.diaries import iso, legs, session, write
from tui.cli.support import USAGE
from tui.words.statistics import NOTHING_YET

SUMS = ["days", "kept", "full", "missed", "protected", "reps", "imagined"]


def test_the_object_has_all_of_it(supine: CommandLine, path: Path) -> None:
    write(
        path,
        settings={"week_starts_on": "sun"},
        sessions=[
            session(iso(9), effort="right"),
            session(iso(8), 1, imagined=1, effort="hard"),
            session(iso(1), 1),
        ],
        days=[
            {"day": iso(9), "check": "clear", "compare": "easier"},
            {"day": iso(7), "rest_reason": "ill"},
            {"day": iso(1), "report": "mild"},
        ],
    )
    found = supine("stats", "--json").json
    streak = supine("streak", "--json").json
    assert list(found) == [
        *("date", "routine", "first_record", "total", "months", "weekdays", "streaks"),
        *("steadiness", "felt", "effort", "compare"),
    ]
    assert (found["date"], found["first_record"]) == (iso(0), iso(9))
    assert found["total"] == {
        "days": 3,
        "kept": 3,
        "full": 2,
        "missed": 5,
        "protected": 1,
        "reps": 10,
        "imagined": 2,
        "held_s": 40,
    }
    assert [each["month"] for each in found["months"]] == ["2026-11"]
    assert [each["weekday"] for each in found["weekdays"]] == [
        *("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    ]
    for name in SUMS:
        assert sum(each[name] for each in found["weekdays"]) == found["total"][name]
        assert sum(each[name] for each in found["months"]) == found["total"][name]
    assert found["streaks"] == [
        {"from": iso(9), "to": iso(8), "days": 2, "current": False},
        {"from": iso(1), "to": iso(1), "days": 1, "current": True},
    ]
    assert found["streaks"][0]["days"] == streak["longest"]
    assert found["months"][-1]["steadiness"] == streak["steadiness"]
    assert found["steadiness"][-1] == {"date": iso(0), "steadiness": streak["steadiness"]}
    assert found["felt"] == {"clear": 1, "mild": 1, "moderate": 0, "high": 0, "warning": 0}
    assert found["effort"] == {"light": 0, "right": 1, "hard": 1}
    assert found["compare"] == [{"date": iso(9), "compare": "easier"}]


def test_an_empty_diary_is_told_kindly_and_nothing_is_written(
    supine: CommandLine, path: Path
) -> None:
    assert supine("stats").out == f"{NOTHING_YET}\n"
    found = supine("stats", "--json").json
    assert found["first_record"] is None and not found["months"] and not found["streaks"]
    assert not path.exists()


def test_a_pipe_gets_sentences_and_a_terminal_bars(supine: CommandLine, path: Path) -> None:
    write(path, sessions=[session(iso(n)) for n in (20, 19, 18, 3, 2, 1)])
    said = supine("stats").out.splitlines()
    assert "November 2026: 6 of 20 days, 24 reps." in said
    assert "3 days, 19 Nov 2026 to today." in said
    assert said[0] == "In all, since 2 Nov 2026."
    drawn = supine("stats", "--color", "always").out
    assert "━" in drawn and "\x1b[" in drawn and "BEST STREAKS" in drawn
    write(path, settings={"glyphs": "ascii"}, sessions=[session(iso(n)) for n in (20, 1)])
    drawn = supine("stats", "--color", "always").out
    assert "=" in drawn and drawn.isascii()


def test_another_routine_has_its_own_statistics_archived_or_not(
    supine: CommandLine, path: Path
) -> None:
    leg = session(iso(3)) | {"id": "leg", "routine": "legs", "reps": {"leg": {"done": 3}}}
    write(path, routines=[legs(archived=True)], sessions=[leg])
    found = supine("stats", "--json", "--routine", "legs").json
    assert found["routine"] == "legs" and found["total"]["reps"] == 3
    assert "no routine 'arms'" in supine.fails(USAGE, "stats", "--routine", "arms")
