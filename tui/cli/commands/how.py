"""``supine how``: how the movements are done."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.cli.lines import Line, Painted
from tui.cli.output import is_drawn_on, print_answer, read_today
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.practice.models import Routine
from tui.words import how as words
from tui.words.color import wants_color
from tui.words.glyphs import can_encode_signs

if TYPE_CHECKING:
    import argparse

    from tui.words.drawings import Part

_WIDEST = 76
"""Cells of a line of text on a wide terminal."""
_STYLES = {"body": 250, "behind": 240, "moving": 214, "caption": 245}
"""The colours of the parts of a drawing, of the 256 that terminals number."""


def how(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print how the exercises of the routine are done; with drawings only on a terminal.

    Raises:
        NotFound: there is no such routine.
    """
    today = read_today(options, diary, clock)
    routine = today.routine
    if options.plain or not is_drawn_on(sys.stdout):
        print_answer(options, lambda: _as_json(routine), lambda: how_text(routine))
        return FINE
    has_signs = today.snapshot.settings.glyphs == "unicode" and can_encode_signs(
        sys.stdout.encoding
    )
    has_color = wants_color(options.color, os.environ, is_terminal=True)
    width = shutil.get_terminal_size().columns
    print_answer(
        options,
        lambda: _as_json(routine),
        lambda: _drawn(routine, width, has_color=has_color, has_signs=has_signs),
    )
    return FINE


def _as_json(routine: Routine) -> dict[str, Any]:
    return {
        "routine": routine.id,
        "exercises": [
            {"id": each.id, "name": each.name}
            | dict(zip(words.HOW_PARTS, words.how_lines(each), strict=True))
            for each in routine.exercises
        ],
        "always": list(words.closing(routine.exercises)),
        "why": words.EXPECT,
    }


def how_text(routine: Routine) -> Iterator[str]:
    """Return the lines as they are read aloud, without drawings and columns."""
    for exercise in routine.exercises:
        lines = words.read_aloud(words.how_lines(exercise))
        yield from [f"{exercise.name}.", *lines] if lines else []
    yield from words.closing(routine.exercises)
    yield f"{words.WHY}: {words.EXPECT}"


def _drawn(routine: Routine, width: int, *, has_color: bool, has_signs: bool) -> Iterator[Line]:
    """Return the lines for a terminal of some cells, with the drawings that fit."""
    from tui.words import drawings

    for exercise in routine.exercises:
        lines = [*words.labelled(words.how_lines(exercise))]
        if not lines:
            continue
        yield exercise.name
        if drawings.has_drawing(exercise.id) and width >= 2 * drawings.WIDTH + 4:
            rows = drawings.both_figures(exercise.id, in_blocks=has_color and has_signs)
            yield from (["  ", *_painted(row, has_color=has_color)] for row in rows)
        for label, line in lines:
            yield from _folded(f"  {label:<{words.LABEL_CELLS}}", line, width)
        yield ""
    for line in words.closing(routine.exercises):
        yield from _folded("", line, width)
    yield from ["", words.WHY]
    yield from _folded("  ", words.EXPECT, width)


def _folded(head: str, text: str, width: int) -> list[str]:
    """Return a text in lines that fit, with its beginning before the first of them."""
    room = max(20, min(width - 1, _WIDEST))
    return textwrap.wrap(text, room, initial_indent=head, subsequent_indent=" " * len(head))


def _painted(row: tuple[Part, ...], *, has_color: bool) -> list[str | Painted]:
    return [_paint(part) if has_color and part.ink else part.text for part in row]


def _paint(part: Part) -> Painted:
    style = f"38;5;{_STYLES[part.ink]}"
    return Painted(part.text, f"{style};48;5;{_STYLES[part.ground]}" if part.ground else style)
