"""What all commands share: options, the file, wrong use, failures, and the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import names_beside
from tests.cli.command_line import CommandLine
from tests.diary.faults import Disk
from tests.test_house import ROOT
from tui import __version__
from tui.cli.support import FINE, NO, NO_DATA, USAGE

COMMANDS = [
    ["today"],
    ["timetable"],
    ["log"],
    ["forget", "last"],
    ["check-in", "clear"],
    ["path"],
]

# Path, version, help


def test_path_says_where_the_diary_is_and_whether_it_exists(
    supine: CommandLine, path: Path
) -> None:
    assert supine("path").out == f"{path}\n"
    assert supine("path", "--json").json == {"path": str(path), "exists": False}
    supine("log")
    assert supine("path", "--json").json["exists"] is True


@pytest.mark.parametrize("arguments", [["--help"], *([*each[:1], "--help"] for each in COMMANDS)])
def test_help_is_printed_and_names_the_shared_options(
    arguments: list[str], supine: CommandLine, path: Path
) -> None:
    answer = supine.call(*arguments)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("usage: supine")
    assert "--json" in answer.out
    assert not path.exists()


def test_version_is_printed(supine: CommandLine) -> None:
    for option in ("--version", "-V"):
        assert supine.call(option).out == f"supine {__version__}\n"


# Where the diary is


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
    beside = [".diary.json.lock", ".diary.json.undo", "diary.json"]
    assert names_beside(tmp_path / "diary.json") == beside


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


def test_a_relative_path_belongs_to_the_current_folder(
    supine: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert supine.call("path", "--file", "a.json").out == f"{tmp_path / 'a.json'}\n"


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "there is no command 'nonsense' (see supine --help)"),
        (["tday"], "there is no command 'tday'; did you mean today? (see supine --help)"),
        (["--json", "chekin"], "did you mean check-in?"),
        (["today", "--nonsense"], "there is no option --nonsense"),
        (["today", "extra"], "unrecognized arguments: extra"),
        (["--file"], "expected one argument"),
        (["--json"], "--json needs a command"),
        ([], "this terminal can't show"),
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
                "",
                "now",
            )
        ),
        *(
            ([*command, "--date", date], f"{date} is before 1900; is there a typo?")
            for command in (["log"], ["check-in", "clear"], ["rest", "--reason", "ill"])
            for date in ("0001-01-01", "0001-01-02", "0206-11-21", "1899-12-31")
        ),
        (["rest", "--reason", "ill", "--from", "1899-12-31", "--to", "today"], "is before 1900"),
        (["log", "--date", "2026-11-23"], "2026-11-23 is in the future; today is 2026-11-22"),
        (["check-in", "clear", "--date", "9999-12-31"], "is in the future"),
        (["log", "--reps"], "expected at least one argument"),
        (["log", "--reps", "-1"], "--reps must be a number from 0 to 100, not '-1'"),
        (["log", "--reps", "101"], "from 0 to 100"),
        (["log", "--reps", "1.5"], "from 0 to 100"),
        (["log", "--reps", "two"], "from 0 to 100"),
        (["log", "--reps", "٣"], "from 0 to 100"),
        (["log", "--reps", "9" * 5000], "from 0 to 100"),
        (["log", "--reps", ""], "from 0 to 100"),
        (["log", "--reps", "2", "3"], "ID=N"),
        (["log", "--reps", "neck=2", "3"], "not '3'"),
        (["log", "--reps", "neck="], "from 0 to 100"),
        (["log", "--reps", "=3"], "there is no exercise ''; choose shoulder-blades or neck"),
        (["log", "--reps", "leg=3"], "there is no exercise 'leg'"),
        (["log", "--imagined", "x"], "--imagined must be a number"),
        *(
            (["plan", "--days", days], f"--days must be a number from 1 to 366, not '{days}'")
            for days in ("0", "367", "-1", "1.5", "two", "")
        ),
        (["log", "--imagined", "3"], "--imagined can't be more than the reps"),
        (["log", "--reps", "1", "--imagined", "2"], "more than the reps"),
        (["log", "--effort", "huge"], "invalid choice: 'huge'"),
        (["log", "--prop", "brick"], "invalid choice: 'brick'"),
        (["forget"], "required: ID"),
        (["forget", "last"], "there is no session yet"),
        (["forget", "nothing"], "there is no session 'nothing'"),
        (["check-in"], "say how it feels"),
        (["check-in", "fine"], "invalid choice: 'fine'"),
        (["check-in", "--ack"], "practice isn't paused on"),
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


# What cannot be read or written


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=[each[0] for each in COMMANDS[:-1]])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty, so it isn't a diary"),
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


def test_a_folder_in_place_of_the_file_cannot_be_read(supine: CommandLine, tmp_path: Path) -> None:
    for place in (str(tmp_path), "/", "."):
        answer = supine.call("today", "--file", place)
        assert (answer.code, answer.out, answer.err.count("\n")) == (NO_DATA, "", 1)
        assert "cannot read" in answer.err


def test_a_tilde_with_an_unknown_user_is_part_of_a_folder_name(
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


def test_a_folder_that_cannot_be_written_is_named_with_the_reason(
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
    assert "newer version of supine" in supine.fails(NO_DATA, "log")


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


# The process


def spawn(*arguments: str, path: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, with a buffered standard output."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-m", "tui", "--file", str(path), *arguments],
        stderr=subprocess.PIPE,
        cwd=ROOT,
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


def test_signs_that_the_output_lacks_are_printed_in_ascii(path: Path) -> None:
    result = spawn("today", path=path, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Shoulder blades: 2 x 5 s" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no preexec_fn there")
def test_a_closed_output_is_no_traceback(path: Path) -> None:
    result = spawn("today", path=path, preexec_fn=lambda: os.close(1))
    assert (result.returncode, result.stderr) == (0, b"")


def test_the_process_ends_with_its_whole_output_and_its_exit_code(path: Path) -> None:
    answer = spawn("streak", "--check", path=path, stdout=subprocess.PIPE)
    assert (answer.returncode, answer.stderr) == (NO, b"")
    assert answer.stdout.startswith(b"0 days ") and answer.stdout.endswith(b"\n")
    long = spawn("calendar", "--weeks", "2000", "--json", path=path, stdout=subprocess.PIPE)
    assert long.returncode == FINE and long.stdout.endswith(b"]}\n")
    wrong = spawn("streak", "--nonsense", path=path)
    assert (wrong.returncode, wrong.stderr.count(b"\n")) == (USAGE, 1)
    path.write_bytes(b"")
    damaged = spawn("streak", path=path)
    assert damaged.returncode == NO_DATA and b"supine streak: cannot read" in damaged.stderr


def test_a_module_hidden_at_the_start_can_be_imported_afterwards() -> None:
    program = """
import os, sys
def leave(code):
    assert "typing_extensions" not in sys.modules
    import typing_extensions
    end(0)
end, os._exit = os._exit, leave
sys.argv[1:] = ["streak"]
from tui.cli.main import run
run()
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
