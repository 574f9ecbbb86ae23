"""What a terminal sends is read without an error, and keys of the keypad are the main keys."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.drivers.headless_driver import HeadlessDriver

from tui.app.keys.terminal_input import TEXTS, TolerantParser, main_key, tolerant


def keys(sent: str) -> list[tuple[str, str | None]]:
    """Return the names and characters of the keys that a terminal sent."""
    read = [each for each in TolerantParser().feed(sent) if isinstance(each, events.Key)]
    return [(key.key, key.character) for key in map(main_key, read)]


# By the numbers of the kitty keyboard protocol.
KEYPAD = [
    *[(57399 + digit, str(digit), str(digit)) for digit in range(10)],
    (57409, "full_stop", "."),
    (57410, "slash", "/"),
    (57411, "asterisk", "*"),
    (57412, "minus", "-"),
    (57413, "plus", "+"),
    (57415, "equals_sign", "="),
    (57416, "comma", ","),
]
KEYPAD_MOVES = {57414: "enter", 57417: "left", 57418: "right", 57419: "up", 57420: "down"}
KEYPAD_MOVES |= {57421: "pageup", 57422: "pagedown", 57423: "home", 57424: "end"}
KEYPAD_MOVES |= {57425: "insert", 57426: "delete"}


def test_every_key_of_the_keypad_is_one_of_the_main_keys() -> None:
    for code, name, character in KEYPAD:
        # With its text, with number lock and its text, and without text.
        for sent in (f";;{ord(character)}u", f";129;{ord(character)}u", "u"):
            assert keys(f"\x1b[{code}{sent}") == [(name, character)]
        assert keys(f"\x1b[{code};5u") == [(f"ctrl+{name}", None)] or character.isdigit()
    for code, name in KEYPAD_MOVES.items():
        assert [key for key, _ in keys(f"\x1b[{code}u")] == [name]
    known = {int(code[:-1]) for code in FUNCTIONAL_KEYS if code.startswith(("5739", "574"))}
    keypad = {each for each in known if 57399 <= each <= 57426}
    assert keypad == {code for code, _, _ in KEYPAD} | set(KEYPAD_MOVES)


def test_enter_that_was_typed_too_early_is_enter() -> None:
    # Until the program has the terminal, the terminal turns the key into a line feed.
    assert keys("\n") == keys("\r") == [("enter", "\r")]


@pytest.mark.skipif(not TEXTS, reason="this version of Textual does not ask for texts")
def test_a_key_is_what_it_types() -> None:
    assert keys("\x1b[57409;129;44u") == [("comma", ",")]
    assert keys("\x1b[97:65;2;65u") == [("A", "A")]  # with the other key on the same cap
    assert keys("\x1b[97:65:113;2:2;65u") == [("A", "A")]
    assert keys("\x1b[97;;99999999u") == []


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("\x1b[99;1:1;99u", [("c", "c")]),  # down
        ("\x1b[99;1:2;99u", [("c", "c")]),  # held
        ("\x1b[99;1:3;99u", []),  # up
        ("\x1b[99;1:3u", []),
        ("\x1b[1;1:3A", []),
        ("\x1b[57412;129:3u", []),
        ("\x1b[1;5:1A", [("ctrl+up", None)]),
        ("\x1b[1114112u", []),  # no character
        ("\x1b[55296;;55296u", []),  # half of a character
        ("\x1b[<0;0;0M", []),
        ("\x1b[48;0;0;0;0t\x1b[<0;5;5M", []),  # a terminal without a size
    ],
)
def test_a_report_is_read_or_dropped_and_what_follows_is_read(
    sent: str, expected: list[tuple[str, str | None]]
) -> None:
    assert keys(f"{sent}x") == [*expected, ("x", "x")]


PARTS = st.lists(
    st.one_of(
        st.sampled_from(["\x1b", "[", "<", ";", ":", "?", "u", "~", "t", "M", "m", "A", "$y", "R"]),
        st.sampled_from(["200~", "\x1b[201~", "2026", "48;", "\ud800", "\x00", "é"]),
        st.integers(0, 2_000_000).map(str),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)


@given(PARTS)
@example("\x1b[99;1:3;99u")
@example("\x1b[48;0;0;0;0t\x1b[<35;1;1M")
def test_no_input_raises_and_the_keys_after_it_arrive(sent: str) -> None:
    parser = TolerantParser()
    for _ in parser.feed(sent):
        pass
    # Whatever was begun ends with a long sequence, or with the end of a paste.
    ended = "~" * 64 + "\x1b[201~" + "~" * 64
    for _ in parser.feed(ended):
        pass
    assert [each.key for each in parser.feed("q") if isinstance(each, events.Key)] == ["q"]


def test_other_drivers_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = pytest.importorskip("textual.drivers.linux_driver").LinuxDriver
    assert tolerant(HeadlessDriver) is HeadlessDriver
    assert tolerant(driver) is not driver
    monkeypatch.setattr("sys.platform", "win32")
    assert tolerant(driver) is driver


# Signals to stop and to go on


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize(
    ("signals", "done"),
    [
        ("stop", "leave stop"),
        ("stop on", "leave stop take"),
        ("stop stop on", "leave stop take"),
        ("on", "leave take"),
        ("stop on on", "leave stop take leave take"),
        ("stop on stop on", "leave stop take leave stop take"),
    ],
)
def test_the_terminal_is_left_and_taken_in_turn_and_not_within_a_signal(
    monkeypatch: pytest.MonkeyPatch, signals: str, done: str
) -> None:
    from textual.drivers.linux_driver import LinuxDriver

    waiting: list[Callable[[], None]] = []
    found: list[str] = []
    kind = tolerant(LinuxDriver)
    driver: Any = kind.__new__(kind)  # without a terminal
    driver._auto_restart = True
    driver._loop = SimpleNamespace(call_soon_threadsafe=waiting.append)
    driver.suspend_application_mode = lambda: found.append("leave")
    driver.resume_application_mode = lambda: found.append("take")
    monkeypatch.setattr(os, "kill", lambda *_: found.append("stop"))
    for signal in signals.split():
        {"stop": driver._sigtstp_application, "on": driver._sigcont_application}[signal](0, None)
    assert found == [], "a signal may come in the middle of a write"
    for handle in waiting:
        handle()
    assert found == done.split()
