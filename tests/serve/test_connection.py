"""What waits for a page: bounded drawing, and sounds that are still fresh."""

from __future__ import annotations

import asyncio
import json

from tests.serve.fakes import FakeTime
from tui.serve.connection import FRESH_S, MOST_WAITING, Connection


class FakeSocket:
    """A network that takes nothing until it is let go."""

    def __init__(self) -> None:
        self.flows = asyncio.Event()
        self.sent: list[object] = []
        self.is_closed = False

    async def send_bytes(self, data: bytes) -> None:
        await self.flows.wait()
        self.sent.append(data)

    async def send_str(self, data: str) -> None:
        await self.flows.wait()
        self.sent.append(tuple(json.loads(data)))

    async def close(self, *, code: int = 1000) -> bool:
        del code
        self.is_closed = True
        return True


async def test_a_sound_that_waited_too_long_is_dropped_and_all_else_is_sent_in_order() -> None:
    time, socket = FakeTime(), FakeSocket()
    connection = Connection(socket, time.clock)
    sending = asyncio.ensure_future(connection.send_all())
    connection.draw(b"one")
    await asyncio.sleep(0)
    connection.tell("sound", "stale", is_sound=True)
    connection.tell("colors")
    time.pass_(FRESH_S + 0.1)
    connection.tell("sound", "fresh", is_sound=True)
    connection.close()
    socket.flows.set()
    await sending
    assert socket.sent == [b"one", ("colors", None), ("sound", "fresh")]
    assert socket.is_closed


async def test_too_much_drawing_is_dropped_and_asked_for_again_once_the_rest_is_sent() -> None:
    time, socket = FakeTime(), FakeSocket()
    connection = Connection(socket, time.clock)
    asked: list[int] = []
    connection.on_caught_up = lambda: asked.append(len(socket.sent))
    sending = asyncio.ensure_future(connection.send_all())
    half = b"x" * (MOST_WAITING // 2)
    for _ in range(100):
        connection.draw(half)
        await asyncio.sleep(0)
    connection.tell("awake", True)
    assert connection.is_behind and asked == []
    socket.flows.set()
    while not asked:
        await asyncio.sleep(0)
    # What was being sent already, and the message; nothing of the rest.
    assert socket.sent == [half, ("awake", True)] and asked == [2]
    assert not connection.is_behind
    connection.draw(b"anew")
    connection.close()
    await sending
    assert socket.sent[2:] == [b"anew"]


async def test_a_network_that_has_gone_ends_the_sending() -> None:
    class Gone(FakeSocket):
        async def send_str(self, data: str) -> None:
            raise ConnectionResetError(data)

    connection = Connection(Gone(), FakeTime().clock)
    connection.tell("awake", False)
    await connection.send_all()
