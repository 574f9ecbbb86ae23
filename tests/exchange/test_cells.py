"""Cells are read as spreadsheets respell them, and written so that nothing runs them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.exchange.cells import (
    FLAGS,
    UNGUARDED,
    flag,
    guarded,
    harmless,
    may_be_thousands,
    number,
    spelled,
    unguarded,
    unspelled,
)

TEXTS = st.text(st.sampled_from("=+-@\t\r\n'\\x1b5cf ＝a\x1b\x9b\0")) | st.text()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\r=1", r"\x0d=1"),
        ("'=1", "''=1"),
        ("'", "'"),
        ("'tis", "'tis"),
        ("a=1", "a=1"),
        ("\x1b]52;c;aGk=\a", r"\x1b]52;c;aGk=\x07"),
        ("\x9b2J", r"\x9b2J"),
        (r"\x1b", r"\x5cx1b"),
        (r"C:\xampp \x41", r"C:\xampp \x41"),
        ("a\tb\nc", "a\tb\nc"),
        ("", ""),
    ],
)
def test_a_text_is_written_in_a_harmless_form(text: str, written: str) -> None:
    assert harmless(text) == written
    assert unspelled(unguarded(written)) == text


@given(TEXTS)
@example(r"\x5cx1b")
@example("''=")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    written = harmless(text)
    assert unspelled(unguarded(written)) == text
    assert not written.startswith(("\t", "\r", "\n"))
    assert not written.strip().startswith(("=", "+", "-", "@"))
    assert all(character in "\t\n" or character.isprintable() or ord(character) > 0x9F
               for character in written)  # fmt: skip
    assert unspelled(spelled(text)) == text
    assert unguarded(guarded(text)) == text
    assert guarded(text) == text or UNGUARDED.search(guarded(text))


@given(TEXTS)
def test_an_apostrophe_that_guards_nothing_stays(text: str) -> None:
    if unguarded(text) != text:
        assert guarded(text[1:]) == text


@pytest.mark.parametrize("word", ["TRUE", "true", "WAHR", " vrai ", "1", "ИСТИНА", "DOĞRU"])
def test_true_is_known_in_the_words_of_spreadsheets(word: str) -> None:
    assert flag(word) is True


@pytest.mark.parametrize("word", ["FALSE", "Falsch", "FAUX", "0", "ЛОЖЬ", "FAŁSZ"])
def test_false_is_known_in_the_words_of_spreadsheets(word: str) -> None:
    assert flag(word) is False


def test_no_word_means_both() -> None:
    assert [flag(word) for word in ("", "maybe", "yes", "2", "x")] == [None] * 5
    assert all(word == word.casefold() for word in FLAGS)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(("5", 5), ("-3", -3), ("+2", 2), ("007", 7), ("7.5", 7.5), ("7,5", 7.5), ("5.0", 5.0)),
        *(("-2.15E+09", -2.15e9), ("-2,15E+09", -2.15e9), ("−1", -1), (" 4 ", 4), ("'-1", -1)),
        *((text, None) for text in ("", "x", "1.2.3", "1,000,000", "1e999", "9" * 30, "nan", "５")),
    ],
)
def test_numbers_have_a_point_or_a_comma(cell: str, value: float | None) -> None:
    assert number(cell) == value
    assert type(number(cell)) is type(value)


def test_a_comma_may_separate_thousands() -> None:
    assert [may_be_thousands(cell) for cell in ("1,000", "12,345", "0,500", "1,50", "1.000")] == [
        *(True, True, False, False, False)
    ]
