"""Hostile texts on the command line: no terminal obeys them, whichever command quotes them."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from tests.builders import NOW, write
from tests.cli.command_line import CommandLine
from tests.clock import ManualClock
from tests.exchange.foreign_files import HABITBULL_HEADER
from tests.hostile import ESCAPES, MARKUP, NAME, hostile_tables, is_obeyed, write_hostile
from tui.cli import main as entry
from tui.cli.plain.console import Console
from tui.words.visible import visible

COMMANDS = [
    *(["today"], ["timetable"], ["streak"], ["calendar", "--heatmap"], ["calendar"], ["stats"]),
    *(["calendar", "--list", "--color", "always"], ["settings"], ["path"], ["doctor"], ["backup"]),
    *(["settings", "get", "theme"], ["settings", "set", "theme", ESCAPES], ["restore"]),
    *(
        ["settings", "get", ESCAPES],
        ["settings", "list", ESCAPES],
        ["settings", "set", "name", NAME],
    ),
    *(
        ["today", "--routine", ESCAPES],
        ["log", "--reps", f"{ESCAPES}=1"],
        ["log", "--date", ESCAPES],
    ),
    *(
        ["log", "--note", ESCAPES, "--reps", "1"],
        ["check-in", ESCAPES],
        ["log", "--effort", ESCAPES],
    ),
    *(["check-in", "mild", "--area", ESCAPES], ["forget", ESCAPES], [ESCAPES], ["today", ESCAPES]),
    *(["today", f"--{ESCAPES}"], ["calendar", "--year", ESCAPES], ["restore", ESCAPES]),
    *(["export", "-o", f"no-such-{ESCAPES}/x"], ["import", ESCAPES]),
    *(["forget", "last"], ["practice"], ["log"], ["today"], ["forget", "last"]),
    *(["routines"], ["routines", "add", ESCAPES], ["routines", "choose", ESCAPES]),
    *(["exercises"], ["exercises", "add", NAME], ["exercises", "rename", ESCAPES, ESCAPES]),
    *(["undo"], ["undo"]),
]


def test_no_command_lets_a_terminal_obey_what_others_wrote(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    write_hostile(path)
    if sys.platform != "win32":
        name = ESCAPES.replace("\0", "").replace("/", "")
        for beside in (f"diary (conflicted copy {name}).json", f"diary.json.damaged-{name}"):
            (path.parent / beside).write_text("{")
    for command in COMMANDS:
        for arguments in (command, [*command, "--json"]):
            # The system passes on no argument with a null character.
            given = (argument.replace("\0", "") for argument in arguments)
            answer = supine.call("--file", str(path), *given)
            out = answer.out
            if "always" in command and "--json" not in arguments:
                assert "\x1b[" in out
                out = re.sub(r"\x1b\[(0|(1;)?38;5;\d+;48;5;\d+)m", "", out)
            assert not is_obeyed(out), (arguments, out)
            assert not is_obeyed(answer.err), (arguments, answer.err)
            assert "Traceback" not in answer.err
            assert answer.code in (0, 1, 2, 3)
            if "--json" in arguments and answer.out:
                json.loads(answer.out)


@pytest.mark.parametrize("form", ["json", "csv", "loop", "ics"])
def test_no_export_holds_what_a_terminal_obeys(form: str, supine: CommandLine, path: Path) -> None:
    write_hostile(path)
    out = supine("export", "--format", form).out
    assert all(each in "\r\n\t" or ord(each) >= 0x20 for each in out)
    assert not any(0x7F <= ord(each) < 0xA0 for each in out)
    if form == "json":  # and says the same
        tables = json.loads(path.read_bytes())
        assert {name: json.loads(out)[name] for name in tables} == tables


def test_an_export_to_the_screen_shows_what_turns_the_text(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_hostile(path)
    for form in ("json", "csv", "loop", "ics"):
        with monkeypatch.context() as patch:
            patch.setattr(sys.stdout, "isatty", lambda: True)
            out = supine("export", "--format", form).out
        assert not is_obeyed(out)
        assert "\\u202e" in out


def test_the_line_for_prompts_and_notifications_holds_nothing_of_others(
    supine: CommandLine, path: Path
) -> None:
    """Shells, tmux and AppleScript may take quotes, `$`, `%` and `#` in it for something else."""
    tables = hostile_tables()
    rest = {"1": {"day": "2026-11-22", "rest_reason": "travel", "note": MARKUP}}
    for left_out in ((), ("sessions",), ("days",), ("sessions", "days")):
        for days in (tables["days"], rest):
            shown = {**tables, "days": days} | {table: {} for table in left_out}
            write(path, **shown)
            assert re.fullmatch(r"\d+ days? · [\w :,]+\n", supine("streak").out)


def test_lines_of_a_plain_session_are_made_visible(capsys: pytest.CaptureFixture[str]) -> None:
    out, bell = io.StringIO(), io.StringIO()
    console = Console(ManualClock(NOW), out, bell, can_answer=False)
    console.print_lines(ESCAPES, MARKUP)
    console.warn(ESCAPES)
    console.ring()
    assert out.getvalue() == f"{visible(ESCAPES)}\n{MARKUP}\n"
    assert capsys.readouterr().err == f"supine practice: {visible(ESCAPES)}\n"
    assert bell.getvalue() == "\a"  # the one control character that is meant


def test_names_in_an_import_are_made_visible(supine: CommandLine, path: Path) -> None:
    source = path.parent / "x.csv"
    source.write_text(f'{HABITBULL_HEADER}"{ESCAPES}x","","",2026-11-20,1,"{ESCAPES}"\n')
    export = path.parent / "export.json"
    write_hostile(export)
    twice = '{"_meta": {"1": {"app": "supine", "schema": 1}}, "\\u001b[2J": {}, "\\u001b[2J": {}}'
    double = path.parent / "twice.json"
    double.write_text(twice)
    for file in (source, export, double, path.parent):
        for options in (["--dry-run"], [], ["--json"], ["--habit", ESCAPES]):
            answer = supine.call("--file", str(path), "import", str(file), *options)
            assert not is_obeyed(answer.out + answer.err), answer
    assert not is_obeyed(supine.call("--file", str(path), "today").out)


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are texts there")
def test_bytes_that_are_no_text_in_the_name_of_the_file_are_made_visible(
    supine: CommandLine, path: Path
) -> None:
    there = path.parent / os.fsdecode(b"\xff\x1b[2J.json")
    answer = supine.call("--file", str(there), "path")
    assert answer.out == f"{path.parent}/\\udcff\\x1b[2J.json\n"
    fields = supine.call("--file", str(there), "path", "--json").json
    assert fields == {"path": str(there), "exists": False}
    there.write_text("{")
    answer = supine.call("--file", str(there), "today")
    assert answer.code == 3 and "\\udcff\\x1b[2J.json: " in answer.err
    there.unlink()
    answer = supine.call("--file", str(there), "log", "--note", "\udcff")
    assert answer.err.endswith("a text is not in UTF-8\n") and not is_obeyed(answer.err)
    answer = supine.call("--file", str(path), "log", "--reps", "\udcff=1")
    assert answer.code == 2


@pytest.fixture
def exit_code_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], int]:
    """Return a function that runs a process whose command raises, and returns its exit code."""

    def exit_code_of(raised: BaseException) -> int:
        def fail(**_: object) -> int:
            raise raised

        left: list[int] = []
        with monkeypatch.context() as patch:
            patch.setattr(entry, "main", fail)
            patch.setattr(os, "_exit", left.append)
            patch.setattr(sys, "exit", left.append)
            patch.setattr(gc, "disable", lambda: None)
            entry.run()  # type: ignore[func-returns-value,unused-ignore]
        return left[0]

    return exit_code_of


def test_ctrl_c_ends_a_command_without_a_word(
    exit_code_of: Callable[[BaseException], int], capfd: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(KeyboardInterrupt()) == 130
    assert capfd.readouterr() == ("", "")


def test_a_mistake_of_its_own_is_one_visible_line(
    exit_code_of: Callable[[BaseException], int], capfd: pytest.CaptureFixture[str]
) -> None:
    code = exit_code_of(ValueError(ESCAPES))
    err = capfd.readouterr().err
    assert err.startswith("supine crashed (ValueError(")
    assert "test_hostile.py:" in err
    assert err.count("\n") == 1 and not is_obeyed(err)
    assert code == 3


@given_any(st.text())
def test_a_visible_text_is_one_line_and_says_what_it_said(text: str) -> None:
    shown = visible(text)
    assert not is_obeyed(shown) and "\n" not in shown
    assert visible(shown) == shown
    if not is_obeyed(text) and "\n" not in text:
        assert shown == text
    else:
        assert "\\" in shown
    shown.encode()


def test_ordinary_letters_of_all_scripts_stay() -> None:
    text = "Nacken · ×2 – שלום\u200f! 肩 👨‍👩‍👧 é \xa0 [b]"
    assert visible(text) == text
    assert visible(MARKUP) == MARKUP
