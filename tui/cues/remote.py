"""Whether the terminal is remote, so that nobody hears the sound of this machine (rules R5.remote).

The environment tells it, except in tmux. There it is that of whoever started the server or the
window, perhaps days ago at another desk, so the server is asked who is attached now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui.cues import process

ANSWERS_WITHIN_S = 0.25
"""How long the tmux server is waited for. It draws this very terminal, so it answers at once."""
_BY_SSH = ("SSH_CONNECTION", "SSH_TTY")

Ask = Callable[[Sequence[str]], str]
"""Runs a command and returns what it prints, whatever its exit code.

Raises `OSError` if it cannot be run or takes too long.
"""
EnvironmentOf = Callable[[int], Mapping[str, str]]
"""Returns the environment with which a process was started; raises `OSError` if it is not known."""


def ask(command: Sequence[str]) -> str:
    """Run a command and return what it prints, within `ANSWERS_WITHIN_S`.

    Raises:
        OSError: it cannot be run, or takes too long.
    """
    return process.output_of(command, ANSWERS_WITHIN_S)


def environment_of(pid: int) -> Mapping[str, str]:
    """Return the environment with which a process was started, which only Linux tells.

    Raises:
        OSError: it is not known.
    """
    entries = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(os.fsdecode(entry).partition("=")[::2] for entry in entries)


def is_remote(
    environment: Mapping[str, str],
    *,
    ask: Ask = ask,
    environment_of: EnvironmentOf = environment_of,
) -> bool:
    """Return whether the terminal is remote, which in tmux takes some milliseconds.

    Args:
        environment: the variables of this program.
        ask: runs a command.
        environment_of: returns the environment of another process.
    """
    if "TMUX" in environment:
        is_by_ssh = _is_tmux_remote(environment.get("TMUX_PANE", ""), ask, environment_of)
        if is_by_ssh is not None:
            return is_by_ssh
    return any(name in environment for name in _BY_SSH)


def _is_tmux_remote(pane: str, ask: Ask, environment_of: EnvironmentOf) -> bool | None:
    """Return whether somebody is attached to a pane over ssh; None if tmux does not tell.

    The environment that each client was started with is exact. Where the system does not tell it,
    tmux knows the variables of whoever attached last, which a client that left may have set.
    """
    target = ("-t", pane) if pane else ()
    try:
        lines = ask([
            *("tmux", "list-clients", *target, "-F", "client #{client_pid}"),
            *(";", "show-environment", *target, "SSH_CONNECTION"),
        ]).splitlines()  # fmt: skip
    except OSError:
        return None
    clients = [line.partition(" ")[2] for line in lines if line.startswith("client ")]
    try:
        found = [environment_of(int(client)) for client in clients]
    except (OSError, ValueError):
        found = []
    if found:
        return any(name in each for each in found for name in _BY_SSH)
    if any(line.startswith("SSH_CONNECTION=") for line in lines):
        return True
    return False if "-SSH_CONNECTION" in lines else None
