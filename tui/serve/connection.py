"""The WebSocket of one page: what waits to be sent is bounded, and no stale sound is sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable
from typing import Protocol

MOST_WAITING = 1_000_000
"""Bytes of drawing that may wait for a slow connection; with more, all is drawn again later."""
FRESH_S = 1.0
"""How late a sound may be sent. Later it is dropped, because it would mislead."""


class Socket(Protocol):
    """What a connection needs of a WebSocket."""

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes, as soon as the network takes them."""

    async def send_str(self, data: str) -> None:
        """Send a text, as soon as the network takes it."""

    async def close(self, *, code: int = 1000) -> bool:
        """Close it."""


class Connection:
    """Sends to one page, in order, from a task of its own.

    Args:
        socket: the WebSocket.
        clock: returns the time in seconds.
    """

    def __init__(self, socket: Socket, clock: Callable[[], float]) -> None:
        self._socket = socket
        self._clock = clock
        self._waiting: deque[tuple[bytes | str, float | None]] = deque()
        self._size = 0
        self._is_behind = False
        self._more = asyncio.Event()
        self._is_closing = False
        self.on_caught_up: Callable[[], None] | None = None
        """Called when all was sent after some drawing was dropped."""

    @property
    def is_behind(self) -> bool:
        """Whether drawing was dropped, since too much of it waited."""
        return self._is_behind

    def draw(self, data: bytes) -> None:
        """Send what the terminal is to draw."""
        if self._size + len(data) > MOST_WAITING:
            self._is_behind = True
            texts = [each for each in self._waiting if isinstance(each[0], str)]
            self._waiting, self._size = deque(texts), 0
            self._more.set()
        if not self._is_behind:
            self._put(data)
            self._size += len(data)

    def tell(self, kind: str, value: object = None, *, is_sound: bool = False) -> None:
        """Send a message; a sound only as long as it is fresh."""
        due = self._clock() + FRESH_S if is_sound else None
        self._put(json.dumps([kind, value]), due)

    def close(self) -> None:
        """Send what waits, and close."""
        self._is_closing = True
        self._more.set()

    def _put(self, data: bytes | str, due: float | None = None) -> None:
        self._waiting.append((data, due))
        self._more.set()

    async def send_all(self) -> None:
        """Send what comes, until it is closed or the network has gone."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                while self._waiting:
                    data, due = self._waiting.popleft()
                    if isinstance(data, bytes):
                        self._size -= len(data)
                        await self._socket.send_bytes(data)
                    elif due is None or self._clock() <= due:
                        await self._socket.send_str(data)
                if self._is_closing:
                    await self._socket.close()
                    return
                if self._is_behind:
                    self._is_behind = False
                    if self.on_caught_up is not None:
                        self.on_caught_up()
                self._more.clear()
                await self._more.wait()
