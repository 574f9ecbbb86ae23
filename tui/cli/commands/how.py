"""``supine how``: how to do the exercises."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tui.cli.calendar_view import OutputStyle
from tui.cli.lines import Line, Painted
from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.practice.models import Exercise, Routine
from tui.words import how as words

if TYPE_CHECKING:
    import argparse

    from tui.words.drawings import Part

_WIDEST = 76
"""Cells of a line of text on a wide terminal."""
_SHADES = {"body": "5;250", "behind": "5;240", "moving": "5;214", "caption": "5;245"}
"""The colours of the parts of a drawing, of the 256 that terminals number."""


def how(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print how the exercises of the routine are done; with drawings only on a terminal.

    Raises:
        NotFound: there is no such routine.
    """
    today = read_today(options, diary, clock)
    routine = today.routine
    style = OutputStyle.of_stdout(options.color, today.snapshot.settings.glyphs)
    is_plain = options.plain or not style.is_drawn
    print_answer(
        options,
        lambda: _as_json(routine),
        lambda: how_text(routine) if is_plain else _drawn(routine, style),
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
        "always": [*words.opening(routine.exercises), *words.closing(routine.exercises)],
        "why": words.EXPECT,
    }


def _lines(exercise: Exercise) -> words.HowLines:
    return words.with_hold(words.how_lines(exercise), exercise.hold_s)


def how_text(routine: Routine) -> Iterator[str]:
    """Return the lines as they are read aloud, without drawings and columns."""
    yield from words.opening(routine.exercises)
    for exercise in routine.exercises:
        lines = words.read_aloud(_lines(exercise))
        yield from [f"{exercise.name}.", *lines] if lines else []
    yield from words.closing(routine.exercises)
    yield f"{words.WHY}: {words.EXPECT}"


def _drawn(routine: Routine, style: OutputStyle) -> Iterator[Line]:
    """Return the lines for a terminal, with the drawings that fit."""
    from tui.words import drawings

    width, inks = style.width, _SHADES if style.color_bits >= 8 else {}
    in_blocks = bool(inks) and not style.is_ascii
    if opening := words.opening(routine.exercises):
        yield from (line for each in opening for line in _folded("", each, width))
        yield ""
    for exercise in routine.exercises:
        lines = [*words.labelled(_lines(exercise))]
        if not lines:
            continue
        yield exercise.name
        if drawings.has_drawing(exercise.id) and width >= 2 * drawings.WIDTH + 4:
            rows = drawings.both_figures(exercise.id, in_blocks=in_blocks)
            yield from (["  ", *(_painted(part, inks) for part in row)] for row in rows)
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


def _painted(part: Part, inks: Mapping[str, str]) -> str | Painted:
    ink = inks.get(part.ink)
    if ink is None:
        return part.text
    return Painted(part.text, f"38;{ink};48;{inks[part.ground]}" if part.ground else f"38;{ink}")
