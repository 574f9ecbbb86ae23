"""The app, the browser and the time of the page's tests: none of them real."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

for _name in ("aiohttp", "textual_serve"):
    pytest.importorskip(_name, reason="the extra serve is not installed")

from aiohttp import ClientWebSocketResponse, WSMsgType  # noqa: E402
from aiohttp.test_utils import TestClient, TestServer  # noqa: E402

from tui.serve.child import DATA, META, OnEnd, OnPacket  # noqa: E402
from tui.serve.gate import Gate  # noqa: E402
from tui.serve.server import PageServer  # noqa: E402

KEY = "the-key"
TAB = "tab-of-the-test"
PROXY = "https://bed.example"
"""The origin of a proxy that passes on to the server."""


class FakeTimer:
    """A call that is to come."""

    def __init__(self, seconds: float, call: Callable[[], object]) -> None:
        self.seconds = seconds
        self.call = call
        self.is_off = False

    def cancel(self) -> None:
        self.is_off = True


class FakeTime:
    """A clock that is moved by hand, and the calls that are to come."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.timers: list[FakeTimer] = []

    def clock(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], object]) -> FakeTimer:
        timer = FakeTimer(self.now + seconds, call)
        self.timers.append(timer)
        return timer

    def pass_(self, seconds: float) -> None:
        """Let some time go by."""
        self.now += seconds
        for timer in list(self.timers):
            if not timer.is_off and timer.seconds <= self.now:
                timer.is_off = True
                timer.call()


class FakeChild:
    """A process that does nothing but note what it is told, and says what a test lets it say."""

    def __init__(self, size: tuple[int, int], on_packet: OnPacket, on_end: OnEnd) -> None:
        self.size = size
        self.typed = ""
        self.told: list[dict[str, Any]] = []
        self.is_ended = False
        self.is_killed = False
        self._on_packet = on_packet
        self._on_end = on_end

    async def send(self, kind: bytes, payload: bytes) -> None:
        if kind == DATA:
            self.typed += payload.decode()
        else:
            self.told.append(json.loads(payload))

    async def end(self) -> None:
        self.leave()

    def kill(self) -> None:
        self.is_killed = True
        self.leave(-9)

    # What a test lets it do

    def draw(self, data: bytes) -> None:
        self._on_packet(DATA, data)

    def say(self, kind: str, **fields: object) -> None:
        self._on_packet(META, json.dumps({"type": kind, **fields}).encode())

    def send_raw(self, kind: bytes, payload: bytes) -> None:
        self._on_packet(kind, payload)

    def leave(self, code: int = 0, said: str = "") -> None:
        if not self.is_ended:
            self.is_ended = True
            self._on_end(code, said)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the messages that it was told."""
        return [each["type"] for each in self.told]


class Page:
    """A page: its WebSocket, and what it was sent."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, kind: str, value: object) -> None:
        await self.socket.send_str(json.dumps([kind, value]))

    async def hears(self) -> tuple[str, Any] | bytes | None:
        """The next message, or what is to be drawn; None once the connection is closed."""
        message = await self.socket.receive(timeout=20)
        if message.type is WSMsgType.BINARY:
            return bytes(message.data)
        if message.type is WSMsgType.TEXT:
            kind, value = json.loads(message.data)
            return kind, value
        return None

    async def echo(self) -> list[tuple[str, Any] | bytes | None]:
        """All that comes until the answer to a ping; what was said before has had its effect."""
        await self.say("ping", 7)
        found: list[tuple[str, Any] | bytes | None] = []
        while True:
            heard = await self.hears()
            if heard is None or (isinstance(heard, tuple) and heard[0] == "pong"):
                return found
            found.append(heard)

    async def close(self) -> None:
        await self.socket.close()


class Bench:
    """A server with apps that are not real, and a browser."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.children: list[FakeChild] = []
        self.troubles: list[str] = []
        self.start_error: OSError | None = None
        self.server = PageServer(
            self._start,
            Gate(["tablet.example"], KEY, PROXY),
            clock=self.time.clock,
            call_later=self.time.call_later,
            on_trouble=self.troubles.append,
        )
        self.client: TestClient[Any, Any]

    async def _start(self, size: tuple[int, int], on_packet: OnPacket, on_end: OnEnd) -> FakeChild:
        if self.start_error is not None:
            raise self.start_error
        self.children.append(FakeChild(size, on_packet, on_end))
        return self.children[-1]

    @property
    def child(self) -> FakeChild:
        """The app that was started last."""
        return self.children[-1]

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def come_in(self) -> None:
        """Open the address with the key, as a browser does."""
        async with self.client.get(f"/?key={KEY}") as answer:
            assert answer.status == 200

    async def open(self, tab: str = TAB, **fields: object) -> Page:
        """Open the page in a tab."""
        socket = await self.client.ws_connect(
            "/socket", headers={"Origin": self.origin}, compress=15
        )
        page = Page(socket)
        known = {"tab": tab, "width": 80, "height": 24, "sound": True}
        await page.say("open", known | fields)
        return page

    async def until(self, is_so: Callable[[], object]) -> None:
        """Let the server work until something is so."""
        async with asyncio.timeout(20):
            while not is_so():
                await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """Return a server and a browser that has not come in yet."""
    made = Bench()
    test_server = TestServer(made.server.application())
    async with TestClient(test_server) as client:
        made.client = client
        yield made
        await made.server.end()
