"""Correcting a session's counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.practice.corrections import corrected, recounted
from tui.practice.models import Reps

counts = st.integers(0, 30)


@pytest.mark.parametrize(
    ("before", "done", "imagined", "after"),
    [
        (Reps(target=4, done=4, held_s=19.5, hold_s=5), 4, 0, (4, 0, 0, 0, 19.5)),
        (Reps(target=4, done=4, held_s=20, hold_s=5), 3, 0, (3, 0, 0, 0, 15)),
        (Reps(target=4, done=3, skipped=1, held_s=15, hold_s=5), 4, 0, (4, 0, 0, 0, 20)),
        (Reps(target=4, done=2, short=1, skipped=1, held_s=12, hold_s=5), 4, 0, (4, 0, 0, 0, 22)),
        (Reps(target=4, done=4, held_s=20, hold_s=5), 2, 2, (2, 2, 0, 0, 10)),
        (Reps(target=4, imagined=4, hold_s=5), 4, 0, (4, 0, 0, 0, 20)),
        (Reps(done=1), 0, 0, (0, 0, 0, 0, 0)),
        (Reps(done=4, short=1, skipped=1, held_s=22, hold_s=5), 3, 0, (3, 0, 1, 1, 17)),
        (Reps(done=2, short=1, skipped=1, held_s=12, hold_s=5), 3, 0, (3, 0, 1, 0, 17)),
        (Reps(done=2, imagined=1, skipped=3, held_s=10, hold_s=5), 3, 2, (3, 2, 0, 1, 15)),
        (Reps(done=1, held_s=5), 2, 0, (2, 0, 0, 0, 5)),
    ],
)
def test_what_counts_become(
    before: Reps, done: int, imagined: int, after: tuple[int, int, int, int, float]
) -> None:
    new = corrected(before, done, imagined)
    assert (new.done, new.imagined, new.short, new.skipped, new.held_s) == after
    assert (new.target, new.hold_s) == (before.target, before.hold_s)


@given(before=st.builds(Reps, done=counts, imagined=counts, short=counts, skipped=counts,
                        hold_s=st.none() | st.integers(2, 10), held_s=st.integers(0, 300)),
       done=counts, imagined=counts)  # fmt: skip
def test_nothing_becomes_negative_and_misses_never_grow(
    before: Reps, done: int, imagined: int
) -> None:
    new = corrected(before, done, imagined)
    assert (new.done, new.imagined) == (done, imagined)
    assert 0 <= new.skipped <= before.skipped
    assert 0 <= new.short <= before.short
    assert new.held_s >= 0
    assert corrected(before, before.done, before.imagined) is before


@pytest.mark.parametrize(
    ("counted", "done", "imagined"),
    [(6, 4, 2), (5, 3, 2), (4, 2, 2), (3, 1, 2), (2, 0, 2), (1, 0, 1), (0, 0, 0)],
)
def test_real_reps_are_removed_before_imagined_ones(counted: int, done: int, imagined: int) -> None:
    before = Reps(target=5, done=3, imagined=2, short=1, held_s=18, hold_s=5)
    assert recounted(before, counted) == corrected(before, done, imagined)


def test_the_same_count_changes_nothing() -> None:
    before = Reps(target=5, done=3, imagined=2, held_s=14, hold_s=5)
    assert recounted(before, 5) is before
