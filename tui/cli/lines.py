"""The one way out for lines of text. Nothing that others have written is obeyed by a terminal.

All that the command line prints goes through `print_line`, which makes control characters visible
(`tui.words.visible`), and signs in ASCII where the stream's encoding lacks them. Its own colours
are given as `Painted` parts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple, TextIO

from tui.words.visible import visible


class Painted(NamedTuple):
    """A text in a style, which is given as the parameters of the escape sequence."""

    text: str
    style: str


Line = Sequence[str | Painted]
"""A text, or a line in parts, some of which are painted."""


def print_line(line: Line, to: TextIO | None = None) -> None:
    """Print a line to a stream, by default standard output; do nothing if that is closed."""
    stream = to if to is not None else sys.stdout
    if stream is not None:
        parts = [line] if isinstance(line, str) else line
        stream.write(_encodable("".join(map(_shown, parts)), stream) + "\n")


def _encodable(text: str, stream: TextIO) -> str:
    """Return a text with the ASCII forms of signs if the stream's encoding lacks any of them."""
    if not text.isascii():
        try:
            text.encode(stream.encoding or "utf-8")
        except (LookupError, UnicodeError):
            from tui.words.glyphs import to_ascii  # seldom needed

            return to_ascii(text)
    return text


def _shown(part: str | Painted) -> str:
    if isinstance(part, str):
        return visible(part)
    return f"\x1b[{part.style}m{visible(part.text)}\x1b[0m"


def print_message(source: str, text: str) -> None:
    """Print a message to standard error, in one line that begins with the command it is from."""
    print_error_line(f"{source}: {text}")


def print_error_line(text: str) -> None:
    """Print a line to standard error; do nothing if that is closed."""
    if sys.stderr is not None:
        print_line(text, sys.stderr)
