"""The manual page says everything that the command line takes, and roff prints it as it stands."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tui.cli.argument_parser import commands_of
from tui.cli.manual import page
from tui.cli.parser import build_parser
from tui.words.topics import TOPICS

PAGE = Path(__file__).parents[2] / "docs" / "supine.1"


def plain(text: str) -> str:
    """What roff makes of the escapes."""
    signs = {
        r"\-": "-",
        r"\e": "\\",
        r"\(ti": "~",
        r"\(aq": "'",
        r"\(dq": '"',
        r"\(pc": "·",
        r"\&": "",
    }
    return re.sub(r"\\(\(..|.)", lambda found: signs.get(found[0], found[0]), text)


def test_the_committed_page_is_the_one_that_is_made() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        ".venv/bin/python -m tui help --man > docs/supine.1"
    )


def test_the_page_names_every_command_option_and_topic() -> None:
    text = plain(page())
    for name, command in commands_of(build_parser()).items():
        (section,) = re.findall(rf'^\.SS "supine {name}[" ].*?(?=^\.S)', text, re.M | re.S)
        for action in command._actions:
            if action.help is not argparse.SUPPRESS:
                for option in action.option_strings:
                    assert option in section or option in text.partition(".SH COMMANDS")[0]
    prose = " ".join(text.split())
    for topic in TOPICS.values():
        assert f'.SH "{topic.title.upper()}"' in text
        for part in topic.parts:
            for words in [part] if isinstance(part, str) else part:
                assert " ".join(words.split()) in prose


@pytest.mark.parametrize("checker", ["mandoc -Tlint", "groff -man -ww -z -Tutf8"])
def test_a_checker_of_manual_pages_finds_nothing(checker: str) -> None:
    program, *options = checker.split()
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    found = subprocess.run(
        [program, *options, str(PAGE)], capture_output=True, text=True, check=False
    )
    said = (found.stdout + found.stderr).splitlines()
    # A date would have to be kept up by hand.
    assert [line for line in said if "missing date" not in line] == []


def test_no_line_begins_with_a_sign_that_roff_obeys() -> None:
    lines = [line for line in page().splitlines() if line.startswith((".", "'"))]
    assert all(re.match(r"\.(TH|SH|SS|PP|TP|B|nf|fi)\b", line) for line in lines)
