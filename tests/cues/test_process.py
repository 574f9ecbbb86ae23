"""Starting other programs: they reach no terminal, and nobody waits for them."""

from __future__ import annotations

import os
import sys

import pytest

from tui.cues import process

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@needs_shell
def test_a_program_has_no_terminal_and_nothing_to_read() -> None:
    script = "if read line || [ -t 0 ] || [ -t 1 ] || [ -t 2 ]; then exit 3; fi"
    running = process.start(["sh", "-c", script])
    assert process.ends_within(running, 10)
    assert running.returncode == 0


@needs_shell
@pytest.mark.parametrize("has_pipe", [False, True])
def test_a_program_has_a_session_of_its_own(has_pipe: bool) -> None:
    running = process.start(["sleep", "60"], has_pipe=has_pipe)
    assert os.getsid(running.pid) != os.getsid(0), "ctrl+c and ctrl+z are not meant for it"
    assert not process.ends_within(running, 0.01)
    running.kill()
    assert process.ends_within(running, 10)
    if running.stdin is not None:
        running.stdin.close()


@needs_shell
def test_a_program_with_a_pipe_reads_until_the_pipe_is_closed() -> None:
    running = process.start(["cat"], has_pipe=True)
    assert running.stdin is not None
    assert running.poll() is None
    running.stdin.close()
    assert process.ends_within(running, 10)
    assert running.returncode == 0


def test_a_program_that_is_missing_cannot_be_started() -> None:
    with pytest.raises(FileNotFoundError):
        process.start(["/nowhere/at/all"])


def test_an_argument_with_a_null_byte_cannot_be_passed() -> None:
    with pytest.raises(OSError, match="null byte"):
        process.start(["echo", "a\0b"])
