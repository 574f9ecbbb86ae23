"""The manual page, made from the parser and from the topics of ``supine help``.

docs/supine.1 is what `page` returns, and is installed with the program: ``supine help --man``.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

from tui import __version__
from tui.cli.argument_parser import Parser, commands_of
from tui.cli.parser import build_parser
from tui.words.topics import TOPICS, Lines, Part

# Signs that roff obeys, or prints as others; the backslash first, as all names begin with it.
_SIGNS = {
    "\\": "\\e",
    "-": "\\-",
    "~": "\\(ti",
    "'": "\\(aq",
    '"': "\\(dq",
    "^": "\\(ha",
    "·": "\\(pc",
}
_EVERYWHERE = ("--help", "--file", "--routine", "--json", "--color", "--debug")


def page() -> str:
    """Return the manual page, in the macros of man(7)."""
    return "\n".join(_lines(build_parser())) + "\n"


def _lines(parser: Parser) -> Iterator[str]:
    yield f'.TH SUPINE 1 "" "supine {__version__}" "User commands"'
    yield ".SH NAME"
    yield "supine \\- a gentle daily routine for the neck and upper back, done lying down"
    yield ".SH SYNOPSIS"
    yield r".B supine"
    yield r"[\fIoptions\fR] [\fIcommand\fR [\fIarguments\fR]]"
    yield ".SH DESCRIPTION"
    yield from _parts(
        (
            parser.description or "",
            "In the app, ? shows the keys of the screen, and ctrl+p finds everything by name.",
        )
    )
    yield ".SH OPTIONS"
    yield from _text("All but --version also work after the command.")
    for action in _options(parser):
        yield from _item(_names(action), _help(action))
    yield ".SH COMMANDS"
    for name, command in commands_of(parser).items():
        yield f'.SS "{_escaped(_usage(name, command))}"'
        yield from _text(_sentence(command.description or ""))
        for action in command._actions:
            if action.help is argparse.SUPPRESS or _is_everywhere(action):
                continue
            if action.option_strings or action.help:
                yield from _item(_names(action), _help(action))
    for topic in TOPICS.values():
        yield f'.SH "{topic.title.upper()}"'
        yield from _parts(topic.parts)
    yield ".SH SEE ALSO"
    yield from _text(
        "supine help TOPIC prints the sections above one by one, and supine help keys all keys."
    )


def _options(parser: Parser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if action.option_strings and action.help is not argparse.SUPPRESS:
            yield action


def _is_everywhere(action: argparse.Action) -> bool:
    return any(name in _EVERYWHERE for name in action.option_strings)


def _usage(name: str, command: Parser) -> str:
    """Return a command with what it takes, on one line: ``supine restore [NAME] [options]``."""
    words = [f"supine {name}"]
    for action in command._actions:
        if not action.option_strings:
            many = action.nargs if isinstance(action.nargs, int) else 1
            place = " ".join([_names(action)] * many) + " ..." * (action.nargs in ("*", "+"))
            words.append(f"[{place}]" if action.nargs in ("*", "?") else place)
    own = [each for each in _options(command) if not _is_everywhere(each)]
    return " ".join([*words, *["[options]"] * bool(own)])


def _names(action: argparse.Action) -> str:
    """Return an option with its names and its value, or what a place is called."""
    value = action.metavar or action.dest
    if action.choices:
        value = "|".join(map(str, action.choices))
    if not action.option_strings:
        return str(value)
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _help(action: argparse.Action) -> str:
    return _sentence((action.help or "").replace("%%", "%"))


def _sentence(text: str) -> str:
    """Return a help text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield parts; a paragraph after the first begins with a blank line."""
    for number, part in enumerate(parts):
        if isinstance(part, Lines):
            yield ".TP"
            yield f".B {_escaped(part.where)}"
            yield ".nf"
            yield from map(_escaped, part.text.splitlines())
            yield ".fi"
            continue
        if isinstance(part, tuple):
            yield from _item(*part)
            continue
        if number:
            yield ".PP"
        yield from _text(part)


def _item(name: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_escaped(name)}"
    yield from _text(text)


def _text(text: str) -> Iterator[str]:
    """Yield the lines of a text, which roff fills."""
    for line in textwrap.wrap(text, 72, break_on_hyphens=False, break_long_words=False):
        yield _escaped(line)


def _escaped(text: str) -> str:
    """Return a text as roff prints it as it stands."""
    for sign, name in _SIGNS.items():
        text = text.replace(sign, name)
    return f"\\&{text}" if text.startswith(".") else text
