"""A whole session in a real browser, by touch alone; skipped where no Chromium is installed."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

pytest.importorskip("aiohttp", reason="the extra serve is not installed")
pytest.importorskip("textual_serve", reason="the extra serve is not installed")

from tests.end_to_end.chromium import Browser, installed, until
from tests.end_to_end.https_proxy import OPENSSL, HttpsProxy
from tests.end_to_end.served import FINGER_PX, Page, served
from tests.end_to_end.terminal import quick_diary, sessions
from tui.app.widgets.key_footer import TARGET_ROWS
from tui.practice.session_machine import KEYS_IGNORED_FOR

_CHROMIUM = installed()
if _CHROMIUM is None:
    # Where the browser was installed for these tests, they must not be skipped.
    if os.environ.get("SUPINE_NEEDS_BROWSER"):
        raise RuntimeError("no Chromium is installed")
    pytest.skip("no Chromium is installed", allow_module_level=True)

TABLET = 1024, 768
SIZES = [TABLET, (600, 900), (390, 844)]
"""A tablet that lies and one that stands, and a phone."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    assert _CHROMIUM is not None
    with Browser(_CHROMIUM) as browser:
        yield browser


def test_a_session_by_touch_alone_heard_kept_and_with_the_connection_cut_in_it(
    tmp_path: Path, browser: Browser
) -> None:
    diary = quick_diary(
        tmp_path / "d.json",
        start_reps=1,
        prepare_s=60,
        welcomed=False,
        sound="tones",
        is_answered=False,
    )
    with served(diary) as address:
        page = Page(browser, address, *TABLET)
        page.see("Welcome to supine")
        page.draw(up=20)
        page.tap("I've read this")
        page.lose("I've read this")
        page.tap("props", last=True)
        page.tap("flat pillow")
        page.tap("done", last=True)
        page.lose("neck roll")
        page.tap("  Start")
        page.tap("as usual")
        page.see("10 s less")
        began = time.monotonic()
        until(lambda: time.monotonic() > began + KEYS_IGNORED_FOR / 1000)
        page.reload()  # after which no browser lets a page be heard before it is touched
        page.see("10 s less")
        until(lambda: page.shows("sound"))
        page.tap_cell(40, 10)
        until(lambda: page.state("sound") == "on" and not page.shows("sound"))
        page.tap("next", last=True)
        page.see("rep 1 of 1")
        page.tap_cell(40, 10)
        page.see("carry on")

        page.is_offline(True)
        page.value("supine.cut()")
        until(lambda: page.state("state") == "lost")
        other = Page(browser, address, *SIZES[1])  # meanwhile, on another device
        other.see("TODAY")
        page.is_offline(False)
        page.until_open()
        page.see("carry on", "rep 1 of 1")

        page.tap("carry on", last=True)
        page.see("pause")
        page.tap("stop", last=True)
        page.see("Stop for now?")
        page.tap("1  carry on")
        page.lose("Stop for now?")
        page.see("Neck")
        page.tap("next", last=True)
        page.see("How was it?")
        page.tap("◂", last=True)
        page.tap("▸", last=True)
        page.tap("3 hard")
        page.see("[3 hard]")
        page.tap("save", last=True)
        page.lose("How was it?")
        page.see("TODAY", "day")
        other.see("Done for today")

        (kept,) = sessions(diary)
        assert kept["effort"] == "hard" and kept["props"] == ["pillow"]
        assert {each["done"] for each in kept["reps"].values()} == {1}
        assert "confirmed" not in kept  # which stands for true
        heard = page.value("supine.heard")
        for tone in ("start", "release"):  # of either exercise: what comes late is not played
            assert {f"usual/{tone}", f"usual/{tone}.hollow"} & {*heard}, heard
        watched = page.value("watched")
        assert len(watched["sounds"]) >= len(heard) and max(watched["sounds"]) > 0.1
        assert watched["locks"], "the screen is to stay on"
        origin = address.partition("/?")[0]
        ours = (f"{origin}/", f"ws{origin.removeprefix('http')}/")
        assert all(each.startswith(ours) for each in [*page.tab.requests, *other.tab.requests])


def test_targets_are_large_enough_the_type_fills_the_page_and_a_finger_scrolls(
    tmp_path: Path, browser: Browser
) -> None:
    diary = quick_diary(tmp_path / "d.json")
    with served(diary) as address:
        page = Page(browser, address, *TABLET)
        for width, height in SIZES:
            page.tab.resize(width, height)
            page.see("TODAY")
            until(partial(page.fills, width, height), lambda: (page.cell, page.lines))
            *_, row = page.cell
            assert row * TARGET_ROWS >= FINGER_PX
            page.tap("calendar", last=True)
            page.see("S  ", "back")
            page.tap("back", last=True)
            page.see("TODAY")
        page.value("""(() => {
            const terminal = document.getElementById("terminal");
            terminal.insertAdjacentHTML("beforeend", "<div style='height: 3000px'></div>");
            terminal.scrollTop = 40;
        })()""")
        scrolled = "document.getElementById('terminal').scrollTop"
        until(lambda: page.value(scrolled) == 0)  # as browsers do for what is typed
        page.value("document.getElementById('terminal').lastChild.remove()")
        page.tab.resize(*TABLET)
        page.tap("help", last=True)
        page.see("KEYS")
        page.draw(up=12)
        page.lose("KEYS")
        page.draw(up=-12)
        page.see("KEYS")
        page.tap("back", last=True)
        page.see("TODAY")


@pytest.mark.skipif(OPENSSL is None, reason="needs openssl")
def test_a_proxy_adds_https_and_a_server_that_is_started_again_is_named(
    tmp_path: Path, browser: Browser
) -> None:
    diary, proxy = quick_diary(tmp_path / "d.json"), HttpsProxy(tmp_path)
    with proxy.running(), socket.create_server(("127.0.0.1", 0)) as free:
        port = proxy.passes_on_to = free.getsockname()[1]
        free.close()
        with served(diary, "--origin", proxy.origin, port=port) as address:
            assert address.startswith(f"{proxy.origin}/?key=")
            page = Page(browser, address, *TABLET)
            page.see("TODAY")
            assert page.value("isSecureContext && location.protocol") == "https:"
        until(lambda: page.state("state") in ("ended", "lost"))
        with served(diary, "--origin", proxy.origin, port=port):
            page.value("document.getElementById('cover-button').click()")
            until(lambda: page.state("state") == "locked")
            assert "new key" in page.value("document.getElementById('cover-text').textContent")


class Blank(BaseHTTPRequestHandler):
    """A page of somebody else."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def foreign_page() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Blank) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_page_from_elsewhere_is_refused_even_with_the_cookie(
    tmp_path: Path, browser: Browser
) -> None:
    with served(quick_diary(tmp_path / "d.json")) as address, foreign_page() as elsewhere:
        page = Page(browser, address, *TABLET)
        page.see("TODAY")
        socket = f"ws{address.partition('/?')[0].removeprefix('http')}/socket"
        connect = f"""new Promise((answer) => {{
            const socket = new WebSocket("{socket}");
            socket.onopen = () => answer("open");
            socket.onerror = () => answer("refused");
        }})"""
        assert page.value(connect) == "open"
        page.tab.go(elsewhere)
        assert page.value(connect) == "refused"
