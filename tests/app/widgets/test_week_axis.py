"""The figures of weeks beneath the heatmap, in its columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.app.widgets.week_axis import week_axis
from tui.practice.models import Band, Compare
from tui.practice.week_figures import WeekFigures
from tui.words.day_grid import MARGIN_CELLS, SMALL, WIDE
from tui.words.glyphs import to_ascii

means = st.none() | st.floats(0.1, 60)
figures = st.builds(WeekFigures, means, means, st.none() | st.sampled_from(list(Band)))


def drawn(*given: WeekFigures, rows: int = 2) -> list[str]:
    return [line.rstrip() for line in week_axis(given, SMALL, rows).plain.split("\n")]


def test_counted_reps_are_full_and_what_was_asked_beyond_them_is_dotted() -> None:
    weeks = [WeekFigures(4, 4), WeekFigures(2, 4), WeekFigures(None, 4), WeekFigures()]
    assert drawn(*weeks) == ["   4 █ ░ ░", "reps █ █ ░"]
    assert drawn(WeekFigures(6.5, 6)) == [" 6.5 █", "reps █"]


def test_soreness_and_weekly_answers_have_a_row_each_where_something_was_said() -> None:
    # R7.shown
    weeks = [WeekFigures(1, 1, band) for band in (*Band, None)]
    assert drawn(*weeks, rows=1) == ["reps █ █ █ █ █ █", "sore ▁ ▃ ▅ ▇ !"]
    given: list[Compare | None] = ["easier", None, "same", "worse"]
    answers = [WeekFigures(compare=each) for each in given]
    assert drawn(*answers) == ["neck ▲   = ▼"]
    assert to_ascii("▁▃▅▇!▲=▼") == "_~+%!^=v", "each differs in ASCII, too"


def test_blocks_are_as_wide_as_the_tiles_and_other_signs_are_not() -> None:
    weeks = [WeekFigures(2, 2, Band.MILD, "same"), WeekFigures(1, 2, Band.WARNING, "worse")]
    lines = week_axis(weeks, WIDE, 1).plain.split("\n")
    assert [line.rstrip() for line in lines] == ["reps ██ ▄▄", "sore ▃▃ !", "neck =  ▼"]


def test_without_figures_nothing_is_drawn() -> None:
    assert drawn() == drawn(WeekFigures(), WeekFigures()) == [""]


def test_a_single_rep_is_visible_beside_a_hundred() -> None:
    assert drawn(WeekFigures(100), WeekFigures(1), rows=1) == ["reps █ ▁"]


@given(weeks=st.lists(figures, min_size=1, max_size=53), rows=st.integers(1, 6))
def test_each_week_has_its_column_and_more_reps_have_no_lower_bar(
    weeks: list[WeekFigures], rows: int
) -> None:
    if not any(each.counted or each.target for each in weeks):
        return
    bars = week_axis(weeks, SMALL, rows).plain.split("\n")[:rows]
    assert {len(line) for line in bars} == {MARGIN_CELLS + 2 * len(weeks)}
    columns = [*zip(*(line[MARGIN_CELLS::2] for line in bars), strict=True)]
    heights = [sum("▁▂▃▄▅▆▇█".find(cell) + 1 for cell in column) for column in columns]
    for one, high in zip(weeks, heights, strict=True):
        for other, low in zip(weeks, heights, strict=True):
            assert not ((one.counted or 0) > (other.counted or 0) and high < low)
