"""Names are found whatever their case, and only what was probably meant is suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cli.parser import build_parser
from tui.diary.names import MOST_SUGGESTED, known_name, near_names

COMMANDS = next(each.choices for each in build_parser()._actions if each.dest == "command")
SETTINGS = (
    *("routine", "name", "prepare_s", "props", "exercises.neck.name", "exercises.neck.hold_s"),
    *("exercises.shoulder-blades.name", "exercises.shoulder-blades.hold_s", "plan.start_reps"),
    *("plan.start_days", "plan.step", "plan.ceiling", "plan.rounds", "schedule", "day_starts_at"),
    *("week_starts_on", "sound", "tick", "quiet", "speech", "theme", "motion", "glyphs"),
)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("tday", ["today"]),
        ("todya", ["today"]),
        ("Today", ["today"]),
        ("streka", ["streak"]),
        ("calender", ["calendar"]),
        ("cal", ["calendar"]),
        ("checkin", ["check-in"]),
        ("check_in", ["check-in"]),
        ("setting", ["settings"]),
        ("exercise", ["exercises"]),
        ("time", ["timetable"]),
        ("import-file", []),
        ("nonsense", []),
        ("start", []),
        ("status", ["stats"]),
        ("delete", []),
        ("what", []),
        ("test", []),
        ("otday", ["today"]),
        ("hi", []),
        ("s", []),
        ("", []),
    ],
)
def test_a_command_is_suggested_only_if_it_was_probably_meant(
    typed: str, suggested: list[str]
) -> None:
    assert near_names(typed, list(COMMANDS or ())) == suggested


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("plan.setp", ["plan.step"]),
        ("step", ["plan.step"]),
        ("ceiling", ["plan.ceiling"]),
        ("cieling", ["plan.ceiling"]),
        ("plan.celing", ["plan.ceiling"]),
        ("hold", ["exercises.neck.hold_s", "exercises.shoulder-blades.hold_s"]),
        ("exercises.neck.hold", ["exercises.neck.hold_s"]),
        ("SOUNDS", ["sound"]),
        ("themes", ["theme"]),
        ("day_start", ["day_starts_at"]),
        ("nothing", []),
        ("colour", []),
        ("language", []),
        ("reps", []),
        ("time", []),
        ("exercises", []),
    ],
)
def test_a_setting_is_suggested_by_the_last_part_of_its_key(
    typed: str, suggested: list[str]
) -> None:
    assert near_names(typed, SETTINGS) == suggested


def test_a_name_is_known_whatever_its_case_if_only_one_is_meant() -> None:
    names = ["neck", "Morning", "morning stretch", "A", "a", "Straße"]
    wanted = {
        "neck": "neck",
        "NECK": "neck",
        "morning": "Morning",
        " MORNING ": "Morning",
        "A": "A",
        "a": "a",
        "STRASSE": "Straße",
        "nek": None,
        "": None,
    }
    assert {typed: known_name(typed, names) for typed in wanted} == wanted
    assert known_name("x", ["X", "x "]) == "X"
    assert known_name("É", ["é", "è"]) == "é"
    assert known_name("b", ["B", "B"]) is None  # which of them?


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_suggestions_are_known_names_and_few(typed: str, known: list[str]) -> None:
    found = near_names(typed, known)
    assert len(found) <= MOST_SUGGESTED
    assert set(found) <= set(known)
