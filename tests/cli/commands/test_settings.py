"""``supine settings``: list, get, set and reset, from the command line to the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.builders import ROUTINE_JSON, write
from tests.cli.command_line import CommandLine
from tests.diary.faults import Disk
from tests.test_house import is_in, loaded_by
from tui.cli.support import NO_DATA, USAGE

COUNT = 42
"""Settings of the built-in routine with its two exercises."""
EVENING = {
    "id": "evening",
    "name": "Evening",
    "exercises": [{"id": "roll", "name": "Roll", "hold_s": 4}],
}


def test_the_list_is_aligned_and_writes_nothing(supine: CommandLine, path: Path) -> None:
    lines = supine("settings").out.splitlines()
    assert len(lines) == COUNT
    rows = {line.split()[0]: [*filter(None, map(str.strip, line.split("  ")))] for line in lines}
    assert rows["plan.step"] == [
        "plan.step",
        "1 a day",
        "0, 1, 2",
        "How many reps are added after a day that went well; one is gentler than two.",
    ]
    assert len({line.index(rows[line.split()[0]][-1]) for line in lines}) == 1
    assert supine("settings", "list").out.splitlines() == lines
    assert not path.exists()


def test_the_list_marks_what_was_changed_and_takes_the_beginning_of_a_key(
    supine: CommandLine,
) -> None:
    supine("settings", "set", "plan.step", "2")
    lines = supine("settings", "list", "plan").out.splitlines()
    assert [line[: line.index(" ", 2)] for line in lines] == [
        "  plan.start_reps",
        "  plan.start_days",
        "* plan.step",
        "  plan.ceiling",
        "  plan.rounds",
    ]
    assert "did you mean plan.step" in supine.fails(USAGE, "settings", "list", "plan.steep")


def test_a_key_alone_shows_the_setting_whatever_its_case(supine: CommandLine) -> None:
    line = "  plan.step  1 a day  0, 1, 2  How many reps are added after a day that went well;"
    for words in (["plan.step"], ["PLAN.Step"], ["--json", "plan.step"], ["list", "plan.step"]):
        answer = supine("settings", *words)
        if "--json" in words:
            assert [each["key"] for each in answer.json["settings"]] == ["plan.step"]
        else:
            assert answer.out.startswith(line) and answer.out.count("\n") == 1
    assert len(supine("settings", "plan").out.splitlines()) == 5
    assert supine("settings", "get", "Exercises.NECK.hold_s").out == "5\n"
    supine("settings", "set", "Plan.Step", "2")
    assert supine("--routine", "Neck-And-Upper-Back", "settings", "get", "plan.step").out == "2\n"


def test_on_a_terminal_each_setting_is_cut_to_one_line(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "72")
    lines = supine("settings").out.splitlines()
    assert len(lines) == COUNT
    assert max(map(len, lines)) == 72
    assert sum(line.endswith("…") for line in lines) > 10


def test_the_list_as_json_has_the_agreed_shape(supine: CommandLine) -> None:
    supine("settings", "set", "quiet", "on")
    supine("settings", "set", "props", "towel,roll")
    settings = supine("settings", "--json").json["settings"]
    assert all([*each] == ["key", "value", "default", "range", "unit", "help"] for each in settings)
    known = {each["key"]: each for each in settings}
    assert len(known) == len(settings) == COUNT
    hold = known["exercises.neck.hold_s"]
    assert (hold["value"], hold["default"], hold["range"], hold["unit"]) == (5, 5, "2–10", "s")
    assert (known["quiet"]["value"], known["quiet"]["default"]) == (True, False)
    assert (known["props"]["value"], known["props"]["default"]) == (["roll", "towel"], [])
    assert known["schedule"]["value"] == "daily"


@pytest.mark.parametrize(
    ("words", "said", "got"),
    [
        (["plan.step", "2"], "plan.step: 1 → 2\n", "2"),
        (["exercises.neck.hold_s", "7", "s"], "exercises.neck.hold_s: 5 → 7\n", "7"),
        (["exercises.neck.name", "Back", "of", "neck"], None, "Back of neck"),
        (["day_starts_at", "4:30"], "day_starts_at: 03:00 → 04:30\n", "04:30"),
        (["theme", "supine-day"], "theme: supine-night → supine-day\n", "supine-day"),
        (["props", "towel", "roll"], "props: none → roll,towel\n", "roll,towel"),
        (["quiet", "on"], "quiet: off → on\n", "on"),
        (
            ["schedule", "mon", "wed", "full"],
            "schedule: daily → mon,wed full\n"
            "From today: Monday and Wednesday; the other days are off. A day counts when all its "
            "reps are done. Earlier days don't change.\n",
            "mon,wed full",
        ),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_set_says_what_it_changed_and_get_says_only_the_value(
    words: list[str], said: str | None, got: str, supine: CommandLine, path: Path
) -> None:
    answer = supine("settings", "set", *words)
    assert said in (None, answer.out)
    assert answer.err == ""
    assert supine("settings", "get", words[0]).out == f"{got}\n"
    data = path.read_bytes()
    assert supine("settings", "set", *words).out == f"{words[0]}: stays {got}\n"
    assert path.read_bytes() == data
    default = supine("settings", "get", words[0], "--json").json["default"]
    assert "→" in supine("settings", "reset", words[0]).out
    assert supine("settings", "get", words[0], "--json").json["value"] == default


def test_set_as_json_says_before_and_after(supine: CommandLine) -> None:
    answer = supine("settings", "set", "plan.step", "2", "--json").json
    assert (answer["key"], answer["before"], answer["value"]) == ("plan.step", 1, 2)
    answer = supine("settings", "--json", "reset", "plan.step").json
    assert (answer["before"], answer["value"]) == (2, 1)


def test_a_schedule_ahead_is_said_with_what_comes_before_and_after(supine: CommandLine) -> None:
    supine("settings", "set", "schedule", "3", "a", "week", "from", "2026-12-01")
    assert supine("settings", "get", "schedule").out == "daily\n"
    out = supine("settings", "set", "schedule", "mon,wed").out
    assert "From Tuesday 1 December, as already planned: three days a week" in out
    assert supine("settings", "reset", "schedule").out.startswith("schedule: mon,wed → daily\n")
    (routine,) = supine.records("routines")
    assert "schedule" not in routine


def test_what_is_planned_is_said_beside_what_stays(supine: CommandLine) -> None:
    planned = "already planned: 3 a week from 2026-12-01"
    supine("settings", "set", "schedule", "3", "a", "week", "from", "2026-12-01")
    got = supine("settings", "get", "schedule")
    assert (got.out, got.err) == ("daily\n", f"supine settings: schedule: {planned}\n")
    assert supine("settings", "get", "schedule", "--json").json["note"] == planned
    out = supine("settings", "set", "schedule", "daily").out
    assert out == "schedule: stays daily\nAlready planned: 3 a week from 2026-12-01.\n"
    assert supine("settings", "set", "schedule", "daily", "--json").json["note"] == planned
    out = supine("settings", "reset", "schedule").out
    assert out == "schedule: stays daily\nNo longer planned: 3 a week from 2026-12-01.\n"
    assert supine("settings", "get", "schedule").err == ""
    assert "note" not in supine("settings", "get", "schedule", "--json").json


def test_settings_are_in_effect_at_once(supine: CommandLine) -> None:
    supine("settings", "set", "exercises.neck.hold_s", "7")
    supine("settings", "set", "plan.start_reps", "1")
    asked = supine("today", "--json").json["exercises"]
    assert [(each["target"], each["hold_s"]) for each in asked] == [(1, 5), (1, 7)]
    supine("settings", "set", "day_starts_at", "04:30")
    supine.at(2026, 11, 23, 4, 0)
    assert supine("today", "--json").json["date"] == "2026-11-22"


def test_a_value_that_asks_more_of_the_body_is_set_with_a_caution(supine: CommandLine) -> None:
    answer = supine("settings", "set", "plan.ceiling", "12")
    assert answer.out == "plan.ceiling: 10 → 12\n"
    assert "With a ceiling of 12 the number keeps growing" in answer.err
    assert supine("settings", "set", "plan.ceiling", "9").err == ""


def test_the_option_chooses_the_routine(supine: CommandLine, path: Path) -> None:
    write(path, routines={"1": ROUTINE_JSON, "2": EVENING})
    key = "exercises.roll.hold_s"
    assert supine("settings", "get", key, "--routine", "evening").out == "4\n"
    assert "no setting" in supine.fails(USAGE, "settings", "get", key)
    supine("settings", "set", "plan.step", "0", "--routine", "evening")
    assert supine("settings", "get", "plan.step").out == "1\n"
    assert supine("--routine", "evening", "settings", "get", "plan.step").out == "0\n"
    supine("settings", "set", "routine", "Evening")
    assert supine("settings", "get", key).out == "4\n"
    assert "no routine" in supine.fails(USAGE, "settings", "--routine", "x")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["set", "plan.step", "3"], "plan.step: must be 0, 1 or 2"),
        (["set", "plan.step", "-1"], "plan.step: must be 0, 1 or 2"),
        (
            ["set", "plan.ceiling", "1"],
            "plan.ceiling: must be a whole number from 2 to 20, because",
        ),
        (["set", "exercises.neck.name", ""], "exercises.neck.name: can't be empty"),
        (["set", "theme", "gruvbx"], "theme: there is no theme 'gruvbx'; did you mean gruvbox?"),
        (["set", "schedule", "7", "a", "week"], "schedule: must be 1 to 6 days a week"),
        (["set", "plan.stp", "1"], "there is no setting 'plan.stp'; did you mean plan.step"),
        (["get", "xyzzy"], "there is no setting 'xyzzy'; supine settings lists them all"),
        (["set", "plan.step"], "say what to set plan.step to: 0, 1, 2"),
        (["get"], "name the setting to get, such as plan.step"),
        (["reset"], "name the setting to reset"),
        (["get", "plan.step", "2"], "get needs one setting and nothing else"),
        (["reset", "plan.step", "2"], "reset needs one setting and nothing else"),
        (["list", "plan", "2"], "to change it: supine settings set plan VALUE"),
        (["plan.step", "2"], "to change it: supine settings set plan.step VALUE"),
        (["plan.setp"], "there is no setting 'plan.setp'; did you mean plan.step?"),
        (["nothing"], "there is no setting 'nothing'; supine settings lists them all"),
        (["resett", "plan.step"], "there is no setting 'resett'; did you mean reset?"),
        (["change", "plan.step", "2"], "there is no setting 'change'"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_wrong_usage_is_one_line_and_changes_nothing(
    words: list[str], reason: str, supine: CommandLine
) -> None:
    supine("settings", "set", "tick", "all")
    assert reason in supine.fails(USAGE, "settings", *words)


def test_a_value_in_the_file_that_is_not_valid_is_named_and_can_be_reset(
    supine: CommandLine, path: Path
) -> None:
    data = write(path, settings={"1": {"sound": "loud", "tick": "all"}})
    answer = supine("settings", "get", "sound")
    assert answer.out == "auto\n"
    assert "the value in the file isn't valid" in answer.err
    assert supine("settings", "get", "tick").out == "all\n"
    supine("settings")
    assert path.read_bytes() == data
    supine("settings", "reset", "sound")
    assert supine.records("settings") == [{"tick": "all"}]
    assert supine("settings", "get", "sound").err == ""


def test_a_full_disk_is_said_and_changes_nothing(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    supine("settings", "set", "tick", "all")
    Disk(monkeypatch).fill()
    why = supine.fails(NO_DATA, "settings", "set", "plan.step", "2")
    assert why.startswith("supine settings: not saved to ")


def test_a_newer_file_is_read_and_not_changed(supine: CommandLine, path: Path) -> None:
    path.write_text(json.dumps({"_meta": {"1": {"app": "supine", "schema": 99}}}))
    assert supine("settings", "get", "plan.step").out == "1\n"
    assert "newer version of supine" in supine.fails(NO_DATA, "settings", "set", "plan.step", "2")


@pytest.mark.parametrize("command", [["settings"], ["settings", "set", "theme", "nord"]])
def test_the_command_loads_the_settings_and_no_screen(command: list[str], tmp_path: Path) -> None:
    modules = loaded_by(command, tmp_path / "supine.json")
    heavy = ("textual", "rich", "asyncio", "difflib", "tui.app")
    assert [name for name in modules if is_in(name, *heavy)] == []
    assert "tui.settings.registry" in modules
