"""``supine help``: the commands, one of them, or a topic."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tui.cli.argument_parser import commands_of
from tui.cli.manual import page
from tui.cli.parser import build_parser
from tui.cli.support import FINE, USAGE
from tui.words import safety
from tui.words.topics import TOPICS, Lines, topic_lines


def test_help_without_a_topic_names_all_commands_and_topics(supine: CommandLine) -> None:
    out = supine("help").out
    assert out.startswith(supine.call("--help").out)
    for name in (*commands_of(build_parser()), *(name for name, _ in topic_lines())):
        assert f"\n  {name} " in out or f"\n    {name} " in out
    assert not supine.path.exists()


def test_the_help_of_a_command_is_that_of_its_option(supine: CommandLine) -> None:
    assert supine("help", "log").out == supine.call("log", "--help").out
    out = supine("help", "completions").out
    assert out.startswith("supine completions SHELL prints")
    assert out.endswith(supine.call("completions", "--help").out)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_topics_fit_the_terminal(
    columns: str, supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for name, topic in TOPICS.items():
        if name not in commands_of(build_parser()):
            lines = supine("help", name).out.splitlines()
            words = [
                part
                if isinstance(part, str)
                else f"{part.where}: {part.text}"
                if isinstance(part, Lines)
                else " ".join(part)
                for part in topic.parts
            ]
            assert " ".join(lines).split() == " ".join(words).split()
            code = [part.text for part in topic.parts if isinstance(part, Lines)]
            whole = [f"    {line}" for text in code for line in text.splitlines()]
            assert [line for line in whole if line not in lines] == [], "code is never wrapped"
            assert all(
                len(each) <= min(int(columns), 78) or " " not in each.strip() or each in whole
                for each in lines
            )


def test_safety_comes_before_how_to_ask_for_it(supine: CommandLine) -> None:
    out = " ".join(supine("help", "safety").out.split())
    assert out.startswith(safety.CALL_NOW) and "usage: supine safety" in out


def test_keys_are_those_that_the_person_has_set(supine: CommandLine) -> None:
    out = supine("help", "keys").out
    assert out.startswith("Everywhere\n  r ") and "\n\nSession\n  space, " in out
    assert out.count("\nSession\n") == out.count("\nRest\n") == 1
    write(supine.path, settings={"1": {"keys": {"app.calendar": "f5"}}})
    assert "\n  f5                    calendar\n" in supine("help", "keys").out


def test_an_unknown_topic_is_refused_with_all_that_there_are(supine: CommandLine) -> None:
    message = supine.fails(USAGE, "help", "nonsense")
    assert all(name in message for name, _ in topic_lines())
    assert supine.call("help", "--json", "files").json["topic"] == "files"
    assert supine("help", "FILES").out == supine("help", "files").out
    assert supine.fails(USAGE, "help", "promt").endswith("did you mean prompt?\n")
    assert supine.fails(USAGE, "help", "calender").endswith("did you mean calendar?\n")


SHELL_PAGE = Path(__file__).parents[3] / "docs" / "shell.md"


def test_the_lines_for_shells_are_those_of_the_documents() -> None:
    text = " ".join(SHELL_PAGE.read_text(encoding="utf-8").replace("\\|", "|").split())
    for name in ("prompt", "completions"):
        for part in TOPICS[name].parts:
            if isinstance(part, Lines) and not part.where.startswith("fish, in"):  # in colour there
                for line in part.text.splitlines():
                    assert " ".join(line.split()) in text, line


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("before", ["unset PROMPT_COMMAND", "PROMPT_COMMAND='hook; '"])
def test_the_line_for_bash_leaves_the_exit_code_to_what_was_there(
    before: str, tmp_path: Path
) -> None:
    line = next(p.text for p in TOPICS["prompt"].parts if isinstance(p, Lines))
    typed = f"""
        supine() {{ echo "here $1"; }}
        hook() {{ echo "code $?"; }}
        {before}
        {line}
        (exit 7)
        echo "after $?"
    """
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-i"],
        input=typed,
        text=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PS1": "<$?>", "TERM": "dumb"},
        check=True,
    )
    said = done.stdout.splitlines()
    at = said.index("after 7")
    assert said[at - 1] == "here streak"
    assert ("code 7" in said[:at]) == ("hook" in before)
    assert "<7>" in done.stderr


def test_the_manual_page_is_printed_as_it_is(supine: CommandLine) -> None:
    assert supine("help", "--man").out == page()
    assert supine.call("help", "--man", "--json").code == FINE
