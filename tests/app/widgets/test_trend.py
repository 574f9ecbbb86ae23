"""The trend: bars of reps and targets, and soreness beneath."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.app.widgets.trend import LABEL_CELLS, Point, trend
from tui.practice.models import Band, Compare
from tui.words.glyphs import to_ascii

points = st.builds(
    Point, st.integers(0, 40), st.integers(0, 40), st.none() | st.sampled_from(list(Band))
)


def bars(*given: Point, rows: int = 2) -> list[str]:
    lines = trend(given, rows).plain.split("\n")
    return [line[LABEL_CELLS:] for line in lines]


def test_counted_reps_are_full_and_what_was_asked_beyond_them_is_dotted() -> None:
    assert bars(Point(4, 4, None), Point(2, 4, None), Point(0, 4, None), Point(0, 0, None)) == [
        "█░░ ",
        "██░ ",
    ]


def test_soreness_has_a_row_of_its_own_where_it_was_said() -> None:
    points_of_bands = [Point(1, 1, band) for band in (*Band, None)]
    assert bars(*points_of_bands, rows=1) == ["██████", "▁▃▅▇! "]
    assert to_ascii("▁▃▅▇!") == "_~+%!", "each band differs in ASCII, too"


def test_weekly_answers_have_a_row_of_their_own_where_one_was_given() -> None:
    # R7.shown
    given: list[Compare | None] = ["easier", None, "same", "worse"]
    assert bars(*(Point(1, 1, None, each) for each in given), rows=1) == ["████", "▲ =▼"]
    assert to_ascii("▲=▼") == "^=v", "each differs in ASCII, too"
    both = trend([Point(1, 1, Band.MILD, "same")], 1).plain.split("\n")
    assert [line.split() for line in both] == [["reps", "█"], ["soreness", "▃"], ["neck", "="]]


def test_without_reps_nothing_is_drawn() -> None:
    assert trend([], 3).plain == ""
    assert trend([Point(0, 0, Band.HIGH)], 3).plain == ""


def test_a_single_rep_is_visible_beside_a_hundred() -> None:
    assert bars(Point(100, 0, None), Point(1, 0, None), rows=1) == ["█▁"]


@given(given_points=st.lists(points, min_size=1, max_size=60), rows=st.integers(1, 6))
def test_each_date_has_a_cell_and_more_reps_have_no_lower_bar(
    given_points: list[Point], rows: int
) -> None:
    drawn = bars(*given_points, rows=rows)
    if drawn == [""]:
        assert not any(point.counted or point.target for point in given_points)
        return
    assert {len(line) for line in drawn} == {len(given_points)}
    columns = zip(*drawn[:rows], strict=True)
    heights = [sum(cell in "▁▂▃▄▅▆▇█" for cell in column) for column in columns]
    for (one, high), (other, low) in zip(
        zip(given_points, heights, strict=True),
        zip(given_points[1:], heights[1:], strict=True),
        strict=False,
    ):
        assert not (one.counted > other.counted and high < low)
