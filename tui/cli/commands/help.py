"""``supine help``: the commands, one of them, or a topic such as files or keys."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterable, Iterator

from tui.cli.argument_parser import Parser, commands_of
from tui.cli.output import print_answer
from tui.cli.parser import build_parser
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.names import known_name, near_names
from tui.words.phrases import listed
from tui.words.topics import KEYS, TOPICS, Lines, Part, topic_lines

_MOST_CELLS = 78
_NAME_CELLS = 22
"""Cells of the column of names; a longer name has a line of its own."""


def help_(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the help, that of a command, or a topic; with ``--man`` print the manual page.

    Raises:
        UsageError: there is no such topic.
        Unreadable: the keys are asked for, and the diary, which has them, cannot be read.
    """
    del clock
    if options.man:
        from tui.cli.manual import page

        lines = page().splitlines()
    elif options.topic is None:
        lines = list(_overview())
    else:
        lines = list(_topic(options.topic, diary))
    print_answer(options, lambda: {"topic": options.topic, "text": "\n".join(lines)}, lambda: lines)
    return FINE


def _overview() -> Iterator[str]:
    yield from _help_of(build_parser())
    yield ""
    yield "supine help TOPIC prints more. The topics are all commands, and:"
    yield from _wrapped(topic_lines())


def _topic(typed: str, diary: Diary) -> Iterator[str]:
    """Yield the lines of a topic, then the help of the command of that name, if there are both."""
    commands = commands_of(build_parser())
    topics = [topic for topic, _ in topic_lines()]
    known = dict.fromkeys((*commands, *topics))
    name = known_name(typed, known)
    if name is None:
        near = near_names(typed, known)
        hint = f"a topic is a command, or {listed(topics, 'or')}"
        if near:
            hint = f"did you mean {listed(near, 'or')}?"
        raise UsageError(f"there is no help on {typed!r}; {hint}")
    command = commands.get(name)
    if name == KEYS:
        yield from _keys(diary)
    elif name in TOPICS:
        yield from _wrapped(TOPICS[name].parts)
        if command is not None:
            yield ""
    if command is not None:
        yield from _help_of(command)


def _help_of(parser: Parser) -> list[str]:
    """Return the lines that ``--help`` prints, without the colours of Python 3.14 and newer."""
    vars(parser)["color"] = False
    return parser.format_help().splitlines()


def _wrapped(parts: Iterable[Part]) -> Iterator[str]:
    """Yield parts in the width of the terminal, paragraphs with a blank line before them."""
    cells = max(30, min(shutil.get_terminal_size().columns, _MOST_CELLS))
    column = min(_NAME_CELLS, cells // 3)
    for number, part in enumerate(parts):
        if isinstance(part, str):
            if number:
                yield ""
            yield from _filled(part, cells)
            continue
        if isinstance(part, Lines):
            yield from ("", *_filled(f"{part.where}:", cells, "  "))
            yield from (f"    {each}" for each in part.text.splitlines())
            continue
        name, text = part
        indent = " " * (column + 2)
        first, *rest = _filled(text, cells, indent)
        if len(name) + 2 <= column:
            yield f"  {name:<{column}}{first[column + 2 :]}"
        else:
            yield from (*_filled(name, cells, "  "), first)
        yield from rest


def _filled(text: str, cells: int, indent: str = "") -> list[str]:
    """Return the lines of a text, in which words such as paths and options stay whole."""
    return textwrap.wrap(
        text,
        cells,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _keys(diary: Diary) -> Iterator[str]:
    """Yield all keys as the person set them, by screen."""
    # The only command that needs the app's tables, and with them Textual.
    from tui.app.keys.bindings import key_words
    from tui.app.keys.keymap import catalogue, effective, validate

    keymap, _ = validate(diary.read().settings.keys)
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in catalogue().values():
        row = (key_words(effective(keymap, key.id)), key.description)
        groups.setdefault(key.group, []).append(row)
    for number, (heading, rows) in enumerate(groups.items()):
        if number:
            yield ""
        yield heading
        yield from _wrapped(rows)
