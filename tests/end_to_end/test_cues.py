"""A session's cues on a real terminal in real time, also when the program is stopped or killed.

Rules R5.bell, R4.frozen and R4.awake.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal, quick_diary, sessions

# The quick routine with one rep of each exercise: half a second to get ready, 1 s ease-in, 2 s of
# hold, 2 s ease-out, and half a second before the next exercise. In seconds from the start on. The
# ring before the first hold is left out, since it would hold up that of the hold. The release has
# rung its second time at 4.7, so the change rings at 5.9, and 1.2 s later the next hold, which has
# begun by then.
RINGS = [0.0, 1.5, 3.5, 4.7, 5.9, 7.1]
LATE_AT_MOST_S = 0.35
"""How late a busy machine may be, in seconds; less than the time between two rings."""


def test_the_bell_rings_by_the_timetable_and_a_signal_saves_the_session(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json", start_reps=1)
    terminal = Terminal(file)
    terminal.until("Start space").press(" ")
    while len(terminal.bells) < len(RINGS):
        assert terminal.read()
    since = [at - terminal.bells[0] for at in terminal.bells]
    assert since == pytest.approx(RINGS, abs=LATE_AT_MOST_S)
    terminal.process.kill(signal.SIGTERM)
    assert terminal.end() == 0
    assert terminal.is_restored
    (session,) = sessions(file)
    assert [reps.get("done", 0) for reps in session["reps"].values()] == [1, 0]


def news(pipe: int, terminal: Terminal) -> str:
    """Return the next line of a pipe while the terminal goes on; fail when none comes."""
    line = b""
    end = time.monotonic() + 10
    while not line.endswith(b"\n"):
        assert time.monotonic() < end, "nothing happens"
        terminal.read(0.01)
        if select.select([pipe], [], [], 0)[0]:
            line += os.read(pipe, 1)
    return line.decode().strip()


def test_a_suspended_session_waits_and_a_killed_one_lets_the_machine_sleep(tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    pipe = os.open(told, os.O_RDWR)
    helper = tmp_path / "bin" / "systemd-inhibit"
    helper.parent.mkdir()
    helper.write_text(
        f'#!/bin/sh\nfor last; do :; done\necho held > {told}; "$last"; echo over > {told}\n'
    )
    helper.chmod(0o755)
    file = quick_diary(tmp_path / "d.json", prepare_s=0)
    terminal = Terminal(file, PATH=f"{helper.parent}{os.pathsep}{os.environ['PATH']}")
    terminal.until("Start space").press(" ")
    assert news(pipe, terminal) == "held"
    while len(terminal.bells) < 2:  # the session begins, and the hold
        assert terminal.read()
    terminal.process.kill(signal.SIGSTOP)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        terminal.read()
    terminal.process.kill(signal.SIGCONT)
    terminal.until("carry on")
    assert len(terminal.bells) == 3, "the pause, and no release without a hold"
    (session,) = sessions(file)
    assert [reps.get("done", 0) for reps in session["reps"].values()] == [0, 0]
    terminal.process.kill(signal.SIGKILL)
    assert news(pipe, terminal) == "over"
    os.close(pipe)
    again = Terminal(file).until("The last session was interrupted")
    (session,) = sessions(file)
    assert (session["status"], session["stop_reason"]) == ("stopped", "interrupted")
    again.process.terminate(force=True)
