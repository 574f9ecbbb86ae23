"""A program that was stopped, as by ctrl+z, and goes on: every screen is whole, cell by cell."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal, quick_diary
from tui.practice.session_machine import KEYS_IGNORED_FOR

RUNNING = "lie flat"
# The keys that lead to a screen from the one before, and what it shows then.
SCREENS = [
    ("", "Start space"),
    ("?", "KEYS"),
    ("\x1bp", "[ ] neck roll"),
    ("\x1bc", "Calendar"),
    ("k\r", "a add"),
    ("a", "new session"),
    ("\x1b\x1bv", "2 of 2 each"),
    ("re", "How was it?"),
    ("\x1bs", "tab section"),
    ("/", "esc leave"),
    ("\x1bm", "enter to open"),
    ("r\x10", "Search for"),
    ("\x1b ", "1 as usual or better"),
    ("1", RUNNING),
    (" ", "carry on"),
    ("q", "Stop for now?"),
]


def stop_and_go_on(terminal: Terminal, key: str = "") -> None:
    """Stop the program by a key, or as a shell does, and let it go on."""
    pid = terminal.process.pid
    if key:
        terminal.press(key)
    else:
        os.kill(pid, signal.SIGTSTP)
    _, status = os.waitpid(pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    terminal.settled()
    # What the shell's own screen shows meanwhile is not its concern; its own comes up empty.
    terminal.screen.reset()
    os.kill(pid, signal.SIGCONT)


def until_cells(terminal: Terminal, wanted: list[list[Any]], name: str) -> None:
    """Wait until every cell of the screen is as wanted."""
    end = time.monotonic() + 10
    while (cells := terminal.cells) != wanted:
        rows = [
            "".join(cell.data for cell in row)
            for both in zip(wanted, cells, strict=True)
            if both[0] != both[1]
            for row in both
        ]
        assert time.monotonic() < end, f"rows before and after on {name}:\n" + "\n".join(rows)
        terminal.read()


@pytest.mark.timeout(300)  # it waits for quiet after each of many screens
def test_every_screen_is_whole_after_a_stop(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json", is_answered=False, prepare_s=30, motion="none")
    # In a process of its own, so that yesterday is that of the program on the terminal.
    log = ["log", "--date", "yesterday", "--reps", "2"]
    environment = {key: value for key, value in os.environ.items() if key != "TZ"}
    command = [sys.executable, "-m", "tui", "--file", str(file), *log]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    tables = msgspec.json.decode(file.read_bytes())
    for each in tables["sessions"].values():
        each["confirmed"] = False  # so that Finish can be opened
    file.write_bytes(msgspec.json.encode(tables))
    terminal = Terminal(file, rows=30, columns=100)
    for keys, shown in SCREENS:
        for key in keys:  # one by one, since escape and a letter at once are another key
            terminal.press(key).settled()
        terminal.until(shown)
        if shown == RUNNING:
            held = time.monotonic() + 2 * KEYS_IGNORED_FOR / 1000
            while time.monotonic() < held:
                terminal.read()
            terminal.gone("confirmed")  # a notification would go while it is stopped
            continue
        # On a busy machine the highlight of a list follows some time after the list.
        before = terminal.settled(quiet_s=0.6).cells
        by_key = shown in ("Start space", "KEYS", "[ ] neck roll", "Calendar")
        stop_and_go_on(terminal, "\x1a" if by_key else "")
        until_cells(terminal, before, shown)
    terminal.press("2").until("Start space").press("q")
    assert terminal.end() == 0
    assert terminal.is_restored


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="needs to see that a program has stopped")
def test_a_stop_while_it_ends_leaves_the_terminal_whole(tmp_path: Path) -> None:
    for wait_s in (0, 0.002, 0.005, 0.01, 0.02, 0.05):
        terminal = Terminal(quick_diary(tmp_path / "d.json")).until("Start space").settled()
        terminal.press("q").read(wait_s)
        pid = terminal.process.pid
        with contextlib.suppress(ProcessLookupError, ChildProcessError):  # it has ended
            os.kill(pid, signal.SIGTSTP)
            while terminal.read(0.002):
                if os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG):
                    os.kill(pid, signal.SIGCONT)
        assert terminal.end() == 0, wait_s
        assert terminal.is_restored, wait_s
        assert terminal.is_cooked, wait_s


def test_a_signal_to_go_on_takes_the_terminal_only_once(tmp_path: Path) -> None:
    terminal = Terminal(quick_diary(tmp_path / "d.json")).until("Start space").settled()
    for stop in (signal.SIGCONT, signal.SIGSTOP):  # it was not stopped at all, or not asked to
        os.kill(terminal.process.pid, stop)
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.settled()
    terminal.until("Start space").press("q")
    assert terminal.end() == 0
    assert terminal.is_restored
    assert terminal.is_cooked
