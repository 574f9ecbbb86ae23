"""The process of an app: packets, what is none, its last words, and its end."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tui.serve import child as room
from tui.serve.child import (
    DATA,
    META,
    ChildProcess,
    app_command,
    app_environment,
    meta,
    packet,
    start_child,
)

AT_MOST_S = 60
START = """
import os, sys
read, out = sys.stdin.buffer.read, sys.stdout.buffer
def packet(kind, payload):
    out.write(kind + len(payload).to_bytes(4, "big") + payload)
    out.flush()
def heard():
    kind = read(1)
    return kind, read(int.from_bytes(read(4), "big"))
def ready():
    out.write(b"a warning of a library\\n__GANGLION__\\n")
"""
ECHO = """
ready()
packet(b"D", f"{os.environ['COLUMNS']}x{os.environ['ROWS']}".encode())
while (said := heard()) != (b"M", b'{"type": "quit"}'):
    packet(*said)
"""


class App:
    """A process, and what came of it."""

    def __init__(self) -> None:
        self.packets: list[tuple[bytes, bytes]] = []
        self.ended: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self.child: ChildProcess

    async def run(self, program: str) -> App:
        self.child = await start_child(
            [sys.executable, "-c", START + program],
            os.environ,
            (85, 32),
            lambda *each: self.packets.append(each),
            lambda *how: self.ended.set_result(how),
        )
        return self

    async def end_is(self) -> tuple[int, str]:
        return await asyncio.wait_for(self.ended, AT_MOST_S)


async def test_packets_go_both_ways_until_it_is_told_to_end() -> None:
    app = await App().run(ECHO)
    big = os.urandom(300_000)
    for each in ((DATA, b"x"), (META, b"{}"), (DATA, big)):
        await app.child.send(*each)
    await asyncio.wait_for(app.child.end(), AT_MOST_S)
    assert app.packets == [(DATA, b"85x32"), (DATA, b"x"), (META, b"{}"), (DATA, big)]
    assert await app.end_is() == (0, "")
    await app.child.send(DATA, b"late")  # nobody is there any more
    app.child.kill()


ENDS: list[tuple[str, int, str]] = [
    ("raise SystemExit(3)", 3, ""),
    ("sys.stderr.write('supine: \\x1b[1mno\\x1b[0m diary\\n'); sys.exit(3)", 3, "supine: no diary"),
    # It never says that it is an app.
    ("out.write(b'x' * 100_000 + b'\\n'); out.flush(); sys.exit(1)", 1, ""),
    ("ready(); packet(b'D', b'1'); out.write(b'D\\0\\0'); sys.exit(0)", 0, ""),
    ("ready(); sys.stderr.write('x' * 100_000 + ' end'); sys.exit(1)", 1, "end"),
]


@pytest.mark.parametrize(("program", "code", "said"), ENDS)
async def test_its_end_comes_with_its_last_words(program: str, code: int, said: str) -> None:
    how = await (await App().run(program)).end_is()
    assert how[0] == code and how[1].endswith(said) and len(how[1]) <= 4000


async def test_one_that_heeds_nothing_or_sends_too_much_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "END_WITHIN_S", 0.05)
    deaf = await App().run("ready(); out.flush(); import time; time.sleep(600)")
    await asyncio.wait_for(deaf.child.end(), AT_MOST_S)
    assert (await deaf.end_is())[0] != 0
    loud = await App().run("ready(); out.write(b'D\\xff\\xff\\xff\\xff'); out.flush(); read()")
    assert (await loud.end_is())[0] != 0 and loud.packets == []


def test_an_app_sees_a_page_and_nothing_of_the_terminal_of_its_server() -> None:
    found = app_environment(
        {"SSH_TTY": "x", "TMUX": "x", "TERM": "dumb", "NO_COLOR": "1", "LINES": "9"}
    )
    assert found["TEXTUAL_DRIVER"] == "tui.app.page:PageDriver"
    assert found["TERM"] == "xterm-256color" and found["NO_COLOR"] == "1"
    assert not found.keys() & {"SSH_TTY", "TMUX", "LINES"}
    # A folder named as a module of ours, or of Python, is not taken for one.
    command = app_command(["--file", "a b"])
    assert command[1] == "-P" and command[-2:] == ["--file", "a b"]
    assert str(Path(room.__file__).parents[2]) in command[3]


def test_a_message_is_a_packet_of_its_json() -> None:
    assert packet(META, meta("resize", width=80)) == b'M\0\0\0\x1f{"type": "resize", "width": 80}'
