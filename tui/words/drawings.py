"""The drawings of the built-in movements, relaxed and held, as data.

Each is `WIDTH` cells wide and `ROWS` rows high, and drawn twice: in half blocks with colours, and
in ASCII for terminals without colours or without the signs. `figure` returns either as rows of
parts. What a part looks like is up to the screen or the command line: the body is grey, what lies
beneath or behind it is a darker grey, and only what moves is warm.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import NamedTuple

WIDTH, ROWS = 24, 7
"""The cells and rows of one drawing, without its caption."""

# Two pixels make a cell, one above the other: ``o`` body, ``.`` what lies beneath or behind it,
# ``#`` what moves.
_PIXELS = {
    "shoulder-blades": (
        """
         ......
        ........
       o........o
         ......
          oooo
      oooooooooooo
   oooooooooooooooooo
  oooooooooooooooooooo
  oo####ooo..ooo####oo
  ooo###ooo..ooo###ooo
  oo o##ooo..ooo##o oo
  oo o##ooo..ooo##o oo
  oo oo#ooo..ooo#oo oo
  oo oooooo..oooooo oo
""",
        """
         ......
        ........
       o........o
         ......
          oooo
      oooooooooooo
   oooooooooooooooooo
  oooooooooooooooooooo
  ooooo####..####ooooo
  oooooo###..###oooooo
  oo oooo##..##oooo oo
  oo oooo##..##oooo oo
  oo ooooo#..#ooooo oo
  oo oooooo..oooooo oo
""",
    ),
    "neck": (
        """
         o
        oo
    ....oo oo
  ...oooooooo oo
 ....oooooooooooo
 ....oooooooooooo    ooo
.....oo.ooooooo    ooooo
.....oo.oooooo   ooooooo
.....ooooooooooooooooooo
 ....ooooooooooooooooooo
  ....ooo######ooooooooo
   ....  .......  oooooo
        ..........  oooo
........................
""",
        """
         o
        oo
    ....oo oo
  ...oooooooo oo
 ....oooooooooooo
 ....oooooooooooo    ooo
.....oo.ooooooo    ooooo
.....oo.oooooo   ooooooo
.....ooooooooooooooooooo
 ....ooooooooooooooooooo
  ....ooo######ooooooooo
   .... ########  oooooo
       ............ oooo
........................
""",
    ),
}
_ASCII = {
    "shoulder-blades": (
        r"""
          .--.
         (    )
     .----'  '----.
    /      ::      \
   |  ###  ::  ###  |
   | | ##  ::  ## | |
   | |  #  ::  #  | |
""",
        r"""
          .--.
         (    )
     .----'  '----.
    /      ::      \
   |    ###::###    |
   | |   ##::##   | |
   | |    #::#    | |
""",
    ),
    "neck": (
        r"""
       _
   __ / |__ _
  /  '       '-.   .----
 (    C      '/---'
 (          #####
  '-.___.-'( roll )'----
========================
""",
        r"""
       _
   __ / |__ _
  /  '       '-.   .----
 (    C      '/---'
 (         vvvvvvv
  '-.___.-'.#####.'-----
========( _roll_ )======
""",
    ),
}
_MOVING_SIGNS = frozenset("#<>v")
"""What moves in the ASCII drawings; nothing else is drawn with these signs."""
_CAPTIONS = {
    "shoulder-blades": ("your back, relaxed", "held: blades together"),
    "neck": ("relaxed, from the side", "held: neck gently down"),
}
_NOSE_UP, _NOSE_UP_COLUMN = "nose up", 11
"""What stands beside the nose, on the first row of the drawings of the neck."""
_KINDS = {" ": "", "o": "body", ".": "behind", "#": "moving"}


class Part(NamedTuple):
    """Some cells of a row that look the same.

    ``ink`` and ``ground`` are ``body``, ``behind``, ``moving``, ``caption``, or empty: the
    colours of the text and of what is beneath it. ``caption`` is a word in or under a drawing.
    """

    text: str
    ink: str = ""
    ground: str = ""


Row = tuple[Part, ...]


def has_drawing(exercise_id: str) -> bool:
    """Return whether an exercise, given by its id, has drawings."""
    return exercise_id in _PIXELS


@cache
def figure(
    exercise_id: str, *, is_held: bool, in_blocks: bool, is_large: bool = False
) -> tuple[Row, ...]:
    """Return the drawing of an exercise: `ROWS` rows of `WIDTH` cells, and a caption beneath them.

    Args:
        exercise_id: one of those that have drawings.
        is_held: whether the movement is held, or relaxed.
        in_blocks: in half blocks, which need colours; else in ASCII.
        is_large: twice as wide and high; in blocks only.
    """
    width = 2 * WIDTH if is_large and in_blocks else WIDTH
    if in_blocks and is_large:
        pixels = _lines(_PIXELS[exercise_id][is_held], 2 * ROWS)
        twice = ["".join(pixel * 2 for pixel in line) for line in pixels for _ in range(2)]
        rows = _in_blocks(twice)
    elif in_blocks:
        rows = _in_blocks(_lines(_PIXELS[exercise_id][is_held], 2 * ROWS))
    else:
        rows = tuple(map(_in_ascii, _lines(_ASCII[exercise_id][is_held], ROWS)))
    if exercise_id == "neck":
        rows = (_with_label(rows[0], _NOSE_UP, _NOSE_UP_COLUMN * width // WIDTH), *rows[1:])
    caption = _CAPTIONS[exercise_id][is_held].center(width)
    return *rows, (Part(caption, "caption"),)


def both_figures(
    exercise_id: str, *, in_blocks: bool, is_large: bool = False, gap: int = 2
) -> tuple[Row, ...]:
    """Return both drawings of an exercise side by side, relaxed first."""
    relaxed, held = (
        figure(exercise_id, is_held=is_held, in_blocks=in_blocks, is_large=is_large)
        for is_held in (False, True)
    )
    between = Part(" " * gap)
    return tuple((*left, between, *right) for left, right in zip(relaxed, held, strict=True))


def _lines(drawing: str, count: int) -> list[str]:
    lines = [
        line.ljust(WIDTH) for line in drawing.removeprefix("\n").removesuffix("\n").split("\n")
    ]
    assert len(lines) == count and all(len(line) == WIDTH for line in lines)
    return lines


def _in_blocks(pixels: list[str]) -> tuple[Row, ...]:
    """Return rows of cells for rows of pixels, two for each."""
    rows = []
    for upper, lower in zip(pixels[::2], pixels[1::2], strict=True):
        cells = [_block(*pair) for pair in zip(upper, lower, strict=True)]
        rows.append(_joined(cells))
    return tuple(rows)


def _block(upper: str, lower: str) -> Part:
    """Return the cell of two pixels."""
    above, beneath = _KINDS[upper], _KINDS[lower]
    if above == beneath:
        return Part("█", above) if above else Part(" ")
    if not above:
        return Part("▄", beneath)
    return Part("▀", above, beneath)


def _in_ascii(line: str) -> Row:
    return _joined(
        Part(sign, "" if sign == " " else "moving" if sign in _MOVING_SIGNS else "body")
        for sign in line
    )


def _with_label(row: Row, text: str, column: int) -> Row:
    """Return a row with a text from a column on, which must lie in the blank at its end."""
    *parts, blank = row
    start = sum(len(part.text) for part in parts)
    end = len(blank.text) - (column - start) - len(text)
    return *parts, Part(" " * (column - start)), Part(text, "caption"), Part(" " * end)


def _joined(cells: Iterable[Part]) -> Row:
    """Return cells as a row in which neighbours that look the same are one part."""
    return tuple(
        Part("".join(cell.text for cell in same), *look)
        for look, same in groupby(cells, key=lambda cell: cell[1:])
    )
