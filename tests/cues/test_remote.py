"""Whether the terminal is remote, also in tmux (rules R5.remote)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

import pytest

from tui.cues import remote
from tui.cues.remote import is_remote

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
TMUX = {"TMUX": "/tmp/tmux-1000/default,1,0", "TMUX_PANE": "%5"}


def asked(
    printed: str | None,
    clients: Mapping[int, Mapping[str, str]],
    environment: Mapping[str, str] = TMUX,
) -> bool:
    """Return what is found out where tmux prints this; None stands for no answer."""

    def ask(command: Sequence[str]) -> str:
        assert command[:4] == ["tmux", "list-clients", "-t", "%5"]
        if printed is None:
            raise OSError("it takes too long")
        return printed

    def environment_of(pid: int) -> Mapping[str, str]:
        if pid not in clients:
            raise OSError("not here")
        return clients[pid]

    return is_remote(environment, ask=ask, environment_of=environment_of)


def test_without_tmux_the_environment_tells() -> None:
    def ask(command: Sequence[str]) -> str:
        raise AssertionError(f"nobody is asked: {command}")

    assert is_remote({"SSH_TTY": "/dev/pts/3"}, ask=ask)
    assert is_remote(SSH, ask=ask)
    assert not is_remote({"TERM": "xterm", "SSH_AUTH_SOCK": "/tmp/agent"}, ask=ask)


@pytest.mark.parametrize(
    ("printed", "clients", "expected"),
    [
        # Who is attached now counts, whatever the environment of the window says.
        ("client 7\n-SSH_CONNECTION\n", {7: SSH}, True),
        ("client 7\nSSH_CONNECTION=1 2 3 4\n", {7: {"TERM": "xterm"}}, False),
        ("client 7\nclient 8\n-SSH_CONNECTION\n", {7: SSH, 8: {}}, True),
        # Where processes do not tell their environment, tmux knows who attached last.
        ("client 7\nSSH_CONNECTION=1 2 3 4\n", {}, True),
        ("client 7\n-SSH_CONNECTION\n", {}, False),
        ("client 7\nclient x\n-SSH_CONNECTION\n", {7: SSH}, False),
        ("SSH_CONNECTION=1 2 3 4\n", {}, True),
    ],
)
@pytest.mark.parametrize("started", [{}, SSH])
def test_in_tmux_its_server_tells(
    printed: str, clients: Mapping[int, Mapping[str, str]], expected: bool, started: dict[str, str]
) -> None:
    assert asked(printed, clients, {**TMUX, **started}) is expected


@pytest.mark.parametrize("printed", [None, "", "unknown variable"])
def test_where_tmux_does_not_tell_the_environment_does(printed: str | None) -> None:
    assert not asked(printed, {})
    assert asked(printed, {}, {**TMUX, **SSH})


def test_a_program_is_asked_and_not_waited_for_longer_than_it_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote, "ANSWERS_WITHIN_S", 30)
    assert remote.ask([sys.executable, "-c", "print('client 1'); raise SystemExit(1)"]).split() == [
        "client",
        "1",
    ]
    monkeypatch.setattr(remote, "ANSWERS_WITHIN_S", 0.01)
    for command in ([sys.executable, "-c", "while True: pass"], ["no-such-program"]):
        with pytest.raises(OSError):
            remote.ask(command)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
def test_linux_tells_the_environment_of_a_process() -> None:
    assert remote.environment_of(os.getpid()).keys() >= {"PATH"}
    with pytest.raises(OSError, match="No such"):
        remote.environment_of(2**22 + 1)
