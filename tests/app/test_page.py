"""The driver of the page: what the app and the page say to each other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.drivers import web_driver
from textual.message import Message

from tests.app.app_support import Bench, press, running, start_session, until
from tui.app import page as page_module
from tui.app.main import SupineApp
from tui.app.page import PageDriver, is_in_a_page, packets
from tui.app.screens.keys import KeysScreen
from tui.app.themes import DAY, NIGHT
from tui.cues.page import PageAwake
from tui.practice.timetable import Phase
from tui.serve.child import meta, packet


class Reader:
    """Reads what a test gives it, in place of standard input."""

    def __init__(self, data: tuple[bytes, ...] = ()) -> None:
        self._data = data

    def __iter__(self) -> Iterator[bytes]:
        yield from self._data

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(autouse=True)
def _no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_driver, "InputReader", Reader)


class Driver(PageDriver):
    """A driver whose output is kept, and whose input is given."""

    def __init__(self, app: SupineApp) -> None:
        super().__init__(app)
        self.output = bytearray()
        self._write = partial(self._keep)
        self.is_broken = False
        self.events: list[Message] = []

    def _keep(self, data: bytes) -> int:
        if self.is_broken:
            raise BrokenPipeError
        self.output += data
        return len(data)

    def process_message(self, message: Message) -> None:
        self.events.append(message)

    def give(self, *data: bytes) -> None:
        """Let a thread read this, and then the end of the input."""

        self._input_reader = Reader(data)  # type: ignore[assignment]
        thread = threading.Thread(target=self.run_input_thread)
        thread.start()
        thread.join()

    def said(self) -> list[dict[str, Any]]:
        """Return the messages to the page so far, and forget them; what is drawn as ``draws``."""
        found = [
            json.loads(payload) if kind == b"M" else {"draws": payload.decode()}
            for kind, payload in packets(self.output)
        ]
        assert not self.output
        return found


@given(st.lists(st.tuples(st.sampled_from([b"D", b"M"]), st.binary(max_size=300))), st.data())
def test_packets_are_found_however_the_bytes_arrive(
    sent: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    whole = b"".join(packet(*each) for each in sent)
    waiting = bytearray()
    found: list[tuple[bytes, bytes]] = []
    while whole:
        size = data.draw(st.integers(1, len(whole)))
        waiting += whole[:size]
        whole = whole[size:]
        found += packets(waiting)
    assert found == sent and not waiting


@pytest.mark.parametrize(
    ("driver", "is_page"),
    [
        (None, False),
        ("textual.drivers.web_driver:WebDriver", True),
        ("tui.app.page:PageDriver", True),
        ("textual.drivers.headless_driver:HeadlessDriver", False),
        ("textual.app:App", False),
        ("textual.app:Nothing", False),
        ("no.such.module:Driver", False),
        (":", False),
    ],
)
def test_textual_says_whether_it_draws_in_a_page(
    driver: str | None, is_page: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "DRIVER", driver)
    assert is_in_a_page() is is_page


async def test_the_page_is_told_of_colours_text_fields_and_all_that_is_drawn_again(
    bench: Bench,
) -> None:
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        bench.diary.preferences.welcome()
        driver = Driver(app)
        assert app.page is driver
        driver.on_meta("draw", {})
        await until(pilot, lambda: b"?2004h" in driver.output)
        first, colors, typing, modes = driver.said()[:4]
        assert (first, typing) == ({"type": "drawing"}, {"type": "typing", "on": False})
        night = {"type": "colors", "ground": NIGHT.background, "ink": NIGHT.foreground}
        assert {name: value.lower() for name, value in colors.items()} == {
            name: value.lower() for name, value in night.items() if value
        }
        assert "\x1b[?1003h" in modes["draws"] and "\x1b[?2004h" in modes["draws"]
        app.theme = DAY.name
        driver.tell_colors()
        await until(pilot, lambda: driver.output)
        assert driver.said()[-1]["ground"] == DAY.background

        # The device's keyboard comes up for a text or a key, and for nothing else.
        await press(pilot, ["escape", "escape", "s", "slash"])
        driver.write("x")
        await press(pilot, ["escape", "escape"])
        driver.write("y")
        assert [each for each in driver.said() if "on" in each] == [
            {"type": "typing", "on": True},
            {"type": "typing", "on": False},
        ]
        app.push_screen(KeysScreen())
        await press(pilot, ["enter"])
        driver.write("z")
        assert {"type": "typing", "on": True} in driver.said()
        # The server has gone.
        driver.is_broken = True
        driver.write("z")
        driver.write_meta({"type": "typing"})


async def test_what_the_page_sends_is_read_whatever_it_is(bench: Bench) -> None:
    app = bench.app()
    async with app.run_test() as pilot:
        driver = Driver(app)
        assert not (driver.can_play or driver.can_speak or driver.is_awake)
        whole = packet(b"M", meta("page", sound=True, voice=1, awake=True))
        whole += packet(b"D", b"a\xff\x1b[97;1:3u\x1b[99999999999999u") + packet(b"D", b"b")
        driver.exit_event.set()  # else the end of the input is the end of the app
        driver.give(whole[:7], b"", whole[7:])
        keys = [getattr(event, "key", "") for event in driver.events]
        assert keys[0] == "a" and keys[-1] == "b"
        assert (driver.can_play, driver.can_speak, driver.is_awake) == (True, False, True)
        await pilot.pause()
        assert app.is_running


async def test_a_session_waits_for_a_page_that_is_away_and_is_kept_if_it_never_comes_back(
    bench: Bench,
) -> None:
    app = bench.app()
    async with app.run_test() as pilot:
        driver = Driver(app)
        driver.on_meta("alone", {})  # without a session there is nothing to pause
        driver.on_meta("page", {"sound": True, "awake": True})
        await start_session(bench, pilot)
        await until(pilot, lambda: b'"awake"' in driver.output)
        screen = running(pilot)
        assert isinstance(screen._keep_awake, PageAwake) and screen._keep_awake.is_held
        await bench.pass_time(pilot, 31)
        driver.on_meta("alone", {})
        await until(pilot, lambda: screen.is_paused)
        driver.on_meta("alone", {})
        await pilot.pause()
        assert screen.machine.phase is Phase.PAUSED
        said = [each for each in driver.said() if each.get("type") in ("sound", "awake")]
        assert {"type": "awake", "on": True} in said
        assert {"type": "sound", "name": "pause", "quiet": False} in said
        driver.give(b"")  # the server has gone
        await until(pilot, lambda: app._exit)
    assert bench.document("sessions")[0]["stop_reason"] == "interrupted"
