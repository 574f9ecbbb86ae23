"""``--debug``: what the log holds and does not hold, and that no crash ends with 0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house import ROOT
from tui.cli.debug_log import MOST_BYTES, MOST_KEPT, DebugLog
from tui.cli.support import FINE, NO_DATA, USAGE
from tui.diary.errors import NotSaved


class Process:
    """Runs the program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log_home = home / "state"
        self.environ = os.environ | {
            "HOME": str(home),
            "XDG_STATE_HOME": str(self.log_home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "LOCALAPPDATA": str(home),
            "SUPINE_FILE": str(home / "diary.json"),
        }

    def run(self, *arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
        start = ["-c", program] if program else ["-m", "tui"]
        return subprocess.run(
            [sys.executable, *start, *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environ,
            check=False,
        )

    def log(self, said: str) -> Path:
        """The log that a message names."""
        line = next(each for each in said.splitlines() if each.startswith("supine: debug log: "))
        return Path(line.removeprefix("supine: debug log: ").partition(" (look")[0])


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process(tmp_path)


def test_a_command_writes_a_private_log_and_says_where(process: Process) -> None:
    done = process.run("--debug", "log", "--note", "sore-secret", "--reps", "neck=1")
    assert (done.returncode, done.stderr.count("\n")) == (FINE, 1)
    path = process.log(done.stderr)
    text = path.read_text(encoding="utf-8")
    assert "__pycache__" not in text
    for expected in (
        "versions: {'supine'",
        "terminal: {",
        "asked for: log, with --debug, --note, --reps\n",
        "os.rename: ~",
        "exit code: 0",
    ):
        assert expected in text
    assert "sore-secret" not in text and str(process.home) not in text and "neck=1" not in text
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    wrong = process.run("forget", "nothing", "--debug")
    assert wrong.returncode == USAGE
    assert "exit code: 2" in process.log(wrong.stderr).read_text(encoding="utf-8")
    mistyped = process.run("log", "--debug", "--secret", "--note=--mine", "--efort", "light")
    assert mistyped.returncode == USAGE
    assert mistyped.stderr.splitlines()[0].startswith("supine log: there is no option --secret")
    text = process.log(mistyped.stderr).read_text(encoding="utf-8")
    assert "asked for: log, with --debug, --note\n" in text and "exit code: 2" in text
    assert "secret" not in text and "mine" not in text
    # A kept line would be an answer without a log.
    for _ in range(2):
        assert process.log(process.run("streak", "--debug").stderr).exists()
    assert process.run("streak").stderr == ""


CRASH = """
import sys
import tui.cli.commands.today as room
def fail(*_):
    raise {error}
room.today = fail
sys.argv[1:] = {arguments}
from tui.cli.main import run
run()
"""


@pytest.mark.parametrize("error", ["ValueError('x')", "MemoryError()", "RecursionError('deep')"])
def test_a_crash_is_in_the_log_with_its_traceback_and_never_ends_with_0(
    error: str, process: Process
) -> None:
    done = process.run(program=CRASH.format(error=error, arguments=["--debug", "today"]))
    assert done.returncode == NO_DATA
    assert done.stderr.splitlines()[-1].startswith("supine crashed (")
    text = process.log(done.stderr).read_text(encoding="utf-8")
    assert "failed: Traceback (most recent call last):" in text
    assert error.partition("(")[0] in text and "tui/cli/main.py" in text.replace("\\", "/")


def test_a_log_that_cannot_be_written_is_one_line(process: Process) -> None:
    for place in (process.log_home, process.home / "supine", process.home / "Library"):
        place.write_text("in the way")
    done = process.run("--debug", "today")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (NO_DATA, "", 1)
    assert done.stderr.startswith("supine: no debug log: not saved to ")


def test_few_logs_are_kept_and_each_has_an_end(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    for number in range(MOST_KEPT + 3):
        with DebugLog(folder) as log:
            log.note("x", "y" * (MOST_BYTES if number == 0 else 1))
            log.note("after")
        name = log.path
        if number == 0:
            assert name.read_text(encoding="utf-8") == "… the log ends here\n"
        name.rename(folder / f"debug-20260101-0000{number:02}-1.log")
    assert len(list(folder.iterdir())) == MOST_KEPT
    log.note("closed")  # does nothing
    (tmp_path / "file").touch()
    with pytest.raises(NotSaved):
        DebugLog(tmp_path / "file")


APP = """
import os, sys
os.environ.pop("PYTEST_CURRENT_TEST", None)
from pathlib import Path
from textual import work
from tui.app.base import SupineScreen
from tui.app.main import SupineApp
from tui.clock import SystemClock
from tui.diary.diary import Diary

def fail(*_):
    raise ValueError("on purpose")

class Failing(SupineApp):
    def on_mount(self):
        self.call_later(self.run_action, kind)
    @work
    async def action_worker(self):
        fail()
    @work(thread=True)
    def action_thread(self):
        fail()
    def action_timer(self):
        self.set_timer(0.01, fail)
    def action_later(self):
        self.call_later(fail)
    def action_action(self):
        fail()
    async def action_change(self):
        await self.change(fail)
    def action_twice(self):
        self.call_later(fail)
        self.panic("first")
    def action_ending(self):
        self.exit()
    def on_unmount(self):
        if kind == "ending":
            fail()
    def action_screen(self):
        class Last(SupineScreen, inherit_bindings=False):
            def on_unmount(self):
                fail()
        self.push_screen(Last())
        self.set_timer(0.1, self.exit)
    def action_left(self):
        self.exit()

clock, told = SystemClock(), []
for kind in sys.argv[1:]:
    diary = Diary(Path(os.environ["SUPINE_FILE"]), now=clock.now)
    app = Failing(diary, clock=clock, snapshot=diary.read(), which=lambda _: None)
    app.tell = lambda event, detail: told.append(event)
    try:
        app.run(headless=True)
        code = app.exit_code
    except ValueError as error:  # which ends the process as a crash of a command
        code, told = 3, ["crash"]
    print(kind, code, "crash" in told, file=sys.stdout, flush=True)
    told.clear()
"""


def test_the_app_never_ends_with_0_after_a_crash(process: Process) -> None:
    kinds = (
        "left",
        "action",
        "worker",
        "thread",
        "timer",
        "later",
        "twice",
        "change",
        "ending",
        "screen",
    )
    done = process.run(*kinds, program=APP)
    assert "errors shown" not in done.stderr  # which is for developers of Textual
    ends = [line.split() for line in done.stdout.splitlines()]
    assert ends == [["left", "0", "False"], *([kind, "3", "True"] for kind in kinds[1:])], done
