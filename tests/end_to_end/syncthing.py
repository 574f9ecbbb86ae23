"""Syncthing in tests: two instances on this machine, each with a folder, and nothing beyond it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = "diary"
AT_MOST_S = 20.0
"""How long anything may take until a test fails."""
_POLL_S = 0.05
_KEY = "test"
_CONFIG = """<configuration version="36">
  <folder id="{folder}" path="{path}" type="sendreceive" rescanIntervalS="3600"
          fsWatcherEnabled="false"><maxConflicts>10</maxConflicts>{members}</folder>
  {devices}
  <gui enabled="true" tls="false"><address>127.0.0.1:{api}</address><apikey>{key}</apikey></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:{port}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <startBrowser>false</startBrowser>
    <reconnectionIntervalS>1</reconnectionIntervalS>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
  </options>
</configuration>
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Device:
    """One device: a folder that is shared, and the Syncthing that shares it.

    Args:
        home: where its keys and its database are.
        folder: what it shares.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self._home = home
        self._port, self._api = _free_port(), _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        made = subprocess.run(
            ["syncthing", "generate", "--home", str(home)],
            env=self._environment,
            check=True,
            capture_output=True,
        )
        found = re.search(r"(?:[A-Z2-7]{7}-){7}[A-Z2-7]{7}", (home / "config.xml").read_text())
        assert found, made
        self.id = found[0]

    @property
    def _environment(self) -> dict[str, str]:
        """What keeps it from anything outside of its home."""
        return os.environ | {
            "HOME": str(self._home),
            "STNODEFAULTFOLDER": "1",
            "STNOUPGRADE": "1",
        }

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def share_with(self, *others: Device) -> None:
        """Write the configuration: who shares the folder, and where they are."""
        all_devices = (self, *others)
        config = _CONFIG.format(
            folder=FOLDER,
            path=self.folder,
            members="".join(f'<device id="{each.id}"></device>' for each in all_devices),
            devices="".join(
                f'<device id="{each.id}" name="d"><address>{each.address}</address></device>'
                for each in all_devices
            ),
            api=self._api,
            key=_KEY,
            port=self._port,
        )
        (self._home / "config.xml").write_text(config)

    def start(self) -> None:
        with (self._home / "log").open("wb") as log:
            self._process = subprocess.Popen(
                ["syncthing", "serve", "--home", str(self._home), "--no-browser", "--no-restart"],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def tell_to_stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        self.tell_to_stop()
        process, self._process = self._process, None
        if process is not None:
            try:
                process.wait(AT_MOST_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ask(self, what: str, *, post: bool = False) -> Any:
        """Ask the REST API; None while it does not answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._api}/rest/{what}",
            headers={"X-API-Key": _KEY},
            method="POST" if post else "GET",
        )
        try:
            with urllib.request.urlopen(request, timeout=AT_MOST_S) as answer:
                text = answer.read()
        except (urllib.error.URLError, ConnectionError):
            return None
        return json.loads(text) if text else {}

    def scan(self) -> None:
        """Look for changes of the folder; wait until all are known."""
        self.until(lambda: self.ask(f"db/scan?folder={FOLDER}", post=True) is not None)

    def is_connected(self) -> bool:
        known = (self.ask("system/connections") or {}).get("connections", {})
        return any(each["connected"] for each in known.values())

    def contents(self) -> dict[str, bytes]:
        """Return the shared files by name."""
        files = (each for each in self.folder.rglob("*") if each.is_file())
        return {
            str(each.relative_to(self.folder)): each.read_bytes()
            for each in files
            if not each.name.startswith(".syncthing.") and ".stfolder" not in each.parts
        }

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        if not self.holds_within(AT_MOST_S, condition):
            log = (self._home / "log").read_text(errors="replace")[-3000:]
            raise AssertionError(f"it never held; {log}")

    def holds_within(self, seconds: float, condition: Callable[[], object]) -> bool:
        """Wait until a condition holds, but no longer than this; return whether it does.

        False, too, when Syncthing ends.
        """
        end = time.monotonic() + seconds
        assert self._process is not None
        while not condition():
            if time.monotonic() > end:
                return False
            try:
                self._process.wait(_POLL_S)
            except subprocess.TimeoutExpired:
                continue
            return False
        return True


def start(*devices: Device) -> None:
    """Start all, and wait until they know one another."""
    for each in devices:
        each.start()
    last, end = devices[-1], time.monotonic() + 2 * AT_MOST_S
    # After some calls that nobody answered, as on a busy machine, Syncthing waits for minutes.
    while not last.holds_within(5, lambda: all(each.is_connected() for each in devices)):
        assert time.monotonic() < end, "they never met"
        last.stop()
        last.start()


def stop(*devices: Device) -> None:
    """Stop all."""
    for each in devices:
        each.tell_to_stop()
    for each in devices:
        each.stop()


def in_step(first: Device, second: Device, condition: Callable[[], object] = lambda: True) -> None:
    """Let both look for changes until both have the same files, and a condition holds."""

    def is_in_step() -> bool:
        first.scan()
        second.scan()
        return first.contents() == second.contents() and bool(condition())

    first.until(is_in_step)
