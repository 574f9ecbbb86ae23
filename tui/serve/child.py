"""The process of one app, and the packets between it and this server.

They are those of Textual's web driver: one byte for the kind, four for the length of the payload,
the highest first, and the payload. ``D`` is what a terminal would be sent and would send, ``M`` is
a message in JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

DATA, META = b"D", b"M"
END_WITHIN_S = 6.0
"""How long an app may take to end when it is told to; it forces itself to end before that."""
_READY = b"__GANGLION__\n"
"""What the driver writes before its first packet."""
# Its name exists on Windows alone.
_FLAGS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_MOST_PACKET = 8_000_000
"""Bytes of the largest packet that an app may send."""
_MOST_SAID = 4_000
"""How much of what an app says on standard error is kept, from its end, in bytes."""
_CUT_OFF = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError)
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|.)")

OnPacket = Callable[[bytes, bytes], None]
"""Called with the kind and the payload of a packet."""
OnEnd = Callable[[int, str], None]
"""Called with the exit code of the process, and what it said at last."""


class Child(Protocol):
    """What a `tui.serve.hosted.HostedApp` needs of the process of its app."""

    async def send(self, kind: bytes, payload: bytes) -> None:
        """Send a packet, as soon as the app takes it; do nothing once it has ended."""

    async def end(self) -> None:
        """Tell the app to end, and wait for it; kill it if it does not."""

    def kill(self) -> None:
        """End the app at once."""


def packet(kind: bytes, payload: bytes) -> bytes:
    """Return a packet."""
    return kind + len(payload).to_bytes(4, "big") + payload


def meta(kind: str, **fields: object) -> bytes:
    """Return the payload of a message."""
    return json.dumps({"type": kind, **fields}).encode()


def app_command(options: Sequence[str]) -> list[str]:
    """Return the command that starts the app.

    Python looks for modules in the folder in which it is started, where anything may lie; so that
    is left out, and the folder of this package is searched last.
    """
    folder = str(Path(__file__).resolve().parents[2])
    start = f"import sys; sys.path.append({folder!r}); from tui.cli.main import run; run()"
    return [sys.executable, "-P", "-c", start, *options]


def app_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the app: those of this process, with a page as its terminal."""
    # Where this server was started tells nothing about who sees the page.
    of_terminal = (
        "TMUX",
        "TMUX_PANE",
        "SSH_CONNECTION",
        "SSH_TTY",
        "SSH_CLIENT",
        "STY",
        "LINES",
        "TERM_PROGRAM",
    )
    kept = {name: value for name, value in environment.items() if name not in of_terminal}
    return kept | {
        "TEXTUAL_DRIVER": "tui.app.page:PageDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONIOENCODING": "utf-8",
    }


class ChildProcess:
    """The process of one app."""

    def __init__(self, process: Process, on_packet: OnPacket, on_end: OnEnd) -> None:
        self._process = process
        self._on_packet = on_packet
        self._on_end = on_end
        self._said = b""
        self._reading = asyncio.create_task(self._read())

    async def send(self, kind: bytes, payload: bytes) -> None:
        """Send a packet, as soon as the app takes it; do nothing once it has ended."""
        assert self._process.stdin is not None
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._process.stdin.write(packet(kind, payload))
            await self._process.stdin.drain()

    async def end(self) -> None:
        """Tell the app to end, and wait for it; kill it if it does not."""
        # It may take no input any more.
        telling = asyncio.create_task(self.send(META, meta("quit")))
        try:
            await asyncio.wait({self._reading}, timeout=END_WITHIN_S)
            self.kill()
            await asyncio.wait({self._reading}, timeout=END_WITHIN_S)
        finally:
            telling.cancel()

    def kill(self) -> None:
        """End the app at once; does nothing if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if self._process.returncode is None:
                self._process.kill()

    async def _read(self) -> None:
        """Read what the app sends until it ends."""
        listening = asyncio.create_task(self._listen())
        with contextlib.suppress(*_CUT_OFF):
            await self._read_packets()
        # Nothing is understood of it any more, if it has not ended anyway.
        _, pending = await asyncio.wait({listening}, timeout=END_WITHIN_S)
        if pending:
            self.kill()
            listening.cancel()
        code = await self._process.wait()
        said = _ESCAPES.sub("", self._said.decode(errors="replace")).strip()
        self._on_end(code, said)

    async def _read_packets(self) -> None:
        assert self._process.stdout is not None
        read = self._process.stdout.readexactly
        # Nothing else should be written before, but who knows what a library prints.
        while await self._process.stdout.readuntil(b"\n") != _READY:
            pass
        while True:
            header = await read(5)
            size = int.from_bytes(header[1:], "big")
            if size > _MOST_PACKET:
                return
            self._on_packet(header[:1], await read(size))

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(_MOST_SAID):
            self._said = (self._said + data)[-_MOST_SAID:]


async def start_child(
    command: Sequence[str],
    environment: Mapping[str, str],
    size: tuple[int, int],
    on_packet: OnPacket,
    on_end: OnEnd,
) -> ChildProcess:
    """Start the process of an app, apart from ctrl+c in this terminal.

    Args:
        command: the program and its arguments.
        environment: its variables.
        size: columns and rows of the page.
        on_packet: see `OnPacket`.
        on_end: see `OnEnd`.

    Raises:
        OSError: it cannot be started.
    """
    columns, rows = size
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**environment, "COLUMNS": str(columns), "ROWS": str(rows)},
        start_new_session=sys.platform != "win32",
        creationflags=_FLAGS,
    )
    return ChildProcess(process, on_packet, on_end)
