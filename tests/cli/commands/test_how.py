"""``supine how``, and the lines it prints as settings (rules R4.how)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tui.cli.support import USAGE
from tui.words.how import ALWAYS, EXPECT, LYING, PROPS_ARE_FINE, built_in_lines, with_hold

OPENING = [LYING, PROPS_ARE_FINE]
EXERCISES = ["shoulder-blades", "neck"]


def test_how_says_each_movement_in_lines_that_can_be_read_aloud(
    supine: CommandLine, path: Path
) -> None:
    lines = supine("how").out.splitlines()
    assert lines == supine("how", "--plain").out.splitlines()
    assert lines[:3] == [*OPENING, "Shoulder blades."]
    for exercise in EXERCISES:
        said = with_hold(built_in_lines(exercise), 5)
        for label, line in zip(("Do", "Feel", "Avoid"), said, strict=True):
            assert f"{label}: {line}" in lines
    assert lines[-2:] == [ALWAYS, f"Why, and what to expect: {EXPECT}"]
    answer = supine("how", "--json").json
    assert [each["id"] for each in answer["exercises"]] == EXERCISES
    assert answer["exercises"][1]["not"] == built_in_lines("neck")[2]
    assert answer["always"] == [*OPENING, ALWAYS]
    assert not path.exists()


def test_a_terminal_shows_the_drawings_beside_each_other_as_well_as_it_can(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    drawn = supine("how").out
    assert "\x1b[38;5;" in drawn and "▀" in drawn
    assert "relaxed" in drawn and "held: blades together" in drawn
    assert "relaxed" not in supine("how", "--plain").out
    bare = supine("--color", "never", "how").out
    assert "\x1b" not in bare and "###" in bare and bare.isascii()
    supine("settings", "set", "glyphs", "ascii")
    assert "###" in supine("how").out.replace("\x1b[38;5;214m", "")
    supine("settings", "set", "glyphs", "unicode")
    for name, value in (("TERM", "linux"), ("TERM", "dumb"), ("NO_COLOR", "1")):
        with monkeypatch.context() as environment:
            environment.setenv(name, value)
            assert "38;5" not in supine("how").out, "no colours that the terminal does not have"
    monkeypatch.setenv("COLUMNS", "40")
    narrow = supine("how").out
    assert "relaxed" not in narrow
    assert max(map(len, narrow.splitlines())) < 40
    assert sys.stdout is not None


def test_a_line_is_set_within_its_limit_and_goes_back_to_what_it_was(supine: CommandLine) -> None:
    key = "exercises.neck.how.do"
    supine("settings", "set", key, "Nose", "up.")
    assert supine("settings", "get", key).out == "Nose up.\n"
    assert supine.records("routines")[0]["exercises"][1]["how"] == [
        "Nose up.",
        *built_in_lines("neck")[1:],
    ]
    assert "at most 140 characters; this has 141" in supine.fails(
        USAGE, "settings", "set", key, "x" * 141
    )
    assert "control characters" in supine.fails(USAGE, "settings", "set", key, "a\x07b")
    supine("settings", "set", "exercises.neck.how.not", "")
    assert "Avoid:" not in supine("how").out.split("Neck.")[1]
    supine("settings", "reset", key)
    supine("settings", "reset", "exercises.neck.how.not")
    assert "how" not in supine.records("routines")[0]["exercises"][1]


@pytest.mark.parametrize(
    "how",
    [["a", "b", "c", "d"], ["x" * 141], ["two\nlines"], ["line\n"], "one text", [5], {"do": "x"}],
)
def test_a_how_in_the_file_that_does_not_fit_is_named_and_passed_over(
    supine: CommandLine, path: Path, how: object
) -> None:
    neck = {"id": "neck", "name": "Neck", "hold_s": 4, "how": how}
    own = {"id": "tuck", "name": "Tuck", "how": ["Tuck your chin."]}
    routine = {"id": "r", "name": "R", "exercises": [neck, own]}
    write(path, routines={"1": routine})
    before = path.read_bytes()
    answer = supine("how")
    assert "$.exercises[neck].how" in answer.err
    assert f"Do: {built_in_lines('neck')[0]}" in answer.out
    assert "Tuck.\nDo: Tuck your chin. Hold 5 seconds.\n" in answer.out
    assert "isn't valid" in supine("settings", "get", "exercises.neck.how.feel").err
    assert "isn't valid" not in supine("settings", "get", "exercises.tuck.how.do").err
    assert path.read_bytes() == before


def test_an_export_takes_the_lines_along(supine: CommandLine, path: Path, tmp_path: Path) -> None:
    supine("settings", "set", "exercises.neck.how.feel", "Nothing much.")
    supine("export", "-o", str(tmp_path / "out.json"))
    path.unlink()
    supine("import", str(tmp_path / "out.json"))
    assert "Feel: Nothing much." in supine("how").out
