"""The server of ``supine serve``, with aiohttp."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from functools import cache, partial

from aiohttp import WSMsgType, web, web_response

from tui.cues.tones import TONES, wav_content
from tui.serve.connection import Connection
from tui.serve.files import GROUND, INK, PageFile, page, page_files
from tui.serve.gate import Gate
from tui.serve.hosted import (
    ALONE_S,
    MOST_INPUT,
    CallLater,
    HostedApp,
    Opening,
    StartChild,
    abilities_of,
    size_of,
)
from tui.words import serving
from tui.words.mistakes import mistake_words

MOST_APPS = 8
"""How many apps may run at once. For one more, the one that was left longest is ended."""
MOST_MESSAGE = 150_000
"""Bytes of the longest message of a page; longer than `MOST_INPUT`, whose characters it escapes."""
MOST_MESSAGES_A_SECOND = 300
"""How many messages of a page are heeded in a second; the rest waits for the next one."""
_OPENS_WITHIN_S = 10.0
"""How long a page may take to say what it is."""
_HEARTBEAT_S = 5.0
"""How often a page must show that it is there, in seconds; half of that is long for an answer."""
CLOSES_WITHIN_S = 1.0
"""How long closing the connections may take at the end."""
_HOST = re.compile(r"[\w.\-:\[\]]+", re.ASCII)
_TAB = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NAME = "supine"
# aiohttp answers what is no request itself, and would name its version and that of Python.
web_response.SERVER_SOFTWARE = _NAME  # type: ignore[attr-defined]
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Server": _NAME,
}


def _policy(origin: str) -> str:
    """Return what the page may load: what this server has, and nothing else.

    A refused request may name any host; one that could say more than a host is left out.
    """
    scheme, _, host = origin.partition("://")
    ours = f"ws{scheme.removeprefix('http')}://{host}" if _HOST.fullmatch(host) else ""
    # xterm.js makes style elements. The host's WebSocket is named for older browsers, for which
    # "self" is only the page's own scheme.
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self'; connect-src 'self' {ours}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


class PageServer:
    """Serves the page, and runs an app for each tab that shows it.

    Args:
        start: starts the process of an app.
        gate: lets requests in.
        colors: the first colours of the page, ground and ink.
        clock: returns the time in seconds.
        call_later: calls a function after some seconds; None for that of the event loop.
        on_trouble: called with what an app said at last that did not end well.
    """

    def __init__(
        self,
        start: StartChild,
        gate: Gate,
        *,
        colors: tuple[str, str] = (GROUND, INK),
        clock: Callable[[], float] = time.monotonic,
        call_later: CallLater | None = None,
        on_trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._start = start
        self._gate = gate
        self._colors = colors
        self._clock = clock
        self._call_later = call_later
        self._on_trouble = on_trouble
        self._files = page_files()
        self._apps: dict[str, HostedApp] = {}
        self._opening = asyncio.Lock()  # a page may connect twice at once
        self._senders: set[asyncio.Task[None]] = set()
        self._is_ending = False

    def application(self) -> web.Application:
        """Return the application for aiohttp."""
        application = web.Application(middlewares=[self._guard], client_max_size=1024)
        application.on_response_prepare.append(self._add_headers)
        application.router.add_get("/", self._page)
        for path, file in self._files.items():
            application.router.add_get(path, partial(_file, file))
        application.router.add_get("/tones/{loudness:usual|quiet}/{name}.wav", self._tone)
        application.router.add_get("/socket", self._socket)
        return application

    @property
    def app_count(self) -> int:
        """How many apps run."""
        return len(self._apps)

    async def end(self) -> None:
        """End all apps, each of which saves what it has to, and say so in their pages."""
        self._is_ending = True
        async with self._opening:
            await asyncio.gather(*(app.end() for app in self._apps.values()))
        if self._senders:
            await asyncio.wait(self._senders, timeout=CLOSES_WITHIN_S)

    def kill(self) -> None:
        """End all apps at once."""
        for app in list(self._apps.values()):
            app.kill()

    # Requests

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        origin = self._gate.origin_of(request.headers.get("Host", ""))
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Security-Policy"] = _policy(origin)

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer only who may come in; for all others it makes no difference what they ask for."""
        if request.transport is None:  # it has gone already
            return web.Response(status=400)
        address, port = request.transport.get_extra_info("sockname")[:2]
        if self._gate.is_foreign(
            request.headers,
            address.partition("%")[0],  # the zone of a link-local address
            port,
            is_socket=request.path == "/socket",
            is_page=request.path == "/",
        ):
            return web.Response(status=403, text=serving.FOREIGN)
        if request.path == "/" and self._gate.fits(request.query.get("key", "")):
            # The address is cleaned: the key stays neither in it nor in the history.
            response = web.Response(status=303, headers={"Location": "/"})
            name, token = self._gate.cookie(port)
            is_https = self._gate.is_proxied(request.headers.get("Host", ""))
            response.set_cookie(
                name, token, httponly=True, samesite="Lax", path="/", secure=is_https
            )
            return response
        if not self._gate.knows(request.cookies, port):
            return web.Response(status=403, text=serving.NO_KEY)
        try:
            return await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, text=serving.NOT_FOUND)
        except ConnectionError:
            raise  # the page has gone
        except Exception as error:
            self._on_trouble(mistake_words(error))
            return web.Response(status=500, text=serving.MISTAKE)

    async def _page(self, _: web.Request) -> web.StreamResponse:
        config = {
            "words": serving.PAGE_WORDS,
            "tones": list(TONES),
            "most": MOST_INPUT,
            "alone": ALONE_S,
        }
        content = page(config, *self._colors)
        return web.Response(body=content, content_type="text/html", charset="utf-8")

    async def _tone(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in TONES:
            raise web.HTTPNotFound
        is_quiet = request.match_info["loudness"] == "quiet"
        content = await asyncio.to_thread(_tone_content, name, is_quiet)
        headers = {"Cache-Control": "private, max-age=3600"}
        return web.Response(body=content, content_type="audio/wav", headers=headers)

    # The WebSocket

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        webs = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_S, max_msg_size=MOST_MESSAGE, compress=True
        )
        await webs.prepare(request)
        opening = None
        with contextlib.suppress(TimeoutError):
            first = await webs.receive(timeout=_OPENS_WITHIN_S)
            opening = _opening(first.data) if first.type is WSMsgType.TEXT else None
        if opening is not None:
            await self._serve(webs, opening)
        await webs.close()
        return webs

    async def _serve(self, webs: web.WebSocketResponse, opening: Opening) -> None:
        """Show an app in a page until the connection ends."""
        connection = Connection(webs, self._clock)
        sender = asyncio.create_task(connection.send_all())
        self._senders.add(sender)
        sender.add_done_callback(self._senders.discard)
        app = await self._app_for(opening, connection)
        if app is not None:
            try:
                await app.greet(opening)
                await self._listen(webs, app, connection)
            finally:
                app.detach(connection)
        connection.close()
        await asyncio.wait({sender}, timeout=CLOSES_WITHIN_S)
        sender.cancel()

    async def _app_for(self, opening: Opening, connection: Connection) -> HostedApp | None:
        """Return the app of a tab, which is started if there is none; None if it cannot be."""
        async with self._opening:
            app = self._apps.get(opening.tab)
            if app is not None:
                app.attach(connection)
                return app
            if self._is_ending:
                return None
            if len(self._apps) >= MOST_APPS and not await self._make_room():
                connection.tell("ended", serving.TOO_MANY)
                return None
            loop = asyncio.get_running_loop()
            app = HostedApp(
                self._start,
                clock=self._clock,
                call_later=self._call_later or loop.call_later,
                on_end=partial(self._ended, opening.tab),
                on_colors=self._take_colors,
            )
            self._apps[opening.tab] = app
            try:
                await app.open(opening.size, connection)
            except OSError as error:
                self._ended(opening.tab, 1, str(error))
                return None
            return app

    async def _make_room(self) -> bool:
        """End the app that was left by its page longest ago; return whether there is one."""
        left = [app for app in self._apps.values() if app.left_at is not None]
        if not left:
            return False
        await min(left, key=lambda app: app.left_at or 0.0).end()
        return True

    def _ended(self, tab: str, code: int, said: str) -> None:
        app = self._apps.pop(tab)
        if code != 0 and said:
            self._on_trouble(said)
        if app.connection is not None:
            closed = serving.SERVER_CLOSED if self._is_ending else serving.CLOSED
            app.connection.tell("ended", said.splitlines()[-1] if code and said else closed)
            app.connection.close()

    def _take_colors(self, ground: str, ink: str) -> None:
        self._colors = ground, ink

    async def _listen(
        self, webs: web.WebSocketResponse, app: HostedApp, connection: Connection
    ) -> None:
        """Hand on what a page says, no faster than the app takes it."""
        window, count = self._clock(), 0
        async for message in webs:
            if message.type is not WSMsgType.TEXT or app.connection is not connection:
                return
            said = _message(message.data)
            if said is None:
                return
            await app.take(*said)
            count += 1
            now = self._clock()
            if now - window >= 1.0:
                window, count = now, 0
            elif count >= MOST_MESSAGES_A_SECOND:
                await asyncio.sleep(window + 1.0 - now)


@cache
def _tone_content(name: str, is_quiet: bool) -> bytes:
    return wav_content(*TONES[name], quiet=is_quiet)


async def _file(file: PageFile, request: web.Request) -> web.StreamResponse:
    """Return a file of the page; a browser that has it already is told so."""
    headers = {"Cache-Control": "private, no-cache", "ETag": file.tag}
    if request.headers.get("If-None-Match") == file.tag:
        return web.Response(status=304, headers=headers)
    content = file.content
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content = file.packed
        headers["Content-Encoding"] = "gzip"
    headers["Content-Type"] = f"{file.content_type}; charset=utf-8"
    return web.Response(body=content, headers=headers)


def _message(text: str) -> tuple[str, object] | None:
    """Return kind and value of a message of a page; None if it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match message:
        case [str(kind), value]:
            return kind, value
        case _:
            return None


def _opening(text: str) -> Opening | None:
    """Return what a page says first; None if it says something else."""
    match _message(text):
        case ("open", {"tab": str(tab)} as value) if _TAB.fullmatch(tab):
            size = size_of(value)
            return None if size is None else Opening(tab, size, abilities_of(value))
        case _:
            return None
