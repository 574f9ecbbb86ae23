"""Big letters: sizes and shapes of figures and words."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.widgets.big_letters import (
    DRAWN_FORMS,
    INK,
    SMALL_ROWS,
    WordForm,
    digit_width,
    digits,
    digits_width,
    letters,
    pause_bars,
    small_digits,
    word_forms,
    word_lines,
)
from tui.words.glyphs import to_ascii

PHASE_WORDS = ("READY", "SQUEEZE", "PRESS", "LET GO", "REST", "IMAGINE", "PAUSED", "DONE")
HEIGHTS = range(5, 31)


@pytest.mark.parametrize("rows", HEIGHTS)
def test_every_figure_has_the_same_size(rows: int) -> None:
    for figure in "0123456789:":
        drawn = digits(figure, rows)
        assert len(drawn) == rows, figure
        assert {len(row) for row in drawn} == {digit_width(rows)}, figure
        assert set("".join(drawn)) == {INK, " "}, figure


@pytest.mark.parametrize(("rows", "width", "stroke"), [(5, 6, 2), (7, 8, 2), (12, 12, 4)])
def test_strokes_are_twice_as_many_cells_wide_as_rows_thick(
    rows: int, width: int, stroke: int
) -> None:
    zero = digits("0", rows)
    inside = " " * (width - 2 * stroke)
    assert zero[rows // 2] == INK * stroke + inside + INK * stroke
    assert [row == INK * width for row in zero].count(True) == stroke  # half above, half below


@pytest.mark.parametrize("rows", HEIGHTS)
def test_figures_can_be_told_apart(rows: int) -> None:
    assert len({tuple(digits(figure, rows)) for figure in "0123456789:"}) == 11


@pytest.mark.parametrize("rows", HEIGHTS)
def test_zero_and_eight_are_symmetrical(rows: int) -> None:
    for figure in "08":
        drawn = digits(figure, rows)
        assert [row[::-1] for row in drawn] == drawn


@pytest.mark.parametrize("rows", HEIGHTS)
@pytest.mark.parametrize("figure", "1:")
def test_one_and_colon_stand_in_the_middle(figure: str, rows: int) -> None:
    stem = digits(figure, rows)[rows // 4]
    assert stem == stem[::-1]
    assert stem.strip()


@given(st.text("0123456789:", max_size=6), st.integers(1, 40))
def test_numbers_have_the_calculated_width(text: str, rows: int) -> None:
    drawn = digits(text, rows)
    assert len(drawn) == (rows if rows >= 5 else 1)
    assert {len(row) for row in drawn} == {digits_width(len(text), rows)}


def test_a_number_of_one_row_is_the_text_itself() -> None:
    assert digits("0:42", 1) == ["0:42"]


def test_other_characters_and_sizes_are_rejected() -> None:
    with pytest.raises(ValueError, match="no figure"):
        digits("4s", 12)
    with pytest.raises(ValueError, match="at least one row"):
        digits("4", 0)


@pytest.mark.parametrize("rows", HEIGHTS)
def test_pause_is_two_bars_as_large_as_a_figure(rows: int) -> None:
    drawn = pause_bars(rows)
    assert len(drawn) == rows
    assert {len(row) for row in drawn} == {digit_width(rows)}
    assert {len(row.split()) for row in drawn} == {2}
    assert [row[::-1] for row in drawn] == drawn


@pytest.mark.parametrize("form", DRAWN_FORMS)
def test_every_letter_has_its_size_and_some_ink(form: WordForm) -> None:
    for character in string.ascii_uppercase + string.digits + " -!?.,:'/":
        drawn = letters(character, form)
        assert drawn is not None, character
        assert len(drawn) == form.rows, character
        (width,) = {len(row) for row in drawn}
        assert 1 <= width <= 2 * form.rows, character
        assert set("".join(drawn)) <= set("█▀▄ "), character
        assert bool("".join(drawn).strip()) == (character != " "), character


@pytest.mark.parametrize("form", DRAWN_FORMS)
def test_letters_and_figures_can_be_told_apart(form: WordForm) -> None:
    # Without half blocks, as in ASCII, too. O and 0 are one in a narrow word.
    signs = string.ascii_uppercase + "123456789"
    drawn = {"\n".join(letters(sign, form) or ()) for sign in signs}
    assert len(drawn) == len(signs)
    assert len({to_ascii(each) for each in drawn}) == len(signs)


@pytest.mark.parametrize("form", DRAWN_FORMS)
def test_every_letter_is_of_one_piece(form: WordForm) -> None:
    for sign in string.ascii_uppercase + string.digits:
        rows = letters(sign, form) or []
        halves = [(row, "▀█") for row in rows], [(row, "▄█") for row in rows]
        pixels = {
            (x, 2 * y + half)
            for half in (0, 1)
            for y, (row, lit) in enumerate(halves[half])
            for x, cell in enumerate(row)
            if cell in lit
        }
        near = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        todo = [min(pixels)]
        while todo:
            x, y = todo.pop()
            pixels.discard((x, y))
            todo += [(x + dx, y + dy) for dx, dy in near if (x + dx, y + dy) in pixels]
        assert not pixels, sign


@pytest.mark.parametrize("word", [*PHASE_WORDS, "GENTLY"])
def test_phase_words_fit_into_seventy_cells_and_narrow_into_thirty_four(word: str) -> None:
    wide, narrow = letters(word), letters(word, WordForm.NARROW)
    huge = letters(word, WordForm.HUGE)
    assert wide is not None
    assert narrow is not None
    assert huge is not None
    assert len(wide[0]) <= 70
    assert len(narrow[0]) <= 34
    assert len(huge[0]) == 2 * len(wide[0])


def test_accented_and_small_letters_are_drawn_as_their_base() -> None:
    assert letters("größe") == letters("GROSSE")
    assert letters("Ménage") == letters("MENAGE")


@pytest.mark.parametrize("word", ["力", "A+B", "ПОКОЙ"])
def test_a_word_without_pixels_is_a_line_of_text(word: str) -> None:
    assert letters(word) is None
    *above, line = word_lines(word, WordForm.LARGE, 40)
    assert above == ["", ""]
    assert line.replace(" ", "") == word


@pytest.mark.parametrize(
    ("width", "largest", "rows"),
    [
        (140, WordForm.HUGE, 10),
        (70, WordForm.LARGE, 5),
        (50, WordForm.NARROW, 5),
        (20, WordForm.SPACED, 1),
        (8, WordForm.PLAIN, 1),
        (0, WordForm.PLAIN, 1),
    ],
)
def test_the_widest_word_decides_the_form(width: int, largest: WordForm, rows: int) -> None:
    forms = word_forms(PHASE_WORDS, width)
    assert forms[0] is largest
    assert forms[-1].rows == 1
    assert largest.rows == rows


@given(st.text(max_size=12), st.sampled_from(WordForm), st.integers(0, 80))
def test_no_word_has_more_lines_than_its_form(word: str, form: WordForm, width: int) -> None:
    lines = word_lines(word, form, width)
    assert 1 <= len(lines) <= form.rows
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("word", "drawn"),
    [
        ("👨‍👩‍👧 go", "👨‍👩‍👧   G O"),
        ("e\u0301te\u0301 寄る", "E\u0301 T E\u0301   寄 る"),
        ("🇩🇪🇨🇭 x", "🇩🇪 🇨🇭   X"),
        ("a\u202eb", "A   B"),
    ],
)
def test_spaced_letters_keep_accents_and_joined_emoji_together(word: str, drawn: str) -> None:
    assert word_lines(word, WordForm.SPACED, 40) == [drawn]


def test_small_digits_are_three_rows_that_end_on_the_line_of_the_text() -> None:
    assert small_digits("31") == [
        "▄▄▄   ▄ ",
        " ▄▄▀ ▀█ ",
        "▄▄▄▀ ▄█▄",
    ]
    for figure in "0123456789":
        drawn = small_digits(figure)
        assert len(drawn) == SMALL_ROWS
        assert len({len(row) for row in drawn}) == 1
        assert drawn[-1].strip(), "no figure hangs above the line"
