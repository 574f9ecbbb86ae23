"""Whether colours are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from tui.words.color import wants_color

XTERM = {"TERM": "xterm-256color"}
DUMB = {"TERM": "dumb"}
NO = {"NO_COLOR": "1"}
FORCE = {"FORCE_COLOR": "1"}
CLI_FORCE = {"CLICOLOR_FORCE": "1"}


@pytest.mark.parametrize(
    ("environ", "on_terminal", "in_pipe"),
    [
        (XTERM, True, False),
        ({}, True, False),
        (DUMB, False, False),
        (XTERM | NO, False, False),
        (XTERM | {"NO_COLOR": "0"}, False, False),  # whatever its value
        (XTERM | FORCE, True, True),
        (XTERM | {"FORCE_COLOR": "3"}, True, True),
        (XTERM | {"FORCE_COLOR": "true"}, True, True),
        (XTERM | {"FORCE_COLOR": "0"}, False, False),
        (XTERM | {"FORCE_COLOR": "False"}, False, False),
        (DUMB | FORCE, True, True),
        (XTERM | CLI_FORCE, True, True),
        (XTERM | {"CLICOLOR_FORCE": "0"}, True, False),
        (XTERM | {"CLICOLOR": "0"}, False, False),
        (XTERM | {"CLICOLOR": "1"}, True, False),
        # Who comes first.
        (XTERM | NO | FORCE | CLI_FORCE, False, False),
        (XTERM | {"FORCE_COLOR": "0"} | CLI_FORCE, False, False),
        (XTERM | FORCE | {"CLICOLOR": "0"}, True, True),
        (XTERM | CLI_FORCE | {"CLICOLOR": "0"}, True, True),
    ],
)
def test_the_first_that_says_anything_decides(
    environ: Mapping[str, str], on_terminal: bool, in_pipe: bool
) -> None:
    assert wants_color("auto", environ, is_terminal=True) == on_terminal
    assert wants_color("auto", environ, is_terminal=False) == in_pipe
    for is_terminal in (True, False):
        assert wants_color("always", environ, is_terminal=is_terminal)
        assert not wants_color("never", environ, is_terminal=is_terminal)


def environments() -> Iterator[dict[str, str]]:
    names = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")
    for values in product((None, "0", "1"), repeat=len(names)):
        pairs = zip(names, values, strict=True)
        yield {name: value for name, value in pairs if value is not None}


def test_an_empty_variable_says_nothing() -> None:
    names = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR")
    for environ, is_terminal in product(environments(), (True, False)):
        empty = dict.fromkeys(names, "") | environ
        wanted = wants_color("auto", environ, is_terminal=is_terminal)
        assert wants_color("auto", empty, is_terminal=is_terminal) == wanted
