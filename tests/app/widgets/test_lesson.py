"""What of a lesson fits beside the number, at every size (rules R4.ready)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.app.widgets.boxes import Piece
from tui.app.widgets.lesson import Lesson, place, reading_ms
from tui.practice.models import DEFAULT_ROUTINE
from tui.words.how import ALWAYS, closing, how_lines, labelled, openings, with_hold

BLADES, NECK = DEFAULT_ROUTINE.exercises
LESSON = Lesson(
    NECK.id,
    tuple(labelled(with_hold(how_lines(NECK), NECK.hold_s))),
    openings(NECK, is_first=True),
    closing((NECK,)),
    is_held=True,
    in_blocks=True,
)


def pips(cells: int) -> list[list[Piece]]:
    return [[((cells - 6) // 2, "pip-left", "▂▂  ▂▂")]]


def placed(width: int, height: int, lesson: Lesson = LESSON) -> list[str] | None:
    """Return the rows as they are drawn, or None where the lesson has no room."""
    rows = place(lesson, "30", "READY", pips, width, height)
    if rows is None:
        return None
    drawn = []
    for y in range(height):
        line = ""
        for column, _, text in rows.get(y, []):
            assert column >= len(line), "pieces do not overlap"
            line = line.ljust(column) + text
        assert len(line) <= width
        drawn.append(line)
    assert max(rows) < height
    return drawn


@pytest.mark.parametrize(
    ("width", "height", "shown", "missing"),
    [
        (80, 20, ["relaxed", "held", "Do ", "Feel ", "clench", "hurts, let go", "knees"], []),
        (120, 36, ["relaxed", "held", "Do ", "Feel ", "clench", "hurts, let go", "towel"], []),
        (60, 22, ["held", "Do ", "Feel ", "clench", "hurts, let go"], ["relaxed"]),
        (60, 14, ["Do ", "Feel ", "clench", "hurts, let go"], ["relaxed", "held"]),
        (
            40,
            8,
            ["READY  30", "Lie flat", "Do: Nose to", "Hold 5"],
            ["relaxed", "held", "Feel", "clench"],
        ),
    ],
)
def test_every_line_of_a_movement_is_shown_and_drawings_come_with_room(
    width: int, height: int, shown: list[str], missing: list[str]
) -> None:
    drawn = placed(width, height)
    assert drawn is not None
    words = " ".join(" ".join(drawn).split())
    assert [each for each in shown if " ".join(each.split()) not in words] == []
    assert [each for each in missing if each in words] == []


def test_with_few_rows_all_of_it_is_shown_in_pages() -> None:
    shown = [
        " ".join(" ".join(placed(40, 8, replace(LESSON, part_over=n / 60)) or ()).split())
        for n in range(61)
    ]
    pages = [(page, len([*same])) for page, same in groupby(shown)]
    begins = ["Lie flat on your back. Do: Nose", "Feel: A light"]
    for (page, _), first in zip(pages, begins, strict=True):
        assert page.startswith(f"READY 30 {first}")
    assert LESSON.lines[2][1] in pages[1][0]
    assert ALWAYS in pages[1][0]
    # Each stands there as long as it takes to read, and all of them together too.
    needed = reading_ms(LESSON, "READY", 40, 8) / 60
    assert 20_000 < needed * 60 < 40_000
    for page, count in pages:
        assert abs(count * needed / len(page) - 65) < 25, page
    assert reading_ms(LESSON, "READY", 80, 20) == reading_ms(LESSON, "READY", 12, 8) == 0


def test_without_room_for_what_to_do_there_is_no_lesson() -> None:
    assert placed(40, 4) is None
    assert placed(12, 8) is None


def test_an_exercise_without_drawings_has_its_lines_beside_the_number() -> None:
    drawn = placed(80, 20, replace(LESSON, exercise="chin-tuck"))
    assert drawn is not None
    assert "relaxed" not in "".join(drawn)
    assert any("██" in line and "Nose to the ceiling" in line for line in drawn)


@pytest.mark.parametrize("line", ["枕" * 140, "x" * 140, "👩‍👩‍👧" * 20])
def test_a_line_in_any_script_is_folded_and_loses_nothing(line: str) -> None:
    rows = place(replace(LESSON, lines=(("Do", line),)), "30", "READY", pips, 80, 20)
    assert rows is not None
    texts = [piece for row in rows.values() for piece in row if piece[1] == "lesson"]
    assert all(column + cell_len(text) <= 80 for column, _, text in texts)
    assert line in "".join(text for _, _, text in texts)


@settings(max_examples=60)
@given(st.integers(1, 140), st.integers(1, 40), st.booleans(), st.sampled_from(["neck", "own"]))
def test_nothing_leaves_the_room_it_has(
    width: int, height: int, in_blocks: bool, exercise: str
) -> None:
    placed(width, height, replace(LESSON, exercise=exercise, in_blocks=in_blocks))
