"""Keeping the machine awake during a session, and not longer however supine ends (R4.awake)."""

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
    """Programs with the names of real helpers, which report through a pipe their begin and end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.news = folder / "news"
        os.mkfifo(self.news)
        # Open for writing, too, so that reading waits for news instead of ending.
        self._pipe = os.open(self.news, os.O_RDWR)

    def install(self, name: str, script: str | None = None) -> None:
        """Install a helper that runs its last argument and reports; or with another script."""
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
        """Return the next line of news; fail when none comes."""
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
    def test_the_machine_is_kept_awake_from_hold_to_release(
        self, helpers: Helpers, name: str
    ) -> None:
        helpers.install(name)
        keep_awake = KeepAwake(helpers.which)
        assert not keep_awake.is_held
        keep_awake.hold()
        assert helpers.next() == "begins"
        assert keep_awake.is_held
        keep_awake.release()
        assert not keep_awake.is_held

    def test_every_installed_helper_is_used(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit")
        helpers.install("gnome-session-inhibit")
        keep_awake = KeepAwake(helpers.which)
        keep_awake.hold()
        assert {helpers.next(), helpers.next()} == {"begins"}
        keep_awake.release()

    def test_a_helper_that_ends_keeps_nothing_awake(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit", "exit 1")
        keep_awake = KeepAwake(helpers.which)
        keep_awake.hold()
        keep_awake._helpers[0].wait(10)
        assert not keep_awake.is_held
        keep_awake.release()

    def test_a_helper_that_cannot_be_started_is_passed_over(self) -> None:
        keep_awake = KeepAwake(lambda name: f"/nowhere/at/all/{name}")
        keep_awake.hold()
        assert not keep_awake.is_held
        keep_awake.release()

    def test_the_helper_ends_when_supine_is_killed(self, helpers: Helpers) -> None:
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


def test_how_each_helper_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        called.append(command)
        raise FileNotFoundError(command[0])

    monkeypatch.setattr("subprocess.Popen", refuse)
    keep_awake = KeepAwake(lambda name: name)
    keep_awake.hold()
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
    assert not keep_awake.is_held


class TestWindows:
    def test_windows_is_told_at_hold_and_once_at_release(self) -> None:
        told: list[int] = []

        def set_state(flags: int) -> int:
            told.append(flags)
            return 0x80000000

        keep_awake = KeepAwake(lambda _: None, set_state)
        keep_awake.hold()
        assert keep_awake.is_held
        keep_awake.release()
        keep_awake.release()
        assert told == [0x80000003, 0x80000000]
        assert not keep_awake.is_held

    def test_windows_may_refuse(self) -> None:
        keep_awake = KeepAwake(lambda _: None, lambda _: 0)
        keep_awake.hold()
        assert not keep_awake.is_held
        keep_awake.release()


def test_without_a_helper_nothing_is_held() -> None:
    keep_awake = KeepAwake(lambda _: None)
    keep_awake.hold()
    assert not keep_awake.is_held
    keep_awake.release()
