"""Where the server listens, and until when: ctrl+c, or another signal to end."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tui.serve.server import CLOSES_WITHIN_S, PageServer


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens: an IP address and a port."""

    ip: str
    port: int

    @property
    def is_here_only(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.ip).is_loopback


async def serve_until_ended(
    server: PageServer, host: str, port: int, on_open: Callable[[list[Address]], None]
) -> int | None:
    """Serve until the process is told to end, and return the number of the signal.

    Args:
        server: what to serve.
        host: the name or address to listen at.
        port: the port; 0 for any that is free.
        on_open: called with where it listens.

    Raises:
        OSError: it cannot listen there.
    """
    # aiohttp would print a traceback for each request of a stranger that is none.
    quiet = logging.getLogger("supine.serve")
    quiet.disabled = True
    runner = web.AppRunner(
        server.application(), access_log=None, logger=quiet, shutdown_timeout=CLOSES_WITHIN_S
    )
    await runner.setup()
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    try:
        await web.TCPSite(runner, host, port).start()
        _listen_for_end(server, told)
        on_open([Address(*address[:2]) for address in runner.addresses])
        return await told
    finally:
        await server.end()
        await runner.cleanup()


def _listen_for_end(server: PageServer, told: asyncio.Future[int]) -> None:
    """Take the first signal as the end, and the second as an order to hurry."""

    def tell(number: int) -> None:
        if told.done():
            server.kill()
        else:
            told.set_result(number)

    if sys.platform != "win32":  # there, ctrl+c cancels what runs
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, tell, number)


def address_beyond(ip: str) -> str:
    """Return the address at which other devices most likely reach a server that listens to all.

    Without a network it is the name of this machine.

    A socket that is to be connected tells which way it would go; nothing is sent.
    """
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    far = "2001:db8::1" if ":" in ip else "192.0.2.1"
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((far, 9))
        return str(probe.getsockname()[0])
    return socket.gethostname()
