"""The notice at the end of a session goes only to terminals that are known to show it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tui.cues.notice import WORDS, notice_code


def nobody(command: Sequence[str]) -> str:
    raise OSError(command)


@pytest.mark.parametrize(
    ("environ", "begins"),
    [
        ({"TERM": "xterm-kitty"}, "\x1b]99;i=supine:d=0:u=0:o=unfocused;supine\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;supine;"),
        ({"TERM": "xterm-ghostty", "SSH_CONNECTION": "1 2 3 4"}, "\x1b]777;"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]777;"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "\x1b]9;"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, ""),
        ({"TERM": "linux"}, ""),
        # These were started from another terminal, whose name they inherit.
        ({"TERM": "linux", "TERM_PROGRAM": "WezTerm"}, ""),
        ({"TERM": "dumb", "TERM_PROGRAM": "ghostty"}, ""),
        ({"TERM": "dumb", "TMUX": "x"}, ""),
        ({"TERM": "screen-256color", "LC_TERMINAL": "iTerm2"}, ""),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "WezTerm"}, ""),
        ({"TERM": "screen", "STY": "1.pts", "TERM_PROGRAM": "iTerm.app"}, ""),
        ({"TERM": "tmux-256color", "TMUX": "x", "TERM_PROGRAM": "tmux"}, ""),
        ({}, ""),
    ],
)
def test_each_terminal_gets_its_own_code_and_others_none(
    environ: dict[str, str], begins: str
) -> None:
    code = notice_code(environ, nobody)
    assert code.startswith(begins)
    assert (WORDS in code) is bool(begins)
    assert bool(code) is bool(begins)


def test_in_tmux_the_terminal_around_it_decides_and_the_code_passes_through() -> None:
    in_tmux = {"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "TERM_PROGRAM": "tmux"}
    code = notice_code(in_tmux, lambda _: "foot\n")
    assert code == f"\x1bPtmux;\x1b\x1b]777;notify;supine;{WORDS}\x1b\x1b\\\x1b\\"
    assert notice_code(in_tmux, lambda _: "xterm-256color\n") == ""
