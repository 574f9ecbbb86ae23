"""A Chromium without a window, driven over its own protocol, with no driver or library between.

The protocol is spoken through two pipes (`--remote-debugging-pipe`): messages in JSON, each ended
by a null byte. The browser ends when the pipes are closed, so a test that fails leaves none behind.
See <https://chromedevtools.github.io/devtools-protocol/>.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from select import select
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AT_MOST_S = 30.0
"""How long anything may take before a test fails, in seconds."""
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--remote-debugging-pipe",
)


def installed() -> str | None:
    """Return the path of a Chromium, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def until(condition: Callable[[], object], what: Callable[[], object] = lambda: "") -> None:
    """Wait until a condition holds; fail with what there is instead."""
    end = time.monotonic() + AT_MOST_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"it never held: {what()}")
        time.sleep(0.02)


class Browser:
    """A running Chromium with an empty profile of its own."""

    def __init__(self, path: str) -> None:
        # It listens on a socket in its temporary folder, and a socket's path must be short.
        short = "/tmp" if len(tempfile.gettempdir()) > 40 else None
        self._profile = tempfile.mkdtemp(prefix="supine-chromium-", dir=short)
        (from_test, self._to_browser), (self._from_browser, to_test) = os.pipe(), os.pipe()
        # The browser reads from 3 and writes to 4; numbers above those cannot be overwritten.
        reads, writes = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (from_test, to_test))
        null = os.open(os.devnull, os.O_RDWR)
        self._pid = os.posix_spawn(
            path,
            [path, *_OPTIONS, f"--user-data-dir={self._profile}", "about:blank"],
            {**os.environ, "HOME": self._profile, "TMPDIR": self._profile},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, reads, 3),
                (os.POSIX_SPAWN_DUP2, writes, 4),
                *((os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)),
            ],
            setpgroup=0,
        )
        for fd in (from_test, to_test, reads, writes, null):
            os.close(fd)
        self._read = b""
        self._count = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        """What the browser reported: everything with a method."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, AssertionError):
            self.call("Browser.close")
        for fd in (self._to_browser, self._from_browser):
            os.close(fd)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        self._count += 1
        number = self._count
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to_browser, data) :]
        end = time.monotonic() + AT_MOST_S
        while number not in self._answers:
            self.listen(end - time.monotonic(), method)
        answer = self._answers.pop(number)
        assert "error" not in answer, (method, answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def listen(self, seconds: float, what: str) -> None:
        """Take what the browser says next."""
        assert seconds > 0 and select([self._from_browser], [], [], seconds)[0], what
        data = os.read(self._from_browser, 1 << 20)
        assert data, f"the browser has gone, at {what}"
        *messages, self._read = (self._read + data).split(b"\0")
        for each in messages:
            message = json.loads(each)
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self.events.append(message)

    def open(self, url: str, width: int, height: int, before: str = "") -> Tab:
        """Open a tab of a touched device.

        Args:
            url: its address.
            width: of the window in CSS pixels.
            height: of the window.
            before: a script that runs before all others of the page.
        """
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        tab = Tab(self, attached["sessionId"])
        tab.resize(width, height)
        tab.call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=5)
        tab.call("Network.enable")
        tab.call("Security.setIgnoreCertificateErrors", ignore=True)  # of proxies of the tests
        tab.call("Page.enable")
        tab.call("Runtime.enable")
        if before:
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        tab.go(url)
        return tab


class Tab:
    """A tab with a page, and a finger on it."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol for this tab."""
        return self._browser.call(method, self._session, **parameters)

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def go(self, url: str) -> None:
        """Go to an address, and wait until its page is there."""
        self.call("Page.navigate", url=url)
        until(lambda: self.evaluate("document.readyState") == "complete")

    def resize(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=True,
        )

    def events(self, method: str) -> Iterator[Mapping[str, Any]]:
        """Yield what was reported of this tab with a method."""
        self.evaluate("0")  # what was reported until now has been read with its answer
        for event in list(self._browser.events):
            if event["method"] == method and event.get("sessionId") == self._session:
                yield event["params"]

    @property
    def requests(self) -> list[str]:
        """The addresses of all requests of the page, those of sockets included."""
        found = [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]
        return [*found, *(each["url"] for each in self.events("Network.webSocketCreated"))]

    def touch(self, x: float, y: float) -> None:
        """Tap at a place in CSS pixels."""
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def draw(self, x: float, y: float, to_y: float) -> None:
        """Draw a finger up or down from a place."""
        steps = 8
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        for step in range(1, steps + 1):
            points = [{"x": x, "y": y + (to_y - y) * step / steps}]
            self.call("Input.dispatchTouchEvent", type="touchMove", touchPoints=points)
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def picture(self, path: Path) -> None:
        """Save what is seen."""
        answer = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))
