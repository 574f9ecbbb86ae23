"""One app, and the page that shows it, if one does just now.

The app belongs to a tab of a browser. When the connection is lost or the page is loaded again, the
app goes on for a while, and the next connection of that tab gets it back: its terminal is cleared,
and the app draws everything again. Nobody sees or hears a session meanwhile, so after `ALONE_S` it
is paused, and after `KEEP_S` the app is told to end, which saves it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from tui.cues.tones import TONES
from tui.serve.child import DATA, META, Child, OnEnd, OnPacket, meta
from tui.serve.connection import Connection
from tui.serve.files import is_color
from tui.words import serving

ALONE_S = 3.0
"""Seconds without a page after which a running session is paused."""
KEEP_S = 300.0
"""Seconds without a page after which the app is told to end."""
LEAST_SIZE, MOST_SIZE = 4, 500
"""The fewest and the most columns or rows that a page may have."""
MOST_INPUT = 20_000
"""Characters that may be typed or pasted at once; the page cuts a longer text."""

StartChild = Callable[[tuple[int, int], OnPacket, OnEnd], Awaitable[Child]]
"""Starts the process of an app in a size, and returns it; raises `OSError`."""


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Call it off."""


CallLater = Callable[[float, Callable[[], object]], Timer]
"""Calls a function after some seconds, unless the timer is cancelled."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page says first: its tab, its size in cells, and what it can do."""

    tab: str
    size: tuple[int, int]
    abilities: dict[str, bool]


def abilities_of(value: object) -> dict[str, bool]:
    """Return what a page says that it can do: sound, voice, and keeping the screen on."""
    fields = value if isinstance(value, dict) else {}
    return {name: fields.get(name) is True for name in ("sound", "voice", "awake")}


def size_of(value: object) -> tuple[int, int] | None:
    """Return columns and rows that a page says; None if they are none."""
    fields = value if isinstance(value, dict) else {}
    columns, rows = fields.get("width"), fields.get("height")
    if type(columns) is not int or type(rows) is not int:
        return None
    if not all(LEAST_SIZE <= each <= MOST_SIZE for each in (columns, rows)):
        return None
    return columns, rows


class HostedApp:
    """An app and its page.

    Args:
        start: starts the app's process.
        clock: returns the time in seconds.
        call_later: calls a function after some seconds.
        on_end: called with what is to be said once the app has ended: its exit code, and its last
            words.
        on_colors: called with the colours of the app, the ground and the ink.
    """

    def __init__(
        self,
        start: StartChild,
        *,
        clock: Callable[[], float],
        call_later: CallLater,
        on_end: OnEnd,
        on_colors: Callable[[str, str], None],
    ) -> None:
        self._start = start
        self._clock = clock
        self._call_later = call_later
        self._on_end = on_end
        self._on_colors = on_colors
        self._child: Child | None = None
        self._connection: Connection | None = None
        self._is_drawn = True
        """Whether the page has all that was drawn, so that what is drawn next belongs there."""
        self._is_awake = self._is_heard = False
        self._timers: list[Timer] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.left_at: float | None = None
        """When the last page went; None while there is one."""

    async def open(self, size: tuple[int, int], connection: Connection) -> None:
        """Start the app, for the page that asks for it.

        Raises:
            OSError: it cannot be started.
        """
        self._connect(connection)
        self._child = await self._start(size, self._take_packet, self._ended)

    def attach(self, connection: Connection) -> None:
        """Show the app in a page from now on, and no longer in the one before."""
        old = self._connection
        if old is not None:
            old.tell("taken", serving.TAKEN)
            old.close()
        self._connect(connection)
        self._is_drawn = False
        connection.tell("awake", self._is_awake)
        connection.tell("listen", self._is_heard)

    async def greet(self, opening: Opening) -> None:
        """Tell the app what its page can do; let it draw everything if the page came later."""
        await self._tell_app("page", **opening.abilities)
        if not self._is_drawn:
            columns, rows = opening.size
            await self._tell_app("resize", width=columns, height=rows)
            await self._draw_again()

    def _connect(self, connection: Connection) -> None:
        self._connection, self.left_at = connection, None
        connection.on_caught_up = lambda: self._later(self._draw_again())
        self._stop_timers()

    def detach(self, connection: Connection) -> None:
        """Go on without a page, for a while."""
        if self._connection is not connection:
            return
        self._connection, self.left_at = None, self._clock()
        self._timers = [
            self._call_later(ALONE_S, lambda: self._later(self._tell_app("alone"))),
            self._call_later(KEEP_S, lambda: self._later(self.end())),
        ]

    async def end(self) -> None:
        """Tell the app to end, and wait until it has."""
        self._stop_timers()
        if self._child is not None:
            await self._child.end()

    def kill(self) -> None:
        """End the app at once."""
        if self._child is not None:
            self._child.kill()

    # From the page

    async def take(self, kind: str, value: object) -> None:
        """Heed a message of the page; one that makes no sense is ignored."""
        match kind, value:
            case "stdin", str(text) if 0 < len(text) <= MOST_INPUT and self._child is not None:
                await self._child.send(DATA, text.encode(errors="replace"))
            case "resize", _ if size := size_of(value):
                await self._tell_app("resize", width=size[0], height=size[1])
            case "page", dict():
                await self._tell_app("page", **abilities_of(value))
            case "ping", int(sent) if self._connection is not None:
                self._connection.tell("pong", [sent, self._clock()])

    async def _tell_app(self, kind: str, **fields: object) -> None:
        if self._child is not None:
            await self._child.send(META, meta(kind, **fields))

    async def _draw_again(self) -> None:
        self._is_drawn = False
        await self._tell_app("draw")

    # From the app

    def _take_packet(self, kind: bytes, payload: bytes) -> None:
        if kind == DATA:
            if self._connection is not None and self._is_drawn:
                self._connection.draw(payload)
                self._is_drawn = not self._connection.is_behind
            return
        try:
            fields = json.loads(payload) if kind == META else None
        except ValueError:
            fields = None
        if isinstance(fields, dict):
            self._heed(fields)

    def _heed(self, fields: dict[str, Any]) -> None:
        """Heed a message of the app, most of which are for the page."""
        page, is_on = self._connection, fields.get("on") is True
        match fields:
            case {"type": "drawing"} if page is not None:
                self._is_drawn = True
                page.tell("clear")
            case {"type": "colors", "ground": ground, "ink": ink} if is_color(ground):
                ink = ink if is_color(ink) else ground
                self._on_colors(ground, ink)
                if page is not None:
                    page.tell("colors", [ground, ink])
            case {"type": "awake" | "listen" as kind}:
                if kind == "awake":
                    self._is_awake = is_on
                else:
                    self._is_heard = is_on
                if page is not None:
                    page.tell(kind, is_on)
            case {"type": "typing"} if page is not None:
                page.tell("typing", is_on)
            case {"type": "sound", "name": str(name)} if page is not None and name in TONES:
                folder = "quiet" if fields.get("quiet") is True else "usual"
                page.tell("sound", [f"{folder}/{name}", self._clock()], is_sound=True)
            case {"type": "say", "line": str(line)} if page is not None:
                is_quiet = fields.get("quiet") is True
                page.tell("say", [line, is_quiet, self._clock()], is_sound=True)
            case {"type": "hush" | "hush-voice" as kind} if page is not None:
                page.tell(kind)

    def _ended(self, code: int, said: str) -> None:
        self._stop_timers()
        self._child = None
        self._on_end(code, said)

    @property
    def connection(self) -> Connection | None:
        """The connection of the page that shows the app."""
        return self._connection

    # Later

    def _later(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []
