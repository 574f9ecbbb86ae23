"""How the home screen shares out the room that a terminal has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.screens.home_text import (
    TALL_WEEKS_ROWS,
    WEEKS_ROWS,
    Columns,
    Room,
    columns_for,
    room_for,
)
from tui.words.day_grid import ROWS, TALL


def test_the_rows_of_the_weeks_are_those_of_the_heatmap_and_its_heading() -> None:
    assert (1 + ROWS, 1 + TALL.height) == (WEEKS_ROWS, TALL_WEEKS_ROWS)


@pytest.mark.parametrize(
    ("width", "height", "columns", "room"),
    [
        (40, 12, Columns(2, 38, 38, is_narrow=True), Room(3, 10, 0)),
        (50, 40, Columns(1, 48, 48, is_narrow=True), Room(5, 26, 9)),
        (80, 24, Columns(2, 40, 30, is_narrow=False), Room(3, 11, 9)),
        (120, 40, Columns(2, 68, 40, is_narrow=False), Room(7, 17, 9)),
        (200, 50, Columns(3, 76, 40, is_narrow=False), Room(7, 11, 16)),
    ],
)
def test_the_number_is_as_large_as_the_weeks_leave_room_for(
    width: int, height: int, columns: Columns, room: Room
) -> None:
    found = columns_for(width, height)
    assert found == columns
    assert room == room_for(
        height, today_rows=9, notice_rows=0, columns=found.parts, has_tall_tiles=width > 173
    )


@given(st.integers(1, 250), st.integers(1, 80), st.integers(1, 20), st.integers(0, 9))
def test_what_is_larger_than_it_must_be_fits(
    width: int, height: int, today_rows: int, notice_rows: int
) -> None:
    columns = columns_for(width, height).parts
    room = room_for(
        height,
        today_rows=today_rows,
        notice_rows=notice_rows,
        columns=columns,
        has_tall_tiles=columns == 3,
    )
    if room.number_rows > 1 or room.weeks_rows:
        assert room.top_rows + room.weeks_rows + notice_rows + 2 <= height
