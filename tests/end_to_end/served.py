"""The page of ``supine serve`` in a browser: what it shows, and a finger that finds words on it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.end_to_end.chromium import AT_MOST_S, Browser, Tab, until

STILL_LOOKS = 10
"""How many looks in a row must see the same before something is tapped."""
FINGER_PX = 44
"""The least height of what a finger hits, in CSS pixels."""
_PACE_S = 0.5
"""The least time between two taps, in seconds; a session takes quicker ones for one."""
WATCH = """
  window.watched = {sounds: [], locks: 0};
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...args) {
    const peak = Math.max(...this.buffer.getChannelData(0).map(Math.abs));
    if (this.context.state === "running") watched.sounds.push(peak);
    return start.apply(this, args);
  };
  if (navigator.wakeLock) {
    const request = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = (kind) => { watched.locks += 1; return request(kind); };
  }
"""
"""Counts, whatever the page says of itself, what is played how loud, and wake locks asked for."""
_LINES = """
  (() => {
    const screen = supine.terminal.buffer.active;
    return Array.from({length: supine.terminal.rows},
      (_, y) => screen.getLine(screen.baseY + y).translateToString(true, 0, supine.terminal.cols));
  })()
"""
_CELL = """
  (() => {
    const box = document.querySelector(".xterm-screen").getBoundingClientRect();
    const {cols, rows} = supine.terminal;
    return [box.left, box.top, box.width / cols, box.height / rows];
  })()
"""


@contextlib.contextmanager
def served(diary: Path, *options: str, port: int = 0) -> Iterator[str]:
    """Serve a diary, and yield the address with its key."""
    command = [str(Path(sys.executable).with_name("supine")), "--file", str(diary)]
    with subprocess.Popen(
        [*command, "serve", "--port", str(port), "--json", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None and server.stderr is not None
        try:
            line = server.stdout.readline()
            assert line, server.stderr.read()
            yield json.loads(line)["address"]
        finally:
            server.terminate()
            try:
                server.wait(AT_MOST_S)
            finally:
                server.kill()


class Page:
    """A tab that shows the app."""

    def __init__(self, browser: Browser, address: str, width: int, height: int) -> None:
        self._tapped_at = 0.0
        self.tab: Tab = browser.open(address, width, height, before=WATCH)
        self.until_open()

    def until_open(self) -> None:
        until(lambda: self.state("state") == "open", lambda: self.tab.evaluate("document.title"))

    def state(self, name: str) -> str:
        """Return what the page says of itself."""
        value: str = self.tab.evaluate(f"document.body?.dataset.{name}")
        return value

    def reload(self) -> None:
        self.tab.call("Page.reload")
        until(lambda: self.tab.evaluate("document.readyState") == "complete")
        self.until_open()

    def shows(self, id: str) -> bool:
        """Return whether an element of the page beside the terminal is shown."""
        return not self.tab.evaluate(f"document.getElementById('{id}').hidden")

    @property
    def lines(self) -> list[str]:
        """The lines of the terminal."""
        if not self.tab.evaluate("Boolean(window.supine)"):
            return []
        found: list[str] = self.tab.evaluate(_LINES)
        return found

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cell(self) -> tuple[float, float, float, float]:
        """Left and top of the terminal, width and height of a cell, in CSS pixels."""
        left, top, width, height = self.tab.evaluate(_CELL)
        return left, top, width, height

    def see(self, *words: str) -> None:
        """Wait until words are seen."""
        until(lambda: all(each in self.text for each in words), lambda: (words, self.lines))

    def lose(self, words: str) -> None:
        """Wait until words are seen no more."""
        until(lambda: words not in self.text, lambda: (words, self.lines))

    def tap(self, words: str, *, last: bool = False, below: int = 1) -> None:
        """Tap on words, or on the last place where they stand.

        The finger takes its time, and lands some rows beneath the line, still on the same target.
        """
        before: tuple[object, ...] = ()
        looks = 0

        def stands_still() -> bool:
            # A screen that has just opened may be laid out once more, on a busy machine later.
            nonlocal before, looks
            before, now = (self.cell, self.lines), before
            looks = looks + 1 if before == now else 0
            return looks >= STILL_LOOKS and words in self.text and self._has_paused

        until(stands_still, lambda: (words, self.lines))
        found = [
            (line.rfind(words) + len(words) // 2, y)
            for y, line in enumerate(self.lines)
            if words in line
        ]
        x, y = found[-1] if last else found[0]
        self.tap_cell(x, y + below)

    @property
    def _has_paused(self) -> bool:
        return time.monotonic() - self._tapped_at > _PACE_S

    def tap_cell(self, x: int, y: int) -> None:
        until(lambda: self._has_paused)
        left, top, width, height = self.cell
        self.tab.touch(left + (x + 0.5) * width, top + (y + 0.5) * height)
        self._tapped_at = time.monotonic()

    def draw(self, *, up: int) -> None:
        """Draw a finger over the terminal by some rows, up or (negative) down."""
        left, top, width, height = self.cell
        y = top + height * (3 + max(up, 0))
        self.tab.draw(left + 10 * width, y, y - up * height)

    def fills(self, width: int, height: int) -> bool:
        """Return whether the terminal fills a window but for less than one cell."""
        left, top, cell_width, cell_height = self.cell
        lines = self.lines
        free_width = width - 2 * left - self.value("supine.terminal.cols") * cell_width
        free_height = height - top - len(lines) * cell_height
        return 0 <= free_width < cell_width + 2 and -1 <= free_height < cell_height + 1

    def is_offline(self, is_it: bool) -> None:
        self.tab.call(
            "Network.emulateNetworkConditions",
            offline=is_it,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def value(self, script: str) -> Any:
        return self.tab.evaluate(script)
