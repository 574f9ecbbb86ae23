"""Texts are padded by the cells that they take in a terminal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.cli.text_width import cell_width, padded


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        *(("", 0), ("Neck", 4), ("Größe", 5), ("e\u0301", 1), ("早起き", 6), ("ﾊﾝ", 2), ("Ｎ", 2)),
        *(("🧘", 2), ("🧘 Neck", 7), ("❤️", 2), ("❤", 1), ("🧘🏽", 2), ("🧘🏽‍♀️", 2), ("👨‍👩‍👧", 2)),
        *(("🇩🇪", 2), ("🇩🇪🇫🇷", 4), ("🇩", 2), ("1️⃣", 2), ("a\u200bb", 2), ("a\u00adb", 3)),
    ],
)
def test_a_text_takes_so_many_cells(text: str, cells: int) -> None:
    assert cell_width(text) == cells


LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
WESTERN = st.characters(min_codepoint=0xC0, max_codepoint=0x17F)
CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@given(st.text(LETTERS | WESTERN | CHINESE, max_size=12))
def test_letters_take_the_cells_that_the_screens_count(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(st.text(max_size=12), st.integers(0, 20))
@example("\u200d", 1)
@example("🧘\u200d", 3)
def test_a_padded_text_takes_at_least_so_many_cells(text: str, cells: int) -> None:
    assert cell_width(padded(text, cells)) == max(cells, cell_width(text))
    assert padded(text, cells).startswith(text)
