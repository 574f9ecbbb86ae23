"""The whole program in a real terminal, in real time and with real signals."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal, quick_diary, sessions

ROOT = Path(__file__).parents[2]
IGNORING_HANG_UPS = (
    "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    "import tui.cli.main; raise SystemExit(tui.cli.main.main())"
)


def done(path: Path) -> list[int]:
    """Return the done reps of each exercise in the last session."""
    return [reps.get("done", 0) for reps in sessions(path)[-1]["reps"].values()]


def test_space_and_nothing_else_saves_every_rep_and_rings(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json", start_reps=1)
    terminal = Terminal(file)
    terminal.until("Start space").press(" ").until("Done. 1 and 1.", 25)
    # The start; each hold and at least one ring of its release; the change; and the whole end.
    while len(terminal.bells) < 1 + 2 * 2 + 1 + 4:
        terminal.read(0.2)
    assert done(file) == [1, 1]
    assert sessions(file)[-1]["confirmed"] is False
    terminal.press("\r").until("Done for today").press("q")
    assert terminal.end() == 0
    assert terminal.is_restored
    assert "confirmed" not in sessions(file)[-1]


def test_killed_in_mid_session_every_shown_rep_is_there(tmp_path: Path) -> None:
    file = quick_diary(tmp_path / "d.json")
    terminal = Terminal(file)
    terminal.until("Start space").press(" ").until("▄▄▄▄▄▄ ▂▂▂▂▂▂", 15)  # the first pip has filled
    terminal.process.kill(signal.SIGKILL)
    terminal.end()
    assert done(file) == [1, 0]
    again = Terminal(file)
    again.until("interrupted session was saved").until("Carry on: 1 and 2 left").press(" ")
    again.until("rep 2 of 2")
    assert len(sessions(file)) == 2
    assert sessions(file)[0]["stop_reason"] == "interrupted"
    again.process.terminate(force=True)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_restores_the_terminal(tmp_path: Path, name: str) -> None:
    file = quick_diary(tmp_path / "d.json")
    terminal = Terminal(file)
    terminal.until("Start space").press(" ").until("rep 1 of 2")
    terminal.process.kill(getattr(signal, name))
    assert terminal.end() == 0
    assert terminal.is_restored
    check_closed(file)


def check_closed(file: Path) -> None:
    """Check that the session was closed, so that the next start finds nothing open."""
    (session,) = sessions(file)
    assert (session["status"], session["stop_reason"]) == ("stopped", "interrupted")
    assert session["confirmed"] is False
    assert "host" not in session
    assert "end" in session


@pytest.mark.parametrize(
    ("way", "code"),
    [("threading.Event().wait()", 3), ("raise NotSaved('the disk is full')", 0)],
)
def test_a_disk_that_takes_nothing_does_not_keep_it(tmp_path: Path, way: str, code: int) -> None:
    program = f"""
import threading
import tui.app.main, tui.cli.main
from tui.diary.errors import DiaryError as NotSaved
def end_session(*_):
    {way}
tui.app.main.Diary.end_session = end_session
tui.app.main.END_WITHIN_S = 1
raise SystemExit(tui.cli.main.main())
"""
    file = quick_diary(tmp_path / "d.json")
    terminal = Terminal(file, program=("-c", program))
    terminal.until("Start space").press(" ").until("rep 1 of 2")
    terminal.process.kill(signal.SIGTERM)
    assert terminal.end() == code
    assert terminal.is_restored
    assert terminal.is_cooked
    assert sessions(file)[0]["status"] == "open", "what was saved before stands"


_HELD_UP = {
    "a loop that never rests": "while True: pass",
    "a loop that sleeps": "import time; time.sleep(1000)",
    "messages without end": "self.call_later(self.action_help)",
}


@pytest.mark.parametrize("way", _HELD_UP.values(), ids=_HELD_UP)
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_it_ends_whatever_it_is_doing(tmp_path: Path, way: str, name: str) -> None:
    asks_twice = name == "SIGHUP"
    terminal = held_up(tmp_path, way, end_within_s=1000 if asks_twice else 1)
    terminal.process.kill(getattr(signal, name))
    if asks_twice:
        terminal.process.kill(signal.SIGTERM)
    code = terminal.end()
    assert code == 3 or (code == 0 and "call_later" in way and not asks_twice)
    assert terminal.is_restored
    assert terminal.is_cooked


TITLE = b"\x1b[22;0t\x1b]2;supine\x07"


def held_up(tmp_path: Path, way: str, end_within_s: float) -> Terminal:
    """Start the program, and let it be held up by what it does at ``?``."""
    program = f"""
import tui.app.main, tui.cli.main
class Held(tui.app.main.SupineApp):
    def action_help(self):
        self.has_begun or print("held up", file=__import__("sys").__stderr__, flush=True)
        self.has_begun = True
        {way}
    has_begun = False
tui.app.main.SupineApp = Held
tui.app.main.END_WITHIN_S = {end_within_s}
raise SystemExit(tui.cli.main.main())
"""
    terminal = Terminal(quick_diary(tmp_path / "d.json"), program=("-c", program))
    terminal.until("Start space").press("?")
    while b"held up" not in terminal.output:  # on the screen it may be drawn over
        assert terminal.read()
    return terminal


def test_an_end_that_nobody_asked_for_has_an_exit_code(tmp_path: Path) -> None:
    terminal = held_up(tmp_path, "self._close_messages_no_wait()", end_within_s=1)
    assert terminal.end() == 3
    assert terminal.is_restored
    assert terminal.is_cooked


def test_the_terminal_has_a_title_and_debug_writes_a_log(tmp_path: Path) -> None:
    terminal = Terminal(
        quick_diary(tmp_path / "d.json"),
        program=("-m", "tui", "--debug"),
        HOME=str(tmp_path),
        XDG_STATE_HOME=str(tmp_path / "state"),
    )
    terminal.until("Start space")
    assert TITLE in terminal.output
    terminal.press("c").until("Calendar").press("q")
    assert terminal.end() == 0
    assert terminal.is_restored
    assert b"supine: debug log: " in terminal.output.replace(b"\r\n", b"")
    (log,) = tmp_path.rglob("debug-*.log")
    text = log.read_text()
    for line in ("screen: CalendarScreen", "action: go", "exit code: 0"):
        assert f"MainThread {line}" in text
    assert str(tmp_path) not in text


def test_suspending_with_ctrl_z_pauses(tmp_path: Path) -> None:
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("needs a shell with job control")
    file = quick_diary(tmp_path / "d.json", prepare_s=30)
    terminal = Terminal(file, command=shell)
    terminal.press(terminal.command + "\r").until("Start space").press(" ").until("Hold 2 seconds")
    held = time.monotonic() + 1.7
    while time.monotonic() < held:
        terminal.read()
    terminal.press("\x1a").until("Stopped")
    terminal.press("fg\r").until("carry on")
    terminal.press(" ").until("space pause").press("q").until("Stop for now?").press("2")
    terminal.until("Start space").press("q")
    while not terminal.is_restored:
        assert terminal.read()
    terminal.press("exit\r").end()


def test_no_input_ends_it_and_keys_of_the_keypad_do_what_the_main_keys_do(tmp_path: Path) -> None:
    terminal = Terminal(quick_diary(tmp_path / "d.json"))
    terminal.until("2 × 2 s").press("\x1b[57412;129;45u").until("1 × 2 s").gone("2 × 2 s")
    # The release of a key, what is no character, and bytes that are not UTF-8.
    terminal.press("\x1b[45;1:3;45u\x1b[1114112u\x1b[99;1:3u")
    terminal.process.send(b"\xff\xfe\xc3(")
    terminal.press("\x1b[57413;129;43u").until("2 × 2 s").gone("1 × 2 s")
    terminal.press("\x1b[113;1:1;113u\x1b[113;1:3;113u")
    assert terminal.end() == 0
    assert terminal.is_restored
    assert b"Traceback" not in terminal.output


def test_an_unreadable_file_is_one_line_and_untouched(tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    file.write_bytes(b'{"sessions": [1, 2')
    terminal = Terminal(file)
    assert terminal.end() == 3
    (line,) = terminal.output.decode().strip().splitlines()
    assert str(file) in line
    assert "Traceback" not in line
    assert file.read_bytes() == b'{"sessions": [1, 2'


def test_a_terminal_that_cannot_draw_gets_a_hint(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "d.json", TERM="dumb")
    assert terminal.end() == 2
    assert b"supine today" in terminal.output
    assert not (tmp_path / "d.json").exists()


@pytest.mark.parametrize(
    ("rows", "columns", "environment"),
    [
        (12, 40, {}),
        (40, 120, {}),
        (24, 80, {"NO_COLOR": "1"}),
        (24, 80, {"TERM": "screen", "COLORTERM": ""}),
        (24, 80, {"TERM": "linux", "COLORTERM": ""}),
    ],
)
def test_it_runs_on_terminals_of_all_kinds(
    tmp_path: Path, rows: int, columns: int, environment: dict[str, str]
) -> None:
    file = quick_diary(tmp_path / "d.json", prepare_s=5)
    terminal = Terminal(file, rows=rows, columns=columns, **environment)
    terminal.until("Start space").press(" ").until("pause")
    assert (TITLE in terminal.output) is ("TERM" not in environment)
    if "NO_COLOR" in environment:
        assert b"\x1b[38;" not in terminal.output
        assert b"\x1b[48;" not in terminal.output
    terminal.process.terminate(force=True)


@pytest.mark.parametrize("is_running", [False, True])
def test_a_terminal_that_goes_without_a_word_ends_the_program(
    tmp_path: Path, is_running: bool
) -> None:
    """As under nohup, where no SIGHUP comes: reading from a closed terminal would never end."""
    file = tmp_path / "d.json"
    if is_running:
        quick_diary(file)
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IGNORING_HANG_UPS, "--file", str(file)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm-256color"},
        cwd=ROOT,
    )
    os.close(slave)
    seen = b""
    while (b"Start" if is_running else b"Welcome") not in seen:
        seen += os.read(master, 65_536)
    if is_running:
        os.write(master, b" ")
        while b"rep" not in seen:
            seen += os.read(master, 65_536)
    os.close(master)
    assert process.wait(timeout=10) == 0
    if is_running:
        check_closed(file)
