"""What is said of copies that sync programs left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.diary.copies import DAMAGED_COPY, Copy, CopyKind
from tui.words import copies as words

NEWS = Copy(Path("/d/supine 2.json"), "news")
KNOWN = Copy(Path("/d/supine 3.json"), "known")
STRANGER = Copy(Path("/d/supine 4.json"), "stranger")
BROKEN = Copy(Path("/d/supine (conflict).json"), "unreadable", DAMAGED_COPY)


@pytest.mark.parametrize(
    ("found", "kind", "waiting", "summary"),
    [
        (
            [NEWS],
            "news",
            "a sync program left a copy of the diary: it has changes that are missing here "
            "(supine 2.json)",
            "1 to merge",
        ),
        (
            [KNOWN],
            "known",
            "a sync program left a copy of the diary: it would change nothing here (supine 3.json)",
            "1 with nothing new",
        ),
        (
            [BROKEN],
            "unreadable",
            "a sync program left a copy of the diary: it can't be read: it's damaged, or your sync "
            "program is still writing it; try again in a moment (supine (conflict).json)",
            "1 unreadable",
        ),
        (
            [BROKEN, STRANGER, KNOWN, NEWS],
            "news",
            "a sync program left 4 copies of the diary, one of them to merge",
            "1 of 4 to merge",
        ),
        (
            [BROKEN, STRANGER, KNOWN],
            "known",
            "a sync program left 3 copies of the diary, one of them with nothing new",
            "1 of 3 with nothing new",
        ),
    ],
)
def test_what_matters_most_about_the_copies_is_said(
    found: list[Copy], kind: CopyKind, waiting: str, summary: str
) -> None:
    assert words.most_telling(found) == kind
    assert words.waiting_words(found) == waiting
    assert words.summary_words(found) == summary


def test_the_doctor_says_the_command_that_merges_a_copy() -> None:
    assert words.found_words(NEWS).endswith("to merge it: supine merge '/d/supine 2.json'")
    assert "supine merge" not in words.found_words(BROKEN)


def test_no_copy_and_one_that_cannot_be_read_are_said_as_sentences() -> None:
    assert words.nothing_to_merge([]) == words.NO_COPIES
    assert words.nothing_to_merge([BROKEN]).startswith("A sync program left")
    assert words.nothing_to_merge([BROKEN]).endswith(".")


def test_control_characters_in_a_name_are_made_visible() -> None:
    evil = Copy(Path("/d/supine\x1b[2J.json"), "news")
    for text in (words.waiting_words([evil]), words.found_words(evil)):
        assert "\x1b" not in text
