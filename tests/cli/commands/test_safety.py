"""``supine safety``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command_line import CommandLine
from tui.words import care, safety


def test_the_call_for_help_comes_first_whatever_state_the_file_is_in(
    supine: CommandLine, path: Path
) -> None:
    # R6.order
    path.write_text("no diary")
    lines = supine("safety").out.splitlines()
    assert lines[:3] == [safety.CALL_NOW, safety.ASK_FIRST, care.EFFORT]
    assert lines[-1] == safety.NOT_MEDICAL
    assert list(supine("safety", "--json").json.values()) == lines
