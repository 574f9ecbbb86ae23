"""Pages and their apps: one for each tab, kept when the connection is lost, and bounded."""

from __future__ import annotations

import errno
import json
import wave
from functools import partial
from io import BytesIO
from typing import Any

import pytest

from tests.serve.fakes import TAB, bench
from tui.cues.tones import TONES
from tui.serve import listening
from tui.serve import server as room
from tui.serve.connection import FRESH_S
from tui.serve.files import GROUND
from tui.serve.hosted import ALONE_S, KEEP_S, MOST_INPUT
from tui.serve.listening import Address, address_beyond, serve_until_ended
from tui.serve.server import (
    MOST_APPS,
    MOST_MESSAGE,
)
from tui.words import serving


def has_more(found: list[Any], count: int) -> bool:
    return len(found) > count


async def test_what_is_typed_and_drawn_goes_between_the_page_and_its_app() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open(width=85, height=32, awake=True)
        await page.echo()
        child = made.child
        assert child.size == (85, 32)
        assert child.told == [{"type": "page", "sound": True, "voice": False, "awake": True}]
        await page.say("stdin", "aä€🙂\ud800")
        await page.say("resize", {"width": 50, "height": 37})
        await page.say("page", {"voice": True})
        assert await page.echo() == []
        assert child.typed == "aä€🙂?"
        assert child.told[1:] == [
            {"type": "resize", "width": 50, "height": 37},
            {"type": "page", "sound": False, "voice": True, "awake": False},
        ]
        child.draw(b"\x1b[31m<b>")
        child.say("sound", name="release.hollow", quiet=True)
        child.say("sound", name="start")
        child.say("hush")
        child.say("say", line="<b>Rest.</b>")
        child.say("hush-voice")
        child.say("typing", on=True)
        child.say("awake", on=True)
        now = made.time.now
        assert await page.echo() == [
            b"\x1b[31m<b>",
            ("sound", ["quiet/release.hollow", now]),
            ("sound", ["usual/start", now]),
            ("hush", None),
            ("say", ["<b>Rest.</b>", False, now]),
            ("hush-voice", None),
            ("typing", True),
            ("awake", True),
        ]


NONSENSE: list[str] = [
    "",
    "x",
    "{}",
    "[]",
    '["stdin"]',
    '["stdin", "a", "b"]',
    "[1, 2]",
    "[" * 5000,
    '["stdin", "' + "a" * MOST_MESSAGE + '"]',
]
IGNORED: list[tuple[str, Any]] = [
    ("stdin", 5),
    ("stdin", ""),
    ("stdin", "a" * (MOST_INPUT + 1)),
    ("resize", {"width": 0, "height": 24}),
    ("resize", {"width": 10_000, "height": 24}),
    ("resize", {"width": "80", "height": 24}),
    ("resize", {"width": 80.0, "height": True}),
    ("resize", [80, 24]),
    ("resize", None),
    ("page", "x"),
    ("quit", {}),
    ("draw", {}),
    ("open", {}),
    ("ping", "x"),
]


async def test_what_makes_no_sense_reaches_no_app() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        for kind, value in IGNORED:
            await page.say(kind, value)
        assert await page.echo() == []
        assert (made.child.typed, made.child.kinds) == ("", ["page"])
        # What is no message ends the connection, and the app stays for the next one.
        for text in NONSENSE:
            await page.socket.send_str(text)
            assert await page.hears() is None, text[:20]
            page = await made.open()
            await page.echo()
        await page.socket.send_bytes(b"[1, 2]")
        assert await page.hears() is None
        assert len(made.children) == 1


@pytest.mark.parametrize(
    "first",
    [
        '["stdin", "x"]',
        "nonsense",
        '["open", {"tab": "short", "width": 80, "height": 24}]',
        '["open", {"tab": "../../../../etc", "width": 80, "height": 24}]',
        json.dumps(["open", {"tab": TAB, "width": 1, "height": 24}]),
        json.dumps(["open", {"tab": TAB}]),
    ],
)
async def test_a_page_must_say_first_what_it_is(first: str) -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open("no")  # itself too short
        assert await page.hears() is None
        socket = await made.client.ws_connect("/socket", headers={"Origin": made.origin})
        await socket.send_str(first)
        assert (await socket.receive(timeout=20)).data in (1000, None)
        assert made.children == []


async def test_what_an_app_says_wrongly_reaches_no_page() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        child = made.child
        for payload in (b"", b"x", b"[]", b"5", b"{}", b'{"type": 5}', b"\xff"):
            child.send_raw(b"M", payload)
        child.send_raw(b"P", b"packed")
        child.say("sound", name="../x")
        child.say("sound", name=5)
        child.say("open_url", url="http://evil.example", new_tab=True)
        child.say("colors", ground="ansi_default", ink="red")
        child.say("exit")
        assert await page.echo() == []


async def test_a_lost_connection_finds_the_same_app_which_draws_everything_again() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        made.child.say("awake", on=True)
        made.child.say("listen", on=True)
        await page.close()
        await made.until(lambda: made.time.timers)
        made.child.draw(b"unseen")
        made.child.say("sound", name="start")
        made.time.pass_(ALONE_S - 0.1)
        page = await made.open(width=40, height=30)
        assert await page.echo() == [("awake", True), ("listen", True)]
        assert made.child.kinds == ["page", "page", "resize", "draw"]
        # What the app was drawing before it heard of that would fall on an empty terminal.
        made.child.draw(b"half")
        made.child.say("drawing")
        made.child.draw(b"all")
        assert await page.echo() == [("clear", None), b"all"]
        made.time.pass_(2 * KEEP_S)
        assert await page.echo() == []
        assert made.child.kinds.count("alone") == 0 and not made.child.is_ended
        assert len(made.children) == 1


async def test_an_app_that_is_left_pauses_soon_and_ends_later() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        await page.close()
        await made.until(lambda: made.time.timers)
        made.time.pass_(ALONE_S)
        await made.until(lambda: made.child.kinds == ["page", "alone"])
        made.time.pass_(KEEP_S - ALONE_S)
        await made.until(lambda: made.child.is_ended)
        assert made.server.app_count == 0
        # The tab starts anew.
        page = await made.open()
        await page.echo()
        assert len(made.children) == 2


async def test_each_tab_has_its_app_and_a_tab_that_was_duplicated_takes_it_over() -> None:
    async with bench() as made:
        await made.come_in()
        one, other = await made.open("first-tab"), await made.open("other-tab")
        await one.echo()
        await other.echo()
        assert made.server.app_count == 2
        made.children[0].draw(b"1")
        made.children[1].draw(b"2")
        assert (await one.echo(), await other.echo()) == ([b"1"], [b"2"])
        copy = await made.open("first-tab")
        assert await one.hears() == ("taken", serving.TAKEN)
        assert await one.hears() is None
        await copy.say("stdin", "x")
        await copy.echo()
        assert made.children[0].typed == "x" and made.server.app_count == 2
        # The one that lost it going away leaves the app with the other.
        assert made.time.timers == []


async def test_an_app_that_ends_says_so_and_opens_again() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        made.child.leave()
        assert await page.hears() == ("ended", serving.CLOSED)
        assert await page.hears() is None
        page = await made.open()
        await page.echo()
        made.child.leave(3, "first line\nsupine: <b>cannot read</b> it")
        assert await page.hears() == ("ended", "supine: <b>cannot read</b> it")
        assert made.troubles == ["first line\nsupine: <b>cannot read</b> it"]
        made.start_error = OSError(11, "no more processes")
        page = await made.open()
        assert await page.hears() == ("ended", "[Errno 11] no more processes")
        assert await page.hears() is None and made.server.app_count == 0


async def test_there_are_so_many_apps_at_once_and_one_that_was_left_makes_room() -> None:
    async with bench() as made:
        await made.come_in()
        pages = [await made.open(f"tab-number-{n}") for n in range(MOST_APPS)]
        for page in pages:
            await page.echo()
        extra = await made.open("one-too-many")
        assert await extra.hears() == ("ended", serving.TOO_MANY)
        for page in pages[2:4]:
            made.time.now += 1
            count = len(made.time.timers)
            await page.close()
            await made.until(partial(has_more, made.time.timers, count))
        extra = await made.open("one-too-many")
        await extra.echo()
        assert [child.is_ended for child in made.children[:4]] == [False, False, True, False]
        assert made.server.app_count == MOST_APPS


async def test_the_end_of_the_server_ends_every_app_and_says_so() -> None:
    async with bench() as made:
        await made.come_in()
        pages = [await made.open(tab) for tab in ("first-tab", "other-tab")]
        for page in pages:
            await page.echo()
        await made.server.end()
        assert all(child.is_ended for child in made.children) and made.server.app_count == 0
        for page in pages:
            assert await page.hears() == ("ended", serving.SERVER_CLOSED)
        page = await made.open()
        assert await page.hears() is None and len(made.children) == 2


async def test_whoever_hurries_the_end_does_not_wait_for_the_apps() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        made.server.kill()
        assert made.child.is_killed
        assert await page.hears() == ("ended", serving.CLOSED)


async def test_a_sound_waits_for_no_page() -> None:
    async with bench() as made:
        await made.come_in()
        page = await made.open()
        await page.echo()
        await page.close()
        await made.until(lambda: made.time.timers)
        for name in TONES:
            made.child.say("sound", name=name)
        made.time.now += FRESH_S / 2
        page = await made.open()
        assert await page.echo() == [("awake", False), ("listen", False)]


async def test_the_page_has_the_colours_of_the_app_from_its_first_byte_on() -> None:
    async with bench() as made:
        await made.come_in()
        async with made.client.get("/") as answer:
            assert GROUND in await answer.text()
        page = await made.open()
        await page.echo()
        made.child.say("colors", ground="#ffffff", ink="#000000")
        assert await page.echo() == [("colors", ["#ffffff", "#000000"])]
        async with made.client.get("/") as answer:
            text = await answer.text()
        assert "--ground: #ffffff; --ink: #000000" in text and GROUND not in text
        assert 'content="light"' in text


async def test_a_mistake_is_told_in_a_line_and_ends_no_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with bench() as made:
        await made.come_in()
        monkeypatch.setattr(room, "page", lambda *_: 1 // 0)
        async with made.client.get("/") as answer:
            assert (answer.status, await answer.text()) == (500, serving.MISTAKE)
        (said,) = made.troubles
        assert "ZeroDivisionError" in said and "Traceback" not in said
        async with made.client.get("/page.js") as answer:
            assert answer.status == 200


async def test_files_are_compressed_and_not_sent_twice() -> None:
    async with bench() as made:
        await made.come_in()
        async with made.client.get("/xterm.js") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert int(answer.headers["Content-Length"]) < 200_000
            tag = answer.headers["ETag"]
        async with made.client.get("/xterm.js", headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
        async with made.client.get("/page.js", headers={"Accept-Encoding": "identity"}) as answer:
            assert "Content-Encoding" not in answer.headers and b"soundOf" in await answer.read()
        for loudness in ("usual", "quiet"):
            async with made.client.get(f"/tones/{loudness}/start.wav") as answer:
                assert answer.content_type == "audio/wav"
                with wave.open(BytesIO(await answer.read())) as tone:
                    assert tone.getnframes() > 10_000
        page = await made.open()
        extensions = page.socket._response.headers["Sec-WebSocket-Extensions"]
        assert "permessage-deflate" in extensions


async def test_a_port_in_use_is_an_error_and_what_was_begun_ends() -> None:
    async with bench() as made:
        with pytest.raises(OSError) as refused:
            await serve_until_ended(made.server, "127.0.0.1", made.client.port or 0, lambda _: None)
        assert refused.value.errno == errno.EADDRINUSE


async def test_it_serves_until_it_is_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Address] = []
    monkeypatch.setattr(listening, "_listen_for_end", lambda _, told: told.set_result(15))
    async with bench() as made:
        number = await serve_until_ended(made.server, "127.0.0.1", 0, opened.extend)
    (address,) = opened
    assert (number, address.ip, address.is_here_only) == (15, "127.0.0.1", True)
    assert address.port > 0 and not Address("192.168.1.5", 1).is_here_only
    assert address_beyond("127.0.0.1")  # whatever this machine's network is
