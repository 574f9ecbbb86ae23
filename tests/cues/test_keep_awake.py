"""What keeps the machine awake: held for a session, and let go however the program ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cues.keep_awake import KeepAwake

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


class Helpers:
    """Programs with the names of inhibitors, which tell through a pipe what becomes of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.news = folder / "news"
        os.mkfifo(self.news)
        # Open for writing too, so that it waits for news instead of ending.
        self._pipe = os.open(self.news, os.O_RDWR)

    def install(self, name: str, script: str | None = None) -> None:
        """One that holds as long as what it runs, its last argument; or another script."""
        waits = f'for last; do :; done; echo "begins" > {self.news}; "$last"; '
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script or waits + f'echo ends > {self.news}'}\n")
        path.chmod(0o755)

    def which(self, name: str) -> str | None:
        if name == "cat":
            return "/bin/cat"
        path = self.folder / name
        return str(path) if path.exists() else None

    def next(self) -> str:
        """The next news; fails when there is none."""
        line = b""
        while not line.endswith(b"\n"):
            assert select.select([self._pipe], [], [], 20)[0], "nothing happens"
            line += os.read(self._pipe, 1)
        return line.decode().strip()

    def close(self) -> None:
        os.close(self._pipe)


@pytest.fixture
def helpers(tmp_path: Path) -> object:
    found = Helpers(tmp_path)
    yield found
    found.close()


@needs_shell
class TestHelpers:
    @pytest.mark.parametrize("name", ["systemd-inhibit", "gnome-session-inhibit", "caffeinate"])
    def test_held_from_begin_to_end(self, helpers: Helpers, name: str) -> None:
        helpers.install(name)
        inhibitor = KeepAwake(helpers.which)
        assert not inhibitor.is_held
        inhibitor.hold()
        assert helpers.next() == "begins"
        assert inhibitor.is_held
        inhibitor.release()
        assert not inhibitor.is_held

    def test_every_one_that_there_is(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit")
        helpers.install("gnome-session-inhibit")
        inhibitor = KeepAwake(helpers.which)
        inhibitor.hold()
        assert {helpers.next(), helpers.next()} == {"begins"}
        inhibitor.release()

    def test_one_that_cannot_is_not_counted_on(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit", "exit 1")
        inhibitor = KeepAwake(helpers.which)
        inhibitor.hold()
        inhibitor._helpers[0].wait(10)
        assert not inhibitor.is_held
        inhibitor.release()

    def test_one_that_is_no_program_is_passed_over(self) -> None:
        inhibitor = KeepAwake(lambda name: f"/nowhere/at/all/{name}")
        inhibitor.hold()
        assert not inhibitor.is_held
        inhibitor.release()

    def test_it_ends_when_the_program_is_killed(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit")
        program = f"""
import sys
from tui.cues.keep_awake import KeepAwake
keep_awake = KeepAwake({{"systemd-inhibit": "{helpers.folder}/systemd-inhibit",
                       "cat": "/bin/cat"}}.get)
keep_awake.hold()
sys.stdin.read()
"""
        with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as running:
            assert helpers.next() == "begins"
            running.send_signal(signal.SIGKILL)
            assert helpers.next() == "ends"


def test_how_each_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        called.append(command)
        raise FileNotFoundError(command[0])

    monkeypatch.setattr("subprocess.Popen", refuse)
    inhibitor = KeepAwake(lambda name: name)
    inhibitor.hold()
    why = "a session is running"
    assert called == [
        [
            *("systemd-inhibit", "--what=idle:sleep", "--who=supine", f"--why={why}"),
            *("--mode=block", "cat"),
        ],
        [
            *("gnome-session-inhibit", "--inhibit", "idle:suspend", "--app-id", "supine"),
            *("--reason", why, "cat"),
        ],
        ["caffeinate", "-di", "cat"],
    ]
    assert not inhibitor.is_held


class TestWindows:
    def test_told_for_the_session_and_taken_back(self) -> None:
        told: list[int] = []

        def set_state(flags: int) -> int:
            told.append(flags)
            return 0x80000000

        inhibitor = KeepAwake(lambda _: None, set_state)
        inhibitor.hold()
        assert inhibitor.is_held
        inhibitor.release()
        inhibitor.release()
        assert told == [0x80000003, 0x80000000]
        assert not inhibitor.is_held

    def test_refused(self) -> None:
        inhibitor = KeepAwake(lambda _: None, lambda _: 0)
        inhibitor.hold()
        assert not inhibitor.is_held
        inhibitor.release()


def test_nothing_here_is_said_honestly() -> None:
    inhibitor = KeepAwake(lambda _: None)
    inhibitor.hold()
    assert not inhibitor.is_held
    inhibitor.release()
