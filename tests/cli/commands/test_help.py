"""``supine help``: the commands, one of them, or a topic."""

from __future__ import annotations

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tui.cli.manual import page
from tui.cli.parser import build_parser, commands_of
from tui.cli.support import FINE, USAGE
from tui.words import safety
from tui.words.topics import TOPICS, topic_lines


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
            words = " ".join(
                part if isinstance(part, str) else " ".join(part) for part in topic.parts
            )
            assert " ".join(" ".join(lines).split()) == words
            assert all(
                len(each) <= min(int(columns), 78) or " " not in each.strip() for each in lines
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


def test_the_manual_page_is_printed_as_it_is(supine: CommandLine) -> None:
    assert supine("help", "--man").out == page()
    assert supine.call("help", "--man", "--json").code == FINE
