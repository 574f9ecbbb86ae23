"""What a terminal sends, read so that no input can end the program.

Textual's reader raises for input that it does not know: the release of a key and the alternate keys
of the kitty keyboard protocol, numbers that are no characters, bytes that are not UTF-8. Here that
input is dropped, or read as what it means, and what follows it is read as ever. (`main_key` names
keys of the keypad as their counterparts on the main keys.)

This is for terminals that send bytes. The console of Windows reports keys itself, and Textual reads
there only those that go down.

The same driver gives the terminal a title while the program has it.
"""

from __future__ import annotations

import os
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from selectors import EVENT_READ, SelectSelector
from typing import Any, Protocol, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.keys import Keys
from textual.message import Message

# A key as the kitty keyboard protocol reports it: its code, which may be followed by alternates;
# modifiers, which may be followed by what happened to the key; and its text.
_KEY_REPORT = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQRS])")
_RELEASED = "3"
TEXTS = hasattr(XTermParser, "_parse_extended_key")
"""Whether this version of Textual asks for the text of a key; earlier ones do not understand it."""
# Keys of the keypad whose names differ from those of the main keys, with what they type.
_KEYPAD = {
    "add": ("plus", "+"),
    "decimal": ("full_stop", "."),
    "divide": ("slash", "/"),
    "equal": ("equals_sign", "="),
    "multiply": ("asterisk", "*"),
    "separator": ("comma", ","),
    "subtract": ("minus", "-"),
}
_PUSH_TITLE, POP_TITLE = "\x1b[22;0t", "\x1b[23;0t"
_WITH_TITLES = (
    *("xterm", "tmux", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole", "contour"),
    *("vte", "mintty", "iterm", "gnome", "st-"),
)
"""How the ``TERM`` of terminals begins that keep a stack of titles."""
_POLL_S = 0.1
"""Seconds after which the reading thread looks whether it is to end, and an escape key is done."""
_CHUNK_BYTES = 4096


def main_key(key: events.Key) -> events.Key:
    """Return the key of the main keys that does the same as a key of the keypad.

    Enter that was typed before the program had the terminal arrives as a line feed, which is
    ctrl+j, and is enter again. Any other key is returned as it is. In some places the decimal key
    types a comma; what is typed decides the name.
    """
    if key.key == "ctrl+j":
        return events.Key("enter", "\r")
    *modifiers, name = key.key.split("+")
    if name not in _KEYPAD:
        return key
    main, character = _KEYPAD[name]
    typed = key.character or (None if modifiers else character)
    if typed is not None and typed != character:
        main = next((main for main, known in _KEYPAD.values() if known == typed), main)
    return events.Key("+".join([*modifiers, main]), typed)


class TolerantParser(XTermParser):
    """Textual's parser, which drops what it cannot read and goes on with what follows."""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the messages that some characters mean; none of them raises an error."""
        # One by one, since the parser ends with its first error.
        for character in data:
            yield from self._tolerate(super().feed, character)

    def tick(self) -> Iterable[Message]:
        """Yield the messages for which the parser has waited long enough."""
        yield from self._tolerate(super().tick)

    def _tolerate(self, read: Callable[..., Iterable[Message]], *data: str) -> Iterable[Message]:
        try:
            yield from read(*data)
        except Exception:
            self._gen = self.parse(self._tokens.append)
            self._awaiting = next(self._gen)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Return the keys that a sequence means; the release of a key is one to ignore."""
        if match := _KEY_REPORT.fullmatch(sequence) if ";" in sequence else None:
            code, modifiers, text, end = match.groups(default="")
            modifiers, _, happened = modifiers.partition(":")
            if happened == _RELEASED:
                return [events.Key(Keys.Ignore, sequence)]
            fields = [code.partition(":")[0], modifiers or "1", *([text] if text and TEXTS else [])]
            sequence = f"\x1b[{';'.join(fields)}{end}"
        keys = super()._sequence_to_key_events(sequence, alt)
        # Half of a character that is written with two; no file and no terminal takes it.
        return [
            events.Key(Keys.Ignore, sequence)
            if 0xD800 <= ord((key.character or "-")[0]) <= 0xDFFF
            else key
            for key in keys
        ]


class TerminalApp(Protocol):
    """What the driver tells of itself to the app."""

    write_code: Callable[[str], None] | None


def can_have_title(environ: Mapping[str, str]) -> bool:
    """Return whether a terminal takes a title, and gives back the one before.

    GNU screen and the consoles of Linux do not; tmux calls itself screen, too.
    """
    return "TMUX" in environ or environ.get("TERM", "").startswith(_WITH_TITLES)


def tolerant(driver: type[Driver]) -> type[Driver]:
    """Return a driver that reads its terminal with `TolerantParser`, if it reads bytes."""
    if sys.platform == "win32":
        return driver
    from textual.drivers.linux_driver import LinuxDriver

    if driver is not LinuxDriver:  # chosen by the environment, such as that for browsers
        return driver

    class TolerantDriver(LinuxDriver):
        _has_title = False
        _is_away = False
        """Whether the terminal was left because the program is stopped."""

        def __init__(self, app: App[Any], **options: Any) -> None:
            super().__init__(app, **options)
            cast("TerminalApp", app).write_code = self._write_code

        def _write_code(self, code: str) -> None:
            """Write between two frames."""
            self.write(code)
            self.flush()

        # Textual leaves and takes the terminal within the handlers of these signals. They may come
        # while the same thread writes, which would wait for itself for ever, or while it takes the
        # terminal, which would then be taken twice and left once.

        def _sigtstp_application(self, *_: Any) -> None:
            self._in_turn(self._leave)

        def _sigcont_application(self, *_: Any) -> None:
            self._in_turn(self._come_back)

        def _in_turn(self, handle: Callable[[], None]) -> None:
            with suppress(RuntimeError):  # the loop has ended, and the program is about to
                self._loop.call_soon_threadsafe(handle)

        def _leave(self) -> None:
            """Stop, with the terminal as it was before."""
            if not self._is_away:
                self._is_away = self._auto_restart
                super()._sigtstp_application()

        def _come_back(self) -> None:
            """Take the terminal again; it was not left if the program was stopped unasked."""
            if self._auto_restart and not self._is_away:
                self.suspend_application_mode()
                self._must_signal_resume = True
            self._is_away = False
            super()._sigcont_application()

        def start_application_mode(self) -> None:
            """Take the terminal, at the start and whenever the program goes on."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if can_have_title(os.environ) and not self._has_title:
                self._has_title = True
                self.write(f"{_PUSH_TITLE}\x1b]2;supine\x07")
                self.flush()

        def stop_application_mode(self) -> None:
            """Leave the terminal as it was."""
            if self._has_title:
                self._has_title = False
                self.write(POP_TITLE)
            super().stop_application_mode()

        def run_input_thread(self) -> None:
            """Read until the driver ends, or the terminal has gone."""
            parser = TolerantParser()
            decode = getincrementaldecoder("utf-8")("replace").decode
            with SelectSelector() as selector:
                selector.register(self.fileno, EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(_POLL_S):
                        try:
                            data = os.read(self.fileno, _CHUNK_BYTES)
                        except OSError:
                            return
                        if not data:
                            return
                        for message in parser.feed(decode(data)):
                            self.process_message(message)
                    for message in parser.tick():
                        self.process_message(message)

    return TolerantDriver
