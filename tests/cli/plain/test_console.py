"""The real console, with pipes and signals of its own."""

from __future__ import annotations

import io
import os
import signal
import sys

import pytest

from tests.cli.plain.person import EVENING
from tests.clock import ManualClock
from tui.cli.plain import console
from tui.cli.plain.console import Console, EndRequest, Event, open_console


def events_of(*parts: bytes) -> list[Event]:
    """Return the events of an input that consists of these parts."""
    events: list[Event] = []
    reader, writer = os.pipe()
    os.write(writer, b"".join(parts))
    os.close(writer)
    console._read_lines(reader, events.append)
    os.close(reader)
    return events


def test_the_end_of_the_input_asks_for_an_end_and_a_second_one_is_final() -> None:
    end = [EndRequest.INTERRUPT, EndRequest.HANG_UP]
    assert events_of() == end
    assert events_of(b"n\r\n\nq", b"uit\n") == ["n", "", "quit", *end]
    assert events_of(b"\xff\n") == ["�", *end]


def test_a_terminal_that_has_gone_leaves_nobody() -> None:
    events: list[Event] = []
    reader, writer = os.pipe()
    os.close(writer)
    os.close(reader)
    console._read_lines(reader, events.append)
    assert events == [EndRequest.HANG_UP]


def test_signs_that_a_voice_stumbles_over_are_replaced() -> None:
    out = io.StringIO()
    console = Console(ManualClock(EVENING), out, out, can_answer=False)
    console.print_line("1 day · today is done · numb, dizzy …")
    console.ring()
    assert out.getvalue() == "1 day; today is done; numb, dizzy and so on\n\a"


def test_a_background_job_is_waited_for() -> None:
    console = Console(ManualClock(EVENING), None, None, can_answer=False)
    wait = console.run_in_background(lambda: console.post("done"))
    wait()
    assert console.wait(None) == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_signals_are_events_while_it_is_open() -> None:
    handler = signal.getsignal(signal.SIGTERM)
    with open_console(ManualClock(EVENING), to_errors=False) as console:
        console.can_answer = True
        signal.raise_signal(signal.SIGINT)
        assert console.wait(None) is EndRequest.INTERRUPT
        signal.raise_signal(signal.SIGTERM)
        assert console.wait(None) is EndRequest.HANG_UP
        assert not console.can_answer
    assert signal.getsignal(signal.SIGTERM) is handler
