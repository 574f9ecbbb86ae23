"""Keeping the machine awake during a session, and not longer however supine ends (R4.awake)."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.cues.keep_awake import KeepAwake, Mode, presenting

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
def helpers(tmp_path: Path) -> Iterator[Helpers]:
    found = Helpers(tmp_path)
    yield found
    found.close()


@dataclass
class Desktop:
    """A desktop that keeps the screen on when asked, refuses, or fails."""

    refuses: bool = False
    fails_at: str = ""
    active: bool = False

    @contextmanager
    def presenting(self) -> Iterator[Mode]:
        if self.fails_at == "begin":
            raise RuntimeError("no desktop")
        self.active = not self.refuses
        yield self
        self.active = False
        if self.fails_at == "end":
            raise RuntimeError("the desktop is gone")


def nothing(name: str) -> None:
    """No program is installed."""
    del name


def until(condition: Callable[[], object]) -> None:
    """Wait for what a thread does."""
    latest = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < latest, "nothing happens"
        threading.Event().wait(0.005)


@pytest.mark.parametrize("fails_at", ["", "end"])
def test_the_machine_is_kept_awake_from_hold_to_release(fails_at: str) -> None:
    desktop = Desktop(fails_at=fails_at)
    keep_awake = KeepAwake(nothing, desktop.presenting)
    assert not keep_awake.is_held
    for _ in range(2):
        keep_awake.hold()
        keep_awake.hold()
        until(lambda: keep_awake.is_held)
        assert desktop.active
        keep_awake.release()
        keep_awake.release()
        assert (keep_awake.is_held, desktop.active) == (False, False)


@pytest.mark.parametrize("desktop", [Desktop(refuses=True), Desktop(fails_at="begin")])
def test_without_a_desktop_or_a_helper_nothing_is_held(desktop: Desktop) -> None:
    asked: list[str] = []
    for _ in range(2):
        keep_awake = KeepAwake(asked.append, desktop.presenting)
        keep_awake.hold()
        keep_awake.release()
        assert not keep_awake.is_held
    assert set(asked) <= {"systemd-inhibit"}


def test_a_desktop_that_does_not_answer_holds_nothing_up() -> None:
    answers = threading.Event()

    @contextmanager
    def presenting() -> Iterator[Mode]:
        answers.wait(20)
        yield Desktop(active=True)

    keep_awake = KeepAwake(nothing, presenting)
    keep_awake.hold()
    keep_awake.release()
    keep_awake.hold()
    assert not keep_awake.is_held
    answers.set()
    until(lambda: keep_awake.is_held)
    keep_awake.release()


@needs_shell
class TestSystemd:
    NO_DESKTOP = Desktop(refuses=True).presenting

    def test_systemd_is_asked_where_there_is_no_desktop(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit")
        keep_awake = KeepAwake(helpers.which, self.NO_DESKTOP)
        keep_awake.hold()
        assert helpers.next() == "begins"
        until(lambda: keep_awake.is_held)
        keep_awake.release()
        assert not keep_awake.is_held

    def test_how_it_is_called(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit", f'echo "$*" > {helpers.news}')
        keep_awake = KeepAwake(helpers.which, self.NO_DESKTOP)
        keep_awake.hold()
        why = "--why=a session is running"
        assert helpers.next() == f"--what=idle:sleep --who=supine {why} --mode=block cat"
        until(lambda: not keep_awake.is_held)  # a helper that ended keeps nothing awake
        keep_awake.release()

    def test_a_helper_that_cannot_be_started_is_passed_over(self) -> None:
        keep_awake = KeepAwake(lambda name: f"/nowhere/at/all/{name}", self.NO_DESKTOP)
        keep_awake.hold()
        keep_awake.release()
        assert not keep_awake.is_held

    def test_the_helper_ends_when_supine_is_killed(self, helpers: Helpers) -> None:
        helpers.install("systemd-inhibit")
        program = f"""
import sys
from contextlib import nullcontext
from types import SimpleNamespace
from tui.cues.keep_awake import KeepAwake
keep_awake = KeepAwake({{"systemd-inhibit": "{helpers.folder}/systemd-inhibit"}}.get,
                       lambda: nullcontext(SimpleNamespace(active=False)))
keep_awake.hold()
sys.stdin.read()
"""
        with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as running:
            assert helpers.next() == "begins"
            running.send_signal(signal.SIGKILL)
            assert helpers.next() == "ends"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a session bus of the test's own."""
    # The length of a socket's path is limited, and the folder of the test may be long.
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(
        [*command, "--address=unix:tmpdir=/tmp"], stdout=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon")
def test_a_desktop_is_asked_over_d_bus(bus: str) -> None:
    """With the real wakepy: of a desktop that has only `org.freedesktop.ScreenSaver`."""
    from jeepney import message_bus, new_method_return
    from jeepney.io.blocking import open_dbus_connection

    heard: list[str] = []

    def screen_saver() -> None:
        with open_dbus_connection(bus) as connection:
            connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.ScreenSaver"))
            is_there.set()
            while "UnInhibit" not in heard:
                call = connection.receive(timeout=20)
                name = call.header.fields.get(3)  # the member of the interface
                if name in ("Inhibit", "UnInhibit"):
                    heard.append(str(name))
                    reply = ("u", (7,)) if name == "Inhibit" else ("", ())
                    connection.send(new_method_return(call, *reply))

    is_there = threading.Event()
    desktop = threading.Thread(target=screen_saver, daemon=True)
    desktop.start()
    assert is_there.wait(20)
    keep_awake = KeepAwake(nothing, presenting)
    keep_awake.hold()
    until(lambda: keep_awake.is_held)
    assert heard == ["Inhibit"]
    keep_awake.release()
    desktop.join(20)
    assert heard == ["Inhibit", "UnInhibit"]
    assert not keep_awake.is_held
