"""A plain session as a whole: a dumb terminal, real time, real signals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal, quick_diary, sessions

PROGRAM = ("-m", "tui", "practice", "--plain")


def begin(file: Path) -> Terminal:
    """Begin a session; what can be chosen before it is left as it is."""
    terminal = Terminal(file, rows=60, program=PROGRAM, TERM="dumb")
    return terminal.until("Press Enter to start").press("\n")


def listen(terminal: Terminal, seconds: float) -> Terminal:
    """Let time pass, so that the next line is not ignored as typed too soon or twice at once."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.read()
    return terminal


def done(file: Path) -> list[int]:
    return [reps.get("done", 0) for reps in sessions(file)[-1]["reps"].values()]


def test_after_a_kill_every_rep_that_was_said_to_be_done_is_in_the_file(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json")
    terminal = begin(file)
    terminal.until("Rest, 3 seconds. Rep 1 of 2 is done.")
    terminal.process.kill(signal.SIGKILL)
    terminal.end()
    assert len(terminal.bells) == 1 + 1 + 2, "the start, the hold and its release"
    assert b"\x1b" not in terminal.output, "lines and bells, and nothing else"
    assert done(file) == [1, 0]
    assert sessions(file)[-1]["status"] == "open"

    again = begin(file)
    again.until("Is that right?").press("y\n")
    again.until("Get ready: Shoulder blades, 1 more").until("Rep 2 of 2. Begin slowly.")
    again.press("\x03").until("6 a warning sign")
    listen(again, 0.7).press("\x03").until("Interrupted. Saved: Shoulder blades 0 and Neck 0.")
    assert again.end() == 0
    first, second = sessions(file)
    assert (first["stop_reason"], first.get("confirmed", True)) == ("interrupted", True)
    assert (second["stop_reason"], second["confirmed"]) == ("interrupted", False)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_session_that_is_told_to_end_is_kept_as_interrupted(tmp_path: Path, name: str) -> None:
    file = quick_diary(tmp_path / "d.json")
    terminal = begin(file)
    terminal.until("Squeeze, lightly").process.kill(getattr(signal, name))
    assert terminal.end() == 0
    assert sessions(file)[-1]["stop_reason"] == "interrupted"
    assert done(file) == [0, 0]


def test_typing_pauses_and_stops(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json", prepare_s=30)
    terminal = begin(file)
    terminal.until("Get ready").press("q\n").until("6 a warning sign")
    listen(terminal, 1.6).press("\n").until("Carrying on.")
    listen(terminal, 0.7).press("wait\n").until("Paused. Press Enter to carry on.")
    terminal.press("\x04").until("Stop for now?").press("2\n").until("Enough for now.")
    assert terminal.end() == 0
    assert sessions(file)[-1]["stop_reason"] == "enough"


def test_in_a_pipe_lines_come_at_once_and_the_session_ends_with_its_reader(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json")
    process = subprocess.Popen(
        [sys.executable, *PROGRAM, "--file", str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TERM": "dumb"},
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert re.match(rb"Get ready: Shoulder blades, 2 reps, lightly\.", process.stdout.readline())
    process.stdout.close()
    assert (process.wait(timeout=10), process.stderr.read()) == (0, b"")
    process.stderr.close()
    assert sessions(file)[-1]["stop_reason"] == "interrupted"
