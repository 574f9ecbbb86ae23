"""Textual's web driver, for the page of ``supine serve``.

The server in `tui.serve` starts the app with ``TEXTUAL_DRIVER`` set to `PageDriver`. What the app
draws goes through standard output to the page, and what is pressed there comes by standard input,
in the packets of Textual's own web driver. Beyond that, the two sides say:

- to the page: its colours, whether a text is being typed, the sounds, and whether the screen is to
  stay on (`PageDriver.tell`);
- from the page: what it can do, that all is to be drawn again since it was reloaded or connected
  again, that it has been away for a while, and that the app is to end.

docs/serve.md lists the messages.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Protocol, cast

from textual import events
from textual.app import App
from textual.constants import DRIVER
from textual.drivers.web_driver import WebDriver
from textual.widgets import Input, TextArea

from tui.app.keys.terminal_input import TolerantParser

_MODES = (
    "\x1b[?1049h\x1b[?25l"  # the other screen, no cursor
    "\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?2004h"  # mouse, paste
)
"""What Textual asks of a terminal at its start, for a page that starts later than the app."""
_HEADER = 5
"""Bytes before the payload of a packet: its kind, and its length."""


class PageApp(Protocol):
    """What the driver needs of the app."""

    page: PageDriver | None

    def end(self) -> None:
        """End as told from outside; a running session is saved first."""

    def leave_alone(self) -> None:
        """Take note that nobody has seen the page for a while."""


def is_in_a_page() -> bool:
    """Return whether Textual is told to draw in a page, so that there need be no terminal."""
    if not DRIVER:
        return False
    module, _, name = DRIVER.partition(":")
    try:
        driver = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return False
    return isinstance(driver, type) and issubclass(driver, WebDriver)


def packets(waiting: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Take the packets that are complete off the beginning of what was read, as kind and payload.

    A packet is one byte for its kind, four for the length of its payload, the highest first, and
    the payload.
    """
    while len(waiting) >= _HEADER:
        end = _HEADER + int.from_bytes(waiting[1:_HEADER], "big")
        if len(waiting) < end:
            return
        kind, payload = bytes(waiting[:1]), bytes(waiting[_HEADER:end])
        del waiting[:end]
        yield kind, payload


class PageDriver(WebDriver):
    """Draws in the page, and speaks with it."""

    can_play = False
    """Whether the page can play sounds."""
    can_speak = False
    """Whether the page has a voice of the device itself."""
    is_awake = False
    """Whether the page keeps the device's screen on."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._is_typing = False
        self._hosted = cast(PageApp, app)
        self._hosted.page = self

    def start_application_mode(self) -> None:
        super().start_application_mode()
        if sys.platform != "win32":
            # Textual would leave the app at once, and a running session would not be closed.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                self._loop.add_signal_handler(number, self._hosted.end)
        # The driver begins without the focus. The page has it whenever somebody uses it.
        self._app.call_later(self._app.post_message, events.AppFocus())

    # To the page

    def write(self, data: str) -> None:
        """Draw, and tell the page whether a text is being typed: that decides about its keyboard.

        Where the focus moves, something is drawn.
        """
        with contextlib.suppress(BrokenPipeError):  # the server has gone; so does the app
            super().write(data)
        is_typing = self._has_text_field
        if is_typing != self._is_typing:
            self._is_typing = is_typing
            self.write_meta({"type": "typing", "on": is_typing})

    @property
    def _has_text_field(self) -> bool:
        """Whether a text field has the focus, or the screen waits for a key."""
        if not self._app.screen_stack:
            return False
        is_typed = getattr(self._app.screen, "IS_TYPED", False)
        return is_typed or isinstance(self._app.focused, Input | TextArea)

    def write_meta(self, data: dict[str, object]) -> None:
        with contextlib.suppress(BrokenPipeError):
            super().write_meta(data)

    def tell(self, kind: str, **fields: object) -> None:
        """Tell the page something; to be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self.write_meta, {"type": kind, **fields})

    def tell_colors(self) -> None:
        """Tell the page the colours of the theme in use."""
        variables = self._app.get_css_variables()
        ground, ink = variables["background"], variables["foreground"]
        self.write_meta({"type": "colors", "ground": ground, "ink": ink})

    def _draw_again(self) -> None:
        """Draw everything, for a page whose terminal is empty."""
        self.write_meta({"type": "drawing"})
        self.tell_colors()
        self.write_meta({"type": "typing", "on": self._is_typing})
        self.write(_MODES)
        self._app.refresh(layout=True)

    # From the page

    def run_input_thread(self) -> None:
        """Read what the page sends until the driver ends, or the server has gone."""
        parser, waiting = TolerantParser(), bytearray()
        decode = getincrementaldecoder("utf-8")("replace").decode
        for data in self._input_reader:
            waiting += data
            for kind, payload in packets(waiting):
                if kind == b"D":
                    for message in parser.feed(decode(payload)):
                        self.process_message(message)
                else:
                    fields = json.loads(payload)
                    self.on_meta(fields["type"], fields)
            for message in parser.tick():
                self.process_message(message)
        if not self.exit_event.is_set():
            self._app.call_later(self._hosted.end)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Heed a message of the page or of the server, in the thread that reads."""
        match packet_type:
            case "page":
                self.can_play = payload.get("sound") is True
                self.can_speak = payload.get("voice") is True
                self.is_awake = payload.get("awake") is True
            case "draw":
                self._app.call_later(self._draw_again)
            case "alone":
                self._app.call_later(self._hosted.leave_alone)
            case "quit":
                self._app.call_later(self._hosted.end)
            case _:
                super().on_meta(packet_type, payload)
