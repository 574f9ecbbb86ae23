"""Correcting a session's counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.practice.corrections import corrected
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
