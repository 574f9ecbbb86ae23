"""What the command line takes, as the completions of every shell are generated from it.

Commands, options, choices and help come from the parser. What a value without choices means is
known here, by the name under which the parser stores it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tui.cli.argument_parser import Parser, commands_of
from tui.cli.parser import build_parser
from tui.words.topics import topic_lines

FILES = "files"
"""The source of file names, which shells complete themselves."""
DIARY_SOURCES = ("routines", "exercises", "counts", "settings")
"""The sources of words that only the diary knows; ``supine completions --values`` prints them."""


class Values(NamedTuple):
    """What can stand in a place: words that are known, or a source of them; or anything.

    ``label`` says in a word what is meant.
    """

    words: tuple[str, ...] = ()
    source: str = ""
    label: str = ""


class Option(NamedTuple):
    """An option with all its names.

    ``values`` is None for a switch. ``takes_many`` says that several values can follow it, and
    ``repeats`` that it can be given again.
    """

    names: tuple[str, ...]
    help: str
    values: Values | None
    takes_many: bool
    repeats: bool

    @property
    def long(self) -> str:
        """The name with two hyphens."""
        return next(name for name in self.names if name.startswith("--"))


class Command(NamedTuple):
    """A command, its own options, and what can stand in its places.

    ``places`` are those that do not depend on other words, ``repeats`` says that its only place
    takes any number of words, and ``after`` are the places behind a word in the first one.
    """

    name: str
    help: str
    options: tuple[Option, ...]
    places: tuple[Values, ...]
    repeats: bool
    after: Mapping[str, tuple[Values, ...]]


class Grammar(NamedTuple):
    """All commands, the options that each of them shares, and those that only come first."""

    commands: tuple[Command, ...]
    shared: tuple[Option, ...]
    first: tuple[Option, ...]

    def options(self) -> Iterator[Option]:
        """Yield every option of every command."""
        yield from (*self.first, *self.shared)
        for command in self.commands:
            yield from command.options

    def names_that_take(self, *, many: bool) -> list[str]:
        """Return the names of all options that take one value, or several."""
        return sorted(
            {
                name
                for option in self.options()
                if option.values is not None and option.takes_many is many
                for name in option.names
            }
        )


_DATE = Values(("today", "yesterday"), label="date")
_BY_DEST: dict[str, Values] = {
    **dict.fromkeys(("file", "output", "source", "sources", "versions"), Values((), FILES, "file")),
    **dict.fromkeys(("date", "since", "until"), _DATE),
    **dict.fromkeys(("session", "name"), Values(("last",), label="id")),
    "routine": Values((), "routines", "routine"),
    "key": Values((), "settings", "setting"),
    "reps": Values((), "counts", "reps"),
    "topic": Values(
        tuple(dict.fromkeys((*commands_of(build_parser()), *(name for name, _ in topic_lines())))),
        label="topic",
    ),
    "when": Values(("off", "now"), label="time"),
}
"""What a value means that has no choices, by the name under which the parser stores it."""
_ROUTINE, _EXERCISE = _BY_DEST["routine"], Values((), "exercises", "exercise")
_AFTER: dict[str, dict[str, tuple[Values, ...]]] = {
    "routines": dict.fromkeys(("rename", "choose", "archive", "restore", "gentler"), (_ROUTINE,)),
    "exercises": {
        **dict.fromkeys(("rename", "remove"), (_EXERCISE,)),
        "move": (_EXERCISE, Values(("up", "down"), label="where")),
    },
}
"""What can stand behind the first word of a command."""


def grammar() -> Grammar:
    """Return what the whole command line takes."""
    top = build_parser()
    shared = {name for action in _shown(top) for name in action.option_strings}
    of_commands = commands_of(top)
    some = next(iter(of_commands.values()))
    of_all = {name for action in _shown(some) for name in action.option_strings} & shared
    return Grammar(
        tuple(_command(name, parser, of_all) for name, parser in of_commands.items()),
        tuple(_option(each) for each in _shown(top) if of_all.intersection(each.option_strings)),
        tuple(
            _option(each)
            for each in _shown(top)
            if each.option_strings and not of_all.intersection(each.option_strings)
        ),
    )


def filled(template: str, parts: Mapping[str, str]) -> str:
    """Return a template with each ``@NAME@`` replaced by the part of that name."""
    for name, part in parts.items():
        template = template.replace(f"@{name}@", part)
    return template


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return what a parser takes, without commands and what its help does not show."""
    return [
        action
        for action in parser._actions
        if action.help is not argparse.SUPPRESS
        and not isinstance(action, argparse._SubParsersAction)
    ]


def _command(name: str, parser: Parser, shared: set[str]) -> Command:
    actions = [each for each in _shown(parser) if not shared.intersection(each.option_strings)]
    arguments = [each for each in actions if not each.option_strings]
    places = tuple(_values(each) for each in arguments)
    return Command(
        name,
        parser.description or "",
        tuple(_option(each) for each in actions if each.option_strings),
        places,
        [place.source for place in places] == [FILES] and arguments[0].nargs is not None,
        _AFTER.get(name, {}),
    )


def _option(action: argparse.Action) -> Option:
    help_text = (action.help or "").replace("%%", "%")
    values = None if action.nargs == 0 else _values(action)
    repeats = isinstance(action, argparse._AppendAction)
    return Option(tuple(action.option_strings), help_text, values, action.nargs == "+", repeats)


def _values(action: argparse.Action) -> Values:
    label = action.dest
    if action.choices is not None:
        return Values(tuple(map(str, action.choices)), label=label)
    return _BY_DEST.get(action.dest, Values(label=label))
