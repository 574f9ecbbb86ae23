"""``supine serve`` as a real program, with real apps; only the browser is none."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

pytest.importorskip("aiohttp", reason="the extra serve is not installed")
pytest.importorskip("textual_serve", reason="the extra serve is not installed")
pytest.importorskip("segno", reason="the extra serve is not installed")
if sys.platform == "win32":
    pytest.skip("signals are others there", allow_module_level=True)

from aiohttp import ClientSession, CookieJar, WSMsgType

from tests.end_to_end.terminal import quick_diary
from tui.cli.support import FINE, INTERRUPTED

AT_MOST_S = 60


class Visitor:
    """A page of a real server: what was drawn, and what was said."""

    def __init__(self, process: Process, address: str, session: ClientSession) -> None:
        self.process = process
        self.drawn = ""
        self.said: list[tuple[str, Any]] = []
        self._origin = address.partition("/?")[0]
        self._session = session

    async def open(self, tab: str = "tab-of-the-test") -> None:
        """Open the page, in place of the connection before."""
        self.socket = await self._session.ws_connect(f"{self._origin}/socket", origin=self._origin)
        self.drawn = ""
        size = {"width": 80, "height": 24}
        await self.say("open", {"tab": tab, "sound": True, "awake": True, **size})

    async def say(self, kind: str, value: object) -> None:
        await self.socket.send_str(json.dumps([kind, value]))

    async def until_drawn(self, text: str) -> None:
        """Listen until a text was drawn."""
        async with asyncio.timeout(AT_MOST_S):
            while text not in self.drawn:
                assert await self.listen(), (text, self.drawn[-3000:], self.said)

    async def until_said(self, kind: str, of: object = None) -> Any:
        """Listen until a message has come, and return its value."""
        async with asyncio.timeout(AT_MOST_S):
            while True:
                found = [value for said, value in self.said if said == kind]
                found = [value for value in found if of is None or of in value]
                if found:
                    return found[-1]
                assert await self.listen(), (kind, self.said)

    async def listen(self) -> bool:
        """Take what comes next; return whether the connection goes on."""
        message = await self.socket.receive()
        if message.type is WSMsgType.BINARY:
            self.drawn += message.data.decode()
        elif message.type is WSMsgType.TEXT:
            kind, value = json.loads(message.data)
            self.said.append((kind, value))
        return message.type in (WSMsgType.BINARY, WSMsgType.TEXT)


@contextlib.asynccontextmanager
async def visitor(path: Path, cwd: Path) -> AsyncIterator[Visitor]:
    """Start a server over a diary, and open its address, in a folder where a module lies."""
    (cwd / "tui").mkdir()
    (cwd / "tui" / "__init__.py").write_text("raise SystemExit('a foreign module')")
    command = [str(Path(sys.executable).with_name("supine")), "--file", path.name]
    process = await asyncio.create_subprocess_exec(
        *command, "serve", "--port", "0", "--json", cwd=cwd, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        answer = json.loads(await asyncio.wait_for(process.stdout.readline(), AT_MOST_S))
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            async with session.get(answer["address"]) as page:
                assert page.status == 200 and str(page.url).endswith(f":{answer['port']}/")
            yield Visitor(process, answer["address"], session)
        assert await process.stderr.read() == b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def children_of(process: Process) -> list[int]:
    """Return the numbers of the apps of a server."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = entry.read_text().partition(" (")
            if int(rest.rpartition(")")[2].split()[1]) == process.pid:
                found.append(int(number))
    return found


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def start_session(page: Visitor) -> None:
    await page.until_drawn("Start")
    await page.say("stdin", " ")
    await page.until_said("sound", of="usual/begin")


def stop_reason(path: Path) -> object:
    (session,) = msgspec.json.decode(path.read_bytes())["sessions"].values()
    return session["stop_reason"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
async def test_a_session_survives_a_lost_connection_and_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    path = quick_diary(tmp_path / "diary.json", prepare_s=30, sound="auto")
    async with visitor(path, tmp_path) as page:
        await page.open()
        await start_session(page)
        assert await page.until_said("awake") is True
        assert (await page.until_said("colors"))[0] == "#101418"
        await page.socket.close()
        await page.open()
        await page.until_said("clear")
        await page.until_drawn("palms up")
        assert len(apps := children_of(page.process)) == 1
        page.process.send_signal(signal.SIGINT)
        assert "saved" in await page.until_said("ended")
        assert await page.process.wait() == INTERRUPTED
    assert stop_reason(path) == "interrupted" and not any(map(is_running, apps))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
async def test_an_app_that_loses_its_server_saves_its_session_and_ends(tmp_path: Path) -> None:
    path = quick_diary(tmp_path / "diary.json", prepare_s=30, sound="auto")
    async with visitor(path, tmp_path) as page:
        await page.open()
        await start_session(page)
        apps = children_of(page.process)
        page.process.kill()
        await page.process.wait()
        async with asyncio.timeout(AT_MOST_S):
            while any(map(is_running, apps)):
                await asyncio.sleep(0.02)
    assert apps and stop_reason(path) == "interrupted"


async def test_two_pages_have_an_app_each_and_what_one_cannot_read_it_says(tmp_path: Path) -> None:
    path = quick_diary(tmp_path / "diary.json")
    async with visitor(path, tmp_path) as page:
        await page.open()
        await page.until_drawn("Start")
        first = page.socket
        path.replace(tmp_path / "moved.json")
        path.mkdir()
        await page.open("another-tab")
        assert "diary.json" in await page.until_said("ended")
        path.rmdir()
        page.socket, page.drawn = first, ""
        await page.say("stdin", "q")
        await page.until_said("ended", of="closed")
        page.process.send_signal(signal.SIGTERM)
        assert await page.process.wait() == FINE
        assert page.process.stderr is not None
        assert b"supine serve: " in await page.process.stderr.read()
